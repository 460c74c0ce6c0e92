//! The ledger: unique for ever, moved by conditional updates, one winner per race.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::capability::distributor::Invoice;
use linkspan_core::capability::psa::Address;
use linkspan_core::id::OrderId;
use linkspan_core::money::{Currency, Money};
use linkspan_core::order::snapshot::{Contact, OrderOptions, Snapshot, SnapshotLine};
use linkspan_core::order::{LineState, OrderEvent, OrderState};
use linkspan_store::{Detected, Env, Intent, NewAttempt, Order, OrderFilter, Shipment, Step, Subject};
use rust_decimal::Decimal;

fn content(quantity: i64) -> Snapshot {
    Snapshot {
        currency: Currency::USD,
        ship_to: Address { city: "Fremont".into(), ..Address::default() },
        contact: Contact::default(),
        ship_method: "FG".into(),
        options: OrderOptions::default(),
        lines: vec![SnapshotLine {
            line: 1,
            psa_item: "901".into(),
            sku: "5000101".into(),
            name: "Dock".into(),
            quantity,
            unit_price: Decimal::new(12_345, 2),
            psa_price: Some(Decimal::new(12_000, 2)),
        }],
    }
}

async fn detect(fixture: &Fixture, env: &Env, number: &str) -> OrderId {
    let mut tx = fixture.store.begin().await.unwrap();
    let detected = env.detect_order(&mut tx, &fixture.identity(number), "Found in Autotask.").await.unwrap();
    tx.commit().await.unwrap();
    let Detected::New(id) = detected else { panic!("known already") };
    id
}

async fn step(fixture: &Fixture, env: &Env, before: &Order, step: Step) -> bool {
    let mut tx = fixture.store.begin().await.unwrap();
    let moved = env.move_order(&mut tx, before, &step).await.unwrap();
    tx.commit().await.unwrap();
    moved
}

/// Detected, validated and approved by policy.
async fn ready(fixture: &Fixture, env: &Env, number: &str) -> Order {
    let id = detect(fixture, env, number).await;
    let before = env.order(id).await.unwrap().unwrap();
    let mut validated = Step::new(OrderEvent::Validated, "Checked.");
    validated.approved = Some(content(2).digest());
    validated.content = Some((content(2), fixture.clock.now()));
    assert!(step(fixture, env, &before, validated).await);
    env.order(id).await.unwrap().unwrap()
}

fn intent<'a>(digest: &'a str, order: &Order) -> Intent<'a> {
    Intent { digest, request: "<order/>", priced_at: order.updated_at, by_policy: false }
}

async fn claim(fixture: &Fixture, env: &Env, order: &Order) -> Option<i64> {
    let mut tx = fixture.store.begin().await.unwrap();
    let digest = order.digest.clone().unwrap();
    let claimed = env.claim_order(&mut tx, order, &intent(&digest, order)).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

#[tokio::test]
async fn a_purchase_order_and_a_number_are_taken_once_across_all_environments() {
    on_each(|fixture| async move {
        let (one, other) = (fixture.env(), fixture.env());
        detect(&fixture, &one, "7").await;
        let mut again = fixture.identity("7");
        for env in [&one, &other] {
            let mut tx = fixture.store.begin().await.unwrap();
            assert_eq!(env.detect_order(&mut tx, &again, "").await.unwrap(), Detected::Known);
        }
        // Another purchase order whose number differs only in case and blanks.
        again.psa_order_id = "8".into();
        again.customer_po_number = Some(" LS-7 ".into());
        let mut tx = fixture.store.begin().await.unwrap();
        assert_eq!(other.detect_order(&mut tx, &again, "").await.unwrap(), Detected::Known);
        drop(tx);
        assert!(other.number_is_taken(&again, "LS-7").await.unwrap());
        assert_eq!(one.known_purchase_orders("30595").await.unwrap(), ["7"]);
        assert!(other.known_purchase_orders("30595").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn of_many_claims_one_wins_and_only_for_the_approved_content() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let order = ready(&fixture, &env, "7").await;

        let mut tx = fixture.store.begin().await.unwrap();
        let other_content = content(3).digest();
        assert_eq!(env.claim_order(&mut tx, &order, &intent(&other_content, &order)).await.unwrap(), None);
        drop(tx);

        let claims = (0..8).map(|_| claim(&fixture, &env, &order));
        let won: Vec<_> = futures_join(claims).await.into_iter().flatten().collect();
        assert_eq!(won, [1]);
        let sending = env.order(order.id).await.unwrap().unwrap();
        assert_eq!((sending.state, sending.request.as_deref()), (OrderState::Sending, Some("<order/>")));
    })
    .await;
}

async fn futures_join<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, slot) in waiting.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *slot = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_late_outcome_of_an_earlier_attempt_changes_nothing() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let order = ready(&fixture, &env, "7").await;
        assert_eq!(claim(&fixture, &env, &order).await, Some(1));
        let first = env.order(order.id).await.unwrap().unwrap();

        assert!(step(&fixture, &env, &first, Step::new(OrderEvent::OutcomeUnknown, "No answer.")).await);
        let uncertain = env.order(order.id).await.unwrap().unwrap();
        assert!(uncertain.may_have_left);
        let mut tx = fixture.store.begin().await.unwrap();
        assert_eq!(env.claim_order_again(&mut tx, &uncertain).await.unwrap(), None, "nobody wished it");
        for first in [true, false] {
            let wished = env.wish_send_again(&mut tx, &uncertain, "Ada", "They never got it.").await.unwrap();
            assert_eq!(wished, first);
        }
        assert_eq!(env.claim_order_again(&mut tx, &uncertain).await.unwrap(), Some(2));
        tx.commit().await.unwrap();

        assert!(!step(&fixture, &env, &first, Step::new(OrderEvent::NotSent, "Refused.")).await);
        assert_eq!(env.order(order.id).await.unwrap().unwrap().state, OrderState::Sending);
        let events = env.order_events(order.id).await.unwrap();
        assert_eq!(events[1].reason.as_deref(), Some("They never got it."));
        assert_eq!(events.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn what_the_distributor_made_of_an_order_is_kept_once_and_reads_back() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let order = ready(&fixture, &env, "7").await;
        let mut lines = env.order_lines(order.id).await.unwrap();
        assert_eq!((lines[0].quantity, lines[0].unit_price), (2, Some(Decimal::new(12_345, 2))));
        lines[0].state = LineState::PartlyShipped;
        lines[0].shipped = 1;
        let shipment = Shipment {
            line: 1,
            order_number: "152301636".into(),
            tracking: "9400".into(),
            quantity: 1,
            serials: vec!["SN1".into()],
            shipped_at: Some("2026-11-22T10:00:00".into()),
            warehouse: None,
            ship_method: Some("FG".into()),
        };
        let invoice = Invoice {
            number: "63112233".into(),
            date: Some(jiff::civil::date(2026, 11, 22)),
            total: Money::new(Decimal::new(12_345, 2), Currency::USD),
            freight: None,
            tax: None,
            lines: vec![],
        };
        for news in [true, false] {
            let mut tx = fixture.store.begin().await.unwrap();
            env.set_line_states(&mut tx, order.id, &lines).await.unwrap();
            assert_eq!(env.add_distributor_order(&mut tx, order.id, "152301636", "answer").await.unwrap(), news);
            env.put_shipment(&mut tx, order.id, &shipment).await.unwrap();
            assert_eq!(env.add_invoice(&mut tx, order.id, &invoice).await.unwrap(), news);
            assert_eq!(env.set_differences(&mut tx, order.id, &["Line 1 is 3 there.".into()]).await.unwrap(), news);
            env.set_written_back(&mut tx, order.id, "{}").await.unwrap();
            env.set_checked(&mut tx, order.id).await.unwrap();
            env.note_question(&mut tx, &order).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(env.order_lines(order.id).await.unwrap(), lines);
        assert_eq!(env.shipments(order.id).await.unwrap(), [shipment]);
        assert_eq!(env.invoices(order.id).await.unwrap()[0].invoice, invoice);
        assert_eq!(env.distributor_orders(order.id).await.unwrap()[0].number, "152301636");
        assert!(env.order(order.id).await.unwrap().unwrap().checked_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn lists_find_by_state_and_text_and_never_show_another_environment() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let sent = ready(&fixture, &env, "7").await;
        claim(&fixture, &env, &sent).await;
        detect(&fixture, &env, "8").await;
        let find = |text: &str, states: &[OrderState]| OrderFilter {
            text: text.into(),
            states: states.to_vec(),
            ..OrderFilter::default()
        };
        let count = async |env: &Env, filter| env.orders(&filter).await.unwrap().total;
        assert_eq!(count(&env, find("", &[])).await, 2);
        assert_eq!(count(&env, find("HARBOR", &[OrderState::New, OrderState::Held])).await, 1);
        assert_eq!(count(&env, find("ZAHNÄRZTE", &[])).await, 2);
        assert_eq!(count(&env, find("ls-7", &[])).await, 1);
        assert_eq!(count(&env, find("nothing like it", &[])).await, 0);
        assert_eq!(count(&other, find("", &[])).await, 0);
        assert!(other.order(sent.id).await.unwrap().is_none());
        assert_eq!(env.orders_sent(sent.identity.bridge).await.unwrap(), 1);
        assert_eq!(env.unfinished_orders(sent.identity.bridge).await.unwrap().len(), 1);
        assert_eq!(env.order_counts().await.unwrap().len(), 2);
        assert!(env.order_of_purchase_order("30595", "8").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn attempts_keep_the_exact_request_newest_first() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let order = ready(&fixture, &env, "7").await;
        for (outcome, elapsed_ms) in [("unknown", 120_000), ("accepted", 900)] {
            let attempt = NewAttempt {
                subject: Subject::Order(order.id),
                operation: "submit",
                request: Some("<order/>".into()),
                response: None,
                outcome: outcome.into(),
                sentence: "…".into(),
                elapsed_ms,
            };
            let mut tx = fixture.store.begin().await.unwrap();
            env.add_attempt(&mut tx, &attempt).await.unwrap();
            tx.commit().await.unwrap();
        }
        let kept = env.attempts(Subject::Order(order.id), 10).await.unwrap();
        assert_eq!(kept.iter().map(|one| one.outcome.as_str()).collect::<Vec<_>>(), ["accepted", "unknown"]);
        assert_eq!(kept[1].request.as_deref(), Some("<order/>"));
    })
    .await;
}

#[tokio::test]
async fn open_orders_are_found_by_how_far_their_lines_are_and_all_by_their_products() {
    on_each(|fixture| async move {
        let env = fixture.env();
        for (number, state) in [("1", LineState::Accepted), ("2", LineState::Shipped), ("3", LineState::Invoiced)] {
            let order = ready(&fixture, &env, number).await;
            claim(&fixture, &env, &order).await.unwrap();
            for event in [OrderEvent::Accepted, OrderEvent::Progressed] {
                let before = env.order(order.id).await.unwrap().unwrap();
                assert!(step(&fixture, &env, &before, Step::new(event, "On its way.")).await);
            }
            let mut lines = env.order_lines(order.id).await.unwrap();
            lines[0].state = state;
            let mut tx = fixture.store.begin().await.unwrap();
            env.set_line_states(&mut tx, order.id, &lines).await.unwrap();
            tx.commit().await.unwrap();
        }
        let found = async |stage: &str, text: &str| {
            let filter = OrderFilter {
                states: vec![OrderState::Open],
                stage: Some(stage.to_owned()).filter(|stage| !stage.is_empty()),
                text: text.to_owned(),
                ..OrderFilter::default()
            };
            let page = env.orders(&filter).await.unwrap();
            let mut ids: Vec<_> = page.orders.into_iter().map(|order| order.identity.psa_order_id).collect();
            ids.sort_unstable();
            (ids.join(""), page.total)
        };
        assert_eq!(found("ordered", "").await, ("1".into(), 1));
        assert_eq!(found("shipped", "").await, ("2".into(), 1));
        assert_eq!(found("invoiced", "").await, ("3".into(), 1));
        assert_eq!(found("", "5000101").await, ("123".into(), 3));
        assert_eq!(found("shipped", "no such product").await, (String::new(), 0));
    })
    .await;
}
