//! Moving stock of a product from one location to another by the older entity, which names no lot: the oldest go first.

use super::stock::move_units;
use crate::autotask::quirks::InventoryTransfer;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::{Writer, bad_reference_named};

/// No more than is available, between two active locations; one unit with its serial number where the product has such.
pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    row.set("transferByResourceID", writer.actor.resource_id);
    if row.get("transferDate").is_null() {
        row.set("transferDate", shown_time(writer.now));
    }
    if writer.quirks.inventory_transfer == InventoryTransfer::Recorded {
        return Ok(());
    }
    for field in ["fromLocationID", "toLocationID"] {
        let place = row.int(field).and_then(|place| writer.data.row("InventoryLocations", place));
        if !place.is_some_and(|place| place.flag("isActive")) {
            return Err(bad_reference_named(row, field));
        }
    }
    if row.int("fromLocationID") == row.int("toLocationID") {
        return Err(bad_reference_named(row, "toLocationID"));
    }
    let quantity = row.int("quantityTransferred").unwrap_or_default();
    let product = row.int("productID").and_then(|product| writer.data.row("Products", product));
    let is_serialized = product.is_some_and(|product| product.flag("isSerialized"));
    if is_serialized && (quantity != 1 || serial(row).is_none()) {
        return Err(Refused::error("A serialized product is moved one unit at a time, with its serialNumber."));
    }
    let available: i64 = lots(writer, row).iter().map(|(_, available)| available).sum();
    if quantity < 1 || quantity > available {
        return Err(Refused::error(format!(
            "quantityTransferred must be between 1 and the {available} available units."
        )));
    }
    Ok(())
}

/// Moves the units.
pub(super) fn after_create(writer: &mut Writer<'_>, id: i64) {
    let Some(row) = writer.data.row("InventoryTransfers", id).cloned() else { return };
    let Some(target) = row.int("toLocationID") else { return };
    if writer.quirks.inventory_transfer == InventoryTransfer::Recorded {
        return;
    }
    let mut open = row.int("quantityTransferred").unwrap_or_default();
    for (lot, available) in lots(writer, &row) {
        let moved = available.min(open);
        if moved > 0 {
            move_units(writer, lot, moved, target);
        }
        open -= moved;
    }
}

/// The lots that a transfer can take from, oldest first, with what is available of each.
fn lots(writer: &Writer<'_>, row: &Record) -> Vec<(i64, i64)> {
    let same = |stock: &&Record| {
        stock.int("productID") == row.int("productID") && stock.int("inventoryLocationID") == row.int("fromLocationID")
    };
    let Some(stock) = writer.data.named("InventoryProducts").iter().find(same) else { return Vec::new() };
    let lots = writer.data.named("InventoryStockedItems").children_of(stock.id());
    lots.filter(|lot| serial(row).is_none_or(|wanted| serial(lot) == Some(wanted)))
        .map(|lot| (lot.id(), lot.int("availableUnits").unwrap_or_default()))
        .filter(|(_, available)| *available > 0)
        .collect()
}

fn serial(row: &Record) -> Option<String> {
    let text = row.get("serialNumber").as_str().map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_ascii_lowercase)
}
