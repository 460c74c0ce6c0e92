//! Items of purchase orders: added only while the order is New, changed until it is received in full.

use serde_json::Value;

use super::charges;
use super::orders::OrderStatus;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::write::{Writer, bad_reference_named};

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    if order_status(writer, row)? != OrderStatus::New {
        return Err(Refused::error("Purchase order items can be added only while the purchase order status is New."));
    }
    charges::fill_item(writer, row, true)?;
    check(writer, row)
}

pub(super) fn before_update(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    match order_status(writer, row)? {
        OrderStatus::New | OrderStatus::Submitted | OrderStatus::ReceivedPartial => {
            charges::fill_item(writer, row, false)?;
            check(writer, row)
        }
        OrderStatus::ReceivedFull | OrderStatus::Canceled => Err(Refused::error(
            "Purchase order items can be changed only while the purchase order status is New, Submitted or Received \
             Partial.",
        )),
    }
}

/// The order shows the latest arrival of its items.
pub(super) fn after_write(writer: &mut Writer<'_>, id: i64) {
    let order = writer.data.row("PurchaseOrderItems", id).and_then(|row| row.int("orderID"));
    let Some(mut order) = order.and_then(|order| writer.data.row("PurchaseOrders", order)).cloned() else { return };
    let items = writer.data.named("PurchaseOrderItems").children_of(order.id());
    let latest = items.filter_map(|item| item.text("estimatedArrivalDate")).max();
    let latest = latest.map_or(Value::Null, Value::from);
    order.set("latestEstimatedArrivalDate", latest);
    let order_id = order.id();
    writer.data.named_mut("PurchaseOrders").put(order);
    super::stock::count_on_order(writer, order_id);
}

fn order_status(writer: &Writer<'_>, row: &Record) -> Result<OrderStatus, Refused> {
    let order = row.int("orderID").and_then(|order| writer.data.row("PurchaseOrders", order));
    order.map(|order| OrderStatus::of(order, writer.quirks)).ok_or_else(|| bad_reference_named(row, "orderID"))
}

fn check(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    if row.int("quantity").is_some_and(|quantity| quantity < 1) {
        return Err(Refused::error("quantity must be at least 1."));
    }
    if row.number("unitCost").is_some_and(|cost| cost < 0.0) {
        return Err(Refused::error("unitCost must not be negative."));
    }
    if row.int("productID").is_none() && row.int("chargeID").is_none() {
        return Err(Refused::error("Value does not exist for the required field productID"));
    }
    let is_active = |name, field| {
        row.int(field).is_none_or(|id| writer.data.row(name, id).is_some_and(|row: &Record| row.flag("isActive")))
    };
    if !is_active("InventoryLocations", "inventoryLocationID") {
        return Err(bad_reference_named(row, "inventoryLocationID"));
    }
    if row.int("chargeID").is_none() && !is_active("Products", "productID") {
        return Err(bad_reference_named(row, "productID"));
    }
    let cost = row.get("unitCost").clone();
    row.set("internalCurrencyUnitCost", cost);
    Ok(())
}
