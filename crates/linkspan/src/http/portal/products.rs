//! Search in the distributor's catalogue, and one product.

use jiff::Timestamp;

use super::activity::HeldRecord;
use super::page::{Fact, Link, Money, Pager, page};
use super::states::{ProductLink, State as _};

/// The search. `GET /products?q=&link=&page=`.
#[derive(Debug, Clone, Default)]
pub struct ProductsPage {
    /// What was searched for; empty before the first search.
    pub query: String,
    /// Only products that stand like this.
    pub link: Option<ProductLink>,
    /// What was found.
    pub rows: Vec<ProductRow>,
    /// Where the list stands.
    pub pager: Pager,
    /// Products in the catalogue; 0 before it was read.
    pub total: u64,
    /// When the catalogue was read.
    pub imported_at: Option<Timestamp>,
}

page!(ProductsPage, "products.html");

impl ProductsPage {
    /// Whether only products that stand like this are asked for.
    pub fn wants(&self, link: &ProductLink) -> bool {
        self.link.as_ref() == Some(link)
    }
}

/// One product in the list.
#[derive(Debug, Clone)]
pub struct ProductRow {
    /// Distributor SKU.
    pub sku: String,
    /// Manufacturer part number.
    pub part_number: String,
    /// Manufacturer.
    pub manufacturer: String,
    /// Name.
    pub name: String,
    /// Category.
    pub category: String,
    /// Cost.
    pub cost: Money,
    /// Pieces in all warehouses.
    pub stock: u64,
    /// How it stands to Autotask.
    pub link: ProductLink,
}

/// One product. `GET /products/{sku}`; *Ask now* posts `csrf` to `/products/{sku}/ask`.
#[derive(Debug, Clone)]
pub struct ProductPage {
    /// As in the list.
    pub row: ProductRow,
    /// Category, list price, weight, minimum quantity and the like.
    pub facts: Vec<Fact>,
    /// The product in Autotask.
    pub psa: Option<Link>,
    /// Why it stands as it does, in one sentence.
    pub sentence: Option<String>,
    /// What it waits for, or what was decided about that. Decisions post to `/products/{sku}/decide`.
    pub held: Option<HeldRecord>,
    /// Warehouses with their pieces and when more come.
    pub warehouses: Vec<Warehouse>,
    /// When price and stock were asked; `None` when they are from the catalogue file.
    pub asked_at: Option<Timestamp>,
    /// Changes of cost, newest first.
    pub costs: Vec<CostChange>,
}

page!(ProductPage, "product.html");

/// Stock of one warehouse.
#[derive(Debug, Clone)]
pub struct Warehouse {
    /// Its name.
    pub name: String,
    /// Pieces there.
    pub stock: u64,
    /// Pieces under way to it.
    pub under_way: u64,
    /// When they arrive.
    pub eta: Option<Timestamp>,
}

/// The cost from a moment on.
#[derive(Debug, Clone)]
pub struct CostChange {
    /// Since when.
    pub since: Timestamp,
    /// The cost.
    pub cost: Money,
    /// Change against the one before in per cent with one place, such as `+2.5`; `None` for the first.
    pub change: Option<String>,
}
