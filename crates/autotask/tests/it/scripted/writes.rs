//! Writing: never repeated, and honest about what is not known.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use autotask::{
    Checked, Consequence, Kind, Query,
    entity::{
        NewProduct, NewProductVendor, NewPurchaseOrderItemReceiving, Product, ProductPatch, ProductVendor,
        PurchaseOrderItemPatch,
    },
};
use linkspan_emulator::faults::{Fault, FaultAction};
use serde_json::json;

use super::{Asked, Say, errors, fixture, page, received, scripted};

fn product() -> NewProduct {
    NewProduct::new("Switch", 3, true, false).sku("TDS-1")
}

fn by_sku() -> Query<Product> {
    Query::matching(Product::FIELDS.sku.eq("TDS-1")).unwrap()
}

#[tokio::test]
async fn a_record_is_created_at_its_root_and_a_child_below_its_parent() {
    let server = scripted(|asked| {
        let id = if asked.path == "Products" { 41 } else { 42 };
        Say::Json(200, json!({"itemId": id}))
    })
    .await;
    let client = fixture(&server).client;
    assert_eq!(client.create(&product()).await.unwrap(), 41);
    assert_eq!(
        client.create_child(41, &NewProductVendor::new(9, true, true).vendor_part_number("1")).await.unwrap(),
        42
    );
    client.create_child(7, &NewPurchaseOrderItemReceiving::new(2)).await.unwrap();
    let sent: Vec<(String, serde_json::Value)> = server
        .journal()
        .entries()
        .into_iter()
        .map(|entry| (format!("{} {}", entry.method, entry.path), serde_json::from_str(&entry.request_body).unwrap()))
        .collect();
    assert_eq!(sent[0].0, "POST /ATServicesRest/v1.0/Products");
    assert_eq!(sent[1].0, "POST /ATServicesRest/v1.0/Products/41/Vendors");
    assert_eq!(
        sent[1].1,
        json!({"productID": 41, "vendorID": 9, "isActive": true, "isDefault": true, "vendorPartNumber": "1"})
    );
    assert_eq!(sent[2].0, "POST /ATServicesRest/v1.0/PurchaseOrderItems/7/Receiving");
    assert_eq!(sent[2].1, json!({"purchaseOrderItemID": 7, "quantityNowReceiving": 2}));
}

#[tokio::test]
async fn a_lost_answer_to_a_create_is_unknown_and_not_sent_again() {
    for action in [
        FaultAction::CutBefore,
        FaultAction::CutAfter,
        FaultAction::Garbage,
        FaultAction::Truncate,
        FaultAction::Refuse,
    ] {
        let server = scripted(|_| Say::Json(200, json!({"itemId": 41}))).await;
        server.faults().add(Fault::once("", action.clone()));
        let error = fixture(&server).client.create(&product()).await.unwrap_err();
        assert_eq!(error.kind(), &Kind::UnknownOutcome, "{action:?}");
        assert_eq!(error.consequence(), Consequence::UnknownOutcome);
        assert!(received(&server) <= 1 && server.connections() == 1, "{action:?}");
    }
}

#[tokio::test]
async fn unclear_answers_to_a_create_are_unknown_and_clear_ones_are_not() {
    for (say, expected) in [
        (Say::Text(502, "text/html", "<html>"), Kind::UnknownOutcome),
        (Say::Text(500, "text/plain", ""), Kind::UnknownOutcome),
        (Say::Json(200, json!({"itemId": null})), Kind::UnknownOutcome),
        (Say::Json(200, json!(["odd"])), Kind::UnknownOutcome),
        (errors(500, "queueID is required"), Kind::Validation),
        (errors(429, "The Autotask API thread threshold of 3 threads has been exceeded."), Kind::ThreadLimit),
        (Say::RetryAfter(429, 1), Kind::HourlyLimit),
    ] {
        let say = std::sync::Mutex::new(Some(say));
        let server = scripted(move |_| say.lock().unwrap().take().expect("a create is sent once")).await;
        let error = fixture(&server).client.create(&product()).await.unwrap_err();
        assert_eq!(error.kind(), &expected);
        assert_eq!(received(&server), 1);
    }
}

#[tokio::test]
async fn a_create_that_was_not_sent_says_so() {
    let server = scripted(|_| Say::Text(200, "text/plain", "")).await;
    let client = fixture(&server).client;
    server.stop().await;
    assert_eq!(client.create(&product()).await.unwrap_err().consequence(), Consequence::NotSent);
}

/// A vendor that keeps one product.
fn shelf(filled: Arc<AtomicBool>) -> impl Fn(&Asked) -> Say {
    move |asked| match asked.method.as_str() {
        "POST" => {
            assert!(!filled.swap(true, Ordering::SeqCst), "created twice");
            Say::Json(200, json!({"itemId": 41}))
        }
        _ if filled.load(Ordering::SeqCst) => page(vec![json!({"id": 41, "sku": "TDS-1"})], false),
        _ => page(Vec::new(), false),
    }
}

#[tokio::test]
async fn a_checked_create_asks_first() {
    let server = scripted(shelf(Arc::default())).await;
    let client = fixture(&server).client;
    assert_eq!(client.create_checked(&product(), &by_sku()).await.unwrap(), Checked::Created(41));
    let Checked::Existing(found) = client.create_checked(&product(), &by_sku()).await.unwrap() else { panic!() };
    assert_eq!(found[0].id, 41);
    assert_eq!(server.journal().count(|entry| entry.method == "POST"), 1);
}

#[tokio::test]
async fn a_checked_create_finds_what_became_of_a_lost_answer() {
    let server = scripted(shelf(Arc::default())).await;
    server.faults().add(Fault::once("POST", FaultAction::CutAfter));
    let client = fixture(&server).client;
    let Checked::Recovered(found) = client.create_checked(&product(), &by_sku()).await.unwrap() else { panic!() };
    assert_eq!(found[0].id, 41);

    let empty = scripted(shelf(Arc::default())).await;
    empty.faults().add(Fault::once("POST", FaultAction::CutBefore));
    let client = fixture(&empty).client;
    assert_eq!(client.create_checked(&product(), &by_sku()).await.unwrap_err().kind(), &Kind::UnknownOutcome);
    assert_eq!(client.create_checked(&product(), &by_sku()).await.unwrap(), Checked::Created(41));
}

#[tokio::test]
async fn a_checked_child_is_asked_for_at_its_root() {
    let server = scripted(|asked| match asked.path.as_str() {
        "ProductVendors/query" => page(Vec::new(), false),
        "Products/41/Vendors" => Say::Json(200, json!({"itemId": 42})),
        other => panic!("{other}"),
    })
    .await;
    let key =
        Query::matching(ProductVendor::FIELDS.product_id.eq(41).and(ProductVendor::FIELDS.vendor_id.eq(9))).unwrap();
    let new = NewProductVendor::new(9, true, true);
    assert_eq!(fixture(&server).client.create_child_checked(41, &new, &key).await.unwrap(), Checked::Created(42));
}

#[tokio::test]
async fn a_change_is_sent_once_with_the_id_in_the_body() {
    let server = scripted(|_| Say::Json(200, json!({"itemId": 41}))).await;
    let client = fixture(&server).client;
    client.patch(&ProductPatch::new(41).name("Router")).await.unwrap();
    client.patch_child(7, &PurchaseOrderItemPatch::new(8).memo("on its way")).await.unwrap();
    client.patch(&ProductPatch::new(41)).await.unwrap();
    let entries = server.journal().entries();
    let sent: Vec<String> = entries.iter().map(|e| format!("{} {} {}", e.method, e.path, e.request_body)).collect();
    assert_eq!(
        sent,
        [
            r#"PATCH /ATServicesRest/v1.0/Products {"id":41,"name":"Router"}"#,
            r#"PATCH /ATServicesRest/v1.0/PurchaseOrders/7/Items {"id":8,"memo":"on its way"}"#,
        ]
    );
}

#[tokio::test]
async fn a_lost_answer_to_a_change_may_be_repeated_by_the_caller() {
    let server = scripted(|_| Say::Json(200, json!({"itemId": 41}))).await;
    server.faults().add(Fault::once("", FaultAction::CutAfter));
    let error = fixture(&server).client.patch(&ProductPatch::new(41).name("Router")).await.unwrap_err();
    assert_eq!(error.consequence(), Consequence::Retry { after: None });
    assert_eq!(received(&server), 1);
}
