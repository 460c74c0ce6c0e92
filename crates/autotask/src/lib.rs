#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! [`zone`] finds the host of a tenant, [`Client`] makes the calls, [`entity`] has the records and [`query`] the
//! searches, [`metadata`] the tenant's own description of its fields. [`gate`] is the door that every call passes and
//! [`quota`] the guard that comes with the crate. [`Error`] says what to do next.

pub mod entity;
pub mod gate;
pub mod metadata;
pub mod query;
pub mod quota;
pub mod time;
#[doc(hidden)]
pub mod untrusted;
pub mod value;
pub mod zone;

mod classify;
mod client;
mod credentials;
mod error;
mod http;
mod quirks;

pub use self::{
    client::{ApiVersion, Checked, Client, ClientBuilder, RetryPolicy, Threshold},
    credentials::Credentials,
    error::{Consequence, Error, Kind, Verb},
    gate::Lane,
    http::hardened,
    query::{Filter, Page, PageSize, Query},
    zone::{Zone, discover, is_vendor_host},
};
