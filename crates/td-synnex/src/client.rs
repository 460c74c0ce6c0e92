//! The client: one account's calls to the vendor's services.
//!
//! It holds no state and repeats nothing. The messages themselves are in the modules `price`, `order`, `status`,
//! `invoice` and `freight`.

use crate::account::{Account, CredentialSlots, Credentials, Slot};
use crate::error::Error;
use crate::fault::Fault;
use crate::hosts::Hosts;
use crate::redact::excerpt;
use crate::transport::{self, Answer, Connection};
use crate::xml::{self, Element, XmlFault, XmlText, carries};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use url::Url;

const EXCERPT: usize = 400;

/// Time allowed for a question (price, status, invoice, freight); the vendor's own figures are two seconds and less.
pub const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// Time allowed for an order; the vendor names five to fourteen seconds.
pub const SUBMIT_TIMEOUT: Duration = Duration::from_secs(120);

/// Calls TD SYNNEX for one account.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) submit_http: reqwest::Client,
    pub(crate) hosts: Hosts,
    pub(crate) account: Account,
    pub(crate) credentials: CredentialSlots,
    pub(crate) submit_timeout: Duration,
    /// What status messages are asked for.
    pub(crate) status_version: Box<str>,
    pub(crate) read_http: reqwest::Client,
    pub(crate) read_timeout: Duration,
}

impl Client {
    /// A client from its parts. Both HTTP clients are the caller's, because all outgoing traffic is the caller's policy.
    ///
    /// `read_http` should not follow redirects: the body holds a password.
    ///
    /// `submit_http` **must** be its own client with HTTP/1.1 only (`http1_only`), no pool reuse
    /// (`pool_max_idle_per_host(0)`), no redirects (`redirect::Policy::none()`), no retries (`retry::never()`) and a
    /// timeout of 120 s. A request's body can be taken only once here, so that even a careless client cannot send an
    /// order twice; but what such a client brings back from elsewhere would be judged as the vendor's answer.
    pub fn new(
        read_http: reqwest::Client,
        submit_http: reqwest::Client,
        hosts: Hosts,
        account: Account,
        credentials: CredentialSlots,
    ) -> Self {
        Self {
            submit_http,
            hosts,
            account,
            credentials,
            submit_timeout: SUBMIT_TIMEOUT,
            status_version: crate::status::VERSION.into(),
            read_http,
            read_timeout: READ_TIMEOUT,
        }
    }

    /// Other time limits than [`READ_TIMEOUT`] and [`SUBMIT_TIMEOUT`].
    #[must_use]
    pub const fn with_timeouts(mut self, read: Duration, submit: Duration) -> Self {
        self.read_timeout = read;
        self.submit_timeout = submit;
        self
    }

    /// Another version of the status messages than [`crate::status::VERSION`], such as `3.0`, which adds the customer's line
    /// number and, it seems, the code `invoiced`. Versions up to 3.0 were seen in client code; what an account's system
    /// answers to one that it does not know is not known.
    #[must_use]
    pub fn with_status_version(mut self, version: &str) -> Self {
        self.status_version = version.into();
        self
    }

    /// The account that this client calls for.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// Asks a question and reads the answer's root element; error documents and HTTP errors become errors.
    pub(crate) async fn ask(&self, url: &Url, body: &SecretString, slot: Slot) -> Result<Element, Error> {
        self.ask_for(url, body, slot, |_| false).await
    }

    /// As `ask`; error documents that `is_answer` knows as its own are answers.
    pub(crate) async fn ask_for(
        &self,
        url: &Url,
        body: &SecretString,
        slot: Slot,
        is_answer: fn(&Element) -> bool,
    ) -> Result<Element, Error> {
        let answer = transport::post(&self.read_http, url, body, self.read_timeout, Connection::Pooled)
            .await
            .map_err(Error::Network)?;
        self.accept(&answer, slot, is_answer)
    }

    /// The answer is not about what was asked.
    pub(crate) fn unusable(what: impl Into<String>) -> Error {
        Error::Protocol { what: what.into(), excerpt: String::new() }
    }

    fn accept(&self, answer: &Answer, slot: Slot, is_answer: fn(&Element) -> bool) -> Result<Element, Error> {
        let credentials = self.credentials.get(slot);
        let shown = || excerpt(&answer.body, credentials, EXCERPT);
        let parsed = if answer.too_large { Err(XmlFault::TooLarge) } else { xml::parse(&answer.body) };
        let faulty = parsed.as_ref().ok().filter(|root| !is_answer(root));
        if let Some(fault) = faulty.and_then(|root| Fault::find(root, credentials)) {
            return Err(fault.into_error(slot));
        }
        let code = format!("HTTP {}", answer.status);
        match answer.status {
            200..=299 => {}
            401 => return Err(Error::Credentials { slot, expired: false, message: code }),
            408 | 429 | 500..=599 => return Err(Error::Retry { code, message: shown() }),
            _ => return Err(Error::Permanent { code, message: shown() }),
        }
        parsed.map_err(|fault| Error::Protocol { what: fault.to_string(), excerpt: shown() })
    }
}

/// The `Credential` block of the `SynnexB2B` messages, or `None` if XML cannot carry the log-in.
pub(crate) fn credential_block(credentials: &Credentials) -> Option<SecretString> {
    let (user, password) = (credentials.user_id.expose_secret(), credentials.password.expose_secret());
    if !carries(user) || !carries(password) {
        return None;
    }
    let mut xml = XmlText::default();
    xml.open("Credential").text("UserID", user).text("Password", password).close("Credential");
    Some(xml.finish().into())
}

/// A log-in that no request can carry counts as refused.
pub(crate) fn cannot_be_carried(slot: Slot) -> Error {
    let message = "the user name or password holds a control character, which XML cannot carry".to_owned();
    Error::Credentials { slot, expired: false, message }
}
