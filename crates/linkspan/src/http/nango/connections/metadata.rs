//! What programs keep with connections: `POST` replaces it, `PATCH` lays the new over the old. `/connections/metadata` takes
//! several connections at once; the older form names one in the path.

use super::reach;
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::{CONNECTION, INTEGRATION};
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use linkspan_store::ConnectionState;
use serde_json::{Map, Value, json};

/// `POST /connections/metadata`.
pub(in crate::http::nango) async fn set(call: Call) -> Answer {
    several(call, false).await
}

/// `PATCH /connections/metadata`.
pub(in crate::http::nango) async fn merge(call: Call) -> Answer {
    several(call, true).await
}

/// `POST /connection/{connection_id}/metadata`.
pub(in crate::http::nango) async fn set_one(call: Call) -> Answer {
    one(call, false).await
}

/// `PATCH /connection/{connection_id}/metadata`.
pub(in crate::http::nango) async fn merge_one(call: Call) -> Answer {
    one(call, true).await
}

async fn several(call: Call, merging: bool) -> Answer {
    call.no_query()?;
    let mut single = false;
    let (ids, integration, metadata) = call.body(|fields| {
        single = fields.peek("connection_id").is_some_and(Value::is_string);
        if !fields.has("connection_id") {
            fields.missing("connection_id", "string");
        }
        (
            fields.texts("connection_id", &CONNECTION).unwrap_or_default(),
            fields.needed_text("provider_config_key", &INTEGRATION),
            fields.needed_map("metadata"),
        )
    })?;
    keep(&call, &integration, &ids, &metadata, merging).await?;
    let ids = if single { json!(ids.first()) } else { json!(ids) };
    let echo = json!({ "connection_id": ids, "provider_config_key": integration, "metadata": metadata });
    Ok(done(merging, echo))
}

async fn one(call: Call, merging: bool) -> Answer {
    let id = super::id(&call)?;
    let integration = call.header("provider-config-key").to_owned();
    if integration.is_empty() {
        return Err(Refusal::bad("missing_provider_config_key", "The header Provider-Config-Key is missing."));
    }
    let metadata = call.body(|fields| fields.rest())?;
    keep(&call, &integration, &[id], &metadata, merging).await?;
    Ok(done(merging, Value::Object(metadata)))
}

fn done(merging: bool, body: Value) -> Response {
    (if merging { StatusCode::OK } else { StatusCode::CREATED }, Json(body)).into_response()
}

/// All of them, or none where one of the ids is not there.
async fn keep(
    call: &Call,
    integration: &str,
    ids: &[String],
    metadata: &Map<String, Value>,
    merging: bool,
) -> Result<(), Refusal> {
    let env = call.env();
    let mut found = Vec::new();
    for id in ids {
        reach(call, integration, id)?;
        let unknown = || Refusal::new(StatusCode::NOT_FOUND, "unknown_connection", "There is no such connection.");
        let lent = env.lent_connection(integration, id).await?;
        found.push(lent.filter(|one| one.connection.state != ConnectionState::NotConnected).ok_or_else(unknown)?);
    }
    let mut tx = call.web.app.store.begin().await?;
    for one in found {
        let before = if merging { one.card.metadata.unwrap_or_default() } else { Map::new() };
        let all: Map<String, Value> = before.into_iter().chain(metadata.clone()).collect();
        env.set_lent_metadata(&mut tx, one.connection.id, &all).await?;
    }
    tx.commit().await?;
    Ok(())
}
