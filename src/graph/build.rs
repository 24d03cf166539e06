//! Records and their linking enter; the knowledge graph leaves.
//!
//! Promise: documents, assertions, mentions, nodes and edges are laid down in the order of their keys, so that equal
//! input gives equal indices.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::StableDiGraph;

use super::facts::{Given, Told, World};
use super::families::families;
use super::hierarchy::{by_code, contradicted};
use super::label::{Ends, label};
use super::occasions::occasions;
use super::types::{
    Assertion, DocumentNode, Edge, EntityData, EntityMention, EventData, KnowledgeGraph, Node, NodeData, NodeKey,
    ObservationData, PositionData, TenureData,
};
use super::{Class, Layer, Property};
use crate::model::script::simplify;
use crate::model::{
    Attribute, DocumentId, EntityType, EventTime, FactType, LinkedEntity, Linking, Precision, Quote, Realis, Record,
    RecordFact, Role, Span,
};

/// The graph of all that the records say, under the identities that the linking says.
pub fn build<R: Borrow<Record>>(records: &[R], linking: &Linking) -> KnowledgeGraph {
    let records: Vec<Cow<'_, Record>> = Record::distinct(records).into_iter().map(in_one_script).collect();
    let records: Vec<&Record> = records.iter().map(AsRef::as_ref).collect();
    let world = world(&records, linking);
    let nothing = BTreeMap::new();
    let mut given = Given::default();
    for record in &records {
        let borne = linking.titles.get(&record.id);
        let named = linking.keys.get(&record.id).unwrap_or(&nothing);
        let keys: Cow<'_, BTreeMap<_, _>> = match borne {
            Some(borne) => Cow::Owned(named.iter().chain(borne).map(|(id, key)| (id.clone(), key.clone())).collect()),
            None => Cow::Borrowed(named),
        };
        let told = Told { world: &world, record, keys: &keys };
        // What a bare title does is told of the person whom linking found to bear it.
        let titled = record.unnamed.iter().filter(|title| borne.is_some_and(|borne| borne.contains_key(&title.id)));
        for fact in record.facts.iter().chain(titled.flat_map(|title| &title.facts)) {
            let more = told.read(fact);
            given.assertions.extend(more.assertions);
            given.nodes.extend(more.nodes);
            given.positions.extend(more.positions);
            given.products.extend(more.products);
        }
    }
    // `f10` stands after `f2`: by number, then by name.
    given.assertions.sort_by_cached_key(|assertion| {
        (assertion.document.clone(), numbers(&assertion.key[assertion.document.0.len()..]), assertion.key.clone())
    });

    let products = products(&given, &world);
    let mentions = mentions(&records, linking, &given.assertions, &products);
    let edges = edges(&given.assertions, linking);
    let mut nodes = things(linking, &products, &mentions, &given.assertions);
    nodes.extend(positions(&given.positions));
    let names: BTreeMap<&NodeKey, &str> = nodes.iter().map(|(key, node)| (key, node.label.as_str())).collect();
    let events = events(&given, &records, &edges, &names);
    nodes.extend(events);
    assemble(&records, nodes, edges, given.assertions, mentions)
}

/// The record with the words of its facts in simplified characters, so that documents in both scripts tell of one
/// position and one gathering. Names and quotes stay as written.
fn in_one_script(record: &Record) -> Cow<'_, Record> {
    let traditional = |text: &String| matches!(simplify(text), Cow::Owned(_));
    let changes = |fact: &RecordFact| {
        fact.attributes.values().any(|value| match value {
            Attribute::Text(text) => traditional(text),
            Attribute::Texts(texts) => texts.iter().any(traditional),
            Attribute::Number(_) => false,
        }) || fact.utterances.iter().any(|told| told.topics.iter().any(traditional))
    };
    if !record.facts.iter().any(changes) {
        return Cow::Borrowed(record);
    }
    let fold = |text: &mut String| *text = simplify(text).into_owned();
    let mut record = record.clone();
    for fact in &mut record.facts {
        for value in fact.attributes.values_mut() {
            match value {
                Attribute::Text(text) => fold(text),
                Attribute::Texts(texts) => texts.iter_mut().for_each(fold),
                Attribute::Number(_) => {}
            }
        }
        fact.utterances.iter_mut().flat_map(|told| &mut told.topics).for_each(fold);
    }
    Cow::Owned(record)
}

fn numbers(key: &str) -> Vec<u64> {
    key.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

fn world<'a>(records: &'a [&'a Record], linking: &'a Linking) -> World<'a> {
    let mut owners: BTreeMap<NodeKey, BTreeSet<NodeKey>> = BTreeMap::new();
    for record in records {
        let Some(keys) = linking.keys.get(&record.id) else {
            continue;
        };
        for fact in &record.facts {
            if fact.fact_type == FactType::SiteOf
                && fact.realis == Realis::Happened
                && let Some(site) = fact.args.get(&Role::Site).and_then(|id| keys.get(id))
                && let Some(owner) = fact.args.get(&Role::Owner).and_then(|id| keys.get(id))
            {
                owners.entry(site.into()).or_default().insert(owner.into());
            }
        }
    }
    let products = linking
        .entities
        .iter()
        .filter(|entity| entity.entity_type == EntityType::Product)
        .flat_map(|entity| {
            entity.names.iter().chain([&entity.label]).map(|name| (name.as_str(), NodeKey::from(&entity.key)))
        })
        .collect();
    World {
        entities: linking.entities.iter().map(|entity| (NodeKey::from(&entity.key), entity)).collect(),
        products,
        owners,
        occasions: occasions(records, linking),
    }
}

/// Products that only facts name, with their names.
fn products(given: &Given, world: &World) -> BTreeMap<NodeKey, BTreeSet<String>> {
    let mut products: BTreeMap<NodeKey, BTreeSet<String>> = BTreeMap::new();
    for (key, name) in &given.products {
        if !world.entities.contains_key(key) {
            products.entry(key.clone()).or_default().insert(name.clone());
        }
    }
    products
}

fn mentions(
    records: &[&Record],
    linking: &Linking,
    assertions: &[Assertion],
    products: &BTreeMap<NodeKey, BTreeSet<String>>,
) -> Vec<EntityMention> {
    let mut mentions = BTreeSet::new();
    for record in records {
        for entity in &record.entities {
            let Some(key) = linking.keys.get(&record.id).and_then(|keys| keys.get(&entity.id)) else {
                continue;
            };
            for quote in &entity.mentions {
                mentions.insert(EntityMention {
                    document: record.id.clone(),
                    quote: quote.clone(),
                    entity: key.into(),
                });
            }
        }
    }
    for assertion in assertions {
        for edge in &assertion.edges {
            for name in products.get(&edge.object).into_iter().flatten() {
                for quote in assertion.evidence.iter().filter_map(|passage| inside(passage, name)) {
                    mentions.insert(EntityMention {
                        document: assertion.document.clone(),
                        quote,
                        entity: edge.object.clone(),
                    });
                }
            }
        }
    }
    mentions.into_iter().collect()
}

/// Where a passage first has the words. A passage with a column break left out of its words gives no place.
fn inside(passage: &Quote, words: &str) -> Option<Quote> {
    let at = passage.text.find(words)?;
    let count = |text: &str| text.chars().count();
    let bytes = match passage.bytes {
        Some(bytes) if bytes.len() == passage.text.len() => {
            Some(Span::new(bytes.start + at, bytes.start + at + words.len()))
        }
        Some(_) => return None,
        None => None,
    };
    if count(&passage.text) != passage.chars.len() {
        return None;
    }
    let start = passage.chars.start + count(&passage.text[..at]);
    Some(Quote { chars: Span::new(start, start + count(words)), bytes, text: words.to_owned() })
}

type EdgeKey = (NodeKey, Layer, Property, NodeKey);
type Edges = BTreeMap<EdgeKey, Edge>;

fn edges(assertions: &[Assertion], linking: &Linking) -> Edges {
    let mut edges = Edges::new();
    for (index, assertion) in assertions.iter().enumerate() {
        let roles = assertion.roles.iter().map(|triple| (Layer::Role, triple));
        let direct = assertion.edges.iter().map(|triple| (Layer::Direct, triple));
        for (layer, triple) in roles.chain(direct) {
            let key = (triple.subject.clone(), layer, triple.property, triple.object.clone());
            let edge = edges.entry(key).or_insert_with(|| edge(triple.property, layer));
            if edge.assertions.last() != Some(&index) {
                edge.assertions.push(index);
            }
        }
    }
    let place = |key: &EdgeKey| key.1 == Layer::Direct && key.2 == Property::LocatedIn;
    let told = edges.iter().filter(|(key, _)| place(key));
    let told = told.map(|(key, edge)| ((key.0.clone(), key.3.clone()), edge.assertions.len())).collect();
    let refused = contradicted(&linking.entities, &told);
    edges.retain(|key, _| !place(key) || !refused.contains(&(key.0.clone(), key.3.clone())));
    for (inner, outer) in by_code(&linking.entities) {
        edges
            .entry((inner, Layer::Direct, Property::LocatedIn, outer))
            .or_insert_with(|| edge(Property::LocatedIn, Layer::Direct))
            .by_code = true;
    }
    for parent in &linking.parents {
        let property = if parent.says == FactType::SiteOf { Property::SiteOf } else { Property::PartOf };
        let edge = edges
            .entry((NodeKey::from(&parent.inner), Layer::Direct, property, NodeKey::from(&parent.outer)))
            .or_insert_with(|| edge(property, Layer::Direct));
        if edge.assertions.is_empty() {
            edge.by_code = true;
            edge.by_rule = Some(parent.rule.to_string());
        }
    }
    edges
}

fn edge(property: Property, layer: Layer) -> Edge {
    Edge { property, layer, assertions: Vec::new(), by_code: false, by_rule: None }
}

fn node(key: NodeKey, label: String, class: Class, data: NodeData) -> (NodeKey, Node) {
    let node = Node { key: key.clone(), label, class, data, assertions: Vec::new() };
    (key, node)
}

fn things(
    linking: &Linking,
    products: &BTreeMap<NodeKey, BTreeSet<String>>,
    mentions: &[EntityMention],
    assertions: &[Assertion],
) -> BTreeMap<NodeKey, Node> {
    let mut named: BTreeMap<&NodeKey, (usize, BTreeSet<&DocumentId>)> = BTreeMap::new();
    for mention in mentions {
        let (count, documents) = named.entry(&mention.entity).or_default();
        *count += 1;
        documents.insert(&mention.document);
    }
    for assertion in assertions {
        for edge in &assertion.edges {
            if products.contains_key(&edge.object) {
                let (_, documents) = named.entry(&edge.object).or_default();
                documents.insert(&assertion.document);
            }
        }
    }
    let mut maybe: BTreeMap<NodeKey, Vec<NodeKey>> = BTreeMap::new();
    for (left, right) in linking.maybe().into_keys() {
        maybe.entry(left.into()).or_default().push(right.into());
        maybe.entry(right.into()).or_default().push(left.into());
    }
    let mut nodes = BTreeMap::new();
    let mut add = |entity: LinkedEntity| {
        let key = NodeKey::from(&entity.key);
        let (mention_count, mut documents) = named.remove(&key).unwrap_or_default();
        documents.extend(
            linking
                .entities
                .binary_search_by(|known| known.key.cmp(&entity.key))
                .map_or(&[][..], |index| &linking.entities[index].members)
                .iter()
                .map(|(document, _)| document),
        );
        let document_count = documents.len();
        let mut maybe = maybe.remove(&key).unwrap_or_default();
        maybe.sort();
        let (key, node) = node(
            key,
            entity.label.clone(),
            Class::of(entity.entity_type, entity.kind),
            NodeData::Entity(EntityData { entity, mention_count, document_count, maybe }),
        );
        nodes.insert(key, node);
    };
    for entity in &linking.entities {
        add(entity.clone());
    }
    for (key, written) in products {
        let mut more: Vec<String> = written.iter().cloned().collect();
        let label = more.remove(0);
        add(LinkedEntity {
            key: crate::model::EntityKey(key.0.clone()),
            entity_type: EntityType::Product,
            kind: None,
            label,
            names: more,
            code: None,
            english: None,
            members: Vec::new(),
        });
    }
    nodes
}

fn positions(given: &[(super::position::Position, Option<NodeKey>)]) -> BTreeMap<NodeKey, Node> {
    let mut nodes: BTreeMap<NodeKey, (Node, BTreeSet<String>)> = BTreeMap::new();
    let mut sorted: Vec<_> = given.iter().collect();
    // Of two readings of one name the one that knows the organisation counts.
    sorted
        .sort_by_key(|(position, organization)| (&position.key, organization.is_none(), organization, &position.title));
    for (position, organization) in sorted {
        let (_, names) = nodes.entry(position.key.clone()).or_insert_with(|| {
            let (_, node) = node(
                position.key.clone(),
                position.label.clone(),
                Class::Position,
                NodeData::Position(PositionData {
                    title: position.title.clone(),
                    organization: organization.clone(),
                    names: Vec::new(),
                }),
            );
            (node, BTreeSet::new())
        });
        names.insert(position.written.clone());
    }
    nodes
        .into_iter()
        .map(|(key, (mut node, names))| {
            if let NodeData::Position(data) = &mut node.data {
                // The fullest form that documents write, where one says more than the bare title (华立源公司负责人).
                let fullest = names.iter().filter(|name| name.chars().count() > data.title.chars().count());
                if let Some(written) = fullest.max_by_key(|name| (name.chars().count(), std::cmp::Reverse(*name))) {
                    node.label.clone_from(written);
                }
                data.names = names.into_iter().filter(|name| *name != node.label).collect();
            }
            (key, node)
        })
        .collect()
}

/// Events, tenures and observations, from the assertions that tell of each.
fn events(
    given: &Given,
    records: &[&Record],
    edges: &Edges,
    names: &BTreeMap<&NodeKey, &str>,
) -> BTreeMap<NodeKey, Node> {
    let dates: BTreeMap<&DocumentId, _> = records.iter().map(|record| (&record.id, record.date)).collect();
    let mut told: BTreeMap<&NodeKey, Vec<&Assertion>> = BTreeMap::new();
    for assertion in &given.assertions {
        if let Some(key) = &assertion.asserts {
            told.entry(key).or_default().push(assertion);
        }
    }
    let mut ends: BTreeMap<&NodeKey, Ends> = BTreeMap::new();
    for (subject, _, property, object) in edges.keys() {
        if let Some(name) = names.get(object) {
            ends.entry(subject).or_default().entry(*property).or_default().push(name);
        }
    }
    let nothing = Ends::new();
    told.into_iter()
        .map(|(key, told)| {
            let class = given.nodes[key];
            let realis = told
                .iter()
                .map(|assertion| assertion.realis)
                .min_by_key(|&realis| strength(realis))
                .unwrap_or_default();
            let strongest = || told.iter().filter(|assertion| assertion.realis == realis);
            let time = strongest()
                .filter_map(|assertion| assertion.time.clone())
                .min_by_key(|time| (time.precision, time.from, time.to, time.text.clone()));
            let mut attributes = BTreeMap::new();
            for assertion in strongest().chain(&told) {
                for (name, value) in &assertion.attributes {
                    // Who chaired is an edge; one attendee's role is not the gathering's.
                    if !(class == Class::Gathering && name == "role") {
                        attributes.entry(name.clone()).or_insert_with(|| value.clone());
                    }
                }
            }
            let label = label(class, &attributes, time.as_ref(), ends.get(key).unwrap_or(&nothing));
            let data = match class {
                Class::Tenure => {
                    let days = || {
                        told.iter()
                            .filter(|assertion| assertion.realis == Realis::Happened)
                            .filter_map(|assertion| day(assertion.time.as_ref()).or(dates[&assertion.document]))
                    };
                    NodeData::Tenure(TenureData { realis, seen_first: days().min(), seen_last: days().max() })
                }
                Class::Observation => NodeData::Observation(ObservationData { realis, time, attributes }),
                _ => NodeData::Event(EventData { realis, time, attributes }),
            };
            node(key.clone(), label, class, data)
        })
        .collect()
}

fn day(time: Option<&EventTime>) -> Option<jiff::civil::Date> {
    time.filter(|time| time.precision == Precision::Day).and_then(|time| time.from)
}

/// What happened outweighs what was called off, denied, announced, supposed, or told in general.
fn strength(realis: Realis) -> u8 {
    match realis {
        Realis::Happened => 0,
        Realis::Cancelled => 1,
        Realis::Denied => 2,
        Realis::Planned => 3,
        Realis::Hypothetical => 4,
        Realis::Generic => 5,
    }
}

fn assemble(
    records: &[&Record],
    mut nodes: BTreeMap<NodeKey, Node>,
    edges: Edges,
    assertions: Vec<Assertion>,
    mentions: Vec<EntityMention>,
) -> KnowledgeGraph {
    let mut touching: BTreeMap<&NodeKey, BTreeSet<usize>> = BTreeMap::new();
    for (index, assertion) in assertions.iter().enumerate() {
        let ends = assertion.roles.iter().chain(&assertion.edges).flat_map(|triple| [&triple.subject, &triple.object]);
        for key in ends.chain(&assertion.asserts) {
            touching.entry(key).or_default().insert(index);
        }
    }
    for (key, indices) in touching {
        if let Some(node) = nodes.get_mut(key) {
            node.assertions = indices.into_iter().collect();
        }
    }
    let mut graph = StableDiGraph::with_capacity(nodes.len(), edges.len());
    let index: BTreeMap<NodeKey, _> = nodes.into_iter().map(|(key, node)| (key, graph.add_node(node))).collect();
    for ((subject, _, _, object), edge) in edges {
        if let (Some(&from), Some(&to)) = (index.get(&subject), index.get(&object)) {
            graph.add_edge(from, to, edge);
        }
    }
    let mut families = families(records);
    KnowledgeGraph {
        graph,
        documents: records.iter().map(|record| (record.id.clone(), document(record, &mut families))).collect(),
        assertions,
        mentions,
        index,
    }
}

fn document(record: &Record, families: &mut BTreeMap<DocumentId, DocumentId>) -> DocumentNode {
    DocumentNode {
        reprint_of: families.remove(&record.id),
        id: record.id.clone(),
        source: record.source.clone(),
        title: record.title.clone(),
        date: record.date,
        publisher: record.publisher.clone(),
        url: record.url.clone(),
        sha256: record.sha256.clone(),
        segments: record.segments.clone(),
    }
}
