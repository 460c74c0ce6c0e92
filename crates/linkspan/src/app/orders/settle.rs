//! Settling an uncertain order by asking, never by sending.

use super::context::{self, Context};
use super::{in_seconds, send};
use crate::app::{App, notices};
use crate::jobs::Done;
use linkspan_core::capability::Lane;
use linkspan_core::capability::distributor::{AnswerCode, OrderAnswer};
use linkspan_core::clock::from_ms;
use linkspan_core::id::OrderId;
use linkspan_core::order::compare::{Match, compare};
use linkspan_core::order::settle::next_question;
use linkspan_core::order::{LineState, OrderEvent, OrderState};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, NewAttempt, Order, Step, Subject};

/// How long until an order of a bridge that is gone is looked at again.
const GONE_SECONDS: i64 = 3_600;
/// How often a standing wish to send again is looked at once the asking is over.
const WISH_SECONDS: i64 = 3_600;

/// When an order that has just become uncertain is asked about.
pub(super) fn first_question(app: &App) -> Done {
    after_question(app, 0).unwrap_or(Done::Finished)
}

fn after_question(app: &App, asked: i64) -> Option<Done> {
    let wait = next_question(u32::try_from(asked).unwrap_or(u32::MAX))?;
    Some(Done::At(from_ms(app.clock.now_ms() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))))
}

/// Asks about an uncertain order; where a person wished it and it is still not found, sends the stored request again.
pub(super) async fn settle(app: &App, env: &Env, order: &Order) -> Result<Done, Problem> {
    let Some(context) = context::load_even_if_off(app, env, order.identity.bridge, Lane::Orders).await? else {
        return Ok(Done::At(in_seconds(app, GONE_SECONDS)));
    };
    context.is_of(order)?;
    ask(app, env, order, &context).await
}

/// Asks once and acts on the answer.
pub(super) async fn ask(app: &App, env: &Env, order: &Order, context: &Context) -> Result<Done, Problem> {
    let (Some(number), Some(snapshot)) = (&order.identity.customer_po_number, &order.snapshot) else {
        return Err(Problem::permanent("order_incomplete", "The order has no number or no content to compare."));
    };
    let answer = match look_up(app, env, order.id, context, number).await {
        Ok(answer) => answer,
        Err(problem) => {
            tracing::info!(order = %order.id, code = problem.code, "an uncertain order could not be asked about");
            return again_later(app, env, order).await;
        }
    };
    let step = match compare(&answer, snapshot) {
        Match::NotFound
            if order.wish_send_again && context.on && context::may_send(env, order.identity.bridge).await? =>
        {
            return send::send_again(app, env, order, context).await;
        }
        Match::NotFound | Match::Unclear(_) => return again_later(app, env, order).await,
        Match::Same => adopted(&answer),
        Match::Different(differences) => Step::new(
            OrderEvent::FoundDifferent,
            format!("The distributor has another order under this number: {}.", differences.join("; ")),
        ),
    };
    settled(app, env, order, &answer, &step).await
}

fn adopted(answer: &OrderAnswer) -> Step {
    let dropped = |entry: &linkspan_core::capability::distributor::OrderEntry| entry.state.is_dropped();
    // A header without entries is only the same order where it is refused or cancelled; then nothing of it is on its way.
    if answer.code == AnswerCode::Rejected || answer.entries.iter().all(dropped) {
        let explanation = "The distributor knows the order and refused or cancelled it. Write a new purchase order.";
        return Step::new(OrderEvent::Rejected, explanation);
    }
    if answer.entries.iter().any(|entry| entry.in_review) {
        return Step::new(OrderEvent::PendingReview, "It arrived. The distributor's sales team must release it.");
    }
    if answer.entries.iter().any(dropped) {
        return Step::new(
            OrderEvent::PartlyAccepted,
            "It arrived. The distributor took some lines and refused others.",
        );
    }
    Step::new(OrderEvent::Accepted, "It arrived: the distributor has the order, with the same products and quantities.")
}

async fn settled(app: &App, env: &Env, order: &Order, answer: &OrderAnswer, step: &Step) -> Result<Done, Problem> {
    let mut tx = app.store.begin().await?;
    let moved = env.move_order(&mut tx, order, step).await?;
    let state = order.state.after(step.event);
    if let (true, Some(state)) = (moved, state) {
        if state.is_at_distributor() {
            keep_entries(env, &mut tx, order, answer).await?;
        }
        send::follow_up(app, env, &mut tx, order, state, &step.explanation).await?;
    }
    tx.commit().await?;
    app.nudge.now();
    Ok(Done::Finished)
}

async fn keep_entries(
    env: &Env,
    tx: &mut linkspan_store::Tx,
    order: &Order,
    answer: &OrderAnswer,
) -> Result<(), Problem> {
    let mut lines = env.order_lines(order.id).await?;
    for line in &mut lines {
        line.state = answer
            .entries
            .iter()
            .find(|entry| entry.line == line.line && entry.state != LineState::Unknown)
            .map_or(LineState::Sent, |entry| entry.state);
    }
    env.set_line_states(tx, order.id, &lines).await?;
    for number in answer.entries.iter().filter_map(|entry| entry.order_number.as_ref()) {
        env.add_distributor_order(tx, order.id, number, "look_up").await?;
    }
    Ok(())
}

async fn again_later(app: &App, env: &Env, order: &Order) -> Result<Done, Problem> {
    let mut tx = app.store.begin().await?;
    env.note_question(&mut tx, order).await?;
    notices::order_needs_person(app, env, &mut tx, order, OrderState::Unknown, &order.explanation).await?;
    tx.commit().await?;
    // After a day of asking nothing goes on by itself: the buttons of the order do. A wish that stands is not forgotten.
    let over = if order.wish_send_again { Done::At(in_seconds(app, WISH_SECONDS)) } else { Done::Finished };
    Ok(after_question(app, order.questions + 1).unwrap_or(over))
}

/// Asks with the credentials that place orders, and keeps the question in the order's trail.
pub(super) async fn look_up(
    app: &App,
    env: &Env,
    order: OrderId,
    context: &Context,
    number: &str,
) -> Result<OrderAnswer, Problem> {
    let began = app.clock.now_ms();
    let answer = context.distributor.lookup.look_up(number, true).await;
    let (outcome, sentence, response) = match &answer {
        Ok(answer) if answer.code == AnswerCode::NotFound => {
            ("not_found", "The distributor does not know the number.".to_owned(), answer.raw_answer.clone())
        }
        Ok(answer) => {
            let sentence = format!("The distributor knows the number: {} entries.", answer.entries.len());
            ("found", sentence, answer.raw_answer.clone())
        }
        Err(problem) => (problem.code, problem.sentence.clone(), None),
    };
    let attempt = NewAttempt {
        subject: Subject::Order(order),
        operation: "look_up",
        request: Some(number.to_owned()),
        response,
        outcome: outcome.to_owned(),
        sentence,
        elapsed_ms: u64::try_from(app.clock.now_ms() - began).unwrap_or(0),
    };
    let mut tx = app.store.begin().await?;
    env.add_attempt(&mut tx, &attempt).await?;
    tx.commit().await?;
    answer
}
