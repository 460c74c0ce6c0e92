//! The Partner API, a second transport for look-ups: prices, orders, shipments, invoices. **Experimental.**
//!
//! The API's description is behind a log-in. Hosts, token, price call and the heads of the answers were seen in client programs;
//! names inside order and invoice lines, what an unknown number answers, and the form of dates are inferred, and what cannot be
//! read is reported beside the answer. Which calls an application may make differs per account.
//!
//! It cannot order: there is no call here that does, and every address that is built is a look-up's.

mod account;
mod answer;
mod call;
mod invoice;
mod order;
mod price;

pub use account::{PartnerHosts, PartnerSite};
pub use call::PartnerClient;
pub use invoice::{InvoiceNumberKind, PartnerInvoice, PartnerInvoiceLine};
pub use order::{
    OrderNumberKind, PartnerOrder, PartnerOrderLine, PartnerPart, PartnerShipmentLine, PartnerShipments,
    PartnerTracking,
};

use crate::error::Error;
use crate::order::Problems;

/// A number that stands in an address: a PO number, an order or invoice number.
fn checked(number: &str) -> Result<&str, Error> {
    let number = number.trim();
    let mut problems = Problems::default();
    problems.required("orderNo", "number", number, 20);
    if number.chars().all(|sign| sign == '.') && !number.is_empty() {
        problems.add("orderNo", "letters, digits and signs", number, "The number may not be made of points alone.");
    }
    problems.finish().map_err(|problems| Error::Invalid { problems })?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_an_address_cannot_hold_are_refused() {
        assert_eq!(checked(" PO/1 ").unwrap(), "PO/1");
        for number in ["", " ", ".", "..", "PO-123456789012345678", "PO\n1"] {
            assert!(matches!(checked(number), Err(Error::Invalid { .. })), "{number:?}");
        }
    }
}
