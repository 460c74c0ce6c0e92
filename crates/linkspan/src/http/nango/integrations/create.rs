//! `POST /integrations`.

use super::{Sent, placed, reach, shown};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::{INTEGRATION, PROVIDER};
use axum::Json;
use axum::response::IntoResponse;
use linkspan_store::IntegrationDraft;
use serde_json::json;

pub(in crate::http::nango) async fn create(call: Call) -> Answer {
    call.no_query()?;
    let (provider, unique_key, sent) = call.body(|fields| {
        let provider = fields.needed_text("provider", &PROVIDER);
        let unique_key = fields.needed_text("unique_key", &INTEGRATION);
        (provider, unique_key, Sent::read(fields))
    })?;
    reach(&call, &unique_key)?;
    let draft = IntegrationDraft {
        unique_key,
        display_name: sent.display_name.filter(|name| !name.is_empty()),
        config: sent.config.unwrap_or_default(),
        forward_webhooks: sent.forward_webhooks.unwrap_or(true),
    };
    let integrations = &call.web.developers.integrations;
    let made = integrations
        .create(call.caller.environment, &provider, &draft, &sent.secrets, &call.caller.name)
        .await
        .map_err(placed)?;
    Ok(Json(json!({ "data": shown(&call, &made) })).into_response())
}
