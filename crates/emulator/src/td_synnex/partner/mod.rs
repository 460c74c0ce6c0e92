//! The Partner API: look-ups over REST, without any way to order. Its description is behind a log-in, so most of it follows what
//! client programs send and read; what nobody showed is made up in the same manner and said so where it is.

mod lookups;
mod price;
mod token;

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::{Form, Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::header::{AUTHORIZATION, RETRY_AFTER};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::options::Options;
use super::state::{State, World};
use lookups::Kind;
pub(super) use token::Tokens;

/// The window in which calls are counted, in seconds.
const WINDOW: i64 = 60;

type App = Shared<Arc<State>>;

/// What the Partner API knows beside the books: who may ask, and how often somebody did.
pub(super) struct Partner {
    tokens: Tokens,
    calls: VecDeque<Timestamp>,
}

impl Partner {
    pub(super) fn new(options: &Options) -> Self {
        Self { tokens: Tokens::new(options), calls: VecDeque::new() }
    }
}

/// The token endpoint and the look-ups.
pub(super) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/oauth2/v1/token", post(issue))
        .route("/api/v1/webservice/json/GetPriceAvailability", post(prices))
        .route("/api/v1/orders/orderNo/{number}", get(any_order))
        .route("/api/v1/orders/orderNo/{number}/orderType/{kind}", get(orders))
        .route("/api/v1/orders/shipment/details/orderNo/{number}", get(shipments))
        .route("/api/v1/invoices/invoiceNo/{number}/invoiceType/{kind}", get(invoices))
        .with_state(state)
}

async fn issue(Shared(state): App, Form(request): Form<token::Request>) -> Response {
    let (mut world, now) = state.world();
    match world.partner.tokens.issue(&request, now) {
        Ok(token) => Json(token).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn prices(Shared(state): App, headers: HeaderMap, body: Bytes) -> Response {
    let (mut world, now) = state.world();
    if let Err(refusal) = admit(&mut world, &headers, now) {
        return *refusal;
    }
    if !world.settings.partner_price {
        return error(StatusCode::FORBIDDEN, "The application is not entitled to this call.");
    }
    match serde_json::from_slice::<Value>(&body) {
        Ok(asked) => price::respond(&world, &asked),
        Err(_) => error(StatusCode::BAD_REQUEST, "The body is not JSON."),
    }
}

async fn any_order(Shared(state): App, headers: HeaderMap, Path(number): Path<String>) -> Response {
    look_up(&state, &headers, |world| list(lookups::orders(world, &number, None)))
}

async fn orders(Shared(state): App, headers: HeaderMap, Path((number, kind)): Path<(String, String)>) -> Response {
    let Some(kind) = Kind::parse(&kind).filter(|kind| *kind != Kind::Invoice) else { return unknown_kind() };
    look_up(&state, &headers, |world| list(lookups::orders(world, &number, Some(kind))))
}

async fn shipments(Shared(state): App, headers: HeaderMap, Path(number): Path<String>) -> Response {
    look_up(&state, &headers, |world| lookups::shipments(world, &number))
}

async fn invoices(Shared(state): App, headers: HeaderMap, Path((number, kind)): Path<(String, String)>) -> Response {
    let Some(kind) = Kind::parse(&kind) else { return unknown_kind() };
    look_up(&state, &headers, |world| single_or_list(lookups::invoices(world, &number, kind)))
}

fn look_up(state: &State, headers: &HeaderMap, find: impl FnOnce(&World) -> Option<Value>) -> Response {
    let (mut world, now) = state.world();
    if let Err(refusal) = admit(&mut world, headers, now) {
        return *refusal;
    }
    let missing = "Order not found.";
    match find(&world) {
        Some(found) => Json(found).into_response(),
        None if world.settings.partner_unknown_is_404 => error(StatusCode::NOT_FOUND, missing),
        None => error(StatusCode::OK, missing),
    }
}

/// Lets a call with a good token pass, as long as there are not too many.
fn admit(world: &mut World, headers: &HeaderMap, now: Timestamp) -> Result<(), Box<Response>> {
    let bearer =
        headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|it| it.strip_prefix("Bearer "));
    if !bearer.is_some_and(|token| world.partner.tokens.is_good(token, now)) {
        return Err(Box::new(error(StatusCode::UNAUTHORIZED, "The access token is missing, unknown or expired.")));
    }
    let Some(most) = world.settings.partner_calls_per_minute else { return Ok(()) };
    let calls = &mut world.partner.calls;
    while calls.front().is_some_and(|first| now.as_second() - first.as_second() >= WINDOW) {
        calls.pop_front();
    }
    if calls.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
        let first = calls.front().map_or(now.as_second(), |first| first.as_second());
        let wait = (WINDOW - (now.as_second() - first)).max(1);
        let mut refusal = error(StatusCode::TOO_MANY_REQUESTS, "Too many calls.");
        refusal.headers_mut().insert(RETRY_AFTER, wait.into());
        return Err(Box::new(refusal));
    }
    calls.push_back(now);
    Ok(())
}

fn list(found: Vec<Value>) -> Option<Value> {
    (!found.is_empty()).then_some(Value::Array(found))
}

/// One invoice is an object, as clients read it; that several are a list is made up.
fn single_or_list(mut found: Vec<Value>) -> Option<Value> {
    if found.len() == 1 { found.pop() } else { list(found) }
}

fn unknown_kind() -> Response {
    error(StatusCode::BAD_REQUEST, "The type is not known.")
}

fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"errorMessage": message, "errorDetail": null}))).into_response()
}
