//! One row of an entity: values in the order of the entity's fields, the values of its user-defined fields, and how both
//! are shown to a caller.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::meta::Entity;
use super::quirks::EmptyUdf;

static NULL: Value = Value::Null;

/// A user-defined field that the tenant made for an entity.
#[derive(Clone, Debug)]
pub(crate) struct UdfDefinition {
    /// The label, which is the name in the interface.
    pub(crate) name: String,
    /// `string`, `datetime` or `double`.
    pub(crate) kind: String,
    /// What the tenant itself said of it.
    pub(crate) said: Option<Value>,
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
}

/// What a caller gets to see of rows of one entity.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// The tenant's own fields.
    pub(crate) udfs: Arc<Vec<UdfDefinition>>,
    /// Positions of the fields to show; `None` for all and the tenant's own.
    pub(crate) chosen: Option<Vec<usize>>,
    pub(crate) empty: EmptyUdf,
    /// Whether amounts that tell what something cost are shown as null.
    pub(crate) hides_costs: bool,
    /// Whether keys of webhooks are shown as null.
    pub(crate) hides_keys: bool,
}

impl View {
    /// A row as this view shows it.
    pub(crate) fn of<'a>(&'a self, row: &'a Record) -> Shown<'a> {
        Shown { row, view: self }
    }
}

/// A row as a view shows it, ready to be written out.
pub(crate) struct Shown<'a> {
    row: &'a Record,
    view: &'a View,
}

impl Shown<'_> {
    fn value(&self, at: usize) -> &Value {
        let field = &self.row.entity.fields[at];
        let is_hidden =
            (self.view.hides_costs && field.is_cost()) || (self.view.hides_keys && field.name == "secretKey");
        if is_hidden { &NULL } else { self.row.at(at) }
    }

    fn udfs(&self) -> Option<ShownUdfs<'_>> {
        if self.view.chosen.is_some() || !self.row.entity.udf {
            return None;
        }
        let has_value = self.row.udf.iter().any(Option::is_some);
        let is_shown = has_value || self.view.empty == EmptyUdf::EmptyList;
        is_shown.then_some(ShownUdfs { row: self.row, udfs: if has_value { &self.view.udfs } else { &[] } })
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let fields = &self.row.entity.fields;
        match &self.view.chosen {
            Some(chosen) => {
                for &at in chosen {
                    map.serialize_entry(&fields[at].name, self.value(at))?;
                }
            }
            None => {
                for (at, field) in fields.iter().enumerate() {
                    map.serialize_entry(&field.name, self.value(at))?;
                }
            }
        }
        if let Some(udfs) = self.udfs() {
            map.serialize_entry("userDefinedFields", &udfs)?;
        }
        map.end()
    }
}

struct ShownUdfs<'a> {
    row: &'a Record,
    udfs: &'a [UdfDefinition],
}

impl Serialize for ShownUdfs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Udf<'a> {
            name: &'a str,
            value: Option<&'a str>,
        }
        let all = self.udfs.iter().enumerate();
        serializer.collect_seq(all.map(|(at, udf)| Udf { name: &udf.name, value: self.row.udf_at(at) }))
    }
}
