//! What whoever starts the server decides: limits, who may ask, who may write.

use std::time::Duration;

/// What the server is told at its start.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How much one who asks may have.
    pub limits: Limits,
    /// Origins whose pages may read answers (`*` for all); none: only the server's own pages.
    pub cors: Vec<String>,
    /// Names that the `Host` header may have besides those of the loopback. Checked where the server listens on the
    /// loopback or a name is given.
    pub hosts: Vec<String>,
    /// The token of those who may write; without it nothing can be written.
    pub token: Option<String>,
}

/// How much one who asks may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the body of a query or of a request of the explorer.
    pub request_bytes: usize,
    /// Bytes of the body of what is written.
    pub upload_bytes: usize,
    /// Time for a query from its start to the last byte of its answer.
    pub time: Duration,
    /// Rows or triples of one answer; 0 for no limit.
    pub rows: u64,
    /// Queries that run at once.
    pub running: usize,
    /// Queries that wait for a place; who comes later is sent away.
    pub waiting: usize,
    /// Longest time to wait for a place.
    pub patience: Duration,
    /// Connections open at once.
    pub connections: usize,
    /// Time for what still runs when the server is told to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 256 << 10,
            upload_bytes: 64 << 20,
            time: Duration::from_secs(30),
            rows: 1_000_000,
            running: 16,
            waiting: 128,
            patience: Duration::from_secs(5),
            connections: 512,
            drain: Duration::from_secs(5),
        }
    }
}
