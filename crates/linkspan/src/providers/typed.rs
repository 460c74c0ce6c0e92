//! What a person or a program filled in, against the rules of the fields.

use super::check::whole;
use super::definition::{FieldRule, Format};
use serde_json::{Map, Value};

/// The longest text of a field, in characters.
const LONGEST: usize = 4_096;

/// What is wrong with one field. What was filled in is not repeated: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFault {
    /// The field.
    pub field: String,
    /// `missing`, `type`, `too_long`, `choice`, `pattern` or `format`.
    pub code: &'static str,
    /// In words.
    pub sentence: String,
}

impl TypedFault {
    /// The word that programs know for it.
    #[must_use]
    pub fn issue_code(&self) -> &'static str {
        match self.code {
            "missing" | "type" => "invalid_type",
            "choice" => "invalid_value",
            "too_long" => "too_big",
            _ => "invalid_format",
        }
    }
}

/// Everything that is wrong with what was filled in, in the order of the rules. Names without a rule are the caller's affair.
#[must_use]
pub fn faults(rules: &[FieldRule], values: &Map<String, Value>) -> Vec<TypedFault> {
    rules.iter().filter_map(|rule| fault(rule, values.get(&rule.name))).collect()
}

fn fault(rule: &FieldRule, value: Option<&Value>) -> Option<TypedFault> {
    let told = |code, sentence: String| Some(TypedFault { field: rule.name.clone(), code, sentence });
    let may_be_missing = rule.optional || rule.default_value.is_some();
    let text = match value {
        None | Some(Value::Null) if may_be_missing => return None,
        None | Some(Value::Null) => return told("missing", format!("{} is missing", rule.title)),
        Some(Value::String(text)) => text,
        Some(_) => return told("type", format!("{} must be a text", rule.title)),
    };
    if text.is_empty() {
        return if may_be_missing { None } else { told("missing", format!("{} is missing", rule.title)) };
    }
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return told("too_long", format!("{} is too long or has control characters", rule.title));
    }
    if !rule.choices.is_empty() && !rule.choices.contains(text) {
        return told("choice", format!("{} must be one of: {}", rule.title, rule.choices.join(", ")));
    }
    let fits = |pattern: &String| whole(pattern).is_ok_and(|pattern| pattern.is_match(text));
    if rule.pattern.as_ref().is_some_and(|pattern| !fits(pattern)) {
        return told("pattern", format!("Incorrect {}", rule.title));
    }
    if rule.format.is_some_and(|format| !has(format, text)) {
        return told("format", format!("Incorrect {}", rule.title));
    }
    None
}

fn has(format: Format, text: &str) -> bool {
    match format {
        Format::Hostname => is_host(text),
        Format::Uuid => uuid::Uuid::try_parse(text).is_ok() && text.len() == 36,
        Format::Uri => url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
        Format::Email => is_email(text),
    }
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty() && !text.contains(char::is_whitespace) && is_host(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn rules() -> Vec<FieldRule> {
        let text = r#"
            name = "x"
            display_name = "X"
            auth_mode = "NONE"
            [[connection_config]]
            name = "zone"
            title = "Zone"
            description = "d"
            pattern = "webservices[0-9]+"
            [[connection_config]]
            name = "host"
            title = "Host"
            description = "d"
            format = "hostname"
            optional = true
            [[connection_config]]
            name = "region"
            title = "Region"
            description = "d"
            enum = ["eu", "us"]
            default_value = "eu"
        "#;
        toml::from_str::<super::super::Definition>(text).unwrap().connection_config
    }

    #[rstest]
    #[case(json!({"zone": "webservices3"}), &[])]
    #[case(json!({}), &[("zone", "missing")])]
    #[case(json!({"zone": ""}), &[("zone", "missing")])]
    #[case(json!({"zone": 3}), &[("zone", "type")])]
    #[case(json!({"zone": "evil.example/webservices3"}), &[("zone", "pattern")])]
    #[case(json!({"zone": "webservices3\nHost: x"}), &[("zone", "too_long")])]
    #[case(json!({"zone": "webservices3", "host": "evil.example/x"}), &[("host", "format")])]
    #[case(json!({"zone": "webservices3", "host": "a.example:80"}), &[("host", "format")])]
    #[case(json!({"zone": "webservices3", "host": "a.example", "region": "asia"}), &[("region", "choice")])]
    fn each_rule_is_kept(#[case] values: Value, #[case] expected: &[(&str, &str)]) {
        let Value::Object(values) = values else { panic!() };
        let found = faults(&rules(), &values);
        let found: Vec<_> = found.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(found, expected);
    }
}
