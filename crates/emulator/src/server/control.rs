//! The control calls that every emulator answers: faults, journal, clock, connections.
//! Other paths under the prefix belong to the vendor's router.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Response, StatusCode, request};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::exchange::{call_router, plain};
use super::{Base, Shared};
use crate::faults::Fault;

/// Where control calls live; they are neither journaled nor met by faults.
pub(super) const PREFIX: &str = "/_emulator";

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Fault),
    Many(Vec<Fault>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ClockMove {
    AdvanceSeconds(u64),
    Set(Timestamp),
}

/// Answers a control call, or hands it to the vendor's router.
pub(super) async fn answer(shared: &Shared, parts: request::Parts, body: Bytes) -> Response<Body> {
    let name = parts.uri.path().strip_prefix(PREFIX).map(|rest| rest.trim_matches('/'));
    match name {
        Some("faults") => faults(&shared.base, &parts.method, &body),
        Some("journal") => journal(&shared.base, &parts.method),
        Some("clock") => clock(&shared.base, &parts.method, &body),
        Some("connections") if parts.method == Method::GET => {
            json_of(&json!({"connections": shared.connections.load(Ordering::Relaxed)}))
        }
        _ => call_router(shared, parts, body).await,
    }
}

fn faults(base: &Base, method: &Method, body: &Bytes) -> Response<Body> {
    match *method {
        Method::GET => {}
        Method::DELETE => base.faults.clear(),
        Method::POST => match serde_json::from_slice(body) {
            Ok(OneOrMany::One(fault)) => base.faults.add(fault),
            Ok(OneOrMany::Many(faults)) => faults.into_iter().for_each(|fault| base.faults.add(fault)),
            Err(_) => return refused("a fault, or a list of faults, is expected"),
        },
        _ => return plain(StatusCode::METHOD_NOT_ALLOWED),
    }
    json_of(&base.faults.list())
}

fn journal(base: &Base, method: &Method) -> Response<Body> {
    match *method {
        Method::GET => {}
        Method::DELETE => base.journal.clear(),
        _ => return plain(StatusCode::METHOD_NOT_ALLOWED),
    }
    json_of(&base.journal.entries())
}

fn clock(base: &Base, method: &Method, body: &Bytes) -> Response<Body> {
    match *method {
        Method::GET => {}
        Method::POST => match serde_json::from_slice(body) {
            Ok(ClockMove::AdvanceSeconds(seconds)) => base.clock.advance(Duration::from_secs(seconds)),
            Ok(ClockMove::Set(at)) => base.clock.set(at),
            Err(_) => return refused("{\"advance_seconds\": n} or {\"set\": \"timestamp\"} is expected"),
        },
        _ => return plain(StatusCode::METHOD_NOT_ALLOWED),
    }
    json_of(&json!({"now": base.clock.now()}))
}

fn refused(why: &str) -> Response<Body> {
    let mut response = json_of(&json!({"error": why}));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

fn json_of(value: &impl Serialize) -> Response<Body> {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
