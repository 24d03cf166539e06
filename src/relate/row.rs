//! A name of a masked sentence enters; the persons of the row that goes on after it leave: 分别会见甲国总理李明，乙国副总理王芳，丙国议长张强.

use super::Scene;
use super::discourse::EDGES;
use super::mask::Masked;
use crate::knowledge::Sign;

/// The longest words between two names of a row, in characters: titles that no list has.
const LONGEST: usize = 20;

/// The entities of the persons that follow a token in its row. Commas join them only where `apart` is told (分别) and the row ends its clause.
pub fn after(scene: &Scene<'_>, masked: &Masked, last: usize, apart: bool) -> Vec<usize> {
    let sign = Sign::Person.char().len_utf8();
    let mut found = Vec::new();
    let (mut from, mut sure) = (masked.at[last] + sign, 0);
    let next = |from: usize| {
        let rest = &masked.text[from..];
        let joins = ["，以及", "、", "以及", "和", "及", "与", "，"];
        let join = joins.into_iter().find(|join| rest.starts_with(join))?;
        let words = &rest[join.len()..];
        let at = words.find(Sign::Person.char())?;
        is_title(scene, &words[..at]).then_some((join, from + join.len() + at))
    };
    while let Some((join, at)) = next(from).filter(|(join, _)| apart || *join != "，") {
        let Some(index) = masked.at.iter().position(|own| *own == at) else { break };
        found.extend(masked.tokens[index].entities.iter().copied());
        from = at + sign;
        // A comma may begin another clause: only a row that ends with its clause is one.
        let ends = masked.text[from..].trim_start_matches('等').chars().next().is_none_or(|c| "。；".contains(c));
        if join != "，" && sure + 1 == found.len() || ends {
            sure = found.len();
        }
    }
    found.truncate(sure);
    found
}

/// Whether words between two names may be the second one's titles.
fn is_title(scene: &Scene<'_>, words: &str) -> bool {
    const OTHER: &str = "的在是了由对同向将被把给到说称去会见问访请让着过此该这那其也都还又他她们以时后前并参加出席陪";
    let bare = words.replace([Sign::Organization.char(), Sign::Place.char(), Sign::Position.char()], "");
    let held = ["长", "理", "相", "席", "统", "臣", "员", "使", "书", "家", "任", "裁", "后", "王", "人", "授", "士", "表", "官", "记", "政", "监", "督"];
    bare.is_empty()
        || bare.chars().count() <= LONGEST
            && !bare.contains(EDGES)
            && !bare.contains(|c: char| OTHER.contains(c) || c.is_ascii_digit())
            && !scene.rules.list("not_in_names").iter().any(|word| bare.contains(word.as_str()))
            && (words.ends_with(Sign::Position.char()) || held.iter().any(|end| bare.ends_with(end)))
}
