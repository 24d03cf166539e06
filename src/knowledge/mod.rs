//! Knowledge files enter (`lexicons/`, `rules/`, `ontology/`, `queries/`, `models/`); typed, checked tables leave.
//!
//! Promise: what is loaded is consistent, or an error says file, line and column and what to write instead. The files
//! of the repository are embedded in the binary; a test may load its own from memory.

mod dictionary;
mod names;
pub mod ontology;
mod rules;
mod table;
mod towns;
mod words;

use std::fmt::Write as _;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

pub use names::{Form, NameEntry, NameForm, NameLexicon, NameMatch};
pub use rules::{Cue, Rule, RuleSet, Sign};
pub use table::{KnowledgeError, Row, Table};
pub use towns::Towns;
pub use words::{PersonNames, Suffix, SuffixMatch, Suffixes, Title, Titles, WordSet, Words};

static LEXICONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lexicons");
static MODELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/models");
static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The knowledge files compiled into the binary, as `(path, text)`, sorted by path: `lexicons/zh/places.tsv`.
pub fn embedded_files() -> Vec<(String, &'static str)> {
    let mut files = Vec::new();
    collect("lexicons", &LEXICONS, &mut files);
    collect("rules", &RULES, &mut files);
    files.sort();
    files
}

fn collect(root: &str, dir: &'static Dir<'static>, files: &mut Vec<(String, &'static str)>) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            files.push((format!("{root}/{}", file.path().display()), text));
        }
    }
    for inner in dir.dirs() {
        collect(root, inner, files);
    }
}

/// All that the program knows before it reads a text.
#[derive(Debug)]
pub struct Knowledge {
    /// Names of places, organisations and policies.
    pub names: NameLexicon,
    /// Surnames, given-name characters, characters of transliterations.
    pub person_names: PersonNames,
    /// Titles and what may stand before and after them.
    pub titles: Titles,
    /// Endings of organisation, place and policy names.
    pub suffixes: Suffixes,
    /// Names of townships.
    pub towns: Towns,
    /// Closed word lists of the recognisers, by list name.
    pub words: Words,
    /// The rules that find facts.
    pub rules: RuleSet,
    /// SHA-256 over all files, hexadecimal, the first 16 digits: records are cached under it.
    pub version: String,
}

impl Knowledge {
    /// The knowledge compiled into the binary.
    ///
    /// # Panics
    /// If an embedded file is malformed, which the tests rule out.
    pub fn embedded() -> &'static Self {
        static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
            let knowledge = Knowledge::from_files(&embedded_files());
            knowledge.unwrap_or_else(|error| panic!("embedded knowledge: {error}")).with_models()
        });
        &KNOWLEDGE
    }

    /// The knowledge compiled into the binary with a user's rules, as `(path, text)` of TOML files. They come after the
    /// program's rules, their cues of realis before the program's. Records made with them have a version of their own.
    pub fn with_rules(files: &[(String, String)]) -> Result<Self, KnowledgeError> {
        let mut all = embedded_files();
        let own = all.iter().map(|(path, _)| format!("{path}:")).collect::<Vec<_>>();
        all.extend(files.iter().map(|(path, text)| (path.clone(), text.as_str())));
        let mut knowledge = Self::from_files(&all)?;
        // Which folder the user's files lie in makes no difference to what they find.
        let mut digest = Sha256::new();
        for (path, text) in embedded_files() {
            digest.update(path.as_bytes());
            digest.update(text.as_bytes());
        }
        for (_, text) in files {
            digest.update(text.as_bytes());
        }
        knowledge.version = hex(&digest.finalize());
        let mut knowledge = knowledge.with_models();
        knowledge.rules.cues.sort_by_key(|cue| own.iter().any(|path| cue.source.starts_with(path.as_str())));
        Ok(knowledge)
    }

    /// Mixes the weights into the version: other weights find other names, so that they are knowledge too.
    fn with_models(mut self) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.version.as_bytes());
        for model in MODELS.find("**/*.bin").into_iter().flatten().filter_map(|entry| entry.as_file()) {
            digest.update(model.contents());
        }
        self.version = hex(&digest.finalize());
        self
    }

    /// Reads knowledge from `(path, text)` pairs; a file's role follows from its name, see `lexicons/README.md`.
    pub fn from_files(files: &[(String, &str)]) -> Result<Self, KnowledgeError> {
        let mut names = names::Builder::default();
        let mut person_names = PersonNames::default();
        let mut titles = Titles::default();
        let mut suffixes = Suffixes::default();
        let mut towns = Towns::default();
        let mut words = Words::default();
        let mut rule_files = Vec::new();
        for (path, text) in files {
            // The word rules of figures have a form of their own, which their room reads.
            if path.strip_suffix(".toml").is_some_and(|path| !path.ends_with("/statistics")) {
                rule_files.push((path.clone(), *text));
            }
            if path.ends_with("/towns.txt") {
                towns = Towns::parse(path, text)?;
            }
            let Some(stem) = path.rsplit('/').next().and_then(|name| name.strip_suffix(".tsv")) else {
                continue;
            };
            let table = Table::parse(path, text)?;
            match stem {
                "surnames" => person_names.add_surnames(&table)?,
                "given-names" => person_names.add_given(&table)?,
                "transliteration" => person_names.add_transliteration(&table)?,
                "titles" => titles.add_heads(&table)?,
                "title-modifiers" => titles.add_modifiers(&table)?,
                "suffixes" => suffixes.add(&table)?,
                "stopnames" | "boundaries" | "contexts" | "persons" | "japanese-names" => words.add(&table)?,
                _ if table.has_columns(&["name", "kind", "aliases", "weak"]) => names.add(&table)?,
                // Lists of other rooms (units, topics, …) are loaded by the room that uses them.
                _ => {}
            }
        }
        Ok(Self {
            names: names.finish(),
            person_names,
            titles,
            suffixes: suffixes.finish(),
            towns,
            words,
            rules: RuleSet::from_files(&rule_files)?,
            version: files_version(files),
        })
    }
}

/// SHA-256 over knowledge files with their paths, hexadecimal, the first 16 digits.
pub fn files_version(files: &[(String, &str)]) -> String {
    let mut digest = Sha256::new();
    for (path, text) in files {
        digest.update(path.as_bytes());
        digest.update(text.as_bytes());
    }
    hex(&digest.finalize())
}

/// The first 16 hexadecimal digits of a digest.
fn hex(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_knowledge_is_well_formed() {
        let knowledge = Knowledge::embedded();
        assert_eq!(knowledge.version.len(), 16);
    }
}
