//! One request from its arrival to its answer or its cut: fault, body, router, journal.

use std::convert::Infallible;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, TRANSFER_ENCODING};
use http::{HeaderValue, Request, Response, StatusCode, request};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use jiff::Timestamp;
use tower::ServiceExt;

use super::{Shared, control};
use crate::faults::FaultAction;
use crate::journal::Exchange;

/// Largest request body taken, packed or unpacked.
const MAX_BODY: usize = 64 * 1024 * 1024;

const GARBAGE: &str = "\u{0}\u{1}}{<<garbage";

/// Returned to hyper to make it close the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut on purpose")]
pub(super) struct Cut;

/// When a request came in, by the emulator's clock and in real time.
#[derive(Clone, Copy)]
struct Arrived {
    at: Timestamp,
    started: Instant,
}

/// Answers one request, or cuts its connection.
pub(super) async fn answer(shared: &Shared, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let arrived = Arrived { at: shared.base.clock.now(), started: Instant::now() };
    let (mut parts, incoming) = request.into_parts();
    let is_control = parts.uri.path().starts_with(control::PREFIX);
    let route = format!("{} {}", parts.method, parts.uri.path());
    if !is_control && shared.base.faults.take_refusal(&route) {
        record(shared, arrived, &parts, &Bytes::new(), None, Some("refuse"));
        return Err(Cut);
    }
    let body = match read_body(&mut parts, incoming).await {
        Ok(body) => body,
        Err(status) => return Ok(plain(status)),
    };
    if is_control {
        return Ok(control::answer(shared, parts, body).await);
    }
    let action = shared.base.faults.take(&route, &body);
    let fault = action.as_ref().map(FaultAction::name);
    match meet(shared, action.as_ref(), &parts, &body).await {
        Ok(answered) => {
            record(shared, arrived, &parts, &body, Some((answered.status, &answered.made)), fault);
            Ok(answered.response)
        }
        Err((made, cut)) => {
            record(shared, arrived, &parts, &body, Some((None, &made)), fault);
            Err(cut)
        }
    }
}

struct Answered {
    response: Response<Body>,
    status: Option<u16>,
    made: Bytes,
}

/// Carries a fault out around the router's answer. An `Err` holds the answer that was made but never sent.
async fn meet(
    shared: &Shared,
    action: Option<&FaultAction>,
    parts: &request::Parts,
    body: &Bytes,
) -> Result<Answered, (Bytes, Cut)> {
    match action {
        Some(FaultAction::Status { status, body, content_type, retry_after }) => {
            return Ok(planned(*status, body.as_deref(), content_type.as_deref(), *retry_after));
        }
        Some(FaultAction::Refuse | FaultAction::CutBefore) => return Err((Bytes::new(), Cut)),
        Some(FaultAction::Delay { millis }) => tokio::time::sleep(Duration::from_millis(*millis)).await,
        _ => {}
    }
    let (mut head, made) = routed(shared, parts, body).await;
    let status = head.status.as_u16();
    let response = match action {
        Some(FaultAction::CutAfter) => return Err((made, Cut)),
        Some(FaultAction::Garbage) => {
            head.status = StatusCode::OK;
            head.headers.remove(CONTENT_LENGTH);
            Response::from_parts(head, Body::from(GARBAGE))
        }
        Some(FaultAction::Truncate) => {
            head.headers.remove(TRANSFER_ENCODING);
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from(made.len()));
            Response::from_parts(head, half_of(&made))
        }
        _ => Response::from_parts(head, Body::from(made.clone())),
    };
    Ok(Answered {
        status: Some(if matches!(action, Some(FaultAction::Garbage)) { 200 } else { status }),
        response,
        made,
    })
}

/// The vendor's own answer.
async fn routed(shared: &Shared, parts: &request::Parts, body: &Bytes) -> (http::response::Parts, Bytes) {
    let response = call_router(shared, parts.clone(), body.clone()).await;
    let (mut head, body) = response.into_parts();
    match body.collect().await {
        Ok(collected) => (head, collected.to_bytes()),
        Err(error) => {
            tracing::error!(%error, "an emulator's answer broke off");
            head.status = StatusCode::INTERNAL_SERVER_ERROR;
            (head, Bytes::new())
        }
    }
}

/// Hands a request to the vendor's router.
pub(super) async fn call_router(shared: &Shared, parts: request::Parts, body: Bytes) -> Response<Body> {
    match shared.router.clone().oneshot(Request::from_parts(parts, Body::from(body))).await {
        Ok(response) => response,
        Err(never) => {
            let _: Infallible = never;
            plain(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn planned(status: u16, body: Option<&str>, content_type: Option<&str>, retry_after: Option<u32>) -> Answered {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let made = Bytes::from(body.unwrap_or_default().to_owned());
    let mut response = Response::new(Body::from(made.clone()));
    *response.status_mut() = status;
    let content_type = content_type.and_then(|text| HeaderValue::from_str(text).ok());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type.unwrap_or(HeaderValue::from_static("application/json")));
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Answered { response, status: Some(status.as_u16()), made }
}

/// A body that breaks off: half of the bytes, a turn for the writer to flush them, then an error.
fn half_of(made: &Bytes) -> Body {
    let half = made.slice(..made.len() / 2);
    let first = stream::once(async move { Ok::<Bytes, io::Error>(half) });
    let last = stream::once(async {
        tokio::task::yield_now().await;
        Err(io::Error::other("the body is cut on purpose"))
    });
    Body::from_stream(first.chain(last))
}

/// Reads the whole body and unpacks gzip; the router sees it unpacked.
async fn read_body(parts: &mut request::Parts, incoming: Incoming) -> Result<Bytes, StatusCode> {
    let packed =
        Limited::new(incoming, MAX_BODY).collect().await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?.to_bytes();
    let is_gzip =
        parts.headers.get(CONTENT_ENCODING).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"gzip"));
    if !is_gzip {
        return Ok(packed);
    }
    let mut unpacked = Vec::new();
    let limit = MAX_BODY as u64 + 1;
    flate2::read::GzDecoder::new(packed.as_ref())
        .take(limit)
        .read_to_end(&mut unpacked)
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    if unpacked.len() > MAX_BODY {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    parts.headers.remove(CONTENT_ENCODING);
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(unpacked.len()));
    Ok(Bytes::from(unpacked))
}

/// An answer of a status alone.
pub(super) fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn record(
    shared: &Shared,
    arrived: Arrived,
    parts: &request::Parts,
    body: &Bytes,
    answered: Option<(Option<u16>, &Bytes)>,
    fault: Option<&'static str>,
) {
    let empty = Bytes::new();
    let (status, response_body) = answered.unwrap_or((None, &empty));
    shared.base.journal.record(&Exchange {
        at: arrived.at,
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        status,
        request_body: body,
        response_body,
        millis: u64::try_from(arrived.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        fault,
    });
}
