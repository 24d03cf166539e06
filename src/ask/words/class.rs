//! The kinds of thing that a question may ask for, and the general class that each is of.

/// A kind of thing that a question may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each name is the class")]
pub enum Class {
    Person,
    Official,
    Manager,
    Leader,
    ForeignLeader,
    Companion,
    Organization,
    Company,
    GovernmentBody,
    PartyBody,
    School,
    ResearchBody,
    Media,
    InternationalBody,
    MilitaryBody,
    Association,
    Part,
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
    Gathering,
    Document,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 33] = [
        Self::Person,
        Self::Official,
        Self::Manager,
        Self::Leader,
        Self::ForeignLeader,
        Self::Companion,
        Self::Organization,
        Self::Company,
        Self::GovernmentBody,
        Self::PartyBody,
        Self::School,
        Self::ResearchBody,
        Self::Media,
        Self::InternationalBody,
        Self::MilitaryBody,
        Self::Association,
        Self::Part,
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
        Self::Gathering,
        Self::Document,
    ];

    /// The name of the class in the tables of words and, for those of the ontology, in `wm:`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Official => "Official",
            Self::Manager => "Manager",
            Self::Leader => "Leader",
            Self::ForeignLeader => "ForeignLeader",
            Self::Companion => "Companion",
            Self::Organization => "Organization",
            Self::Company => "Company",
            Self::GovernmentBody => "GovernmentBody",
            Self::PartyBody => "PartyBody",
            Self::School => "School",
            Self::ResearchBody => "ResearchBody",
            Self::Media => "Media",
            Self::InternationalBody => "InternationalBody",
            Self::MilitaryBody => "MilitaryBody",
            Self::Association => "Association",
            Self::Part => "Part",
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
            Self::Gathering => "Gathering",
            Self::Document => "Document",
        }
    }

    /// What sort of thing its members are.
    pub fn sort(self) -> Sort {
        match self {
            Self::Person | Self::Official | Self::Manager | Self::Leader | Self::ForeignLeader | Self::Companion => {
                Sort::Person
            }
            Self::Organization
            | Self::Company
            | Self::GovernmentBody
            | Self::PartyBody
            | Self::School
            | Self::ResearchBody
            | Self::Media
            | Self::InternationalBody
            | Self::MilitaryBody
            | Self::Association
            | Self::Part => Sort::Organization,
            Self::Place
            | Self::Country
            | Self::Province
            | Self::City
            | Self::County
            | Self::Town
            | Self::Region
            | Self::NaturalFeature
            | Self::Site => Sort::Place,
            Self::Policy | Self::PolicyDocument | Self::PolicyProgramme | Self::PolicyConcept => Sort::Policy,
            Self::Product => Sort::Product,
            Self::Gathering => Sort::Gathering,
            Self::Document => Sort::Document,
        }
    }
}

/// The general class of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each name is the class")]
pub enum Sort {
    Person,
    Organization,
    Place,
    Policy,
    Product,
    Gathering,
    Position,
    Document,
}

impl Sort {
    /// All sorts, the finer before the wider.
    pub const ALL: [Self; 8] = [
        Self::Person,
        Self::Organization,
        Self::Place,
        Self::Policy,
        Self::Product,
        Self::Gathering,
        Self::Position,
        Self::Document,
    ];

    /// The name of the class in the ontology.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Place => "Place",
            Self::Policy => "Policy",
            Self::Product => "Product",
            Self::Gathering => "Gathering",
            Self::Position => "Position",
            Self::Document => "Document",
        }
    }
}
