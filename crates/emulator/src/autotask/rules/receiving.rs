//! Receipts: never more than is open, one serial number per unit, stock rises, the order moves on.

use serde_json::Value;

use super::inventory;
use super::orders::OrderStatus;
use crate::autotask::quirks::{NegativeReceipt, ReceiveWhenReceived, VendorInvoice};
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::{Writer, bad_reference_named};

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    let item = row.int("purchaseOrderItemID").and_then(|item| writer.data.row("PurchaseOrderItems", item));
    let item = item.ok_or_else(|| bad_reference_named(row, "purchaseOrderItemID"))?;
    check_order(writer, item)?;
    if writer.quirks.vendor_invoice == VendorInvoice::Required && row.get("vendorInvoiceNumber").is_null() {
        return Err(Refused::error("Value does not exist for the required field vendorInvoiceNumber"));
    }
    let now_receiving = row.int("quantityNowReceiving").unwrap_or_default();
    let (ordered, before) = (item.int("quantity").unwrap_or_default(), received(writer, item.id()));
    check_quantity(writer, now_receiving, ordered - before)?;
    check_serial(writer, item, row, now_receiving)?;
    row.set("quantityPreviouslyReceived", before);
    row.set("quantityBackOrdered", ordered - before - now_receiving);
    if row.get("receiveDate").is_null() {
        row.set("receiveDate", shown_time(writer.now));
    }
    row.set("receivedByResourceID", writer.actor.resource_id);
    Ok(())
}

pub(super) fn after_create(writer: &mut Writer<'_>, id: i64) {
    let Some(receipt) = writer.data.row("PurchaseOrderItemReceiving", id).cloned() else { return };
    let item = receipt.int("purchaseOrderItemID").and_then(|item| writer.data.row("PurchaseOrderItems", item));
    let Some(item) = item.cloned() else { return };
    inventory::take_in(writer, &item, &receipt);
    let order = item.int("orderID").and_then(|order| writer.data.row("PurchaseOrders", order)).cloned();
    let Some(mut order) = order else { return };
    let items = writer.data.named("PurchaseOrderItems").children_of(order.id());
    let is_full = items
        .map(|item| (item.id(), item.int("quantity").unwrap_or_default()))
        .all(|(item, quantity)| received(writer, item) >= quantity);
    let status = if is_full { OrderStatus::ReceivedFull } else { OrderStatus::ReceivedPartial };
    order.set("status", status.number(writer.quirks));
    let id = order.id();
    writer.data.named_mut("PurchaseOrders").put(order);
    super::follow_order(writer, id);
}

/// How many units of an item have come in.
pub(crate) fn received(writer: &Writer<'_>, item: i64) -> i64 {
    let receipts = writer.data.named("PurchaseOrderItemReceiving").children_of(item);
    receipts.filter_map(|receipt| receipt.int("quantityNowReceiving")).sum()
}

fn check_order(writer: &Writer<'_>, item: &Record) -> Result<(), Refused> {
    let order = item.int("orderID").and_then(|order| writer.data.row("PurchaseOrders", order));
    let status = order.map(|order| OrderStatus::of(order, writer.quirks));
    let is_taken_when_full = writer.quirks.receive_when_received == ReceiveWhenReceived::Taken;
    match status {
        Some(OrderStatus::Submitted | OrderStatus::ReceivedPartial) => Ok(()),
        Some(OrderStatus::ReceivedFull) if is_taken_when_full => Ok(()),
        _ => Err(Refused::error(
            "Items can be received only while the purchase order status is Submitted or Received Partial.",
        )),
    }
}

fn check_quantity(writer: &Writer<'_>, now_receiving: i64, open: i64) -> Result<(), Refused> {
    if now_receiving == 0 {
        return Err(Refused::error("quantityNowReceiving must not be 0."));
    }
    if now_receiving < 0 && writer.quirks.negative_receipt == NegativeReceipt::Refused {
        return Err(Refused::error("quantityNowReceiving must not be negative."));
    }
    if now_receiving > open {
        return Err(Refused::error("quantityNowReceiving must not exceed the quantity that is open."));
    }
    Ok(())
}

fn check_serial(writer: &Writer<'_>, item: &Record, row: &Record, now_receiving: i64) -> Result<(), Refused> {
    let product = item.int("productID").and_then(|product| writer.data.row("Products", product));
    let Some(product) = product.filter(|product| product.flag("isSerialized")) else { return Ok(()) };
    let serial = row.text("serialNumber").map(str::trim).filter(|serial| !serial.is_empty());
    let Some(serial) = serial else {
        return Err(Refused::error("serialNumber is required for a serialized product."));
    };
    if now_receiving.abs() != 1 {
        return Err(Refused::error("A serialized product is received one unit at a time."));
    }
    let is_known = writer.data.named("InventoryStockedItems").iter().any(|stocked| {
        stocked.text("serialNumber").is_some_and(|known| known.eq_ignore_ascii_case(serial))
            && inventory::product_of(writer, stocked) == Some(product.id())
    });
    if is_known && now_receiving > 0 {
        return Err(Refused::error("serialNumber is already in stock for this product."));
    }
    Ok(())
}

/// The serial number of a receipt, if it has one.
pub(super) fn serial_of(receipt: &Record) -> Value {
    receipt.get("serialNumber").clone()
}
