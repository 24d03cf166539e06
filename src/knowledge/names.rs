//! Name lists enter; an automaton that finds every listed form in a text leaves.

use std::collections::BTreeMap;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::dictionary::Dictionary;
use super::{KnowledgeError, Table};
use crate::model::{EntityType, Kind, Span};

/// How a form names its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The official name.
    Full,
    /// Another name that is safe in any text.
    Alias,
    /// A form that is right only where the context says so: 法 for 法国, 朝阳 for 朝阳区.
    Weak,
}

/// A thing that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameEntry {
    /// Official name.
    pub name: String,
    /// What it is, from its kind.
    pub entity_type: EntityType,
    /// Finer type.
    pub kind: Kind,
    /// GB/T 2260 code, ISO code, stock code, or empty.
    pub code: String,
    /// Code or name of what it lies in or belongs to, or empty.
    pub parent: String,
    /// English name, or empty.
    pub english: String,
    /// All forms with the official name first.
    pub forms: Vec<(String, Form)>,
    /// `lexicons/zh/places.tsv:17`.
    pub place: String,
}

/// A form and the entry that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameForm {
    /// Index into [`NameLexicon::entries`].
    pub entry: usize,
    /// How it names it.
    pub form: Form,
}

/// A listed form found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameMatch<'a> {
    /// Bytes of the text.
    pub span: Span,
    /// The entries that the form may name, in the order of the lists.
    pub forms: &'a [NameForm],
}

/// All name lists, searchable in one pass.
pub struct NameLexicon {
    /// The things named, in the order of files and lines.
    pub entries: Vec<NameEntry>,
    by_form: Dictionary<usize>,
    groups: Vec<Vec<NameForm>>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl std::fmt::Debug for NameLexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NameLexicon").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl NameLexicon {
    /// Every listed form in the text, overlapping ones too, in order of their ends.
    pub fn matches<'a>(&'a self, text: &'a str) -> impl Iterator<Item = NameMatch<'a>> + 'a {
        self.automaton.iter().flat_map(move |automaton| {
            automaton.find_overlapping_iter(text).map(move |found| NameMatch {
                span: Span::new(found.start(), found.end()),
                forms: &self.groups[found.value() as usize],
            })
        })
    }

    /// The entries that exactly this form names.
    pub fn lookup(&self, form: &str) -> &[NameForm] {
        self.by_form.get(form).map_or(&[], |group| &self.groups[*group])
    }
}

/// Collects lists before the automaton is built.
#[derive(Debug, Default)]
pub(super) struct Builder {
    entries: Vec<NameEntry>,
}

impl Builder {
    pub(super) fn add(&mut self, table: &Table<'_>) -> Result<(), KnowledgeError> {
        let (name, kind) = (table.column("name")?, table.column("kind")?);
        for row in &table.rows {
            let Some(kind_value) = Kind::from_name(row.cell(kind)) else {
                let message = format!("`{}` is no kind: write one of the kinds of ARCHITECTURE.md", row.cell(kind));
                return Err(table.error(row, kind, message));
            };
            let mut forms = vec![(row.cell(name).to_owned(), Form::Full)];
            for (column, form) in [("aliases", Form::Alias), ("weak", Form::Weak)] {
                for text in table.get(row, column).split('|').map(str::trim).filter(|text| !text.is_empty()) {
                    if !forms.iter().any(|(known, _)| known == text) {
                        forms.push((text.to_owned(), form));
                    }
                }
            }
            self.entries.push(NameEntry {
                name: row.cell(name).to_owned(),
                entity_type: kind_value.entity_type(),
                kind: kind_value,
                code: table.get(row, "code").to_owned(),
                parent: table.get(row, "parent").to_owned(),
                english: table.get(row, "english").to_owned(),
                forms,
                place: format!("{}:{}", table.file, row.line),
            });
        }
        Ok(())
    }

    pub(super) fn finish(self) -> NameLexicon {
        let mut by_form = BTreeMap::<String, usize>::new();
        let mut groups = Vec::<Vec<NameForm>>::new();
        for (entry, named) in self.entries.iter().enumerate() {
            for (text, form) in &named.forms {
                let group = *by_form.entry(text.clone()).or_insert_with(|| {
                    groups.push(Vec::new());
                    groups.len() - 1
                });
                groups[group].push(NameForm { entry, form: *form });
            }
        }
        let patterns = by_form.iter().map(|(text, group)| (text.as_str(), u32::try_from(*group).unwrap_or(u32::MAX)));
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new().build_with_values(patterns).ok();
        let mut lexicon = NameLexicon { entries: self.entries, by_form: Dictionary::default(), groups, automaton };
        for (text, group) in by_form {
            lexicon.by_form.insert(text, group);
        }
        lexicon
    }
}
