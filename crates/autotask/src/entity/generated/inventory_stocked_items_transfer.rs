//! `InventoryStockedItemsTransfer` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// Moves stock to another location. It is posted only and can never be read.
    InventoryStockedItemsTransfer {
        new: NewInventoryStockedItemsTransfer,
        route: child "InventoryStockedItemsTransfer" of "InventoryProducts" / "StockedItemsTransfer" by "inventoryProductID",
        udf: [],
    }
    fixed_required {
        /// Inventory stocked item: id of the inventory stocked item. Not seen in a tenant's own description; deduced.
        inventory_stocked_item_id: i64 = "inventoryStockedItemID",
        /// New inventory location: id of the inventory location. Not seen in a tenant's own description; deduced.
        new_inventory_location_id: i64 = "newInventoryLocationID",
        /// Quantity being transferred: whole number. Not seen in a tenant's own description; deduced.
        quantity_being_transferred: i64 = "quantityBeingTransferred",
    }
    required {}
    optional {}
    create_only {
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
