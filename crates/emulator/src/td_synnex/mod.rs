//! The distributor TD SYNNEX: price and availability, purchase orders, order status, invoices, freight quotes, catalogue,
//! drop files.
//!
//! Written from the documents alone. What the documents leave open is a switch in [`Settings`], and each switch says what it
//! stands for. It knows nothing of who asks.

mod account;
mod alone;
mod book;
mod catalog;
mod control;
mod drops;
mod duplicate;
mod freight;
mod handle;
mod invoice;
mod lifecycle;
mod options;
mod order;
mod page;
mod partner;
mod price;
mod ready;
#[cfg(feature = "sftp")]
mod sftp;
mod ship_method;
mod state;
mod status;
mod wire;
mod xml;

pub use alone::write_catalogue;
pub use book::{Invoice, Line, Order, Package, Piece, Stage, Verdict};
pub use catalog::{DayShares, ListedStatus};
pub use control::{
    ControlError, Expected, LineQuantity, Lines, NewDay, OrderBook, Product, ProductChange, Reprice, Split,
    WarehouseStock,
};
pub use handle::{TdSynnex, start};
pub use lifecycle::Plan;
pub use options::{Country, ErrorText, Options, PinnedPart, Settings, SftpLogIn, ShortStock, Timing, Version};
pub use ready::{Ready, Samples};
pub use state::{PoCount, Service, VendorFault};

use account::Credentials;
use xml::Element;

/// The credential block of the order family.
fn credentials<'a>(root: &'a Element, account: &'a str) -> Credentials<'a> {
    Credentials { user: root.text_at("Credential/UserID"), password: root.text_at("Credential/Password"), account }
}
