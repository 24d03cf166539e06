//! Grown names and what the tagger saw enter; the grown names that the tagger bears out leave.
//!
//! Growth from a suffix knows words, the tagger knows sentences: where it sees nothing at all in a stretch that was grown into a
//! place (运营区, 全线隧道), or sees the name begin after a verb (福岛地方法院起诉 | 东原政府), growth has read the sentence as a name.

use super::scene::{Candidate, Scene, chars};
use crate::model::{EntityType, Recogniser, Span};

/// Whether a grown candidate may be a name, given the names that the tagger saw.
pub(super) fn borne_out(scene: Scene<'_>, grown: &Candidate, tagged: &[Candidate], listed: &[Candidate]) -> bool {
    let Some(entity_type) = grown.entity_type else { return true };
    let text = scene.text();
    let span = grown.span;
    let first = tagged.partition_point(|tag| tag.span.end <= span.start);
    let tags = tagged[first..].iter().take_while(|tag| tag.span.start < span.end).collect::<Vec<_>>();
    let same = tags.iter().any(|tag| tag.span == span);
    if same {
        return true;
    }
    let on_list = |name: &Candidate| name.recogniser == Recogniser::Lexicon && name.entity_type.is_some();
    let first = listed.partition_point(|name| name.span.start < span.start);
    let begins = listed[first..].iter().take_while(|name| name.span.start < span.end).any(on_list);
    if tags.is_empty() {
        return entity_type != EntityType::Place || begins;
    }
    // 李明回信勉励滨河中学: somebody acts in it.
    let person = tags
        .iter()
        .any(|tag| tag.entity_type == Some(EntityType::Person) && span.contains(tag.span) && tag.confidence >= 0.8);
    if person && !memorial(span.of(text)) {
        return false;
    }
    // 滨河湖等重大水利枢纽: what 等 sums up is no part of the first name.
    let inside = || tags.iter().filter(|tag| span.contains(tag.span));
    if inside().any(|tag| text[tag.span.end..span.end].starts_with('等')) {
        return false;
    }
    // 方向强渡滨河, 291号滨河医院: the tagger saw the name begin later; only names may stand before it.
    let named = |until: usize| {
        let before = Span::new(span.start, until);
        tags.iter().any(|tag| before.contains(tag.span))
            || listed[first..]
                .iter()
                .take_while(|name| name.span.start < until)
                .any(|name| name.entity_type.is_some() && before.contains(name.span))
    };
    let later = |tag: &&&Candidate| tag.span.end == span.end && tag.span.start > span.start;
    if inside()
        .filter(later)
        .any(|tag| !named(tag.span.start) || has_verb(scene, Span::new(span.start, tag.span.start)))
    {
        return false;
    }
    // 滨河代表团入住东原村, 东原力争建立…流域: the first name is the one who acts.
    !inside().any(|tag| tag.span.end < span.end && acts(scene, tag.span.end, span.end))
}

/// Names of houses may hold a person's: 李明纪念馆, 李明大桥.
fn memorial(name: &str) -> bool {
    ["馆", "故居", "基金", "奖", "大学", "学校", "中学", "医院", "陵", "园", "堂", "路", "桥"]
        .iter()
        .any(|end| name.ends_with(end))
        && chars(name) <= 12
}

/// Whether words hold one that is no part of a name.
fn has_verb(scene: Scene<'_>, span: Span) -> bool {
    let words = span.of(scene.text());
    let lists = ["barrier", "boundary"].map(|name| scene.knowledge.words.list(name));
    let exception = scene.knowledge.words.list("exception");
    words.char_indices().any(|(at, _)| {
        lists.iter().filter_map(|list| list.prefix(&words[at..])).any(|word| chars(word) >= 2)
            && exception.prefix(&words[at..]).is_none()
    })
}

/// Whether the words from `at` on tell what is done: a verb or an adverb stands first.
fn acts(scene: Scene<'_>, at: usize, end: usize) -> bool {
    let rest = &scene.text()[at..end];
    let words = &scene.knowledge.words;
    let begins =
        |list: &str| words.list(list).prefix(rest).is_some_and(|word| chars(word) >= 2 && word.len() < rest.len());
    begins("adverb") || (begins("barrier") || begins("boundary")) && words.list("generic").prefix(rest).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Format, Options, read_bytes};
    use crate::knowledge::Knowledge;
    use crate::model::Kind;

    /// Whether `grown` may be a name where the tagger saw `tagged`, each told by its words in the sentence.
    fn borne(sentence: &str, grown: (&str, EntityType), tagged: &[(&str, EntityType)], listed: &[&str]) -> bool {
        let line = serde_json::json!({ "id": "x", "title": "", "text": sentence }).to_string();
        let (documents, _) = read_bytes("x.jsonl", Format::Jsonl, line.into_bytes(), &Options::default());
        let reading = crate::text::read(&documents[0]);
        let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
        let span = |words: &str| {
            let start = scene.text().find(words).expect("words of the sentence");
            Span::new(start, start + words.len())
        };
        let seen = |words: &str, entity_type, recogniser| Candidate {
            recogniser,
            ..Candidate::rule(span(words), entity_type, None::<Kind>, "test", 0.9)
        };
        let grown = Candidate::rule(span(grown.0), grown.1, None, "test", 0.7);
        let tagged = tagged.iter().map(|(words, kind)| seen(words, *kind, Recogniser::Tagger)).collect::<Vec<_>>();
        let listed = listed.iter().map(|words| seen(words, EntityType::Place, Recogniser::Lexicon)).collect::<Vec<_>>();
        borne_out(scene, &grown, &tagged, &listed)
    }

    use EntityType::{Organization, Person, Place};

    #[test]
    fn a_place_that_the_tagger_did_not_see_needs_a_listed_name_at_its_head() {
        assert!(!borne("青原运营区今天开放。", ("青原运营区", Place), &[], &[]));
        assert!(borne("青原运营区今天开放。", ("青原运营区", Place), &[], &["青原"]));
        assert!(borne("青原公司今天开业。", ("青原公司", Organization), &[], &[]));
        assert!(borne("青原运营区今天开放。", ("青原运营区", Place), &[("青原运营区", Place)], &[]));
    }

    #[test]
    fn somebody_who_acts_stands_in_no_name_but_in_that_of_a_memorial() {
        assert!(!borne("李明回信勉励滨河中学。", ("李明回信勉励滨河中学", Organization), &[("李明", Person)], &[]));
        assert!(borne("李明纪念馆今天开放。", ("李明纪念馆", Organization), &[("李明", Person)], &[]));
    }

    #[test]
    fn what_deng_sums_up_is_no_part_of_the_first_name() {
        let grown = ("滨河湖等重大水利枢纽", Place);
        assert!(!borne("滨河湖等重大水利枢纽开工。", grown, &[("滨河湖", Place)], &[]));
    }

    #[test]
    fn only_names_stand_before_where_the_tagger_saw_a_name_begin() {
        let (grown, tagged) = (("方向强渡滨河", Place), [("滨河", Place)]);
        assert!(!borne("部队从方向强渡滨河。", grown, &tagged, &[]));
        let grown = ("青原滨河医院", Organization);
        assert!(borne("青原滨河医院开业。", grown, &[("滨河医院", Organization)], &["青原"]));
    }
}
