//! What the interface tells about entities and their fields, for the calling user.

use serde_json::{Value, json};

use super::auth::Caller;
use super::meta::{Access, Catalogue, Entity, Field, Kind};
use super::quirks::{MetadataNames, MoneyType, Quirks, ReferenceNames, UdfFlag};
use super::record::UdfDefinition;
use super::tenant::Data;

/// All entities.
pub(crate) fn entities(data: &Data, caller: &Caller, quirks: &Quirks) -> Value {
    let all: Vec<Value> =
        data.catalogue.entities.iter().map(|entity| json!({"info": info(entity, caller, data, quirks)})).collect();
    json!({ "entityDescriptions": all })
}

/// One entity's flags.
pub(crate) fn info(entity: &Entity, caller: &Caller, data: &Data, quirks: &Quirks) -> Value {
    let has_udfs = match quirks.udf_flag {
        UdfFlag::Entity => entity.udf,
        UdfFlag::Tenant => !data.udfs(entity).is_empty(),
    };
    let access = |access| u8::from(entity.offers(access) && caller.user.rights.permits(entity, access));
    json!({
        "name": entity.singular,
        "canCreate": entity.offers(Access::Create),
        "canDelete": entity.offers(Access::Delete),
        "canQuery": entity.offers(Access::Query),
        "canUpdate": entity.offers(Access::Update),
        "userAccessForCreate": access(Access::Create),
        "userAccessForDelete": access(Access::Delete),
        "userAccessForQuery": access(Access::Query),
        "userAccessForUpdate": access(Access::Update),
        "hasUserDefinedFields": has_udfs,
        "supportsWebhookCallouts": entity.webhooks,
    })
}

/// An entity's fields with their lists.
pub(crate) fn fields(entity: &Entity, data: &Data, quirks: &Quirks) -> Value {
    let all = entity.fields.iter().enumerate();
    let shown: Vec<Value> = all
        .map(|(at, known)| {
            let mut shown = field(known, data, data.picklist(entity, at), quirks);
            if known.said.is_none() {
                shown["isSupportedWebhookField"] = json!(entity.webhooks && at > 0);
            }
            shown
        })
        .collect();
    json!({ "fields": shown })
}

/// The user-defined fields of the tenant.
pub(crate) fn udfs(entity: &Entity, data: &Data) -> Value {
    let shown: Vec<Value> = data.udfs(entity).iter().map(|definition| udf(definition, entity.webhooks)).collect();
    json!({ "fields": shown })
}

fn field(field: &Field, data: &Data, list: Option<&[(String, String)]>, quirks: &Quirks) -> Value {
    if let Some(said) = &field.said {
        return said.clone();
    }
    let kind = match (field.kind, quirks.money_type) {
        (Kind::Double, MoneyType::Decimal) => Kind::Decimal,
        (kind, _) => kind,
    };
    json!({
        "name": field_name(&field.name, quirks),
        "dataType": kind.name(),
        "length": field.length,
        "isRequired": field.required,
        "isReadOnly": field.read_only,
        "isQueryable": !field.not_queryable,
        "isReference": field.references.is_some(),
        "referenceEntityType": reference_name(field, data.catalogue, quirks),
        "isPickList": list.is_some(),
        "picklistValues": list.map(picklist),
        "picklistParentValueField": "",
        "isSupportedWebhookField": false,
    })
}

fn picklist(list: &[(String, String)]) -> Vec<Value> {
    let all = list.iter().enumerate();
    all.map(|(at, (value, label))| {
        json!({
            "value": value,
            "label": label,
            "isDefaultValue": false,
            "sortOrder": at + 1,
            "parentValue": "",
            "isActive": true,
            "isSystem": false,
        })
    })
    .collect()
}

fn udf(udf: &UdfDefinition, in_webhooks: bool) -> Value {
    if let Some(said) = &udf.said {
        return said.clone();
    }
    json!({
        "name": udf.name,
        "label": udf.name,
        "type": udf.kind,
        "dataType": udf.kind,
        "length": if udf.kind == "string" { 255 } else { 0 },
        "description": "",
        "isRequired": false,
        "isReadOnly": false,
        "isQueryable": true,
        "isReference": false,
        "referenceEntityType": "",
        "isPickList": false,
        "picklistValues": null,
        "picklistParentValueField": "",
        "defaultValue": "",
        "isSupportedWebhookField": in_webhooks,
    })
}

fn field_name(name: &str, quirks: &Quirks) -> String {
    match quirks.metadata_names {
        MetadataNames::Camel => name.to_owned(),
        MetadataNames::Pascal => {
            let (first, rest) = name.split_at(1);
            first.to_ascii_uppercase() + rest
        }
    }
}

fn reference_name<'a>(field: &'a Field, catalogue: &'a Catalogue, quirks: &Quirks) -> &'a str {
    let name = field.references.as_deref().unwrap_or_default();
    match quirks.reference_names {
        ReferenceNames::Rest => name,
        ReferenceNames::Older => {
            catalogue.entity_of_singular(name).and_then(|target| target.older_name.as_deref()).unwrap_or(name)
        }
    }
}
