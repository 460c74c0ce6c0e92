//! What programs see of products, orders, shipments and invoices.

use crate::http::nango::time::zulu;
use linkspan_store::{
    ChangeAction, InvoiceChange, OrderChange, OrderLine, OrderReference, ProductLink, ShipmentChange,
};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

/// What becomes a record.
pub(super) trait Content {
    /// Its members, without id and metadata.
    fn members(&self) -> Value;
}

/// The word of an action.
pub(super) fn word(action: ChangeAction) -> &'static str {
    match action {
        ChangeAction::Added => "ADDED",
        ChangeAction::Updated => "UPDATED",
        ChangeAction::Deleted => "DELETED",
    }
}

/// The shortest number in JSON that is this amount.
fn number(amount: Option<Decimal>) -> Value {
    amount.and_then(|amount| amount.normalize().to_f64()).map_or(Value::Null, Value::from)
}

impl Content for ProductLink {
    fn members(&self) -> Value {
        let written = self.written.clone().unwrap_or_default();
        let (product, row) = (written.product, written.row);
        json!({
            "sku": self.sku,
            "name": product.name.as_deref().unwrap_or(&self.name),
            "description": product.description,
            "manufacturer": product.manufacturer,
            "manufacturer_part_number": product.manufacturer_part,
            "vendor_cost": number(row.cost),
            "unit_cost": number(product.unit_cost),
            "unit_price": number(product.unit_price),
            "list_price": number(product.list_price),
            "is_active": product.active,
            "is_made_by_linkspan": self.made_by_us,
            "autotask_product_id": self.product,
            "autotask_product_vendor_id": self.vendor_row,
            "autotask_category_id": product.category,
        })
    }
}

impl Content for OrderChange {
    fn members(&self) -> Value {
        let identity = &self.identity;
        json!({
            "state": self.state.as_str(),
            "explanation": self.explanation,
            "autotask_purchase_order_id": identity.psa_order_id,
            "autotask_purchase_order_number": identity.psa_order_number,
            "purchase_for": identity.purchase_for,
            "distributor": identity.distributor,
            "account": identity.account,
            "customer_po_number": identity.customer_po_number,
            "distributor_order_numbers": self.numbers,
            "total": number(self.total),
            "currency": self.currency.map(|currency| currency.code().to_owned()),
            "differences": self.differences,
            "sent_at": self.sent_at.map(zulu),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
        })
    }
}

fn line(line: &OrderLine) -> Value {
    json!({
        "line": line.line,
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "unit_price": number(line.unit_price),
        "state": line.state.as_str(),
        "shipped": line.shipped,
        "backordered": line.backordered,
        "eta": line.eta,
        "autotask_item_id": line.psa_item,
    })
}

/// The members by which something says what order it belongs to.
fn with_order(order: &OrderReference, mut members: Value) -> Value {
    members["order_id"] = json!(order.order.to_string());
    members["autotask_purchase_order_id"] = json!(order.psa_order_id);
    members["autotask_purchase_order_number"] = json!(order.psa_order_number);
    members["customer_po_number"] = json!(order.customer_po_number);
    members
}

impl Content for ShipmentChange {
    fn members(&self) -> Value {
        let shipment = &self.shipment;
        let members = json!({
            "line": shipment.line,
            "sku": self.sku,
            "quantity": shipment.quantity,
            "distributor_order_number": shipment.order_number,
            "tracking_number": Some(&shipment.tracking).filter(|number| !number.is_empty()),
            "serial_numbers": shipment.serials,
            "shipped_at": shipment.shipped_at,
            "warehouse": shipment.warehouse,
            "ship_method": shipment.ship_method,
        });
        with_order(&self.order, members)
    }
}

impl Content for InvoiceChange {
    fn members(&self) -> Value {
        let invoice = &self.invoice;
        let lines = invoice.lines.iter().map(|line| {
            json!({
                "line": line.line,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": number(line.unit_price),
                "serial_numbers": line.serials,
            })
        });
        let members = json!({
            "number": invoice.number,
            "date": invoice.date.map(|date| date.to_string()),
            "total": number(Some(invoice.total.amount)),
            "currency": invoice.total.currency.code(),
            "freight": number(invoice.freight),
            "tax": number(invoice.tax),
            "lines": lines.collect::<Vec<_>>(),
        });
        with_order(&self.order, members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_numbers_to_the_cent() {
        for (amount, text) in [("739.28", "739.28"), ("0.10", "0.1"), ("1200.00", "1200.0"), ("0.1234", "0.1234")] {
            assert_eq!(number(Some(amount.parse().unwrap())).to_string(), text);
        }
        assert_eq!(number(None), Value::Null);
    }
}
