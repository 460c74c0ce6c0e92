//! API keys from the command line.

use crate::app::App;
use crate::app::keys::{KeyRequest, Keys, expiry};
use linkspan_core::clock::Timestamp;
use linkspan_core::id::EnvironmentId;
use linkspan_core::problem::Problem;
use linkspan_store::{ApiKey, Grants};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Who acts, for the audit.
const ACTOR: &str = "Command line";

/// What was typed.
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    pub(super) grants: &'a Grants,
    pub(super) expires: Option<&'a str>,
    pub(super) bring: Option<&'a str>,
}

pub(super) async fn make(app: &App, keys: &Keys, environment: &str, wanted: Wanted<'_>) -> Result<Value, Problem> {
    let environment = find(app, environment).await?;
    let now = app.clock.now();
    let never = || {
        Problem::permanent("expiry_unreadable", "Say when it ends like 90d, 12h or 2027-01-31, and not in the past.")
    };
    let request = KeyRequest {
        name: wanted.name.to_owned(),
        grants: wanted.grants.clone(),
        expires_at: wanted.expires.map(|text| expiry(text, now).ok_or_else(never)).transpose()?,
        bring: wanted.bring.map(SecretString::from),
    };
    let made = keys.make(environment, &request, ACTOR).await?;
    Ok(json!({
        "id": made.id.to_string(),
        "name": request.name,
        "key": made.key.expose_secret(),
        "expires_at": request.expires_at.map(|at| at.to_string()),
    }))
}

pub(super) async fn list(app: &App, keys: &Keys, environment: &str) -> Result<Value, Problem> {
    let now = app.clock.now();
    let all = keys.list(find(app, environment).await?).await?;
    Ok(all.iter().map(|key| shown(key, now)).collect())
}

pub(super) async fn revoke(app: &App, keys: &Keys, environment: &str, wanted: &str) -> Result<Value, Problem> {
    let environment = find(app, environment).await?;
    let all = keys.list(environment).await?;
    let usable = all.iter().filter(|key| key.revoked_at.is_none());
    let meant: Vec<&ApiKey> = usable.filter(|key| key.id.to_string() == wanted || key.prefix == wanted).collect();
    let [key] = meant[..] else {
        let sentence = if meant.is_empty() { "There is no such key." } else { "Several keys begin so. Give the id." };
        return Err(Problem::permanent("key_not_found", sentence));
    };
    keys.revoke(environment, key.id, ACTOR).await?;
    Ok(shown(key, app.clock.now()))
}

/// The environment with this name or id.
pub(super) async fn find(app: &App, name: &str) -> Result<EnvironmentId, Problem> {
    let all = app.store.environments().await?;
    let found = all.iter().find(|one| one.name == name || one.id.to_string() == name);
    let missing = || {
        let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
        let sentence = format!("There is no environment named {name}. There is: {}.", names.join(", "));
        Problem::permanent("environment_not_found", sentence)
    };
    found.map(|one| one.id).ok_or_else(missing)
}

fn shown(key: &ApiKey, now: Timestamp) -> Value {
    let state = match (key.revoked_at, key.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(ends)) if ends <= now => "expired",
        _ => "active",
    };
    let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
    json!({
        "id": key.id.to_string(),
        "name": key.name,
        "prefix": key.prefix,
        "state": state,
        "scopes": key.grants.scopes,
        "integrations": key.grants.integrations,
        "connections": key.grants.connections,
        "verbs": key.grants.verbs,
        "paths": key.grants.paths,
        "created_at": key.created_at.to_string(),
        "created_by": key.created_by,
        "expires_at": moment(key.expires_at),
        "revoked_at": moment(key.revoked_at),
        "last_used_at": moment(key.last_used_at),
    })
}
