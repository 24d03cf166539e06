//! What all documents together tell: things, positions, events, tenures, figures, and the edges between them.

use std::collections::BTreeMap;

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode};
use petgraph::stable_graph::EdgeIndex;

use super::{About, Writer, chinese, property, wm};
use crate::graph::{Class, EntityData, Layer, Node, NodeData};
use crate::model::{Attribute, EntityType};
use crate::rdf::{pinyin, vocab};

/// How an attribute is written.
enum Form {
    /// Words, in Chinese.
    Words,
    /// A code.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Truth,
    /// A member of a closed list.
    Listed(&'static [(&'static str, &'static str)]),
}

const VISIT_KINDS: &[(&str, &str)] =
    &[("inspection", "Inspection"), ("official", "OfficialVisit"), ("tour", "Tour"), ("condolence", "CondolenceCall")];

const STATUSES: &[(&str, &str)] = &[("actual", "Actual"), ("forecast", "Forecast"), ("planned", "PlannedFigure")];

/// Attributes of events and figures: key, property, form.
const MEETING_KINDS: &[(&str, &str)] = &[("telephone", "TelephoneCall"), ("video", "VideoMeeting")];

const ATTRIBUTES: &[(&str, &str, Form)] = &[
    ("visitKind", "visitKind", Form::Listed(VISIT_KINDS)),
    ("meetingKind", "meetingKind", Form::Listed(MEETING_KINDS)),
    ("retold", "retold", Form::Truth),
    ("topic", "topic", Form::Words),
    ("topics", "topic", Form::Words),
    ("event", "eventName", Form::Words),
    ("quote", "quote", Form::Words),
    ("direct", "direct", Form::Truth),
    ("subject", "subjectText", Form::Words),
    ("indicator", "indicator", Form::Words),
    ("value", "valueText", Form::Words),
    ("number", "number", Form::Number),
    ("unit", "unit", Form::Words),
    ("op", "op", Form::Text),
    ("period", "period", Form::Text),
    ("change", "change", Form::Words),
    ("changeNumber", "changeNumber", Form::Number),
    ("status", "status", Form::Listed(STATUSES)),
    ("product", "productName", Form::Words),
];

impl Writer<'_> {
    pub(super) fn nodes(&mut self, nodes: &[&Node]) {
        let [entities, events, derived] = ["entities", "events", "derived"].map(|name| self.mint.graph(name));
        for node in nodes {
            let subject = self.mint.node(&node.key);
            match &node.data {
                NodeData::Entity(data) => {
                    entity(&mut self.about(&entities, &subject), node, data);
                    for other in &data.maybe {
                        let other = self.mint.node(other);
                        self.about(&entities, &subject).node(&wm("maybeSameAs"), &other);
                    }
                    self.about(&derived, &subject)
                        .integer(&wm("mentionCount"), data.mention_count)
                        .integer(&wm("documentCount"), data.document_count);
                }
                NodeData::Position(data) => {
                    let mut about = self.about(&entities, &subject);
                    about
                        .a(Class::Position.name())
                        .literal(&vocab::skos("prefLabel"), &chinese(&node.label))
                        .zh("positionTitle", &data.title);
                    for name in &data.names {
                        about.literal(&vocab::skos("altLabel"), &chinese(name));
                    }
                }
                NodeData::Event(data) => {
                    let mut about = self.about(&events, &subject);
                    happening(&mut about, node).realis(data.realis).time(data.time.as_ref());
                    attributes(&mut about, node.class, &data.attributes);
                }
                NodeData::Tenure(data) => {
                    happening(&mut self.about(&events, &subject), node)
                        .realis(data.realis)
                        .date("seenFirst", data.seen_first)
                        .date("seenLast", data.seen_last);
                }
                NodeData::Observation(data) => {
                    let mut about = self.about(&events, &subject);
                    happening(&mut about, node).realis(data.realis).time(data.time.as_ref());
                    attributes(&mut about, node.class, &data.attributes);
                }
            }
        }
    }

    pub(super) fn edges(&mut self, edges: &[EdgeIndex]) {
        let [entities, events, derived] = ["entities", "events", "derived"].map(|name| self.mint.graph(name));
        let graph = &self.graph.graph;
        for &index in edges {
            let Some((from, to)) = graph.edge_endpoints(index) else { continue };
            let (from, edge, to) = (&graph[from], &graph[index], &graph[to]);
            let (subject, object) = (self.mint.node(&from.key), self.mint.node(&to.key));
            let predicate = property(edge.property);
            let named = match edge.layer {
                Layer::Direct => &derived,
                Layer::Role if from.class == Class::Position => &entities,
                Layer::Role => &events,
            };
            self.about(named, &subject).node(&predicate, &object);
            if edge.layer == Layer::Direct && edge.by_code {
                let room = if edge.by_rule.is_some() { "naming" } else { "lexicon" };
                let statement = [room]
                    .into_iter()
                    .chain(from.key.0.split('/'))
                    .chain([edge.property.name()])
                    .chain(to.key.0.split('/'));
                let statement = self.mint.path(&statement.collect::<Vec<_>>());
                if let Some(rule) = &edge.by_rule {
                    self.about(&derived, &statement)
                        .a("NamingStatement")
                        .text("rule", rule)
                        .node(&rdf::SUBJECT.into_owned(), &subject)
                        .node(&rdf::PREDICATE.into_owned(), &predicate)
                        .node(&rdf::OBJECT.into_owned(), &object)
                        .node(&vocab::prov("wasDerivedFrom"), &wm("naming"));
                    continue;
                }
                self.about(&derived, &statement)
                    .a("LexiconStatement")
                    .node(&rdf::SUBJECT.into_owned(), &subject)
                    .node(&rdf::PREDICATE.into_owned(), &predicate)
                    .node(&rdf::OBJECT.into_owned(), &object)
                    .node(&vocab::prov("wasDerivedFrom"), &wm("lexicon"));
            }
        }
    }
}

fn entity(about: &mut About<'_>, node: &Node, data: &EntityData) {
    let entity = &data.entity;
    about
        .a(node.class.name())
        .a(node.class.general())
        .a("Thing")
        .literal(&vocab::skos("prefLabel"), &chinese(&node.label));
    let alternative = vocab::skos("altLabel");
    for name in entity.names.iter().filter(|name| **name != node.label) {
        about.literal(&alternative, &chinese(name));
    }
    let reading = match entity.entity_type {
        EntityType::Person => pinyin::person(&node.label),
        EntityType::Place => pinyin::place(&node.label),
        EntityType::Organization | EntityType::Policy | EntityType::Product => pinyin::other(&node.label),
    };
    if let Some(reading) = reading {
        let literal = Literal::new_language_tagged_literal_unchecked(reading, "zh-latn-pinyin");
        about.literal(&alternative, &literal);
    }
    if let Some(english) = &entity.english {
        about.literal(&alternative, &Literal::new_language_tagged_literal_unchecked(english, "en"));
    }
    if let Some(code) = &entity.code {
        let digits = code.chars().all(|c| c.is_ascii_digit());
        about.text(if digits { "adcode" } else { "isoCode" }, code);
    }
}

fn happening<'a, 'w>(about: &'a mut About<'w>, node: &Node) -> &'a mut About<'w> {
    about.a(node.class.name());
    if node.class.general() != node.class.name() {
        about.a(node.class.general());
    }
    about.literal(&vocab::rdfs("label"), &chinese(&node.label))
}

fn attributes(about: &mut About<'_>, class: Class, attributes: &BTreeMap<String, Attribute>) {
    for (key, value) in attributes {
        if key == "verb" {
            let name = if class == Class::PolicyAct { "actVerb" } else { "speechVerb" };
            about.zh(name, value.text().unwrap_or_default());
            continue;
        }
        let known = ATTRIBUTES.iter().find(|(known, ..)| known == key);
        // What is told by roles (a visitor's position) has no property of its own.
        let Some((_, name, form)) = known else { continue };
        match value {
            Attribute::Text(text) => written(about, name, form, text),
            Attribute::Texts(texts) => texts.iter().for_each(|text| written(about, name, form, text)),
            Attribute::Number(number) => match form {
                Form::Number => drop(about.decimal(name, *number)),
                _ => written(about, name, form, &number.to_string()),
            },
        }
    }
}

fn written(about: &mut About<'_>, name: &str, form: &Form, text: &str) {
    match form {
        Form::Words => drop(about.zh(name, text)),
        Form::Text => drop(about.text(name, text)),
        Form::Number => {
            if let Ok(number) = text.parse() {
                about.decimal(name, number);
            }
        }
        Form::Truth => {
            let predicate: NamedNode = wm(name);
            about.literal(&predicate, &Literal::new_typed_literal(text, xsd::BOOLEAN));
        }
        Form::Listed(list) => {
            if let Some((_, term)) = list.iter().find(|(word, _)| *word == text) {
                about.node(&wm(name), &wm(term));
            }
        }
    }
}
