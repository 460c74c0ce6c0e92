//! The HTTP server under both emulators: it accepts, meets requests with faults, keeps the journal, answers
//! the control calls under `/_emulator/`. It knows nothing of any vendor: those are axum routers.

mod control;
mod exchange;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::clock::VirtualClock;
use crate::faults::FaultPlan;
use crate::journal::Journal;

/// How long open connections may finish their answer when the server stops.
const STOP_GRACE: Duration = Duration::from_secs(2);

/// What every emulator has, whatever vendor it plays.
#[derive(Clone, Debug)]
pub struct Base {
    /// The clock it lives by.
    pub clock: VirtualClock,
    /// What goes wrong.
    pub faults: FaultPlan,
    /// What was asked.
    pub journal: Journal,
}

impl Base {
    /// No faults, an empty journal, and the given clock.
    #[must_use]
    pub fn new(clock: VirtualClock) -> Self {
        Self { clock, faults: FaultPlan::default(), journal: Journal::default() }
    }
}

impl Default for Base {
    fn default() -> Self {
        Self::new(VirtualClock::system())
    }
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    url: String,
    addr: SocketAddr,
    base: Base,
    connections: Arc<AtomicU64>,
    tasks: TaskTracker,
    token: CancellationToken,
    _stop_on_drop: DropGuard,
}

impl Running {
    /// Its origin without a slash at the end, like `http://127.0.0.1:4711`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> &VirtualClock {
        &self.base.clock
    }

    /// Its fault plan.
    #[must_use]
    pub fn faults(&self) -> &FaultPlan {
        &self.base.faults
    }

    /// Its journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.base.journal
    }

    /// How many TCP connections it has accepted so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Stops accepting, lets open answers finish for up to two seconds, closes everything.
    pub async fn stop(self) {
        self.token.cancel();
        self.tasks.close();
        if tokio::time::timeout(STOP_GRACE * 2, self.tasks.wait()).await.is_err() {
            tracing::warn!(url = %self.url, "emulator connections did not end in time");
        }
    }
}

/// Everything a connection needs.
struct Shared {
    router: axum::Router,
    base: Base,
    connections: Arc<AtomicU64>,
}

/// Listens (port 0 picks a free one) and serves the router until the handle is stopped or dropped.
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(listen: SocketAddr, router: axum::Router, base: Base) -> io::Result<Running> {
    let listener = TcpListener::bind(listen).await?;
    let addr = listener.local_addr()?;
    let connections = Arc::new(AtomicU64::new(0));
    let token = CancellationToken::new();
    let tasks = TaskTracker::new();
    let shared = Arc::new(Shared { router, base: base.clone(), connections: Arc::clone(&connections) });
    tasks.spawn(accept(listener, shared, tasks.clone(), token.clone()));
    let stop_on_drop = token.clone().drop_guard();
    Ok(Running { url: format!("http://{addr}"), addr, base, connections, tasks, token, _stop_on_drop: stop_on_drop })
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, tasks: TaskTracker, token: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            () = token.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                tasks.spawn(connection(stream, peer, Arc::clone(&shared), token.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "emulator cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>, token: CancellationToken) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: http::Request<hyper::body::Incoming>| {
        let shared = Arc::clone(&shared);
        // A vendor may take requests from registered addresses only.
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        Box::pin(async move { exchange::answer(&shared, request).await })
    });
    let mut served =
        std::pin::pin!(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = token.cancelled() => {
            served.as_mut().graceful_shutdown();
            match tokio::time::timeout(STOP_GRACE, served).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "emulator connection ended early");
    }
}
