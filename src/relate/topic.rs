//! A statement enters; what it is about leaves: names of policies, bodies and places in it, and terms of policy,
//! technology and economy, in words of the text.
//!
//! Promise: topics stand in the order in which the statement first has them, each once, each literally in the text.
//! Terms are lines of `lexicons/zh/topics.tsv`; the longest term wins.

use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::extract::Annotations;
use crate::model::{EntityType, Span};
use crate::text::Reading;

/// A term with its English name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The Chinese term.
    pub zh: String,
    /// The English name.
    pub en: String,
}

static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
    include_str!("../../lexicons/zh/topics.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(zh, en)| Term { zh: zh.to_owned(), en: en.to_owned() })
        .collect()
});

static AUTOMATON: LazyLock<CharwiseDoubleArrayAhoCorasick<u32>> = LazyLock::new(|| {
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(TERMS.iter().map(|term| term.zh.as_str()))
        .expect("topics.tsv has distinct, non-empty terms; a test builds it")
});

/// The terms that come with the program, in the order of the file.
pub fn terms() -> &'static [Term] {
    &TERMS
}

/// What a statement is about.
pub fn topics(statement: Span, reading: &Reading, annotations: &Annotations) -> Vec<String> {
    let text = &reading.text;
    let titled = |span: Span| annotations.positions.iter().any(|position| position.span.contains(span));
    let mut found: Vec<Span> = annotations
        .outermost()
        .map(|m| &annotations.mentions[m])
        .filter(|mention| statement.contains(mention.span) && !titled(mention.span))
        .filter(|mention| !matches!(mention.entity_type, EntityType::Person))
        .map(|mention| mention.span)
        .collect();
    // A term inside a policy's name is a topic as well (人工智能 of “人工智能+”行动); inside other names it is not
    // (人工智能研究院 is no talk about artificial intelligence).
    let closed: Vec<Span> = annotations
        .outermost()
        .map(|m| &annotations.mentions[m])
        .filter(|mention| mention.entity_type != EntityType::Policy && statement.overlaps(mention.span))
        .map(|mention| mention.span)
        .collect();
    for hit in AUTOMATON.leftmost_find_iter(statement.of(text)) {
        let span = Span::new(statement.start + hit.start(), statement.start + hit.end());
        if !closed.iter().any(|name| name.overlaps(span)) {
            found.push(quoted(text, statement, span));
        }
    }
    found.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut topics: Vec<String> = Vec::new();
    for span in found {
        let words = span.of(text).to_owned();
        if !topics.contains(&words) {
            topics.push(words);
        }
    }
    topics
}

/// A term that the text puts in quotation marks keeps them: ‘卡脖子’, “新三样”.
fn quoted(text: &str, statement: Span, span: Span) -> Span {
    for (open, close) in [("“", "”"), ("‘", "’")] {
        if text[statement.start..span.start].ends_with(open) && text[span.end..statement.end].starts_with(close) {
            return Span::new(span.start - open.len(), span.end + close.len());
        }
    }
    span
}

#[cfg(test)]
#[allow(clippy::print_stderr, reason = "a skipped or failed measurement says what it saw")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::relate::statistic::tests::{named, reading, seed_page, shared};

    fn topics_of(text: &str, names: &[(&str, EntityType)]) -> Vec<String> {
        let reading = reading(text);
        let entities: Vec<_> = names.iter().map(|(name, kind)| (vec![(*name).to_owned()], *kind, None)).collect();
        topics(Span::new(0, text.len()), &reading, &named(&reading, &entities))
    }

    #[test]
    fn each_term_is_found_in_the_example() {
        let lexicon = include_str!("../../lexicons/zh/topics.tsv");
        let example = lexicon.lines().find_map(|line| line.strip_prefix("# example: ")).expect("an example line");
        let distinct: BTreeSet<&str> = terms().iter().map(|term| term.zh.as_str()).collect();
        assert_eq!(distinct.len(), terms().len());
        for term in terms() {
            assert!(!term.en.is_empty(), "{}", term.zh);
            assert_eq!(topics_of(&example.replace("{}", &term.zh), &[]), [term.zh.as_str()]);
        }
    }

    #[test]
    fn topics_are_names_and_longest_terms_in_order() {
        let text = "要实施“人工智能+”行动，支持江州市发展智能网联汽车，解决‘卡脖子’问题，发展人工智能。";
        let names = [("“人工智能+”行动", EntityType::Policy), ("江州市", EntityType::Place)];
        assert_eq!(topics_of(text, &names), ["“人工智能+”行动", "人工智能", "江州市", "智能网联汽车", "‘卡脖子’"]);
        assert!(topics_of("他到江州人工智能研究院。", &[("江州人工智能研究院", EntityType::Organization)]).len() == 1);
        assert!(topics_of("大家都很高兴。", &[]).is_empty());
    }

    #[test]
    fn the_statements_of_the_seed_page_have_their_topics() {
        let Some(root) = shared() else {
            eprintln!("skipped: no ../shared (set WENMAI_SHARED)");
            return;
        };
        let (mut found, mut all) = (0, 0);
        for (gold, reading, annotations) in seed_page(&root) {
            for statement in gold["statements"].as_array().into_iter().flatten() {
                let words = statement["text"].as_str().unwrap_or_default();
                // The reading has the full-width marks that the raw text lacks; the first words are enough to find it.
                let folded: String = words
                    .chars()
                    .map(|c| match c {
                        ',' => '，',
                        ':' => '：',
                        '?' => '？',
                        ';' => '；',
                        '(' => '（',
                        ')' => '）',
                        c => c,
                    })
                    .collect();
                let Some(start) = reading.text.find(&folded) else {
                    eprintln!("no statement {folded}");
                    continue;
                };
                let topics = topics(Span::new(start, start + folded.len()), &reading, &annotations);
                for topic in statement["topics"].as_array().into_iter().flatten().filter_map(|topic| topic.as_str()) {
                    all += 1;
                    if topics.iter().any(|found| found == topic || found.trim_matches(['“', '”', '‘', '’']) == topic)
                    {
                        found += 1;
                    } else {
                        eprintln!("missed {topic} in {topics:?}");
                        assert!(!["人工智能", "新质生产力"].contains(&topic), "{topic} is missed");
                    }
                }
            }
        }
        eprintln!("{found} of {all} topics");
        assert!(found * 10 >= all * 7, "{found} of {all} topics");
    }
}
