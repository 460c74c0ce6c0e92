//! A correct order of a fictional reseller, to be bent by the tests.

use td_synnex::order::{Address, Contact, OrderLine, OrderOptions, OrderRequest, ShipDates, Shipping};
use td_synnex::{Account, Country};

pub fn account() -> Account {
    Account { number: "655123".to_owned(), country: Country::Us }
}

pub fn line(number: u32, sku: &str, price: &str, quantity: u32) -> OrderLine {
    OrderLine {
        number,
        sku: sku.to_owned(),
        unit_price: price.parse().unwrap(),
        quantity,
        product_name: None,
        customer_part: None,
        warehouse: None,
        special_price_reference: None,
        comment: None,
    }
}

pub fn order(po_number: &str) -> OrderRequest {
    OrderRequest {
        account: account(),
        po_number: po_number.to_owned(),
        drop_ship: false,
        shipping: Shipping {
            address: Address {
                name1: "Example Dental & Co".to_owned(),
                name2: None,
                line1: "1 Main St".to_owned(),
                line2: None,
                city: "Fremont".to_owned(),
                state: Some("CA".to_owned()),
                zip: Some("94539".to_owned()),
                country: "US".to_owned(),
            },
            contact: Some(Contact {
                name: Some("Pat Sample".to_owned()),
                phone: Some("510-555-0100".to_owned()),
                email: Some("pat@dental.example".to_owned()),
            }),
            method: "FG".to_owned(),
            freight_account: None,
            warehouse: None,
        },
        lines: vec![line(1, "7700123", "1249.9", 3), line(2, "7700200", "60", 1)],
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
