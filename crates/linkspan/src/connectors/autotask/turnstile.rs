//! The quota of Autotask in front of programs' requests.

use crate::app::proxy::{Budget, Leave};
use ::autotask::Kind;
use ::autotask::gate::{Gate, Lane, Observation};
use ::autotask::quota::QuotaGate;
use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue};
use linkspan_core::Clock;
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for its turn before it is sent away.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most calls of programs in an hour.
const LIMIT: HeaderName = HeaderName::from_static("x-linkspan-quota-limit");

/// Calls that programs may make now.
const REMAINING: HeaderName = HeaderName::from_static("x-linkspan-quota-remaining");

/// Seconds until all calls are there again, should no more be made.
const RESET: HeaderName = HeaderName::from_static("x-linkspan-quota-reset");

/// Counts the calls of programs in their lane.
pub(crate) struct Turnstile {
    gate: QuotaGate,
    clock: Arc<dyn Clock>,
}

impl Turnstile {
    pub(crate) fn new(gate: QuotaGate, clock: Arc<dyn Clock>) -> Self {
        Self { gate: gate.with_patience(PATIENCE), clock }
    }
}

#[async_trait]
impl Budget for Turnstile {
    async fn enter(&self, path: &str) -> Result<Leave, Duration> {
        let entities = entities(path);
        match self.gate.acquire(Lane::Proxy, &entities).await {
            Ok(permit) => Ok(Leave::holding(permit)),
            Err(error) => Err(match error.kind() {
                Kind::QuotaReserved { retry_at_ms } => {
                    let wait = u64::try_from(retry_at_ms - self.clock.now_ms()).unwrap_or(0);
                    Duration::from_millis(wait.max(1_000))
                }
                _ => Duration::from_secs(60),
            }),
        }
    }

    fn tell(&self, headers: &mut HeaderMap) {
        let seen = self.gate.allowance(Lane::Proxy);
        let reset = (seen.fresh_at_ms - self.clock.now_ms()).max(0) / 1_000;
        headers.insert(LIMIT, HeaderValue::from(seen.most));
        headers.insert(REMAINING, HeaderValue::from(seen.left));
        headers.insert(RESET, HeaderValue::from(reset));
    }

    fn saw(&self, status: u16, headers: &HeaderMap) {
        // A 429 for threads names no time; one for the hour does.
        if status == 429
            && let Some(after) = headers.get(http::header::RETRY_AFTER)
        {
            let seconds = after.to_str().ok().and_then(|text| text.trim().parse().ok());
            self.gate.observe(Observation::HourlyLimit { retry_after: seconds.map(Duration::from_secs) });
        }
    }
}

/// The entities whose threads a call occupies: its own, and its parent's for a child route. Doubled slashes, the version and
/// the case are as free as the vendor takes them.
fn entities(path: &str) -> Vec<&str> {
    let is_version = |part: &str| {
        let number = part.strip_prefix(['v', 'V']).unwrap_or(part);
        number.contains('.') && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && !is_version(part)).collect();
    let child = match parts[..] {
        [_, id, child, ..] if id.parse::<i64>().is_ok() => Some(child),
        _ => None,
    };
    parts.first().copied().into_iter().chain(child).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/v1.0/Companies/query", &["Companies"])]
    #[case("/1.0//Companies/7", &["Companies"])]
    #[case("/V1.0/PurchaseOrders/7/Items", &["PurchaseOrders", "Items"])]
    #[case("/v1.0/Products/entityInformation/fields", &["Products"])]
    #[case("/Version", &["Version"])]
    #[case("/", &[])]
    fn a_call_occupies_the_threads_of_its_entity_and_of_its_parent(#[case] path: &str, #[case] expected: &[&str]) {
        assert_eq!(entities(path), expected);
    }
}
