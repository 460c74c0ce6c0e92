//! The outbox: what is to be told is kept together with the change that it tells of, so that nothing is lost between them.

use super::event::Event;
use super::js;
use super::settings::WebhookSettings;
use linkspan_core::Timestamp;
use linkspan_core::id::RowId;
use linkspan_store::{Env, NewDelivery, StoreError, Tx};

/// The kind of work that sends one delivery; its subject is the delivery.
pub const WEBHOOK_WORK: &str = "webhook_delivery";

/// The lane in which it waits, as the runner calls it.
pub const LANE: &str = "hooks";

/// How a message's id begins in its header.
pub const MESSAGE_PREFIX: &str = "msg_";

/// Tells the environment's receivers, or the connection's own, where the settings want it. The transaction should be that
/// of the change; the caller wakes the workers after it is committed, or they look by themselves within half a second.
///
/// # Errors
/// What the database says.
pub async fn tell(env: &Env, tx: &mut Tx, event: &Event, now: Timestamp) -> Result<(), StoreError> {
    let settings = WebhookSettings::load(env).await?;
    if settings.wants(event) {
        keep(env, tx, event, &settings.addresses(event), now).await?;
    }
    Ok(())
}

/// Keeps one message for each of these addresses and asks for it to be sent.
///
/// # Errors
/// What the database says.
pub async fn keep(
    env: &Env,
    tx: &mut Tx,
    event: &Event,
    urls: &[String],
    now: Timestamp,
) -> Result<Vec<RowId>, StoreError> {
    if urls.is_empty() {
        return Ok(Vec::new());
    }
    let environment = env.environment().await?.map(|environment| environment.name).unwrap_or_default();
    let body = js::text(&event.body(&environment));
    let card = event.card();
    let message = env.store().new_row_id();
    let mut kept = Vec::with_capacity(urls.len());
    for url in urls {
        let new = NewDelivery {
            message,
            kind: event.kind(),
            integration: card.map(|card| card.integration.clone()).unwrap_or_default(),
            public_id: card.map(|card| card.public_id.clone()).unwrap_or_default(),
            url: url.clone(),
            body: body.clone(),
        };
        let id = env.add_delivery(tx, &new).await?;
        env.enqueue(tx, LANE, WEBHOOK_WORK, &id.to_string(), now).await?;
        kept.push(id);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::{WorkLane, kinds};

    #[test]
    fn a_delivery_is_work_that_the_runner_knows() {
        assert_eq!(LANE, WorkLane::Hooks.as_str());
        assert!(kinds().iter().any(|job| job.kind() == WEBHOOK_WORK && job.lane() == WorkLane::Hooks));
    }
}
