//! The URL grammar over HTTP: case, slashes, verbs, children, metadata.

use crate::world::{World, answer};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn case_and_slashes_do_not_matter() {
    let world = World::start().await;
    for path in
        ["/ATServicesRest/V1.0/Companies/0", "/atservicesrest/v1.0//companies//0/", "/ATSERVICESREST/v1.0/COMPANIES/0"]
    {
        let request = world.http.get(format!("{}{path}", world.server.url()));
        let request = request.header("UserName", &world.ready.user_name).header("Secret", &world.ready.secret);
        let (status, body) = answer(request.header("ApiIntegrationCode", &world.ready.integration_code)).await;
        assert_eq!((status, &body["item"]["id"]), (200, &json!(0)), "{path}");
    }
}

#[tokio::test]
async fn the_three_classic_mistakes_get_their_answers() {
    let world = World::start().await;
    let (status, body) = world.patch("Products/29690001", json!({"name": "x"})).await;
    assert_eq!(status, 405);
    assert_eq!(body, json!({"Message": "The requested resource does not support http method 'PATCH'."}));
    let (status, body) = world.post("PurchaseOrderItems", json!({})).await;
    assert_eq!((status, body["Message"].is_string()), (404, true));
    let all = json!({"filter": [{"op": "exist", "field": "id"}], "MaxRecords": 2});
    let (_, first) = world.post("Products/query", all).await;
    let next = first["pageDetails"]["nextPageUrl"].as_str().unwrap();
    let got = world.http.get(next).header("UserName", &world.ready.user_name);
    let got = got.header("Secret", &world.ready.secret).header("ApiIntegrationCode", &world.ready.integration_code);
    assert_eq!(answer(got).await.0, 405);
}

#[tokio::test]
async fn orders_cannot_be_deleted() {
    let world = World::start().await;
    let order = world.order().await;
    assert_eq!(world.send(Method::DELETE, &format!("PurchaseOrders/{order}"), json!({})).await.0, 405);
    let item = world.order_item(order, world.product("A").await, 1).await;
    assert_eq!(world.send(Method::DELETE, &format!("PurchaseOrders/{order}/Items/{item}"), json!({})).await.0, 405);
}

#[tokio::test]
async fn children_are_read_below_their_parent_and_at_their_own_root() {
    let world = World::start().await;
    let (order, product) = (world.order().await, world.product("A").await);
    let item = world.order_item(order, product, 3).await;
    let (status, list) = world.get(&format!("PurchaseOrders/{order}/Items")).await;
    assert_eq!((status, &list["items"][0]["id"]), (200, &json!(item)));
    assert_eq!(list["pageDetails"]["count"], 1);
    assert_eq!(world.item(&format!("PurchaseOrders/{order}/Items/{item}")).await["quantity"], 3);
    assert_eq!(world.item(&format!("PurchaseOrderItems/{item}")).await["orderID"], order);
    let other = world.order().await;
    assert_eq!(world.get(&format!("PurchaseOrders/{other}/Items/{item}")).await.0, 404);
}

#[tokio::test]
async fn a_missing_id_follows_the_switch() {
    let world = World::start().await;
    assert_eq!(world.get("Products/1").await.0, 404);
    let world = World::with(|options| options.quirks.set("missing_id", "item_null").unwrap()).await;
    assert_eq!(world.get("Products/1").await, (200, json!({"item": null})));
}

#[tokio::test]
async fn metadata_tells_flags_fields_and_lists() {
    let world = World::start().await;
    let (_, info) = world.get("purchaseorders/EntityInformation").await;
    assert_eq!(info["info"]["name"], "PurchaseOrder");
    assert_eq!(info["info"]["canDelete"], false);
    let (_, fields) = world.get("PurchaseOrders/entityInformation/fields").await;
    let named =
        |name: &str| fields["fields"].as_array().unwrap().iter().find(|field| field["name"] == name).cloned().unwrap();
    let labels: Vec<Value> =
        named("status")["picklistValues"].as_array().unwrap().iter().map(|value| value["label"].clone()).collect();
    assert_eq!(labels, ["New", "Submitted", "Received Partial", "Received Full", "Canceled"]);
    assert_eq!(named("status")["picklistValues"][1]["value"], "2");
    assert_eq!(named("shipToName")["length"], 100);
    assert_eq!(named("vendorID")["referenceEntityType"], "Company");
    assert_eq!(named("generalMemo")["picklistValues"], Value::Null);
    let (_, udfs) = world.get("Products/entityInformation/userDefinedFields").await;
    assert_eq!(udfs["fields"][0]["name"], "Distributor Stock");
    let (_, all) = world.get("EntityInformation").await;
    assert_eq!(all["entityDescriptions"].as_array().unwrap().len(), 56);
}

#[tokio::test]
async fn status_numbers_are_a_switch() {
    let world = World::with(|options| options.quirks.set("order_status_numbers", "shifted").unwrap()).await;
    let orders = world.server.tenant().entities("PurchaseOrders");
    assert!(orders.iter().all(|order| order["status"].as_i64().unwrap() > 10));
    let order = world.server.tenant().purchase_order_create(&Default::default()).unwrap();
    assert_eq!(world.item(&format!("PurchaseOrders/{}", order.id)).await["status"], 11);
}
