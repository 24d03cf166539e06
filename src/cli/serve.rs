//! `wenmai serve`: the graph over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use wenmai::serve::{self, Limits, Load, Options, State};

use super::Exit;
use super::output::{hint, note, print};
use super::store::StoreArgs;

/// Where the token for writing is looked for.
const TOKEN: &str = "WENMAI_TOKEN";

/// Serve the graph over HTTP: SPARQL, files, the explorer
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  wenmai serve\n  curl 'http://127.0.0.1:7878/sparql' --data-urlencode 'query=SELECT * { ?s wm:visited ?o } LIMIT 5'\n  wenmai serve --bind 127.0.0.1:0 --timeout 10 --rows 10000 --quiet\n\nThe address is printed on standard output when the server answers: SPARQL from disk at once, the explorer when its graph is loaded (/healthz tells). SIGINT and SIGTERM end it."
)]
pub(crate) struct Serve {
    #[command(flatten)]
    store: StoreArgs,
    /// Address and port to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7878")]
    bind: SocketAddr,
    /// A name, besides localhost, by which the server may be asked; may be given several times
    #[arg(long = "allow-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// An origin whose pages may read answers (https://example.org, or * for all); may be given several times
    #[arg(long = "cors", value_name = "ORIGIN")]
    cors: Vec<String>,
    /// Seconds that a query may take, to the last byte of its answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    timeout: f64,
    /// Rows or triples of one answer; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = Limits::default().rows)]
    rows: u64,
    /// Queries that run at once
    #[arg(long, value_name = "N", default_value_t = Limits::default().running)]
    concurrent: usize,
    /// Queries that wait for a place; who comes later is told to come again
    #[arg(long, value_name = "N", default_value_t = Limits::default().waiting)]
    waiting: usize,
    /// Let who has the token write graphs of their own, kept in written.nq of the store beside the computed ones
    #[arg(long)]
    writable: bool,
    /// The token for writing, 16 characters or more; better in the environment as WENMAI_TOKEN, where no list of processes shows it
    #[arg(long, value_name = "TOKEN", requires = "writable")]
    token: Option<String>,
    /// Bytes of a query
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().request_bytes)]
    request_bytes: usize,
    /// Bytes of a graph or update to write
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().upload_bytes)]
    upload_bytes: usize,
    /// Connections open at once
    #[arg(long, value_name = "N", default_value_t = Limits::default().connections)]
    connections: usize,
    /// Seconds for what still runs when the server is told to stop
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    drain: f64,
    /// Serve no explorer and load nothing for it: SPARQL, graphs and the data's IRIs alone, from disk
    #[arg(long)]
    no_explorer: bool,
    /// Write no access log
    #[arg(long, short)]
    quiet: bool,
}

impl Serve {
    pub(crate) fn run(self) -> Result<Exit> {
        let options = self.options()?;
        if !self.bind.ip().is_loopback() {
            note(format!(
                "warning: {} can be reached from other machines, and nothing here asks who asks; for this machine alone use 127.0.0.1",
                self.bind
            ));
        }
        let store = self.store.open()?;
        let log = (!self.quiet).then(|| -> serve::Log { Arc::new(|line| note(line)) });
        let from = self.store.clone();
        let load = (!self.no_explorer).then(|| -> Load {
            Box::new(move |progress| {
                from.graph_telling(|stage| progress.now(stage)).map_err(|error| format!("{error:#}"))
            })
        });
        let state = State::new(store, load, options, log)?;
        if state.written_before > 0 {
            note(format!(
                "note: {} quads that were written over the protocol are served beside the graph: {}",
                state.written_before,
                self.store.store.join(serve::WRITTEN).display()
            ));
        }
        let bound = serve::bind(state, self.bind).with_context(|| format!("cannot listen on {}", self.bind))?;
        print(&format!("http://{}/\n", bound.address()?))?;
        if !bound.run()? {
            note("note: stopped; what still ran was cut off");
        }
        Ok(Exit::Done)
    }

    fn options(&self) -> Result<Options> {
        let limits = Limits {
            request_bytes: self.request_bytes,
            upload_bytes: self.upload_bytes,
            time: seconds("--timeout", self.timeout)?,
            rows: self.rows,
            running: self.concurrent.max(1),
            waiting: self.waiting,
            connections: self.connections.max(1),
            drain: seconds("--drain", self.drain)?,
            ..Limits::default()
        };
        Ok(Options { limits, cors: self.cors.clone(), hosts: self.hosts.clone(), token: self.write_token()? })
    }

    fn write_token(&self) -> Result<Option<String>> {
        if !self.writable {
            return Ok(None);
        }
        let token = self.token.clone().or_else(|| std::env::var(TOKEN).ok()).unwrap_or_default();
        if token.chars().count() < 16 {
            return Err(hint(
                "--writable needs a token of 16 characters or more",
                format!("set it: {TOKEN}=$(openssl rand -hex 16) wenmai serve --writable"),
            ));
        }
        Ok(Some(token))
    }
}

/// A time of less than a day.
fn seconds(option: &str, value: f64) -> Result<Duration> {
    match Duration::try_from_secs_f64(value) {
        Ok(time) if time <= Duration::from_hours(24) => Ok(time),
        _ => Err(hint(format!("{option} {value} is no time"), "write seconds from 0 to 86400, such as 2.5")),
    }
}
