//! A name of a masked sentence enters; the persons of its row leave: those before it (书记李明，市长王芳检查…), those after it (分别会见甲国总理
//! 李明，乙国副总理王芳，丙国议长张强), and who acts where a verb stands nearer to somebody else (李明会见王芳并出席峰会).

use super::Scene;
use super::discourse::EDGES;
use super::find::Find;
use super::mask::Masked;
use crate::knowledge::Sign;
use crate::model::Role;

/// The longest words between two names of a row, in characters: titles that no list has.
const LONGEST: usize = 20;

/// The persons of the row that ends at a name: names joined by 、 and ，, with titles that no list has before them. Who is
/// named as the object of another verb is none of them.
pub fn before(scene: &Scene<'_>, masked: &Masked, last: usize) -> Vec<usize> {
    let sign = Sign::Person.char().len_utf8();
    let signs = [Sign::Organization.char(), Sign::Place.char(), Sign::Position.char()];
    let titles = |words: &str| {
        let bare = words.replace(signs, "");
        bare.is_empty()
            || bare.chars().count() == 1
            || ["集团", "公司", "集团公司", "学校"].contains(&bare.as_str())
            || super::position::is_free_name(&bare, scene.rules)
    };
    let mut tokens = vec![last];
    for index in (0..last).rev().filter(|index| masked.tokens[*index].sign == Sign::Person) {
        let gap = &masked.text[masked.at[index] + sign..masked.at[tokens[0]]];
        let gap = gap.strip_prefix('等').unwrap_or(gap);
        let joins = ["，以及", "、", "以及", "，", "和", "及", "与"];
        let Some(rest) = joins.iter().find_map(|join| gap.strip_prefix(join)) else { break };
        // 总理李明和来访的东山国总统王芳.
        let guest = ["来访的", "到访的", "正在访问的", "应邀来访的"].iter().find_map(|word| rest.strip_prefix(word));
        let rest = guest.unwrap_or(rest);
        if rest.contains(super::discourse::EDGES) || !rest.split('、').all(titles) {
            break;
        }
        tokens.insert(0, index);
    }
    // The first of them opens its clause.
    let opens = |index: usize| {
        let clause = masked.text[..masked.at[index]].rsplit(super::discourse::EDGES).next().unwrap_or_default();
        let clause = clause.strip_suffix("\u{E000}夫人").unwrap_or(clause);
        let persons = clause.contains(Sign::Person.char());
        !persons && (clause.split('、').all(titles) || scene.discourse.starts_clause(masked, masked.at[index]))
    };
    let first = tokens.iter().position(|index| opens(*index)).unwrap_or(tokens.len());
    tokens[first..].iter().flat_map(|index| masked.tokens[*index].entities.iter().copied()).collect()
}

/// Who acts in a find: the row that ends with the name in the role; with 同 before that name both; the first of two where the other is met first.
pub fn actors(scene: &Scene<'_>, find: &Find<'_>) -> Vec<usize> {
    let discourse = scene.discourse;
    let who = find.actors(discourse, Role::Who);
    let masked = &discourse.sentences[find.sentence];
    let aside = ["guest", "host", "hosted", "of", "companion", "aside", "beside", "for-guest", "row"];
    let tokens = find.roles.get(&Role::Who).map_or(&[][..], Vec::as_slice);
    let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) else { return who };
    let sign = Sign::Person.char().len_utf8();
    if aside.iter().any(|of| find.rule.has(of)) || masked.at[last] >= find.act.0 {
        return who;
    }
    // 李明同总统张强夫人王芳参观: between the two stands whose wife she is.
    let wife = first.checked_sub(1).filter(|own| masked.text[masked.at[*own] + sign..masked.at[first]] == *"夫人");
    let until = wife.unwrap_or(first);
    let earlier = (0..until).rev().find(|index| wife.is_none() || masked.tokens[*index].sign == Sign::Person);
    let other = earlier.filter(|other| {
        masked.tokens[*other].sign == Sign::Person && discourse.starts_clause(masked, masked.at[*other])
    });
    if let Some(other) = other {
        let gap = &masked.text[masked.at[other] + sign..masked.at[until]];
        let then = &masked.text[masked.at[last] + sign..find.act.0];
        let joint = matches!(gap, "同" | "与" | "跟");
        let meets = ["同", "与", "跟", "会见", "会见了", "会晤", "拜会", "接见"].iter().any(|word| gap.ends_with(word));
        let talks = ["并", "会谈", "会晤", "座谈", "通话", "后"].iter().any(|word| then.contains(word));
        let together = discourse.together(then);
        if !gap.contains(EDGES) && meets && (joint || talks || together && wife.is_some()) {
            let mut both = masked.tokens[other].entities.clone();
            if together || joint && !talks {
                both.extend(who);
            }
            return both;
        }
    }
    let row = before(scene, masked, last);
    if row.len() > who.len() { row } else { who }
}

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
    const OTHER: &str = "的在是了由对同向将被把给到说称去请让着过此该这那其也都还又他她们以时并";
    const DEEDS: [&str; 10] = ["参加", "出席", "陪同", "会见", "会谈", "访问", "看望", "前往", "座谈", "考察"];
    let bare = words.replace([Sign::Organization.char(), Sign::Place.char(), Sign::Position.char()], "");
    let held = [
        "长", "理", "相", "席", "统", "臣", "员", "使", "书", "家", "任", "裁", "后", "王", "人", "授", "士", "表",
        "官", "记", "政", "监", "督",
    ];
    bare.is_empty()
        || bare.chars().count() <= LONGEST
            && !bare.contains(EDGES)
            && !bare.contains(|c: char| OTHER.contains(c) || c.is_ascii_digit())
            && !DEEDS.iter().any(|deed| bare.contains(deed))
            && !scene.rules.list("not_in_names").iter().any(|word| bare.contains(word.as_str()))
            && (words.ends_with(Sign::Position.char()) || held.iter().any(|end| bare.ends_with(end)))
}
