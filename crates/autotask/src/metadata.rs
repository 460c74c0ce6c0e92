//! How a tenant describes its entities: fields, picklists by label, what the user may do.
//!
//! Picklist numbers are the tenant's own in most cases, so labels are the stable names. It must not know how the
//! description was fetched or how long it is kept.

use serde::{Deserialize, Deserializer};

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
    /// The singular name of the entity whose id it holds, in the vocabulary of the REST or of the older interface.
    #[serde(default, deserialize_with = "read")]
    pub reference_entity_type: Option<String>,
    /// Has a list of values.
    #[serde(default)]
    pub is_pick_list: bool,
    /// The values; empty for fields without a list.
    #[serde(default, deserialize_with = "list_or_null")]
    pub picklist_values: Vec<PicklistValue>,
    /// The field on whose value the choice depends, such as the issue type for the sub-issue type; empty if on none.
    #[serde(default, deserialize_with = "read")]
    pub picklist_parent_value_field: Option<String>,
}

/// One value of a picklist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PicklistValue {
    /// The value: text here, a number inside records for most fields.
    #[serde(deserialize_with = "text")]
    pub value: String,
    /// What people see.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Whether it is chosen when nothing is.
    #[serde(default)]
    pub is_default_value: bool,
    /// Its place in the list.
    #[serde(default)]
    pub sort_order: i64,
    /// Whether it can still be chosen.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// Whether it came with Autotask, so that the tenant cannot remove it.
    #[serde(default)]
    pub is_system: bool,
    /// The value of the parent list that it belongs to; empty if there is none.
    #[serde(default, deserialize_with = "read")]
    pub parent_value: Option<String>,
}

impl Fields {
    /// The field of this name, without regard to case.
    pub fn get(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The number behind a label of a picklist field, without regard to case; a value in use is preferred to a retired
    /// one. `None` if there is no such field or label: never assume a number then.
    ///
    /// Where one choice depends on another field, the same label may stand in several lists: then this knows it only if all
    /// of them have the same number, and [`Fields::picklist_value_under`] is the one to ask.
    pub fn picklist_value(&self, field: &str, label: &str) -> Option<i64> {
        self.picklist_code(field, label)?.parse().ok()
    }

    /// The number behind a label among the values that belong to `parent`, the value of the field that it depends on.
    pub fn picklist_value_under(&self, field: &str, label: &str, parent: i64) -> Option<i64> {
        let belongs = |value: &PicklistValue| {
            value.parent_value.as_deref().is_some_and(|value| value.trim().parse() == Ok(parent))
        };
        self.choice(field, label, belongs)?.parse().ok()
    }

    /// The value behind a label as text, for the few fields whose values are no numbers (`Products.periodType`); otherwise as
    /// [`Fields::picklist_value`].
    pub fn picklist_code(&self, field: &str, label: &str) -> Option<&str> {
        self.choice(field, label, |_| true)
    }

    /// The values that can still be chosen, in the order in which people see them.
    pub fn choices(&self, field: &str) -> Vec<&PicklistValue> {
        let values = self.get(field).map_or(&[][..], |field| &field.picklist_values);
        let mut choices: Vec<&PicklistValue> = values.iter().filter(|value| value.is_active).collect();
        choices.sort_by_key(|value| value.sort_order);
        choices
    }

    /// The only value of this label, one in use before a retired one; `None` if it is not the only one.
    fn choice(&self, field: &str, label: &str, belongs: impl Fn(&PicklistValue) -> bool) -> Option<&str> {
        let label = label.trim();
        let same = |value: &&PicklistValue| value.label.trim().to_lowercase() == label.to_lowercase() && belongs(value);
        let values = || self.get(field).into_iter().flat_map(|field| &field.picklist_values).filter(same);
        let first = values().find(|value| value.is_active).or_else(|| values().next())?;
        let is_only = values().all(|value| value.is_active != first.is_active || value.value == first.value);
        is_only.then(|| first.value.trim())
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
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // 0 none, 1 all, 2 restricted; what else may come is taken for the cautious middle.
        Ok(match i64::deserialize(deserializer)? {
            0 => Self::None,
            1 => Self::All,
            _ => Self::Restricted,
        })
    }
}

/// Text that some answers write as a number.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    read(deserializer).map(Option::unwrap_or_default)
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
    fn a_label_that_stands_in_several_lists_needs_its_parent() {
        let value = |value: i64, parent: &str, order: i64| json!({"value": value, "label": "Other", "parentValue": parent, "sortOrder": order, "isDefaultValue": true});
        let fields: Fields = serde_json::from_value(json!({"fields": [{
            "name": "subIssueType", "isPickList": true, "picklistParentValueField": "issueType",
            "picklistValues": [value(11, "1", 2), value(12, "2", 1)],
        }]}))
        .unwrap();
        assert_eq!(fields.picklist_value("subIssueType", "Other"), None);
        assert_eq!(fields.picklist_value_under("subIssueType", "other", 2), Some(12));
        assert_eq!(fields.picklist_value_under("subIssueType", "Other", 3), None);
        assert_eq!(fields.get("subissuetype").unwrap().picklist_parent_value_field.as_deref(), Some("issueType"));
        let order: Vec<&str> = fields.choices("subIssueType").iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(order, ["12", "11"]);
        assert!(fields.choices("nowhere").is_empty());
    }

    #[test]
    fn a_value_that_is_no_number_is_found_as_text() {
        assert_eq!(fields().picklist_code("periodType", "monthly"), Some("m"));
        assert_eq!(fields().picklist_code("status", "Submitted"), Some("2"));
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
