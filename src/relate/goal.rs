//! A find of a visit enters; where it leads leaves: the narrower of two places, the house where a guest is received, what 这里 means,
//! and whether the words name a place that somebody went to at all.

use super::Scene;
use super::find::Find;
use super::mask::{Masked, Token};
use crate::knowledge::Sign;
use crate::model::Kind;
use crate::model::Role;

/// Provinces by the one character that stands for them.
const PROVINCES: [(char, &str); 33] = [
    ('京', "北京"),
    ('津', "天津"),
    ('冀', "河北"),
    ('晋', "山西"),
    ('蒙', "内蒙古"),
    ('辽', "辽宁"),
    ('吉', "吉林"),
    ('黑', "黑龙江"),
    ('沪', "上海"),
    ('苏', "江苏"),
    ('浙', "浙江"),
    ('皖', "安徽"),
    ('闽', "福建"),
    ('赣', "江西"),
    ('鲁', "山东"),
    ('豫', "河南"),
    ('鄂', "湖北"),
    ('湘', "湖南"),
    ('粤', "广东"),
    ('桂', "广西"),
    ('琼', "海南"),
    ('渝', "重庆"),
    ('川', "四川"),
    ('黔', "贵州"),
    ('贵', "贵州"),
    ('滇', "云南"),
    ('藏', "西藏"),
    ('陕', "陕西"),
    ('甘', "甘肃"),
    ('青', "青海"),
    ('宁', "宁夏"),
    ('新', "新疆"),
    ('港', "香港"),
];

/// The place at which a guest is received: 李明5日在云城会见了到访的王芳.
pub fn host_place(scene: &Scene<'_>, find: &Find<'_>) -> Option<(usize, Option<usize>)> {
    let masked = &scene.discourse.sentences[find.sentence];
    let at = ["在", "在首都", "在首府"];
    // 与到访的王芳在云城举行会谈: the place may stand after the guest.
    let guest = find.roles.get(&Role::Who).and_then(|tokens| tokens.last());
    let behind = guest.map_or(find.act.0, |guest| {
        let from = masked.at[*guest] + Sign::Person.char().len_utf8();
        masked.text[from..].find(super::discourse::EDGES).map_or(masked.text.len(), |end| from + end)
    });
    masked
        .tokens_in(0, behind.max(find.act.0))
        .filter(|(index, token)| {
            token.sign == Sign::Place && at.iter().any(|word| masked.text[..masked.at[*index]].ends_with(word))
        })
        .filter_map(|(_, token)| {
            // 在云城白石宫会见: the guest has come to the city.
            let site = token.entity().is_some_and(|entity| scene.kind(entity) == Some(Kind::Site));
            match token.chain[..] {
                [.., city] if site => Some((city, None)),
                _ => token.entity().map(|entity| (entity, token.chain.last().copied())),
            }
        })
        .last()
}

/// 深入贯彻总台要求, 到海川集团所属企业调研, 察看海川汽车: what stands there is no place that somebody went to.
pub fn is_no_place(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> bool {
    let after = &masked.text[find.act.1..];
    let starts = |list: &str, words: &str| scene.rules.list(list).iter().any(|word| words.starts_with(word.as_str()));
    let act = &masked.text[find.act.0..find.act.1];
    if act == "深入" && starts("not_into", after) {
        return true;
    }
    // 通过视频察看海川港等实时画面: who looks on from afar is not there.
    let clause = masked.text[..find.act.0].rsplit(super::discourse::EDGES).next().unwrap_or_default();
    let afar = scene.rules.list("afar").iter().any(|word| clause.ends_with(word.as_str()));
    if afar {
        return true;
    }
    let Some(&last) = find.roles.get(&Role::Where).and_then(|tokens| tokens.last()) else { return false };
    let token = &masked.tokens[last];
    let rest = &masked.text[masked.at[last] + token.sign.char().len_utf8()..];
    // 来到云州代表团一同审议: a sitting.
    if token.sign == Sign::Organization && token.span.of(&scene.reading.text).ends_with("代表团") {
        return true;
    }
    let house = token.sign == Sign::Organization;
    let ware = || {
        let name = token.span.of(&scene.reading.text);
        scene.rules.list("wares").iter().any(|word| name.ends_with(word.as_str()))
    };
    house && (starts("of_house", rest) || matches!(act, "察看" | "参观" | "检查") && ware())
}

/// 深入白石山腹地的白石县, 走进云州的海川公司: the narrower place is where somebody went.
pub fn narrower(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, places: &mut Vec<(usize, Option<usize>)>) {
    let [(place, chain)] = &mut places[..] else { return };
    let Some(&[token]) = find.roles.get(&Role::Where).map(Vec::as_slice) else { return };
    if find.rule.has("trip") || masked.tokens[token].sign != Sign::Place || scene.kind(*place) == Some(Kind::Site) {
        return;
    }
    let from = masked.at[token] + Sign::Place.char().len_utf8();
    let Some(next) = masked.tokens.get(token + 1).filter(|next| matches!(next.sign, Sign::Place | Sign::Organization))
    else {
        return;
    };
    let between = &masked.text[from..masked.at[token + 1]];
    let inward = between.strip_suffix('的').is_some_and(|words| {
        words.is_empty()
            || ["腹地", "深处", "境内", "东部", "西部", "南部", "北部", "中部", "市区", "郊区"].contains(&words)
    });
    if let Some(inner) = next.entity().filter(|inner| inward && inner != place) {
        let outer = (scene.kind(*place) != Some(Kind::Natural)).then_some(*place);
        let within = next.chain.last().copied().or(outer);
        (*place, *chain) = (inner, within);
        // 来到云州的海川公司、白石公司: the list goes on.
        let goal = |index: usize| {
            masked.tokens.get(index).filter(|next| matches!(next.sign, Sign::Place | Sign::Organization))
        };
        let mut last = token + 1;
        while let Some(next) = goal(last + 1) {
            let gap = &masked.text[masked.at[last] + Sign::Place.char().len_utf8()..masked.at[last + 1]];
            let joins = ["、", "和", "及", "以及", "与"].iter().any(|join| gap.starts_with(join));
            let Some(entity) = next.entity().filter(|_| joins && gap.chars().count() <= 8) else { break };
            places.push((entity, next.chain.last().copied().or(within)));
            last += 1;
        }
    }
}

/// 抵达东山国首都云城, 来到云州大学的前身白石学堂: the name that follows is where somebody went. 赴云州地震灾区: the town is meant.
pub fn meant(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, places: &mut Vec<(usize, Option<usize>)>) {
    places.retain_mut(|(place, chain)| {
        if !scene.annotations.entities[*place].label.ends_with("灾区") {
            return true;
        }
        chain.take().is_some_and(|town| {
            *place = town;
            true
        })
    });
    let Some(&last) = find.roles.get(&Role::Where).and_then(|tokens| tokens.last()) else { return };
    let Some(next) = masked.tokens.get(last + 1).filter(|next| matches!(next.sign, Sign::Place | Sign::Organization))
    else {
        return;
    };
    let from = masked.at[last] + Sign::Place.char().len_utf8();
    let between = &masked.text[from..masked.at[last + 1]];
    let (token, Some(inner)) = (&masked.tokens[last], next.entity()) else { return };
    let capital = matches!(between, "首都" | "首府" | "的首都" | "的首府") && token.sign == Sign::Place;
    let earlier = matches!(between, "的前身" | "前身");
    let Some(goal) = places.last_mut().filter(|goal| token.entity() == Some(goal.0) && inner != goal.0) else {
        return;
    };
    if capital {
        *goal = (inner, Some(goal.0));
    } else if earlier {
        *goal = (inner, next.chain.last().copied());
    }
}

/// The place in which a time was spent that the clauses before a find tell of: 在云州考察期间，来到白石村; 在苏期间，来到….
pub fn stay(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> Option<usize> {
    let clause = masked.text[..find.act.0].split(super::discourse::EDGES).find(|clause| clause.ends_with("期间"))?;
    let at = clause.as_ptr() as usize - masked.text.as_ptr() as usize;
    let mut told = masked
        .tokens_in(at, at + clause.len())
        .filter(|(index, token)| {
            let before = &masked.text[at..masked.at[*index]];
            token.sign == Sign::Place && (before.is_empty() || before.ends_with("在") || before.ends_with("访问"))
        })
        .filter_map(|(_, token)| token.entity());
    if let Some(place) = told.next() {
        let wide = matches!(scene.kind(place), Some(Kind::Province | Kind::City | Kind::Country));
        return Some(place).filter(|_| wide && told.next().is_none());
    }
    let mut short = clause.strip_prefix('在')?.strip_suffix("期间")?.chars();
    let (Some(short), None) = (short.next(), short.next()) else { return None };
    let (_, name) = PROVINCES.iter().find(|(own, _)| *own == short)?;
    scene
        .annotations
        .entities
        .iter()
        .position(|place| place.kind == Some(Kind::Province) && place.names.iter().any(|own| own.starts_with(name)))
}

/// Where the list of what was visited ends.
pub fn list_end(masked: &Masked, find: &Find<'_>) -> usize {
    let last = find.roles.get(&Role::Where).and_then(|tokens| tokens.last());
    last.map_or(find.act.1, |token| masked.at[*token] + Sign::Place.char().len_utf8()).max(find.act.1)
}

/// 参观海川公司等企业的展台: what was looked at is what they show elsewhere.
pub fn shown(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> bool {
    let rest = &masked.text[find.range.1..];
    let clause = &rest[..rest.find(super::discourse::EDGES).unwrap_or(rest.len())];
    scene.rules.list("shows").iter().any(|word| clause.contains(word.as_str()))
}

/// 李明同在云州访问的王芳会谈: the journey only tells who is meant after it.
pub fn describes(masked: &Masked, find: &Find<'_>) -> bool {
    let rest = &masked.text[find.range.1..];
    let clause = &rest[..rest.find(super::discourse::EDGES).unwrap_or(rest.len())];
    clause.starts_with('的') && clause.contains([Sign::Person.char(), Sign::Organization.char()])
}

/// 参观中国建筑展: the country only tells what kind of thing was looked at.
pub fn modifies(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>) -> bool {
    let Some(&last) = find.roles.get(&Role::Where).and_then(|tokens| tokens.last()) else { return false };
    let token = &masked.tokens[last];
    let wide = token.entity().is_some_and(|entity| matches!(scene.kind(entity), Some(Kind::Country | Kind::Province)));
    let rest = &masked.text[masked.at[last] + token.sign.char().len_utf8()..];
    let next = rest.chars().next();
    // 察看白石河排污口整治情况: the state of things is looked at.
    let clause = &rest[..rest.find(super::discourse::EDGES).unwrap_or(rest.len())];
    let natural = token.entity().is_some_and(|entity| matches!(scene.kind(entity), Some(Kind::Natural | Kind::City)));
    let state = ["情况", "历史", "工作", "进展"].iter().any(|end| clause.ends_with(end)) && clause.chars().count() >= 4;
    if natural && state && !clause.starts_with(['、', '和', '及', '等']) {
        return true;
    }
    wide && !rest.starts_with("一事") && next.is_some_and(|c| !"，、。；：！？）和与及并等进期时后前的，之三四五六两各”（都取获已被会就也还再首成圆顺出参受引因遭曾将是了结签发".contains(c))
}

/// 在X，李强…: a stop where the trip goes on, or where the words after the name tell of looking around.
pub fn frame_holds(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, travelling: bool) -> bool {
    let places = find.roles.get(&Role::Where).and_then(|tokens| tokens.last());
    let Some(&last) = places else { return false };
    let from = masked.at[last] + Sign::Place.char().len_utf8();
    let to = masked.text[from..].find('，').map_or(from, |at| from + at);
    let between = &masked.text[from..to];
    if scene.rules.list("not_a_stop").iter().any(|word| between.contains(word.as_str())) {
        return false;
    }
    let rest = masked.text[find.range.1..].split('。').next().unwrap_or_default();
    travelling || scene.rules.list("look").iter().any(|word| rest.contains(word.as_str()))
}

/// The place that 这里 means: the one named last before in the sentence, else the one that a sentence before opens with.
pub fn here(scene: &Scene<'_>, find: &Find<'_>) -> Option<usize> {
    let is_place = |token: &&Token| matches!(token.sign, Sign::Place | Sign::Organization);
    let masked = &scene.discourse.sentences[find.sentence];
    let own = masked.tokens_in(0, find.act.0).map(|(_, token)| token).filter(is_place).last();
    if let Some(token) = own.filter(|_| !find.rule.has("opening")) {
        return token.entity();
    }
    if find.rule.has("opening") {
        return opening(scene, find);
    }
    for earlier in (find.sentence.saturating_sub(3)..find.sentence).rev() {
        let masked = &scene.discourse.sentences[earlier];
        let sites = masked.tokens.iter().filter(is_place).filter_map(Token::entity);
        let site = sites
            .clone()
            .find(|entity| {
                let kind = scene.annotations.entities[*entity].kind;
                matches!(kind, None | Some(Kind::Site | Kind::Natural | Kind::Company | Kind::Other | Kind::Education))
            })
            .or_else(|| sites.clone().next());
        if site.is_some() {
            return site;
        }
    }
    None
}

/// The site that the sentence opens with, or the one before in the same block: 白石社区是大型社区。李明来到社区活动室…
pub fn opening(scene: &Scene<'_>, find: &Find<'_>) -> Option<usize> {
    let sentences = &scene.reading.sentences;
    let who = find.roles.get(&Role::Who).and_then(|tokens| tokens.first());
    let masked = &scene.discourse.sentences[find.sentence];
    let own = who.map_or(0, |token| masked.at[*token]);
    site_at_head(scene, masked, own, 30).or_else(|| {
        let earlier = find.sentence.checked_sub(1)?;
        let masked = &scene.discourse.sentences[earlier];
        let same = sentences[earlier].block == sentences[find.sentence].block;
        same.then(|| site_at_head(scene, masked, masked.text.len(), 12)).flatten()
    })
}

/// The site that a sentence speaks of: its first name, within so many bytes of its beginning.
pub fn site_at_head(scene: &Scene<'_>, masked: &Masked, end: usize, within: usize) -> Option<usize> {
    let (token, at) = masked.tokens.iter().zip(&masked.at).find(|(token, _)| token.sign != Sign::Date)?;
    let opens = *at <= within && *at < end && matches!(token.sign, Sign::Place | Sign::Organization);
    let entity = token.entity().filter(|_| opens)?;
    let kinds = [Kind::Site, Kind::Natural, Kind::Company, Kind::Other, Kind::Education];
    scene.kind(entity).is_none_or(|kind| kinds.contains(&kind)).then_some(entity)
}

/// Whether a sentence names, before a find or in the chain of its goal, another province or city than that of the trip: 在东原考察期间…。在西原白石村，….
pub fn elsewhere(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, outer: usize) -> bool {
    let code = |entity: usize| scene.annotations.entities[entity].code.as_deref().map(super::visit::significant);
    let Some(trip) = code(outer) else { return false };
    let own = find
        .roles
        .get(&Role::Where)
        .into_iter()
        .flatten()
        .flat_map(|token| masked.tokens[*token].chain.iter().copied());
    let framed = masked
        .tokens_in(0, find.act.0)
        .filter(|(index, token)| {
            let before = &masked.text[..masked.at[*index]];
            token.sign == Sign::Place && ["在", "来到", "赴", "前往"].iter().any(|word| before.ends_with(word))
        })
        .flat_map(|(_, token)| token.entities.iter().chain(&token.chain).copied());
    // 在东原海川公司: the province that a firm's name begins with.
    let named = find.roles.get(&Role::Where).into_iter().flatten().any(|token| {
        let name = masked.tokens[*token].span.of(&scene.reading.text);
        let provinces = scene.rules.list("provinces").iter().filter_map(|item| item.split_once(':'));
        let own =
            provinces.into_iter().find(|(province, _)| name.starts_with(province) && name.len() > province.len() + 6);
        own.is_some_and(|(_, code)| !trip.starts_with(code))
    });
    named
        || own.chain(framed).any(|place| {
            let wide = matches!(scene.kind(place), Some(Kind::Province | Kind::City));
            wide && code(place).is_some_and(|code| !code.starts_with(trip) && !trip.starts_with(code))
        })
}
