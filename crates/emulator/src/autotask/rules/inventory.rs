//! Stock: locations, stock per product and location, and the lots that receipts make.

use serde_json::Value;

use super::receiving::serial_of;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::{Writer, bad_reference_named};

/// Names are unique; the default location stays active.
pub(super) fn check_location(writer: &Writer<'_>, old: Option<&Record>, row: &Record) -> Result<(), Refused> {
    let name = row.text("locationName").unwrap_or_default();
    let is_taken = writer.data.named("InventoryLocations").iter().any(|other| {
        other.id() != old.map_or(0, Record::id)
            && other.text("locationName").is_some_and(|taken| taken.eq_ignore_ascii_case(name))
    });
    if is_taken {
        return Err(Refused::error("locationName must be unique."));
    }
    if row.flag("isDefault") && !row.flag("isActive") {
        return Err(Refused::error("The default inventory location must be active."));
    }
    Ok(())
}

/// The older entity: one row for a product and a location, which is active. What is on hand is not changed here any more: it
/// is as it was, and zero in a new row.
pub(super) fn check_item(writer: &Writer<'_>, old: Option<&Record>, row: &mut Record) -> Result<(), Refused> {
    let same = |other: &&Record| {
        ["productID", "inventoryLocationID"].iter().all(|name| other.get(name) == row.get(name))
            && other.id() != old.map_or(0, Record::id)
    };
    if writer.data.named("InventoryItems").iter().any(|other| same(&other)) {
        return Err(Refused::error("There is an inventory item for this product and location already."));
    }
    let place = row.int("inventoryLocationID").and_then(|place| writer.data.row("InventoryLocations", place));
    if old.is_none() && !place.is_some_and(|place| place.flag("isActive")) {
        return Err(bad_reference_named(row, "inventoryLocationID"));
    }
    check_quantities(row)?;
    row.set("quantityOnHand", old.map_or(Value::from(0), |old| old.get("quantityOnHand").clone()));
    Ok(())
}

/// All counts of a new row are zero: they follow from lots.
pub(super) fn before_create_product(row: &mut Record) -> Result<(), Refused> {
    check_quantities(row)?;
    for count in ["availableUnits", "backOrderQuantity", "onHandUnits", "pickedUnits", "reservedUnits", "unitsOnOrder"]
    {
        row.set(count, 0);
    }
    Ok(())
}

fn check_quantities(row: &Record) -> Result<(), Refused> {
    let (least, most) = (row.int("quantityMinimum").unwrap_or_default(), row.int("quantityMaximum"));
    if least < 0 || most.is_some_and(|most| most < least) {
        return Err(Refused::error("quantityMinimum must not be negative and not exceed quantityMaximum."));
    }
    Ok(())
}

/// Stock that is promised to somebody cannot be deleted.
pub(super) fn before_delete_product(writer: &Writer<'_>, id: i64) -> Result<(), Refused> {
    let row = writer.data.row("InventoryProducts", id);
    let promised: i64 = row
        .map(|row| ["reservedUnits", "pickedUnits"].iter().filter_map(|count| row.int(count)).sum())
        .unwrap_or_default();
    if promised > 0 {
        return Err(Refused::error("The inventory product has reserved or picked units."));
    }
    Ok(())
}

/// Adds a receipt to the stock of the item's product at the item's location.
pub(super) fn take_in(writer: &mut Writer<'_>, item: &Record, receipt: &Record) {
    let (Some(product), Some(location)) = (item.int("productID"), item.int("inventoryLocationID")) else { return };
    let quantity = receipt.int("quantityNowReceiving").unwrap_or_default();
    let mut stock = stock_row(writer, product, location);
    for count in ["onHandUnits", "availableUnits"] {
        let before = stock.int(count).unwrap_or_default();
        stock.set(count, before + quantity);
    }
    let stock_id = stock.id();
    writer.data.named_mut("InventoryProducts").put(stock);
    let lot = lot(writer, item, receipt, stock_id, quantity);
    writer.data.named_mut("InventoryStockedItems").insert(lot);
}

/// The product that a lot is of.
pub(super) fn product_of(writer: &Writer<'_>, lot: &Record) -> Option<i64> {
    let stock = lot.int("inventoryProductID").and_then(|stock| writer.data.row("InventoryProducts", stock));
    stock.and_then(|stock| stock.int("productID"))
}

/// Stock of a product at a location; a row of its own is made if there is none.
pub(super) fn stock_row(writer: &mut Writer<'_>, product: i64, location: i64) -> Record {
    let found = writer
        .data
        .named("InventoryProducts")
        .iter()
        .find(|row| row.int("productID") == Some(product) && row.int("inventoryLocationID") == Some(location));
    if let Some(found) = found {
        return found.clone();
    }
    let mut row = Record::new(writer.data.known("InventoryProducts"));
    row.set("productID", product);
    row.set("inventoryLocationID", location);
    for count in [
        "quantityMinimum",
        "quantityMaximum",
        "availableUnits",
        "backOrderQuantity",
        "onHandUnits",
        "pickedUnits",
        "reservedUnits",
        "unitsOnOrder",
    ] {
        row.set(count, 0);
    }
    row.set("createDateTime", shown_time(writer.now));
    row.set("createdByResourceID", writer.actor.resource_id);
    let id = writer.data.named_mut("InventoryProducts").insert(row.clone());
    row.set("id", id);
    row
}

fn lot(writer: &Writer<'_>, item: &Record, receipt: &Record, stock: i64, quantity: i64) -> Record {
    let mut lot = Record::new(writer.data.known("InventoryStockedItems"));
    let order = item.int("orderID").and_then(|order| writer.data.row("PurchaseOrders", order));
    lot.set("inventoryProductID", stock);
    lot.set("currentInventoryLocationID", item.get("inventoryLocationID").clone());
    lot.set("purchaseOrderItemID", item.id());
    lot.set("purchaseOrderItemReceivingID", receipt.id());
    lot.set("purchaseOrderID", item.get("orderID").clone());
    lot.set("vendorID", order.map_or(Value::Null, |order| order.get("vendorID").clone()));
    lot.set("vendorInvoiceNumber", receipt.get("vendorInvoiceNumber").clone());
    lot.set("unitCost", item.get("unitCost").clone());
    lot.set("serialNumber", serial_of(receipt));
    lot.set("onHandUnits", quantity);
    lot.set("availableUnits", quantity);
    lot.set("createDateTime", shown_time(writer.now));
    lot.set("createdByResourceID", writer.actor.resource_id);
    lot
}
