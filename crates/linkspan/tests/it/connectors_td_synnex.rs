//! The TD SYNNEX connector against its emulator: prices, sending, looking up, invoices.

use crate::harness::{Linked, World};
use linkspan::connectors::{DistributorLink, Finding};
use linkspan_core::capability::distributor::{AnswerCode, Orderable, PreparedOrder, SubmitOutcome};
use linkspan_core::capability::psa::Address;
use linkspan_core::order::LineState;
use linkspan_core::order::snapshot::{Contact, OrderOptions, Snapshot, SnapshotLine};
use linkspan_core::problem::Consequence;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::Lines;
use linkspan_store::ConnectionState;
use std::time::Duration;

async fn distributor(linked: &Linked) -> DistributorLink {
    linked.app.links.distributor(linked.environment, linked.distributor).await.expect("a link")
}

fn skus(linked: &Linked) -> Vec<String> {
    linked.td_synnex.ready().skus.iter().map(u32::to_string).collect()
}

async fn snapshot(link: &DistributorLink, wanted: &[(String, i64)]) -> Snapshot {
    let skus: Vec<String> = wanted.iter().map(|(sku, _)| sku.clone()).collect();
    let quotes = link.prices.quote(&skus).await.expect("prices");
    let line = |((number, (sku, quantity)), quote): (
        (u32, &(String, i64)),
        &linkspan_core::capability::distributor::Quote,
    )| SnapshotLine {
        line: number,
        psa_item: number.to_string(),
        sku: sku.clone(),
        name: sku.clone(),
        quantity: *quantity,
        unit_price: quote.price.expect("a price"),
        psa_price: None,
    };
    Snapshot {
        currency: link.currency,
        ship_to: Address {
            name: "Juniper Dental Group".into(),
            line1: "12 Demo Way".into(),
            city: "Decatur".into(),
            state: "IL".into(),
            postal_code: "62521".into(),
            country: "US".into(),
            ..Address::default()
        },
        contact: Contact { name: "Robin Molar".into(), phone: "217-555-0177".into(), email: String::new() },
        ship_method: "FG".into(),
        options: OrderOptions { back_orders: true, warehouse_split: true, ..OrderOptions::default() },
        lines: (1..).zip(wanted).zip(&quotes).map(line).collect(),
    }
}

async fn prepared(linked: &Linked, link: &DistributorLink, number: &str) -> PreparedOrder {
    let wanted = [(skus(linked)[0].clone(), 2), (skus(linked)[1].clone(), 1)];
    link.submission.prepare(number, &snapshot(link, &wanted).await).expect("a prepared order")
}

#[tokio::test]
async fn every_sku_gets_an_answer_in_its_place() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    let samples = &linked.td_synnex.ready().samples;
    let asked = [
        skus(&linked)[0].clone(),
        samples.unknown.to_string(),
        samples.discontinued.unwrap().to_string(),
        samples.not_authorized.unwrap().to_string(),
    ];
    let quotes = link.prices.quote(&asked).await.unwrap();
    assert_eq!(quotes.iter().map(|quote| &quote.sku).collect::<Vec<_>>(), asked.iter().collect::<Vec<_>>());
    let words: Vec<_> = quotes.iter().map(|quote| quote.orderable.clone()).collect();
    assert_eq!(words, [Orderable::Yes, Orderable::NotFound, Orderable::Discontinued, Orderable::NotAuthorised]);
    let product = linked.td_synnex.product(linked.td_synnex.ready().skus[0]).unwrap();
    assert_eq!(quotes[0].price, Some(product.price));
    assert_eq!(quotes[0].currency.code(), "USD");
    assert!(quotes[0].available > 0 && quotes[0].warehouses.len() > 1);
}

#[tokio::test]
async fn an_order_is_one_request_on_one_fresh_connection_and_is_found_again() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    let order = prepared(&linked, &link, "LS-1001").await;
    assert_eq!(link.lookup.look_up("LS-1001", true).await.unwrap().code, AnswerCode::NotFound);
    let connections = linked.td_synnex.running().connections();
    let report = link.submission.submit(&order).await;
    assert_eq!(linked.td_synnex.running().connections(), connections + 1, "its own connection");
    let SubmitOutcome::Accepted { lines } = &report.outcome else { panic!("{report:?}") };
    assert!(lines.iter().all(|line| line.order_number.is_some() && line.state == LineState::Accepted));
    let raw = report.raw_answer.unwrap();
    assert!(!raw.contains(&linked.td_synnex.ready().password) && raw.contains("LS-1001"));

    let found = link.lookup.look_up("LS-1001", false).await.unwrap();
    assert_eq!((found.code, found.entries.len()), (AnswerCode::Known, 2));
    assert!(found.entries.iter().all(|entry| entry.state == LineState::Accepted && entry.shipped == 0));

    let again = link.submission.submit(&order).await;
    assert!(matches!(again.outcome, SubmitOutcome::Duplicate { .. }), "{again:?}");
    assert_eq!(linked.td_synnex.orders().double_orders, 0);
}

#[tokio::test]
async fn shipments_and_invoices_come_back_with_tracking_and_serials() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    link.submission.submit(&prepared(&linked, &link, "LS-1002").await).await;
    assert!(link.invoices.invoices("LS-1002").await.unwrap().is_empty(), "none yet");
    linked.td_synnex.ship("LS-1002", &Lines::default()).unwrap();
    let found = link.lookup.look_up("LS-1002", false).await.unwrap();
    assert!(found.entries.iter().all(|entry| entry.state == LineState::Shipped && entry.shipped == entry.quantity));
    assert!(found.entries.iter().all(|entry| entry.packages.iter().all(|package| !package.tracking.is_empty())));
    assert!(found.entries[0].shipped_at.is_some() && found.entries[0].warehouse.is_some());
    linked.td_synnex.invoice("LS-1002").unwrap();
    let invoices = link.invoices.invoices("LS-1002").await.unwrap();
    assert_eq!(invoices.len(), 1);
    assert!(invoices[0].total.amount > rust_decimal::Decimal::ZERO && invoices[0].lines.len() == 2);
}

#[tokio::test]
async fn a_cut_after_the_effect_is_unknown_and_a_refused_connection_is_not_sent() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    let order = prepared(&linked, &link, "LS-1003").await;
    linked.td_synnex.faults().add(Fault::once("POST /SynnexXML/PO", FaultAction::CutAfter));
    let report = link.submission.submit(&order).await;
    assert!(matches!(report.outcome, SubmitOutcome::Unknown { .. }), "{report:?}");
    assert_eq!(linked.td_synnex.orders().requests_seen, 1, "one request, whatever became of it");
    let found = link.lookup.look_up("LS-1003", true).await.unwrap();
    assert_eq!(found.code, AnswerCode::Known);
}

#[tokio::test]
async fn an_unregistered_sender_is_refused_with_its_cure_and_shown_at_the_connection() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    linked.td_synnex.set(|settings| settings.allowed_ips = vec!["203.0.113.58".parse().unwrap()]);
    let report = link.submission.submit(&prepared(&linked, &link, "LS-1004").await).await;
    let SubmitOutcome::Refused { code, detail } = &report.outcome else { panic!("{report:?}") };
    assert!(code == "IP Address Invalid" && detail.contains("127.0.0.1"), "{detail}");
    let connection = linked.env().connection(linked.distributor).await.unwrap().unwrap();
    assert_eq!(connection.state, ConnectionState::Error);
    assert!(link.prices.quote(&skus(&linked)).await.is_ok(), "reading goes on");
    assert!(linked.app.links.distributor(linked.environment, linked.distributor).await.is_ok());

    let findings = linked.connect.check(linked.environment, linked.distributor).await.unwrap();
    assert_eq!(findings.last().and_then(Finding::failure), Some("address_not_registered"), "asking cures nothing");
    linked.td_synnex.set(|settings| settings.allowed_ips.clear());
    let report = link.submission.submit(&prepared(&linked, &link, "LS-1004").await).await;
    assert!(matches!(report.outcome, SubmitOutcome::Accepted { .. }), "{report:?}");
    let connection = linked.env().connection(linked.distributor).await.unwrap().unwrap();
    assert_eq!(connection.state, ConnectionState::Connected, "an order that passes does");
    assert!(linked.env().notices(10).await.unwrap().is_empty(), "people hear of it again when it breaks again");
}

#[tokio::test]
async fn a_dead_password_is_seen_by_asking_before_anything_is_sent() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    linked.td_synnex.set(|settings| settings.password_expired = true);
    let problem = link.lookup.look_up("LS-1005", true).await.unwrap_err();
    assert_eq!((problem.code, &problem.consequence), ("password_expired", &Consequence::Credentials));
    let refused = linked.app.links.distributor(linked.environment, linked.distributor).await.err().unwrap();
    assert_eq!(refused.consequence, Consequence::Credentials);
    assert!(refused.sentence.contains("90 days"));
    assert_eq!(linked.td_synnex.orders().requests_seen, 0);
}

#[tokio::test]
async fn a_stored_request_of_another_account_is_never_sent() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    let mut order = prepared(&linked, &link, "LS-1006").await;
    order.body = order.body.replace("<CustomerNumber>712345<", "<CustomerNumber>712346<");
    let report = link.submission.submit(&order).await;
    assert!(matches!(report.outcome, SubmitOutcome::NotSent { .. }), "{report:?}");
    order.body = "<SynnexB2B><OrderRequest/></SynnexB2B>".into();
    assert!(matches!(link.submission.submit(&order).await.outcome, SubmitOutcome::NotSent { .. }));
    assert_eq!(linked.td_synnex.orders().requests_seen, 0);
}

#[tokio::test]
async fn a_back_order_waits_and_a_quotation_is_with_a_person() {
    let linked = World::start().await;
    let link = distributor(&linked).await;
    linked.td_synnex.set(|settings| settings.auto_fill = false);
    let report = link.submission.submit(&prepared(&linked, &link, "LS-1007").await).await;
    assert!(matches!(report.outcome, SubmitOutcome::PendingReview { .. }), "{report:?}");
    let found = link.lookup.look_up("LS-1007", false).await.unwrap();
    assert!(found.entries.iter().all(|entry| entry.in_review));
    linked.td_synnex.release("LS-1007").unwrap();
    linked.advance(Duration::from_secs(60));
    let found = link.lookup.look_up("LS-1007", false).await.unwrap();
    assert!(found.entries.iter().all(|entry| !entry.in_review));
}
