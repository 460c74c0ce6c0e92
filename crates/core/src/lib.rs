//! The words, contracts and pure decisions of Linkspan.
//!
//! What lives here: ids, money, the clock, problems with their consequence, the capability traits that connectors
//! implement, and the decisions about orders and catalogues that need no input but their arguments.
//!
//! What must not live here: I/O, SQL, HTTP, an async runtime, or anything that only one vendor has.

pub mod capability;
pub mod catalog;
pub mod clock;
pub mod id;
pub mod money;
pub mod order;
pub mod problem;
pub mod template;

pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use id::{IdSource, SystemIds};
pub use money::{Currency, Money};
pub use problem::{Consequence, Problem, Result};
