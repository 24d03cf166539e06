//! The names that the store knows, for finding them in a question.
//!
//! What enters: a store, or the file in which its names were kept ([`saved`]). What leaves: which things a name stands for,
//! what lies in what, and which names are near to a word that is none. Promises: no question walks over all names.

mod fold;
mod names;
mod read;
mod saved;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::Date;
use oxigraph::model::NamedNode;

use super::frames::figures::{self, Figure};
use super::words::{Class, Language, Sort, Words, is_chinese};
use crate::knowledge::ontology::Ontology;
use crate::query::QueryError;
use crate::rdf::Queryable;
use crate::rdf::store::write_unlocked;
pub use fold::{fold, fold_with_map};
use names::Names;

/// The file of a store's folder that keeps its names.
const NAMES: &str = "names.wm";

/// The file that keeps its figures.
const FIGURES: &str = "figures.wm";

/// A thing of the store that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its IRI.
    pub node: NamedNode,
    /// General class.
    pub sort: Sort,
    /// Fine classes, by their local names: `Company`, `Province`.
    pub kinds: BTreeSet<String>,
    /// Preferred name.
    pub label: String,
    /// All names, the preferred one first.
    pub names: Vec<String>,
}

/// A document of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its IRI.
    pub node: NamedNode,
    /// Headline.
    pub title: String,
}

/// What is read off a store.
#[derive(Debug, Default)]
struct Stock {
    things: Vec<Thing>,
    articles: Vec<Article>,
    titles: BTreeSet<String>,
    latest: Option<Date>,
    /// Direct steps inner to outer of `wm:locatedIn`, in order.
    inside: Vec<(usize, usize)>,
    names: Names,
}

/// What the lexer looks names up in.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// All things, sorted by IRI.
    pub things: Vec<Thing>,
    /// All documents, sorted by IRI.
    pub articles: Vec<Article>,
    /// Titles of positions: 厅长, 副主任.
    pub titles: BTreeSet<String>,
    /// Day of the newest document; relative times of a question count from it.
    pub latest: Option<Date>,
    names: Names,
    /// Direct steps inner to outer of `wm:locatedIn`, as indices of things.
    inside: BTreeMap<usize, BTreeSet<usize>>,
    /// The same, outer to inner.
    holds: BTreeMap<usize, BTreeSet<usize>>,
    /// The words of questions.
    words: BTreeMap<Language, Words>,
    /// All figures, once one is asked for.
    figures: OnceLock<Vec<Figure>>,
    /// Where they are kept, and the hash of their graph.
    figures_file: Option<(PathBuf, String)>,
}

impl Catalogue {
    /// Reads all names of a store.
    ///
    /// # Errors
    /// What the store says.
    pub fn read(store: &dyn Queryable, ontology: &Ontology) -> Result<Self, QueryError> {
        Ok(Self::of(read::read(store, ontology)?, ontology))
    }

    /// The names that the folder keeps of the graph with this hash; where it has none, or those of another graph, they are
    /// read off the store and kept there. That they cannot be kept is no error: then they are read each time.
    ///
    /// # Errors
    /// What the store says.
    pub fn kept(folder: &Path, hash: &str, store: &dyn Queryable, ontology: &Ontology) -> Result<Self, QueryError> {
        let (file, key) = (folder.join(NAMES), saved::key(hash, ontology));
        let found = std::fs::read(&file).ok().and_then(|bytes| saved::decode(&bytes, &key));
        let stock = if let Some(stock) = found {
            stock
        } else {
            let stock = read::read(store, ontology)?;
            // A reader of a folder that others own asks all the same.
            let _ = write_unlocked(&file, &saved::encode(&stock, &key));
            stock
        };
        let figures_file = Some((folder.join(FIGURES), hash.to_owned()));
        Ok(Self { figures_file, ..Self::of(stock, ontology) })
    }

    fn of(stock: Stock, ontology: &Ontology) -> Self {
        let words = [Language::Chinese, Language::English].map(|language| (language, Words::new(language, ontology)));
        let Stock { things, articles, titles, latest, inside: steps, names } = stock;
        let (mut inside, mut holds) = (BTreeMap::new(), BTreeMap::new());
        for (inner, outer) in steps {
            inside.entry(inner).or_insert_with(BTreeSet::new).insert(outer);
            holds.entry(outer).or_insert_with(BTreeSet::new).insert(inner);
        }
        let words = BTreeMap::from(words);
        Self { things, articles, titles, latest, names, inside, holds, words, ..Self::default() }
    }

    /// All figures of the store.
    ///
    /// # Errors
    /// What the store says.
    pub fn figures(&self, store: &dyn Queryable) -> Result<&[Figure], QueryError> {
        if let Some(figures) = self.figures.get() {
            return Ok(figures);
        }
        let figures = match &self.figures_file {
            Some((file, hash)) => figures::kept_figures(file, hash, store)?,
            None => figures::all_figures(store)?,
        };
        Ok(self.figures.get_or_init(|| figures))
    }

    /// Names and words of questions that begin with `start`, the shortest first.
    pub fn completions(&self, start: &str, most: usize) -> Vec<String> {
        let folded = fold(start);
        let enough = if folded.is_ascii() { 2 } else { 1 };
        if folded.chars().count() < enough {
            return Vec::new();
        }
        let mut found: BTreeSet<(usize, String)> = BTreeSet::new();
        for (name, things) in self.names.starting(&folded).take(500) {
            let written = things.iter().flat_map(|thing| &self.things[*thing].names).find(|other| fold(other) == *name);
            found.insert((name.chars().count(), written.cloned().unwrap_or_else(|| name.clone())));
        }
        for words in self.words.values() {
            found.extend(words.starting(&folded).map(|word| (word.chars().count(), word.to_owned())));
        }
        found.into_iter().map(|(_, name)| name).filter(|name| fold(name) != folded).take(most).collect()
    }

    /// The words of questions in a language.
    pub fn words(&self, language: Language) -> &Words {
        &self.words[&language]
    }

    /// What tells a thing from another of its name: the place around it, else the number in its IRI.
    pub fn apart(&self, thing: usize) -> Option<String> {
        let outer = self.inside.get(&thing).and_then(|outers| outers.first());
        let number = self.things[thing].node.as_str().rsplit_once('~').map(|(_, number)| number.to_owned());
        outer.map(|outer| self.things[*outer].label.clone()).or(number)
    }

    /// Characters of the longest name.
    pub fn longest(&self) -> usize {
        self.names.longest()
    }

    /// The things with this folded name.
    pub fn named(&self, folded: &str) -> &[usize] {
        self.names.named(folded)
    }

    /// The things with a fuller name that this folded form is cut from.
    pub fn cut_to(&self, folded: &str) -> &[usize] {
        self.names.cut_to(folded)
    }

    /// The folded names, the cut ones included, that begin with a character, with their things.
    pub fn names_from(&self, first: char) -> impl Iterator<Item = (&str, &[usize])> {
        self.names.names_from(first)
    }

    /// The characters of this sound, without tones, that names begin with.
    pub fn sounding(&self, syllable: &str) -> &[char] {
        self.names.sounding(syllable)
    }

    /// The things that have `part` inside a name. People are left out: a part of a person's name is another person.
    pub fn containing(&self, part: &str) -> BTreeSet<usize> {
        let mut things = self.names.containing(part);
        things.retain(|thing| self.things[*thing].sort != Sort::Person);
        things
    }

    /// Up to `count` names that are nearest to `words`, for telling what was perhaps meant.
    pub fn nearest(&self, words: &str, count: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for thing in self.names.near(words) {
            let name = &self.things[thing].label;
            if !names.contains(name) {
                names.push(name.clone());
            }
            if names.len() == count {
                break;
            }
        }
        names
    }

    /// All things inside a place, whatever their sort, without the place.
    pub fn within(&self, place: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![place];
        while let Some(outer) = open.pop() {
            for inner in self.holds.get(&outer).into_iter().flatten() {
                if *inner != place && found.insert(*inner) {
                    open.push(*inner);
                }
            }
        }
        found
    }

    /// The places inside `place`, itself included.
    pub fn places_of(&self, place: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([place]);
        let mut open = vec![place];
        while let Some(outer) = open.pop() {
            for inner in self.holds.get(&outer).into_iter().flatten() {
                if self.things[*inner].sort == Sort::Place && found.insert(*inner) {
                    open.push(*inner);
                }
            }
        }
        found
    }

    /// Bodies of state and party that carry the name of `place`, or of a place inside it, in front of theirs, or are
    /// told to lie there: what belongs to the place.
    pub fn bodies_of(&self, place: usize) -> BTreeSet<usize> {
        let places = self.places_of(place);
        let names: BTreeSet<&str> = places
            .iter()
            .flat_map(|place| &self.things[*place].names)
            .filter(|name| name.chars().all(is_chinese) && name.chars().count() >= 2)
            .map(String::as_str)
            .collect();
        let body = |thing: &Thing| {
            thing.kinds.contains(Class::GovernmentBody.name()) || thing.kinds.contains(Class::PartyBody.name())
        };
        let begins = |name: &str| name.char_indices().skip(2).take(12).any(|(at, _)| names.contains(&name[..at]));
        (0..self.things.len())
            .filter(|&n| body(&self.things[n]))
            .filter(|n| {
                let lies = self.inside.get(n);
                lies.is_some_and(|outers| !outers.is_disjoint(&places))
                    || self.things[*n].names.iter().any(|name| begins(name))
            })
            .collect()
    }

    /// The documents that a name stands for in 广东那篇报道: those with it in the headline.
    pub fn articles_about(&self, things: &[usize]) -> Vec<usize> {
        let names: BTreeSet<String> =
            things.iter().flat_map(|n| &self.things[*n].names).map(|name| fold(name)).collect();
        let titled = |article: &Article| {
            let title = fold(&article.title);
            names.iter().any(|name| title.contains(name.as_str()))
        };
        (0..self.articles.len()).filter(|&n| titled(&self.articles[n])).collect()
    }
}
