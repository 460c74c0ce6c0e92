//! Reading: absence, pages, counts, and what is repeated.

use std::sync::atomic::{AtomicUsize, Ordering};

use autotask::{
    Consequence, Kind, PageSize, Query, RetryPolicy,
    entity::{Product, PurchaseOrderItem},
    time::TimeSource,
};
use futures::TryStreamExt;
use linkspan_emulator::faults::{Fault, FaultAction};
use serde_json::{Value, json};

use super::{Say, errors, fixture, fixture_with, page, received, scripted};

fn ids(range: impl Iterator<Item = i64>) -> Vec<Value> {
    range.map(|id| json!({"id": id})).collect()
}

/// The records behind the last `id gt` of a search, as a well-behaved vendor finds them.
fn after(search: &Value) -> i64 {
    let conditions = search["filter"].as_array().unwrap();
    conditions
        .iter()
        .filter(|c| c["op"] == "gt" && c["field"] == "id")
        .filter_map(|c| c["value"].as_i64())
        .max()
        .unwrap_or(-1)
}

#[tokio::test]
async fn both_ways_to_say_that_there_is_none() {
    let server = scripted(|asked| match asked.path.as_str() {
        "Products/1" => Say::Json(200, json!({"item": null})),
        "Products/2" => Say::Text(404, "application/json", ""),
        _ => Say::Json(200, json!({"item": {"id": 0, "name": "the first"}})),
    })
    .await;
    let client = fixture(&server).client;
    assert_eq!(client.get::<Product>(1).await.unwrap(), None);
    assert_eq!(client.get::<Product>(2).await.unwrap(), None);
    assert_eq!(client.get::<Product>(0).await.unwrap().unwrap().name.as_deref(), Some("the first"));
}

#[tokio::test]
async fn a_path_that_is_not_served_is_not_an_absence() {
    let server = scripted(|asked| match asked.path.as_str() {
        "Products/1" => Say::Text(404, "text/html", "<!DOCTYPE html><title>404</title>"),
        _ => Say::Json(404, json!({"Message": "No HTTP resource was found that matches the request URI."})),
    })
    .await;
    let client = fixture(&server).client;
    for id in [1, 2] {
        let error = client.get::<Product>(id).await.unwrap_err();
        assert!(matches!(error.kind(), Kind::Protocol { .. }), "{error:?}");
        assert_eq!(error.consequence(), Consequence::Permanent);
    }
}

#[tokio::test]
async fn all_pages_are_walked_by_the_last_id() {
    let server = scripted(|asked| page(ids((after(&asked.said) + 1..1201).take(500)), true)).await;
    let client = fixture(&server).client;
    let found: Vec<Product> = client.query_all(Query::all()).try_collect().await.unwrap();
    assert_eq!(found.iter().map(|product| product.id).collect::<Vec<_>>(), (0..1201).collect::<Vec<_>>());
    assert!(server.journal().entries().iter().all(|entry| entry.path.ends_with("/Products/query")));
}

#[tokio::test]
async fn a_short_page_is_the_last_unless_another_is_announced() {
    let server = scripted(|asked| match after(&asked.said) {
        -1 => page(ids(0..2), true),
        1 => page(ids(2..4), false),
        beyond => panic!("asked for a page behind {beyond}"),
    })
    .await;
    let found: Vec<Product> = fixture(&server).client.query_all(Query::all()).try_collect().await.unwrap();
    assert_eq!(found.len(), 4);
    assert_eq!(received(&server), 2);
}

#[tokio::test]
async fn records_out_of_order_are_an_error_and_not_a_gap() {
    let server = scripted(|_| page(ids([3, 2].into_iter()), false)).await;
    let result: Result<Vec<Product>, _> = fixture(&server).client.query_all(Query::all()).try_collect().await;
    assert!(matches!(result.unwrap_err().kind(), Kind::Protocol { .. }));
}

#[tokio::test]
async fn a_server_that_ignores_the_filter_does_not_hold_us_for_ever() {
    let server = scripted(|_| page(ids(0..2), true)).await;
    let query = Query::all().page_size(PageSize::new(2).unwrap());
    let result: Result<Vec<Product>, _> = fixture(&server).client.query_all(query).try_collect().await;
    assert!(matches!(result.unwrap_err().kind(), Kind::Protocol { .. }));
    assert_eq!(received(&server), 2);
}

#[tokio::test]
async fn one_record_is_one_or_an_error() {
    let server = scripted(|asked| {
        let wanted = asked.said["filter"][0]["value"].as_i64().unwrap();
        page(ids(0..wanted), false)
    })
    .await;
    let client = fixture(&server).client;
    let with = |n: i64| Query::matching(Product::FIELDS.default_vendor_id.eq(n)).unwrap();
    assert_eq!(client.query_one(&with(0)).await.unwrap(), None);
    assert_eq!(client.query_one(&with(1)).await.unwrap().unwrap().id, 0);
    assert!(client.query_one(&with(2)).await.is_err());
}

#[tokio::test]
async fn children_are_found_by_their_parent() {
    let server = scripted(|asked| {
        assert_eq!(asked.path, "PurchaseOrderItems/query");
        assert_eq!(asked.said["filter"][0], json!({"op": "eq", "field": "orderID", "value": 7}));
        page(vec![json!({"id": 1, "orderID": 7})], false)
    })
    .await;
    let items: Vec<PurchaseOrderItem> = fixture(&server).client.list_children(7).await.unwrap();
    assert_eq!(items[0].order_id, Some(7));
}

#[tokio::test]
async fn a_long_search_is_posted_and_a_short_one_is_not() {
    let server = scripted(|_| Say::Json(200, json!({"queryCount": 12}))).await;
    let client = fixture(&server).client;
    assert_eq!(client.count(&Query::<Product>::all()).await.unwrap(), 12);
    let many = Query::matching(Product::FIELDS.id.is_in(0..500)).unwrap();
    assert_eq!(client.count(&many).await.unwrap(), 12);
    let methods: Vec<String> = server.journal().entries().into_iter().map(|entry| entry.method).collect();
    assert_eq!(methods, ["GET", "POST"]);
}

#[tokio::test]
async fn a_passing_trouble_is_waited_for() {
    let calls = AtomicUsize::new(0);
    let server = scripted(move |_| match calls.fetch_add(1, Ordering::SeqCst) {
        0 => Say::Text(503, "text/html", "<html>busy</html>"),
        1 => Say::RetryAfter(429, 7),
        _ => Say::Json(200, json!({"item": {"id": 1}})),
    })
    .await;
    let fixture = fixture(&server);
    assert!(fixture.client.get::<Product>(1).await.unwrap().is_some());
    assert_eq!(received(&server), 3);
    assert!((7_500..=8_000).contains(&fixture.time.now_ms()), "{}", fixture.time.now_ms());
    assert_eq!(fixture.gate.snapshot().used, 3);
}

#[tokio::test]
async fn every_broken_answer_to_a_read_is_asked_again() {
    for action in [
        FaultAction::CutBefore,
        FaultAction::CutAfter,
        FaultAction::Garbage,
        FaultAction::Truncate,
        FaultAction::Refuse,
    ] {
        let server = scripted(|_| Say::Json(200, json!({"item": {"id": 1}}))).await;
        server.faults().add(Fault::once("", action.clone()));
        assert!(fixture(&server).client.get::<Product>(1).await.unwrap().is_some(), "{action:?}");
    }
}

#[tokio::test]
async fn patience_with_a_read_ends() {
    let server = scripted(|_| Say::Text(502, "text/plain", "")).await;
    let once = fixture_with(&server, |builder| builder.retry(RetryPolicy { attempts: 1, ..RetryPolicy::default() }));
    let error = once.client.get::<Product>(1).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (&Kind::Transient, Some(502)));
    assert_eq!(error.consequence(), Consequence::Retry { after: None });
    assert_eq!(received(&server), 1);
    fixture(&server).client.get::<Product>(1).await.unwrap_err();
    assert_eq!(received(&server), 4);
}

#[tokio::test]
async fn a_500_with_words_is_asked_once() {
    let server = scripted(|_| errors(500, "Unable to find colour in the Product Entity")).await;
    let error = fixture(&server).client.count(&Query::<Product>::all()).await.unwrap_err();
    assert_eq!(error.kind(), &Kind::UnknownField { field: "colour".into(), entity: "Product".into() });
    assert_eq!(received(&server), 1);
}

#[tokio::test]
async fn an_answer_of_another_shape_is_permanent() {
    let server = scripted(|_| Say::Json(200, json!({"items": [{"id": 1, "unitCost": "a lot"}]}))).await;
    let error = fixture(&server).client.query(&Query::<Product>::all()).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::Protocol { .. }));
    assert_eq!(received(&server), 1);
}

#[tokio::test]
async fn nobody_at_home_is_told_as_not_sent() {
    let server = scripted(|_| Say::Text(200, "text/plain", "")).await;
    let fixture = fixture(&server);
    server.stop().await;
    let error = fixture.client.get::<Product>(1).await.unwrap_err();
    assert_eq!((error.kind(), error.consequence()), (&Kind::Network { before_send: true }, Consequence::NotSent));
}
