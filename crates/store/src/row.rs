//! Reading columns by name, with an error that names table and column.

use crate::error::{Result, StoreError};
use linkspan_core::money::{from_micros, to_micros};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// One row of a known table.
pub(crate) struct Row {
    table: &'static str,
    inner: AnyRow,
}

impl Row {
    pub(crate) fn of(table: &'static str, inner: AnyRow) -> Self {
        Self { table, inner }
    }

    fn corrupt(&self, column: &str, found: impl Into<String>) -> StoreError {
        StoreError::Corrupt { table: self.table, column: column.to_owned(), found: found.into() }
    }

    pub(crate) fn text(&self, column: &str) -> Result<String> {
        Ok(self.inner.try_get(column)?)
    }

    pub(crate) fn opt_text(&self, column: &str) -> Result<Option<String>> {
        Ok(self.inner.try_get(column)?)
    }

    pub(crate) fn int(&self, column: &str) -> Result<i64> {
        Ok(self.inner.try_get(column)?)
    }

    pub(crate) fn opt_int(&self, column: &str) -> Result<Option<i64>> {
        Ok(self.inner.try_get(column)?)
    }

    pub(crate) fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn bytes(&self, column: &str) -> Result<Vec<u8>> {
        Ok(self.inner.try_get(column)?)
    }

    /// Reads a word or an id by its `parse` function.
    pub(crate) fn parsed<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let text = self.text(column)?;
        parse(&text).ok_or_else(|| self.corrupt(column, text))
    }

    /// The same for a column that may be empty.
    pub(crate) fn opt_parsed<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        let Some(text) = self.opt_text(column)? else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| self.corrupt(column, text))
    }

    /// Reads JSON text.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        serde_json::from_str(&self.text(column)?).map_err(|error| self.corrupt(column, error.to_string()))
    }

    /// The same for a column that may be empty.
    pub(crate) fn opt_json<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>> {
        let Some(text) = self.opt_text(column)? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|error| self.corrupt(column, error.to_string()))
    }

    pub(crate) fn opt_amount(&self, column: &str) -> Result<Option<Decimal>> {
        Ok(self.opt_int(column)?.map(from_micros))
    }
}

/// JSON text of plain data.
///
/// # Panics
/// Only where a type has map keys that JSON cannot hold, which none of ours has.
pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our types are plain data")
}

/// Whole millionths, or an error that names the amount.
pub(crate) fn micros(amount: Decimal) -> Result<i64> {
    to_micros(amount).ok_or_else(|| StoreError::Amount(amount.to_string()))
}

/// The same for an amount that may be missing.
pub(crate) fn opt_micros(amount: Option<Decimal>) -> Result<Option<i64>> {
    amount.map(micros).transpose()
}
