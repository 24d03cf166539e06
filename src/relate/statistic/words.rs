//! `rules/zh/statistics.toml` and `lexicons/zh/indicators.tsv` enter; word lists sorted longest first leave.
//!
//! Promise: a list is matched longest word first, whatever its order in the file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use thiserror::Error;

/// Why the rules of statistics cannot be read.
#[derive(Debug, Error)]
pub enum RulesError {
    /// The TOML is malformed; the message points at line and column.
    #[error("rules/zh/statistics.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// A line of the indicators has no example.
    #[error("lexicons/zh/indicators.tsv:{0}: write indicator, English name and example, separated by tabs")]
    Indicator(usize),
}

/// The closed word lists; `rules/zh/statistics.toml` says what each is for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the lists are described where they are written")]
pub struct WordLists {
    pub leads: Vec<String>,
    pub not_leads: Vec<String>,
    pub connectors: Vec<String>,
    pub plain_verbs: Vec<String>,
    pub forecast: Vec<String>,
    pub planned: Vec<String>,
    pub past: Vec<String>,
    pub continuers: Vec<String>,
    pub vague_times: Vec<String>,
    pub self_words: Vec<String>,
    pub company_words: Vec<String>,
    pub institute_words: Vec<String>,
    pub province_words: Vec<String>,
    pub city_words: Vec<String>,
    pub county_words: Vec<String>,
    pub country_words: Vec<String>,
    pub making: Vec<String>,
    pub heads: Vec<String>,
}

/// A rule as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleLine {
    /// `statistic.value`, …
    pub id: String,
    /// Chance that a fact of this rule is right.
    pub confidence: f64,
    /// Texts with the facts that they give.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Texts that give no fact.
    #[serde(default)]
    pub none: Vec<Example>,
}

/// A text with its names and the facts expected.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// One paragraph a line.
    pub text: String,
    /// Names and their types.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// `subject | indicator | value | period | change | status`.
    #[serde(default)]
    pub expect: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    words: WordLists,
    rule: Vec<RuleLine>,
}

/// All that the finder of statistics knows.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The closed lists, longest word first.
    pub words: WordLists,
    /// The rules by id.
    pub rules: Vec<RuleLine>,
    /// Heads of indicators, longest first.
    pub indicators: Vec<String>,
}

static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
    Rules::read(include_str!("../../../rules/zh/statistics.toml"), include_str!("../../../lexicons/zh/indicators.tsv"))
        .unwrap_or_else(|error| panic!("embedded rules: {error}"))
});

impl Rules {
    /// The rules that come with the program.
    ///
    /// # Panics
    /// If an embedded file is malformed, which the tests rule out.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads rules from the text of the two files.
    pub fn read(rules: &str, indicators: &str) -> Result<Self, RulesError> {
        let File { mut words, rule } = toml::from_str(rules)?;
        for list in [
            &mut words.leads,
            &mut words.not_leads,
            &mut words.connectors,
            &mut words.plain_verbs,
            &mut words.forecast,
            &mut words.planned,
            &mut words.past,
            &mut words.continuers,
            &mut words.vague_times,
            &mut words.self_words,
            &mut words.company_words,
            &mut words.institute_words,
            &mut words.province_words,
            &mut words.city_words,
            &mut words.county_words,
            &mut words.country_words,
            &mut words.making,
            &mut words.heads,
        ] {
            longest_first(list);
        }
        let mut heads = Vec::new();
        for (n, line) in indicators.lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let mut columns = line.split('\t');
            match (columns.next(), columns.next(), columns.next()) {
                (Some(head), Some(_english), Some(_example)) => heads.push(head.to_owned()),
                _ => return Err(RulesError::Indicator(n + 1)),
            }
        }
        longest_first(&mut heads);
        Ok(Self { words, rules: rule, indicators: heads })
    }

    /// The confidence of a rule; 0.5 for one that the file does not name.
    pub fn confidence(&self, id: &str) -> f64 {
        self.rules.iter().find(|rule| rule.id == id).map_or(0.5, |rule| rule.confidence)
    }
}

fn longest_first(list: &mut [String]) {
    list.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
}

/// The first word of a list that `text` starts with.
pub fn starts<'w>(text: &str, list: &'w [String]) -> Option<&'w str> {
    list.iter().map(String::as_str).find(|word| text.starts_with(word))
}

/// The first word of a list that `text` ends with.
pub fn ends<'w>(text: &str, list: &'w [String]) -> Option<&'w str> {
    list.iter().map(String::as_str).find(|word| text.ends_with(word))
}

/// Whether `text` holds a word of the list.
pub fn holds(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.contains(word.as_str()))
}
