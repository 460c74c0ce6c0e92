//! One HTTP call: post a document, read a bounded answer, and say how far a failed call came.
//!
//! The question "did anything leave?" is answered here and nowhere else, and in doubt with "it may have".

use crate::error::{Failure, NetworkError, NotSentCause};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use reqwest::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use std::error::Error as _;
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use url::Url;

/// An answer as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The body was longer than the limit and was cut there.
    pub(crate) too_large: bool,
    /// How long the server asks to wait.
    pub(crate) retry_after: Option<Duration>,
}

/// How a connection is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    /// The client's pool decides.
    Pooled,
    /// The server is told that no second request follows.
    Single,
}

/// Posts once. The body can be given away only once: the HTTP library cannot repeat the request with it, nor carry it
/// to where a redirect points, whatever the client's settings are.
pub(crate) async fn post(
    http: &reqwest::Client,
    url: &Url,
    body: &SecretString,
    timeout: Duration,
    connection: Connection,
) -> Result<Answer, NetworkError> {
    let taken = Arc::new(AtomicBool::new(false));
    let mut request = http
        .post(url.clone())
        .timeout(timeout)
        .header(CONTENT_TYPE, "text/xml; charset=UTF-8")
        .body(single_use(body, Arc::clone(&taken)));
    if connection == Connection::Single {
        request = request.header(CONNECTION, "close");
    }
    let response = request.send().await.map_err(|error| describe(error, taken.load(Ordering::SeqCst)))?;
    read(response, crate::xml::MAX_BYTES).await.map_err(after_connect)
}

/// Makes a call that only asks, with whatever body it has.
pub(crate) async fn call(request: reqwest::RequestBuilder) -> Result<Answer, NetworkError> {
    let response = request.send().await.map_err(|error| describe(error, false))?;
    read(response, crate::xml::MAX_BYTES).await.map_err(after_connect)
}

/// A body of known length that notes when it is taken.
fn single_use(body: &SecretString, taken: Arc<AtomicBool>) -> reqwest::Body {
    let bytes = Bytes::copy_from_slice(body.expose_secret().as_bytes());
    reqwest::Body::wrap(Full::new(bytes).inspect_frame(move |_| taken.store(true, Ordering::SeqCst)))
}

async fn read(mut response: reqwest::Response, limit: usize) -> Result<Answer, reqwest::Error> {
    let status = response.status().as_u16();
    let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let retry_after = wait.map(Duration::from_secs);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = limit - body.len();
        if chunk.len() > room {
            body.extend_from_slice(&chunk[..room]);
            return Ok(Answer { status, body, too_large: true, retry_after });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body, too_large: false, retry_after })
}

/// The error with all its causes in one line, for evidence.
pub(crate) fn chain(error: &NetworkError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    crate::redact::bounded(&text, 500)
}

/// A connection is made before the body is taken, so a body that was taken has outlived some connection: behind a
/// redirect, for example, the order has left even if the second connection fails.
fn describe(error: reqwest::Error, taken: bool) -> NetworkError {
    let cause = if error.is_builder() {
        NotSentCause::CannotBuild
    } else if error.is_connect() {
        why_not_connected(&error)
    } else {
        return after_connect(error);
    };
    if taken {
        return after_connect(error);
    }
    NetworkError { failure: Failure::NotSent(cause), source: error.without_url() }
}

fn after_connect(error: reqwest::Error) -> NetworkError {
    let failure = if error.is_timeout() { Failure::TimedOut } else { Failure::Cut };
    NetworkError { failure, source: error.without_url() }
}

fn why_not_connected(error: &reqwest::Error) -> NotSentCause {
    if error.is_dns() {
        return NotSentCause::NameNotFound;
    }
    let mut cause = error.source();
    while let Some(next) = cause {
        if let Some(why) = next.downcast_ref().and_then(why_by_kind) {
            return why;
        }
        cause = next.source();
    }
    if error.is_timeout() { NotSentCause::ConnectTimedOut } else { NotSentCause::NotConnected }
}

/// Looks into errors wrapped in errors of the same type, which the chain of sources leaves out.
fn why_by_kind(io: &std::io::Error) -> Option<NotSentCause> {
    match io.kind() {
        ErrorKind::ConnectionRefused => Some(NotSentCause::ConnectionRefused),
        ErrorKind::TimedOut => Some(NotSentCause::ConnectTimedOut),
        // A plain connect never yields these two; a handshake does.
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => Some(NotSentCause::TlsFailed),
        _ => why_by_kind(io.get_ref()?.downcast_ref()?),
    }
}
