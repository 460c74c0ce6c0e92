//! The authorization endpoint: a browser comes, a person decides, the browser is sent back.

use axum::Router;
use axum::extract::{Form, RawQuery, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use url::Url;

use super::options::Consent;
use super::request::{Wanted, Wrong, read};
use super::{State, page};

/// The routes of the browser.
pub(super) fn router(state: State) -> Router {
    Router::new().route("/authorize", get(ask)).route("/authorize/decide", post(decide)).with_state(state)
}

async fn ask(Shared(state): Shared<State>, RawQuery(query): RawQuery) -> Response {
    let mut world = state.world();
    let wanted = match read(&query.unwrap_or_default(), &world) {
        Ok(wanted) => wanted,
        Err(Wrong::Shown(why)) => return (StatusCode::BAD_REQUEST, page::wrong(why)).into_response(),
        Err(Wrong::Sent { redirect_uri, state, code, why }) => {
            let back = Back { redirect_uri: &redirect_uri, state: state.filter(|_| world.settings.echo_state) };
            return back.with(&[("error", code), ("error_description", why)]);
        }
    };
    let consent = world.settings.consent.clone();
    match consent {
        Consent::Ask => {
            let (user, shown) = (world.user.clone(), wanted.clone());
            let name = world.wait(wanted);
            page::consent(&name, &shown, &user).into_response()
        }
        Consent::Allow => {
            let echo = world.settings.echo_state;
            let code = world.code(wanted.clone(), state.clock.now());
            Back::of(&wanted, echo).with(&[("code", &code)])
        }
        Consent::Deny => denied(&wanted, world.settings.echo_state),
        Consent::Error(code) => Back::of(&wanted, world.settings.echo_state).with(&[("error", &code)]),
    }
}

/// What the page sends.
#[derive(Deserialize)]
struct Decision {
    request: String,
    decision: String,
}

async fn decide(Shared(state): Shared<State>, Form(form): Form<Decision>) -> Response {
    let mut world = state.world();
    let Some(wanted) = world.decided(&form.request) else {
        let why = "This request is not waiting any more. Go back to the application and begin again.";
        return (StatusCode::BAD_REQUEST, page::wrong(why)).into_response();
    };
    let echo = world.settings.echo_state;
    if form.decision == "allow" {
        let code = world.code(wanted.clone(), state.clock.now());
        return Back::of(&wanted, echo).with(&[("code", &code)]);
    }
    denied(&wanted, echo)
}

fn denied(wanted: &Wanted, echo: bool) -> Response {
    let why = "The resource owner denied the request.";
    Back::of(wanted, echo).with(&[("error", "access_denied"), ("error_description", why)])
}

/// Where the browser is sent back to.
struct Back<'a> {
    redirect_uri: &'a str,
    state: Option<String>,
}

impl<'a> Back<'a> {
    fn of(wanted: &'a Wanted, echo: bool) -> Self {
        Self { redirect_uri: &wanted.redirect_uri, state: wanted.state.clone().filter(|_| echo) }
    }

    fn with(&self, pairs: &[(&str, &str)]) -> Response {
        let Ok(mut url) = Url::parse(self.redirect_uri) else {
            return (StatusCode::BAD_REQUEST, page::wrong("The redirect_uri is no address.")).into_response();
        };
        url.query_pairs_mut().extend_pairs(pairs).extend_pairs(self.state.iter().map(|state| ("state", state)));
        let mut response = StatusCode::FOUND.into_response();
        let headers = response.headers_mut();
        if let Ok(place) = HeaderValue::from_str(url.as_str()) {
            headers.insert(LOCATION, place);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}
