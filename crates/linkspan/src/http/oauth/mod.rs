//! Linking an account in a popup: the browser is sent to the vendor, comes back with a code, and the window that opened the
//! popup is told how it ended, by WebSocket and by a message of the page.
//!
//! Whatever goes wrong ends in a page that says so. No token, code or state is in a log or in an address of ours that a page
//! keeps. No cookie of the portal is read here.

mod begin;
mod callback;
mod sockets;
mod words;

pub(super) use sockets::{Hub, upgraded};

use super::Web;
use super::portal::oauth::OauthPage;
use super::portal::shell::Section;
use super::{failure::Failure, frame};
use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use words::Ended;

/// Where vendors send browsers back to; it is registered there.
pub(super) const CALLBACK: &str = "/oauth/callback";

/// The addresses that a browser comes to.
pub(super) fn routes() -> Router<Web> {
    Router::new().route("/oauth/connect/{unique_key}", get(begin::begin)).route(CALLBACK, get(callback::callback))
}

/// The name of the cookie that ties one popup to its browser.
fn cookie(flow: &str) -> String {
    format!("linkspan_oauth_{flow}")
}

/// Tells the waiting window that there is no connection, and the person why.
fn failed(web: &Web, headers: &HeaderMap, waiting: Option<&str>, unique_key: Option<&str>, ended: &Ended) -> Response {
    let message = json!({
        "message_type": "error",
        "provider_config_key": unique_key,
        "error_type": ended.code,
        "error_desc": ended.english,
    });
    tell(web, waiting, message);
    tracing::info!(code = ended.code, "no account was linked in a popup");
    let page = OauthPage { failure: Some((ended.code.clone(), ended.sentence.clone())) };
    shown(web, headers, StatusCode::BAD_REQUEST, &page)
}

fn tell(web: &Web, waiting: Option<&str>, mut message: Value) {
    if let Some(members) = message.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    if let Some(waiting) = waiting {
        web.sockets.tell(waiting, &message);
    }
}

fn shown(web: &Web, headers: &HeaderMap, status: StatusCode, page: &OauthPage) -> Response {
    // The address holds a code and a state, so the page must not repeat it.
    let shell = frame::door(web, headers, Section::Home, "/");
    match page.render(&shell) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}
