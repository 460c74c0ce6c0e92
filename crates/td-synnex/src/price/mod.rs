//! Price and availability: what an item costs this account now, and where it lies.
//!
//! The price of this service is the price an order must carry; a cent of difference sends the order to a person.

mod answer;
mod request;

pub(crate) use answer::read as read_answer;

use crate::account::Slot;
use crate::client::{Client, cannot_be_carried};
use crate::error::Error;
use crate::order::{FieldProblem, Problems};
use crate::xml::Unreadable;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Lines in one request. The vendor states no limit; clients use 40 to 200.
pub const BATCH: usize = 40;

/// The specification allows 25, the catalogue file has 30; what the service takes is not known, so 30 pass.
const MOST_PART_CHARACTERS: usize = 30;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceQuery {
    /// Which item.
    pub item: ItemKey,
    /// Price list to ask for; the ordinary one if `None`. `FEDERALGOVERNMENT` and the like; the vendor's table allows 12
    /// characters and lists this one, which has 17, so 17 pass here.
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

    /// What the vendor would not take, by the lengths and types of its specification; empty if it can be sent.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Problems::default();
        match &self.item {
            ItemKey::Sku(sku) => problems.digits("skuList/synnexSKU", "SKU", sku.trim(), 9),
            ItemKey::ManufacturerPart(part) => {
                problems.required("skuList/mfgPN", "manufacturer part number", part, MOST_PART_CHARACTERS);
            }
        }
        problems.optional("skuList/priceType", "price type", self.price_type.as_deref(), 17);
        problems.optional("skuList/specialDealNumber", "special bid code", self.special_deal.as_deref(), 25);
        for warehouse in &self.warehouses {
            problems.digits("skuList/requestWarehouse", "warehouse", warehouse, 4);
        }
        problems.finish().err().unwrap_or_default()
    }
}

/// How an item is named in a question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKey {
    /// TD SYNNEX SKU, up to 8 or 9 digits. Preferred: it names one item.
    Sku(String),
    /// Manufacturer part number; ambiguous. The specification allows 25 characters, 30 are let through.
    ManufacturerPart(String),
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceAnswer {
    /// The question.
    pub query: PriceQuery,
    /// What was found. Empty: the vendor's answer left this question out. More than one: the part number is ambiguous.
    pub items: Vec<PriceItem>,
    /// Why the question was not sent: the vendor would not have taken it. Empty for every question that was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldProblem>,
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
    /// Sends batches of [`BATCH`] one after the other with the read log-in. A question that the vendor would not take (a SKU
    /// that is no number, a part number that is too long) is not sent and comes back with its problems: the others are
    /// asked all the same. Equal questions are sent once, because the
    /// vendor collapses them into one answer. Exceptions (not found, discontinued, not authorised) are items with that
    /// status, not errors.
    ///
    /// # Errors
    /// Fails as a whole if one batch fails; see [`Error`].
    pub async fn price_and_availability(&self, queries: &[PriceQuery]) -> Result<Vec<PriceAnswer>, Error> {
        let mut asked = Asked::new(queries, PriceQuery::problems);
        let url = self.hosts.price();
        for batch in asked.batches(BATCH) {
            let credentials = self.credentials.get(Slot::Read);
            let body =
                request::document(&self.account, credentials, &batch).ok_or_else(|| cannot_be_carried(Slot::Read))?;
            let root = self.ask(&url, &body, Slot::Read).await?;
            asked.note(&batch, answer::read(&root, &batch).map_err(Self::unusable)?);
        }
        Ok(asked.answers())
    }
}

/// Questions on their way: equal ones once, those that cannot be sent not at all.
pub(crate) struct Asked<'a> {
    queries: &'a [PriceQuery],
    distinct: Vec<&'a PriceQuery>,
    known: HashMap<&'a PriceQuery, (Vec<PriceItem>, Vec<FieldProblem>)>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(queries: &'a [PriceQuery], problems: impl Fn(&PriceQuery) -> Vec<FieldProblem>) -> Self {
        let (mut distinct, mut known) = (Vec::new(), HashMap::new());
        for query in queries {
            if known.contains_key(query) {
                continue;
            }
            let problems = problems(query);
            if problems.is_empty() {
                distinct.push(query);
            }
            known.insert(query, (Vec::new(), problems));
        }
        Self { queries, distinct, known }
    }

    pub(crate) fn batches(&self, size: usize) -> Vec<Vec<&'a PriceQuery>> {
        self.distinct.chunks(size).map(<[_]>::to_vec).collect()
    }

    pub(crate) fn note(&mut self, batch: &[&'a PriceQuery], per_line: Vec<Vec<PriceItem>>) {
        for (query, items) in batch.iter().zip(per_line) {
            self.known.insert(query, (items, Vec::new()));
        }
    }

    /// One answer per question, in their order.
    pub(crate) fn answers(self) -> Vec<PriceAnswer> {
        let answer = |query: &PriceQuery| {
            let (items, problems) = self.known.get(query).cloned().unwrap_or_default();
            PriceAnswer { query: query.clone(), items, problems }
        };
        self.queries.iter().map(answer).collect()
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
