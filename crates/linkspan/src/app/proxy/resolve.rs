//! From a connection to where its requests go. What was found is kept for some seconds, so that a request costs no look at
//! the database; what changes in this process counts at once.

use super::{Base, RetryRule, Target};
use crate::app::App;
use crate::app::lend::{Lending, Opened};
use crate::connectors::{Registry, Terms};
use crate::providers::{AuthMode, Names, filled};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{ConnectionState, LentConnection};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Map;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use url::Url;

/// How long a target is kept, in milliseconds. Another process may change the connection meanwhile.
const KEPT_MS: i64 = 5_000;

/// How long a token that was renewed because a vendor refused it is not renewed for that reason again, in milliseconds: some
/// vendors say 401 for what is only not allowed.
const TRUSTED_MS: i64 = 60_000;

/// How many targets are kept.
const MOST: usize = 10_000;

/// Finds targets.
pub struct Resolver {
    app: App,
    lending: Arc<Lending>,
    registry: Arc<Registry>,
    kept: RwLock<HashMap<Place, Kept>>,
    /// When tokens were renewed because a vendor refused them.
    refused: Mutex<HashMap<ConnectionId, i64>>,
}

/// The environment, the integration and the public id of a connection.
type Place = (EnvironmentId, String, String);

struct Kept {
    found: Arc<Found>,
    until_ms: i64,
    /// The count of changes at which it was made.
    changes: u64,
}

/// A connection with its target.
#[derive(Debug)]
pub struct Found {
    /// The connection.
    pub lent: LentConnection,
    /// Where its requests go.
    pub target: Target,
    /// Whether it is called with a token that can be renewed.
    pub has_token: bool,
}

/// Why there is no target.
#[derive(Debug, thiserror::Error)]
pub enum Unresolved {
    /// There is no such integration.
    #[error("there is no such integration")]
    Integration,
    /// The integration has no such connection.
    #[error("there is no such connection")]
    Connection,
    /// The provider's file names no address, or one that needs what the connection does not have.
    #[error("the provider has no address for this connection")]
    NoAddress,
    /// The connection cannot be used.
    #[error("the connection cannot be used: {0}")]
    Problem(Problem),
}

impl<E: Into<Problem>> From<E> for Unresolved {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl Resolver {
    /// A resolver that keeps nothing yet.
    #[must_use]
    pub fn new(app: App, lending: Arc<Lending>, registry: Arc<Registry>) -> Self {
        Self { app, lending, registry, kept: RwLock::default(), refused: Mutex::default() }
    }

    /// The connection with this public id and its target. Its use is noted.
    ///
    /// # Errors
    /// [`Unresolved`].
    pub async fn find(
        &self,
        environment: EnvironmentId,
        integration: &str,
        public_id: &str,
    ) -> Result<Arc<Found>, Unresolved> {
        let place = (environment, integration.to_owned(), public_id.to_owned());
        let now_ms = self.app.clock.now_ms();
        let changes = self.registry.changes();
        if let Some(found) = self.remembered(&place, now_ms, changes) {
            self.lending.fetched(&found.lent);
            return Ok(found);
        }
        let found = Arc::new(self.look_up(&place).await?);
        self.lending.fetched(&found.lent);
        self.keep(place, &found, now_ms, changes);
        Ok(found)
    }

    /// The connection with another token than the one that the vendor refused; `None` where there is none, or where it was
    /// renewed for that reason a moment ago.
    ///
    /// # Errors
    /// [`Unresolved`].
    pub async fn renewed(&self, found: &Found) -> Result<Option<Arc<Found>>, Unresolved> {
        let (id, environment) = (found.lent.connection.id, found.lent.connection.environment);
        let (now_ms, changes) = (self.app.clock.now_ms(), self.registry.changes());
        let gone = || Unresolved::Connection;
        let lent = self.app.env(environment).lent_connection_by_id(id).await?.ok_or_else(gone)?;
        let opened = self.lending.open(lent).await?;
        let there = self.found(opened).await?;
        let is_other = there.target.headers.get(AUTHORIZATION) != found.target.headers.get(AUTHORIZATION);
        let renewed = match is_other {
            true => there,
            false if !self.may_renew(id, now_ms) => return Ok(None),
            false => {
                let lent = there.lent;
                self.found(self.lending.fresh(self.lending.open(lent).await?, true).await?).await?
            }
        };
        let renewed = Arc::new(renewed);
        let card = &renewed.lent.card;
        let place = (environment, card.integration.clone(), card.public_id.clone());
        self.keep(place, &renewed, now_ms, changes);
        Ok(Some(renewed))
    }

    fn may_renew(&self, id: ConnectionId, now_ms: i64) -> bool {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|_, at| now_ms - *at < TRUSTED_MS);
        let may = !refused.contains_key(&id);
        refused.entry(id).or_insert(now_ms);
        may
    }

    fn keep(&self, place: Place, found: &Arc<Found>, now_ms: i64, changes: u64) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, one| one.until_ms > now_ms && one.changes == changes);
        }
        if kept.len() < MOST {
            kept.insert(place, Kept { found: Arc::clone(found), until_ms: now_ms + KEPT_MS, changes });
        }
    }

    fn remembered(&self, place: &Place, now_ms: i64, changes: u64) -> Option<Arc<Found>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let one = kept.get(place)?;
        (one.until_ms > now_ms && one.changes == changes).then(|| Arc::clone(&one.found))
    }

    async fn look_up(&self, (environment, integration, public_id): &Place) -> Result<Found, Unresolved> {
        let env = self.app.env(*environment);
        if env.integration(integration).await?.is_none() {
            return Err(Unresolved::Integration);
        }
        let lent = env.lent_connection(integration, public_id).await?;
        let lent = lent.filter(|one| one.connection.state != ConnectionState::NotConnected);
        let lent = lent.ok_or(Unresolved::Connection)?;
        self.found(self.lending.fresh(self.lending.open(lent).await?, false).await?).await
    }

    async fn found(&self, opened: Opened) -> Result<Found, Unresolved> {
        let terms = self.registry.terms(&opened.lent.connection).await?;
        let mut target = target(&opened, terms).ok_or(Unresolved::NoAddress)?;
        let has_token = self.lending.would_renew(&opened, true);
        if has_token {
            // A token that is refused says nothing about the account: only a renewal that is refused does, and it says so.
            target.watcher = None;
        }
        Ok(Found { lent: opened.lent, target, has_token })
    }
}

/// Fills in what the provider's file says; what its connector says goes first.
fn target(opened: &Opened, terms: Terms) -> Option<Target> {
    let proxy = opened.definition.proxy.as_ref()?;
    let bare = Map::new();
    let sources = opened.material.sources(&bare);
    let names = Names::new(&sources);
    let base = match terms.base {
        Some(base) => base,
        None => Url::parse(&filled(&proxy.base_url, &names.for_address())?).ok()?,
    };
    let mut headers = HeaderMap::new();
    for (name, text) in &proxy.headers {
        // A header that needs what is not there is left out.
        let value = filled(text, &names).and_then(|value| sensitive(&value));
        if let (Ok(name), Some(value)) = (name.parse::<HeaderName>(), value) {
            headers.insert(name, value);
        }
    }
    if let Some(value) = authorization(opened).filter(|_| !headers.contains_key(AUTHORIZATION)) {
        headers.insert(AUTHORIZATION, value);
    }
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let query = proxy.query.iter().filter_map(|(name, text)| {
        let value = filled(text, &names)?;
        Some(format!("{}={}", encoded(name), encoded(&value)))
    });
    let retry = proxy.retry.clone().unwrap_or_default();
    Some(Target {
        base: Base::new(base)?,
        query: query.collect::<Vec<_>>().join("&"),
        headers,
        allowed_hosts: proxy.allowed_hosts.clone(),
        allow_private: terms.allow_private || opened.definition.allow_private,
        read_paths: proxy.read_paths.clone(),
        retry: RetryRule {
            at: retry.at,
            after: retry.after,
            remaining: retry.remaining,
            statuses: retry.error_code,
            errors_are_final: terms.errors_are_final,
        },
        budget: terms.budget,
        watcher: terms.watcher,
        clerk: terms.clerk,
    })
}

fn authorization(opened: &Opened) -> Option<HeaderValue> {
    let part = |name: &str| opened.material.credentials.get(name).and_then(|value| value.as_str());
    match opened.definition.auth_mode {
        // A distributor's read services take the credentials in their body.
        AuthMode::Basic if opened.definition.has_connector() => None,
        AuthMode::Basic => {
            let pair = format!("{}:{}", part("username").unwrap_or_default(), part("password").unwrap_or_default());
            sensitive(&format!("Basic {}", STANDARD.encode(pair)))
        }
        AuthMode::Oauth2 => sensitive(&format!("Bearer {}", part("access_token")?)),
        AuthMode::Oauth2Cc | AuthMode::TwoStep => sensitive(&format!("Bearer {}", part("token")?)),
        AuthMode::ApiKey | AuthMode::None => None,
    }
}

/// A value that libraries do not print.
fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
