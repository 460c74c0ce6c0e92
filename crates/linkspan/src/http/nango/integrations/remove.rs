//! `DELETE /integrations/{unique_key}`.

use super::{find, key};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use serde_json::json;

pub(in crate::http::nango) async fn remove(call: Call) -> Answer {
    call.no_query()?;
    let unique_key = key(&call)?;
    let missing = || Refusal::not_found(format!("There is no integration \"{unique_key}\""));
    let integration = find(&call, &unique_key).await?.ok_or_else(missing)?;
    call.web.developers.integrations.remove(&integration, &call.caller.name).await?;
    Ok(Json(json!({ "success": true })).into_response())
}
