//! One fact of a record enters; its assertions leave, with the nodes and edges that they state.
//!
//! Promise: direct edges only from what happened; nothing is told that the fact does not tell, except that a visit to an
//! organisation's own site is a visit to the organisation.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Occasion, event_key, gathering_occasion, occasion};
use super::occasions::{self, Occasions};
use super::position::{Position, position};
use super::types::{Assertion, NodeKey, Triple};
use super::{Class, Property};
use crate::model::{
    Attribute, EntityId, EntityKey, EntityType, FactType, LinkedEntity, Quote, Realis, Record, RecordFact, Role,
};

/// What all records together tell before their facts are read.
pub(super) struct World<'a> {
    pub(super) entities: BTreeMap<NodeKey, &'a LinkedEntity>,
    /// Product names to keys.
    pub(super) products: BTreeMap<&'a str, NodeKey>,
    /// Sites and the organisations whose they are.
    pub(super) owners: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
    /// Days that other tellings of an event state.
    pub(super) occasions: Occasions<'a>,
}

/// A record with the keys of its entities.
pub(super) struct Told<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) record: &'a Record,
    pub(super) keys: &'a BTreeMap<EntityId, EntityKey>,
}

/// What a fact gives.
#[derive(Default)]
pub(super) struct Given {
    pub(super) assertions: Vec<Assertion>,
    /// Class of each event, tenure and observation.
    pub(super) nodes: BTreeMap<NodeKey, Class>,
    pub(super) positions: Vec<(Position, Option<NodeKey>)>,
    pub(super) products: Vec<(NodeKey, String)>,
}

impl Told<'_> {
    /// The entity that plays a part in the fact.
    fn arg(&self, fact: &RecordFact, role: Role) -> Option<NodeKey> {
        self.key(fact.args.get(&role)?)
    }

    fn key(&self, id: &EntityId) -> Option<NodeKey> {
        self.keys.get(id).map(NodeKey::from)
    }

    /// When the event of the fact was: as it says, or as the only telling says that it can be one with.
    fn occasion(&self, fact: &RecordFact) -> Occasion {
        match self.world.occasions.get(&(&self.record.id, fact.id.as_str())) {
            Some(occasions::Occasion::On(day)) => Occasion::Dated(day.to_string()),
            Some(occasions::Occasion::Again) => Occasion::Told(self.record.id.0.clone()),
            None => occasion(fact.time.as_ref(), &self.record.id),
        }
    }

    /// What the fact states.
    pub(super) fn read(&self, fact: &RecordFact) -> Given {
        let mut given = Given::default();
        if fact.fact_type == FactType::Quoted {
            self.utterances(fact, &mut given);
        } else {
            let mut assertion = self.assertion(fact);
            self.state(fact, &mut assertion, &mut given);
            given.assertions.push(assertion);
        }
        for assertion in &mut given.assertions {
            assertion.roles.sort();
            assertion.roles.dedup();
            if fact.realis != Realis::Happened {
                assertion.edges.clear();
            }
            // After linking, 北京 in 北京市 says nothing.
            assertion.edges.retain(|edge| edge.subject != edge.object);
            assertion.edges.sort();
            assertion.edges.dedup();
        }
        given
    }

    /// What any fact but reported speech states; speech makes several assertions and is read apart.
    fn state(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        match fact.fact_type {
            FactType::Visited => self.visit(fact, assertion, given),
            FactType::HoldsPosition => self.tenure(fact, assertion, given),
            FactType::Met => self.meeting(fact, assertion, given),
            FactType::Attended => self.gathering(fact, assertion, given),
            FactType::Issued => self.policy_act(fact, assertion, given),
            FactType::Cooperates => self.agreement(fact, assertion, given),
            FactType::Statistic => self.observation(fact, assertion, given),
            FactType::Produces => self.products(fact, assertion, given),
            FactType::LocatedIn => self.direct(fact, assertion, Role::Inner, Property::LocatedIn, Role::Outer),
            FactType::PartOf => self.direct(fact, assertion, Role::Inner, Property::PartOf, Role::Outer),
            FactType::SiteOf => self.direct(fact, assertion, Role::Site, Property::SiteOf, Role::Owner),
            FactType::Quoted => {}
        }
    }

    fn assertion(&self, fact: &RecordFact) -> Assertion {
        Assertion {
            key: format!("{}/{}", self.record.id, fact.id),
            document: self.record.id.clone(),
            fact: fact.id.clone(),
            fact_type: fact.fact_type,
            rule: fact.rule.clone(),
            confidence: fact.confidence,
            realis: fact.realis,
            time: fact.time.clone(),
            attributes: fact.attributes.clone(),
            evidence: fact.evidence.clone(),
            asserts: None,
            roles: Vec::new(),
            edges: Vec::new(),
        }
    }

    fn direct(&self, fact: &RecordFact, assertion: &mut Assertion, from: Role, property: Property, to: Role) {
        if let (Some(subject), Some(object)) = (self.arg(fact, from), self.arg(fact, to)) {
            assertion.edge(&subject, property, &object);
        }
    }

    fn visit_key(&self, fact: &RecordFact) -> Option<(NodeKey, NodeKey, NodeKey)> {
        let (who, place) = (self.arg(fact, Role::Who)?, self.arg(fact, Role::Where)?);
        let when = self.occasion(fact);
        Some((event_key(Class::Visit, &[&who.0, &place.0], &when), who, place))
    }

    fn visit(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let Some((visit, who, place)) = self.visit_key(fact) else {
            return;
        };
        given.nodes.insert(visit.clone(), Class::Visit);
        assertion.role(&visit, Property::Visitor, &who);
        for place in [&place].into_iter().chain(self.world.owners.get(&place).into_iter().flatten()) {
            assertion.role(&visit, Property::Visited, place);
            assertion.edge(&who, Property::Visited, place);
        }
        if let Some(within) = self.arg(fact, Role::Within) {
            assertion.role(&visit, Property::Within, &within);
        }
        for (position, organization) in self.positions_of(fact) {
            assertion.role(&visit, Property::VisitorPosition, &position.key);
            given.positions.push((position, organization));
        }
        // Who came along is named at the main visitor's visit to the same place too, by an assertion of its own: its
        // sentence is what proves it.
        if let Some(main) = fact.args.get(&Role::CompanionOf) {
            let same = self.record.facts.iter().filter(|other| {
                other.fact_type == FactType::Visited
                    && other.args.get(&Role::Who) == Some(main)
                    && other.args.get(&Role::Where) == fact.args.get(&Role::Where)
                    && other.realis == fact.realis
            });
            let visits = same.filter_map(|other| self.visit_key(other)).filter(|(_, visitor, _)| *visitor != who);
            for (number, (visit, ..)) in visits.enumerate() {
                let mut joined = self.assertion(fact);
                joined.key = format!("{}.{}", joined.key, number + 1);
                joined.attributes.clear();
                joined.role(&visit, Property::Companion, &who);
                joined.asserts = Some(visit);
                given.assertions.push(joined);
            }
        }
        assertion.asserts = Some(visit);
    }

    /// The positions that the visitor is said to hold, with their organisations where the record tells them.
    fn positions_of(&self, fact: &RecordFact) -> Vec<(Position, Option<NodeKey>)> {
        let Some(written) = fact.attributes.get("position").and_then(Attribute::text) else {
            return Vec::new();
        };
        let held = |written: &str| {
            self.record.facts.iter().find(|other| {
                other.fact_type == FactType::HoldsPosition
                    && other.args.get(&Role::Who) == fact.args.get(&Role::Who)
                    && other.attributes.get("position").and_then(Attribute::text) == Some(written)
            })
        };
        let parts: Vec<&str> = match held(written) {
            Some(_) => vec![written],
            None => written.split('、').collect(),
        };
        parts
            .into_iter()
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                let organization = held(part).and_then(|fact| self.arg(fact, Role::Org));
                (self.position(part, organization.as_ref()), organization)
            })
            .collect()
    }

    fn position(&self, written: &str, organization: Option<&NodeKey>) -> Position {
        let organization = organization.and_then(|key| self.world.entities.get(key));
        position(written, organization.copied())
    }

    fn tenure(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let (Some(who), Some(written)) =
            (self.arg(fact, Role::Who), fact.attributes.get("position").and_then(Attribute::text))
        else {
            return;
        };
        let organization = self.arg(fact, Role::Org);
        let position = self.position(written, organization.as_ref());
        let tenure = event_key(Class::Tenure, &[&who.0, &position.key.0], &super::keys::Occasion::Unique);
        given.nodes.insert(tenure.clone(), Class::Tenure);
        assertion.role(&tenure, Property::Holder, &who);
        assertion.role(&tenure, Property::Position, &position.key);
        assertion.edge(&who, Property::HoldsPosition, &position.key);
        if let Some(organization) = &organization {
            assertion.role(&tenure, Property::Organization, organization);
            assertion.role(&position.key, Property::PositionIn, organization);
            let entity = self.world.entities.get(organization);
            if entity.is_some_and(|entity| entity.entity_type == EntityType::Organization) {
                assertion.edge(&who, Property::WorksFor, organization);
            }
        }
        given.positions.push((position, organization));
        assertion.asserts = Some(tenure);
    }

    fn pair(&self, fact: &RecordFact, class: Class) -> Option<(NodeKey, NodeKey, NodeKey)> {
        let (left, right) = (self.arg(fact, Role::A)?, self.arg(fact, Role::B)?);
        let (left, right) = if left <= right { (left, right) } else { (right, left) };
        let when = self.occasion(fact);
        // A call is no meeting of that day face to face.
        let kind = fact.attributes.get("meetingKind").and_then(Attribute::text);
        let parts: Vec<&str> = [left.0.as_str(), &right.0].into_iter().chain(kind).collect();
        Some((event_key(class, &parts, &when), left, right))
    }

    fn meeting(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let Some((meeting, left, right)) = self.pair(fact, Class::Meeting) else {
            return;
        };
        // What is told of afterwards may be the only telling: then it is a meeting like any other.
        let known = self.world.occasions.get(&(&self.record.id, fact.id.as_str()));
        if known == Some(&occasions::Occasion::Again) {
            assertion.attributes.insert("retold".into(), "true".into());
        } else {
            assertion.attributes.remove("retold");
        }
        given.nodes.insert(meeting.clone(), Class::Meeting);
        assertion.role(&meeting, Property::Participant, &left);
        assertion.role(&meeting, Property::Participant, &right);
        if let Some(place) = self.arg(fact, Role::Where) {
            assertion.role(&meeting, Property::Place, &place);
        }
        assertion.edge(&left, Property::Met, &right);
        assertion.edge(&right, Property::Met, &left);
        assertion.asserts = Some(meeting);
    }

    fn agreement(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let Some((agreement, left, right)) = self.pair(fact, Class::Agreement) else {
            return;
        };
        given.nodes.insert(agreement.clone(), Class::Agreement);
        assertion.role(&agreement, Property::Party, &left);
        assertion.role(&agreement, Property::Party, &right);
        assertion.edge(&left, Property::CooperatesWith, &right);
        assertion.edge(&right, Property::CooperatesWith, &left);
        assertion.asserts = Some(agreement);
    }

    fn gathering(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let (Some(who), Some(name)) =
            (self.arg(fact, Role::Who), fact.attributes.get("event").and_then(Attribute::text))
        else {
            return;
        };
        let when = gathering_occasion(name, fact.time.as_ref(), &self.record.id);
        let gathering = event_key(Class::Gathering, &[name], &when);
        given.nodes.insert(gathering.clone(), Class::Gathering);
        assertion.role(&gathering, Property::Attendee, &who);
        match fact.attributes.get("role").and_then(Attribute::text) {
            Some("chaired") => assertion.role(&gathering, Property::Chair, &who),
            Some("spoke") => assertion.role(&gathering, Property::Speaker, &who),
            _ => {}
        }
        if let Some(place) = self.arg(fact, Role::Where) {
            assertion.role(&gathering, Property::Place, &place);
        }
        assertion.edge(&who, Property::Attended, &gathering);
        assertion.asserts = Some(gathering);
    }

    fn policy_act(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let (Some(who), Some(policy)) = (self.arg(fact, Role::Who), self.arg(fact, Role::Policy)) else {
            return;
        };
        let when = occasion(fact.time.as_ref(), &self.record.id);
        let act = event_key(Class::PolicyAct, &[&who.0, &policy.0], &when);
        given.nodes.insert(act.clone(), Class::PolicyAct);
        assertion.role(&act, Property::Issuer, &who);
        assertion.role(&act, Property::Policy, &policy);
        assertion.edge(&who, Property::Issued, &policy);
        assertion.asserts = Some(act);
    }

    fn observation(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let subject = self.arg(fact, Role::Subject);
        let word = |name: &str| match fact.attributes.get(name) {
            Some(Attribute::Text(text)) => text.clone(),
            Some(Attribute::Number(number)) => number.to_string(),
            Some(Attribute::Texts(texts)) => texts.join("、"),
            None => String::new(),
        };
        let about = match &subject {
            Some(key) => key.0.clone(),
            None => word("subject"),
        };
        let mut parts = vec![about];
        for name in ["indicator", "product", "value", "unit", "change", "status"] {
            parts.push(word(name));
        }
        // A figure of a stated period is one wherever it is told.
        let period = word("period");
        let when = if period.is_empty() {
            occasion(fact.time.as_ref(), &self.record.id)
        } else {
            parts.push(period);
            super::keys::Occasion::Unique
        };
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let observation = event_key(Class::Observation, &parts, &when);
        given.nodes.insert(observation.clone(), Class::Observation);
        if let Some(subject) = subject {
            assertion.role(&observation, Property::Subject, &subject);
        }
        assertion.asserts = Some(observation);
    }

    fn products(&self, fact: &RecordFact, assertion: &mut Assertion, given: &mut Given) {
        let Some(who) = self.arg(fact, Role::Who) else {
            return;
        };
        let names: Vec<&String> = match fact.attributes.get("what") {
            Some(Attribute::Text(text)) => vec![text],
            Some(Attribute::Texts(texts)) => texts.iter().collect(),
            Some(Attribute::Number(_)) | None => Vec::new(),
        };
        for name in names.into_iter().filter(|name| !name.trim().is_empty()) {
            let key = match self.world.products.get(name.as_str()) {
                Some(key) => key.clone(),
                None => NodeKey::from(&EntityKey::new(EntityType::Product, name)),
            };
            assertion.edge(&who, Property::Produces, &key);
            // What is only planned gives no edge, so that its product would stand alone.
            if fact.realis == Realis::Happened {
                given.products.push((key, name.clone()));
            }
        }
    }

    /// One assertion for each statement; a record that lists none has one for each passage.
    fn utterances(&self, fact: &RecordFact, given: &mut Given) {
        let Some(who) = self.arg(fact, Role::Who) else {
            given.assertions.push(self.assertion(fact));
            return;
        };
        let count = if fact.utterances.is_empty() { fact.evidence.len().max(1) } else { fact.utterances.len() };
        for number in 0..count {
            let mut assertion = self.assertion(fact);
            assertion.key = format!("{}.{}", assertion.key, number + 1);
            let told = fact.utterances.get(number);
            let passage = told.map_or(number, |utterance| utterance.evidence);
            let quote: Option<&Quote> = fact.evidence.get(passage);
            assertion.evidence = quote.into_iter().cloned().collect();
            let words = quote.map_or("", |quote| quote.text.as_str());
            if !words.is_empty() {
                assertion.attributes.insert("quote".into(), words.into());
            }
            let mut about = Vec::new();
            if let Some(told) = told {
                assertion.attributes.insert("verb".into(), told.verb.as_str().into());
                assertion.attributes.insert("topics".into(), Attribute::Texts(told.topics.clone()));
                let direct = if told.direct { "true" } else { "false" };
                assertion.attributes.insert("direct".into(), direct.into());
                about = told.about.iter().filter_map(|id| self.key(id)).collect();
            }
            let place = match quote {
                Some(quote) => format!("{}-{}", quote.chars.start, quote.chars.end),
                None => String::new(),
            };
            // Same words on the same day: one statement told twice. Without words only the place tells it.
            let when = occasion(fact.time.as_ref(), &self.record.id);
            let told_at = format!("{}#{place}.{number}", self.record.id);
            let what = if words.is_empty() { &told_at } else { words };
            let utterance = event_key(Class::Utterance, &[&who.0, what], &when);
            given.nodes.insert(utterance.clone(), Class::Utterance);
            assertion.role(&utterance, Property::Speaker, &who);
            for entity in &about {
                assertion.role(&utterance, Property::About, entity);
                assertion.edge(&who, Property::SpokeAbout, entity);
            }
            assertion.asserts = Some(utterance);
            given.assertions.push(assertion);
        }
    }
}

impl Assertion {
    fn role(&mut self, subject: &NodeKey, property: Property, object: &NodeKey) {
        self.roles.push(Triple { subject: subject.clone(), property, object: object.clone() });
    }

    fn edge(&mut self, subject: &NodeKey, property: Property, object: &NodeKey) {
        self.edges.push(Triple { subject: subject.clone(), property, object: object.clone() });
    }
}
