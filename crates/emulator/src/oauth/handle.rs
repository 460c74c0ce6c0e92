//! Starting the server, and turning its switches from within the same process.

use std::io;
use std::sync::{Arc, Mutex};

use axum::response::Redirect;
use axum::routing::get;
use serde::Serialize;
use serde_json::Value;

use super::books::{Grant, World};
use super::options::{Options, Settings};
use super::{State, authorize, control, resource, token};
use crate::clock::VirtualClock;
use crate::faults::FaultPlan;
use crate::journal::Journal;
use crate::server::{self, Base, Running};

/// A running authorisation server. It stops when it is dropped.
pub struct OAuth {
    running: Running,
    ready: Ready,
    state: State,
}

/// Where the server is and who may use it: the line it prints when it is ready. The secrets are its own and open nothing
/// else.
#[derive(Clone, Serialize)]
pub struct Ready {
    /// Origin, without a slash at the end.
    pub url: String,
    /// Where browsers are sent.
    pub authorization_url: String,
    /// Where codes and refresh tokens are exchanged.
    pub exchange_url: String,
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Where browsers may be sent back to.
    pub redirect_uris: Vec<String>,
    /// The person who is signed in.
    pub user: String,
    /// The password, for the password grant.
    pub password: String,
    /// All scopes.
    pub scopes: Vec<String>,
}

impl Ready {
    fn new(url: &str, options: &Options) -> Self {
        let client = options.clients.first();
        let of = |take: fn(&super::Client) -> &String| client.map(take).cloned().unwrap_or_default();
        Self {
            url: url.to_owned(),
            authorization_url: format!("{url}/authorize"),
            exchange_url: format!("{url}/token"),
            client_id: of(|client| &client.id),
            client_secret: of(|client| &client.secret),
            redirect_uris: client.map(|client| client.redirect_uris.clone()).unwrap_or_default(),
            user: options.user.name.clone(),
            password: options.user.password.clone(),
            scopes: options.scopes.clone(),
        }
    }
}

/// Starts the server and answers once it can be reached.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(options: Options) -> io::Result<OAuth> {
    let world = Arc::new(Mutex::new(World::new(&options)));
    let state = State { clock: options.clock.clone(), world };
    let router = authorize::router(state.clone())
        .merge(token::router(state.clone()))
        .merge(resource::router(state.clone()))
        .merge(control::router(state.clone()))
        .route("/", get(async || Redirect::to("/_emulator/settings")));
    let running = server::serve(options.listen, router, Base::new(options.clock.clone())).await?;
    let ready = Ready::new(running.url(), &options);
    Ok(OAuth { running, ready, state })
}

impl OAuth {
    /// Origin without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        self.running.url()
    }

    /// Addresses, client, person.
    #[must_use]
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The clock by which codes and tokens end.
    #[must_use]
    pub fn clock(&self) -> &VirtualClock {
        self.running.clock()
    }

    /// Faults of transport: status, delay, cut connections.
    #[must_use]
    pub fn faults(&self) -> &FaultPlan {
        self.running.faults()
    }

    /// Requests received.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        self.running.journal()
    }

    /// Registers one more address that browsers of the first client may be sent back to.
    pub fn register_redirect(&self, uri: impl Into<String>) {
        control::add_redirect(&mut self.state.world(), uri.into());
    }

    /// The switches as they stand.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.state.world().settings.clone()
    }

    /// Changes switches in place.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state.world().settings);
    }

    /// Lays JSON members over the switches, as the route `settings` does.
    ///
    /// # Errors
    /// What is wrong, in words; nothing is changed then.
    pub fn set_json(&self, change: &Value) -> Result<Settings, String> {
        control::lay_over(&mut self.state.world(), change)
    }

    /// All grants so far.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        self.state.world().grants()
    }

    /// Takes every grant back: access and refresh tokens alike.
    pub fn revoke_all(&self) {
        self.state.world().revoke_all();
    }

    /// Forgets every access token; refresh tokens stay good.
    pub fn forget_access(&self) {
        self.state.world().forget_access();
    }

    /// Stops the server.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}
