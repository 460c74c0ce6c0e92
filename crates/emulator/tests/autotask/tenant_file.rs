//! A tenant's own answers over the compiled-in ones: lists, fields, fields of its own, entities that were not kept.

use linkspan_emulator::autotask::{Limits, TenantDump, TenantFileError};
use serde_json::{Value, json};

use crate::world::{World, error};

async fn world(file: Value) -> World {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenant.json");
    std::fs::write(&path, file.to_string()).unwrap();
    let tenant = TenantDump::from_file(&path).unwrap();
    World::with(|options| {
        options.limits = Limits::off();
        options.tenant = Some(tenant);
    })
    .await
}

fn status_field() -> Value {
    let labels = ["Canceled", "New", "Received Full", "Received Partial", "Submitted"];
    let values: Vec<Value> = labels
        .iter()
        .zip(31..)
        .map(|(label, number)| json!({"value": number.to_string(), "label": label, "isActive": true, "isSystem": true}))
        .collect();
    json!({"name": "status", "dataType": "integer", "isRequired": true, "isPickList": true, "isQueryable": true,
        "picklistValues": values})
}

#[tokio::test]
async fn the_tenants_own_lists_rule_and_are_repeated_as_they_were_told() {
    let world = world(json!({"PurchaseOrders": {"fields": {"fields": [status_field()]}}})).await;
    let (_, fields) = world.get("PurchaseOrders/entityInformation/fields").await;
    let told = fields["fields"].as_array().unwrap().iter().find(|field| field["name"] == "status").unwrap();
    assert_eq!(told, &status_field());
    let order =
        json!({"vendorID": world.ready.vendor_company_id, "status": 32, "shipToName": "Demo", "shipToAddress1": "1"});
    let order = world.created("PurchaseOrders", order).await;
    let product = world.product("Own Numbers").await;
    let item = world.order_item(order, product, 1).await;
    assert_eq!(world.patch("PurchaseOrders", json!({"id": order, "status": 35})).await.0, 200);
    world.created(&format!("PurchaseOrderItems/{item}/Receiving"), json!({"quantityNowReceiving": 1})).await;
    assert_eq!(world.item(&format!("PurchaseOrders/{order}")).await["status"], 33);
    let (status, body) = world.patch("PurchaseOrders", json!({"id": order, "status": 2})).await;
    assert_eq!((status, error(&body)), (500, "Picklist value [2] does not exist for status"));
}

#[tokio::test]
async fn fields_that_were_added_since_and_fields_of_the_tenant_are_served() {
    let field = json!({"name": "swatchColour", "dataType": "string", "length": 7, "isQueryable": true});
    let udf = json!({"name": "Rack Unit", "label": "Rack Unit", "type": "string", "isRequired": false});
    let world =
        world(json!({"entities": {"Products": {"fields": [field], "userDefinedFields": {"fields": [udf]}}}})).await;
    let product = world.product("Coloured").await;
    let change =
        json!({"id": product, "swatchColour": "#aabbcc", "userDefinedFields": [{"name": "rack unit", "value": "2"}]});
    assert_eq!(world.patch("Products", change).await.0, 200);
    let filter = json!([{"op": "eq", "field": "Rack Unit", "value": "2", "udf": true}]);
    assert_eq!(world.matching("Products", filter, "swatchColour").await, ["#aabbcc"]);
    let (status, body) = world.patch("Products", json!({"id": product, "swatchColour": "too long"})).await;
    assert_eq!((status, error(&body).contains("7 are allowed")), (500, true));
}

#[tokio::test]
async fn an_entity_that_was_not_kept_can_be_used_once_its_fields_are_told() {
    let field = |name: &str, kind: &str, fixed: bool| json!({"name": name, "dataType": kind, "isRequired": true, "isReadOnly": fixed});
    let fields =
        [field("id", "long", true), field("companyID", "integer", true), field("activityDescription", "string", false)];
    let world = world(json!({"CompanyToDos": {"fields": fields}})).await;
    let id = world.created("Companies/174/ToDos", json!({"activityDescription": "Call"})).await;
    assert_eq!(world.item(&format!("CompanyToDos/{id}")).await["companyID"], 174);
    let (status, _) = world.post("CompanyToDos", json!({})).await;
    assert_eq!(status, 404, "children are written below their parent");
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenant.json");
    assert!(matches!(TenantDump::from_file(&path), Err(TenantFileError::Read { .. })));
    std::fs::write(&path, "[1, 2]").unwrap();
    assert!(matches!(TenantDump::from_file(&path), Err(TenantFileError::Parse { .. })));
    std::fs::write(&path, r#"{"Nonsense": {}}"#).unwrap();
    assert!(matches!(TenantDump::from_file(&path), Err(TenantFileError::UnknownEntity(name)) if name == "Nonsense"));
}
