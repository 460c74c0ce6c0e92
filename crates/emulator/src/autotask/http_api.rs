//! From HTTP to a call and back: routing, credentials, limits, then the call itself.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};

use super::World;
use super::auth::Caller;
use super::execute::{Sent, execute};
use super::refusal::Refused;
use super::reply::Reply;
use super::routes::{Call, resolve};
use super::{control, page, zones};

/// Everything the emulator answers.
pub(crate) fn router(world: Arc<World>, zone: usize) -> Router {
    Router::new()
        .merge(control::router())
        .merge(page::router())
        .fallback(move |state, request| answer(state, zone, request))
        .with_state(world)
}

async fn answer(State(world): State<Arc<World>>, zone: usize, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(_) => return Refused::empty(400).into_response(),
    };
    let call = match resolve(&parts.method, parts.uri.path(), world.catalogue, &world.quirks) {
        Ok(call) => call,
        Err(refused) => return refused.into_response(),
    };
    let query = parts.uri.query().unwrap_or_default();
    match called(&world, zone, call, &parts, query, &body).await {
        Ok(reply) => json_response(reply.into_bytes()),
        Err(refused) => refused.into_response(),
    }
}

fn json_response(body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

async fn called(
    world: &World,
    zone: usize,
    call: Call,
    parts: &Parts,
    query: &str,
    body: &Bytes,
) -> Result<Reply, Refused> {
    let (method, headers) = (&parts.method, &parts.headers);
    let origin = origin(headers);
    match call {
        Call::VersionInformation => return Ok(zones::version_information().into()),
        Call::ZoneInformation => {
            let user = world.accounts.user(&parameter(query, "user").unwrap_or_default())?;
            let home = world.zones.origin_of(&user.tenant, zone, &origin);
            return Ok(zones::zone_information(&user.tenant, &home).into());
        }
        _ => {}
    }
    let caller = world.accounts.authenticate(headers, zone, &world.quirks)?;
    let _thread = admit(world, &caller, call).await?;
    let sent = Sent {
        is_post: method == Method::POST,
        origin: &origin,
        search: parameter(query, "search"),
        paging: parameter(query, "paging"),
        body,
    };
    let reply = execute(world, &caller, call, &sent)?;
    if let (Some(keeper), true) = (&world.keeper, call.writes()) {
        keeper.settled().await;
    }
    Ok(reply)
}

/// Counts the call and takes a thread for it; waits as long as the vendor would make it wait.
async fn admit(world: &World, caller: &Caller, call: Call) -> Result<Option<super::limits::Thread>, Refused> {
    let meter = &caller.user.tenant.meter;
    let thread = call
        .entity()
        .map(|entity| meter.thread(&world.limits, &world.quirks, &caller.user.integration_code, &entity.name))
        .transpose()?;
    let delay = meter.admit(&world.limits, &world.quirks, world.clock.now())? + world.limits.latency;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    Ok(thread)
}

/// This server as the caller reached it.
fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}

/// A parameter of the query string, whatever the case of its name.
fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.into_owned())
}
