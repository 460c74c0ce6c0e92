//! `DELETE /connections/{connection_id}`, `DELETE /connection/{connection_id}`.

use super::{id, integration, reach, unknown};
use crate::http::nango::call::{Answer, Call};
use axum::Json;
use axum::response::IntoResponse;
use serde_json::json;

pub(in crate::http::nango) async fn remove(call: Call) -> Answer {
    let id = id(&call)?;
    let integration = integration(&call)?;
    reach(&call, &integration, &id)?;
    let lent = call.env().lent_connection(&integration, &id).await?.ok_or_else(unknown)?;
    call.web.developers.lending.delete(&lent, &call.caller.name).await?;
    Ok(Json(json!({ "success": true })).into_response())
}
