//! Candidates enter with the bounds that tagger or growth gave them; they leave with the bounds that names have.
//!
//! What stands before a name to say of what rank it is (全国重点文物保护单位伏龙庙) goes, two bodies joined by 和 come apart, the bank of
//! a river is told by the river, and a bracket that belongs to a name (滨河公司（柳溪）) comes to it.

use std::collections::BTreeSet;

use std::sync::LazyLock;

use regex::Regex;

use super::place;
use super::scene::{Candidate, Scene, chars, is_han};
use crate::model::{EntityType, Kind, Recogniser, Span};

static QUARTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[冀晋蒙辽苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏](?:东西北|东北|西北|东南|西南)(?:地区)?").expect("constant")
});
static ZONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("中国[（(]\\p{Han}{2,5}[）)](?:自由贸易试验区|自由贸易港|跨境电子商务综合试验区)").expect("constant")
});
static RANKED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("第[一二三四五六七八九十0-9]{1,3}大(?:[^街道桥厦]|$)").expect("constant"));

/// Puts the bounds of all candidates right.
pub(super) fn trim(scene: Scene<'_>, found: Vec<Candidate>) -> Vec<Candidate> {
    let mut trimmed = Vec::with_capacity(found.len());
    let ends = divisions(scene, &found);
    for name in found {
        if is_abroad_only_by_sound(scene, &name) {
            continue;
        }
        let name = without_deed(scene, name);
        if is_relative(scene, &name, &ends) || is_counted(scene, &name) {
            continue;
        }
        let listed = name.recogniser == Recogniser::Lexicon
            || !scene.knowledge.names.lookup(name.span.of(scene.text())).is_empty();
        let name = match name.entity_type {
            Some(EntityType::Place) if !listed => without_bank(scene, without_class(scene, without_rank(scene, name))),
            Some(EntityType::Organization) if !listed => without_rank(scene, name),
            // 王海等: and others.
            Some(EntityType::Person)
                if !listed && name.span.of(scene.text()).ends_with('等') && chars(name.span.of(scene.text())) >= 3 =>
            {
                Candidate { span: Span::new(name.span.start, name.span.end - '等'.len_utf8()), ..name }
            }
            _ => name,
        };
        let name = within_firm(scene, name);
        let longer = bracketed(scene, &name);
        trimmed.extend(of_ocean(scene, &name));
        trimmed.extend(of_nation(scene, &name));
        trimmed.extend(holder(scene, &name));
        match coordinated(scene, &name).filter(|_| !listed) {
            Some(parts) => trimmed.extend(parts),
            None => trimmed.push(name),
        }
        trimmed.extend(longer);
    }
    trimmed.extend(quarters(scene));
    trimmed.extend(zones(scene));
    trimmed
}

/// 柏林 in 柏林村, 罗马 in 罗马乡: a village here, no city of the world.
fn is_abroad_only_by_sound(scene: Scene<'_>, name: &Candidate) -> bool {
    let text = name.span.of(scene.text());
    let rest = scene.after(name.span.end);
    let village = (rest.starts_with(['村', '乡', '镇', '寺', '庙']) || rest.starts_with("禅寺"))
        && !["村上", "村山", "村田", "镇压", "镇静", "镇痛"].iter().any(|word| rest.starts_with(word));
    let names = &scene.knowledge.names;
    let mut places = names
        .lookup(text)
        .iter()
        .map(|form| &names.entries[form.entry])
        .filter(|entry| entry.entity_type == EntityType::Place)
        .peekable();
    name.entity_type == Some(EntityType::Place)
        && village
        && places.peek().is_some()
        && places.all(|entry| entry.kind == Kind::City && entry.code.len() != 6)
}

/// 率青原市代表团, 指导洗砚河, 柳溪拜会, 柳溪调研基层政协: a verb beside a name is no part of it.
fn without_deed(scene: Scene<'_>, name: Candidate) -> Candidate {
    const BEFORE: [&str; 8] = ["调研指导", "检查指导", "指导", "率领", "取道", "途经", "率", "途径"];
    const AFTER: [&str; 5] = ["调研", "视察", "拜会", "走访", "考察"];
    let text = name.span.of(scene.text());
    let names = &scene.knowledge.names;
    let found_by_list = name.recogniser == Recogniser::Lexicon || !names.lookup(text).is_empty();
    if found_by_list || !matches!(name.entity_type, Some(EntityType::Place | EntityType::Organization)) {
        return name;
    }
    // 组来柳溪区: the end of 检查组, and the verb.
    let group = ["组来", "团来", "队来", "组赴", "团赴", "队赴"].iter().find(|head| text.starts_with(**head));
    if let Some(head) = BEFORE.iter().chain(group).find(|head| text.starts_with(**head)) {
        let rest = &text[head.len()..];
        let whole = !names.lookup(rest).is_empty()
            || scene.knowledge.suffixes.ending(rest).is_some_and(|suffix| rest.len() > suffix.word.len());
        if chars(rest) >= 2 && whole {
            return Candidate { span: Span::new(name.span.start + head.len(), name.span.end), canonical: None, ..name };
        }
    }
    let place = |head: &str| {
        chars(head) >= 2
            && names.lookup(head).iter().any(|form| names.entries[form.entry].entity_type == EntityType::Place)
    };
    let deed = AFTER.iter().filter_map(|deed| Some((text.find(deed)?, deed))).min();
    if let Some((at, deed)) = deed.filter(|(at, _)| place(&text[..*at])) {
        let rest = &text[at + deed.len()..];
        let party = rest.starts_with([
            '团', '组', '队', '员', '者', '报', '网', '中', '公', '院', '所', '室', '局', '处', '办', '司',
        ]);
        if !party {
            let span = Span::new(name.span.start, name.span.start + at);
            let kind = names.lookup(&text[..at]).iter().map(|form| names.entries[form.entry].kind).next();
            return Candidate { span, entity_type: Some(EntityType::Place), kind, canonical: None, ..name };
        }
    }
    // 柳溪返港: and back again.
    let back = ["返港", "返京", "返台", "返澳", "返回", "回国"].iter().find_map(|end| text.strip_suffix(end));
    if let Some(head) = back.filter(|head| place(head)) {
        let span = Span::new(name.span.start, name.span.start + head.len());
        return Candidate { span, canonical: None, ..name };
    }
    name
}

/// Those of `more` that are named by themselves, and not in a place that `known` has before them.
pub(super) fn alone(scene: Scene<'_>, known: &[Candidate], more: Vec<Candidate>) -> Vec<Candidate> {
    let ends = divisions(scene, known);
    more.into_iter().filter(|name| !is_relative(scene, name, &ends)).collect()
}

/// Where countries, provinces, towns end.
fn divisions(scene: Scene<'_>, names: &[Candidate]) -> BTreeSet<usize> {
    names.iter().filter(|name| is_division(scene, name)).map(|name| name.span.end).collect()
}

/// 东原第三大灌区, 多州: told by rank or number, not named.
fn is_counted(scene: Scene<'_>, name: &Candidate) -> bool {
    // 云城一个指挥中心: one of several, and no name.
    let one = ["一个", "一家", "一座", "一处", "一所", "一栋", "多个", "两个", "三个", "数个", "一支"];
    let house = matches!(name.entity_type, Some(EntityType::Place | EntityType::Organization));
    if house && one.iter().any(|word| name.span.of(scene.text()).find(word).is_some_and(|at| at > 0)) {
        return true;
    }
    name.entity_type == Some(EntityType::Place) && {
        let text = name.span.of(scene.text());
        let several = ["多州", "多省", "多市", "多县", "多区", "多镇"].iter().find_map(|end| text.strip_suffix(end));
        let listed = |head: &str| head.is_empty() || !scene.knowledge.names.lookup(head).is_empty();
        RANKED.is_match(text) || several.is_some_and(listed)
    }
}

/// 灌区 in 灌区青原河灌区: the kind of thing is said before its name.
fn without_class(scene: Scene<'_>, name: Candidate) -> Candidate {
    let text = name.span.of(scene.text());
    let word = scene.knowledge.suffixes.ending(text).map_or("", |suffix| suffix.word.as_str());
    let doubled = chars(word) >= 2 && text.starts_with(word) && chars(text) >= 2 * chars(word) + 2;
    if doubled { Candidate { span: Span::new(name.span.start + word.len(), name.span.end), ..name } } else { name }
}

/// 皖西北, 川东北地区: a quarter of a province that is told by one character.
fn quarters(scene: Scene<'_>) -> Vec<Candidate> {
    let text = scene.text();
    QUARTER
        .find_iter(text)
        .filter(|hit| {
            let before = scene.previous(hit.start());
            !is_han(before) || "的在于是、和与及对从自为往赴抵到了向".contains(before) || chars(hit.as_str()) >= 5
        })
        .map(|hit| {
            let span = Span::new(hit.start(), hit.end());
            let quarter = Candidate::rule(span, EntityType::Place, Some(Kind::Region), "quarter", 0.9);
            Candidate { canonical: hit.as_str().strip_suffix("地区").map(str::to_owned), ..quarter }
        })
        .collect()
}

/// Whether the words before `at` say that somebody goes there.
fn goes(scene: Scene<'_>, at: usize) -> bool {
    let before = scene.before(at);
    let verbs = scene.knowledge.words.list("visit-verb");
    verbs.suffix(before.strip_suffix('了').unwrap_or(before)).is_some()
}

/// A country, a province, a town, whose west and middle are not named by themselves; ours is, by its economic regions.
fn is_division(scene: Scene<'_>, name: &Candidate) -> bool {
    name.entity_type == Some(EntityType::Place)
        && matches!(name.kind, Some(Kind::Country | Kind::Province | Kind::City | Kind::County))
        && name.span.of(scene.text()) != "中国"
        && chars(name.span.of(scene.text())) >= 2
}

/// 西部地区 in 北岛国西部地区, 中西部 in 该国中西部: where in a place, not a region of its own.
fn is_relative(scene: Scene<'_>, name: &Candidate, ends: &BTreeSet<usize>) -> bool {
    if name.entity_type != Some(EntityType::Place) {
        return false;
    }
    let text = name.span.of(scene.text());
    let side = text.strip_suffix("地区").unwrap_or(text);
    let relative = side.ends_with('部') && scene.knowledge.words.list("relative-place").contains(side);
    let before = scene.before(name.span.start);
    // 美国中西部 is a name of its own.
    relative
        && !(side == "中西部" && before.ends_with("美国"))
        && (ends.contains(&name.span.start)
            || ["该国", "该州", "该省", "该市", "全省"].iter().any(|word| before.ends_with(word)))
}

/// 西南大西洋: an ocean's part is named by where it lies.
fn of_ocean(scene: Scene<'_>, name: &Candidate) -> Option<Candidate> {
    let ocean = matches!(name.span.of(scene.text()), "太平洋" | "大西洋" | "印度洋");
    if name.entity_type != Some(EntityType::Place) || !ocean {
        return None;
    }
    let before = scene.before(name.span.start);
    let side = ["西北", "东北", "西南", "东南", "东", "西", "南", "北", "中"];
    let side = side.iter().find(|side| before.ends_with(**side))?;
    let span = Span::new(name.span.start - side.len(), name.span.end);
    let known =
        Candidate { span, kind: Some(Kind::Natural), canonical: None, reason: "ocean".to_owned(), ..name.clone() };
    Some(known.by(Recogniser::Rule))
}

/// 全国柳溪专项教育整顿: a campaign of the whole country is called so.
fn of_nation(scene: Scene<'_>, name: &Candidate) -> Option<Candidate> {
    let text = name.span.of(scene.text());
    let campaign = ["教育整顿", "专项行动", "集中整治", "学习教育"].iter().any(|end| text.ends_with(end));
    let before = scene.before(name.span.start).strip_suffix("全国")?;
    if name.entity_type != Some(EntityType::Policy) || !campaign || before.ends_with(['在', '于']) {
        return None;
    }
    let span = Span::new(name.span.start - "全国".len(), name.span.end);
    let canonical = Some(name.canonical.clone().unwrap_or_else(|| text.to_owned()));
    Some(Candidate { span, canonical, reason: "nation".to_owned(), ..name.clone() }.by(Recogniser::Rule))
}

/// 远帆 in 远帆创新谷, 柳溪 in 柳溪精细化工产业园: the firm or the county that a site begins with, though its short form is a name only there.
fn holder(scene: Scene<'_>, name: &Candidate) -> Option<Candidate> {
    let text = name.span.of(scene.text());
    let site = name.entity_type == Some(EntityType::Place) && name.kind == Some(Kind::Site) && name.confidence >= 0.65;
    let worked = [
        "产业园",
        "工业园",
        "园区",
        "科技园",
        "开发区",
        "基地",
        "机场",
        "水库",
        "煤矿",
        "电厂",
        "电站",
        "物流园",
        "保税区",
        "港区",
        "工厂",
        "车间",
        "谷",
    ];
    let names = &scene.knowledge.names;
    if !site || !worked.iter().any(|end| text.ends_with(end)) || !names.lookup(text).is_empty() {
        return None;
    }
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(6).collect::<Vec<_>>();
    ends.into_iter().rev().filter(|end| chars(&text[..*end]) >= 2 && chars(&text[*end..]) >= 3).find_map(|end| {
        let rest = &text[end..];
        let form = names.lookup(&text[..end]).iter().find(|form| {
            let entry = &names.entries[form.entry];
            match entry.entity_type {
                EntityType::Place => {
                    matches!(entry.kind, Kind::City | Kind::County)
                        && !rest.starts_with([
                            '港', '市', '县', '区', '村', '镇', '山', '湖', '河', '江', '岛', '湾', '大', '新', '东',
                            '西', '南', '北', '岭', '坡', '店', '沟', '洲', '坪', '桥', '关', '口', '台', '庄', '营',
                            '屯', '堡', '寨', '路', '门', '峡', '滩',
                        ])
                }
                EntityType::Organization => entry.kind == Kind::Company,
                _ => false,
            }
        })?;
        let entry = &names.entries[form.entry];
        let span = Span::new(name.span.start, name.span.start + end);
        Some(Candidate::rule(span, entry.entity_type, Some(entry.kind), "site.holder", 0.62))
    })
}

/// 滨河集团有限公司办公室: the room of a firm is no body of its own; its branches, works and institutes are.
fn within_firm(scene: Scene<'_>, name: Candidate) -> Candidate {
    let text = name.span.of(scene.text());
    let firms = ["有限公司", "投资公司", "股份公司", "有限责任公司"];
    let cut = firms.iter().filter_map(|firm| Some(text.find(firm)? + firm.len())).max();
    let own =
        ["公司", "分行", "支行", "厂", "院", "所", "矿", "分部", "局", "学校", "工会", "党委", "集团", "基地", "队"];
    match cut.filter(|cut| *cut < text.len() && !own.iter().any(|end| text.ends_with(end))) {
        Some(cut) if name.entity_type == Some(EntityType::Organization) && !text[cut..].starts_with(['（', '(']) => {
            let span = Span::new(name.span.start, name.span.start + cut);
            Candidate { span, kind: Some(Kind::Company), ..name }
        }
        _ => name,
    }
}

/// 中国（东原）自由贸易试验区: the country and the province are told inside the zone's name.
fn zones(scene: Scene<'_>) -> Vec<Candidate> {
    ZONE.find_iter(scene.text())
        .map(|hit| {
            let span = Span::new(hit.start(), hit.end());
            Candidate::rule(span, EntityType::Place, Some(Kind::Region), "zone", 0.97)
        })
        .collect()
}

/// 国家5A级旅游景区柳溪古镇, 全国重点文物保护单位伏龙庙: the rank is no part of the name.
fn without_rank(scene: Scene<'_>, name: Candidate) -> Candidate {
    let ranks = scene.knowledge.words.list("rank");
    let text = name.span.of(scene.text());
    let Some((at, rank)) = text.char_indices().find_map(|(at, _)| Some((at, ranks.prefix(&text[at..])?))) else {
        return name;
    };
    let end = at + rank.len();
    // 历史文化名镇柳溪: before the rank stands only of whom it is (全国, 中国).
    let short = chars(&text[..at]) <= 4 && chars(&text[end..]) >= 2 && !text[end..].starts_with(['的', '和', '、']);
    if short { Candidate { span: Span::new(name.span.start + end, name.span.end), ..name } } else { name }
}

/// 青原河西岸: where at the river, not another name.
fn without_bank(scene: Scene<'_>, name: Candidate) -> Candidate {
    let text = name.span.of(scene.text());
    let bank = ["西岸", "东岸", "南岸", "北岸", "两岸", "沿岸", "岸边", "左岸", "右岸", "河畔", "江畔", "湖畔"];
    let water = |head: &str| head.ends_with(['河', '江', '湖', '海', '渠']) && chars(head) >= 2;
    match bank.iter().find_map(|bank| text.strip_suffix(bank)).filter(|head| water(head)) {
        Some(head) => {
            let span = Span::new(name.span.start, name.span.start + head.len());
            Candidate { span, kind: Some(Kind::Natural), ..name }
        }
        None => name,
    }
}

/// 省委巡视办和柳溪市滨河区纪委监委: two bodies, each whole by itself.
fn coordinated(scene: Scene<'_>, name: &Candidate) -> Option<[Candidate; 2]> {
    if name.entity_type != Some(EntityType::Organization) {
        return None;
    }
    let text = name.span.of(scene.text());
    let suffixes = &scene.knowledge.suffixes;
    let names = &scene.knowledge.names;
    let body = |part: &str| {
        let listed =
            names.lookup(part).iter().any(|form| names.entries[form.entry].entity_type == EntityType::Organization);
        let ends = suffixes.ending(part).is_some_and(|suffix| {
            suffix.entity_type == EntityType::Organization
                && part.ends_with(&suffix.word)
                && part.len() > suffix.word.len()
        });
        listed || ends || part.ends_with("办")
    };
    // 柳溪市委市政府: the committee and the government.
    let joined = text.char_indices().find(|(at, c)| {
        *c == '委' && {
            let right = &text[at + c.len_utf8()..];
            let own = ["省", "市", "县", "区", "州", "旗", "镇", "乡"];
            let level = own.iter().find(|level| right.starts_with(**level));
            let left = &text[..*at];
            level.is_some_and(|level| left.ends_with(level) && matches!(&right[level.len()..], "政府" | "人民政府"))
        }
    });
    if let Some((at, c)) = joined {
        let cut = name.span.start + at + c.len_utf8();
        let part = |start, end, kind| Candidate {
            span: Span::new(start, end),
            kind: Some(kind),
            canonical: None,
            ..name.clone()
        };
        return Some([part(name.span.start, cut, Kind::Party), part(cut, name.span.end, Kind::Government)]);
    }
    // 远帆公司和海川集团: no firm or school has another one in its name.
    let firm = |part: &str| {
        chars(part) >= 4 && ["公司", "集团", "银行", "大学", "学院", "医院"].iter().any(|end| part.ends_with(end))
    };
    let (at, joint) = text.char_indices().find(|(at, c)| {
        matches!(c, '和' | '与' | '及' | '、') && {
            let (left, right) = (&text[..*at], &text[at + c.len_utf8()..]);
            // The right one begins anew: with a place that is not of the left one's name alone.
            chars(left) >= 3
                && body(left)
                && body(right)
                && (*c == '、' || place::leading_admin(scene, right).is_some() || firm(left) && firm(right))
        }
    })?;
    let cut = name.span.start + at;
    let part = |start, end| {
        let span = Span::new(start, end);
        let kind = suffixes.ending(span.of(scene.text())).map(|suffix| suffix.kind);
        Candidate { span, kind, canonical: None, ..name.clone() }
    };
    Some([part(name.span.start, cut), part(cut + joint.len_utf8(), name.span.end)])
}

/// 滨河师范学院（柳溪校区）, 滨河会展中心（柳溪）: a place in brackets after the name of a body is part of it.
fn bracketed(scene: Scene<'_>, name: &Candidate) -> Option<Candidate> {
    let entity_type = name.entity_type.filter(|of| matches!(of, EntityType::Organization | EntityType::Place))?;
    let rest = scene.after(name.span.end);
    let inner = rest.strip_prefix(['（', '('])?;
    let close = inner.find(['）', ')']).filter(|close| *close <= 36)?;
    let content = &inner[..close];
    let open = rest.len() - inner.len();
    let campus = ["校区", "院区", "园区", "厂区"].iter().any(|end| content.ends_with(end) && chars(content) >= 3);
    let names = &scene.knowledge.names;
    let placed = || {
        let text = name.span.of(scene.text());
        let ending = scene.knowledge.suffixes.ending(text).filter(|suffix| text.ends_with(&suffix.word));
        let house = ending.is_some_and(|suffix| {
            chars(&suffix.word) >= 2
                && matches!(suffix.kind, Kind::Company | Kind::Education | Kind::Research | Kind::Other)
                || suffix.word.ends_with("中心")
        });
        house
            && (matches!(content, "西部" | "东部" | "南方" | "北方")
                || names.lookup(content).iter().any(|form| {
                    let entry = &names.entries[form.entry];
                    entry.entity_type == EntityType::Place
                        && matches!(entry.kind, Kind::City | Kind::Province | Kind::County)
                }))
    };
    if !campus && !placed() {
        return None;
    }
    let span = Span::new(
        name.span.start,
        name.span.end + open + close + '）'.len_utf8().min(rest[open + close..].chars().next()?.len_utf8()),
    );
    // 滨河会展中心（柳溪） signs and sells: it is the body that runs the house.
    let (entity_type, kind) = match entity_type {
        // Whoever goes there goes to a place.
        _ if campus && goes(scene, name.span.start) => (EntityType::Place, Some(Kind::Site)),
        _ if campus => (EntityType::Organization, name.kind),
        EntityType::Place => (EntityType::Organization, Some(Kind::Company)),
        _ => (entity_type, name.kind),
    };
    Some(Candidate {
        span,
        entity_type: Some(entity_type),
        kind,
        canonical: None,
        recogniser: Recogniser::Rule,
        reason: "bracket".to_owned(),
        confidence: name.confidence,
    })
}
