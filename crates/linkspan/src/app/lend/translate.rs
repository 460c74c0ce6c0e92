//! Accounts with a connector, in the words of programs and in those of the connector's form: the same account under both.
//!
//! Programs say `subdomain`, `apiIntegrationCode`, `username` and `apiKey`; the form says `zone`, `integration_code`,
//! `user_name` and `secret`.

use crate::connectors::Values;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// What programs call the code that an operator may have set for everybody.
pub(super) const CODE: &str = "apiIntegrationCode";

/// What a program sent, as the connector's form has it: (field of the form, name in credentials or configuration).
///
/// The zone is left out: it is found from the user name, and what a program says about it may be out of date.
const AUTOTASK: [(&str, &str); 3] = [("user_name", "username"), ("integration_code", CODE), ("secret", "apiKey")];

const TD_SYNNEX: [(&str, &str); 5] = [
    ("country", "country"),
    ("site", "site"),
    ("account", "account"),
    ("order_user", "username"),
    ("order_password", "password"),
];

/// The fields of the connector's form; `None` where the provider has no connector.
pub(super) fn to_form(provider: &str, config: &Map<String, Value>, credentials: &Map<String, Value>) -> Option<Values> {
    let names = names(provider)?;
    let sent = |name: &str| credentials.get(name).or_else(|| config.get(name))?.as_str();
    let field = |(field, name): &(&'static str, &str)| Some((*field, SecretString::from(sent(name)?)));
    Some(Values::new(names.iter().filter_map(field)))
}

/// What programs call a field of the connector's form.
pub(super) fn name_of(provider: &str, field: &str) -> Option<&'static str> {
    names(provider)?.iter().find(|(form, _)| *form == field).map(|(_, name)| *name)
}

fn names(provider: &str) -> Option<&'static [(&'static str, &'static str)]> {
    match provider {
        "autotask" => Some(&AUTOTASK),
        "td-synnex" => Some(&TD_SYNNEX),
        _ => None,
    }
}

/// Configuration and credentials of a kept connection, as programs know them; `None` where the provider has no connector.
pub(super) fn to_program(
    provider: &str,
    settings: &Value,
    secrets: &HashMap<String, SecretString>,
    preset_code: Option<SecretString>,
) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let secret = |slot: &str| secrets.get(slot).map(|secret| secret.expose_secret().to_owned());
    let (config, credentials) = match provider {
        "autotask" => {
            let code = secret("integration_code").or_else(|| preset_code.map(|code| code.expose_secret().to_owned()));
            let config = json!({
                "subdomain": zone(settings),
                "username": settings["user_name"],
                "apiIntegrationCode": code,
            });
            (config, json!({"type": "API_KEY", "apiKey": secret("secret")}))
        }
        "td-synnex" => {
            let site = if settings["test_site"] == true { "test" } else { "production" };
            let config = json!({"country": settings["country"], "site": site, "account": settings["account"]});
            let credentials =
                json!({"type": "BASIC", "username": settings["order_user"], "password": secret("order_password")});
            (config, credentials)
        }
        _ => return None,
    };
    let filled = |value: Value| {
        let map = value.as_object().cloned().unwrap_or_default();
        map.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>()
    };
    let mut config = filled(config);
    if let Some(Value::String(country)) = config.get_mut("country") {
        country.make_ascii_lowercase();
    }
    Some((config, filled(credentials)))
}

/// The zone's name in addresses; of a host that is not the vendor's, the whole authority.
fn zone(settings: &Value) -> Option<String> {
    let text = settings["zone"]["url"].as_str()?;
    let url = url::Url::parse(text).ok()?;
    let host = url.host_str()?;
    match host.to_ascii_lowercase().strip_suffix(".autotask.net") {
        Some(zone) => Some(zone.to_owned()),
        None => Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn an_autotask_account_is_the_same_under_both_kinds_of_names() {
        let config =
            map(json!({"subdomain": "webservices3", "apiIntegrationCode": "CODE", "username": "a@msp.example"}));
        let values = to_form("autotask", &config, &map(json!({"type": "API_KEY", "apiKey": "s"}))).unwrap();
        assert_eq!((values.plain("user_name"), values.plain("zone")), (Some("a@msp.example"), None));
        assert_eq!(values.secret("secret").unwrap().expose_secret(), "s");
        let settings = json!({"user_name": "a@msp.example",
            "zone": {"url": "https://webservices3.autotask.net/ATServicesRest/", "ci": 1}});
        let secrets = HashMap::from([
            ("secret".to_owned(), SecretString::from("s")),
            ("integration_code".to_owned(), SecretString::from("CODE")),
        ]);
        let (back, credentials) = to_program("autotask", &settings, &secrets, None).unwrap();
        assert_eq!(back, config);
        assert_eq!(credentials, map(json!({"type": "API_KEY", "apiKey": "s"})));
        assert!(to_form("halo-psa", &config, &Map::new()).is_none());
        assert_eq!(name_of("autotask", "user_name"), Some("username"), "a fault is told under the program's name");
    }

    #[test]
    fn a_host_that_is_not_the_vendors_is_told_whole() {
        let settings = json!({"zone": {"url": "http://127.0.0.1:4001/atservicesrest/"}});
        assert_eq!(zone(&settings).as_deref(), Some("127.0.0.1:4001"));
    }
}
