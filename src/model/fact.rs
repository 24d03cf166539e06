//! The kinds of fact, their roles, and whether they happened.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a fact says. The names are those of the record contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FactType {
    /// `who` went to `where` (an organisation or place), `within` a wider place of the trip; `companionOf` names the
    /// main visitor where `who` came along. Attributes: `visitKind`, `position`, `topic`.
    Visited,
    /// `who` holds `position` (attribute), at `org` where one is named.
    HoldsPosition,
    /// `a` met `b`, at `where`. Attributes: `meetingKind` (telephone, video; none face to face), `retold` where it is told of
    /// afterwards only.
    Met,
    /// `who` took part in `event` (attribute) as `role` (attribute: chaired, spoke, attended).
    Attended,
    /// `who` is quoted; `topics` (attribute) and the utterances of the fact.
    Quoted,
    /// `inner` lies in `outer`.
    LocatedIn,
    /// `inner` is a part of the organisation `outer`.
    PartOf,
    /// `who` published, launched or carries out `policy`.
    Issued,
    /// `a` and `b` signed, build or do something together.
    Cooperates,
    /// `who` makes `what` (attribute).
    Produces,
    /// A figure about `subject`: attributes `indicator`, `value`, `number`, `unit`, `op`, `period`, `change`, `status`,
    /// `product`; `subject` (attribute) where the subject is no entity.
    Statistic,
    /// `site` (a place) belongs to the organisation `owner` whose name it carries.
    SiteOf,
}

impl FactType {
    /// All types, in the order in which reports list them.
    pub const ALL: [Self; 12] = [
        Self::Visited,
        Self::HoldsPosition,
        Self::Met,
        Self::Attended,
        Self::Quoted,
        Self::LocatedIn,
        Self::PartOf,
        Self::Issued,
        Self::Cooperates,
        Self::Produces,
        Self::Statistic,
        Self::SiteOf,
    ];

    /// The name in records: `visited`, `holdsPosition`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Visited => "visited",
            Self::HoldsPosition => "holdsPosition",
            Self::Met => "met",
            Self::Attended => "attended",
            Self::Quoted => "quoted",
            Self::LocatedIn => "locatedIn",
            Self::PartOf => "partOf",
            Self::Issued => "issued",
            Self::Cooperates => "cooperates",
            Self::Produces => "produces",
            Self::Statistic => "statistic",
            Self::SiteOf => "siteOf",
        }
    }
}

impl fmt::Display for FactType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The part that an entity plays in a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "`FactType` says which roles each fact has and what they mean")]
pub enum Role {
    Who,
    Where,
    Within,
    CompanionOf,
    Org,
    A,
    B,
    Inner,
    Outer,
    Policy,
    Subject,
    Site,
    Owner,
}

impl Role {
    /// All roles, in the order in which messages list them.
    pub const ALL: [Self; 13] = [
        Self::Who,
        Self::Where,
        Self::Within,
        Self::CompanionOf,
        Self::Org,
        Self::A,
        Self::B,
        Self::Inner,
        Self::Outer,
        Self::Policy,
        Self::Subject,
        Self::Site,
        Self::Owner,
    ];

    /// The name in records: `who`, `where`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Where => "where",
            Self::Within => "within",
            Self::CompanionOf => "companionOf",
            Self::Org => "org",
            Self::A => "a",
            Self::B => "b",
            Self::Inner => "inner",
            Self::Outer => "outer",
            Self::Policy => "policy",
            Self::Subject => "subject",
            Self::Site => "site",
            Self::Owner => "owner",
        }
    }
}

/// Whether what is told took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realis {
    /// Told as having taken place or being so.
    #[default]
    Happened,
    /// Announced, intended, under way to happen (将, 拟, 计划).
    Planned,
    /// Called off or put off (取消, 推迟).
    Cancelled,
    /// Told not to have taken place (否认, 并未, 没有).
    Denied,
    /// Only under a condition, or wished for (如果, 希望, 邀请).
    Hypothetical,
    /// Told of no single occasion (常, 每年, 凡).
    Generic,
}

impl Realis {
    /// All values, in the order in which reports list them.
    pub const ALL: [Self; 6] =
        [Self::Happened, Self::Planned, Self::Cancelled, Self::Denied, Self::Hypothetical, Self::Generic];

    /// The name in records: `happened`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::Planned => "planned",
            Self::Cancelled => "cancelled",
            Self::Denied => "denied",
            Self::Hypothetical => "hypothetical",
            Self::Generic => "generic",
        }
    }
}

/// A property of a fact whose value is no entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Attribute {
    /// A number, such as a statistic's `number`.
    Number(f64),
    /// Words of the text, or a word of a closed list.
    Text(String),
    /// Several words, such as `topics`.
    Texts(Vec<String>),
}

impl Attribute {
    /// The words, where the attribute is one text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Attribute {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Attribute {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
