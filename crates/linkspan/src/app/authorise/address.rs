//! The vendor's address with everything that belongs into it (RFC 6749 4.1.1, RFC 7636 4.3).

use crate::app::connect_sessions::Defaults;
use crate::app::lend::{Material, filled_address};
use crate::providers::{Definition, Names, filled};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use url::Url;

/// What only we decide: with another one the answer would go elsewhere or prove nothing.
const OURS: [&str; 6] =
    ["client_id", "redirect_uri", "response_type", "state", "code_challenge", "code_challenge_method"];

/// What belongs into one address.
pub(super) struct Asked<'a> {
    pub(super) client_id: &'a str,
    /// The integration's scopes, separated by commas.
    pub(super) client_scopes: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) state: &'a SecretString,
    pub(super) verifier: &'a SecretString,
    /// What the program adds.
    pub(super) params: &'a Map<String, Value>,
    /// What the developer decided; it wins.
    pub(super) decided: Option<&'a Defaults>,
}

/// The address; `None` where something is missing.
pub(super) fn address(definition: &Definition, material: &Material, asked: &Asked<'_>) -> Option<Url> {
    let mut url = filled_address(definition, definition.authorization_url.as_deref()?, material)?;
    let bare = Map::new();
    let sources = material.sources(&bare);
    let names = Names::new(&sources);
    let mut params = BTreeMap::new();
    let scopes = scopes(definition, material, asked.client_scopes);
    if !scopes.is_empty() {
        params.insert("scope".to_owned(), scopes);
    }
    for (name, text) in &definition.authorization_params {
        if let Some(value) = filled(text, &names) {
            params.insert(name.clone(), value);
        }
    }
    let decided = asked.decided.map(|decided| &decided.authorization_params);
    for (name, value) in asked.params.iter().chain(decided.into_iter().flatten()) {
        if let Some(value) = plain(value) {
            params.insert(name.clone(), value);
        }
    }
    if let Some(scopes) = asked.decided.and_then(|decided| decided.user_scopes.as_deref()) {
        params.insert("user_scope".to_owned(), scopes.to_owned());
    }
    params.retain(|name, _| !OURS.contains(&name.as_str()));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asked.verifier.expose_secret().as_bytes()));
    let ours = [
        ("response_type", "code"),
        ("client_id", asked.client_id),
        ("redirect_uri", asked.redirect_uri),
        ("state", asked.state.expose_secret()),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    url.query_pairs_mut().extend_pairs(ours).extend_pairs(&params);
    Some(url)
}

/// The developer's override, else the integration's, else the provider's.
fn scopes(definition: &Definition, material: &Material, of_client: &str) -> String {
    let instead = material.config.get("oauth_scopes_override").and_then(Value::as_str).unwrap_or_default();
    let asked = if instead.is_empty() { of_client } else { instead };
    let listed: Vec<&str> = asked.split([',', ' ']).filter(|scope| !scope.is_empty()).collect();
    match listed.is_empty() {
        true => definition.default_scopes.join(&definition.scope_separator),
        false => listed.join(&definition.scope_separator),
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::Catalogue;
    use serde_json::json;
    use std::collections::HashMap;

    fn made(params: Value, decided: &Defaults, client_scopes: &str, config: Value) -> HashMap<String, String> {
        let all = Catalogue::built_in();
        let asked = Asked {
            client_id: "app",
            client_scopes,
            redirect_uri: "https://linkspan.msp.example/oauth/callback",
            state: &SecretString::from("state-1"),
            // RFC 7636, appendix B.
            verifier: &SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            params: params.as_object().unwrap(),
            decided: Some(decided),
        };
        let material = Material { config: config.as_object().cloned().unwrap(), ..Material::default() };
        let url = address(all.get("xero").unwrap(), &material, &asked).unwrap();
        assert!(url.as_str().starts_with("https://login.xero.com/identity/connect/authorize?"), "{url}");
        assert_eq!(url.query_pairs().filter(|(name, _)| name == "response_type").count(), 1, "{url}");
        url.query_pairs().into_owned().collect()
    }

    #[test]
    fn everything_that_the_protocol_needs_is_there_once() {
        let query = made(json!({}), &Defaults::default(), "", json!({}));
        let has = |name: &str| query[name].as_str();
        assert_eq!((has("client_id"), has("state"), has("scope")), ("app", "state-1", "offline_access"));
        assert_eq!(has("code_challenge"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(has("code_challenge_method"), "S256");
        assert_eq!(has("redirect_uri"), "https://linkspan.msp.example/oauth/callback");
    }

    #[test]
    fn programs_and_developers_add_but_cannot_lead_elsewhere() {
        let decided = Defaults {
            authorization_params: json!({"prompt": "login", "tenant": 7}).as_object().cloned().unwrap(),
            user_scopes: Some("users:read".into()),
            ..Defaults::default()
        };
        let program = json!({"prompt": "none", "state": "x", "redirect_uri": "https://evil.example", "nested": {}});
        let query = made(program, &decided, "accounting,files", json!({}));
        let has = |name: &str| query[name].as_str();
        assert_eq!((has("prompt"), has("tenant"), has("user_scope")), ("login", "7", "users:read"));
        assert_eq!((has("state"), has("scope")), ("state-1", "accounting files"));
        assert!(has("redirect_uri").starts_with("https://linkspan") && !query.contains_key("nested"));
        let query = made(json!({}), &decided, "accounting", json!({"oauth_scopes_override": "only this"}));
        assert_eq!(query["scope"], "only this");
    }
}
