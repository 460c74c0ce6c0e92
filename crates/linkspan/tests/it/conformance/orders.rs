//! Rules about placing orders: once, as stored, and never more certain than the vendor was.

use super::stand::{leaks, snapshot};
use super::{Fate, Kept, Stand, keep};
use linkspan_core::capability::distributor::{AnswerCode, AnswerLine, OrderAnswer, PreparedOrder, SubmitOutcome};
use linkspan_core::order::LineState;
use std::collections::BTreeMap;

const NUMBER: &str = "LS-1001";

async fn prepared(stand: &dyn Stand, number: &str) -> Result<PreparedOrder, String> {
    let snapshot = snapshot(stand).await?;
    stand.link().submission.prepare(number, &snapshot).map_err(|reasons| format!("held: {reasons:?}"))
}

async fn found(stand: &dyn Stand) -> Result<OrderAnswer, String> {
    stand.link().lookup.look_up(NUMBER, true).await.map_err(|problem| format!("no answer: {problem:?}"))
}

fn accepted(outcome: &SubmitOutcome) -> Result<&[AnswerLine], String> {
    match outcome {
        SubmitOutcome::Accepted { lines } | SubmitOutcome::PendingReview { lines } => Ok(lines),
        other => Err(format!("a good order became {other:?}")),
    }
}

pub(super) async fn a_prepared_order_carries_its_number_and_no_secret(stand: &dyn Stand) -> Kept {
    let (order, again) = (prepared(stand, NUMBER).await?, prepared(stand, NUMBER).await?);
    keep!(order.number == NUMBER && order.body.contains(NUMBER), "another number: {order:?}");
    keep!(order == again, "the same content gives another request: {order:?} and {again:?}");
    keep!(!leaks(stand, &order.body), "a secret is in the request that is kept");
    keep!(stand.requests(NUMBER) == 0, "preparing sends nothing");
    Ok(())
}

pub(super) async fn nothing_is_cut_to_fit(stand: &dyn Stand) -> Kept {
    let snapshot = snapshot(stand).await?;
    let prepare = |number: &str, snapshot: &_| stand.link().submission.prepare(number, snapshot);
    let number = "9".repeat(200);
    keep!(
        prepare(&number, &snapshot).is_err_and(|reasons| !reasons.is_empty()),
        "a number of 200 characters was taken"
    );
    let mut endless = snapshot.clone();
    endless.ship_to.line1 = "Street ".repeat(100);
    keep!(prepare(NUMBER, &endless).is_err(), "a street of 700 characters was taken");
    let mut empty = snapshot.clone();
    empty.lines.clear();
    keep!(prepare(NUMBER, &empty).is_err(), "an order without lines was taken");
    let mut negative = snapshot;
    negative.lines[0].quantity = -1;
    keep!(prepare(NUMBER, &negative).is_err(), "a quantity of -1 was taken");
    Ok(())
}

pub(super) async fn an_order_is_one_request_and_every_line_is_answered(stand: &dyn Stand) -> Kept {
    let order = prepared(stand, NUMBER).await?;
    let report = stand.link().submission.submit(&order).await;
    let lines = accepted(&report.outcome)?;
    keep!((stand.requests(NUMBER), stand.orders(NUMBER)) == (1, 1), "requests and orders: not one each");
    let numbers: Vec<u32> = lines.iter().map(|line| line.line).collect();
    keep!(numbers == [1, 2], "lines 1 and 2 were sent, answered were {numbers:?}");
    let skus = &stand.products().0;
    for line in lines {
        let at = usize::try_from(line.line).unwrap_or_default() - 1;
        keep!(line.sku == skus[at], "line {} is {}, not {}", line.line, line.sku, skus[at]);
        keep!(line.order_number.as_ref().is_some_and(|number| !number.trim().is_empty()), "no order number: {line:?}");
        keep!(matches!(line.state, LineState::Accepted | LineState::Backordered), "{line:?}");
    }
    let raw = report.raw_answer.ok_or("the answer was not kept")?;
    keep!(!leaks(stand, &raw), "a secret is in the answer that is kept");
    Ok(())
}

pub(super) async fn a_stored_order_is_sent_as_it_was_stored(stand: &dyn Stand) -> Kept {
    let order = prepared(stand, NUMBER).await?;
    let stored = serde_json::to_string(&order).map_err(|error| error.to_string())?;
    let read: PreparedOrder = serde_json::from_str(&stored).map_err(|error| error.to_string())?;
    keep!(read == order, "what was stored is not what was prepared");
    accepted(&stand.link().submission.submit(&read).await.outcome)?;
    let swapped = PreparedOrder { number: "LS-2002".into(), ..order };
    let outcome = stand.link().submission.submit(&swapped).await.outcome;
    keep!(matches!(outcome, SubmitOutcome::NotSent { .. }), "a request with another number in it: {outcome:?}");
    keep!(stand.requests("LS-2002") == 0 && stand.requests(NUMBER) == 1, "it was sent all the same");
    Ok(())
}

pub(super) async fn a_doubtful_submission_is_unknown_and_not_repeated(stand: &dyn Stand) -> Kept {
    for (at, fate) in Fate::ALL.into_iter().enumerate() {
        let number = format!("LS-3{at}");
        let order = prepared(stand, &number).await?;
        stand.next_submission(fate);
        let report = stand.link().submission.submit(&order).await;
        keep!(matches!(report.outcome, SubmitOutcome::Unknown { .. }), "{fate:?} became {:?}", report.outcome);
        let (requests, orders) = (stand.requests(&number), stand.orders(&number));
        keep!(requests == 1, "{fate:?}: {requests} requests for one submission");
        keep!(orders == usize::from(fate.takes_effect()), "{fate:?}: {orders} orders");
        keep!(!leaks(stand, &format!("{report:?}")), "{fate:?}: a secret is in the report");
    }
    Ok(())
}

pub(super) async fn what_became_of_it_is_found_by_asking(stand: &dyn Stand) -> Kept {
    let order = prepared(stand, NUMBER).await?;
    stand.next_submission(Fate::LostBefore);
    stand.link().submission.submit(&order).await;
    let never = found(stand).await?;
    keep!(never.code == AnswerCode::NotFound && never.entries.is_empty(), "never arrived, but {never:?}");
    stand.next_submission(Fate::LostAfter);
    stand.link().submission.submit(&order).await;
    let there = found(stand).await?;
    keep!(there.code == AnswerCode::Known, "it is in the books, but {there:?}");
    let mut quantities: BTreeMap<u32, i64> = BTreeMap::new();
    for entry in &there.entries {
        keep!(entry.order_number.is_some(), "an entry without an order number: {entry:?}");
        // Entries of one line are its parts or repeat the whole; they are never summed.
        let most = quantities.entry(entry.line).or_default();
        *most = (*most).max(entry.quantity);
    }
    keep!(quantities == BTreeMap::from([(1, 2), (2, 1)]), "other quantities than sent: {quantities:?}");
    Ok(())
}

pub(super) async fn a_repeated_number_is_a_duplicate_and_changes_nothing(stand: &dyn Stand) -> Kept {
    let order = prepared(stand, NUMBER).await?;
    accepted(&stand.link().submission.submit(&order).await.outcome)?;
    let before = found(stand).await?;
    let again = stand.link().submission.submit(&order).await.outcome;
    keep!(matches!(again, SubmitOutcome::Duplicate { .. }), "a repeated number became {again:?}");
    keep!(stand.orders(NUMBER) == 1, "{} orders", stand.orders(NUMBER));
    let after = found(stand).await?;
    let numbers = |answer: &OrderAnswer| -> Vec<_> {
        answer.entries.iter().map(|entry| (entry.line, entry.order_number.clone())).collect()
    };
    keep!(numbers(&before) == numbers(&after), "the order's numbers changed: {before:?}, {after:?}");
    Ok(())
}

pub(super) async fn two_at_once_are_one_order(stand: &dyn Stand) -> Kept {
    let order = prepared(stand, NUMBER).await?;
    let submission = &stand.link().submission;
    let (one, other) = tokio::join!(submission.submit(&order), submission.submit(&order));
    let taken = [&one, &other].into_iter().filter(|report| accepted(&report.outcome).is_ok()).count();
    keep!(taken == 1 && stand.orders(NUMBER) == 1, "{taken} of two were taken: {:?}, {:?}", one.outcome, other.outcome);
    Ok(())
}
