//! Checking what was sent against what is expected, strictly: a key that nobody asked for is an error too. All errors are
//! gathered, each with its code and its path, in the form that programs written for this API know.
//!
//! What was sent is never repeated in an error: it may be a secret.

use super::refusal::{Issue, Refusal};
use serde_json::{Map, Value};

/// What a text must look like: its word, and the check.
type Form = (&'static str, fn(&str) -> bool);

/// The rule of a text.
pub(in crate::http) struct Text {
    /// The fewest characters.
    pub(in crate::http) min: usize,
    /// The most characters.
    pub(in crate::http) max: usize,
    /// What it must look like; the word is told where it does not.
    pub(in crate::http) format: Option<Form>,
}

impl Text {
    /// Any text of this length.
    pub(in crate::http) const fn of(min: usize, max: usize) -> Self {
        Self { min, max, format: None }
    }

    /// A text that looks a certain way.
    pub(in crate::http) const fn like(min: usize, max: usize, word: &'static str, check: fn(&str) -> bool) -> Self {
        Self { min, max, format: Some((word, check)) }
    }
}

/// The members of an object that are still to be asked for, and what was wrong with those before.
pub(in crate::http) struct Fields {
    path: Vec<String>,
    left: Map<String, Value>,
    issues: Vec<Issue>,
    /// In a query everything is text, so numbers and truths are read from text.
    from_text: bool,
}

/// Reads a body.
pub(in crate::http) fn body<T>(value: Value, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
    match value {
        Value::Object(map) => checked("invalid_body", map, false, read),
        other => Err(Refusal::schema("invalid_body", vec![wrong_type(Vec::new(), "object", Some(&other))])),
    }
}

/// Reads a query.
pub(in crate::http) fn query<T>(map: Map<String, Value>, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
    checked("invalid_query_params", map, true, read)
}

/// Reads what stands in a path.
pub(in crate::http) fn path<T>(map: Map<String, Value>, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
    checked("invalid_uri_params", map, true, read)
}

/// Reads headers.
pub(in crate::http) fn headers<T>(map: Map<String, Value>, read: impl FnOnce(&mut Fields) -> T) -> Result<T, Refusal> {
    checked("invalid_headers", map, true, read)
}

fn checked<T>(
    code: &'static str,
    map: Map<String, Value>,
    from_text: bool,
    read: impl FnOnce(&mut Fields) -> T,
) -> Result<T, Refusal> {
    let mut fields = Fields { path: Vec::new(), left: map, issues: Vec::new(), from_text };
    let value = read(&mut fields);
    let issues = fields.end();
    if issues.is_empty() { Ok(value) } else { Err(Refusal::schema(code, issues)) }
}

impl Fields {
    /// A text that may be left out.
    pub(in crate::http) fn text(&mut self, name: &str, rule: &Text) -> Option<String> {
        let value = self.left.remove(name)?;
        let path = self.at(name);
        self.read_text(path, &value, rule)
    }

    /// A text that must be there.
    pub(in crate::http) fn needed_text(&mut self, name: &str, rule: &Text) -> String {
        if !self.left.contains_key(name) {
            self.missing(name, "string");
        }
        self.text(name, rule).unwrap_or_default()
    }

    /// A text that may be left out or be nothing.
    pub(in crate::http) fn nullable_text(&mut self, name: &str, rule: &Text) -> Option<Option<String>> {
        if self.left.get(name).is_some_and(Value::is_null) {
            self.left.remove(name);
            return Some(None);
        }
        self.text(name, rule).map(Some)
    }

    /// One text or several.
    pub(in crate::http) fn texts(&mut self, name: &str, rule: &Text) -> Option<Vec<String>> {
        let value = self.left.remove(name)?;
        let path = self.at(name);
        match value {
            Value::String(_) => self.read_text(path, &value, rule).map(|text| vec![text]),
            Value::Array(items) => {
                let one = |(index, item): (usize, Value)| {
                    let place = path.iter().cloned().chain([index.to_string()]).collect();
                    self.read_text(place, &item, rule)
                };
                Some(items.into_iter().enumerate().filter_map(one).collect())
            }
            other => {
                self.issues.push(wrong_type(path, "array", Some(&other)));
                None
            }
        }
    }

    /// True or false.
    pub(in crate::http) fn flag(&mut self, name: &str) -> Option<bool> {
        let value = self.left.remove(name)?;
        let read = match &value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if self.from_text => truth(text),
            _ => None,
        };
        if read.is_none() {
            let path = self.at(name);
            self.issues.push(wrong_type(path, "boolean", Some(&value)));
        }
        read
    }

    /// A whole number between two others.
    pub(in crate::http) fn number(&mut self, name: &str, min: i64, max: i64) -> Option<i64> {
        let value = self.left.remove(name)?;
        let path = self.at(name);
        let read = match &value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) if self.from_text => text.trim().parse().ok(),
            _ => None,
        };
        let Some(number) = read else {
            self.issues.push(wrong_type(path, "number", Some(&value)));
            return None;
        };
        if number < min {
            self.issues.push(issue("too_small", format!("Too small: expected number to be >={min}"), path));
        } else if number > max {
            self.issues.push(issue("too_big", format!("Too big: expected number to be <={max}"), path));
        }
        Some(number)
    }

    /// An object of texts.
    pub(in crate::http) fn text_map(&mut self, name: &str, rule: &Text) -> Option<Map<String, Value>> {
        let map = self.map(name)?;
        let whole = self.at(name);
        for (key, value) in &map {
            let path = whole.iter().cloned().chain([key.clone()]).collect();
            self.read_text(path, value, rule);
        }
        Some(map)
    }

    /// An object of anything.
    pub(in crate::http) fn map(&mut self, name: &str) -> Option<Map<String, Value>> {
        let value = self.left.remove(name)?;
        match value {
            Value::Object(map) => Some(map),
            other => {
                let path = self.at(name);
                self.issues.push(wrong_type(path, "object", Some(&other)));
                None
            }
        }
    }

    /// The same, which must be there.
    pub(in crate::http) fn needed_map(&mut self, name: &str) -> Map<String, Value> {
        if !self.left.contains_key(name) {
            self.missing(name, "object");
        }
        self.map(name).unwrap_or_default()
    }

    /// An object with members of its own.
    pub(in crate::http) fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let left = self.map(name)?;
        let path = self.at(name);
        let mut inner = Self { path, left, issues: Vec::new(), from_text: self.from_text };
        let value = read(&mut inner);
        self.issues.extend(inner.end());
        Some(value)
    }

    /// One of some words; answers its place among them.
    pub(in crate::http) fn choice(&mut self, name: &str, words: &[&str]) -> Option<usize> {
        let value = self.left.remove(name)?;
        let found = value.as_str().and_then(|text| words.iter().position(|word| *word == text));
        if found.is_none() {
            let path = self.at(name);
            let all = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join("|");
            self.issues.push(issue("invalid_value", format!("Invalid option: expected one of {all}"), path));
        }
        found
    }

    /// The names of all members that were not asked for yet.
    pub(in crate::http) fn names(&self) -> Vec<String> {
        self.left.keys().cloned().collect()
    }

    /// All members that were not asked for yet.
    pub(in crate::http) fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.left)
    }

    /// Anything at all.
    pub(in crate::http) fn any(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    /// A member that was not asked for yet, as it was sent.
    pub(in crate::http) fn peek(&self, name: &str) -> Option<&Value> {
        self.left.get(name)
    }

    /// Whether a member is there and was not asked for yet.
    pub(in crate::http) fn has(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }

    /// Notes something that only the caller knows to be wrong with a member.
    pub(in crate::http) fn wrong(&mut self, name: &str, message: impl Into<String>) {
        let path = self.at(name);
        self.issues.push(issue("custom", message, path));
    }

    /// Notes that a member is missing.
    pub(in crate::http) fn missing(&mut self, name: &str, expected: &str) {
        let path = self.at(name);
        self.issues.push(wrong_type(path, expected, None));
    }

    fn read_text(&mut self, path: Vec<String>, value: &Value, rule: &Text) -> Option<String> {
        let Value::String(text) = value else {
            self.issues.push(wrong_type(path, "string", Some(value)));
            return None;
        };
        let length = text.chars().count();
        if length < rule.min {
            let words = format!("Too small: expected string to have >={} characters", rule.min);
            self.issues.push(issue("too_small", words, path));
        } else if length > rule.max {
            let words = format!("Too big: expected string to have <={} characters", rule.max);
            self.issues.push(issue("too_big", words, path));
        } else if let Some((word, check)) = rule.format
            && !check(text)
        {
            self.issues.push(issue("invalid_format", format!("Invalid {word}"), path));
        }
        Some(text.clone())
    }

    fn at(&self, name: &str) -> Vec<String> {
        self.path.iter().cloned().chain([name.to_owned()]).collect()
    }

    fn end(mut self) -> Vec<Issue> {
        if !self.left.is_empty() {
            let names: Vec<String> = self
                .left
                .keys()
                .take(10)
                .map(|key| format!("\"{}\"", key.chars().take(64).collect::<String>()))
                .collect();
            let word = if names.len() == 1 { "key" } else { "keys" };
            let words = format!("Unrecognized {word}: {}", names.join(", "));
            self.issues.push(issue("unrecognized_keys", words, self.path));
        }
        self.issues
    }
}

fn issue(code: &'static str, message: impl Into<String>, path: Vec<String>) -> Issue {
    Issue { code, message: message.into(), path }
}

fn wrong_type(path: Vec<String>, expected: &str, found: Option<&Value>) -> Issue {
    let received = match found {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    };
    issue("invalid_type", format!("Invalid input: expected {expected}, received {received}"), path)
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "y" | "enabled" => Some(true),
        "false" | "0" | "no" | "off" | "n" | "disabled" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;
    use serde_json::json;

    const NAME: Text = Text::like(1, 5, "name", |text| text.bytes().all(|byte| byte.is_ascii_lowercase()));

    async fn errors(refusal: Refusal) -> Value {
        let bytes = refusal.into_response().into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice::<Value>(&bytes).unwrap()["error"].take()
    }

    #[tokio::test]
    async fn everything_wrong_is_told_at_once_with_its_place() {
        let sent = json!({"name": 7, "tags": {"a": 1}, "inner": {"short": "", "more": 1}, "extra": 1, "on": "true"});
        let refused = body(sent, |fields| {
            fields.needed_text("name", &NAME);
            fields.needed_text("other", &NAME);
            fields.text_map("tags", &NAME);
            fields.object("inner", |inner| inner.text("short", &NAME));
            fields.flag("on");
        });
        let error = errors(refused.unwrap_err()).await;
        assert_eq!(error["code"], "invalid_body");
        let told: Vec<_> = error["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["code"].as_str().unwrap().to_owned(), one["path"].clone()))
            .collect();
        let expected = [
            ("invalid_type", json!(["name"])),
            ("invalid_type", json!(["other"])),
            ("invalid_type", json!(["tags", "a"])),
            ("too_small", json!(["inner", "short"])),
            ("unrecognized_keys", json!(["inner"])),
            ("invalid_type", json!(["on"])),
            ("unrecognized_keys", json!([])),
        ];
        assert_eq!(told, expected.map(|(code, path)| (code.to_owned(), path)));
    }

    #[tokio::test]
    async fn an_error_never_repeats_a_value() {
        let refused = body(json!({"name": "CANARY", "list": ["CANARY"]}), |fields| {
            fields.text("name", &NAME);
            fields.texts("list", &NAME);
        });
        assert!(!errors(refused.unwrap_err()).await.to_string().contains("CANARY"));
    }

    #[test]
    fn a_query_reads_numbers_and_truths_from_text() {
        let Value::Object(map) = json!({"limit": "20", "on": "yes", "ids": "a"}) else { panic!() };
        let read = query(map, |fields| (fields.number("limit", 1, 100), fields.flag("on"), fields.texts("ids", &NAME)));
        assert_eq!(read.unwrap(), (Some(20), Some(true), Some(vec!["a".to_owned()])));
        for wrong in
            [json!({"limit": "x"}), json!({"limit": "0"}), json!({"limit": ["1", "2"]}), json!({"on": "maybe"})]
        {
            let Value::Object(map) = wrong else { panic!() };
            assert!(query(map, |fields| (fields.number("limit", 1, 100), fields.flag("on"))).is_err());
        }
    }

    #[test]
    fn a_body_is_an_object_and_does_not_take_text_for_numbers() {
        assert!(body(json!([1]), |_| ()).is_err());
        assert!(body(json!({"n": "1"}), |fields| fields.number("n", 0, 9)).is_err());
        assert_eq!(body(json!({"n": 1}), |fields| fields.number("n", 0, 9)).unwrap(), Some(1));
        assert_eq!(body(json!({"url": null}), |fields| fields.nullable_text("url", &NAME)).unwrap(), Some(None));
        assert!(body(json!({"name": null}), |fields| fields.text("name", &NAME)).is_err());
    }
}
