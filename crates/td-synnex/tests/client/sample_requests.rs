//! The requests of the reference collection, where it is at hand: this crate's own request with the same values has the same
//! content, element for element. What differs is named here, and why.

use crate::samples::{folder, sample};
use crate::support::http::{reading, submitting};
use crate::support::order::{line, order};
use crate::support::server::{Act, Server};
use jiff::civil::date;
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::path::Path;
use td_synnex::freight::{Destination, FreightItem, FreightRequest};
use td_synnex::invoice::InvoiceQuery;
use td_synnex::order::{Address, BackOrderWarehouse, BillTo, Contact, OrderRequest, SpecialPrice, SpecialPriceKind};
use td_synnex::price::PriceQuery;
use td_synnex::{Account, Client, Country, CredentialSlots, Credentials, Hosts, Slot};
use url::Url;

/// Path and text of every element and attribute that has one.
type Content = BTreeSet<(String, String)>;

fn content(xml: &str) -> Content {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut open, mut found, mut seen) = (Vec::new(), Content::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            let name = String::from(tag.name().as_ref());
            // Repeated elements stay apart.
            seen += usize::from(name == "skuList" || name == "Item");
            open.push(if name == "skuList" || name == "Item" { format!("{name}[{seen}]") } else { name });
            for attribute in tag.attributes() {
                let attribute = attribute.unwrap();
                let path = format!("{}@{}", open.join("/"), attribute.key.as_ref());
                found.insert((path, attribute.value.to_string()));
            }
        }
        match event {
            Event::End(_) | Event::Empty(_) => drop(open.pop()),
            Event::Text(text) if !text.trim().is_empty() => {
                found.insert((open.join("/"), text.trim().to_owned()));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The same, without what stands at these paths or below them.
fn without(content: Content, paths: &[&str]) -> Content {
    content.into_iter().filter(|(path, _)| !paths.iter().any(|left| path.starts_with(left))).collect()
}

/// What one call of the sample's account sends.
async fn sent(version: &str, ask: impl AsyncFnOnce(Client)) -> Content {
    let server = Server::start(Act::Answer(200, Vec::new())).await;
    let slots = CredentialSlots::same(Credentials::new("USER", "SECRET"));
    let hosts = Hosts::all_at(Url::parse(&server.url).unwrap());
    let client = Client::new(reading(), submitting().build().unwrap(), hosts, account(), slots);
    ask(client.with_status_version(version)).await;
    content(server.received().remove(0).split_once("\r\n\r\n").unwrap().1)
}

fn account() -> Account {
    Account { number: "999999".to_owned(), country: Country::Us }
}

fn wanted(folder: &Path, name: &str) -> Content {
    content(&String::from_utf8(sample(folder, name)).unwrap())
}

#[tokio::test]
async fn price_requests_are_produced_again_in_our_version() {
    let Some(folder) = folder() else { return };
    let at = |sku: &str, warehouses: &[&str]| PriceQuery {
        warehouses: warehouses.iter().map(|&number| number.to_owned()).collect(),
        ..PriceQuery::sku(sku)
    };
    for (name, queries) in [
        ("pna-request-sku.xml", vec![PriceQuery::sku("439866"), PriceQuery::sku("101718")]),
        ("pna-request-v23-warehouse.xml", vec![at("439866", &["3", "12"]), at("1058926", &["5"])]),
    ] {
        let ours = sent("2.4", async |client| drop(client.price_and_availability(&queries).await)).await;
        let version = ["priceRequest@version"];
        assert_eq!(without(ours, &version), without(wanted(&folder, name), &version), "{name}");
    }
    // The sample's only line has number 2; ours count from 1.
    let query = PriceQuery::manufacturer_part("108R00645");
    let ours = sent("2.4", async |client| drop(client.price_and_availability(&[query]).await)).await;
    let differs = ["priceRequest@version", "priceRequest/skuList[1]/lineNumber"];
    assert_eq!(without(ours, &differs), without(wanted(&folder, "pna-request-mfgpn.xml"), &differs));
}

#[tokio::test]
async fn status_and_invoice_requests_are_produced_again() {
    let Some(folder) = folder() else { return };
    let ours = sent("2.4", async |client| drop(client.status("PO-1001", Slot::Order).await)).await;
    assert_eq!(ours, wanted(&folder, "postatus-request.xml"));
    let query = InvoiceQuery::PoNumber("PO-1001".to_owned());
    let ours = sent("2.4", async |client| drop(client.invoices(&query).await)).await;
    assert_eq!(ours, wanted(&folder, "invoice-request.xml"));
}

fn to_fredericksburg() -> Address {
    Address {
        name1: "Example Industry, Inc.".to_owned(),
        name2: None,
        line1: "118 Clarence Street".to_owned(),
        line2: None,
        city: "Fredericksburg".to_owned(),
        state: Some("VA".to_owned()),
        zip: Some("22407".to_owned()),
        country: "US".to_owned(),
    }
}

#[tokio::test]
async fn the_freight_request_is_produced_again_but_for_the_description() {
    let Some(folder) = folder() else { return };
    let part = Some("ABCED354".to_owned());
    let request = FreightRequest {
        destination: Destination::Address(to_fredericksburg()),
        warehouse: Some("30".to_owned()),
        ship_method: None,
        service_level: Some(2),
        items: vec![FreightItem { sku: "108725".to_owned(), quantity: 1, manufacturer_part: part }],
        customer_name: Some("ABC Computer".to_owned()),
        requested_at: Some(date(2001, 8, 28).at(8, 22, 11, 0)),
    };
    let ours = sent("2.4", async |client| drop(client.freight_quote(&request).await)).await;
    let root = "SynnexB2B/FreightQuoteRequest";
    // The SKU decides; a description adds nothing to it.
    let theirs = without(wanted(&folder, "freight-request-v20.xml"), &[&format!("{root}/Items/Item[1]/Description")]);
    let moment = [format!("{root}/RequestDateTime")];
    let moment: Vec<&str> = moment.iter().map(String::as_str).collect();
    assert_eq!(without(ours, &moment), without(theirs, &["SynnexB2B/FreightQuoteRequest/RequestDateTime"]));
}

fn sample_order(number: &str, method: &str) -> OrderRequest {
    let mut order = OrderRequest { account: account(), ..order(number) };
    order.shipping.address = to_fredericksburg();
    order.shipping.contact = Some(Contact {
        name: Some("Pat Example".to_owned()),
        phone: Some("541-555-0123".to_owned()),
        email: Some("pat@example.com".to_owned()),
    });
    order.shipping.method = method.to_owned();
    order
}

#[tokio::test]
async fn the_small_order_is_produced_again_with_its_warehouse_in_the_header() {
    let Some(folder) = folder() else { return };
    let mut order = sample_order("1130878166261", "FX");
    order.shipping.warehouse = Some("2".to_owned());
    order.end_user_po_number = Some("75654".to_owned());
    order.lines = vec![line(1, "108725", "7.47", 1)];
    let ours = sent("2.4", async |client| drop(client.submit(&order.prepare().unwrap()).await)).await;
    // The printed samples have the warehouse in either place; it is sent where the larger one has it.
    let (header, inside) =
        ("SynnexB2B/OrderRequest/ShipFromWarehouse", "SynnexB2B/OrderRequest/Shipment/ShipFromWarehouse");
    let theirs = wanted(&folder, "po-request-minimal.xml");
    assert!(
        ours.contains(&(header.to_owned(), "2".to_owned())) && theirs.contains(&(inside.to_owned(), "2".to_owned()))
    );
    assert_eq!(without(ours, &[header]), without(theirs, &[inside]));
}

#[tokio::test]
async fn the_order_with_every_option_is_produced_again_but_for_what_is_not_sent() {
    let Some(folder) = folder() else { return };
    let mut order = sample_order("XMLTEST-075419820", "F2");
    order.drop_ship = true;
    order.shipping.warehouse = Some("4".to_owned());
    order.shipping.freight_account = Some("987654".to_owned());
    order.dates.ordered = Some(date(2004, 3, 28).at(8, 22, 11, 0));
    order.dates.expected = Some(date(2004, 3, 30));
    order.dates.expected_ship = Some(date(2004, 4, 19));
    let options = &mut order.options;
    (options.special_handle, options.back_order) = (Some(true), Some(true));
    (options.ship_complete, options.line_ship_complete) = (Some(true), Some(true));
    options.warehouse_split = Some(false);
    options.back_order_warehouse = Some(BackOrderWarehouse::First);
    options.special_price =
        Some(SpecialPrice { kind: SpecialPriceKind::VendorPromotion, reference: Some("DNO12345".to_owned()) });
    options.assigned_id = Some("60020".to_owned());
    order.bill_to = Some(BillTo { code: "999999".to_owned(), location: Some("23".to_owned()) });
    order.payment_term = Some("NET30".to_owned());
    order.end_user_po_number = Some("108-3421".to_owned());
    order.comments = vec!["header note to the sales rep (stops auto-release)".to_owned()];
    order.ship_comments = vec!["printed on the packing list (stops auto-release)".to_owned()];
    let mut item = line(1, "1964624", "3.88", 1);
    item.customer_part = Some("CUST-PART-1".to_owned());
    item.product_name = Some("EPHOME USE 11.0 STD LIC EXP BAND F".chars().take(30).collect());
    item.comment = Some("line note (stops auto-release)".to_owned());
    item.warehouse = Some("2".to_owned());
    item.special_price_reference = Some("DNO12345".to_owned());
    order.lines = vec![item];
    let ours = sent("2.4", async |client| drop(client.submit(&order.prepare().unwrap()).await)).await;
    let request = |rest: &str| format!("SynnexB2B/OrderRequest/{rest}");
    let left_out = [
        // Words beside a code, and the billed address, which the vendor has under the account.
        request("Shipment/ShipMethod/Description"),
        request("Payment/BillTo/A"),
        request("Payment/BillTo/C"),
        request("Payment/BillTo/State"),
        request("Payment/BillTo/ZipCode"),
        // The sample's product name is longer than its own table allows.
        request("Items/Item[1]/ProductName"),
    ];
    let left_out: Vec<&str> = left_out.iter().map(String::as_str).collect();
    let mut theirs = without(wanted(&folder, "po-request-options.xml"), &left_out);
    assert!(theirs.remove(&(request("Payment/PaymentTerm"), "NET 30".to_owned())), "words beside a code");
    assert_eq!(without(ours, &left_out), theirs);
}
