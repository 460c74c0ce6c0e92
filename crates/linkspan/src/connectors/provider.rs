//! The providers with a connector behind them: what their forms ask for. Each is the `[connector]` part of a file in
//! `providers/files`; the rest of such a file is what programs see of it.

use super::values::Values;
use crate::egress::HostRules;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A kind of outside account with a connector behind it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The word kept in the database and used in URLs.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Which side of a bridge it can be.
    pub kind: ProviderKind,
    /// The vendor's own hosts. Any other is the operator's decision and marks a connection as a test host.
    pub allowed_hosts: HostRules,
    /// What a person types, in the order of the form.
    pub fields: Vec<Field>,
    /// The steps of the guide beside the form, in order. Their texts are the portal's.
    pub guide: Vec<GuideStep>,
}

/// Which side of a bridge a provider can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// Where purchase orders are written.
    Psa,
    /// Where they are sent.
    Distributor,
}

/// A step of the guide.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuideStep {
    /// By which the portal finds its text and its picture.
    pub id: String,
}

/// Something that a person types.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in forms and requests.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// The shortest text, in characters.
    #[serde(default)]
    pub min_length: usize,
    /// The longest text, in characters.
    #[serde(default = "unlimited")]
    pub max_length: usize,
    /// What it may be made of.
    #[serde(default)]
    pub characters: Characters,
    /// For the secret of a log-in: the field with its user. Such a pair is counted, because vendors lock accounts.
    #[serde(default)]
    pub user: Option<String>,
    /// The values to choose from, for a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The step of the guide that explains it.
    pub guide: String,
}

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A plain text.
    Text,
    /// A text that is never shown again.
    Secret,
    /// An e-mail address.
    Email,
    /// One of some values.
    Choice,
}

/// What a text may be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Characters {
    /// Anything but control characters.
    #[default]
    OneLine,
    /// The same without blanks.
    OneWord,
    /// Digits.
    Digits,
    /// ASCII letters and digits.
    LettersDigits,
}

impl Characters {
    fn allows(self, c: char) -> bool {
        match self {
            Self::OneLine => !c.is_control(),
            Self::OneWord => !c.is_control() && !c.is_whitespace(),
            Self::Digits => c.is_ascii_digit(),
            Self::LettersDigits => c.is_ascii_alphanumeric(),
        }
    }
}

/// What is wrong with what a person typed. The text itself is not repeated: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The field.
    pub field: String,
    /// Stable code: `missing`, `too_short`, `too_long`, `characters`, `not_a_choice`, `not_an_email`.
    pub code: &'static str,
    /// In words, with what to do.
    pub sentence: String,
}

impl Field {
    /// Checks what was typed; `None` is an empty field.
    #[must_use]
    pub fn fault(&self, typed: Option<&str>) -> Option<FieldFault> {
        let fault = |code, sentence: String| Some(FieldFault { field: self.name.clone(), code, sentence });
        let Some(text) = typed else {
            return if self.required { fault("missing", "Fill this in.".into()) } else { None };
        };
        let length = text.chars().count();
        if length < self.min_length {
            return fault(
                "too_short",
                format!("This has {length} characters; at least {} are expected.", self.min_length),
            );
        }
        if length > self.max_length {
            return fault("too_long", format!("This has {length} characters; at most {} are taken.", self.max_length));
        }
        if !text.chars().all(|c| self.characters.allows(c)) {
            return fault("characters", "This has characters that cannot be part of it. Copy it once more.".into());
        }
        match self.kind {
            FieldKind::Choice if !self.choices.iter().any(|choice| choice == text) => {
                fault("not_a_choice", "Choose one of the values.".into())
            }
            FieldKind::Email if !is_email(text) => fault("not_an_email", "This is no e-mail address.".into()),
            _ => None,
        }
    }
}

impl Provider {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Everything that is wrong with what was typed, in the order of the form. `preset` names fields that the operator
    /// filled in.
    #[must_use]
    pub fn faults(&self, values: &Values, preset: &[&str]) -> Vec<FieldFault> {
        let missing_ok = |field: &Field| preset.contains(&field.name.as_str());
        let fault = |field: &Field| match values.exposed(&field.name) {
            None if missing_ok(field) => None,
            typed => field.fault(typed),
        };
        self.fields.iter().filter_map(fault).collect()
    }
}

fn is_email(text: &str) -> bool {
    let whole = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    whole && !text.chars().any(char::is_whitespace)
}

fn unlimited() -> usize {
    4_000
}

static PROVIDERS: LazyLock<Vec<Provider>> = LazyLock::new(|| {
    [include_str!("../providers/files/autotask.toml"), include_str!("../providers/files/td-synnex.toml")]
        .into_iter()
        .map(|text| read(text).expect("the compiled-in providers can be read, as a test shows"))
        .collect()
});

/// The connector's part of a provider's file, under the name of the whole.
fn read(text: &str) -> Result<Provider, toml::de::Error> {
    #[derive(Deserialize)]
    struct Whole {
        name: String,
        display_name: String,
        connector: toml::Table,
    }
    let Whole { name, display_name, mut connector } = toml::from_str(text)?;
    connector.insert("name".into(), name.into());
    connector.insert("title".into(), display_name.into());
    connector.try_into()
}

/// All providers, in the order of the connector list.
#[must_use]
pub fn providers() -> &'static [Provider] {
    &PROVIDERS
}

/// The provider of this name.
#[must_use]
pub fn provider(name: &str) -> Option<&'static Provider> {
    providers().iter().find(|provider| provider.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::collections::BTreeSet;

    #[test]
    fn every_provider_can_be_read_and_its_parts_belong_together() {
        for provider in providers() {
            let steps: BTreeSet<&str> = provider.guide.iter().map(|step| step.id.as_str()).collect();
            assert_eq!(steps.len(), provider.guide.len(), "{}: a step twice", provider.name);
            let names: BTreeSet<&str> = provider.fields.iter().map(|field| field.name.as_str()).collect();
            assert_eq!(names.len(), provider.fields.len(), "{}: a field twice", provider.name);
            for field in &provider.fields {
                assert!(
                    steps.contains(field.guide.as_str()),
                    "{}.{}: no step {}",
                    provider.name,
                    field.name,
                    field.guide
                );
                assert_eq!(field.kind == FieldKind::Choice, !field.choices.is_empty(), "{}", field.name);
                assert!(field.min_length <= field.max_length, "{}", field.name);
                let user = field.user.as_ref();
                assert!(user.is_none_or(|user| field.kind == FieldKind::Secret && names.contains(user.as_str())));
            }
            assert!(!provider.allowed_hosts.is_empty());
        }
        assert_eq!(provider("autotask").map(|one| one.kind), Some(ProviderKind::Psa));
        assert_eq!(provider("td-synnex").map(|one| one.kind), Some(ProviderKind::Distributor));
        assert!(provider("elsewhere").is_none());
    }

    #[test]
    fn the_vendors_own_hosts_are_those_that_its_client_knows() {
        let autotask = &provider("autotask").unwrap().allowed_hosts;
        for host in ["webservices.autotask.net", "webservices29.autotask.net", "prde.autotask.net", "pres.autotask.net"]
        {
            assert!(autotask.allow(host) && ::autotask::is_vendor_host(host), "{host}");
        }
        assert!(!autotask.allow("webservices1.autotask.net.evil.example") && !autotask.allow("autotask.net"));
        let distributor = &provider("td-synnex").unwrap().allowed_hosts;
        for country in [::td_synnex::Country::Us, ::td_synnex::Country::Ca] {
            for site in [::td_synnex::Site::Production, ::td_synnex::Site::Test] {
                let hosts = ::td_synnex::Hosts::new(country, site);
                for url in [&hosts.xml, &hosts.invoice] {
                    assert!(distributor.allow(url.host_str().unwrap()), "{url}");
                }
                assert!(distributor.allow(::td_synnex::sftp::host(country)));
            }
        }
    }

    #[rstest]
    #[case::code_too_short("integration_code", Some("SHORT"), Some("too_short"))]
    #[case::code_with_a_dash("integration_code", Some("ABCDEF-GHIJKLMNOPQRSTUVWXYZ"), Some("characters"))]
    #[case::code("integration_code", Some("ABCDEF0GHIJKLMNOPQRSTUVWXYZ"), None)]
    #[case::no_secret("secret", None, Some("missing"))]
    #[case::no_zone("zone", None, None)]
    #[case::no_email("email", Some("pat@msp"), Some("not_an_email"))]
    #[case::email("email", Some("pat@msp.example"), None)]
    #[case::blank_in_the_name("user_name", Some("api user@msp.example"), Some("characters"))]
    fn what_cannot_be_right_is_noticed_before_anything_is_sent(
        #[case] field: &str,
        #[case] typed: Option<&str>,
        #[case] code: Option<&str>,
    ) {
        let field = provider("autotask").unwrap().field(field).unwrap();
        assert_eq!(field.fault(typed).map(|fault| fault.code), code);
    }

    #[test]
    fn a_fault_never_repeats_what_was_typed() {
        let field = provider("autotask").unwrap().field("integration_code").unwrap();
        assert!(!field.fault(Some("CANARY")).unwrap().sentence.contains("CANARY"));
    }
}
