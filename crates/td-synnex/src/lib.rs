//! Client for TD SYNNEX's electronic commerce: price and availability, purchase order submit, purchase order status,
//! invoice query, freight quote, the drop files and the catalogue file.
//!
//! It speaks the vendor's XML over HTTPS and reads its flat file. It knows nothing of the product that uses it, keeps no
//! state, never repeats a call by itself, and never writes a credential into a text that leaves it other than the request.
//!
//! Facts come from the vendor's published specifications of 2014 to 2016 and from client programs of 2016 to 2026; where
//! only clients, or nobody, could be asked, the item's documentation says so.

pub mod account;
pub mod catalog;
pub mod client;
pub mod drops;
pub mod error;
pub mod freight;
pub mod hosts;
pub mod invoice;
pub mod order;
pub mod partner;
pub mod price;
pub mod relay;
#[cfg(feature = "sftp")]
pub mod sftp;
pub mod status;
#[doc(hidden)]
pub mod untrusted;

mod fault;
mod redact;
mod transport;
mod xml;

pub use account::{Account, Country, CredentialSlots, Credentials, Slot};
pub use client::Client;
pub use error::{Error, Failure, NetworkError, NotSentCause};
pub use hosts::{Hosts, Site};
pub use xml::Unreadable;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
