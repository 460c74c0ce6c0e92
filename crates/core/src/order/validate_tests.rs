//! What is held, what passes, and what a person may override.

use super::*;
use crate::capability::psa::{Choice, PurchaseOrderHead, PurchaseOrderStatus};
use rstest::rstest;

fn order() -> PurchaseOrder {
    let line = |id: &str, sku: &str, quantity, cents| PurchaseOrderLine {
        id: id.into(),
        product: Some("1".into()),
        product_name: format!("Product {sku}"),
        sku: Some(sku.into()),
        quantity,
        unit_cost: Some(Decimal::new(cents, 2)),
        sale_price: None,
        memo: String::new(),
        estimated_arrival: None,
    };
    PurchaseOrder {
        head: PurchaseOrderHead {
            id: "77".into(),
            number: "20261122.0001".into(),
            status: PurchaseOrderStatus::Submitted,
            vendor: "40".into(),
            external_number: None,
            memo: String::new(),
            purchase_for: None,
            purchase_for_name: None,
        },
        ship_to: Address {
            name: "Harbor Dental".into(),
            line1: "1 Main St".into(),
            city: "Fremont".into(),
            state: "california".into(),
            postal_code: "94539".into(),
            phone: "555-0100".into(),
            ..Address::default()
        },
        shipping_type: Some(Choice { id: "3".into(), label: "Ground".into() }),
        lines: vec![line("901", "5000101", 2, 10_000), line("902", "5000102", 1, 5_000)],
    }
}

fn quote(sku: &str, cents: i64) -> Quote {
    Quote {
        sku: sku.into(),
        orderable: Orderable::Yes,
        price: Some(Decimal::new(cents, 2)),
        currency: Currency::USD,
        available: 10,
        end_user_required: false,
        warehouses: vec![],
    }
}

fn quotes() -> Vec<Quote> {
    vec![quote("5000101", 10_000), quote("5000102", 5_000)]
}

fn rules() -> OrderRules {
    OrderRules {
        contact: Contact { name: "Pat".into(), ..Contact::default() },
        ship_methods: BTreeMap::from([("3".into(), "FG".into())]),
        ..OrderRules::default()
    }
}

fn check(order: &PurchaseOrder, quotes: &[Quote], rules: &OrderRules) -> Checked {
    validate(order, quotes, &BTreeMap::new(), rules)
}

fn codes(checked: &Checked) -> Vec<HoldCode> {
    checked.holds.iter().map(|hold| hold.code).collect()
}

#[test]
fn a_good_order_is_frozen_at_live_prices_with_a_two_letter_state() {
    let mut live = quotes();
    live[0].price = Some(Decimal::new(9_950, 2));
    let checked = check(&order(), &live, &rules());
    assert_eq!(checked.holds, []);
    let frozen = checked.snapshot.expect("complete");
    assert_eq!((frozen.ship_to.state.as_str(), frozen.ship_to.country.as_str()), ("CA", "US"));
    assert_eq!(frozen.ship_method, "FG");
    assert_eq!(frozen.contact.phone, "555-0100");
    let prices: Vec<_> = frozen.lines.iter().map(|line| (line.line, line.unit_price)).collect();
    assert_eq!(prices, [(1, Decimal::new(9_950, 2)), (2, Decimal::new(5_000, 2))]);
}

#[rstest]
#[case::no_lines(|o: &mut PurchaseOrder| o.lines.clear(), HoldCode::NoLines)]
#[case::not_synced(|o: &mut PurchaseOrder| o.lines[0].sku = None, HoldCode::NotSynced)]
#[case::no_quantity(|o: &mut PurchaseOrder| o.lines[0].quantity = 0, HoldCode::Quantity)]
#[case::no_street(|o: &mut PurchaseOrder| o.ship_to.line1 = "  ".into(), HoldCode::FieldMissing)]
#[case::odd_state(|o: &mut PurchaseOrder| o.ship_to.state = "Bayern".into(), HoldCode::StateUnknown)]
#[case::odd_country(|o: &mut PurchaseOrder| o.ship_to.country = "Atlantis".into(), HoldCode::FieldCharacters)]
#[case::no_phone(|o: &mut PurchaseOrder| o.ship_to.phone = String::new(), HoldCode::FieldMissing)]
#[case::no_ship_method(|o: &mut PurchaseOrder| o.shipping_type = None, HoldCode::ShipMethodMissing)]
fn an_order_that_could_not_be_delivered_is_held(#[case] spoil: fn(&mut PurchaseOrder), #[case] code: HoldCode) {
    let mut order = order();
    spoil(&mut order);
    let checked = check(&order, &quotes(), &rules());
    assert!(codes(&checked).contains(&code), "{:?}", checked.holds);
    assert!(checked.snapshot.is_none() && !checked.may_be_overridden());
}

#[rstest]
#[case::discontinued(|q: &mut Quote| q.orderable = Orderable::Discontinued, HoldCode::Discontinued)]
#[case::not_authorised(|q: &mut Quote| q.orderable = Orderable::NotAuthorised, HoldCode::NotAuthorised)]
#[case::unknown_word(|q: &mut Quote| q.orderable = Orderable::Other("Paused".into()), HoldCode::UnknownProduct)]
#[case::no_price(|q: &mut Quote| q.price = None, HoldCode::PriceMissing)]
#[case::price_of_zero(|q: &mut Quote| q.price = Some(Decimal::ZERO), HoldCode::PriceMissing)]
#[case::end_user(|q: &mut Quote| q.end_user_required = true, HoldCode::EndUserRequired)]
#[case::two_currencies(|q: &mut Quote| q.currency = Currency::CAD, HoldCode::MixedCurrency)]
fn a_line_that_the_distributor_would_not_sell_like_this_is_held(#[case] spoil: fn(&mut Quote), #[case] code: HoldCode) {
    let mut live = quotes();
    spoil(&mut live[0]);
    let checked = check(&order(), &live, &rules());
    assert_eq!(codes(&checked), [code]);
    assert!(checked.snapshot.is_none());
}

#[test]
fn fewer_units_than_the_minimum_are_held() {
    let minimums = BTreeMap::from([("5000101".to_owned(), 10)]);
    let checked = validate(&order(), &quotes(), &minimums, &rules());
    assert_eq!(codes(&checked), [HoldCode::MinimumQuantity]);
    assert_eq!(checked.holds[0].limit.as_deref(), Some("10"));
}

#[rstest]
#[case::cheaper(9_000, false)]
#[case::same(10_000, false)]
#[case::one_percent(10_100, false)]
#[case::one_percent_and_a_cent(10_101, true)]
fn a_dearer_price_is_held_beyond_one_percent(#[case] cents: i64, #[case] held: bool) {
    let live = vec![quote("5000101", cents), quote("5000102", 5_000)];
    let checked = check(&order(), &live, &rules());
    assert_eq!(codes(&checked), if held { vec![HoldCode::PriceDearer] } else { vec![] });
    // Even when held, the content is there for a person to release at the live price.
    assert!(checked.snapshot.is_some() && checked.may_be_overridden());
}

#[test]
fn a_line_may_be_dearer_by_five_in_all_and_not_more() {
    let mut order = order();
    order.lines[0].unit_cost = Some(Decimal::new(100_000, 2));
    order.lines[0].quantity = 2;
    let at = |cents| codes(&check(&order, &[quote("5000101", cents), quote("5000102", 5_000)], &rules()));
    assert_eq!(at(100_250), []);
    assert_eq!(at(100_251), [HoldCode::PriceDearer]);
}

#[test]
fn a_valuable_order_waits_for_a_decision() {
    let limited = OrderRules { value_limit: Some(Decimal::new(20_000, 2)), ..rules() };
    let checked = check(&order(), &quotes(), &limited);
    assert_eq!(codes(&checked), [HoldCode::ValueLimit]);
    assert!(checked.may_be_overridden());
}

#[rstest]
#[case::enough(12_500, None)]
#[case::just_enough(11_112, None)]
#[case::too_little(11_100, Some("9.9"))]
#[case::below_cost(8_000, Some("-25.0"))]
fn a_thin_margin_waits_for_a_decision(#[case] sale: i64, #[case] found: Option<&str>) {
    let limited = OrderRules { margin_limit: Some(Decimal::TEN), ..rules() };
    let mut order = order();
    order.lines[0].sale_price = Some(Decimal::new(sale, 2));
    order.lines[1].sale_price = Some(Decimal::ZERO);
    let checked = check(&order, &quotes(), &limited);
    let held: Vec<_> = checked.holds.iter().map(|hold| (hold.code, hold.line, hold.found.as_deref())).collect();
    assert_eq!(held, found.map(|found| (HoldCode::MarginBelow, Some(1), Some(found))).into_iter().collect::<Vec<_>>());
    assert!(checked.may_be_overridden());
}

#[test]
fn every_problem_is_named_at_once() {
    let mut order = order();
    order.lines[0].sku = None;
    order.ship_to.city = String::new();
    order.ship_to.postal_code = String::new();
    let checked = check(&order, &quotes(), &rules());
    assert_eq!(codes(&checked), [HoldCode::NotSynced, HoldCode::FieldMissing, HoldCode::FieldMissing]);
}
