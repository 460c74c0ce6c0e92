//! The server: use cases, the connectors, what runs by itself, and what people and programs see.
//!
//! `app` decides and acts through the capability traits and the store; it knows no HTTP framework and no SQL. `connectors`
//! adapt the vendors' client crates to the traits. `jobs` runs what is due. `main.rs` only starts this library.

pub mod app;
pub mod cli;
pub mod config;
pub mod connectors;
pub mod demo;
pub mod egress;
pub mod http;
pub mod jobs;
pub mod local;
pub mod providers;
pub mod start;
pub mod webhooks;
