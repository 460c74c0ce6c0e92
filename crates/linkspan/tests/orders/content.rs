//! What is sent is what was checked and approved, or nothing.

use crate::fakes::Point;
use crate::stage::{Stage, automatic, by_hand, edit, number};
use linkspan_core::capability::distributor::Orderable;
use linkspan_core::capability::psa::PurchaseOrderStatus;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldCode, HoldReason, OrderState};
use rstest::rstest;
use rust_decimal::Decimal;
use std::time::Duration;

type Break = fn(&Stage);

#[rstest]
#[case::no_lines(|s: &Stage| s.edit("1", |o| o.lines.clear()), HoldCode::NoLines)]
#[case::not_synced(|s: &Stage| s.edit("1", |o| o.lines[1].sku = None), HoldCode::NotSynced)]
#[case::quantity(|s: &Stage| s.edit("1", |o| o.lines[0].quantity = 0), HoldCode::Quantity)]
#[case::street(|s: &Stage| s.edit("1", |o| o.ship_to.line1 = " ".into()), HoldCode::FieldMissing)]
#[case::state(|s: &Stage| s.edit("1", |o| o.ship_to.state = "Bayern".into()), HoldCode::StateUnknown)]
#[case::country(|s: &Stage| s.edit("1", |o| o.ship_to.country = "Atlantis".into()), HoldCode::FieldCharacters)]
#[case::discontinued(|s: &Stage| s.world.outside().quote.orderable = Orderable::Discontinued, HoldCode::Discontinued)]
#[case::unknown(|s: &Stage| s.world.outside().quote.orderable = Orderable::NotFound, HoldCode::UnknownProduct)]
#[case::not_authorised(|s: &Stage| s.world.outside().quote.orderable = Orderable::NotAuthorised, HoldCode::NotAuthorised)]
#[case::odd(|s: &Stage| s.world.outside().quote.orderable = Orderable::Other("?".into()), HoldCode::UnknownProduct)]
#[case::no_price(|s: &Stage| s.world.outside().quote.price = None, HoldCode::PriceMissing)]
#[case::price_zero(|s: &Stage| s.world.outside().quote.price = Some(Decimal::ZERO), HoldCode::PriceMissing)]
#[case::dearer(|s: &Stage| s.world.outside().quote.price = Some(Decimal::from(102)), HoldCode::PriceDearer)]
#[case::end_user(|s: &Stage| s.world.outside().quote.end_user_required = true, HoldCode::EndUserRequired)]
#[case::too_long(
    |s: &Stage| s.world.outside().refuses = vec![HoldReason::of(HoldCode::FieldTooLong).field("street").limit(35)],
    HoldCode::FieldTooLong
)]
#[tokio::test]
async fn each_reason_holds_the_order_and_goes_away_when_it_is_mended(#[case] spoil: Break, #[case] code: HoldCode) {
    let stage = Stage::new(automatic()).await;
    stage.write("1");
    let sound = stage.world.outside().quote.clone();
    spoil(&stage);
    stage.poll().await;
    let held = stage.order("1").await;
    assert_eq!((held.state, held.reasons[0].code), (OrderState::Held, code));
    assert!(!held.explanation.is_empty());
    assert_eq!(stage.world.outside().submits.len(), 0);
    assert_eq!(stage.notices("1").await, ["held"]);
    stage.check_again("1").await;
    assert_eq!(stage.notices("1").await.len(), 1, "one message for one state");

    stage.write("1");
    stage.world.outside().quote = sound;
    stage.world.outside().refuses.clear();
    stage.check_again("1").await;
    assert_eq!((stage.state("1").await, stage.world.submits(&number("1"))), (OrderState::Accepted, 1));
}

#[tokio::test]
async fn a_missing_ship_method_and_a_value_above_the_limit_are_held() {
    let mut settings = automatic();
    settings.rules.default_ship_method = None;
    let stage = Stage::new(settings).await;
    let held = stage.submit("1").await;
    assert_eq!(held.reasons[0].code, HoldCode::ShipMethodMissing);
    let mut limited = automatic();
    limited.rules.value_limit = Some(Decimal::from(399));
    stage.set(&limited).await;
    stage.check_again("1").await;
    assert_eq!(stage.order("1").await.reasons[0].code, HoldCode::ValueLimit);
    assert_eq!(stage.world.outside().submits.len(), 0);
    stage.release("1").await.unwrap();
    stage.work().await;
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[tokio::test]
async fn overriding_a_price_lets_exactly_that_content_go() {
    let stage = Stage::new(automatic()).await;
    stage.world.outside().quote.price = Some(Decimal::from(110));
    let held = stage.submit("1").await;
    assert_eq!(held.reasons[0].code, HoldCode::PriceDearer);
    // Between the release and the work the price rises once more.
    stage.release("1").await.unwrap();
    stage.world.outside().quote.price = Some(Decimal::new(11_001, 2));
    stage.work().await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::Held, 0));
    assert!(
        linkspan::app::orders::decide::release(
            &stage.app,
            stage.env.id(),
            held.id,
            held.digest.as_deref().unwrap(),
            "Ada"
        )
        .await
        .is_err(),
        "what was seen then is not what stands there now"
    );
    stage.release("1").await.unwrap();
    stage.work().await;
    let sent: Snapshot = serde_json::from_str(&stage.world.outside().submits[0].body).unwrap();
    assert_eq!(sent.lines[0].unit_price, Decimal::new(11_001, 2));
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[rstest]
#[case::quantity(|s: &Stage| s.edit("1", |o| o.lines[0].quantity = 4))]
#[case::a_cent(|s: &Stage| s.world.outside().quote.price = Some(Decimal::new(10_001, 2)))]
#[case::address(|s: &Stage| s.edit("1", |o| o.ship_to.line1 = "2 Pier Road".into()))]
#[case::another_line(|s: &Stage| s.edit("1", |o| { o.lines.pop(); }))]
#[tokio::test]
async fn what_changes_after_it_was_seen_is_asked_about_again(#[case] change: Break) {
    let stage = Stage::new(by_hand()).await;
    let seen = stage.submit("1").await;
    assert_eq!(seen.state, OrderState::AwaitingRelease);
    change(&stage);
    stage.release("1").await.unwrap();
    stage.work().await;
    let asked = stage.order("1").await;
    assert_eq!((asked.state, stage.world.outside().submits.len()), (OrderState::AwaitingRelease, 0));
    assert!(asked.explanation.contains("changed") && asked.digest != seen.digest);
    stage.release("1").await.unwrap();
    stage.work().await;
    assert_eq!(stage.world.submits(&number("1")), 1);
}

#[rstest]
#[case::while_prices_are_asked(Point::Quote)]
#[case::while_the_distributor_is_asked(Point::LookUp)]
#[tokio::test]
async fn an_edit_while_the_vendors_are_asked_is_seen_before_the_claim(#[case] point: Point) {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    let world = stage.world.clone();
    stage.world.at(point, move || async move { edit(&world, "1", |o| o.lines[0].quantity = 7) });
    stage.release("1").await.unwrap();
    stage.later(2).await;
    stage.later(2).await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::AwaitingRelease, 0));
}

#[tokio::test]
async fn a_cancellation_while_the_distributor_is_asked_withdraws_the_order() {
    let stage = Stage::new(automatic()).await;
    let world = stage.world.clone();
    stage.world.at(Point::LookUp, move || async move {
        edit(&world, "1", |o| o.head.status = PurchaseOrderStatus::Cancelled);
    });
    stage.submit("1").await;
    stage.later(2).await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::Withdrawn, 0));
}

#[tokio::test]
async fn prices_older_than_five_minutes_are_asked_again_before_the_claim() {
    let stage = Stage::new(automatic()).await;
    let (clock, world) = (stage.clock.clone(), stage.world.clone());
    stage.world.at(Point::LookUp, move || async move {
        clock.advance(Duration::from_secs(301));
        world.outside().quote.price = Some(Decimal::from(99));
    });
    stage.submit("1").await;
    stage.later(2).await;
    let outside = stage.world.outside();
    assert_eq!((outside.submits.len(), outside.quotes), (1, 2));
    let sent: Snapshot = serde_json::from_str(&outside.submits[0].body).unwrap();
    assert_eq!(sent.lines[0].unit_price, Decimal::from(99), "never the price of before");
}

#[rstest]
#[case::cancelled(|s: &Stage| s.edit("1", |o| o.head.status = PurchaseOrderStatus::Cancelled))]
#[case::moved_to_another_vendor(|s: &Stage| s.edit("1", |o| o.head.vendor = "999".into()))]
#[case::gone(|s: &Stage| { s.world.outside().purchase_orders.clear(); })]
#[tokio::test]
async fn what_leaves_submitted_before_it_is_sent_is_withdrawn(#[case] change: Break) {
    let stage = Stage::new(by_hand()).await;
    stage.submit("1").await;
    change(&stage);
    let _ = stage.release("1").await;
    stage.poll().await;
    assert_eq!((stage.state("1").await, stage.world.outside().submits.len()), (OrderState::Withdrawn, 0));
}
