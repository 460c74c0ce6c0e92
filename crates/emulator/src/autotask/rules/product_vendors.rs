//! Vendors of a product: of type Vendor, each once, exactly one default, which is active.

use super::is_vendor;
use crate::autotask::quirks::{ClearDefaultVendor, SecondDefaultVendor};
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::write::{Writer, bad_reference_named};

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    let is_first = siblings(writer, row).next().is_none();
    if is_first {
        row.set("isDefault", true);
    }
    check(writer, row)
}

pub(super) fn before_update(writer: &Writer<'_>, old: &Record, new: &mut Record) -> Result<(), Refused> {
    if old.flag("isDefault") && !new.flag("isDefault") {
        match writer.quirks.clear_default_vendor {
            ClearDefaultVendor::Ignored => new.set("isDefault", true),
            ClearDefaultVendor::Refused => {
                return Err(Refused::error("A product with vendors needs a default vendor."));
            }
        }
    }
    check(writer, new)
}

/// A new default takes the place of the old one, and the product shows it.
pub(super) fn after_write(writer: &mut Writer<'_>, id: i64) {
    let Some(row) = writer.data.row("ProductVendors", id).cloned() else { return };
    if !row.flag("isDefault") {
        return;
    }
    let formers: Vec<Record> = siblings(writer, &row).filter(|other| other.flag("isDefault")).cloned().collect();
    for mut former in formers {
        former.set("isDefault", false);
        writer.data.named_mut("ProductVendors").put(former);
    }
    let product = row.int("productID").and_then(|product| writer.data.row("Products", product)).cloned();
    if let Some(mut product) = product {
        product.set("defaultVendorID", row.get("vendorID").clone());
        writer.data.named_mut("Products").put(product);
    }
}

fn check(writer: &Writer<'_>, row: &Record) -> Result<(), Refused> {
    let vendor = row.int("vendorID");
    if vendor.is_some_and(|vendor| !is_vendor(writer, vendor)) {
        return Err(bad_reference_named(row, "vendorID"));
    }
    if vendor.is_some() && siblings(writer, row).any(|other| other.int("vendorID") == vendor) {
        return Err(Refused::error("The product already has this vendor."));
    }
    if row.flag("isDefault") && row.get("isActive").as_bool() == Some(false) {
        return Err(Refused::error("The default vendor of a product must be active."));
    }
    let has_other_default = row.flag("isDefault") && siblings(writer, row).any(|other| other.flag("isDefault"));
    if has_other_default && writer.quirks.second_default_vendor == SecondDefaultVendor::Refused {
        return Err(Refused::error("The product already has a default vendor."));
    }
    Ok(())
}

/// The other vendor rows of the same product.
fn siblings<'a>(writer: &'a Writer<'_>, row: &'a Record) -> impl Iterator<Item = &'a Record> {
    let product = row.int("productID").unwrap_or_default();
    writer.data.named("ProductVendors").children_of(product).filter(|other| other.id() != row.id())
}
