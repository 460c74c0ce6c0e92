//! What programs ask about their environment.

use super::call::{Answer, Call};
use axum::Json;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The setting in which variables are kept.
const VARIABLES: &str = "environment_variables";

/// A named value for programs.
#[derive(Debug, Serialize, Deserialize)]
struct Variable {
    name: String,
    value: String,
}

/// `GET /environment-variables`.
pub(super) async fn variables(call: Call) -> Answer {
    call.no_query()?;
    let variables: Vec<Variable> = call.env().setting(VARIABLES).await?.unwrap_or_default();
    Ok(Json(variables).into_response())
}

/// `GET /scripts/config`: no scripts run here, which is a legal answer in both formats.
pub(super) async fn scripts(call: Call) -> Answer {
    let format = call.query(|fields| fields.choice("format", &["nango", "openai"]))?;
    Ok(Json(if format == Some(1) { json!({ "data": [] }) } else { json!([]) }).into_response())
}
