//! State that is kept in a folder: a second start goes on where the first one ended.

use std::time::Duration;

use linkspan_emulator::autotask::{Limits, Options, start};
use linkspan_emulator::clock::VirtualClock;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::World;

async fn world(folder: &std::path::Path) -> World {
    let folder = folder.to_owned();
    World::with(move |options| {
        options.limits = Limits::off();
        options.data = Some(folder);
    })
    .await
}

#[tokio::test]
async fn a_restart_shows_the_same_rows_ids_and_clock() {
    let folder = tempfile::tempdir().unwrap();
    let first = world(folder.path()).await;
    let product = first.product("Kept Widget").await;
    let udf = json!({"id": product, "userDefinedFields": [{"name": "Warranty Months", "value": "36"}]});
    assert_eq!(first.patch("Products", udf).await.0, 200);
    let order = first.order().await;
    let item = first.order_item(order, product, 2).await;
    let location = json!({"name": "Dock", "isActive": true, "isPrimary": false, "address1": "1 Demo Way"});
    let (status, gone) = first.post("Companies/174/Locations", location).await;
    if status == 200 {
        let path = format!("Companies/174/Locations/{}", gone["itemId"]);
        assert_eq!(first.send(Method::DELETE, &path, Value::Null).await.0, 200);
    }
    first.server.server().clock().advance(Duration::from_secs(86_400));
    let before = first.item(&format!("Products/{product}")).await;
    let (rows, locations) =
        (first.server.tenant().entities("PurchaseOrders"), first.server.tenant().count("CompanyLocations"));
    first.server.stop().await;

    let second = world(folder.path()).await;
    assert_eq!(second.server.server().clock().now().to_string(), "2026-11-03T12:00:00Z");
    assert_eq!(second.item(&format!("Products/{product}")).await, before);
    assert_eq!(before["userDefinedFields"][2]["value"], "36");
    assert_eq!(second.server.tenant().entities("PurchaseOrders"), rows);
    assert_eq!(second.server.tenant().count("CompanyLocations"), locations);
    assert_eq!(second.item(&format!("PurchaseOrderItems/{item}")).await["orderID"], order);
    let next = second.order().await;
    assert_eq!(next, order + 1);
    let numbers = second
        .matching("PurchaseOrders", json!([{"op": "gte", "field": "id", "value": order}]), "purchaseOrderNumber")
        .await;
    assert_ne!(numbers[0], numbers[1], "numbers are not used again");
}

#[tokio::test]
async fn what_was_answered_survives_an_end_without_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let first = world(folder.path()).await;
    let order = first.order().await;
    drop(first);
    // The writer closes the file once the last call has let go of it.
    let mut tries = 0;
    let second = loop {
        let options =
            Options { clock: VirtualClock::system(), data: Some(folder.path().to_owned()), ..Options::default() };
        match start(options).await {
            Ok(second) => break second,
            Err(error) if tries > 200 => panic!("{error}"),
            Err(_) => tries += 1,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(second.tenant().entity("PurchaseOrders", order).is_some());
    assert_eq!(second.server().clock().now().to_string(), "2026-11-02T12:00:00Z", "it stands still where it stood");
}

#[tokio::test]
async fn one_emulator_at_a_time_uses_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _first = world(folder.path()).await;
    let second = start(Options { data: Some(folder.path().to_owned()), ..Options::default() }).await;
    assert!(second.is_err(), "the file is locked");
}
