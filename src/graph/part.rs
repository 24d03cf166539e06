//! The graph, a selection of it and the filter that made it enter; the graph of that part alone leaves.
//!
//! Promise: the part holds the nodes and edges of the selection, and of assertions, mentions and documents those that tell of
//! them and that the filter passes; whatever can be made of a graph (RDF, pages) can be made of the part. How often a thing is
//! named (`mention_count`, `document_count`) is still of the whole.

use std::collections::{BTreeMap, BTreeSet};

use super::types::NodeKey;
use super::{Filter, KnowledgeGraph, Layer, NodeData, Property, Selection};

impl KnowledgeGraph {
    /// The part of the graph that the selection holds.
    #[must_use]
    pub fn part(&self, selection: &Selection, filter: &Filter) -> Self {
        let mut part = Self::default();
        for &index in &selection.nodes {
            let mut node = self.graph[index].clone();
            node.assertions.clear();
            let key = node.key.clone();
            let new = part.graph.add_node(node);
            part.index.insert(key, new);
        }
        let shown: BTreeSet<(&NodeKey, Layer, Property, &NodeKey)> = selection
            .edges
            .iter()
            .filter_map(|&index| {
                let (from, to) = self.graph.edge_endpoints(index)?;
                let edge = &self.graph[index];
                Some((&self.graph[from].key, edge.layer, edge.property, &self.graph[to].key))
            })
            .collect();
        // Old places of assertions to new ones.
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for (old, assertion) in self.assertions.iter().enumerate() {
            if !filter.passes(self, assertion) {
                continue;
            }
            let mut kept = assertion.clone();
            kept.asserts = kept.asserts.filter(|key| part.index.contains_key(key));
            kept.roles.retain(|role| shown.contains(&(&role.subject, Layer::Role, role.property, &role.object)));
            kept.edges.retain(|edge| shown.contains(&(&edge.subject, Layer::Direct, edge.property, &edge.object)));
            if kept.asserts.is_some() || !kept.roles.is_empty() || !kept.edges.is_empty() {
                places.insert(old, part.assertions.len());
                part.assertions.push(kept);
            }
        }
        let moved = |old: &[usize]| -> Vec<usize> { old.iter().filter_map(|old| places.get(old).copied()).collect() };
        for &index in &selection.edges {
            let Some((from, to)) = self.graph.edge_endpoints(index) else { continue };
            let mut edge = self.graph[index].clone();
            edge.assertions = moved(&edge.assertions);
            let ends = part.index.get(&self.graph[from].key).zip(part.index.get(&self.graph[to].key));
            if let Some((&from, &to)) = ends {
                part.graph.add_edge(from, to, edge);
            }
        }
        for &index in &selection.nodes {
            let old = &self.graph[index];
            if let Some(&new) = part.index.get(&old.key) {
                part.graph[new].assertions = moved(&old.assertions);
            }
        }
        let timed = filter.since.is_some() || filter.until.is_some();
        part.mentions = self
            .mentions
            .iter()
            .filter(|mention| part.index.contains_key(&mention.entity))
            .filter(|mention| {
                let day = self.documents.get(&mention.document).and_then(|document| document.date);
                !timed
                    || day.is_some_and(|day| {
                        filter.since.is_none_or(|since| day >= since) && filter.until.is_none_or(|until| day <= until)
                    })
            })
            .cloned()
            .collect();
        let told = part.assertions.iter().map(|assertion| &assertion.document);
        let documents: BTreeSet<_> = told.chain(part.mentions.iter().map(|mention| &mention.document)).collect();
        part.documents = self
            .documents
            .iter()
            .filter(|(id, _)| documents.contains(id))
            .map(|(id, document)| (id.clone(), document.clone()))
            .collect();
        let kept: BTreeSet<_> = part.documents.keys().cloned().collect();
        for node in part.graph.node_weights_mut() {
            if let NodeData::Entity(data) = &mut node.data {
                data.entity.members.retain(|(document, _)| kept.contains(document));
            }
        }
        part
    }
}
