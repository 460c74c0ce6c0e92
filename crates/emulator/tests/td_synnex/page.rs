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

/// Presses a button of the page; the status, and the page that follows.
async fn press(shop: &Shop, path: &str, body: &'static str) -> (u16, String) {
    let request = shop.client.post(format!("{}/_emulator/page/{path}", shop.emulator.url()));
    let answer = request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn every_fault_of_the_page_does_what_it_says() {
    for (fault, heard, effective) in [
        ("cut_before", None, 0),
        ("cut_after", None, 1),
        ("http_500", Some("500"), 0),
        ("garbage", Some("200"), 1),
        ("truncate", None, 1),
        ("timeout_lost", Some("PO_TIMEOUT"), 0),
        ("timeout_stored", Some("PO_TIMEOUT"), 1),
        ("server_error", Some("ServerError"), 0),
    ] {
        let shop = Shop::open().await;
        let body = format!("service=order&fault={fault}");
        let (code, page) = press(&shop, "faults", body.leak()).await;
        assert!(code == 200 && page.contains("1 planned"), "{fault}: {code}");
        assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "notFound", "{fault}: it waits for an order");
        let order = shop.draft("PO-1", &[(shop.sku(0), 1)]).xml();
        let url = format!("{}/SynnexXML/PO", shop.emulator.url());
        let said = match shop.client.post(url).body(order).send().await {
            Ok(answer) => {
                let code = answer.status().as_u16();
                answer.text().await.ok().map(|text| format!("{code} {text}"))
            }
            Err(_) => None,
        };
        assert_eq!(said.is_some(), heard.is_some(), "{fault}: {said:?}");
        assert!(said.unwrap_or_default().contains(heard.unwrap_or_default()), "{fault}");
        assert_eq!(shop.emulator.orders().requests_effective, effective, "{fault}");
        assert!(shop.get("/_emulator/").await.text().await.unwrap().contains("0 planned"), "{fault} strikes once");
    }
}

#[tokio::test]
async fn faults_are_forgotten_switches_turned_and_nonsense_refused() {
    let shop = Shop::open().await;
    press(&shop, "faults", "service=price&fault=cut_before").await;
    press(&shop, "faults", "service=status&fault=server_error").await;
    assert!(press(&shop, "faults/clear", "").await.1.contains("0 planned"));
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "notFound");
    assert!(press(&shop, "switches", "name=duplicate_check").await.1.contains("Duplicate check: <b>off</b>"));
    assert!(!shop.emulator.settings().duplicate_check);
    assert!(press(&shop, "switches", "name=duplicate_check").await.1.contains("Duplicate check: <b>on</b>"));
    assert_eq!(press(&shop, "switches", "name=gravity").await.0, 400);
    assert_eq!(press(&shop, "faults", "service=order&fault=fire").await.0, 400);
    assert_eq!(press(&shop, "faults", "service=fax&fault=slow").await.0, 400);
}

#[tokio::test]
async fn a_back_order_is_put_off_made_dearer_shipped_and_delivered_by_buttons() {
    let shop = Shop::open().await;
    let mut draft = shop.draft("PO-1", &[(shop.ready().samples.out_of_stock.unwrap(), 2)]);
    draft.header = "<BackOrderFlag>Y</BackOrderFlag>".to_owned();
    let price: rust_decimal::Decimal = draft.lines[0].1.parse().unwrap();
    shop.submit(&draft).await;
    for action in ["later", "dearer"] {
        assert_eq!(press(&shop, &format!("orders/PO-1/{action}"), "").await.0, 200, "{action}");
    }
    let status = shop.status("PO-1", None).await;
    assert_eq!(one(&status, "ETADate"), "2026-11-09");
    let dearer: rust_decimal::Decimal = one(&status, "UnitPrice").parse().unwrap();
    assert!(dearer > price, "{dearer} after {price}");
    press(&shop, "orders/PO-1/ship", "").await;
    assert!(press(&shop, "orders/PO-1/deliver", "").await.1.contains("shipped, delivered"));
    for action in ["later", "dearer", "deliver"] {
        assert_eq!(press(&shop, &format!("orders/PO-1/{action}"), "").await.0, 409, "{action}");
    }
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
