//! The names that the store knows, for finding them in a question.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::civil::Date;
use oxigraph::model::{NamedNode, Term};
use rustc_hash::FxHashMap;

use super::english::syllable;
use super::frames::figures::{self, Figure};
use super::words::{Class, Language, Sort, Words, is_chinese};
use crate::knowledge::ontology::Ontology;
use crate::model::script::simplify;
use crate::query::{QueryError, select};
use crate::rdf::Queryable;

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
    /// Folded name to the things that bear it.
    exact: BTreeMap<String, Vec<usize>>,
    /// The same for names that are cut from a fuller one: 临平种业公司 from 青禾农业集团临平种业公司.
    cut: BTreeMap<String, Vec<usize>>,
    /// Direct steps inner to outer of `wm:locatedIn`, as indices of things.
    inside: BTreeMap<usize, BTreeSet<usize>>,
    /// The same, outer to inner.
    holds: BTreeMap<usize, BTreeSet<usize>>,
    longest: usize,
    /// All folded names, the cut ones behind the others, with their things.
    names: Vec<(String, Vec<usize>)>,
    /// Of how many of them the things bear the whole name.
    whole: usize,
    /// Names by their first character, for those with Chinese ones.
    first: BTreeMap<char, Vec<u32>>,
    /// First characters of names by their sound.
    sounds: BTreeMap<String, Vec<char>>,
    /// Names by each two neighbouring characters.
    pairs: FxHashMap<(char, char), Vec<u32>>,
    /// The words of questions.
    words: BTreeMap<Language, Words>,
    /// All figures, once one is asked for.
    figures: OnceLock<Vec<Figure>>,
}

/// Words that follow the proper part of an organisation's name.
const LEGAL_TAILS: [&str; 14] = [
    "科技集团有限公司",
    "控股集团有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "集团",
    "科技集团股份有限公司",
    "集团股份有限公司",
    "科技股份有限公司",
    "股份有限公司",
    "科技有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "公司",
];

/// The namespace of the ontology.
const WM: &str = "https://w3id.org/wenmai#";

const PREFIXES: &str = "PREFIX wm: <https://w3id.org/wenmai#>\n\
     PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\
     PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n";

impl Catalogue {
    /// Reads all names of a store.
    ///
    /// # Errors
    /// What the store says.
    pub fn read(store: &dyn Queryable, ontology: &Ontology) -> Result<Self, QueryError> {
        let rows = |text: &str| select(store, &format!("{PREFIXES}{text}")).map(|table| table.rows);
        let words = [Language::Chinese, Language::English].map(|language| (language, Words::new(language, ontology)));
        let mut catalogue = Self { words: BTreeMap::from(words), ..Self::default() };
        let mut things: BTreeMap<String, (BTreeSet<String>, String, BTreeSet<String>)> = BTreeMap::new();
        // Class by class: most of a large graph is mentions, which have no names.
        let classes: Vec<&String> = ontology
            .classes
            .keys()
            .filter(|class| Sort::ALL.iter().any(|sort| *sort != Sort::Document && ontology.is_a(class, sort.name())))
            .collect();
        for class in classes {
            for row in rows(&format!("SELECT ?thing WHERE {{ ?thing a <{WM}{class}> }}"))? {
                if let [Some(Term::NamedNode(thing))] = row.as_slice() {
                    things.entry(thing.as_str().to_owned()).or_default().0.insert(class.clone());
                }
            }
        }
        // Of events alone the label is their name.
        for (property, main) in [("skos:prefLabel", true), ("skos:altLabel", false), ("rdfs:label", true)] {
            for row in rows(&format!("SELECT ?thing ?name WHERE {{ ?thing {property} ?name }}"))? {
                let [Some(Term::NamedNode(thing)), Some(Term::Literal(name))] = row.as_slice() else {
                    continue;
                };
                let Some(thing) = things.get_mut(thing.as_str()) else {
                    continue;
                };
                if property == "rdfs:label" && !thing.0.contains(Sort::Gathering.name()) {
                    continue;
                }
                if main && (thing.1.is_empty() || name.value() < thing.1.as_str()) {
                    name.value().clone_into(&mut thing.1);
                } else if !main {
                    thing.2.insert(name.value().to_owned());
                }
            }
        }
        things.retain(|_, (_, label, names)| !(label.is_empty() && names.is_empty()));
        for (iri, (kinds, label, names)) in things {
            let Some(sort) = sort_of(&kinds) else {
                continue;
            };
            let label = if label.is_empty() { names.first().cloned().unwrap_or_default() } else { label };
            let others = names.into_iter().filter(|name| *name != label);
            catalogue.things.push(Thing {
                node: NamedNode::new_unchecked(iri),
                sort,
                kinds,
                names: std::iter::once(label.clone()).chain(others).collect(),
                label,
            });
        }
        for row in rows("SELECT DISTINCT ?title WHERE { ?post wm:positionTitle ?title }")? {
            catalogue.titles.extend(row.iter().flatten().map(text));
        }
        for row in rows(
            "SELECT DISTINCT ?document ?title ?day WHERE {
               ?document a wm:Document . OPTIONAL { ?document wm:title ?title }
               OPTIONAL { ?document wm:published ?day } }",
        )? {
            if let Some(Term::NamedNode(node)) = &row[0] {
                let day = row[2].as_ref().and_then(|day| text(day).parse().ok());
                catalogue.latest = catalogue.latest.max(day);
                catalogue
                    .articles
                    .push(Article { node: node.clone(), title: row[1].as_ref().map(text).unwrap_or_default() });
            }
        }
        catalogue.articles.sort_by(|a, b| a.node.as_str().cmp(b.node.as_str()));
        let index: BTreeMap<&str, usize> =
            catalogue.things.iter().enumerate().map(|(n, thing)| (thing.node.as_str(), n)).collect();
        let mut inside: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for row in rows("SELECT DISTINCT ?inner ?outer WHERE { ?inner wm:locatedIn ?outer }")? {
            if let [Some(Term::NamedNode(inner)), Some(Term::NamedNode(outer))] = row.as_slice()
                && let (Some(inner), Some(outer)) = (index.get(inner.as_str()), index.get(outer.as_str()))
            {
                inside.entry(*inner).or_default().insert(*outer);
                catalogue.holds.entry(*outer).or_default().insert(*inner);
            }
        }
        catalogue.inside = inside;
        catalogue.index_names();
        Ok(catalogue)
    }

    fn index_names(&mut self) {
        for (n, thing) in self.things.iter().enumerate() {
            for name in &thing.names {
                let folded = fold(name);
                if !folded.is_empty() {
                    self.longest = self.longest.max(folded.chars().count());
                    push(&mut self.exact, folded, n);
                }
            }
        }
        let mut cut = BTreeMap::new();
        for (n, thing) in self.things.iter().enumerate() {
            if !matches!(thing.sort, Sort::Organization | Sort::Place | Sort::Policy) {
                continue;
            }
            for name in &thing.names {
                for short in self.shorter(&fold(name)) {
                    if !self.exact.contains_key(&short) {
                        push(&mut cut, short, n);
                    }
                }
            }
        }
        self.cut = cut;
        self.whole = self.exact.len();
        let names = self.exact.iter().chain(&self.cut);
        self.names = names.map(|(name, things)| (name.clone(), things.clone())).collect();
        for (n, (name, _)) in self.names.iter().enumerate() {
            let n = u32::try_from(n).unwrap_or(u32::MAX);
            let chars: Vec<char> = name.chars().collect();
            if let (Some(first), true) = (chars.first(), chars.len() <= 40 && chars.iter().copied().any(is_chinese)) {
                self.first.entry(*first).or_default().push(n);
            }
            if n as usize >= self.whole {
                continue;
            }
            let mut seen = BTreeSet::new();
            for pair in chars.windows(2) {
                if seen.insert((pair[0], pair[1])) {
                    self.pairs.entry((pair[0], pair[1])).or_default().push(n);
                }
            }
        }
        for first in self.first.keys() {
            self.sounds.entry(syllable(*first)).or_default().push(*first);
        }
    }

    /// All figures of the store.
    ///
    /// # Errors
    /// What the store says.
    pub fn figures(&self, store: &dyn Queryable) -> Result<&[Figure], QueryError> {
        if let Some(figures) = self.figures.get() {
            return Ok(figures);
        }
        let figures = figures::all_figures(store)?;
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
        let named = self.exact.range(folded.clone()..).take_while(|(name, _)| name.starts_with(&folded)).take(500);
        for (name, things) in named {
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

    /// Shorter forms of a name: without the name of another thing in front, and without its legal tail.
    fn shorter(&self, name: &str) -> BTreeSet<String> {
        let mut forms = BTreeSet::from([name.to_owned()]);
        let ends: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
        for &at in &ends {
            let known = self.exact.get(&name[..at]).is_some_and(|things| {
                things.iter().any(|&n| matches!(self.things[n].sort, Sort::Place | Sort::Organization))
            });
            if known {
                forms.insert(name[at..].to_owned());
            }
        }
        for form in forms.clone() {
            for tail in LEGAL_TAILS {
                if let Some(short) = form.strip_suffix(tail) {
                    forms.insert(short.to_owned());
                }
            }
        }
        forms.remove(name);
        // Two characters say too little unless they are the whole of a registered name.
        forms.retain(|form| form.chars().count() >= 3 || (form.chars().count() == 2 && name.ends_with("公司")));
        forms
    }

    /// Characters of the longest name.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The things with this folded name.
    pub fn named(&self, folded: &str) -> &[usize] {
        self.exact.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The things with a fuller name that this folded form is cut from.
    pub fn cut_to(&self, folded: &str) -> &[usize] {
        self.cut.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The folded names, the cut ones included, that begin with a character, with their things.
    pub fn names_from(&self, first: char) -> impl Iterator<Item = (&str, &[usize])> {
        let names = self.first.get(&first).into_iter().flatten();
        names.filter_map(|n| self.names.get(*n as usize)).map(|(name, things)| (name.as_str(), things.as_slice()))
    }

    /// The characters of this sound, without tones, that names begin with.
    pub fn sounding(&self, syllable: &str) -> &[char] {
        self.sounds.get(syllable).map_or(&[], Vec::as_slice)
    }

    /// The things that have `part` inside a name. People are left out: a part of a person's name is another person.
    pub fn containing(&self, part: &str) -> BTreeSet<usize> {
        let chars: Vec<char> = part.chars().collect();
        // The rarest pair of neighbours leads to few names.
        let lists = chars.windows(2).map(|pair| self.pairs.get(&(pair[0], pair[1])).map_or(&[][..], Vec::as_slice));
        let rarest = lists.min_by_key(|names| names.len()).unwrap_or(&[]);
        let names = rarest.iter().filter_map(|n| self.names.get(*n as usize));
        let things = names.filter(|(name, _)| name.contains(part)).flat_map(|(_, things)| things.iter().copied());
        things.filter(|thing| self.things[*thing].sort != Sort::Person).collect()
    }

    /// Up to `count` names that are nearest to `words`, for telling what was perhaps meant: by shared characters, by
    /// sound, and by the number of letters to change.
    pub fn nearest(&self, words: &str, count: usize) -> Vec<String> {
        let wanted = fold(words);
        let chars: Vec<char> = wanted.chars().collect();
        if chars.len() > 40 {
            return Vec::new();
        }
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for pair in chars.windows(2) {
            for n in self.pairs.get(&(pair[0], pair[1])).into_iter().flatten() {
                *shared.entry(*n).or_default() += 1;
            }
        }
        let sound = |text: &str| -> String { text.chars().map(syllable).collect() };
        let wanted_sound = sound(&wanted);
        let chinese = chars.iter().copied().any(is_chinese);
        // A name of two or three characters with one of them wrong shares no pair; it begins alike or sounds alike.
        let near_first: BTreeSet<char> = chars
            .first()
            .into_iter()
            .flat_map(|first| self.sounding(&syllable(*first)).iter().copied().chain([*first]))
            .collect();
        let alike = near_first.iter().flat_map(|first| self.first.get(first).into_iter().flatten().copied());
        let candidates: BTreeSet<u32> = shared
            .iter()
            .filter(|(_, shared)| **shared * 3 >= chars.len().saturating_sub(1))
            .map(|(n, _)| *n)
            .chain(alike)
            .collect();
        let mut scored: Vec<(f64, &str)> = candidates
            .into_iter()
            .filter_map(|n| self.names.get(n as usize))
            .filter(|(name, _)| name.chars().count().abs_diff(chars.len()) <= chars.len().div_ceil(2))
            .filter_map(|(name, things)| {
                let theirs: Vec<char> = name.chars().collect();
                let written = 1.0 - distance(&theirs, &chars) as f64 / theirs.len().max(chars.len()) as f64;
                let heard: Vec<char> = sound(name).chars().collect();
                let said: Vec<char> = wanted_sound.chars().collect();
                let heard = 1.0 - distance(&heard, &said) as f64 / heard.len().max(said.len()).max(1) as f64;
                let score = if chinese { written.max(heard * 0.98) } else { heard.max(written) };
                let floor = if chinese { 0.5 } else { 0.66 };
                (score >= floor).then(|| (score, self.things[things[0]].label.as_str()))
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let mut names: Vec<String> = Vec::new();
        for (_, name) in scored {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
            if names.len() == count {
                break;
            }
        }
        names
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

/// Characters to change, add or leave out on the way from one text to the other (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

fn push(map: &mut BTreeMap<String, Vec<usize>>, name: String, thing: usize) {
    let things = map.entry(name).or_default();
    if !things.contains(&thing) {
        things.push(thing);
    }
}

fn text(term: &Term) -> String {
    crate::query::term_text(term)
}

fn sort_of(kinds: &BTreeSet<String>) -> Option<Sort> {
    let sorts = [
        ("Person", Sort::Person),
        ("Organization", Sort::Organization),
        ("Place", Sort::Place),
        ("Policy", Sort::Policy),
        ("Product", Sort::Product),
        ("Gathering", Sort::Gathering),
        ("Position", Sort::Position),
    ];
    sorts.into_iter().find(|(name, _)| kinds.contains(*name)).map(|(_, sort)| sort)
}

/// A name or question as it is compared: in simplified characters, small letters, half-width, without quotes, brackets and spaces between
/// Chinese characters.
pub fn fold(text: &str) -> String {
    fold_with_map(text).0
}

/// [`fold`], with the place in `text` (in characters) of each character of the result.
pub fn fold_with_map(text: &str) -> (String, Vec<usize>) {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    // One character for one, so that the map holds.
    let chars: Vec<char> = simplify(text).chars().map(half).collect();
    let mut folded = String::new();
    let mut map = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        if "“”‘’\"'《》「」『』〈〉()".contains(c) {
            continue;
        }
        if c == ' ' {
            let near = |n: Option<&char>| n.is_none_or(|c| !c.is_ascii_alphanumeric());
            let before = at.checked_sub(1).and_then(|at| chars.get(at));
            if near(before) || near(chars.get(at + 1)) {
                continue;
            }
        }
        for small in c.to_lowercase() {
            folded.push(small);
            map.push(at);
        }
    }
    (folded, map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        assert_eq!(fold("“百链千品”工程"), "百链千品工程");
        assert_eq!(fold("「百鏈千品」計劃有哪些？"), fold("“百链千品”计划有哪些？"));
        assert_eq!(fold("Li Qiang ＡＩ 大会"), "li qiang ai大会");
    }
}
