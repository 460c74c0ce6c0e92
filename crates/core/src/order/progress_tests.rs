//! Shipments, splits, moves, bills, cancellations: what each makes of a line.

use super::*;
use crate::capability::distributor::{AnswerCode, InvoiceLine};
use crate::money::{Currency, Money};
use rstest::rstest;
use rust_decimal::Decimal;

fn entry(state: LineState, quantity: i64, shipped: i64) -> OrderEntry {
    OrderEntry {
        line: 1,
        sku: "5000101".into(),
        state,
        in_review: false,
        order_number: None,
        quantity,
        shipped,
        unit_price: None,
        shipped_at: None,
        eta: None,
        warehouse: None,
        ship_method: None,
        packages: vec![],
        freight: None,
    }
}

fn invoice(line: Option<u32>, quantity: i64) -> Invoice {
    let line = InvoiceLine { line, sku: "5000101".into(), quantity, unit_price: None, serials: vec![] };
    Invoice {
        number: "63".into(),
        date: None,
        total: Money::new(Decimal::ONE, Currency::USD),
        freight: None,
        tax: None,
        lines: vec![line],
    }
}

fn nine(entries: Vec<OrderEntry>, invoices: &[Invoice]) -> Progress {
    let ordered = Ordered { line: 1, sku: "5000101".into(), quantity: 9, state: LineState::Sent };
    let answer = OrderAnswer { code: AnswerCode::Known, entries, raw_answer: None };
    progress(&[ordered], &answer, invoices).remove(0)
}

use LineState as L;

#[rstest]
#[case::just_taken(vec![entry(L::Accepted, 9, 0)], L::Accepted, 0)]
#[case::reviewed_then_shipped_whole(vec![entry(L::Accepted, 9, 0), entry(L::Shipped, 9, 9)], L::Shipped, 9)]
#[case::split_in_two_warehouses(vec![entry(L::Shipped, 4, 4), entry(L::Shipped, 5, 5)], L::Shipped, 9)]
#[case::one_part_on_its_way(vec![entry(L::Shipped, 4, 4), entry(L::Accepted, 5, 0)], L::PartlyShipped, 4)]
#[case::waits_for_stock(vec![entry(L::Backordered, 9, 0)], L::Backordered, 0)]
#[case::cancelled(vec![entry(L::Cancelled, 9, 0)], L::Cancelled, 0)]
#[case::refused(vec![entry(L::Rejected, 9, 0)], L::Rejected, 0)]
#[case::moved_the_old_entry_is_deleted(vec![entry(L::Cancelled, 9, 0), entry(L::Accepted, 9, 0)], L::Accepted, 0)]
#[case::rest_cancelled(vec![entry(L::Shipped, 4, 4), entry(L::Cancelled, 5, 0)], L::Shipped, 4)]
#[case::billed_by_the_status(vec![entry(L::Invoiced, 9, 9)], L::Invoiced, 9)]
#[case::words_not_understood(vec![entry(L::Unknown, 9, 0)], L::Sent, 0)]
#[case::not_named(vec![], L::Sent, 0)]
fn a_line_of_nine(#[case] entries: Vec<OrderEntry>, #[case] state: LineState, #[case] shipped: i64) {
    let now = nine(entries, &[]);
    assert_eq!((now.state, now.shipped), (state, shipped));
}

#[test]
fn a_line_is_billed_when_its_invoices_cover_what_was_ordered() {
    let shipped = || vec![entry(L::Shipped, 9, 9)];
    assert_eq!(nine(shipped(), &[invoice(Some(1), 4)]).state, L::Shipped);
    assert_eq!(nine(shipped(), &[invoice(Some(1), 4), invoice(None, 5)]).state, L::Invoiced);
    assert_eq!(nine(shipped(), &[invoice(Some(2), 9)]).state, L::Shipped);
}

#[test]
fn what_waits_for_stock_says_how_much_and_until_when() {
    let mut waiting = entry(L::Backordered, 5, 0);
    waiting.eta = Some(jiff::civil::date(2026, 12, 24));
    let now = nine(vec![entry(L::Shipped, 4, 4), waiting], &[]);
    assert_eq!((now.backordered, now.eta), (5, Some(jiff::civil::date(2026, 12, 24))));
}

#[test]
fn a_distributor_that_ships_more_than_ordered_does_not_overflow_the_line() {
    assert_eq!(nine(vec![entry(L::Shipped, 12, 12)], &[]).shipped, 9);
}

#[test]
fn questions_are_frequent_at_first_and_rare_for_back_orders() {
    let hours = |h: u64| Duration::from_secs(h * 3_600);
    assert_eq!(next_check(&[L::Accepted], hours(0)).as_secs(), 300);
    assert!(next_check(&[L::Accepted], hours(100)) > next_check(&[L::Accepted], hours(1)));
    assert_eq!(next_check(&[L::Backordered, L::Invoiced], hours(0)), hours(4));
    assert_eq!(next_check(&[L::Shipped], hours(0)), hours(1));
    assert_eq!(next_check(&[L::Shipped, L::Accepted], hours(0)).as_secs(), 300);
}
