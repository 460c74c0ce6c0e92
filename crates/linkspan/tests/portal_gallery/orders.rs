//! The order table, full and empty.

use linkspan::http::portal::orders::{NotTaken, NotTakenBecause, OrderFilter, OrderGroup, OrderRow, OrdersPage};
use linkspan::http::portal::page::{Money, Pager};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::OrderState;
use rust_decimal::Decimal;

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Orders, render);
    vec![
        sheet("orders", |shell| full().render(shell)),
        sheet("orders-empty", |shell| {
            OrdersPage { looked_at: Some(at("2026-11-22T14:04:10Z")), ..Default::default() }.render(shell)
        }),
        sheet("orders-no-hit", |shell| {
            let filter = OrderFilter { group: OrderGroup::Open, text: "zeppelin".to_owned(), ..Default::default() };
            OrdersPage { filter, rows: vec![], pager: Pager::default(), not_taken: vec![], ..full() }.render(shell)
        }),
        sheet("orders-stage", |shell| {
            let filter =
                OrderFilter { stage: Some(("shipped".to_owned(), "Shipped".to_owned())), ..Default::default() };
            OrdersPage { filter, rows: (0..50).flat_map(|_| full().rows.into_iter().take(1)).collect(), ..full() }
                .render(shell)
        }),
    ]
}

fn row(
    number: u64,
    for_whom: Option<&str>,
    cents: i64,
    state: OrderState,
    distributor: &[&str],
    shipped: (u64, u64),
) -> OrderRow {
    OrderRow {
        id: number.to_string(),
        po_number: format!("PO-2026-{number:04}"),
        for_whom: for_whom.map(str::to_owned),
        lines: 1 + number % 4,
        total: Money::new(Decimal::new(cents, 2), "USD"),
        state,
        distributor_orders: distributor.iter().map(|&text| text.to_owned()).collect(),
        shipped,
        changed_at: at("2026-11-22T14:05:00Z")
            - jiff::SignedDuration::from_mins(i64::try_from((120 - number) * 31).unwrap_or(0)),
    }
}

fn full() -> OrdersPage {
    let states = OrderState::ALL.iter().copied().enumerate();
    let customers = [Some("Harbour Clinic Example"), None, Some("Northwind Schools Example"), Some("Bakery Example")];
    let rows = states.map(|(at, state)| {
        let number = 120 - u64::try_from(at).unwrap_or(0);
        let sent =
            matches!(state, OrderState::Accepted | OrderState::Open | OrderState::PartlyAccepted | OrderState::Closed);
        let distributor: &[&str] = if sent { &["152301636"] } else { &[] };
        row(
            number,
            customers[at % 4],
            128_450 + i64::try_from(at).unwrap_or(0) * 73_911,
            state,
            distributor,
            if sent { (3, 5) } else { (0, 5) },
        )
    });
    OrdersPage {
        filter: OrderFilter::default(),
        counts: [114, 4, 21, 89],
        rows: rows.collect(),
        pager: Pager { first: 1, last: 16, total: 114, before: None, after: Some("/orders?page=2".to_owned()) },
        not_taken: vec![
            not_taken("PO-2026-0098", NotTakenBecause::BeforeStart),
            not_taken("PO-2026-0101", NotTakenBecause::NotOrderedByUs),
        ],
        looked_at: Some(at("2026-11-22T14:04:10Z")),
    }
}

fn not_taken(po_number: &str, why: NotTakenBecause) -> NotTaken {
    NotTaken {
        bridge: "1".to_owned(),
        po_id: po_number.to_owned(),
        po_number: po_number.to_owned(),
        for_whom: Some("Bakery Example".to_owned()),
        why,
    }
}
