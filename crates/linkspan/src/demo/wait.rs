//! Waiting for the workers: every step of the story holds only if the ledger says so.

use crate::app::App;
use anyhow::{Context as _, bail};
use linkspan_core::id::{EnvironmentId, OrderId};
use linkspan_core::order::OrderState;
use linkspan_store::Order;
use std::time::{Duration, Instant};

/// How long a step may take in real time before the demo gives up.
const PATIENCE: Duration = Duration::from_secs(150);

/// Waits until `look` finds something.
///
/// # Errors
/// When patience ends, with what was waited for.
pub async fn until<T, F>(what: &str, app: &App, mut look: F) -> anyhow::Result<T>
where
    F: AsyncFnMut() -> anyhow::Result<Option<T>>,
{
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if begun.elapsed() > PATIENCE {
            bail!("{what} did not happen within {} seconds", PATIENCE.as_secs());
        }
        app.nudge.now();
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// Waits until an order stands in one of these states.
///
/// # Errors
/// When patience ends, with the state in which the order stands.
pub async fn order_in(
    app: &App,
    environment: EnvironmentId,
    id: OrderId,
    states: &[OrderState],
) -> anyhow::Result<Order> {
    let env = app.env(environment);
    let words: Vec<_> = states.iter().map(|state| state.as_str()).collect();
    let waited = until(&format!("the order becoming {}", words.join(" or ")), app, async || {
        Ok(env.order(id).await?.filter(|order| states.contains(&order.state)))
    })
    .await;
    match waited {
        Ok(order) => Ok(order),
        Err(error) => {
            let now = env.order(id).await?.context("the order is gone")?;
            Err(error.context(format!("it is {}: {}", now.state.as_str(), now.explanation)))
        }
    }
}
