//! Connections as programs see them: the same that people link in the portal. One endpoint is one file.

pub(super) mod change;
mod credentials;
pub(super) mod get;
pub(super) mod import;
pub(super) mod list;
pub(super) mod metadata;
pub(super) mod remove;

use super::call::Call;
use super::formats::{CONNECTION, INTEGRATION};
use super::refusal::Refusal;
use super::time::{offset, zulu};
use crate::app::lend::Opened;
use credentials::{Telling, told};
use http::StatusCode;
use linkspan_core::Timestamp;
use linkspan_store::{ConnectionState, LentConnection};
use serde_json::{Map, Value, json};

/// The scope for credentials.
const READ_CREDENTIALS: &str = "environment:connections:read_credentials";

/// The public id in the path, checked.
fn id(call: &Call) -> Result<String, Refusal> {
    call.path(|fields| fields.needed_text("connection_id", &CONNECTION))
}

/// Refuses a connection that the key was not made for.
pub(super) fn reach(call: &Call, integration: &str, connection: &str) -> Result<(), Refusal> {
    match call.caller.reaches(integration, connection) {
        true => Ok(()),
        false => Err(Refusal::forbidden("This API key was made for other connections.")),
    }
}

/// The connection of an integration that must exist; `None` where it has none of that id, or only one that was
/// disconnected.
pub(super) async fn find(call: &Call, integration: &str, id: &str) -> Result<Option<LentConnection>, Refusal> {
    reach(call, integration, id)?;
    let env = call.env();
    if env.integration(integration).await?.is_none() {
        return Err(Refusal::bad("unknown_provider_config", format!("There is no integration \"{integration}\"")));
    }
    let found = env.lent_connection(integration, id).await?;
    Ok(found.filter(|one| one.connection.state != ConnectionState::NotConnected))
}

/// What a query must say beside the id in the path.
fn integration(call: &Call) -> Result<String, Refusal> {
    call.query(|fields| fields.needed_text("provider_config_key", &INTEGRATION))
}

/// The refusal for an id that is not there, in the form of those endpoints that say 400.
fn unknown() -> Refusal {
    Refusal::bare(StatusCode::BAD_REQUEST, "unknown_connection")
}

/// What every form of a connection has.
fn common(one: &LentConnection) -> Map<String, Value> {
    let card = &one.card;
    let value = json!({
        "id": one.number,
        "connection_id": card.public_id,
        "provider_config_key": card.integration,
        "provider": one.connection.provider,
        "errors": errors(one),
        "end_user": card.end_user,
        "tags": card.tags,
    });
    value.as_object().cloned().unwrap_or_default()
}

/// The form in lists.
fn simple(one: &LentConnection) -> Value {
    let mut shown = common(one);
    shown.insert("metadata".into(), json!(one.card.metadata));
    shown.insert("created".into(), zulu(one.connection.created_at).into());
    Value::Object(shown)
}

/// How moments end.
#[derive(Clone, Copy)]
enum Ends {
    Zulu,
    Offset,
}

/// The whole form. Without the right to see them, credentials are empty and secrets of the configuration are left out.
fn full(opened: &Opened, telling: Telling, ends: Ends) -> Value {
    let one = &opened.lent;
    let moment = |at: Timestamp| match ends {
        Ends::Zulu => zulu(at),
        Ends::Offset => offset(at),
    };
    let is_shown = |name: &str| {
        telling != Telling::Nothing || !opened.definition.config_field(name).is_some_and(|field| field.secret)
    };
    let config: Map<String, Value> =
        opened.material.config.clone().into_iter().filter(|(name, _)| is_shown(name)).collect();
    let mut shown = common(one);
    shown.insert("metadata".into(), json!(one.card.metadata));
    shown.insert("connection_config".into(), config.into());
    shown.insert("webhook_url_override".into(), json!(one.card.webhook_url));
    shown.insert("created_at".into(), moment(one.connection.created_at).into());
    shown.insert("updated_at".into(), moment(one.connection.updated_at).into());
    shown.insert("last_fetched_at".into(), json!(one.last_fetched_at.map(moment)));
    shown.insert("credentials".into(), told(&opened.material.credentials, telling).into());
    Value::Object(shown)
}

/// What is wrong with it, as far as its credentials go.
fn errors(one: &LentConnection) -> Value {
    match one.connection.state {
        ConnectionState::Error => json!([{ "type": "auth", "log_id": one.connection.id.to_string() }]),
        _ => json!([]),
    }
}

/// Whether the caller may see the credentials of a connection. Those of one that a bridge uses need the scope by its own
/// name: a key for everything does not have it by accident.
async fn may_see(call: &Call, one: &LentConnection) -> Result<bool, Refusal> {
    if call.caller.holds_by_name(READ_CREDENTIALS) {
        return Ok(true);
    }
    Ok(call.holds(READ_CREDENTIALS) && !call.web.developers.lending.is_in_use(one).await?)
}
