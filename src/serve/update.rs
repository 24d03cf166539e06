//! A SPARQL update enters; the graphs that may be written change, all of it or nothing.
//!
//! Promises: only who has the token writes; the update's `WHERE` sees the union of all graphs unless it says otherwise;
//! nothing is fetched from elsewhere; what may be written is what [`super::written`] says.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use oxigraph::sparql::CancellationToken;
use sha2::{Digest, Sha256};

use super::state::{failed, out_of_time};
use super::written::WriteError;
use super::{Problem, Shared, State};
use crate::rdf::{self, Dataset, UpdateError};

/// Refuses whoever has not the token: 403 where no one may write, 401 without the right token.
pub(super) fn may_write(state: &State, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = &state.options.token else {
        let hint = "start it with --writable and a token to write graphs of your own beside the computed ones";
        return Err(Problem::new(StatusCode::FORBIDDEN, "this server is read-only", hint));
    };
    let Some(given) = headers.get(AUTHORIZATION) else {
        return Err(Problem::unauthorized("writing needs a token"));
    };
    let given = given.as_bytes();
    let (scheme, given) = given.split_at(given.len().min(7));
    if scheme.eq_ignore_ascii_case(b"bearer ") && same(given.trim_ascii(), token.as_bytes()) {
        Ok(())
    } else {
        Err(Problem::unauthorized("the token is not the right one"))
    }
}

/// Compares in a time that does not tell where the first difference is, nor how long the right one is: digests are compared,
/// all of them.
fn same(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (Sha256::digest(one), Sha256::digest(other));
    one.iter().zip(other.iter()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Runs an update; the caller has seen the token.
pub(super) async fn update(state: &Shared, text: String, using: Dataset) -> Result<Response, Problem> {
    let limit = state.limits().time;
    let token = CancellationToken::new();
    let stop = token.clone();
    // Waited for to its end: an update that was answered with a 503 must not come true later.
    let work = state.whole(move |state| run(state, &text, &using, &token));
    let clock = async move {
        tokio::time::sleep(limit).await;
        stop.cancel();
        std::future::pending::<()>().await;
    };
    let result = tokio::select! {
        result = work => result?,
        () = clock => unreachable!("the clock never ends"),
    };
    result.map(|()| StatusCode::NO_CONTENT.into_response())
}

fn run(state: &State, text: &str, using: &Dataset, token: &CancellationToken) -> Result<(), Problem> {
    let hint = "line and column are counted from 1; see https://www.w3.org/TR/sparql11-update/";
    let parsed = rdf::parse_update(text).map_err(|error| Problem::bad_request(error.to_string(), hint))?;
    state.written.check_update(&parsed).map_err(refused)?;
    let limit = state.limits().time;
    state.written.write(|draft| {
        rdf::run_update(draft, &parsed, using, token).map_err(|error| match error {
            _ if token.is_cancelled() => out_of_time(limit),
            UpdateError::TwoDatasets => {
                Problem::bad_request(error.to_string(), "say the graphs in one of the two places")
            }
            UpdateError::Evaluation(error) => failed(state, error),
            error => Problem::bad_request(error.to_string(), "change the update; nothing was written"),
        })
    })
}

/// What a failed write is to the one who asked.
pub(super) fn refused(error: WriteError) -> Problem {
    let hint = match &error {
        WriteError::Computed(_) | WriteError::Open(_) => {
            "name a graph of your own, such as <urn:notes>; to change what is computed, change the documents and build"
        }
        WriteError::Load => "fetch the file yourself and PUT it to /store?graph=…",
        WriteError::File { .. } | WriteError::Graph(_) | WriteError::Store(_) => {
            return Problem::internal(error);
        }
    };
    let status = if matches!(error, WriteError::Load) { StatusCode::BAD_REQUEST } else { StatusCode::FORBIDDEN };
    Problem::new(status, error.to_string(), hint)
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        refused(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same(b"correct horse", b"correct horse"));
        for other in [&b"correct horsf"[..], b"correct hors", b"", b"Correct horse"] {
            assert!(!same(other, b"correct horse"));
        }
    }
}
