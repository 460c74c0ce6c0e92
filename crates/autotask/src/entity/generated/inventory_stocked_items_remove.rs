//! `InventoryStockedItemsRemove` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// Takes stock away. It is posted only and can never be read.
    InventoryStockedItemsRemove {
        new: NewInventoryStockedItemsRemove,
        route: child "InventoryStockedItemsRemove" of "InventoryProducts" / "StockedItemsRemove" by "inventoryProductID",
        udf: [],
    }
    fixed_required {
        /// Inventory stocked item: id of the inventory stocked item. Not seen in a tenant's own description; deduced.
        inventory_stocked_item_id: i64 = "inventoryStockedItemID",
        /// Quantity being removed: whole number. Not seen in a tenant's own description; deduced.
        quantity_being_removed: i64 = "quantityBeingRemoved",
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
