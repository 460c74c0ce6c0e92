//! The Autotask emulator over real HTTP, topic by topic.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod auth;
mod coverage;
mod kept;
mod limits;
mod procurement;
mod purchaser;
mod query;
mod quirk_table;
mod quirks;
mod rules;
mod tenant_file;
mod urls;
mod webhooks;
mod wire;
mod world;
mod writes;
mod zones;
