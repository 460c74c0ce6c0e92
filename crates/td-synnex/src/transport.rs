//! One HTTP call: post a document, read a bounded answer, and say how far a failed call came.
//!
//! The question "did anything leave?" is answered here and nowhere else, and in doubt with "it may have".

use crate::error::{Failure, NetworkError, NotSentCause};
use reqwest::header::{CONNECTION, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use std::error::Error as _;
use std::io::ErrorKind;
use std::time::Duration;
use url::Url;

/// An answer as it came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The body was longer than the limit and was cut there.
    pub(crate) too_large: bool,
}

/// How a connection is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    /// The client's pool decides.
    Pooled,
    /// The server is told that no second request follows.
    Single,
}

/// Posts once. No repetition happens here; redirects are the client's setting.
pub(crate) async fn post(
    http: &reqwest::Client,
    url: &Url,
    body: &SecretString,
    timeout: Duration,
    connection: Connection,
) -> Result<Answer, NetworkError> {
    let mut request = http
        .post(url.clone())
        .timeout(timeout)
        .header(CONTENT_TYPE, "text/xml; charset=UTF-8")
        .body(body.expose_secret().to_owned());
    if connection == Connection::Single {
        request = request.header(CONNECTION, "close");
    }
    let response = request.send().await.map_err(|error| describe(error, url))?;
    read(response, crate::xml::MAX_BYTES).await.map_err(after_connect)
}

async fn read(mut response: reqwest::Response, limit: usize) -> Result<Answer, reqwest::Error> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = limit - body.len();
        if chunk.len() > room {
            body.extend_from_slice(&chunk[..room]);
            return Ok(Answer { status, body, too_large: true });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, body, too_large: false })
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

fn describe(error: reqwest::Error, asked: &Url) -> NetworkError {
    // Behind a redirect the first request has left already, whatever became of the second one.
    let about_first_call = error.url().is_none_or(|url| url == asked);
    let failure = if error.is_builder() && about_first_call {
        Failure::NotSent(NotSentCause::CannotBuild)
    } else if error.is_connect() && about_first_call {
        Failure::NotSent(why_not_connected(&error))
    } else {
        return after_connect(error);
    };
    NetworkError { failure, source: error.without_url() }
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
        if let Some(io) = next.downcast_ref::<std::io::Error>() {
            match io.kind() {
                ErrorKind::ConnectionRefused => return NotSentCause::ConnectionRefused,
                ErrorKind::TimedOut => return NotSentCause::ConnectTimedOut,
                // A plain connect never yields these two; a handshake does.
                ErrorKind::InvalidData | ErrorKind::UnexpectedEof => return NotSentCause::TlsFailed,
                _ => {}
            }
        }
        cause = next.source();
    }
    if error.is_timeout() { NotSentCause::ConnectTimedOut } else { NotSentCause::NotConnected }
}
