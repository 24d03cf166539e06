//! Rule files (`rules/zh/*.toml`) enter; compiled, typed rules leave.
//!
//! A rule is a regular expression over a sentence whose names, titles and dates are masked (one sign each, see
//! [`Sign`]), so that it reads like the sentence it is for: `{Subject:Person:who}{go}{List:Organization|Place:where}`.
//!
//! | in a pattern | stands for |
//! |---|---|
//! | `{Person:who}` `{Organization\|Place:where}` | one name of one of the types, in a role |
//! | `{List:Person:who}` | one name, or several joined by 、 和 及 与 |
//! | `{Subject:Person:who}` | the names that a clause starts with and what stands between them and the verb, or nothing: then the subject is taken from the discourse |
//! | `{Date}` `{Position}` `{Policy}` | one such mention without a role |
//! | `{Position:position}` `{Event:event}` | words that become an attribute |
//! | `{gap}` `{near}` | up to 30, up to 8 characters of one clause without a person's name |
//! | `{go}` | any word of the list `go` in `[words]` |
//!
//! Promise: a rule that is loaded has roles and types that its fact allows, a trigger that lets sentences without it
//! be skipped, an example and a counter-example. A rule file that breaks this is refused with file, line and column.

mod pattern;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::KnowledgeError;
use crate::model::{EntityType, FactType, Realis, Role};
use pattern::Filled;

/// What stands for a mention in a masked sentence: one private-use character for each type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is the type of mention that it masks")]
pub enum Sign {
    Person,
    Organization,
    Place,
    Policy,
    Product,
    Position,
    Date,
}

impl Sign {
    /// All signs.
    pub const ALL: [Self; 7] =
        [Self::Person, Self::Organization, Self::Place, Self::Policy, Self::Product, Self::Position, Self::Date];

    /// The character that masks a mention of this type.
    pub fn char(self) -> char {
        match self {
            Self::Person => '\u{E000}',
            Self::Organization => '\u{E001}',
            Self::Place => '\u{E002}',
            Self::Policy => '\u{E003}',
            Self::Product => '\u{E004}',
            Self::Position => '\u{E005}',
            Self::Date => '\u{E006}',
        }
    }

    /// The sign with this name in rule files.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| format!("{sign:?}") == name)
    }

    /// The sign of an entity type.
    pub fn of(entity_type: EntityType) -> Self {
        match entity_type {
            EntityType::Person => Self::Person,
            EntityType::Organization => Self::Organization,
            EntityType::Place => Self::Place,
            EntityType::Policy => Self::Policy,
            EntityType::Product => Self::Product,
        }
    }
}

/// A loaded rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name: `visit.arrive`.
    pub id: String,
    /// What it finds.
    pub fact: FactType,
    /// The roles that the pattern fills, in its order.
    pub roles: Vec<Role>,
    /// The names of the attributes that the pattern fills with words of the text.
    pub captured: Vec<String>,
    /// Attributes that every find of the rule has.
    pub attributes: BTreeMap<String, String>,
    /// What the code of the fact's family has to know about the rule; see the family's file in `src/relate`.
    pub traits: Vec<String>,
    /// Share of right finds, measured.
    pub confidence: f64,
    /// A sentence that it is for, with mentions marked `[海川公司/Organization]`.
    pub example: String,
    /// What it finds in the example: `who=李明 where=海川公司`.
    pub gives: String,
    /// A sentence that looks alike and gives nothing.
    pub counter: String,
    /// The compiled pattern.
    pub regex: Regex,
}

impl Rule {
    /// Whether the rule carries the trait.
    pub fn has(&self, name: &str) -> bool {
        self.traits.iter().any(|own| own == name)
    }
}

/// A cue of realis: words around a trigger that tell that something is planned, called off, denied, wished or usual.
#[derive(Debug)]
pub struct Cue {
    /// Its name: `planned.will`.
    pub id: String,
    /// What it tells.
    pub realis: Realis,
    /// The fact types that it applies to; all where empty.
    pub facts: Vec<FactType>,
    /// The pattern, in which [`Cue::ACT`] stands for the trigger.
    pub regex: Regex,
    /// A sentence part in which it holds, the trigger in `<…>`.
    pub example: String,
    /// One in which it does not.
    pub counter: String,
}

impl Cue {
    /// Stands for the trigger in a cue's pattern.
    pub const ACT: char = '\u{E010}';
}

/// All rules, with an index from trigger words to the rules that they may start.
pub struct RuleSet {
    /// The rules, in the order of the files.
    pub rules: Vec<Rule>,
    /// The cues of realis, in order: the first that holds decides.
    pub cues: Vec<Cue>,
    /// The named word lists; patterns and the code of the fact families share them.
    pub words: BTreeMap<String, Vec<String>>,
    triggers: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    started: Vec<Vec<usize>>,
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleSet").field("rules", &self.rules).field("cues", &self.cues).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    #[serde(default, rename = "rule")]
    rules: Vec<RawRule>,
    #[serde(default, rename = "cue")]
    cues: Vec<RawCue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    fact: Spanned<String>,
    pattern: Spanned<String>,
    trigger: Spanned<String>,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    #[serde(default)]
    traits: Vec<String>,
    confidence: Spanned<f64>,
    example: Spanned<String>,
    #[serde(default)]
    gives: String,
    counter: String,
    #[serde(default)]
    status: Status,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Status {
    #[default]
    Active,
    Draft,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCue {
    id: String,
    realis: Realis,
    #[serde(default)]
    facts: Vec<FactType>,
    pattern: Spanned<String>,
    example: String,
    counter: String,
}

/// What may fill the roles of each fact type.
fn domain(fact: FactType, role: Role) -> &'static [Sign] {
    use Sign::{Organization, Person, Place, Policy};
    match (fact, role) {
        (FactType::Visited | FactType::Attended | FactType::Quoted | FactType::HoldsPosition, Role::Who)
        | (FactType::Met, Role::A | Role::B) => &[Person],
        (FactType::Visited | FactType::Met, Role::Where)
        | (FactType::HoldsPosition, Role::Org)
        | (FactType::Issued | FactType::Produces, Role::Who)
        | (FactType::Cooperates, Role::A | Role::B)
        | (FactType::LocatedIn, Role::Inner) => &[Organization, Place],
        (FactType::Visited, Role::Within) | (FactType::LocatedIn, Role::Outer) | (FactType::SiteOf, Role::Site) => {
            &[Place]
        }
        (FactType::PartOf, Role::Inner | Role::Outer) | (FactType::SiteOf, Role::Owner) => &[Organization],
        (FactType::Issued, Role::Policy) => &[Policy],
        _ => &[],
    }
}

const ROLES: [Role; 13] = [
    Role::Who,
    Role::Where,
    Role::Within,
    Role::CompanionOf,
    Role::Org,
    Role::A,
    Role::B,
    Role::Inner,
    Role::Outer,
    Role::Policy,
    Role::Subject,
    Role::Site,
    Role::Owner,
];

/// An open place in a file, to build an error from.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn error(&self, offset: usize, message: impl Into<String>) -> KnowledgeError {
        let offset = offset.min(self.text.len());
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        KnowledgeError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

impl RuleSet {
    /// Reads rules from `(path, text)` pairs of TOML files. Word lists are shared by all files.
    pub fn from_files(files: &[(String, &str)]) -> Result<Self, KnowledgeError> {
        let mut words = BTreeMap::new();
        let mut raw = Vec::new();
        for (path, text) in files {
            let place = Place { file: path, text };
            let file: RawFile = toml::from_str(text)
                .map_err(|error| place.error(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
            for (name, list) in &file.words {
                if words.insert(name.clone(), list.clone()).is_some() {
                    return Err(place.error(0, format!("word list `{name}` is defined twice; rename one of them")));
                }
            }
            raw.push((path.as_str(), *text, file));
        }
        let mut set = Self { rules: Vec::new(), cues: Vec::new(), words, triggers: None, started: Vec::new() };
        let mut started: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (path, text, file) in raw {
            let place = Place { file: path, text };
            for rule in file.rules {
                if rule.status == Status::Draft {
                    continue;
                }
                let number = set.rules.len();
                let Some(list) = set.words.get(rule.trigger.get_ref()) else {
                    let names = set.words.keys().cloned().collect::<Vec<_>>().join(", ");
                    return Err(place.error(
                        rule.trigger.span().start,
                        format!("no word list `{}`; there are: {names}", rule.trigger.get_ref()),
                    ));
                };
                for word in list {
                    started.entry(word.clone()).or_default().push(number);
                }
                let rule = set.compile(&place, rule)?;
                set.rules.push(rule);
            }
            for cue in file.cues {
                let source = set.expand(&place, &cue.pattern, &mut Filled::default(), "")?;
                let regex = Regex::new(&source.replace("{act}", &Cue::ACT.to_string()))
                    .map_err(|error| place.error(cue.pattern.span().start, error.to_string()))?;
                set.cues.push(Cue {
                    id: cue.id,
                    realis: cue.realis,
                    facts: cue.facts,
                    regex,
                    example: cue.example,
                    counter: cue.counter,
                });
            }
        }
        if !started.is_empty() {
            let patterns = started.keys().enumerate().map(|(n, word)| (word.as_str(), u32::try_from(n).unwrap_or(0)));
            let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
                .match_kind(MatchKind::Standard)
                .build_with_values(patterns)
                .map_err(|error| KnowledgeError {
                    file: "rules".to_owned(),
                    line: 1,
                    column: 1,
                    message: error.to_string(),
                })?;
            set.triggers = Some(automaton);
        }
        set.started = started.into_values().collect();
        Ok(set)
    }

    /// The rules, in order, one of whose trigger words stands in the masked sentence.
    pub fn candidates(&self, masked: &str) -> Vec<usize> {
        let Some(triggers) = &self.triggers else { return Vec::new() };
        let mut found: Vec<usize> = triggers
            .find_overlapping_iter(masked)
            .flat_map(|hit| self.started[hit.value() as usize].iter().copied())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The words of a list; empty where there is none.
    pub fn list(&self, name: &str) -> &[String] {
        self.words.get(name).map_or(&[], Vec::as_slice)
    }

    fn compile(&self, place: &Place<'_>, raw: RawRule) -> Result<Rule, KnowledgeError> {
        let fact: FactType =
            serde_json::from_value(serde_json::Value::String(raw.fact.get_ref().clone())).map_err(|_| {
                let names = FactType::ALL.map(FactType::name).join(", ");
                place.error(raw.fact.span().start, format!("no fact type `{}`; there are: {names}", raw.fact.get_ref()))
            })?;
        if self.rules.iter().any(|rule| rule.id == *raw.id.get_ref()) {
            return Err(place.error(raw.id.span().start, format!("rule id `{}` is used twice", raw.id.get_ref())));
        }
        if !(0.0..=1.0).contains(raw.confidence.get_ref()) {
            return Err(place.error(raw.confidence.span().start, "confidence is a share: write a number from 0 to 1"));
        }
        if raw.example.get_ref().is_empty() {
            return Err(place.error(raw.example.span().start, "a rule needs an example sentence"));
        }
        let mut filled = Filled::default();
        let source = self.expand(place, &raw.pattern, &mut filled, raw.trigger.get_ref())?;
        for (role, signs, at) in &filled.roles {
            let allowed = domain(fact, *role);
            if allowed.is_empty() {
                return Err(place.error(*at, format!("a `{fact}` fact has no role `{}`", role.name())));
            }
            if let Some(wrong) = signs.iter().find(|sign| !allowed.contains(sign)) {
                return Err(place.error(
                    *at,
                    format!("`{}` of a `{fact}` fact cannot be {wrong:?}; write {allowed:?}", role.name()),
                ));
            }
        }
        if !filled.act {
            return Err(place.error(
                raw.pattern.span().start,
                format!("the pattern does not hold its trigger; write `{{{}}}` in it", raw.trigger.get_ref()),
            ));
        }
        let regex = Regex::new(&source)
            .map_err(|error| place.error(raw.pattern.span().start, format!("not a regular expression: {error}")))?;
        Ok(Rule {
            id: raw.id.into_inner(),
            fact,
            roles: filled.roles.iter().map(|(role, _, _)| *role).collect(),
            captured: filled.captured,
            attributes: raw.attributes,
            traits: raw.traits,
            confidence: raw.confidence.into_inner(),
            example: raw.example.into_inner(),
            gives: raw.gives,
            counter: raw.counter,
            regex,
        })
    }
}
