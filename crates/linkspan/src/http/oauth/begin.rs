//! `GET /oauth/connect/{unique_key}`: sends a popup to the vendor.

use super::words::{self, Ended};
use super::{CALLBACK, cookie, failed};
use crate::app::authorise::{AWAY_SECONDS, Begin, BeginFailure};
use crate::http::nango::{parsed_query, session_of_query};
use crate::http::portal::shell::Section;
use crate::http::{Web, cookies, frame};
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use secrecy::SecretString;
use serde_json::{Map, Value};

/// The longest name of a waiting window.
const LONGEST_NAME: usize = 128;

pub(super) async fn begin(
    State(web): State<Web>,
    Path(unique_key): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let sent = parsed_query(&query).unwrap_or_default();
    let text = |name: &str| sent.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let waiting = text("ws_client_id").filter(|name| name.len() <= LONGEST_NAME);
    let members = |name: &str| sent.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let t = frame::door(&web, &headers, Section::Home, "/").text();
    let refused = |ended: &Ended| failed(&web, &headers, waiting, Some(&unique_key), ended);
    let session = match session_of_query(&web, &query).await {
        Ok(session) => session,
        Err(refusal) => return refused(&words::of_session(refusal.code(), t)),
    };
    let begin = Begin {
        token: SecretString::from(text("connect_session_token").unwrap_or_default()),
        unique_key: unique_key.clone(),
        config: strings(members("params")),
        params: members("authorization_params"),
        waiting: waiting.map(str::to_owned),
        redirect_uri: format!("{}{CALLBACK}", web.origin()),
    };
    match web.developers.authorising.begin(&session, begin).await {
        Ok(begun) => {
            let remembered = cookies::set_secret(&web, &cookie(&begun.flow), &begun.browser, AWAY_SECONDS);
            let (Ok(place), Some(remembered)) = (HeaderValue::from_str(begun.url.as_str()), remembered) else {
                return refused(&words::of_begin(BeginFailure::NoAddress, t));
            };
            let mut response = StatusCode::FOUND.into_response();
            response.headers_mut().insert(LOCATION, place);
            response.headers_mut().append(SET_COOKIE, remembered);
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(failure) => refused(&words::of_begin(failure, t)),
    }
}

fn strings(all: Map<String, Value>) -> Map<String, Value> {
    all.into_iter().filter(|(_, value)| value.is_string()).collect()
}
