//! A piece of a query's algebra enters; what it names leaves.
//!
//! Promises: every variable is there, in scope or not, those of sub-queries, conditions and aggregates included; blank nodes are
//! variables too (`_:name`), since the parts of `?a <x:p>/<x:q>* ?b` share one.

use std::collections::BTreeSet;

use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The names of all variables of a pattern: perhaps more than are in scope.
pub(super) fn names(pattern: &GraphPattern) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    of_pattern(pattern, &mut found);
    found
}

/// The names of all variables of an expression.
pub(super) fn names_in(expression: &Expression) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    of_expression(expression, &mut found);
    found
}

/// The names of the variables of a triple pattern.
pub(super) fn names_of(triple: &TriplePattern) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    of_triple(triple, &mut found);
    found
}

/// Whether an expression gives another value each time it is asked for one.
pub(super) fn is_volatile(expression: &Expression) -> bool {
    let function = matches!(
        expression,
        Expression::FunctionCall(Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode, _)
    );
    // What a pattern in it computes is not looked into: it may well be.
    function || matches!(expression, Expression::Exists(_)) || parts(expression).into_iter().any(is_volatile)
}

fn of_pattern(pattern: &GraphPattern, found: &mut BTreeSet<String>) {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().for_each(|triple| of_triple(triple, found)),
        GraphPattern::Path { subject, object, .. } => {
            of_term(subject, found);
            of_term(object, found);
        }
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Minus { left, right } => {
            of_pattern(left, found);
            of_pattern(right, found);
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            of_pattern(left, found);
            of_pattern(right, found);
            if let Some(expression) = expression {
                of_expression(expression, found);
            }
        }
        GraphPattern::Filter { expr, inner } => {
            of_pattern(inner, found);
            of_expression(expr, found);
        }
        GraphPattern::Graph { name, inner } | GraphPattern::Service { name, inner, .. } => {
            of_name(name, found);
            of_pattern(inner, found);
        }
        GraphPattern::Extend { inner, variable, expression } => {
            of_pattern(inner, found);
            found.insert(variable.as_str().to_owned());
            of_expression(expression, found);
        }
        GraphPattern::Values { variables, .. } => {
            found.extend(variables.iter().map(|variable| variable.as_str().to_owned()));
        }
        GraphPattern::OrderBy { inner, expression } => {
            of_pattern(inner, found);
            for OrderExpression::Asc(expression) | OrderExpression::Desc(expression) in expression {
                of_expression(expression, found);
            }
        }
        GraphPattern::Project { inner, variables } => {
            of_pattern(inner, found);
            found.extend(variables.iter().map(|variable| variable.as_str().to_owned()));
        }
        GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } | GraphPattern::Slice { inner, .. } => {
            of_pattern(inner, found);
        }
        GraphPattern::Group { inner, variables, aggregates } => {
            of_pattern(inner, found);
            found.extend(variables.iter().map(|variable| variable.as_str().to_owned()));
            for (variable, aggregate) in aggregates {
                found.insert(variable.as_str().to_owned());
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    of_expression(expr, found);
                }
            }
        }
    }
}

fn of_triple(triple: &TriplePattern, found: &mut BTreeSet<String>) {
    of_term(&triple.subject, found);
    of_name(&triple.predicate, found);
    of_term(&triple.object, found);
}

fn of_term(term: &TermPattern, found: &mut BTreeSet<String>) {
    match term {
        TermPattern::Variable(variable) => drop(found.insert(variable.as_str().to_owned())),
        TermPattern::BlankNode(node) => drop(found.insert(node.to_string())),
        _ => {}
    }
}

fn of_name(name: &NamedNodePattern, found: &mut BTreeSet<String>) {
    if let NamedNodePattern::Variable(variable) = name {
        found.insert(variable.as_str().to_owned());
    }
}

fn of_expression(expression: &Expression, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => {
            found.insert(variable.as_str().to_owned());
        }
        Expression::Exists(pattern) => of_pattern(pattern, found),
        other => parts(other).into_iter().for_each(|part| of_expression(part, found)),
    }
}

/// The expressions that an expression is made of.
fn parts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
        Expression::Or(one, other)
        | Expression::And(one, other)
        | Expression::Equal(one, other)
        | Expression::SameTerm(one, other)
        | Expression::Greater(one, other)
        | Expression::GreaterOrEqual(one, other)
        | Expression::Less(one, other)
        | Expression::LessOrEqual(one, other)
        | Expression::Add(one, other)
        | Expression::Subtract(one, other)
        | Expression::Multiply(one, other)
        | Expression::Divide(one, other) => vec![one, other],
        Expression::UnaryPlus(inner) | Expression::UnaryMinus(inner) | Expression::Not(inner) => vec![inner],
        Expression::In(one, list) => std::iter::once(&**one).chain(list).collect(),
        Expression::If(condition, one, other) => vec![condition, one, other],
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use spargebra::{Query, SparqlParser};

    use super::*;

    #[test]
    fn every_variable_is_named() {
        let query =
            "SELECT (COUNT(?n) AS ?m) WHERE { GRAPH ?g { ?a <x:p>/<x:q>* ?b } OPTIONAL { ?b <x:r> ?c FILTER(?d = ?e) }
            BIND(IF(BOUND(?f), ?h, STR(?i)) AS ?j) VALUES ?k { 1 } FILTER(?l IN (1, ?o) || EXISTS { ?q ?r [] })
            { SELECT ?s { ?s <x:p> ?t } ORDER BY ?u } MINUS { ?v <x:p> \"?w\" } } GROUP BY ?x";
        let Query::Select { pattern, .. } = SparqlParser::new().parse_query(query).unwrap() else {
            panic!("a SELECT");
        };
        let found = names(&pattern);
        for name in "a b c d e f g h i j k l m n o q r s t u v x".split(' ') {
            assert!(found.contains(name), "?{name}");
        }
        assert!(!found.contains("w"), "a text names nothing");
        assert!(found.iter().any(|name| name.starts_with("_:")));
    }
}
