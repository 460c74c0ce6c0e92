//! The facts about the vendor's entities as they stand in the data file.

use anyhow::Result;
use serde::Deserialize;

use super::words::snake;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    entities: Vec<Entity>,
}

/// One entity; what each member means stands in the data's README.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entity {
    pub(super) path: String,
    #[serde(rename = "type")]
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) child: Option<Child>,
    #[serde(default)]
    pub(super) create: bool,
    #[serde(default)]
    pub(super) update: bool,
    #[serde(default = "yes")]
    pub(super) query: bool,
    #[serde(default)]
    pub(super) udf: bool,
    pub(super) fields: Vec<Field>,
}

/// Where a child is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Child {
    pub(super) of: String,
    pub(super) segment: String,
    pub(super) by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) length: u32,
    #[serde(default)]
    pub(super) set: Set,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default = "yes")]
    pub(super) query: bool,
    pub(super) refers: Option<String>,
    #[serde(default)]
    pub(super) list: bool,
    pub(super) doc: Option<String>,
    #[serde(default)]
    pub(super) deduced: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Integer,
    Decimal,
    Text,
    Secret,
    Boolean,
    ZeroOne,
    Time,
    Date,
}

/// Who may write a member.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Set {
    #[default]
    Never,
    Once,
    Always,
}

pub(super) fn read(text: &str) -> Result<Vec<Entity>> {
    Ok(serde_json::from_str::<File>(text)?.entities)
}

impl Entity {
    /// The name of its file, without the ending.
    pub(super) fn module(&self) -> String {
        snake(&self.name)
    }
}

impl Kind {
    pub(super) fn rust(self) -> &'static str {
        match self {
            Self::Integer => "i64",
            Self::Decimal => "Decimal",
            Self::Text => "String",
            Self::Secret => "SecretText",
            Self::Boolean => "bool",
            Self::ZeroOne => "IntBool",
            Self::Time => "Timestamp",
            Self::Date => "Date",
        }
    }
}

fn yes() -> bool {
    true
}
