//! Freight quote: what the ways of shipping a handful of products to an address would cost.
//!
//! Written from the vendor's specification of 2014; the path comes from client programs. A refused question is an
//! answer here, because the vendor names what is wrong with it. What a quote is used for is not decided here.

mod answer;
mod request;

pub(crate) use answer::read as read_answer;

use crate::account::Slot;
use crate::client::{Client, cannot_be_carried};
use crate::error::Error;
use crate::order::Address;
use crate::xml::Unreadable;
use jiff::civil::DateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What would be shipped, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreightRequest {
    /// Where the goods go.
    pub destination: Destination,
    /// Number of the warehouse they leave from; without one the vendor chooses (inferred).
    pub warehouse: Option<String>,
    /// One ship method code. Method and service level both empty: all methods are quoted.
    pub ship_method: Option<String>,
    /// Days on the way: 0 the same day, 1 the next day, and so on.
    pub service_level: Option<u8>,
    /// Products, at least one.
    pub items: Vec<FreightItem>,
    /// The reseller's name; it stands in the printed sample, whether it is needed is not known.
    pub customer_name: Option<String>,
    /// When the question is asked, in local time; it stands in the printed sample, whether it is needed is not known.
    pub requested_at: Option<DateTime>,
}

/// Where the goods go. It decides the version of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A postal code alone: version 1.0.
    PostalCode(String),
    /// A whole address: version 2.0.
    Address(Address),
}

/// A product of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreightItem {
    /// TD SYNNEX SKU, up to nine digits.
    pub sku: String,
    /// Pieces, at least one.
    pub quantity: u32,
    /// Manufacturer part number; the sample has it, the SKU decides.
    pub manufacturer_part: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum FreightAnswer {
    /// Ways of shipping with their prices.
    Quote(Box<FreightQuote>),
    /// The vendor refused the question; asking it again as it is will not help.
    Refused {
        /// What is wrong.
        reason: FreightRefusal,
        /// The vendor's error name.
        message: String,
        /// The vendor's explanation; may be empty.
        detail: String,
    },
}

/// Why the vendor gave no quote: the documented messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreightRefusal {
    /// `No Result Found`: no way of shipping fits method, level and place.
    NoResult,
    /// `InvalidSKU`.
    UnknownSku,
    /// `Not Authorized SKU`: not for this account.
    NotAuthorizedSku,
    /// `Invalid Ship Method Code, Service Level or Carrier`.
    ShipMethod,
    /// `Invalid ZIP Code`.
    PostalCode,
    /// `Invalid Address (Not Found)`.
    Address,
    /// `Invalid Warehouse Number`.
    Warehouse,
}

impl FreightRefusal {
    /// Compares without case, blanks and signs. `None` for everything that is not documented for freight quotes.
    pub fn from_vendor(message: &str) -> Option<Self> {
        let plain: String =
            message.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "noresultfound" => Some(Self::NoResult),
            "invalidsku" => Some(Self::UnknownSku),
            "notauthorizedsku" => Some(Self::NotAuthorizedSku),
            "invalidshipmethodcodeservicelevelorcarrier" => Some(Self::ShipMethod),
            "invalidzipcode" => Some(Self::PostalCode),
            "invalidaddressnotfound" | "invalidaddress" => Some(Self::Address),
            "invalidwarehousenumber" => Some(Self::Warehouse),
            _ => None,
        }
    }
}

/// A quote, in the country's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreightQuote {
    /// Weight of all pieces, in pounds (unit inferred).
    pub weight: Option<Decimal>,
    /// Worth of all pieces.
    pub sales_total: Option<Decimal>,
    /// From this worth on freight is free.
    pub free_freight_threshold: Option<Decimal>,
    /// Where the goods would leave from.
    pub warehouse: Option<FreightWarehouse>,
    /// `Commercial` and its like, as it came.
    pub address_type: Option<String>,
    /// The ways of shipping, in the order of the answer.
    pub methods: Vec<FreightMethod>,
    /// Fee for a small order.
    pub minimum_order_fee: Option<Decimal>,
    /// Fee for cash on delivery.
    pub cod_fee: Option<Decimal>,
    /// The vendor's internal reference.
    pub internal_reference: Option<String>,
    /// Values that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// The warehouse of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreightWarehouse {
    /// Its number.
    pub number: Option<String>,
    /// City and state as they came.
    pub city: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
}

/// One way of shipping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreightMethod {
    /// Ship method code, as an order takes it.
    pub code: String,
    /// What it is called.
    pub description: Option<String>,
    /// Days on the way.
    pub service_level: Option<i64>,
    /// What it costs; `None` where the vendor gave no price.
    pub freight: Option<Decimal>,
}

impl Client {
    /// Asks what shipping would cost, with the read log-in.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the vendor would not take the question, with nothing sent; else see [`Error`].
    pub async fn freight_quote(&self, request: &FreightRequest) -> Result<FreightAnswer, Error> {
        request::check(request).map_err(|problems| Error::Invalid { problems })?;
        let credentials = self.credentials.get(Slot::Read);
        let body =
            request::document(&self.account, credentials, request).ok_or_else(|| cannot_be_carried(Slot::Read))?;
        let url = self.hosts.freight_quote();
        let root = self.ask_for(&url, &body, Slot::Read, answer::is_refusal).await?;
        answer::read(&root, request, credentials).map_err(Self::unusable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_refusal_has_its_reason() {
        for (message, reason) in [
            ("No Result Found", Some(FreightRefusal::NoResult)),
            ("InvalidSKU", Some(FreightRefusal::UnknownSku)),
            ("Not Authorized SKU", Some(FreightRefusal::NotAuthorizedSku)),
            ("Invalid Ship Method Code, Service Level or Carrier", Some(FreightRefusal::ShipMethod)),
            ("Invalid ZIP Code", Some(FreightRefusal::PostalCode)),
            ("Invalid Address (Not Found)", Some(FreightRefusal::Address)),
            ("INVALID WAREHOUSE NUMBER", Some(FreightRefusal::Warehouse)),
            ("Login Failed", None),
            ("Not authorized", None),
            ("", None),
        ] {
            assert_eq!(FreightRefusal::from_vendor(message), reason, "{message}");
        }
    }
}
