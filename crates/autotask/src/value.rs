//! How single values travel: numbers, money, times and dates, and the lenient reading that the API makes necessary.
//!
//! It must not know any entity. Money never becomes a binary fraction on its way: a JSON number is read through its
//! shortest decimal spelling, and an amount that such a number cannot carry exactly is sent as text, which the API
//! accepts as well.

use std::str::FromStr;

use jiff::{Timestamp, civil, tz::TimeZone};
use rust_decimal::Decimal;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Number, Value};

/// Decimal digits that a binary fraction of 64 bits always carries.
const SURVIVING_MANTISSA: u128 = 10_u128.pow(15);
/// The greatest power of ten that such a fraction holds exactly.
const SURVIVING_SCALE: u32 = 22;

/// A type that a member of an entity can have.
pub trait WireValue: Sized + Send + Sync + 'static {
    /// What the value is called when it cannot be read.
    const EXPECTED: &'static str;

    /// Reads a JSON value that is not null; `None` if it is something else.
    fn from_json(value: &Value) -> Option<Self>;

    /// The JSON value to send.
    fn to_json(&self) -> Value;
}

/// A yes or no that travels as the integer 1 or 0 (`Contacts.isActive`), where a JSON boolean is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IntBool(pub bool);

impl From<bool> for IntBool {
    fn from(value: bool) -> Self {
        Self(value)
    }
}

/// A text that no `Debug` shows, such as the key that webhooks are signed with.
#[derive(Debug, Clone)]
pub struct SecretText(SecretString);

impl SecretText {
    /// The text, for whoever has to use it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for SecretText {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl WireValue for SecretText {
    const EXPECTED: &'static str = "a text";

    fn from_json(value: &Value) -> Option<Self> {
        String::from_json(value).map(Self::from)
    }

    fn to_json(&self) -> Value {
        Value::from(self.expose())
    }
}

impl WireValue for i64 {
    const EXPECTED: &'static str = "an integer";

    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_i64().or_else(|| Decimal::from_json(value).and_then(integral)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn to_json(&self) -> Value {
        Value::from(*self)
    }
}

impl WireValue for String {
    const EXPECTED: &'static str = "a text";

    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn to_json(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl WireValue for bool {
    const EXPECTED: &'static str = "a boolean";

    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => match number.as_i64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    fn to_json(&self) -> Value {
        Value::from(*self)
    }
}

impl WireValue for IntBool {
    const EXPECTED: &'static str = "0 or 1";

    fn from_json(value: &Value) -> Option<Self> {
        bool::from_json(value).map(Self)
    }

    fn to_json(&self) -> Value {
        Value::from(i64::from(self.0))
    }
}

impl WireValue for Decimal {
    const EXPECTED: &'static str = "a decimal number";

    fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Some(Self::from(whole)),
                None => decimal_text(&number.as_f64()?.to_string()),
            },
            Value::String(text) => decimal_text(text.trim()),
            _ => None,
        }
    }

    fn to_json(&self) -> Value {
        let amount = self.normalize();
        let text = amount.to_string();
        if let Ok(whole) = text.parse::<i64>() {
            return Value::from(whole);
        }
        // So much survives any reader of binary fractions, even one that rounds carelessly.
        let survives = amount.mantissa().unsigned_abs() < SURVIVING_MANTISSA && amount.scale() <= SURVIVING_SCALE;
        let number = text.parse::<f64>().ok().filter(|_| survives).and_then(Number::from_f64);
        number.map_or_else(|| Value::from(text), Value::Number)
    }
}

impl WireValue for Timestamp {
    const EXPECTED: &'static str = "a time such as 2026-01-02T03:04:05Z";

    fn from_json(value: &Value) -> Option<Self> {
        let text = value.as_str()?;
        Self::from_str(text).ok().or_else(|| {
            // Times are UTC in both directions, so one without a zone is read as UTC.
            civil::DateTime::from_str(text).ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
        })
    }

    fn to_json(&self) -> Value {
        Value::from(self.to_string())
    }
}

impl WireValue for civil::Date {
    const EXPECTED: &'static str = "a date such as 2026-01-02";

    fn from_json(value: &Value) -> Option<Self> {
        Self::from_str(value.as_str()?.get(..10)?).ok()
    }

    fn to_json(&self) -> Value {
        Value::from(format!("{self}T00:00:00Z"))
    }
}

/// Reads a member that may be absent or null.
pub(crate) fn read<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: WireValue,
{
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        value => T::from_json(&value).map(Some).ok_or_else(|| D::Error::custom(format!("expected {}", T::EXPECTED))),
    }
}

/// Reads a list that may be absent or null.
pub(crate) fn list_or_null<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<Vec<T>>::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn integral(value: Decimal) -> Option<i64> {
    value.is_integer().then(|| value.normalize().to_string().parse().ok()).flatten()
}

/// A number as text; what a double carries beyond 28 places is the rest of somebody's arithmetic and is rounded off.
fn decimal_text(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn money_is_read_to_the_cent_from_numbers_and_text() {
        for (wire, expected) in [
            (json!(0.1), "0.1"),
            (json!(1234567.89), "1234567.89"),
            (json!(19), "19"),
            (json!(1e-4), "0.0001"),
            (json!("12.3400"), "12.3400"),
            (json!(-3.05), "-3.05"),
            (json!(1.1368683772161603e-13), "0.0000000000001136868377216160"),
        ] {
            assert_eq!(Decimal::from_json(&wire).unwrap().to_string(), expected, "{wire}");
        }
        for wrong in [json!("twelve"), json!(true), json!([1]), json!(1e300)] {
            assert_eq!(Decimal::from_json(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_too_long_for_a_number_is_sent_as_text() {
        let long = Decimal::from_str("12345678901234567.89").unwrap();
        assert_eq!(long.to_json(), json!("12345678901234567.89"));
        let small = Decimal::from_str("0.0000000000000000000000000001").unwrap();
        assert_eq!(small.to_json(), json!("0.0000000000000000000000000001"));
        assert_eq!(Decimal::from_str("5.00").unwrap().to_json(), json!(5));
    }

    #[test]
    fn integers_and_booleans_are_read_leniently() {
        assert_eq!(i64::from_json(&json!("42")), Some(42));
        assert_eq!(i64::from_json(&json!(3.0)), Some(3));
        assert_eq!(i64::from_json(&json!(3.5)), None);
        assert_eq!(bool::from_json(&json!("True")), Some(true));
        assert_eq!(bool::from_json(&json!(0)), Some(false));
        assert_eq!(bool::from_json(&json!(2)), None);
        assert_eq!(IntBool(true).to_json(), json!(1));
    }

    #[test]
    fn times_are_utc_and_dates_have_no_time() {
        let time = Timestamp::from_json(&json!("2012-10-24T05:00:00.000Z")).unwrap();
        assert_eq!(time.to_json(), json!("2012-10-24T05:00:00Z"));
        assert_eq!(Timestamp::from_json(&json!("2012-10-24T05:00:00")), Some(time));
        assert_eq!(Timestamp::from_json(&json!("yesterday")), None);
        assert_eq!(civil::Date::from_json(&json!("2012-10-24T05:00:00Z")), Some(civil::date(2012, 10, 24)));
        assert_eq!(civil::date(2012, 1, 2).to_json(), json!("2012-01-02T00:00:00Z"));
        assert_eq!(civil::Date::from_json(&json!("soon")), None);
    }

    proptest! {
        #[test]
        fn cents_survive_the_wire(cents in -99_999_999_999_i64..99_999_999_999, scale in 0_u32..5) {
            let amount = Decimal::new(cents, scale);
            let text = serde_json::to_string(&amount.to_json()).unwrap();
            let back: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(Decimal::from_json(&back), Some(amount));
        }
    }
}
