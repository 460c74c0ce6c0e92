//! What a person or a test may do to the emulator: look at the books, and play the distributor's staff. The same actions
//! stand behind the handle, the JSON routes and the page.

mod actions;
mod backorders;
mod products;
mod routes;

use serde::{Deserialize, Serialize};

use super::book::Order;
use super::catalog::{DayShares, ListedStatus};
use super::state::PoCount;

pub(super) use actions::{books, cancel, change_settings, invoice, plan, release, ship, split};
pub(super) use backorders::{deliver, expect, reprice};
pub(super) use products::{change_product, next_day, product};
pub(super) use routes::router;

/// All orders and all counts.
#[derive(Debug, Clone, Serialize)]
pub struct OrderBook {
    /// Order requests received, refused and unreadable ones included.
    pub requests_seen: u32,
    /// Order requests that made an order.
    pub requests_effective: u32,
    /// PO numbers under which more than one order was made.
    pub double_orders: u32,
    /// Counts per account and PO number.
    pub purchase_orders: Vec<PoCount>,
    /// Orders that were answered with an order response, rejected ones included, in order of arrival.
    pub orders: Vec<Order>,
}

/// Units of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineQuantity {
    /// Line number.
    pub line: u32,
    /// Units; everything that is left when absent.
    #[serde(default)]
    pub quantity: Option<u32>,
}

/// The lines an action means; no lines mean all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lines {
    /// Lines with units.
    pub lines: Vec<LineQuantity>,
}

/// A move of goods to another warehouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Line number.
    pub line: u32,
    /// Units; everything that is open when absent.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// The other warehouse; the next one in the list when absent.
    #[serde(default)]
    pub to_warehouse: Option<u32>,
}

/// Another date for back-ordered goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Line number; every back-ordered line when absent.
    #[serde(default)]
    pub line: Option<u32>,
    /// Seconds from now until the goods come.
    pub seconds: u64,
}

/// Another price for back-ordered goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reprice {
    /// Line number; every back-ordered line when absent.
    #[serde(default)]
    pub line: Option<u32>,
    /// New unit price, such as `"12.34"`.
    pub price: rust_decimal::Decimal,
}

/// A change of one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    /// SKU.
    pub sku: u32,
    /// New price, such as `"12.34"`.
    #[serde(default)]
    pub price: Option<rust_decimal::Decimal>,
    /// New stock, all in the first warehouse.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// New status.
    #[serde(default)]
    pub status: Option<ListedStatus>,
}

/// A product as it is offered now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Product {
    /// SKU.
    pub sku: u32,
    /// Manufacturer part number.
    pub part_number: String,
    /// Manufacturer.
    pub manufacturer: String,
    /// Description.
    pub description: String,
    /// Category code.
    pub category: String,
    /// The account's price.
    pub price: rust_decimal::Decimal,
    /// How it is listed.
    pub status: ListedStatus,
    /// Units in all places, less what is promised to orders.
    pub total: u32,
    /// Units per warehouse.
    pub warehouses: Vec<WarehouseStock>,
}

/// Stock in one warehouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WarehouseStock {
    /// Warehouse number.
    pub warehouse: u32,
    /// Units.
    pub quantity: u32,
}

/// The catalogue after a new day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NewDay {
    /// Days since the start.
    pub day: u32,
    /// Rows ever made, vanished ones included.
    pub rows: u32,
    /// The shares that were asked for.
    pub shares: DayShares,
}

/// Why an action was not done.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ControlError {
    /// There is no such order or product.
    #[error("{0} is not known")]
    NotFound(String),
    /// It is there, but not in a state that allows the action.
    #[error("{0}")]
    Conflict(String),
    /// What was sent cannot be understood.
    #[error("{0}")]
    BadRequest(String),
}
