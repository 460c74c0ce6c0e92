//! The proxy: a request of a program goes on to the vendor with the credentials of a connection, and the answer comes back.
//!
//! Both bodies are streamed, nothing is written to the database on the way. What must not be here: how a program names what
//! it wants (that is HTTP's), and where credentials come from (that is the lender's).

mod address;
mod clerk;
mod headers;
mod resolve;
mod retry;
mod send;
mod target;

pub use resolve::{Found, Resolver, Unresolved};
pub use retry::RetryRule;
pub use send::Proxy;
pub use target::{Base, Budget, Clerk, Leave, Target, Watcher};

use crate::egress::relay::Stream;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::Body;

/// The proxy with what it needs to find connections. One of a process.
pub struct Proxying {
    /// Finds where requests go.
    pub resolver: Resolver,
    /// Passes them on.
    pub proxy: Proxy,
}

impl Proxying {
    /// Passes a request on with the credentials of a connection. Where the vendor does not take the token any more, it is
    /// renewed, and what changes nothing is sent once again.
    ///
    /// # Errors
    /// [`Fault`], where there is no answer.
    pub async fn pass(&self, found: &Found, wanted: Wanted) -> Result<Response<Stream>, Fault> {
        let again = found.has_token.then(|| wanted.again()).flatten();
        let answer = self.proxy.pass(&found.target, wanted).await?;
        let Some(again) = again.filter(|_| answer.status() == StatusCode::UNAUTHORIZED) else { return Ok(answer) };
        match self.resolver.renewed(found).await {
            Ok(Some(renewed)) => self.proxy.pass(&renewed.target, again).await,
            Ok(None) => Ok(answer),
            // The vendor's answer says as much, and the connection shows why by then.
            Err(why) => {
                tracing::info!(%why, "a token that was refused could not be renewed");
                Ok(answer)
            }
        }
    }
}

/// What a program wants sent.
pub struct Wanted {
    /// The method.
    pub method: Method,
    /// The path with its slash in front and, behind a `?`, the query: exactly as the program wrote it.
    pub path: String,
    /// The headers that go along, under their names at the vendor.
    pub headers: HeaderMap,
    /// The body.
    pub body: Stream,
    /// What else was asked for.
    pub options: Options,
}

impl Wanted {
    /// The same once more, where it changes nothing, has no body and brings no credentials of its own.
    fn again(&self) -> Option<Self> {
        let may = self.method.is_safe() && self.body.is_end_stream() && !self.headers.contains_key(AUTHORIZATION);
        may.then(|| Self {
            method: self.method.clone(),
            path: self.path.clone(),
            headers: self.headers.clone(),
            body: Empty::new().map_err(|never: std::convert::Infallible| match never {}).boxed_unsync(),
            options: self.options.clone(),
        })
    }
}

/// What a program may ask for beside the request itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// How often the request may be repeated, at most [`Options::MOST_RETRIES`].
    pub retries: u32,
    /// Statuses to repeat after, beside the usual ones.
    pub retry_on: Vec<u16>,
    /// Another address in place of the provider's; empty is none.
    pub base_url: String,
    /// Whether a packed answer is unpacked.
    pub decompress: bool,
}

impl Options {
    /// The most repetitions of one request.
    pub const MOST_RETRIES: u32 = 10;
}

/// Why there is no answer of the vendor.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The path cannot be passed on.
    #[error("the path cannot be passed on: {0}")]
    Path(&'static str),
    /// The path is not one that programs may reach, because orders could be placed there.
    #[error("the path is reserved")]
    Reserved,
    /// The document is not one that may be sent, or cannot be read. Nothing was sent.
    #[error("the document cannot be sent: {0}")]
    Document(&'static str),
    /// The document is longer than this many bytes.
    #[error("the document is longer than {0} bytes")]
    TooLong(usize),
    /// The other address is not one that may be called.
    #[error("the other base address may not be called")]
    Override,
    /// Where the provider's address leads must not be called.
    #[error("the address of the provider may not be called")]
    Inside,
    /// The calls that the vendor allows are spent or kept for more urgent work.
    #[error("the calls are reserved")]
    Budget {
        /// After how many seconds it makes sense to ask again.
        retry_after: u64,
        /// What the budget tells.
        headers: HeaderMap,
    },
    /// The vendor gave no answer.
    #[error("no answer came")]
    NoAnswer {
        /// As programs know it, such as `ECONNREFUSED`.
        code: &'static str,
        /// Why; for the log.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The program's own body ended badly or is too long.
    #[error("the body of the request cannot be read")]
    Body,
}
