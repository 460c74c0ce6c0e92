//! The guard inside every client: it decides about each address, as written and as resolved.

use super::address::is_public;
use super::tcp::unreachable;
use super::{EgressError, HostRules, Policy};
use reqwest::Proxy;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;
use url::{Host, Url};

/// Where refused addresses are sent: a name that can never be listed, so that its resolution fails before any connection.
const NOWHERE: &str = "http://refused.invalid/";

/// What a client may reach.
pub(super) struct Guard {
    provider: &'static str,
    hosts: HostRules,
    allow_private: bool,
}

impl From<&Policy> for Guard {
    fn from(policy: &Policy) -> Self {
        Self { provider: policy.provider, hosts: policy.hosts.clone(), allow_private: policy.allow_private }
    }
}

impl Guard {
    /// Whether the address as written may be called. A name is looked at again when it is resolved.
    pub(super) fn allows(&self, url: &Url) -> bool {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(name)) if is_local_name(name) => return self.allow_private && self.hosts.allow(name),
            Some(Host::Domain(_)) => None,
            None => return false,
        };
        let listed = url.host_str().is_some_and(|host| self.hosts.allow(host));
        listed && literal.is_none_or(|address| self.allows_address(address))
    }

    /// The guard as a proxy rule, the only hook of the library that sees a whole address before a connection is made. It
    /// also keeps the client from using a proxy named in the environment.
    pub(super) fn as_rule(this: &Arc<Self>) -> Proxy {
        let guard = Arc::clone(this);
        Proxy::custom(move |url| if guard.allows(url) { None } else { Some(NOWHERE) })
    }

    /// The addresses of a host that may be connected to.
    pub(super) async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, EgressError> {
        if !self.hosts.allow(host) || (is_local_name(host) && !self.allow_private) {
            return Err(self.refused(host));
        }
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let found = tokio::net::lookup_host((bare, port)).await.map_err(|source| unreachable(host, source))?;
        let found: Vec<SocketAddr> = found.collect();
        let allowed: Vec<SocketAddr> =
            found.iter().copied().filter(|address| self.allows_address(address.ip())).collect();
        if allowed.is_empty() && !found.is_empty() {
            return Err(self.refused(host));
        }
        Ok(allowed)
    }

    fn allows_address(&self, address: IpAddr) -> bool {
        self.allow_private || is_public(address)
    }

    fn refused(&self, host: &str) -> EgressError {
        tracing::warn!(provider = self.provider, host, "an address was refused");
        metrics::counter!("linkspan_egress_refused_total", "provider" => self.provider).increment(1);
        EgressError::Refused { host: host.to_owned(), provider: self.provider }
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Self { provider: self.provider, hosts: self.hosts.clone(), allow_private: self.allow_private };
        Box::pin(async move {
            let allowed = guard.addresses(name.as_str(), 0).await?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Counts connections: one call of an order must be one connection, and metrics show who talks how often.
#[derive(Clone)]
pub(super) struct Counted<S> {
    pub(super) inner: S,
    pub(super) provider: &'static str,
    pub(super) kind: &'static str,
}

impl<S: Service<R>, R> Service<R> for Counted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> S::Future {
        metrics::counter!("linkspan_egress_connections_total", "provider" => self.provider, "kind" => self.kind)
            .increment(1);
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(hosts: &[&str], allow_private: bool) -> Guard {
        let hosts = HostRules::new(hosts.iter().map(|host| host.parse().unwrap()));
        Guard { provider: "test", hosts, allow_private }
    }

    async fn resolved(guard: &Guard, name: &str) -> Result<Vec<SocketAddr>, String> {
        guard.resolve(name.parse().unwrap()).await.map(Iterator::collect).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_listed_name_that_leads_inside_is_refused_at_resolution() {
        // Every machine resolves this name to its own loopback address, without asking anybody.
        assert!(resolved(&guard(&["localhost"], false), "localhost").await.unwrap_err().contains("localhost"));
        let own = resolved(&guard(&["localhost"], true), "localhost").await.unwrap();
        assert!(own.iter().all(|address| address.ip().is_loopback()) && !own.is_empty());
    }

    #[tokio::test]
    async fn a_name_that_is_not_listed_is_not_even_looked_up() {
        for name in ["elsewhere.example", "refused.invalid"] {
            assert!(resolved(&guard(&["vendor.example"], true), name).await.unwrap_err().contains(name));
        }
    }
}
