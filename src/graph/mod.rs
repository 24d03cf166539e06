//! Records and their linking enter; one [`KnowledgeGraph`] leaves, with its walks and measures.
//!
//! The graph holds all that later rooms need: they never read records or texts. Things are nodes; so are events,
//! tenures and figures, with one role edge to each thing that plays a part. From what happened, direct edges between
//! things are derived. Every role edge and direct edge names the assertions behind it, and every assertion the
//! document, the rule and the passages that it rests on.
//!
//! Promise: the graph is a pure function of the set of records; nodes, edges, assertions and mentions stand in the order
//! of their keys; nothing here recurses over the graph.

mod between;
mod build;
mod class;
mod community;
mod facts;
mod families;
mod hierarchy;
mod keys;
mod label;
mod layout;
mod measure;
mod nearest;
mod net;
mod occasions;
mod overview;
mod part;
mod paths;
mod position;
mod property;
mod similar;
mod timeline;
mod types;
mod view;
mod walk;

pub use build::build;
pub use class::Class;
pub use community::Communities;
pub use layout::{Point, layout};
pub use measure::Statistics;
pub use net::Net;
pub use overview::{Between, CommunityCard, Overview, Ranked, Year};
pub use paths::PathQuery;
pub use property::{Layer, Property};
pub use similar::{Reason, Similar};
pub use timeline::{Named, Occasion, Post, Timeline};
pub use types::{
    Assertion, DocumentNode, Edge, EntityData, EntityMention, EventData, KnowledgeGraph, Node, NodeData, NodeKey,
    ObservationData, PositionData, TenureData, Triple,
};
pub use view::{Counts, Filter, Selection, View};
pub use walk::{Direction, Neighbour, Step};
