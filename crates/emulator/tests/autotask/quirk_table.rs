//! Each uncertain behaviour by one look at the wire: every choice must show something else than the default. A quirk without a
//! look, or one whose choice changes nothing, fails.

use linkspan_emulator::autotask::{Limits, Quirks};
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{World, answer};

#[tokio::test]
async fn every_choice_of_every_quirk_can_be_seen_on_the_wire() {
    for quirk in Quirks::all() {
        let default = look(quirk.name, quirk.choices[0]).await;
        for choice in &quirk.choices[1..] {
            let other = look(quirk.name, choice).await;
            assert_ne!(default, other, "{} = {choice} changes nothing", quirk.name);
        }
    }
}

/// What is seen where the quirk is set so.
async fn look(name: &'static str, choice: &'static str) -> Value {
    let world = World::with(move |options| {
        let threads = if name == "thread_limit_status" { 0 } else { 3 };
        options.limits = Limits { delays: false, threads, ..Limits::default() };
        if name == "receive_when_received" {
            // Only by hand is an order Received Full while units are open.
            options.quirks.set("order_status_by_hand", "any").unwrap();
        }
        options.quirks.set(name, choice).unwrap();
    })
    .await;
    let seen = [
        limits_and_rights(&world, name).await,
        reading(&world, name).await,
        metadata(&world, name).await,
        writing(&world, name).await,
        orders(&world, name).await,
        receiving(&world, name).await,
    ];
    seen.into_iter().flatten().next().unwrap_or_else(|| panic!("nobody looks at {name}"))
}

async fn limits_and_rights(world: &World, name: &str) -> Option<Value> {
    let wrong = || {
        let request = world.http.get(world.url("Companies/0")).header("UserName", &world.ready.user_name);
        request.header("Secret", "wrong").header("ApiIntegrationCode", &world.ready.integration_code)
    };
    Some(match name {
        "unauthorized_body" => json!(wrong().send().await.unwrap().text().await.unwrap()),
        "locked_status" => {
            for _ in 0..5 {
                wrong().send().await.unwrap();
            }
            json!(answer(wrong()).await.0)
        }
        "permission_status" => {
            let user = &world.ready.restricted_user_name;
            json!(answer(world.as_user(user, Method::GET, "PurchaseOrders/501")).await.0)
        }
        "hourly_limit_status" => {
            world.server.tenant().use_up_calls(10_000);
            json!(world.get("Companies/0").await.0)
        }
        "retry_after" => {
            world.server.tenant().use_up_calls(10_000);
            let refused = world.request(Method::GET, "Companies/0").send().await.unwrap();
            json!(refused.headers().contains_key("retry-after"))
        }
        "thread_limit_status" => json!(world.get("Companies/0").await.0),
        _ => return None,
    })
}

async fn reading(world: &World, name: &str) -> Option<Value> {
    let query = async |filter: Value| json!(world.post("Companies/query", json!({ "filter": filter })).await);
    Some(match name {
        "missing_id" => json!(world.get("Companies/999999").await.0),
        "not_equal_null" => query(json!([{"op": "noteq", "field": "fax", "value": "1"}])).await,
        "unknown_operator" => query(json!([{"op": "like", "field": "id", "value": 1}])).await,
        "malformed_body_status" => {
            json!(answer(world.request(Method::POST, "Companies/query").body("{")).await.0)
        }
        "unknown_route_body" => {
            let reply = world.request(Method::GET, "Nonsense/query").send().await.unwrap();
            json!(reply.headers()["content-type"].to_str().unwrap())
        }
        "child_root_write" => json!(world.post("PurchaseOrderItems", json!({})).await.0),
        "empty_udf" => {
            let product = world.product("P").await;
            json!(world.item(&format!("Products/{product}")).await.get("userDefinedFields").is_some())
        }
        "udf_in_include_fields" => {
            let asked = json!({"filter": [{"op": "exist", "field": "id"}], "IncludeFields": ["Distributor Stock"]});
            json!(world.post("Products/query", asked).await.0)
        }
        "child_paging" => {
            let order = world.order().await;
            let item = json!({"productID": 29_690_001, "quantity": 1, "unitCost": 1, "inventoryLocationID": 1});
            for _ in 0..501 {
                world.server.tenant().create("PurchaseOrderItems", Some(order), item.clone()).unwrap();
            }
            json!(world.get(&format!("PurchaseOrders/{order}/Items")).await.1["items"].as_array().unwrap().len())
        }
        "page_urls" => {
            let pages = |low: i64| json!({"filter": [{"op": "gte", "field": "id", "value": low}], "MaxRecords": 1});
            let (_, first) = world.post("Products/query", pages(0)).await;
            let next = first["pageDetails"]["nextPageUrl"].as_str().unwrap().to_owned();
            for low in 1..=60 {
                world.post("Companies/query", pages(low)).await;
            }
            json!(world.post(next.split("/V1.0/").nth(1).unwrap(), Value::Null).await.0)
        }
        "webhook_secret" => {
            let registration = json!({"name": "w", "webhookUrl": "http://127.0.0.1:9/a", "isActive": true,
                "deactivationUrl": "http://127.0.0.1:9/b", "secretKey": "told", "isSubscribedToCreateEvents": true,
                "isSubscribedToUpdateEvents": true, "isSubscribedToDeleteEvents": true,
                "sendThresholdExceededNotification": false});
            let id = world.created("CompanyWebhooks", registration).await;
            world.item(&format!("CompanyWebhooks/{id}")).await["secretKey"].clone()
        }
        _ => return None,
    })
}

async fn metadata(world: &World, name: &str) -> Option<Value> {
    let fields = async |entity: &str, member: &str| -> Value {
        let (_, reply) = world.get(&format!("{entity}/entityInformation/fields")).await;
        reply["fields"].as_array().unwrap().iter().map(|field| field[member].clone()).collect()
    };
    Some(match name {
        "order_status_numbers" => fields("PurchaseOrders", "picklistValues").await,
        "metadata_names" => fields("PurchaseOrders", "name").await,
        "reference_names" => fields("PurchaseOrders", "referenceEntityType").await,
        "money_type" => fields("Products", "dataType").await,
        "udf_flag" => world.get("EntityInformation").await.1,
        _ => return None,
    })
}

async fn writing(world: &World, name: &str) -> Option<Value> {
    let charge = async |more: Value| -> (String, i64) {
        let ticket = json!({"companyID": 174, "title": "T", "status": 1, "priority": 2, "queueID": 5,
            "dueDateTime": "2026-11-09"});
        let path = format!("Tickets/{}/Charges", world.created("Tickets", ticket).await);
        let mut charge = json!({"name": "C", "datePurchased": "2026-11-02", "chargeType": 1, "unitQuantity": 1,
            "billingCodeID": 29_683_403});
        charge.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let id = world.created(&path, charge).await;
        (format!("{path}/{id}"), id)
    };
    Some(match name {
        "unknown_member" => json!(world.patch("PurchaseOrders", json!({"id": 501, "nonsense": 1})).await.0),
        "create_only_fields" => {
            json!(world.patch("PurchaseOrders", json!({"id": world.order().await, "vendorID": 242})).await.0)
        }
        "overlong_text" => {
            let product = world.product("P").await;
            json!(world.patch("Products", json!({"id": product, "sku": "x".repeat(60)})).await.0)
        }
        "delete_reply" => {
            let (path, _) = charge(json!({})).await;
            world.send(Method::DELETE, &path, Value::Null).await.1
        }
        "charge_status_writable" => world.item(&charge(json!({"status": 6})).await.0).await["status"].clone(),
        "charge_status" => {
            let (path, charge) = charge(json!({"billingCodeID": null, "productID": world.product("P").await})).await;
            let order = world.order().await;
            let item = json!({"chargeID": charge, "quantity": 1, "unitCost": 1, "inventoryLocationID": 1});
            world.created(&format!("PurchaseOrders/{order}/Items"), item).await;
            world.patch("PurchaseOrders", json!({"id": order, "status": 2})).await;
            world.item(&path).await["status"].clone()
        }
        "inventory_transfer" => {
            let transfer = json!({"productID": world.product("P").await, "fromLocationID": 1, "toLocationID": 2,
                "quantityTransferred": 1});
            json!(world.post("InventoryTransfers", transfer).await.0)
        }
        "second_default_vendor" | "clear_default_vendor" => {
            let path = format!("Products/{}/Vendors", world.product("P").await);
            let (_, vendors) = world.get(&path).await;
            let first = vendors["items"][0]["id"].clone();
            match name {
                "clear_default_vendor" => json!(world.patch(&path, json!({"id": first, "isDefault": false})).await.0),
                _ => json!(world.post(&path, json!({"vendorID": 242, "isActive": true, "isDefault": true})).await.0),
            }
        }
        _ => return None,
    })
}

async fn orders(world: &World, name: &str) -> Option<Value> {
    let set_status = async |status: i64| -> (i64, u16) {
        let order = world.order().await;
        (order, world.patch("PurchaseOrders", json!({"id": order, "status": status})).await.0)
    };
    Some(match name {
        "create_as_submitted" => {
            let order = json!({"vendorID": 240, "status": 2, "shipToName": "a", "shipToAddress1": "b"});
            json!(world.post("PurchaseOrders", order).await.0)
        }
        "order_status_by_hand" => json!(set_status(4).await.1),
        "order_dates" => {
            let (order, _) = set_status(2).await;
            world.item(&format!("PurchaseOrders/{order}")).await["submitDateTime"].clone()
        }
        "closed_order" => json!(world.patch("PurchaseOrders", json!({"id": 501, "generalMemo": "m"})).await.0),
        _ => return None,
    })
}

async fn receiving(world: &World, name: &str) -> Option<Value> {
    if !["receive_when_received", "negative_receipt", "receive_date", "vendor_invoice"].contains(&name) {
        return None;
    }
    let order = world.order().await;
    let item = world.order_item(order, world.product("P").await, 3).await;
    let status = if name == "receive_when_received" { 4 } else { 2 };
    world.patch("PurchaseOrders", json!({"id": order, "status": status})).await;
    let path = format!("PurchaseOrderItems/{item}/Receiving");
    let receive = async |more: Value| {
        let mut receipt = json!({"quantityNowReceiving": 1});
        receipt.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        world.post(&path, receipt).await
    };
    let first = receive(json!({"receiveDate": "2026-10-01T00:00:00Z"})).await;
    Some(match name {
        "receive_date" => world.item(&format!("{path}/{}", first.1["itemId"])).await["receiveDate"].clone(),
        "negative_receipt" => json!(receive(json!({"quantityNowReceiving": -1})).await.0),
        _ => json!(first.0),
    })
}
