//! Integrations as programs see them. One endpoint is one file.

pub(super) mod change;
pub(super) mod create;
pub(super) mod get;
pub(super) mod list;
pub(super) mod older;
pub(super) mod remove;

use super::call::Call;
use super::formats::{INTEGRATION, LABEL, LONG};
use super::refusal::Refusal;
use super::schema::{Fields, Text};
use super::time::zulu;
use crate::app::integrations::IntegrationSecrets;
use linkspan_core::problem::Problem;
use linkspan_store::Integration;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

/// A client's id or secret.
const CLIENT_PART: Text = Text::of(1, 4_096);

/// The integration with a key, if the caller may touch it.
pub(super) async fn find(call: &Call, unique_key: &str) -> Result<Option<Integration>, Refusal> {
    reach(call, unique_key)?;
    Ok(call.env().integration(unique_key).await?)
}

/// Refuses an integration that the key was not made for.
pub(super) fn reach(call: &Call, unique_key: &str) -> Result<(), Refusal> {
    match call.caller.reaches_integration(unique_key) {
        true => Ok(()),
        false => Err(Refusal::forbidden("This API key was made for other integrations.")),
    }
}

/// The key in the path, checked.
pub(super) fn key(call: &Call) -> Result<String, Refusal> {
    call.path(|fields| fields.needed_text("unique_key", &INTEGRATION))
}

/// The integration in JSON.
pub(super) fn shown(call: &Call, integration: &Integration) -> Value {
    let definition = call.web.developers.providers.get(&integration.provider);
    let own = definition.map_or(integration.provider.as_str(), |definition| definition.display_name.as_str());
    let origin = call.web.origin();
    json!({
        "unique_key": integration.unique_key,
        "provider": integration.provider,
        "display_name": integration.display_name.as_deref().unwrap_or(own),
        "logo": format!("{origin}/images/template-logos/{}.svg", integration.provider),
        "forward_webhooks": integration.forward_webhooks,
        "created_at": zulu(integration.created_at),
        "updated_at": zulu(integration.updated_at),
    })
}

/// What creating and changing have in common.
struct Sent {
    display_name: Option<String>,
    forward_webhooks: Option<bool>,
    config: Option<Map<String, Value>>,
    secrets: IntegrationSecrets,
}

impl Sent {
    fn read(fields: &mut Fields) -> Self {
        let display_name = fields.text("display_name", &LABEL);
        let forward_webhooks = fields.flag("forward_webhooks");
        let config = fields.text_map("integration_config", &LONG);
        let custom = fields.text_map("custom", &LONG);
        let client = fields.object("credentials", client);
        let sealed = |map: Map<String, Value>| SecretString::from(Value::Object(map).to_string());
        let secrets = IntegrationSecrets { client: client.map(sealed), custom: custom.map(sealed) };
        Self { display_name, forward_webhooks, config, secrets }
    }
}

fn client(fields: &mut Fields) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("type".into(), "OAUTH2".into());
    if fields.has("type") {
        fields.choice("type", &["OAUTH2"]);
    } else {
        fields.missing("type", "string");
    }
    for name in ["client_id", "client_secret"] {
        map.insert(name.into(), fields.needed_text(name, &CLIENT_PART).into());
    }
    for name in ["scopes", "webhook_secret"] {
        if let Some(text) = fields.text(name, &LONG) {
            map.insert(name.into(), text.into());
        }
    }
    map
}

/// What the use case said, with its place in the body.
fn placed(problem: Problem) -> Refusal {
    let path: &[&str] = match problem.code {
        "provider_unknown" => &["provider"],
        "key_taken" | "integration_in_use" => &["uniqueKey"],
        "client_missing" | "client_unfit" => &["credentials"],
        _ => return problem.into(),
    };
    Refusal::in_body(problem.sentence, path)
}
