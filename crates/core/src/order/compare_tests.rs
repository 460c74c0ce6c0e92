//! Comparing a look-up with what was sent.

use super::*;
use crate::capability::distributor::OrderEntry;
use crate::order::LineState;
use crate::order::snapshot::tests::sample;

fn entry(line: u32, sku: &str, quantity: i64) -> OrderEntry {
    OrderEntry {
        line,
        sku: sku.into(),
        state: LineState::Accepted,
        in_review: false,
        order_number: None,
        quantity,
        shipped: 0,
        unit_price: None,
        shipped_at: None,
        eta: None,
        warehouse: None,
        ship_method: None,
        packages: vec![],
        freight: None,
    }
}

fn known(entries: Vec<OrderEntry>) -> OrderAnswer {
    OrderAnswer { code: AnswerCode::Known, entries, raw_answer: None }
}

#[test]
fn the_same_products_and_quantities_are_ours() {
    assert_eq!(compare(&known(vec![entry(1, "5000101", 2), entry(2, "5000102", 1)]), &sample()), Match::Same);
}

#[test]
fn a_moved_line_repeats_its_quantity_and_is_not_summed() {
    let moved = known(vec![entry(1, "5000101", 2), entry(1, "5000101", 2), entry(2, "5000102", 1)]);
    assert_eq!(compare(&moved, &sample()), Match::Same);
}

#[test]
fn a_line_that_comes_back_only_in_parts_is_left_to_a_person() {
    let split = known(vec![entry(1, "5000101", 1), entry(1, "5000101", 1), entry(2, "5000102", 1)]);
    assert!(matches!(compare(&split, &sample()), Match::Different(_)));
}

#[test]
fn another_product_quantity_or_line_is_not_ours() {
    let cases = [
        vec![entry(1, "5000199", 2), entry(2, "5000102", 1)],
        vec![entry(1, "5000101", 3), entry(2, "5000102", 1)],
        vec![entry(1, "5000101", 2)],
        vec![entry(1, "5000101", 2), entry(2, "5000102", 1), entry(3, "5000103", 1)],
    ];
    for entries in cases {
        assert!(matches!(compare(&known(entries), &sample()), Match::Different(_)));
    }
}

#[test]
fn not_found_and_silence_are_told_apart() {
    let not_found = OrderAnswer { code: AnswerCode::NotFound, entries: vec![], raw_answer: None };
    assert_eq!(compare(&not_found, &sample()), Match::NotFound);
    assert!(matches!(compare(&known(vec![]), &sample()), Match::Unclear(_)));
}
