//! Everything about an order that can be decided without asking anybody: identity, content, states, comparison.
//!
//! Each state x event pair is a row of the table in [`state`].

pub mod compare;
pub mod hold;
pub mod identity;
pub mod line;
pub mod progress;
pub mod region;
pub mod schedule;
pub mod settle;
pub mod snapshot;
pub mod state;
pub mod validate;

pub use hold::{HoldCode, HoldReason};
pub use line::LineState;
pub use state::{OrderEvent, OrderState};
