//! A query enters; the same query leaves, with `OPTIONAL` and `BIND` moved behind what must match.
//!
//! The engine orders the patterns of a join by how little they are thought to match. An `OPTIONAL` in their middle parts the
//! join in two, and what stands behind it is then read for the whole graph rather than for the few rows in front. Where both
//! readings give the same rows, the optional part moves to the end of its group.
//!
//! Promise: the rows are the same. `Join(LeftJoin(A, B), C)` is `LeftJoin(Join(A, C), B)` where every variable that B or its
//! condition shares with C is bound in each row of A; so it is with `Extend`, whose variable C must not have at all, and
//! whose expression must not give another value each time.

use std::collections::BTreeSet;

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, Variable};

use super::sparql::words;

/// Expressions that are counted, not only computed.
const VOLATILE: [&str; 4] = ["RAND", "UUID", "STRUUID", "BNODE"];

/// The query with its optional parts last.
pub(super) fn optional_last(query: &Query) -> Query {
    let mut query = query.clone();
    match &mut query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => lift(pattern),
    }
    query
}

/// What was taken off a part of a join.
enum Lifted {
    Optional(Box<GraphPattern>, Option<Expression>),
    Bind(Variable, Expression),
}

fn lift(pattern: &mut GraphPattern) {
    for child in children(pattern) {
        lift(child);
    }
    if !matches!(pattern, GraphPattern::Join { .. }) {
        return;
    }
    let nothing = GraphPattern::Bgp { patterns: Vec::new() };
    let mut parts = Vec::new();
    flatten(std::mem::replace(pattern, nothing), &mut parts);
    let mut lifted = Vec::new();
    while let Some(at) = (0..parts.len()).find(|&at| is_free(&parts, at)) {
        let mut inner = Vec::new();
        match parts.remove(at) {
            GraphPattern::LeftJoin { left, right, expression } => {
                flatten(*left, &mut inner);
                lifted.push(Lifted::Optional(right, expression));
            }
            GraphPattern::Extend { inner: of, variable, expression } => {
                flatten(*of, &mut inner);
                lifted.push(Lifted::Bind(variable, expression));
            }
            _ => unreachable!("only these two are free"),
        }
        parts.splice(at..at, inner);
    }
    let join = |left, right| GraphPattern::Join { left: Box::new(left), right: Box::new(right) };
    let mut whole = parts.into_iter().reduce(join).expect("a join has parts");
    while let Some(part) = lifted.pop() {
        whole = match part {
            Lifted::Optional(right, expression) => GraphPattern::LeftJoin { left: Box::new(whole), right, expression },
            Lifted::Bind(variable, expression) => GraphPattern::Extend { inner: Box::new(whole), variable, expression },
        };
    }
    *pattern = whole;
}

/// Whether the outermost step of this part may as well be done after the join with the others.
fn is_free(parts: &[GraphPattern], at: usize) -> bool {
    if parts.len() < 2 {
        return false;
    }
    let others = || {
        let others = parts.iter().enumerate().filter(move |(other, _)| *other != at);
        others.flat_map(|(_, part)| names(&part.to_string())).collect::<BTreeSet<_>>()
    };
    match &parts[at] {
        GraphPattern::LeftJoin { left, right, expression } => {
            let mut shared = names(&right.to_string());
            shared.extend(expression.iter().flat_map(|expression| names(&expression.to_string())));
            let (others, bound) = (others(), bound(left));
            shared.iter().all(|name| !others.contains(name) || bound.contains(name))
        }
        GraphPattern::Extend { inner, variable, expression } => {
            let text = expression.to_string();
            let (others, bound) = (others(), bound(inner));
            !others.contains(variable.as_str())
                && !words(&text).iter().any(|word| VOLATILE.contains(&word.to_ascii_uppercase().as_str()))
                && names(&text).iter().all(|name| !others.contains(name) || bound.contains(name))
        }
        _ => false,
    }
}

fn flatten(pattern: GraphPattern, parts: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, parts);
            flatten(*right, parts);
        }
        other => parts.push(other),
    }
}

fn children(pattern: &mut GraphPattern) -> Vec<&mut GraphPattern> {
    match pattern {
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => vec![left, right],
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => vec![inner],
        _ => Vec::new(),
    }
}

/// The names of all variables in a piece of a query, in the engine's own notation: perhaps more than are in scope.
fn names(text: &str) -> BTreeSet<String> {
    words(text).iter().filter_map(|word| word.strip_prefix('?')).map(str::to_owned).collect()
}

/// The names of variables that every row of a pattern binds: perhaps not all of them.
fn bound(pattern: &GraphPattern) -> BTreeSet<String> {
    let of = |term: &TermPattern| match term {
        TermPattern::Variable(variable) => Some(variable.as_str().to_owned()),
        _ => None,
    };
    match pattern {
        GraphPattern::Bgp { patterns } => patterns
            .iter()
            .flat_map(|triple| {
                let predicate = match &triple.predicate {
                    NamedNodePattern::Variable(variable) => Some(variable.as_str().to_owned()),
                    NamedNodePattern::NamedNode(_) => None,
                };
                [of(&triple.subject), predicate, of(&triple.object)]
            })
            .flatten()
            .collect(),
        GraphPattern::Path { subject, object, .. } => [of(subject), of(object)].into_iter().flatten().collect(),
        GraphPattern::Join { left, right } => &bound(left) | &bound(right),
        GraphPattern::Union { left, right } => &bound(left) & &bound(right),
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => bound(inner),
        GraphPattern::Project { inner, variables } => {
            let kept = variables.iter().map(|variable| variable.as_str().to_owned()).collect();
            &bound(inner) & &kept
        }
        GraphPattern::Values { variables, bindings } => variables
            .iter()
            .enumerate()
            .filter(|(column, _)| bindings.iter().all(|row| row[*column].is_some()))
            .map(|(_, variable)| variable.as_str().to_owned())
            .collect(),
        _ => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use spargebra::SparqlParser;

    use super::*;

    fn same(given: &str, expected: &str) {
        let parse = |text: &str| SparqlParser::new().parse_query(text).unwrap();
        let where_of = |query: &Query| query.to_string();
        assert_eq!(where_of(&optional_last(&parse(given))), where_of(&optional_last(&parse(expected))), "{given}");
        assert_eq!(where_of(&optional_last(&parse(expected))), where_of(&parse(expected)), "{expected}");
    }

    fn stays(query: &str) {
        let parsed = SparqlParser::new().parse_query(query).unwrap();
        assert_eq!(optional_last(&parsed).to_string(), parsed.to_string());
    }

    #[test]
    fn an_optional_part_moves_behind_what_must_match() {
        let moved = SparqlParser::new()
            .parse_query(
                "SELECT * { ?a <x:p> ?b OPTIONAL { ?a <x:q> ?c } ?b <x:r> ?d BIND(STR(?a) AS ?e) ?d <x:s> ?f }",
            )
            .unwrap();
        let Query::Select { pattern: GraphPattern::Project { inner, .. }, .. } = optional_last(&moved) else {
            panic!("a SELECT");
        };
        let GraphPattern::Extend { inner, .. } = *inner else { panic!("the BIND is last: {inner}") };
        let GraphPattern::LeftJoin { left, .. } = *inner else { panic!("then the OPTIONAL: {inner}") };
        assert!(matches!(*left, GraphPattern::Join { .. }), "{left}");
        same(
            "SELECT * { ?a <x:p> ?b OPTIONAL { ?a <x:q> ?c } { SELECT ?b { ?b <x:r> ?d } } }",
            "SELECT * { ?a <x:p> ?b { SELECT ?b { ?b <x:r> ?d } } OPTIONAL { ?a <x:q> ?c } }",
        );
    }

    #[test]
    fn what_others_lean_on_stays() {
        stays("SELECT * { ?a <x:p> ?b OPTIONAL { ?a <x:q> ?c } ?c <x:r> ?d }");
        stays("SELECT * { ?a <x:p> ?b OPTIONAL { ?a <x:q> ?c FILTER(?d = ?c) } ?b <x:r> ?d }");
        stays("SELECT * { ?a <x:p> ?b BIND(STR(?b) AS ?c) ?a <x:r> ?c }");
        stays("SELECT * { ?a <x:p> ?b BIND(RAND() AS ?c) ?a <x:r> ?d }");
        stays("SELECT * { OPTIONAL { ?a <x:q> ?b } ?a <x:r> ?d }");
    }
}
