//! A purchase order in types.
//!
//! The fields follow the vendor's purchase order specification of 2015. Left out on purpose: credit cards, and the
//! blocks for end-user billing and licences (`EndUser`, `SoftWareLicense`, `Customer`), whose inner shape is not known
//! well enough; and the fields of newer versions, which were only heard of: `RoutingLabel` of a line (2.5), `GiftComment`
//! and the manufacturer's `Attribute` pairs (3.0), `CustPOLineNo` of a line and the quote number, perhaps `TDSynnexQuote`
//! (3.1). A tag that is spelt wrong may have an order refused or held, so none of them is sent and no version is named.

use super::prepared::PreparedOrder;
use super::{body, validate};
use crate::account::Account;
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A purchase order, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRequest {
    /// Account that orders and pays.
    pub account: Account,
    /// Customer PO number, at most 20 characters; the vendor's duplicate check goes by it.
    pub po_number: String,
    /// Goes to the end customer with neutral papers (`DropShipFlag`).
    pub drop_ship: bool,
    /// Ship-to, contact and method.
    pub shipping: Shipping,
    /// Lines, numbered from 1 without gaps.
    pub lines: Vec<OrderLine>,
    /// Who is billed; the ordering account if `None`.
    pub bill_to: Option<BillTo>,
    /// Payment term code such as `NET30`; the account's own if `None`.
    pub payment_term: Option<String>,
    /// The end customer's PO number, at most 15 characters.
    pub end_user_po_number: Option<String>,
    /// Switches of the whole order.
    pub options: OrderOptions,
    /// Dates of the order.
    pub dates: ShipDates,
    /// Notes to the sales representative, at most 60 characters each. **Any comment of any kind stops automatic
    /// release**: a person at the vendor must look at the order.
    pub comments: Vec<String>,
    /// Notes for the packing list; they stop automatic release as well.
    pub ship_comments: Vec<String>,
    /// Notes for the warehouse; they stop automatic release as well.
    pub internal_ship_comments: Vec<String>,
}

impl OrderRequest {
    /// Checks lengths, characters and rules. Nothing is ever cut or replaced.
    ///
    /// # Errors
    /// Every problem that was found, not only the first one.
    pub fn validate(&self) -> Result<(), Vec<super::FieldProblem>> {
        validate::check(self)
    }

    /// Checks the order and writes the text that will be sent, without the log-in.
    ///
    /// # Errors
    /// As [`OrderRequest::validate`].
    pub fn prepare(&self) -> Result<PreparedOrder, Vec<super::FieldProblem>> {
        self.validate()?;
        Ok(PreparedOrder::new(self, body::write(self)))
    }

    /// The order carries a comment and will therefore wait for a person at the vendor.
    pub fn has_comments(&self) -> bool {
        !self.comments.is_empty()
            || !self.ship_comments.is_empty()
            || !self.internal_ship_comments.is_empty()
            || self.lines.iter().any(|line| line.comment.is_some())
    }
}

/// Where and how the goods go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipping {
    /// Ship-to address.
    pub address: Address,
    /// Person at the ship-to address.
    pub contact: Option<Contact>,
    /// Ship method code of the vendor, at most 5 characters (`FG`, `PUG`, ...); codes differ by country and account.
    pub method: String,
    /// Freight account of a third party, at most 30 characters.
    pub freight_account: Option<String>,
    /// Warehouse number that the whole order ships from, up to 4 digits; the vendor chooses if `None`.
    pub warehouse: Option<String>,
}

/// A ship-to address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// First name line, at most 30 characters.
    pub name1: String,
    /// Second name line, at most 35 characters.
    pub name2: Option<String>,
    /// Street, at most 60 characters.
    pub line1: String,
    /// Second street line, at most 30 characters.
    pub line2: Option<String>,
    /// City, at most 20 characters.
    pub city: String,
    /// State or province, two letters; required in the United States, Canada and Mexico.
    pub state: Option<String>,
    /// Postal code, at most 10 characters; required in the United States, Canada and Mexico.
    pub zip: Option<String>,
    /// Country, two letters of ISO 3166.
    pub country: String,
}

/// A person at the ship-to address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name, at most 30 characters.
    pub name: Option<String>,
    /// Phone number, at most 20 characters.
    pub phone: Option<String>,
    /// E-mail address, at most 30 characters.
    pub email: Option<String>,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Position, from 1.
    pub number: u32,
    /// TD SYNNEX SKU, up to 9 digits. Ordering by part number is not offered: it is ambiguous.
    pub sku: String,
    /// Price per unit as price and availability answered it, to the cent; a difference of more than 1 cent (US) or
    /// 2 cents (Canada) stops the order for a person.
    pub unit_price: Decimal,
    /// Pieces.
    pub quantity: u32,
    /// Name for the papers, at most 30 characters.
    pub product_name: Option<String>,
    /// The customer's own part number, at most 30 characters.
    pub customer_part: Option<String>,
    /// Warehouse number that this line ships from.
    pub warehouse: Option<String>,
    /// Reference of a special price, at most 20 characters.
    pub special_price_reference: Option<String>,
    /// Note, at most 60 characters; it stops automatic release.
    pub comment: Option<String>,
}

/// Who is billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillTo {
    /// Account number, up to 9 digits.
    pub code: String,
    /// One of several bill-to locations, up to 5 digits.
    pub location: Option<String>,
}

/// Switches of an order; `None` leaves the vendor's or the account's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOptions {
    /// Lines may wait for stock. The default is not documented.
    pub back_order: Option<bool>,
    /// Which warehouse a back order waits at; the vendor's default is the first one.
    pub back_order_warehouse: Option<BackOrderWarehouse>,
    /// Ship only when everything is there; default no.
    pub ship_complete: Option<bool>,
    /// Ship each line only when all of it is there; default no.
    pub line_ship_complete: Option<bool>,
    /// The order may ship from several warehouses; default yes.
    pub warehouse_split: Option<bool>,
    /// Special handling, only where it is agreed with the vendor.
    pub special_handle: Option<bool>,
    /// Special price of the whole order.
    pub special_price: Option<SpecialPrice>,
    /// Identification that the vendor assigns to third-party platforms, at most 8 characters.
    pub assigned_id: Option<String>,
}

/// Which warehouse a back order waits at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackOrderWarehouse {
    /// The one named in the order (`PO`).
    Named,
    /// The first that gets stock (`FIRST`).
    First,
}

/// A price that differs from the contract by agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialPrice {
    /// Its kind.
    pub kind: SpecialPriceKind,
    /// Its reference, at most 20 characters; required with a vendor promotion.
    pub reference: Option<String>,
}

/// Kinds of special prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialPriceKind {
    /// A manufacturer's special bid.
    VendorPromotion,
    /// Federal government contract.
    FederalGovernment,
    /// State government contract.
    StateGovernment,
    /// Education.
    Education,
}

/// Dates of an order, without a time zone, as the vendor's format has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipDates {
    /// When the order was written.
    pub ordered: Option<DateTime>,
    /// When it is handed in.
    pub submitted: Option<DateTime>,
    /// When the goods are expected.
    pub expected: Option<Date>,
    /// When they should be shipped.
    pub expected_ship: Option<Date>,
}
