//! Runs a query with its parameters bound as RDF terms.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};

use super::library::{ParamKind, read};
use super::{Query, QueryError};
use crate::rdf::{self, Answer, Limits, Queryable};

/// The rows of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Names of the variables, in the order of the query.
    pub columns: Vec<String>,
    /// One term, or none, per column.
    pub rows: Vec<Vec<Option<Term>>>,
}

/// Tags that names carry in the store; a parameter of type `name` is looked up under each.
const NAME_LANGUAGES: [&str; 3] = ["zh", "en", "zh-Latn-pinyin"];

/// Runs `text`, a query with or without a header (see [`super::library()`]), with `params` given as words.
///
/// A parameter is a variable of the query. Its value becomes an RDF term, or several for a name, bound by `VALUES` at
/// the line `# values` of the query, or at the start of its first group where there is no such line. A parameter that
/// is not given and has no default stays open. A parameter of a query that declares none is read by its look.
///
/// # Errors
/// Whatever is wrong with the query, its header or the parameters.
pub fn run(store: &dyn Queryable, text: &str, params: &BTreeMap<String, String>) -> Result<Table, QueryError> {
    let query = read("", text)?;
    let bound = bind(&query, params)?;
    let mut table = select(store, &insert(text, &bound))?;
    if !orders(text) {
        table.rows.sort_by_cached_key(|row| {
            row.iter().map(|cell| cell.as_ref().map(ToString::to_string)).collect::<Vec<_>>()
        });
    }
    Ok(table)
}

/// Runs a query as it stands over the union of all graphs, for half a minute at most. A `CONSTRUCT` gives the columns
/// `subject predicate object`, an `ASK` the column `answer`.
///
/// # Errors
/// Syntax, and whatever the store says.
pub fn select(store: &dyn Queryable, text: &str) -> Result<Table, QueryError> {
    let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let answer = rdf::run(store, text, &[], &Limits::seconds(30)).map_err(|error| match error {
        rdf::QueryError::Syntax(error) => QueryError::Syntax(error.to_string()),
        error => QueryError::Evaluation(error.to_string()),
    })?;
    Ok(match answer {
        Answer::Table(table) => Table { columns: table.columns, rows: table.rows },
        Answer::Boolean(answer) => {
            Table { columns: columns(&["answer"]), rows: vec![vec![Some(Literal::from(answer).into())]] }
        }
        Answer::Triples(triples) => {
            let rows = triples.into_iter();
            let rows = rows.map(|t| vec![Some(t.subject.into()), Some(t.predicate.into()), Some(t.object)]);
            Table { columns: columns(&["subject", "predicate", "object"]), rows: rows.collect() }
        }
    })
}

fn bind(query: &Query, params: &BTreeMap<String, String>) -> Result<BTreeMap<String, Vec<Term>>, QueryError> {
    let mut bound = BTreeMap::new();
    for (name, value) in params {
        let declared = query.params.iter().find(|param| param.name == *name);
        let known = match declared {
            Some(param) => Some(param.kind),
            None if query.params.is_empty() && is_variable(&query.text, name) => None,
            None => {
                let known = query.params.iter().map(|param| param.name.as_str());
                let known = known.collect::<Vec<_>>().join(", ");
                return Err(QueryError::UnknownParameter {
                    name: name.clone(),
                    known: if known.is_empty() { "none".to_owned() } else { known },
                });
            }
        };
        bound.insert(name.clone(), terms(name, value, known)?);
    }
    for param in &query.params {
        if let (false, Some(default)) = (bound.contains_key(&param.name), &param.default) {
            bound.insert(param.name.clone(), terms(&param.name, default, Some(param.kind))?);
        }
    }
    Ok(bound)
}

/// Whether `?name` or `$name` is written in the query as a whole word.
fn is_variable(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    !name.is_empty()
        && name.chars().all(word)
        && text
            .match_indices(name)
            .any(|(at, _)| text[..at].ends_with(['?', '$']) && !text[at + name.len()..].starts_with(word))
}

fn terms(name: &str, value: &str, kind: Option<ParamKind>) -> Result<Vec<Term>, QueryError> {
    let bad = |kind: ParamKind| QueryError::BadValue {
        name: name.to_owned(),
        value: value.to_owned(),
        expected: kind.expected(),
    };
    let kind = kind.unwrap_or_else(|| look(value));
    Ok(match kind {
        ParamKind::Name => names(value),
        ParamKind::Text => vec![Literal::new_simple_literal(value).into()],
        ParamKind::Date => {
            let day: jiff::civil::Date = value.parse().map_err(|_| bad(kind))?;
            vec![Literal::new_typed_literal(day.to_string(), xsd::DATE).into()]
        }
        ParamKind::Integer => {
            let number: i64 = value.parse().map_err(|_| bad(kind))?;
            vec![Literal::from(number).into()]
        }
        ParamKind::Iri => vec![NamedNode::new(value).map_err(|_| bad(kind))?.into()],
    })
}

fn look(value: &str) -> ParamKind {
    if value.parse::<jiff::civil::Date>().is_ok() {
        ParamKind::Date
    } else if value.parse::<i64>().is_ok() {
        ParamKind::Integer
    } else if value.contains("://") && NamedNode::new(value).is_ok() {
        ParamKind::Iri
    } else {
        ParamKind::Name
    }
}

/// The literals that a name may stand as in the store.
pub(crate) fn names(value: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = NAME_LANGUAGES
        .iter()
        .filter_map(|language| Literal::new_language_tagged_literal(value, *language).ok())
        .map(Term::from)
        .collect();
    terms.push(Literal::new_simple_literal(value).into());
    terms
}

/// Puts the bindings into the query: at its line `# values`, else behind the first brace of its pattern. Terms write
/// themselves in SPARQL's own escaping, so no word of a user is read as syntax.
fn insert(text: &str, bound: &BTreeMap<String, Vec<Term>>) -> String {
    if bound.is_empty() {
        return text.to_owned();
    }
    let mut values = String::new();
    for (name, terms) in bound {
        let _ = write!(values, " VALUES ?{name} {{");
        for term in terms {
            let _ = write!(values, " {term}");
        }
        values.push_str(" }");
    }
    let at_mark = text
        .lines()
        .scan(0, |offset, line| {
            *offset += line.len() + 1;
            Some((*offset, line))
        })
        .find(|(_, line)| line.trim() == "# values")
        .map(|(end, _)| end.min(text.len()));
    match at_mark.or_else(|| first_brace(text).map(|at| at + 1)) {
        Some(at) => format!("{}{values}\n{}", &text[..at], &text[at..]),
        None => text.to_owned(),
    }
}

/// The first `{` that is no part of a comment, an IRI or a string; behind `WHERE` where there is one.
fn first_brace(text: &str) -> Option<usize> {
    let mut inside = None;
    let mut first = None;
    let mut word = String::new();
    for (at, c) in text.char_indices() {
        match (inside, c) {
            (Some(open), c) if c == if open == '#' { '\n' } else { open } => inside = None,
            (None, '#' | '"' | '\'') => inside = Some(c),
            (None, '<') => inside = Some('>'),
            (None, '{') if word.eq_ignore_ascii_case("where") => return Some(at),
            (None, '{') => first = first.or(Some(at)),
            (None, c) if c.is_alphanumeric() => {
                if text[..at].ends_with(|p: char| !p.is_alphanumeric()) {
                    word.clear();
                }
                word.push(c);
            }
            _ => {}
        }
    }
    first
}

/// Whether the query orders its rows itself: `ORDER BY` behind its last brace.
fn orders(text: &str) -> bool {
    let tail = &text[text.rfind('}').unwrap_or(0)..];
    tail.to_ascii_uppercase().contains("ORDER BY")
}

#[cfg(test)]
mod tests {
    use oxigraph::store::Store;

    use super::*;

    #[test]
    fn a_value_stays_a_value() {
        let store = Store::new().unwrap();
        let params = BTreeMap::from([("x".to_owned(), "\" } DROP ALL #".to_owned())]);
        let table = run(&store, "# param: x text - any\nSELECT ?x WHERE { }", &params).unwrap();
        assert_eq!(table.rows, vec![vec![Some(Literal::new_simple_literal("\" } DROP ALL #").into())]]);
    }

    #[test]
    fn values_go_to_the_pattern() {
        assert_eq!(first_brace("# {\nSELECT ?a WHERE { }"), Some(20));
        assert_eq!(first_brace("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }"), Some(29));
        assert_eq!(first_brace("SELECT * { ?s ?p \"{\" }"), Some(9));
    }

    #[test]
    fn wrong_parameters_are_told() {
        let store = Store::new().unwrap();
        let run = |name: &str, value: &str| {
            let params = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            run(&store, "# param: on date - day\nSELECT ?on WHERE { }", &params).map_err(|error| error.to_string())
        };
        assert!(run("on", "2024-03-13").is_ok());
        assert_eq!(
            run("on", "yesterday").unwrap_err(),
            "parameter `on` takes a day such as 2024-03-13, not `yesterday`"
        );
        assert_eq!(run("in", "x").unwrap_err(), "the query has no parameter `in`; it has: on");
    }
}
