//! Name lists for training and measuring: every `*.tsv` of a folder whose columns include `name`, `kind`, `aliases`.
//!
//! Forms marked weak and forms of one character are left out: the tagger counts on a match being a name.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use wenmai::model::{EntityType, Kind, Span};

/// Names of the lists.
#[derive(Default)]
pub struct Lexicon {
    types: Vec<Vec<EntityType>>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl Lexicon {
    /// Reads a folder; nothing where none is given.
    pub fn read(folder: Option<&Path>) -> Result<Self> {
        let Some(folder) = folder else {
            return Ok(Self::default());
        };
        let mut forms: BTreeMap<String, Vec<EntityType>> = BTreeMap::new();
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
            .collect::<Result<_, _>>()?;
        files.sort_by_key(std::fs::DirEntry::path);
        for file in files {
            let path = file.path();
            if path.extension().is_some_and(|ending| ending == "tsv") {
                add(&std::fs::read_to_string(&path)?, &mut forms);
            }
        }
        let patterns = forms.keys().zip(0u32..);
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(patterns)
            .map_err(|error| anyhow!("name lists: {error}"))?;
        Ok(Self { types: forms.into_values().collect(), automaton: Some(automaton) })
    }

    /// All names of the lists in a text.
    pub fn matches(&self, text: &str) -> Vec<(Span, EntityType)> {
        let mut out = Vec::new();
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            for &entity_type in &self.types[found.value() as usize] {
                out.push((Span::new(found.start(), found.end()), entity_type));
            }
        }
        out
    }
}

fn add(table: &str, forms: &mut BTreeMap<String, Vec<EntityType>>) {
    let Some(columns) = table.lines().find_map(|line| line.strip_prefix("#!columns\t")) else {
        return;
    };
    let columns: Vec<&str> = columns.split('\t').collect();
    let column = |name: &str| columns.iter().position(|&column| column == name);
    let (Some(name), Some(kind), Some(aliases)) = (column("name"), column("kind"), column("aliases")) else {
        return;
    };
    let weak = column("weak");
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let Some(entity_type) = Kind::from_name(cell(kind)).map(Kind::entity_type) else {
            continue;
        };
        // A name that stands in its own column of weak forms is one of them.
        let is_weak = |form: &str| weak.is_some_and(|weak| cell(weak).split('|').any(|other| other == form));
        for form in std::iter::once(cell(name)).chain(cell(aliases).split('|')) {
            if form.chars().count() > 1 && !is_weak(form) {
                let types = forms.entry(form.to_owned()).or_default();
                if !types.contains(&entity_type) {
                    types.push(entity_type);
                }
            }
        }
    }
}
