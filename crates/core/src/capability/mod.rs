//! What a connector can do, as small traits.
//!
//! A connector implements the traits it can keep, and none that it can only pretend to keep. Asking for a capability that
//! a connector lacks answers `None` when the bridge is made, not an empty list at night.

pub mod distributor;
pub mod feed;
pub mod psa;

use serde::{Deserialize, Serialize};

/// For whom a call is made. The quota of a shared API is divided by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// A person waits for the answer.
    Person,
    /// An order is on its way.
    Orders,
    /// The state of an order is looked up or written back.
    Status,
    /// A developer's call through the proxy.
    Proxy,
    /// Everything that can wait: product sync.
    Bulk,
}
