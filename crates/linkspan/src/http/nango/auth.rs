//! Who calls: the key in the `Authorization` header, with or without `Bearer` in front.

use super::refusal::Refusal;
use crate::app::keys::Granted;
use crate::http::Web;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use std::sync::Arc;

/// How the token of a connect session begins.
pub(super) const SESSION_PREFIX: &str = "nango_connect_session_";

/// The longest key that is looked at.
const LONGEST: usize = 512;

/// Recognises the caller by a key.
pub(super) async fn by_key(web: &Web, headers: &HeaderMap) -> Result<Arc<Granted>, Refusal> {
    let key = token(headers)?;
    if key.starts_with(SESSION_PREFIX) {
        let words = "A connect session cannot do this. Send an API key.";
        return Err(unauthorized("invalid_secret_key_format", words));
    }
    let words = "There is no such API key, or it has ended or was taken back.";
    web.keys.recognise(key).await?.ok_or_else(|| unauthorized("unknown_account", words))
}

/// What stands in the header.
pub(super) fn token(headers: &HeaderMap) -> Result<&str, Refusal> {
    let missing = "The header Authorization is missing. Send: Authorization: Bearer <your API key>.";
    let malformed = "The header Authorization cannot be read. Send: Authorization: Bearer <your API key>.";
    let header = headers.get(AUTHORIZATION).ok_or_else(|| unauthorized("missing_auth_header", missing))?;
    let header = header.to_str().map_err(|_| unauthorized("malformed_auth_header", malformed))?;
    let key = header.split_once("Bearer").map_or(header, |(_, key)| key).trim();
    let odd = key.is_empty() || key.len() > LONGEST || key.contains(char::is_whitespace);
    if odd { Err(unauthorized("malformed_auth_header", malformed)) } else { Ok(key) }
}

/// A 401 with an empty payload, as programs expect it.
pub(super) fn unauthorized(code: &'static str, message: &'static str) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, code, message).with_payload(serde_json::json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use rstest::rstest;

    #[rstest]
    #[case(Some("Bearer lsk_abc"), Ok("lsk_abc"))]
    #[case(Some("lsk_abc"), Ok("lsk_abc"))]
    #[case(Some("Bearer   lsk_abc "), Ok("lsk_abc"))]
    #[case(None, Err("missing_auth_header"))]
    #[case(Some("Bearer "), Err("malformed_auth_header"))]
    #[case(Some(""), Err("malformed_auth_header"))]
    #[case(Some("Basic abc def"), Err("malformed_auth_header"))]
    #[case(Some("schl\u{fc}ssel"), Err("malformed_auth_header"))]
    fn the_key_is_found_with_and_without_its_word(#[case] header: Option<&str>, #[case] found: Result<&str, &str>) {
        let mut headers = HeaderMap::new();
        if let Some(text) = header {
            headers.insert(AUTHORIZATION, HeaderValue::from_bytes(text.as_bytes()).unwrap());
        }
        let read = token(&headers).map_err(|refusal| refusal.code().to_owned());
        assert_eq!(read.as_deref().map_err(String::as_str), found);
    }
}
