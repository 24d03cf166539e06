//! A node enters; its posts, visits and meetings in time leave, each with the documents that tell of it and how many of
//! them are independent.
//!
//! Promises: only what is told as having happened; a post told as left (原, 前, 曾任) is not counted as seen on that day, but as
//! left by it; documents of one family count as one origin; everything is sorted by day, then by key.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use petgraph::Direction::Incoming;
use petgraph::stable_graph::NodeIndex;
use petgraph::visit::EdgeRef;
use serde::Serialize;

use super::{Assertion, Class, KnowledgeGraph, Layer, Node, NodeData, NodeKey, Property};
use crate::model::{Attribute, Precision, Realis};

/// What is known of a thing in time.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Timeline {
    /// Posts that the person held; of a position, an organisation or a place: who held its posts.
    pub posts: Vec<Post>,
    /// Visits that the person made or accompanied; of an organisation or a place: those that it saw.
    pub visits: Vec<Occasion>,
    /// Meetings that the person had.
    pub meetings: Vec<Occasion>,
    /// Companies that the person visited or works for, by key.
    pub companies: Vec<Named>,
}

/// A node by key and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// Its key.
    pub key: NodeKey,
    /// Its name.
    pub label: String,
}

/// Someone's holding of a post.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Post {
    /// Who.
    pub holder: Named,
    /// The post, without words such as 原 and 前.
    pub position: String,
    /// First day at which a document tells that it is held.
    pub first: Option<Date>,
    /// Last such day.
    pub last: Option<Date>,
    /// First day at which a document tells that it is no longer held.
    pub left_by: Option<Date>,
    /// Documents that tell of it.
    pub documents: usize,
    /// Of these, how many are no reprints of each other.
    pub origins: usize,
}

/// A visit or a meeting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Occasion {
    /// The event.
    pub key: NodeKey,
    /// First day that it is known to have lain in.
    pub from: Option<Date>,
    /// Last such day.
    pub to: Option<Date>,
    /// Who and what takes part, the thing itself left out.
    pub with: Vec<Named>,
    /// Documents that tell of it.
    pub documents: usize,
    /// Of these, how many are no reprints of each other.
    pub origins: usize,
}

impl KnowledgeGraph {
    /// Posts, visits and meetings of a thing.
    pub fn timeline(&self, of: NodeIndex) -> Timeline {
        let mut timeline = Timeline { posts: self.posts(of), ..Timeline::default() };
        let mut companies = BTreeSet::new();
        for (event, _) in self.told_of(of, &[Class::Visit, Class::Meeting]) {
            let node = &self.graph[event];
            if node.realis() != Some(Realis::Happened) {
                continue;
            }
            let occasion = self.occasion(event, of);
            if node.class == Class::Visit {
                timeline.visits.push(occasion);
            } else {
                timeline.meetings.push(occasion);
            }
        }
        if self.graph[of].class == Class::Person {
            for edge in self.graph.edges(of) {
                let other = &self.graph[edge.target()];
                if other.class == Class::Company
                    && matches!(edge.weight().property, Property::Visited | Property::WorksFor)
                {
                    companies.insert(named(other));
                }
            }
        }
        timeline.companies = companies.into_iter().collect();
        let by_day = |a: &Occasion, b: &Occasion| {
            (a.from.is_none(), a.from, a.to, &a.key).cmp(&(b.from.is_none(), b.from, b.to, &b.key))
        };
        timeline.visits.sort_by(by_day);
        timeline.meetings.sort_by(by_day);
        timeline
    }

    /// Who held a post on a day, where the documents leave one person only: a title without a name (江西省委书记) is resolved
    /// by it. `position` is a name of the post in full. A holder counts from the first to the last day at which documents
    /// tell of it; outside of these, up to a year away, where no one else was seen in between and it is not told as left.
    pub fn holder_on(&self, position: &str, day: Date) -> Option<Named> {
        let posts: Vec<Post> = self
            .named(position)
            .into_iter()
            .filter(|&index| self.graph[index].class == Class::Position)
            .flat_map(|index| self.posts(index))
            .collect();
        let one = |holders: BTreeSet<&Named>| {
            (holders.len() == 1).then(|| holders.first().map(|one| (*one).clone())).flatten()
        };
        let within =
            |post: &&Post| post.first.is_some_and(|first| first <= day) && post.last.is_some_and(|last| day <= last);
        let holders: BTreeSet<&Named> = posts.iter().filter(within).map(|post| &post.holder).collect();
        if !holders.is_empty() {
            return one(holders);
        }
        let before = posts.iter().filter(|post| post.last.is_some_and(|last| last < day)).max_by_key(|post| post.last);
        let after =
            posts.iter().filter(|post| post.first.is_some_and(|first| first > day)).min_by_key(|post| post.first);
        let near = |seen: Option<Date>| seen.is_some_and(|seen| (day - seen).get_days().abs() <= 365);
        let before = before.filter(|post| near(post.last) && post.left_by.is_none_or(|left| left > day));
        let after = after.filter(|post| near(post.first));
        one(before.into_iter().chain(after).map(|post| &post.holder).collect())
    }

    /// How many of the documents are no reprints of each other.
    pub fn origins<'a>(&'a self, documents: impl IntoIterator<Item = &'a crate::model::DocumentId>) -> usize {
        let first = |id| self.documents.get(id).and_then(|document| document.reprint_of.as_ref()).unwrap_or(id);
        documents.into_iter().map(first).collect::<BTreeSet<_>>().len()
    }

    /// Nodes of these classes that have the thing in a role, each once, by index, with the role.
    fn told_of(&self, of: NodeIndex, classes: &[Class]) -> BTreeMap<NodeIndex, Property> {
        self.graph
            .edges_directed(of, Incoming)
            .filter(|edge| edge.weight().layer == Layer::Role && classes.contains(&self.graph[edge.source()].class))
            .map(|edge| (edge.source(), edge.weight().property))
            .collect()
    }

    fn posts(&self, of: NodeIndex) -> Vec<Post> {
        let mut tenures: BTreeSet<NodeIndex> = self.told_of(of, &[Class::Tenure]).into_keys().collect();
        for position in self.told_of(of, &[Class::Position]).into_keys() {
            tenures.extend(self.told_of(position, &[Class::Tenure]).into_keys());
        }
        let mut posts: BTreeMap<(Named, String), (Span, BTreeSet<&crate::model::DocumentId>)> = BTreeMap::new();
        for tenure in tenures {
            let end = |property| {
                let mut ends = self.graph.edges(tenure).filter(|edge| edge.weight().property == property);
                ends.next().map(|edge| &self.graph[edge.target()])
            };
            let (Some(holder), Some(position)) = (end(Property::Holder), end(Property::Position)) else { continue };
            let left = without_leave(&position.label);
            for assertion in self.telling(tenure) {
                let post = left.clone().unwrap_or_else(|| position.label.clone());
                let (span, documents) = posts.entry((named(holder), post)).or_default();
                documents.insert(&assertion.document);
                let written = assertion.attributes.get("position").and_then(Attribute::text).unwrap_or_default();
                let told = self.documents.get(&assertion.document).and_then(|document| document.date);
                let Some(day) = stated_day(assertion).or(told) else { continue };
                if left.is_some() || without_leave(written).is_some() {
                    span.left = Some(span.left.map_or(day, |known| known.min(day)));
                } else {
                    span.first = Some(span.first.map_or(day, |known| known.min(day)));
                    span.last = Some(span.last.map_or(day, |known| known.max(day)));
                }
            }
        }
        let mut posts: Vec<Post> = posts
            .into_iter()
            .map(|((holder, position), (span, documents))| Post {
                holder,
                position,
                first: span.first,
                last: span.last,
                left_by: span.left,
                origins: self.origins(documents.iter().copied()),
                documents: documents.len(),
            })
            .collect();
        posts.sort_by(|a, b| {
            let day = |post: &Post| post.first.or(post.left_by);
            (day(a).is_none(), day(a), &a.position, &a.holder).cmp(&(day(b).is_none(), day(b), &b.position, &b.holder))
        });
        posts
    }

    /// The assertions that tell of a node as having happened.
    fn telling(&self, index: NodeIndex) -> impl Iterator<Item = &Assertion> {
        let node = &self.graph[index];
        let assertions = node.assertions.iter().map(|&index| &self.assertions[index]);
        assertions
            .filter(|assertion| assertion.asserts.as_ref() == Some(&node.key) && assertion.realis == Realis::Happened)
    }

    fn occasion(&self, event: NodeIndex, of: NodeIndex) -> Occasion {
        let node = &self.graph[event];
        let with: BTreeSet<Named> = self
            .graph
            .edges(event)
            .filter(|edge| edge.weight().layer == Layer::Role && edge.target() != of)
            .map(|edge| &self.graph[edge.target()])
            .filter(|other| matches!(other.data, NodeData::Entity(_)))
            .map(named)
            .collect();
        let documents: BTreeSet<_> = self.telling(event).map(|assertion| &assertion.document).collect();
        let (from, to) = node.days();
        Occasion {
            key: node.key.clone(),
            from,
            to,
            with: with.into_iter().collect(),
            origins: self.origins(documents.iter().copied()),
            documents: documents.len(),
        }
    }
}

#[derive(Default)]
struct Span {
    first: Option<Date>,
    last: Option<Date>,
    left: Option<Date>,
}

fn named(node: &Node) -> Named {
    Named { key: node.key.clone(), label: node.label.clone() }
}

fn stated_day(assertion: &Assertion) -> Option<Date> {
    assertion.time.as_ref().filter(|time| time.precision == Precision::Day).and_then(|time| time.from)
}

/// The post without the word that tells that it was left: 国务院原总理, 美国前总统, 曾任省长. `None` where there is no such word.
fn without_leave(position: &str) -> Option<String> {
    const WORDS: [&str; 4] = ["曾任", "前任", "原", "前"];
    // 原 and 前 begin other words too.
    const OTHER: [&str; 10] = ["原子", "原油", "原料", "原则", "原材料", "前线", "前海", "前沿", "前方", "前进"];
    let (start, word) = position
        .char_indices()
        .filter(|(start, _)| !OTHER.iter().any(|other| position[*start..].starts_with(other)))
        // 太原市长 and 目前 hold the character inside a word; 中原, 平原 and 草原 too.
        .filter(|(start, _)| {
            !["太", "平", "中", "草", "高", "目", "以", "三"].iter().any(|before| position[..*start].ends_with(before))
        })
        .find_map(|(start, _)| {
            WORDS.iter().find(|word| position[start..].starts_with(**word)).map(|word| (start, *word))
        })?;
    let rest = format!("{}{}", &position[..start], &position[start + word.len()..]);
    (rest.chars().count() >= 2).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::without_leave;

    #[test]
    fn words_of_leaving_are_taken_off() {
        assert_eq!(without_leave("国务院原总理").as_deref(), Some("国务院总理"));
        assert_eq!(without_leave("美国前总统").as_deref(), Some("美国总统"));
        assert_eq!(without_leave("太原市市长"), None);
        assert_eq!(without_leave("原子能机构总干事"), None);
        assert_eq!(without_leave("国务院总理"), None);
    }
}
