//! The form of an integration: its fields from the provider's file, in the person's words where we have them, and what was
//! typed back into credentials and configuration.

use crate::app::connect_sessions::ConnectSession;
use crate::app::lend::Material;
use crate::http::fields::Fields;
use crate::http::portal::link::LinkField;
use crate::http::portal::page::{Choice, Field};
use crate::http::portal::strings::Text;
use crate::providers::{AuthMode, Definition, FieldRule, Format, TypedFault};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

/// The configuration's fields in the form.
const CONFIG: &str = "config-";

/// The credentials' fields in the form.
const CREDENTIALS: &str = "credentials-";

/// The kinds of accounts that this page links.
pub(super) const LINKABLE: [AuthMode; 5] =
    [AuthMode::ApiKey, AuthMode::Basic, AuthMode::Oauth2Cc, AuthMode::TwoStep, AuthMode::None];

/// What is wrong with one field.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// Its name in the provider's file.
    pub(super) name: String,
    /// In the person's words.
    pub(super) sentence: String,
}

impl Fault {
    /// A fault that the rules of the provider's file found.
    pub(super) fn of(fault: &TypedFault, t: Text) -> Self {
        let sentence = match fault.code {
            "missing" => t.link_field_missing(),
            "too_long" => t.link_field_long(),
            _ => t.link_field_wrong(),
        };
        Self { name: fault.field.clone(), sentence: sentence.to_owned() }
    }
}

/// What a form is made of.
pub(super) struct Asked<'a> {
    /// The provider.
    pub(super) definition: &'a Definition,
    /// The integration.
    pub(super) key: &'a str,
    /// Whose session it is.
    pub(super) session: &'a ConnectSession,
    /// The operator knows the tracking identifier, so nobody is asked for it.
    pub(super) code_preset: bool,
}

impl Asked<'_> {
    /// The fields that a person sees, in their order.
    pub(super) fn fields(&self, typed: &Fields, faults: &[Fault], t: Text) -> Vec<LinkField> {
        let config = self.definition.connection_config.iter().map(|rule| (CONFIG, rule));
        let credentials = self.definition.credentials.iter().map(|rule| (CREDENTIALS, rule));
        let mut all: Vec<_> = config.chain(credentials).filter(|(group, rule)| self.is_asked(group, rule)).collect();
        // What has a place of its own comes first, then credentials, then the rest.
        all.sort_by_key(|(group, rule)| (rule.order.unwrap_or(u32::MAX), *group == CONFIG));
        all.into_iter().map(|(group, rule)| self.field(group, rule, typed, faults, t)).collect()
    }

    /// Credentials and configuration, as they were typed.
    pub(super) fn material(&self, typed: &Fields) -> Material {
        let read = |group: &str, rules: &[FieldRule]| -> Map<String, Value> {
            let value = |rule: &FieldRule| {
                let name = format!("{group}{}", rule.name);
                // A blank may be part of a password, and is never part of anything else.
                let text = if rule.secret {
                    typed.secret(&name).expose_secret().to_owned()
                } else {
                    typed.text(&name).to_owned()
                };
                (!text.is_empty()).then(|| (rule.name.clone(), Value::from(text)))
            };
            rules.iter().filter(|rule| self.is_asked(group, rule)).filter_map(value).collect()
        };
        let mut credentials = read(CREDENTIALS, &self.definition.credentials);
        credentials.insert("type".into(), self.definition.auth_mode.as_str().into());
        Material { credentials, config: read(CONFIG, &self.definition.connection_config) }
    }

    fn is_asked(&self, group: &str, rule: &FieldRule) -> bool {
        let decided = self.session.defaults(self.key).is_some_and(|all| all.connection_config.contains_key(&rule.name));
        let preset = self.code_preset && self.definition.name == "autotask" && rule.name == "apiIntegrationCode";
        // Autotask's zone is found from the user name, and shown before anything is stored.
        let found = self.definition.name == "autotask" && rule.name == "subdomain";
        !(rule.hidden || group == CONFIG && (decided || preset || found))
    }

    fn field(&self, group: &str, rule: &FieldRule, typed: &Fields, faults: &[Fault], t: Text) -> LinkField {
        let id = format!("{group}{}", rule.name);
        let (label, hint, step) = words(&self.definition.name, rule, t);
        let shown = if rule.secret { "" } else { typed.text(&id) };
        let shown =
            if shown.is_empty() && !rule.secret { rule.default_value.as_deref().unwrap_or_default() } else { shown };
        let choice = |value: &String| {
            let choice = Choice::new(value.as_str(), choice_word(&self.definition.name, value, t));
            if value == shown { choice.chosen() } else { choice }
        };
        LinkField {
            label,
            hint,
            step,
            kind: match rule.format {
                Some(Format::Email) => "email",
                Some(Format::Uri) => "url",
                _ => "text",
            },
            secret: rule.secret,
            optional: rule.optional || rule.default_value.is_some(),
            choices: rule.choices.iter().map(choice).collect(),
            field: Field {
                value: shown.to_owned(),
                error: faults.iter().find(|fault| fault.name == rule.name).map(|fault| fault.sentence.clone()),
            },
            id,
        }
    }
}

/// Label, hint and step of the guide: ours where the provider has a guide of ours, else what its file says.
fn words(provider: &str, rule: &FieldRule, t: Text) -> (String, String, Option<&'static str>) {
    let ours = match (provider, rule.name.as_str()) {
        ("autotask", "username") => (t.autotask_user(), t.link_zone_hint(), "step-user"),
        ("autotask", "apiIntegrationCode") => (t.autotask_code(), t.autotask_code_hint(), "step-code"),
        ("autotask", "apiKey") => (t.autotask_secret(), t.connect_secret_hint(), "step-secret"),
        ("td-synnex", "country") => (t.tds_country(), "", "step-account"),
        ("td-synnex", "site") => (t.tds_environment(), "", "step-account"),
        ("td-synnex", "account") => (t.tds_account(), t.tds_account_hint(), "step-account"),
        ("td-synnex", "username") => (t.tds_user(), t.tds_order_hint(), "step-order"),
        ("td-synnex", "password") => (t.password(), t.connect_secret_hint(), "step-password"),
        _ => {
            let example = rule.example.as_deref().filter(|_| !rule.secret).map(|text| format!(" ({text})"));
            return (rule.title.clone(), format!("{}{}", rule.description, example.unwrap_or_default()), None);
        }
    };
    (ours.0.to_owned(), ours.1.to_owned(), Some(ours.2))
}

fn choice_word(provider: &str, value: &str, t: Text) -> String {
    match (provider, value) {
        ("td-synnex", "us") => t.country_us().to_owned(),
        ("td-synnex", "ca") => t.country_ca().to_owned(),
        ("td-synnex", "production") => t.site_production().to_owned(),
        ("td-synnex", "test") => t.site_test().to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::connect_sessions::{Defaults, Purpose};
    use crate::http::portal::strings::Locale;
    use crate::providers::Catalogue;
    use linkspan_core::clock::from_ms;
    use linkspan_core::{IdSource, ManualClock, SystemIds};
    use serde_json::json;
    use std::sync::Arc;

    fn session(defaults: Defaults) -> ConnectSession {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        ConnectSession {
            id: ids.next().into(),
            environment: ids.next().into(),
            made_by: "Backend".into(),
            purpose: Purpose { defaults: [("autotask".to_owned(), defaults)].into(), ..Purpose::default() },
            expires_at: from_ms(2_000),
        }
    }

    fn ids(asked: &Asked, typed: &Fields) -> Vec<String> {
        asked.fields(typed, &[], Text(Locale::En)).into_iter().map(|field| field.id).collect()
    }

    #[test]
    fn autotask_asks_for_three_things_in_the_order_of_its_guide() {
        let catalogue = Catalogue::built_in();
        let (definition, session) = (catalogue.get("autotask").unwrap(), session(Defaults::default()));
        let asked = Asked { definition, key: "autotask", session: &session, code_preset: false };
        let all = ["config-username", "config-apiIntegrationCode", "credentials-apiKey"];
        assert_eq!(ids(&asked, &Fields::default()), all);
        assert_eq!(ids(&Asked { code_preset: true, ..asked }, &Fields::default()), [all[0], all[2]]);
    }

    #[test]
    fn what_the_developer_decided_is_neither_asked_nor_taken_from_the_form() {
        let catalogue = Catalogue::built_in();
        let config = json!({"apiIntegrationCode": "DECIDEDCODE"}).as_object().cloned().unwrap();
        let session = session(Defaults { connection_config: config, ..Defaults::default() });
        let definition = catalogue.get("autotask").unwrap();
        let asked = Asked { definition, key: "autotask", session: &session, code_preset: false };
        let typed = Fields::parse(
            b"config-apiIntegrationCode=typed&config-username=+a%40msp.example+&credentials-apiKey=+s+&config-more=x",
        );
        assert_eq!(ids(&asked, &typed), ["config-username", "credentials-apiKey"]);
        let material = asked.material(&typed);
        assert_eq!(Value::Object(material.config), json!({"username": "a@msp.example"}));
        assert_eq!(Value::Object(material.credentials), json!({"type": "API_KEY", "apiKey": " s "}));
    }

    #[test]
    fn a_fault_stands_at_its_field_and_a_secret_is_not_shown_again() {
        let catalogue = Catalogue::built_in();
        let (definition, session) = (catalogue.get("td-synnex").unwrap(), session(Defaults::default()));
        let asked = Asked { definition, key: "td-synnex", session: &session, code_preset: false };
        let typed = Fields::parse(b"config-country=ca&credentials-password=hidden&credentials-username=me");
        let fault = TypedFault { field: "account".into(), code: "missing", sentence: String::new() };
        let t = Text(Locale::De);
        let fields = asked.fields(&typed, &[Fault::of(&fault, t)], t);
        let at = |id: &str| fields.iter().find(|field| field.id == id).unwrap();
        assert_eq!(at("config-account").field.error.as_deref(), Some(t.link_field_missing()));
        assert!(at("config-country").choices.iter().any(|choice| choice.chosen && choice.value == "ca"));
        assert_eq!(
            (at("credentials-password").field.value.as_str(), at("credentials-username").field.value.as_str()),
            ("", "me")
        );
    }
}
