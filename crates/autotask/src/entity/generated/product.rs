//! `Products` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A product of the tenant's catalogue. There is no deletion.
    Product {
        fields: ProductFields,
        new: NewProduct,
        patch: ProductPatch,
        route: root "Products",
        udf: [user_defined_fields],
    }
    fixed_required {}
    required {
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
        /// Id of a billing code, presumably one of the product use type.
        product_billing_code_id: i64 = "productBillingCodeID",
        /// Whether the product may be used; there is no deletion, so a product is retired by `false`.
        is_active: bool = "isActive",
        /// Whether each unit is received with a serial number.
        is_serialized: bool = "isSerialized",
    }
    optional {
        /// Charge billing code: id of the billing code.
        charge_billing_code_id: i64 = "chargeBillingCodeID",
        /// Default installed product category: id of the configuration item category.
        default_installed_product_category_id: i64 = "defaultInstalledProductCategoryID",
        /// Id of a company of type Vendor; presumably mirrors the default product vendor.
        default_vendor_id: i64 = "defaultVendorID",
        /// Description: text, at most 2000 characters.
        description: String = "description" max 2000,
        /// Does not require procurement: yes or no.
        does_not_require_procurement: bool = "doesNotRequireProcurement",
        /// Key of the product in another system; at most 50 characters.
        external_product_id: String = "externalProductID" max 50,
        /// Internal product id: text, at most 50 characters.
        internal_product_id: String = "internalProductID" max 50,
        /// Is eligible for rma: yes or no.
        is_eligible_for_rma: bool = "isEligibleForRma",
        /// Link: text, at most 500 characters.
        link: String = "link" max 500,
        /// Manufacturer name: text, at most 100 characters.
        manufacturer_name: String = "manufacturerName" max 100,
        /// The manufacturer's part number; at most 50 characters.
        manufacturer_product_name: String = "manufacturerProductName" max 50,
        /// Msrp: decimal number.
        msrp: Decimal = "msrp",
        /// Period type: picklist value, look it up by label.
        period_type: String = "periodType" max 10,
        /// Product category: picklist value, look it up by label.
        product_category: i64 = "productCategory",
        /// Stock keeping unit, free text of at most 50 characters.
        sku: String = "sku" max 50,
        /// Cost in the tenant's internal currency.
        unit_cost: Decimal = "unitCost",
        /// Price in the tenant's internal currency.
        unit_price: Decimal = "unitPrice",
        /// Free text of at most 50 characters; the part number per vendor is in `ProductVendor::vendor_part_number`.
        vendor_product_number: String = "vendorProductNumber" max 50,
    }
    create_only {}
    read_only {
        /// Billing type: picklist value, look it up by label.
        billing_type: i64 = "billingType",
        /// Created by resource: id of the resource.
        created_by_resource_id: i64 = "createdByResourceID",
        /// Created time, UTC.
        created_time: Timestamp = "createdTime",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Computed by Autotask from cost and price.
        markup_rate: Decimal = "markupRate",
        /// Price cost method: picklist value, look it up by label.
        price_cost_method: i64 = "priceCostMethod",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
