//! One gold document and its record enter; right, wrong and missed leave.

use std::collections::{BTreeMap, BTreeSet};

use super::{Count, ENTITY_TYPES, FACT_TYPES, GoldDocument, GoldEntity, GoldFact, Mistake, Score, Verdict, statistics};
use crate::model::{EntityId, EntityType, FactType, Kind, Realis, Record, RecordEntity, RecordFact, Role};

/// Adds the figures of one document.
pub(super) fn score_document(gold: &GoldDocument, record: Option<&Record>, score: &mut Score) {
    let mut things = gold.entities.clone();
    things.extend(gold.optional.entities.iter().cloned().map(|entity| GoldEntity { optional: true, ..entity }));
    for thing in &mut things {
        thing.optional |= thing.kind() == Some(Kind::Concept);
    }
    let found = record.map_or(&[][..], |record| &record.entities);
    let matched = Matched::new(&things, found);
    entities(gold, &things, found, &matched, score);
    let facts = record.map_or(&[][..], |record| &record.facts);
    Facts { gold, things: &things, found, matched: &matched }.score(facts, score);
    statistics::score(gold, facts, &matched.by_record, &things, score);
}

/// Names without quotes, brackets, dots and spaces.
pub(super) fn clean(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !"《》“”\"'‘’·•・".contains(*c)).collect()
}

/// Which gold thing each entity of the record is.
pub(super) struct Matched {
    /// One to one: the best match of each.
    exact: BTreeMap<EntityId, usize>,
    /// Also a second entity for the same gold thing: its facts still count.
    pub(super) by_record: BTreeMap<EntityId, usize>,
}

impl Matched {
    fn new(things: &[GoldEntity], found: &[RecordEntity]) -> Self {
        let mut by_name = BTreeMap::<(EntityType, String), Vec<usize>>::new();
        for (index, thing) in things.iter().enumerate() {
            for name in &thing.names {
                by_name.entry((thing.entity_type, clean(name))).or_default().push(index);
            }
        }
        let mut candidates = Vec::new();
        for (order, entity) in found.iter().enumerate() {
            let names =
                std::iter::once(&entity.label).chain(&entity.names).map(|name| clean(name)).collect::<BTreeSet<_>>();
            let mut hits = Vec::<(usize, usize)>::new();
            for name in names {
                for index in by_name.get(&(entity.entity_type, name)).into_iter().flatten() {
                    match hits.iter_mut().find(|(thing, _)| thing == index) {
                        Some((_, count)) => *count += 1,
                        None => hits.push((*index, 1)),
                    }
                }
            }
            candidates.extend(hits.into_iter().map(|(thing, count)| (count, order, thing)));
        }
        candidates.sort_by_key(|(count, order, thing)| (std::cmp::Reverse(*count), *order, *thing));
        let (mut exact, mut by_record, mut used) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for (_, order, thing) in candidates {
            let id = &found[order].id;
            if !exact.contains_key(id) && !used.contains(&thing) {
                exact.insert(id.clone(), thing);
                used.insert(thing);
            }
            by_record.entry(id.clone()).or_insert(thing);
        }
        Self { exact, by_record }
    }
}

fn entities(gold: &GoldDocument, things: &[GoldEntity], found: &[RecordEntity], matched: &Matched, score: &mut Score) {
    let mut mistakes = Vec::new();
    for entity in found.iter().filter(|entity| ENTITY_TYPES.contains(&entity.entity_type)) {
        let count = score.entities.entry(entity.entity_type).or_default();
        if let Some(thing) = matched.exact.get(&entity.id) {
            count.tp += usize::from(!things[*thing].optional);
        } else if matched.by_record.contains_key(&entity.id) {
            count.fp += 1;
            mistakes.push(mistake(gold, &format!("duplicate {}", entity.entity_type), &entity.label));
        } else if entity.kind != Some(Kind::Concept) {
            count.fp += 1;
            mistakes.push(mistake(gold, &format!("spurious {}", entity.entity_type), &entity.label));
        }
    }
    let used = matched.exact.values().collect::<BTreeSet<_>>();
    for (index, thing) in things.iter().enumerate() {
        if !thing.optional && !used.contains(&index) {
            score.entities.entry(thing.entity_type).or_default().fn_ += 1;
            mistakes.push(mistake(gold, &format!("missed {}", thing.entity_type), &thing.names[0]));
        }
    }
    score.mistakes.extend(mistakes);
}

fn mistake(gold: &GoldDocument, kind: &str, what: &str) -> Mistake {
    Mistake { kind: kind.to_owned(), document: gold.id.clone(), what: what.to_owned() }
}

fn verdict(fact: &RecordFact, right: bool) -> Verdict {
    Verdict { rule: fact.rule.clone(), confidence: fact.confidence, right }
}

/// The roles that must agree, by type of fact.
fn roles(fact_type: FactType) -> &'static [Role] {
    match fact_type {
        FactType::Visited => &[Role::Who, Role::Where],
        FactType::HoldsPosition | FactType::Attended | FactType::Quoted => &[Role::Who],
        FactType::Met | FactType::Cooperates => &[Role::A, Role::B],
        FactType::LocatedIn | FactType::PartOf => &[Role::Inner, Role::Outer],
        FactType::Issued => &[Role::Who, Role::Policy],
        _ => &[],
    }
}

struct Facts<'a> {
    gold: &'a GoldDocument,
    things: &'a [GoldEntity],
    found: &'a [RecordEntity],
    matched: &'a Matched,
}

impl Facts<'_> {
    fn score(&self, facts: &[RecordFact], score: &mut Score) {
        let scored = |fact: &&GoldFact| fact.fact_type().is_some_and(|fact_type| FACT_TYPES.contains(&fact_type));
        let mut wanted = self.gold.facts.iter().filter(scored).collect::<Vec<_>>();
        let strict = wanted.len();
        wanted.extend(self.gold.optional.facts.iter().filter(scored));
        let mut taken = BTreeSet::new();
        for fact in facts.iter().filter(|fact| FACT_TYPES.contains(&fact.fact_type) && fact.realis == Realis::Happened)
        {
            let hit =
                wanted.iter().enumerate().find(|(index, gold)| !taken.contains(index) && self.matches(fact, gold));
            let Some((index, gold)) = hit else {
                let again = fact.fact_type == FactType::Visited && wanted.iter().any(|gold| self.matches(fact, gold));
                if !again {
                    score.verdicts.push(verdict(fact, false));
                    score.facts.entry(fact.fact_type).or_default().fp += 1;
                    score.mistakes.push(mistake(self.gold, &format!("spurious {}", fact.fact_type), &self.words(fact)));
                }
                continue;
            };
            taken.insert(index);
            if index >= strict {
                continue;
            }
            score.facts.entry(fact.fact_type).or_default().tp += 1;
            score.verdicts.push(verdict(fact, true));
            if fact.fact_type == FactType::Visited {
                self.visit_details(fact, gold, score);
            }
        }
        for (index, gold) in wanted.iter().enumerate().take(strict) {
            let Some(fact_type) = gold.fact_type() else { continue };
            if taken.contains(&index) || self.visit_by_its_site(gold, &wanted, &taken) {
                continue;
            }
            let count: &mut Count = score.facts.entry(fact_type).or_default();
            count.fn_ += 1;
            score.mistakes.push(mistake(self.gold, &format!("missed {fact_type}"), &gold.words()));
        }
    }

    fn visit_details(&self, fact: &RecordFact, gold: &GoldFact, score: &mut Score) {
        if let Some(date) = gold.text("date") {
            score.visit_dates.note(fact.time.as_ref().and_then(crate::model::EventTime::date).as_deref() == Some(date));
        }
        if let Some(within) = gold.text("within") {
            let found = fact.args.get(&Role::Within).and_then(|id| self.matched.by_record.get(id));
            score.visit_within.note(found.is_some_and(|thing| self.things[*thing].names[0] == within));
        }
    }

    /// A gold visit whose organisation or site was matched by the other of the two.
    fn visit_by_its_site(&self, gold: &GoldFact, wanted: &[&GoldFact], taken: &BTreeSet<usize>) -> bool {
        let place = |fact: &GoldFact| fact.text("where").and_then(|name| self.thing(name));
        gold.fact_type() == Some(FactType::Visited)
            && taken.iter().any(|index| {
                let other = wanted[*index];
                other.fact_type() == Some(FactType::Visited)
                    && other.text("who") == gold.text("who")
                    && matches!((place(gold), place(other)), (Some(a), Some(b)) if self.same_site(a, b))
            })
    }

    fn thing(&self, label: &str) -> Option<usize> {
        self.things.iter().position(|thing| thing.names[0] == label)
    }

    fn matches(&self, fact: &RecordFact, gold: &GoldFact) -> bool {
        if Some(fact.fact_type) != gold.fact_type() {
            return false;
        }
        let roles = roles(fact.fact_type);
        let found = roles.iter().map(|role| fact.args.get(role).and_then(|id| self.matched.by_record.get(id)).copied());
        let wanted = roles.iter().map(|role| gold.text(role.name()).and_then(|name| self.thing(name)));
        let (Some(mut found), Some(mut wanted)) =
            (found.collect::<Option<Vec<_>>>(), wanted.collect::<Option<Vec<_>>>())
        else {
            return false;
        };
        match fact.fact_type {
            FactType::Visited => found[0] == wanted[0] && self.same_site(found[1], wanted[1]),
            FactType::Met | FactType::Cooperates => {
                found.sort_unstable();
                wanted.sort_unstable();
                found == wanted
            }
            FactType::HoldsPosition => found == wanted && self.same_position(fact, gold),
            FactType::Attended => {
                let event = fact.attributes.get("event").and_then(|event| event.text()).unwrap_or("");
                found == wanted && dice(event, gold.text("event").unwrap_or("")) >= 0.6
            }
            _ => found == wanted,
        }
    }

    /// Equal, or equal once the organisation's name is put before one of them.
    fn same_position(&self, fact: &RecordFact, gold: &GoldFact) -> bool {
        let wanted = clean(gold.text("position").unwrap_or(""));
        let got = clean(fact.attributes.get("position").and_then(|position| position.text()).unwrap_or(""));
        let org = fact.args.get(&Role::Org).and_then(|id| self.found.iter().find(|entity| entity.id == *id));
        let mut names = org.into_iter().flat_map(|entity| std::iter::once(&entity.label).chain(&entity.names));
        got == wanted
            || names.any(|name| clean(name) + &got == wanted)
            || gold.text("org").is_some_and(|org| clean(org) + &wanted == got)
    }

    /// The same thing, or an organisation and its own site: one name contains the other.
    fn same_site(&self, a: usize, b: usize) -> bool {
        if a == b {
            return true;
        }
        let types = [self.things[a].entity_type, self.things[b].entity_type];
        let one_of_each = types.contains(&EntityType::Organization) && types.contains(&EntityType::Place);
        one_of_each
            && self.things[a].names.iter().any(|x| {
                self.things[b].names.iter().any(|y| {
                    let (x, y) = (clean(x), clean(y));
                    x.chars().count() >= 2 && y.chars().count() >= 2 && (x.contains(&y) || y.contains(&x))
                })
            })
    }

    fn words(&self, fact: &RecordFact) -> String {
        let label = |id: &EntityId| {
            self.found.iter().find(|entity| entity.id == *id).map_or("?", |entity| entity.label.as_str())
        };
        let mut words = fact.args.iter().map(|(role, id)| format!("{}={}", role.name(), label(id))).collect::<Vec<_>>();
        for key in ["position", "event"] {
            if let Some(text) = fact.attributes.get(key).and_then(|value| value.text()) {
                words.push(format!("{key}={text}"));
            }
        }
        words.push(format!("({})", fact.rule));
        words.join(" ")
    }
}

/// Overlap of the characters of two names, 0 to 1.
fn dice(a: &str, b: &str) -> f64 {
    let count = |text: &str| {
        let mut counts = BTreeMap::<char, usize>::new();
        for c in clean(text).chars() {
            *counts.entry(c).or_default() += 1;
        }
        counts
    };
    let (a, b) = (count(a), count(b));
    let all = a.values().sum::<usize>() + b.values().sum::<usize>();
    let both = a.iter().map(|(c, n)| (*n).min(b.get(c).copied().unwrap_or(0))).sum::<usize>();
    if all == 0 { 0.0 } else { 2.0 * both as f64 / all as f64 }
}
