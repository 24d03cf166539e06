//! Claims enter; facts leave: equal claims become one, with all their evidence, ordered by it.

use std::collections::BTreeMap;

use super::find::Find;
use super::position::Held;
use super::{Fact, FactUtterance, Scene};
use crate::model::{Attribute, EventTime, FactType, Precision, Realis, Role, Span};

/// A claim on its way to a fact.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it will be.
    pub fact: Fact,
}

impl Draft {
    /// A claim of code.
    pub fn new(fact_type: FactType, rule: &str, confidence: f64, evidence: Span) -> Self {
        Self {
            fact: Fact {
                fact_type,
                args: BTreeMap::new(),
                attributes: BTreeMap::new(),
                time: None,
                realis: Realis::Happened,
                confidence,
                rule: rule.to_owned(),
                evidence: vec![evidence],
                utterances: Vec::new(),
            },
        }
    }

    /// A claim of a rule; its sentence is the evidence.
    pub fn of(scene: &Scene<'_>, find: &Find<'_>) -> Self {
        let span = scene.reading.sentences[find.sentence].span;
        let mut draft = Self::new(find.rule.fact, &find.rule.id, find.rule.confidence, span);
        draft.fact.realis = find.realis;
        for (name, value) in &find.rule.attributes {
            draft.fact.attributes.insert(name.clone(), value.as_str().into());
        }
        draft
    }

    /// The claim that somebody holds a position, told in the sentences of the spans.
    pub fn position(scene: &Scene<'_>, held: &Held, spans: &[Span]) -> Self {
        let sentence = |span: &Span| scene.reading.sentences[scene.reading.sentence_at(span.start)].span;
        let mut draft = Self::new(FactType::HoldsPosition, &held.rule, held.confidence, sentence(&spans[0]))
            .arg(Role::Who, held.person)
            .text("position", &held.title);
        if let Some(org) = held.org {
            draft = draft.arg(Role::Org, org);
        }
        for span in &spans[1..] {
            draft.fact.evidence.push(sentence(span));
        }
        draft
    }

    /// Fills a role.
    pub fn arg(mut self, role: Role, entity: usize) -> Self {
        self.fact.args.insert(role, entity);
        self
    }

    /// Sets a text attribute.
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.fact.attributes.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the time to one of the document's times.
    pub fn time(mut self, scene: &Scene<'_>, time: Option<usize>) -> Self {
        self.fact.time = time.and_then(|index| scene.times.get(index)).map(|mention| mention.time.clone());
        // What is told for a day still to come has not happened yet.
        // A year named beside it is more often that of a goal.
        let near = |time: &&EventTime| !matches!(time.precision, Precision::Quarter | Precision::Year);
        // 将于明年通车的大桥，李明来到施工现场: a year to come is not that of what has happened.
        let far = self.fact.time.as_ref().filter(|time| !near(time)).and_then(|time| time.from);
        if self.fact.realis == Realis::Happened
            && far.zip(scene.reading.published).is_some_and(|(year, told)| year > told)
        {
            self.fact.time = None;
        }
        let day = self.fact.time.as_ref().filter(near).and_then(|time| time.from);
        let to_come = self.fact.time.as_ref().is_some_and(|time| {
            ["明天", "明日", "明早", "明晨", "明晚", "后天", "大后天", "下周", "下星期", "下月", "下个月"]
                .iter()
                .any(|word| time.text.starts_with(word))
        });
        if self.fact.realis == Realis::Happened && to_come {
            self.fact.realis = Realis::Planned;
        }
        if self.fact.realis == Realis::Happened
            && day.zip(scene.reading.published).is_some_and(|(day, told)| day > told)
        {
            self.fact.realis = Realis::Planned;
        }
        self
    }
}

/// The mark of what is told of afterwards.
const RETOLD: &str = "retold";

/// What makes two claims the same.
type Key = (FactType, Vec<(Role, usize)>, Option<String>, bool);

fn key(fact: &Fact) -> Key {
    let mut args: Vec<(Role, usize)> = fact
        .args
        .iter()
        .filter(|(role, _)| {
            !matches!(
                (fact.fact_type, role),
                (FactType::Visited, Role::Within | Role::CompanionOf)
                    | (FactType::Met, Role::Where)
                    | (FactType::HoldsPosition, Role::Org)
            )
        })
        .map(|(role, entity)| (*role, *entity))
        .collect();
    if matches!(fact.fact_type, FactType::Met | FactType::Cooperates) {
        // Who is `a` and who `b` says nothing.
        let mut entities: Vec<usize> = args.iter().map(|(_, entity)| *entity).collect();
        entities.sort_unstable();
        args = entities.into_iter().map(|entity| (Role::A, entity)).collect();
    }
    let words = match fact.fact_type {
        FactType::HoldsPosition => fact.attributes.get("position"),
        FactType::Attended => fact.attributes.get("event"),
        FactType::Produces => fact.attributes.get("what"),
        // A call is not the meeting that is recalled in it.
        FactType::Met => fact.attributes.get("meetingKind"),
        _ => None,
    };
    (fact.fact_type, args, words.and_then(Attribute::text).map(str::to_owned), fact.realis == Realis::Happened)
}

/// Joins equal claims and puts the facts in order.
pub fn merge(drafts: Vec<Draft>) -> Vec<Fact> {
    let mut facts: BTreeMap<(Key, u64), Fact> = BTreeMap::new();
    for (number, draft) in drafts.into_iter().enumerate() {
        // Two figures are the same only if all their attributes are, which their own code has seen to.
        let alone = if draft.fact.fact_type == FactType::Statistic { number as u64 } else { 0 };
        match facts.entry((key(&draft.fact), alone)) {
            std::collections::btree_map::Entry::Vacant(empty) => {
                empty.insert(draft.fact);
            }
            std::collections::btree_map::Entry::Occupied(mut same) => join(same.get_mut(), draft.fact),
        }
    }
    // What happened needs no second fact that it was planned.
    let happened: Vec<Key> = facts.keys().filter(|(key, _)| key.3).map(|(key, _)| key.clone()).collect();
    let mut facts: Vec<Fact> = facts
        .into_iter()
        .filter(|((key, _), _)| key.3 || !happened.contains(&(key.0, key.1.clone(), key.2.clone(), true)))
        .map(|(_, fact)| fact)
        .collect();
    facts.sort_by(|a, b| {
        let place = |fact: &Fact| (fact.evidence.first().map_or(0, |span| span.start), fact.fact_type);
        place(a).cmp(&place(b)).then_with(|| a.args.cmp(&b.args)).then_with(|| a.rule.cmp(&b.rule))
    });
    facts
}

/// Adds what a second claim tells to the first.
fn join(fact: &mut Fact, other: Fact) {
    let offset = |fact: &mut Fact, span: Span| {
        fact.evidence.iter().position(|own| *own == span).unwrap_or_else(|| {
            fact.evidence.push(span);
            fact.evidence.len() - 1
        })
    };
    let places: Vec<usize> = other.evidence.iter().map(|span| offset(fact, *span)).collect();
    for utterance in other.utterances {
        fact.utterances.push(FactUtterance { evidence: places[utterance.evidence], ..utterance });
    }
    // A day says more than 日前, and a stated time more than none.
    let day = |fact: &Fact| fact.time.as_ref().and_then(crate::model::EventTime::date);
    if other.time.is_some()
        && (fact.time.is_none() || day(fact).is_none() && other.time.as_ref().is_some_and(|t| t.date().is_some()))
    {
        fact.time = other.time;
    }
    for (role, entity) in other.args {
        fact.args.entry(role).or_insert(entity);
    }
    // What the document tells as news is not only recalled.
    if !other.attributes.contains_key(RETOLD) {
        fact.attributes.remove(RETOLD);
    }
    let news = !fact.attributes.contains_key(RETOLD);
    for (name, value) in other.attributes {
        match fact.attributes.get_mut(&name) {
            // Who chaired also attended; the greater part is told.
            Some(own) if name == "role" => {
                let rank =
                    |value: &Attribute| ["attended", "spoke", "chaired"].iter().position(|r| value.text() == Some(r));
                if rank(&value) > rank(own) {
                    *own = value;
                }
            }
            Some(_) => {}
            None if news && name == RETOLD => {}
            None => {
                fact.attributes.insert(name, value);
            }
        }
    }
    if other.confidence > fact.confidence {
        fact.confidence = other.confidence;
        fact.rule = other.rule;
    }
}
