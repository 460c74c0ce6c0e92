//! Price and availability: what a line may be answered with, and what versions add.

use crate::world::{Shop, all, escape, one, options};
use linkspan_emulator::td_synnex::{Country, ListedStatus, Options, ProductChange};
use rust_decimal::Decimal;

fn by_sku(sku: u32, line: u32) -> String {
    format!("<synnexSKU>{sku}</synnexSKU><lineNumber>{line}</lineNumber>")
}

#[tokio::test]
async fn a_product_is_answered_with_price_stock_and_every_warehouse() {
    let shop = Shop::open().await;
    let product = shop.emulator.product(shop.sku(0)).unwrap();
    let answer = shop.prices(&[&by_sku(product.sku, 7)], None).await;
    assert!(answer.contains("<priceResponse>"), "no version asked, none repeated");
    assert_eq!(one(&answer, "status"), "Active");
    assert_eq!(one(&answer, "price"), product.price.to_string());
    assert_eq!(one(&answer, "mfgPN"), escape(&product.part_number));
    assert_eq!(one(&answer, "totalQuantity"), product.total.to_string());
    assert_eq!(one(&answer, "lineNumber"), "7");
    let numbers = all(&answer, "number");
    assert_eq!(numbers.len(), 12);
    assert_eq!(numbers.last().unwrap(), "98");
    assert!(answer.contains("<city>MFG Drop Shipped</city>") && answer.contains("<zipcode>00000</zipcode>"));
    let sum: u32 = all(&answer, "qty").iter().map(|quantity| quantity.parse::<u32>().unwrap()).sum();
    assert_eq!(sum, product.total);
}

#[tokio::test]
async fn empty_warehouses_are_listed() {
    let shop = Shop::open().await;
    let empty = shop.ready().samples.out_of_stock.unwrap();
    let answer = shop.prices(&[&by_sku(empty, 1)], None).await;
    assert_eq!(one(&answer, "totalQuantity"), "0");
    assert_eq!(all(&answer, "qty"), vec!["0"; 12]);
}

#[tokio::test]
async fn exceptions_stand_in_the_list_and_leave_the_others_alone() {
    let shop = Shop::open().await;
    let samples = shop.ready().samples.clone();
    let lines = [
        by_sku(samples.unknown, 1),
        by_sku(samples.not_authorized.unwrap(), 2),
        by_sku(samples.discontinued.unwrap(), 3),
        "<mfgPN>NO-SUCH-PART</mfgPN><lineNumber>4</lineNumber>".to_owned(),
        by_sku(shop.sku(0), 5),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = shop.prices(&lines, None).await;
    assert_eq!(all(&answer, "status"), ["Not found", "Not authorized", "Discontinued", "Not found", "Active"]);
    assert_eq!(all(&answer, "lineNumber"), ["1", "2", "3", "4", "5"]);
    assert_eq!(all(&answer, "synnexSKU")[3], "0", "an unknown part number has SKU 0");
    assert_eq!(all(&answer, "price").len(), 1, "exceptions have no price");
}

#[tokio::test]
async fn one_part_number_may_have_several_products_on_one_line() {
    let shop = Shop::open().await;
    let part = shop.ready().samples.ambiguous_part_number.clone().unwrap();
    let line = format!("<mfgPN>{}</mfgPN><lineNumber>3</lineNumber>", escape(&part.to_lowercase()));
    let answer = shop.prices(&[&line], None).await;
    let skus = all(&answer, "synnexSKU");
    assert_eq!(skus.len(), 2);
    assert_ne!(skus[0], skus[1]);
    assert_eq!(all(&answer, "lineNumber"), ["3", "3"]);
}

#[tokio::test]
async fn the_same_sku_twice_is_answered_once_under_the_first_line() {
    let shop = Shop::open().await;
    let answer = shop.prices(&[&by_sku(shop.sku(0), 1), &by_sku(shop.sku(0), 2)], None).await;
    assert_eq!(all(&answer, "lineNumber"), ["1"]);
}

#[tokio::test]
async fn versions_add_what_they_are_known_to_add() {
    let shop = Shop::open().await;
    let line = format!("{}<requestWarehouse>3, 12</requestWarehouse>", by_sku(shop.sku(0), 1));
    for (version, on_order, chosen, msrp) in [
        (None, false, false, false),
        (Some("2.1"), true, false, false),
        (Some("2.3"), true, true, false),
        (Some("2.8"), true, true, true),
    ] {
        let answer = shop.prices(&[&line], version).await;
        assert_eq!(!all(&answer, "onOrderQuantity").is_empty(), on_order, "{version:?}");
        assert_eq!(all(&answer, "number") == ["3", "12"], chosen, "{version:?}");
        for tag in ["msrp", "weight", "parcelShippable", "EURequired"] {
            assert_eq!(!all(&answer, tag).is_empty(), msrp, "{tag} {version:?}");
        }
    }
}

#[tokio::test]
async fn the_other_url_tells_availability_alone_and_needs_version_three() {
    let shop = Shop::open().await;
    let ask = |version| shop.post("/SynnexXML/Availability", shop.price_request(&[&by_sku(shop.sku(0), 1)], version));
    assert!(!all(&ask(Some("2.8")).await, "errorMessage").is_empty());
    let answer = ask(Some("3.0")).await;
    assert_eq!(one(&answer, "price"), "");
    assert_ne!(one(&answer, "totalQuantity"), "0");
}

#[tokio::test]
async fn bad_credentials_get_a_document_that_can_be_replaced() {
    let shop = Shop::open().await;
    let bad = shop.price_request(&[&by_sku(shop.sku(0), 1)], None).replace("<password>", "<password>x");
    let answer = shop.post("/SynnexXML/PriceAvailability", bad.clone()).await;
    assert_eq!(one(&answer, "errorMessage"), "Login Failed");
    assert!(!all(&answer, "errorDetail").is_empty());
    shop.emulator.set(|settings| settings.price_error_document = Some("<oops/>".to_owned()));
    assert_eq!(shop.post("/SynnexXML/PriceAvailability", bad).await, "<oops/>");
    assert!(shop.post("/SynnexXML/PriceAvailability", "<priceRequest>").await.contains("IncompleteXML01"));
}

#[tokio::test]
async fn prices_and_statuses_set_by_hand_are_answered() {
    let shop = Shop::open().await;
    let sku = shop.sku(1);
    let change = ProductChange { sku, price: Some(Decimal::new(1_234, 2)), quantity: None, status: None };
    shop.emulator.change_product(&change).unwrap();
    assert_eq!(one(&shop.prices(&[&by_sku(sku, 1)], None).await, "price"), "12.34");
    let gone = ProductChange { status: Some(ListedStatus::Discontinued), ..change.clone() };
    shop.emulator.change_product(&gone).unwrap();
    assert_eq!(one(&shop.prices(&[&by_sku(sku, 1)], None).await, "status"), "Discontinued");
    let (code, body) =
        shop.control("prices", Some(serde_json::json!({"sku": sku, "price": "99.50", "status": "active"}))).await;
    assert_eq!((code, body["price"].as_str()), (200, Some("99.50")));
    assert_eq!(shop.control("prices", Some(serde_json::json!({"sku": sku, "price": "0.001"}))).await.0, 400);
    assert_eq!(shop.control("prices", Some(serde_json::json!({"sku": 5}))).await.0, 404);
}

#[tokio::test]
async fn canada_is_another_system_with_its_own_warehouses() {
    let shop = Shop::open_with(Options { country: Country::Ca, ..options() }).await;
    let answer = shop.prices(&[&by_sku(shop.sku(0), 1)], None).await;
    assert_eq!(all(&answer, "number"), ["26", "29", "31", "80", "81", "98"]);
}
