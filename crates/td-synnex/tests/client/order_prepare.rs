//! From a typed order to the exact text that is stored and sent: checks, wording, round trip.

use crate::support::order::{line, order};
use jiff::civil::date;
use td_synnex::order::{
    BackOrderWarehouse, BillTo, FieldProblem, OrderRequest, PreparedOrder, SpecialPrice, SpecialPriceKind,
};

type Bend = Box<dyn FnOnce(&mut OrderRequest, String)>;

fn problems(bend: impl FnOnce(&mut OrderRequest)) -> Vec<FieldProblem> {
    let mut order = order("LS-1001");
    bend(&mut order);
    let problems = order.validate().err().unwrap_or_default();
    assert_eq!(order.prepare().is_err(), !problems.is_empty(), "what is not valid is not prepared");
    problems
}

fn only_problem(bend: impl FnOnce(&mut OrderRequest)) -> FieldProblem {
    let mut found = problems(bend);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_correct_order_has_no_problems_and_this_text() {
    assert_eq!(problems(|_| {}), []);
    assert_eq!(
        order("LS-1001").prepare().unwrap().body_without_credentials(),
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><SynnexB2B><OrderRequest>"#,
            "<CustomerNumber>655123</CustomerNumber><PONumber>LS-1001</PONumber><DropShipFlag>N</DropShipFlag>",
            "<Shipment><ShipTo><AddressName1>Example Dental &amp; Co</AddressName1><AddressLine1>1 Main St</AddressLine1>",
            "<City>Fremont</City><State>CA</State><ZipCode>94539</ZipCode><Country>US</Country></ShipTo>",
            "<ShipToContact><ContactName>Pat Sample</ContactName><PhoneNumber>510-555-0100</PhoneNumber>",
            "<EmailAddress>pat@dental.example</EmailAddress></ShipToContact>",
            "<ShipMethod><Code>FG</Code></ShipMethod></Shipment>",
            r#"<Payment><BillTo code="655123"></BillTo></Payment><Items>"#,
            r#"<Item lineNumber="1"><SKU>7700123</SKU><UnitPrice>1249.90</UnitPrice><OrderQuantity>3</OrderQuantity></Item>"#,
            r#"<Item lineNumber="2"><SKU>7700200</SKU><UnitPrice>60.00</UnitPrice><OrderQuantity>1</OrderQuantity></Item>"#,
            "</Items></OrderRequest></SynnexB2B>"
        )
    );
}

#[test]
fn every_option_has_its_element() {
    let mut full = order("LS-1001");
    full.options.back_order = Some(true);
    full.options.back_order_warehouse = Some(BackOrderWarehouse::Named);
    full.options.ship_complete = Some(false);
    full.options.line_ship_complete = Some(true);
    full.options.warehouse_split = Some(false);
    full.options.special_handle = Some(true);
    full.options.assigned_id = Some("60020".to_owned());
    full.options.special_price =
        Some(SpecialPrice { kind: SpecialPriceKind::VendorPromotion, reference: Some("BID-7".to_owned()) });
    full.dates.ordered = Some(date(2025, 4, 8).at(9, 15, 2, 0));
    full.dates.submitted = Some(date(2025, 4, 8).at(10, 0, 0, 0));
    full.dates.expected = Some(date(2025, 4, 10));
    full.dates.expected_ship = Some(date(2025, 4, 9));
    full.drop_ship = true;
    full.bill_to = Some(BillTo { code: "655999".to_owned(), location: Some("23".to_owned()) });
    full.payment_term = Some("NET30".to_owned());
    full.end_user_po_number = Some("108-3421".to_owned());
    full.shipping.warehouse = Some("503".to_owned());
    full.shipping.freight_account = Some("987654".to_owned());
    full.lines[0].warehouse = Some("6".to_owned());
    full.lines[0].customer_part = Some("C-1".to_owned());
    full.lines[0].product_name = Some("Notebook".to_owned());
    full.lines[0].special_price_reference = Some("BID-8".to_owned());
    assert!(!full.has_comments());
    full.comments = vec!["call first".to_owned()];
    full.lines[1].comment = Some("blue".to_owned());
    assert!(full.has_comments());
    let body = full.prepare().unwrap().body_without_credentials().to_owned();
    for part in [
        "<PODateTime>2025-04-08T09:15:02</PODateTime><XMLPOSubmitDateTime>2025-04-08T10:00:00</XMLPOSubmitDateTime>",
        "<ExpectedDate>2025-04-10</ExpectedDate><ExpectedShipDate>2025-04-09</ExpectedShipDate>",
        "<DropShipFlag>Y</DropShipFlag><SpecialHandle>Y</SpecialHandle><BackOrderFlag>Y</BackOrderFlag>",
        "<BackOrderWarehouseSelection>PO</BackOrderWarehouseSelection><ShipComplete>N</ShipComplete>",
        "<POLineShipComplete>Y</POLineShipComplete><WarehouseSplit>N</WarehouseSplit>",
        "<ShipFromWarehouse>503</ShipFromWarehouse><SpecialPriceType>VendorPromotion</SpecialPriceType>",
        "<SpecialPriceReferenceNumber>BID-7</SpecialPriceReferenceNumber><SynnexB2BAssignedID>60020</SynnexB2BAssignedID>",
        "<FreightAccountNumber>987654</FreightAccountNumber></Shipment>",
        r#"<BillTo code="655999"><SynnexLocationNumber>23</SynnexLocationNumber></BillTo><PaymentTerm code="NET30"></PaymentTerm>"#,
        "<EndUserPONumber>108-3421</EndUserPONumber><Comment>call first</Comment>",
        "<CustomerPartNumber>C-1</CustomerPartNumber><ProductName>Notebook</ProductName>",
        "<ShipFromWarehouse>6</ShipFromWarehouse><SpecialPriceReferenceNumber>BID-8</SpecialPriceReferenceNumber></Item>",
        "<Comment>blue</Comment></Item>",
    ] {
        assert!(body.contains(part), "{part}\nis not in\n{body}");
    }
    // Their spelling is not confirmed, and a version would promise them.
    for unconfirmed in ["RoutingLabel", "GiftComment", "Attribute", "CustPOLineNo", "Quote", "SynnexB2B version"] {
        assert!(!body.contains(unconfirmed), "{unconfirmed} is in\n{body}");
    }
}

#[test]
fn lengths_are_checked_and_nothing_is_cut() {
    let long = |length: usize| "x".repeat(length);
    let cases: Vec<(&str, usize, Bend)> = vec![
        ("PONumber", 20, Box::new(|o, text| o.po_number = text)),
        (
            "CustomerNumber",
            10,
            Box::new(|o, text| {
                o.account.number = text;
                o.bill_to = Some(BillTo { code: "1".to_owned(), location: None });
            }),
        ),
        ("ShipTo/AddressName1", 30, Box::new(|o, text| o.shipping.address.name1 = text)),
        ("ShipTo/AddressName2", 35, Box::new(|o, text| o.shipping.address.name2 = Some(text))),
        ("ShipTo/AddressLine1", 60, Box::new(|o, text| o.shipping.address.line1 = text)),
        ("ShipTo/AddressLine2", 30, Box::new(|o, text| o.shipping.address.line2 = Some(text))),
        ("ShipTo/City", 20, Box::new(|o, text| o.shipping.address.city = text)),
        ("ShipToContact/ContactName", 30, Box::new(|o, text| o.shipping.contact.as_mut().unwrap().name = Some(text))),
        ("ShipToContact/PhoneNumber", 20, Box::new(|o, text| o.shipping.contact.as_mut().unwrap().phone = Some(text))),
        ("ShipMethod/Code", 5, Box::new(|o, text| o.shipping.method = text)),
        ("FreightAccountNumber", 30, Box::new(|o, text| o.shipping.freight_account = Some(text))),
        ("EndUserPONumber", 15, Box::new(|o, text| o.end_user_po_number = Some(text))),
        ("SynnexB2BAssignedID", 8, Box::new(|o, text| o.options.assigned_id = Some(text))),
        ("Comment", 60, Box::new(|o, text| o.comments = vec![text])),
        ("ShipComment", 60, Box::new(|o, text| o.ship_comments = vec![text])),
        ("ShipCommentInternal", 60, Box::new(|o, text| o.internal_ship_comments = vec![text])),
        ("Item[1]/ProductName", 30, Box::new(|o, text| o.lines[0].product_name = Some(text))),
        ("Item[1]/CustomerPartNumber", 30, Box::new(|o, text| o.lines[0].customer_part = Some(text))),
        (
            "Item[1]/SpecialPriceReferenceNumber",
            20,
            Box::new(|o, text| o.lines[0].special_price_reference = Some(text)),
        ),
        ("Item[2]/Comment", 60, Box::new(|o, text| o.lines[1].comment = Some(text))),
    ];
    for (field, max, bend) in cases {
        let found = only_problem(|order| bend(order, long(max + 1)));
        assert_eq!((found.field.as_str(), found.limit), (field, format!("{max} characters")), "{field}");
        assert!(
            found.sentence.contains(&format!("{} characters; the distributor takes {max}.", max + 1)),
            "{}",
            found.sentence
        );
    }
}

#[test]
fn a_text_that_just_fits_passes() {
    assert_eq!(
        problems(|order| {
            order.po_number = "P".repeat(20);
            order.shipping.address.name1 = "é".repeat(30);
            order.shipping.address.city = "x".repeat(20);
            order.shipping.contact.as_mut().unwrap().email = Some(format!("{}@dental.example", "p".repeat(15)));
        }),
        []
    );
}

#[test]
fn the_po_number_takes_only_plain_signs() {
    for bad in ["LS 1001", " LS-1001", "LS-1001\n", "LS&1001", "LÉ-1001"] {
        let found = problems(|order| order.po_number = bad.to_owned());
        assert!(found.iter().any(|one| one.field == "PONumber"), "{bad:?}: {found:?}");
    }
    let empty = only_problem(|order| order.po_number.clear());
    assert_eq!((empty.sentence.as_str(), empty.limit.as_str()), ("The PO number is missing.", "required"));
}

#[test]
fn signs_that_may_not_arrive_are_named() {
    let found = only_problem(|order| order.shipping.address.name1 = "Pat\u{2019}s".to_owned());
    assert!(found.sentence.contains("\\u{2019}"), "{}", found.sentence);
    assert_eq!(
        only_problem(|order| order.shipping.address.line1 = "1 Main\nSt".to_owned()).field,
        "ShipTo/AddressLine1"
    );
}

#[test]
fn state_and_postal_code_follow_the_country() {
    let at = |country: &str, state: Option<&str>, zip: Option<&str>| {
        let found = problems(|order| {
            let address = &mut order.shipping.address;
            address.country = country.to_owned();
            address.state = state.map(str::to_owned);
            address.zip = zip.map(str::to_owned);
        });
        found.into_iter().map(|one| one.field).collect::<Vec<_>>()
    };
    assert_eq!(at("CA", Some("QC"), Some("H2X 1Y4")), Vec::<String>::new());
    assert_eq!(at("MX", Some("NL"), Some("64000")), Vec::<String>::new());
    assert_eq!(at("DE", None, None), Vec::<String>::new());
    assert_eq!(at("DE", Some("BY"), Some("80331")), Vec::<String>::new());
    assert_eq!(at("US", None, None), ["ShipTo/State", "ShipTo/ZipCode"]);
    assert_eq!(at("CA", Some("CA"), Some("94539")), ["ShipTo/State", "ShipTo/ZipCode"]);
    assert_eq!(at("US", Some("California"), Some("94539")), ["ShipTo/State"]);
    assert_eq!(at("usa", Some("CA"), Some("94539")), ["ShipTo/Country"]);
    assert_eq!(at("DE", Some("BAY"), Some("12345678901")), ["ShipTo/State", "ShipTo/ZipCode"]);
}

#[test]
fn lines_are_checked_one_by_one() {
    let field = |bend: fn(&mut OrderRequest)| only_problem(bend).field;
    assert_eq!(field(|order| order.lines.clear()), "Items");
    assert_eq!(field(|order| order.lines[1].number = 3), "Item/lineNumber");
    assert_eq!(field(|order| order.lines[0].sku = "77A".to_owned()), "Item[1]/SKU");
    assert_eq!(field(|order| order.lines[0].sku = "7".repeat(10)), "Item[1]/SKU");
    assert_eq!(field(|order| order.lines[1].quantity = 0), "Item[2]/OrderQuantity");
    assert_eq!(field(|order| order.lines[1] = line(2, "7700200", "0", 1)), "Item[2]/UnitPrice");
    assert_eq!(field(|order| order.lines[1] = line(2, "7700200", "-1", 1)), "Item[2]/UnitPrice");
    assert_eq!(field(|order| order.lines[1] = line(2, "7700200", "1.005", 1)), "Item[2]/UnitPrice");
    assert_eq!(field(|order| order.lines[1] = line(2, "7700200", "10000000000", 1)), "Item[2]/UnitPrice");
    assert_eq!(field(|order| order.lines[1].warehouse = Some("DFR".to_owned())), "Item[2]/ShipFromWarehouse");
    assert_eq!(
        problems(|order| order.lines[1] = line(2, "7700200", "1.500", 1)),
        [],
        "trailing zeros are no fraction of a cent"
    );
}

#[test]
fn other_rules_are_checked() {
    let field = |bend: fn(&mut OrderRequest)| only_problem(bend).field;
    assert_eq!(field(|order| order.shipping.method = String::new()), "ShipMethod/Code");
    assert_eq!(field(|order| order.shipping.address.name2 = Some("  ".to_owned())), "ShipTo/AddressName2");
    assert_eq!(
        field(|order| order.shipping.contact.as_mut().unwrap().email = Some("pat at home".to_owned())),
        "ShipToContact/EmailAddress"
    );
    assert_eq!(field(|order| order.account.number = "AB1234".to_owned()), "BillTo/code");
    let promotion = SpecialPrice { kind: SpecialPriceKind::VendorPromotion, reference: None };
    let missing = only_problem(|order| order.options.special_price = Some(promotion.clone()));
    assert_eq!(missing.limit, "required with a vendor promotion");
    let by_line = problems(|order| {
        order.options.special_price = Some(promotion);
        for line in &mut order.lines {
            line.special_price_reference = Some("BID-7".to_owned());
        }
    });
    assert_eq!(by_line, []);
    let all = problems(|order| {
        order.po_number.clear();
        order.shipping.address.city.clear();
        order.lines.clear();
    });
    assert_eq!(all.len(), 3, "all problems are listed, not only the first");
}

#[test]
fn a_stored_order_reads_back_the_same() {
    let prepared = order("LS-1001").prepare().unwrap();
    let stored = serde_json::to_string(&prepared).unwrap();
    assert!(!stored.contains("Credential"));
    let read: PreparedOrder = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, prepared);
    let lines: Vec<_> = read.lines().iter().map(|one| (one.line, one.sku.as_str(), one.quantity)).collect();
    assert_eq!(lines, [(1, "7700123", 3), (2, "7700200", 1)]);
    assert_eq!((read.customer_number(), read.po_number()), ("655123", "LS-1001"));
}

#[test]
fn a_stored_text_that_is_not_ours_is_refused() {
    let good = serde_json::to_value(order("LS-1001").prepare().unwrap()).unwrap();
    let body = good["body"].as_str().unwrap().to_owned();
    for (bad, words) in [
        (body.replace("<SynnexB2B>", "<SynnexB2B><Credential><UserID>u</UserID></Credential>"), "Credential block"),
        (body.replace("LS-1001", "LS-1002"), "another account or PO number"),
        (body.replace("655123", "655124"), "another account or PO number"),
        (body.replace("<SynnexB2B>", "<SynnexB2B version='2'>"), "not a purchase order"),
        ("{}".to_owned(), "not a purchase order"),
        (body.replace("</SynnexB2B>", ""), "not a purchase order"),
    ] {
        let mut stored = good.clone();
        stored["body"] = bad.into();
        let error = serde_json::from_value::<PreparedOrder>(stored).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
