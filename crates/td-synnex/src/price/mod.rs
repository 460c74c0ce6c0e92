//! Price and availability: what an item costs this account now, and where it lies.
//!
//! The price of this service is the price an order must carry; a cent of difference sends the order to a person.

mod answer;
mod request;

pub(crate) use answer::read as read_answer;

use crate::account::Slot;
use crate::client::{Client, cannot_be_carried};
use crate::error::Error;
use crate::xml::Unreadable;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Lines in one request. The vendor states no limit; clients use 40 to 200.
pub const BATCH: usize = 40;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceQuery {
    /// Which item.
    pub item: ItemKey,
    /// Price list to ask for; the ordinary one if `None`. At most 12 characters: `FEDERALGOVERNMENT` and the like.
    pub price_type: Option<String>,
    /// Special bid code, at most 25 characters.
    pub special_deal: Option<String>,
    /// Only these warehouses (numbers as the vendor gives them); all if empty.
    pub warehouses: Vec<String>,
}

impl PriceQuery {
    /// The ordinary price of a SKU with the stock of all warehouses.
    pub fn sku(sku: impl Into<String>) -> Self {
        Self::of(ItemKey::Sku(sku.into()))
    }

    /// The ordinary price of a manufacturer part number, which may stand for several items.
    pub fn manufacturer_part(part: impl Into<String>) -> Self {
        Self::of(ItemKey::ManufacturerPart(part.into()))
    }

    const fn of(item: ItemKey) -> Self {
        Self { item, price_type: None, special_deal: None, warehouses: Vec::new() }
    }
}

/// How an item is named in a question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKey {
    /// TD SYNNEX SKU, up to 8 or 9 digits. Preferred: it names one item.
    Sku(String),
    /// Manufacturer part number, at most 25 characters; ambiguous.
    ManufacturerPart(String),
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceAnswer {
    /// The question.
    pub query: PriceQuery,
    /// What was found. Empty: the vendor's answer left this question out. More than one: the part number is ambiguous.
    pub items: Vec<PriceItem>,
}

/// One item with its price and stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceItem {
    /// SKU; absent if a part number was not found.
    pub sku: Option<String>,
    /// Manufacturer part number; absent on exceptions.
    pub manufacturer_part: Option<String>,
    /// The vendor's number of the manufacturer.
    pub manufacturer_code: Option<String>,
    /// Can it be bought by this account?
    pub status: ItemStatus,
    /// `GlobalProductStatusCode` as it came. Nothing may depend on it: odd values were seen.
    pub global_status: Option<String>,
    /// Description, 40 characters and more.
    pub description: Option<String>,
    /// Price for this account, in the country's currency.
    pub price: Option<Decimal>,
    /// Echo of the price list asked for.
    pub price_type: Option<String>,
    /// Echo of the special bid code.
    pub special_deal: Option<String>,
    /// List price (version 2.8, seen in client code).
    pub msrp: Option<Decimal>,
    /// Shipping weight, in pounds (unit inferred; version 2.8).
    pub weight: Option<Decimal>,
    /// May it go by parcel service? `false` means freight (version 2.8).
    pub parcel_shippable: Option<bool>,
    /// `EURequired`: an order needs end-user data (version 2.8).
    pub end_user_data_required: Option<bool>,
    /// Available to sell in all warehouses, allocations taken out.
    pub total_quantity: Option<i64>,
    /// Stock per warehouse, empty ones included.
    pub warehouses: Vec<WarehouseStock>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// Stock of an item in one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarehouseStock {
    /// The vendor's number, for `ShipFromWarehouse`; `98` is direct shipment by the manufacturer.
    pub number: String,
    /// City with its state.
    pub city: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Available to sell here.
    pub quantity: Option<i64>,
    /// On order with the manufacturer.
    pub on_order: Option<i64>,
    /// When the ordered quantity is expected.
    pub eta: Option<Date>,
}

/// Whether this account can buy an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Yes.
    Active,
    /// No longer sold.
    Discontinued,
    /// No such item in this country's system.
    NotFound,
    /// Not for this account; another account must not be tried instead (vendor's rule).
    NotAuthorized,
    /// Not sold at present.
    Inactive,
    /// A value that is not documented, as it came; empty if there was none.
    Unknown(String),
}

impl ItemStatus {
    /// Compares without case and blanks, since the vendor's services differ in both.
    pub fn from_vendor(text: &str) -> Self {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "active" => Self::Active,
            "discontinued" => Self::Discontinued,
            "notfound" => Self::NotFound,
            "notauthorized" => Self::NotAuthorized,
            "inactive" => Self::Inactive,
            _ => Self::Unknown(text.trim().to_owned()),
        }
    }
}

impl Client {
    /// Asks for prices and stock: one answer per question, in the order of the questions.
    ///
    /// Sends batches of [`BATCH`] one after the other with the read log-in. Equal questions are sent once, because the
    /// vendor collapses them into one answer. Exceptions (not found, discontinued, not authorised) are items with that
    /// status, not errors.
    ///
    /// # Errors
    /// Fails as a whole if one batch fails; see [`Error`].
    pub async fn price_and_availability(&self, queries: &[PriceQuery]) -> Result<Vec<PriceAnswer>, Error> {
        let mut distinct: Vec<&PriceQuery> = Vec::new();
        let mut found: HashMap<&PriceQuery, Vec<PriceItem>> = HashMap::new();
        for query in queries {
            if found.insert(query, Vec::new()).is_none() {
                distinct.push(query);
            }
        }
        let url = self.hosts.price();
        for batch in distinct.chunks(BATCH) {
            let credentials = self.credentials.get(Slot::Read);
            let body =
                request::document(&self.account, credentials, batch).ok_or_else(|| cannot_be_carried(Slot::Read))?;
            let root = self.ask(&url, &body, Slot::Read).await?;
            let per_line = answer::read(&root, batch).map_err(Self::unusable)?;
            for (query, items) in batch.iter().zip(per_line) {
                found.insert(query, items);
            }
        }
        let answer = |query: &PriceQuery| found.get(query).cloned().unwrap_or_default();
        Ok(queries.iter().map(|query| PriceAnswer { query: query.clone(), items: answer(query) }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_compared_without_case_and_blanks() {
        for (text, status) in [
            ("Active", ItemStatus::Active),
            ("DISCONTINUED", ItemStatus::Discontinued),
            ("Not found", ItemStatus::NotFound),
            ("NOTFOUND", ItemStatus::NotFound),
            ("Not  Authorized", ItemStatus::NotAuthorized),
            ("inactive", ItemStatus::Inactive),
            (" NOTSETUP ", ItemStatus::Unknown("NOTSETUP".to_owned())),
            ("", ItemStatus::Unknown(String::new())),
        ] {
            assert_eq!(ItemStatus::from_vendor(text), status, "{text}");
        }
    }
}
