//! The things of the whole corpus, and why their mentions are one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DocumentId, EntityId, EntityType, FactType, Kind};

/// A stable key of a thing in the corpus; its IRI is minted from it. The same records give the same keys in any order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityKey(pub String);

impl EntityKey {
    /// The key of the thing of this type under this name or code: `person/李强`, `place/110000`.
    pub fn new(entity_type: EntityType, name: &str) -> Self {
        let room = match entity_type {
            EntityType::Person => "person",
            EntityType::Organization => "organization",
            EntityType::Place => "place",
            EntityType::Policy => "policy",
            EntityType::Product => "product",
        };
        Self(format!("{room}/{}", Self::part(name)))
    }

    /// A name as part of a key: 《》, 「」 and double quotation marks, spaces and control characters are left out; what parts
    /// a key (`/`, `~`) becomes `-`. Never empty.
    pub fn part(name: &str) -> String {
        let part: String = name
            .chars()
            .filter(|c| !c.is_control() && !c.is_whitespace())
            .filter(|c| !matches!(c, '《' | '》' | '“' | '”' | '「' | '」' | '"'))
            .map(|c| if matches!(c, '/' | '~' | '\\') { '-' } else { c })
            .collect();
        if part.is_empty() { "-".to_owned() } else { part }
    }
}

impl fmt::Display for EntityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkedEntity {
    /// `person/李强`, `place/110000`, `organization/百度公司`; a second thing of one name gets `person/李强~2` by rule.
    pub key: EntityKey,
    /// What it is.
    pub entity_type: EntityType,
    /// Finer type: the one most records give.
    pub kind: Option<Kind>,
    /// Preferred name: the fullest official one.
    pub label: String,
    /// All names in all documents, sorted, the label left out.
    pub names: Vec<String>,
    /// GB/T 2260 or ISO 3166-1 code.
    pub code: Option<String>,
    /// English name, where the lexicon has one.
    pub english: Option<String>,
    /// Which entities of which records it is.
    pub members: Vec<(DocumentId, EntityId)>,
}

/// An entity of a record: the document, and the entity's id in its record.
pub type Member = (DocumentId, EntityId);

/// What a decision comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One thing.
    Same,
    /// Two things.
    Different,
    /// Too little speaks for either: two nodes, with a note at both.
    Unsure,
}

impl Verdict {
    /// The word in machine output: `same`, `different`, `unsure`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that speaks for or against two entities being one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// What was compared: `shared-body`, `countries-exclude`; the room `link/` lists them.
    pub name: Cow<'static, str>,
    /// The words compared: `外交部`.
    pub detail: String,
    /// Its weight in log odds: above 0 speaks for one thing.
    pub weight: f64,
}

/// One decision of linking: two candidates, what was weighed, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// One candidate; for a thing of many members, the member that stands for it.
    pub left: Member,
    /// The other.
    pub right: Member,
    /// Why the two were candidates, which is also the rule that joined them: `same-name`, `code`, `short-form`, `correction`.
    pub rule: Cow<'static, str>,
    /// What was weighed. Empty where the rule alone decides.
    pub features: Vec<Feature>,
    /// Chance that the two are one thing, 0 to 1.
    pub score: f64,
    /// What follows.
    pub verdict: Verdict,
}

impl Decision {
    /// The reason in one line: the rule, and the features from the heaviest to the lightest
    /// (`same-name: countries-exclude 阿联酋/沙特 −6.0, name +2.0`).
    pub fn reason(&self) -> String {
        let mut features: Vec<&Feature> = self.features.iter().collect();
        features.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
        let told: Vec<String> = features
            .iter()
            .map(|feature| {
                let sign = if feature.weight < 0.0 { '−' } else { '+' };
                let space = if feature.detail.is_empty() { "" } else { " " };
                format!("{}{space}{} {sign}{:.1}", feature.name, feature.detail, feature.weight.abs())
            })
            .collect();
        if told.is_empty() { self.rule.to_string() } else { format!("{}: {}", self.rule, told.join(", ")) }
    }
}

/// What linking says of a set of records.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Linking {
    /// All things, sorted by key.
    pub entities: Vec<LinkedEntity>,
    /// Which thing each entity of each record is.
    pub keys: BTreeMap<DocumentId, BTreeMap<EntityId, EntityKey>>,
    /// Every decision taken, sorted by its members: those that joined entities (as many as there are entities of records
    /// less things), and those that kept candidates apart.
    pub decisions: Vec<Decision>,
    /// Who is meant by the bare titles of each record (`u1`), where one person can be.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<DocumentId, BTreeMap<EntityId, EntityKey>>,
    /// Why, and why not: `left` is a member of a person who holds the post, `right` the bare title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title_decisions: Vec<Decision>,
    /// What is a part or a site of what, by names and lists alone; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<Parent>,
}

/// An organisation is a part of another, or a place is its site, as a rule reads off their names or a list says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Parent {
    /// The part, or the site.
    pub inner: EntityKey,
    /// The organisation.
    pub outer: EntityKey,
    /// [`FactType::PartOf`] or [`FactType::SiteOf`].
    pub says: FactType,
    /// The rule: `parent.name`, `parent.list`, `parent.committee`, …; the room `link/` lists them.
    pub rule: Cow<'static, str>,
}

impl Linking {
    /// The decisions that joined entities: together they lead from any member of a thing to any other.
    pub fn merges(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|decision| decision.verdict == Verdict::Same)
    }

    /// Things that may be one, with the decision that left it open; each pair once, sorted.
    pub fn maybe(&self) -> BTreeMap<(&EntityKey, &EntityKey), &Decision> {
        let key = |(document, entity): &Member| self.keys.get(document)?.get(entity);
        let mut pairs = BTreeMap::new();
        for decision in self.decisions.iter().filter(|decision| decision.verdict == Verdict::Unsure) {
            if let (Some(left), Some(right)) = (key(&decision.left), key(&decision.right))
                && left != right
            {
                let pair = if left < right { (left, right) } else { (right, left) };
                let kept = pairs.entry(pair).or_insert(decision);
                if decision.score > kept.score {
                    *kept = decision;
                }
            }
        }
        pairs
    }
}
