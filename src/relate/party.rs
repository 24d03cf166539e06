//! The facts of a document enter; visits of a party that travels in groups get the day and the place that the lead tells of them all.
//!
//! 代表团各分团5日下午在云州看望干部群众 stands over paragraphs that each tell where one leader took his group, without a day.

use std::sync::LazyLock;

use regex::Regex;

use super::Fact;
use crate::extract::Annotations;
use crate::model::{BlockKind, FactType, Kind, Realis, Role, Span};
use crate::text::Reading;
use crate::text::time;

/// Words by which somebody speaks of a journey of others.
const SPEAKS: [&str; 4] = ["表示，", "指出，", "强调，", "说，"];

/// Gives the stops of a party the day of the lead, and its town where the lead names one only.
pub fn days(reading: &Reading, annotations: &Annotations, facts: &mut [Fact]) {
    static PARTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:代表团|慰问团)(?:部分成员|全体成员|主团|各?分团|[和、及])*$").expect("a constant")
    });
    static GOES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:上午|下午|晚上?|凌晨|中午)?(?:继续)?(?:在|分?赴|到|前往)").expect("a constant")
    });
    let waits =
        |fact: &Fact| fact.fact_type == FactType::Visited && fact.realis == Realis::Happened && fact.time.is_none();
    if !facts.iter().any(waits) {
        return;
    }
    let times = time::times(reading);
    let kind = |span: Span| reading.blocks[reading.sentences[reading.sentence_at(span.start)].block].kind;
    for day in times.iter().filter(|day| day.time.date().is_some() && kind(day.span) == BlockKind::Paragraph) {
        let lead = reading.sentences[reading.sentence_at(day.span.start)];
        let before = &reading.text[lead.span.start..day.span.start];
        let after = &reading.text[day.span.end..lead.span.end];
        if !PARTY.is_match(before) || !GOES.is_match(after) {
            continue;
        }
        // The story ends where the next headline stands.
        let end = reading.blocks[lead.block..]
            .iter()
            .find(|block| block.kind == BlockKind::Headline)
            .map_or(reading.text.len(), |block| block.span.start);
        let clause = Span::new(day.span.end, day.span.end + after.find('，').unwrap_or(after.len()));
        let mut towns: Vec<usize> = annotations
            .mentions
            .iter()
            .zip(&annotations.entity_of)
            .filter(|(mention, _)| clause.contains(mention.span))
            .map(|(_, entity)| *entity)
            .filter(|entity| matches!(annotations.entities[*entity].kind, Some(Kind::Province | Kind::City)))
            .collect();
        towns.dedup();
        for fact in facts.iter_mut().filter(|fact| waits(fact)) {
            let told = fact.evidence.iter().all(|span| {
                let words = span.of(&reading.text);
                span.start >= lead.span.start && span.end <= end && !SPEAKS.iter().any(|word| words.contains(word))
            });
            if !told {
                continue;
            }
            fact.time = Some(day.time.clone());
            fact.evidence.push(lead.span);
            let site = fact.args.get(&Role::Where).is_some_and(|place| {
                !matches!(annotations.entities[*place].kind, Some(Kind::Province | Kind::City | Kind::County))
            });
            if let ([town], true) = (&towns[..], site) {
                fact.args.entry(Role::Within).or_insert(*town);
            }
        }
    }
}
