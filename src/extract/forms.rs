//! Which forms of a document name one thing: 科尔 and 马丁·科尔, 格方 and 格鲁吉亚, 华立源公司 and 华立源锂电科技有限公司,
//! 《意见》 and the opinion that was named in full before.

use std::collections::{BTreeMap, BTreeSet};

use super::scene::{Scene, chars};
use super::{place, policy};
use crate::knowledge::NameEntry;
use crate::model::{EntityType, Kind, Mention, Recogniser, Span};

/// A form and the fuller form, or the line of a lexicon, that it stands for.
pub(super) type Forms = BTreeMap<(EntityType, String), String>;

/// All short forms of the document; `entries` are the lexicon lines of the mentions.
pub(super) fn forms(scene: Scene<'_>, mentions: &[Mention], entries: &[Option<&NameEntry>]) -> Forms {
    let mut forms = Forms::new();
    for (entity_type, found) in [
        (EntityType::Organization, contained(scene, mentions, entries, EntityType::Organization)),
        (EntityType::Place, contained(scene, mentions, entries, EntityType::Place)),
        (EntityType::Policy, short_titles(scene, mentions)),
        (EntityType::Organization, company_forms(scene, mentions)),
        (EntityType::Organization, abbreviated(scene, mentions, entries)),
        (EntityType::Place, parties(mentions, entries)),
        (EntityType::Place, widened(scene, mentions, entries)),
        (EntityType::Place, zones(mentions)),
        (EntityType::Organization, after_country(scene, mentions, entries)),
        (EntityType::Person, last_names(scene, mentions)),
    ] {
        forms.extend(found.into_iter().map(|(form, full)| ((entity_type, form), full)));
    }
    forms
}

/// Mentions that the document bears out: one character in a compound (美以, 中非) names a country only where the country is
/// named elsewhere.
pub(super) fn supported(scene: Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let one = |mention: &Mention| mention.entity_type == EntityType::Place && chars(&mention.surface) == 1;
    let named = |c: char| {
        mentions.iter().any(|other| {
            other.entity_type == EntityType::Place
                && !one(other)
                && (other.surface.starts_with(c)
                    || scene.knowledge.names.lookup(&other.surface).iter().any(|form| {
                        scene.knowledge.names.entries[form.entry].forms.iter().any(|(text, _)| text.chars().eq([c]))
                    }))
        })
    };
    let spans = mentions.iter().filter(|mention| one(mention)).map(|mention| mention.span).collect::<BTreeSet<_>>();
    let beside = |span: Span| spans.iter().any(|other| other.end == span.start || other.start == span.end);
    let kept = |mention: &Mention| {
        let c = scene.next(mention.span.start);
        let refused = mention.entity_type == EntityType::Policy
            && matches!(mention.recogniser, Recogniser::Tagger | Recogniser::Document)
            && policy::is_none(scene, &mention.surface);
        let listed = |form: &str| !scene.knowledge.names.lookup(form).is_empty();
        // 中俄, 美以: two countries by one character each.
        let pair = mention.entity_type == EntityType::Place
            && chars(&mention.surface) == 2
            && mention.recogniser == Recogniser::Tagger
            && !listed(&mention.surface)
            && mention.surface.chars().all(|c| {
                let entries = &scene.knowledge.names.entries;
                let forms = scene.knowledge.names.lookup(c.encode_utf8(&mut [0; 4]));
                forms.iter().any(|form| entries[form.entry].kind == Kind::Country)
            });
        // “远帆”号: a ship.
        let ship = mention.entity_type == EntityType::Person
            && scene.previous(mention.span.start) == '“'
            && scene.after(mention.span.end).starts_with("”号");
        // 滨河至柳溪 without what runs between them.
        let between = mention.entity_type == EntityType::Place
            && mention.recogniser == Recogniser::Tagger
            && mention.surface.char_indices().any(|(at, c)| c == '至' && at > 0)
            && mention.kind != Some(Kind::Site);
        // 王海奖: what is called after somebody.
        let after = scene.after(mention.span.end);
        let prize = mention.entity_type == EntityType::Person
            && after.starts_with('奖')
            && !["奖励", "奖牌", "奖项", "奖金"].iter().any(|word| after.starts_with(word));
        // 张某某, 马先生, 师生们 are not named.
        let unnamed = mention.entity_type == EntityType::Person
            && (matches!(mention.recogniser, Recogniser::Tagger | Recogniser::Document)
                && scene.knowledge.words.list("not-name").contains(&mention.surface)
                || mention.surface.contains('某')
                || ["们", "先生", "女士"].iter().any(|end| mention.surface.ends_with(end)));
        // 全球南方, 村镇; 美丽新东原.
        let common = mention.entity_type == EntityType::Place
            && mention.recogniser == Recogniser::Tagger
            && !listed(&mention.surface)
            && (scene.knowledge.words.list("not-place").contains(&mention.surface)
                || mention.surface != "新中国" && mention.surface.strip_prefix('新').is_some_and(listed));
        // 20个专业镇: counted, not named.
        let counted = mention.entity_type == EntityType::Place && {
            let rest = mention.surface.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.len() < mention.surface.len() && rest.starts_with(['个', '座', '处', '条', '大', '多', '余'])
        };
        let kind_alone = mention.entity_type == EntityType::Organization
            && !listed(&mention.surface)
            && scene.knowledge.words.list("not-organization").contains(&mention.surface);
        !refused
            && !counted
            && !prize
            && !between
            && !pair
            && !ship
            && !unnamed
            && !common
            && !kind_alone
            && !one(mention)
            || one(mention) && named(c)
            || one(mention) && (!beside(mention.span) && !scene.knowledge.names.lookup(&mention.surface).is_empty())
    };
    let keep = mentions.iter().map(kept).collect::<Vec<_>>();
    mentions.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(mention, _)| mention).collect()
}

/// Words before the name of a relative.
const KIN: [&str; 14] =
    ["之子", "其子", "儿子", "长子", "次子", "之女", "其女", "女儿", "之妻", "妻子", "夫人", "之弟", "胞弟", "之兄"];

/// 科尔 for 马丁·科尔, where one person of the document is called so. Who is told of as a relative (科尔之子马丁·科尔, 科尔的儿子——马丁·科尔) is not
/// meant by the last name.
fn last_names(scene: Scene<'_>, mentions: &[Mention]) -> BTreeMap<String, String> {
    let mut full = BTreeMap::<&str, BTreeSet<&str>>::new();
    for mention in mentions.iter().filter(|mention| mention.entity_type == EntityType::Person) {
        if let Some((_, last)) = mention.surface.rsplit_once('·') {
            full.entry(last).or_default().insert(&mention.surface);
        }
    }
    let text = &scene.reading.text;
    let relative = |name: &str| {
        mentions.iter().filter(|mention| mention.surface == name).any(|mention| {
            let before = text[..mention.span.start].trim_end_matches('—');
            KIN.iter().any(|kin| before.ends_with(kin))
        })
    };
    let one = full.into_iter().filter(|(_, names)| names.len() == 1 && !names.iter().any(|name| relative(name)));
    one.flat_map(|(last, names)| names.into_iter().map(move |name| (last.to_owned(), name.to_owned()))).collect()
}

/// 东原自贸区 for 中国（东原）自由贸易试验区.
fn zones(mentions: &[Mention]) -> BTreeMap<String, String> {
    let mut forms = BTreeMap::new();
    for zone in mentions.iter().filter(|mention| mention.entity_type == EntityType::Place) {
        let rest = zone.surface.strip_prefix("中国").and_then(|rest| rest.strip_prefix(['（', '(']));
        let Some((place, _)) = rest.and_then(|rest| rest.split_once(['）', ')'])) else { continue };
        for end in ["自贸区", "自贸试验区", "自由贸易试验区"] {
            forms.insert(format!("{place}{end}"), zone.surface.clone());
        }
    }
    forms
}

/// 北岛大陆 and 北岛地区 for 北岛, where that is a listed region or country.
fn widened(scene: Scene<'_>, mentions: &[Mention], entries: &[Option<&NameEntry>]) -> BTreeMap<String, String> {
    let names = &scene.knowledge.names;
    let unlisted = mentions
        .iter()
        .zip(entries)
        .filter(|(mention, entry)| mention.entity_type == EntityType::Place && entry.is_none());
    let region = |name: &str| {
        let mut fitting = names.lookup(name).iter().map(|form| &names.entries[form.entry]).filter(|entry| {
            entry.entity_type == EntityType::Place && matches!(entry.kind, Kind::Region | Kind::Country)
        });
        fitting.next().map(|entry| entry.place.clone())
    };
    unlisted
        .filter_map(|(mention, _)| {
            let bare = ["大陆", "地区"].iter().find_map(|end| mention.surface.strip_suffix(end))?;
            Some((mention.surface.clone(), region(bare)?))
        })
        .collect()
}

/// 格方 and 格 for 格鲁吉亚 where one country of the document begins so.
fn parties(mentions: &[Mention], entries: &[Option<&NameEntry>]) -> BTreeMap<String, String> {
    let mut forms = BTreeMap::new();
    for (mention, entry) in mentions.iter().zip(entries) {
        if mention.entity_type != EntityType::Place || entry.is_some() {
            continue;
        }
        let head = match mention.surface.strip_suffix('方') {
            Some(head) if !head.is_empty() => head,
            _ if chars(&mention.surface) == 1 => mention.surface.as_str(),
            _ => continue,
        };
        let mut fitting = countries(mentions, entries)
            .filter(|(country, _)| country.surface.starts_with(head))
            .map(|(_, entry)| &entry.place);
        if let Some(first) = fitting.next()
            && fitting.all(|other| other == first)
        {
            forms.insert(mention.surface.clone(), first.clone());
        }
    }
    forms
}

fn countries<'m>(
    mentions: &'m [Mention],
    entries: &'m [Option<&NameEntry>],
) -> impl Iterator<Item = (&'m Mention, &'m NameEntry)> {
    mentions
        .iter()
        .zip(entries)
        .filter_map(|(mention, entry)| entry.filter(|entry| entry.kind == Kind::Country).map(|entry| (mention, entry)))
}

/// 墨众议院 for 墨西哥众议院: a body after the one character for a country of the document.
fn abbreviated(scene: Scene<'_>, mentions: &[Mention], entries: &[Option<&NameEntry>]) -> BTreeMap<String, String> {
    let surfaces = organisations(mentions).map(|mention| mention.surface.as_str()).collect::<BTreeSet<_>>();
    let mut forms = BTreeMap::new();
    for short in &surfaces {
        let Some(c) = short.chars().next() else { continue };
        let rest = &short[c.len_utf8()..];
        if !scene.knowledge.names.lookup(short).is_empty() || chars(rest) < 2 {
            continue;
        }
        let full = countries(mentions, entries)
            .filter(|(country, entry)| {
                country.surface.starts_with(c) || entry.forms.iter().any(|(form, _)| form.chars().eq([c]))
            })
            .flat_map(|(country, entry)| [format!("{}{rest}", country.surface), format!("{}{rest}", entry.name)])
            .find(|full| surfaces.contains(full.as_str()));
        if let Some(full) = full {
            forms.insert((*short).to_owned(), full);
        }
    }
    forms
}

/// 中国全国政协 for 全国政协 where a country stands before a body that is named without it too, or that is listed.
fn after_country(scene: Scene<'_>, mentions: &[Mention], entries: &[Option<&NameEntry>]) -> BTreeMap<String, String> {
    let names = &scene.knowledge.names;
    let mut forms = BTreeMap::new();
    for (mention, entry) in mentions.iter().zip(entries) {
        if mention.entity_type != EntityType::Organization || entry.is_some() {
            continue;
        }
        let Some(length) = place::leading(scene, &mention.surface) else { continue };
        let (country, body) = mention.surface.split_at(length);
        let is_country = names.lookup(country).iter().any(|form| names.entries[form.entry].kind == Kind::Country);
        let listed = names
            .lookup(body)
            .iter()
            .map(|form| &names.entries[form.entry])
            .find(|entry| entry.entity_type == EntityType::Organization);
        if is_country && let Some(listed) = listed {
            forms.insert(mention.surface.clone(), listed.place.clone());
        }
    }
    forms
}

fn organisations(mentions: &[Mention]) -> impl Iterator<Item = &Mention> {
    mentions.iter().filter(|mention| mention.entity_type == EntityType::Organization)
}

/// 航空管理局 for 北岛航空管理局, 清源产业园 for 清源精细化工产业园: a form that one longer name of the document ends with, or
/// whose head and last word it has.
fn contained(
    scene: Scene<'_>,
    mentions: &[Mention],
    entries: &[Option<&NameEntry>],
    entity_type: EntityType,
) -> BTreeMap<String, String> {
    let levels = |kind: Option<Kind>| {
        matches!(kind, Some(Kind::Country | Kind::Province | Kind::City | Kind::County | Kind::Town | Kind::Natural))
    };
    let free = mentions
        .iter()
        .zip(entries)
        .filter(|(mention, entry)| {
            mention.entity_type == entity_type
                && mention.canonical.is_none()
                && !levels(mention.kind)
                && entry.is_none_or(|entry| !levels(Some(entry.kind)))
        })
        .map(|(mention, entry)| (mention.surface.as_str(), entry.is_some()))
        .collect::<BTreeMap<_, _>>();
    let mut forms = BTreeMap::new();
    for (short, listed) in &free {
        // 飞鹰 for 滨河飞鹰队.
        let team = || {
            let name = format!("{short}队");
            let mut teams = free.keys().filter(move |long| long.ends_with(&name));
            teams.next().filter(|_| teams.next().is_none()).map(|team| (*team).to_owned())
        };
        if entity_type == EntityType::Organization
            && (2..=4).contains(&chars(short))
            && let Some(team) = team()
        {
            forms.insert((*short).to_owned(), team);
            continue;
        }
        // 柳溪岭 for 柳溪岭核电站.
        let plant = || {
            let ends = ["核电站", "电站", "水电站", "机场", "煤矿", "油田", "水库", "风电场", "灌区", "科考站"];
            let mut plants = free.keys().filter(|long| long.strip_prefix(short).is_some_and(|end| ends.contains(&end)));
            plants.next().filter(|_| plants.next().is_none()).map(|plant| (*plant).to_owned())
        };
        if entity_type == EntityType::Place
            && chars(short) >= 2
            && !*listed
            && let Some(plant) = plant()
        {
            forms.insert((*short).to_owned(), plant);
            continue;
        }
        if chars(short) < 4 || *listed {
            continue;
        }
        let ending = scene.knowledge.suffixes.ending(short).map_or("", |suffix| suffix.word.as_str());
        let head = short.strip_suffix(ending).unwrap_or("");
        let fits = |long: &str| {
            long.ends_with(short)
                || (chars(ending) >= 2 && chars(head) >= 2 && long.starts_with(head) && long.ends_with(ending))
        };
        let mut longer = free.keys().filter(|long| chars(long) > chars(short) && fits(long));
        if let Some(long) = longer.next()
            && longer.next().is_none()
        {
            forms.insert((*short).to_owned(), (*long).to_owned());
        }
    }
    forms
}

/// 《意见》, 《若干措施》 for the document that was named in full.
fn short_titles(scene: Scene<'_>, mentions: &[Mention]) -> BTreeMap<String, String> {
    let heads = scene.knowledge.words.list("document-head");
    // 意见（试行）, but 学校（党校）工作条例.
    let bare = |surface: &str| match surface.rfind('（') {
        Some(at) if surface.ends_with('）') => surface[..at].to_owned(),
        _ => surface.to_owned(),
    };
    let documents = || {
        mentions.iter().filter(|mention| {
            mention.entity_type == EntityType::Policy && heads.suffix(&bare(&mention.surface)).is_some()
        })
    };
    let mut forms = BTreeMap::new();
    for short in documents().filter(|mention| chars(&mention.surface) <= 6) {
        let full = documents()
            .filter(|full| {
                chars(&full.surface) > chars(&short.surface) + 2 && bare(&full.surface).ends_with(&short.surface)
            })
            .min_by_key(|full| {
                let after = full.span.start > short.span.start;
                (after, full.span.start.abs_diff(short.span.start))
            });
        if let Some(full) = full {
            forms.insert(short.surface.clone(), full.surface.clone());
        }
    }
    forms
}

/// Short forms of companies that the beginning of a full name makes: 华立源公司 → 华立源锂电科技有限公司.
fn company_forms(scene: Scene<'_>, mentions: &[Mention]) -> BTreeMap<String, String> {
    let companies =
        || mentions.iter().filter(|mention| mention.kind == Some(Kind::Company) && mention.canonical.is_none());
    let mut forms = BTreeMap::new();
    // 滨河远帆 for 滨河远帆有限公司: the beginning of one full name, whatever the tagger held it for.
    let full_names = companies().map(|mention| mention.surface.as_str()).filter(|name| name.ends_with("有限公司"));
    let full_names = full_names.collect::<BTreeSet<_>>();
    for short in organisations(mentions).filter(|mention| mention.canonical.is_none()) {
        let bare = ["合营公司", "公司", "集团"].iter().find_map(|end| short.surface.strip_suffix(end));
        let bare = bare.unwrap_or(&short.surface);
        let listed = !scene.knowledge.names.lookup(&short.surface).is_empty();
        let mut longer = full_names.iter().filter(|full| full.starts_with(bare) && **full != short.surface);
        if !listed
            && chars(bare) >= 4
            && !own_name(scene, bare).is_empty()
            && let Some(full) = longer.next()
            && longer.next().is_none()
        {
            forms.insert(short.surface.clone(), (*full).to_owned());
        }
    }
    // 滨河远帆集团, where 滨河远帆 is listed.
    for long in organisations(mentions).filter(|mention| scene.knowledge.names.lookup(&mention.surface).is_empty()) {
        let names = &scene.knowledge.names;
        let short = ["集团", "公司"].iter().find_map(|end| long.surface.strip_suffix(end)).unwrap_or("");
        let listed = names.lookup(short).iter().map(|form| &names.entries[form.entry]);
        let mut companies_listed = listed.filter(|entry| entry.kind == Kind::Company);
        if chars(short) >= 3
            && let Some(company) = companies_listed.next()
        {
            forms.insert(long.surface.clone(), company.place.clone());
        }
    }
    for short in companies() {
        let head =
            ["公司", "集团"].iter().find_map(|suffix| short.surface.strip_suffix(suffix)).unwrap_or(&short.surface);
        let full = companies().map(|mention| mention.surface.as_str()).find(|full| {
            chars(full) > chars(&short.surface) + 1
                && ["公司", "集团"].iter().any(|suffix| full.ends_with(suffix))
                && own_name(scene, full).starts_with(head)
        });
        if chars(head) >= 2
            && let Some(full) = full
        {
            forms.insert(short.surface.clone(), full.to_owned());
        }
    }
    forms
}

/// A name without the places that it begins with.
fn own_name<'n>(scene: Scene<'_>, name: &'n str) -> &'n str {
    let mut rest = name;
    while let Some(length) = place::leading(scene, rest) {
        rest = &rest[length..];
    }
    rest
}

/// The forms of an unlisted name without the places that it begins with, or without 地区 after it: 飞梭创新中心 of
/// 北京飞梭创新中心. Bodies of state keep theirs.
pub(super) fn bare_forms(scene: Scene<'_>, mention: &Mention) -> Vec<String> {
    let mut forms = Vec::new();
    let place = mention.entity_type == EntityType::Place;
    // 东原省滨河市委 is 滨河市委 too.
    if matches!(mention.kind, Some(Kind::Government | Kind::Party))
        && let Some(length) = place::leading_admin(scene, &mention.surface)
        && place::leading_admin(scene, &mention.surface[length..]).is_some()
    {
        forms.push(mention.surface[length..].to_owned());
    }
    // 青原河流域, where the river is not named by itself.
    if place && let Some(river) = mention.surface.strip_suffix("流域") {
        let alone = scene.text().match_indices(river).any(|(at, _)| !scene.after(at + river.len()).starts_with("流域"));
        if !alone && !scene.knowledge.names.lookup(river).is_empty() {
            forms.push(river.to_owned());
        }
    }
    let strips = match mention.kind {
        Some(Kind::Site | Kind::Region) => place,
        Some(Kind::Company | Kind::Education | Kind::Research | Kind::Other) => !place,
        None => true,
        _ => false,
    };
    if !strips || matches!(mention.entity_type, EntityType::Person | EntityType::Policy) {
        return forms;
    }
    let mut rest = mention.surface.as_str();
    while let Some(length) = place::leading_admin(scene, rest) {
        rest = &rest[length..];
        let ending = scene.knowledge.suffixes.ending(rest).map_or("", |suffix| suffix.word.as_str());
        let body = rest.strip_suffix(ending).unwrap_or(rest);
        // 第一医院, 人民公园: nothing of their own.
        let generic = scene.knowledge.words.list("generic").prefix(body).is_some()
            || rest.starts_with(|c: char| c == '第' || !c.is_alphanumeric() && !"“‘".contains(c))
            || rest.starts_with('至')
            || ending == "代表团";
        if !generic && chars(body) >= 2 {
            forms.push(rest.to_owned());
        }
    }
    if place
        && let Some(region) = mention.surface.strip_suffix("地区")
        && chars(region) >= 2
        && !scene.knowledge.names.lookup(region).is_empty()
    {
        forms.push(region.to_owned());
    }
    forms
}
