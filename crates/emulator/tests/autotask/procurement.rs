//! The life of products, vendors and purchase orders, and the rules on the way.

use serde_json::{Value, json};

use crate::world::{World, error};

const NEW: i64 = 1;
const SUBMITTED: i64 = 2;
const PARTIAL: i64 = 3;
const FULL: i64 = 4;
const CANCELED: i64 = 5;

async fn status_of(world: &World, order: i64) -> i64 {
    world.item(&format!("PurchaseOrders/{order}")).await["status"].as_i64().unwrap()
}

async fn set_status(world: &World, order: i64, status: i64) -> (u16, Value) {
    world.patch("PurchaseOrders", json!({"id": order, "status": status})).await
}

async fn receive(world: &World, item: i64, quantity: i64) -> (u16, Value) {
    let body = json!({"purchaseOrderItemID": item, "quantityNowReceiving": quantity});
    world.post(&format!("PurchaseOrderItems/{item}/Receiving"), body).await
}

#[tokio::test]
async fn the_first_vendor_becomes_the_default_and_a_second_default_takes_its_place() {
    let world = World::start().await;
    let body = json!({"name": "P", "isActive": true, "isSerialized": false, "productBillingCodeID": 29_683_401});
    let product = world.created("Products", body).await;
    let path = format!("Products/{product}/Vendors");
    let vendor =
        |id: i64, default: bool| json!({"vendorID": id, "isActive": true, "isDefault": default, "vendorCost": 9.5});
    let first = world.created(&path, vendor(242, false)).await;
    assert_eq!(world.item(&format!("{path}/{first}")).await["isDefault"], true);
    assert_eq!(world.item(&format!("Products/{product}")).await["defaultVendorID"], 242);
    let second = world.created(&path, vendor(240, true)).await;
    assert_eq!(world.item(&format!("ProductVendors/{first}")).await["isDefault"], false);
    assert_eq!(world.item(&format!("Products/{product}")).await["defaultVendorID"], 240);
    for (row, field) in [(second, "isDefault"), (second, "isActive")] {
        let (status, _) = world.patch(&path, json!({"id": row, field: false})).await;
        assert_eq!(status, 500, "the default vendor stays, and stays active");
    }
    let (status, body) = world.post(&path, vendor(240, false)).await;
    assert_eq!((status, error(&body)), (500, "The product already has this vendor."));
}

#[tokio::test]
async fn only_active_companies_of_type_vendor_sell() {
    let world = World::start().await;
    let product = world.product("P").await;
    for company in [241, 174, 243, 999] {
        let row = json!({"vendorID": company, "isActive": true, "isDefault": false});
        let (status, body) = world.post(&format!("Products/{product}/Vendors"), row).await;
        assert_eq!(
            (status, error(&body)),
            (500, "Reference value on field: vendorID of type: Company does not exist or is invalid.")
        );
        let order = json!({"vendorID": company, "status": NEW, "shipToName": "a", "shipToAddress1": "b"});
        assert_eq!(world.post("PurchaseOrders", order).await.0, 500);
    }
}

#[tokio::test]
async fn an_order_gets_its_number_and_follows_its_status_with_times() {
    let world = World::start().await;
    let order = world.order().await;
    let path = format!("PurchaseOrders/{order}");
    let item = world.item(&path).await;
    assert_eq!(item["purchaseOrderNumber"], "PO20261102.0005");
    assert!(item["purchaseOrderNumber"].as_str().unwrap().len() <= 20);
    assert_eq!((&item["submitDateTime"], &item["cancelDateTime"]), (&Value::Null, &Value::Null));
    world.server.server().clock().advance(std::time::Duration::from_secs(90));
    assert_eq!(set_status(&world, order, SUBMITTED).await.0, 200);
    assert_eq!(world.item(&path).await["submitDateTime"], "2026-11-02T12:01:30.000Z");
    let (status, _) = world.patch("PurchaseOrders", json!({"id": order, "freight": 12.3, "generalMemo": "m"})).await;
    assert_eq!(status, 200);
    assert_eq!(world.item(&path).await["internalCurrencyFreight"], 12.3);
    assert_eq!(set_status(&world, order, CANCELED).await.0, 200);
    assert_eq!(world.item(&path).await["cancelDateTime"], "2026-11-02T12:01:30.000Z");
    assert_eq!(set_status(&world, order, SUBMITTED).await.0, 500, "a canceled order stays canceled");
}

#[tokio::test]
async fn received_statuses_are_not_set_by_hand_and_orders_begin_as_new() {
    let world = World::start().await;
    let order = world.order().await;
    for status in [PARTIAL, FULL, 77] {
        assert_eq!(set_status(&world, order, status).await.0, 500, "{status}");
    }
    let body = json!({"vendorID": 240, "status": SUBMITTED, "shipToName": "a", "shipToAddress1": "b"});
    let (status, body) = world.post("PurchaseOrders", body).await;
    assert_eq!((status, error(&body)), (500, "The status of a new purchase order must be New."));
}

#[tokio::test]
async fn the_vendor_of_an_order_cannot_change() {
    let world = World::start().await;
    let order = world.order().await;
    let change = json!({"id": order, "vendorID": 242});
    assert_eq!(world.patch("PurchaseOrders", change.clone()).await.0, 200);
    assert_eq!(world.item(&format!("PurchaseOrders/{order}")).await["vendorID"], 240);
    let strict = World::with(|options| options.quirks.set("create_only_fields", "refused").unwrap()).await;
    let order = strict.order().await;
    assert_eq!(strict.patch("PurchaseOrders", json!({"id": order, "vendorID": 242})).await.0, 500);
}

#[tokio::test]
async fn items_are_added_while_new_and_changed_until_received() {
    let world = World::start().await;
    let (order, product) = (world.order().await, world.product("P").await);
    let item = world.order_item(order, product, 5).await;
    let path = format!("PurchaseOrders/{order}/Items");
    assert_eq!(world.item(&format!("{path}/{item}")).await["internalCurrencyUnitCost"], 10.5);
    set_status(&world, order, SUBMITTED).await;
    let more = json!({"productID": product, "quantity": 1, "unitCost": 1, "inventoryLocationID": 1});
    assert_eq!(world.post(&path, more).await.0, 500, "not once it is submitted");
    let change =
        json!({"id": item, "quantity": 4, "memo": "ships Friday", "estimatedArrivalDate": "2026-11-09T00:00:00Z"});
    assert_eq!(world.patch(&path, change).await.0, 200);
    let latest = &world.item(&format!("PurchaseOrders/{order}")).await["latestEstimatedArrivalDate"];
    assert_eq!(latest, "2026-11-09T00:00:00.000Z");
    assert_eq!(receive(&world, item, 4).await.0, 200);
    assert_eq!(world.patch(&path, json!({"id": item, "memo": "late"})).await.0, 500, "not once it is received");
}

#[tokio::test]
async fn items_need_a_quantity_a_cost_an_active_location_and_an_active_product() {
    let world = World::start().await;
    let (order, product) = (world.order().await, world.product("P").await);
    let inactive = world.product("Inactive").await;
    world.patch("Products", json!({"id": inactive, "isActive": false})).await;
    let good = json!({"productID": product, "quantity": 1, "unitCost": 0, "inventoryLocationID": 1});
    for (field, value) in [
        ("quantity", json!(0)),
        ("quantity", json!(null)),
        ("unitCost", json!(-1)),
        ("unitCost", json!(null)),
        ("inventoryLocationID", json!(3)),
        ("inventoryLocationID", json!(99)),
        ("productID", json!(null)),
        ("productID", json!(inactive)),
        ("orderID", json!(order + 1)),
    ] {
        let mut item = good.clone();
        item[field] = value.clone();
        assert_eq!(world.post(&format!("PurchaseOrders/{order}/Items"), item).await.0, 500, "{field} {value}");
    }
    assert_eq!(world.post("PurchaseOrders/99999/Items", good.clone()).await.0, 500, "no such order");
    world.created(&format!("PurchaseOrders/{order}/Items"), good.clone()).await;
    world.created(&format!("PurchaseOrders/{order}/Items"), good).await;
}

#[tokio::test]
async fn receiving_raises_stock_and_moves_the_order_on() {
    let world = World::start().await;
    let (order, product) = (world.order().await, world.product("P").await);
    let item = world.order_item(order, product, 5).await;
    assert_eq!(receive(&world, item, 1).await.0, 500, "not before it is submitted");
    set_status(&world, order, SUBMITTED).await;
    for refused in [0, -1, 6] {
        assert_eq!(receive(&world, item, refused).await.0, 500, "{refused}");
    }
    assert_eq!(receive(&world, item, 2).await.0, 200);
    assert_eq!(status_of(&world, order).await, PARTIAL);
    let (_, reply) = receive(&world, item, 3).await;
    assert_eq!(status_of(&world, order).await, FULL);
    let receipt = world.item(&format!("PurchaseOrderItemReceiving/{}", reply["itemId"])).await;
    assert_eq!((&receipt["quantityPreviouslyReceived"], &receipt["quantityBackOrdered"]), (&json!(2), &json!(0)));
    assert_eq!(receipt["receiveDate"], "2026-11-02T12:00:00.000Z");
    assert_eq!(receive(&world, item, 1).await.0, 500, "nothing is open");
    let on_hand = world
        .matching("InventoryProducts", json!([{"op": "eq", "field": "productID", "value": product}]), "onHandUnits")
        .await;
    assert_eq!(on_hand, [5]);
}

#[tokio::test]
async fn serialized_products_come_one_by_one_with_a_new_serial() {
    let world = World::start().await;
    let (order, product) = (world.order().await, world.product("P").await);
    world.patch("Products", json!({"id": product, "isSerialized": true})).await;
    let item = world.order_item(order, product, 3).await;
    set_status(&world, order, SUBMITTED).await;
    let path = format!("PurchaseOrderItems/{item}/Receiving");
    let unit = |serial: &str, quantity: i64| json!({"quantityNowReceiving": quantity, "serialNumber": serial});
    assert_eq!(world.post(&path, unit("", 1)).await.0, 500);
    assert_eq!(world.post(&path, unit("SN1", 2)).await.0, 500);
    assert_eq!(world.post(&path, unit("SN1", 1)).await.0, 200);
    assert_eq!(world.post(&path, unit("sn1", 1)).await.0, 500, "already in stock");
    assert_eq!(world.post(&path, unit("SN2", 1)).await.0, 200);
}

#[tokio::test]
async fn location_names_are_unique_and_the_default_stays_active() {
    let world = World::start().await;
    assert_eq!(
        world.post("InventoryLocations", json!({"locationName": "MAIN warehouse", "isActive": true})).await.0,
        500
    );
    assert_eq!(world.patch("InventoryLocations", json!({"id": 1, "isActive": false})).await.0, 500);
    assert_eq!(world.patch("InventoryLocations", json!({"id": 2, "isActive": false})).await.0, 200);
}
