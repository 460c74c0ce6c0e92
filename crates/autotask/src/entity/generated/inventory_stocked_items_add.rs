//! `InventoryStockedItemsAdd` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// Adds stock. It is posted only and can never be read.
    InventoryStockedItemsAdd {
        new: NewInventoryStockedItemsAdd,
        route: child "InventoryStockedItemsAdd" of "InventoryProducts" / "StockedItemsAdd" by "inventoryProductID",
        udf: [],
    }
    fixed_required {
        /// Quantity being added: whole number. Not seen in a tenant's own description; deduced.
        quantity_being_added: i64 = "quantityBeingAdded",
        /// Determine cost using: picklist value, look it up by label. Not seen in a tenant's own description; deduced.
        determine_cost_using: i64 = "determineCostUsing",
    }
    required {}
    optional {}
    create_only {
        /// Determine new price using: picklist value, look it up by label. Not seen in a tenant's own description;
        /// deduced.
        determine_new_price_using: i64 = "determineNewPriceUsing",
        /// Unit cost: decimal number. Not seen in a tenant's own description; deduced.
        unit_cost: Decimal = "unitCost",
        /// Price percentage: decimal number. Not seen in a tenant's own description; deduced.
        price_percentage: Decimal = "pricePercentage",
        /// Return price: decimal number. Not seen in a tenant's own description; deduced.
        return_price: Decimal = "returnPrice",
        /// Return type id: picklist value, look it up by label. Not seen in a tenant's own description; deduced.
        return_type_id: i64 = "returnTypeID",
        /// Serial number: text. Not seen in a tenant's own description; deduced.
        serial_number: String = "serialNumber",
        /// Vendor: id of the company. Not seen in a tenant's own description; deduced.
        vendor_id: i64 = "vendorID",
        /// Vendor invoice number: text. Not seen in a tenant's own description; deduced.
        vendor_invoice_number: String = "vendorInvoiceNumber",
        /// Reason for update: text. Not seen in a tenant's own description; deduced.
        reason_for_update: String = "reasonForUpdate",
    }
    read_only {
        /// Id of the parent inventory product; set by the route at creation. Not seen in a tenant's own description;
        /// deduced.
        inventory_product_id: i64 = "inventoryProductID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
