//! Values as they travel: JSON in the forms that the vendor takes, normalised to the one form that it stores.

use jiff::{Timestamp, civil};
use serde_json::{Number, Value};

use super::meta::Kind;

/// A JSON value that does not fit a field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch;

/// Brings a value into the stored form of its type; numbers and booleans may come as text.
pub(crate) fn coerce(kind: Kind, value: &Value) -> Result<Value, Mismatch> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    match kind {
        Kind::Integer | Kind::Long | Kind::Short => integer(value).map(Value::from),
        Kind::Double | Kind::Decimal => float(value),
        Kind::Boolean => boolean(value).map(Value::from),
        Kind::String => text(value).map(Value::from),
        Kind::DateTime => value.as_str().and_then(parse_time).map(|at| Value::from(shown_time(at))).ok_or(Mismatch),
    }
}

/// A time in the vendor's form: UTC with three digits of a second.
pub(crate) fn shown_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Reads a time; without a zone it is UTC, without a time of day it is midnight.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let utc = |at: civil::DateTime| at.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<civil::DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<civil::Date>().ok().and_then(|date| utc(date.at(0, 0, 0, 0))))
}

/// A stored value as plain text, for text operators on fields of other types and for messages.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn integer(value: &Value) -> Result<i64, Mismatch> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| whole(number)).ok_or(Mismatch),
        Value::String(text) => text.trim().parse().map_err(|_| Mismatch),
        _ => Err(Mismatch),
    }
}

fn whole(number: &Number) -> Option<i64> {
    number.to_string().strip_suffix(".0").and_then(|text| text.parse().ok())
}

fn float(value: &Value) -> Result<Value, Mismatch> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.and_then(Number::from_f64).map(Value::Number).ok_or(Mismatch)
}

fn boolean(value: &Value) -> Result<bool, Mismatch> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Ok(false),
            Some(1) => Ok(true),
            _ => Err(Mismatch),
        },
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Mismatch),
        },
        _ => Err(Mismatch),
    }
}

fn text(value: &Value) -> Result<String, Mismatch> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(if *flag { "True" } else { "False" }.to_owned()),
        _ => Err(Mismatch),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_booleans_may_come_as_text() {
        assert_eq!(coerce(Kind::Integer, &json!("4")), Ok(json!(4)));
        assert_eq!(coerce(Kind::Integer, &json!(4.0)), Ok(json!(4)));
        assert_eq!(coerce(Kind::Boolean, &json!("True")), Ok(json!(true)));
        assert_eq!(coerce(Kind::Double, &json!("9.95")), Ok(json!(9.95)));
        assert_eq!(coerce(Kind::String, &json!(12)), Ok(json!("12")));
    }

    #[test]
    fn wrong_types_are_refused() {
        for (kind, value) in [
            (Kind::Integer, json!(true)),
            (Kind::Integer, json!(1.5)),
            (Kind::Boolean, json!("maybe")),
            (Kind::Double, json!([])),
            (Kind::String, json!({})),
            (Kind::DateTime, json!("yesterday")),
        ] {
            assert_eq!(coerce(kind, &value), Err(Mismatch), "{value}");
        }
    }

    #[test]
    fn times_are_stored_in_utc_with_three_digits() {
        for (given, stored) in [
            ("2026-11-02T12:00:00+01:00", "2026-11-02T11:00:00.000Z"),
            ("2026-11-02T12:00:00.1234567Z", "2026-11-02T12:00:00.123Z"),
            ("2026-11-02T12:00:00", "2026-11-02T12:00:00.000Z"),
            ("2026-11-02", "2026-11-02T00:00:00.000Z"),
        ] {
            assert_eq!(coerce(Kind::DateTime, &json!(given)), Ok(json!(stored)));
        }
    }
}
