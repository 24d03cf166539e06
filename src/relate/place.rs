//! Names that hold or follow one another enter; `locatedIn` and `siteOf` facts leave.
//!
//! Three sources: places written one after the other (江西省宜春市袁州区), names inside a site's name (海川公司亦庄办公区),
//! and words (位于, 首都, a frame 在株洲，…). Only direct steps are told; a place never lies in a smaller one.

use std::collections::BTreeSet;

use super::Scene;
use super::find::Find;
use super::merge::Draft;
use super::tour;
use crate::extract::DocumentEntity;
use crate::knowledge::Sign;
use crate::model::{EntityType, FactType, Kind, Role, Span};

/// Turns finds, chains and nested names into facts.
pub fn facts(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    let mut claims = Vec::new();
    all(scene, finds, &mut claims);
    out.extend(direct(claims));
}

fn all(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::LocatedIn) {
        let outer = find.tokens(scene.discourse, Role::Outer);
        // 首都云城西部的白石的大楼: the part of the city is 白石, at the head of its chain.
        let inner: Vec<usize> = find
            .tokens(scene.discourse, Role::Inner)
            .into_iter()
            .filter(|token| find.rule.has("head") || token.chain.is_empty() || token.sign == Sign::Organization)
            .flat_map(|token| match token.chain.first() {
                Some(&first) if find.rule.has("head") => vec![first],
                _ => token.entities.clone(),
            })
            .collect();
        for token in outer {
            for outer in &token.entities {
                // 云州的白石机场, but 东山国的云州 only where the country is the narrower word.
                if find.rule.has("of") && rank(scene.kind(*outer)).is_none_or(|rank| rank == 0) {
                    continue;
                }
                for inner in &inner {
                    claim(scene, *inner, *outer, &Draft::of(scene, find), out);
                }
            }
        }
    }
    for (sentence, inner, outer) in tour::framed(scene, finds) {
        let draft = Draft::new(FactType::LocatedIn, "place.frame", 0.8, scene.reading.sentences[sentence].span);
        claim(scene, inner, outer, &draft, out);
    }
    for (sentence, inner, outer) in tour::toured(scene, finds) {
        let draft = Draft::new(FactType::LocatedIn, "place.toured", 0.8, scene.reading.sentences[sentence].span);
        claim(scene, inner, outer, &draft, out);
    }
    chains(scene, out);
    abbreviated(scene, out);
    houses(scene, finds, out);
    titles(scene, out);
    nested(scene, out);
    beginnings(scene, out);
}

fn chains(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    for (index, masked) in scene.discourse.sentences.iter().enumerate() {
        let span = scene.reading.sentences[index].span;
        let mut open: Option<(usize, usize, Option<Kind>)> = None;
        for (number, token) in masked.tokens.iter().enumerate() {
            let Some(head) = token.entity() else { continue };
            if !matches!(token.sign, Sign::Place | Sign::Organization) {
                open = None;
                continue;
            }
            let draft = Draft::new(FactType::LocatedIn, "place.chain", 0.84, span);
            // 位于云州的海白高铁白石特大桥: the bridge lies in 云州, the line does not.
            let line = |place: &usize| is_line(&scene.annotations.entities[*place].label);
            let mut chain: Vec<usize> = token.chain.iter().copied().filter(|place| !line(place)).collect();
            if chain.is_empty() {
                chain.clone_from(&token.chain);
            }
            if let Some(&last) = chain.last() {
                for pair in chain.windows(2) {
                    // 东北云州: the quarter of the country only helps to find it.
                    if !is_world_region(&scene.annotations.entities[pair[0]].label) {
                        claim(scene, pair[1], pair[0], &draft, out);
                    }
                }
                let apart = token.span.of(&scene.reading.text).contains('的');
                let natural = scene.kind(last) == Some(Kind::Natural) && !apart;
                let house = matches!(scene.kind(head), Some(Kind::Media | Kind::International | Kind::Military));
                let wide =
                    is_world_region(&scene.annotations.entities[last].label) && scene.kind(last) == Some(Kind::Region);
                if natural || house || wide || is_compass(&scene.annotations.entities[head].label) {
                    open = None;
                    continue;
                }
                // 东山国 + 云州国际机场: 云州 lies in 东山国, and the airport in 云州.
                let leading = leading_place(scene, token.span, head).filter(|place| *place != last);
                // 位于大江上游的云州果园港: the river does not hold the city.
                if scene.kind(last) == Some(Kind::Natural) && leading.is_some() {
                    open = None;
                    continue;
                }
                claim(scene, leading.unwrap_or(head), last, &draft, out);
                open = Some((number, last, scene.kind(head)));
            } else if let Some((before, outer, kind)) = open {
                // 东山国云州、白石州: what follows in the list, of the same kind, lies in the same place.
                let gap = &masked.text[masked.at[before] + token.sign.char().len_utf8()..masked.at[number]];
                let alike = scene.kind(head) == kind && token.sign == masked.tokens[before].sign;
                let settled = !matches!(kind, Some(Kind::Natural | Kind::Region));
                // 来到云州海川公司、白石产业园: whatever they are, they are stops of one place.
                let stops = is_stop(kind) && is_stop(scene.kind(head)) && {
                    let clause = masked.text[..masked.at[number]].rsplit(super::discourse::EDGES).next();
                    let go = scene.rules.list("go").iter().chain(scene.rules.list("inspect"));
                    clause.is_some_and(|clause| {
                        clause.starts_with('在') || go.into_iter().any(|word| clause.contains(word.as_str()))
                    })
                };
                let fits = gap == "、" && alike && settled || stops && matches!(gap, "、" | "和" | "及" | "，");
                let leading = leading_place(scene, token.span, head);
                // 云州白石工程、东原海川公司: the name begins with another place.
                let named = token.span.of(&scene.reading.text);
                let elsewhere = tells_its_unit(named) && begun(scene, token.span, head) != Some(outer)
                    || token.sign == Sign::Organization
                        && scene.annotations.entities.iter().enumerate().any(|(index, place)| {
                            index != outer
                                && rank(place.kind).is_some_and(|rank| rank > 0)
                                && place.entity_type == EntityType::Place
                                && place
                                    .names
                                    .iter()
                                    .any(|own| own.chars().count() >= 2 && named.starts_with(own.as_str()))
                        });
                if fits && !elsewhere && leading.is_none_or(|place| place == outer || !is_unit(scene, place)) {
                    let draft = Draft::new(FactType::LocatedIn, "place.list", 0.85, span);
                    claim(scene, head, outer, &draft, out);
                    open = Some((number, outer, kind));
                } else {
                    open = begun(scene, token.span, head).map(|place| (number, place, scene.kind(head)));
                }
            } else {
                // 正阳县正阳古城、白石村: the county in the first name holds the rest of the list.
                open = begun(scene, token.span, head).map(|place| (number, place, scene.kind(head)));
            }
        }
    }
}

/// Whether a name begins with a county or a city, whatever it is called: 白石县志云核电站.
fn tells_its_unit(name: &str) -> bool {
    let ends = name.char_indices().skip(2).take(3);
    ends.into_iter().any(|(at, c)| "县市省".contains(c) && name[at..].chars().count() >= 4)
}

/// Whether a place is told with its unit: 正阳县, not 正阳.
fn is_unit(scene: &Scene<'_>, place: usize) -> bool {
    ends_with_unit(&scene.annotations.entities[place].label) && rank(scene.kind(place)).is_some_and(|rank| rank > 1)
}

/// The county or city that the name of a stop begins with, told with its unit: 正阳县正阳古城, 云州市海川公司.
fn begun(scene: &Scene<'_>, span: Span, head: usize) -> Option<usize> {
    if !is_stop(scene.kind(head)) {
        return None;
    }
    let annotations = scene.annotations;
    if annotations.entities[head].entity_type == EntityType::Place {
        return leading_place(scene, span, head).filter(|place| is_unit(scene, *place));
    }
    let name = span.of(&scene.reading.text);
    let places = annotations.entities.iter().enumerate().filter(|(_, place)| place.entity_type == EntityType::Place);
    places
        .filter(|(index, place)| {
            rank(scene.kind(*index)).is_some_and(|rank| rank > 1)
                && place.names.iter().any(|own| {
                    ends_with_unit(own) && name.strip_prefix(own.as_str()).is_some_and(|rest| rest.chars().count() >= 3)
                })
        })
        .map(|(index, _)| index)
        .next()
}

/// 俄云州, 美东山州: the country is told by one character, which nobody found a name in.
fn abbreviated(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    for (index, masked) in scene.discourse.sentences.iter().enumerate() {
        for (token, at) in masked.tokens.iter().zip(&masked.at).filter(|(token, _)| token.sign == Sign::Place) {
            let first = token.chain.first().copied().or(token.entity());
            let Some(inner) = first else { continue };
            let thing = &scene.annotations.entities[inner];
            let ends = ["州", "市", "共和国", "地区", "省"].iter().any(|end| thing.label.ends_with(end));
            let level = matches!(thing.kind, Some(Kind::Province | Kind::City | Kind::Region));
            let ours = thing.code.as_deref().is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
            let mut before = masked.text[..*at].chars().rev();
            let Some(short) = before.next().filter(|c| "俄美乌英法德日印韩".contains(*c)) else { continue };
            // 白俄, 中美: another word ends there.
            let free = before
                .next()
                .is_none_or(|c| !('\u{4e00}'..='\u{9fff}').contains(&c) || "在对向从往为称袭击和与及".contains(c));
            if !((ends || thing.kind == Some(Kind::Province)) && level && free && !ours) {
                continue;
            }
            let countries = scene.annotations.entities.iter().enumerate().filter(|(_, place)| {
                place.kind == Some(Kind::Country) && place.names.iter().any(|name| name.starts_with(short))
            });
            let countries: Vec<usize> = countries.map(|(index, _)| index).collect();
            if let [outer] = countries[..] {
                let draft =
                    Draft::new(FactType::LocatedIn, "place.abbreviated", 0.88, scene.reading.sentences[index].span);
                claim(scene, inner, outer, &draft, out);
            }
        }
    }
}

/// The stops of a list that begins with the name of a firm after its city (来到云州市海川公司、白石公司): the firms lie there.
fn houses(scene: &Scene<'_>, finds: &[Find<'_>], out: &mut Vec<Draft>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::Visited && find.rule.has("stop")) {
        let tokens = find.tokens(scene.discourse, Role::Where);
        let Some(first) = tokens.first() else { continue };
        let Some(head) = first.entity().filter(|_| first.sign == Sign::Organization && first.chain.is_empty()) else {
            continue;
        };
        let Some(outer) = begun(scene, first.span, head) else { continue };
        for token in &tokens {
            let Some(inner) = token.entity().filter(|inner| token.chain.is_empty() && is_stop(scene.kind(*inner)))
            else {
                break;
            };
            if token.span != first.span && begun(scene, token.span, inner).is_some() {
                break;
            }
            claim(
                scene,
                inner,
                outer,
                &Draft::new(FactType::LocatedIn, "place.list", 0.85, scene.reading.sentences[find.sentence].span),
                out,
            );
        }
    }
}

/// What a traveller stops at: a site, or a house that is no body of state.
fn is_stop(kind: Option<Kind>) -> bool {
    matches!(kind, None | Some(Kind::Site | Kind::Company | Kind::Education | Kind::Research | Kind::Other))
}

/// 云州至白石高铁, 云白高速: it runs through more places than one.
fn is_line(name: &str) -> bool {
    ["高铁", "铁路", "高速", "公路", "高速公路", "管道", "运河", "动车", "班列"].iter().any(|end| name.ends_with(end))
}

/// 东山国白石州州长李明: the place in the title lies in the one before it.
fn titles(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    let mentions = &scene.annotations.mentions;
    for position in &scene.annotations.positions {
        let Some(org) = position.org else { continue };
        let first = mentions[org].span.start;
        let places = || {
            mentions.iter().enumerate().filter(|(_, mention)| {
                mention.entity_type == EntityType::Place
                    && mention.span.end <= position.span.end
                    && mention.span.end >= first
            })
        };
        for (inner, small) in places().filter(|(_, small)| small.span.start >= first) {
            let before = places().find(|(_, large)| large.span.end == small.span.start);
            let Some((outer, _)) = before else { continue };
            let (inner, outer) = (scene.annotations.entity_of[inner], scene.annotations.entity_of[outer]);
            if rank(scene.kind(inner)).is_some_and(|small| small > 0) {
                let sentence = scene.reading.sentences[scene.reading.sentence_at(small.span.start)].span;
                claim(scene, inner, outer, &Draft::new(FactType::LocatedIn, "place.title", 0.86, sentence), out);
            }
        }
    }
}

/// 云州江北新区 lies in 云州, where the document names both: a region whose name begins with that of a place of administration.
fn beginnings(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    let entities = &scene.annotations.entities;
    for (inner, region) in entities.iter().enumerate() {
        if region.entity_type != EntityType::Place || !matches!(region.kind, Some(Kind::Region | Kind::Site)) {
            continue;
        }
        let zone = |place: &crate::extract::DocumentEntity| {
            place.kind == Some(Kind::Region) && !is_world_region(&place.label) && !is_compass(&place.label)
        };
        let wide = entities.iter().enumerate().filter(|(outer, place)| {
            let admin = rank(place.kind).is_some_and(|rank| rank > 0);
            *outer != inner
                && place.entity_type == EntityType::Place
                && (admin || region.kind == Some(Kind::Site) && zone(place))
        });
        let outer = wide
            .flat_map(|(outer, place)| {
                place.names.iter().flat_map(move |name| stems(name).map(move |stem| (outer, stem)))
            })
            .filter(|(_, name)| name.chars().count() >= 2)
            .filter(|(_, name)| {
                let rests = region.names.iter().filter_map(|own| own.strip_prefix(*name));
                rests.into_iter().any(|rest| rest.chars().count() >= 3)
            })
            .max_by_key(|(outer, name)| (name.len(), std::cmp::Reverse(*outer)));
        let (Some((outer, _)), Some(&mention)) = (outer, region.mentions.first()) else { continue };
        let sentence = scene.reading.sentence_at(scene.annotations.mentions[mention].span.start);
        let draft = Draft::new(FactType::LocatedIn, "place.beginning", 0.73, scene.reading.sentences[sentence].span);
        claim(scene, inner, outer, &draft, out);
    }
}

/// A name of a place, and what it is called in names of others: 白石 for 白石新区.
fn stems(name: &str) -> impl Iterator<Item = &str> {
    let short = ["新区", "新城", "自贸区", "开发区"].iter().find_map(|end| name.strip_suffix(end));
    [Some(name), short.filter(|short| short.chars().count() == 2)].into_iter().flatten()
}

/// The administrative place that the name of a site begins with, for the mention of `entity` that ends a span.
pub fn leading_place(scene: &Scene<'_>, span: Span, entity: usize) -> Option<usize> {
    let annotations = scene.annotations;
    let whole = annotations.entities[entity]
        .mentions
        .iter()
        .map(|mention| annotations.mentions[*mention].span)
        .find(|own| own.end == span.end && span.contains(*own))?;
    if annotations.entities[entity].entity_type != EntityType::Place {
        return None;
    }
    annotations
        .mentions
        .iter()
        .enumerate()
        .find(|(_, mention)| {
            mention.span.start == whole.start
                && mention.span.end < whole.end
                && mention.entity_type == EntityType::Place
        })
        .map(|(index, _)| annotations.entity_of[index])
        .filter(|place| *place != entity && !matches!(scene.kind(*place), Some(Kind::Country | Kind::Natural)))
}

/// Places and organisations inside the name of a site, the place before the name of an organisation.
fn nested(scene: &Scene<'_>, out: &mut Vec<Draft>) {
    let mentions = &scene.annotations.mentions;
    for (index, outer) in mentions.iter().enumerate() {
        if !matches!(outer.entity_type, EntityType::Place | EntityType::Organization) {
            continue;
        }
        let whole = scene.annotations.entity_of[index];
        let sentence = scene.reading.sentences[scene.reading.sentence_at(outer.span.start)].span;
        // The names directly inside, from left to right.
        let mut inside = Vec::new();
        let mut end = outer.span.start;
        for (other, mention) in mentions.iter().enumerate().skip(index + 1) {
            if mention.span.start >= outer.span.end {
                break;
            }
            let other_thing = scene.annotations.entity_of[other] != whole;
            if mention.span.start >= end && other_thing && outer.span.contains(mention.span) {
                end = mention.span.end;
                inside.push(other);
            }
        }
        match outer.entity_type {
            EntityType::Place => site(scene, whole, outer.span, &inside, sentence, out),
            EntityType::Organization => {
                if let Some(&first) = inside.first() {
                    seat(scene, index, first, sentence, out);
                }
            }
            _ => {}
        }
    }
}

/// A site whose name holds the names of places and of its owner.
fn site(scene: &Scene<'_>, whole: usize, outer: Span, inside: &[usize], sentence: Span, out: &mut Vec<Draft>) {
    let mentions = &scene.annotations.mentions;
    let mut chain: Option<(usize, usize)> = None;
    let draft = Draft::new(FactType::LocatedIn, "place.nested", 0.64, sentence);
    for other in inside {
        let entity = scene.annotations.entity_of[*other];
        let mention = &mentions[*other];
        match mention.entity_type {
            EntityType::Place if locates(scene, whole, outer, *other) => {
                let told = ends_with_unit(&mention.surface);
                match chain {
                    // 大江云州段 lies in 云州, and no more in the river.
                    Some((river, _))
                        if scene.kind(river) == Some(Kind::Natural) && rank(scene.kind(entity)).is_some() => {}
                    Some((outer, end)) if end == mention.span.start && told => claim(scene, entity, outer, &draft, out),
                    // 云州白石国际机场: 白石 is a part of the airport's own name.
                    Some((_, end)) if end == mention.span.start => continue,
                    // 深圳—香港—广州科技集群: no one of them holds the next, nor the whole.
                    Some(_) => return,
                    None => {}
                }
                chain = Some((entity, mention.span.end));
            }
            EntityType::Organization => out.push(
                Draft::new(FactType::SiteOf, "place.owner", 0.85, sentence)
                    .arg(Role::Site, whole)
                    .arg(Role::Owner, entity),
            ),
            _ => {}
        }
    }
    if let Some((place, _)) = chain {
        claim(scene, whole, place, &draft, out);
    }
}

/// Whether a place inside a site's name tells where the site is.
fn locates(scene: &Scene<'_>, whole: usize, outer: Span, inner: usize) -> bool {
    let mention = &scene.annotations.mentions[inner];
    let rest = &scene.reading.text[mention.span.end..outer.end];
    let area = ["区", "城", "园", "走廊", "基地"].iter().any(|end| mention.surface.ends_with(end));
    match scene.kind(scene.annotations.entity_of[inner]) {
        Some(Kind::Province | Kind::City | Kind::County | Kind::Town) => true,
        // 白石沙漠北缘林带 is a part of the desert; 白石河流域 and 白石河大桥 are not in the river.
        Some(Kind::Natural) => {
            let body =
                ["湖", "淀", "山", "沙漠", "岭", "草原", "湿地"].iter().any(|end| mention.surface.ends_with(end));
            let works = ["工程", "生态", "保护区", "林场", "湿地公园"].iter().any(|part| rest.contains(part));
            let part = ["缘", "段", "坡", "滩", "岸"].iter().any(|part| rest.contains(part));
            mention.span.start == outer.start && (part || body && works)
        }
        // 中国 in a name tells nothing, unless the name is also used without it.
        Some(Kind::Country) => scene.annotations.entities[whole].names.iter().any(|name| name == rest),
        // 东亚运动会体育馆 is not in 东亚; 海川公司亦庄办公区 is in 亦庄.
        Some(Kind::Region) => area || mention.span.start > outer.start || !is_world_region(&mention.surface),
        _ => area,
    }
}

/// 东亚, 北极, 华北: too wide to tell where a site is.
fn is_world_region(name: &str) -> bool {
    ["亚", "洲", "极", "欧", "洋", "东北", "华北", "华东", "华南", "华中", "西北", "西南", "中东"]
        .iter()
        .any(|part| name.contains(part))
}

/// 西部地区, 东部: a part of a country, not a place in it.
fn is_compass(name: &str) -> bool {
    name.starts_with(['东', '西', '南', '北', '中'])
        && (name.contains("部") || name.ends_with("地区") && name.chars().count() <= 4)
}

/// Whether a name ends with the unit that it names: 云州市, not 云州.
fn ends_with_unit(name: &str) -> bool {
    ["省", "市", "区", "县", "镇", "乡", "街道", "州", "旗", "盟", "村", "城", "走廊"]
        .iter()
        .any(|unit| name.ends_with(unit))
}

/// 云州市海川公司, also called 海川公司, lies in 云州市: the place is no part of its name.
fn seat(scene: &Scene<'_>, whole: usize, first: usize, sentence: Span, out: &mut Vec<Draft>) {
    let mentions = &scene.annotations.mentions;
    let entity = scene.annotations.entity_of[whole];
    let place = scene.annotations.entity_of[first];
    let bare = mentions[whole].surface.strip_prefix(mentions[first].surface.as_str());
    let names = &scene.annotations.entities[entity].names;
    let wide = matches!(scene.kind(place), Some(Kind::Country) | None);
    if mentions[first].entity_type == EntityType::Place
        && !wide
        && bare.is_some_and(|bare| names.iter().any(|name| name == bare))
    {
        let draft = Draft::new(FactType::LocatedIn, "place.seat", 0.71, sentence);
        claim(scene, entity, place, &draft, out);
    }
}

/// Keeps direct steps: what lies in a place that lies in another is not told to lie in that other as well.
fn direct(claims: Vec<Draft>) -> Vec<Draft> {
    let pair = |draft: &Draft| Some((*draft.fact.args.get(&Role::Inner)?, *draft.fact.args.get(&Role::Outer)?));
    let pairs: BTreeSet<(usize, usize)> =
        claims.iter().filter(|draft| draft.fact.fact_type == FactType::LocatedIn).filter_map(pair).collect();
    claims
        .into_iter()
        .filter(|draft| {
            let Some((inner, outer)) = pair(draft).filter(|_| draft.fact.fact_type == FactType::LocatedIn) else {
                return true;
            };
            let by_way = |middle: usize| pairs.contains(&(inner, middle)) && pairs.contains(&(middle, outer));
            !pairs.iter().any(|(_, middle)| *middle != outer && *middle != inner && by_way(*middle))
        })
        .collect()
}

/// Adds a claim that one lies in the other, unless the two are one or the step would go from large to small.
fn claim(scene: &Scene<'_>, inner: usize, outer: usize, draft: &Draft, out: &mut Vec<Draft>) {
    if inner == outer || scene.annotations.entities[outer].entity_type != EntityType::Place {
        return;
    }
    // 云州白石城 is the same as 白石城, and a part of the world lies in no country.
    let small = &scene.annotations.entities[inner];
    let large = &scene.annotations.entities[outer];
    let same = rank(large.kind).is_none() && small.label.ends_with(large.label.as_str());
    if same || small.kind == Some(Kind::Region) && is_world_region(&small.label) && large.kind == Some(Kind::Country) {
        return;
    }
    if too_wide(scene, small, large, &draft.fact.rule) {
        return;
    }
    // A line is told to lie nowhere; a lane or a port on it may lie in a city.
    if is_line(&scene.annotations.entities[inner].label) && draft.fact.rule != "place.nested" {
        return;
    }
    // 云州大江沿线: a river runs through more places than one. Bodies of state and forces act in places that are not their seats.
    let inner_thing = &scene.annotations.entities[inner];
    let river = ["河", "江", "渠", "海", "洋", "流域", "高原", "平原", "山脉"]
        .iter()
        .any(|end| inner_thing.label.ends_with(end));
    let told_of = matches!(
        draft.fact.rule.as_str(),
        "place.chain" | "place.list" | "place.in-subject" | "place.frame" | "place.toured"
    );
    let body = matches!(
        inner_thing.kind,
        Some(Kind::Government | Kind::Party | Kind::Military | Kind::Media | Kind::International)
    );
    let seated = matches!(draft.fact.rule.as_str(), "place.in-subject" | "place.toured");
    if told_of && inner_thing.kind == Some(Kind::Natural) && river
        || seated && (body || is_world_region(&scene.annotations.entities[outer].label))
    {
        return;
    }
    // 云州 lies in no river and on no line.
    let outer_name = &scene.annotations.entities[outer].label;
    let water = ["河", "江", "湖", "海", "渠", "洋", "溪", "段"].iter().any(|end| outer_name.ends_with(end));
    let wet = scene.kind(outer) == Some(Kind::Natural) && water;
    if rank(scene.kind(inner)).is_some() && (wet || is_line(outer_name)) {
        return;
    }
    if let (Some(small), Some(large)) = (rank(scene.kind(inner)), rank(scene.kind(outer)))
        && (small < large || small == large && !(small > 0 && ends_with_unit(&scene.annotations.entities[inner].label)))
    {
        return;
    }
    out.push(draft.clone().arg(Role::Inner, inner).arg(Role::Outer, outer));
}

/// Whether what lies inside is wider than what it is said to lie in: 中国 in 非洲 (非洲最大贸易伙伴中国), a part of the world in a city, a province
/// on a mountain, a country in a harbour.
fn too_wide(scene: &Scene<'_>, small: &DocumentEntity, large: &DocumentEntity, rule: &str) -> bool {
    let part_of_the_world = |place: &DocumentEntity| {
        let name = place.label.strip_suffix("地区").unwrap_or(&place.label);
        scene.rules.list("world_parts").iter().any(|part| part == name)
    };
    match small.kind {
        Some(Kind::Country) => rule == "place.superlative" || matches!(large.kind, Some(Kind::Site | Kind::Natural)),
        Some(Kind::Province) => matches!(large.kind, Some(Kind::Site | Kind::Natural)),
        _ => part_of_the_world(small) && !part_of_the_world(large),
    }
}

/// How far down in the order of administration a place stands.
fn rank(kind: Option<Kind>) -> Option<u8> {
    Some(match kind? {
        Kind::Country => 0,
        Kind::Province => 1,
        Kind::City => 2,
        Kind::County => 3,
        Kind::Town => 4,
        _ => return None,
    })
}
