//! Asking a vendor's token service: for a first token, for one in exchange for a code, for a renewal.
//!
//! What must not be here: when a token is renewed and what becomes of it; that is [`super::renew`]'s.

use super::Material;
use super::verify::filled_address;
use crate::egress::{self, HostRules, Policy};
use crate::providers::{AuthMode, BodyFormat, Definition, Expiration, Names, TokenAuth, TokenMethod, filled};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::problem::{Consequence, Problem};
use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// How long a vendor may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a token lives where the vendor does not say; one that a person allowed may live for ever.
const USUAL_LIFE: Duration = Duration::from_secs(55 * 60);

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// What a code is exchanged with.
pub(crate) struct Exchange<'a> {
    /// The code.
    pub(crate) code: &'a SecretString,
    /// The verifier of its challenge.
    pub(crate) verifier: &'a SecretString,
    /// Where the vendor sent the browser back to.
    pub(crate) redirect_uri: &'a str,
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
    let got = exchange(definition, material, &Ask::First, now).await?;
    let mut credentials = material.credentials.clone();
    credentials.extend(got);
    credentials.insert("type".into(), definition.auth_mode.as_str().into());
    Ok(credentials)
}

/// Exchanges a code; answers the credentials, without those of the client, which are in `material`.
///
/// # Errors
/// As for [`token`].
pub(crate) async fn authorised(
    definition: &Definition,
    material: &Material,
    code: &Exchange<'_>,
    now: Timestamp,
) -> Result<Map<String, Value>, Problem> {
    let got = exchange(definition, material, &Ask::Code(code), now).await?;
    let mut credentials = of_person(got);
    credentials.insert("type".into(), AuthMode::Oauth2.as_str().into());
    Ok(credentials)
}

/// Renews what a person allowed; `material` has the refresh token and the client. Answers what is new.
///
/// # Errors
/// As for [`token`].
pub(super) async fn renewed(
    definition: &Definition,
    material: &Material,
    now: Timestamp,
) -> Result<Map<String, Value>, Problem> {
    let refresh = material.credentials.get("refresh_token").and_then(Value::as_str).ok_or_else(refused)?;
    Ok(of_person(exchange(definition, material, &Ask::Renewal(refresh), now).await?))
}

/// The token under the name that it has where a person allowed it.
fn of_person(mut got: Map<String, Value>) -> Map<String, Value> {
    let token = got.remove("token").unwrap_or_default();
    got.insert("access_token".into(), token);
    got
}

/// What is asked for.
enum Ask<'a> {
    First,
    Code(&'a Exchange<'a>),
    Renewal(&'a str),
}

impl Ask<'_> {
    /// The parameters that the protocol prescribes.
    fn params(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::First => Vec::new(),
            Self::Code(code) => vec![
                ("grant_type", "authorization_code"),
                ("code", code.code.expose_secret()),
                ("redirect_uri", code.redirect_uri),
                ("code_verifier", code.verifier.expose_secret()),
            ],
            Self::Renewal(token) => vec![("grant_type", "refresh_token"), ("refresh_token", token)],
        }
    }
}

async fn exchange(
    definition: &Definition,
    material: &Material,
    ask: &Ask<'_>,
    now: Timestamp,
) -> Result<Map<String, Value>, Problem> {
    let place = match ask {
        Ask::First | Ask::Code(_) => definition.exchange_url.as_deref(),
        Ask::Renewal(_) => definition.refresh_url.as_deref().or(definition.exchange_url.as_deref()),
    };
    let url = place.and_then(|text| filled_address(definition, text, material)).ok_or_else(refused)?;
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
    let request = request(&client, definition, material, url, ask);
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
    ask: &Ask<'_>,
) -> RequestBuilder {
    let bare = Map::new();
    let sources = material.sources(&bare);
    let names = Names::new(&sources);
    let typed = |name: &str| material.credentials.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut params: Map<String, Value> = definition
        .token_params
        .iter()
        .filter(|_| !matches!(ask, Ask::Renewal(_)))
        .filter_map(|(name, text)| Some((name.clone(), filled(text, &names)?.into())))
        .collect();
    params.extend(ask.params().into_iter().map(|(name, value)| (name.to_owned(), value.into())));
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
        request = request.basic_auth(folded(typed("client_id")), Some(folded(typed("client_secret"))));
    }
    request = request.header("accept", "application/json");
    match (definition.token_request_method, definition.body_format) {
        (TokenMethod::Get, _) => request.query(&params),
        (TokenMethod::Post, BodyFormat::Form) => request.form(&params),
        (TokenMethod::Post, BodyFormat::Json) => request.json(&params),
    }
}

/// As in a form, which RFC 6749 2.3.1 wants before the two are put together.
fn folded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
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
            let assumed = (definition.auth_mode != AuthMode::Oauth2).then_some(USUAL_LIFE);
            seconds.map(Duration::from_secs).or(assumed).and_then(|life| now.checked_add(life).ok())
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
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
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

/// A secret that is a JSON object.
pub(super) fn object(secret: &SecretString) -> Option<Map<String, Value>> {
    serde_json::from_str(secret.expose_secret()).ok()
}

fn refused() -> Problem {
    let sentence = "The vendor gave no token for these credentials. Check them and connect once more.";
    Problem::new("invalid_credentials", sentence, Consequence::Credentials)
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
    #[case("xero", json!({"access_token": "t", "expires_in": 1800}), Some("2026-11-22T08:30:00Z"))]
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
    fn what_a_person_allowed_ends_only_where_the_vendor_says_so() {
        let all = Catalogue::built_in();
        let raw = json!({"access_token": "t", "refresh_token": "r"}).as_object().cloned().unwrap();
        let got = of_person(taken(all.get("hubspot").unwrap(), raw, NOW.parse().unwrap()).unwrap());
        assert_eq!((&got["access_token"], &got["refresh_token"]), (&json!("t"), &json!("r")));
        assert!(!got.contains_key("expires_at") && !got.contains_key("token"));
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
