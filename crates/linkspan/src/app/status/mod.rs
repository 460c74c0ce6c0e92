//! Order status: asking the distributor about each order, and writing what changed back to the PSA.
//!
//! [`check`](check::check) asks and keeps; [`write_back`](write_back::write_back) reads the purchase order before it writes,
//! and touches only what is ours. Neither sends an order, changes a purchase order's status or posts a receipt.

pub mod check;
pub mod settings;
pub mod write_back;

mod text;
