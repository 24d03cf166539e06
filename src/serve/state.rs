//! What all answers are made from: the store, opened once, its graph on disk, the explorer, and the places for heavy work.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use oxigraph::sparql::QueryEvaluationError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::ready::{Desk, Load};
use super::written::{WriteError, Written};
use super::{Limits, Options, Problem};
use crate::rdf::{Graph, Store, StoreError};

/// Why the server could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was written over the protocol could not be read, or not be added to the graph.
    #[error("what was written over the protocol cannot be served: {0}")]
    Written(#[from] WriteError),
    /// The system gives no thread.
    #[error("no thread can be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// Writes one line of the access log.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// What all answers are made from. Handlers share it: `axum::extract::State<Shared>`.
pub struct State {
    /// The store: texts by their hash, records, documents, the manifest.
    pub store: Store,
    /// The graph as nodes and edges, made ready for the explorer.
    pub explorer: Desk,
    /// What the server was told at its start.
    pub options: Options,
    /// How many quads were written over the protocol before this start.
    pub written_before: usize,
    pub(super) written: Written,
    pub(super) log: Option<Log>,
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// [`State`] as handlers share it.
pub type Shared = Arc<State>;

/// The right to run one piece of heavy work; given back when dropped.
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

/// Counts one who waits for as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl State {
    /// From an opened store; `load` makes the graph of its records, for the explorer, where there is to be one. `log` is given
    /// a line for each answer.
    pub fn new(store: Store, load: Option<Load>, options: Options, log: Option<Log>) -> Result<Shared, StateError> {
        let base = &store.manifest().base;
        let (written, written_before) = Written::open(store.root(), base, store.indexed()?)?;
        let places = Arc::new(Semaphore::new(options.limits.running.max(1)));
        let waiting = AtomicUsize::new(0);
        let told = log.clone();
        let explorer = Desk::open(load, base, move |line| {
            if let Some(log) = told {
                log(line);
            }
        })?;
        Ok(Arc::new(Self { store, explorer, options, written_before, written, log, places, waiting }))
    }

    /// The graph as it is now, with what was written beside it, to be asked with SPARQL.
    pub fn graph(&self) -> Graph {
        self.written.graph()
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// Waits for a place for heavy work, not longer than [`Limits::patience`]; 503 where too many wait already.
    pub async fn place(&self) -> Result<Place, Problem> {
        let limits = self.limits();
        let busy = || {
            let message = format!("{} queries run already and others wait", limits.running);
            Problem::busy(message, "come again after the seconds of Retry-After", 1)
        };
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(Place { _permit: permit });
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= limits.waiting {
            return Err(busy());
        }
        match timeout(limits.patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Place { _permit: permit }),
            _ => Err(busy()),
        }
    }

    /// Runs `work`, which may take long and may not wait for anything asynchronous, on a thread of the bounded pool, and
    /// answers 503 when it is not done at the limit of time: it then goes on to its end and keeps its place until then.
    /// Work of more than a few milliseconds belongs here.
    pub async fn heavy<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        match timeout(self.limits().time, self.whole(work)).await {
            Ok(done) => done,
            Err(_) => Err(out_of_time(self.limits().time)),
        }
    }

    /// The same without a limit of time, for what must be told of truly when it is done: a write.
    pub async fn whole<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.place().await?;
        let state = Arc::clone(self);
        let task = spawn_blocking(move || {
            let _place = place;
            work(&state)
        });
        task.await.map_err(Problem::internal)
    }
}

/// What an error of the graph is to the one who asked: an index that is damaged is made again for the next.
pub(super) fn failed(state: &State, error: QueryEvaluationError) -> Problem {
    match error {
        QueryEvaluationError::Cancelled => out_of_time(state.limits().time),
        QueryEvaluationError::Dataset(_) if state.graph().restored(&error) => {
            Problem::busy("the index of the graph was damaged and has been made again", "ask again", 1)
        }
        QueryEvaluationError::Dataset(error) => Problem::internal(error),
        error => Problem::bad_request(format!("the query failed: {error}"), "change the query"),
    }
}

/// 503: the work was stopped at the limit of time.
pub(super) fn out_of_time(limit: Duration) -> Problem {
    let message = format!("stopped after {} s, the limit of this server", limit.as_secs_f64());
    Problem::busy(message, "narrow the question (a LIMIT, a name, a class), or raise --timeout at the server", 10)
}
