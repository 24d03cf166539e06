//! A thing enters; its card leaves: what it is, and the events that it plays a part in, by section.
//!
//! Promise: every line of a section is a node of the graph whose evidence [`Explorer::node_evidence`] gives, or a link whose
//! evidence [`Explorer::edge_evidence`] gives; what is planned, cancelled or denied says so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use petgraph::stable_graph::NodeIndex;
use serde::Serialize;

use super::{ApiError, Explorer, Link, Thing, Wanted, month, page};
use crate::graph::{Class, Direction, Node, NodeData, Property, View};
use crate::model::{Attribute, EntityType};
use crate::rdf::Minter;
use crate::rdf::pinyin;

/// All that is known of a thing, in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// The thing.
    #[serde(flatten)]
    pub thing: Thing,
    /// Its IRI.
    pub iri: String,
    /// Other names.
    pub names: Vec<String>,
    /// The reading of its label.
    pub pinyin: Option<String>,
    /// English name.
    pub english: Option<String>,
    /// GB/T 2260 or ISO 3166-1 code.
    pub code: Option<String>,
    /// In how many documents it is named.
    pub documents: usize,
    /// Namings by month of publication.
    pub months: Vec<(String, usize)>,
    /// Posts, as holder or as the organisation or place whose they are.
    pub posts: Vec<Held>,
    /// How many posts there are.
    pub posts_total: usize,
    /// The sections that are not empty.
    pub sections: Vec<Section>,
    /// Where it lies, what it is a part of, and the like.
    pub relations: Vec<Link>,
    /// Labels of the other ends of `relations`, by key.
    pub labels: BTreeMap<String, String>,
    /// Documents that name it, the latest first, at most 20: id, title, day.
    pub latest: Vec<(String, String, Option<Date>)>,
}

/// Someone's holding of a post.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// Key of the tenure.
    pub key: String,
    /// Who.
    pub holder: Option<Thing>,
    /// Which post.
    pub position: Option<Thing>,
    /// Where.
    pub organization: Option<Thing>,
    /// The first day on which a document says so.
    pub first: Option<Date>,
    /// The last.
    pub last: Option<Date>,
    /// Whether it is so, as told.
    pub realis: &'static str,
    /// How many claims say so.
    pub claims: usize,
}

/// Events of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// `visits`, `visited`, `meetings`, `gatherings`, `policies`, `agreements`, `figures`, `statements`, `about`.
    pub id: &'static str,
    /// How many there are.
    pub total: usize,
    /// Some of them, the latest first.
    pub items: Vec<Event>,
}

/// An event, a figure or a statement in one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its key.
    pub key: String,
    /// What to call it.
    pub label: String,
    /// Its class.
    pub class: &'static str,
    /// First day, where one is told.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// The day of the first document that tells of it.
    pub reported: Option<Date>,
    /// Whether it took place.
    pub realis: &'static str,
    /// Who and what plays a part.
    pub parts: Vec<Part>,
    /// What it was about, what was said, or the figure.
    pub detail: Option<String>,
    /// How many documents tell of it.
    pub documents: usize,
    /// The chance that some claim behind it is right.
    pub confidence: f64,
}

/// A part in an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The property: `visitor`, `visited`, …
    pub role: &'static str,
    /// Who or what.
    #[serde(flatten)]
    pub thing: Thing,
}

/// Sections in the order of the card.
const SECTIONS: [&str; 9] =
    ["visits", "visited", "meetings", "gatherings", "policies", "agreements", "statements", "about", "figures"];

/// Lines of a section on the card.
const SHOWN: usize = 8;
/// Parts of one event that are listed.
const MOST_PARTS: usize = 24;
/// Posts on the card.
const MOST_POSTS: usize = 60;
/// Links on the card.
const MOST_RELATIONS: usize = 24;

/// The section of the card in which a role of an event of a class stands.
fn section(class: Class, role: Property) -> Option<&'static str> {
    Some(match (class, role) {
        (Class::Visit, Property::Visitor | Property::Companion) => "visits",
        (Class::Visit, Property::Visited | Property::Within) => "visited",
        (Class::Meeting, _) => "meetings",
        (Class::Gathering, _) => "gatherings",
        (Class::PolicyAct, _) => "policies",
        (Class::Agreement, _) => "agreements",
        (Class::Utterance, Property::Speaker) => "statements",
        (Class::Utterance, _) => "about",
        (Class::Observation, _) => "figures",
        _ => return None,
    })
}

impl Explorer {
    /// The card of a thing.
    ///
    /// # Errors
    /// No such key.
    pub fn card(&self, key: &str) -> Result<Card, ApiError> {
        let index = self.index(key)?;
        let node = self.node(index);
        let mut sections = self.sections(index);
        // An event's own card is the event.
        if matches!(node.data, NodeData::Event(_) | NodeData::Observation(_)) {
            sections.insert("itself", BTreeSet::from([index]));
        }
        let sections = std::iter::once("itself").chain(SECTIONS).filter_map(|id| {
            let nodes = sections.remove(id)?;
            Some(Section { id, total: nodes.len(), items: page(self.latest_first(&nodes), 0, SHOWN) })
        });
        let sections = sections.collect();
        let (posts_total, posts) = self.posts(index);
        let relations = self.relations(index);
        let labels = relations
            .iter()
            .flat_map(|link| [&link.from, &link.to])
            .filter(|other| *other != key)
            .filter_map(|other| Some((other.clone(), self.node(self.index(other).ok()?).label.clone())))
            .collect();
        let (entity, documents) = match &node.data {
            NodeData::Entity(data) => (Some(&data.entity), data.document_count),
            _ => (None, 0),
        };
        let reading = match entity.map(|entity| entity.entity_type) {
            Some(EntityType::Person) => pinyin::person(&node.label),
            Some(EntityType::Place) => pinyin::place(&node.label),
            Some(_) => pinyin::other(&node.label),
            None => None,
        };
        let english = entity.and_then(|entity| entity.english.clone());
        Ok(Card {
            thing: self.thing(index),
            iri: Minter::new(&self.base).node(&node.key).into_string(),
            names: node.names().skip(1).filter(|name| english.as_deref() != Some(name)).map(str::to_owned).collect(),
            pinyin: reading,
            english,
            code: entity.and_then(|entity| entity.code.clone()),
            documents,
            months: self.months(index),
            posts,
            posts_total,
            sections,
            relations,
            labels,
            latest: self.latest_documents(index),
        })
    }

    /// A page of a section of the card, the latest first.
    ///
    /// # Errors
    /// No such key, no such section.
    pub fn section(&self, key: &str, id: &str, offset: usize, limit: usize) -> Result<Section, ApiError> {
        let index = self.index(key)?;
        let id = SECTIONS
            .into_iter()
            .find(|known| *known == id)
            .ok_or_else(|| ApiError::Parameter(format!("no section `{id}`; there are {}", SECTIONS.join(", "))))?;
        let nodes = self.sections(index).remove(id).unwrap_or_default();
        Ok(Section { id, total: nodes.len(), items: page(self.latest_first(&nodes), offset, limit) })
    }

    fn sections(&self, index: NodeIndex) -> BTreeMap<&'static str, BTreeSet<NodeIndex>> {
        let mut sections: BTreeMap<&'static str, BTreeSet<NodeIndex>> = BTreeMap::new();
        for neighbour in self.graph.neighbours(index, View::Full) {
            if neighbour.direction == Direction::Incoming {
                let (class, role) = (self.node(neighbour.node).class, self.graph.graph[neighbour.edge].property);
                if let Some(id) = section(class, role) {
                    sections.entry(id).or_default().insert(neighbour.node);
                }
            }
        }
        // Whom someone came to see and what was said of a visitor are told once, where they are the subject.
        if let Some(own) = sections.get("statements").cloned()
            && let Some(about) = sections.get_mut("about")
        {
            about.retain(|node| !own.contains(node));
        }
        sections.retain(|_, nodes| !nodes.is_empty());
        sections
    }

    fn latest_first(&self, nodes: &BTreeSet<NodeIndex>) -> Vec<Event> {
        let mut dated: Vec<(Option<Date>, NodeIndex)> = nodes.iter().map(|&node| (self.day_of(node), node)).collect();
        dated.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        // Parts are looked up for what is shown alone; no page is larger than this.
        dated.into_iter().map(|(_, node)| node).take(5_000).map(|node| self.event(node)).collect()
    }

    /// The day by which an event is sorted: its last, else that of the first document.
    pub(super) fn day_of(&self, index: NodeIndex) -> Option<Date> {
        let (from, to) = self.node(index).days();
        from.or(to).or_else(|| self.reported(self.node(index)))
    }

    fn reported(&self, node: &Node) -> Option<Date> {
        node.assertions.iter().filter_map(|&number| self.published(&self.graph.assertions[number].document)).min()
    }

    /// One line of a section.
    pub fn event(&self, index: NodeIndex) -> Event {
        let node = self.node(index);
        let (from, to) = node.days();
        let mut parts: Vec<Part> = self
            .graph
            .neighbours(index, View::Full)
            .into_iter()
            .filter(|neighbour| neighbour.direction == Direction::Outgoing)
            .map(|neighbour| Part {
                role: self.graph.graph[neighbour.edge].property.name(),
                thing: self.thing(neighbour.node),
            })
            .collect();
        parts.truncate(MOST_PARTS);
        let claims = node.assertions.iter().map(|&number| &self.graph.assertions[number]);
        let claims = claims.filter(|claim| claim.asserts.as_ref() == Some(&node.key));
        let (mut documents, mut confidence) = (BTreeSet::new(), 0.0_f64);
        for claim in claims {
            documents.insert(&claim.document);
            confidence = confidence.max(claim.confidence);
        }
        Event {
            key: node.key.0.clone(),
            label: node.label.clone(),
            class: node.class.name(),
            from,
            to,
            reported: self.reported(node),
            realis: node.realis().map_or("happened", crate::model::Realis::name),
            parts,
            detail: detail(node),
            documents: documents.len(),
            confidence,
        }
    }

    fn posts(&self, index: NodeIndex) -> (usize, Vec<Held>) {
        let mut tenures = BTreeSet::new();
        for neighbour in self.graph.neighbours(index, View::Full) {
            if neighbour.direction == Direction::Incoming && self.node(neighbour.node).class == Class::Tenure {
                tenures.insert(neighbour.node);
            }
        }
        if self.node(index).class == Class::Tenure {
            tenures.insert(index);
        }
        let mut posts: Vec<Held> = tenures.into_iter().map(|tenure| self.held(tenure)).collect();
        posts.sort_by(|one, other| (other.last, other.claims, &one.key).cmp(&(one.last, one.claims, &other.key)));
        let total = posts.len();
        posts.truncate(MOST_POSTS);
        (total, posts)
    }

    fn held(&self, tenure: NodeIndex) -> Held {
        let node = self.node(tenure);
        let (first, last) = node.days();
        let mut held = Held {
            key: node.key.0.clone(),
            holder: None,
            position: None,
            organization: None,
            first,
            last,
            realis: node.realis().map_or("happened", crate::model::Realis::name),
            claims: node.assertions.len(),
        };
        for neighbour in self.graph.neighbours(tenure, View::Full) {
            let other = Some(self.thing(neighbour.node));
            match self.graph.graph[neighbour.edge].property {
                Property::Holder => held.holder = other,
                Property::Position => held.position = other,
                Property::Organization => held.organization = other,
                _ => {}
            }
        }
        held
    }

    /// Links that no section tells: where a thing lies, what it is a part of, whose it is, what it makes.
    fn relations(&self, index: NodeIndex) -> Vec<Link> {
        let told = [Property::LocatedIn, Property::PartOf, Property::SiteOf, Property::Produces, Property::WorksFor];
        let neighbours = self.graph.neighbours(index, View::Entity).into_iter();
        neighbours
            .filter(|neighbour| told.contains(&self.graph.graph[neighbour.edge].property))
            .take(MOST_RELATIONS)
            .filter_map(|neighbour| self.link(neighbour.edge, &Wanted::default()))
            .collect()
    }

    fn months(&self, index: NodeIndex) -> Vec<(String, usize)> {
        let mut months: BTreeMap<String, usize> = BTreeMap::new();
        for &number in self.mentions.get(&index).into_iter().flatten() {
            if let Some(day) = self.published(&self.graph.mentions[number as usize].document) {
                *months.entry(month(day)).or_default() += 1;
            }
        }
        months.into_iter().collect()
    }

    fn latest_documents(&self, index: NodeIndex) -> Vec<(String, String, Option<Date>)> {
        let numbers = self.mentions.get(&index).into_iter().flatten();
        let ids: BTreeSet<_> = numbers.map(|&number| &self.graph.mentions[number as usize].document).collect();
        let mut documents: Vec<_> = ids.into_iter().filter_map(|id| self.graph.documents.get(id)).collect();
        documents.sort_by(|one, other| (other.date, &one.id).cmp(&(one.date, &other.id)));
        documents.iter().take(20).map(|one| (one.id.0.clone(), one.title.clone(), one.date)).collect()
    }

    /// What tells a thing from others of its name: its last post, or where it lies.
    pub(crate) fn hint(&self, index: NodeIndex) -> Option<String> {
        let mut best: Option<(usize, String)> = None;
        for neighbour in self.graph.neighbours(index, View::Entity) {
            let edge = &self.graph.graph[neighbour.edge];
            let tells = matches!(
                edge.property,
                Property::HoldsPosition | Property::LocatedIn | Property::PartOf | Property::PositionIn
            );
            if tells && neighbour.direction == Direction::Outgoing {
                let told = edge.assertions.len() + usize::from(edge.by_code);
                if best.as_ref().is_none_or(|(most, _)| told > *most) {
                    best = Some((told, self.node(neighbour.node).label.clone()));
                }
            }
        }
        best.map(|(_, label)| label)
    }
}

/// The words of an attribute.
fn words(value: &Attribute) -> String {
    match value {
        Attribute::Text(text) => text.clone(),
        Attribute::Texts(texts) => texts.join("、"),
        Attribute::Number(number) => number.to_string(),
    }
}

/// What an event was about, in the words of the text.
fn detail(node: &Node) -> Option<String> {
    let (NodeData::Event(crate::graph::EventData { attributes, .. })
    | NodeData::Observation(crate::graph::ObservationData { attributes, .. })) = &node.data
    else {
        return None;
    };
    let named = |name: &str| attributes.get(name).map(words).filter(|words| !words.is_empty());
    match node.class {
        Class::Utterance => named("quote"),
        Class::Observation => {
            let parts = ["period", "product", "indicator", "op", "value", "change"].into_iter().filter_map(named);
            Some(parts.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
        }
        Class::PolicyAct => named("verb"),
        _ => named("topic").or_else(|| named("topics")),
    }
}
