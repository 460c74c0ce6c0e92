//! A tenant's own answers about its entities, put over what is compiled in: fields, lists, fields of its own, and whole
//! entities that the data file does not have. A file holds the interface's answers as they came:
//! `{"Products": {"info": .., "fields": [..], "userDefinedFields": [..]}, ..}`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::meta::{Access, Catalogue, ChildRoute, Entity, Field, Kind, Routes};
use super::record::UdfDefinition;

const LISTED: &str = include_str!("../../data/autotask-routes.txt");

/// Why a tenant's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TenantFileError {
    /// The file cannot be read.
    #[error("the tenant file {path} cannot be read")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file does not hold answers about entities.
    #[error("the tenant file {path} does not hold an object of entityInformation answers")]
    Parse {
        /// The file.
        path: String,
        /// Where and why.
        source: serde_json::Error,
    },
    /// An entity that the vendor does not list.
    #[error("the vendor lists no entity named {0}")]
    UnknownEntity(String),
}

/// What a tenant said of its entities, by their names in URLs.
#[derive(Clone, Debug, Default)]
pub struct TenantDump {
    entities: BTreeMap<String, EntityDump>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntityDump {
    #[serde(default, alias = "entityInformation")]
    info: Value,
    #[serde(default)]
    fields: Value,
    #[serde(default)]
    user_defined_fields: Value,
}

impl TenantDump {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is no such object, or names an entity that the vendor does not list.
    pub fn from_file(path: &Path) -> Result<Self, TenantFileError> {
        let shown = || path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| TenantFileError::Read { path: shown(), source })?;
        Self::parse(&text).map_err(|source| TenantFileError::Parse { path: shown(), source })?.checked()
    }

    fn parse(text: &str) -> serde_json::Result<Self> {
        let mut whole: Value = serde_json::from_str(text)?;
        let entities = match whole.get_mut("entities") {
            Some(entities) => entities.take(),
            None => whole,
        };
        Ok(Self { entities: serde_json::from_value(entities)? })
    }

    fn checked(self) -> Result<Self, TenantFileError> {
        let unknown = |name: &&String| Catalogue::standard().entity(name).is_none() && routes_of(name).is_none();
        match self.entities.keys().find(unknown) {
            Some(name) => Err(TenantFileError::UnknownEntity(name.clone())),
            None => Ok(self),
        }
    }

    /// The compiled-in entities with the tenant's answers over them; it lives as long as the process.
    pub(crate) fn catalogue(&self) -> &'static Catalogue {
        let mut entities = Catalogue::standard().entities.clone();
        for (name, dump) in &self.entities {
            let known = entities.iter_mut().find(|entity| entity.name.eq_ignore_ascii_case(name));
            match known {
                Some(entity) => dump.put_over(entity),
                None => entities.extend(dump.new_entity(name)),
            }
        }
        Box::leak(Box::new(Catalogue::of(entities)))
    }

    /// The tenant's own fields of an entity.
    pub(crate) fn udfs(&self) -> impl Iterator<Item = (&str, Vec<UdfDefinition>)> {
        self.entities.iter().map(|(name, dump)| {
            let all = rows(&dump.user_defined_fields).iter().filter_map(udf);
            (name.as_str(), all.collect())
        })
    }
}

impl EntityDump {
    fn put_over(&self, entity: &mut Entity) {
        for (flag, access) in [
            ("canCreate", Access::Create),
            ("canUpdate", Access::Update),
            ("canDelete", Access::Delete),
            ("canQuery", Access::Query),
        ] {
            match self.info_flag(flag) {
                Some(true) if !entity.access.contains(&access) => entity.access.push(access),
                Some(false) => entity.access.retain(|offered| *offered != access),
                _ => {}
            }
        }
        entity.udf = self.info_flag("hasUserDefinedFields").unwrap_or(entity.udf);
        for said in rows(&self.fields) {
            let Some(field) = field(said) else { continue };
            let known = entity.fields.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&field.name));
            match known {
                Some(known) => *known = Field { name: known.name.clone(), create_only: known.create_only, ..field },
                None => entity.fields.push(field),
            }
        }
        // Rows are numbered by their first field.
        entity.fields.sort_by_key(|field| field.name != "id");
    }

    /// An entity of which nothing but its routes was known before; `None` if it has no field `id`.
    fn new_entity(&self, name: &str) -> Option<Entity> {
        let (name, routes) = routes_of(name)?;
        let said = self.info()["name"].as_str().map(str::to_owned);
        let singular = said.unwrap_or_else(|| name.strip_suffix('s').unwrap_or(&name).to_owned());
        let mut entity = Entity::bare(name, singular, routes);
        self.put_over(&mut entity);
        entity.child = child_of(&entity);
        entity.fields.first().is_some_and(|field| field.name == "id").then_some(entity)
    }

    fn info(&self) -> &Value {
        self.info.get("info").unwrap_or(&self.info)
    }

    fn info_flag(&self, name: &str) -> Option<bool> {
        self.info()[name].as_bool()
    }
}

/// A list as it stands, or the list in an answer `{"fields": [..]}`.
fn rows(said: &Value) -> &[Value] {
    said.get("fields").unwrap_or(said).as_array().map_or(&[], Vec::as_slice)
}

fn field(said: &Value) -> Option<Field> {
    let name = said["name"].as_str().filter(|name| !name.is_empty())?;
    let flag = |member: &str| said[member].as_bool().unwrap_or_default();
    let text = |member: &str| said[member].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let list = said["picklistValues"].as_array().map(|values| {
        let pair = |value: &Value| Some((value["value"].as_str()?.to_owned(), value["label"].as_str()?.to_owned()));
        values.iter().filter_map(pair).collect()
    });
    Some(Field {
        name: camel(name),
        kind: kind(said["dataType"].as_str().unwrap_or_default()),
        length: said["length"].as_u64().and_then(|length| usize::try_from(length).ok()).unwrap_or_default(),
        required: flag("isRequired"),
        read_only: flag("isReadOnly"),
        create_only: flag("isRequired") && flag("isReadOnly") && name != "id",
        not_queryable: said["isQueryable"].as_bool() == Some(false),
        references: flag("isReference").then(|| text("referenceEntityType").unwrap_or_default()),
        picklist: if flag("isPickList") { Some(list.unwrap_or_default()) } else { None },
        said: Some(said.clone()),
    })
}

fn udf(said: &Value) -> Option<UdfDefinition> {
    let name = said["label"].as_str().filter(|label| !label.is_empty()).or(said["name"].as_str())?;
    let kind = said["type"].as_str().or(said["dataType"].as_str()).unwrap_or("string");
    Some(UdfDefinition { name: name.to_owned(), kind: kind.to_owned(), said: Some(said.clone()) })
}

fn kind(said: &str) -> Kind {
    match said.to_ascii_lowercase().as_str() {
        "integer" | "int" => Kind::Integer,
        "long" => Kind::Long,
        "short" => Kind::Short,
        "datetime" => Kind::DateTime,
        "boolean" => Kind::Boolean,
        "double" | "float" => Kind::Double,
        "decimal" => Kind::Decimal,
        _ => Kind::String,
    }
}

/// A name as rows carry it: older captures have a capital at the front.
fn camel(name: &str) -> String {
    let is_short = name.len() <= 2;
    let mut characters = name.chars();
    match characters.next() {
        Some(_) if is_short => name.to_ascii_lowercase(),
        Some(first) => first.to_ascii_lowercase().to_string() + characters.as_str(),
        None => String::new(),
    }
}

/// Name and routes of an entity as the vendor lists them, whatever the case of the name asked for.
fn routes_of(name: &str) -> Option<(String, Routes)> {
    lines().find(|(listed, _)| !listed.contains('/') && listed.eq_ignore_ascii_case(name))
}

/// Every listed entity and child.
fn lines() -> impl Iterator<Item = (String, Routes)> {
    let verbs = |text: &str| text.split(',').filter(|verb| *verb != "-").map(str::to_owned).collect::<Vec<_>>();
    LISTED.lines().filter_map(move |line| {
        let ["*" | "-", name, root, one, query, metadata] = line.split(' ').collect::<Vec<_>>()[..] else {
            return None;
        };
        let query = if query == "query" { verbs("GET,POST") } else { Vec::new() };
        Some((name.to_owned(), Routes { query, root: verbs(root), one: verbs(one), metadata: metadata != "-" }))
    })
}

/// The child route of an entity: that of a parent and a segment whose names together are its own.
fn child_of(entity: &Entity) -> Option<ChildRoute> {
    lines().find_map(|(name, routes)| {
        let (parent, segment) = name.split_once('/')?;
        let singular = parent.strip_suffix("ies").map(|start| format!("{start}y"));
        let singular = singular.or_else(|| parent.strip_suffix('s').map(str::to_owned))?;
        if !entity.name.eq_ignore_ascii_case(&format!("{singular}{segment}")) {
            return None;
        }
        let by = [format!("{singular}ID"), "parentID".to_owned()];
        let by = entity.fields.iter().find(|field| by.iter().any(|by| by.eq_ignore_ascii_case(&field.name)))?;
        Some(ChildRoute {
            of: parent.to_owned(),
            segment: segment.to_owned(),
            by: by.name.clone(),
            list: routes.root,
            one: routes.one,
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dump(value: Value) -> TenantDump {
        TenantDump::parse(&value.to_string()).unwrap()
    }

    #[test]
    fn answers_are_taken_as_they_come_and_put_over_what_is_known() {
        let field = json!({"name": "ProductCategory", "dataType": "integer", "isPickList": true, "isRequired": true,
            "picklistValues": [{"value": "77", "label": "Routers"}]});
        let more = json!({"name": "newField", "dataType": "string", "length": 9});
        let dump =
            dump(json!({"Products": {"info": {"info": {"canDelete": true}}, "fields": {"fields": [field, more]}}}));
        let products = dump.catalogue().entity("products").unwrap();
        let category = &products.fields[products.position("productCategory").unwrap()];
        assert_eq!((category.required, category.name.as_str()), (true, "productCategory"));
        assert_eq!(category.picklist, Some(vec![("77".to_owned(), "Routers".to_owned())]));
        assert_eq!(products.fields[products.position("newField").unwrap()].length, 9);
        assert!(products.offers(Access::Delete) && products.position("sku").is_some());
    }

    #[test]
    fn an_entity_that_is_not_kept_is_served_once_its_fields_are_told() {
        let field = |name: &str| json!({"name": name, "dataType": "long", "isReadOnly": name == "id"});
        let dump = dump(json!({
            "CompanyToDos": {"fields": [field("companyID"), field("id")]},
            "Roles": {"info": {"name": "Role"}, "fields": [field("id")]},
        }));
        let catalogue = dump.catalogue();
        assert_eq!(catalogue.child_entity("companies", "ToDos").unwrap().name, "CompanyToDos");
        assert_eq!(catalogue.entity("roles").unwrap().routes.query, ["GET", "POST"]);
        assert_eq!(catalogue.entity_of_singular("Role").unwrap().name, "Roles");
    }

    #[test]
    fn an_entity_that_the_vendor_does_not_list_is_refused_by_name() {
        let refused = dump(json!({"Nonsense": {}})).checked().unwrap_err();
        assert_eq!(refused.to_string(), "the vendor lists no entity named Nonsense");
    }
}
