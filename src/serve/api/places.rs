//! Events and namings enter; points on the map leave.
//!
//! Promise: a place without coordinates of its own stands at the nearest place that holds it and has some; what has none
//! is counted, not guessed.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::NodeIndex;
use serde::Serialize;

use super::{ApiError, Explorer, Thing, Wanted, is_real};
use crate::graph::{Class, Direction, NodeData, Property, View};
use crate::knowledge::{Table, embedded_files};

/// Where it took place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// The points, those with most events first, at most [`MOST`].
    pub points: Vec<Point>,
    /// How many events stand at a point.
    pub placed: usize,
    /// How many have a place that no coordinates are known of.
    pub unplaced: usize,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The place.
    #[serde(flatten)]
    pub thing: Thing,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Visits, meetings and gatherings that took place there.
    pub events: usize,
}

/// The most points of one answer.
pub const MOST: usize = 1_500;

/// How far up the places that hold a place are looked for.
const STEPS: usize = 6;

/// Longitude and latitude by code of division, of the files of places that have them.
pub(super) fn coordinates() -> BTreeMap<String, (f64, f64)> {
    let mut found = BTreeMap::new();
    for (path, text) in embedded_files() {
        if !path.ends_with(".tsv") {
            continue;
        }
        let Ok(table) = Table::parse(&path, text) else {
            continue;
        };
        if !table.has_columns(&["code", "lon", "lat"]) {
            continue;
        }
        for row in &table.rows {
            let number = |name: &str| table.get(row, name).parse::<f64>().ok();
            if let (code, Some(lon), Some(lat)) = (table.get(row, "code"), number("lon"), number("lat")) {
                found.insert(code.to_owned(), (lon, lat));
            }
        }
    }
    found
}

impl Explorer {
    /// The map of everything, or of the events in which a thing plays a part. Where no time is asked, places that are
    /// only named are there too, with no events.
    ///
    /// # Errors
    /// No such key.
    pub fn map(&self, key: Option<&str>, wanted: &Wanted) -> Result<Map, ApiError> {
        let events: BTreeSet<NodeIndex> = match key {
            Some(key) => self.events_of(self.index(key)?),
            None => self.events.iter().map(|event| event.node).collect(),
        };
        let mut counts: BTreeMap<NodeIndex, usize> = BTreeMap::new();
        let (mut placed, mut unplaced) = (0, 0);
        for event in events {
            let node = self.node(event);
            let here = matches!(node.class, Class::Visit | Class::Meeting | Class::Gathering);
            let day = self.day_of(event);
            if !here || !is_real(node) || (wanted.asks_time() && !wanted.has_days(day, day)) {
                continue;
            }
            let places = self.places_of(event);
            if places.is_empty() {
                continue;
            }
            let points: BTreeSet<NodeIndex> = places.into_iter().filter_map(|place| self.point_of(place)).collect();
            if points.is_empty() {
                unplaced += 1;
            } else {
                placed += 1;
            }
            for point in points {
                *counts.entry(point).or_default() += 1;
            }
        }
        if key.is_none() && !wanted.asks_time() {
            for (index, _) in self.graph.nodes().filter(|(_, node)| node.class.general() == "Place") {
                if self.own_coordinates(index).is_some() {
                    counts.entry(index).or_insert(0);
                }
            }
        }
        let mut points: Vec<Point> = counts
            .into_iter()
            .filter_map(|(index, events)| {
                let (lon, lat) = self.own_coordinates(index)?;
                Some(Point { thing: self.thing(index), lon, lat, events })
            })
            .collect();
        points.sort_by(|one, other| {
            (other.events, other.thing.weight, &one.thing.key).cmp(&(one.events, one.thing.weight, &other.thing.key))
        });
        points.truncate(MOST);
        Ok(Map { points, placed, unplaced })
    }

    /// Where an event took place: what was visited, else the place, else the wider place of the trip.
    fn places_of(&self, event: NodeIndex) -> Vec<NodeIndex> {
        let neighbours = self.graph.neighbours(event, View::Full);
        for roles in [&[Property::Visited, Property::Place][..], &[Property::Within]] {
            let places: Vec<NodeIndex> = neighbours
                .iter()
                .filter(|one| one.direction == Direction::Outgoing)
                .filter(|one| roles.contains(&self.graph.graph[one.edge].property))
                .map(|one| one.node)
                .collect();
            if places.iter().any(|&place| self.point_of(place).is_some()) {
                return places;
            }
            if !places.is_empty() && roles.contains(&Property::Within) {
                return places;
            }
        }
        let visited = neighbours.iter().filter(|one| self.graph.graph[one.edge].property == Property::Visited);
        visited.map(|one| one.node).collect()
    }

    pub(crate) fn own_coordinates(&self, index: NodeIndex) -> Option<(f64, f64)> {
        match &self.node(index).data {
            NodeData::Entity(data) => self.coordinates.get(data.entity.code.as_deref()?).copied(),
            _ => None,
        }
    }

    /// The place itself, or the nearest that holds it, with coordinates.
    pub(crate) fn point_of(&self, index: NodeIndex) -> Option<NodeIndex> {
        let mut here = BTreeSet::from([index]);
        for _ in 0..STEPS {
            if let Some(&found) = here.iter().find(|&&place| self.own_coordinates(place).is_some()) {
                return Some(found);
            }
            let mut outer = BTreeSet::new();
            for &place in &here {
                for one in self.graph.neighbours(place, View::Entity) {
                    let property = self.graph.graph[one.edge].property;
                    let holds = matches!(property, Property::LocatedIn | Property::PartOf | Property::SiteOf);
                    if holds && one.direction == Direction::Outgoing {
                        outer.insert(one.node);
                    }
                }
            }
            here = outer;
        }
        None
    }
}
