//! What is known of each entity, read once from the data compiled in. Facts only: no rows, no rules.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

static STANDARD: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse(include_str!("../../data/autotask-entities.json"))
        .expect("the entity data is compiled in and read by a test")
});

/// All entities. Positions in it are stable and serve as table numbers.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) entities: Vec<Entity>,
    by_name: HashMap<String, usize>,
    by_singular: HashMap<String, usize>,
    /// Child entities by their parent and their path segment, both in small letters.
    by_segment: HashMap<(String, String), usize>,
}

#[derive(Clone, Debug, Deserialize)]
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
    /// Whether it comes from a tenant's file alone.
    #[serde(skip)]
    pub(crate) is_added: bool,
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

#[derive(Clone, Debug, Default, Deserialize)]
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

#[derive(Clone, Debug, Deserialize)]
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

#[derive(Clone, Debug, Deserialize)]
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
    /// What the tenant itself said of the field, to be repeated.
    #[serde(skip)]
    pub(crate) said: Option<Value>,
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

    /// Whether it tells what something cost, which a security level may hide.
    pub(crate) fn is_cost(&self) -> bool {
        matches!(self.kind, Kind::Double | Kind::Decimal) && self.name.to_ascii_lowercase().contains("cost")
    }

    /// Whether a PATCH or PUT may change it.
    pub(crate) fn taken_on_update(&self) -> bool {
        self.name != "id" && !self.read_only && !self.create_only
    }
}

impl Entity {
    /// An entity of which only its routes are known.
    pub(crate) fn bare(name: String, singular: String, routes: Routes) -> Self {
        let offers = |verbs: &[String], verb: &str| verbs.iter().any(|offered| offered == verb);
        let listed = [
            (Access::Create, offers(&routes.root, "POST")),
            (Access::Update, offers(&routes.root, "PATCH")),
            (Access::Delete, offers(&routes.one, "DELETE")),
            (Access::Query, !routes.query.is_empty()),
        ];
        Self {
            index: 0,
            name,
            singular,
            older_name: None,
            access: listed.into_iter().filter(|(_, is_listed)| *is_listed).map(|(access, _)| access).collect(),
            udf: false,
            webhooks: false,
            impersonation: false,
            routes,
            child: None,
            fields: Vec::new(),
            is_added: true,
            positions: HashMap::new(),
        }
    }

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
    /// The one that is compiled in.
    pub(crate) fn standard() -> &'static Self {
        &STANDARD
    }

    /// The entity of that name in URLs, whatever its case.
    pub(crate) fn entity(&self, name: &str) -> Option<&Entity> {
        let at = self.by_name.get(name).or_else(|| self.by_name.get(&name.to_ascii_lowercase()))?;
        self.entities.get(*at)
    }

    /// The entity that metadata and references call so, like `Company`.
    pub(crate) fn entity_of_singular(&self, name: &str) -> Option<&Entity> {
        self.by_singular.get(name).and_then(|&at| self.entities.get(at))
    }

    /// The child entity below a parent at that path segment, whatever their case. The parent need not be kept itself.
    pub(crate) fn child_entity(&self, parent: &str, segment: &str) -> Option<&Entity> {
        let key = (parent.to_ascii_lowercase(), segment.to_ascii_lowercase());
        self.by_segment.get(&key).and_then(|&at| self.entities.get(at))
    }

    fn parse(text: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct File {
            entities: Vec<Entity>,
        }
        serde_json::from_str::<File>(text).map(|file| Self::of(file.entities))
    }

    /// Numbers entities and fields by their places.
    pub(crate) fn of(mut entities: Vec<Entity>) -> Self {
        for (index, entity) in entities.iter_mut().enumerate() {
            entity.index = index;
            entity.positions.clear();
            for (at, field) in entity.fields.iter().enumerate() {
                entity.positions.insert(field.name.clone(), at);
                entity.positions.insert(field.name.to_ascii_lowercase(), at);
            }
        }
        let by_name = entities.iter().map(|entity| (entity.name.to_ascii_lowercase(), entity.index)).collect();
        let by_singular = entities.iter().map(|entity| (entity.singular.clone(), entity.index)).collect();
        let by_segment = entities.iter().filter_map(|entity| {
            let child = entity.child.as_ref()?;
            Some(((child.of.to_ascii_lowercase(), child.segment.to_ascii_lowercase()), entity.index))
        });
        let by_segment = by_segment.collect();
        Self { entities, by_name, by_singular, by_segment }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_whole_and_every_child_hangs_on_an_existing_field() {
        assert_eq!(Catalogue::standard().entities.len(), 56);
        for entity in &Catalogue::standard().entities {
            assert_eq!(entity.fields[0].name, "id", "{}", entity.name);
            if let Some(child) = &entity.child {
                let by = entity.field(&child.by).unwrap_or_else(|| panic!("{} has no {}", entity.name, child.by));
                assert!(by.required || by.references.is_some() || by.create_only, "{}", entity.name);
            }
        }
    }

    #[test]
    fn names_are_found_whatever_their_case() {
        let items = Catalogue::standard().entity("purchaseORDERitems").unwrap();
        assert_eq!(items.field("ORDERid").unwrap().name, "orderID");
        let orders = Catalogue::standard().entity_of_singular("PurchaseOrder").unwrap();
        assert_eq!(Catalogue::standard().child_entity(&orders.name, "ITEMS").unwrap().name, "PurchaseOrderItems");
        assert!(Catalogue::standard().child_entity(&orders.name, "Notes").is_none());
    }

    #[test]
    fn receiving_takes_four_of_its_read_only_fields() {
        let receiving = Catalogue::standard().entity("PurchaseOrderItemReceiving").unwrap();
        assert!(receiving.fields.iter().all(|field| field.read_only));
        assert_eq!(receiving.fields.iter().filter(|field| field.taken_on_create()).count(), 4);
    }
}
