//! The meaning of a question: which patterns the graph must fit, what of it is asked, and the SPARQL for it.
//!
//! Patterns are put together from variables of our own and from marks for RDF terms ([`Terms`]), which enter the query
//! as algebra; no word of a question becomes syntax.

mod build;
mod nouns;
mod posts;

use std::fmt::Write as _;

use super::terms::Terms;
pub use build::Build;

/// What of the graph is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Name of the frame.
    pub frame: &'static str,
    /// What is answered, in order.
    pub columns: Vec<Column>,
    /// Lines of the pattern.
    pub body: Vec<String>,
    /// The variable of the node or assertion that proves a row; empty where nothing does.
    pub fact: &'static str,
    /// Variables of what proves the other parts of a row: the clauses of the question.
    pub proofs: Vec<String>,
    /// The values of the pattern, by their marks.
    pub terms: Terms,
    /// Rows that are counted for each thing.
    pub group: Option<Group>,
    /// What is reckoned with the figures found.
    pub reckoning: Option<Reckoning>,
    /// Whether the number of different rows is asked, not the rows.
    pub count: bool,
    /// `ORDER BY` and what follows it.
    pub order: String,
    /// Only the first rows that are equal in this variable are kept: the superlative.
    pub only_best: Option<String>,
    /// How many different values of it; one where none is given.
    pub best_count: Option<usize>,
    /// Variables that two names of the question share: 甲和乙去了哪里; each row says which of them it is about.
    pub shared: Vec<String>,
    /// What was understood: slot and value, for the interpretation.
    pub says: Vec<(&'static str, String)>,
}

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name: `who`, `company`.
    pub name: &'static str,
    /// The variable that holds the value.
    pub value: String,
    /// The variable that holds the thing, where the value is a label.
    pub node: Option<String>,
}

/// Rows counted for each value of the first column: 每个人各考察了几家公司.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The variable whose different values are counted.
    pub counted: String,
    /// Largest first, smallest first, or in the order of names.
    pub order: Size,
    /// Only so many groups, with those that are as large as the last; all where none is given.
    pub top: Option<usize>,
    /// Only groups of at least so many.
    pub at_least: usize,
}

/// Which groups come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
}

/// What is reckoned with figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reckoning {
    /// Their sum.
    Sum,
    /// The first less the second.
    Difference,
}

/// Why a frame does not fit a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// It is about something else.
    Other,
    /// A name may stand for several things by its part: the words, and what they may mean.
    Ambiguous(String, Vec<String>),
}

const PREFIXES: &str = "PREFIX wm: <https://w3id.org/wenmai#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
";

impl Plan {
    /// The query.
    pub fn sparql(&self) -> String {
        if self.group.is_some() { self.terms.shown(&self.grouped_text()) } else { self.terms.shown(&self.text()) }
    }

    /// The query whose rows, with the facts that prove them, make the answer.
    pub fn query(&self) -> spargebra::Query {
        self.terms.query(&self.text())
    }

    /// The query that counts by itself; its rows are those of the answer without evidence.
    fn grouped_text(&self) -> String {
        let (Some(group), Some(column)) = (&self.group, self.columns.first()) else {
            return self.text();
        };
        let mut text = PREFIXES.to_owned();
        let node = column.node.as_ref().map(|node| format!(" ?{node}")).unwrap_or_default();
        let by = format!("?{}{node}", column.value);
        let _ = writeln!(text, "SELECT {by} (COUNT(DISTINCT ?{}) AS ?count) WHERE {{", group.counted);
        for line in &self.body {
            let _ = writeln!(text, "  {line}");
        }
        let _ = writeln!(text, "}}\nGROUP BY {by}");
        if group.at_least > 1 {
            let _ = writeln!(text, "HAVING(COUNT(DISTINCT ?{}) >= {})", group.counted, group.at_least);
        }
        let order = if group.order == Size::Largest { "DESC(?count)" } else { "?count" };
        let _ = writeln!(text, "ORDER BY {order} ?{}", column.value);
        text
    }

    fn text(&self) -> String {
        let mut text = PREFIXES.to_owned();
        text.push_str("SELECT DISTINCT");
        for column in &self.columns {
            let _ = write!(text, " ?{}", column.value);
        }
        for node in self.columns.iter().filter_map(|column| column.node.as_ref()) {
            let _ = write!(text, " ?{node}");
        }
        if !self.fact.is_empty() && self.columns.iter().all(|column| column.value != self.fact) {
            let _ = write!(text, " ?{}", self.fact);
        }
        for proof in &self.proofs {
            let _ = write!(text, " ?{proof}");
        }
        if let Some(group) = &self.group
            && self
                .columns
                .iter()
                .all(|column| column.value != group.counted && column.node.as_ref() != Some(&group.counted))
            && group.counted != self.fact
        {
            let _ = write!(text, " ?{}", group.counted);
        }
        text.push_str(" WHERE {\n");
        for line in &self.body {
            let _ = writeln!(text, "  {line}");
        }
        text.push_str("}\n");
        let values = self.columns.iter().map(|column| format!("?{}", column.value));
        let order = values.collect::<Vec<_>>().join(" ");
        let _ = writeln!(text, "ORDER BY {} {order}", self.order);
        text
    }
}
