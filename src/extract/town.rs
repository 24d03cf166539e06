//! Townships: a listed name with its level, 官桥镇, also where the text runs it together with others (安溪县官桥镇) and where
//! its characters are ordinary words (永和镇).

use super::scene::{Candidate, Scene, chars, is_boundary};
use crate::model::{EntityType, Kind, Recogniser, Span};

/// What makes another word of 乡: 乡村, 乡亲.
const GOES_ON: &str = "村镇亲愁土贤音情里间野邻";

/// Ends of names that are common nouns too: 小城镇, 部分乡镇, 高于城镇居民.
const NOUNS: [&str; 6] = ["城镇", "乡镇", "村镇", "古镇", "小镇", "重镇"];

/// Listed townships; `known` are the listed names of the text.
pub(super) fn candidates(scene: Scene<'_>, known: &[Candidate]) -> Vec<Candidate> {
    let text = scene.text();
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let level = matches!(c, '镇' | '乡') || c == '道' && text[..at].ends_with('街');
        if !level || c == '乡' && GOES_ON.contains(scene.next(end)) {
            continue;
        }
        let Some(length) = scene.knowledge.towns.ending(scene.before(end)) else { continue };
        let span = Span::new(end - length, end);
        // 新乡 after 河南 is no 南新乡.
        let cuts = |name: &Candidate| name.span.start < span.start && name.span.end > span.start;
        if known.iter().any(cuts) {
            continue;
        }
        let place = |name: &Candidate| name.entity_type == Some(EntityType::Place) && name.span.end == span.start;
        let after_place = known.iter().any(place);
        if !after_place && is_word(scene, span.of(text)) {
            continue;
        }
        let confidence = match scene.previous(span.start) {
            _ if after_place => 0.93,
            before if is_boundary(before) => 0.88,
            _ => 0.8,
        };
        let town = Candidate::rule(span, EntityType::Place, Some(Kind::Town), "place.town", confidence);
        found.push(town.by(Recogniser::Lexicon));
    }
    found
}

/// Whether the name may be an ordinary word, and needs its county before it: 雪乡, 新建街道, 老城街道, 小城镇.
fn is_word(scene: Scene<'_>, name: &str) -> bool {
    let head = ["街道", "镇", "乡"].iter().find_map(|level| name.strip_suffix(level)).unwrap_or(name);
    let boundary = scene.knowledge.words.list("boundary");
    let streets = name.ends_with("街道") && (head.ends_with('城') || head.ends_with("城区"));
    chars(head) < 2 || streets || boundary.contains(head) || NOUNS.iter().any(|noun| name.ends_with(noun))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::lexicon;
    use crate::knowledge::Knowledge;
    use crate::relate::statistic::tests::reading;

    fn names(text: &str) -> Vec<String> {
        let reading = reading(text);
        let scene = Scene { reading: &reading, knowledge: Knowledge::embedded() };
        let known = lexicon::candidates(scene);
        candidates(scene, &known).iter().map(|name| name.span.of(scene.text()).to_owned()).collect()
    }

    #[test]
    fn listed_townships_are_found_with_their_level() {
        for (text, expected) in [
            ("他来到永和镇和北河乡。", vec!["永和镇", "北河乡"]),
            ("在浙江省桐乡市乌镇，游客很多。", vec!["乌镇"]),
            ("上海市静安区江宁路街道的食堂开业。", vec!["江宁路街道"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn ordinary_words_are_no_townships() {
        for text in
            ["全力发展乡村旅游。", "收入增速高于城镇居民。", "老城街道焕然一新，小城镇很美。", "河南新乡的企业开工。"]
        {
            assert!(names(text).is_empty(), "{text}: {:?}", names(text));
        }
    }
}
