//! Requests under `/api` enter; JSON leaves. The table of the routes is in [`super`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{Query, State as Extracted};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::civil::Date;
use serde::Serialize;

use super::{ApiError, Explorer, Terms, Wanted, ready_queries};
use crate::model::Span;
use crate::serve::{Problem, Shared, State};

/// The longest question, in characters.
const QUESTION: usize = 500;
/// The most keys of one request for links.
const KEYS: usize = 500;
/// The most marks of one request for a document.
const MARKS: usize = 60;

/// The explorer's routes.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/home", get(|state| answer(state, Parameters::default(), home)))
        .route("/terms", get(|state| fixed(state, || to_json(&*TERMS))))
        .route("/queries", get(|state| fixed(state, || to_json(&ready_queries()?))))
        .route("/search", get(|state, asked| answer(state, parameters(asked), search)))
        .route("/entity", get(|state, asked| answer(state, parameters(asked), entity)))
        .route("/events", get(|state, asked| answer(state, parameters(asked), events)))
        .route("/neighbours", get(|state, asked| answer(state, parameters(asked), neighbours)))
        .route("/links", get(|state, asked| answer(state, parameters(asked), links)))
        .route("/evidence", get(|state, asked| answer(state, parameters(asked), evidence)))
        .route("/document", get(|state, asked| answer(state, parameters(asked), document)))
        .route("/timeline", get(|state, asked| answer(state, parameters(asked), timeline)))
        .route("/places", get(|state, asked| answer(state, parameters(asked), places)))
        .route("/ask", get(|state, asked| answer(state, parameters(asked), ask)))
}

static TERMS: LazyLock<Terms> = LazyLock::new(Terms::embedded);

type Asked = Query<BTreeMap<String, String>>;

/// The parameters of a request.
#[derive(Debug, Clone, Default)]
struct Parameters(BTreeMap<String, String>);

fn parameters(Query(given): Asked) -> Parameters {
    Parameters(given)
}

/// Runs the work on the bounded threads; it gives the JSON text.
async fn answer(
    Extracted(state): Extracted<Shared>,
    parameters: Parameters,
    work: impl FnOnce(&Explorer, &Parameters, &State) -> Result<String, ApiError> + Send + 'static,
) -> Result<Response, Problem> {
    let explorer = state.explorer.explorer().await?;
    let json = state.heavy(move |state| work(&explorer, &parameters, state)).await??;
    Ok(response(json))
}

/// The same for what does not hang on the graph, and is there before it is loaded.
async fn fixed(
    Extracted(state): Extracted<Shared>,
    work: impl FnOnce() -> Result<String, ApiError> + Send + 'static,
) -> Result<Response, Problem> {
    Ok(response(state.heavy(move |_| work()).await??))
}

fn response(json: String) -> Response {
    let head = [(CONTENT_TYPE, "application/json; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, head, json).into_response()
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        match &error {
            ApiError::NoThing(_) | ApiError::NoEdge(..) | ApiError::NoDocument(_) => {
                Self::not_found(error.to_string(), "find it with /api/search?q=…")
            }
            ApiError::Parameter(_) => Self::bad_request(error.to_string(), "see the documentation of the route"),
            ApiError::Store(_) | ApiError::Query(_) | ApiError::Ask(_) => Self::internal(error),
        }
    }
}

fn to_json(value: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| ApiError::Parameter(error.to_string()))
}

impl Parameters {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn must(&self, name: &str) -> Result<&str, ApiError> {
        self.get(name).ok_or_else(|| ApiError::Parameter(format!("the parameter `{name}` is missing")))
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, ApiError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let parsed = value.parse().map_err(|_| ApiError::Parameter(format!("`{name}={value}` is not {expected}")))?;
        Ok(Some(parsed))
    }

    fn number(&self, name: &str, usual: usize, most: usize) -> Result<usize, ApiError> {
        Ok(self.parsed::<usize>(name, "a whole number")?.unwrap_or(usual).min(most))
    }

    fn list(&self, name: &str, most: usize) -> Vec<String> {
        let items = self.get(name).into_iter().flat_map(|value| value.split(','));
        items.map(str::trim).filter(|item| !item.is_empty()).take(most).map(str::to_owned).collect()
    }

    fn wanted(&self) -> Result<Wanted, ApiError> {
        let day = |name| self.parsed::<Date>(name, "a day such as 2024-03-13");
        let confidence = self.parsed::<f64>("confidence", "a number from 0 to 1")?;
        Ok(Wanted { since: day("since")?, until: day("until")?, confidence })
    }
}

fn home(explorer: &Explorer, _: &Parameters, _: &State) -> Result<String, ApiError> {
    to_json(explorer.home())
}

fn search(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    let word: String = asked.get("q").unwrap_or_default().chars().take(60).collect();
    to_json(&explorer.search(&word, asked.get("type"), asked.number("limit", 12, 50)?))
}

fn entity(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    to_json(&explorer.card(asked.must("key")?)?)
}

fn events(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    let (offset, limit) = (asked.number("offset", 0, usize::MAX)?, asked.number("limit", 20, 200)?);
    to_json(&explorer.section(asked.must("key")?, asked.must("section")?, offset, limit)?)
}

fn neighbours(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    let (offset, limit) = (asked.number("offset", 0, usize::MAX)?, asked.number("limit", 20, 200)?);
    let types = asked.list("types", 40);
    to_json(&explorer.neighbours(asked.must("key")?, &types, &asked.wanted()?, offset, limit)?)
}

/// Keys may hold commas; here they stand apart by line feeds.
fn links(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    let keys = asked.must("keys")?.lines().take(KEYS).map(str::to_owned).collect::<Vec<_>>();
    to_json(&explorer.links(&keys, &asked.wanted()?))
}

fn evidence(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    match asked.get("node") {
        Some(node) => to_json(&explorer.node_evidence(node)?),
        None => to_json(&explorer.edge_evidence(asked.must("from")?, asked.must("property")?, asked.must("to")?)?),
    }
}

fn document(explorer: &Explorer, asked: &Parameters, state: &State) -> Result<String, ApiError> {
    let id = asked.must("id")?;
    let mut marks = Vec::new();
    for mark in asked.list("marks", MARKS) {
        let ends = mark.split_once('-').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        match ends {
            Some((start, end)) if start <= end => marks.push(Span::new(start, end)),
            _ => return Err(ApiError::Parameter(format!("`{mark}` is no passage such as 80-129"))),
        }
    }
    let text = state.store.text(explorer.text_of(id)?)?;
    to_json(&explorer.article(id, &text, &marks)?)
}

fn timeline(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    let (offset, limit) = (asked.number("offset", 0, usize::MAX)?, asked.number("limit", 40, 200)?);
    let classes = asked.list("classes", 20);
    to_json(&explorer.timeline(asked.get("key"), &classes, &asked.wanted()?, offset, limit)?)
}

fn places(explorer: &Explorer, asked: &Parameters, _: &State) -> Result<String, ApiError> {
    to_json(&explorer.map(asked.get("key"), &asked.wanted()?)?)
}

fn ask(explorer: &Explorer, asked: &Parameters, state: &State) -> Result<String, ApiError> {
    let question = asked.must("q")?;
    if question.chars().count() > QUESTION {
        return Err(ApiError::Parameter(format!("the question is longer than {QUESTION} characters")));
    }
    to_json(&explorer.ask(&state.store, &state.graph(), question, asked.number("limit", 100, 500)?)?)
}
