//! `/config`: integrations under the names of older SDKs. The form of the answers is what those versions read: `configs`, or
//! one under `config`, with lists of scripts that are empty here.

use super::{CLIENT_PART, find, key, placed, reach, zulu};
use crate::app::integrations::IntegrationSecrets;
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::{INTEGRATION, LONG, PROVIDER};
use crate::http::nango::refusal::Refusal;
use crate::http::nango::schema::Fields;
use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use linkspan_store::{Integration, IntegrationDraft};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

/// The scope for clients' secrets.
const READ_CREDENTIALS: &str = "environment:integrations:read_credentials";

/// `GET /config`.
pub(in crate::http::nango) async fn list(call: Call) -> Answer {
    let all = call.env().integrations().await?;
    let reached = all.iter().filter(|one| call.caller.reaches_integration(&one.unique_key));
    Ok(Json(json!({ "configs": reached.map(short).collect::<Vec<_>>() })).into_response())
}

/// `GET /config/{unique_key}`.
pub(in crate::http::nango) async fn get(call: Call) -> Answer {
    let unique_key = key(&call)?;
    let whole = call.query(|fields| fields.flag("include_creds"))? == Some(true);
    let integration = find(&call, &unique_key).await?.ok_or_else(unknown)?;
    let mut shown = short(&integration);
    if whole {
        call.need(READ_CREDENTIALS)?;
        let client = call.web.developers.integrations.client(&integration).await?.unwrap_or_default();
        for name in ["client_id", "client_secret", "scopes"] {
            shown[name] = client.get(name).cloned().unwrap_or(Value::Null);
        }
        shown["created_at"] = zulu(integration.created_at).into();
        shown["has_webhook"] = (integration.provider == "autotask").into();
    }
    Ok(Json(json!({ "config": shown })).into_response())
}

/// `POST /config`.
pub(in crate::http::nango) async fn create(call: Call) -> Answer {
    let (provider, unique_key, secrets) = call.body(sent)?;
    reach(&call, &unique_key)?;
    let draft = IntegrationDraft { unique_key, forward_webhooks: true, ..IntegrationDraft::default() };
    let (integrations, caller) = (&call.web.developers.integrations, &call.caller);
    let made = integrations.create(caller.environment, &provider, &draft, &secrets, &caller.name).await;
    Ok(Json(json!({ "config": short(&made.map_err(placed)?) })).into_response())
}

/// `PUT /config`: only the client can be changed in this form.
pub(in crate::http::nango) async fn change(call: Call) -> Answer {
    let (provider, unique_key, secrets) = call.body(sent)?;
    let integration = find(&call, &unique_key).await?.filter(|one| one.provider == provider).ok_or_else(unknown)?;
    let draft = IntegrationDraft {
        unique_key,
        display_name: integration.display_name.clone(),
        config: integration.config.clone(),
        forward_webhooks: integration.forward_webhooks,
    };
    let integrations = &call.web.developers.integrations;
    let changed = integrations.change(&integration, &draft, &secrets, &call.caller.name).await.map_err(placed)?;
    Ok(Json(json!({ "config": short(&changed) })).into_response())
}

/// `DELETE /config/{unique_key}`.
pub(in crate::http::nango) async fn remove(call: Call) -> Answer {
    super::remove::remove(call).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn unknown() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "unknown_provider_config", "There is no such integration.")
}

/// Provider, key and client, flat beside each other.
fn sent(fields: &mut Fields) -> (String, String, IntegrationSecrets) {
    let provider = fields.needed_text("provider", &PROVIDER);
    let unique_key = fields.needed_text("provider_config_key", &INTEGRATION);
    let mut client = Map::new();
    for (name, own) in [("oauth_client_id", "client_id"), ("oauth_client_secret", "client_secret")] {
        if let Some(text) = fields.text(name, &CLIENT_PART) {
            client.insert(own.into(), text.into());
        }
    }
    match client.len() {
        0 => {}
        1 if client.contains_key("client_id") => fields.missing("oauth_client_secret", "string"),
        1 => fields.missing("oauth_client_id", "string"),
        _ => {
            client.insert("type".into(), "OAUTH2".into());
        }
    }
    for (name, own) in [("oauth_scopes", "scopes"), ("webhook_secret", "webhook_secret")] {
        if let Some(text) = fields.text(name, &LONG) {
            client.insert(own.into(), text.into());
        }
    }
    let sealed = |map: Map<String, Value>| SecretString::from(Value::Object(map).to_string());
    let client = client.contains_key("type").then(|| sealed(client));
    (provider, unique_key, IntegrationSecrets { client, custom: None })
}

fn short(integration: &Integration) -> Value {
    json!({ "unique_key": integration.unique_key, "provider": integration.provider, "syncs": [], "actions": [] })
}
