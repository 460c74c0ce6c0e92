//! Products: defaults, the markup that the server computes, and who may be the default vendor.

use super::is_vendor;
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::write::{Writer, bad_reference_named};

const STANDARD: i64 = 1;

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    row.set("billingType", STANDARD);
    row.set("priceCostMethod", STANDARD);
    if row.get("doesNotRequireProcurement").is_null() {
        row.set("doesNotRequireProcurement", false);
    }
    if row.get("isEligibleForRma").is_null() {
        row.set("isEligibleForRma", false);
    }
    check(writer, row)
}

pub(super) fn before_update(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    check(writer, row)
}

fn check(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    if row.int("defaultVendorID").is_some_and(|vendor| !is_vendor(writer, vendor)) {
        return Err(bad_reference_named(row, "defaultVendorID"));
    }
    let cost = row.number("unitCost").filter(|cost| *cost > 0.0);
    if let (Some(cost), Some(price)) = (cost, row.number("unitPrice")) {
        row.set("markupRate", ((price - cost) / cost * 10_000.0).round() / 100.0);
    }
    Ok(())
}
