//! Delivering: eight attempts over a day, each noted before it is made. A receiver may get a message twice, never not at all
//! without a person seeing it.

use super::send::{Outcome, send};
use super::{App, key};
use crate::jobs::Done;
use crate::webhooks::{MESSAGE_PREFIX, headers};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, RowId};
use linkspan_core::problem::Problem;
use linkspan_store::{AttemptEnd, Delivery, DeliveryState};

/// How often a message is tried before it is dead.
pub const ATTEMPTS: i64 = 8;

/// How long is waited after each attempt but the last, in seconds: 23 hours and 36 minutes in all.
pub const WAITS_S: [i64; 7] = [10, 60, 300, 1_800, 7_200, 21_600, 54_000];

/// How long what is over stays listed, in milliseconds.
const REMEMBERED_MS: i64 = 30 * 24 * 3_600 * 1_000;

/// Makes the attempt that is due.
///
/// # Errors
/// `credentials_unreadable` where the signing key cannot be opened, or what the database says. What the receiver says is
/// kept with the delivery.
pub async fn deliver(app: &App, environment: EnvironmentId, id: RowId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let waiting = |one: &Delivery| one.state == DeliveryState::Waiting;
    let Some(delivery) = env.delivery(id).await?.filter(waiting) else { return Ok(Done::Finished) };
    if delivery.attempts >= ATTEMPTS {
        // The last attempt was cut off by the end of a process.
        return end(app, environment, &delivery, delivery.attempts, Outcome::Later(None, "interrupted")).await;
    }
    let keys = key::current(app, &env).await?;
    let mut tx = app.store.begin().await?;
    if !env.begin_delivery(&mut tx, id, delivery.attempts).await? {
        return Ok(Done::Finished);
    }
    tx.commit().await?;
    let content = &delivery.content;
    let message = format!("{MESSAGE_PREFIX}{}", content.message);
    let signed = headers(&keys, &message, app.clock.now(), &content.body);
    let outcome = send(&content.url, &app.courier.inner()?.private_hosts, &signed, &content.body).await;
    end(app, environment, &delivery, delivery.attempts + 1, outcome).await
}

async fn end(
    app: &App,
    environment: EnvironmentId,
    delivery: &Delivery,
    attempt: i64,
    outcome: Outcome,
) -> Result<Done, Problem> {
    let env = app.env(environment);
    let end = attempt_end(outcome, attempt, app.clock.now());
    let mut tx = app.store.begin().await?;
    let kept = env.end_delivery(&mut tx, delivery.id, attempt, &end).await?;
    env.forget_deliveries(&mut tx, from_ms(app.clock.now_ms() - REMEMBERED_MS)).await?;
    tx.commit().await?;
    metrics::counter!("linkspan_webhook_attempts_total", "state" => end.state.as_str()).increment(1);
    if end.state != DeliveryState::Delivered {
        let (kind, failure) = (&delivery.content.kind, end.failure.as_deref());
        tracing::info!(delivery = %delivery.id, kind, attempt, status = end.status, failure, "a webhook was not taken");
    }
    Ok(match end.due_at {
        Some(due) if kept => Done::At(due),
        _ => Done::Finished,
    })
}

/// Where a delivery stands after an attempt.
fn attempt_end(outcome: Outcome, attempt: i64, now: Timestamp) -> AttemptEnd {
    let (status, failure) = match outcome {
        Outcome::Taken(status) => (Some(status), None),
        Outcome::Later(status, why) | Outcome::Never(status, why) => (status, Some(why.to_owned())),
    };
    let wait = usize::try_from(attempt - 1).ok().and_then(|before| WAITS_S.get(before));
    let (state, due_at) = match (outcome, wait) {
        (Outcome::Taken(_), _) => (DeliveryState::Delivered, None),
        (Outcome::Later(..), Some(wait)) => {
            (DeliveryState::Waiting, Some(from_ms(now.as_millisecond() + wait * 1_000)))
        }
        _ => (DeliveryState::Dead, None),
    };
    AttemptEnd { state, status: status.map(i64::from), failure, due_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_all_attempts_fit_into_a_day() {
        assert_eq!(i64::try_from(WAITS_S.len()).unwrap(), ATTEMPTS - 1);
        assert!(WAITS_S.windows(2).all(|pair| pair[1] > 2 * pair[0]));
        let all: i64 = WAITS_S.iter().sum();
        assert!((23 * 3_600..24 * 3_600).contains(&all), "{all}");
    }

    #[test]
    fn a_refusal_waits_and_the_last_one_is_the_end() {
        let now = from_ms(1_000_000);
        let first = attempt_end(Outcome::Later(Some(500), "answered"), 1, now);
        assert_eq!((first.state, first.due_at), (DeliveryState::Waiting, Some(from_ms(1_010_000))));
        assert_eq!((first.status, first.failure.as_deref()), (Some(500), Some("answered")));
        let seventh = attempt_end(Outcome::Later(None, "unreachable"), 7, now);
        assert_eq!(seventh.due_at, Some(from_ms(1_000_000 + 54_000_000)));
        let last = attempt_end(Outcome::Later(Some(500), "answered"), 8, now);
        assert_eq!((last.state, last.due_at), (DeliveryState::Dead, None));
        assert_eq!(attempt_end(Outcome::Never(Some(410), "gone"), 1, now).state, DeliveryState::Dead);
        let taken = attempt_end(Outcome::Taken(204), 8, now);
        assert_eq!((taken.state, taken.failure), (DeliveryState::Delivered, None));
    }
}
