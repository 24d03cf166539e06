//! A query enters; the same query leaves, with `OPTIONAL` and `BIND` moved behind what must match, and with patterns that
//! share no variable walked one inside the other.
//!
//! The engine orders the patterns of a join by how little they are thought to match. An `OPTIONAL` in their middle parts the
//! join in two, and what stands behind it is then read for the whole graph rather than for the few rows in front. Where both
//! readings give the same rows, the optional part moves to the end of its group.
//!
//! Patterns that share no variable give every row of one with every row of the other. The engine holds all rows of one in memory
//! and, of three, all pairs of two; and it does not look whether it was cancelled while it pairs them. `LATERAL` walks the second
//! for each row of the first instead: nothing is held, and each step is a step of a scan, which looks. Only single patterns are
//! walked so, since one that is itself a join may cost more to walk than to hold.
//!
//! Promise: the rows are the same. `Join(LeftJoin(A, B), C)` is `LeftJoin(Join(A, C), B)` where every variable that B or its
//! condition shares with C is bound in each row of A; so it is with `Extend`, whose variable C must not have at all, and
//! whose expression must not give another value each time.

use std::collections::BTreeSet;

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, Variable};

use super::algebra::{is_volatile, names, names_in, names_of};

/// The query with its optional parts last, and with a loop in a loop for what is not connected.
pub(super) fn rearranged(query: &Query) -> Query {
    let mut query = query.clone();
    match &mut query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => rearrange(pattern),
    }
    query
}

/// The same for a pattern.
pub(super) fn rearrange(pattern: &mut GraphPattern) {
    lift(pattern);
    loops(pattern);
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}

/// Parts of a join that are connected by variables, perhaps over others.
#[derive(Default)]
struct Island {
    names: BTreeSet<String>,
    parts: Vec<GraphPattern>,
}

impl Island {
    /// Whether its rows are found one by one without any work between two of them.
    fn is_single(&self) -> bool {
        match self.parts.as_slice() {
            [GraphPattern::Bgp { patterns }] => patterns.len() == 1,
            [GraphPattern::Values { .. } | GraphPattern::Path { .. }] => true,
            _ => false,
        }
    }

    /// How many rows it may have, roughly, as a rank.
    fn rank(&self) -> usize {
        let open =
            |term: &TermPattern| usize::from(matches!(term, TermPattern::Variable(_) | TermPattern::BlankNode(_)));
        match self.parts.as_slice() {
            [GraphPattern::Values { .. }] => 0,
            [GraphPattern::Bgp { patterns }] => patterns.first().map_or(0, |triple| {
                let predicate = usize::from(matches!(triple.predicate, NamedNodePattern::Variable(_)));
                1 + open(&triple.subject) + predicate + open(&triple.object)
            }),
            _ => 2,
        }
    }

    fn joined(self) -> GraphPattern {
        let mut triples = Vec::new();
        let mut whole = None;
        for part in self.parts {
            match part {
                GraphPattern::Bgp { patterns } => triples.extend(patterns),
                part => {
                    whole = match whole {
                        None => Some(part),
                        Some(whole) => Some(join(whole, part)),
                    }
                }
            }
        }
        let triples = Some(triples).filter(|triples| !triples.is_empty() || whole.is_none());
        match (triples.map(|patterns| GraphPattern::Bgp { patterns }), whole) {
            (Some(triples), Some(whole)) => join(triples, whole),
            (one, other) => one.or(other).expect("a join has parts"),
        }
    }
}

fn loops(pattern: &mut GraphPattern) {
    if !matches!(pattern, GraphPattern::Join { .. } | GraphPattern::Bgp { .. }) {
        children(pattern).into_iter().for_each(loops);
        return;
    }
    let mut open = vec![&mut *pattern];
    while let Some(part) = open.pop() {
        match part {
            GraphPattern::Join { left, right } => open.extend([&mut **left, &mut **right]),
            part => children(part).into_iter().for_each(loops),
        }
    }
    let mut islands: Vec<Island> = Vec::new();
    let mut parts = Vec::new();
    flatten(pattern.clone(), &mut parts);
    for part in parts {
        let GraphPattern::Bgp { patterns } = part else {
            connect(&mut islands, names(&part), part);
            continue;
        };
        for triple in patterns {
            connect(&mut islands, names_of(&triple), GraphPattern::Bgp { patterns: vec![triple] });
        }
    }
    if islands.len() < 2 {
        return;
    }
    let (mut single, held): (Vec<Island>, Vec<Island>) = islands.into_iter().partition(Island::is_single);
    single.sort_by_key(Island::rank);
    let mut rest = single.into_iter();
    let held = held.into_iter().map(Island::joined).reduce(join);
    let Some(first) = held.or_else(|| rest.next().map(Island::joined)) else { return };
    *pattern = rest.fold(first, |outer, island| lateral(outer, island.joined()));
}

fn lateral(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Lateral { left: Box::new(left), right: Box::new(right) }
}

/// Puts a part where parts stand that share a variable with it.
fn connect(islands: &mut Vec<Island>, names: BTreeSet<String>, part: GraphPattern) {
    let (near, far): (Vec<Island>, Vec<Island>) =
        std::mem::take(islands).into_iter().partition(|island| !island.names.is_disjoint(&names));
    let mut whole = Island { names, parts: Vec::new() };
    for island in near {
        whole.names.extend(island.names);
        whole.parts.extend(island.parts);
    }
    whole.parts.push(part);
    *islands = far;
    islands.push(whole);
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
        others.flat_map(|(_, part)| names(part)).collect::<BTreeSet<_>>()
    };
    match &parts[at] {
        GraphPattern::LeftJoin { left, right, expression } => {
            let mut shared = names(right);
            shared.extend(expression.iter().flat_map(names_in));
            let (others, bound) = (others(), bound(left));
            shared.iter().all(|name| !others.contains(name) || bound.contains(name))
        }
        GraphPattern::Extend { inner, variable, expression } => {
            let (others, bound) = (others(), bound(inner));
            !others.contains(variable.as_str())
                && !is_volatile(expression)
                && names_in(expression).iter().all(|name| !others.contains(name) || bound.contains(name))
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
        | GraphPattern::Lateral { left, right }
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

/// The names of variables that every row of a pattern binds: perhaps not all of them.
fn bound(pattern: &GraphPattern) -> BTreeSet<String> {
    let of = |term: &TermPattern| match term {
        TermPattern::Variable(variable) => Some(variable.as_str().to_owned()),
        _ => None,
    };
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().flat_map(names_of).collect(),
        GraphPattern::Path { subject, object, .. } => [of(subject), of(object)].into_iter().flatten().collect(),
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => &bound(left) | &bound(right),
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
        assert_eq!(where_of(&rearranged(&parse(given))), where_of(&rearranged(&parse(expected))), "{given}");
        assert_eq!(where_of(&rearranged(&parse(expected))), where_of(&parse(expected)), "{expected}");
    }

    fn stays(query: &str) {
        let parsed = SparqlParser::new().parse_query(query).unwrap();
        assert_eq!(rearranged(&parsed).to_string(), parsed.to_string());
    }

    #[test]
    fn an_optional_part_moves_behind_what_must_match() {
        let moved = SparqlParser::new()
            .parse_query(
                "SELECT * { ?a <x:p> ?b OPTIONAL { ?a <x:q> ?c } ?b <x:r> ?d BIND(STR(?a) AS ?e) ?d <x:s> ?f }",
            )
            .unwrap();
        let Query::Select { pattern: GraphPattern::Project { inner, .. }, .. } = rearranged(&moved) else {
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
    fn what_is_not_connected_is_walked_in_a_loop() {
        let plan = |text: &str| {
            let query = SparqlParser::new().parse_query(text).unwrap();
            let Query::Select { pattern: GraphPattern::Project { inner, .. }, .. } = rearranged(&query) else {
                panic!("a SELECT");
            };
            *inner
        };
        let GraphPattern::Lateral { left, right } = plan("SELECT * { ?a <x:p> ?b . ?c ?q <x:o> . ?b <x:p> ?d }") else {
            panic!("two islands");
        };
        assert!(matches!(*left, GraphPattern::Bgp { patterns } if patterns.len() == 2));
        assert!(matches!(*right, GraphPattern::Bgp { patterns } if patterns.len() == 1));
        // The one with least open is the outermost.
        let GraphPattern::Lateral { left, .. } = plan("SELECT * { ?a ?p ?b . ?c <x:q> <x:o> }") else { panic!("two") };
        assert!(left.to_string().contains("<x:o>"), "{left}");
        // Blank nodes connect; so does what a group or a sub-query names.
        for one in [
            "SELECT * { [] <x:p> ?a ; <x:q> ?b }",
            "SELECT * { ?a <x:p> ?b { SELECT ?b { ?b <x:r> ?d } } }",
            "SELECT * { ?a <x:p> ?b OPTIONAL { ?c <x:q> ?d } }",
            "SELECT * { { ?a <x:p>/<x:q>* ?b } UNION { ?a <x:r>/<x:q>* ?b } }",
        ] {
            assert!(!plan(one).to_string().contains("LATERAL"), "{}", plan(one));
        }
        // What is a join itself, or a sub-query, is held.
        assert!(!plan("SELECT * { ?a <x:p>/<x:q> ?b . ?c <x:p> ?d . ?d <x:p> ?e }").to_string().contains("LATERAL"));
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
