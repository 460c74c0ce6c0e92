//! Everything the order service refuses as a whole: senders, log-ins, documents, fields, repeated numbers; and the vendor's
//! own faults.

use crate::world::{Shop, all, one, options};
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::{Country, Options, Service, Settings, VendorFault};

#[tokio::test]
async fn an_unregistered_address_may_ask_but_not_order() {
    let settings = Settings { allowed_ips: vec!["203.0.113.58".parse().unwrap()], ..Settings::default() };
    let shop = Shop::open_with(Options { settings, ..options() }).await;
    let answer = shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    assert_eq!(one(&answer, "ErrorMessage"), "IP Address Invalid");
    assert!(one(&answer, "ErrorDetail").starts_with("IP address:127.0.0.1 not defined."));
    assert!(all(&answer, "Code").is_empty());
    assert_eq!(one(&shop.status("PO-1", None).await, "Code"), "notFound");
    shop.emulator.set(|settings| settings.allowed_ips.push("127.0.0.1".parse().unwrap()));
    assert_eq!(one(&shop.order("PO-1", &[(shop.sku(0), 1)]).await, "Code"), "accepted");
}

#[tokio::test]
async fn missing_fields_are_listed_by_number() {
    let shop = Shop::open().await;
    let ready = shop.ready();
    let body = format!(
        "<SynnexB2B><Credential><UserID>{}</UserID><Password>{}</Password></Credential><OrderRequest>\
         <CustomerNumber>{}</CustomerNumber><DropShipFlag>N</DropShipFlag><Shipment><ShipTo>\
         <AddressName1>Example Ltd</AddressName1><Country>US</Country></ShipTo><ShipMethod><Code>FG</Code></ShipMethod>\
         </Shipment><Items><Item lineNumber=\"1\"><UnitPrice>1,5</UnitPrice><OrderQuantity>two</OrderQuantity></Item></Items>\
         </OrderRequest></SynnexB2B>",
        crate::world::escape(&ready.user_id),
        crate::world::escape(&ready.password),
        ready.account
    );
    let answer = shop.post("/SynnexXML/PO", body).await;
    assert_eq!(one(&answer, "ErrorMessage"), "Client.IncompleteXML");
    let detail = one(&answer, "ErrorDetail");
    let listed: Vec<&str> = detail.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(listed.len(), 7, "{detail}");
    assert_eq!(listed[0], "(1)OrderRequest/PONumber: String value required");
    assert_eq!(listed[1], "(2)OrderRequest/Shipment/ShipTo/AddressLine1: String value required");
    assert_eq!(listed[2], "(3)OrderRequest/Shipment/ShipTo/City: String value required");
    assert!(listed[3].starts_with("(4)OrderRequest/Shipment/ShipTo/ZipCode|State:  Please fill in ZipCode and State"));
    assert!(listed[4].starts_with("(5): Product to be ordered not specified."));
    assert_eq!(listed[5], "(6)OrderRequest/Items/Item[0]/UnitPrice: Float value required");
    assert_eq!(listed[6], "(7)OrderRequest/Items/Item[0]/OrderQuantity: Integer value required");
}

#[tokio::test]
async fn overlong_numbers_and_gaps_in_line_numbers_are_refused() {
    let shop = Shop::open().await;
    let long = shop.order(&"9".repeat(21), &[(shop.sku(0), 1)]).await;
    assert!(one(&long, "ErrorDetail").contains("OrderRequest/PONumber"));
    let gap = shop.draft("PO-1", &[(shop.sku(0), 1)]).xml().replace("lineNumber=\"1\"", "lineNumber=\"2\"");
    assert!(one(&shop.post("/SynnexXML/PO", gap).await, "ErrorDetail").contains("lineNumber"));
    assert_eq!(shop.emulator.orders().requests_effective, 0);
}

#[tokio::test]
async fn empty_broken_and_booby_trapped_bodies_get_one_answer() {
    let shop = Shop::open().await;
    let trap = "<!DOCTYPE SynnexB2B [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><SynnexB2B>&x;</SynnexB2B>";
    for body in ["", "<SynnexB2B>", "{}", "<other/>", trap] {
        let answer = shop.post("/SynnexXML/PO", body).await;
        assert_eq!(one(&answer, "ErrorMessage"), "IncompleteXML01", "{body}");
    }
    assert_eq!(shop.emulator.orders().requests_seen, 5);
    assert!(shop.post("/SynnexXML/POStatus", "").await.contains("OrderStatusResponse"));
}

#[tokio::test]
async fn a_wrong_password_an_expired_one_and_a_reader_are_told_apart() {
    let shop = Shop::open().await;
    let mut wrong = shop.draft("PO-1", &[(shop.sku(0), 1)]);
    wrong.password = "guess".to_owned();
    assert_eq!(one(&shop.submit(&wrong).await, "ErrorMessage"), "Login Failed");
    let mut stranger = shop.draft("PO-1", &[(shop.sku(0), 1)]);
    stranger.account = "999999".to_owned();
    assert_eq!(one(&shop.submit(&stranger).await, "ErrorMessage"), "Login Failed");
    let mut reader = shop.draft("PO-1", &[(shop.sku(0), 1)]);
    reader.user = shop.ready().reader_id.clone();
    reader.password = shop.ready().reader_password.clone();
    assert_eq!(one(&shop.submit(&reader).await, "ErrorMessage"), "Not Authorized");
    shop.emulator.set(|settings| settings.password_expired = true);
    assert_eq!(one(&shop.order("PO-1", &[(shop.sku(0), 1)]).await, "ErrorMessage"), "Password Expired");
    let status = shop.status("PO-1", None).await;
    assert!(status.contains("OrderStatusResponse"), "{status}");
    assert_eq!(one(&status, "ErrorMessage"), "Password Expired");
    assert_eq!(one(&shop.invoices("PO-1").await, "Code"), "Password Expired");
    assert_eq!(shop.emulator.orders().requests_effective, 0);
}

#[tokio::test]
async fn a_repeated_number_is_refused_with_a_dead_order_number_of_its_own() {
    let shop = Shop::open().await;
    let first = shop.order("PO-77", &[(shop.sku(0), 1)]).await;
    for again in ["PO-77", "po-77", " PO-77 "] {
        let refused = shop.order(again, &[(shop.sku(0), 1)]).await;
        assert_eq!(all(&refused, "Code"), ["rejected", "rejected"], "{again}");
        let reasons = all(&refused, "Reason");
        assert_eq!(reasons.len(), 2);
        assert!(
            reasons.iter().all(|reason| reason.starts_with("This PO# already exists in our system for your account"))
        );
        assert_eq!(one(&refused, "OrderType"), "99");
        assert_eq!(one(&refused, "SynnexInternalReference"), "DUPREJECT,R-PODUPE---DUPPOKILL,R-PODUPE");
        let dead = one(&refused, "OrderNumber");
        assert_ne!(dead, one(&first, "OrderNumber"));
        assert!(!shop.status("PO-77", None).await.contains(&dead), "status knows nothing of the dead number");
    }
    let mut elsewhere = shop.draft("PO-77", &[(shop.sku(0), 1)]);
    elsewhere.account = shop.ready().other_accounts[0].clone();
    assert_eq!(one(&shop.submit(&elsewhere).await, "Code"), "accepted", "numbers belong to an account");
    assert_eq!(shop.emulator.orders().double_orders, 0);
}

#[tokio::test]
async fn the_canadian_header_gives_a_reason_of_its_own() {
    let shop = Shop::open_with(Options { country: Country::Ca, ..options() }).await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    let reasons = all(&shop.order("PO-1", &[(shop.sku(0), 1)]).await, "Reason");
    assert_eq!(reasons[0], "DUPPLICATED INSERT.. ");
    assert!(reasons[1].starts_with("This PO# already exists in our system for your account"));
}

#[tokio::test]
async fn with_the_check_off_a_second_order_is_made_and_counted() {
    let settings = Settings { duplicate_check: false, ..Settings::default() };
    let shop = Shop::open_with(Options { settings, ..options() }).await;
    let first = shop.order("PO-77", &[(shop.sku(0), 1)]).await;
    let second = shop.order("PO-77", &[(shop.sku(0), 1)]).await;
    assert_eq!(one(&second, "Code"), "accepted");
    assert_ne!(one(&first, "OrderNumber"), one(&second, "OrderNumber"));
    let books = shop.emulator.orders();
    assert_eq!((books.requests_effective, books.double_orders), (2, 1));
    assert_eq!(books.purchase_orders[0].effective, 2);
    assert_eq!(all(&shop.status("PO-77", None).await, "OrderNumber").len(), 2);
}

#[tokio::test]
async fn whether_a_cancelled_or_rejected_order_frees_its_number_is_a_switch() {
    let shop = Shop::open().await;
    shop.order("PO-1", &[(shop.sku(0), 1)]).await;
    shop.control("orders/PO-1/cancel", None).await;
    assert_eq!(one(&shop.order("PO-1", &[(shop.sku(0), 1)]).await, "Code"), "rejected");
    shop.emulator.set(|settings| settings.deleted_blocks_number = false);
    assert_eq!(one(&shop.order("PO-1", &[(shop.sku(0), 1)]).await, "Code"), "accepted");

    let mut bad = shop.draft("PO-2", &[(shop.sku(0), 1)]);
    bad.lines[0].0 = shop.ready().samples.unknown.to_string();
    shop.submit(&bad).await;
    assert!(shop.order("PO-2", &[(shop.sku(0), 1)]).await.contains("PODUPE"));
    shop.emulator.set(|settings| settings.rejected_blocks_number = false);
    assert_eq!(one(&shop.order("PO-2", &[(shop.sku(0), 1)]).await, "Code"), "accepted");
}

#[tokio::test]
async fn the_vendors_own_faults_come_before_or_after_the_effect() {
    let shop = Shop::open().await;
    for (index, message) in ["DatabaseIssue", "Internal API Fault", "PO_TIMEOUT", "ServerError"].into_iter().enumerate()
    {
        for takes_effect in [false, true] {
            let po = format!("PO-{index}-{takes_effect}");
            let detail = "made on purpose".to_owned();
            let fault = VendorFault { service: Service::Order, message: message.to_owned(), detail, takes_effect };
            shop.emulator.vendor_fault(fault);
            let answer = shop.order(&po, &[(shop.sku(0), 1)]).await;
            assert_eq!(one(&answer, "ErrorMessage"), message);
            assert!(all(&answer, "Code").is_empty());
            let status = one(&shop.status(&po, None).await, "Code");
            assert_eq!(status, if takes_effect { "accepted" } else { "notFound" }, "{message}");
        }
    }
    assert_eq!(shop.emulator.orders().requests_seen, 8);
    assert_eq!(shop.emulator.orders().requests_effective, 4);
}

#[tokio::test]
async fn a_connection_cut_after_the_effect_leaves_an_order_behind() {
    let shop = Shop::open().await;
    shop.emulator.faults().add(Fault::once("POST /SynnexXML/PO", FaultAction::CutAfter));
    let body = shop.draft("PO-CUT", &[(shop.sku(0), 1)]).xml();
    let sent = shop.client.post(format!("{}/SynnexXML/PO", shop.emulator.url())).body(body).send().await;
    assert!(sent.is_err());
    assert_eq!(one(&shop.status("PO-CUT", None).await, "Code"), "accepted");
    assert_eq!(shop.emulator.orders().purchase_orders[0].effective, 1);
    let journal = serde_json::to_string(&shop.emulator.journal().entries()).unwrap();
    assert!(!journal.contains("Order&amp;Desk"), "the journal holds no password");
}
