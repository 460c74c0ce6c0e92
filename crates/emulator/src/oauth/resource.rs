//! A small protected resource: `/me` tells who a bearer is, and takes writes from those who may.

use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, StatusCode};
use serde_json::json;

use super::State;
use super::books::Bearer;
use super::refusal::challenge;

/// What a write needs.
const WRITE: &str = "profile.write";

/// The routes of the resource.
pub(super) fn router(state: State) -> Router {
    Router::new().route("/me", get(read).post(write).patch(write).put(write).delete(write)).with_state(state)
}

async fn read(Shared(state): Shared<State>, headers: HeaderMap) -> Response {
    let bearer = match bearer(&state, &headers) {
        Ok(bearer) => bearer,
        Err(unknown) => return unknown.into_response(),
    };
    let name = bearer.user.as_ref().map(|_| state.world().user.display_name.clone());
    Json(json!({
        "sub": bearer.user, "name": name, "client_id": bearer.client_id, "scope": bearer.scopes.join(" "),
        "renewals": bearer.renewals,
    }))
    .into_response()
}

async fn write(Shared(state): Shared<State>, method: Method, headers: HeaderMap, body: Bytes) -> Response {
    match bearer(&state, &headers) {
        Ok(bearer) if bearer.scopes.iter().any(|scope| scope == WRITE) => {
            Json(json!({"method": method.as_str(), "bytes": body.len()})).into_response()
        }
        Ok(_) => challenge(StatusCode::FORBIDDEN, Some(("insufficient_scope", "The scope profile.write is needed."))),
        Err(unknown) => unknown.into_response(),
    }
}

/// Why nobody is known.
enum Unknown {
    /// No token came.
    NoToken,
    /// One that is not good.
    BadToken,
}

impl IntoResponse for Unknown {
    fn into_response(self) -> Response {
        let why = ("invalid_token", "The access token expired or was revoked.");
        challenge(StatusCode::UNAUTHORIZED, matches!(self, Self::BadToken).then_some(why))
    }
}

fn bearer(state: &State, headers: &HeaderMap) -> Result<Bearer, Unknown> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some((scheme, token)) = header.and_then(|text| text.split_once(' ')) else { return Err(Unknown::NoToken) };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Unknown::NoToken);
    }
    let now = state.clock.now();
    state.world().bearer(token.trim(), now).ok_or(Unknown::BadToken)
}
