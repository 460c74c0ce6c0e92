//! Orders, shipments and invoices as the Partner API tells them. The names of the heads and of the shipments were seen in clients;
//! those of the lines of orders and invoices, the words of the states, and amounts as text are made up in the same manner.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::td_synnex::book::{Invoice, Line, Order, Piece, Stage};
use crate::td_synnex::state::{World, local};

/// What a number names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `SO`: a distributor order number.
    SalesOrder,
    /// `PO`: a customer PO number.
    PurchaseOrder,
    /// `IV`: an invoice number.
    Invoice,
}

impl Kind {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "SO" => Some(Self::SalesOrder),
            "PO" => Some(Self::PurchaseOrder),
            "IV" => Some(Self::Invoice),
            _ => None,
        }
    }
}

/// One entry per distributor order number of the purchase order, or the one that is named.
pub(super) fn orders(world: &World, number: &str, kind: Option<Kind>) -> Vec<Value> {
    let mut found = Vec::new();
    for order in effective(world) {
        for own in numbers(order) {
            let by_number = own.to_string() == number && kind != Some(Kind::PurchaseOrder);
            if by_number || (has_po(order, number) && kind != Some(Kind::SalesOrder)) {
                found.push(head(world, order, own));
            }
        }
    }
    found
}

/// What left, per line. Either number names the order: which of them the service takes was not seen.
pub(super) fn shipments(world: &World, number: &str) -> Option<Value> {
    let order = effective(world)
        .find(|order| has_po(order, number) || numbers(order).iter().any(|own| own.to_string() == number))?;
    let (state, code) = state_of(order.pieces.iter());
    let lines: Vec<Value> = order.lines.iter().map(|line| shipped_line(world, order, line)).collect();
    let first = numbers(order).first().map(u64::to_string);
    Some(json!({
        "orderNumber": first, "purchaseOrder": order.po_number, "orderStatus": state, "orderStatusCode": code,
        "uniqueID": null, "lines": lines, "errorMessage": null,
    }))
}

/// The invoices of an order, or the one that is named.
pub(super) fn invoices(world: &World, number: &str, kind: Kind) -> Vec<Value> {
    let mut found = Vec::new();
    for order in effective(world) {
        for one in &order.invoices {
            let named = match kind {
                Kind::Invoice => one.number.to_string() == number,
                Kind::PurchaseOrder => has_po(order, number),
                Kind::SalesOrder => billed(order, one).any(|piece| piece.order_number.to_string() == number),
            };
            if named {
                found.push(invoice(world, order, one));
            }
        }
    }
    found
}

fn effective(world: &World) -> impl Iterator<Item = &Order> {
    // The token belongs to one account.
    world.orders.iter().filter(|order| order.took_effect() && order.account == world.catalog.account)
}

fn has_po(order: &Order, number: &str) -> bool {
    order.po_number.trim().eq_ignore_ascii_case(number.trim())
}

fn numbers(order: &Order) -> Vec<u64> {
    let mut numbers: Vec<u64> = order.pieces.iter().map(|piece| piece.order_number).filter(|own| *own > 0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn head(world: &World, order: &Order, number: u64) -> Value {
    let pieces = || order.pieces.iter().filter(move |piece| piece.order_number == number);
    let (state, code) = state_of(pieces());
    let total: Decimal =
        pieces().filter_map(|piece| Some(order.line(piece.line)?.unit_price * Decimal::from(piece.quantity))).sum();
    let lines: Vec<Value> = pieces().filter_map(|piece| Some(order_line(order.line(piece.line)?, piece))).collect();
    let billed = order.invoices.iter().find(|one| pieces().any(|piece| piece.shipment == Some(one.shipment)));
    json!({
        "orderNumber": number.to_string(), "invoiceNumber": billed.map(|one| one.number.to_string()),
        "purchaseOrderNumber": order.po_number, "salesOrderNumber": number.to_string(),
        "orderStatus": state, "orderStatusCode": code,
        "orderPlacedDate": local(order.received, &world.settings).date().to_string(),
        "total": money(total), "tax": "0.00", "freight": cents(billed.map_or(0, |one| one.freight_cents)), "otherFees": "0.00",
        "shipTo": {"name": order.ship_to}, "endUser": null, "lines": lines, "uniqueID": null, "errorMessage": null,
    })
}

fn order_line(line: &Line, piece: &Piece) -> Value {
    json!({
        "lineNumber": line.number.to_string(), "partNumber": line.sku.to_string(),
        "manufacturerPartNumber": line.part_number, "description": line.description,
        "totalQuantity": piece.quantity.to_string(), "unitPrice": money(line.unit_price),
        "lineStatus": words(piece.stage).0, "lineStatusCode": words(piece.stage).1,
    })
}

fn shipped_line(world: &World, order: &Order, line: &Line) -> Value {
    let pieces = || order.pieces.iter().filter(|piece| piece.line == line.number);
    let (state, code) = state_of(pieces());
    let parts: Vec<Value> = (1..)
        .zip(pieces().filter(|piece| piece.shipped_at.is_some()))
        .map(|(index, piece)| shipped_part(world, line, piece, index))
        .collect();
    let parcels: usize = pieces().map(|piece| piece.packages.len()).sum();
    json!({
        "displayLineNumber": line.number.to_string(), "lineNumber": line.number.to_string(),
        "partNumber": line.sku.to_string(), "manufacturerPartNumber": line.part_number, "configStatus": null,
        "totalQuantity": line.quantity.to_string(), "hasMultipleTrackingNumbers": parcels > 1, "hasMultipleCarrier": false,
        "lineStatusCode": code, "lineStatus": state, "uniqueID": null, "subLines": parts,
    })
}

fn shipped_part(world: &World, line: &Line, piece: &Piece, index: u32) -> Value {
    let tracking: Vec<Value> = piece
        .packages
        .iter()
        .map(|package| json!({"trackingNumber": package.tracking, "carrierDescription": "Sample Parcel Ground"}))
        .collect();
    json!({
        "displayLineNumber": format!("{}.{index}", line.number), "techDataPONumber": null, "vendorSalesOrderNumber": null,
        "quantity": piece.quantity.to_string(),
        "shipDate": piece.shipped_at.map(|at| local(at, &world.settings).date().to_string()),
        "warehouse": piece.warehouse.to_string(), "deliveryNumber": null, "lineStatus": words(piece.stage).0,
        "tracking": tracking,
    })
}

fn billed<'a>(order: &'a Order, invoice: &'a Invoice) -> impl Iterator<Item = &'a Piece> {
    order.pieces.iter().filter(|piece| piece.shipment == Some(invoice.shipment))
}

fn invoice(world: &World, order: &Order, invoice: &Invoice) -> Value {
    let goods: Decimal = billed(order, invoice)
        .filter_map(|piece| Some(order.line(piece.line)?.unit_price * Decimal::from(piece.quantity)))
        .sum();
    let freight = Decimal::new(i64::from(invoice.freight_cents), 2);
    let lines: Vec<Value> = billed(order, invoice).filter_map(|piece| billed_line(order, piece)).collect();
    let units: Vec<Value> = billed(order, invoice)
        .flat_map(|piece| &piece.packages)
        .map(|package| json!({"trackingNumber": package.tracking, "quantity": package.quantity.to_string()}))
        .collect();
    json!({
        "invoiceNumber": invoice.number.to_string(), "invoiceDate": local(invoice.at, &world.settings).date().to_string(),
        "purchaseOrderNumber": order.po_number,
        "salesOrderNumber": billed(order, invoice).next().map(|piece| piece.order_number.to_string()),
        "total": money(goods + freight), "tax": "0.00", "freight": money(freight), "otherFees": "0.00",
        "lines": lines, "handlingUnits": units, "vendorShipTracking": [], "errorMessage": null,
    })
}

fn billed_line(order: &Order, piece: &Piece) -> Option<Value> {
    let line = order.line(piece.line)?;
    let serials: Vec<&String> = piece.packages.iter().flat_map(|package| &package.serials).collect();
    Some(json!({
        "lineNumber": line.number.to_string(), "partNumber": line.sku.to_string(),
        "manufacturerPartNumber": line.part_number, "description": line.description,
        "quantity": piece.quantity.to_string(), "unitPrice": money(line.unit_price), "serialNumbers": serials,
    }))
}

/// The state of several parts: the one they share, else open.
fn state_of<'a>(pieces: impl Iterator<Item = &'a Piece>) -> (&'static str, &'static str) {
    let mut states = pieces.filter(|piece| piece.stage != Stage::Moved).map(|piece| words(piece.stage));
    let Some(first) = states.next() else { return words(Stage::Open) };
    if states.all(|state| state == first) { first } else { words(Stage::Open) }
}

fn words(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Review => ("In review", "Q"),
        Stage::BackOrder => ("Back ordered", "B"),
        Stage::Open | Stage::Released | Stage::Moved => ("Open", "O"),
        Stage::Shipped => ("Shipped", "S"),
        Stage::Invoiced => ("Invoiced", "I"),
        Stage::Deleted => ("Cancelled", "C"),
        Stage::Rejected => ("Rejected", "R"),
    }
}

fn money(amount: Decimal) -> String {
    format!("{:.2}", amount.round_dp(2))
}

fn cents(amount: u32) -> String {
    money(Decimal::new(i64::from(amount), 2))
}
