//! What people and programs see: the HTTP server. [`router`] is the table of contents.
//!
//! Handlers are thin: they read a request, ask a use case or the store, fill a page's view model, and answer. Rights arrive as
//! types: [`signed::Signed`] is a person who is signed in, [`signed::Posted`] a form that such a person sent from our own page.
//!
//! What must not be here: decisions about orders or products, SQL, a vendor's type.

pub mod api;
pub mod nango;
pub mod portal;

mod address;
mod assets;
mod checks;
mod connect_page;
mod cookies;
mod docs;
mod events;
mod failure;
mod fields;
mod finish;
mod frame;
mod guard;
mod metrics;
mod oauth;
mod pages;
mod probes;
mod quotes;
mod router;
mod serve;
mod signed;
mod web;

pub use serve::serve;
pub use web::{Web, origin};
