//! What a test or an administrator of the vendor does: switches, grants, taking them back, registering addresses.

use axum::Json;
use axum::Router;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::State;
use super::books::World;
use super::options::Settings;

/// The control routes.
pub(super) fn router(state: State) -> Router {
    Router::new()
        .route("/_emulator/settings", get(settings).post(change))
        .route("/_emulator/grants", get(grants).delete(revoke))
        .route("/_emulator/access-tokens", axum::routing::delete(forget))
        .route("/_emulator/redirect-uris", post(register))
        .with_state(state)
}

async fn settings(Shared(state): Shared<State>) -> Json<Settings> {
    Json(state.world().settings.clone())
}

async fn change(Shared(state): Shared<State>, Json(change): Json<Value>) -> Response {
    match lay_over(&mut state.world(), &change) {
        Ok(settings) => Json(settings).into_response(),
        Err(why) => (StatusCode::BAD_REQUEST, Json(json!({"error": why}))).into_response(),
    }
}

async fn grants(Shared(state): Shared<State>) -> Response {
    Json(state.world().grants()).into_response()
}

async fn revoke(Shared(state): Shared<State>) -> Response {
    state.world().revoke_all();
    Json(state.world().grants()).into_response()
}

async fn forget(Shared(state): Shared<State>) -> StatusCode {
    state.world().forget_access();
    StatusCode::NO_CONTENT
}

/// An address to register for the first client.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    redirect_uri: String,
}

async fn register(Shared(state): Shared<State>, Json(place): Json<Place>) -> StatusCode {
    add_redirect(&mut state.world(), place.redirect_uri);
    StatusCode::NO_CONTENT
}

/// Registers an address for the first client.
pub(super) fn add_redirect(world: &mut World, uri: String) {
    if let Some(client) = world.clients.first_mut() {
        client.redirect_uris.push(uri);
    }
}

/// Lays members over the switches; nothing is changed where one is unknown or wrong.
pub(super) fn lay_over(world: &mut World, change: &Value) -> Result<Settings, String> {
    let mut all = serde_json::to_value(&world.settings).map_err(|error| error.to_string())?;
    let (Some(all_members), Some(members)) = (all.as_object_mut(), change.as_object()) else {
        return Err("an object of switches is expected".to_owned());
    };
    all_members.extend(members.clone());
    let settings: Settings = serde_json::from_value(all).map_err(|error| error.to_string())?;
    world.settings = settings.clone();
    Ok(settings)
}
