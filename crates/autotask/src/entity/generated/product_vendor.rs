//! `ProductVendors` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// One vendor of a product, with its part number and cost. There is no deletion.
    ProductVendor {
        fields: ProductVendorFields,
        new: NewProductVendor,
        patch: ProductVendorPatch,
        route: child "ProductVendors" of "Products" / "Vendors" by "productID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Id of an active company of type Vendor; a vendor appears once per product.
        vendor_id: i64 = "vendorID",
        /// Whether the row is in use; a product that has vendors keeps at least one active.
        is_active: bool = "isActive",
        /// Whether this is the default vendor; the first row becomes the default whatever is sent.
        is_default: bool = "isDefault",
    }
    optional {
        /// Cost in the *vendor's* currency; hidden (absent or null) from a user without the permission to see cost.
        vendor_cost: Decimal = "vendorCost",
        /// The vendor's own number of the product; at most 50 characters.
        vendor_part_number: String = "vendorPartNumber" max 50,
    }
    create_only {}
    read_only {
        /// Id of the parent product; set by the route at creation.
        product_id: i64 = "productID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
