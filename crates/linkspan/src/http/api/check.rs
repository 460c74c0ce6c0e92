//! Compares a value with its description. What a program sends is refused with every fault named; what we send is compared
//! in builds with checks, so that a description which is not true fails the tests.

use super::describe::{Field, Kind, Shape};
use crate::http::nango::refusal::{Issue, Refusal};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// The longest amount that is read, in characters; what a `Decimal` holds is shorter.
const AMOUNT: usize = 32;

/// Checks an object that a program sent: every member described, none missing.
pub(super) fn object(code: &'static str, map: &Map<String, Value>, fields: &[Field]) -> Result<(), Refusal> {
    let mut issues = Vec::new();
    members(map, fields, &[], &mut issues);
    if issues.is_empty() { Ok(()) } else { Err(Refusal::schema(code, issues)) }
}

/// Everything in which a value differs from its description.
pub(super) fn value(value: &Value, kind: Kind) -> Vec<Issue> {
    let mut issues = Vec::new();
    compare(value, kind, &[], &mut issues);
    issues
}

/// In a query everything is text; numbers and truths are read from it, and what cannot be read stays text.
pub(super) fn from_text(map: Map<String, Value>, fields: &[Field]) -> Map<String, Value> {
    let read = |(name, value): (String, Value)| {
        let kind = fields.iter().find(|field| field.name == name).map(|field| field.kind);
        let value = match (kind, value.as_str()) {
            (Some(Kind::Whole(..)), Some(text)) => text.parse::<i64>().map_or(value, Value::from),
            (Some(Kind::Flag), Some("true")) => Value::Bool(true),
            (Some(Kind::Flag), Some("false")) => Value::Bool(false),
            (Some(Kind::List(_)), Some(_)) => Value::Array(vec![value]),
            _ => value,
        };
        (name, value)
    };
    map.into_iter().map(read).collect()
}

fn members(map: &Map<String, Value>, fields: &[Field], at: &[&str], issues: &mut Vec<Issue>) {
    for field in fields {
        let place = [at, &[field.name]].concat();
        match map.get(field.name) {
            None if field.needed => issues.push(fault("invalid_type", "It is missing.".into(), &place)),
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(found) => compare(found, field.kind, &place, issues),
        }
    }
    let strange = map.keys().filter(|name| !fields.iter().any(|field| field.name == *name)).take(10);
    let strange: Vec<String> =
        strange.map(|name| format!("\"{}\"", name.chars().take(64).collect::<String>())).collect();
    if !strange.is_empty() {
        issues.push(fault("unrecognized_keys", format!("There is nothing of this name: {}.", strange.join(", ")), at));
    }
}

fn compare(value: &Value, kind: Kind, at: &[&str], issues: &mut Vec<Issue>) {
    match kind {
        Kind::Any => {}
        Kind::Object(Shape { fields, .. }) => match value {
            Value::Object(map) => members(map, fields, at, issues),
            _ => issues.push(wrong("an object", value, at)),
        },
        Kind::Map(inner) => match value {
            Value::Object(map) => {
                for (name, one) in map {
                    compare(one, *inner, &[at, &[name]].concat(), issues);
                }
            }
            _ => issues.push(wrong("an object", value, at)),
        },
        Kind::List(inner) => match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    compare(item, *inner, &[at, &[&index.to_string()]].concat(), issues);
                }
            }
            _ => issues.push(wrong("a list", value, at)),
        },
        Kind::Flag if value.is_boolean() => {}
        Kind::Flag => issues.push(wrong("true or false", value, at)),
        Kind::Whole(least, most) => match whole(value) {
            Some(number) if number < least => issues.push(fault("too_small", format!("At least {least}."), at)),
            Some(number) if number > most => issues.push(fault("too_big", format!("At most {most}."), at)),
            Some(_) => {}
            None => issues.push(wrong("a whole number", value, at)),
        },
        Kind::Id | Kind::Text(..) | Kind::Word(_) | Kind::WordOf(_) | Kind::Time | Kind::Amount => match value.as_str()
        {
            Some(text) => issues.extend(text_fault(text, kind, at)),
            None => issues.push(wrong("a text", value, at)),
        },
    }
}

fn text_fault(text: &str, kind: Kind, at: &[&str]) -> Option<Issue> {
    let one_of = |words: &[&str]| {
        let unknown = !words.contains(&text);
        unknown.then(|| fault("invalid_value", format!("One of: {}.", words.join(", ")), at))
    };
    let form = |good: bool, words: &str| (!good).then(|| fault("invalid_format", words.to_owned(), at));
    match kind {
        Kind::Id => form(is_id(text), "An id, such as 019300f2-5c1e-7000-8000-0123456789ab."),
        Kind::Time => form(is_moment(text), "A moment, such as 2026-11-22T08:00:00Z."),
        Kind::Amount => form(is_amount(text), "A decimal number as text, such as \"12.50\"."),
        Kind::Word(words) => one_of(words),
        Kind::WordOf(words) => one_of(&words()),
        Kind::Text(least, most) => match text.chars().count() {
            long if long < least => Some(fault("too_small", format!("At least {least} characters."), at)),
            long if long > most => Some(fault("too_big", format!("At most {most} characters."), at)),
            _ => None,
        },
        _ => None,
    }
}

/// A whole number, also one that is written as `5.0`: JSON knows one kind of number.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let from_float = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    value.as_i64().or_else(|| value.as_f64().and_then(from_float))
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// As RFC 3339 has it: other spellings that a parser would take are not described and not taken.
fn is_moment(text: &str) -> bool {
    let has_form = text.len() <= 40
        && text.contains(['T', 't'])
        && text.ends_with(|end: char| "Zz".contains(end) || end.is_ascii_digit());
    has_form && text.parse::<linkspan_core::Timestamp>().is_ok()
}

fn is_amount(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let only_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= AMOUNT && only_digits(whole) && only_digits(part) && text.parse::<Decimal>().is_ok()
}

fn wrong(expected: &str, found: &Value, at: &[&str]) -> Issue {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    fault("invalid_type", format!("Expected {expected}, found {found}."), at)
}

fn fault(code: &'static str, message: String, at: &[&str]) -> Issue {
    Issue { code, message, path: at.iter().map(|part| (*part).to_owned()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::api::describe::field;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(Kind::Id, json!("019300f2-5c1e-7000-8000-0123456789ab"), None)]
    #[case(Kind::Id, json!("019300f25c1e700080000123456789ab"), Some("invalid_format"))]
    #[case(Kind::Time, json!("2026-11-22T08:00:00Z"), None)]
    #[case(Kind::Time, json!("2026-11-22T08:00:00.5+01:00"), None)]
    #[case(Kind::Time, json!("2026-11-22"), Some("invalid_format"))]
    #[case(Kind::Time, json!("2026-11-22T08:00:00Z[UTC]"), Some("invalid_format"))]
    #[case(Kind::Amount, json!("-12.50"), None)]
    #[case(Kind::Amount, json!(12.5), Some("invalid_type"))]
    #[case(Kind::Amount, json!("1e3"), Some("invalid_format"))]
    #[case(Kind::Amount, json!("99999999999999999999999999999999"), Some("invalid_format"))]
    #[case(Kind::Text(1, 2), json!("zwö"), Some("too_big"))]
    #[case(Kind::Text(1, 2), json!(""), Some("too_small"))]
    #[case(Kind::Word(&["a", "b"]), json!("c"), Some("invalid_value"))]
    #[case(Kind::Whole(1, 9), json!(0), Some("too_small"))]
    #[case(Kind::Whole(1, 9), json!(10), Some("too_big"))]
    #[case(Kind::Whole(1, 9), json!("5"), Some("invalid_type"))]
    #[case(Kind::Whole(1, 9), json!(5.5), Some("invalid_type"))]
    #[case(Kind::Whole(1, 9), json!(5.0), None)]
    #[case(Kind::Whole(1, 9), json!(1e300), Some("invalid_type"))]
    #[case(Kind::Flag, json!(1), Some("invalid_type"))]
    #[case(Kind::List(&Kind::Flag), json!([true, "x"]), Some("invalid_type"))]
    #[case(Kind::Map(&Kind::Flag), json!({"any": true}), None)]
    fn each_kind_takes_its_own(#[case] kind: Kind, #[case] found: Value, #[case] code: Option<&str>) {
        assert_eq!(value(&found, kind).first().map(|issue| issue.code), code, "{found}");
    }

    #[test]
    fn every_fault_of_an_object_is_named_with_its_place() {
        static INNER: Shape = Shape { name: "Inner", about: "", fields: &[field("on", Kind::Flag, "")] };
        let fields = [
            field("inner", Kind::Object(&INNER), ""),
            field("note", Kind::Text(0, 9), "").optional().or_null(),
            field("id", Kind::Id, ""),
        ];
        let sent = json!({"inner": {"on": 1, "off": 2}, "note": null, "more": "lsk_secret"});
        let mut issues = Vec::new();
        members(sent.as_object().unwrap(), &fields, &[], &mut issues);
        let places: Vec<_> = issues.iter().map(|issue| (issue.code, issue.path.join("."))).collect();
        let expected = [
            ("invalid_type", "inner.on"),
            ("unrecognized_keys", "inner"),
            ("invalid_type", "id"),
            ("unrecognized_keys", ""),
        ];
        assert_eq!(places, expected.map(|(code, place)| (code, place.to_owned())));
        assert!(!format!("{issues:?}").contains("lsk_secret"), "what was sent is not repeated");
    }

    #[test]
    fn a_query_is_read_by_its_description() {
        const WORDS: Kind = Kind::List(&Kind::Word(&["held"]));
        let fields = [field("limit", Kind::Whole(1, 9), ""), field("on", Kind::Flag, ""), field("state", WORDS, "")];
        let sent = json!({"limit": "5", "on": "true", "state": "held", "q": "5"});
        let read = from_text(sent.as_object().unwrap().clone(), &fields);
        assert_eq!(Value::Object(read), json!({"limit": 5, "on": true, "state": ["held"], "q": "5"}));
        let odd = from_text(json!({"limit": "+5", "on": "yes"}).as_object().unwrap().clone(), &fields);
        assert_eq!(odd["on"], "yes");
    }
}
