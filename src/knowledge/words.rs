//! Word lists enter (surnames, titles, suffixes, boundaries); small typed tables leave.

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use rustc_hash::FxHashMap;

use super::dictionary::Dictionary;
use super::{KnowledgeError, Table};
use crate::model::{EntityType, Kind, Span};

/// What persons' names are made of.
#[derive(Debug, Default, Clone)]
pub struct PersonNames {
    surnames: Dictionary<f64>,
    given: FxHashMap<char, f64>,
    transliteration: FxHashMap<char, f64>,
}

impl PersonNames {
    pub(super) fn add_surnames(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        let (surname, weight) = (table.column("surname")?, table.column("weight")?);
        for row in &table.rows {
            self.surnames.insert(row.cell(surname).to_owned(), number(table, row, weight)?);
        }
        Ok(())
    }

    pub(super) fn add_given(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        characters(table, &mut self.given)
    }

    pub(super) fn add_transliteration(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        characters(table, &mut self.transliteration)
    }

    /// Weight of a surname, compound ones included; 0 where it is none.
    pub fn surname(&self, text: &str) -> f64 {
        self.surnames.get(text).copied().unwrap_or(0.0)
    }

    /// Relative frequency of a character in given names; 0 where it is not used.
    pub fn given(&self, character: char) -> f64 {
        self.given.get(&character).copied().unwrap_or(0.0)
    }

    /// Relative frequency of a character in transliterated names.
    pub fn transliteration(&self, character: char) -> f64 {
        self.transliteration.get(&character).copied().unwrap_or(0.0)
    }
}

fn characters(table: &Table<'_>, into: &mut FxHashMap<char, f64>) -> Result<(), KnowledgeError> {
    let (character, weight) = (table.column("character")?, table.column("weight")?);
    for row in &table.rows {
        let mut letters = row.cell(character).chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => into.insert(letter, number(table, row, weight)?),
            _ => return Err(table.error(row, character, "one character is wanted here")),
        };
    }
    Ok(())
}

fn number(table: &Table<'_>, row: &super::Row<'_>, column: usize) -> Result<f64, KnowledgeError> {
    row.cell(column).parse().map_err(|_| table.error(row, column, format!("`{}` is no number", row.cell(column))))
}

/// The head of a title: 总理, 董事长.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The word.
    pub word: String,
    /// party, government, company, …
    pub class: String,
    /// Whether it means little without its organisation.
    pub needs_org: bool,
}

/// Title heads and what may stand before and after them.
#[derive(Debug, Default)]
pub struct Titles {
    heads: Dictionary<Title>,
    before: WordSet,
    after: WordSet,
    longest: usize,
}

impl Titles {
    pub(super) fn add_heads(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        let (title, class) = (table.column("title")?, table.column("class")?);
        for row in &table.rows {
            let word = row.cell(title).to_owned();
            let needs_org = matches!(table.get(row, "needs_org"), "yes" | "1" | "true");
            self.longest = self.longest.max(word.chars().count());
            self.heads.insert(word.clone(), Title { word, class: row.cell(class).to_owned(), needs_org });
        }
        Ok(())
    }

    pub(super) fn add_modifiers(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        let (modifier, place) = (table.column("modifier")?, table.column("place")?);
        for row in &table.rows {
            let (before, after) = match row.cell(place) {
                "before" | "between" => (true, false),
                "after" => (false, true),
                "both" => (true, true),
                other => {
                    return Err(table.error(row, place, format!("`{other}`: write before, after, both or between")));
                }
            };
            if before {
                self.before.insert(row.cell(modifier).to_owned());
            }
            if after {
                self.after.insert(row.cell(modifier).to_owned());
            }
        }
        Ok(())
    }

    /// The head with exactly this word.
    pub fn head(&self, word: &str) -> Option<&Title> {
        self.heads.get(word)
    }

    /// The longest head that the text begins with.
    pub fn head_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.heads.prefix(text)
    }

    /// Characters of the longest head.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The longest modifier that the text ends with (`before` a head): 副, 党组, 常务副.
    pub fn modifier_before<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.before.suffix(text)
    }

    /// The longest modifier that the text starts with (`after` a head): 助理 in 董事长助理.
    pub fn modifier_after<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.after.prefix(text)
    }
}

/// The ending of a name: 有限公司, 示范区.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suffix {
    /// The ending.
    pub word: String,
    /// What the name names.
    pub entity_type: EntityType,
    /// Finer type.
    pub kind: Kind,
    /// How the name grows to the left: `name`, `place` or `closed`.
    pub grow: String,
}

/// A suffix found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuffixMatch<'a> {
    /// Bytes of the text.
    pub span: Span,
    /// The suffix.
    pub suffix: &'a Suffix,
}

/// All suffixes, searchable in one pass.
#[derive(Default)]
pub struct Suffixes {
    list: Vec<Suffix>,
    by_word: Dictionary<usize>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl std::fmt::Debug for Suffixes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suffixes").field("list", &self.list.len()).finish_non_exhaustive()
    }
}

impl Suffixes {
    pub(super) fn add(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        let (suffix, kind, grow) = (table.column("suffix")?, table.column("kind")?, table.column("grow")?);
        for row in &table.rows {
            let Some(kind_value) = Kind::from_name(row.cell(kind)) else {
                return Err(table.error(row, kind, format!("`{}` is no kind", row.cell(kind))));
            };
            let entity_type = match table.get(row, "type") {
                "Organization" => EntityType::Organization,
                "Place" => EntityType::Place,
                "Policy" => EntityType::Policy,
                other => {
                    return Err(table.error(row, 1, format!("`{other}`: write Organization, Place or Policy")));
                }
            };
            self.list.push(Suffix {
                word: row.cell(suffix).to_owned(),
                entity_type,
                kind: kind_value,
                grow: row.cell(grow).to_owned(),
            });
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Self {
        self.list.sort_by(|a, b| a.word.cmp(&b.word));
        self.list.dedup_by(|a, b| a.word == b.word);
        for (index, suffix) in self.list.iter().enumerate() {
            self.by_word.insert(suffix.word.clone(), index);
        }
        let patterns = self
            .list
            .iter()
            .enumerate()
            .map(|(index, suffix)| (suffix.word.as_str(), u32::try_from(index).unwrap_or(0)));
        self.automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).ok();
        self
    }

    /// Every suffix in the text; of those that end at one place only the longest; in order of their ends.
    pub fn matches(&self, text: &str) -> Vec<SuffixMatch<'_>> {
        let mut found = Vec::<SuffixMatch<'_>>::new();
        for hit in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            let span = Span::new(hit.start(), hit.end());
            let candidate = SuffixMatch { span, suffix: &self.list[hit.value() as usize] };
            match found.last_mut().filter(|best| best.span.end == span.end) {
                Some(best) if best.span.len() >= span.len() => {}
                Some(best) => *best = candidate,
                None => found.push(candidate),
            }
        }
        found
    }

    /// The longest suffix that the text ends with.
    pub fn ending(&self, text: &str) -> Option<&Suffix> {
        self.by_word.suffix(text).map(|(_, index)| &self.list[*index])
    }
}

/// Words of one list, searchable at either end of a text.
#[derive(Debug, Default, Clone)]
pub struct WordSet {
    words: Dictionary<()>,
}

impl WordSet {
    fn insert(&mut self, word: String) {
        self.words.insert(word, ());
    }

    /// Whether the list holds the word.
    pub fn contains(&self, word: &str) -> bool {
        self.words.get(word).is_some()
    }

    /// The longest word of the list that the text starts with.
    pub fn prefix<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.words.prefix(text)
    }

    /// The longest word of the list that the text ends with.
    pub fn suffix<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.words.suffix(text).map(|(word, ())| word)
    }
}

/// Closed word lists by list name: rows of tables with the columns `list` and `word`, or `string` and `reason`.
#[derive(Debug, Default)]
pub struct Words {
    lists: FxHashMap<String, WordSet>,
    empty: WordSet,
}

impl Words {
    pub(super) fn add(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        if table.has_columns(&["string", "reason"]) {
            let string = table.column("string")?;
            for row in &table.rows {
                let list = match table.get(row, "reason") {
                    "organization" => "not-organization",
                    "trap" => "trap",
                    "place" => "not-place",
                    _ => "not-name",
                };
                self.lists.entry(list.to_owned()).or_default().insert(row.cell(string).to_owned());
            }
            return Ok(());
        }
        let (list, word) = (table.column("list")?, table.column("word")?);
        for row in &table.rows {
            if row.cell(word).is_empty() {
                return Err(table.error(row, word, "a word is wanted here"));
            }
            self.lists.entry(row.cell(list).to_owned()).or_default().insert(row.cell(word).to_owned());
        }
        Ok(())
    }

    /// The list with this name; empty where no file has it.
    pub fn list(&self, name: &str) -> &WordSet {
        self.lists.get(name).unwrap_or(&self.empty)
    }
}
