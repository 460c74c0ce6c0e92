//! The reference collection of vendor samples, where it is at hand: every file is read, or named as none of this crate's.
//!
//! The collection is not part of the repository; it is looked for in `shared/reference/td-synnex-samples` beside one of
//! the folders above. Without it these tests say so and pass.

use crate::support::http::client;
use crate::support::order::order;
use crate::support::server::{Act, Server};
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use td_synnex::catalog::{CatalogReader, Qualifier, Record, warehouses};
use td_synnex::drops;
use td_synnex::freight::{Destination, FreightAnswer, FreightItem, FreightRefusal, FreightRequest};
use td_synnex::invoice::InvoiceQuery;
use td_synnex::order::{LineDisposition, RefusalCode, SubmitOutcome};
use td_synnex::price::{ItemStatus, PriceAnswer, PriceQuery};
use td_synnex::status::{StatusAnswer, StatusCode};
use td_synnex::{Country, Slot};

/// Files about services that this crate does not call.
const NOT_OURS: [&str; 2] = ["INDEX.md", "category-codes-2016.csv"];
/// Read by the tests of the Partner API.
const READ_ELSEWHERE: [&str; 3] = [
    "rest-getpriceavailability-request.json",
    "rest-getpriceavailability-response-constructed.json",
    "rest-shipment-details-constructed.json",
];
/// Read by the tests below, by name.
const READ_HERE: [&str; 32] = [
    "flatfile-sample.ap",
    "freight-request-v20.xml",
    "freight-response-error.xml",
    "freight-response-v20.xml",
    "invoice-request.xml",
    "invoice-response-constructed.xml",
    "pna-request-mfgpn.xml",
    "pna-request-sku.xml",
    "pna-request-v23-warehouse.xml",
    "pna-response-exceptions.xml",
    "pna-response-live-ca.xml",
    "pna-response-onorder-v21.xml",
    "pna-response-v23-warehouse.xml",
    "po-request-minimal.xml",
    "po-request-options.xml",
    "po-response-accepted.xml",
    "po-response-backorder.xml",
    "po-response-duplicate-live.xml",
    "po-response-duplicate.xml",
    "po-response-incomplete.xml",
    "po-response-ip-rejected.xml",
    "po-response-manual.xml",
    "postatus-accepted.xml",
    "postatus-backorder-deleted.xml",
    "postatus-deleted.xml",
    "postatus-notfound.xml",
    "postatus-rejected.xml",
    "postatus-request.xml",
    "postatus-shipped-fees-v24.xml",
    "postatus-shipped-packages.xml",
    "postatus-split-warehouse.xml",
    "shipnotice3d-constructed.xml",
];
/// Read only for a shape or a list.
const LISTS: [&str; 2] = ["ship-method-codes.csv", "warehouses.csv"];

#[expect(clippy::print_stdout, reason = "the absence of the collection must be seen in the output of the test")]
pub fn folder() -> Option<PathBuf> {
    let start = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = start.ancestors().map(|one| one.join("shared/reference/td-synnex-samples")).find(|one| one.is_dir());
    if found.is_none() {
        println!("the vendor samples are not here; nothing is compared with them");
    }
    found
}

pub fn sample(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_sample_is_known_to_these_tests() {
    let Some(folder) = folder() else { return };
    let known: BTreeSet<&str> =
        NOT_OURS.iter().chain(&READ_ELSEWHERE).chain(&READ_HERE).chain(&LISTS).copied().collect();
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strange: Vec<_> = entries.filter(|name| !known.contains(name.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

async fn submitted(folder: &Path, name: &str, po_number: &str) -> SubmitOutcome {
    let server = Server::start(Act::Answer(200, sample(folder, name))).await;
    let mut order = order(po_number);
    order.lines.truncate(1);
    client(&server.url).submit(&order.prepare().unwrap()).await.outcome
}

#[tokio::test]
async fn order_answers_have_their_classes() {
    let Some(folder) = folder() else { return };
    let outcome = submitted(&folder, "po-response-accepted.xml", "POTEST01").await;
    assert!(
        matches!(&outcome, SubmitOutcome::Accepted { lines } if lines[0].order_number.as_deref() == Some("16351210"))
    );
    let outcome = submitted(&folder, "po-response-backorder.xml", "POTEST02").await;
    assert!(
        matches!(&outcome, SubmitOutcome::BackOrder { lines } if lines[0].disposition == LineDisposition::BackOrdered)
    );
    let outcome = submitted(&folder, "po-response-manual.xml", "1130878166261A").await;
    assert!(
        matches!(&outcome, SubmitOutcome::PendingReview { lines, .. } if lines[0].order_number.as_deref() == Some("1050714"))
    );
    for (name, po_number, dead) in [
        ("po-response-duplicate.xml", "1130878166261A", "1050718"),
        ("po-response-duplicate-live.xml", "702-0000000-0000000", "19236858"),
    ] {
        let outcome = submitted(&folder, name, po_number).await;
        assert!(matches!(outcome, SubmitOutcome::Duplicate { .. }), "{name}: {outcome:?}");
        assert!(!format!("{outcome:?}").contains(dead), "{name}");
    }
    let outcome = submitted(&folder, "po-response-ip-rejected.xml", "LS-1").await;
    assert!(
        matches!(&outcome, SubmitOutcome::Refused { code: RefusalCode::IpNotRegistered, detail, .. } if detail.contains("203.0.113.58"))
    );
    let outcome = submitted(&folder, "po-response-incomplete.xml", "LS-1").await;
    assert!(
        matches!(&outcome, SubmitOutcome::Refused { code: RefusalCode::IncompleteXml, problems, .. } if problems.len() == 7),
        "{outcome:?}"
    );
}

async fn status(folder: &Path, name: &str) -> StatusAnswer {
    let server = Server::start(Act::Answer(200, sample(folder, name))).await;
    let answer =
        client(&server.url).status("PO-1001", Slot::Read).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    assert!(
        answer.unreadable.is_empty() && answer.lines.iter().all(|line| line.unreadable.is_empty()),
        "{name}: {answer:?}"
    );
    answer
}

#[tokio::test]
async fn status_answers_are_read_without_a_remainder() {
    let Some(folder) = folder() else { return };
    for (name, code, lines, parcels, serials) in [
        ("postatus-accepted.xml", StatusCode::Accepted, 1, 0, 0),
        ("postatus-backorder-deleted.xml", StatusCode::Accepted, 2, 0, 0),
        ("postatus-deleted.xml", StatusCode::Deleted, 1, 0, 0),
        ("postatus-notfound.xml", StatusCode::NotFound, 0, 0, 0),
        ("postatus-rejected.xml", StatusCode::Rejected, 0, 0, 0),
        ("postatus-shipped-fees-v24.xml", StatusCode::Shipped, 1, 1, 1),
        ("postatus-shipped-packages.xml", StatusCode::Shipped, 1, 3, 3),
        ("postatus-split-warehouse.xml", StatusCode::Accepted, 2, 1, 9),
    ] {
        let answer = status(&folder, name).await;
        let packages: Vec<_> = answer.lines.iter().flat_map(|line| &line.packages).collect();
        let numbers = packages.iter().map(|package| package.serial_numbers.len()).sum::<usize>();
        assert_eq!(
            (answer.code, answer.lines.len(), packages.len(), numbers),
            (code, lines, parcels, serials),
            "{name}"
        );
    }
}

async fn prices(folder: &Path, name: &str, skus: &[&str]) -> Vec<PriceAnswer> {
    let server = Server::start(Act::Answer(200, sample(folder, name))).await;
    let queries: Vec<_> = skus.iter().map(|sku| PriceQuery::sku(*sku)).collect();
    let answers = client(&server.url).price_and_availability(&queries).await.unwrap();
    assert!(
        answers.iter().flat_map(|answer| &answer.items).all(|item| item.unreadable.is_empty()),
        "{name}: {answers:?}"
    );
    answers
}

#[tokio::test]
async fn price_answers_are_read_without_a_remainder() {
    let Some(folder) = folder() else { return };
    let found = prices(&folder, "pna-response-exceptions.xml", &["123456", "5530299", "4502585"]).await;
    let statuses: Vec<_> = found.iter().map(|answer| answer.items[0].status.clone()).collect();
    assert_eq!(statuses, [ItemStatus::NotFound, ItemStatus::NotAuthorized, ItemStatus::Discontinued]);
    let live = prices(&folder, "pna-response-live-ca.xml", &["1031808"]).await.remove(0).items.remove(0);
    assert_eq!((live.price, live.warehouses.len(), live.total_quantity), (Some("27.12".parse().unwrap()), 5, Some(2)));
    let ordered = prices(&folder, "pna-response-onorder-v21.xml", &["170421"]).await.remove(0).items.remove(0);
    assert_eq!((ordered.warehouses[0].on_order, ordered.status), (Some(84), ItemStatus::Active));
    let two = prices(&folder, "pna-response-v23-warehouse.xml", &["439866", "1058926"]).await;
    assert_eq!(
        (two[0].items[0].price, &two[1].items[0].status),
        (Some("228.48".parse().unwrap()), &ItemStatus::Discontinued)
    );
}

#[tokio::test]
async fn the_invoice_sample_is_read_without_a_remainder() {
    let Some(folder) = folder() else { return };
    let server = Server::start(Act::Answer(200, sample(&folder, "invoice-response-constructed.xml"))).await;
    let found = client(&server.url).invoices(&InvoiceQuery::PoNumber("PO-1001".to_owned())).await.unwrap();
    let [invoice] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(invoice.summary.total, Some("3220.00".parse().unwrap()));
    assert_eq!((invoice.items[0].serial_numbers.len(), invoice.tracking_numbers.len()), (2, 1));
    assert!(invoice.unreadable.is_empty());
}

fn freight(sku: &str) -> FreightRequest {
    FreightRequest {
        destination: Destination::Address(order("X").shipping.address),
        warehouse: Some("30".to_owned()),
        ship_method: None,
        service_level: Some(2),
        items: vec![FreightItem { sku: sku.to_owned(), quantity: 1, manufacturer_part: Some("ABCED354".to_owned()) }],
        customer_name: Some("ABC Computer".to_owned()),
        requested_at: Some(jiff::civil::date(2001, 8, 28).at(8, 22, 11, 0)),
    }
}

#[tokio::test]
async fn freight_answers_are_read_without_a_remainder() {
    let Some(folder) = folder() else { return };
    let server = Server::start(Act::Answer(200, sample(&folder, "freight-response-v20.xml"))).await;
    let answer = client(&server.url).freight_quote(&freight("108725")).await.unwrap();
    let FreightAnswer::Quote(quote) = answer else { panic!("{answer:?}") };
    let methods: Vec<_> =
        quote.methods.iter().map(|one| (one.code.as_str(), one.freight.unwrap().to_string())).collect();
    assert_eq!(methods, [("PUG", "12.50".to_owned()), ("UPG", "6.79".to_owned())]);
    assert_eq!((quote.weight, quote.cod_fee), (Some("32.50".parse().unwrap()), Some("0".parse().unwrap())));
    assert!(quote.unreadable.is_empty(), "{quote:?}");
    let server = Server::start(Act::Answer(200, sample(&folder, "freight-response-error.xml"))).await;
    let answer = client(&server.url).freight_quote(&freight("108725")).await.unwrap();
    assert!(matches!(answer, FreightAnswer::Refused { reason: FreightRefusal::NoResult, .. }), "{answer:?}");
}

#[test]
fn the_ship_notice_sample_is_read_without_a_remainder() {
    let Some(folder) = folder() else { return };
    let read = drops::ship_notices(&sample(&folder, "shipnotice3d-constructed.xml"));
    let [notice] = read.found.as_slice() else { panic!("{read:?}") };
    assert_eq!(notice.packages[0].items[0].sku.as_deref(), Some("5537035"));
    assert_eq!(notice.ship_date, Some(jiff::civil::date(2016, 10, 28)));
    assert!(read.bad.is_empty() && notice.unreadable.is_empty(), "{read:?}");
}

#[test]
fn the_flat_file_sample_has_only_good_rows() {
    let Some(folder) = folder() else { return };
    let file = std::fs::File::open(folder.join("flatfile-sample.ap")).unwrap();
    let mut reader = CatalogReader::new(BufReader::new(file), Country::Us);
    let mut rows = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        let Record::Row(row) = record else { panic!("{record:?}") };
        rows.push((row.sku().to_owned(), row.contract_price().unwrap().to_string(), row.skip_hint().is_some()));
    }
    assert_eq!(reader.qualifier(), Qualifier::Full);
    assert_eq!((rows.len(), rows[0].clone()), (6, ("111578".to_owned(), "20.00".to_owned(), false)));
    assert!(rows[5].2, "the discontinued item is hinted at");
}

#[test]
fn the_warehouse_table_agrees_with_the_list() {
    let Some(folder) = folder() else { return };
    let list = String::from_utf8(sample(&folder, "warehouses.csv")).unwrap();
    for (country, name) in [(Country::Us, "US"), (Country::Ca, "CA")] {
        for one in warehouses(country) {
            let named = list.lines().any(|line| {
                let fields: Vec<_> = line.split(',').collect();
                fields[0] == name && fields[1] == one.number && fields[3] == one.city && fields[4] == one.state
            });
            assert!(named, "{one:?}");
        }
    }
}

/// Paths of all elements and attributes of a document.
fn paths(xml: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut open, mut found) = (Vec::new(), BTreeSet::new());
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            open.push(String::from(tag.name().as_ref()));
            let path = open.join("/");
            for attribute in tag.attributes() {
                found.insert(format!("{path}@{}", attribute.unwrap().key.as_ref()));
            }
            found.insert(path);
        }
        match event {
            Event::End(_) | Event::Empty(_) => drop(open.pop()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn paths_of(folder: &Path, names: &[&str]) -> BTreeSet<String> {
    names.iter().flat_map(|name| paths(&String::from_utf8(sample(folder, name)).unwrap())).collect()
}

/// What one call sends, as paths.
async fn sent(ask: impl AsyncFnOnce(td_synnex::Client)) -> BTreeSet<String> {
    let server = Server::start(Act::Answer(200, Vec::new())).await;
    ask(client(&server.url)).await;
    let request = server.received().remove(0);
    paths(request.split_once("\r\n\r\n").unwrap().1)
}

#[tokio::test]
async fn requests_use_only_elements_that_the_samples_show() {
    let Some(folder) = folder() else { return };
    let order_paths = sent(async |client| {
        let _ = client.submit(&order("LS-1").prepare().unwrap()).await;
    });
    let price_paths = sent(async |client| {
        let part = PriceQuery::manufacturer_part("X");
        let at = PriceQuery { warehouses: vec!["3".to_owned()], ..PriceQuery::sku("1") };
        let _ = client.price_and_availability(&[part, at]).await;
    });
    let status_paths = sent(async |client| {
        let _ = client.status("LS-1", Slot::Order).await;
    });
    let invoice_paths = sent(async |client| {
        let _ = client.invoices(&InvoiceQuery::PoNumber("LS-1".to_owned())).await;
    });
    let freight_paths = sent(async |client| {
        let _ = client.freight_quote(&freight("108725")).await;
    });
    for (ours, names) in [
        (order_paths.await, ["po-request-minimal.xml", "po-request-options.xml"].as_slice()),
        (price_paths.await, &["pna-request-sku.xml", "pna-request-mfgpn.xml", "pna-request-v23-warehouse.xml"]),
        (status_paths.await, &["postatus-request.xml"]),
        (invoice_paths.await, &["invoice-request.xml"]),
        (freight_paths.await, &["freight-request-v20.xml"]),
    ] {
        let known = paths_of(&folder, names);
        let strange: Vec<_> = ours.difference(&known).collect();
        assert!(ours.len() > 5 && strange.is_empty(), "{names:?}: {strange:?}");
    }
}
