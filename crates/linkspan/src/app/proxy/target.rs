//! Where requests of one connection go, with everything that is put into them. Made once, kept for a while, shared.

use super::Fault;
use super::retry::RetryRule;
use crate::egress::{EgressError, HostRules, Policy};
use async_trait::async_trait;
use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Response};
use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where requests of one connection go.
pub struct Target {
    /// What stands before the path.
    pub base: Base,
    /// Headers of each request, credentials among them.
    pub headers: HeaderMap,
    /// What is added to the query, encoded; empty is nothing.
    pub query: String,
    /// Hosts besides the base address's own that a program may name instead.
    pub allowed_hosts: HostRules,
    /// Whether private addresses and plain HTTP are allowed. The operator's decision alone.
    pub allow_private: bool,
    /// The only paths that are reached; empty is all.
    pub read_paths: Vec<String>,
    /// When a request is repeated.
    pub retry: RetryRule,
    /// Who gives leave for each call, where the vendor counts them.
    pub budget: Option<Arc<dyn Budget>>,
    /// Who wants to know that credentials were refused.
    pub watcher: Option<Arc<dyn Watcher>>,
    /// Who asks in the program's place, where the credentials stand in the document itself. Then nothing is passed on as it
    /// is.
    pub clerk: Option<Arc<dyn Clerk>>,
}

/// Asks a vendor whose credentials stand in the document itself.
#[async_trait]
pub trait Clerk: Send + Sync {
    /// The longest document, in bytes.
    fn longest(&self) -> usize;

    /// Asks what a program wrote. The path is one that may be read, in small letters, without slashes at its ends.
    ///
    /// # Errors
    /// [`Fault::Document`] and [`Fault::Reserved`] where nothing was sent, [`Fault::NoAnswer`].
    async fn ask(&self, path: &str, document: &[u8]) -> Result<Response<Bytes>, Fault>;
}

/// Counts the calls of a vendor's account and keeps some for more urgent work.
#[async_trait]
pub trait Budget: Send + Sync {
    /// Leave for one call to a path, as it stands behind the base address, without the query.
    ///
    /// # Errors
    /// How long to wait before it makes sense to ask again.
    async fn enter(&self, path: &str) -> Result<Leave, Duration>;

    /// Puts what is left into headers.
    fn tell(&self, headers: &mut HeaderMap);

    /// Takes note of an answer.
    fn saw(&self, status: u16, headers: &HeaderMap);
}

/// Leave for one call; it ends when the value is dropped, which is after the answer has been read.
pub struct Leave(#[expect(dead_code, reason = "it is held, not looked at")] Box<dyn Any + Send>);

impl Leave {
    /// Leave that keeps `held` until the call has ended.
    pub fn holding(held: impl Send + 'static) -> Self {
        Self(Box::new(held))
    }
}

/// Wants to know what calls find out about credentials.
#[async_trait]
pub trait Watcher: Send + Sync {
    /// The vendor refused the credentials of the connection.
    async fn refused(&self);
}

/// An address in the parts that requests need.
#[derive(Clone, PartialEq, Eq)]
pub struct Base {
    pub(super) url: Url,
    pub(super) scheme: Scheme,
    pub(super) authority: Authority,
    /// Without a slash at the end; empty where the address has no path.
    pub(super) path: String,
}

impl Base {
    /// Takes an address apart. One with a user name, a query or a fragment, or of another scheme than HTTP, is none.
    #[must_use]
    pub fn new(url: Url) -> Option<Self> {
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !plain || url.fragment().is_some() || !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let host = url.host_str()?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let scheme = if url.scheme() == "https" { Scheme::HTTPS } else { Scheme::HTTP };
        let path = url.path().trim_end_matches('/').to_owned();
        Some(Self { scheme, authority: authority.parse().ok()?, path, url })
    }

    /// Whether both are the same server.
    pub(super) fn same_server(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.authority == other.authority
    }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.url)
    }
}

/// Credentials stand in the headers, so only the address is told.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Target {
    /// Whether an address may be called for this connection, by what it says; names are looked at again when resolved.
    ///
    /// # Errors
    /// [`EgressError::Refused`].
    pub(super) fn check(&self, base: &Base) -> Result<(), EgressError> {
        // Another port of the same host is another server.
        let hosts = match base.same_server(&self.base) {
            true => HostRules::of([&base.url]),
            false => self.allowed_hosts.clone(),
        };
        let policy =
            Policy { provider: "proxy", hosts, allow_private: self.allow_private, timeout: Duration::from_secs(60) };
        policy.check(&base.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Option<Base> {
        Base::new(Url::parse(text).unwrap())
    }

    #[test]
    fn an_address_is_taken_apart() {
        let api = base("https://vendor.example/api/v1/").unwrap();
        assert_eq!((api.authority.as_str(), api.path.as_str()), ("vendor.example", "/api/v1"));
        assert_eq!(base("http://127.0.0.1:8080").unwrap().authority.as_str(), "127.0.0.1:8080");
        assert_eq!(base("http://[::1]:80/").unwrap().authority.as_str(), "[::1]");
        assert!(api.same_server(&base("https://vendor.example:443/other").unwrap()));
        assert!(!api.same_server(&base("http://vendor.example/api/v1/").unwrap()));
    }

    #[test]
    fn what_could_hide_a_host_is_no_address() {
        for text in [
            "https://user@vendor.example/",
            "https://user:word@vendor.example/",
            "https://vendor.example/?next=",
            "https://vendor.example/#x",
            "ftp://vendor.example/",
            "file:///etc/hosts",
        ] {
            assert!(base(text).is_none(), "{text}");
        }
    }
}
