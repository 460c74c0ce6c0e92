//! `GET /integrations/{unique_key}`.

use super::{find, key, shown};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::LABEL;
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use serde_json::{Value, json};

pub(in crate::http::nango) async fn get(call: Call) -> Answer {
    let unique_key = key(&call)?;
    let include = call.query(|fields| {
        let include = fields.texts("include", &LABEL).unwrap_or_default();
        if include.iter().any(|word| !matches!(word.as_str(), "webhook" | "credentials")) {
            fields.wrong("include", "Invalid option: expected one of \"webhook\"|\"credentials\"");
        }
        include
    })?;
    let missing = || Refusal::not_found(format!("There is no integration \"{unique_key}\""));
    let integration = find(&call, &unique_key).await?.ok_or_else(missing)?;
    let mut data = shown(&call, &integration);
    if include.iter().any(|word| word == "webhook") {
        let is_routed = integration.provider == "autotask";
        let address = format!("{}/webhook/{}/{unique_key}", call.web.origin(), integration.environment);
        data["webhook_url"] = if is_routed { address.into() } else { Value::Null };
    }
    if include.iter().any(|word| word == "credentials") {
        call.need("environment:integrations:read_credentials")?;
        data["credentials"] = json!(call.web.developers.integrations.client(&integration).await?);
    }
    Ok(Json(json!({ "data": data })).into_response())
}
