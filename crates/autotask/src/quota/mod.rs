//! The guard of the hourly limit and of the threads.
//!
//! Autotask allows a tenant's database 10,000 calls in any 60 minutes, all integrations together, slows everybody down
//! from half of that on, and suspends the database beyond it. So one place per database decides who may call:
//! [`Quota`] is the decision alone, a state machine on a clock that is passed in; [`QuotaGate`] waits on it and holds
//! the threads; [`QuotaRegistry`] has one quota per database.
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
    plan::plan_calls,
    policy::{Decision, Quota, Share, Snapshot},
    registry::QuotaRegistry,
    threads::THREADS_PER_ENTITY,
};
