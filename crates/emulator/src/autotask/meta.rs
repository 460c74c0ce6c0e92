//! What is known of each entity, read once from the data compiled in. Facts only: no rows, no rules.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse(include_str!("../../data/autotask-entities.json"))
        .expect("the entity data is compiled in and read by a test")
});

/// All entities. Positions in it are stable and serve as table numbers.
pub(crate) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

/// The entity of that name in URLs, whatever its case.
pub(crate) fn entity(name: &str) -> Option<&'static Entity> {
    let catalogue = catalogue();
    catalogue.by_name.get(&name.to_ascii_lowercase()).map(|&at| &catalogue.entities[at])
}

/// The entity that metadata and references call so, like `Company`.
pub(crate) fn entity_of_singular(name: &str) -> Option<&'static Entity> {
    let catalogue = catalogue();
    catalogue.by_singular.get(name).map(|&at| &catalogue.entities[at])
}

/// The child entity below a parent at that path segment, whatever its case.
pub(crate) fn child_entity(parent: &Entity, segment: &str) -> Option<&'static Entity> {
    catalogue().entities.iter().find(|entity| {
        entity
            .child
            .as_ref()
            .is_some_and(|child| child.of == parent.name && child.segment.eq_ignore_ascii_case(segment))
    })
}

#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) entities: Vec<Entity>,
    by_name: HashMap<String, usize>,
    by_singular: HashMap<String, usize>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Entity {
    /// Position in the catalogue.
    #[serde(skip)]
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) singular: String,
    #[serde(default)]
    pub(crate) older_name: Option<String>,
    pub(crate) access: Vec<Access>,
    #[serde(default)]
    pub(crate) udf: bool,
    #[serde(default)]
    pub(crate) webhooks: bool,
    #[serde(default)]
    pub(crate) impersonation: bool,
    pub(crate) routes: Routes,
    #[serde(default)]
    pub(crate) child: Option<ChildRoute>,
    pub(crate) fields: Vec<Field>,
    #[serde(skip)]
    positions: HashMap<String, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Access {
    Create,
    Update,
    Delete,
    Query,
}

impl Access {
    /// As in the vendor's messages.
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Query => "query",
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Routes {
    #[serde(default)]
    pub(crate) query: Vec<String>,
    #[serde(default)]
    pub(crate) root: Vec<String>,
    #[serde(default)]
    pub(crate) one: Vec<String>,
    #[serde(default)]
    pub(crate) metadata: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ChildRoute {
    pub(crate) of: String,
    pub(crate) segment: String,
    /// The child's field that names the parent.
    pub(crate) by: String,
    #[serde(default)]
    pub(crate) list: Vec<String>,
    #[serde(default)]
    pub(crate) one: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) length: usize,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) read_only: bool,
    #[serde(default)]
    pub(crate) create_only: bool,
    #[serde(default)]
    pub(crate) not_queryable: bool,
    #[serde(default)]
    pub(crate) references: Option<String>,
    #[serde(default)]
    pub(crate) picklist: Option<Vec<(String, String)>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Integer,
    Long,
    Short,
    String,
    DateTime,
    Boolean,
    Double,
    Decimal,
}

impl Kind {
    /// As in metadata.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Short => "short",
            Self::String => "string",
            Self::DateTime => "datetime",
            Self::Boolean => "boolean",
            Self::Double => "double",
            Self::Decimal => "decimal",
        }
    }
}

impl Field {
    /// Whether a POST may set it. Receiving is all read-only, yet four of its fields are taken.
    pub(crate) fn taken_on_create(&self) -> bool {
        self.name != "id" && (!self.read_only || self.create_only)
    }

    /// Whether a PATCH or PUT may change it.
    pub(crate) fn taken_on_update(&self) -> bool {
        self.name != "id" && !self.read_only && !self.create_only
    }
}

impl Entity {
    /// Position of a field, whatever the case of its name.
    pub(crate) fn position(&self, field: &str) -> Option<usize> {
        self.positions.get(field).or_else(|| self.positions.get(&field.to_ascii_lowercase())).copied()
    }

    /// A field by its name, whatever its case.
    #[cfg(test)]
    fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).map(|at| &self.fields[at])
    }

    /// Position of the field that names the parent of a child entity.
    pub(crate) fn parent_field(&self) -> Option<usize> {
        self.child.as_ref().and_then(|child| self.position(&child.by))
    }

    pub(crate) fn offers(&self, access: Access) -> bool {
        self.access.contains(&access)
    }
}

impl Catalogue {
    fn parse(text: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct File {
            entities: Vec<Entity>,
        }
        let mut entities = serde_json::from_str::<File>(text)?.entities;
        for (index, entity) in entities.iter_mut().enumerate() {
            entity.index = index;
            for (at, field) in entity.fields.iter().enumerate() {
                entity.positions.insert(field.name.clone(), at);
                entity.positions.insert(field.name.to_ascii_lowercase(), at);
            }
        }
        let by_name = entities.iter().map(|entity| (entity.name.to_ascii_lowercase(), entity.index)).collect();
        let by_singular = entities.iter().map(|entity| (entity.singular.clone(), entity.index)).collect();
        Ok(Self { entities, by_name, by_singular })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_whole_and_every_child_hangs_on_an_existing_field() {
        assert_eq!(catalogue().entities.len(), 56);
        for entity in &catalogue().entities {
            assert_eq!(entity.fields[0].name, "id", "{}", entity.name);
            if let Some(child) = &entity.child {
                let by = entity.field(&child.by).unwrap_or_else(|| panic!("{} has no {}", entity.name, child.by));
                assert!(by.required || by.references.is_some() || by.create_only, "{}", entity.name);
            }
        }
    }

    #[test]
    fn names_are_found_whatever_their_case() {
        let items = entity("purchaseORDERitems").unwrap();
        assert_eq!(items.field("ORDERid").unwrap().name, "orderID");
        let orders = entity_of_singular("PurchaseOrder").unwrap();
        assert_eq!(child_entity(orders, "ITEMS").unwrap().name, "PurchaseOrderItems");
        assert!(child_entity(orders, "Notes").is_none());
    }

    #[test]
    fn receiving_takes_four_of_its_read_only_fields() {
        let receiving = entity("PurchaseOrderItemReceiving").unwrap();
        assert!(receiving.fields.iter().all(|field| field.read_only));
        assert_eq!(receiving.fields.iter().filter(|field| field.taken_on_create()).count(), 4);
    }
}
