//! Around every request: its reference, its log line, its counters, a limit to its time, the page for what failed, and the
//! headers that browsers need to be careful.

use super::failure::Failure;
use super::portal::door::ErrorPage;
use super::portal::shell::Section;
use super::{Web, frame};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::json;
use std::any::Any;
use std::time::{Duration, Instant};
use tracing::Instrument;

/// How long a request may take. Connecting an account asks the vendor many things.
const LONGEST: Duration = Duration::from_secs(90);

/// Nothing from elsewhere, nothing inline, nobody frames us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of a request before it is answered.
struct Asked {
    headers: HeaderMap,
    method: Method,
    path: String,
    route: String,
    reference: String,
}

/// The outermost layer.
pub(super) async fn finish(State(web): State<Web>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&web, &request);
    let span = tracing::info_span!("request", reference = asked.reference, method = %asked.method, route = asked.route);
    async move {
        let began = Instant::now();
        let answer = tokio::time::timeout(LONGEST, next.run(request)).await;
        let answer = answer.unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response());
        let mut answer = explained(&web, &asked, answer);
        note(&asked, &answer, began.elapsed());
        protect(&asked, answer.headers_mut());
        answer
    }
    .instrument(span)
    .await
}

/// A handler panicked: the log has the words, the person gets a page.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    log_panic(&*panic);
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Writes down what a handler said when it panicked.
pub(super) fn log_panic(panic: &(dyn Any + Send)) {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
    tracing::error!(words, "a request panicked");
}

/// By which a request is found in the log.
pub(super) fn reference(web: &Web) -> String {
    let id = web.app.ids.next().simple().to_string();
    id[id.len() - 12..].to_owned()
}

/// Tells the reference.
pub(super) fn refer(headers: &mut HeaderMap, reference: &str) {
    if let Ok(reference) = HeaderValue::try_from(reference) {
        headers.insert(REQUEST_ID, reference);
    }
}

impl Asked {
    fn of(web: &Web, request: &Request) -> Self {
        // The path may hold a one-time token; the route never does.
        let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
        let reference = reference(web);
        let asked = request.uri().path_and_query().map_or("/", |path| path.as_str());
        // A page about what went wrong leads back to where it was; a token is not repeated there.
        let path = if route.contains("{token}") { "/" } else { asked }.to_owned();
        Self { headers: request.headers().clone(), method: request.method().clone(), path, route, reference }
    }

    fn wants_json(&self) -> bool {
        let accept = self.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        self.path.starts_with("/api/") || (accept.contains("application/json") && !accept.contains("text/html"))
    }
}

/// Gives an answer without words the words it needs.
fn explained(web: &Web, asked: &Asked, answer: Response) -> Response {
    let status = answer.status();
    let failure = answer.extensions().get::<Failure>().cloned();
    let signs_in = matches!(failure, Some(Failure::SignIn { .. }));
    if signs_in && !asked.wants_json() {
        return answer;
    }
    let bare = status.is_client_error() || status.is_server_error();
    if failure.is_none() && (!bare || answer.headers().contains_key(http::header::CONTENT_TYPE) && is_ours(&answer)) {
        return answer;
    }
    let status = failure.as_ref().map_or(status, Failure::status);
    let page = page(web, asked, status, failure.as_ref());
    let code = code(status, failure.as_ref());
    let mut explained = if asked.wants_json() {
        let body = json!({ "error": { "code": code, "message": page.what, "reference": asked.reference } });
        axum::Json(body).into_response()
    } else {
        let shell = frame::door(web, &asked.headers, Section::Home, &asked.path);
        page.render(&shell).map_or_else(|_| page.what.clone().into_response(), |html| Html(html).into_response())
    };
    *explained.status_mut() = status;
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        explained.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
    }
    explained
}

/// A page or document that a handler made for this status; the framework's own bare words are plain text.
fn is_ours(answer: &Response) -> bool {
    let kind = answer.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

fn code(status: StatusCode, failure: Option<&Failure>) -> &'static str {
    match failure {
        Some(Failure::Refused(refused)) => refused.code,
        Some(Failure::SignIn { .. }) => "not_signed_in",
        Some(Failure::Foreign) => "foreign_form",
        _ => match status.as_u16() {
            404 => "not_found",
            405 => "method_not_allowed",
            413 => "too_large",
            504 => "too_slow",
            400..=499 => "malformed",
            _ => "internal",
        },
    }
}

fn page(web: &Web, asked: &Asked, status: StatusCode, failure: Option<&Failure>) -> ErrorPage {
    let t = frame::door(web, &asked.headers, Section::Home, &asked.path).text();
    let (what, todo) = match (failure, status.as_u16()) {
        (Some(Failure::Refused(refused)), 400..=499) => (refused.sentence.clone(), t.trouble_todo_back()),
        (Some(Failure::Refused(refused)), _) => (refused.sentence.clone(), t.trouble_todo_later()),
        (Some(Failure::Foreign), _) => (t.trouble_foreign().to_owned(), t.trouble_todo_reload()),
        (_, 404) => (t.trouble_not_found().to_owned(), t.trouble_todo_address()),
        (_, 405) => (t.trouble_method().to_owned(), t.trouble_todo_address()),
        (_, 413) => (t.trouble_too_large().to_owned(), t.trouble_todo_back()),
        (_, 504) => (t.trouble_too_slow().to_owned(), t.trouble_todo_later()),
        (_, 400..=499) => (t.trouble_malformed().to_owned(), t.trouble_todo_back()),
        _ => (t.trouble_internal().to_owned(), t.trouble_todo_quote()),
    };
    let retry = asked.method == Method::GET && status.is_server_error();
    ErrorPage { status: status.as_u16(), what, todo: todo.to_owned(), reference: Some(asked.reference.clone()), retry }
}

fn note(asked: &Asked, answer: &Response, took: Duration) {
    count(&asked.route, &asked.method, answer.status().as_u16(), took);
}

/// Counts and logs a request.
pub(super) fn count(route: &str, verb: &Method, status: u16, took: Duration) {
    let route = route.to_owned();
    metrics::counter!("linkspan_http_requests_total", "route" => route.clone(), "method" => method(verb), "status" => status.to_string()).increment(1);
    metrics::histogram!("linkspan_http_seconds", "route" => route).record(took.as_secs_f64());
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match status {
        500.. => tracing::error!(status, ms, "failed"),
        _ => tracing::debug!(status, ms, "answered"),
    }
}

/// The method as one of few words: a label must not grow by what strangers send.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

fn protect(asked: &Asked, headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(http::header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    refer(headers, &asked.reference);
}
