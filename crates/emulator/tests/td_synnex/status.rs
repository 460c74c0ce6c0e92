//! How an order ages and what its status says at each step and in each version.

use crate::world::{Shop, all, one};
use linkspan_emulator::td_synnex::{LineQuantity, Lines, Plan, Split, Timing, Version};
use serde_json::json;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

fn lines(line: u32, quantity: u32) -> Lines {
    Lines { lines: vec![LineQuantity { line, quantity: Some(quantity) }] }
}

#[tokio::test]
async fn an_unknown_order_is_not_found() {
    let shop = Shop::open().await;
    let status = shop.status("PO-404", Some("2.4")).await;
    assert!(status.contains("<SynnexB2B version=\"2.4\">"), "the version is repeated");
    assert_eq!((one(&status, "Code"), one(&status, "Items")), ("notFound".to_owned(), String::new()));
    assert_eq!(one(&status, "PODatetime"), "");
}

#[tokio::test]
async fn an_order_is_accepted_then_shipped_then_invoiced_as_time_goes_by() {
    let shop = Shop::open().await;
    let answer = shop.order("PO-1", &[(shop.sku(0), 6)]).await;
    let accepted = shop.status("PO-1", None).await;
    assert_eq!(all(&accepted, "Code"), ["accepted", "accepted"]);
    assert_eq!(one(&accepted, "PODatetime"), "2026-11-02T10:00:00");
    assert_eq!((one(&accepted, "OrderQuantity"), one(&accepted, "ShipQuantity")), ("6".to_owned(), "0".to_owned()));
    assert_eq!(one(&accepted, "Packages"), "");
    assert_eq!(one(&accepted, "ShipMethodDescription"), "FedEx Ground");
    assert_eq!(one(&accepted, "OrderNumber"), one(&answer, "OrderNumber"));

    shop.pass(5 * HOUR);
    let shipped = shop.status("PO-1", None).await;
    assert_eq!(all(&shipped, "Code"), ["shipped", "shipped"]);
    assert_eq!(
        one(&shipped, "ShipDatetime"),
        "2026-11-02T14:15:00",
        "the time it was due, not the time of the question"
    );
    assert_eq!(one(&shipped, "ShipQuantity"), "6");
    let units: u32 = all(&shipped, "ShipItemQuantity").iter().map(|units| units.parse::<u32>().unwrap()).sum();
    assert_eq!(units, 6);
    assert!(all(&shipped, "TrackingNumber").iter().all(|number| number.len() == 12));
    assert_eq!(shipped, shop.status("PO-1", None).await, "asking changes nothing");

    shop.pass(DAY);
    assert_eq!(one(&shop.status("PO-1", Some("2.7")).await, "Code"), "shipped");
    assert_eq!(all(&shop.status("PO-1", Some("3.0")).await, "Code"), ["invoiced", "invoiced"]);
    shop.emulator.set(|settings| settings.invoiced_code_from = Version::OLDEST);
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "invoiced");
}

#[tokio::test]
async fn serial_numbers_are_given_once() {
    let shop = Shop::open().await;
    let serialized = (0..3).map(|index| shop.sku(index));
    for (index, sku) in serialized.enumerate() {
        let po = format!("PO-{index}");
        shop.order(&po, &[(sku, 9), (sku, 2)]).await;
        shop.emulator.ship(&po, &lines(1, 4)).unwrap();
        shop.emulator.ship(&po, &Lines::default()).unwrap();
        let status = shop.status(&po, None).await;
        let mut serials = all(&status, "SerialNo");
        assert!(serials.is_empty() || serials.len() == 11, "{serials:?}");
        let given = serials.len();
        serials.sort();
        serials.dedup();
        assert_eq!(serials.len(), given);
    }
}

#[tokio::test]
async fn a_planned_partial_shipment_repeats_the_line_number() {
    let shop = Shop::open().await;
    let plan = Plan { shipments: Some(2), timing: None };
    shop.emulator.plan("PO-1", plan);
    shop.order("PO-1", &[(shop.sku(0), 5)]).await;
    shop.pass(5 * HOUR);
    let partly = shop.status("PO-1", None).await;
    assert_eq!(all(&partly, "Code"), ["accepted", "shipped", "accepted"]);
    assert_eq!(all(&partly, "ShipQuantity"), ["3", "0"]);
    assert_eq!(all(&partly, "OrderQuantity"), ["5", "5"], "summing ordered units would count twice");
    assert_eq!(partly.matches("<Item lineNumber=\"1\">").count(), 2);
    shop.emulator.set(|settings| settings.order_quantity_repeats = false);
    assert_eq!(all(&shop.status("PO-1", None).await, "OrderQuantity"), ["3", "2"]);
    shop.emulator.set(|settings| settings.status_partial_code = true);
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "partial");
    shop.pass(DAY);
    let whole = shop.status("PO-1", None).await;
    assert_eq!(one(&whole, "Code"), "shipped");
    assert_eq!(all(&whole, "ShipQuantity"), ["3", "2"]);
}

#[tokio::test]
async fn shipping_by_hand_takes_lines_and_quantities() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 5), (shop.sku(1), 2)]).await;
    let (code, _) = shop.control("orders/PO-1/ship", Some(json!({"lines": [{"line": 1, "quantity": 2}]}))).await;
    assert_eq!(code, 200);
    let status = shop.status("PO-1", None).await;
    assert_eq!(all(&status, "ShipQuantity"), ["2", "0", "0"]);
    let (code, error) = shop.control("orders/PO-1/ship", Some(json!({"lines": [{"line": 1, "quantity": 9}]}))).await;
    assert_eq!((code, error["error"].as_str().unwrap()), (409, "line 1 has 3 units that can be shipped"));
    assert_eq!(shop.control("orders/PO-9/ship", None).await.0, 404);
    assert_eq!(shop.control("orders/PO-1/ship", Some(json!({"line": 1}))).await.0, 400);
    shop.control("orders/PO-1/ship", None).await;
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "shipped");
}

#[tokio::test]
async fn a_move_to_another_warehouse_leaves_a_quotation_entry_behind() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 9)]).await;
    shop.emulator.split("PO-1", Split { line: 1, quantity: None, to_warehouse: Some(12) }).unwrap();
    shop.emulator.ship("PO-1", &Lines::default()).unwrap();
    let moved = shop.status("PO-1", None).await;
    assert_eq!(all(&moved, "Code"), ["accepted", "accepted", "shipped"]);
    assert_eq!(all(&moved, "OrderType"), ["QO", "SO"]);
    assert_eq!(all(&moved, "OrderQuantity"), ["9", "9"]);
    assert_eq!(all(&moved, "ShipQuantity"), ["0", "9"]);
    assert_eq!(all(&moved, "ShipFromWarehouse")[1], "12");
    let numbers = all(&moved, "OrderNumber");
    assert_ne!(numbers[0], numbers[1]);
    shop.pass(DAY);
    let billed = shop.status("PO-1", None).await;
    assert_eq!(all(&billed, "Code"), ["shipped", "deleted", "shipped"], "the empty entry goes once all is billed");
}

#[tokio::test]
async fn a_partial_move_lets_both_parts_go_on() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 9)]).await;
    let (code, _) =
        shop.control("orders/PO-1/split", Some(json!({"line": 1, "quantity": 4, "to_warehouse": 505}))).await;
    assert_eq!(code, 200);
    shop.pass(5 * HOUR);
    let status = shop.status("PO-1", None).await;
    assert_eq!(one(&status, "Code"), "shipped");
    assert_eq!(all(&status, "ShipQuantity"), ["5", "4"]);
    assert_eq!(shop.control("orders/PO-1/split", Some(json!({"line": 1}))).await.0, 409);
}

#[tokio::test]
async fn back_orders_tell_when_they_arrive_and_then_ship() {
    let shop = Shop::open().await;
    let mut draft = shop.draft("PO-1", &[(shop.ready().samples.out_of_stock.unwrap(), 2)]);
    draft.header = "<BackOrderFlag>Y</BackOrderFlag>".to_owned();
    shop.submit(&draft).await;
    let waiting = shop.status("PO-1", None).await;
    assert_eq!((one(&waiting, "Code"), one(&waiting, "OrderType")), ("accepted".to_owned(), "BO".to_owned()));
    assert_eq!(one(&waiting, "ETADate"), "2026-11-07");
    assert_eq!(one(&waiting, "ShipMethod"), "NL");
    shop.pass(5 * DAY);
    let arrived = shop.status("PO-1", None).await;
    assert_eq!((one(&arrived, "OrderType"), one(&arrived, "ETADate")), ("SO".to_owned(), String::new()));
    shop.pass(4 * HOUR);
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "shipped");
}

async fn waiting_order(shop: &Shop) {
    let mut draft = shop.draft("PO-1", &[(shop.ready().samples.out_of_stock.unwrap(), 2), (shop.sku(0), 1)]);
    draft.header = "<BackOrderFlag>Y</BackOrderFlag>".to_owned();
    shop.submit(&draft).await;
}

#[tokio::test]
async fn the_date_of_a_back_order_moves_and_the_goods_with_it() {
    let shop = Shop::open().await;
    waiting_order(&shop).await;
    let later = Some(json!({"line": 1, "seconds": 10 * DAY}));
    assert_eq!(shop.control("orders/PO-1/expect", later.clone()).await.0, 200);
    assert_eq!(one(&shop.status("PO-1", None).await, "ETADate"), "2026-11-12");
    shop.pass(9 * DAY);
    assert_eq!(one(&shop.status("PO-1", None).await, "OrderType"), "BO", "the old date is past");
    shop.pass(DAY);
    assert_eq!(one(&shop.status("PO-1", None).await, "OrderType"), "SO");
    assert_eq!(shop.control("orders/PO-1/expect", later).await.0, 409, "nothing waits any more");
    assert_eq!(shop.control("orders/PO-2/expect", Some(json!({"seconds": 1}))).await.0, 404);
}

#[tokio::test]
async fn a_back_order_can_become_dearer_and_what_is_in_stock_cannot() {
    let shop = Shop::open().await;
    waiting_order(&shop).await;
    let before = all(&shop.status("PO-1", None).await, "UnitPrice");
    assert_eq!(shop.control("orders/PO-1/reprice", Some(json!({"price": "1234.5"}))).await.0, 200);
    let after = all(&shop.status("PO-1", None).await, "UnitPrice");
    assert_eq!((after[0].as_str(), &after[1]), ("1234.5", &before[1]));
    for (price, line, code) in [("0", 1, 400), ("1.005", 1, 400), ("2.00", 2, 409)] {
        let asked = Some(json!({"price": price, "line": line}));
        assert_eq!(shop.control("orders/PO-1/reprice", asked).await.0, code, "{price} on line {line}");
    }
}

#[tokio::test]
async fn shipped_goods_are_delivered_in_time_or_by_hand() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    assert_eq!(shop.control("orders/PO-1/deliver", None).await.0, 409, "nothing has left");
    shop.emulator.ship("PO-1", &Lines::default()).unwrap();
    let told = async || one(&shop.status("PO-1", Some("2.6")).await, "CarrierDeliveredDate");
    let estimate = one(&shop.status("PO-1", Some("2.6")).await, "EstimatedDeliveryDate");
    assert_eq!(told().await, "");
    shop.pass(3 * DAY);
    assert_eq!(told().await, estimate);
    assert_eq!(shop.control("orders/PO-1/deliver", None).await.0, 409, "it is there already");
    shop.order("PO-2", &[(shop.sku(0), 1)]).await;
    shop.emulator.ship("PO-2", &Lines::default()).unwrap();
    shop.emulator.deliver("PO-2").unwrap();
    assert_eq!(one(&shop.status("PO-2", Some("2.6")).await, "CarrierDeliveredDate"), "2026-11-05");
}

#[tokio::test]
async fn the_status_may_lag_behind_the_order() {
    let shop = Shop::open().await;
    shop.emulator.set(|settings| settings.status_lag = 60);
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "notFound");
    assert_eq!(shop.emulator.orders().requests_effective, 1);
    assert!(shop.order("PO-1", &[(shop.sku(0), 1)]).await.contains("PODUPE"), "ordering knows it at once");
    shop.pass(60);
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "accepted");
}

#[tokio::test]
async fn the_sandbox_path_leads_to_the_same_services() {
    let shop = Shop::open().await;
    let order = shop.draft("PO-1", &[(shop.sku(0), 1)]).xml();
    assert_eq!(one(&shop.post("/sandbox/SynnexXML/PO", order).await, "Code"), "accepted");
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "accepted");
}

#[tokio::test]
async fn cancelled_lines_are_deleted_and_a_cancelled_order_as_a_whole() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1), (shop.sku(1), 1)]).await;
    shop.emulator.cancel("PO-1", &Lines { lines: vec![LineQuantity { line: 2, quantity: None }] }).unwrap();
    assert_eq!(all(&shop.status("PO-1", None).await, "Code"), ["accepted", "accepted", "deleted"]);
    shop.emulator.cancel("PO-1", &Lines::default()).unwrap();
    assert_eq!(all(&shop.status("PO-1", None).await, "Code"), ["deleted", "deleted", "deleted"]);
    assert!(shop.emulator.cancel("PO-1", &Lines::default()).is_err());
}

#[tokio::test]
async fn newer_versions_hold_more_elements() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    shop.emulator.ship("PO-1", &Lines::default()).unwrap();
    let gates = [
        ("2.4", ["Freight", "HandlingFee", "Tax", "RecyclingFee"].as_slice()),
        ("2.5", &["VendorOrderNumber"]),
        ("2.6", &["EstimatedDeliveryDate", "CarrierDeliveredDate", "RefusedDeliveryDate"]),
        ("2.7", &["EstimatedShipDate", "EstimatedShipDateCode"]),
        ("2.9", &["IMEI"]),
        ("3.0", &["CustPOLineNo"]),
    ];
    let versions = [None, Some("2.2"), Some("2.4"), Some("2.5"), Some("2.6"), Some("2.7"), Some("2.10"), Some("3.0")];
    let parsed = |text: &str| Version::try_from(text.to_owned()).unwrap();
    for version in versions {
        let status = shop.status("PO-1", version).await;
        for (from, elements) in &gates {
            let expected = version.is_some_and(|version| parsed(version) >= parsed(from));
            for element in *elements {
                assert_eq!(!all(&status, element).is_empty(), expected, "{element} in {version:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_status_is_answered_on_both_paths() {
    let shop = Shop::open().await;
    let question = shop.question("OrderStatusRequest", "<PONumber>PO-1</PONumber>", Some("2.2"));
    let one_path = shop.post("/SynnexXML/PO", question.clone()).await;
    assert_eq!(one_path, shop.post("/SynnexXML/POStatus", question).await);
    assert_eq!(shop.emulator.orders().requests_seen, 0, "a question is no order");
}

#[tokio::test]
async fn an_order_can_be_slowed_down_or_stopped_alone() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    shop.order("PO-2", &[(shop.sku(0), 1)]).await;
    let still = Plan { timing: Some(Timing { automatic: false, ..Timing::default() }), shipments: None };
    shop.emulator.plan("PO-1", still);
    let (code, _) = shop.control("orders/PO-2/plan", Some(json!({"timing": {"release": 0, "ship": 60}}))).await;
    assert_eq!(code, 200);
    shop.pass(60);
    assert_eq!(one(&shop.status("PO-2", None).await, "Code"), "shipped");
    shop.pass(30 * DAY);
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "accepted");
}
