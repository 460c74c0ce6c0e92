//! One call: a token that is asked for when it is needed, the request, and what its status means.

use super::account::PartnerHosts;
use super::answer;
use crate::account::{Credentials, Slot};
use crate::client::READ_TIMEOUT;
use crate::error::Error;
use crate::fault::Fault;
use crate::redact::{bounded, excerpt};
use crate::transport::{self, Answer};
use crate::xml::Element;
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

/// A token is not used in its last minute.
const MARGIN: Duration = Duration::from_secs(60);
const EXCERPT: usize = 400;

/// Looks things up for the one account that an application's credentials belong to. **Experimental**; it cannot order.
///
/// It keeps the access token, which is good for two hours, and asks for another when it runs out. A call whose kept token is
/// refused is made once more with a fresh one; nothing else is ever repeated.
#[derive(Debug)]
pub struct PartnerClient {
    http: reqwest::Client,
    pub(super) hosts: PartnerHosts,
    pub(super) credentials: Credentials,
    timeout: Duration,
    token: Mutex<Option<Token>>,
}

#[derive(Debug, Clone)]
struct Token {
    secret: SecretString,
    until: Instant,
}

#[derive(Deserialize)]
struct Issued {
    access_token: SecretString,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl PartnerClient {
    /// A client from its parts; `credentials` are the application's id and secret. `http` should not follow redirects.
    pub fn new(http: reqwest::Client, hosts: PartnerHosts, credentials: Credentials) -> Self {
        Self { http, hosts, credentials, timeout: READ_TIMEOUT, token: Mutex::new(None) }
    }

    /// Another time limit than 30 seconds.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Asks with GET; the answer's tree.
    pub(super) async fn get(&self, root: &str, url: &Url) -> Result<Element, Error> {
        self.ask(root, || self.http.get(url.clone())).await
    }

    /// Asks with POST and JSON; the answer's tree.
    pub(super) async fn post(&self, root: &str, url: &Url, body: &serde_json::Value) -> Result<Element, Error> {
        self.ask(root, || self.http.post(url.clone()).json(body)).await
    }

    /// An answer that proves nothing.
    pub(super) fn unusable(what: impl Into<String>) -> Error {
        Error::Protocol { what: what.into(), excerpt: String::new() }
    }

    async fn ask(&self, root: &str, build: impl Fn() -> RequestBuilder) -> Result<Element, Error> {
        let (token, is_kept) = self.token().await?;
        let mut answer = self.send(build(), &token).await?;
        if answer.status == 401 && is_kept {
            *self.token.lock().await = None;
            let (token, _) = self.token().await?;
            answer = self.send(build(), &token).await?;
        }
        self.accept(root, &answer)
    }

    async fn send(&self, request: RequestBuilder, token: &SecretString) -> Result<Answer, Error> {
        transport::call(request.bearer_auth(token.expose_secret()).timeout(self.timeout)).await.map_err(Error::Network)
    }

    /// The token that is kept, or a fresh one. Whoever asks at the same time waits for the same one.
    async fn token(&self) -> Result<(SecretString, bool), Error> {
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok((token.secret.clone(), true));
        }
        let issued = self.issue().await?;
        let good_for = Duration::from_secs(issued.expires_in.unwrap_or(0)).saturating_sub(MARGIN);
        *kept = Some(Token { secret: issued.access_token.clone(), until: Instant::now() + good_for });
        Ok((issued.access_token, false))
    }

    async fn issue(&self) -> Result<Issued, Error> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.credentials.user_id.expose_secret()),
            ("client_secret", self.credentials.password.expose_secret()),
        ];
        let url = below(&self.hosts.sign_in, &["oauth2", "v1", "token"]);
        let request = self.http.post(url).form(&form).timeout(self.timeout);
        let answer = transport::call(request).await.map_err(Error::Network)?;
        if answer.status == 400 {
            let message = "the token service refuses the application's credentials (HTTP 400)".to_owned();
            return Err(Error::Credentials { slot: Slot::Read, expired: false, message });
        }
        by_status(&answer, || excerpt(&answer.body, &self.credentials, EXCERPT))?;
        // No excerpt: the answer may hold a token.
        serde_json::from_slice(&answer.body).map_err(|_| Self::unusable("the token service gave no token"))
    }

    fn accept(&self, root: &str, answer: &Answer) -> Result<Element, Error> {
        let shown = || excerpt(&answer.body, &self.credentials, EXCERPT);
        by_status(answer, shown)?;
        if answer.too_large {
            return Err(Self::unusable("it is larger than allowed"));
        }
        let parsed = answer::parse(root, &answer.body);
        let read = parsed.map_err(|what| Error::Protocol { what, excerpt: shown() })?;
        match read.text_of("errorMessage") {
            Some(message) => {
                let detail = read.text_of("errorDetail").unwrap_or_default();
                Err(Fault::new(message, detail, &self.credentials).into_error(Slot::Read))
            }
            None => Ok(read),
        }
    }
}

fn by_status(answer: &Answer, shown: impl Fn() -> String) -> Result<(), Error> {
    let code = format!("HTTP {}", answer.status);
    match answer.status {
        200..=299 => Ok(()),
        401 => Err(Error::Credentials { slot: Slot::Read, expired: false, message: code }),
        429 => Err(Error::TooMany { wait: answer.retry_after }),
        408 | 500..=599 => Err(Error::Retry { code, message: bounded(&shown(), EXCERPT) }),
        _ => Err(Error::Permanent { code, message: bounded(&shown(), EXCERPT) }),
    }
}

/// An address below a base.
pub(super) fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}
