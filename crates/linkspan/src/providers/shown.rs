//! A provider as programs see it.

use super::definition::{AuthMode, Definition, FieldRule};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The provider as JSON. `origin` is the address of this server, for the logo.
#[must_use]
pub fn shown(definition: &Definition, origin: &str) -> Value {
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::Object(map) => map.is_empty(),
            Value::Array(list) => list.is_empty(),
            _ => false,
        };
        if !is_empty {
            all.insert(name.to_owned(), value);
        }
    };
    put("name", json!(definition.name));
    put("display_name", json!(definition.display_name));
    put("logo_url", json!(format!("{origin}/images/template-logos/{}.svg", definition.name)));
    put("auth_mode", json!(definition.auth_mode.as_str()));
    put("categories", json!(definition.categories));
    put("docs", json!(definition.docs));
    put("docs_connect", json!(definition.docs_connect));
    put("proxy", json!(definition.proxy));
    put("connection_config", fields(&definition.connection_config));
    put("credentials", fields(&definition.credentials));
    put("authorization_url", json!(definition.authorization_url));
    put("authorization_params", json!(definition.authorization_params));
    put("token_url", json!(definition.exchange_url));
    put("token_params", json!(definition.token_params));
    put("refresh_url", json!(definition.refresh_url));
    if !matches!(definition.auth_mode, AuthMode::ApiKey | AuthMode::Basic | AuthMode::None) {
        put("token_response", json!(definition.token_response));
        put("token_request_auth_method", json!(definition.token_request_auth_method));
        put("body_format", json!(definition.body_format));
        put("scope_separator", json!(definition.scope_separator));
        put("default_scopes", json!(definition.default_scopes));
    }
    Value::Object(all)
}

fn fields(rules: &[FieldRule]) -> Value {
    #[derive(Serialize)]
    struct Typed<'a> {
        r#type: &'static str,
        #[serde(flatten)]
        rule: &'a FieldRule,
    }
    rules.iter().map(|rule| (rule.name.clone(), json!(Typed { r#type: "string", rule }))).collect()
}
