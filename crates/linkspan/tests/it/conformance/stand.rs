//! What a connector stands on: the connector itself, and a vendor's stand-in whose books can be read and whose faults can be set.

use async_trait::async_trait;
use linkspan::connectors::DistributorLink;
use linkspan_core::capability::psa::Address;
use linkspan_core::order::snapshot::{Contact, OrderOptions, Snapshot, SnapshotLine};
use std::path::Path;

/// What the vendor does to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is read, nothing happens, the connection ends.
    LostBefore,
    /// It takes effect, the connection ends without an answer.
    LostAfter,
    /// It takes effect, the answer ends in the middle.
    HalfAnAnswer,
    /// It takes effect, the answer is none that can be read.
    Garbage,
    /// Nothing happens; the answer is a fault of the server.
    ServerFault,
}

impl Fate {
    pub(crate) const ALL: [Self; 5] =
        [Self::LostBefore, Self::LostAfter, Self::HalfAnAnswer, Self::Garbage, Self::ServerFault];

    /// Whether a request that meets it takes effect.
    pub(crate) fn takes_effect(self) -> bool {
        matches!(self, Self::LostAfter | Self::HalfAnAnswer | Self::Garbage)
    }
}

/// A connector over a vendor's stand-in, fresh for each rule.
#[async_trait]
pub(crate) trait Stand: Send + Sync {
    /// The connector.
    fn link(&self) -> &DistributorLink;
    /// At least two products that can be ordered, and one that the vendor does not know.
    fn products(&self) -> (Vec<String>, String);
    /// A ship method that the vendor takes.
    fn ship_method(&self) -> &str;
    /// What happens to the next request that places an order.
    fn next_submission(&self, fate: Fate);
    /// What happens to the next question of any kind.
    fn next_question(&self, fate: Fate);
    /// Requests to place an order under this number that reached the vendor.
    fn requests(&self, number: &str) -> usize;
    /// Orders in the vendor's books under this number.
    fn orders(&self, number: &str) -> usize;
    /// Ships and bills the order.
    async fn ship_and_bill(&self, number: &str);
    /// Texts that must not be seen anywhere.
    fn secrets(&self) -> Vec<String>;
    /// How many rows the catalogue has that can be used.
    fn rows(&self) -> u64;
    /// A directory for the catalogue's file.
    fn directory(&self) -> &Path;
}

/// A complete order of the first two products, two of the first and one of the second, at live prices.
pub(crate) async fn snapshot(stand: &dyn Stand) -> Result<Snapshot, String> {
    let skus = &stand.products().0[..2];
    let quotes = stand.link().prices.quote(skus).await.map_err(|problem| format!("no prices: {problem:?}"))?;
    let lines = skus.iter().zip(&quotes).zip([2, 1]).zip(1..).map(|(((sku, quote), quantity), line)| {
        Some(SnapshotLine {
            line,
            psa_item: line.to_string(),
            sku: sku.clone(),
            name: sku.clone(),
            quantity,
            unit_price: quote.price?,
            psa_price: None,
        })
    });
    Ok(Snapshot {
        currency: stand.link().currency,
        ship_to: Address {
            name: "Juniper Dental Group".into(),
            line1: "12 Demo Way".into(),
            city: "Decatur".into(),
            state: "IL".into(),
            postal_code: "62521".into(),
            country: "US".into(),
            ..Address::default()
        },
        contact: Contact { name: "Robin Molar".into(), phone: "217-555-0177".into(), email: String::new() },
        ship_method: stand.ship_method().to_owned(),
        options: OrderOptions { back_orders: true, warehouse_split: true, ..OrderOptions::default() },
        lines: lines.collect::<Option<Vec<_>>>().ok_or("a product without a price")?,
    })
}

/// Whether a text shows one of the secrets.
pub(crate) fn leaks(stand: &dyn Stand, shown: &str) -> bool {
    stand.secrets().iter().any(|secret| shown.contains(secret.as_str()))
}
