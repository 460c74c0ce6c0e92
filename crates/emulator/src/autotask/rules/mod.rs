//! What the vendor demands beyond types and lengths, entity by entity. Entities without a file here have no rules yet.

mod charges;
mod inventory;
mod order_items;
mod orders;
mod product_vendors;
mod products;
mod quotes;
mod receiving;
mod stock;
mod tickets;
mod transfers;
mod webhooks;

use super::meta::Entity;
use super::record::Record;
use super::refusal::Refused;
use super::webhooks::is_registration;
use super::write::Writer;

pub(crate) use charges::FIRST_IDS as FIRST_CHARGE_IDS;
pub(crate) use orders::{OrderStatus, told_order_statuses};

/// Company type of vendors; the number is known for certain.
const VENDOR_TYPE: i64 = 7;

/// Checks a new row and fills what the server sets.
pub(super) fn before_create(writer: &mut Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    match row.entity.name.as_str() {
        "Products" => products::before_create(writer, row),
        "ProductVendors" => product_vendors::before_create(writer, row),
        "PurchaseOrders" => orders::before_create(writer, row),
        "PurchaseOrderItems" => order_items::before_create(writer, row),
        "PurchaseOrderItemReceiving" => receiving::before_create(writer, row),
        "InventoryLocations" => inventory::check_location(writer, None, row),
        "InventoryProducts" => inventory::before_create_product(row),
        "InventoryStockedItemsAdd" => stock::before_add(writer, row),
        "InventoryStockedItemsRemove" => stock::before_take(writer, row, "quantityBeingRemoved"),
        "InventoryStockedItemsTransfer" => stock::before_take(writer, row, "quantityBeingTransferred"),
        "InventoryTransfers" => transfers::before_create(writer, row),
        "InventoryItems" => inventory::check_item(writer, None, row),
        "Tickets" => tickets::before_create(writer, row),
        "CompanyLocations" => tickets::check_location(writer, None, row),
        "Quotes" => quotes::before_create(writer, row),
        "QuoteItems" => quotes::check_item(row),
        _ if charges::is_charge(row) => charges::before_create(writer, row),
        _ if is_registration(row.entity) => webhooks::before_create(writer, row),
        _ => Ok(()),
    }
}

/// What follows from a new row.
pub(super) fn after_create(writer: &mut Writer<'_>, entity: &Entity, id: i64) {
    match entity.name.as_str() {
        "ProductVendors" => product_vendors::after_write(writer, id),
        "PurchaseOrderItems" => order_items::after_write(writer, id),
        "PurchaseOrderItemReceiving" => receiving::after_create(writer, id),
        "InventoryStockedItemsAdd" => stock::after_add(writer, id),
        "InventoryStockedItemsRemove" => stock::after_remove(writer, id),
        "InventoryStockedItemsTransfer" => stock::after_transfer(writer, id),
        "InventoryTransfers" => transfers::after_create(writer, id),
        "CompanyLocations" => tickets::after_location(writer, id),
        "Quotes" => quotes::after_write(writer, id),
        _ => {
            let row = writer.data.table(entity).get(id);
            if let Some((webhooks, id)) = row.and_then(|row| webhooks::parent_of(writer, row)) {
                webhooks::after_child(writer, webhooks, id);
            }
        }
    }
}

/// Checks a changed row and fills what the server sets.
pub(super) fn before_update(writer: &mut Writer<'_>, old: &Record, new: &mut Record) -> Result<(), Refused> {
    match new.entity.name.as_str() {
        "Products" => products::before_update(writer, new),
        "ProductVendors" => product_vendors::before_update(writer, old, new),
        "PurchaseOrders" => orders::before_update(writer, old, new),
        "PurchaseOrderItems" => order_items::before_update(writer, new),
        "InventoryLocations" => inventory::check_location(writer, Some(old), new),
        "InventoryItems" => inventory::check_item(writer, Some(old), new),
        "Tickets" => tickets::before_update(writer, old, new),
        "CompanyLocations" => tickets::check_location(writer, Some(old), new),
        "Quotes" => quotes::check(new),
        "QuoteItems" => quotes::check_item(new),
        _ if charges::is_charge(new) => charges::before_update(writer, old, new),
        _ if is_registration(new.entity) => webhooks::before_update(writer, new),
        _ => Ok(()),
    }
}

/// What follows from a changed row.
pub(super) fn after_update(writer: &mut Writer<'_>, entity: &Entity, id: i64) {
    match entity.name.as_str() {
        "ProductVendors" => product_vendors::after_write(writer, id),
        "PurchaseOrderItems" => order_items::after_write(writer, id),
        "PurchaseOrders" => follow_order(writer, id),
        "CompanyLocations" => tickets::after_location(writer, id),
        "Quotes" => quotes::after_write(writer, id),
        _ => {}
    }
}

/// What follows from a change of an order or of its receipts: charges and the count on order.
fn follow_order(writer: &mut Writer<'_>, order: i64) {
    charges::follow_order(writer, order);
    stock::count_on_order(writer, order);
}

/// Checks whether a row may go.
pub(super) fn before_delete(writer: &mut Writer<'_>, entity: &Entity, id: i64) -> Result<(), Refused> {
    match entity.name.as_str() {
        "InventoryProducts" => inventory::before_delete_product(writer, id),
        _ => {
            let row = writer.data.table(entity).get(id).filter(|row| charges::is_charge(row));
            row.map_or(Ok(()), charges::refuse_billed)
        }
    }
}

/// What follows from a row that is gone.
pub(super) fn after_delete(writer: &mut Writer<'_>, old: &Record) {
    if is_registration(old.entity) {
        webhooks::after_delete(writer, old.entity, old.id());
    } else if let Some((webhooks, id)) = webhooks::parent_of(writer, old) {
        webhooks::after_child(writer, webhooks, id);
    }
}

/// Whether a company can sell to us: active and of type Vendor.
fn is_vendor(writer: &Writer<'_>, company: i64) -> bool {
    writer
        .data
        .row("Companies", company)
        .is_some_and(|row| row.int("companyType") == Some(VENDOR_TYPE) && row.flag("isActive"))
}
