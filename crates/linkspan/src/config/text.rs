//! Settings written as text. For those that may be left out, an empty text means "not set".

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::fmt::Display;
use std::str::FromStr;

/// Reads a text into `T`; empty is `None`.
pub(super) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(D::Error::custom) }
}

/// Reads a text into `T`.
pub(super) fn required<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(deserializer)?.trim().parse().map_err(D::Error::custom)
}

/// Reads a secret; empty is `None`.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(if text.is_empty() { None } else { Some(SecretString::from(text)) })
}
