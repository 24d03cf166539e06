//! Japanese names: a listed family name of two or three characters and a given name whose characters write such names,
//! where a name may end. Family names that are also Chinese words or places count only in a text that speaks of Japan.

use super::person::right_context;
use super::scene::{Candidate, Scene, chars};
use crate::model::{EntityType, Span};

/// Words that tell that the text speaks of Japan.
const JAPAN: [&str; 7] = ["日本", "东京", "大阪", "日方", "日媒", "中日", "日经"];

/// Persons with Japanese names.
pub(super) fn candidates(scene: Scene<'_>) -> Vec<Candidate> {
    let text = scene.text();
    let words = &scene.knowledge.words;
    let (sure, word) = (words.list("japanese-surname"), words.list("japanese-surname-word"));
    let of_japan = JAPAN.iter().any(|name| text.contains(name));
    let surname = |rest| sure.prefix(rest).or_else(|| word.prefix(rest).filter(|_| of_japan));
    text.char_indices()
        .filter_map(|(at, _)| {
            let surname = surname(&text[at..])?;
            let end = given_end(scene, at + surname.len())?;
            let span = Span::new(at, end);
            // What begins or stands as another word is no name: 中山大学.
            let listed = !scene.knowledge.names.lookup(span.of(text)).is_empty()
                || words.list("not-name").contains(span.of(text));
            let confidence = if sure.contains(surname) { 0.9 } else { 0.8 };
            (!listed).then(|| Candidate::rule(span, EntityType::Person, None, "person.japanese", confidence))
        })
        .collect()
}

/// Where a given name of one to three characters that begins at `start` ends; the longest that the words after it allow.
fn given_end(scene: Scene<'_>, start: usize) -> Option<usize> {
    let words = &scene.knowledge.words;
    let given = words.list("japanese-given");
    let rest = scene.after(start);
    let ends = rest
        .char_indices()
        .take(3)
        .take_while(|(at, c)| given.contains(&rest[*at..*at + c.len_utf8()]))
        .map(|(at, c)| at + c.len_utf8())
        .collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| {
        let name = &rest[..end];
        let fits = match chars(name) {
            1 => words.list("japanese-given-alone").contains(name),
            _ => !words.list("japanese-not-given").contains(name),
        };
        (fits && right_context(scene, start + end) >= 0.5).then_some(start + end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::relate::statistic::tests::reading;

    /// The names that this recogniser alone proposes.
    fn names(text: &str) -> Vec<String> {
        let reading = reading(text);
        let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
        candidates(scene).iter().map(|name| name.span.of(scene.text()).to_owned()).collect()
    }

    #[test]
    fn family_and_given_name_make_a_person() {
        for (text, expected) in [
            ("社长渡边真由美表示，新店开业。", vec!["渡边真由美"]),
            ("佐佐木朗、长谷川美咲等出席。", vec!["佐佐木朗", "长谷川美咲"]),
            ("日本选手松下健二说，比赛很精彩。", vec!["松下健二"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn words_and_places_are_no_persons() {
        for text in [
            "松下健二说，比赛很精彩。",
            "日本福岛和千叶两地，青山大道，中山大学。",
            "渡边与佐藤等出席。",
            "大西洋、清水河和平原上。",
        ] {
            assert!(names(text).is_empty(), "{text}: {:?}", names(text));
        }
    }
}
