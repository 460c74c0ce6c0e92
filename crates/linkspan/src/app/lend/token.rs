//! Tokens: asking for one with what a person typed, and renewing it before it ends, once for all who wait for it.

use super::verify::address;
use super::{CREDENTIALS, Lending, Material, Opened};
use crate::egress::{self, HostRules, Policy};
use crate::providers::{AuthMode, BodyFormat, Definition, Expiration, Names, TokenAuth, TokenMethod, filled};
use crate::webhooks::{self, AuthEvent};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::ConnectionId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{ConnectionState, CredentialOwner, Health};
use reqwest::RequestBuilder;
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// How long a vendor may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a token lives where the vendor does not say.
const USUAL_LIFE: Duration = Duration::from_secs(55 * 60);

/// How long a refused renewal is not tried again, in milliseconds.
const REST_MS: i64 = 30_000;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Renewals that are under way, and those that were refused lately.
#[derive(Default)]
pub(super) struct Renewals {
    turns: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<()>>>>,
    refused: Mutex<HashMap<ConnectionId, i64>>,
}

impl Renewals {
    fn turn(&self, id: ConnectionId) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(self.turns.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default())
    }

    fn rests(&self, id: ConnectionId, now_ms: i64) -> bool {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|_, until| *until > now_ms);
        refused.contains_key(&id)
    }

    fn refuse(&self, id: ConnectionId, now_ms: i64) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(id, now_ms + REST_MS);
    }
}

impl Lending {
    /// The connection with a token that is good for a while; where it has none, as it is. `forced` renews it whatever its end.
    ///
    /// # Errors
    /// `invalid_credentials` where the vendor refuses, `token_rests` shortly after that, or what the database says.
    pub async fn fresh(&self, opened: Opened, forced: bool) -> Result<Opened, Problem> {
        if !has_token(opened.definition.auth_mode) || !(forced || self.is_stale(&opened)) {
            return Ok(opened);
        }
        let id = opened.lent.connection.id;
        let now_ms = self.app.clock.now_ms();
        if self.renewals.rests(id, now_ms) {
            let sentence = "The vendor refused to renew the token a moment ago. It is tried again in half a minute.";
            return Err(Problem::new("token_rests", sentence, Consequence::Credentials));
        }
        let turn = self.renewals.turn(id);
        let _mine = turn.lock().await;
        // Whoever waited finds the token that the first one brought.
        let env = self.app.env(opened.lent.connection.environment);
        let gone = || Problem::permanent("connection_missing", "The connection was deleted meanwhile.");
        let lent = env.lent_connection_by_id(id).await?.ok_or_else(gone)?;
        let before = opened
            .material
            .credentials
            .get("token")
            .or_else(|| opened.material.credentials.get("access_token"))
            .cloned();
        let mut opened = self.open(lent).await?;
        let now_there =
            opened.material.credentials.get("token").or_else(|| opened.material.credentials.get("access_token"));
        if now_there != before.as_ref() && !self.is_stale(&opened) {
            return Ok(opened);
        }
        match self.renewed(&opened).await {
            Ok(credentials) => {
                let secret = SecretString::from(Value::Object(credentials.clone()).to_string());
                let mut tx = self.app.store.begin().await?;
                self.secrets.put(&env, &mut tx, CredentialOwner::Connection(id), CREDENTIALS, &secret).await?;
                env.set_connection_health(&mut tx, id, ConnectionState::Connected, &healthy()).await?;
                tx.commit().await?;
                opened.material.credentials = credentials;
                Ok(opened)
            }
            Err(problem) => {
                if problem.consequence == Consequence::Credentials {
                    self.renewals.refuse(id, now_ms);
                    self.note_refused(&opened, &problem).await?;
                }
                Err(problem)
            }
        }
    }

    /// Keeps that a connection does not work any more, and tells programs so the first time.
    async fn note_refused(&self, opened: &Opened, problem: &Problem) -> Result<(), Problem> {
        let connection = &opened.lent.connection;
        let env = self.app.env(connection.environment);
        let health = Health { code: "credentials_refused".into(), sentence: problem.sentence.clone() };
        let is_known = connection.health.as_ref().is_some_and(|before| before.code == health.code);
        let mut tx = self.app.store.begin().await?;
        env.set_connection_health(&mut tx, connection.id, ConnectionState::Error, &health).await?;
        if !is_known {
            let (definition, card) = (&opened.definition, opened.lent.card.clone());
            let event = AuthEvent::dead(&definition.name, definition.auth_mode, card, problem.code, &problem.sentence);
            webhooks::tell(&env, &mut tx, &event, self.app.clock.now()).await?;
        }
        tx.commit().await?;
        self.app.nudge.now();
        Ok(())
    }

    fn is_stale(&self, opened: &Opened) -> bool {
        let ends = opened.material.credentials.get("expires_at").and_then(moment);
        let buffer = opened.definition.token_expiration_buffer.saturating_mul(1_000);
        ends.is_some_and(|ends| ends.as_millisecond() - self.app.clock.now_ms() < buffer)
    }

    async fn renewed(&self, opened: &Opened) -> Result<Map<String, Value>, Problem> {
        if opened.definition.auth_mode != AuthMode::Oauth2 {
            return token(&opened.definition, &opened.material, self.app.clock.now()).await;
        }
        let env = self.app.env(opened.lent.connection.environment);
        let integration = env.integration(&opened.lent.card.integration).await?;
        let mut client = match integration {
            Some(integration) => {
                let owner = CredentialOwner::Integration(integration.id);
                let mut all = self.secrets.all(&env, owner).await?;
                let secret = all.remove(crate::app::integrations::CLIENT);
                secret.and_then(|secret| object(&secret)).unwrap_or_default()
            }
            None => Map::new(),
        };
        let mut material = opened.material.clone();
        let refresh = material.credentials.get("refresh_token").cloned().ok_or_else(refused)?;
        for name in ["client_id", "client_secret"] {
            if let Some(value) = client.remove(name) {
                material.credentials.insert(name.into(), value);
            }
        }
        let extra = [("grant_type", Value::from("refresh_token")), ("refresh_token", refresh.clone())];
        let mut got = exchange(&opened.definition, &material, &extra, self.app.clock.now()).await?;
        let token = got.remove("token").unwrap_or_default();
        let mut credentials = opened.material.credentials.clone();
        credentials.extend(got);
        credentials.insert("access_token".into(), token);
        credentials.entry("refresh_token").or_insert(refresh);
        Ok(credentials)
    }
}

/// Asks for a token with what was typed; answers the credentials with it.
///
/// # Errors
/// `invalid_credentials` where the vendor refuses, `vendor_unreachable` where it cannot be asked.
pub async fn token(
    definition: &Definition,
    material: &Material,
    now: Timestamp,
) -> Result<Map<String, Value>, Problem> {
    let got = exchange(definition, material, &[], now).await?;
    let mut credentials = material.credentials.clone();
    credentials.extend(got);
    credentials.insert("type".into(), definition.auth_mode.as_str().into());
    Ok(credentials)
}

async fn exchange(
    definition: &Definition,
    material: &Material,
    extra: &[(&str, Value)],
    now: Timestamp,
) -> Result<Map<String, Value>, Problem> {
    let place = match extra.is_empty() {
        true => definition.exchange_url.as_deref(),
        false => definition.refresh_url.as_deref().or(definition.exchange_url.as_deref()),
    };
    let url = place.and_then(|text| address(definition, text, material)).ok_or_else(refused)?;
    let policy = Policy {
        provider: "lent",
        hosts: HostRules::of([&url]),
        allow_private: definition.allow_private,
        timeout: PATIENCE,
    };
    policy.check(&url).map_err(|_| refused())?;
    let client = egress::ordinary(&policy).map_err(|error| {
        Problem::permanent("http_unusable", "This server cannot make HTTPS connections.").caused_by(error)
    })?;
    let request = request(&client, definition, material, url, extra);
    let unreachable = |error: reqwest::Error| {
        Problem::retry("vendor_unreachable", "The vendor's token service cannot be reached.")
            .caused_by(error.without_url())
    };
    let answer = request.send().await.map_err(unreachable)?;
    let status = answer.status();
    if status.is_server_error() || status.as_u16() == 429 {
        return Err(Problem::retry("vendor_unreachable", format!("The vendor's token service answered {status}.")));
    }
    let body = answer.bytes().await.map_err(unreachable)?;
    let read = serde_json::from_slice::<Value>(&body[..body.len().min(LONGEST_ANSWER)]).ok();
    match read {
        Some(Value::Object(raw)) if status.is_success() => taken(definition, raw, now).ok_or_else(refused),
        _ => {
            tracing::info!(provider = definition.name, status = status.as_u16(), "no token was given");
            Err(refused())
        }
    }
}

fn request(
    client: &reqwest::Client,
    definition: &Definition,
    material: &Material,
    url: Url,
    extra: &[(&str, Value)],
) -> RequestBuilder {
    let bare = Map::new();
    let sources = material.sources(&bare);
    let names = Names::new(&sources);
    let typed = |name: &str| material.credentials.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut params: Map<String, Value> = definition
        .token_params
        .iter()
        .filter(|_| extra.is_empty())
        .filter_map(|(name, text)| Some((name.clone(), filled(text, &names)?.into())))
        .collect();
    params.extend(extra.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let is_client = matches!(definition.auth_mode, AuthMode::Oauth2Cc | AuthMode::Oauth2);
    if is_client && definition.token_request_auth_method == TokenAuth::Body {
        params.insert("client_id".into(), typed("client_id").into());
        params.insert("client_secret".into(), typed("client_secret").into());
    }
    if definition.auth_mode == AuthMode::Oauth2Cc {
        let scopes = scopes(definition, material);
        if !scopes.is_empty() {
            params.insert("scope".into(), scopes.into());
        }
    }
    let mut request = match definition.token_request_method {
        TokenMethod::Post => client.post(url),
        TokenMethod::Get => client.get(url),
    };
    for (name, text) in &definition.token_headers {
        if let Some(value) = filled(text, &names) {
            request = request.header(name, value);
        }
    }
    if is_client && definition.token_request_auth_method == TokenAuth::Basic {
        request = request.basic_auth(typed("client_id"), Some(typed("client_secret")));
    }
    request = request.header("accept", "application/json");
    match (definition.token_request_method, definition.body_format) {
        (TokenMethod::Get, _) => request.query(&params),
        (TokenMethod::Post, BodyFormat::Form) => request.form(&params),
        (TokenMethod::Post, BodyFormat::Json) => request.json(&params),
    }
}

fn scopes(definition: &Definition, material: &Material) -> String {
    let typed = material.config.get("oauth_scopes").and_then(Value::as_str).unwrap_or_default();
    let typed: Vec<&str> = typed.split([',', ' ']).filter(|scope| !scope.is_empty()).collect();
    if typed.is_empty() {
        definition.default_scopes.join(&definition.scope_separator)
    } else {
        typed.join(&definition.scope_separator)
    }
}

/// What counts of the answer: `token`, `refresh_token`, `expires_at` and all of it as `raw`.
fn taken(definition: &Definition, raw: Map<String, Value>, now: Timestamp) -> Option<Map<String, Value>> {
    let places = &definition.token_response;
    let token = walk(&raw, &places.place)?.as_str().filter(|token| !token.is_empty())?.to_owned();
    let said = walk(&raw, &places.expiration);
    let ends = match places.token_expiration_strategy {
        Expiration::ExpireIn => {
            let seconds = said.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
            now.checked_add(seconds.map_or(USUAL_LIFE, Duration::from_secs)).ok()
        }
        Expiration::ExpireAt => said.and_then(moment).or_else(|| now.checked_add(USUAL_LIFE).ok()),
    };
    let mut got = Map::new();
    got.insert("token".into(), token.into());
    if let Some(refresh) = raw.get("refresh_token").filter(|value| value.is_string()) {
        got.insert("refresh_token".into(), refresh.clone());
    }
    if let Some(ends) = ends {
        got.insert("expires_at".into(), ends.to_string().into());
    }
    got.insert("raw".into(), Value::Object(raw));
    Some(got)
}

fn walk<'v>(map: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    if let Some(value) = map.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    walk(map.get(first)?.as_object()?, rest)
}

/// A moment as text, or in seconds or milliseconds since 1970.
fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => {
            let number = number.as_i64()?;
            // Seconds reach this size in the year 5138.
            Some(from_ms(if number < 100_000_000_000 { number.saturating_mul(1_000) } else { number }))
        }
        _ => None,
    }
}

fn has_token(mode: AuthMode) -> bool {
    matches!(mode, AuthMode::Oauth2 | AuthMode::Oauth2Cc | AuthMode::TwoStep)
}

fn object(secret: &SecretString) -> Option<Map<String, Value>> {
    serde_json::from_str(secrecy::ExposeSecret::expose_secret(secret)).ok()
}

fn refused() -> Problem {
    let sentence = "The vendor gave no token for these credentials. Check them and connect once more.";
    Problem::new("invalid_credentials", sentence, Consequence::Credentials)
}

fn healthy() -> Health {
    Health { code: crate::connectors::HEALTHY.into(), sentence: "Its token was renewed.".into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::Catalogue;
    use rstest::rstest;
    use serde_json::json;

    const NOW: &str = "2026-11-22T08:00:00Z";

    #[rstest]
    #[case("pax8", json!({"access_token": "t", "expires_in": 600}), Some("2026-11-22T08:10:00Z"))]
    #[case("pax8", json!({"access_token": "t", "expires_in": "600"}), Some("2026-11-22T08:10:00Z"))]
    #[case("pax8", json!({"access_token": "t"}), Some("2026-11-22T08:55:00Z"))]
    #[case("nable-ncentral", json!({"tokens": {"access": {"token": "t", "expirySeconds": 3600}}}), Some("2026-11-22T09:00:00Z"))]
    #[case("pax8", json!({"access_token": ""}), None)]
    #[case("pax8", json!({"error": "invalid_client"}), None)]
    #[case("nable-ncentral", json!({"tokens": "t"}), None)]
    fn token_and_end_are_found_where_the_file_says(#[case] name: &str, #[case] raw: Value, #[case] ends: Option<&str>) {
        let all = Catalogue::built_in();
        let got = taken(all.get(name).unwrap(), raw.as_object().cloned().unwrap(), NOW.parse().unwrap());
        assert_eq!(got.as_ref().map(|got| got["expires_at"].clone()), ends.map(Value::from));
        assert!(got.is_none_or(|got| got["token"] == "t"));
    }

    #[test]
    fn moments_are_read_in_each_form() {
        let at: Timestamp = NOW.parse().unwrap();
        for value in [json!(NOW), json!(at.as_second()), json!(at.as_millisecond())] {
            assert_eq!(moment(&value), Some(at), "{value}");
        }
        assert_eq!(moment(&json!("soon")), None);
    }
}
