//! `GET /oauth/callback`: the vendor has sent the popup back.

use super::{cookie, failed, shown, tell, words};
use crate::app::authorise::Came;
use crate::http::portal::oauth::OauthPage;
use crate::http::portal::shell::Section;
use crate::http::{Web, cookies, frame};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde_json::json;

pub(super) async fn callback(State(web): State<Web>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let came = read(&query.unwrap_or_default());
    let remembered = |flow: &str| cookies::secret(&headers, &cookie(flow));
    let finished = web.developers.authorising.finish(came, remembered).await;
    let t = frame::door(&web, &headers, Section::Home, "/").text();
    let waiting = finished.waiting.as_deref();
    let mut response = match finished.outcome {
        Ok(lent) => {
            let message = json!({
                "message_type": "success",
                "provider_config_key": lent.card.integration,
                "connection_id": lent.card.public_id,
                "is_pending": false,
            });
            tell(&web, waiting, message);
            shown(&web, &headers, StatusCode::OK, &OauthPage { failure: None })
        }
        Err(failure) => {
            let ended = words::of_finish(failure, t);
            failed(&web, &headers, waiting, finished.unique_key.as_deref(), &ended)
        }
    };
    let forgotten = finished.flow.and_then(|flow| cookies::set(&web, &cookie(&flow), "", 0));
    if let Some(forgotten) = forgotten {
        response.headers_mut().append(SET_COOKIE, forgotten);
    }
    response
}

fn read(query: &str) -> Came {
    let mut came = Came::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        match &*name {
            "state" => came.state = value.into_owned(),
            "code" => came.code = Some(SecretString::from(value.into_owned())),
            "error" => came.error = Some(value.into_owned()),
            _ => {}
        }
    }
    came
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_vendor_sends_is_read_and_an_empty_error_is_none() {
        let came = read("state=a%2Fb&code=x+y&error=&iss=https%3A%2F%2Fvendor.example");
        assert_eq!((came.state.as_str(), came.code.is_some(), came.error), ("a/b", true, None));
    }
}
