//! `ANY /proxy/<path>`: a request with the credentials of a connection. The answer is the vendor's own, not wrapped.

use super::call::{Answer, Flow};
use super::formats::{CONNECTION, INTEGRATION};
use super::refusal::{Issue, Refusal};
use super::schema;
use crate::app::proxy::{Fault, Options, Unresolved, Wanted};
use crate::egress::relay::StreamError;
use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use linkspan_core::problem::Consequence;
use serde_json::{Map, Value, json};

/// How the path begins.
const MOUNT: &str = "/proxy";

/// How the headers begin that go on to the vendor.
const FORWARDED: &str = "nango-proxy-";

/// Passes a request on.
pub(super) async fn pass(flow: Flow) -> Answer {
    let Flow { web, caller, parts, body } = flow;
    let asked = Asked::of(&parts.headers)?;
    if !caller.reaches(&asked.integration, &asked.connection) {
        return Err(Refusal::forbidden("This API key was made for other connections."));
    }
    let whole = parts.uri.path_and_query().map_or("", |whole| whole.as_str());
    let path = whole.strip_prefix(MOUNT).unwrap_or(whole).to_owned();
    if !caller.may_send(parts.method.as_str(), path.split('?').next().unwrap_or_default()) {
        return Err(Refusal::forbidden("This API key may not send this verb to this path."));
    }
    let proxying = &web.developers.proxying;
    let found = proxying.resolver.find(caller.environment, &asked.integration, &asked.connection).await;
    let found = found.map_err(|why| unresolved(why, &asked))?;
    let method = parts.method.clone();
    let wanted = Wanted {
        method: parts.method,
        path,
        headers: forwarded(&parts.headers),
        body: body.map_err(StreamError::new).boxed_unsync(),
        options: asked.options,
    };
    match proxying.pass(&found, wanted).await {
        Ok(answer) => Ok(answer.map(Body::new)),
        Err(fault) => failed(fault, method.as_str()),
    }
}

/// What the headers ask for.
struct Asked {
    integration: String,
    connection: String,
    options: Options,
}

impl Asked {
    fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut sent = Map::new();
        for name in ["provider-config-key", "connection-id", "retries", "retry-on", "base-url-override", "decompress"] {
            let Some(value) = headers.get(name) else { continue };
            let text = value.to_str().map_err(|_| wrong(name, "It must be text"))?;
            // The SDK sends some headers empty where it means none.
            if !text.is_empty() {
                sent.insert(name.to_owned(), Value::from(text));
            }
        }
        schema::headers(sent, |fields| Self {
            integration: fields.needed_text("provider-config-key", &INTEGRATION),
            connection: fields.needed_text("connection-id", &CONNECTION),
            options: Options {
                retries: fields.number("retries", 0, 1_000).and_then(|number| number.try_into().ok()).unwrap_or(0),
                retry_on: statuses(fields),
                base_url: fields.text("base-url-override", &super::formats::LONG).unwrap_or_default(),
                decompress: fields.flag("decompress").unwrap_or(false),
            },
        })
    }
}

fn statuses(fields: &mut schema::Fields) -> Vec<u16> {
    let text = fields.text("retry-on", &super::formats::LABEL).unwrap_or_default();
    let read: Result<Vec<u16>, _> =
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect();
    read.unwrap_or_else(|_| {
        fields.wrong("retry-on", "It must be a list of statuses, such as 404,423");
        Vec::new()
    })
}

fn wrong(name: &str, words: &str) -> Refusal {
    Refusal::schema("invalid_headers", vec![Issue::custom(words, &[name])])
}

/// The headers for the vendor. Of the program's own only the type of the body goes along.
fn forwarded(headers: &HeaderMap) -> HeaderMap {
    let mut onward = HeaderMap::new();
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        onward.insert(CONTENT_TYPE, kind.clone());
    }
    for (name, value) in headers {
        let Some(inner) = name.as_str().strip_prefix(FORWARDED) else { continue };
        if let Ok(inner) = inner.parse::<HeaderName>() {
            onward.insert(inner, value.clone());
        }
    }
    onward
}

fn unresolved(why: Unresolved, asked: &Asked) -> Refusal {
    match why {
        Unresolved::Integration => Refusal::new(
            StatusCode::NOT_FOUND,
            "unknown_provider_config",
            format!("There is no integration \"{}\".", asked.integration),
        ),
        Unresolved::Connection => Refusal::bad("server_error", "Failed to get connection"),
        Unresolved::NoAddress => Refusal::bad(
            "missing_api_url",
            "The provider has no address for this connection. Look at its configuration.",
        ),
        Unresolved::Problem(problem) if problem.consequence == Consequence::Credentials => {
            let code = match problem.code {
                code @ ("connection_refresh_backoff" | "refresh_exhausted") => code,
                _ => "invalid_credentials",
            };
            Refusal::new(StatusCode::FAILED_DEPENDENCY, code, problem.sentence)
        }
        Unresolved::Problem(problem) => problem.into(),
    }
}

fn failed(fault: Fault, method: &str) -> Answer {
    match fault {
        Fault::Path(why) => Err(Refusal::bad("invalid_path", format!("The path cannot be passed on: {why}."))),
        Fault::Document(why) => {
            Err(Refusal::bad("invalid_body", format!("The document cannot be sent to the vendor: {why}.")))
        }
        Fault::TooLong(longest) => {
            let words = format!("The document is longer than {longest} bytes.");
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", words))
        }
        Fault::Reserved => {
            let words = "Programs may only read from a distributor. Orders are placed by order submission.";
            Err(Refusal::new(StatusCode::FORBIDDEN, "order_path_reserved", words))
        }
        Fault::Override => {
            let words = "This address may not be called. The operator decides which hosts a provider may name.";
            Err(Refusal::bad("base_url_override_not_allowed", words))
        }
        Fault::Inside => {
            let words =
                "The connection's address leads to a network that may not be called. The operator can allow it.";
            Err(Refusal::bad("address_not_allowed", words))
        }
        Fault::Budget { retry_after, headers } => {
            let words = "The calls that this account may make are spent or kept for more urgent work.";
            let refusal = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "quota_reserved", words);
            let mut answer = refusal.after_seconds(retry_after).into_response();
            answer.headers_mut().extend(headers);
            Ok(answer)
        }
        Fault::NoAnswer { code, source } => {
            let cause = source.as_deref().map(|error| error as &(dyn std::error::Error + 'static));
            tracing::info!(code, cause, "the vendor gave no answer");
            Ok(no_answer(code, method))
        }
        Fault::Body => Err(Refusal::bad("invalid_body", "The body ended before it was whole.")),
    }
}

/// The form in which programs expect it: without the envelope.
fn no_answer(code: &str, method: &str) -> Response {
    let body = json!({ "message": "The vendor gave no answer.", "code": code, "status": null, "method": method });
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}
