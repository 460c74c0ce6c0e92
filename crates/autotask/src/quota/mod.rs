//! The guard of the hourly limit and of the threads.
//!
//! Autotask allows a tenant's database 10,000 calls in any 60 minutes, all integrations together, slows everybody down
//! from half of that on, and suspends the database beyond it. So one place per database decides who may call:
//! [`Quota`] is the decision alone, a state machine on a clock that is passed in; [`QuotaGate`] waits on it and holds
//! the threads; [`QuotaRegistry`] has one quota per database.
//!
//! ```
//! use std::time::Duration;
//! use autotask::{Lane, quota::{Decision, Quota, Share}};
//!
//! // The decision alone, on a clock of the caller's: times are epoch milliseconds.
//! let mut quota = Quota::new(Share::percent(10).unwrap());
//! quota.observe_threshold(4_000, 10_000, 0);
//! assert_eq!(quota.try_acquire(Lane::Bulk, 0), Decision::Go);
//!
//! while quota.try_acquire(Lane::Proxy, 5_000) == Decision::Go {}
//! let proxy = quota.allowance_of(Lane::Proxy, 6_000);
//! assert_eq!((proxy.most, proxy.used, proxy.left), (333, 333, 0));
//! assert_eq!(proxy.retry_after(6_000), Some(Duration::from_secs(60 * 60 + 4)));
//! assert!(quota.left(Lane::Person, 6_000) > 600);
//! ```
//!
//! It must not know what a call is for beyond its lane and its entities.

mod allowance;
mod gate;
mod log;
mod plan;
mod policy;
mod registry;
mod threads;

pub use self::{
    allowance::Allowance,
    gate::QuotaGate,
    log::PastCalls,
    plan::plan_calls,
    policy::{Decision, Quota, Share, Snapshot},
    registry::QuotaRegistry,
    threads::THREADS_PER_ENTITY,
};
