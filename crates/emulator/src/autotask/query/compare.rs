//! One value against one condition. Text is compared without regard to case; null matches only `notExist`.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use crate::autotask::meta::Kind;
use crate::autotask::quirks::NotEqualNull;
use crate::autotask::values::{coerce, plain};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    NotEq,
    Gt,
    Gte,
    Lt,
    Lte,
    BeginsWith,
    EndsWith,
    Contains,
    Exist,
    NotExist,
    In,
    NotIn,
}

impl Operator {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "eq" => Self::Eq,
            "noteq" => Self::NotEq,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            "beginswith" => Self::BeginsWith,
            "endswith" => Self::EndsWith,
            "contains" => Self::Contains,
            "exist" => Self::Exist,
            "notexist" => Self::NotExist,
            "in" => Self::In,
            "notin" => Self::NotIn,
            _ => return None,
        })
    }

    fn is_textual(self) -> bool {
        matches!(self, Self::BeginsWith | Self::EndsWith | Self::Contains)
    }
}

/// What a condition compares with, text already in small letters.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    Nothing,
    One(Value),
    Many(HashSet<String>),
}

impl Wanted {
    /// Brings the value of a condition into the form of the field; gives back the value that does not fit.
    pub(super) fn read(kind: Kind, operator: Operator, value: &Value) -> Result<Self, Value> {
        match operator {
            Operator::Exist | Operator::NotExist => Ok(Self::Nothing),
            Operator::In | Operator::NotIn => {
                let values = value.as_array().ok_or_else(|| value.clone())?;
                let keys = values.iter().map(|value| coerce(kind, value).map(|v| key(&v)).map_err(|_| value.clone()));
                Ok(Self::Many(keys.collect::<Result<_, _>>()?))
            }
            _ if operator.is_textual() => Ok(Self::One(Value::from(key(value)))),
            _ => coerce(kind, value).map(|value| Self::One(lowered(value))).map_err(|_| value.clone()),
        }
    }
}

/// A value as text in small letters: equal values have equal keys.
fn key(value: &Value) -> String {
    plain(value).to_lowercase()
}

fn lowered(value: Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.to_lowercase()),
        other => other,
    }
}

/// Whether a stored value satisfies a condition.
pub(super) fn matches(stored: &Value, operator: Operator, wanted: &Wanted, null: NotEqualNull) -> bool {
    if operator == Operator::NotExist {
        return stored.is_null();
    }
    if stored.is_null() {
        let negative = matches!(operator, Operator::NotEq | Operator::NotIn);
        let equals_null = matches!(wanted, Wanted::One(Value::Null)) && operator == Operator::Eq;
        return equals_null || (negative && null == NotEqualNull::Match);
    }
    match wanted {
        Wanted::Nothing => operator == Operator::Exist,
        Wanted::Many(keys) => keys.contains(&key(stored)) == (operator == Operator::In),
        Wanted::One(wanted) if operator.is_textual() => {
            textual(&key(stored), operator, wanted.as_str().unwrap_or_default())
        }
        Wanted::One(wanted) => ordered(order(stored, wanted), operator),
    }
}

fn textual(stored: &str, operator: Operator, wanted: &str) -> bool {
    match operator {
        Operator::BeginsWith => stored.starts_with(wanted),
        Operator::EndsWith => stored.ends_with(wanted),
        _ => stored.contains(wanted),
    }
}

fn order(stored: &Value, wanted: &Value) -> Option<Ordering> {
    match (stored, wanted) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => Some(a.to_lowercase().as_str().cmp(b)),
        _ => None,
    }
}

fn ordered(order: Option<Ordering>, operator: Operator) -> bool {
    match operator {
        Operator::Eq => order == Some(Ordering::Equal),
        Operator::NotEq => order != Some(Ordering::Equal),
        Operator::Gt => order == Some(Ordering::Greater),
        Operator::Gte => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        Operator::Lt => order == Some(Ordering::Less),
        Operator::Lte => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(kind: Kind, stored: Value, operator: &str, wanted: Value) -> bool {
        let operator = Operator::named(operator).unwrap();
        let wanted = Wanted::read(kind, operator, &wanted).unwrap();
        matches(&stored, operator, &wanted, NotEqualNull::NoMatch)
    }

    #[test]
    fn text_is_compared_without_regard_to_case() {
        for (operator, wanted, expected) in [
            ("eq", "LAPTOP 14", true),
            ("noteq", "laptop 14", false),
            ("beginsWith", "lap", true),
            ("ENDSWITH", " 14", true),
            ("contains", "TOP", true),
            ("gt", "Laptop 13", true),
            ("lt", "Laptop 13", false),
        ] {
            assert_eq!(holds(Kind::String, json!("Laptop 14"), operator, json!(wanted)), expected, "{operator}");
        }
    }

    #[test]
    fn numbers_compare_as_numbers_and_lists_take_text() {
        assert!(holds(Kind::Integer, json!(10), "gt", json!("9")));
        assert!(holds(Kind::Integer, json!(10), "in", json!([9, "10"])));
        assert!(holds(Kind::Double, json!(9.5), "lte", json!(9.5)));
        assert!(holds(Kind::Integer, json!(10), "notIn", json!([9])));
        assert!(holds(Kind::Integer, json!(1234), "contains", json!("23")));
    }

    #[test]
    fn null_matches_not_exist_alone() {
        for (operator, wanted, expected) in [
            ("notExist", json!(null), true),
            ("exist", json!(null), false),
            ("noteq", json!("a"), false),
            ("notIn", json!(["a"]), false),
            ("lt", json!("a"), false),
        ] {
            assert_eq!(holds(Kind::String, Value::Null, operator, wanted), expected, "{operator}");
        }
    }

    #[test]
    fn wrong_types_are_given_back() {
        assert_eq!(Wanted::read(Kind::Integer, Operator::Eq, &json!("material")).unwrap_err(), json!("material"));
        assert_eq!(Wanted::read(Kind::Integer, Operator::In, &json!([1, "x"])).unwrap_err(), json!("x"));
    }
}
