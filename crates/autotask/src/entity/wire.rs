//! Records as JSON members: what the declared entities are read from and written to.
//!
//! It must not know any particular entity.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value};

use super::UserDefinedField;
use crate::value::WireValue;

/// The member that holds the tenant's own fields.
const USER_DEFINED_FIELDS: &str = "userDefinedFields";

/// The members of a record that was received; each is taken once.
pub(crate) struct Members(Map<String, Value>);

/// A member whose value is of another type than documented.
pub(crate) struct Misread {
    name: &'static str,
    expected: &'static str,
}

/// A record that can be made of its members.
pub(crate) trait FromMembers: Sized {
    /// Takes the known members and keeps the others.
    fn from_members(members: Members) -> Result<Self, Misread>;
}

/// Reads a record.
pub(crate) fn read<'de, D: Deserializer<'de>, T: FromMembers>(deserializer: D) -> Result<T, D::Error> {
    T::from_members(Members(Map::deserialize(deserializer)?)).map_err(D::Error::custom)
}

impl Members {
    /// The id, which every record has.
    pub(crate) fn id(&mut self) -> Result<i64, Misread> {
        self.take("id")?.ok_or(Misread { name: "id", expected: i64::EXPECTED })
    }

    /// A member that may be absent or null.
    pub(crate) fn take<T: WireValue>(&mut self, name: &'static str) -> Result<Option<T>, Misread> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::from_json(&value).map(Some).ok_or(Misread { name, expected: T::EXPECTED }),
        }
    }

    /// The tenant's own fields, which may be absent or null.
    pub(crate) fn user_defined_fields(&mut self) -> Result<Vec<UserDefinedField>, Misread> {
        let value = self.0.remove(USER_DEFINED_FIELDS).unwrap_or_default();
        Option::<Vec<UserDefinedField>>::deserialize(value)
            .map(Option::unwrap_or_default)
            .map_err(|_| Misread { name: USER_DEFINED_FIELDS, expected: "a list of names with values" })
    }

    /// What nobody has taken.
    pub(crate) fn rest(self) -> Map<String, Value> {
        self.0
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.name, self.expected)
    }
}

/// The members of a record to send.
pub(crate) struct Body(Map<String, Value>);

impl Body {
    pub(crate) fn empty() -> Self {
        Self(Map::new())
    }

    /// Starts with members that are not declared.
    pub(crate) fn with(other: &Map<String, Value>) -> Self {
        Self(other.clone())
    }

    pub(crate) fn put<T: WireValue>(&mut self, name: &str, value: &T) {
        self.0.insert(name.to_owned(), value.to_json());
    }

    /// A member that is left out if there is none.
    pub(crate) fn put_some<T: WireValue>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// A member that is left out if it does not change; `Some(None)` is an explicit null.
    pub(crate) fn put_change<T: WireValue>(&mut self, name: &str, change: &Option<Option<T>>) {
        if let Some(value) = change {
            self.0.insert(name.to_owned(), value.as_ref().map_or(Value::Null, T::to_json));
        }
    }

    /// The tenant's own fields; left out if there are none.
    pub(crate) fn put_user_defined_fields(&mut self, fields: &[UserDefinedField]) {
        if !fields.is_empty() {
            let as_json = |field: &UserDefinedField| serde_json::json!({"name": field.name, "value": field.value});
            self.0.insert(USER_DEFINED_FIELDS.to_owned(), fields.iter().map(as_json).collect());
        }
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::entity::{Contact, Product};

    #[test]
    fn a_member_of_another_type_is_named() {
        let wrong = |json: Value| serde_json::from_value::<Product>(json).unwrap_err().to_string();
        assert_eq!(wrong(json!({"id": 1, "unitCost": "a lot"})), "unitCost: expected a decimal number");
        assert_eq!(wrong(json!({"id": null})), "id: expected an integer");
        assert_eq!(wrong(json!({"name": "without an id"})), "id: expected an integer");
        assert_eq!(
            wrong(json!({"id": 1, "userDefinedFields": [1]})),
            "userDefinedFields: expected a list of names with values"
        );
        assert!(wrong(json!([])).contains("expected a map"));
    }

    #[test]
    fn absent_and_null_are_the_same() {
        let read = |json: Value| serde_json::from_value::<Contact>(json).unwrap();
        let plain = read(json!({"id": 1}));
        assert_eq!(plain, read(json!({"id": "1", "firstName": null, "userDefinedFields": null})));
        assert_eq!(serde_json::to_value(&plain).unwrap(), json!({"id": 1}));
    }

    #[test]
    fn what_is_declared_wins_over_what_is_not() {
        let mut product: Product = serde_json::from_value(json!({"id": 1, "sku": "A"})).unwrap();
        product.other.insert("sku".into(), json!("B"));
        assert_eq!(serde_json::to_value(&product).unwrap()["sku"], "A");
    }
}
