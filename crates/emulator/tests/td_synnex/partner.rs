//! The Partner API's facade: tokens, limits, look-ups, and that nothing can be ordered through it.

use serde_json::{Value, json};

use crate::world::Shop;
use linkspan_emulator::td_synnex::{LineQuantity, Lines};

const PRICES: &str = "/api/v1/webservice/json/GetPriceAvailability";

async fn token(shop: &Shop, secret: &str) -> (u16, Value) {
    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={secret}", shop.ready().partner_client_id);
    let request = shop.client.post(format!("{}/oauth2/v1/token", shop.emulator.url()));
    let answer = request.header("content-type", "application/x-www-form-urlencoded").body(form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn good_token(shop: &Shop) -> String {
    let (code, issued) = token(shop, &shop.ready().partner_client_secret).await;
    assert_eq!(
        (code, issued["token_type"].as_str(), issued["expires_in"].as_u64()),
        (200, Some("Bearer"), Some(7_200))
    );
    issued["access_token"].as_str().unwrap().to_owned()
}

async fn get(shop: &Shop, path: &str, token: &str) -> (u16, Value) {
    let answer = shop.client.get(format!("{}{path}", shop.emulator.url())).bearer_auth(token).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn prices(shop: &Shop, token: &str, lines: Value) -> (u16, Value) {
    let request = shop.client.post(format!("{}{PRICES}", shop.emulator.url())).bearer_auth(token);
    let answer = request.json(&json!({"version": "2.8", "skuList": lines})).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_token_is_good_for_two_hours_and_only_for_the_right_secret() {
    let shop = Shop::open().await;
    assert_eq!(token(&shop, "guess").await, (401, json!({"error": "invalid_client"})));
    let first = good_token(&shop).await;
    let path = "/api/v1/orders/orderNo/PO-1/orderType/PO";
    assert_eq!(get(&shop, path, &first).await.0, 404, "it may ask");
    assert_eq!(get(&shop, path, "made-up").await.0, 401);
    shop.pass(7_199);
    assert_eq!(get(&shop, path, &first).await.0, 404);
    shop.pass(1);
    assert_eq!(get(&shop, path, &first).await.0, 401);
    let second = good_token(&shop).await;
    assert_ne!(second, first);
    assert_eq!(get(&shop, path, &second).await.0, 404);
    let journal = serde_json::to_string(&shop.emulator.journal().entries()).unwrap();
    for secret in [&first, &second, &shop.ready().partner_client_secret] {
        assert!(!journal.contains(secret.as_str()), "the journal holds no secret");
    }
}

#[tokio::test]
async fn prices_are_those_of_the_xml_service() {
    let shop = Shop::open().await;
    let token = good_token(&shop).await;
    let sku = shop.sku(0);
    let samples = shop.ready().samples.clone();
    let lines = json!([
        {"synnexSKU": sku.to_string(), "lineNumber": 1, "priceType": "REGULAR"},
        {"synnexSKU": samples.unknown, "lineNumber": 2},
        {"mfgPN": samples.ambiguous_part_number.unwrap(), "lineNumber": 3},
        {"synnexSKU": sku, "lineNumber": 4},
        {"mfgPN": "NO-SUCH-PART", "lineNumber": 5},
    ]);
    let (code, answer) = prices(&shop, &token, lines).await;
    assert_eq!((code, &answer["errorMessage"]), (200, &Value::Null));
    let rows = answer["PriceAvailabilityList"].as_array().unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row["lineNumber"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 3, 5], "the repeated SKU collapses, the part number has two products");
    assert_eq!(rows[0]["price"], shop.price(sku));
    assert_eq!((&rows[1]["status"], &rows[4]["synnexSKU"]), (&json!("Not found"), &json!(0)));
    assert!(rows[0]["AvailabilityByWarehouse"].as_array().unwrap().len() > 3);
    let many: Value = (1..=101).map(|line| json!({"synnexSKU": line, "lineNumber": line})).collect();
    assert_eq!(prices(&shop, &token, many).await.0, 400);
    shop.emulator.set(|settings| settings.partner_price = false);
    assert_eq!(prices(&shop, &token, json!([{"synnexSKU": sku, "lineNumber": 1}])).await.0, 403);
}

#[tokio::test]
async fn orders_shipments_and_invoices_follow_the_books() {
    let shop = Shop::open().await;
    let token = good_token(&shop).await;
    shop.order("PO-1", &[(shop.sku(0), 2), (shop.sku(1), 1)]).await;
    let order = &get(&shop, "/api/v1/orders/orderNo/PO-1/orderType/PO", &token).await.1[0];
    assert_eq!((&order["purchaseOrderNumber"], &order["orderStatus"]), (&json!("PO-1"), &json!("Open")));
    let number = order["orderNumber"].as_str().unwrap().to_owned();
    assert_eq!(&get(&shop, &format!("/api/v1/orders/orderNo/{number}/orderType/SO"), &token).await.1[0], order);
    assert_eq!(&get(&shop, &format!("/api/v1/orders/orderNo/{number}"), &token).await.1[0], order);
    let lines = Lines { lines: vec![LineQuantity { line: 1, quantity: Some(1) }] };
    shop.emulator.ship("PO-1", &lines).unwrap();
    shop.emulator.invoice("PO-1").unwrap();
    let shipments = get(&shop, "/api/v1/orders/shipment/details/orderNo/PO-1", &token).await.1;
    assert_eq!(shipments["lines"][0]["subLines"].as_array().unwrap().len(), 1);
    assert!(shipments["lines"][0]["subLines"][0]["tracking"][0]["trackingNumber"].as_str().unwrap().len() > 5);
    assert_eq!(shipments["lines"][1]["subLines"], json!([]));
    let invoice = get(&shop, "/api/v1/invoices/invoiceNo/PO-1/invoiceType/PO", &token).await.1;
    let billed = invoice["invoiceNumber"].as_str().unwrap();
    assert_eq!(get(&shop, &format!("/api/v1/invoices/invoiceNo/{billed}/invoiceType/IV"), &token).await.1, invoice);
    shop.emulator.ship("PO-1", &Lines::default()).unwrap();
    shop.emulator.invoice("PO-1").unwrap();
    let both = get(&shop, "/api/v1/invoices/invoiceNo/PO-1/invoiceType/PO", &token).await.1;
    assert_eq!(both.as_array().unwrap().len(), 2);
    shop.emulator.set(|settings| settings.partner_unknown_is_404 = false);
    let (code, said) = get(&shop, "/api/v1/orders/orderNo/PO-9/orderType/PO", &token).await;
    assert_eq!((code, said["errorMessage"].is_string()), (200, true));
    assert_eq!(get(&shop, "/api/v1/orders/orderNo/PO-1/orderType/XX", &token).await.0, 400);
}

#[tokio::test]
async fn too_many_calls_are_told_how_long_to_wait() {
    let shop = Shop::open().await;
    shop.emulator.set(|settings| settings.partner_calls_per_minute = Some(2));
    let token = good_token(&shop).await;
    let path = "/api/v1/orders/orderNo/PO-1";
    assert_eq!(get(&shop, path, &token).await.0, 404);
    shop.pass(20);
    assert_eq!(get(&shop, path, &token).await.0, 404);
    let url = format!("{}{path}", shop.emulator.url());
    let refused = shop.client.get(url).bearer_auth(&token).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "40"));
    shop.pass(40);
    assert_eq!(get(&shop, path, &token).await.0, 404);
}

#[tokio::test]
async fn nothing_can_be_ordered_through_it() {
    let shop = Shop::open().await;
    let token = good_token(&shop).await;
    let order = shop.draft("PO-1", &[(shop.sku(0), 1)]).xml();
    for path in [
        "/api/v1/orders",
        "/api/v1/orders/orderNo/PO-1",
        "/api/v1/webservice/json/PO",
        "/api/v1/webservice/json/submit",
    ] {
        let request = shop.client.post(format!("{}{path}", shop.emulator.url())).bearer_auth(&token);
        let code = request.body(order.clone()).send().await.unwrap().status().as_u16();
        assert!(code == 404 || code == 405, "{path}: {code}");
    }
    assert_eq!(shop.emulator.orders().requests_seen, 0);
}
