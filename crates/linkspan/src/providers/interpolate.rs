//! Filling in `${...}`: names of values, dotted paths, `a || b` for what may be missing, and `base64(...)`.
//!
//! Only texts of a provider's own file come here. What a program sends is never filled in: it could put secrets where it
//! likes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// The values by their names. Paths walk through objects; a name with dots is tried as it stands too.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    sources: &'a [(&'a str, &'a Map<String, Value>)],
    /// What is done to a value before it is put in.
    encode: fn(&str) -> String,
}

impl<'a> Names<'a> {
    /// Values under prefixes: `connectionConfig` and its map make `connectionConfig.x`; the prefix `` makes bare names.
    #[must_use]
    pub fn new(sources: &'a [(&'a str, &'a Map<String, Value>)]) -> Self {
        Self { sources, encode: str::to_owned }
    }

    /// The same for addresses: values are percent-encoded, so that none of them can change the host or the path.
    #[must_use]
    pub fn for_address(self) -> Self {
        Self { encode: percent_encoded, ..self }
    }

    fn find(&self, name: &str) -> Option<String> {
        let value = self.sources.iter().find_map(|(prefix, map)| {
            let rest = match *prefix {
                "" => name,
                prefix => name.strip_prefix(prefix)?.strip_prefix('.')?,
            };
            map.get(rest).or_else(|| walk(map, rest))
        })?;
        match value {
            Value::String(text) => Some((self.encode)(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

fn walk<'v>(map: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let (first, rest) = path.split_once('.')?;
    let inner = map.get(first)?.as_object()?;
    inner.get(rest).or_else(|| walk(inner, rest))
}

/// Fills a text in; `None` where something that it needs is not there.
#[must_use]
pub fn filled(text: &str, names: &Names<'_>) -> Option<String> {
    if let Some((first, second)) = text.split_once("||") {
        return filled(first.trim(), names).or_else(|| filled(second.trim(), names));
    }
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        done.push_str(&rest[..at]);
        let (inner, after) = braces(&rest[at + 2..])?;
        done.push_str(&value(inner.trim(), names)?);
        rest = after;
    }
    done.push_str(rest);
    Some(done)
}

/// Every name that a text asks for.
#[must_use]
pub fn asked(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let Some((inner, after)) = braces(&rest[at + 2..]) else { break };
        match inner.trim().strip_prefix("base64(").and_then(|inner| inner.strip_suffix(')')) {
            Some(argument) => names.extend(asked(argument)),
            None => names.push(inner.trim().to_owned()),
        }
        rest = after;
    }
    names
}

fn value(inner: &str, names: &Names<'_>) -> Option<String> {
    match inner.strip_prefix("base64(").and_then(|inner| inner.strip_suffix(')')) {
        Some(argument) => Some(STANDARD.encode(filled(argument, &Names { encode: str::to_owned, ..*names })?)),
        None => names.find(inner),
    }
}

/// What stands before the brace that closes, and what follows it.
fn braces(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

fn percent_encoded(text: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, KEPT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn with<T>(read: impl FnOnce(&Names<'_>) -> T) -> T {
        let Value::Object(config) = json!({"subdomain": "api", "flat.name": "f", "inner": {"deep": 7}}) else {
            panic!()
        };
        let Value::Object(secrets) = json!({"apiKey": "k y", "username": "u", "password": "p", "list": [1]}) else {
            panic!()
        };
        read(&Names::new(&[("connectionConfig", &config), ("credentials", &secrets), ("", &secrets)]))
    }

    #[rstest]
    #[case("plain", Some("plain"))]
    #[case("https://${connectionConfig.subdomain}.x.example", Some("https://api.x.example"))]
    #[case("${apiKey}", Some("k y"))]
    #[case("${credentials.apiKey}", Some("k y"))]
    #[case("${connectionConfig.inner.deep}/${connectionConfig.flat.name}", Some("7/f"))]
    #[case("${base64(${username}:${password})}", Some("dTpw"))]
    #[case("Basic ${base64(${username}:X)}", Some("Basic dTpY"))]
    #[case("${connectionConfig.none} || ${apiKey}", Some("k y"))]
    #[case("${apiKey} || ${connectionConfig.none}", Some("k y"))]
    #[case("${connectionConfig.none}", None)]
    #[case("${list}", None)]
    #[case("${apiKey", None)]
    fn names_become_values(#[case] text: &str, #[case] done: Option<&str>) {
        assert_eq!(with(|names| filled(text, names)).as_deref(), done);
    }

    #[test]
    fn a_value_cannot_leave_its_place_in_an_address() {
        let Value::Object(config) = json!({"host": "evil.example/x?y#z@w"}) else { panic!() };
        let sources = [("connectionConfig", &config)];
        let names = Names::new(&sources).for_address();
        let done = filled("https://${connectionConfig.host}.vendor.example/", &names).unwrap();
        assert_eq!(done, "https://evil.example%2Fx%3Fy%23z%40w.vendor.example/");
        assert!(url::Url::parse(&done).is_err(), "such a host is no host");
    }

    #[test]
    fn values_are_not_filled_in_again() {
        let Value::Object(config) = json!({"a": "${apiKey}"}) else { panic!() };
        let Value::Object(secrets) = json!({"apiKey": "canary"}) else { panic!() };
        let done = filled("${connectionConfig.a}", &Names::new(&[("connectionConfig", &config), ("", &secrets)]));
        assert_eq!(done.as_deref(), Some("${apiKey}"));
    }

    #[test]
    fn the_names_that_are_asked_for_are_found() {
        let text = "https://${connectionConfig.a}/${base64(${b}:${c})}";
        assert_eq!(asked(text), ["connectionConfig.a", "b", "c"]);
    }
}
