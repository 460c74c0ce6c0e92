//! How a tenant describes its entities: fields, picklists by label, what the user may do.
//!
//! Picklist numbers are the tenant's own in most cases, so labels are the stable names. It must not know how the
//! description was fetched or how long it is kept.

use serde::Deserialize;

use crate::value::{list_or_null, read};

/// The fields of one entity, or its user-defined ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fields {
    /// The fields in the vendor's order.
    #[serde(deserialize_with = "list_or_null")]
    pub fields: Vec<FieldInfo>,
}

/// One field of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldInfo {
    /// The name on the wire; older answers wrote it with a capital, so compare without regard to case.
    pub name: String,
    /// `integer`, `long`, `short`, `string`, `datetime`, `boolean`, `double`, `decimal`, `float` or `byte[]`;
    /// empty if it was not sent, as it may be for a user-defined field.
    #[serde(default)]
    pub data_type: String,
    /// The type of a user-defined field, in words that are not documented.
    #[serde(rename = "type", default, deserialize_with = "read")]
    pub udf_type: Option<String>,
    /// What people call a user-defined field.
    #[serde(default)]
    pub label: Option<String>,
    /// The longest text in characters; 0 if it is no text or not limited.
    #[serde(default)]
    pub length: u32,
    /// Demanded at creation; together with `is_read_only` it means that it can be set at creation alone.
    #[serde(default)]
    pub is_required: bool,
    /// Not changeable. Do not strip such members from what is created: receipts are read-only throughout.
    #[serde(default)]
    pub is_read_only: bool,
    /// May be filtered by.
    #[serde(default)]
    pub is_queryable: bool,
    /// Holds the id of another record.
    #[serde(default)]
    pub is_reference: bool,
    /// Has a list of values.
    #[serde(default)]
    pub is_pick_list: bool,
    /// The values; empty for fields without a list.
    #[serde(default, deserialize_with = "list_or_null")]
    pub picklist_values: Vec<PicklistValue>,
}

/// One value of a picklist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PicklistValue {
    /// The value: text here, a number inside records for most fields.
    pub value: String,
    /// What people see.
    pub label: String,
    /// Whether it can still be chosen.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// Whether it came with Autotask, so that the tenant cannot remove it.
    #[serde(default)]
    pub is_system: bool,
    /// The value of the parent list that it belongs to; empty if there is none.
    #[serde(default)]
    pub parent_value: Option<String>,
}

impl Fields {
    /// The field of this name, without regard to case.
    pub fn get(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The number behind a label of a picklist field, without regard to case; a value in use is preferred to a retired
    /// one. `None` if there is no such field or label: never assume a number then.
    pub fn picklist_value(&self, field: &str, label: &str) -> Option<i64> {
        let label = label.trim();
        let values = &self.get(field)?.picklist_values;
        let matching = || values.iter().filter(|value| value.label.trim().eq_ignore_ascii_case(label));
        matching().find(|value| value.is_active).or_else(|| matching().next())?.value.trim().parse().ok()
    }

    /// The label of a picklist number.
    pub fn picklist_label(&self, field: &str, value: i64) -> Option<&str> {
        let values = &self.get(field)?.picklist_values;
        values.iter().find(|known| known.value.trim().parse() == Ok(value)).map(|known| known.label.as_str())
    }
}

/// What the user may do with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    None,
    /// Everything.
    All,
    /// Some of it, by a rule of the tenant.
    Restricted,
}

/// What can be done with an entity at all, and what this user may do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntityInfo {
    /// The singular name.
    pub name: String,
    /// The entity can be created.
    #[serde(default)]
    pub can_create: bool,
    /// The entity can be changed.
    #[serde(default)]
    pub can_update: bool,
    /// The entity can be deleted.
    #[serde(default)]
    pub can_delete: bool,
    /// The entity can be queried.
    #[serde(default)]
    pub can_query: bool,
    /// This user may create.
    #[serde(default = "no_access")]
    pub user_access_for_create: Access,
    /// This user may change.
    #[serde(default = "no_access")]
    pub user_access_for_update: Access,
    /// This user may query.
    #[serde(default = "no_access")]
    pub user_access_for_query: Access,
    /// This user may delete.
    #[serde(default = "no_access")]
    pub user_access_for_delete: Access,
    /// It has user-defined fields; whether that speaks of the entity or of the tenant is not documented.
    #[serde(default)]
    pub has_user_defined_fields: bool,
}

impl<'de> Deserialize<'de> for Access {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // 0 none, 1 all, 2 restricted; what else may come is taken for the cautious middle.
        Ok(match i64::deserialize(deserializer)? {
            0 => Self::None,
            1 => Self::All,
            _ => Self::Restricted,
        })
    }
}

fn yes() -> bool {
    true
}

fn no_access() -> Access {
    Access::None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields() -> Fields {
        let value =
            |value: &str, label: &str, active: bool| json!({"value": value, "label": label, "isActive": active});
        serde_json::from_value(json!({"fields": [
            {"name": "Status", "dataType": "integer", "isPickList": true, "picklistValues": [
                value("9", "submitted", false), value("2", "Submitted", true), value("5", "Canceled", false)]},
            {"name": "shipToName", "dataType": "string", "length": 100, "picklistValues": null},
            {"name": "periodType", "picklistValues": [value("m", "Monthly", true)]},
        ]}))
        .unwrap()
    }

    #[test]
    fn a_label_finds_its_number_whatever_the_case() {
        assert_eq!(fields().picklist_value("status", "SUBMITTED "), Some(2));
        assert_eq!(fields().picklist_value("STATUS", "canceled"), Some(5));
        assert_eq!(fields().picklist_label("status", 5), Some("Canceled"));
    }

    #[test]
    fn what_is_not_there_is_not_guessed() {
        assert_eq!(fields().picklist_value("status", "Received Full"), None);
        assert_eq!(fields().picklist_value("nowhere", "Submitted"), None);
        assert_eq!(fields().picklist_value("shipToName", "x"), None);
        assert_eq!(fields().picklist_value("periodType", "Monthly"), None);
        assert_eq!(fields().picklist_label("status", 77), None);
    }

    #[test]
    fn a_user_defined_field_may_have_two_types() {
        let field = json!({"name": "Band", "label": "Stock band", "type": 1, "dataType": "string"});
        let field: FieldInfo = serde_json::from_value(field).unwrap();
        assert_eq!((field.data_type.as_str(), field.udf_type.as_deref()), ("string", Some("1")));
        assert_eq!(field.label.as_deref(), Some("Stock band"));
    }

    #[test]
    fn access_is_read_from_its_number() {
        let info: EntityInfo = serde_json::from_value(json!({
            "name": "PurchaseOrder", "canCreate": true, "userAccessForCreate": 1, "userAccessForQuery": 2, "userAccessForDelete": 0
        }))
        .unwrap();
        assert_eq!(
            [info.user_access_for_create, info.user_access_for_query, info.user_access_for_update],
            [Access::All, Access::Restricted, Access::None]
        );
    }
}
