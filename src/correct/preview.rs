//! Two graphs and their linkings enter, without and with some corrections; what the corrections change leaves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::graph::{KnowledgeGraph, Layer};
use crate::model::{DocumentId, EntityId, EntityKey, LinkedEntity, Linking};

/// What changes, each list sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Preview {
    /// Things that become one: what they were, what they are.
    pub merged: Vec<(Vec<EntityKey>, EntityKey)>,
    /// Things that become several: what it was, what they are.
    pub split: Vec<(EntityKey, Vec<EntityKey>)>,
    /// Things that stay, under another key, name, type or with other names.
    pub renamed: Vec<Renamed>,
    /// Facts that are gone, as document and id, with their passage.
    pub rejected: Vec<(String, String)>,
    /// Direct edges that come, by the names of their ends.
    pub added: Vec<(String, String, String)>,
    /// Direct edges that go.
    pub removed: Vec<(String, String, String)>,
    /// Nodes before and after, events and positions among them.
    pub nodes: (usize, usize),
    /// Edges of all layers before and after.
    pub edges: (usize, usize),
}

impl Preview {
    /// Whether the graph stays as it is.
    pub fn is_empty(&self) -> bool {
        self.merged.is_empty()
            && self.split.is_empty()
            && self.renamed.is_empty()
            && self.rejected.is_empty()
            && self.added.is_empty()
            && self.removed.is_empty()
    }
}

/// A thing with the same members as before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Renamed {
    /// Key before.
    pub from: EntityKey,
    /// Key after.
    pub to: EntityKey,
    /// Name before and after.
    pub label: (String, String),
    /// Names that it has now and had not.
    pub names: Vec<String>,
}

/// Compares.
pub fn preview(before: (&Linking, &KnowledgeGraph), after: (&Linking, &KnowledgeGraph)) -> Preview {
    let mut preview = things(before.0, after.0);
    let told = |graph: &KnowledgeGraph| -> BTreeMap<(String, String), String> {
        let passage = |assertion: &crate::graph::Assertion| {
            assertion.evidence.first().map_or_else(String::new, |quote| quote.text.replace('\n', ""))
        };
        let facts = graph.assertions.iter();
        facts.map(|fact| ((fact.document.0.clone(), fact.fact.clone()), passage(fact))).collect()
    };
    let kept = told(after.1);
    for ((document, fact), passage) in told(before.1) {
        if !kept.contains_key(&(document.clone(), fact.clone())) {
            preview.rejected.push((format!("{document} {fact}"), passage));
        }
    }
    let (old, new) = (direct(before.1), direct(after.1));
    preview.removed = old.difference(&new).cloned().collect();
    preview.added = new.difference(&old).cloned().collect();
    preview.nodes = (before.1.graph.node_count(), after.1.graph.node_count());
    preview.edges = (before.1.graph.edge_count(), after.1.graph.edge_count());
    preview
}

fn things(before: &Linking, after: &Linking) -> Preview {
    let key_of = |linking: &Linking, (document, entity): &(DocumentId, EntityId)| {
        linking.keys.get(document).and_then(|keys| keys.get(entity)).cloned()
    };
    let by_key = |linking: &'_ Linking| -> BTreeMap<EntityKey, LinkedEntity> {
        linking.entities.iter().map(|entity| (entity.key.clone(), entity.clone())).collect()
    };
    let old = by_key(before);
    let mut preview = Preview::default();
    for entity in &after.entities {
        let came: BTreeSet<EntityKey> = entity.members.iter().filter_map(|member| key_of(before, member)).collect();
        if came.len() > 1 {
            preview.merged.push((came.into_iter().collect(), entity.key.clone()));
            continue;
        }
        let Some(was) = came.first().and_then(|key| old.get(key)) else { continue };
        if was.members.len() != entity.members.len() {
            continue;
        }
        let names: Vec<String> = entity.names.iter().filter(|name| !was.names.contains(name)).cloned().collect();
        let others = names.iter().any(|name| *name != was.label);
        if was.key != entity.key || was.label != entity.label || was.entity_type != entity.entity_type || others {
            preview.renamed.push(Renamed {
                from: was.key.clone(),
                to: entity.key.clone(),
                label: (was.label.clone(), entity.label.clone()),
                names,
            });
        }
    }
    for entity in &before.entities {
        let went: BTreeSet<EntityKey> = entity.members.iter().filter_map(|member| key_of(after, member)).collect();
        if went.len() > 1 {
            preview.split.push((entity.key.clone(), went.into_iter().collect()));
        }
    }
    preview.renamed.sort();
    preview
}

/// Direct edges by the names of their ends: a key that changes because another thing took it is no other edge.
fn direct(graph: &KnowledgeGraph) -> BTreeSet<(String, String, String)> {
    let graph = &graph.graph;
    graph
        .edge_indices()
        .filter(|edge| graph[*edge].layer == Layer::Direct)
        .filter_map(|edge| Some((graph.edge_endpoints(edge)?, graph[edge].property)))
        .map(|((from, to), property)| (graph[from].label.clone(), property.name().to_owned(), graph[to].label.clone()))
        .collect()
}
