//! Whether it lives and can serve.

use super::call::{Answer, Asked};
use super::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::json;
use std::time::Duration;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// `GET /health`: the process answers.
pub(super) async fn health(_asked: Asked) -> Answer {
    Ok(Json(json!({ "result": "ok" })).into_response())
}

/// `GET /ready`: the database answers too.
pub(super) async fn ready(asked: Asked) -> Answer {
    let answered = tokio::time::timeout(PATIENCE, asked.web.app.store.ping()).await;
    match answered {
        Ok(Ok(())) => Ok(Json(json!({ "result": "ok" })).into_response()),
        _ => Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "server_error", "The database does not answer.")),
    }
}
