//! Looking orders up, and reading invoices.

use super::session::Session;
use ::td_synnex::Slot;
use ::td_synnex::invoice::{self as wire, InvoiceQuery};
use ::td_synnex::order::OrderType;
use ::td_synnex::status::{StatusAnswer, StatusCode, StatusLine};
use async_trait::async_trait;
use linkspan_core::capability::distributor::{
    AnswerCode, Invoice, InvoiceLine, InvoiceLookup, OrderAnswer, OrderEntry, OrderLookup, Package,
};
use linkspan_core::money::{Currency, Money};
use linkspan_core::order::LineState;
use linkspan_core::problem::Problem;

#[async_trait]
impl OrderLookup for Session {
    async fn look_up(&self, number: &str, as_orderer: bool) -> Result<OrderAnswer, Problem> {
        let slot = if as_orderer { Slot::Order } else { Slot::Read };
        let answer = self.run(self.client().status(number, slot)).await?;
        Ok(read(&answer))
    }
}

#[async_trait]
impl InvoiceLookup for Session {
    async fn invoices(&self, number: &str) -> Result<Vec<Invoice>, Problem> {
        let query = InvoiceQuery::PoNumber(number.to_owned());
        let found = self.run(self.client().invoices(&query)).await?;
        let currency = self.currency();
        Ok(found.into_iter().filter_map(|one| invoice(one, currency)).collect())
    }
}

fn read(answer: &StatusAnswer) -> OrderAnswer {
    let code = match &answer.code {
        StatusCode::NotFound => AnswerCode::NotFound,
        StatusCode::Accepted | StatusCode::Shipped | StatusCode::Invoiced | StatusCode::Partial => AnswerCode::Known,
        StatusCode::Deleted => AnswerCode::Cancelled,
        StatusCode::Rejected => AnswerCode::Rejected,
        StatusCode::Unknown(word) => AnswerCode::Other(word.clone()),
    };
    // The client keeps every field of the answer, so its own form is the evidence.
    let raw_answer = serde_json::to_string(answer).ok();
    OrderAnswer { code, entries: answer.lines.iter().map(entry).collect(), raw_answer }
}

fn entry(line: &StatusLine) -> OrderEntry {
    let shipped = line.ship_quantity.unwrap_or_default();
    let quantity = line.order_quantity.unwrap_or_default();
    let is_open = matches!(line.code, StatusCode::Accepted | StatusCode::Partial);
    OrderEntry {
        line: line.line,
        sku: line.sku.clone().unwrap_or_default(),
        state: state(line, quantity, shipped),
        in_review: is_open && line.order_type == OrderType::Quotation,
        order_number: line.order_number.clone(),
        quantity,
        shipped,
        unit_price: line.unit_price,
        shipped_at: line.shipped.map(|at| at.to_string()),
        eta: line.eta.or(line.estimated_delivery),
        warehouse: warehouse(line),
        ship_method: line.ship_method_description.clone().or_else(|| line.ship_method.clone()),
        packages: line.packages.iter().filter_map(package).collect(),
        freight: line.charges.freight,
    }
}

/// The state of one entry. An entry that has shipped in part and goes on is *partly shipped*.
fn state(line: &StatusLine, quantity: i64, shipped: i64) -> LineState {
    match &line.code {
        StatusCode::Accepted | StatusCode::Partial if shipped > 0 && shipped < quantity => LineState::PartlyShipped,
        StatusCode::Accepted if shipped > 0 => LineState::Shipped,
        StatusCode::Accepted if line.order_type == OrderType::BackOrder => LineState::Backordered,
        StatusCode::Accepted => LineState::Accepted,
        StatusCode::Shipped => LineState::Shipped,
        StatusCode::Invoiced => LineState::Invoiced,
        StatusCode::Deleted => LineState::Cancelled,
        StatusCode::Rejected => LineState::Rejected,
        StatusCode::Partial | StatusCode::NotFound | StatusCode::Unknown(_) => LineState::Unknown,
    }
}

fn warehouse(line: &StatusLine) -> Option<String> {
    let place =
        [&line.ship_from.city, &line.ship_from.state].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    match (&line.ship_from.warehouse, place.is_empty()) {
        (Some(number), false) => Some(format!("{number} ({place})")),
        (Some(number), true) => Some(number.clone()),
        (None, false) => Some(place),
        (None, true) => None,
    }
}

/// A parcel without a number cannot be followed.
fn package(parcel: &::td_synnex::status::Package) -> Option<Package> {
    Some(Package {
        tracking: parcel.tracking_number.clone()?,
        quantity: parcel.quantity.unwrap_or_default(),
        serials: parcel.serial_numbers.clone(),
    })
}

/// An invoice without a number or a total is none yet.
fn invoice(one: wire::Invoice, currency: Currency) -> Option<Invoice> {
    Some(Invoice {
        number: one.number?,
        date: one.date,
        total: Money::new(one.summary.total?, currency),
        freight: one.summary.freight,
        tax: one.summary.sales_tax,
        lines: one.items.into_iter().map(invoice_line).collect(),
    })
}

fn invoice_line(item: wire::InvoiceItem) -> InvoiceLine {
    InvoiceLine {
        line: item.customer_line.and_then(|line| line.trim().parse().ok()),
        sku: item.sku.unwrap_or_default(),
        quantity: item.quantity.unwrap_or_default(),
        unit_price: item.unit_price,
        serials: item.serial_numbers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn line(code: &str, order_type: &str, quantity: i64, shipped: i64) -> OrderEntry {
        let mut line: StatusLine = serde_json::from_value(json!({
            "line": 1, "code": "accepted", "order_type": {"other": order_type}, "ship_from": {}, "charges": {}, "packages": [],
            "unreadable": [],
        }))
        .unwrap();
        line.code = StatusCode::from_vendor(code);
        line.order_type = OrderType::from_vendor(order_type);
        (line.order_quantity, line.ship_quantity) = (Some(quantity), Some(shipped));
        entry(&line)
    }

    #[rstest]
    #[case::ordered("accepted", "SO", 0, LineState::Accepted, false)]
    #[case::back_order("accepted", "BO", 0, LineState::Backordered, false)]
    #[case::with_a_person("accepted", "QO", 0, LineState::Accepted, true)]
    #[case::with_a_person_by_its_number("accepted", "99", 0, LineState::Accepted, true)]
    #[case::in_part("accepted", "SO", 2, LineState::PartlyShipped, false)]
    #[case::shipped("shipped", "SO", 5, LineState::Shipped, false)]
    #[case::billed("invoiced", "SO", 5, LineState::Invoiced, false)]
    #[case::cancelled("deleted", "SO", 0, LineState::Cancelled, false)]
    #[case::refused("rejected", "", 0, LineState::Rejected, false)]
    #[case::a_word_of_tomorrow("In Transit", "SO", 0, LineState::Unknown, false)]
    fn each_code_becomes_a_state(
        #[case] code: &str,
        #[case] order_type: &str,
        #[case] shipped: i64,
        #[case] state: LineState,
        #[case] in_review: bool,
    ) {
        let entry = line(code, order_type, 5, shipped);
        assert_eq!((entry.state, entry.in_review), (state, in_review));
    }

    #[test]
    fn an_invoice_without_a_number_is_none_yet() {
        let bare = json!({"tracking_numbers": [], "items": [], "summary": {"total": "12.30"}, "unreadable": []});
        let mut one: wire::Invoice = serde_json::from_value(bare).unwrap();
        assert_eq!(invoice(one.clone(), Currency::CAD), None);
        one.number = Some("900".into());
        assert_eq!(invoice(one, Currency::CAD).unwrap().total.to_string(), "12.30 CAD");
    }
}
