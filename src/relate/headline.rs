//! The tokens of all sentences enter; titles that only a headline tells leave, as positions of those whom the story names without them.
//!
//! 李明同东山国总理会谈 stands over a story that begins 李明同王芳举行会谈: she is the one of whom the headline tells.

use std::cell::LazyCell;

use super::Fact;
use super::discourse::EDGES;
use super::mask::Token;
use super::position::{Held, is_none, names, organization};
use crate::extract::Annotations;
use crate::knowledge::{RuleSet, Sign};
use crate::model::{BlockKind, FactType, Realis};
use crate::text::Reading;
use crate::text::time;

/// How many sentences of the story may tell who was met.
const NEAR: usize = 3;

/// Adds the titles of headlines to those who are meant by them.
pub fn positions(
    sentences: &[Vec<Token>],
    reading: &Reading,
    annotations: &Annotations,
    rules: &RuleSet,
    held: &mut Vec<Held>,
) {
    let headline = |index: usize| reading.blocks[reading.sentences[index].block].kind == BlockKind::Headline;
    for (index, tokens) in sentences.iter().enumerate().filter(|(index, _)| headline(*index)) {
        for pair in tokens.windows(2) {
            let (Some(host), Some(title)) = (pair[0].entity(), pair[1].position) else { continue };
            let between = &reading.text[pair[0].span.end..pair[1].span.start];
            let house = organization(title, reading, annotations);
            if pair[0].sign != Sign::Person || house.is_none() || !joins(between, rules) {
                continue;
            }
            let story = (index + 1..sentences.len()).skip_while(|next| headline(*next)).take(NEAR);
            let Some(guest) =
                story.take_while(|next| !headline(*next)).find_map(|next| met(&sentences[next], host, reading, rules))
            else {
                continue;
            };
            let (title, bare) = names(title, reading, annotations, rules);
            if held.iter().any(|one| one.person == guest) || is_none(&title, rules) {
                continue;
            }
            held.push(Held {
                person: guest,
                title,
                bare,
                org: house,
                span: pair[1].span,
                rule: "position.headline".to_owned(),
                confidence: 0.9,
            });
        }
    }
}

/// Whether words between two who meet are those of a meeting: 同, 会见.
fn joins(words: &str, rules: &RuleSet) -> bool {
    let words = words.trim().trim_end_matches('了');
    ["同", "与", "和"].contains(&words) || rules.list("receive").iter().any(|word| word == words)
}

/// Whom a sentence tells that somebody met: the next person after the name, in the same clause.
fn met(tokens: &[Token], host: usize, reading: &Reading, rules: &RuleSet) -> Option<usize> {
    let persons: Vec<&Token> = tokens.iter().filter(|token| token.sign == Sign::Person).collect();
    persons.windows(2).find_map(|pair| {
        let between = reading.text.get(pair[0].span.end..pair[1].span.start)?;
        let words = between.trim_end_matches('了');
        let near = !between.contains(EDGES) && between.chars().count() <= 24;
        let meets =
            words.ends_with(['同', '与']) || rules.list("receive").iter().any(|word| words.ends_with(word.as_str()));
        (pair[0].entity() == Some(host) && near && meets)
            .then(|| pair[1].entity())
            .flatten()
            .filter(|guest| *guest != host)
    })
}

/// Gives what only a headline tells the day that opens the story: 李明抵达云城 over 当地时间18日晚，李明乘坐的包机抵达云城机场.
pub fn days(reading: &Reading, facts: &mut [Fact]) {
    let kind = |index: usize| reading.blocks[reading.sentences[index].block].kind;
    // Most documents need none of their times here.
    let times = LazyCell::new(|| time::times(reading));
    for fact in facts.iter_mut().filter(|fact| {
        matches!(fact.fact_type, FactType::Visited | FactType::Met)
            && fact.realis == Realis::Happened
            && fact.time.is_none()
    }) {
        let told: Vec<usize> = fact.evidence.iter().map(|span| reading.sentence_at(span.start)).collect();
        if !told.iter().all(|index| kind(*index) == BlockKind::Headline) {
            continue;
        }
        let Some(lead) = told
            .iter()
            .max()
            .and_then(|last| (last + 1..reading.sentences.len()).find(|index| kind(*index) == BlockKind::Paragraph))
        else {
            continue;
        };
        let span = reading.sentences[lead].span;
        // On the eve of a journey nobody has set out.
        if span.of(&reading.text).contains("前夕，") && fact.fact_type == FactType::Visited {
            continue;
        }
        let mut days = times.iter().filter(|time| span.contains(time.span) && time.time.date().is_some());
        let first = days.next();
        if let Some(day) = first.filter(|_| days.next().is_none()) {
            let near = |told: jiff::civil::Date| {
                day.time.from.is_some_and(|from| (0..=14).contains(&(told - from).get_days()))
            };
            if reading.published.is_some_and(near) {
                fact.time = Some(day.time.clone());
                fact.evidence.push(span);
            }
        }
    }
}
