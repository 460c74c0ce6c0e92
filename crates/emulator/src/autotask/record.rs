//! One row of an entity: values in the order of the entity's fields, and the values of its user-defined fields.

use serde_json::{Map, Value, json};

use super::meta::Entity;
use super::quirks::EmptyUdf;

static NULL: Value = Value::Null;

/// A user-defined field that the tenant made for an entity.
#[derive(Clone, Debug)]
pub(crate) struct UdfDefinition {
    /// The label, which is the name in the interface.
    pub(crate) name: String,
    /// `string`, `datetime` or `double`.
    pub(crate) kind: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) entity: &'static Entity,
    values: Vec<Value>,
    pub(crate) udf: Vec<Option<String>>,
}

impl Record {
    /// A row of nulls.
    pub(crate) fn new(entity: &'static Entity) -> Self {
        Self { entity, values: vec![Value::Null; entity.fields.len()], udf: Vec::new() }
    }

    pub(crate) fn id(&self) -> i64 {
        self.values[0].as_i64().unwrap_or_default()
    }

    pub(crate) fn at(&self, position: usize) -> &Value {
        &self.values[position]
    }

    pub(crate) fn set_at(&mut self, position: usize, value: Value) {
        self.values[position] = value;
    }

    /// A value by its field's name; null if the entity has no such field.
    pub(crate) fn get(&self, field: &str) -> &Value {
        self.entity.position(field).map_or(&NULL, |at| &self.values[at])
    }

    /// Sets a field by its name; nothing happens if the entity has no such field.
    pub(crate) fn set(&mut self, field: &str, value: impl Into<Value>) {
        if let Some(at) = self.entity.position(field) {
            self.values[at] = value.into();
        }
    }

    pub(crate) fn int(&self, field: &str) -> Option<i64> {
        self.get(field).as_i64()
    }

    pub(crate) fn number(&self, field: &str) -> Option<f64> {
        self.get(field).as_f64()
    }

    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.get(field).as_str()
    }

    /// True only if the field is true; a 1 counts as true (`Contacts.isActive` is a number).
    pub(crate) fn flag(&self, field: &str) -> bool {
        matches!(self.get(field), Value::Bool(true)) || self.int(field) == Some(1)
    }

    /// The whole row as the interface shows it, or the chosen fields of it.
    pub(crate) fn to_json(&self, udfs: &[UdfDefinition], chosen: Option<&[usize]>, empty: EmptyUdf) -> Value {
        let mut out = Map::new();
        let all: Vec<usize>;
        let positions = match chosen {
            Some(chosen) => chosen,
            None => {
                all = (0..self.values.len()).collect();
                &all
            }
        };
        for &at in positions {
            out.insert(self.entity.fields[at].name.clone(), self.values[at].clone());
        }
        if chosen.is_none() && self.entity.udf {
            let has_value = self.udf.iter().any(Option::is_some);
            let shown = if has_value { self.udf_json(udfs) } else { json!([]) };
            if has_value || empty == EmptyUdf::EmptyList {
                out.insert("userDefinedFields".to_owned(), shown);
            }
        }
        Value::Object(out)
    }

    /// The value of a user-defined field by its position among the tenant's definitions.
    pub(crate) fn udf_at(&self, position: usize) -> Option<&str> {
        self.udf.get(position).and_then(Option::as_deref)
    }

    pub(crate) fn set_udf_at(&mut self, position: usize, value: Option<String>) {
        if self.udf.len() <= position {
            self.udf.resize(position + 1, None);
        }
        self.udf[position] = value;
    }

    fn udf_json(&self, udfs: &[UdfDefinition]) -> Value {
        let shown = udfs.iter().enumerate().map(|(at, udf)| json!({"name": udf.name, "value": self.udf_at(at)}));
        Value::Array(shown.collect())
    }
}
