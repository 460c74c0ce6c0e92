//! Submitting purchase orders: the ordinary one, everything that stops it for a person, and what is refused line by line.

use crate::world::{Shop, all, one, options};
use linkspan_emulator::td_synnex::{Country, Options, ProductChange, Settings, ShortStock, Stage};
use rust_decimal::Decimal;
use serde_json::json;

#[tokio::test]
async fn a_good_order_becomes_a_sales_order_with_a_number_of_eight_digits() {
    let shop = Shop::open().await;
    let answer = shop.order("PO-1001", &[(shop.sku(0), 2), (shop.sku(1), 1)]).await;
    assert_eq!(all(&answer, "Code"), ["accepted", "accepted", "accepted"]);
    assert_eq!(all(&answer, "OrderType"), ["SO", "SO"]);
    assert_eq!(all(&answer, "SKU"), [shop.sku(0).to_string(), shop.sku(1).to_string()]);
    assert_eq!(one(&answer, "ShipFromWarehouse"), "");
    assert_eq!(one(&answer, "SynnexInternalReference"), "SALESORDER,A-CIS---SOLINE,A-CIS");
    assert_eq!(one(&answer, "ResponseDateTime"), "2026-11-02T10:00:00", "local time, no zone");
    assert!(one(&answer, "ResponseElapsedTime").ends_with('s'));
    let number = one(&answer, "OrderNumber");
    assert!(number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit()), "{number}");
    assert!(!answer.contains("<Reason"), "accepted orders give no reason");
}

#[tokio::test]
async fn the_content_type_does_not_matter_and_the_password_may_hold_markup() {
    let shop = Shop::open().await;
    assert!(shop.ready().password.contains('&') && shop.ready().password.contains('<'));
    let url = format!("{}/SynnexXML/PO", shop.emulator.url());
    let body = shop.draft("PO-1", &[(shop.sku(0), 1)]).xml();
    let response = shop.client.post(url).header("content-type", "text/plain").body(body).send().await.unwrap();
    assert_eq!(one(&response.text().await.unwrap(), "Code"), "accepted");
}

#[tokio::test]
async fn a_price_within_the_tolerance_passes_and_beyond_it_stops_the_order() {
    for (country, cents, stops) in [
        (Country::Us, 1, false),
        (Country::Us, -1, false),
        (Country::Us, 2, true),
        (Country::Ca, 2, false),
        (Country::Ca, -3, true),
    ] {
        let shop = Shop::open_with(Options { country, ..options() }).await;
        let sku = shop.sku(0);
        let mut draft = shop.draft("PO-1", &[(sku, 1)]);
        draft.lines[0].1 = (shop.emulator.product(sku).unwrap().price + Decimal::new(cents, 2)).to_string();
        let answer = shop.submit(&draft).await;
        assert_eq!(one(&answer, "Code"), "accepted");
        assert_eq!(one(&answer, "OrderType"), if stops { "99" } else { "SO" }, "{country:?} off by {cents} cents");
        if stops {
            assert_eq!(one(&answer, "SynnexInternalReference"), "POLINEQC,A-SALESPND---PRICEVAR,A-SALESPND");
        }
    }
}

#[tokio::test]
async fn any_comment_stops_the_order() {
    let shop = Shop::open().await;
    for (index, tag) in ["Comment", "ShipComment", "ShipCommentInternal"].into_iter().enumerate() {
        let mut draft = shop.draft(&format!("PO-{index}"), &[(shop.sku(0), 1)]);
        draft.header = format!("<{tag}>please hurry</{tag}>");
        assert_eq!(one(&shop.submit(&draft).await, "OrderType"), "99", "{tag}");
    }
    let mut draft = shop.draft("PO-9", &[(shop.sku(0), 1)]);
    draft.header = "<Comment></Comment>".to_owned();
    assert_eq!(one(&shop.submit(&draft).await, "OrderType"), "SO", "an empty comment is none");
    let on_line = shop.draft("PO-10", &[(shop.sku(0), 1)]).xml().replace("</Item>", "<Comment>x</Comment></Item>");
    assert_eq!(one(&shop.post("/SynnexXML/PO", on_line).await, "OrderType"), "99");
}

#[tokio::test]
async fn an_account_without_the_auto_fill_profile_waits_for_its_representative() {
    let settings = Settings { auto_fill: false, ..Settings::default() };
    let shop = Shop::open_with(Options { settings, ..options() }).await;
    let answer = shop.order("PO-1", &[(shop.sku(0), 1), (shop.sku(1), 1)]).await;
    assert_eq!(all(&answer, "OrderType"), ["99", "99"]);
    assert_eq!(one(&shop.status("PO-1", None).await, "OrderType"), "QO");
    shop.pass(30 * 86_400);
    assert_eq!(one(&shop.status("PO-1", None).await, "OrderType"), "QO", "no time releases it");
    shop.emulator.release("PO-1").unwrap();
    let released = shop.status("PO-1", None).await;
    assert_eq!(all(&released, "OrderType"), ["SO", "SO"]);
    assert_eq!(one(&released, "OrderNumber"), one(&answer, "OrderNumber"));
}

#[tokio::test]
async fn short_stock_is_back_ordered_rejected_or_reviewed() {
    let shop = Shop::open().await;
    let empty = shop.ready().samples.out_of_stock.unwrap();
    let mut draft = shop.draft("PO-BO", &[(empty, 3)]);
    draft.header = "<BackOrderFlag>Y</BackOrderFlag>".to_owned();
    let answer = shop.submit(&draft).await;
    assert_eq!((one(&answer, "Code"), one(&answer, "OrderType")), ("accepted".to_owned(), "BO".to_owned()));
    assert_eq!(one(&answer, "SynnexInternalReference"), "");

    let rejected = shop.order("PO-NO", &[(empty, 3), (shop.sku(0), 1)]).await;
    assert_eq!(all(&rejected, "Code"), ["partial", "rejected", "accepted"]);
    assert_eq!(all(&rejected, "Reason").len(), 1);
    assert_eq!(all(&rejected, "OrderNumber")[0], "", "a refused line has no order");

    shop.emulator.set(|settings| settings.short_stock = ShortStock::Review);
    assert_eq!(one(&shop.order("PO-QO", &[(empty, 3)]).await, "OrderType"), "99");
}

#[tokio::test]
async fn discontinued_unknown_and_forbidden_skus_are_refused() {
    let shop = Shop::open().await;
    let samples = shop.ready().samples.clone();
    let mut draft = shop.draft("PO-1", &[(shop.sku(0), 1)]);
    for (index, sku) in
        [samples.discontinued.unwrap(), samples.not_authorized.unwrap(), samples.unknown].into_iter().enumerate()
    {
        draft.po = format!("PO-{index}");
        draft.lines[0].0 = sku.to_string();
        let answer = shop.submit(&draft).await;
        assert_eq!(all(&answer, "Code"), ["rejected", "rejected"], "{sku}");
        assert_eq!(one(&answer, "SKU"), sku.to_string());
        let status = shop.status(&draft.po, None).await;
        assert_eq!(one(&status, "Code"), "rejected");
        assert_eq!(one(&status, "Items"), "");
    }
    assert_eq!(shop.emulator.orders().requests_effective, 0);
    assert_eq!(shop.emulator.orders().requests_seen, 3);
}

#[tokio::test]
async fn what_is_ordered_is_taken_from_what_is_offered_and_given_back_by_a_cancellation() {
    let shop = Shop::open().await;
    let sku = shop.sku(2);
    let change = ProductChange { sku, price: None, quantity: Some(5), status: None };
    assert_eq!(shop.emulator.change_product(&change).unwrap().total, 5);
    shop.order("PO-1", &[(sku, 4)]).await;
    let line = format!("<synnexSKU>{sku}</synnexSKU><lineNumber>1</lineNumber>");
    assert_eq!(one(&shop.prices(&[&line], None).await, "totalQuantity"), "1");
    assert_eq!(all(&shop.order("PO-2", &[(sku, 2)]).await, "Code"), ["rejected", "rejected"]);
    let (code, _) = shop.control("orders/PO-1/cancel", None).await;
    assert_eq!(code, 200);
    assert_eq!(one(&shop.prices(&[&line], None).await, "totalQuantity"), "5");
}

#[tokio::test]
async fn a_line_no_single_warehouse_holds_is_taken_from_several_unless_splitting_is_forbidden() {
    let shop = Shop::open().await;
    let sku = shop.sku(0);
    let most = shop.emulator.product(sku).unwrap().warehouses.iter().map(|place| place.quantity).max().unwrap();
    let answer = shop.order("PO-1", &[(sku, most + 5)]).await;
    assert_eq!(answer.matches("lineNumber=").count(), 1, "one answer per line");
    let status = shop.status("PO-1", None).await;
    assert_eq!(status.matches("lineNumber=\"1\"").count(), 2);
    let numbers = all(&status, "OrderNumber");
    assert_ne!(numbers[0], numbers[1], "each warehouse has its order number");

    let mut draft = shop.draft("PO-2", &[(shop.sku(1), 10_000)]);
    draft.header = "<WarehouseSplit>N</WarehouseSplit>".to_owned();
    assert_eq!(one(&shop.submit(&draft).await, "Code"), "rejected");
}

#[tokio::test]
async fn the_books_count_requests_and_effects_apart() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    shop.post("/SynnexXML/PO", "").await;
    let books = shop.json("/_emulator/orders").await;
    assert_eq!(books["requests_seen"], 3);
    assert_eq!(books["requests_effective"], 1);
    assert_eq!(books["double_orders"], 0);
    assert_eq!(
        books["purchase_orders"],
        json!([{"account": shop.ready().account, "po_number": "PO-1", "seen": 2, "effective": 1}])
    );
    assert_eq!(books["orders"][0]["pieces"][0]["stage"], "open");
    assert_eq!(shop.emulator.orders().orders[0].pieces[0].stage, Stage::Open);
}
