//! Shared by the tests: rows of a catalogue, an order, HTTP clients, and a server that misbehaves on purpose.

pub mod hostile;
pub mod http;
pub mod order;
pub mod rows;
pub mod server;
