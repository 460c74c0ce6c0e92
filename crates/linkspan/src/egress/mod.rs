//! The one way out: every HTTP client of the server is built here, and every other connection to a vendor is made here.
//!
//! A client reaches the hosts of its policy and nothing else, private addresses only where the operator allowed them, never
//! through a proxy of the environment, never along a redirect. How much of an answer is read is the client crates' affair.
//! What must not be here: what a call means, credentials, a vendor's name.

mod address;
mod guard;
mod hosts;
pub mod relay;
mod tcp;

pub use address::is_public;
pub use hosts::{HostPattern, HostPatternError, HostRules};
pub use tcp::tcp;

use guard::{Counted, Guard};
use reqwest::{Client, ClientBuilder};
use std::sync::Arc;
use std::time::Duration;
use tower::layer::layer_fn;
use url::Url;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a submission may take: the distributor names five to fourteen seconds, and a late answer is still an answer.
pub const ONE_SHOT: Duration = Duration::from_secs(120);

/// Where a client may go.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The provider's name, for metrics.
    pub provider: &'static str,
    /// The only hosts that are reached.
    pub hosts: HostRules,
    /// Whether private, loopback and link-local addresses and plain HTTP are allowed. The operator's decision alone.
    pub allow_private: bool,
    /// How long a call may take in all. [`one_shot`] has its own.
    pub timeout: Duration,
}

/// Why there is no client or no way.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// The address is not one that the policy allows.
    #[error("{host} is not an address that may be called for {provider}")]
    Refused {
        /// The host.
        host: String,
        /// For which provider.
        provider: &'static str,
    },
    /// The host was not reached.
    #[error("{host} was not reached")]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The HTTP library cannot start, for instance because the machine has no root certificates.
    #[error("the HTTP client cannot be made")]
    Client(#[source] reqwest::Error),
    /// The root certificates of the machine cannot be read.
    #[error("the root certificates of this machine cannot be read")]
    Roots(#[source] rustls::Error),
}

impl Policy {
    /// Checks an address before anything is sent there; the client itself checks again, at name resolution too.
    ///
    /// # Errors
    /// [`EgressError::Refused`] for a host outside the policy, a private address, or plain HTTP where only TLS is allowed.
    pub fn check(&self, url: &Url) -> Result<(), EgressError> {
        let secure = url.scheme() == "https" || (self.allow_private && url.scheme() == "http");
        if secure && Guard::from(self).allows(url) {
            return Ok(());
        }
        Err(EgressError::Refused { host: url.host_str().unwrap_or("no host").to_owned(), provider: self.provider })
    }
}

/// A client for everything that may be asked twice.
///
/// # Errors
/// [`EgressError::Client`].
pub fn ordinary(policy: &Policy) -> Result<Client, EgressError> {
    guarded(policy, "ordinary").timeout(policy.timeout).build().map_err(EgressError::Client)
}

/// A client for what must not be sent twice: HTTP/1.1, a fresh connection for each call, no redirect, no retry, no
/// compression, [`ONE_SHOT`] as its limit. One call of the caller is at most one request on the wire.
///
/// # Errors
/// [`EgressError::Client`].
pub fn one_shot(policy: &Policy) -> Result<Client, EgressError> {
    guarded(policy, "one_shot")
        .http1_only()
        .pool_max_idle_per_host(0)
        .no_gzip()
        .timeout(ONE_SHOT)
        .build()
        .map_err(EgressError::Client)
}

#[expect(clippy::disallowed_methods, reason = "the one place where HTTP clients are built")]
fn guarded(policy: &Policy, kind: &'static str) -> ClientBuilder {
    let guard = Arc::new(Guard::from(policy));
    let provider = policy.provider;
    Client::builder()
        .user_agent(concat!("Linkspan/", env!("CARGO_PKG_VERSION")))
        .proxy(Guard::as_rule(&guard))
        .dns_resolver(guard)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .https_only(!policy.allow_private)
        .connect_timeout(CONNECT)
        .connector_layer(layer_fn(move |inner| Counted { inner, provider, kind }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(hosts: &[&str], allow_private: bool) -> Policy {
        let hosts = HostRules::new(hosts.iter().map(|host| host.parse().unwrap()));
        Policy { provider: "test", hosts, allow_private, timeout: Duration::from_secs(5) }
    }

    fn allows(policy: &Policy, url: &str) -> bool {
        policy.check(&Url::parse(url).unwrap()).is_ok()
    }

    #[test]
    fn only_listed_hosts_and_only_over_tls() {
        let policy = policy(&["webservices*.vendor.example"], false);
        assert!(allows(&policy, "https://webservices7.vendor.example/v1.0/"));
        assert!(!allows(&policy, "http://webservices7.vendor.example/v1.0/"), "plain HTTP");
        assert!(!allows(&policy, "https://webservices7.vendor.example.evil.example/"), "another domain");
        assert!(!allows(&policy, "ftp://webservices7.vendor.example/"), "another scheme");
    }

    #[test]
    fn private_addresses_need_the_operator_even_where_they_are_listed() {
        let listed = ["127.0.0.1", "10.1.2.3", "[::1]", "localhost"];
        for host in listed {
            let url = format!("http://{host}:8080/");
            assert!(!allows(&policy(&listed, false), &url), "{host}");
            assert!(allows(&policy(&listed, true), &url), "{host}");
            assert!(!allows(&policy(&["elsewhere.example"], true), &url), "{host} is not listed");
        }
    }
}
