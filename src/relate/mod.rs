//! A reading and its names enter; facts leave, each with roles, time, realis and evidence.
//!
//! The steps: titles are joined with names ([`position`]; those that a verb tells: [`office`]; that only the headline tells: [`headline`]), references resolved and sentences masked ([`discourse`],
//! [`mask`]), rules applied ([`find`]), and each family of facts makes its claims from the finds ([`visit`], [`meeting`],
//! [`gathering`], [`speech`], [`place`], [`part`],
//! [`policy`]). At the end equal claims become one fact ([`merge`]).

mod alliance;
mod both;
mod delegation;
mod denial;
mod discourse;
mod find;
mod gathering;
mod goal;
mod headline;
mod mask;
mod meeting;
mod merge;
mod office;
mod part;
mod party;
mod place;
mod policy;
mod position;
mod row;
mod speech;
mod stop;
mod team;
mod tour;
mod trip;
mod visit;

#[cfg(test)]
mod tests;

pub mod check;
pub mod product;
pub mod statistic;
pub mod topic;
pub mod trace;
mod unnamed;
pub mod usage;

pub use self::unnamed::{Unnamed, unnamed};

use std::collections::BTreeMap;

use crate::extract::Annotations;
use crate::knowledge::{Knowledge, RuleSet};
use crate::model::{Attribute, BlockKind, EntityType, EventTime, FactType, Kind, Realis, Role, Span};
use crate::text::Reading;
use crate::text::time::{self, TimeMention};
use discourse::Discourse;
use merge::Draft;

/// A claim of one document, in offsets of its reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What it says.
    pub fact_type: FactType,
    /// Entity indices by role.
    pub args: BTreeMap<Role, usize>,
    /// Properties that are no entities.
    pub attributes: BTreeMap<String, Attribute>,
    /// When.
    pub time: Option<EventTime>,
    /// Whether it took place.
    pub realis: Realis,
    /// Chance of being right, 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: String,
    /// Sentences or statements of the reading.
    pub evidence: Vec<Span>,
    /// What was said, for a `quoted` fact.
    pub utterances: Vec<FactUtterance>,
}

/// One statement of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactUtterance {
    /// Index into the fact's evidence.
    pub evidence: usize,
    /// 强调, 指出, 说, …
    pub verb: String,
    /// What it is about, in words of the text.
    pub topics: Vec<String>,
    /// Entity indices named in it.
    pub about: Vec<usize>,
    /// Whether the words stand in quotation marks.
    pub direct: bool,
}

/// The facts that a document states, in the order of their evidence.
pub fn facts(reading: &Reading, annotations: &Annotations, knowledge: &Knowledge) -> Vec<Fact> {
    let mut facts = merge::merge(drafts(reading, annotations, &knowledge.rules));
    team::employers(reading, annotations, &knowledge.rules, &mut facts);
    denial::deny(reading, annotations, &knowledge.rules, &mut facts);
    headline::days(reading, &mut facts);
    party::days(reading, annotations, &mut facts);
    with_leaders(&mut facts);
    with_towns(reading, &mut facts);
    visitors_positions(&mut facts);
    facts.extend(statistic::statistics(reading, annotations));
    facts.extend(product::products(reading, annotations));
    facts
}

/// Gives those who came along, where no day was told with them, the day and the wide place of the one whom they came with.
fn with_leaders(facts: &mut [Fact]) {
    let visit = |fact: &Fact| fact.fact_type == FactType::Visited && fact.realis == Realis::Happened;
    let led: BTreeMap<(usize, usize), (Option<EventTime>, Option<usize>)> = facts
        .iter()
        .filter(|fact| visit(fact) && !fact.args.contains_key(&Role::CompanionOf))
        .filter_map(|fact| {
            let key = (*fact.args.get(&Role::Who)?, *fact.args.get(&Role::Where)?);
            Some((key, (fact.time.clone(), fact.args.get(&Role::Within).copied())))
        })
        .collect();
    for fact in facts.iter_mut().filter(|fact| visit(fact)) {
        let key = fact.args.get(&Role::CompanionOf).zip(fact.args.get(&Role::Where)).map(|(who, place)| (*who, *place));
        if let Some((time, within)) = key.and_then(|key| led.get(&key)) {
            if fact.time.is_none() {
                fact.time.clone_from(time);
            }
            if let Some(within) = within {
                fact.args.entry(Role::Within).or_insert(*within);
            }
        }
    }
}

/// Gives the visit to a country that only a headline tells the day of the town in it: 李明访问东山国 over 李明5日抵达东山国首都云城.
fn with_towns(reading: &Reading, facts: &mut [Fact]) {
    let visit = |fact: &Fact| fact.fact_type == FactType::Visited && fact.realis == Realis::Happened;
    let headline = |span: &Span| {
        reading.blocks[reading.sentences[reading.sentence_at(span.start)].block].kind == BlockKind::Headline
    };
    let days: BTreeMap<(usize, usize), (EventTime, Span)> = facts
        .iter()
        .rev()
        .filter(|fact| visit(fact))
        .filter_map(|fact| {
            let key = (*fact.args.get(&Role::Who)?, *fact.args.get(&Role::Within)?);
            let day = fact.time.clone().filter(|time| time.date().is_some())?;
            Some((key, (day, *fact.evidence.first()?)))
        })
        .collect();
    for fact in facts.iter_mut().filter(|fact| visit(fact) && fact.time.is_none()) {
        let key = fact.args.get(&Role::Who).zip(fact.args.get(&Role::Where)).map(|(who, place)| (*who, *place));
        if let Some((day, span)) = key.and_then(|key| days.get(&key)).filter(|_| fact.evidence.iter().all(headline)) {
            fact.time = Some(day.clone());
            fact.evidence.push(*span);
        }
    }
}

/// Gives each visit the titles that the document has for the visitor, in the order in which it names them.
fn visitors_positions(facts: &mut [Fact]) {
    let mut held = BTreeMap::<usize, Vec<String>>::new();
    for fact in facts.iter().filter(|fact| fact.fact_type == FactType::HoldsPosition && fact.realis == Realis::Happened)
    {
        if let (Some(who), Some(position)) =
            (fact.args.get(&Role::Who), fact.attributes.get("position").and_then(Attribute::text))
        {
            let titles = held.entry(*who).or_default();
            if !titles.iter().any(|title| title == position) {
                titles.push(position.to_owned());
            }
        }
    }
    for visit in facts.iter_mut().filter(|fact| fact.fact_type == FactType::Visited) {
        if let Some(titles) = visit.args.get(&Role::Who).and_then(|who| held.get(who)) {
            visit.attributes.entry("position".to_owned()).or_insert_with(|| titles.join("、").into());
        }
    }
}

/// The masked sentences of a document with its stated times and the titles that stand beside names.
fn discourse_of(
    reading: &Reading,
    annotations: &Annotations,
    rules: &RuleSet,
) -> (Discourse, Vec<TimeMention>, Vec<position::Held>) {
    let times = time::times(reading);
    let spans: Vec<Span> = times.iter().map(|time| time.span).collect();
    let mut held = Vec::new();
    let sentences: Vec<_> = reading
        .sentences
        .iter()
        .map(|sentence| {
            let tokens = mask::tokens(sentence.span, annotations, &spans);
            let tokens = mask::join_chains(tokens, reading, annotations);
            position::attach(tokens, reading, annotations, rules, &mut held)
        })
        .collect();
    headline::positions(&sentences, reading, annotations, rules, &mut held);
    (Discourse::new(reading, annotations, rules, &held, sentences), times, held)
}

/// All claims of the document, before equal ones are joined.
fn drafts(reading: &Reading, annotations: &Annotations, rules: &RuleSet) -> Vec<Draft> {
    let (discourse, times, mut held) = discourse_of(reading, annotations, rules);
    let scene = Scene { reading, annotations, rules, discourse: &discourse, times: &times };
    let finds = find::finds(rules, &discourse);
    let mut drafts = Vec::new();
    office::positions(&scene, &finds, &mut held);
    both::positions(&scene, &finds, &mut held);
    for (one, spans) in position::settle(held.clone()) {
        drafts.push(Draft::position(&scene, &one, &spans));
    }
    visit::facts(&scene, &finds, &mut drafts);
    meeting::facts(&scene, &finds, &mut drafts);
    gathering::facts(&scene, &finds, &mut drafts);
    place::facts(&scene, &finds, &mut drafts);
    part::facts(&scene, &finds, &mut drafts);
    policy::facts(&scene, &finds, &held, &mut drafts);
    alliance::facts(&scene, &mut drafts);
    speech::facts(&scene, &finds, &mut drafts);
    drafts
}

/// All that the families of facts look at.
struct Scene<'a> {
    reading: &'a Reading,
    annotations: &'a Annotations,
    rules: &'a RuleSet,
    discourse: &'a Discourse,
    times: &'a [TimeMention],
}

impl Scene<'_> {
    /// The words of a range of a masked sentence, as the reading has them.
    fn words(&self, sentence: usize, range: (usize, usize)) -> &str {
        let masked = &self.discourse.sentences[sentence];
        let span = Span::new(masked.source(range.0), masked.source(range.1).max(masked.source(range.0)));
        span.of(&self.reading.text)
    }

    /// 中国 under whichever name the document has it, for 来华.
    fn china(&self) -> Option<usize> {
        self.annotations.entities.iter().position(|entity| {
            entity.entity_type == EntityType::Place
                && (entity.code.as_deref() == Some("CN")
                    || entity.names.iter().any(|name| matches!(name.as_str(), "中国" | "中方" | "华" | "新中国")))
        })
    }

    /// The finer type of an entity.
    fn kind(&self, entity: usize) -> Option<Kind> {
        self.annotations.entities[entity].kind
    }
}
