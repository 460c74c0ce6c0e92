//! Sending: ask first, commit the intent, one call, commit the outcome.
//!
//! No lease, lock or job engine is trusted here. The claim is a conditional update with one winner, and the winner looks at
//! its own attempt once more right before the call.

use super::context::{self, Context};
use super::outcome::{Verdict, verdict};
use super::pause::pause_at;
use super::{STATUS_WORK, WRITE_BACK_WORK, content, in_seconds, settle};
use crate::app::{App, notices};
use crate::jobs::{Done, WorkLane};
use linkspan_core::capability::distributor::{AnswerCode, AnswerLine, OrderAnswer, PreparedOrder, SubmitReport};
use linkspan_core::capability::psa::PurchaseOrder;
use linkspan_core::clock::Timestamp;
use linkspan_core::order::{LineState, OrderEvent, OrderState};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, Intent, NewAttempt, Order, Step, Subject, Tx};

/// How soon the distributor is asked about an order that it took.
const FIRST_STATUS_SECONDS: i64 = 60;

/// How old the prices of an order may be when it is claimed: a cent of difference sends it to a human there.
const PRICES_LAST_MS: i64 = 300_000;

/// An order that is *validated* and may go.
pub(super) struct Ready {
    pub(super) order: Order,
    /// What its content was made from.
    pub(super) purchase_order: PurchaseOrder,
    /// When its prices were asked.
    pub(super) priced_at: Timestamp,
    /// Whether policy lets it go, without a person's approval of this content.
    pub(super) by_policy: bool,
}

/// Sends an order that is ready.
pub(super) async fn send(app: &App, env: &Env, ready: &Ready, context: &Context) -> Result<Done, Problem> {
    let order = &ready.order;
    let (Some(number), Some(snapshot), Some(digest)) =
        (&order.identity.customer_po_number, &order.snapshot, &order.digest)
    else {
        return Err(Problem::permanent("order_incomplete", "The order has no number or no content to send."));
    };
    if let Some(known) = ask_first(app, env, order, context, number).await? {
        return already_known(app, env, order, &known).await;
    }
    if !still_true(app, env, ready, context).await? {
        return Ok(Done::At(in_seconds(app, 1)));
    }
    let request = context.distributor.submission.prepare(number, snapshot).map_err(|holds| {
        let reasons: Vec<_> = holds.iter().map(ToString::to_string).collect();
        Problem::permanent("order_not_prepared", reasons.join(" "))
    })?;
    pause_at("before_intent").await;
    let stored = serde_json::to_string(&request)
        .map_err(|error| Problem::permanent("order_not_stored", "The request could not be stored.").caused_by(error))?;
    let mut tx = app.store.begin().await?;
    let intent = Intent { digest, request: &stored, priced_at: ready.priced_at, by_policy: ready.by_policy };
    let claimed = env.claim_order(&mut tx, order, &intent).await?;
    tx.commit().await?;
    let Some(attempt) = claimed else { return Ok(Done::At(in_seconds(app, 1))) };
    call(app, env, order, context, &request, attempt).await
}

/// Whether everything that let the order go still holds after the distributor was asked: the switches, the purchase order
/// as it was read, the age of the prices. The last look comes last, so that nothing that waits can make it old.
async fn still_true(app: &App, env: &Env, ready: &Ready, context: &Context) -> Result<bool, Problem> {
    let there = content::read(context, &ready.order).await?;
    let on = context::may_send(env, ready.order.identity.bridge).await?;
    let age = app.clock.now_ms() - ready.priced_at.as_millisecond();
    Ok(on && there.as_ref() == Some(&ready.purchase_order) && age <= PRICES_LAST_MS)
}

/// Sends the stored request of an uncertain order again, as a person wished. It was asked about just before.
pub(super) async fn send_again(app: &App, env: &Env, order: &Order, context: &Context) -> Result<Done, Problem> {
    let request: PreparedOrder =
        order.request.as_deref().and_then(|stored| serde_json::from_str(stored).ok()).ok_or_else(|| {
            Problem::permanent("request_unreadable", "The stored request cannot be read, so it cannot be sent again.")
        })?;
    let mut tx = app.store.begin().await?;
    let claimed = env.claim_order_again(&mut tx, order).await?;
    tx.commit().await?;
    let Some(attempt) = claimed else { return Ok(Done::At(in_seconds(app, 1))) };
    call(app, env, order, context, &request, attempt).await
}

async fn ask_first(
    app: &App,
    env: &Env,
    order: &Order,
    context: &Context,
    number: &str,
) -> Result<Option<OrderAnswer>, Problem> {
    let answer = settle::look_up(app, env, order.id, context, number).await?;
    Ok((answer.code != AnswerCode::NotFound).then_some(answer))
}

async fn already_known(app: &App, env: &Env, order: &Order, answer: &OrderAnswer) -> Result<Done, Problem> {
    let explanation = format!(
        "The distributor already knows the number {}, though nothing was sent from here ({} lines). Decide what it is.",
        order.identity.customer_po_number.as_deref().unwrap_or_default(),
        answer.entries.len()
    );
    let mut tx = app.store.begin().await?;
    if env.move_order(&mut tx, order, &Step::new(OrderEvent::AlreadyKnown, explanation.clone())).await? {
        notices::order_needs_person(app, env, &mut tx, order, OrderState::Conflict, &explanation).await?;
    }
    tx.commit().await?;
    Ok(Done::Finished)
}

/// The one call. Whoever claimed looks at the row again first: after a long freeze somebody else may have taken over.
async fn call(
    app: &App,
    env: &Env,
    order: &Order,
    context: &Context,
    request: &PreparedOrder,
    attempt: i64,
) -> Result<Done, Problem> {
    pause_at("after_intent").await;
    let current = env.order(order.id).await?;
    let Some(sending) = current.filter(|row| row.state == OrderState::Sending && row.attempt == attempt) else {
        return Ok(Done::At(in_seconds(app, 1)));
    };
    let report = context.distributor.submission.submit(request).await;
    pause_at("after_call").await;
    record(app, env, &sending, context, request, &report).await
}

/// Commits the outcome, together with what it makes necessary.
async fn record(
    app: &App,
    env: &Env,
    sending: &Order,
    context: &Context,
    request: &PreparedOrder,
    report: &SubmitReport,
) -> Result<Done, Problem> {
    let verdict = verdict(&report.outcome, sending.may_have_left);
    let (step, lines) = match &verdict {
        Verdict::Clear { event, explanation, lines } => (Step::new(*event, explanation.clone()), lines.as_slice()),
        Verdict::Held { hold, explanation } => {
            let mut step = Step::new(OrderEvent::Refused, explanation.clone());
            step.holds = vec![hold.clone()];
            (step, &[][..])
        }
        Verdict::AskNow { explanation } => (Step::new(OrderEvent::OutcomeUnknown, explanation.clone()), &[][..]),
    };
    let mut tx = app.store.begin().await?;
    env.add_attempt(&mut tx, &attempt_row(sending, request, report, &step)).await?;
    let moved = move_even_if_overtaken(env, &mut tx, sending, &step).await?;
    match moved {
        Some(state) => {
            keep_lines(env, &mut tx, sending, lines).await?;
            follow_up(app, env, &mut tx, sending, state, &step.explanation).await?;
        }
        None => answer_came_late(app, env, &mut tx, sending, &step).await?,
    }
    tx.commit().await?;
    app.nudge.now();
    match (moved, verdict) {
        (Some(OrderState::Unknown), Verdict::AskNow { .. }) => match env.order(sending.id).await? {
            // Boxed: asking may lead to sending again, which ends here.
            Some(order) => Box::pin(settle::ask(app, env, &order, context)).await,
            None => Ok(Done::Finished),
        },
        (Some(OrderState::Unknown), _) => Ok(settle::first_question(app)),
        (Some(OrderState::Validated), _) => Err(Problem::retry("distributor_unreachable", step.explanation)),
        (None, _) => Ok(Done::At(in_seconds(app, 1))),
        _ => Ok(Done::Finished),
    }
}

/// An answer for an order that has moved on since, so that it no longer counts by itself: it is kept, and people are told
/// where it says that the distributor has the order after all.
async fn answer_came_late(app: &App, env: &Env, tx: &mut Tx, sending: &Order, step: &Step) -> Result<(), Problem> {
    let state = env.order(sending.id).await?.map_or(sending.state, |order| order.state);
    let sentence = format!("An answer to attempt {} came late: {}", sending.attempt, step.explanation);
    env.add_order_event(tx, sending.id, "late_answer", "linkspan", (state, state), &sentence, None).await?;
    let taken = OrderState::Sending.after(step.event).is_some_and(OrderState::is_at_distributor);
    if taken && !state.is_at_distributor() {
        notices::answer_came_late(app, env, tx, sending, &sentence).await?;
    }
    Ok(())
}

/// Another worker may have found the row *sending* and called it uncertain while this call was still under way. The answer
/// belongs to the same attempt, so it still counts, as far as an uncertain order takes such an answer.
async fn move_even_if_overtaken(
    env: &Env,
    tx: &mut Tx,
    sending: &Order,
    step: &Step,
) -> Result<Option<OrderState>, Problem> {
    let mut before = sending.clone();
    for state in [OrderState::Sending, OrderState::Unknown] {
        before.state = state;
        if env.move_order(tx, &before, step).await? {
            return Ok(state.after(step.event));
        }
    }
    Ok(None)
}

fn attempt_row(order: &Order, request: &PreparedOrder, report: &SubmitReport, step: &Step) -> NewAttempt {
    NewAttempt {
        subject: Subject::Order(order.id),
        operation: "submit",
        request: Some(request.body.clone()),
        response: report.raw_answer.clone(),
        outcome: step.event.as_str().into(),
        sentence: step.explanation.clone(),
        elapsed_ms: report.elapsed_ms,
    }
}

/// Keeps what the answer says about the lines, and the distributor order numbers in it.
async fn keep_lines(env: &Env, tx: &mut Tx, order: &Order, answer: &[AnswerLine]) -> Result<(), Problem> {
    let mut lines = env.order_lines(order.id).await?;
    for line in &mut lines {
        let Some(said) = answer.iter().find(|said| said.line == line.line) else { continue };
        line.state = said.state;
        if said.state == LineState::Backordered {
            line.backordered = line.quantity;
        }
    }
    env.set_line_states(tx, order.id, &lines).await?;
    for said in answer.iter().filter(|said| said.state != LineState::Rejected) {
        if let Some(number) = &said.order_number {
            env.add_distributor_order(tx, order.id, number, "answer").await?;
        }
    }
    Ok(())
}

/// The work and the notice that a new state makes necessary.
pub(super) async fn follow_up(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    state: OrderState,
    explanation: &str,
) -> Result<(), Problem> {
    let subject = order.id.to_string();
    if state.is_at_distributor() {
        let lane = WorkLane::Status.as_str();
        env.enqueue(tx, lane, WRITE_BACK_WORK, &subject, app.clock.now()).await?;
        env.enqueue(tx, lane, STATUS_WORK, &subject, in_seconds(app, FIRST_STATUS_SECONDS)).await?;
    }
    if state.waits_for_person() {
        notices::order_needs_person(app, env, tx, order, state, explanation).await?;
    }
    Ok(())
}
