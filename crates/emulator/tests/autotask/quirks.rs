//! Every uncertain behaviour, switched away from its default.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, answer, error};

async fn with(quirks: &[(&str, &str)]) -> World {
    World::with(|options| {
        for (name, choice) in quirks {
            options.quirks.set(name, choice).unwrap();
        }
    })
    .await
}

fn wrong_secret(world: &World) -> reqwest::RequestBuilder {
    let request = world.http.get(world.url("Companies/0")).header("UserName", &world.ready.user_name);
    request.header("Secret", "wrong").header("ApiIntegrationCode", "x")
}

#[tokio::test]
async fn a_401_may_be_empty_and_a_lock_out_a_500() {
    let world = with(&[("unauthorized_body", "empty"), ("locked_status", "500")]).await;
    for _ in 0..5 {
        let reply = wrong_secret(&world).send().await.unwrap();
        assert_eq!((reply.status().as_u16(), reply.text().await.unwrap().as_str()), (401, ""));
    }
    let (status, body) = answer(wrong_secret(&world)).await;
    assert_eq!((status, error(&body).contains("locked")), (500, true));
}

#[tokio::test]
async fn limits_may_answer_500() {
    let world = with(&[("hourly_limit_status", "500")]).await;
    world.server.tenant().use_up_calls(10_000);
    let (status, body) = world.get("Companies/0").await;
    assert_eq!((status, error(&body).contains("threshold")), (500, true));
}

#[tokio::test]
async fn an_unknown_route_may_answer_html_and_a_child_root_405() {
    let world = with(&[("unknown_route_body", "html"), ("child_root_write", "405")]).await;
    let reply = world.request(Method::GET, "Nonsense/query").send().await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.headers()["content-type"].to_str().unwrap()), (404, "text/html"));
    assert_eq!(world.post("PurchaseOrderItems", json!({})).await.0, 405);
}

#[tokio::test]
async fn orders_may_be_freer_than_documented() {
    let world = with(&[
        ("create_as_submitted", "taken"),
        ("order_status_by_hand", "any"),
        ("order_dates", "untouched"),
        ("receive_when_received", "taken"),
        ("negative_receipt", "taken"),
    ])
    .await;
    let order = json!({"vendorID": 240, "status": 2, "shipToName": "a", "shipToAddress1": "b"});
    let order = world.created("PurchaseOrders", order).await;
    let path = format!("PurchaseOrders/{order}");
    assert_eq!(world.item(&path).await["submitDateTime"], Value::Null);
    assert_eq!(world.patch("PurchaseOrders", json!({"id": order, "status": 1})).await.0, 200);
    let item = world.order_item(order, world.product("P").await, 2).await;
    assert_eq!(world.patch("PurchaseOrders", json!({"id": order, "status": 4})).await.0, 200);
    let receiving = format!("PurchaseOrderItems/{item}/Receiving");
    assert_eq!(world.post(&receiving, json!({"quantityNowReceiving": 2})).await.0, 200);
    assert_eq!(world.post(&receiving, json!({"quantityNowReceiving": -1})).await.0, 200);
    assert_eq!(world.item(&path).await["status"], 3, "one unit is open again");
}

#[tokio::test]
async fn a_closed_order_may_be_locked() {
    let change = json!({"id": 501, "generalMemo": "m"});
    assert_eq!(World::start().await.patch("PurchaseOrders", change.clone()).await.0, 200);
    let world = with(&[("closed_order", "refused")]).await;
    let (status, body) = world.patch("PurchaseOrders", change).await;
    assert_eq!((status, error(&body)), (500, "A purchase order in status Received Full cannot be changed."));
}

#[tokio::test]
async fn a_second_default_vendor_may_be_refused() {
    let world = with(&[("second_default_vendor", "refused")]).await;
    let product = world.product("P").await;
    let row = json!({"vendorID": 242, "isActive": true, "isDefault": true});
    assert_eq!(world.post(&format!("Products/{product}/Vendors"), row).await.0, 500);
}

#[tokio::test]
async fn metadata_may_speak_the_older_language() {
    let world = with(&[("metadata_names", "pascal"), ("reference_names", "older")]).await;
    let (_, reply) = world.get("PurchaseOrders/entityInformation/fields").await;
    let fields = reply["fields"].as_array().unwrap();
    let vendor = fields.iter().find(|field| field["name"] == "VendorID").unwrap();
    assert_eq!(vendor["referenceEntityType"], "Account");
}

#[tokio::test]
async fn fields_of_the_tenant_may_be_left_out_or_included() {
    let world = with(&[("empty_udf", "omitted"), ("udf_in_include_fields", "taken")]).await;
    let product = world.product("P").await;
    assert!(world.item(&format!("Products/{product}")).await.get("userDefinedFields").is_none());
    let query = json!({"filter": [{"op": "eq", "field": "id", "value": product}], "IncludeFields": ["id", "Distributor Stock"]});
    assert_eq!(world.post("Products/query", query.clone()).await.0, 200);
    assert_eq!(World::start().await.post("Products/query", query).await.0, 500);
}

#[tokio::test]
async fn unknown_members_may_be_refused_and_nulls_may_differ() {
    let world = with(&[("unknown_member", "refused"), ("not_equal_null", "match")]).await;
    let (status, body) = world.patch("PurchaseOrders", json!({"id": 501, "nonsense": 1})).await;
    assert_eq!((status, error(&body)), (500, "Unable to find nonsense in the PurchaseOrder Entity"));
    let filter = json!([{"op": "noteq", "field": "fax", "value": "1"}]);
    assert_eq!(world.matching("Companies", filter, "id").await.len(), 10);
}

#[tokio::test]
async fn a_list_of_children_may_be_cut_at_a_page() {
    let (whole, cut) = (World::start().await, with(&[("child_paging", "pages")]).await);
    for (world, expected) in [(whole, 501), (cut, 500)] {
        let order = world.server.tenant().purchase_order_create(&Default::default()).unwrap().id;
        for _ in 0..501 {
            let item = json!({"productID": 29_690_001, "quantity": 1, "unitCost": 1, "inventoryLocationID": 1});
            world.server.tenant().create("PurchaseOrderItems", Some(order), item).unwrap();
        }
        let (_, list) = world.get(&format!("PurchaseOrders/{order}/Items")).await;
        assert_eq!(list["items"].as_array().unwrap().len(), expected);
    }
}
