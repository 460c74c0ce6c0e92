//! Live answers about price and stock that a person asked for, kept for a while so that the page can show them.
//!
//! They are worth nothing after some minutes, so they are in memory alone: a restart forgets them and the person asks again.

use linkspan_core::capability::distributor::Quote;
use linkspan_core::id::ConnectionId;
use linkspan_core::{Clock, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long an answer is shown, in milliseconds.
const FRESH_MS: i64 = 15 * 60 * 1_000;

/// How many answers are kept at most.
const MOST: usize = 500;

/// The answers of the last minutes.
pub(super) struct Quotes {
    clock: Arc<dyn Clock>,
    kept: Mutex<HashMap<(ConnectionId, String), (Timestamp, Quote)>>,
}

impl Quotes {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    /// Keeps an answer that came just now.
    pub(super) fn keep(&self, connection: ConnectionId, quote: Quote) {
        let now = self.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| is_fresh(*at, now));
        if kept.len() >= MOST {
            let oldest = kept.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone());
            oldest.and_then(|key| kept.remove(&key));
        }
        kept.insert((connection, quote.sku.clone()), (now, quote));
    }

    /// The last answer about a SKU and when it came, while it is fresh.
    pub(super) fn last(&self, connection: ConnectionId, sku: &str) -> Option<(Timestamp, Quote)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(connection, sku.to_owned())).filter(|(at, _)| is_fresh(*at, self.clock.now())).cloned()
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.as_millisecond() - at.as_millisecond() < FRESH_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::capability::distributor::Orderable;
    use linkspan_core::clock::ManualClock;
    use linkspan_core::id::{IdSource, SystemIds};
    use linkspan_core::money::Currency;
    use std::time::Duration;

    fn quote(sku: usize) -> Quote {
        Quote {
            sku: sku.to_string(),
            orderable: Orderable::Yes,
            price: None,
            currency: Currency::USD,
            available: 3,
            end_user_required: false,
            warehouses: Vec::new(),
        }
    }

    #[test]
    fn an_answer_is_forgotten_when_it_is_old_or_when_there_are_too_many() {
        let clock = Arc::new(ManualClock::starting_at("2026-11-22T08:00:00Z".parse().unwrap()));
        let ids = SystemIds::new(Arc::clone(&clock) as Arc<dyn Clock>);
        let (one, other) = (ConnectionId::from(ids.next()), ConnectionId::from(ids.next()));
        let quotes = Quotes::new(Arc::clone(&clock) as Arc<dyn Clock>);
        quotes.keep(one, quote(0));
        assert!(quotes.last(one, "0").is_some() && quotes.last(other, "0").is_none());
        for sku in 1..=MOST {
            clock.advance(Duration::from_millis(1));
            quotes.keep(one, quote(sku));
        }
        assert!(quotes.last(one, "0").is_none(), "the oldest makes room");
        assert!(quotes.last(one, "1").is_some());
        clock.advance(Duration::from_secs(3_600));
        assert!(quotes.last(one, "1").is_none());
    }
}
