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
//! What may fill a role is what the ontology says of its property ([`roles`]).
//!
//! Beside `[words]` a file may have `[more]`, whose words join lists of other files, and `off`, the ids of rules and cues of
//! other files that are left out: so a user's file changes what the program brings.

mod pattern;
mod roles;
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
    /// The pattern as the file has it.
    pub pattern: String,
    /// The name of the word list whose words start it.
    pub trigger: String,
    /// Where it stands: `rules/zh/visit.toml:21`.
    pub source: String,
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
    /// Where it stands: `rules/zh/realis.toml:9`.
    pub source: String,
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
    /// Rules that wait: ids and where they stand.
    pub drafts: Vec<(String, String)>,
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
    #[serde(default)]
    more: BTreeMap<Spanned<String>, Vec<String>>,
    #[serde(default)]
    off: Vec<Spanned<String>>,
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
    id: Spanned<String>,
    realis: Realis,
    #[serde(default)]
    facts: Vec<FactType>,
    pattern: Spanned<String>,
    example: String,
    counter: String,
}

/// An open place in a file, to build an error from.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    /// `rules/zh/visit.toml:21`, for an offset.
    fn at(&self, offset: usize) -> String {
        let place = self.error(offset, "");
        format!("{}:{}", place.file, place.line)
    }

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
        let mut off: BTreeMap<String, (usize, bool)> = BTreeMap::new();
        for (number, (path, text, file)) in raw.iter().enumerate() {
            let place = Place { file: path, text };
            for (name, list) in &file.more {
                let Some(known) = words.get_mut(name.get_ref()) else {
                    let names = words.keys().cloned().collect::<Vec<_>>().join(", ");
                    let message = format!("no word list `{}` to add to; there are: {names}", name.get_ref());
                    return Err(place.error(name.span().start, message));
                };
                known.extend(list.iter().cloned());
            }
            off.extend(file.off.iter().map(|id| (id.get_ref().clone(), (number, false))));
        }
        let mut set = Self {
            rules: Vec::new(),
            cues: Vec::new(),
            drafts: Vec::new(),
            words,
            triggers: None,
            started: Vec::new(),
        };
        let mut started: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (path, text, file) in &mut raw {
            let place = Place { file: path, text };
            for rule in std::mem::take(&mut file.rules) {
                if let Some((_, met)) = off.get_mut(rule.id.get_ref()) {
                    *met = true;
                    continue;
                }
                if rule.status == Status::Draft {
                    set.drafts.push((rule.id.get_ref().clone(), place.at(rule.id.span().start)));
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
            for cue in std::mem::take(&mut file.cues) {
                if let Some((_, met)) = off.get_mut(cue.id.get_ref()) {
                    *met = true;
                    continue;
                }
                let source_line = place.at(cue.id.span().start);
                let source = set.expand(&place, &cue.pattern, &mut Filled::default(), "")?;
                let regex = Regex::new(&source.replace("{act}", &Cue::ACT.to_string()))
                    .map_err(|error| place.error(cue.pattern.span().start, error.to_string()))?;
                set.cues.push(Cue {
                    id: cue.id.into_inner(),
                    realis: cue.realis,
                    facts: cue.facts,
                    regex,
                    example: cue.example,
                    counter: cue.counter,
                    source: source_line,
                });
            }
        }
        if let Some((id, (number, _))) = off.iter().find(|(_, (_, met))| !met) {
            let (path, text, file) = &raw[*number];
            let at = file.off.iter().find(|own| own.get_ref() == id).map_or(0, |own| own.span().start);
            return Err(Place { file: path, text }.error(at, format!("no rule or cue `{id}` to switch off")));
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
        let at = place.at(raw.id.span().start);
        let source = self.expand(place, &raw.pattern, &mut filled, raw.trigger.get_ref())?;
        for (role, signs, at) in &filled.roles {
            let allowed = roles::allowed(fact, *role);
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
            pattern: raw.pattern.into_inner(),
            trigger: raw.trigger.into_inner(),
            source: at,
            regex,
        })
    }
}
