//! Putting the sources on top of each other, each key checked against the defaults.

use super::{Config, ConfigError, DEFAULTS};
use serde::de::DeserializeOwned;
use std::path::Path;
use toml::{Table, Value};

/// Begins the name of each variable that is a setting.
const PREFIX: &str = "LINKSPAN__";

/// The settings so far.
pub(super) struct Layers {
    table: Table,
}

impl Layers {
    pub(super) fn of_defaults() -> Self {
        Self { table: DEFAULTS.parse().expect("the compiled-in defaults are TOML, as a test shows") }
    }

    pub(super) fn add_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| ConfigError::Syntax {
            path: path.to_owned(),
            what: error.message().to_owned(),
            line: error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1)),
        })?;
        merge(&mut self.table, table, &mut Vec::new(), &path.display().to_string())
    }

    pub(super) fn add_environment(
        &mut self,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), ConfigError> {
        for (name, text) in environment {
            let Some(path) = name.strip_prefix(PREFIX) else { continue };
            let keys: Vec<String> = path.split("__").map(str::to_ascii_lowercase).collect();
            set(&mut self.table, &keys, &text, &name)?;
        }
        Ok(())
    }

    pub(super) fn read(self) -> Result<Config, ConfigError> {
        let mut table = self.table;
        Ok(Config {
            server: section(&mut table, "server")?,
            data: section(&mut table, "data")?,
            api: section(&mut table, "api")?,
            connect: section(&mut table, "connect")?,
            providers: section(&mut table, "providers")?,
            webhooks: section(&mut table, "webhooks")?,
            vendors: section(&mut table, "vendors")?,
            mail: section(&mut table, "mail")?,
            log: section(&mut table, "log")?,
        })
    }
}

/// Reads one section; a value that does not fit is found by trying its keys one by one.
fn section<T: DeserializeOwned>(table: &mut Table, name: &str) -> Result<T, ConfigError> {
    let value = table.remove(name).unwrap_or(Value::Table(Table::new()));
    serde_path_of(value).map_err(|(key, why)| ConfigError::Value {
        key: if key.is_empty() { name.to_owned() } else { format!("{name}.{key}") },
        why,
    })
}

fn serde_path_of<T: DeserializeOwned>(value: Value) -> Result<T, (String, String)> {
    value.try_into().map_err(|error: toml::de::Error| {
        let text = error.to_string();
        let (message, place) = text.split_once("\nin `").unwrap_or((&text, ""));
        (place.trim().trim_end_matches('`').to_owned(), message.trim().to_owned())
    })
}

fn merge(base: &mut Table, over: Table, path: &mut Vec<String>, source_name: &str) -> Result<(), ConfigError> {
    for (key, value) in over {
        path.push(key.clone());
        let known = base.get_mut(&key).ok_or_else(|| unknown(path, source_name))?;
        match (known, value) {
            (Value::Table(base), Value::Table(over)) => merge(base, over, path, source_name)?,
            (known, value) => *known = same_kind(known, value, path, source_name)?,
        }
        path.pop();
    }
    Ok(())
}

fn same_kind(known: &Value, value: Value, path: &[String], source_name: &str) -> Result<Value, ConfigError> {
    match (known, value) {
        (Value::Float(_), Value::Integer(whole)) => {
            Ok(Value::Float(f64::from(i32::try_from(whole).unwrap_or(i32::MAX))))
        }
        (known, value) if known.same_type(&value) => Ok(value),
        (known, _) => Err(wrong_kind(known, path, source_name)),
    }
}

fn set(table: &mut Table, keys: &[String], text: &str, source_name: &str) -> Result<(), ConfigError> {
    let (last, sections) = keys.split_last().ok_or_else(|| unknown(keys, source_name))?;
    let mut place = table;
    for key in sections {
        place = place.get_mut(key).and_then(Value::as_table_mut).ok_or_else(|| unknown(keys, source_name))?;
    }
    let known = place.get_mut(last).ok_or_else(|| unknown(keys, source_name))?;
    let kind = wrong_kind(known, keys, source_name);
    let parsed = match known {
        Value::String(_) => Some(Value::String(text.to_owned())),
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Float(_) => text.trim().parse().ok().map(Value::Float),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(_) => Some(list(text)),
        Value::Datetime(_) | Value::Table(_) => None,
    };
    *known = parsed.ok_or(kind)?;
    Ok(())
}

fn list(text: &str) -> Value {
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
}

fn unknown(path: &[String], source_name: &str) -> ConfigError {
    ConfigError::UnknownKey { key: path.join("."), source_name: source_name.to_owned() }
}

fn wrong_kind(known: &Value, path: &[String], source_name: &str) -> ConfigError {
    let expected = match known {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Datetime(_) => "a time",
        Value::Table(_) => "a section",
    };
    ConfigError::Kind { key: path.join("."), source_name: source_name.to_owned(), expected }
}
