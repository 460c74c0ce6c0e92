//! Who calls: the key or the token of a connect session in the `Authorization` header, with or without `Bearer` in front;
//! where browsers cannot send headers, the token in the query.

use super::refusal::Refusal;
use crate::app::connect_sessions::{ConnectSession, TOKEN_PREFIX, is_token};
use crate::app::keys::Granted;
use crate::http::Web;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use linkspan_store::Grants;
use std::sync::Arc;

/// What a connect session may do where keys may too.
const SESSION_SCOPE: &str = "environment:integrations:list";

/// The longest key that is looked at.
const LONGEST: usize = 512;

/// Recognises the caller by a key.
pub(super) async fn by_key(web: &Web, headers: &HeaderMap) -> Result<Arc<Granted>, Refusal> {
    let key = token(headers)?;
    if key.starts_with(TOKEN_PREFIX) {
        let words = "A connect session cannot do this. Send an API key.";
        return Err(unauthorized("invalid_secret_key_format", words));
    }
    let words = "There is no such API key, or it has ended or was taken back.";
    web.keys.recognise(key).await?.ok_or_else(|| unauthorized("unknown_account", words))
}

/// Whether the header has the token of a connect session, well-formed or not.
pub(super) fn has_session(headers: &HeaderMap) -> bool {
    token(headers).is_ok_and(|token| token.starts_with(TOKEN_PREFIX))
}

/// Recognises a connect session by the token in the header.
pub(super) async fn by_session(web: &Web, headers: &HeaderMap) -> Result<Arc<ConnectSession>, Refusal> {
    by_token(web, token(headers)?).await
}

/// Recognises a connect session by a token.
pub(super) async fn by_token(web: &Web, token: &str) -> Result<Arc<ConnectSession>, Refusal> {
    if !is_token(token) {
        let words = "This is no token of a connect session.";
        return Err(unauthorized("invalid_connect_session_token_format", words));
    }
    let words = "There is no such connect session, or it has ended. Make another one.";
    let unknown = || unauthorized("unknown_connect_session_token", words);
    web.developers.sessions.recognise(token).await?.ok_or_else(unknown)
}

/// Recognises a connect session by the token in a query, `connect_session_token`.
pub(in crate::http) async fn by_query(web: &Web, query: &str) -> Result<Arc<ConnectSession>, Refusal> {
    let pairs = || url::form_urlencoded::parse(query.as_bytes());
    if let Some((_, token)) = pairs().find(|(name, _)| name == "connect_session_token") {
        return by_token(web, &token).await;
    }
    if pairs().any(|(name, _)| name == "public_key") {
        let words = "Public keys are not used any more. Make a connect session and send connect_session_token.";
        return Err(unauthorized("deprecated_authentication", words));
    }
    let words = "The token of a connect session is missing. Send it in the query as connect_session_token.";
    Err(unauthorized("missing_public_key", words))
}

/// What a connect session may do where keys may too: look at its own integrations and at providers.
pub(super) fn lent(session: &ConnectSession) -> Arc<Granted> {
    let grants = Grants {
        scopes: vec![SESSION_SCOPE.to_owned()],
        integrations: session.purpose.integrations.clone(),
        ..Grants::default()
    };
    Arc::new(Granted::lent(session.environment, session.id, session.actor(), grants))
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
