//! Small HTTP helpers: settings that a passed-in client should have, reading an answer within limits, what a transport
//! failure means.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use serde::de::DeserializeOwned;

use crate::{
    classify::{Refusal, Subject, classify},
    error::{Error, Kind},
};

/// The largest answer that is read, in bytes: 500 records of the widest entity stay well below.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Puts onto a builder what this client relies on: no redirects (credentials travel in headers of the vendor's own,
/// which libraries do not strip), no retries behind our back, a time limit just above the vendor's five minutes for a
/// query, and ten seconds to connect.
pub fn hardened(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(310))
}

/// An answer that has been read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn refusal(&self) -> Refusal<'_> {
        Refusal { status: self.status, body: &self.body, retry_after: self.retry_after }
    }
}

/// Reads the whole answer.
pub(crate) async fn read(mut response: reqwest::Response) -> Result<Answer, Error> {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(http::header::RETRY_AFTER).and_then(|value| {
        // The other form, a date, would need a clock that agrees with the server's.
        value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
    });
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Error::protocol("an answer larger than 64 MiB").with_status(status));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, retry_after, body: body.freeze() })
}

/// Reads an answer that should be JSON of a known shape.
pub(crate) async fn get_json<T: DeserializeOwned>(
    response: reqwest::Response,
    subject: Subject<'_>,
) -> Result<T, Error> {
    let answer = read(response).await?;
    if !answer.is_success() {
        return Err(classify(&answer.refusal(), subject));
    }
    decode(&answer.body).map_err(|error| error.with_status(answer.status))
}

/// Decodes a body: what is no JSON at all is taken for a passing trouble (a proxy's page, a cut answer), JSON of
/// another shape is not.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Error::protocol("JSON of another shape").with_source(error),
        _ => Error::new(Kind::Transient).with_source(error),
    })
}

/// A failure to get an answer. The URL is cut out, because it carries the search or the user name.
pub(crate) fn transport_error(error: reqwest::Error) -> Error {
    let before_send = error.is_connect() || error.is_builder();
    Error::new(Kind::Network { before_send }).with_source(error.without_url())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Shape {
        #[expect(dead_code, reason = "only its presence matters")]
        id: i64,
    }

    #[test]
    fn garbage_passes_but_a_wrong_shape_stays() {
        assert_eq!(decode::<Shape>(b"<html>").unwrap_err().kind(), &Kind::Transient);
        assert_eq!(decode::<Shape>(b"{\"id\":").unwrap_err().kind(), &Kind::Transient);
        assert!(matches!(decode::<Shape>(b"{\"id\":\"x\"}").unwrap_err().kind(), Kind::Protocol { .. }));
        assert!(decode::<Shape>(b"{\"id\":1}").is_ok());
    }

    #[tokio::test]
    async fn a_refused_connection_was_not_sent_and_does_not_name_the_url() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let http = hardened(reqwest::Client::builder()).build().unwrap();
        let error =
            http.get(format!("http://{address}/?search=secretive")).send().await.map_err(transport_error).unwrap_err();
        assert_eq!(error.kind(), &Kind::Network { before_send: true });
        assert!(!format!("{error:?}").contains("secretive"));
    }
}
