//! A SPARQL query, values for its variables and a limit of time enter; a table, a yes or no, or triples leave.
//!
//! Promises: a query sees the union of all named graphs unless it says `FROM`; it reads only (updates do not
//! parse); it never reaches the network (`SERVICE` is refused before anything runs); the caller has its answer or an
//! error at the time limit. Held by an Oxigraph store, a triple that stands in two graphs counts twice in the union (it does
//! not compare graphs), which is why [`super::to_quads`] puts no triple into two.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use oxigraph::model::{Literal, NamedNode, Term, Triple, Variable};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlSyntaxError};
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use spargebra::{Query, SparqlParser};

use super::queried::Queryable;
use super::vocab;

/// Rows of a `SELECT`, in the order in which the query gives them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Names of the columns, without `?`.
    pub columns: Vec<String>,
    /// One term for each column; `None` where the row leaves it open.
    pub rows: Vec<Vec<Option<Term>>>,
}

impl Table {
    /// Index of the column with this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The term in a row's column of this name.
    pub fn get(&self, row: usize, name: &str) -> Option<&Term> {
        self.rows.get(row)?.get(self.column(name)?)?.as_ref()
    }

    /// The words in a row's column of this name: a literal's value, an IRI as it is; empty where the row leaves it
    /// open.
    pub fn text(&self, row: usize, name: &str) -> &str {
        self.get(row, name).map_or("", plain)
    }
}

/// A term's words without quotes, language or datatype.
pub fn plain(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
    }
}

/// What a query gives: each form has its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `SELECT`.
    Table(Table),
    /// `ASK`.
    Boolean(bool),
    /// `CONSTRUCT` and `DESCRIBE`, sorted, each triple once.
    Triples(Vec<Triple>),
}

/// How long a query may run, and who may stop it.
#[derive(Clone, Default)]
pub struct Limits {
    /// Longest time; `None` for no limit.
    pub timeout: Option<Duration>,
    /// Ends the query when cancelled from elsewhere.
    pub token: Option<CancellationToken>,
}

impl Limits {
    /// A limit of time alone.
    pub fn seconds(seconds: u64) -> Self {
        Self { timeout: Some(Duration::from_secs(seconds)), token: None }
    }
}

/// Why a query gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The text is no SPARQL query.
    #[error("the query is not valid SPARQL: {0}")]
    Syntax(#[from] SparqlSyntaxError),
    /// Queries are answered from the graph alone.
    #[error("SERVICE is not allowed: queries are answered from the graph alone, without a network")]
    Service,
    /// `select` was given another form of query.
    #[error("a SELECT query is needed here, this is {0}")]
    NotSelect(&'static str),
    /// A value was given for a variable that the query does not have.
    #[error("the query has no variable ?{name}; it has {}", list(.known))]
    NoSuchVariable {
        /// The name given.
        name: String,
        /// The names it could be.
        known: Vec<String>,
    },
    /// The value has no place in a query: a blank node stands for nothing outside its own file.
    #[error("a blank node cannot be the value of ?{0}")]
    BlankValue(String),
    /// It ran too long.
    #[error("the query was stopped after {} s; narrow it or raise the limit", .0.as_secs_f64())]
    TimedOut(Duration),
    /// It was cancelled.
    #[error("the query was cancelled")]
    Cancelled,
    /// The engine failed.
    #[error("the query failed: {0}")]
    Evaluation(QueryEvaluationError),
}

impl From<QueryEvaluationError> for QueryError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            error => Self::Evaluation(error),
        }
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("?{name}")).collect::<Vec<_>>().join(", ")
}

/// Runs a `SELECT` under a limit of half a minute. See [`run`].
pub fn select(store: &dyn Queryable, query: &str, bindings: &[(&str, Term)]) -> Result<Table, QueryError> {
    match run(store, query, bindings, &Limits::seconds(30))? {
        Answer::Table(table) => Ok(table),
        Answer::Boolean(_) => Err(QueryError::NotSelect("an ASK query")),
        Answer::Triples(_) => Err(QueryError::NotSelect("a CONSTRUCT or DESCRIBE query")),
    }
}

/// Runs a query of any form. The prefixes of [`vocab::PREFIXES`] need no declaration.
///
/// `bindings` (name without `?`, value) act as a `VALUES` line at the head of the outermost `WHERE`: several values for
/// one name are alternatives. A variable without a binding stays open.
pub fn run(
    store: &dyn Queryable,
    query: &str,
    bindings: &[(&str, Term)],
    limits: &Limits,
) -> Result<Answer, QueryError> {
    let mut query = parse(query)?;
    bind(&mut query, bindings)?;
    run_algebra(store, query, limits)
}

/// [`run`] for a query that is algebra already: nothing is parsed.
pub fn run_algebra(store: &dyn Queryable, query: Query, limits: &Limits) -> Result<Answer, QueryError> {
    if reaches_out(&query) {
        return Err(QueryError::Service);
    }
    let token = limits.token.clone().unwrap_or_default();
    let (graph, running) = (store.as_graph(), token.clone());
    let answer = watched(&token, limits.timeout, move || {
        let answer = || graph.evaluate(&query, None, &running).and_then(collect);
        match answer() {
            Err(error) if graph.restored(&error) => answer(),
            other => other,
        }
    });
    match (answer, limits.timeout) {
        (None, timeout) => Err(QueryError::TimedOut(timeout.unwrap_or_default())),
        (Some(answer), _) => answer.map_err(QueryError::from),
    }
}

/// The names of the variables of a query, sorted.
pub fn variables(query: &str) -> Result<Vec<String>, QueryError> {
    Ok(names_of(&parse(query)?))
}

pub(super) fn parse(query: &str) -> Result<Query, QueryError> {
    Ok(parser().parse_query(query)?)
}

/// A parser that knows the prefixes of [`vocab::PREFIXES`].
pub(super) fn parser() -> SparqlParser {
    vocab::PREFIXES.iter().fold(SparqlParser::new(), |parser, (name, iri)| {
        parser.with_prefix(*name, *iri).expect("the declared prefixes are IRIs")
    })
}

fn pattern_of(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

fn collect(results: QueryResults<'_>) -> Result<Answer, QueryEvaluationError> {
    Ok(match results {
        QueryResults::Boolean(value) => Answer::Boolean(value),
        QueryResults::Graph(triples) => {
            let mut triples = triples.collect::<Result<Vec<_>, _>>()?;
            triples.sort_by_cached_key(ToString::to_string);
            triples.dedup();
            Answer::Triples(triples)
        }
        QueryResults::Solutions(solutions) => {
            let columns = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect::<Vec<_>>();
            let rows = solutions
                .map(|solution| {
                    let solution = solution?;
                    Ok((0..columns.len()).map(|index| solution.get(index).cloned()).collect())
                })
                .collect::<Result<_, QueryEvaluationError>>()?;
            Answer::Table(Table { columns, rows })
        }
    })
}

/// Runs `work` on a thread of its own and waits for it no longer than `timeout`: a step of the engine that does not look
/// at the token then goes on behind the caller's back until it does, and its result is dropped.
fn watched<T: Send + 'static>(
    token: &CancellationToken,
    timeout: Option<Duration>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let Some(timeout) = timeout else {
        return Some(work());
    };
    let (done, wait) = mpsc::channel();
    thread::spawn(move || {
        // The receiver is gone when the time ran out.
        let _ = done.send(work());
    });
    let result = wait.recv_timeout(timeout).ok();
    if result.is_none() {
        token.cancel();
    }
    result
}

/// Puts the values at the head of the outermost `WHERE`.
fn bind(query: &mut Query, bindings: &[(&str, Term)]) -> Result<(), QueryError> {
    if bindings.is_empty() {
        return Ok(());
    }
    let known = names_of(query);
    let mut names = bindings.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    names.sort_unstable();
    names.dedup();
    let head = where_of(pattern_of(query));
    for name in names {
        if !known.iter().any(|known| known == name) {
            return Err(QueryError::NoSuchVariable { name: name.to_owned(), known });
        }
        let rows = bindings
            .iter()
            .filter(|(other, _)| *other == name)
            .map(|(_, term)| ground(term).map(|term| vec![Some(term)]))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| QueryError::BlankValue(name.to_owned()))?;
        let values = GraphPattern::Values { variables: vec![Variable::new_unchecked(name)], bindings: rows };
        let rest = std::mem::replace(head, GraphPattern::Bgp { patterns: vec![] });
        *head = GraphPattern::Join { left: Box::new(values), right: Box::new(rest) };
    }
    Ok(())
}

fn ground(term: &Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(GroundTerm::NamedNode(node.clone())),
        Term::Literal(literal) => Some(GroundTerm::Literal(literal.clone())),
        Term::BlankNode(_) => None,
    }
}

/// The first group of the outermost `WHERE`: below what the `SELECT` line says, and left of the `OPTIONAL`, `FILTER`,
/// `BIND` and `MINUS` that follow it, which thereby see the values. A sub-query is a scope of its own and is not entered.
fn where_of(pattern: &mut GraphPattern) -> &mut GraphPattern {
    let mut current = pattern;
    while let GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } =
        current
    {
        current = inner;
    }
    if let GraphPattern::Project { inner, .. } = current {
        current = inner;
    }
    while let GraphPattern::OrderBy { inner, .. }
    | GraphPattern::Extend { inner, .. }
    | GraphPattern::Group { inner, .. }
    | GraphPattern::Filter { inner, .. }
    | GraphPattern::LeftJoin { left: inner, .. }
    | GraphPattern::Minus { left: inner, .. } = current
    {
        current = inner;
    }
    current
}

/// Read off the query's own notation, because a variable may stand in a `FILTER` alone. Names that the parser makes up
/// (32 hexadecimal digits) are left out.
fn names_of(query: &Query) -> Vec<String> {
    let mut names = words(&query.to_string())
        .into_iter()
        .filter_map(|word| word.strip_prefix('?').map(ToOwned::to_owned))
        .filter(|name| !name.is_empty())
        .filter(|name| name.len() != 32 || !name.bytes().all(|b| b.is_ascii_hexdigit()))
        .collect::<Vec<_>>();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a `SERVICE` stands anywhere, inside `EXISTS` too, where the engine would take its failure for a no.
pub(super) fn reaches_out(query: &Query) -> bool {
    words(&query.to_string()).iter().any(|word| word == "SERVICE")
}

/// The words of a query in the engine's own notation, variables with their `?`; what is inside quotes and IRIs is left out.
pub(super) fn words(query: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut rest = query.chars();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_alphanumeric() || c == '_' => {
                word.push(c);
                continue;
            }
            '"' => {
                while let Some(c) = rest.next() {
                    match c {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '<' => {
                // `<` alone is the operator, which the notation sets between spaces.
                let iri = rest.as_str();
                let end = iri.find(|c: char| c == '>' || c.is_whitespace());
                if let Some(end) = end.filter(|&end| iri[end..].starts_with('>')) {
                    rest = iri[end + 1..].chars();
                }
            }
            _ => {}
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c == '?' {
            word.push(c);
        }
    }
    words.push(word);
    words
}

/// An IRI as a term, for bindings.
pub fn iri(iri: &str) -> Result<Term, oxigraph::model::IriParseError> {
    Ok(NamedNode::new(iri)?.into())
}

/// A plain text as a term, for bindings.
pub fn text(text: &str) -> Term {
    Literal::new_simple_literal(text).into()
}

#[cfg(test)]
mod tests {
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::store::Store;

    use super::*;

    fn store() -> Store {
        let data = r#"
            @prefix wm: <https://w3id.org/wenmai#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix : <http://e/> .
            :g1 { :a wm:visited :x . :a skos:prefLabel "甲"@zh . }
            :g2 { :b wm:visited :x , :y . :b skos:prefLabel "乙"@zh . }
        "#;
        let store = Store::new().unwrap();
        store.load_from_slice(RdfParser::from_format(RdfFormat::TriG), data).unwrap();
        store
    }

    fn rows(query: &str, bindings: &[(&str, Term)]) -> Vec<String> {
        let table = select(&store(), query, bindings).unwrap();
        table
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|term| term.as_ref().map_or("-", plain).replace("http://e/", ""))
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn sees_all_graphs_as_one() {
        let query = "SELECT ?who ?what { ?who wm:visited ?what } ORDER BY ?who ?what";
        assert_eq!(rows(query, &[]), ["a x", "b x", "b y"]);
        let query = "SELECT ?who { ?who skos:prefLabel ?l ; wm:visited <http://e/y> }";
        assert_eq!(rows(query, &[]), ["b"]);
        let query = "SELECT ?who FROM <http://e/g1> { ?who skos:prefLabel ?l }";
        assert_eq!(rows(query, &[]), ["a"]);
    }

    #[test]
    fn bindings_reach_filters_optionals_and_groups() {
        let a = iri("http://e/a").unwrap();
        let b = iri("http://e/b").unwrap();
        let query = "SELECT ?who ?what { ?who wm:visited ?what } ORDER BY ?who ?what";
        assert_eq!(rows(query, &[("what", iri("http://e/y").unwrap())]), ["b y"]);
        assert_eq!(rows(query, &[("who", a.clone()), ("who", b.clone())]).len(), 3);
        // Not projected, used in a filter and in a count.
        let query = "SELECT (COUNT(*) AS ?n) { ?who wm:visited ?what }";
        assert_eq!(rows(query, &[("who", b)]), ["2"]);
        let query = "SELECT ?who { ?who skos:prefLabel ?l FILTER(STR(?l) = ?name) }";
        assert_eq!(rows(query, &[("name", text("乙"))]), ["b"]);
        let query = "SELECT DISTINCT ?l { ?who wm:visited ?what OPTIONAL { ?who skos:prefLabel ?l } } LIMIT 5";
        assert_eq!(rows(query, &[("who", a)]), ["甲"]);
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let store = store();
        let error = |query: &str, bindings: &[(&str, Term)]| select(&store, query, bindings).unwrap_err().to_string();
        assert!(error("SELECT ?x {", &[]).starts_with("the query is not valid SPARQL"));
        assert!(error("INSERT DATA { <a:a> <a:b> <a:c> }", &[]).contains("not valid SPARQL"));
        assert!(error("ASK { ?s ?p ?o }", &[]).contains("an ASK query"));
        assert_eq!(
            error("SELECT ?s { ?s ?p ?o }", &[("t", text("x"))]),
            "the query has no variable ?t; it has ?o, ?p, ?s"
        );
        for query in [
            "SELECT ?s { SERVICE <http://e/sparql> { ?s ?p ?o } }",
            "SELECT ?s { { ?s ?p ?o } UNION { SERVICE SILENT <http://e/sparql> { ?s ?p ?o } } }",
            "SELECT ?s { ?s ?p ?o FILTER EXISTS { SERVICE <http://e/q> { ?s ?p ?o } } }",
        ] {
            assert!(error(query, &[]).contains("SERVICE"), "{query}");
        }
    }

    #[test]
    fn variables_are_read_outside_of_quotes() {
        let query = r#"SELECT ?a { ?a <http://e/?x> "a \"SERVICE\" ?y" ; wm:number ?n FILTER(?n < 3 && ?n > ?m) }"#;
        assert_eq!(variables(query).unwrap(), ["a", "m", "n"]);
        assert!(select(&store(), query, &[]).is_ok());
    }

    #[test]
    fn stops_at_its_time_and_when_cancelled() {
        let store = Store::new().unwrap();
        let node = |n: usize| NamedNode::new(format!("http://e/{n}")).unwrap();
        for n in 0..60 {
            store
                .insert(&Triple::new(node(n), node(0), node(n + 1)).in_graph(oxigraph::model::GraphName::from(node(1))))
                .unwrap();
        }
        let long = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }";
        let limits = Limits { timeout: Some(Duration::from_millis(50)), token: None };
        assert!(matches!(run(&store, long, &[], &limits), Err(QueryError::TimedOut(_))));
        let token = CancellationToken::new();
        token.cancel();
        let limits = Limits { timeout: None, token: Some(token) };
        assert!(matches!(run(&store, "SELECT * { ?s ?p ?o }", &[], &limits), Err(QueryError::Cancelled)));
    }

    #[test]
    fn asks_and_constructs() {
        let store = store();
        let limits = Limits::default();
        let answer = run(&store, "ASK { ?s wm:visited ?o }", &[], &limits).unwrap();
        assert_eq!(answer, Answer::Boolean(true));
        let query = "CONSTRUCT { ?o wm:met ?s } { ?s wm:visited ?o }";
        let Answer::Triples(triples) = run(&store, query, &[], &limits).unwrap() else {
            panic!("a CONSTRUCT gives triples");
        };
        assert_eq!(triples.len(), 3);
    }
}
