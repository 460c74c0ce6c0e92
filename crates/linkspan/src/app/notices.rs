//! Messages to people: one per subject and state, committed with what they are about, sent by a job of their own.

use crate::app::App;
use crate::jobs::WorkLane;
use linkspan_core::order::OrderState;
use linkspan_core::problem::Problem;
use linkspan_store::{Env, NewNotice, Order, Tx};

/// Work that sends one message; its subject is the notice.
pub const NOTICE_WORK: &str = "notice";

/// Tells people that an order waits for them. Saying it twice for the same state changes nothing.
///
/// # Errors
/// What the database says.
pub async fn order_needs_person(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    state: OrderState,
    explanation: &str,
) -> Result<(), Problem> {
    let Some(title) = title(state, &order.identity.psa_order_number) else { return Ok(()) };
    let notice = NewNotice {
        subject_kind: "order".into(),
        subject_id: order.id.to_string(),
        state: state.as_str().into(),
        title,
        body: format!("{explanation}\n\nPurchase order {}", order.identity.psa_order_number),
        recipients: recipients(env, order).await?,
    };
    raise(app, env, tx, &notice).await
}

/// Keeps a message and asks for it to be sent, in the transaction of what it is about.
///
/// # Errors
/// What the database says.
pub async fn raise(app: &App, env: &Env, tx: &mut Tx, notice: &NewNotice) -> Result<(), Problem> {
    if let Some(id) = env.add_notice(tx, notice).await? {
        let lane = WorkLane::Small.as_str();
        env.enqueue(tx, lane, NOTICE_WORK, &id.to_string(), app.clock.now()).await?;
    }
    Ok(())
}

async fn recipients(env: &Env, order: &Order) -> Result<Vec<String>, Problem> {
    let Some(bridge) = env.bridge(order.identity.bridge).await? else { return Ok(Vec::new()) };
    let connection = env.connection(bridge.psa).await?;
    Ok(connection.and_then(|connection| connection.email).into_iter().collect())
}

fn title(state: OrderState, number: &str) -> Option<String> {
    let what = match state {
        OrderState::Held => "is waiting for you",
        OrderState::Unknown => "may or may not have been ordered: it is being checked",
        OrderState::Conflict => "needs a decision",
        OrderState::Rejected => "was refused by the distributor",
        _ => return None,
    };
    Some(format!("Purchase order {number} {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_states_that_people_must_know_have_a_title() {
        let titled: Vec<_> = OrderState::ALL.iter().filter(|state| title(**state, "1").is_some()).collect();
        assert_eq!(titled, [&OrderState::Held, &OrderState::Rejected, &OrderState::Unknown, &OrderState::Conflict]);
    }
}
