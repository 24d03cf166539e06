//! From a question to rows with their evidence.

mod evidence;
mod rows;
mod says;

use std::collections::BTreeSet;

use oxigraph::model::Term;
use serde::Serialize;
use serde_json::Value;

use super::catalogue::Catalogue;
use super::compose::{self, Reader};
use super::lexer::lex;
use super::library;
use super::plan::Reckoning;
use super::words::Language;
use crate::model::script::simplify;
use crate::query::QueryError;
use crate::rdf::Queryable;
pub use evidence::{Evidence, of_quotes};
use rows::{grouped, iri, keep_sure, reckon, value};
use says::{not_understood, understood};

/// How to answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// The language of the question; found from its letters where none is given.
    pub language: Option<Language>,
    /// The most rows to give; all where none is given.
    pub limit: Option<usize>,
    /// Facts less sure than this, from 0 to 1, prove nothing.
    pub min_confidence: Option<f64>,
}

/// What the graph says to a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// As asked.
    pub question: String,
    /// `zh` or `en`.
    pub language: &'static str,
    /// What the question was taken to mean, or why it was not understood, in its language.
    pub interpretation: String,
    /// The query that gave the rows; empty where the question was not understood.
    pub sparql: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The cells, one list per row; a number where a number is asked, null where nothing is known.
    pub rows: Vec<Vec<Value>>,
    /// The IRI of the node that a cell names, in the form of the rows; none for what is no node.
    #[serde(skip)]
    pub iris: Vec<Vec<Option<String>>>,
    /// The sentences that prove each row, in the order of the rows.
    pub evidence: Vec<Vec<Evidence>>,
    /// Whether these are all rows that the graph has; false too where the question was not understood.
    pub complete: bool,
}

/// Sentences shown for one row at most.
const MOST_EVIDENCE: usize = 20;

/// Answers a question.
pub fn answer(
    store: &dyn Queryable,
    catalogue: &Catalogue,
    question: &str,
    options: &Options,
) -> Result<Answer, QueryError> {
    let language = options.language.unwrap_or_else(|| Language::of(question));
    let mut answer = Answer {
        question: question.to_owned(),
        language: language.tag(),
        interpretation: String::new(),
        sparql: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        iris: Vec::new(),
        evidence: Vec::new(),
        complete: false,
    };
    // The words of facts stand in simplified characters in the graph, whichever script the documents are in.
    let reader = Reader { catalogue, store, language };
    let (plan, parsed) = compose::plan(reader, &lex(&simplify(question), language, catalogue))?;
    let plan = match plan {
        Ok(plan) => plan,
        Err(miss) => {
            if let Some(found) = library::find(store, question, language)? {
                return Ok(from_library(answer, found, options));
            }
            answer.interpretation = not_understood(&miss, &parsed, catalogue, language);
            return Ok(answer);
        }
    };
    answer.interpretation = understood(&plan, &parsed, catalogue, language);
    answer.sparql = plan.sparql();
    answer.columns = plan.columns.iter().map(|column| column.name.to_owned()).collect();
    let mut rows = rows::rows(store, &plan)?;
    if let Some(least) = options.min_confidence {
        keep_sure(store, &mut rows, least)?;
    }
    if let Some(group) = &plan.group {
        answer.columns.push("count".to_owned());
        rows = grouped(rows, group);
    }
    if let Some(reckoning) = plan.reckoning {
        let facts: BTreeSet<String> = rows.values().flat_map(|(_, facts)| facts.clone()).collect();
        let evidence = evidence::of_facts(store, &facts)?;
        let proofs: BTreeSet<&Evidence> = evidence.values().flatten().collect();
        let cells: Vec<&Vec<Value>> = rows.values().map(|(cells, _)| cells).collect();
        match reckon(&cells, reckoning) {
            Some(value) => {
                answer.columns = vec![if reckoning == Reckoning::Sum { "sum" } else { "difference" }.to_owned()];
                answer.rows.push(vec![Value::from(value)]);
                answer.evidence.push(proofs.into_iter().cloned().collect());
                answer.iris.push(vec![None]);
                answer.complete = true;
            }
            None => {
                answer.interpretation.push_str(match language {
                    Language::Chinese => "；这些数据单位不一或数目不合，不能相加减",
                    Language::English => "; these figures differ in unit or number and cannot be reckoned with",
                });
            }
        }
        return Ok(answer);
    }
    if plan.count {
        answer.columns = vec!["count".to_owned()];
        let facts: BTreeSet<String> = rows.values().flat_map(|(_, facts)| facts.clone()).collect();
        let evidence = evidence::of_facts(store, &facts)?;
        let proofs: BTreeSet<&Evidence> = evidence.values().flatten().collect();
        if !rows.is_empty() {
            answer.rows.push(vec![Value::from(rows.len())]);
            answer.iris.push(vec![None]);
            answer.evidence.push(proofs.into_iter().cloned().collect());
        }
        answer.complete = true;
        return Ok(answer);
    }
    let all = rows.len();
    if let Some(limit) = options.limit {
        rows.truncate(limit);
    }
    answer.complete = rows.len() == all;
    let facts: BTreeSet<String> = rows.values().flat_map(|(_, facts)| facts.clone()).collect();
    let evidence = evidence::of_facts(store, &facts)?;
    for (key, (cells, facts)) in rows {
        let proofs: BTreeSet<&Evidence> = facts.iter().filter_map(|fact| evidence.get(fact)).flatten().collect();
        let mut iris: Vec<Option<String>> = key.iter().map(|term| iri(term.as_ref())).collect();
        // A count stands for no thing.
        iris.resize(cells.len(), None);
        answer.rows.push(cells);
        answer.iris.push(iris);
        answer.evidence.push(proofs.into_iter().take(MOST_EVIDENCE).cloned().collect());
    }
    Ok(answer)
}

/// The rows of a query of the library.
fn from_library(mut answer: Answer, found: library::Found, options: &Options) -> Answer {
    let chinese = answer.language == Language::Chinese.tag();
    let asks = if chinese { &found.query.question_zh } else { &found.query.question_en };
    let params: Vec<String> = found.params.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    answer.interpretation = match (chinese, params.is_empty()) {
        (true, true) => format!("查询库：{asks}"),
        (true, false) => format!("查询库：{asks}（{}）", params.join("；")),
        (false, true) => format!("query library: {asks}"),
        (false, false) => format!("query library: {asks} ({})", params.join("; ")),
    };
    answer.sparql.clone_from(&found.query.text);
    // The quotes are the evidence, not cells.
    let shown: Vec<usize> = (0..found.table.columns.len())
        .filter(|n| !found.table.columns[*n].starts_with("quote") && found.table.columns[*n] != "source")
        .collect();
    answer.columns = shown.iter().map(|n| found.table.columns[*n].clone()).collect();
    let cell = |term: Option<&Term>| match term {
        Some(Term::Literal(literal)) if literal.datatype().as_str().ends_with("#integer") => {
            literal.value().parse::<i64>().map_or(Value::Null, Value::from)
        }
        term => value(term),
    };
    let all = found.table.rows.len();
    for (row, proofs) in found.table.rows.iter().zip(found.evidence).take(options.limit.unwrap_or(all)) {
        answer.rows.push(shown.iter().map(|n| cell(row[*n].as_ref())).collect());
        answer.iris.push(vec![None; shown.len()]);
        answer.evidence.push(proofs.into_iter().take(MOST_EVIDENCE).collect());
    }
    answer.complete = answer.rows.len() == all;
    answer
}
