//! The labels of edges: local names of the ontology's properties.
//!
//! Promise: [`Property::name`] is the local name of the term (`wm:visitorPosition` is `visitorPosition`).

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an edge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Property {
    /// Visit to the person who came.
    Visitor,
    /// Visit to the position that the visitor held at the time.
    VisitorPosition,
    /// Visit, or derived from it person, to the organisation or place.
    Visited,
    /// Visit to the wider place of the trip.
    Within,
    /// Visit to a person who came along.
    Companion,
    /// Meeting to a person who met.
    Participant,
    /// Meeting to where it was held.
    Place,
    /// Gathering to each person who took part.
    Attendee,
    /// Gathering to who chaired it.
    Chair,
    /// Gathering or utterance to who spoke.
    Speaker,
    /// Utterance to an entity named in it.
    About,
    /// Policy act to who acted.
    Issuer,
    /// Policy act to the policy.
    Policy,
    /// Agreement to each side.
    Party,
    /// Tenure to the person.
    Holder,
    /// Tenure to the position.
    Position,
    /// Tenure to the organisation or place.
    Organization,
    /// Position to its organisation or place.
    PositionIn,
    /// Observation to what the figure is about.
    Subject,
    /// Person to person, both directions.
    Met,
    /// Person to gathering.
    Attended,
    /// Person to position.
    HoldsPosition,
    /// Person to organisation.
    WorksFor,
    /// Place or organisation to the place that holds it.
    LocatedIn,
    /// Organisation to the organisation that it is a part of.
    PartOf,
    /// Organisation or place to policy.
    Issued,
    /// Organisation or place to another, both directions.
    CooperatesWith,
    /// Organisation to product.
    Produces,
    /// Site to the organisation whose it is.
    SiteOf,
    /// Person to an entity named in what was said.
    SpokeAbout,
}

impl Property {
    /// All properties, in the order in which reports list them.
    pub const ALL: [Self; 30] = [
        Self::Visitor,
        Self::VisitorPosition,
        Self::Visited,
        Self::Within,
        Self::Companion,
        Self::Participant,
        Self::Place,
        Self::Attendee,
        Self::Chair,
        Self::Speaker,
        Self::About,
        Self::Issuer,
        Self::Policy,
        Self::Party,
        Self::Holder,
        Self::Position,
        Self::Organization,
        Self::PositionIn,
        Self::Subject,
        Self::Met,
        Self::Attended,
        Self::HoldsPosition,
        Self::WorksFor,
        Self::LocatedIn,
        Self::PartOf,
        Self::Issued,
        Self::CooperatesWith,
        Self::Produces,
        Self::SiteOf,
        Self::SpokeAbout,
    ];

    /// The local name of the term in the ontology.
    pub fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::VisitorPosition => "visitorPosition",
            Self::Visited => "visited",
            Self::Within => "within",
            Self::Companion => "companion",
            Self::Participant => "participant",
            Self::Place => "place",
            Self::Attendee => "attendee",
            Self::Chair => "chair",
            Self::Speaker => "speaker",
            Self::About => "about",
            Self::Issuer => "issuer",
            Self::Policy => "policy",
            Self::Party => "party",
            Self::Holder => "holder",
            Self::Position => "position",
            Self::Organization => "organization",
            Self::PositionIn => "positionIn",
            Self::Subject => "subject",
            Self::Met => "met",
            Self::Attended => "attended",
            Self::HoldsPosition => "holdsPosition",
            Self::WorksFor => "worksFor",
            Self::LocatedIn => "locatedIn",
            Self::PartOf => "partOf",
            Self::Issued => "issued",
            Self::CooperatesWith => "cooperatesWith",
            Self::Produces => "produces",
            Self::SiteOf => "siteOf",
            Self::SpokeAbout => "spokeAbout",
        }
    }

    /// Whether the edge means the same both ways; the graph then holds both directions.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Self::Met | Self::CooperatesWith)
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where an edge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// From an event, tenure, observation or position to what plays a part in it.
    Role,
    /// Between two things, derived from what happened: what pictures and algorithms walk.
    Direct,
}
