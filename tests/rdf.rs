//! The quads of a graph, the ontology and its companions.

#[path = "fixtures/rdf_records.rs"]
mod fixture;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::store::Store;
use wenmai::graph::{Class, Property};
use wenmai::knowledge::ontology::{Ontology, PropertyKind};
use wenmai::rdf::vocab::{self, WM};
use wenmai::rdf::{self, Format};

fn quads() -> Vec<Quad> {
    rdf::to_quads(&fixture::knowledge_graph(&fixture::records()), vocab::DEFAULT_BASE)
}

fn store(quads: &[Quad]) -> Store {
    let store = Store::new().unwrap();
    store.extend(quads.iter().map(Quad::as_ref)).unwrap();
    store
}

/// Rows of a query, with prefixes for data and ontology left out.
fn rows(store: &Store, query: &str) -> Vec<String> {
    let table = rdf::select(store, query, &[]).unwrap();
    let cell =
        |term: &Option<Term>| term.as_ref().map_or("-", rdf::plain).replace(vocab::DEFAULT_BASE, "").replace(WM, "wm:");
    table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" | ")).collect()
}

fn ontology_file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn turtle(name: &str) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::Turtle).for_slice(&ontology_file(name)).collect::<Result<_, _>>().unwrap()
}

fn is_term(name: &str) -> bool {
    let ontology = Ontology::embedded();
    ontology.classes.contains_key(name)
        || ontology.properties.contains_key(name)
        || ontology.individuals.contains_key(name)
}

#[test]
fn quads_are_canonical_and_the_same_in_any_order_of_records() {
    let quads = quads();
    let lines: Vec<String> = quads.iter().map(ToString::to_string).collect();
    assert!(lines.is_sorted_by(|one, other| one < other), "sorted, each once");
    let mut records = fixture::records();
    records.reverse();
    assert!(quads == rdf::to_quads(&fixture::knowledge_graph(&records), vocab::DEFAULT_BASE));
    for quad in &quads {
        assert!(matches!(quad.subject, NamedOrBlankNode::NamedNode(_)), "{quad}");
        assert!(!matches!(quad.object, Term::BlankNode(_)), "{quad}");
        assert!(matches!(quad.graph_name, GraphName::NamedNode(_)), "{quad}");
    }
    // What is written reads back strictly: every IRI and literal is valid.
    let mut out = Vec::new();
    rdf::serialize(Format::NQuads, &quads, &mut out).unwrap();
    let back: Vec<Quad> = RdfParser::from_format(RdfFormat::NQuads).for_slice(&out).collect::<Result<_, _>>().unwrap();
    assert!(back == quads);
}

#[test]
fn each_triple_stands_in_one_graph_only() {
    let mut graphs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for quad in quads() {
        let triple = format!("{} {} {}", quad.subject, quad.predicate, quad.object);
        graphs.entry(triple).or_default().push(quad.graph_name.to_string());
    }
    let doubled: Vec<_> = graphs.iter().filter(|(_, graphs)| graphs.len() > 1).collect();
    assert!(doubled.is_empty(), "{doubled:#?}");
}

#[test]
fn every_term_that_is_used_is_in_the_ontology() {
    let mut used = BTreeSet::new();
    for quad in quads() {
        for term in [Term::from(quad.subject), quad.predicate.into(), quad.object] {
            if let Term::NamedNode(node) = term
                && let Some(name) = node.as_str().strip_prefix(WM)
            {
                used.insert(name.to_owned());
            }
        }
    }
    assert!(used.len() > 80, "the records use only {} terms", used.len());
    // Also what no record here happens to use.
    used.extend(Class::ALL.map(|class| class.name().to_owned()));
    used.extend(Class::ALL.map(|class| class.general().to_owned()));
    used.extend(Property::ALL.map(|property| property.name().to_owned()));
    let unknown: Vec<_> = used.iter().filter(|name| !is_term(name)).collect();
    assert!(unknown.is_empty(), "not in ontology/wenmai.ttl: {unknown:?}");
}

#[test]
fn statements_keep_to_domains_and_ranges() {
    let quads = quads();
    let ontology = Ontology::embedded();
    let mut classes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for quad in quads.iter().filter(|quad| quad.predicate.as_ref() == oxigraph::model::vocab::rdf::TYPE) {
        if let Term::NamedNode(class) = &quad.object
            && let Some(name) = class.as_str().strip_prefix(WM)
        {
            classes.entry(quad.subject.to_string()).or_default().push(name.to_owned());
        }
    }
    for (name, individual) in &ontology.individuals {
        classes.insert(vocab::wm(name).to_string(), vec![individual.class.clone()]);
    }
    let is_one = |node: &str, wanted: &[String]| {
        let found = classes.get(node).map_or(&[][..], Vec::as_slice);
        wanted.is_empty() || found.iter().any(|class| wanted.iter().any(|wanted| ontology.is_a(class, wanted)))
    };
    for quad in &quads {
        let Some(property) = quad.predicate.as_str().strip_prefix(WM).map(|name| &ontology.properties[name]) else {
            continue;
        };
        assert!(is_one(&quad.subject.to_string(), &property.domains), "domain: {quad}");
        match &quad.object {
            Term::Literal(literal) => {
                assert_eq!(property.kind, PropertyKind::Data, "{quad}");
                let datatype = literal.datatype().as_str().replace("http://www.w3.org/2001/XMLSchema#", "xsd:");
                let datatype = datatype.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:");
                assert!(property.ranges.contains(&datatype), "range: {quad}");
            }
            object => {
                assert_eq!(property.kind, PropertyKind::Object, "{quad}");
                assert!(is_one(&object.to_string(), &property.ranges), "range: {quad}");
            }
        }
    }
}

#[test]
fn questions_are_answered_with_their_evidence() {
    let store = store(&quads());
    let companies = "SELECT ?who ?position ?company ?date ?place ?quote ?source {
        ?visit a wm:Visit ; wm:realis wm:Happened ; wm:visitor/skos:prefLabel ?who ; wm:visited ?organization .
        ?organization a wm:Company ; skos:prefLabel ?company .
        ?visit wm:eventDate ?date ; wm:within/skos:prefLabel ?place .
        OPTIONAL { ?visit wm:visitorPosition/skos:prefLabel ?position }
        ?visit wm:evidence ?passage . ?passage nif:anchorOf ?quote ; nif:referenceContext/wm:source ?source } ORDER BY ?quote";
    assert_eq!(
        rows(&store, companies),
        [
            "宋知远 | 青湖省省长 | 青禾科技有限公司 | 2025-05-06 | 杭州市 | 5月6日，青湖省省长宋知远在杭州市考察。 | news/第一.txt",
            "宋知远 | 青湖省省长 | 青禾科技有限公司 | 2025-05-06 | 杭州市 | 宋知远来到青禾科技有限公司西溪园区，听取汇报。 | news/第一.txt",
        ]
    );
    // Told by two documents, it is one event, counted once, with the evidence of both.
    let city = "SELECT (COUNT(?visit) AS ?n) { ?visit a wm:Visit ; wm:visitor/skos:prefLabel \"宋知远\"@zh ;
        wm:visited/wm:adcode \"330100\" }";
    assert_eq!(rows(&store, city), ["1"]);
    let evidence = "SELECT (COUNT(DISTINCT ?doc) AS ?n) { ?v a wm:Visit ; wm:visitor/skos:prefLabel \"宋知远\"@zh ;
        wm:visited/wm:adcode \"330100\" ; wm:evidence/nif:referenceContext ?doc }";
    assert_eq!(rows(&store, evidence), ["2"]);
    // Planned is not happened.
    assert_eq!(rows(&store, "SELECT ?p { ?p wm:visited/wm:adcode \"110000\" . ?p a wm:Person }"), [""; 0]);
    let planned = "SELECT ?start ?end ?words { ?v wm:realis wm:Planned ; a wm:Visit ; wm:eventStart ?start ;
        wm:eventEnd ?end ; wm:timeText ?words }";
    assert_eq!(rows(&store, planned), ["2025-06-01 | 2025-06-30 | 6月"]);
    let figure = "SELECT ?s ?i ?v ?n ?u ?c ?r ?p { ?o a wm:Observation ; wm:subject/skos:prefLabel ?s ; wm:indicator ?i ;
        wm:valueText ?v ; wm:number ?n ; wm:unit ?u ; wm:change ?c ; wm:changeNumber ?r ; wm:period ?p ; wm:status wm:Actual }";
    assert_eq!(
        rows(&store, figure),
        ["青禾科技有限公司 | 出口额 | 12.5亿元 | 1250000000 | 元 | 增长13% | 0.13 | 2024"]
    );
    let names = "SELECT ?n { ?t wm:adcode \"330100\" ; skos:prefLabel|skos:altLabel ?n } ORDER BY ?n";
    assert_eq!(rows(&store, names), ["Hangzhou Shi", "杭州市"]);
    let english = "SELECT ?n { ?t wm:isoCode \"FR\" ; skos:altLabel ?n FILTER(LANG(?n) = 'en') }";
    assert_eq!(rows(&store, english), ["France"]);
    let speech = "SELECT ?verb ?topic ?about { ?u a wm:Utterance ; wm:speechVerb ?verb ; wm:topic ?topic ;
        wm:about/skos:prefLabel ?about ; wm:direct false }";
    assert_eq!(rows(&store, speech), ["强调 | 新质生产力 | 新质生产力"]);
}

#[test]
fn every_direct_edge_has_a_statement_behind_it() {
    let store = store(&quads());
    let bare = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), 'graph/derived') && ISIRI(?o))
        FILTER(?p NOT IN (rdf:type, rdf:subject, rdf:predicate, rdf:object, prov:wasDerivedFrom))
        FILTER NOT EXISTS { ?a rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o } }";
    assert_eq!(rows(&store, bare), [""; 0]);
    let edges = "SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), 'graph/derived') && ISIRI(?o) && STRSTARTS(STR(?p), STR(wm:))) } ORDER BY ?p";
    assert_eq!(
        rows(&store, edges),
        [
            "wm:attended",
            "wm:cooperatesWith",
            "wm:holdsPosition",
            "wm:issued",
            "wm:locatedIn",
            "wm:met",
            "wm:partOf",
            "wm:produces",
            "wm:siteOf",
            "wm:spokeAbout",
            "wm:visited"
        ]
    );
    // Of the codes alone: no document says in which province 杭州市 lies.
    let codes =
        "SELECT ?in { ?s a wm:LexiconStatement ; rdf:subject/wm:adcode \"330106\" ; rdf:object/skos:prefLabel ?in }";
    assert_eq!(rows(&store, codes), ["杭州市"]);
    // The assertion proper is of the site, a second one of the organisation whose it is.
    let own =
        "SELECT ?a ?o { ?a wm:factId \"f2\" ; rdf:predicate wm:visited ; rdf:object/skos:prefLabel ?o } ORDER BY ?a";
    assert_eq!(
        rows(&store, own),
        ["assertion/d%2F一/f2 | 青禾科技有限公司西溪园区", "assertion/d%2F一/f2/2 | 青禾科技有限公司"]
    );
}

#[test]
fn alignments_and_shapes_name_terms_that_are_there() {
    for file in ["alignments.ttl", "shapes.ttl"] {
        let quads = turtle(file);
        assert!(quads.len() > 60, "{file}: {} triples", quads.len());
        for quad in quads {
            for term in [Term::from(quad.subject), quad.predicate.into(), quad.object] {
                if let Term::NamedNode(node) = term
                    && let Some(name) = node.as_str().strip_prefix(WM)
                {
                    assert!(is_term(name) || name.ends_with("Shape"), "{file}: wm:{name} is not in the ontology");
                }
            }
        }
    }
    let shaped: BTreeSet<String> = turtle("shapes.ttl")
        .into_iter()
        .filter(|quad| quad.predicate.as_str().ends_with("#targetClass"))
        .map(|quad| quad.object.to_string())
        .collect();
    for class in Class::ALL.map(Class::general) {
        let covered = shaped.contains(&vocab::wm(class).to_string()) || class == "Event";
        assert!(covered, "no shape for wm:{class}");
    }
}

#[test]
fn the_context_has_every_term() {
    let context: serde_json::Value = serde_json::from_str(&ontology_file("context.jsonld")).unwrap();
    let context = context["@context"].as_object().unwrap();
    let ontology = Ontology::embedded();
    for (name, property) in &ontology.properties {
        let entry = context.get(name).unwrap_or_else(|| panic!("context.jsonld lacks {name}"));
        assert_eq!(entry["@id"], format!("wm:{name}"));
        match property.kind {
            PropertyKind::Object => assert_eq!(entry["@type"], "@id", "{name}"),
            PropertyKind::Data if property.ranges == ["rdf:langString"] => {
                assert_eq!(entry["@language"], "zh", "{name}");
            }
            _ => {}
        }
    }
    for name in ontology.classes.keys() {
        assert_eq!(context[name], format!("wm:{name}"));
    }
}

/// Leaves the files that `tests/interop/rdf_formats.py` reads in `target/tmp/rdf`.
#[test]
fn files_of_every_format_are_written() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("rdf");
    fs::create_dir_all(&folder).unwrap();
    let quads = quads();
    for format in Format::ALL {
        let mut out = Vec::new();
        rdf::serialize(format, &quads, &mut out).unwrap();
        assert!(!out.is_empty());
        fs::write(folder.join(format!("graph.{}", format.extension())), out).unwrap();
    }
}
