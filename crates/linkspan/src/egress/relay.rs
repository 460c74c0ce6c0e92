//! The client of the proxy: it streams both ways, follows nothing, repeats nothing, and keeps its connections.
//!
//! Whether a host may be called is decided before, by a [`super::Policy`]; which addresses a name may lead to is decided
//! here, at each resolution, so that a name cannot be checked as one address and called as another.

use super::address::is_public;
use super::guard::Counted;
use super::{CONNECT, EgressError};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls_platform_verifier::ConfigVerifierExt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// How long an idle connection is kept. Shorter than what servers usually keep, so that few are found closed.
const IDLE: Duration = Duration::from_secs(20);

/// Connections to one host that are kept while nobody uses them.
const KEPT: usize = 64;

/// What is streamed.
pub type Stream = UnsyncBoxBody<Bytes, StreamError>;

/// Why a body ended before it was whole.
#[derive(Debug, thiserror::Error)]
#[error("the body ended before it was whole")]
pub struct StreamError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl StreamError {
    /// The error of a body.
    pub fn new(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

type Connector = Counted<HttpsConnector<HttpConnector<PublicNames>>>;

/// Passes requests on. Clones share their connections.
#[derive(Clone)]
pub struct Relay {
    public: Client<Connector, Stream>,
    private: Client<Connector, Stream>,
}

impl Relay {
    /// A relay without connections.
    ///
    /// # Errors
    /// [`EgressError::Roots`] where the machine's root certificates cannot be read.
    pub fn new() -> Result<Self, EgressError> {
        let tls = rustls::ClientConfig::with_platform_verifier().map_err(EgressError::Roots)?;
        Ok(Self { public: client(tls.clone(), false), private: client(tls, true) })
    }

    /// Sends one request, at most once. `private` says whether names may lead to addresses that are not public; it must
    /// come from the policy that allowed the host.
    ///
    /// # Errors
    /// What went wrong before there was an answer.
    pub async fn send(&self, request: Request<Stream>, private: bool) -> Result<Response<Incoming>, Error> {
        let client = if private { &self.private } else { &self.public };
        client.request(request).await
    }
}

fn client(tls: rustls::ClientConfig, private: bool) -> Client<Connector, Stream> {
    let mut http = HttpConnector::new_with_resolver(PublicNames { private });
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(CONNECT));
    let builder = hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(tls);
    // Plain HTTP is the policy's decision; a public client is never asked for it.
    let https = builder.https_or_http().enable_http1().wrap_connector(http);
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(KEPT)
        .pool_timer(TokioTimer::new())
        // A request that a closed connection did not take was not sent; whether to send it again is the caller's decision.
        .retry_canceled_requests(false)
        .build(Counted { inner: https, provider: "proxy", kind: "relay" })
}

/// Resolves names, and leaves out what is not public.
#[derive(Debug, Clone, Copy)]
struct PublicNames {
    private: bool,
}

impl tower::Service<Name> for PublicNames {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, std::io::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let private = self.private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> =
                found.iter().copied().filter(|address| private || is_public(address.ip())).collect();
            if allowed.is_empty() && !found.is_empty() {
                metrics::counter!("linkspan_egress_refused_total", "provider" => "proxy").increment(1);
                tracing::warn!(host = name.as_str(), "a name leads to addresses that may not be called");
                return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, Refused));
            }
            Ok(allowed.into_iter())
        })
    }
}

/// The name leads inside.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that may not be called")]
struct Refused;

/// Whether an error says that the name led to an address that may not be called.
#[must_use]
pub fn led_inside(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<Refused>()) {
            return true;
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::Service;

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_it_is_resolved() {
        let name: Name = "localhost".parse().unwrap();
        let error = PublicNames { private: false }.call(name.clone()).await.unwrap_err();
        assert!(led_inside(&error));
        assert!(PublicNames { private: true }.call(name).await.unwrap().all(|address| address.ip().is_loopback()));
        assert!(!led_inside(&std::io::Error::other("something else")));
    }
}
