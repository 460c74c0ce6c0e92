//! The client from outside: against files, against a server that misbehaves, against the emulator, against samples.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod catalog;
mod catalog_zip;
mod double_orders;
mod emulator;
mod hostile;
mod order_prepare;
mod partner;
mod read_network;
mod sample_requests;
mod samples;
#[cfg(feature = "sftp")]
mod sftp;
mod submit_network;
mod support;
