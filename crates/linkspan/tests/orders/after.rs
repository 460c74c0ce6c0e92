//! After sending: what the distributor does, what is written back, and what people change meanwhile.

use crate::fakes::{answer, entry};
use crate::stage::{Stage, automatic, number};
use linkspan::app::status::settings::StatusSettings;
use linkspan_core::capability::distributor::{AnswerCode, Invoice, InvoiceLine, OrderEntry, Package};
use linkspan_core::capability::psa::PurchaseOrderStatus;
use linkspan_core::money::{Currency, Money};
use linkspan_core::order::{LineState, OrderState};
use linkspan_core::template::TemplateKind;
use rstest::rstest;
use rust_decimal::Decimal;

async fn accepted() -> Stage {
    let stage = Stage::new(automatic()).await;
    assert_eq!(stage.submit("1").await.state, OrderState::Accepted);
    stage
}

fn says(stage: &Stage, entries: Vec<OrderEntry>) {
    stage.world.outside().status.insert(number("1"), answer(AnswerCode::Known, entries));
}

fn shipped(line: u32, sku: &str, quantity: i64, units: i64, tracking: &str) -> OrderEntry {
    OrderEntry {
        shipped: units,
        packages: vec![Package { tracking: tracking.into(), quantity: units, serials: vec![format!("SN-{tracking}")] }],
        ..entry(line, sku, quantity, if units < quantity { LineState::PartlyShipped } else { LineState::Shipped })
    }
}

fn invoice() -> Invoice {
    let line = |line, sku: &str, quantity| InvoiceLine {
        line: Some(line),
        sku: sku.into(),
        quantity,
        unit_price: Some(Decimal::from(100)),
        serials: vec![],
    };
    Invoice {
        number: "63112233".into(),
        date: None,
        total: Money::new(Decimal::from(400), Currency::USD),
        freight: None,
        tax: None,
        lines: vec![line(1, "5000101", 3), line(2, "5000102", 1)],
    }
}

fn memo(stage: &Stage) -> String {
    stage.world.outside().purchase_orders["1"].head.memo.clone()
}

#[tokio::test]
async fn shipments_in_parts_are_added_up_and_invoices_close_the_order() {
    let stage = accepted().await;
    let id = stage.order("1").await.id;
    says(&stage, vec![shipped(1, "5000101", 3, 1, "T1"), entry(2, "5000102", 1, LineState::Accepted)]);
    stage.later(61).await;
    let lines = stage.env.order_lines(id).await.unwrap();
    assert_eq!(
        (stage.state("1").await, lines[0].state, lines[0].shipped),
        (OrderState::Open, LineState::PartlyShipped, 1)
    );
    // The line comes back in two entries: quantities are not summed, shipments are.
    says(
        &stage,
        vec![shipped(1, "5000101", 3, 1, "T1"), shipped(1, "5000101", 3, 2, "T2"), shipped(2, "5000102", 1, 1, "T3")],
    );
    stage.later(3_600).await;
    let lines = stage.env.order_lines(id).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.state, line.shipped)).collect::<Vec<_>>(),
        [(LineState::Shipped, 3), (LineState::Shipped, 1)]
    );
    assert_eq!(stage.env.shipments(id).await.unwrap().len(), 3);
    assert!(memo(&stage).contains("Shipped 4 of 4") && memo(&stage).contains("Tracking T2"));
    stage.world.outside().invoices.push(invoice());
    stage.later(4_000).await;
    assert_eq!(stage.state("1").await, OrderState::Closed);
    assert!(memo(&stage).contains("63112233"));
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[tokio::test]
async fn a_back_order_has_its_date_and_a_date_of_a_person_stays() {
    let stage = accepted().await;
    let waiting = |day: i8| OrderEntry {
        eta: Some(jiff::civil::date(2027, 2, day)),
        ..entry(1, "5000101", 3, LineState::Backordered)
    };
    let arrival = || stage.world.outside().purchase_orders["1"].lines[0].estimated_arrival;
    says(&stage, vec![waiting(3)]);
    stage.later(61).await;
    assert_eq!(arrival(), Some(jiff::civil::date(2027, 2, 3)));
    says(&stage, vec![waiting(9)]);
    stage.later(20_000).await;
    assert_eq!(arrival(), Some(jiff::civil::date(2027, 2, 9)), "our own date follows");
    stage.edit("1", |order| order.lines[0].estimated_arrival = Some(jiff::civil::date(2027, 3, 1)));
    says(&stage, vec![waiting(20)]);
    stage.later(20_000).await;
    assert_eq!(arrival(), Some(jiff::civil::date(2027, 3, 1)));
}

#[rstest]
#[case::line_by_line(AnswerCode::Known, true)]
#[case::by_the_header_alone(AnswerCode::Cancelled, false)]
#[case::refused_by_the_header_alone(AnswerCode::Rejected, false)]
#[tokio::test]
async fn a_cancellation_at_the_distributor_is_noticed(#[case] code: AnswerCode, #[case] with_lines: bool) {
    let stage = accepted().await;
    let dropped = vec![entry(1, "5000101", 3, LineState::Cancelled), entry(2, "5000102", 1, LineState::Cancelled)];
    let entries = if with_lines { dropped } else { vec![] };
    stage.world.outside().status.insert(number("1"), answer(code, entries));
    stage.later(61).await;
    assert_eq!(stage.state("1").await, OrderState::Cancelled);
}

#[rstest]
#[case::unanswered(None, None, None)]
#[case::accounting_sync(Some(true), None, None)]
#[case::no_sync_empty(Some(false), None, Some("SO1"))]
#[case::no_sync_foreign(Some(false), Some("QB-77"), Some("QB-77"))]
#[case::sync_foreign(Some(true), Some("QB-77"), Some("QB-77"))]
#[tokio::test]
async fn the_external_number_is_only_ours_where_accounting_allows_it(
    #[case] accounting_sync: Option<bool>,
    #[case] stands: Option<&str>,
    #[case] then: Option<&str>,
) {
    let stage = Stage::new(automatic()).await;
    stage.status(&StatusSettings { accounting_sync, ..StatusSettings::default() }).await;
    stage.write("1");
    stage.edit("1", |order| {
        order.head.external_number = stands.map(str::to_owned);
        order.head.memo = "Ring twice.".into();
    });
    stage.poll().await;
    stage.later(61).await;
    let there = stage.world.outside().purchase_orders["1"].head.clone();
    assert_eq!(there.external_number.as_deref(), then);
    assert!(there.memo.starts_with("Ring twice.\n\n") && there.memo.contains("Distributor order SO1"));
}

#[tokio::test]
async fn a_persons_text_stays_and_nothing_is_written_without_news() {
    let stage = accepted().await;
    let writes = stage.world.outside().written.len();
    stage.edit("1", |order| order.head.memo = format!("Before.\n{}\nBehind.", order.head.memo));
    says(&stage, vec![shipped(1, "5000101", 3, 1, "T1")]);
    stage.later(61).await;
    assert!(memo(&stage).starts_with("Before.\n") && memo(&stage).ends_with("\nBehind."));
    assert!(memo(&stage).contains("Shipped 1 of 4"));
    assert_eq!(stage.world.outside().written.len(), writes + 1);
    for _ in 0..5 {
        stage.later(3_600).await;
    }
    assert_eq!(stage.world.outside().written.len(), writes + 1);
    assert_eq!(stage.world.outside().purchase_orders["1"].head.status, PurchaseOrderStatus::Submitted);
}

#[tokio::test]
async fn a_refusal_because_it_is_received_is_shown_once_and_not_tried_again() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().write_problem = Some("order_received");
    stage.submit("1").await;
    for tracking in ["T1", "T2", "T3"] {
        says(&stage, vec![shipped(1, "5000101", 3, 1, tracking)]);
        stage.later(7_200).await;
    }
    assert_eq!(stage.world.outside().written.len(), 1);
    assert_eq!(stage.events("1").await.iter().filter(|kind| *kind == "write_back_refused").count(), 1);
}

#[rstest]
#[case::with_order_status(true)]
#[case::without_order_status(false)]
#[tokio::test]
async fn what_people_change_after_sending_is_listed_once(#[case] status_on: bool) {
    let stage = Stage::new(automatic()).await;
    stage.switch(TemplateKind::OrderStatus, status_on).await;
    stage.submit("1").await;
    stage.edit("1", |order| {
        order.head.status = PurchaseOrderStatus::Cancelled;
        order.lines[0].quantity = 9;
        order.lines.remove(1);
        order.ship_to.line1 = "2 Pier Road".into();
    });
    for _ in 0..5 {
        stage.later(3_700).await;
    }
    let order = stage.order("1").await;
    assert_eq!(order.differences.len(), 4, "{:?}", order.differences);
    assert!(order.differences.iter().all(|one| one.to_lowercase().contains("call")));
    assert_eq!(stage.events("1").await.iter().filter(|kind| *kind == "differs").count(), 1);
    assert_eq!((order.state, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
    assert_eq!(stage.world.outside().written.is_empty(), !status_on);
}

#[tokio::test]
async fn nothing_is_written_into_another_database() {
    let stage = accepted().await;
    let writes = stage.world.outside().written.len();
    stage.world.outside().database = "44444".into();
    says(&stage, vec![shipped(1, "5000101", 3, 1, "T1")]);
    stage.later(61).await;
    assert_eq!(stage.world.outside().written.len(), writes);
}
