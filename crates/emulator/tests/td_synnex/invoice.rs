//! Invoices: one per shipment, amounts with commas, unknown orders.

use crate::world::{Shop, all, one};
use linkspan_emulator::td_synnex::{LineQuantity, Lines, ProductChange};
use rust_decimal::Decimal;

#[tokio::test]
async fn every_shipment_has_its_invoice_and_together_they_hold_the_order() {
    let shop = Shop::open().await;
    let sku = shop.sku(0);
    shop.emulator
        .change_product(&ProductChange { sku, price: Some(Decimal::new(161_000, 2)), quantity: None, status: None })
        .unwrap();
    shop.order("PO-1", &[(sku, 3)]).await;
    assert!(all(&shop.invoices("PO-1").await, "InvoiceNumber").is_empty(), "nothing is billed before it left");
    let first = Lines { lines: vec![LineQuantity { line: 1, quantity: Some(2) }] };
    shop.emulator.ship("PO-1", &first).unwrap();
    shop.pass(60);
    shop.emulator.ship("PO-1", &Lines::default()).unwrap();
    shop.emulator.invoice("PO-1").unwrap();

    let answer = shop.invoices("PO-1").await;
    assert_eq!(all(&answer, "CustomerPONumber"), ["PO-1"], "the number stands on the parent alone");
    let numbers = all(&answer, "InvoiceNumber");
    assert_eq!(numbers.len(), 2);
    assert_ne!(numbers[0], numbers[1]);
    assert_eq!(all(&answer, "ShipQuantity"), ["2", "1"]);
    assert_eq!(all(&answer, "UnitPrice"), ["1,610.00", "1,610.00"]);
    assert_eq!(all(&answer, "TotalInvoiceAmount"), ["3,229.95", "1,619.95"]);
    assert_eq!(all(&answer, "Freight"), ["9.95", "9.95"]);
    assert_eq!(one(&answer, "InvoiceDate"), "2026-11-02");
    assert!(answer.contains("<ManuafacturerPartNumber>"), "spelt as the vendor spells it");
    let tracked = all(&shop.status("PO-1", None).await, "TrackingNumber");
    assert_eq!(all(&answer, "TrackNumber"), tracked);

    shop.emulator.set(|settings| settings.invoice_commas = false);
    assert_eq!(one(&shop.invoices("PO-1").await, "TotalInvoiceAmount"), "3229.95");
    assert!(shop.emulator.invoice("PO-1").is_err(), "nothing is billed twice");
}

#[tokio::test]
async fn lines_shipped_together_are_one_invoice() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1), (shop.sku(1), 1)]).await;
    let places: Vec<u32> = shop.emulator.orders().orders[0].pieces.iter().map(|piece| piece.warehouse).collect();
    assert_eq!(places[0], places[1]);
    shop.pass(2 * 86_400);
    let answer = shop.invoices("PO-1").await;
    assert_eq!(all(&answer, "InvoiceNumber").len(), 1);
    assert_eq!(all(&answer, "LineNumber"), ["1", "2"]);
}

#[tokio::test]
async fn an_order_number_finds_its_invoice_too() {
    let shop = Shop::open().await;
    let number = one(&shop.order("PO-1", &[(shop.sku(0), 1)]).await, "OrderNumber");
    shop.pass(2 * 86_400);
    let question = shop.question("InvoiceRequest", &format!("<OrderNumber>{number}</OrderNumber>"), Some("2.2"));
    assert_eq!(one(&shop.post("/webservice/invoice/query", question).await, "CustomerPONumber"), "PO-1");
}

#[tokio::test]
async fn an_unknown_order_gives_code_and_reason_inside_the_container() {
    let shop = Shop::open().await;
    let answer = shop.invoices("PO-404").await;
    assert!(answer.contains("<InvoiceResponse>"));
    assert_eq!(one(&answer, "Code"), "notFound");
    assert!(!one(&answer, "Reason").is_empty());
    assert!(all(&answer, "Invoice").is_empty());
}

#[tokio::test]
async fn licences_are_billed_without_boxes_or_freight() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.ready().samples.licence.unwrap(), 2)]).await;
    shop.pass(2 * 86_400);
    let status = shop.status("PO-1", Some("2.4")).await;
    assert_eq!((one(&status, "Code"), one(&status, "Packages")), ("shipped".to_owned(), String::new()));
    assert_eq!(one(&shop.invoices("PO-1").await, "Freight"), "0.00");
}
