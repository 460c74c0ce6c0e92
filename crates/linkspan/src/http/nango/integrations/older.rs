//! `/config`: integrations under the names of older SDKs. The form of the answers is what those versions read: `configs`, or
//! one under `config`.

use super::{find, key};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use linkspan_store::Integration;
use serde_json::{Value, json};

/// `GET /config`.
pub(in crate::http::nango) async fn list(call: Call) -> Answer {
    let all = call.env().integrations().await?;
    let reached = all.iter().filter(|one| call.caller.reaches_integration(&one.unique_key));
    Ok(Json(json!({ "configs": reached.map(short).collect::<Vec<_>>() })).into_response())
}

/// `GET /config/{unique_key}`.
pub(in crate::http::nango) async fn get(call: Call) -> Answer {
    let unique_key = key(&call)?;
    call.query(|fields| fields.flag("include_creds"))?;
    let missing = || Refusal::new(StatusCode::NOT_FOUND, "unknown_provider_config", "There is no such integration.");
    let integration = find(&call, &unique_key).await?.ok_or_else(missing)?;
    Ok(Json(json!({ "config": short(&integration) })).into_response())
}

/// `DELETE /config/{unique_key}`.
pub(in crate::http::nango) async fn remove(call: Call) -> Answer {
    super::remove::remove(call).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn short(integration: &Integration) -> Value {
    json!({ "unique_key": integration.unique_key, "provider": integration.provider })
}
