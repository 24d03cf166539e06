//! Finds of the position rules enter; positions that a verb tells leave: 李明担任海川公司总裁, 选举王芳为主席.
//!
//! After the verb there may be a row of offices (曾任海川集团总经理；云州公司董事长、党委书记): each item ends with a title, names its
//! house or takes over that of the item before, and may have a department in between (海外发展总经理).

use super::Scene;
use super::find::Find;
use super::mask::Masked;
use super::position::{Held, is_free_name, is_none, is_whole, last_organization, names, organization};
use crate::knowledge::Sign;
use crate::model::{FactType, Kind, Realis, Role, Span};

/// What before 任 makes a word of another meaning: 卸任, 责任, 主任.
const OTHER_WORDS: [char; 8] = ['卸', '离', '责', '信', '主', '放', '免', '前'];

/// One item of a row of offices.
struct Item {
    /// Index of the title's token.
    token: usize,
    /// Index of the token of the house named before the title.
    house: Option<usize>,
    /// Where the words of the item begin in the masked sentence, after the house.
    from: usize,
}

/// Adds the positions that verbs tell.
pub fn positions(scene: &Scene<'_>, finds: &[Find<'_>], held: &mut Vec<Held>) {
    for find in finds.iter().filter(|find| find.rule.fact == FactType::HoldsPosition) {
        // A post that somebody only may take is none.
        if find.realis != Realis::Happened {
            continue;
        }
        let masked = &scene.discourse.sentences[find.sentence];
        let persons = find.actors(scene.discourse, Role::Who);
        let named = find.entities(scene.discourse, Role::Org).first().copied();
        let Some(&captured) = find.captured.get("position") else { continue };
        let mut org = None;
        for item in row(scene, masked, find, captured) {
            let token = &masked.tokens[item.token];
            let Some(position) = token.position else { continue };
            let own = scene.annotations.positions[position].span;
            let (mut title, bare) = names(position, scene.reading, scene.annotations, scene.rules);
            let span = Span::new(masked.source(item.from).min(own.start), own.end);
            if span.start < own.start {
                span.of(&scene.reading.text).clone_into(&mut title);
            }
            // 李明当选会长: he was elected, the office is that of the president.
            if let Some(office) = title.strip_prefix("当选").map(str::to_owned) {
                title = office;
            }
            if is_none(&title, scene.rules) {
                continue;
            }
            let house = item.house.and_then(|index| masked.tokens[index].entity());
            let first = item.token == masked.tokens_in(captured.0, captured.1).next().map_or(0, |(index, _)| index);
            let own = organization(position, scene.reading, scene.annotations).or(house);
            org = own.or(org).or(named.filter(|_| first || org.is_none())).or_else(|| {
                find.rule.has("house").then(|| last_organization(span.start, scene.annotations, |_| true)).flatten()
            });
            let told = org.filter(|_| own.is_some() || !is_whole(&title, scene.rules));
            for person in &persons {
                held.push(Held {
                    person: *person,
                    title: title.clone(),
                    bare: bare.clone(),
                    org: told,
                    span,
                    rule: find.rule.id.clone(),
                    confidence: find.rule.confidence,
                });
            }
        }
    }
}

/// The offices from a captured title on, as far as they stand in a row.
fn row(scene: &Scene<'_>, masked: &Masked, find: &Find<'_>, captured: (usize, usize)) -> Vec<Item> {
    let Some((first, _)) = masked.tokens_in(captured.0, captured.1).next() else { return Vec::new() };
    // The words between the house or the verb and the title: 担任海川公司|财务|总监.
    let sign = Sign::Position.char().len_utf8();
    let house = find.roles.get(&Role::Org).and_then(|tokens| tokens.first());
    let start = house.map_or(find.act.1, |house| masked.at[*house] + sign).max(find.act.1).min(captured.0);
    let words = masked.text[start..captured.0].trim_start_matches(['了', '的', Sign::Place.char()]);
    let words = ["该公司", "本公司", "公司", "该校", "集团", "该行", "本行", "该院", "该局", "学校", "我校"]
        .iter()
        .find_map(|own| words.strip_prefix(own))
        .unwrap_or(words);
    let from = captured.0 - words.len();
    let short = masked.tokens[first].span.of(&scene.reading.text).chars().count() < 2;
    // 为农民致富找门路, 任务参研人员代表: the verb means something else, or the word after it is no office.
    let act = &masked.text[find.act.0..find.act.1];
    let after = masked.text[captured.1..].chars().next();
    let ends = after
        .is_none_or(|c| "，。；：、！？”）)的和兼及等一期并与之".contains(c) || ('\u{E000}'..='\u{E006}').contains(&c));
    let title = masked.tokens[first].span.of(&scene.reading.text);
    let many = scene.rules.list("held_by_many").iter().any(|word| title.ends_with(word.as_str()));
    let duty = act == "任" && words.starts_with(['务', '教', '期', '何', '意', '命', '职', '性', '由', '课', '用']);
    if captured.0 >= find.act.1 && matches!(act, "为" | "任" | "是") && (!ends || duty || many && house.is_none()) {
        return Vec::new();
    }
    // 卸任 ends with a word for holding office.
    let other_word = &masked.text[find.act.0..find.act.1] == "任" && masked.text[..find.act.0].ends_with(OTHER_WORDS);
    if other_word || !words.is_empty() && (short || !is_free_name(words, scene.rules)) {
        return Vec::new();
    }
    let mut items = vec![Item { token: first, house: None, from }];
    let mut end = captured.1;
    for index in first + 1..masked.tokens.len() {
        if masked.tokens[index].sign != Sign::Position {
            continue;
        }
        let Some(item) = item(scene, masked, end, index) else { break };
        end = masked.at[index] + sign;
        items.push(item);
    }
    items
}

/// The next item of a row: what stands from `end` to the title at `index` is a sign of the list, a house, a department.
fn item(scene: &Scene<'_>, masked: &Masked, end: usize, index: usize) -> Option<Item> {
    let gap = &masked.text[end..masked.at[index]];
    let joined = ["、", "；", "以及", "及", "和", "兼任", "兼", "，兼任", "，兼", "，"];
    let join = joined.into_iter().find(|join| gap.starts_with(join))?;
    let rest = &gap[join.len()..];
    if rest.contains(['，', '；', '：', '。', '、', Sign::Person.char(), Sign::Position.char()]) {
        return None;
    }
    let at = end + join.len();
    let house = masked
        .tokens_in(at, masked.at[index])
        .filter(|(_, token)| matches!(token.sign, Sign::Organization | Sign::Place))
        .map(|(index, _)| index)
        .last();
    let from = house.map_or(at, |house| masked.at[house] + Sign::Organization.char().len_utf8());
    let words = masked.text[from..masked.at[index]].trim_start_matches('的');
    // A comma joins only what names its house.
    let position = masked.tokens[index].position.map(|position| &scene.annotations.positions[position]);
    let housed = house.is_some() || position.is_some_and(|position| position.org.is_some());
    let before = house.map_or("", |house| &masked.text[at..masked.at[house]]);
    let country = before.chars().all(|c| c == Sign::Place.char());
    // 策划及调控处主管: a department may hold a word that joins.
    let department = words.chars().count() <= 10
        && scene.rules.list("body_endings").iter().any(|end| words.ends_with(end.as_str()))
        && !words.contains(['的', '在', '是', '为', '由', '被']);
    let fits =
        (words.is_empty() || is_free_name(words, scene.rules) || department) && (join != "，" || housed) && country;
    // Of a place only the office is told: 东山国海川银行总监 is of the bank.
    let house = house.filter(|house| {
        masked.tokens[*house].entity().is_some_and(|entity| scene.kind(entity) != Some(Kind::Media) || words.is_empty())
    });
    fits.then(|| Item { token: index, house, from: masked.at[index] - words.len() })
}
