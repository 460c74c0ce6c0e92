//! A server that answers what a test tells it to, with the emulator's journal and faults around it.

mod limits;
mod metadata;
mod reads;
mod refusals;
mod writes;
mod zones;

use std::{net::SocketAddr, sync::Arc};

use autotask::{
    Client, ClientBuilder, Credentials, Zone,
    gate::Gate,
    quota::{QuotaGate, Share},
    time::{ManualTime, TimeSource},
};
use axum::{
    Router,
    body::to_bytes,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use linkspan_emulator::server::{Base, Running, serve};
use serde_json::{Value, json};

pub(crate) const SECRET: &str = "canary-secret-7Q";
pub(crate) const CODE: &str = "CANARYCODE0123456789ABCDEFG";

/// A request as the script sees it.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Below `/v1.0/`.
    pub(crate) path: String,
    /// The body, or the decoded `search` parameter.
    pub(crate) said: Value,
}

/// An answer of a script.
pub(crate) enum Say {
    Json(u16, Value),
    Text(u16, &'static str, &'static str),
    RetryAfter(u16, u32),
}

/// Starts a server whose answers are made by `script`.
pub(crate) async fn scripted(script: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Running {
    let script = Arc::new(script);
    let router = Router::new().fallback(move |request: Request| {
        let script = Arc::clone(&script);
        async move { answer(script(&asked(request).await)) }
    });
    serve(SocketAddr::from(([127, 0, 0, 1], 0)), router, Base::default()).await.unwrap()
}

async fn asked(request: Request) -> Asked {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let search = parts.uri.query().and_then(|query| {
        let url = url::Url::parse(&format!("http://x/?{query}")).unwrap();
        url.query_pairs().find(|(name, _)| name == "search").map(|(_, value)| value.into_owned())
    });
    let said = search.unwrap_or_else(|| String::from_utf8(body.to_vec()).unwrap());
    let path = parts.uri.path();
    Asked {
        method: parts.method.to_string(),
        path: path.split_once("/v1.0/").map_or(path, |(_, path)| path).to_owned(),
        said: serde_json::from_str(&said).unwrap_or(Value::Null),
    }
}

fn answer(say: Say) -> Response {
    let status = |code| StatusCode::from_u16(code).unwrap();
    match say {
        Say::Json(code, body) => (status(code), axum::Json(body)).into_response(),
        Say::Text(code, kind, body) => (status(code), [(header::CONTENT_TYPE, kind)], body).into_response(),
        Say::RetryAfter(code, seconds) => (status(code), [(header::RETRY_AFTER, seconds.to_string())]).into_response(),
    }
}

/// A zone at a server.
pub(crate) fn zone_at(server: &Running) -> Zone {
    let url = format!("{}/ATServicesRest/", server.url()).parse().unwrap();
    Zone { name: "Test".into(), url, web_url: None, ci: 1 }
}

pub(crate) fn credentials() -> Credentials {
    Credentials { user_name: "api@msp.example".into(), secret: SECRET.into(), integration_code: CODE.into() }
}

/// A client on a clock that jumps over pauses, with the clock and its guard.
pub(crate) struct Fixture {
    pub(crate) client: Client,
    pub(crate) time: Arc<ManualTime>,
    pub(crate) gate: Arc<QuotaGate>,
}

pub(crate) fn fixture(server: &Running) -> Fixture {
    fixture_with(server, |builder| builder)
}

pub(crate) fn fixture_with(server: &Running, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Fixture {
    let time = Arc::new(ManualTime::at(0));
    let gate = Arc::new(QuotaGate::alone(Share::DEFAULT, Arc::clone(&time) as Arc<dyn TimeSource>));
    let builder = Client::builder(http(), zone_at(server), credentials())
        .time(Arc::clone(&time) as Arc<dyn TimeSource>)
        .gate(Arc::clone(&gate) as Arc<dyn Gate>);
    Fixture { client: settings(builder).build(), time, gate }
}

pub(crate) fn http() -> reqwest::Client {
    autotask::hardened(reqwest::Client::builder()).build().unwrap()
}

/// A page as the vendor sends it.
pub(crate) fn page(items: Vec<Value>, next: bool) -> Say {
    let next = next.then_some("http://elsewhere.example/never-follow");
    Say::Json(
        200,
        json!({"items": items, "pageDetails": {"count": 0, "requestCount": 500, "prevPageUrl": null, "nextPageUrl": next}}),
    )
}

pub(crate) fn errors(status: u16, text: &str) -> Say {
    Say::Json(status, json!({"errors": [text]}))
}

/// Requests received so far.
pub(crate) fn received(server: &Running) -> usize {
    server.journal().entries().len()
}
