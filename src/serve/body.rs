//! Bytes that a thread writes enter; the body of an answer leaves, as fast as its reader takes it.
//!
//! Promises: memory stays at a few chunks however long the answer; what fails before the first chunk is full gives a status
//! of its own; what fails later breaks the connection, so that no reader takes a part for the whole; when the reader goes
//! away or the time is spent, the writer is told at its next chunk and its query is cancelled. The engine sees that whenever
//! it looks into the graph, which a scan of ours then ends at once; queries are rearranged (`src/rdf/plan.rs`) so that it
//! looks at each step. Where it still does not, as between two rows of a sort, the answer is given in time all the same, and
//! the query keeps its place until its next look.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::response::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use oxigraph::sparql::CancellationToken;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, spawn_blocking};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::state::out_of_time;
use super::{Problem, Shared, State};

/// Bytes of a chunk. What is shorter than one is sent whole, with its length.
const CHUNK: usize = 64 << 10;

/// How much longer than the limit of time the engine may take to see that it was cancelled.
const GRACE: Duration = Duration::from_millis(500);

/// The head of an answer: its media type and the first chunk, or what went wrong before it was full.
type Head = Result<(HeaderValue, Bytes), Problem>;

/// What a thread writes its answer to.
pub(super) struct Writer {
    head: Option<oneshot::Sender<Head>>,
    media: HeaderValue,
    buffer: Vec<u8>,
    chunks: mpsc::Sender<Bytes>,
    whole: Arc<AtomicBool>,
    deadline: Instant,
    runtime: Handle,
}

impl Writer {
    /// Says what the answer is; before anything is written.
    pub fn media(&mut self, media: &'static str) {
        self.media = HeaderValue::from_static(media);
    }

    fn send(&mut self) -> io::Result<()> {
        let bytes = Bytes::from(std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK)));
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        if let Some(head) = self.head.take() {
            return head.send(Ok((self.media.clone(), bytes))).map_err(|_| gone());
        }
        // A reader that takes its time has the same limit as the query.
        match self.runtime.block_on(timeout_at(self.deadline, self.chunks.send(bytes))) {
            Ok(sent) => sent.map_err(|_| gone()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Ends the answer.
    fn finish(mut self, result: Result<(), Problem>) {
        match (result, self.head.take()) {
            (Err(problem), Some(head)) => drop(head.send(Err(problem))),
            (Ok(()), Some(head)) => drop(head.send(Ok((self.media, Bytes::from(self.buffer))))),
            (Ok(()), None) => {
                let sent = self.buffer.is_empty() || self.send().is_ok();
                self.whole.store(sent, Ordering::Release);
            }
            // The channel closes without the mark, which breaks the answer off.
            (Err(_), None) => {}
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Serializers flush when they end; the last chunk is sent by `finish`.
        Ok(())
    }
}

/// Cancels the query when the answer is dropped, read to its end or not.
struct Guard {
    token: CancellationToken,
    clock: AbortHandle,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.token.cancel();
        self.clock.abort();
    }
}

/// Runs `work` on a thread of the bounded pool and answers with what it writes. Its token is cancelled when the time is
/// spent or the reader is gone.
pub(super) async fn streamed(
    state: &Shared,
    work: impl FnOnce(&State, &CancellationToken, &mut Writer) -> Result<(), Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let place = state.place().await?;
    let limit = state.limits().time;
    let deadline = Instant::now() + limit;
    let token = CancellationToken::new();
    let clock = {
        let token = token.clone();
        tokio::spawn(async move {
            sleep_until(deadline).await;
            token.cancel();
        })
    };
    let guard = Guard { token: token.clone(), clock: clock.abort_handle() };
    let (head, first) = oneshot::channel();
    let (chunks, rest) = mpsc::channel(2);
    let whole = Arc::new(AtomicBool::new(false));
    let mut writer = Writer {
        head: Some(head),
        media: HeaderValue::from_static("application/octet-stream"),
        buffer: Vec::new(),
        chunks,
        whole: Arc::clone(&whole),
        deadline,
        runtime: Handle::current(),
    };
    let shared = Arc::clone(state);
    spawn_blocking(move || {
        let _place = place;
        let result = work(&shared, &token, &mut writer);
        let result = if token.is_cancelled() && result.is_err() { Err(out_of_time(limit)) } else { result };
        writer.finish(result);
    });
    let (media, bytes) = match timeout_at(deadline + GRACE, first).await {
        Ok(Ok(head)) => head?,
        Ok(Err(_)) => return Err(Problem::internal("the query's thread ended early")),
        Err(_) => return Err(out_of_time(limit)),
    };
    let body = if bytes.len() < CHUNK {
        Body::from(bytes)
    } else {
        Body::new(Stream { first: Some(bytes), rest, whole, _guard: guard })
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, media);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The body of an answer of more than one chunk.
struct Stream {
    first: Option<Bytes>,
    rest: mpsc::Receiver<Bytes>,
    whole: Arc<AtomicBool>,
    _guard: Guard,
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        match self.rest.poll_recv(context) {
            Poll::Ready(Some(chunk)) => Poll::Ready(Some(Ok(Frame::data(chunk)))),
            // A channel that closes without the writer's mark was cut off, by a limit or a failure.
            Poll::Ready(None) if !self.whole.swap(true, Ordering::AcqRel) => {
                Poll::Ready(Some(Err(io::Error::other("the answer was broken off"))))
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
