//! The ways in which one order could become two, and what the distributor's books then say. Who must not send again is decided by the
//! user of this crate; here it is shown that every doubtful end can be settled by asking.

use crate::emulator::World;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::{Service, VendorFault};
use std::time::Duration;
use td_synnex::Slot;
use td_synnex::order::{OrderRequest, SubmitOutcome};
use td_synnex::status::{Comparison, same_order};

/// Order requests that took effect, and numbers under which more than one did.
fn books(world: &World) -> (u32, u32) {
    let books = world.shop.orders();
    (books.requests_effective, books.double_orders)
}

/// What the distributor knows is what was sent.
async fn is_known(world: &World, order: &OrderRequest) -> bool {
    let known = world.client.status(&order.po_number, Slot::Order).await.unwrap();
    same_order(&known, order.prepare().unwrap().lines()) == Comparison::Same
}

fn timeout(takes_effect: bool) -> VendorFault {
    let message = "PO_TIMEOUT".to_owned();
    VendorFault { service: Service::Order, message, detail: String::new(), takes_effect }
}

#[tokio::test]
async fn cut_after_the_effect_the_order_is_unknown_for_a_while_and_then_found() {
    let world = World::open().await;
    world.shop.set(|settings| settings.status_lag = 120);
    world.shop.faults().add(Fault::once("POST /SynnexXML/PO", FaultAction::CutAfter));
    let order = world.order("LS-1", &[(world.sku(0), 2)]);
    let outcome = world.submit(&order).await;
    assert!(matches!(outcome, SubmitOutcome::Unknown { .. }), "{outcome:?}");
    for seconds in [0, 60, 59] {
        world.shop.clock().advance(Duration::from_secs(seconds));
        assert!(world.client.status("LS-1", Slot::Order).await.unwrap().is_not_found(), "and yet it exists");
    }
    world.shop.clock().advance(Duration::from_secs(1));
    assert!(is_known(&world, &order).await);
    assert_eq!(books(&world), (1, 0));
}

#[tokio::test]
async fn sent_again_after_a_time_out_that_stored_it_the_order_is_a_duplicate_whose_number_is_dead() {
    let world = World::open().await;
    let order = world.order("LS-1", &[(world.sku(0), 2)]);
    world.shop.vendor_fault(timeout(true));
    assert!(matches!(world.submit(&order).await, SubmitOutcome::Unknown { .. }));
    let again = world.submit(&order).await;
    assert!(matches!(again, SubmitOutcome::Duplicate { .. }), "{again:?}");
    let known = world.client.status("LS-1", Slot::Order).await.unwrap();
    let number = known.lines[0].order_number.clone().unwrap();
    let answered = world.shop.journal().entries().into_iter().rfind(|entry| entry.path.ends_with("/PO")).unwrap();
    let killed = answered.response_body.split_once("<OrderNumber>").unwrap().1.split_once('<').unwrap().0.to_owned();
    assert!(
        killed != number && !format!("{again:?}").contains(&killed),
        "the refusal's own number is handed to nobody"
    );
    assert!(is_known(&world, &order).await);
    assert_eq!(books(&world), (1, 0));
}

#[tokio::test]
async fn sent_again_after_a_time_out_that_stored_nothing_it_is_ordered_once() {
    let world = World::open().await;
    let order = world.order("LS-1", &[(world.sku(0), 2)]);
    world.shop.vendor_fault(timeout(false));
    assert!(matches!(world.submit(&order).await, SubmitOutcome::Unknown { .. }));
    assert!(world.client.status("LS-1", Slot::Order).await.unwrap().is_not_found());
    assert_eq!(books(&world), (0, 0));
    assert!(matches!(world.submit(&order).await, SubmitOutcome::Accepted { .. }));
    assert_eq!(books(&world), (1, 0));
}

#[tokio::test]
async fn of_two_at_once_the_distributor_takes_one_while_its_check_is_on() {
    let world = World::open().await;
    let order = world.order("LS-1", &[(world.sku(0), 1)]);
    let (one, other) = tokio::join!(world.submit(&order), world.submit(&order));
    let accepted = |outcome: &SubmitOutcome| matches!(outcome, SubmitOutcome::Accepted { .. });
    let duplicate = |outcome: &SubmitOutcome| matches!(outcome, SubmitOutcome::Duplicate { .. });
    assert!((accepted(&one) && duplicate(&other)) || (duplicate(&one) && accepted(&other)), "{one:?} {other:?}");
    assert_eq!(books(&world), (1, 0));
}

#[tokio::test]
async fn with_the_check_off_the_books_show_the_double_order_that_a_second_call_makes() {
    let world = World::open_with(|options| options.settings.duplicate_check = false).await;
    let order = world.order("LS-1", &[(world.sku(0), 1)]);
    let (one, other) = tokio::join!(world.submit(&order), world.submit(&order));
    assert!(matches!((&one, &other), (SubmitOutcome::Accepted { .. }, SubmitOutcome::Accepted { .. })));
    assert_eq!(books(&world), (2, 1), "nothing but the caller's own lock prevents this");
}

#[tokio::test]
async fn every_doubtful_end_is_one_request_on_the_wire() {
    for action in [
        FaultAction::CutBefore,
        FaultAction::CutAfter,
        FaultAction::Garbage,
        FaultAction::Truncate,
        FaultAction::Status { status: 500, body: None, content_type: None, retry_after: Some(1) },
        FaultAction::Status { status: 503, body: None, content_type: None, retry_after: Some(1) },
    ] {
        let world = World::open_with(|options| options.settings.duplicate_check = false).await;
        world.shop.faults().add(Fault::once("POST /SynnexXML/PO", action.clone()));
        let order = world.order("LS-1", &[(world.sku(0), 1)]);
        assert!(matches!(world.submit(&order).await, SubmitOutcome::Unknown { .. }), "{action:?}");
        assert_eq!(world.shop.journal().count(|entry| entry.path == "/SynnexXML/PO"), 1, "{action:?}");
        assert_eq!(books(&world).1, 0, "{action:?}");
    }
}
