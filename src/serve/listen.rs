//! An address enters; a server that answers until it is told to stop leaves.
//!
//! Promises: heads of requests have their time and connections their number; told to stop, it takes no more connections,
//! lets what runs end within [`super::Limits::drain`], and then leaves whatever is left.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::{Shared, router};

/// Time for the head of a request to arrive, and for a connection to lie idle.
const HEAD: Duration = Duration::from_secs(30);

/// Stack of the threads that read and run queries: the engine recurses into the depth of a query.
const STACK: usize = 64 << 20;

/// A server that has its address and does not answer yet.
pub struct Bound {
    runtime: Runtime,
    listener: TcpListener,
    state: Shared,
}

/// Takes an address; port 0 takes any free one.
pub fn bind(state: Shared, address: SocketAddr) -> io::Result<Bound> {
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .thread_name("wenmai-serve")
        .thread_stack_size(STACK)
        .max_blocking_threads(state.limits().running.max(1) + 4)
        .build()?;
    let listener = runtime.block_on(TcpListener::bind(address))?;
    Ok(Bound { runtime, listener, state })
}

impl Bound {
    /// The address taken.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until SIGINT or SIGTERM. Returns whether all that ran came to its end.
    pub fn run(self) -> io::Result<bool> {
        let Self { runtime, listener, state } = self;
        let ended = runtime.block_on(async move { accept(listener, &state, stop_signal()?).await })?;
        runtime.shutdown_background();
        Ok(ended)
    }
}

async fn accept(listener: TcpListener, state: &Shared, stop: impl Future<Output = ()>) -> io::Result<bool> {
    let router = router(state, listener.local_addr()?.ip().is_loopback());
    let total = state.limits().connections.max(1);
    let places = Arc::new(Semaphore::new(total));
    let (stopping, told) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
            () = &mut stop => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of files, or the other side left: neither is a reason to end.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (router, told) = (router.clone(), told.clone());
        tokio::spawn(async move {
            let _place = place;
            connection(stream, router, told).await;
        });
    }
    drop(listener);
    let _ = stopping.send(true);
    let all = u32::try_from(total).unwrap_or(u32::MAX);
    Ok(timeout(state.limits().drain, places.acquire_many(all)).await.is_ok())
}

async fn connection(stream: TcpStream, router: Router, mut told: watch::Receiver<bool>) {
    // Fails only on a socket that is gone already.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(100)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // An error is the connection's end: the other side left, or sent what is no HTTP and was told so.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = told.wait_for(|told| *told) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without signals there is only the window's own end.
        let _ = tokio::signal::ctrl_c().await;
    })
}
