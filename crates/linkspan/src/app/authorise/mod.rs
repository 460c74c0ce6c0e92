//! Linking an account whose owner allows it in a window of the vendor (RFC 6749, with PKCE): sending the browser there, and
//! exchanging what it brings back.
//!
//! What must not be here: browsers, pages and the windows that wait; those are HTTP's.

mod address;
mod pending;

use super::App;
use super::connect_sessions::{ConnectSession, ConnectSessions, TargetFailure};
use super::integrations::Integrations;
use super::lend::{self, ImportFailure, Material};
use crate::providers::{AuthMode, TypedFault, faults};
use linkspan_core::problem::Problem;
use linkspan_store::LentConnection;
use pending::{Flow, Pending};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use url::Url;

/// How long a browser may be away, in seconds.
pub const AWAY_SECONDS: i64 = 10 * 60;

/// The use case.
pub struct Authorising {
    app: App,
    integrations: Arc<Integrations>,
    sessions: Arc<ConnectSessions>,
    pending: Pending,
}

/// What somebody wants to link.
pub struct Begin {
    /// The token of the connect session.
    pub token: SecretString,
    /// The integration.
    pub unique_key: String,
    /// The configuration, as it was typed.
    pub config: Map<String, Value>,
    /// What the program adds to the vendor's address.
    pub params: Map<String, Value>,
    /// The window that waits for the result.
    pub waiting: Option<String>,
    /// Where the vendor sends the browser back to.
    pub redirect_uri: String,
}

/// Where the browser goes.
#[derive(Debug)]
pub struct Begun {
    /// The vendor's page.
    pub url: Url,
    /// By which the browser remembers this one among several; no secret.
    pub flow: String,
    /// What the browser has to bring along, so that nobody finishes in another one.
    pub browser: SecretString,
}

/// Why a browser was not sent to the vendor.
#[derive(Debug, thiserror::Error)]
pub enum BeginFailure {
    /// The session cannot link to it.
    #[error(transparent)]
    Target(#[from] TargetFailure),
    /// Fields of the configuration are missing or cannot be right.
    #[error("the configuration cannot be right")]
    Config(Vec<TypedFault>),
    /// The integration has no client of the vendor.
    #[error("the integration has no client id")]
    NoClient,
    /// The provider's address cannot be filled in.
    #[error("the provider has no address for this configuration")]
    NoAddress,
    /// Something else.
    #[error(transparent)]
    Problem(#[from] Problem),
}

/// What a browser brings back.
#[derive(Default)]
pub struct Came {
    /// What it was sent with.
    pub state: String,
    /// What is exchanged for tokens.
    pub code: Option<SecretString>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// How it ended.
pub struct Finished {
    /// The window that waits for it.
    pub waiting: Option<String>,
    /// The integration.
    pub unique_key: Option<String>,
    /// By which the browser remembered it.
    pub flow: Option<String>,
    /// The connection, or why there is none.
    pub outcome: Result<LentConnection, FinishFailure>,
}

/// Why no account was linked.
#[derive(Debug)]
pub enum FinishFailure {
    /// Nobody waits for it: it was used already, took too long, or comes from another browser.
    Unknown,
    /// The person did not allow it.
    Denied,
    /// The vendor sent the browser back with another error.
    Vendor(String),
    /// The connect session has ended meanwhile.
    Session,
    /// The session cannot link to it any more.
    Target(TargetFailure),
    /// No token was given.
    Exchange(Problem),
    /// The account was not kept.
    Import(ImportFailure),
    /// Something of our own.
    Problem(Problem),
}

impl Authorising {
    /// The use case of a process.
    #[must_use]
    pub fn new(app: App, integrations: Arc<Integrations>, sessions: Arc<ConnectSessions>) -> Self {
        Self { app, integrations, sessions, pending: Pending::default() }
    }

    /// Where to send a browser so that its owner can allow the access.
    ///
    /// # Errors
    /// [`BeginFailure`].
    pub async fn begin(&self, session: &ConnectSession, begin: Begin) -> Result<Begun, BeginFailure> {
        let target = self.sessions.target(session, &begin.unique_key, &[AuthMode::Oauth2]).await?;
        let definition = &target.definition;
        let mut material = Material { config: begin.config.clone(), ..Material::default() };
        material.config = session.config(&begin.unique_key, material.config);
        lend::complete(definition, &mut material);
        let wrong = faults(&definition.connection_config, &material.config);
        if !wrong.is_empty() {
            return Err(BeginFailure::Config(wrong));
        }
        let client = self.integrations.client(&target.integration).await?.unwrap_or_default();
        let client_id = client.get("client_id").and_then(Value::as_str).filter(|id| !id.is_empty());
        let client_id = client_id.ok_or(BeginFailure::NoClient)?;
        let (state, verifier, browser) =
            (super::sign_in::random_token()?, super::sign_in::random_token()?, super::sign_in::random_token()?);
        let asked = address::Asked {
            client_id,
            client_scopes: client.get("scopes").and_then(Value::as_str).unwrap_or_default(),
            redirect_uri: &begin.redirect_uri,
            state: &state,
            verifier: &verifier,
            params: &begin.params,
            decided: session.defaults(&begin.unique_key),
        };
        let url = address::address(definition, &material, &asked).ok_or(BeginFailure::NoAddress)?;
        let flow = Flow {
            token: begin.token,
            session: session.id,
            unique_key: begin.unique_key,
            config: begin.config,
            verifier,
            browser: browser.clone(),
            waiting: begin.waiting,
            redirect_uri: begin.redirect_uri,
        };
        let flow = self.pending.keep(&state, flow, self.app.clock.now_ms());
        Ok(Begun { url, flow, browser })
    }

    /// Exchanges what a browser brings back and keeps the account. `cookie` tells what the browser remembers under a name.
    pub async fn finish(&self, came: Came, cookie: impl Fn(&str) -> Option<SecretString>) -> Finished {
        let Some((name, flow)) = self.pending.take(&came.state, self.app.clock.now_ms()) else {
            return Finished { waiting: None, unique_key: None, flow: None, outcome: Err(FinishFailure::Unknown) };
        };
        let brought = cookie(&name);
        let is_same = brought.is_some_and(|brought| same(&brought, &flow.browser));
        let (waiting, unique_key) = (flow.waiting.clone(), flow.unique_key.clone());
        let outcome = if is_same { self.exchanged(came, flow).await } else { Err(FinishFailure::Unknown) };
        Finished { waiting, unique_key: Some(unique_key), flow: Some(name), outcome }
    }

    async fn exchanged(&self, came: Came, flow: Flow) -> Result<LentConnection, FinishFailure> {
        let code = match (came.error.as_deref(), came.code) {
            (Some("access_denied"), _) => return Err(FinishFailure::Denied),
            (Some(error), _) => return Err(FinishFailure::Vendor(word(error))),
            (None, None) => return Err(FinishFailure::Vendor("no_code".to_owned())),
            (None, Some(code)) => code,
        };
        let session = self.sessions.recognise(flow.token.expose_secret()).await.map_err(FinishFailure::Problem)?;
        let session = session.filter(|session| session.id == flow.session).ok_or(FinishFailure::Session)?;
        let target = self.sessions.target(&session, &flow.unique_key, &[AuthMode::Oauth2]).await;
        let target = target.map_err(FinishFailure::Target)?;
        let client = self.integrations.client(&target.integration).await.map_err(FinishFailure::Problem)?;
        let config = session.config(&flow.unique_key, flow.config.clone());
        let mut material = Material { credentials: client.unwrap_or_default(), config };
        lend::complete(&target.definition, &mut material);
        let exchange = lend::Exchange { code: &code, verifier: &flow.verifier, redirect_uri: &flow.redirect_uri };
        let credentials = lend::authorised(&target.definition, &material, &exchange, self.app.clock.now()).await;
        let credentials = credentials.map_err(FinishFailure::Exchange)?;
        let material = Material { credentials, config: flow.config };
        let imported = self.sessions.save(&session, target, material).await.map_err(FinishFailure::Import)?;
        Ok(imported.lent)
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret().as_bytes().ct_eq(other.expose_secret().as_bytes()).into()
}

/// An error code of a vendor as far as it is one: the text comes along with a browser and may be anything.
fn word(error: &str) -> String {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !error.is_empty() && error.len() <= 64 && error.bytes().all(is_word) {
        error.to_owned()
    } else {
        "unknown_error".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_is_not_repeated() {
        assert_eq!(word("temporarily_unavailable"), "temporarily_unavailable");
        for other in ["", "<b>x</b>", "two words", "a".repeat(65).as_str()] {
            assert_eq!(word(other), "unknown_error");
        }
    }
}
