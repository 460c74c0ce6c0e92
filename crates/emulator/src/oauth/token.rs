//! The token endpoint: four grant types, each for a client that proves who it is.

use axum::Router;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::books::{Issued, World};
use super::refusal::{Refusal, unkept};
use super::request::{Params, scopes};
use super::{State, client};

/// The route of clients.
pub(super) fn router(state: State) -> Router {
    Router::new().route("/token", post(token)).with_state(state)
}

async fn token(Shared(state): Shared<State>, headers: HeaderMap, body: Bytes) -> Response {
    let now = state.clock.now();
    let mut world = state.world();
    match given(&mut world, &headers, &body, now) {
        Ok(issued) => unkept(axum::Json(issued).into_response()),
        Err(refusal) => refusal.into_response(),
    }
}

fn given(world: &mut World, headers: &HeaderMap, body: &Bytes, now: Timestamp) -> Result<Issued, Refusal> {
    let is_form = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(Refusal::request("The body must be application/x-www-form-urlencoded."));
    }
    let params = Params::of(body);
    if params.has_twins() {
        return Err(Refusal::request("A parameter came more than once."));
    }
    let client = client::known(world, headers, &params)?;
    let needed = |name: &str| {
        params
            .get(name)
            .map(str::to_owned)
            .ok_or_else(|| Refusal::request(&format!("The parameter {name} is missing.")))
    };
    match needed("grant_type")?.as_str() {
        "authorization_code" => {
            let (code, place) = (needed("code")?, needed("redirect_uri")?);
            world.exchange(&code, &client, &place, params.get("code_verifier"), now)
        }
        "refresh_token" => {
            let wanted = match params.get("scope") {
                Some(text) => Some(known_scopes(world, Some(text))?),
                None => None,
            };
            world.renew(&needed("refresh_token")?, &client, wanted, now)
        }
        "client_credentials" => {
            let scopes = known_scopes(world, params.get("scope"))?;
            Ok(world.begin("client_credentials", &client, None, scopes, now))
        }
        "password" => {
            let (name, password) = (needed("username")?, needed("password")?);
            let is_right =
                name == world.user.name && bool::from(password.as_bytes().ct_eq(world.user.password.as_bytes()));
            if !is_right {
                return Err(Refusal::grant("The user name or the password is wrong."));
            }
            let scopes = known_scopes(world, params.get("scope"))?;
            Ok(world.begin("password", &client, Some(name), scopes, now))
        }
        _ => Err(Refusal::grant_type()),
    }
}

fn known_scopes(world: &World, text: Option<&str>) -> Result<Vec<String>, Refusal> {
    scopes(text, &world.scopes).ok_or_else(|| Refusal::scope("A scope is not known."))
}
