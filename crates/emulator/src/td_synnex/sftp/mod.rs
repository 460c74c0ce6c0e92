//! The distributor's SFTP server: the account's catalogue, its hourly file, the code lists and the drop files, to be read.
//!
//! Faults of the common plan meet it under the method `SFTP`: the route is `SFTP connect`, `SFTP login` or `SFTP` and a
//! file's path. Cut, delayed or refused connections, refused log-ins, missing files and files that break off in the
//! middle come from there; a changed host key and a server with old algorithms alone are switches.

mod files;
mod host;
mod login;
mod reading;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use russh::keys::HashAlg;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::state::State;
use crate::faults::{FaultAction, FaultPlan};
use crate::journal::Journal;

/// A running server. It stops when it is dropped, and connections with it.
pub(super) struct Server {
    address: SocketAddr,
    _stop: DropGuard,
}

/// What every connection needs.
#[derive(Clone)]
pub(super) struct Shop {
    pub(super) state: Arc<State>,
    faults: FaultPlan,
    pub(super) journal: Journal,
    pub(super) user: String,
    pub(super) password: String,
    pub(super) seed: u64,
    files: Arc<files::Shelf>,
}

impl Shop {
    pub(super) fn new(
        state: Arc<State>,
        faults: FaultPlan,
        journal: Journal,
        (user, password): (String, String),
        seed: u64,
    ) -> Self {
        Self { state, faults, journal, user, password, seed, files: Arc::default() }
    }

    /// What goes wrong at this place now, if anything.
    fn fault(&self, route: &str, subject: &[u8]) -> Option<FaultAction> {
        if self.faults.take_refusal(route) {
            return Some(FaultAction::Refuse);
        }
        self.faults.take(route, subject)
    }
}

/// The host's key as people compare it: its kind and its fingerprint.
pub(super) fn shown_key(seed: u64) -> String {
    let key = host::host_key(seed, false);
    format!("{} {}", key.algorithm().as_str(), key.public_key().fingerprint(HashAlg::Sha256))
}

impl Server {
    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Listens and serves until the answered server is dropped.
pub(super) async fn start(listen: SocketAddr, shop: Shop) -> io::Result<Server> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = stopped.cancelled() => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        tokio::spawn(host::serve(stream, shop.clone(), stopped.child_token()));
                    }
                    Err(error) => tracing::warn!(%error, "an SFTP connection was not taken"),
                },
            }
        }
    });
    Ok(Server { address, _stop: stop.drop_guard() })
}
