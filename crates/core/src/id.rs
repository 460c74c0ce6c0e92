//! Ids of our own rows: UUID v7 as text, one type per kind of row. The source of ids is passed in.

use crate::clock::Clock;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// Where new ids come from.
pub trait IdSource: Send + Sync + 'static {
    /// A new id, greater than those given before.
    fn next(&self) -> Uuid;
}

/// Ids from the clock and the machine's randomness, in ascending order within one process.
pub struct SystemIds {
    clock: Arc<dyn Clock>,
    context: std::sync::Mutex<uuid::ContextV7>,
}

impl SystemIds {
    /// Ids whose time part comes from `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, context: std::sync::Mutex::new(uuid::ContextV7::new()) }
    }
}

impl IdSource for SystemIds {
    fn next(&self) -> Uuid {
        let ms = u64::try_from(self.clock.now_ms()).unwrap_or(0);
        let context = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let nanos = u32::try_from(ms % 1_000).unwrap_or(0) * 1_000_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, ms / 1_000, nanos))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from `source`.
            pub fn new(source: &dyn IdSource) -> Self {
                Self(source.next())
            }

            /// Reads the text form; `None` where it is no UUID.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.as_hyphenated())
            }
        }
    )+};
}

ids! {
    /// The tenant unit: connections, bridges, users and keys belong to one.
    EnvironmentId,
    /// A person who signs in to the portal.
    UserId,
    /// One linked account.
    ConnectionId,
    /// One PSA connection and one distributor connection.
    BridgeId,
    /// One row of the order ledger.
    OrderId,
    /// One execution of a template.
    RunId,
    /// One product or order in a run.
    RecordId,
    /// One outside call.
    AttemptId,
    /// One message to people.
    NoticeId,
    /// One row of work that is due or waits.
    WorkId,
    /// Any other row: an event, an audit entry, a credential.
    RowId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{ManualClock, from_ms};

    #[test]
    fn ids_ascend_even_when_the_clock_stands_still() {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_700_000_000_000))));
        let made: Vec<_> = (0..200).map(|_| OrderId::new(&ids)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn the_text_form_reads_back_and_anything_else_is_refused() {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(5))));
        let id = RunId::new(&ids);
        assert_eq!(RunId::parse(&id.to_string()), Some(id));
        assert_eq!(RunId::parse("not an id"), None);
    }
}
