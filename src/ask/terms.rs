//! The values of a query: RDF terms that stand beside its text and enter it as algebra.
//!
//! What enters: a pattern written by the frames, in which each value stands as a mark `<wenmai-value:N>`, and the
//! terms. What leaves: the query with the terms in the place of the marks, as algebra for the engine and as text for
//! people. Promises: the text that is parsed holds nothing of the question; a value can be a value only.

use std::collections::BTreeMap;

use crate::rdf::Queryable;
use oxigraph::model::Term;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, TermPattern};
use spargebra::{Query, SparqlParser};

use crate::query::{QueryError, Table};
use crate::rdf::{self, Answer, Limits};

/// Terms by the number of their mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    terms: Vec<Term>,
    index: BTreeMap<String, usize>,
}

const MARK: &str = "wenmai-value:";

impl Terms {
    /// The mark of a term; the same term has the same mark.
    pub fn mark(&mut self, term: impl Into<Term>) -> String {
        let term = term.into();
        let terms = &mut self.terms;
        let number = *self.index.entry(term.to_string()).or_insert_with(|| {
            terms.push(term);
            terms.len() - 1
        });
        format!("<{MARK}{number}>")
    }

    fn term(&self, iri: &str) -> Option<&Term> {
        self.terms.get(iri.strip_prefix(MARK)?.parse::<usize>().ok()?)
    }

    /// Takes over a pattern that was written beside other terms.
    pub fn adopt(&mut self, pattern: &str, others: &Self) -> String {
        replaced(pattern, |iri| others.term(iri).cloned().map(|term| self.mark(term)))
    }

    /// The text with each value written out by its own notation, for showing.
    pub fn shown(&self, text: &str) -> String {
        replaced(text, |iri| self.term(iri).map(ToString::to_string))
    }

    /// The query as algebra, with the terms in their places.
    ///
    /// # Panics
    /// Where the text, which holds nothing but what the frames write, is no SPARQL: a mistake in a frame.
    pub fn query(&self, text: &str) -> Query {
        let parsed = SparqlParser::new().parse_query(text);
        let mut query = parsed.unwrap_or_else(|error| panic!("a frame wrote what is no query: {error}\n{text}"));
        if let Query::Select { pattern, .. } = &mut query {
            self.pattern(pattern);
        }
        query
    }

    fn pattern(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.part(&mut triple.subject);
                    self.part(&mut triple.object);
                }
            }
            GraphPattern::Path { subject, object, .. } => {
                self.part(subject);
                self.part(object);
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.pattern(left);
                self.pattern(right);
                if let Some(expression) = expression {
                    self.expression(expression);
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr);
                self.pattern(inner);
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.expression(expression);
                self.pattern(inner);
            }
            GraphPattern::Values { bindings, .. } => {
                for cell in bindings.iter_mut().flatten() {
                    if let Some(GroundTerm::NamedNode(node)) = cell
                        && let Some(term) = self.term(node.as_str())
                    {
                        *cell = match term.clone() {
                            Term::NamedNode(node) => Some(GroundTerm::NamedNode(node)),
                            Term::Literal(literal) => Some(GroundTerm::Literal(literal)),
                            Term::BlankNode(_) => None,
                        };
                    }
                }
            }
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(order) | OrderExpression::Desc(order) in expression {
                    self.expression(order);
                }
                self.pattern(inner);
            }
            GraphPattern::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr);
                    }
                }
                self.pattern(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => self.pattern(inner),
        }
    }

    fn part(&self, part: &mut TermPattern) {
        if let TermPattern::NamedNode(node) = part
            && let Some(term) = self.term(node.as_str())
        {
            *part = term.clone().into();
        }
    }

    fn expression(&self, expression: &mut Expression) {
        match expression {
            Expression::NamedNode(node) => match self.term(node.as_str()).cloned() {
                Some(Term::NamedNode(node)) => *expression = Expression::NamedNode(node),
                Some(Term::Literal(literal)) => *expression = Expression::Literal(literal),
                Some(Term::BlankNode(_)) | None => {}
            },
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => {
                self.expression(a);
                self.expression(b);
            }
            Expression::In(one, many) => {
                self.expression(one);
                for other in many.iter_mut() {
                    self.expression(other);
                }
            }
            Expression::UnaryPlus(one) | Expression::UnaryMinus(one) | Expression::Not(one) => self.expression(one),
            Expression::Exists(pattern) => self.pattern(pattern),
            Expression::If(a, b, c) => [a, b, c].into_iter().for_each(|one| self.expression(one)),
            Expression::Coalesce(many) | Expression::FunctionCall(_, many) => {
                for one in many.iter_mut() {
                    self.expression(one);
                }
            }
            Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => {}
        }
    }
}

/// Runs a query with its values.
///
/// # Errors
/// What the store says.
pub fn select(store: &dyn Queryable, terms: &Terms, text: &str) -> Result<Table, QueryError> {
    run(store, terms.query(text))
}

/// Runs a query that is algebra already, for at most ten seconds.
///
/// # Errors
/// What the store says.
pub fn run(store: &dyn Queryable, query: Query) -> Result<Table, QueryError> {
    match rdf::run_algebra(store, query, &Limits::seconds(10)) {
        Ok(Answer::Table(table)) => Ok(Table { columns: table.columns, rows: table.rows }),
        Ok(_) => Ok(Table::default()),
        Err(error) => Err(QueryError::Evaluation(error.to_string())),
    }
}

/// The text with each IRI for which `by` has something put in its place.
fn replaced(text: &str, mut by: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&format!("<{MARK}")) {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let mark = &rest[at..end];
        out.push_str(&by(mark.trim_matches(['<', '>'])).unwrap_or_else(|| mark.to_owned()));
        rest = &rest[end..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{Literal, NamedNode};

    use super::*;

    #[test]
    fn what_is_shown_is_what_runs() {
        let mut terms = Terms::default();
        let word = terms.mark(Literal::new_simple_literal("\" } DROP ALL # <wenmai-value:1>"));
        let node = terms.mark(NamedNode::new_unchecked("http://e/a"));
        assert_eq!(terms.mark(NamedNode::new_unchecked("http://e/a")), node);
        let text = format!(
            "SELECT ?x WHERE {{ VALUES ?x {{ {node} }} ?x <http://e/p>+ {node} FILTER(CONTAINS(STR(?x), {word}) && EXISTS {{ ?x <http://e/q> {word} }}) }}"
        );
        let query = terms.query(&text);
        // What a value itself says is no mark: it stands in both of its places as it is.
        assert_eq!(query.to_string().matches("<wenmai-value").count(), 2);
        assert_eq!(SparqlParser::new().parse_query(&terms.shown(&text)).unwrap(), query);
    }

    #[test]
    fn a_pattern_moves_with_its_terms() {
        let (mut one, mut other) = (Terms::default(), Terms::default());
        one.mark(Literal::new_simple_literal("a"));
        let b = other.mark(Literal::new_simple_literal("b"));
        let moved = one.adopt(&format!("FILTER(?x = {b})"), &other);
        assert_eq!(one.shown(&moved), "FILTER(?x = \"b\")");
    }
}
