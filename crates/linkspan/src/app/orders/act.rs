//! What is done to an order from outside, by a person's button or a program's call: the same checks, the same audit.

use super::decide;
use crate::app::App;
use linkspan_core::id::{EnvironmentId, OrderId};
use linkspan_core::order::OrderState;
use linkspan_core::problem::Problem;
use linkspan_store::{Env, NewAudit};
use serde_json::json;

/// What is wanted of an order.
#[derive(Debug, Clone, Copy)]
pub enum Act<'a> {
    /// Send exactly the content with this digest. For a held order, whose limits that overrides, a reason is needed.
    Release {
        /// The digest that was seen.
        digest: &'a str,
    },
    /// Look at it again now.
    Check,
    /// It was ordered, under this distributor order number.
    Adopt {
        /// The number.
        number: &'a str,
    },
    /// Send the stored request again.
    SendAgain,
    /// Give up on it.
    GiveUp,
}

/// Does it, and writes down who did it and why.
///
/// # Errors
/// `order_not_found`, `order_moved`, `reason_missing`, `number_missing`, or what the database says. Then nothing was done.
pub async fn act(
    app: &App,
    environment: EnvironmentId,
    order: OrderId,
    wanted: Act<'_>,
    by: &str,
    reason: &str,
) -> Result<(), Problem> {
    let env = app.env(environment);
    let word = match wanted {
        Act::Release { digest } => {
            let held = env.order(order).await?.is_some_and(|order| order.state == OrderState::Held);
            if held && reason.trim().is_empty() {
                return Err(decide::no_reason());
            }
            decide::release(app, environment, order, digest, by).await?;
            if held { "approve" } else { "release" }
        }
        Act::Check => {
            decide::check_again(app, environment, order).await?;
            "check"
        }
        Act::Adopt { number } => {
            decide::it_was_ordered(app, environment, order, number, by, reason).await?;
            "adopt"
        }
        Act::SendAgain => {
            decide::send_again(app, environment, order, by, reason).await?;
            "resend"
        }
        Act::GiveUp => {
            decide::give_up(app, environment, order, by, reason).await?;
            "give_up"
        }
    };
    audit(app, &env, order, word, by, reason).await
}

async fn audit(app: &App, env: &Env, order: OrderId, word: &str, by: &str, reason: &str) -> Result<(), Problem> {
    let entry = NewAudit {
        actor: by.to_owned(),
        action: format!("order.{word}"),
        subject_kind: "order".into(),
        subject_id: order.to_string(),
        sentence: reason.chars().take(500).collect(),
        detail: json!({}),
    };
    let mut tx = app.store.begin().await?;
    env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(())
}
