//! `POST /connect/telemetry`: what people do on the connect page, counted by event and not kept. The token stands in the
//! body, because browsers send it while they leave the page.

use crate::http::metrics;
use crate::http::nango::auth;
use crate::http::nango::call::{Answer, Asked};
use crate::http::nango::formats::INTEGRATION;
use crate::http::nango::schema::Text;
use axum::response::IntoResponse;
use http::StatusCode;

/// All events; they become labels of a counter, so nothing else may.
const EVENTS: [&str; 15] = [
    "open",
    "view:list",
    "view:integration",
    "view:unknown_error",
    "view:credentials_error",
    "view:success",
    "click:integration",
    "click:doc",
    "click:doc_section",
    "click:connect",
    "click:close",
    "click:finish",
    "click:outside",
    "popup:blocked_by_browser",
    "popup:closed_early",
];

/// A token, checked where it is looked up.
const TOKEN: Text = Text::of(1, 512);

/// A moment.
const MOMENT: Text = Text::like(1, 64, "ISO datetime", |text| text.parse::<jiff::Timestamp>().is_ok());

pub(in crate::http::nango) async fn count(asked: Asked) -> Answer {
    asked.no_query()?;
    let (token, event) = asked.body(|fields| {
        let token = fields.needed_text("token", &TOKEN);
        fields.needed_text("timestamp", &MOMENT);
        fields.object("dimensions", |inner| inner.text("integration", &INTEGRATION));
        if !fields.has("event") {
            fields.missing("event", "string");
        }
        (token, fields.choice("event", &EVENTS))
    })?;
    auth::by_token(&asked.web, &token).await?;
    if let Some(index) = event {
        metrics::connect_event(EVENTS[index]);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
