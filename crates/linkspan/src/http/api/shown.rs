//! Values as the API writes them: moments with `Z`, amounts as text with their currency, ids as text.

use crate::http::nango::time::zulu;
use linkspan_core::clock::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A moment, or null.
pub(super) fn time(at: Option<Timestamp>) -> Value {
    at.map(zulu).into()
}

/// An amount with its currency, or null.
pub(super) fn money(amount: Option<Decimal>, currency: &str) -> Value {
    amount.map_or(Value::Null, |amount| json!({ "amount": amount.to_string(), "currency": currency }))
}

/// A number as text, or null.
pub(super) fn amount(number: Option<Decimal>) -> Value {
    number.map(|number| number.to_string()).into()
}

/// An id, or null.
pub(super) fn id(id: Option<impl ToString>) -> Value {
    id.map(|id| id.to_string()).into()
}
