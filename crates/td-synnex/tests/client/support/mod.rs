//! Shared by the integration tests: rows of a catalogue, an order, and a server that misbehaves on purpose.

pub mod order;
pub mod rows;
