//! Products between Autotask's names and ours.
//!
//! `reference` is `Products.sku`, `part_number` is `ProductVendors.vendorPartNumber`, `manufacturer_part` is
//! `Products.manufacturerProductName`, `list_price` is `Products.msrp`.

use super::id;
use ::autotask::entity::{
    NewProduct, NewProductVendor, Product as Wire, ProductPatch, ProductVendor, ProductVendorPatch, UserDefinedField,
};
use linkspan_core::capability::psa::{Product, ProductWrite, VendorRow, VendorRowWrite};
use linkspan_core::problem::Problem;

/// A product as Autotask has it.
pub(super) fn product(wire: Wire, vendor_rows: Vec<VendorRow>) -> Product {
    let user_defined =
        wire.user_defined_fields.into_iter().filter_map(|field| Some((field.name, field.value?))).collect();
    Product {
        id: wire.id.to_string(),
        active: wire.is_active.unwrap_or(true),
        manufacturer: wire.manufacturer_name.clone(),
        values: ProductWrite {
            reference: wire.sku,
            name: wire.name,
            description: wire.description,
            manufacturer: wire.manufacturer_name,
            manufacturer_part: wire.manufacturer_product_name,
            category: wire.product_category.map(|id| id.to_string()),
            billing_code: wire.product_billing_code_id.map(|id| id.to_string()),
            unit_cost: wire.unit_cost,
            unit_price: wire.unit_price,
            list_price: wire.msrp,
            active: wire.is_active,
            serialized: wire.is_serialized,
            user_defined,
        },
        vendor_rows,
    }
}

/// A vendor row as Autotask has it, with its product's id; `None` where the row names neither.
pub(super) fn vendor_row(wire: ProductVendor) -> Option<(i64, VendorRow)> {
    let vendor = wire.vendor_id?.to_string();
    let values = VendorRowWrite {
        vendor: Some(vendor.clone()),
        part_number: wire.vendor_part_number,
        cost: wire.vendor_cost,
        active: wire.is_active,
        default: wire.is_default,
    };
    Some((wire.product_id?, VendorRow { id: wire.id.to_string(), vendor, values }))
}

/// What creates a product.
pub(super) fn new_product(write: &ProductWrite) -> Result<NewProduct, Problem> {
    let (Some(name), Some(billing_code)) = (&write.name, &write.billing_code) else {
        return Err(Problem::permanent(
            "product_incomplete",
            "A product needs a name and a billing code. Map the category.",
        ));
    };
    let active = write.active.unwrap_or(true);
    let serialized = write.serialized.unwrap_or(false);
    let mut new = NewProduct::new(name.clone(), id(billing_code)?, active, serialized);
    new.sku.clone_from(&write.reference);
    new.description.clone_from(&write.description);
    new.manufacturer_name.clone_from(&write.manufacturer);
    new.manufacturer_product_name.clone_from(&write.manufacturer_part);
    new.product_category = write.category.as_deref().map(id).transpose()?;
    new.unit_cost = write.unit_cost;
    new.unit_price = write.unit_price;
    new.msrp = write.list_price;
    new.user_defined_fields = user_defined(write);
    Ok(new)
}

/// What changes a product: the given members, nothing else.
pub(super) fn product_patch(product: i64, write: &ProductWrite) -> Result<ProductPatch, Problem> {
    let mut patch = ProductPatch::new(product);
    patch.sku = write.reference.clone().map(Some);
    patch.name = write.name.clone().map(Some);
    patch.description = write.description.clone().map(Some);
    patch.manufacturer_name = write.manufacturer.clone().map(Some);
    patch.manufacturer_product_name = write.manufacturer_part.clone().map(Some);
    patch.product_category = write.category.as_deref().map(id).transpose()?.map(Some);
    patch.product_billing_code_id = write.billing_code.as_deref().map(id).transpose()?.map(Some);
    patch.unit_cost = write.unit_cost.map(Some);
    patch.unit_price = write.unit_price.map(Some);
    patch.msrp = write.list_price.map(Some);
    patch.is_active = write.active.map(Some);
    patch.is_serialized = write.serialized.map(Some);
    patch.user_defined_fields = user_defined(write);
    Ok(patch)
}

/// What creates a vendor row.
pub(super) fn new_vendor_row(write: &VendorRowWrite) -> Result<NewProductVendor, Problem> {
    let vendor = write.vendor.as_deref().ok_or_else(|| {
        Problem::permanent("vendor_missing", "A vendor row needs its vendor company. Choose it in the bridge.")
    })?;
    let mut new = NewProductVendor::new(id(vendor)?, write.active.unwrap_or(true), write.default.unwrap_or(false));
    new.vendor_part_number.clone_from(&write.part_number);
    new.vendor_cost = write.cost;
    Ok(new)
}

/// What changes a vendor row. Its vendor never changes.
pub(super) fn vendor_row_patch(row: i64, write: &VendorRowWrite) -> ProductVendorPatch {
    let mut patch = ProductVendorPatch::new(row);
    patch.vendor_part_number = write.part_number.clone().map(Some);
    patch.vendor_cost = write.cost.map(Some);
    patch.is_active = write.active.map(Some);
    patch.is_default = write.default.map(Some);
    patch
}

fn user_defined(write: &ProductWrite) -> Vec<UserDefinedField> {
    write.user_defined.iter().map(|(name, value)| UserDefinedField::new(name, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::autotask::entity::PatchRecord;

    #[test]
    fn a_change_sends_only_what_is_given() {
        let write = ProductWrite { reference: Some("TDS-77".into()), active: Some(false), ..ProductWrite::default() };
        let patch = product_patch(5, &write).unwrap();
        assert_eq!(
            serde_json::to_value(&patch).unwrap(),
            serde_json::json!({"id": 5, "sku": "TDS-77", "isActive": false})
        );
        assert!(product_patch(5, &ProductWrite::default()).unwrap().is_empty());
    }

    #[test]
    fn a_product_without_a_billing_code_is_not_created() {
        let write = ProductWrite { name: Some("Switch".into()), ..ProductWrite::default() };
        assert_eq!(new_product(&write).unwrap_err().code, "product_incomplete");
    }

    #[test]
    fn a_product_reads_back_what_was_written() {
        let write = ProductWrite {
            reference: Some("TDS-77".into()),
            name: Some("Switch".into()),
            billing_code: Some("29".into()),
            category: Some("3".into()),
            manufacturer_part: Some("SW-8".into()),
            active: Some(true),
            serialized: Some(false),
            user_defined: [("Band".to_owned(), "10-49".to_owned())].into(),
            ..ProductWrite::default()
        };
        let mut sent = serde_json::to_value(new_product(&write).unwrap()).unwrap();
        sent["id"] = 8.into();
        assert_eq!(product(serde_json::from_value(sent).unwrap(), Vec::new()).values, write);
    }
}
