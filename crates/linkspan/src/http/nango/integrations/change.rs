//! `PATCH /integrations/{unique_key}`.

use super::{Sent, find, key, placed, reach, shown};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::INTEGRATION;
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use linkspan_store::IntegrationDraft;
use serde_json::json;

pub(in crate::http::nango) async fn change(call: Call) -> Answer {
    call.no_query()?;
    let unique_key = key(&call)?;
    let (renamed, sent) = call.body(|fields| (fields.text("unique_key", &INTEGRATION), Sent::read(fields)))?;
    let missing = || Refusal::not_found(format!("There is no integration \"{unique_key}\""));
    let integration = find(&call, &unique_key).await?.ok_or_else(missing)?;
    if let Some(renamed) = &renamed {
        reach(&call, renamed)?;
    }
    let display_name = match sent.display_name {
        Some(name) => Some(name).filter(|name| !name.is_empty()),
        None => integration.display_name.clone(),
    };
    let draft = IntegrationDraft {
        unique_key: renamed.unwrap_or(unique_key),
        display_name,
        config: sent.config.unwrap_or_else(|| integration.config.clone()),
        forward_webhooks: sent.forward_webhooks.unwrap_or(integration.forward_webhooks),
    };
    let integrations = &call.web.developers.integrations;
    let changed = integrations.change(&integration, &draft, &sent.secrets, &call.caller.name).await.map_err(placed)?;
    Ok(Json(json!({ "data": shown(&call, &changed) })).into_response())
}
