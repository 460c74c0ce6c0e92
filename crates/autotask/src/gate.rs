//! The door that every call passes: who may call now is decided behind it.
//!
//! The client knows only this trait. [`QuotaGate`](crate::quota::QuotaGate) is the guard that comes with the crate;
//! another one may share its knowledge between processes.

use std::{any::Any, fmt, time::Duration};

use async_trait::async_trait;

use crate::error::Error;

/// What a call is made for; it decides who goes first when calls grow scarce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// A person waits for the answer.
    Person,
    /// Purchase orders on their way.
    Orders,
    /// Following orders that are under way.
    Status,
    /// Calls passed through for other software.
    Proxy,
    /// Catalogue work that may take its time.
    Bulk,
}

impl Lane {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 5] = [Self::Person, Self::Orders, Self::Status, Self::Proxy, Self::Bulk];

    /// Its place in [`Lane::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::Person => 0,
            Self::Orders => 1,
            Self::Status => 2,
            Self::Proxy => 3,
            Self::Bulk => 4,
        }
    }
}

/// Leave to make one call; it ends when the value is dropped, which is after the answer has been read.
#[must_use]
pub struct Permit {
    _held: Option<Box<dyn Any + Send>>,
}

impl Permit {
    /// A permit that keeps `held` until the call has ended.
    pub fn holding(held: impl Send + 'static) -> Self {
        Self { _held: Some(Box::new(held)) }
    }

    /// A permit that keeps nothing.
    pub fn free() -> Self {
        Self { _held: None }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit")
    }
}

/// What the vendor let us know about its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observation {
    /// What `ThresholdInformation` said.
    Threshold {
        /// Calls of all integrations in the present window.
        used: u32,
        /// Calls allowed per window.
        limit: u32,
    },
    /// A call was refused because the window is used up.
    HourlyLimit {
        /// The pause that was asked for.
        retry_after: Option<Duration>,
    },
}

/// Decides when a call may go.
#[async_trait]
pub trait Gate: fmt::Debug + Send + Sync {
    /// Waits a little if that helps, and gives leave to make one call.
    ///
    /// `entities` are the paths whose threads the call occupies: its own, and its parent's for a child route.
    ///
    /// # Errors
    /// [`Kind::QuotaReserved`](crate::Kind::QuotaReserved) if the call should be made later.
    async fn acquire(&self, lane: Lane, entities: &[&str]) -> Result<Permit, Error>;

    /// Leave to ask for the vendor's own count of calls, which must be possible while others use them up.
    ///
    /// # Errors
    /// As for [`Gate::acquire`].
    async fn acquire_probe(&self, entities: &[&str]) -> Result<Permit, Error>;

    /// Takes note of what the vendor said about its limits.
    fn observe(&self, observation: Observation);
}
