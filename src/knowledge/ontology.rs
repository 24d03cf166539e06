//! The Turtle text of the ontology enters; its classes, properties and closed lists leave, with the words that state them.
//!
//! Promises: every term has a label and a definition in Chinese and in English; the classes and properties that a term
//! names are there; the class tree has no circle. Terms stand in the order of their names, words in that of the alphabet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Quad, Term as RdfTerm};

use super::KnowledgeError;

/// Namespace of the ontology.
const WM: &str = "https://w3id.org/wenmai#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const SCHEMA: &str = "https://schema.org/";

/// The ontology, by local names of its terms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ontology {
    /// What things are.
    pub classes: BTreeMap<String, OntologyClass>,
    /// What joins them, or tells of them.
    pub properties: BTreeMap<String, OntologyProperty>,
    /// The members of closed lists: `Happened`, `Inspection`.
    pub individuals: BTreeMap<String, OntologyIndividual>,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BilingualWords {
    /// Chinese.
    pub zh: Vec<String>,
    /// English, in lower case.
    pub en: Vec<String>,
}

impl BilingualWords {
    /// All of them, Chinese first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.zh.iter().chain(&self.en).map(String::as_str)
    }
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OntologyClass {
    /// Local name: `Company`.
    pub name: String,
    /// What to call it.
    pub label: Bilingual,
    /// What it is.
    pub definition: Bilingual,
    /// The classes right above it.
    pub parents: Vec<String>,
    /// Nouns for things of the class: 公司, firm.
    pub nouns: BilingualWords,
    /// Words that ask for them: 谁, which company.
    pub interrogatives: BilingualWords,
}

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum PropertyKind {
    /// Nodes.
    #[default]
    Object,
    /// Literals.
    Data,
    /// Words about the ontology itself.
    Annotation,
}

/// A property.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OntologyProperty {
    /// Local name: `visited`.
    pub name: String,
    /// What its values are.
    pub kind: PropertyKind,
    /// What to call it.
    pub label: Bilingual,
    /// What it says.
    pub definition: Bilingual,
    /// Classes that it may start from; any where empty.
    pub domains: Vec<String>,
    /// Classes that it may lead to, or datatypes (`xsd:date`, `rdf:langString`); any where empty.
    pub ranges: Vec<String>,
    /// The properties right above it.
    pub parents: Vec<String>,
    /// Whether it means the same both ways.
    pub symmetric: bool,
    /// Words that state it: 考察, visited.
    pub verbs: BilingualWords,
    /// Nouns for it: 陪同人员, companion.
    pub nouns: BilingualWords,
}

/// A member of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OntologyIndividual {
    /// Local name: `Happened`.
    pub name: String,
    /// The list: `Realis`.
    pub class: String,
    /// What to call it.
    pub label: Bilingual,
    /// What it means.
    pub definition: Bilingual,
    /// Words that state it: 将, plans.
    pub verbs: BilingualWords,
}

impl Ontology {
    /// The ontology compiled into the binary.
    ///
    /// # Panics
    /// If the embedded file is malformed, which the tests rule out.
    pub fn embedded() -> &'static Self {
        static ONTOLOGY: LazyLock<Ontology> = LazyLock::new(|| {
            Ontology::parse("ontology/wenmai.ttl", include_str!("../../ontology/wenmai.ttl"))
                .unwrap_or_else(|error| panic!("embedded ontology: {error}"))
        });
        &ONTOLOGY
    }

    /// Reads an ontology; `file` is used in errors.
    pub fn parse(file: &str, turtle: &str) -> Result<Self, KnowledgeError> {
        let quads = RdfParser::from_format(RdfFormat::Turtle)
            .for_slice(turtle)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| {
                let place = error.location().map(|range| range.start);
                KnowledgeError {
                    file: file.to_owned(),
                    line: place.map_or(1, |place| usize::try_from(place.line).unwrap_or(0) + 1),
                    column: place.map_or(1, |place| usize::try_from(place.column).unwrap_or(0) + 1),
                    message: error.to_string(),
                }
            })?;
        let terms = Terms::gather(&quads);
        let ontology = terms.ontology();
        ontology.check().map_err(|(term, message)| {
            let line = turtle.lines().position(|line| line.starts_with(&format!("wm:{term} ")));
            KnowledgeError {
                file: file.to_owned(),
                line: line.map_or(1, |index| index + 1),
                column: 1,
                message: format!("wm:{term}: {message}"),
            }
        })?;
        Ok(ontology)
    }

    /// Whether things of class `sub` are things of class `sup`: `Company` of `Organization`.
    pub fn is_a(&self, sub: &str, sup: &str) -> bool {
        sub == sup
            || self.classes.get(sub).is_some_and(|class| class.parents.iter().any(|parent| self.is_a(parent, sup)))
    }

    /// The class and all below it.
    pub fn subclasses(&self, name: &str) -> Vec<&str> {
        self.classes.keys().map(String::as_str).filter(|sub| self.is_a(sub, name)).collect()
    }

    /// Whether something of this class may stand before the property. A class above one of its domains may, since a
    /// thing of it can be of that domain too.
    pub fn may_start(&self, property: &str, class: &str) -> bool {
        self.properties.get(property).is_some_and(|property| self.fits(&property.domains, class))
    }

    /// Whether something of this class may stand after the property; see [`Self::may_start`].
    pub fn may_end(&self, property: &str, class: &str) -> bool {
        self.properties.get(property).is_some_and(|property| self.fits(&property.ranges, class))
    }

    fn fits(&self, classes: &[String], class: &str) -> bool {
        classes.is_empty() || classes.iter().any(|other| self.is_a(class, other) || self.is_a(other, class))
    }

    /// The properties that this word states, in the order of their names; English in lower case.
    pub fn stated_by(&self, word: &str) -> Vec<&OntologyProperty> {
        self.properties.values().filter(|property| property.verbs.iter().any(|verb| verb == word)).collect()
    }

    /// The classes whose things this word names or asks for, in the order of their names; English in lower case.
    pub fn named_by(&self, word: &str) -> Vec<&OntologyClass> {
        self.classes
            .values()
            .filter(|class| class.nouns.iter().chain(class.interrogatives.iter()).any(|noun| noun == word))
            .collect()
    }

    /// Every term with its label and definition.
    pub fn terms(&self) -> impl Iterator<Item = (&str, &Bilingual, &Bilingual)> {
        let classes = self.classes.values().map(|term| (term.name.as_str(), &term.label, &term.definition));
        let properties = self.properties.values().map(|term| (term.name.as_str(), &term.label, &term.definition));
        let individuals = self.individuals.values().map(|term| (term.name.as_str(), &term.label, &term.definition));
        classes.chain(properties).chain(individuals)
    }

    /// The first term that breaks a promise, and how.
    fn check(&self) -> Result<(), (String, String)> {
        for (name, label, definition) in self.terms() {
            for (text, what, language) in [
                (&label.zh, "rdfs:label", "zh"),
                (&label.en, "rdfs:label", "en"),
                (&definition.zh, "skos:definition", "zh"),
                (&definition.en, "skos:definition", "en"),
            ] {
                if text.is_empty() {
                    return Err((name.to_owned(), format!("add `{what} \"…\"@{language}`")));
                }
            }
        }
        let known = |name: &String| name.contains(':') || self.classes.contains_key(name);
        for class in self.classes.values() {
            if let Some(missing) = class.parents.iter().find(|parent| !known(parent)) {
                return Err((class.name.clone(), format!("there is no class wm:{missing} to be under")));
            }
            if let Some(above) = class.parents.iter().find(|above| self.reaches(above, &class.name)) {
                return Err((class.name.clone(), format!("it stands above and below wm:{above}")));
            }
        }
        for property in self.properties.values() {
            if let Some(missing) = property.domains.iter().chain(&property.ranges).find(|class| !known(class)) {
                return Err((property.name.clone(), format!("there is no class wm:{missing}")));
            }
            if let Some(missing) = property.parents.iter().find(|above| !self.properties.contains_key(*above)) {
                return Err((property.name.clone(), format!("there is no property wm:{missing} to be under")));
            }
        }
        match self.individuals.values().find(|individual| !known(&individual.class)) {
            Some(lost) => Err((lost.name.clone(), format!("there is no class wm:{}", lost.class))),
            None => Ok(()),
        }
    }

    /// As [`Self::is_a`], safe on a circle.
    fn reaches(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = vec![from];
        while let Some(name) = next.pop() {
            if name == to {
                return true;
            }
            if seen.insert(name) {
                next.extend(self.classes.get(name).iter().flat_map(|class| class.parents.iter().map(String::as_str)));
            }
        }
        false
    }
}

/// The statements about each term of the namespace: term, predicate in short form, object.
struct Terms(BTreeMap<String, Vec<(String, RdfTerm)>>);

impl Terms {
    fn gather(quads: &[Quad]) -> Self {
        let mut terms: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for quad in quads {
            if let NamedOrBlankNode::NamedNode(subject) = &quad.subject
                && let Some(name) = subject.as_str().strip_prefix(WM)
            {
                terms.entry(name.to_owned()).or_default().push((short(quad.predicate.as_str()), quad.object.clone()));
            }
        }
        Self(terms)
    }

    fn ontology(&self) -> Ontology {
        let mut ontology = Ontology::default();
        for name in self.0.keys() {
            let types = self.nodes(name, "rdf:type");
            let is = |wanted: &str| types.iter().any(|found| found == wanted);
            if is("owl:Class") {
                let class = OntologyClass {
                    name: name.clone(),
                    label: self.bilingual(name, "rdfs:label"),
                    definition: self.bilingual(name, "skos:definition"),
                    parents: self.nodes(name, "rdfs:subClassOf"),
                    nouns: self.words(name, "noun"),
                    interrogatives: self.words(name, "interrogative"),
                };
                ontology.classes.insert(name.clone(), class);
            } else if is("owl:NamedIndividual") {
                let individual = OntologyIndividual {
                    name: name.clone(),
                    class: types.iter().find(|class| !class.contains(':')).cloned().unwrap_or_default(),
                    label: self.bilingual(name, "rdfs:label"),
                    definition: self.bilingual(name, "skos:definition"),
                    verbs: self.words(name, "verb"),
                };
                ontology.individuals.insert(name.clone(), individual);
            } else {
                let kind = if is("owl:DatatypeProperty") {
                    PropertyKind::Data
                } else if is("owl:AnnotationProperty") {
                    PropertyKind::Annotation
                } else {
                    PropertyKind::Object
                };
                let property = OntologyProperty {
                    name: name.clone(),
                    kind,
                    label: self.bilingual(name, "rdfs:label"),
                    definition: self.bilingual(name, "skos:definition"),
                    domains: [self.nodes(name, "rdfs:domain"), self.nodes(name, "schema:domainIncludes")].concat(),
                    ranges: [self.nodes(name, "rdfs:range"), self.nodes(name, "schema:rangeIncludes")].concat(),
                    parents: self.nodes(name, "rdfs:subPropertyOf"),
                    symmetric: is("owl:SymmetricProperty"),
                    verbs: self.words(name, "verb"),
                    nouns: self.words(name, "noun"),
                };
                ontology.properties.insert(name.clone(), property);
            }
        }
        ontology
    }

    fn objects<'a>(&'a self, term: &str, predicate: &'a str) -> impl Iterator<Item = &'a RdfTerm> {
        let statements = self.0.get(term).map_or(&[][..], Vec::as_slice);
        statements.iter().filter(move |(found, _)| found == predicate).map(|(_, object)| object)
    }

    /// Short names of the nodes there, sorted.
    fn nodes(&self, term: &str, predicate: &str) -> Vec<String> {
        let nodes = self.objects(term, predicate).filter_map(|object| match object {
            RdfTerm::NamedNode(node) => Some(short(node.as_str())),
            _ => None,
        });
        let mut nodes: Vec<_> = nodes.collect();
        nodes.sort_unstable();
        nodes
    }

    /// The words there, sorted, each once.
    fn words(&self, term: &str, predicate: &str) -> BilingualWords {
        let mut words = BilingualWords::default();
        for object in self.objects(term, predicate) {
            if let RdfTerm::Literal(literal) = object {
                match literal.language() {
                    Some("zh") => words.zh.push(literal.value().to_owned()),
                    _ => words.en.push(literal.value().to_lowercase()),
                }
            }
        }
        for list in [&mut words.zh, &mut words.en] {
            list.sort_unstable();
            list.dedup();
        }
        words
    }

    fn bilingual(&self, term: &str, predicate: &str) -> Bilingual {
        let value = |language: &str| {
            let found = self.objects(term, predicate).find_map(|object| match object {
                RdfTerm::Literal(literal) if literal.language() == Some(language) => Some(literal.value().to_owned()),
                _ => None,
            });
            found.unwrap_or_default()
        };
        Bilingual { zh: value("zh"), en: value("en") }
    }
}

/// `Company` for a term of the ontology, `owl:Class` for one of the vocabularies that it is written in, else the IRI.
fn short(iri: &str) -> String {
    if let Some(name) = iri.strip_prefix(WM) {
        return name.to_owned();
    }
    let vocabularies = [
        (RDF, "rdf"),
        (RDFS, "rdfs"),
        (OWL, "owl"),
        (SKOS, "skos"),
        (SCHEMA, "schema"),
        ("http://www.w3.org/2001/XMLSchema#", "xsd"),
    ];
    vocabularies
        .into_iter()
        .find_map(|(namespace, prefix)| iri.strip_prefix(namespace).map(|name| format!("{prefix}:{name}")))
        .unwrap_or_else(|| iri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_ontology_keeps_its_promises() {
        let ontology = Ontology::embedded();
        assert!(ontology.classes.len() > 40, "{} classes", ontology.classes.len());
        assert!(ontology.properties.len() > 80, "{} properties", ontology.properties.len());
        assert_eq!(ontology.individuals.values().filter(|term| term.class == "Realis").count(), 6);
        assert_eq!(ontology.individuals.values().filter(|term| term.class == "VisitKind").count(), 4);
        assert_eq!(ontology.individuals.values().filter(|term| term.class == "FigureStatus").count(), 3);
    }

    #[test]
    fn classes_stand_in_a_tree() {
        let ontology = Ontology::embedded();
        assert!(ontology.is_a("Company", "Organization") && ontology.is_a("Company", "Thing"));
        assert!(!ontology.is_a("Organization", "Company") && !ontology.is_a("Visit", "Thing"));
        assert_eq!(ontology.subclasses("Policy"), ["Policy", "PolicyConcept", "PolicyDocument", "PolicyProgramme"]);
    }

    #[test]
    fn domains_and_ranges_tell_what_may_stand_where() {
        let ontology = Ontology::embedded();
        assert!(ontology.may_start("visited", "Person") && ontology.may_end("visited", "Company"));
        assert!(!ontology.may_start("visited", "Policy") && !ontology.may_end("visited", "Policy"));
        // A place of unknown kind may be a site.
        assert!(ontology.may_start("siteOf", "Place") && !ontology.may_start("siteOf", "Person"));
    }

    #[test]
    fn words_lead_to_terms() {
        let ontology = Ontology::embedded();
        let stated =
            |word: &str| ontology.stated_by(word).into_iter().map(|term| term.name.as_str()).collect::<Vec<_>>();
        assert_eq!(stated("考察"), ["visited"]);
        assert!(stated("签署").contains(&"cooperatesWith") && stated("met with") == ["met"]);
        assert!(stated("吃饭").is_empty());
        let named = |word: &str| ontology.named_by(word).into_iter().map(|term| term.name.as_str()).collect::<Vec<_>>();
        assert_eq!(named("谁"), ["Person"]);
        assert_eq!(named("哪家公司"), ["Company"]);
    }

    #[test]
    fn errors_name_the_place() {
        let error = |text: &str| Ontology::parse("my.ttl", text).unwrap_err().to_string();
        let prefixes = "@prefix wm: <https://w3id.org/wenmai#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
                        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
                        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";
        let good = "rdfs:label \"甲\"@zh , \"A\"@en ; skos:definition \"甲。\"@zh , \"A.\"@en";
        assert!(error(&format!("{prefixes}wm:A a owl:Class\nwm:B")).starts_with("my.ttl:6:"));
        assert_eq!(
            error(&format!("{prefixes}wm:A a owl:Class ; rdfs:label \"甲\"@zh .")),
            "my.ttl:5:1: wm:A: add `rdfs:label \"…\"@en`"
        );
        assert_eq!(
            error(&format!("{prefixes}\nwm:A a owl:Class ; rdfs:subClassOf wm:B ; {good} .")),
            "my.ttl:6:1: wm:A: there is no class wm:B to be under"
        );
        let circle = format!(
            "{prefixes}wm:A a owl:Class ; rdfs:subClassOf wm:B ; {good} .\n\
             wm:B a owl:Class ; rdfs:subClassOf wm:A ; {good} ."
        );
        assert_eq!(error(&circle), "my.ttl:5:1: wm:A: it stands above and below wm:B");
    }
}
