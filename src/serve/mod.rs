//! A store and its graph enter; answers over HTTP leave: the SPARQL 1.1 Protocol, the Graph Store Protocol, the data's own
//! IRIs, and the explorer.
//!
//! | route | answers |
//! |---|---|
//! | `/healthz` | that the server lives, and what it serves, as JSON |
//! | `/sparql` | queries, by GET and POST, and updates by who has the token; without a query the service's description |
//! | `/store` | whole graphs; PUT, POST and DELETE by who has the token |
//! | `/id/…` | what is known of a thing, as RDF or as a page; so does the path of the data's base IRI |
//! | `/api/…` | the explorer's own questions, as JSON |
//! | `/` | the explorer |
//!
//! The graph of quads stays on disk and answers at once; the explorer's graph of nodes is loaded meanwhile ([`Desk`]).
//!
//! Promises: the store is opened once, at the start; the graph is read only unless a token is given; nothing is asked of
//! another host; what is heavy runs on a bounded number of threads, for a bounded time; what is refused is refused with a
//! status and a text that says what to do. The library writes to no terminal: lines of the access log go to [`Log`].

mod accept;
pub mod api;
mod body;
mod description;
mod entity;
mod formats;
mod graph_store;
mod guard;
mod listen;
mod options;
pub mod page;
mod problem;
mod ready;
mod request;
mod sparql;
mod state;
mod update;
mod written;

use std::sync::Arc;

use axum::extract::State as Extracted;
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};

pub use entity::page_of;
pub use listen::{Bound, bind};
pub use options::{Limits, Options};
pub use problem::Problem;
pub use ready::{Desk, Load, Progress};
pub use state::{Log, Place, Shared, State, StateError};
pub use written::{FILE as WRITTEN, WriteError};

/// All routes, with what stands around them: the check of `Host`, compression, CORS, the access log.
pub fn router(state: &Shared, loopback: bool) -> Router {
    let routes = Router::new()
        .route("/healthz", get(health))
        .route("/sparql", any(sparql::sparql))
        .route("/store", any(graph_store::graph_store))
        .route("/id/{*key}", any(entity::entity))
        .nest("/api", api::routes())
        .merge(page::routes())
        .fallback(entity::elsewhere)
        .method_not_allowed_fallback(wrong_method)
        .with_state(Arc::clone(state));
    guard::around(routes, state, loopback)
}

async fn health(Extracted(state): Extracted<Shared>) -> Json<Value> {
    let manifest = state.store.manifest();
    Json(json!({
        "status": "ok",
        "wenmai": env!("CARGO_PKG_VERSION"),
        "base": manifest.base,
        "graph": manifest.graph.sha256,
        "documents": manifest.counts.documents,
        "quads": manifest.counts.quads,
        "explorer": state.explorer.word(),
        "writable": state.options.token.is_some(),
    }))
}

async fn wrong_method() -> Problem {
    Problem::method("GET, HEAD")
}
