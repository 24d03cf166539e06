//! A way to load the graph of nodes enters; the explorer leaves, once it is there.
//!
//! The endpoint answers from the index on disk at once; the explorer needs all records in memory, which takes seconds for many
//! documents. So they are loaded on a thread of their own. Promises: whoever asks meanwhile waits for [`PATIENCE`] and then
//! is told how far it is; what went wrong with loading is told to all who ask; nothing is loaded where no explorer is wanted.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::timeout;

use super::Problem;
use super::api::Explorer;
use crate::graph::KnowledgeGraph;

/// How long a request waits for the explorer before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(2);

/// Stack of the thread that loads.
const STACK: usize = 64 << 20;

/// Loads the graph of nodes; it is given [`Progress`] to say how far it is, and its error is a sentence.
pub type Load = Box<dyn FnOnce(&Progress) -> Result<KnowledgeGraph, String> + Send>;

/// How far the loading is.
#[derive(Clone)]
pub struct Progress {
    stage: Arc<Mutex<&'static str>>,
    began: Instant,
}

impl Progress {
    /// Says what is done now, such as `reads the records`.
    pub fn now(&self, stage: &'static str) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn told(&self) -> String {
        let stage = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        format!("the explorer is not ready yet: for {} s it {stage}", self.began.elapsed().as_secs())
    }
}

#[derive(Clone)]
enum Standing {
    Loading,
    Ready(Arc<Explorer>),
    Failed(String),
}

/// The explorer, now or later.
pub struct Desk {
    /// `None` where no explorer is wanted.
    standing: Option<watch::Receiver<Standing>>,
    progress: Progress,
}

impl Desk {
    /// Begins to load; `base` is the base IRI of the store's data, `done` is told of the end.
    pub fn open(load: Option<Load>, base: &str, done: impl FnOnce(&str) + Send + 'static) -> std::io::Result<Self> {
        let progress = Progress { stage: Arc::new(Mutex::new("starts")), began: Instant::now() };
        let Some(load) = load else { return Ok(Self { standing: None, progress }) };
        let (tell, standing) = watch::channel(Standing::Loading);
        let (ours, base) = (progress.clone(), base.to_owned());
        thread::Builder::new().name("wenmai-explorer".to_owned()).stack_size(STACK).spawn(move || {
            let loaded = load(&ours).map(|graph| {
                ours.now("lists names and events");
                Arc::new(Explorer::new(Arc::new(graph), &base))
            });
            let seconds = ours.began.elapsed().as_secs_f64();
            match loaded {
                Ok(explorer) => {
                    done(&format!("note: the explorer is ready after {seconds:.1} s"));
                    tell.send_replace(Standing::Ready(explorer));
                }
                Err(error) => {
                    done(&format!("warning: there is no explorer, its graph cannot be loaded: {error}"));
                    tell.send_replace(Standing::Failed(error));
                }
            }
        })?;
        Ok(Self { standing: Some(standing), progress })
    }

    /// Whether no explorer is wanted.
    pub fn is_off(&self) -> bool {
        self.standing.is_none()
    }

    /// `off`, `loading`, `ready` or `failed`.
    pub fn word(&self) -> &'static str {
        match self.standing.as_ref().map(|standing| standing.borrow().clone()) {
            None => "off",
            Some(Standing::Loading) if self.has_ended() => "failed",
            Some(Standing::Loading) => "loading",
            Some(Standing::Ready(_)) => "ready",
            Some(Standing::Failed(_)) => "failed",
        }
    }

    /// Whether whoever loads is gone.
    fn has_ended(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.has_changed().is_err())
    }

    /// The explorer; 503 where it is still being made ready, 404 where none is wanted.
    pub async fn explorer(&self) -> Result<Arc<Explorer>, Problem> {
        let Some(standing) = &self.standing else {
            let hint = "start the server without --no-explorer, or ask /sparql";
            return Err(Problem::not_found("this server has no explorer", hint));
        };
        let mut standing = standing.clone();
        let there = timeout(PATIENCE, standing.wait_for(|standing| !matches!(standing, Standing::Loading))).await;
        match there {
            Ok(Ok(standing)) => match &*standing {
                Standing::Ready(explorer) => Ok(Arc::clone(explorer)),
                Standing::Failed(error) => {
                    Err(Problem::internal(format!("the graph of the explorer cannot be loaded: {error}")))
                }
                Standing::Loading => Err(Problem::internal("the explorer's thread said nothing")),
            },
            Ok(Err(_)) => Err(Problem::internal("the thread that loads the explorer's graph ended early")),
            Err(_) => Err(Problem::busy(self.progress.told(), "come again in a second; /sparql answers already", 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn ask(desk: &Desk) -> Result<Arc<Explorer>, Problem> {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(desk.explorer())
    }

    #[test]
    fn whoever_comes_early_is_told_how_far_it_is() {
        let (go, wait) = mpsc::channel::<()>();
        let load: Load = Box::new(move |progress| {
            progress.now("reads the records");
            wait.recv().map_err(|error| error.to_string())?;
            Ok(KnowledgeGraph::default())
        });
        let desk = Desk::open(Some(load), "http://d/", |_| ()).unwrap();
        let early = ask(&desk).err().unwrap();
        assert_eq!((early.status().as_u16(), desk.word()), (503, "loading"));
        assert!(early.to_string().contains("reads the records"), "{early}");
        go.send(()).unwrap();
        assert!(ask(&desk).is_ok());
        assert_eq!(desk.word(), "ready");
    }

    #[test]
    fn what_went_wrong_is_told() {
        let failing: Load = Box::new(|_| Err("a shard is missing".to_owned()));
        let desk = Desk::open(Some(failing), "http://d/", |_| ()).unwrap();
        let error = ask(&desk).err().unwrap();
        assert!(error.status().as_u16() == 500 && error.to_string().contains("a shard is missing"), "{error}");
        assert_eq!(desk.word(), "failed");
        let panicking: Load = Box::new(|_| panic!("out of luck"));
        assert_eq!(
            ask(&Desk::open(Some(panicking), "http://d/", |_| ()).unwrap()).err().unwrap().status().as_u16(),
            500
        );
        let none = Desk::open(None, "http://d/", |_| ()).unwrap();
        assert_eq!((ask(&none).err().unwrap().status().as_u16(), none.word()), (404, "off"));
    }
}
