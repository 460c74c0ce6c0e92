//! Stand-ins for the two vendors: real HTTP servers that answer as Autotask and TD SYNNEX do; and an authorisation server
//! as vendors of other kinds have it.
//!
//! They are a second, independent reading of the vendors' documentation, so they know neither the client
//! crates nor anything of Linkspan. Each has a clock that can be moved, a plan of faults and a journal of
//! the requests it received; uncertain behaviours of the vendors are named switches.

pub mod autotask;
pub mod clock;
pub mod faults;
pub mod journal;
pub mod oauth;
pub mod server;
pub mod td_synnex;

mod guard;
