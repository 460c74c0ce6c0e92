//! Stock by hand: lots that are added, removed and moved to another location, and how much is on order.

use serde_json::Value;

use super::inventory::stock_row;
use super::orders::OrderStatus;
use super::receiving::received;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::{Writer, bad_reference_named};

/// `determineCostUsing`: the cost is the average of what is there, that of the last lot, the product's, or given.
const AVERAGE: i64 = 1;
const LAST_RECEIVED: i64 = 2;
const CATALOG: i64 = 3;

/// Checks what is to be added; the cost that the lot gets is filled in.
pub(super) fn before_add(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    let stock = row.int("inventoryProductID").and_then(|stock| writer.data.row("InventoryProducts", stock));
    let stock = stock.ok_or_else(|| bad_reference_named(row, "inventoryProductID"))?;
    let quantity = row.int("quantityBeingAdded").unwrap_or_default();
    if quantity < 1 {
        return Err(Refused::error("quantityBeingAdded must be at least 1."));
    }
    let product = stock.int("productID").and_then(|product| writer.data.row("Products", product));
    if product.is_some_and(|product| product.flag("isSerialized")) {
        let serial = row.text("serialNumber").unwrap_or_default();
        if serial.trim().is_empty() || quantity != 1 {
            return Err(Refused::error("A serialized product is added one unit at a time, with its serialNumber."));
        }
        let is_known = lots(writer, stock.id()).any(|lot| {
            lot.int("onHandUnits").unwrap_or_default() > 0
                && lot.text("serialNumber").is_some_and(|known| known.eq_ignore_ascii_case(serial))
        });
        if is_known {
            return Err(Refused::error("serialNumber is already in stock for this product."));
        }
    }
    let costs = lots(writer, stock.id()).filter_map(|lot| lot.number("unitCost"));
    let catalog = product.and_then(|product| product.number("unitCost"));
    let cost = match row.int("determineCostUsing") {
        Some(AVERAGE) => average(costs).or(catalog),
        Some(LAST_RECEIVED) => costs.last().or(catalog),
        Some(CATALOG) => catalog,
        _ => row.number("unitCost"),
    };
    let cost = cost.ok_or_else(|| Refused::error("Value does not exist for the required field unitCost"))?;
    row.set("unitCost", cost);
    Ok(())
}

/// Makes the lot.
pub(super) fn after_add(writer: &mut Writer<'_>, id: i64) {
    let Some(added) = writer.data.row("InventoryStockedItemsAdd", id).cloned() else { return };
    let Some(stock) = added.int("inventoryProductID") else { return };
    let quantity = added.int("quantityBeingAdded").unwrap_or_default();
    let location = writer.data.row("InventoryProducts", stock).map(|row| row.get("inventoryLocationID").clone());
    let mut lot = new_lot(writer, stock, location.unwrap_or_default(), quantity);
    for name in ["unitCost", "serialNumber", "vendorID", "vendorInvoiceNumber", "returnPrice", "returnTypeID"] {
        lot.set(name, added.get(name).clone());
    }
    writer.data.named_mut("InventoryStockedItems").insert(lot);
    change_units(writer, stock, quantity);
}

/// A lot gives no more than is available, and only to what hangs on the same stock.
pub(super) fn before_take(writer: &Writer<'_>, row: &Record, quantity_field: &str) -> Result<(), Refused> {
    let lot = row.int("inventoryStockedItemID").and_then(|lot| writer.data.row("InventoryStockedItems", lot));
    let lot = lot.filter(|lot| lot.int("inventoryProductID") == row.int("inventoryProductID"));
    let lot = lot.ok_or_else(|| bad_reference_named(row, "inventoryStockedItemID"))?;
    let quantity = row.int(quantity_field).unwrap_or_default();
    let available = lot.int("availableUnits").unwrap_or_default();
    if quantity < 1 || quantity > available {
        return Err(Refused::error(format!("{quantity_field} must be between 1 and the {available} available units.")));
    }
    let Some(target) = row.int("newInventoryLocationID") else { return Ok(()) };
    let is_open = writer.data.row("InventoryLocations", target).is_some_and(|location| location.flag("isActive"));
    if !is_open || lot.int("currentInventoryLocationID") == Some(target) {
        return Err(bad_reference_named(row, "newInventoryLocationID"));
    }
    Ok(())
}

/// Takes units off a lot.
pub(super) fn after_remove(writer: &mut Writer<'_>, id: i64) {
    let Some(row) = writer.data.row("InventoryStockedItemsRemove", id) else { return };
    let quantity = row.int("quantityBeingRemoved").unwrap_or_default();
    if let Some(lot) = row.int("inventoryStockedItemID") {
        take_off(writer, lot, quantity, "removedUnits");
    }
}

/// Takes units off a lot and makes one of them at the other location.
pub(super) fn after_transfer(writer: &mut Writer<'_>, id: i64) {
    let Some(row) = writer.data.row("InventoryStockedItemsTransfer", id) else { return };
    let quantity = row.int("quantityBeingTransferred").unwrap_or_default();
    if let (Some(lot), Some(target)) = (row.int("inventoryStockedItemID"), row.int("newInventoryLocationID")) {
        move_units(writer, lot, quantity, target);
    }
}

/// Moves units of a lot to another location, where they are a lot of their own.
pub(super) fn move_units(writer: &mut Writer<'_>, lot: i64, quantity: i64, target: i64) {
    let Some(lot) = take_off(writer, lot, quantity, "transferredUnits") else { return };
    let Some(product) = super::inventory::product_of(writer, &lot) else { return };
    let stock = stock_row(writer, product, target).id();
    let mut moved = new_lot(writer, stock, target.into(), quantity);
    for name in ["unitCost", "serialNumber", "vendorID", "vendorInvoiceNumber", "purchaseOrderID"] {
        moved.set(name, lot.get(name).clone());
    }
    moved.set("parentInventoryStockedItemID", lot.id());
    writer.data.named_mut("InventoryStockedItems").insert(moved);
    change_units(writer, stock, quantity);
}

/// Counts anew what open orders will bring to the places where their items go.
pub(super) fn count_on_order(writer: &mut Writer<'_>, order: i64) {
    let items = writer.data.named("PurchaseOrderItems").children_of(order);
    let mut places: Vec<(i64, i64)> =
        items.filter_map(|item| Some((item.int("productID")?, item.int("inventoryLocationID")?))).collect();
    places.sort_unstable();
    places.dedup();
    for (product, location) in places {
        let at =
            |row: &Record| row.int("productID") == Some(product) && row.int("inventoryLocationID") == Some(location);
        let Some(mut stock) = writer.data.named("InventoryProducts").iter().find(|row| at(row)).cloned() else {
            continue;
        };
        let items = writer.data.named("PurchaseOrderItems").iter().filter(|item| at(item) && is_coming(writer, item));
        let open = items.map(|item| item.int("quantity").unwrap_or_default() - received(writer, item.id()));
        stock.set("unitsOnOrder", open.sum::<i64>());
        writer.data.named_mut("InventoryProducts").put(stock);
    }
}

fn is_coming(writer: &Writer<'_>, item: &Record) -> bool {
    let order = item.int("orderID").and_then(|order| writer.data.row("PurchaseOrders", order));
    order.is_some_and(|order| {
        matches!(OrderStatus::of(order, writer.quirks), OrderStatus::Submitted | OrderStatus::ReceivedPartial)
    })
}

fn take_off(writer: &mut Writer<'_>, lot: i64, quantity: i64, count: &str) -> Option<Record> {
    let mut lot = writer.data.row("InventoryStockedItems", lot)?.clone();
    for (name, change) in [("onHandUnits", -quantity), ("availableUnits", -quantity), (count, quantity)] {
        let before = lot.int(name).unwrap_or_default();
        lot.set(name, before + change);
    }
    writer.data.named_mut("InventoryStockedItems").put(lot.clone());
    change_units(writer, lot.int("inventoryProductID")?, -quantity);
    Some(lot)
}

fn change_units(writer: &mut Writer<'_>, stock: i64, change: i64) {
    let Some(mut row) = writer.data.row("InventoryProducts", stock).cloned() else { return };
    for name in ["onHandUnits", "availableUnits"] {
        let before = row.int(name).unwrap_or_default();
        row.set(name, before + change);
    }
    writer.data.named_mut("InventoryProducts").put(row);
}

fn new_lot(writer: &Writer<'_>, stock: i64, location: Value, quantity: i64) -> Record {
    let mut lot = Record::new(writer.data.known("InventoryStockedItems"));
    lot.set("inventoryProductID", stock);
    lot.set("currentInventoryLocationID", location);
    lot.set("onHandUnits", quantity);
    lot.set("availableUnits", quantity);
    lot.set("createDateTime", shown_time(writer.now));
    lot.set("createdByResourceID", writer.actor.resource_id);
    lot
}

fn lots<'a>(writer: &'a Writer<'_>, stock: i64) -> impl Iterator<Item = &'a Record> {
    writer.data.named("InventoryStockedItems").children_of(stock)
}

fn average(costs: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = costs.fold((0_u32, 0.0), |(count, sum), cost| (count + 1, sum + cost));
    (count > 0).then(|| sum / f64::from(count))
}
