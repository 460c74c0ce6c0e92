//! Reads bytes as every answer that the vendor could have meant, and forgets what was read. For fuzzing alone: it reaches the
//! readers without a server.

use crate::account::{Account, Country, Credentials};
use crate::fault::Fault;
use crate::freight::{self, Destination, FreightItem, FreightRequest};
use crate::order::{self, Address, OrderLine, OrderOptions, OrderRequest, PreparedOrder, ShipDates, Shipping};
use crate::price::{self, PriceQuery};
use crate::{drops, invoice, status, xml};
use rust_decimal::Decimal;

/// The questions that the bytes are taken for answers to.
#[derive(Debug)]
pub struct Reader {
    credentials: Credentials,
    order: PreparedOrder,
    price: PriceQuery,
    freight: FreightRequest,
}

impl Reader {
    /// A reader; `None` cannot happen unless the order's own checks change.
    pub fn new() -> Option<Self> {
        let item = FreightItem { sku: SKU.to_owned(), quantity: 1, manufacturer_part: None };
        Some(Self {
            credentials: Credentials::new("reader", "s3cret"),
            order: order().prepare().ok()?,
            price: PriceQuery::sku(SKU),
            freight: FreightRequest {
                destination: Destination::PostalCode("94539".to_owned()),
                warehouse: None,
                ship_method: None,
                service_level: None,
                items: vec![item],
                customer_name: None,
                requested_at: None,
            },
        })
    }

    /// Reads the bytes in every way; answers how many ways found something.
    pub fn read(&self, bytes: &[u8]) -> usize {
        let _ = order::classify(bytes, &self.order, &self.credentials);
        let dropped = drops::ship_notices(bytes).found.len() + drops::invoices(bytes).found.len();
        let Ok(root) = xml::parse(bytes) else { return dropped };
        let found = [
            Fault::find(&root, &self.credentials).is_some(),
            status::read_answer(&root, PO_NUMBER).is_ok(),
            price::read_answer(&root, &[&self.price]).is_ok(),
            freight::read_answer(&root, &self.freight, &self.credentials).is_ok(),
            root.children().iter().flat_map(|child| child.all("Invoice")).map(invoice::from_drop).count() > 0,
        ];
        dropped + found.into_iter().filter(|found| *found).count()
    }
}

const PO_NUMBER: &str = "LS-1001";
const SKU: &str = "7700123";

fn order() -> OrderRequest {
    let line = OrderLine {
        number: 1,
        sku: SKU.to_owned(),
        unit_price: Decimal::new(124_990, 2),
        quantity: 3,
        product_name: None,
        customer_part: None,
        warehouse: None,
        special_price_reference: None,
        comment: None,
    };
    let address = Address {
        name1: "Example Ltd".to_owned(),
        name2: None,
        line1: "1 Main St".to_owned(),
        line2: None,
        city: "Fremont".to_owned(),
        state: Some("CA".to_owned()),
        zip: Some("94539".to_owned()),
        country: "US".to_owned(),
    };
    OrderRequest {
        account: Account { number: "655123".to_owned(), country: Country::Us },
        po_number: PO_NUMBER.to_owned(),
        drop_ship: false,
        shipping: Shipping { address, contact: None, method: "FG".to_owned(), freight_account: None, warehouse: None },
        lines: vec![line],
        bill_to: None,
        payment_term: None,
        end_user_po_number: None,
        options: OrderOptions::default(),
        dates: ShipDates::default(),
        comments: Vec::new(),
        ship_comments: Vec::new(),
        internal_ship_comments: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_fixtures_are_found_each_in_its_way() {
        let reader = Reader::new().unwrap();
        for (name, bytes) in [
            ("status", include_bytes!("../tests/fixtures/status-shipped.xml").as_slice()),
            ("freight", include_bytes!("../tests/fixtures/freight-quote.xml")),
            ("drops", include_bytes!("../tests/fixtures/drop-ship-notices.xml")),
            ("invoices", include_bytes!("../tests/fixtures/invoices.xml")),
        ] {
            assert!(reader.read(bytes) > 0, "{name}");
        }
        assert_eq!(reader.read(b"<a/>"), 0);
    }
}
