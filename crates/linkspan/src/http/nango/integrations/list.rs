//! `GET /integrations`.

use super::shown;
use crate::http::nango::call::{Answer, Call};
use axum::Json;
use axum::response::IntoResponse;
use serde_json::{Value, json};

pub(in crate::http::nango) async fn list(call: Call) -> Answer {
    call.no_query()?;
    let all = call.env().integrations().await?;
    let reached = all.iter().filter(|one| call.caller.reaches_integration(&one.unique_key));
    let data: Vec<Value> = reached.map(|one| shown(&call, one)).collect();
    Ok(Json(json!({ "data": data })).into_response())
}
