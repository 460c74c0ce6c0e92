//! The frozen content of an order and its digest. What a person approves, and what is sent, is this and nothing else.

use crate::capability::psa::Address;
use crate::money::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Everything that goes to the distributor, but for the credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The currency of all prices.
    pub currency: Currency,
    /// Where it goes; complete and within the distributor's limits.
    pub ship_to: Address,
    /// Who is asked about the delivery.
    pub contact: Contact,
    /// The distributor's code of the ship method.
    pub ship_method: String,
    /// How the distributor should handle it.
    pub options: OrderOptions,
    /// The lines, numbered from 1 without gaps.
    pub lines: Vec<SnapshotLine>,
}

/// One frozen line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotLine {
    /// Our line number.
    pub line: u32,
    /// The PSA's id of the line.
    pub psa_item: String,
    /// The distributor's product number.
    pub sku: String,
    /// The product's name, for people; not sent.
    pub name: String,
    /// Units.
    pub quantity: i64,
    /// The distributor's live price, which the order carries.
    pub unit_price: Decimal,
    /// The price that stands in the purchase order, shown beside the live one; not sent.
    pub psa_price: Option<Decimal>,
}

/// The contact that goes with the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// How the distributor should handle an order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOptions {
    /// Ship to the customer's address without the distributor's papers.
    pub drop_ship: bool,
    /// Take lines that are not in stock as back orders.
    pub back_orders: bool,
    /// Wait until everything can ship together.
    pub ship_complete: bool,
    /// Let the distributor ship from several warehouses.
    pub warehouse_split: bool,
    /// Ship from this warehouse only; `None` lets the distributor choose.
    pub warehouse: Option<String>,
    /// The payment term's code; `None` takes the account's default.
    pub payment_term: Option<String>,
    /// A remark to the distributor. It stops automatic processing there; `None` unless the user asks for it.
    pub comment: Option<String>,
}

impl Snapshot {
    /// The digest that an approval carries: 32 hexadecimal digits of BLAKE3 over the JSON form.
    ///
    /// Prices are compared by value: `7.5` and `7.50` have the same digest.
    ///
    /// # Panics
    /// Never: the type has no map keys or numbers that JSON cannot hold.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut same = self.clone();
        for line in &mut same.lines {
            line.unit_price = line.unit_price.normalize();
            line.psa_price = line.psa_price.map(|price| price.normalize());
        }
        let json = serde_json::to_vec(&same).expect("a snapshot is plain data");
        blake3::hash(&json).to_hex()[..32].to_owned()
    }

    /// The sum of quantity times live price.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.lines.iter().map(|line| line.unit_price * Decimal::from(line.quantity)).sum()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small order of two lines.
    pub(crate) fn sample() -> Snapshot {
        let line = |line, sku: &str, quantity, cents| SnapshotLine {
            line,
            psa_item: format!("9{line}"),
            sku: sku.into(),
            name: format!("Product {sku}"),
            quantity,
            unit_price: Decimal::new(cents, 2),
            psa_price: None,
        };
        Snapshot {
            currency: Currency::USD,
            ship_to: Address { name: "Harbor Dental".into(), city: "Fremont".into(), ..Address::default() },
            contact: Contact::default(),
            ship_method: "FG".into(),
            options: OrderOptions::default(),
            lines: vec![line(1, "5000101", 2, 750), line(2, "5000102", 1, 10_000)],
        }
    }

    #[test]
    fn any_change_of_content_is_another_digest() {
        let original = sample().digest();
        assert_eq!(original.len(), 32);
        let changes: [fn(&mut Snapshot); 5] = [
            |s| s.lines[0].quantity = 3,
            |s| s.lines[0].unit_price += Decimal::new(1, 2),
            |s| s.ship_to.city = "Oakland".into(),
            |s| s.options.back_orders = true,
            |s| s.ship_method = "UP".into(),
        ];
        for change in changes {
            let mut changed = sample();
            change(&mut changed);
            assert_ne!(changed.digest(), original);
        }
    }

    #[test]
    fn trailing_zeros_of_a_price_are_no_change() {
        let mut same = sample();
        same.lines[0].unit_price = Decimal::new(75, 1);
        assert_eq!(same.digest(), sample().digest());
    }

    #[test]
    fn the_total_is_quantity_times_live_price() {
        assert_eq!(sample().total(), Decimal::new(11_500, 2));
    }
}
