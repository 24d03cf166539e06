//! Types and kinds of the records enter; the classes of the ontology leave, one for each node.
//!
//! Promise: [`Class::name`] is the local name of the term in the ontology (`wm:Company` is `Company`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{EntityType, Kind};

/// The finest class of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the ontology defines each term under the same name")]
pub enum Class {
    Person,
    Organization,
    Company,
    GovernmentBody,
    PartyBody,
    School,
    ResearchBody,
    Media,
    MilitaryBody,
    InternationalBody,
    Place,
    Country,
    Province,
    City,
    County,
    Town,
    Region,
    NaturalFeature,
    Site,
    Policy,
    PolicyDocument,
    PolicyProgramme,
    PolicyConcept,
    Product,
    Position,
    Tenure,
    Observation,
    Visit,
    Meeting,
    Gathering,
    Utterance,
    PolicyAct,
    Agreement,
}

impl Class {
    /// All classes that a node can have, in the order in which reports list them.
    pub const ALL: [Self; 33] = [
        Self::Person,
        Self::Organization,
        Self::Company,
        Self::GovernmentBody,
        Self::PartyBody,
        Self::School,
        Self::ResearchBody,
        Self::Media,
        Self::MilitaryBody,
        Self::InternationalBody,
        Self::Place,
        Self::Country,
        Self::Province,
        Self::City,
        Self::County,
        Self::Town,
        Self::Region,
        Self::NaturalFeature,
        Self::Site,
        Self::Policy,
        Self::PolicyDocument,
        Self::PolicyProgramme,
        Self::PolicyConcept,
        Self::Product,
        Self::Position,
        Self::Tenure,
        Self::Observation,
        Self::Visit,
        Self::Meeting,
        Self::Gathering,
        Self::Utterance,
        Self::PolicyAct,
        Self::Agreement,
    ];

    /// The class of an entity of this type and kind. A kind that does not belong to the type is passed over.
    pub fn of(entity_type: EntityType, kind: Option<Kind>) -> Self {
        match (entity_type, kind) {
            (EntityType::Person, _) => Self::Person,
            (EntityType::Product, _) => Self::Product,
            (EntityType::Organization, Some(Kind::Company)) => Self::Company,
            (EntityType::Organization, Some(Kind::Government)) => Self::GovernmentBody,
            (EntityType::Organization, Some(Kind::Party)) => Self::PartyBody,
            (EntityType::Organization, Some(Kind::Education)) => Self::School,
            (EntityType::Organization, Some(Kind::Research)) => Self::ResearchBody,
            (EntityType::Organization, Some(Kind::Media)) => Self::Media,
            (EntityType::Organization, Some(Kind::Military)) => Self::MilitaryBody,
            (EntityType::Organization, Some(Kind::International)) => Self::InternationalBody,
            (EntityType::Organization, _) => Self::Organization,
            (EntityType::Place, Some(Kind::Country)) => Self::Country,
            (EntityType::Place, Some(Kind::Province)) => Self::Province,
            (EntityType::Place, Some(Kind::City)) => Self::City,
            (EntityType::Place, Some(Kind::County)) => Self::County,
            (EntityType::Place, Some(Kind::Town)) => Self::Town,
            (EntityType::Place, Some(Kind::Region)) => Self::Region,
            (EntityType::Place, Some(Kind::Natural)) => Self::NaturalFeature,
            (EntityType::Place, Some(Kind::Site)) => Self::Site,
            (EntityType::Place, _) => Self::Place,
            (EntityType::Policy, Some(Kind::Document)) => Self::PolicyDocument,
            (EntityType::Policy, Some(Kind::Programme)) => Self::PolicyProgramme,
            (EntityType::Policy, Some(Kind::Concept)) => Self::PolicyConcept,
            (EntityType::Policy, _) => Self::Policy,
        }
    }

    /// The local name of the term in the ontology.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Company => "Company",
            Self::GovernmentBody => "GovernmentBody",
            Self::PartyBody => "PartyBody",
            Self::School => "School",
            Self::ResearchBody => "ResearchBody",
            Self::Media => "Media",
            Self::MilitaryBody => "MilitaryBody",
            Self::InternationalBody => "InternationalBody",
            Self::Place => "Place",
            Self::Country => "Country",
            Self::Province => "Province",
            Self::City => "City",
            Self::County => "County",
            Self::Town => "Town",
            Self::Region => "Region",
            Self::NaturalFeature => "NaturalFeature",
            Self::Site => "Site",
            Self::Policy => "Policy",
            Self::PolicyDocument => "PolicyDocument",
            Self::PolicyProgramme => "PolicyProgramme",
            Self::PolicyConcept => "PolicyConcept",
            Self::Product => "Product",
            Self::Position => "Position",
            Self::Tenure => "Tenure",
            Self::Observation => "Observation",
            Self::Visit => "Visit",
            Self::Meeting => "Meeting",
            Self::Gathering => "Gathering",
            Self::Utterance => "Utterance",
            Self::PolicyAct => "PolicyAct",
            Self::Agreement => "Agreement",
        }
    }

    /// The class above it that queries and filters name: `Organization` for `Company`, `Event` for `Visit`; the class
    /// itself where there is none above.
    pub fn general(self) -> &'static str {
        match self {
            Self::Organization
            | Self::Company
            | Self::GovernmentBody
            | Self::PartyBody
            | Self::School
            | Self::ResearchBody
            | Self::Media
            | Self::MilitaryBody
            | Self::InternationalBody => "Organization",
            Self::Place
            | Self::Country
            | Self::Province
            | Self::City
            | Self::County
            | Self::Town
            | Self::Region
            | Self::NaturalFeature
            | Self::Site => "Place",
            Self::Policy | Self::PolicyDocument | Self::PolicyProgramme | Self::PolicyConcept => "Policy",
            Self::Visit | Self::Meeting | Self::Gathering | Self::Utterance | Self::PolicyAct | Self::Agreement => {
                "Event"
            }
            Self::Person | Self::Product | Self::Position | Self::Tenure | Self::Observation => self.name(),
        }
    }

    /// Whether the name, in any case, is this class's or that of the class above it.
    pub fn is_a(self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name) || self.general().eq_ignore_ascii_case(name)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
