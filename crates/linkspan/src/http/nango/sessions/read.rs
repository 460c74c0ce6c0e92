//! What a program sends when it begins a session: the same members for a new connection and for one that is renewed.

use crate::app::connect_sessions::{Defaults, Purpose};
use crate::http::nango::formats::{INTEGRATION, LONG, WEB_ADDRESS};
use crate::http::nango::people::People;
use crate::http::nango::refusal::{Issue, Refusal};
use crate::http::nango::schema::{Fields, Text};
use linkspan_store::Env;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How many integrations a session may name.
const MOST: usize = 200;

/// Scopes, separated by commas.
const SCOPES: Text = Text::of(0, 8_192);

/// Reads `end_user`, `organization`, `tags` and what is decided beforehand.
pub(super) fn purpose(fields: &mut Fields) -> Purpose {
    let people = People::read(fields, true);
    Purpose {
        tags: people.all_tags(),
        end_user: people.end_user,
        integrations: Vec::new(),
        defaults: by_integration(fields, "integrations_config_defaults", defaults),
        docs: by_integration(fields, "overrides", |inner| inner.text("docs_connect", &WEB_ADDRESS))
            .into_iter()
            .filter_map(|(key, address)| Some((key, address?)))
            .collect(),
        webhook_url: fields.text("webhook_url_override", &WEB_ADDRESS),
        renews: None,
    }
}

/// The list of integrations that may be linked.
pub(super) fn integrations(fields: &mut Fields) -> Vec<String> {
    if fields.peek("allowed_integrations").is_some_and(Value::is_string) {
        fields.any("allowed_integrations");
        fields.wrong("allowed_integrations", "Invalid input: expected array, received string");
    }
    let all = fields.texts("allowed_integrations", &INTEGRATION).unwrap_or_default();
    if all.len() > MOST {
        fields.wrong("allowed_integrations", format!("At most {MOST} integrations can be named"));
    }
    all
}

/// Refuses integrations that do not exist, each with its place.
pub(super) async fn exist(env: &Env, purpose: &Purpose) -> Result<(), Refusal> {
    let known: Vec<String> = env.integrations().await?.into_iter().map(|one| one.unique_key).collect();
    let indexed = purpose.integrations.iter().enumerate();
    let places = indexed.map(|(index, key)| ("allowed_integrations", index.to_string(), key));
    let defaults = purpose.defaults.keys().map(|key| ("integrations_config_defaults", key.clone(), key));
    let docs = purpose.docs.keys().map(|key| ("overrides", key.clone(), key));
    let issues: Vec<Issue> = places
        .chain(defaults)
        .chain(docs)
        .filter(|(_, _, key)| !known.contains(key))
        .map(|(member, place, _)| Issue::custom("Integration does not exist", &[member, &place]))
        .collect();
    if issues.is_empty() { Ok(()) } else { Err(Refusal::schema("invalid_body", issues)) }
}

fn by_integration<T>(fields: &mut Fields, name: &str, read: impl Fn(&mut Fields) -> T) -> BTreeMap<String, T> {
    let all = fields.object(name, |inner| {
        let names = inner.names();
        if names.len() > MOST {
            inner.wrong("", format!("At most {MOST} integrations can be named"));
        }
        names.into_iter().filter_map(|key| Some((key.clone(), inner.object(&key, &read)?))).collect()
    });
    all.unwrap_or_default()
}

fn defaults(fields: &mut Fields) -> Defaults {
    Defaults {
        user_scopes: fields.text("user_scopes", &SCOPES),
        authorization_params: fields.text_map("authorization_params", &LONG).unwrap_or_default(),
        connection_config: fields.object("connection_config", config).unwrap_or_default(),
    }
}

/// Anything, but scopes are a text.
fn config(fields: &mut Fields) -> Map<String, Value> {
    let scopes = fields.text("oauth_scopes_override", &SCOPES);
    let mut all = fields.rest();
    all.extend(scopes.map(|scopes| ("oauth_scopes_override".to_owned(), Value::from(scopes))));
    all
}
