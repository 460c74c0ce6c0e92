//! One product on one day, and what may be set by hand for it. Data only.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::warehouse::DIRECT_SHIP;

/// Whether and how a product is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::td_synnex) enum Standing {
    /// Sold from stock.
    Active,
    /// Ordered from the manufacturer on demand.
    SpecialOrder,
    /// A bookkeeping row that nobody can use (`...-NONSTOCK`).
    Bookkeeping,
    /// No longer sold.
    Discontinued,
    /// Known, but this account may not buy it; not in the account's file.
    NotAuthorized,
}

/// One product on one day.
#[derive(Debug, Clone)]
pub(in crate::td_synnex) struct Item {
    pub(in crate::td_synnex) index: u32,
    pub(in crate::td_synnex) sku: u32,
    pub(in crate::td_synnex) part_number: String,
    pub(in crate::td_synnex) manufacturer: Cow<'static, str>,
    /// Prefix of the distributor's own part number.
    pub(in crate::td_synnex) vendor_code: Cow<'static, str>,
    /// The distributor's number for the manufacturer.
    pub(in crate::td_synnex) vendor_number: u32,
    pub(in crate::td_synnex) description: String,
    pub(in crate::td_synnex) category: &'static Category,
    pub(in crate::td_synnex) standing: Standing,
    /// The account's price, promotion included, in cents.
    pub(in crate::td_synnex) price_cents: u64,
    /// The price without the promotion, in cents.
    pub(in crate::td_synnex) full_cents: u64,
    /// List price in cents; zero when there is none.
    pub(in crate::td_synnex) msrp_cents: u64,
    /// Every warehouse with its quantity, zeros included, direct ship last.
    pub(in crate::td_synnex) stock: Vec<(u32, u32)>,
    pub(in crate::td_synnex) on_order: u32,
    /// When what is on order arrives.
    pub(in crate::td_synnex) eta: Option<Date>,
    /// Last day of the promotion, if the price holds one.
    pub(in crate::td_synnex) promotion_ends: Date,
    pub(in crate::td_synnex) kit: bool,
    /// Pounds times one hundred.
    pub(in crate::td_synnex) weight_hundredths: u32,
    pub(in crate::td_synnex) origin: &'static str,
    /// The day of the last change; zero is the first day.
    pub(in crate::td_synnex) touched: u32,
    /// The day it first appeared.
    pub(in crate::td_synnex) introduced: u32,
}

impl Item {
    /// Units in all places, with or without the manufacturer's own.
    pub(in crate::td_synnex) fn total(&self, with_direct_ship: bool) -> u32 {
        self.stock.iter().filter(|(id, _)| with_direct_ship || *id != DIRECT_SHIP).map(|(_, quantity)| quantity).sum()
    }

    /// The distributor's own part number.
    pub(in crate::td_synnex) fn distributor_part_number(&self) -> String {
        let mut text = format!("{}-{}", self.vendor_code, self.part_number);
        text.truncate(text.char_indices().nth(20).map_or(text.len(), |(at, _)| at));
        text
    }
}

/// How a product is listed when that was set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedStatus {
    /// Sold.
    Active,
    /// No longer sold.
    Discontinued,
    /// Not for this account.
    NotAuthorized,
}

/// What was set by hand for one product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::td_synnex) struct Override {
    pub(in crate::td_synnex) price_cents: Option<u64>,
    pub(in crate::td_synnex) quantity: Option<u32>,
    pub(in crate::td_synnex) status: Option<ListedStatus>,
}

impl Override {
    /// Stock with the quantity set by hand: all of it in the first warehouse.
    pub(super) fn lay_over(self, stock: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
        let Some(quantity) = self.quantity else { return stock };
        stock.into_iter().enumerate().map(|(at, (id, _))| (id, if at == 0 { quantity } else { 0 })).collect()
    }
}
