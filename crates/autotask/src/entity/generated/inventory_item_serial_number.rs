//! `InventoryItemSerialNumbers` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A serial number of a stock position.
    InventoryItemSerialNumber {
        fields: InventoryItemSerialNumberFields,
        new: NewInventoryItemSerialNumber,
        patch: InventoryItemSerialNumberPatch,
        route: child "InventoryItemSerialNumbers" of "InventoryItems" / "SerialNumbers" by "inventoryItemID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Serial number: text, at most 100 characters.
        serial_number: String = "serialNumber" max 100,
    }
    optional {}
    create_only {}
    read_only {
        /// Id of the parent inventory item; set by the route at creation.
        inventory_item_id: i64 = "inventoryItemID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
