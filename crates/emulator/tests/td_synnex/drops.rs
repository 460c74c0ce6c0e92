//! Drop files: what left and what was billed within an hour, laid down when the hour is over.

use crate::world::{Shop, all, one};
use linkspan_emulator::td_synnex::{LineQuantity, Lines};

async fn names(shop: &Shop) -> Vec<String> {
    shop.get("/drops/").await.text().await.unwrap().lines().map(str::to_owned).collect()
}

async fn file(shop: &Shop, name: &str) -> String {
    shop.get(&format!("/drops/{name}")).await.text().await.unwrap()
}

/// Two orders: one shipped in two parts within the hour and billed for the first of them, one shipped whole.
async fn busy_hour() -> Shop {
    let shop = Shop::open().await;
    shop.emulator.set(|settings| settings.timing.automatic = false);
    shop.order("PO-1", &[(shop.sku(0), 3)]).await;
    shop.order("PO-2", &[(shop.sku(1), 1)]).await;
    let two = Lines { lines: vec![LineQuantity { line: 1, quantity: Some(2) }] };
    shop.emulator.ship("PO-1", &two).unwrap();
    shop.emulator.invoice("PO-1").unwrap();
    shop.pass(60);
    shop.emulator.ship("PO-1", &Lines::default()).unwrap();
    shop.emulator.ship("PO-2", &Lines::default()).unwrap();
    shop
}

#[tokio::test]
async fn files_appear_when_their_hour_is_over() {
    let shop = busy_hour().await;
    assert!(names(&shop).await.is_empty());
    shop.pass(3_600);
    assert_eq!(names(&shop).await, ["20261102110000_712345_810.xml", "20261102110000_712345_856.xml"]);
    assert_eq!(shop.get("/drops/20261102120000_712345_856.xml").await.status(), 404);
}

#[tokio::test]
async fn a_ship_notice_file_holds_one_document_for_each_shipment() {
    let shop = busy_hour().await;
    shop.pass(3_600);
    let text = file(&shop, "20261102110000_712345_856.xml").await;
    assert_eq!(text.matches("<?xml").count(), 3);
    assert!(text.contains("standalone=\"yes\""));
    assert_eq!(all(&text, "CustomerPONumber"), ["PO-1", "PO-1", "PO-2"]);
    assert_eq!(all(&text, "InvoiceNumber").len(), 1, "what was billed later is not in it");
    assert_eq!((one(&text, "ShipDate"), one(&text, "ShipTime")), ("261102".to_owned(), "100000".to_owned()));
    let pieces: u32 = all(&text, "ShipQuantity").iter().map(|quantity| quantity.parse::<u32>().unwrap()).sum();
    assert_eq!(pieces, 4);
}

#[tokio::test]
async fn a_file_never_changes_after_it_was_laid_down() {
    let shop = busy_hour().await;
    shop.pass(3_600);
    let name = "20261102110000_712345_856.xml";
    let before = file(&shop, name).await;
    shop.emulator.invoice("PO-1").unwrap();
    shop.emulator.invoice("PO-2").unwrap();
    shop.pass(3_600);
    assert_eq!(file(&shop, name).await, before);
    let later = file(&shop, "20261102120000_712345_810.xml").await;
    assert_eq!(all(&later, "CustomerPONumber"), ["PO-1", "PO-2"], "each invoice carries its number itself");
}
