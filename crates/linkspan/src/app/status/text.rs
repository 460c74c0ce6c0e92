//! The words of our blocks in the memos: short, and the same until something changes.

use linkspan_core::order::LineState;
use linkspan_store::{DistributorOrder, OrderLine, Shipment, StoredInvoice};

/// The block of the order, most important line first: what does not fit is left out from the end.
pub(super) fn order_lines(
    numbers: &[DistributorOrder],
    lines: &[OrderLine],
    shipments: &[Shipment],
    invoices: &[StoredInvoice],
) -> Vec<String> {
    let mut text = Vec::new();
    let list: Vec<_> = numbers.iter().map(|number| number.number.as_str()).collect();
    if !list.is_empty() {
        text.push(format!("Distributor order {}", list.join(", ")));
    }
    let ordered: i64 = lines.iter().map(|line| line.quantity).sum();
    let shipped: i64 = lines.iter().map(|line| line.shipped).sum();
    text.push(format!("Shipped {shipped} of {ordered}"));
    for invoice in invoices {
        text.push(format!("Invoice {} over {}", invoice.invoice.number, invoice.invoice.total));
    }
    let mut tracking: Vec<_> = shipments.iter().map(|one| one.tracking.as_str()).filter(|t| !t.is_empty()).collect();
    tracking.sort_unstable();
    tracking.dedup();
    text.extend(tracking.into_iter().map(|number| format!("Tracking {number}")));
    text
}

/// The block of one line.
pub(super) fn line_lines(line: &OrderLine, shipments: &[Shipment]) -> Vec<String> {
    let mut text = vec![format!("{}: {} of {} shipped", state_word(line.state), line.shipped, line.quantity)];
    if line.backordered > 0 {
        text.push(match &line.eta {
            Some(eta) => format!("{} on back order, expected {eta}", line.backordered),
            None => format!("{} on back order", line.backordered),
        });
    }
    for shipment in shipments.iter().filter(|shipment| shipment.line == line.line) {
        let mut one = match shipment.tracking.as_str() {
            "" => format!("{} sent", shipment.quantity),
            tracking => format!("{} sent, tracking {tracking}", shipment.quantity),
        };
        if !shipment.serials.is_empty() {
            one.push_str(&format!(", serials {}", shipment.serials.join(", ")));
        }
        text.push(one);
    }
    text
}

fn state_word(state: LineState) -> &'static str {
    match state {
        LineState::Pending | LineState::Sent | LineState::Unknown => "Sent to the distributor",
        LineState::Accepted => "Ordered",
        LineState::Released => "In the warehouse",
        LineState::Backordered => "On back order",
        LineState::PartlyShipped => "Partly shipped",
        LineState::Shipped => "Shipped",
        LineState::Delivered => "Delivered",
        LineState::Invoiced => "Invoiced",
        LineState::Closed => "Done",
        LineState::Cancelled => "Cancelled by the distributor",
        LineState::Rejected => "Refused by the distributor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> OrderLine {
        OrderLine {
            line: 1,
            psa_item: "901".into(),
            sku: "5000101".into(),
            name: "Dock".into(),
            quantity: 3,
            unit_price: None,
            psa_price: None,
            state: LineState::PartlyShipped,
            shipped: 1,
            backordered: 2,
            eta: Some("2026-12-24".into()),
        }
    }

    fn shipment() -> Shipment {
        Shipment {
            line: 1,
            order_number: "152301636".into(),
            tracking: "9400".into(),
            quantity: 1,
            serials: vec!["SN1".into()],
            shipped_at: None,
            warehouse: None,
            ship_method: None,
        }
    }

    #[test]
    fn a_line_says_what_is_on_its_way_and_what_is_not() {
        let text = line_lines(&line(), &[shipment()]);
        assert_eq!(
            text,
            [
                "Partly shipped: 1 of 3 shipped",
                "2 on back order, expected 2026-12-24",
                "1 sent, tracking 9400, serials SN1"
            ]
        );
    }

    #[test]
    fn the_order_number_comes_first_because_the_end_may_be_left_out() {
        let number = DistributorOrder {
            number: "152301636".into(),
            source: "answer".into(),
            first_seen_at: linkspan_core::clock::from_ms(0),
        };
        let text = order_lines(&[number], &[line()], &[shipment(), shipment()], &[]);
        assert_eq!(text, ["Distributor order 152301636", "Shipped 1 of 3", "Tracking 9400"]);
    }
}
