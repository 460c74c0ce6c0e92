//! The page and the control routes: what a person sees and can press.

use serde_json::json;

use crate::world::{Shop, one};

#[tokio::test]
async fn the_page_shows_orders_and_offers_what_is_possible() {
    let shop = Shop::open().await;
    let empty = shop.get("/_emulator/").await.text().await.unwrap();
    assert!(empty.contains("No order has come yet."));
    shop.order("PO/1 <b>", &[(shop.sku(0), 4)]).await;
    shop.order("PO-2", &[(shop.sku(0), 4)]).await;
    let page = shop.get("/_emulator/").await.text().await.unwrap();
    assert!(page.contains("PO-2") && page.contains("accepted"));
    assert!(page.contains("/_emulator/page/orders/PO%2D2/ship"));
    assert!(!page.contains("/release"), "nothing waits for a release");
    assert!(!page.contains("<script"));
    assert!(!page.contains(&shop.ready().password));
}

#[tokio::test]
async fn its_buttons_act_and_lead_back() {
    let shop = Shop::open().await;
    let mut draft = shop.draft("PO/1 & co", &[(shop.sku(0), 4)]);
    draft.po = "PO/1 &amp; co".to_owned();
    shop.submit(&draft).await;
    let press = |path: &'static str, body: &'static str| {
        let request = shop.client.post(format!("{}/_emulator/page/{path}", shop.emulator.url()));
        request.header("content-type", "application/x-www-form-urlencoded").body(body).send()
    };
    for action in
        ["orders/PO%2F1%20%26%20co/split", "orders/PO%2F1%20%26%20co/ship", "orders/PO%2F1%20%26%20co/invoice"]
    {
        let page = press(action, "").await.unwrap();
        assert_eq!((page.status().as_u16(), page.url().path()), (200, "/_emulator/"), "{action}");
    }
    let page = press("clock", "hours=24").await.unwrap().text().await.unwrap();
    assert!(page.contains("2026-11-03 10:00:00"), "{page}");
    assert!(page.contains("PO/1 &amp; co") && page.contains("invoiced"));
    assert_eq!(press("orders/PO%2F1%20%26%20co/cancel", "").await.unwrap().status(), 409);
}

#[tokio::test]
async fn settings_are_read_and_changed_over_http() {
    let shop = Shop::open().await;
    assert_eq!(shop.json("/_emulator/settings").await["duplicate_check"], true);
    let change = json!({"duplicate_check": false, "timing": {"ship": 60}});
    let (code, settings) = shop.control("settings", Some(change)).await;
    assert_eq!((code, settings["timing"]["ship"].as_u64()), (200, Some(60)));
    assert_eq!(settings["timing"]["release"], 900, "what was not named stays");
    assert_eq!(shop.control("settings", Some(json!({"duplicate_chek": true}))).await.0, 400);
    assert_eq!(shop.control("settings", Some(json!({"invoiced_code_from": "soon"}))).await.0, 400);
    assert!(!shop.emulator.settings().duplicate_check, "a refused change changes nothing");
}

#[tokio::test]
async fn vendor_faults_are_planned_over_http_and_strike_once() {
    let shop = Shop::open().await;
    let fault = json!({"service": "status", "message": "ServerError"});
    assert_eq!(shop.control("vendor-faults", Some(fault)).await.0, 200);
    assert_eq!(one(&shop.status("PO-1", None).await, "ErrorMessage"), "ServerError");
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "notFound");
    assert_eq!(shop.control("vendor-faults", Some(json!({"service": "fax", "message": "x"}))).await.0, 400);
}

#[tokio::test]
async fn the_ready_line_names_all_that_is_needed() {
    let shop = Shop::open().await;
    let ready = serde_json::to_value(shop.ready()).unwrap();
    for name in ["url", "user_id", "password", "account", "country", "catalogue_path"] {
        assert!(ready[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
    assert_eq!(ready["skus"].as_array().unwrap().len(), 3);
    let samples = ready["samples"].as_object().unwrap();
    assert!(samples.values().all(|value| !value.is_null()), "{samples:?}");
}
