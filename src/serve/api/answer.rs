//! A question enters; the answer leaves with the keys of the things that its rows name.

use serde::Serialize;
use serde_json::Value;

use super::{ApiError, Explorer};
use crate::ask::{Asker, Options};
use crate::query;
use crate::rdf::{Graph, Store};

/// What the graph says to a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// As asked.
    pub question: String,
    /// `zh` or `en`.
    pub language: &'static str,
    /// What it was taken to mean, or why it was not understood.
    pub interpretation: String,
    /// Whether it was understood.
    pub understood: bool,
    /// The query; empty where it was not understood.
    pub sparql: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<Cell>>,
    /// The sentences that prove each row.
    pub evidence: Vec<Vec<Passage>>,
    /// Whether these are all rows.
    pub complete: bool,
}

/// A cell of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Words or a number.
    pub value: Value,
    /// Key of the thing that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The class above that of the thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general: Option<&'static str>,
}

/// A sentence that proves a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// Id of the document.
    pub document: String,
    /// Its headline.
    pub title: String,
    /// Day of publication.
    pub date: Option<String>,
    /// First code point of the document's text.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// A query of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadyQuery {
    /// Its name.
    pub id: String,
    /// What it answers, in Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What it is about.
    pub group: String,
    /// The query.
    pub sparql: String,
}

/// The ready-made queries that need no parameter.
///
/// # Errors
/// A header that does not read as it should.
pub fn ready_queries() -> Result<Vec<ReadyQuery>, ApiError> {
    let queries = query::library()?.into_iter();
    let ready = queries.map(|query| ReadyQuery {
        id: query.id,
        zh: query.question_zh,
        en: query.question_en,
        group: query.group,
        sparql: query.text,
    });
    Ok(ready.collect())
}

impl Explorer {
    /// The answer to a question, at most `limit` rows; `quads` is the same graph, as quads, with what was written beside it. The
    /// names that the store keeps are read at the first question.
    ///
    /// # Errors
    /// What the store says.
    pub fn ask(&self, store: &Store, quads: &Graph, question: &str, limit: usize) -> Result<Reply, ApiError> {
        let asker = if let Some(asker) = self.asker.get() {
            asker
        } else {
            let asker = Asker::over(store, quads)?;
            self.asker.get_or_init(|| asker)
        };
        let answer = asker.ask(question, &Options { limit: Some(limit), ..Options::default() })?;
        let rows = answer.rows.into_iter().zip(&answer.iris).map(|(cells, iris)| {
            let cells = cells.into_iter().enumerate().map(|(column, value)| {
                let iri = iris.get(column).and_then(Option::as_deref);
                let node = iri.and_then(|iri| self.node_of_iri(iri));
                Cell { value, key: node.map(|node| node.key.0.clone()), general: node.map(|node| node.class.general()) }
            });
            cells.collect()
        });
        let title = |id: &str| {
            let document = self.graph().documents.get(&crate::model::DocumentId(id.to_owned()));
            document.map(|document| document.title.clone()).unwrap_or_default()
        };
        let evidence = answer.evidence.iter().map(|passages| {
            let passages = passages.iter().map(|passage| Passage {
                document: passage.document.clone(),
                title: title(&passage.document),
                date: passage.date.clone(),
                start: passage.start,
                end: passage.end,
                text: passage.quote.clone(),
            });
            passages.collect()
        });
        Ok(Reply {
            question: answer.question,
            language: answer.language,
            interpretation: answer.interpretation,
            understood: !answer.sparql.is_empty(),
            rows: rows.collect(),
            evidence: evidence.collect(),
            sparql: answer.sparql,
            columns: answer.columns,
            complete: answer.complete,
        })
    }
}
