//! `InventoryProducts` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// The stock of a product at a location.
    InventoryProduct {
        fields: InventoryProductFields,
        new: NewInventoryProduct,
        patch: InventoryProductPatch,
        route: root "InventoryProducts",
        udf: [],
    }
    fixed_required {
        /// Inventory location: id of the inventory location. Not seen in a tenant's own description; deduced.
        inventory_location_id: i64 = "inventoryLocationID",
        /// Product: id of the product. Not seen in a tenant's own description; deduced.
        product_id: i64 = "productID",
    }
    required {
        /// Quantity maximum: whole number. Not seen in a tenant's own description; deduced.
        quantity_maximum: i64 = "quantityMaximum",
        /// Quantity minimum: whole number. Not seen in a tenant's own description; deduced.
        quantity_minimum: i64 = "quantityMinimum",
    }
    optional {
        /// Bin: text. Not seen in a tenant's own description; deduced.
        bin: String = "bin",
        /// Reference number: text. Not seen in a tenant's own description; deduced.
        reference_number: String = "referenceNumber",
    }
    create_only {}
    read_only {
        /// Available units: whole number. Not seen in a tenant's own description; deduced.
        available_units: i64 = "availableUnits",
        /// Back order quantity: whole number. Not seen in a tenant's own description; deduced.
        back_order_quantity: i64 = "backOrderQuantity",
        /// Create date time, UTC. Not seen in a tenant's own description; deduced.
        create_date_time: Timestamp = "createDateTime",
        /// Created by resource: id of the resource. Not seen in a tenant's own description; deduced.
        created_by_resource_id: i64 = "createdByResourceID",
        /// On hand units: whole number. Not seen in a tenant's own description; deduced.
        on_hand_units: i64 = "onHandUnits",
        /// Picked units: whole number. Not seen in a tenant's own description; deduced.
        picked_units: i64 = "pickedUnits",
        /// Reserved units: whole number. Not seen in a tenant's own description; deduced.
        reserved_units: i64 = "reservedUnits",
        /// Units on order: whole number. Not seen in a tenant's own description; deduced.
        units_on_order: i64 = "unitsOnOrder",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
