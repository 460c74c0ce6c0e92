//! Charges of tickets, contracts and projects: what is computed, what a billed one forbids, and how their status follows
//! the purchase orders that hold them.

use serde_json::Value;

use super::orders::OrderStatus;
use super::receiving::received;
use crate::autotask::quirks::ChargeStatus;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::{Writer, bad_reference_named};

/// The three kinds. Their ids come from ranges that do not meet, because an order's item names a charge by id alone.
const KINDS: [&str; 3] = ["TicketCharges", "ContractCharges", "ProjectCharges"];
/// Where the ids of each kind begin.
pub(crate) const FIRST_IDS: [(&str, i64); 3] =
    [("TicketCharges", 1_001), ("ContractCharges", 1_000_001), ("ProjectCharges", 2_000_001)];

const NEED_TO_ORDER: i64 = 3;
const ON_ORDER: i64 = 4;
const READY_TO_DELIVER: i64 = 5;
/// Use type of billing codes for goods.
const MATERIAL: i64 = 4;

pub(super) fn is_charge(row: &Record) -> bool {
    KINDS.contains(&row.entity.name.as_str())
}

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    row.set("isBilled", false);
    if row.get("isBillableToCompany").is_null() {
        row.set("isBillableToCompany", true);
    }
    let is_stocked = row.int("productID").is_some_and(|product| available(writer, product) >= quantity(row));
    if row.get("status").is_null() {
        row.set("status", if is_stocked { READY_TO_DELIVER } else { NEED_TO_ORDER });
    }
    check(writer, row)
}

pub(super) fn before_update(writer: &Writer<'_>, old: &Record, new: &mut Record) -> Result<(), Refused> {
    refuse_billed(old)?;
    check(writer, new)
}

/// What is billed stays as it is.
pub(super) fn refuse_billed(row: &Record) -> Result<(), Refused> {
    if row.flag("isBilled") {
        return Err(Refused::error("A charge that is billed cannot be changed or deleted."));
    }
    Ok(())
}

/// An item for a charge takes its product from there, and tells what the charge hangs on.
pub(super) fn fill_item(writer: &Writer<'_>, item: &mut Record, is_new: bool) -> Result<(), Refused> {
    let Some(id) = item.int("chargeID") else { return Ok(()) };
    let charge = find(writer, id).ok_or_else(|| bad_reference_named(item, "chargeID"))?;
    if is_new && charge.int("status") != Some(NEED_TO_ORDER) {
        return Err(Refused::error("The charge must be in status Need to Order/Fulfill."));
    }
    if item.get("productID").is_null() {
        item.set("productID", charge.get("productID").clone());
    }
    for name in ["ticketID", "contractID", "projectID"] {
        item.set(name, charge.get(name).clone());
    }
    Ok(())
}

/// Moves the charges of an order's items to where the order has come.
pub(super) fn follow_order(writer: &mut Writer<'_>, order: i64) {
    if writer.quirks.charge_status == ChargeStatus::Untouched {
        return;
    }
    let Some(status) = writer.data.row("PurchaseOrders", order).map(|row| OrderStatus::of(row, writer.quirks)) else {
        return;
    };
    let items = writer.data.named("PurchaseOrderItems").children_of(order);
    let moves: Vec<(i64, i64)> = items
        .filter_map(|item| {
            let is_full = received(writer, item.id()) >= item.int("quantity").unwrap_or_default();
            let status = match status {
                OrderStatus::New | OrderStatus::Canceled => NEED_TO_ORDER,
                _ if is_full => READY_TO_DELIVER,
                _ => ON_ORDER,
            };
            Some((item.int("chargeID")?, status))
        })
        .collect();
    for (charge, status) in moves {
        let Some(mut row) = find(writer, charge).filter(|row| row.int("status") != Some(status)).cloned() else {
            continue;
        };
        row.set("status", status);
        row.set("statusLastModifiedBy", writer.actor.resource_id);
        row.set("statusLastModifiedDate", shown_time(writer.now));
        let number = writer.data.row("PurchaseOrders", order).map(|row| row.get("purchaseOrderNumber").clone());
        row.set("internalPurchaseOrderNumber", number.filter(|_| status != NEED_TO_ORDER).unwrap_or(Value::Null));
        writer.data.table_mut(row.entity).put(row);
    }
}

fn check(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    if row.int("productID").is_none() && row.int("billingCodeID").is_none() {
        return Err(Refused::error("Value does not exist for the required field productID"));
    }
    let code = row.int("billingCodeID").and_then(|code| writer.data.row("BillingCodes", code));
    if code.is_some_and(|code| code.int("useType") != Some(MATERIAL) || !code.flag("isActive")) {
        return Err(Refused::error("The given allocation code is not an active material cost code"));
    }
    let product = row.int("productID").and_then(|product| writer.data.row("Products", product));
    for name in ["unitCost", "unitPrice"] {
        if row.get(name).is_null() {
            let from = product.or(code).map(|source| source.get(name).clone());
            row.set(name, from.filter(|value| !value.is_null()).unwrap_or_else(|| 0.0.into()));
        }
    }
    let units = row.number("unitQuantity").unwrap_or_default();
    let price = row.get("unitPrice").clone();
    row.set("internalCurrencyUnitPrice", price);
    for (total, per_unit) in
        [("billableAmount", "unitPrice"), ("internalCurrencyBillableAmount", "unitPrice"), ("extendedCost", "unitCost")]
    {
        let amount = units * row.number(per_unit).unwrap_or_default();
        row.set(total, (amount * 10_000.0).round() / 10_000.0);
    }
    Ok(())
}

fn find<'a>(writer: &'a Writer<'_>, id: i64) -> Option<&'a Record> {
    KINDS.iter().find_map(|kind| writer.data.row(kind, id))
}

fn quantity(row: &Record) -> f64 {
    row.number("unitQuantity").unwrap_or_default().max(1.0)
}

fn available(writer: &Writer<'_>, product: i64) -> f64 {
    let rows = writer.data.named("InventoryProducts").iter().filter(|row| row.int("productID") == Some(product));
    rows.filter_map(|row| row.number("availableUnits")).sum()
}
