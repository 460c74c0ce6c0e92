//! The Partner API as a second way to what may be asked: prices, orders, invoices. **Experimental**, and never for an order.
//!
//! The operator chooses it for an account. Placing orders, and the question with the ordering user before and after it, stay
//! with the XML services. The vendor's words for the state of an order are not documented, so a state is told only where
//! numbers and dates show it; everything else stays unknown and changes nothing.

use super::errors;
use super::prices::quote;
use super::session::Session;
use ::td_synnex::Error;
use ::td_synnex::partner::{
    InvoiceNumberKind, OrderNumberKind, PartnerClient, PartnerInvoice, PartnerInvoiceLine, PartnerOrder, PartnerPart,
    PartnerShipmentLine, PartnerShipments,
};
use ::td_synnex::price::PriceQuery;
use async_trait::async_trait;
use linkspan_core::capability::distributor::{
    AnswerCode, Invoice, InvoiceLine, InvoiceLookup, OrderAnswer, OrderEntry, OrderLookup, Package,
    PriceAndAvailability, Quote,
};
use linkspan_core::money::{Currency, Money};
use linkspan_core::order::LineState;
use linkspan_core::problem::{Consequence, Problem};
use std::sync::Arc;

/// One account's way through the Partner API, beside its way through the XML services.
pub(super) struct Partner {
    pub(super) client: Arc<PartnerClient>,
    pub(super) xml: Arc<Session>,
}

#[async_trait]
impl PriceAndAvailability for Partner {
    async fn quote(&self, skus: &[String]) -> Result<Vec<Quote>, Problem> {
        let queries: Vec<PriceQuery> = skus.iter().map(PriceQuery::sku).collect();
        let answers = self.client.price_and_availability(&queries).await.map_err(problem)?;
        let currency = self.xml.currency();
        Ok(skus.iter().zip(answers).map(|(sku, answer)| quote(sku, &answer.items, currency)).collect())
    }
}

#[async_trait]
impl OrderLookup for Partner {
    async fn look_up(&self, number: &str, as_orderer: bool) -> Result<OrderAnswer, Problem> {
        if as_orderer {
            return self.xml.look_up(number, true).await;
        }
        let orders = self.client.orders(number, OrderNumberKind::PurchaseOrder).await.map_err(problem)?;
        if orders.is_empty() {
            return Ok(OrderAnswer { code: AnswerCode::NotFound, entries: Vec::new(), raw_answer: None });
        }
        let shipments = self.client.shipments(number).await.map_err(problem)?;
        let raw_answer = serde_json::to_string(&(&orders, &shipments)).ok();
        let entries = entries(&orders, shipments.as_ref()).ok_or_else(unusable)?;
        Ok(OrderAnswer { code: AnswerCode::Known, entries, raw_answer })
    }
}

#[async_trait]
impl InvoiceLookup for Partner {
    async fn invoices(&self, number: &str) -> Result<Vec<Invoice>, Problem> {
        let found = self.client.invoices(number, InvoiceNumberKind::PurchaseOrder).await.map_err(problem)?;
        let currency = self.xml.currency();
        found.into_iter().map(|one| invoice(one, currency).ok_or_else(unusable)).collect()
    }
}

/// What the look-ups tell, line by line; `None` where it cannot be read.
fn entries(orders: &[PartnerOrder], shipments: Option<&PartnerShipments>) -> Option<Vec<OrderEntry>> {
    let mut found = Vec::new();
    let Some(shipments) = shipments else {
        for order in orders {
            for line in &order.lines {
                let entry = bare(number(line.line.as_deref())?, line.sku.as_deref(), line.quantity?);
                let (order_number, unit_price) = (order.sales_order_number.clone(), line.unit_price);
                found.push(OrderEntry { order_number, unit_price, ..entry });
            }
        }
        return Some(found);
    };
    for line in &shipments.lines {
        let entries = shipped(line)?;
        let ordered = in_order(orders, line.line.as_deref());
        found.extend(entries.into_iter().map(|entry| match &ordered {
            Some((order_number, unit_price)) => {
                OrderEntry { order_number: order_number.clone(), unit_price: *unit_price, ..entry }
            }
            None => entry,
        }));
    }
    Some(found)
}

/// The distributor order number and the price of a line, if exactly one order has it.
fn in_order(orders: &[PartnerOrder], line: Option<&str>) -> Option<(Option<String>, Option<rust_decimal::Decimal>)> {
    let mut having = orders.iter().filter_map(|order| {
        let line = order.lines.iter().find(|one| one.line.as_deref() == line)?;
        Some((order.sales_order_number.clone(), line.unit_price))
    });
    having.next().filter(|_| having.next().is_none())
}

/// One entry for each part that left, and one for what did not leave.
fn shipped(line: &PartnerShipmentLine) -> Option<Vec<OrderEntry>> {
    let (number, sku) = (number(line.line.as_deref())?, line.sku.as_deref());
    let gone: Vec<&PartnerPart> = line.parts.iter().filter(|part| part.shipped.is_some()).collect();
    let mut entries = Vec::new();
    for part in &gone {
        let quantity = part.quantity?;
        entries.push(OrderEntry {
            state: LineState::Shipped,
            shipped: quantity,
            shipped_at: part.shipped.map(|day| day.to_string()),
            warehouse: part.warehouse.clone(),
            ship_method: part.tracking.first().and_then(|parcel| parcel.carrier.clone()),
            packages: packages(part, quantity),
            ..bare(number, sku, quantity)
        });
    }
    let left = line.quantity? - entries.iter().map(|entry| entry.shipped).sum::<i64>();
    if left > 0 {
        entries.push(bare(number, sku, left));
    }
    Some(entries)
}

/// How many units each of several parcels holds is not told.
fn packages(part: &PartnerPart, quantity: i64) -> Vec<Package> {
    let quantity = if part.tracking.len() == 1 { quantity } else { 0 };
    let parcel = |number: &String| Package { tracking: number.clone(), quantity, serials: Vec::new() };
    part.tracking.iter().map(|one| &one.number).filter(|number| !number.trim().is_empty()).map(parcel).collect()
}

/// A line of which nothing is known but that it was ordered.
fn bare(line: u32, sku: Option<&str>, quantity: i64) -> OrderEntry {
    OrderEntry {
        line,
        sku: sku.unwrap_or_default().to_owned(),
        state: LineState::Unknown,
        in_review: false,
        order_number: None,
        quantity,
        shipped: 0,
        unit_price: None,
        shipped_at: None,
        eta: None,
        warehouse: None,
        ship_method: None,
        packages: Vec::new(),
        freight: None,
    }
}

fn number(text: Option<&str>) -> Option<u32> {
    text?.trim().parse().ok()
}

/// `None` for an invoice of which anything could not be read: a total that is too small is worse than none.
fn invoice(one: PartnerInvoice, currency: Currency) -> Option<Invoice> {
    Some(Invoice {
        number: one.number.filter(|_| one.unreadable.is_empty())?,
        date: one.date,
        total: Money::new(one.total?, currency),
        freight: one.freight,
        tax: one.tax,
        lines: one.lines.into_iter().map(invoice_line).collect::<Option<_>>()?,
    })
}

fn invoice_line(line: PartnerInvoiceLine) -> Option<InvoiceLine> {
    Some(InvoiceLine {
        line: number(line.line.as_deref()),
        sku: line.sku.unwrap_or_default(),
        quantity: line.quantity?,
        unit_price: line.unit_price,
        serials: line.serial_numbers,
    })
}

fn unusable() -> Problem {
    problem(Error::Protocol { what: "a number is missing".to_owned(), excerpt: String::new() })
}

/// A refusal concerns the application that the operator named, not the connection's credentials.
fn problem(error: Error) -> Problem {
    let said = match &error {
        Error::Credentials { message, .. } => format!("refuses the application. It says: {message}"),
        Error::Permanent { code, message } => format!("does not answer the application ({code}): {message}"),
        _ => return errors::problem(error),
    };
    let sentence = format!(
        "TD SYNNEX's Partner API {said}. Whoever runs this server must correct the account's entry in \
         vendors.td_synnex.partner_api, or take it out: then the XML services are asked."
    );
    Problem::new("partner_api_refused", sentence, Consequence::NeedsPerson).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::td_synnex::Slot;
    use serde_json::{Value, json};

    fn order(number: &str, lines: Value) -> PartnerOrder {
        let order = json!({"sales_order_number": number, "lines": lines, "unreadable": []});
        serde_json::from_value(order).unwrap()
    }

    fn shipments(parts: Value) -> PartnerShipments {
        let line = json!({"line": "1", "sku": "77", "quantity": 5, "parts": parts});
        serde_json::from_value(json!({"lines": [line], "unreadable": []})).unwrap()
    }

    #[test]
    fn what_left_is_shipped_and_the_rest_is_unknown() {
        let orders = [order("900", json!([{"line": "1", "sku": "77", "quantity": 5, "unit_price": "9.50"}]))];
        let parts = json!([
            {"quantity": 2, "shipped": "2026-11-20", "tracking": [{"number": "1Z"}], "status": "Cancelled"},
            {"quantity": 3, "tracking": []},
        ]);
        let found = entries(&orders, Some(&shipments(parts))).unwrap();
        let told: Vec<_> = found.iter().map(|one| (one.state, one.quantity, one.shipped, one.packages.len())).collect();
        assert_eq!(told, [(LineState::Shipped, 2, 2, 1), (LineState::Unknown, 3, 0, 0)]);
        assert!(found.iter().all(|one| one.order_number.as_deref() == Some("900")
            && one.unit_price == Some("9.50".parse().unwrap())
            && one.sku == "77"));
    }

    #[test]
    fn a_line_of_two_orders_names_neither() {
        let line = json!([{"line": "1", "sku": "77", "quantity": 5}]);
        let found = entries(&[order("900", line.clone()), order("901", line)], Some(&shipments(json!([])))).unwrap();
        assert_eq!((found.len(), found[0].order_number.as_deref()), (1, None));
    }

    #[test]
    fn an_order_without_shipments_is_known_and_nothing_more() {
        let orders = [order("900", json!([{"line": "1", "sku": "77", "quantity": 5, "status": "Open"}]))];
        let found = entries(&orders, None).unwrap();
        assert_eq!((found[0].state, found[0].quantity, found[0].shipped), (LineState::Unknown, 5, 0));
    }

    #[test]
    fn what_cannot_be_read_is_no_answer() {
        assert!(entries(&[order("900", json!([{"line": "one", "sku": "77", "quantity": 5}]))], None).is_none());
        assert!(entries(&[], Some(&shipments(json!([{"shipped": "2026-11-20", "tracking": []}])))).is_none());
        let bare = |number: Value, unreadable: Value| -> PartnerInvoice {
            let invoice = json!({
                "number": number, "total": "12.30", "lines": [], "tracking_numbers": [], "unreadable": unreadable,
            });
            serde_json::from_value(invoice).unwrap()
        };
        let fault = json!([{"element": "tax", "text": "many"}]);
        assert!(invoice(bare(json!("800"), json!([])), Currency::USD).is_some());
        assert!(invoice(bare(Value::Null, json!([])), Currency::USD).is_none());
        let Ok(unreadable) = serde_json::from_value::<Vec<::td_synnex::Unreadable>>(fault) else { panic!("its form") };
        let cut = PartnerInvoice { unreadable, ..bare(json!("800"), json!([])) };
        assert!(invoice(cut, Currency::USD).is_none());
    }

    #[test]
    fn a_refused_application_is_the_operators_and_no_reason_to_reconnect() {
        let refused = Error::Credentials { slot: Slot::Read, expired: false, message: "HTTP 401".into() };
        let found = problem(refused);
        assert_eq!((found.code, &found.consequence), ("partner_api_refused", &Consequence::NeedsPerson));
        assert!(unusable().may_repeat());
    }
}
