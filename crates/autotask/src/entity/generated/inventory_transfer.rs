//! `InventoryTransfers` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// A move of stock from one location to another.
    InventoryTransfer {
        fields: InventoryTransferFields,
        new: NewInventoryTransfer,
        route: root "InventoryTransfers",
        udf: [],
    }
    fixed_required {
        /// From location: id of the inventory location.
        from_location_id: i64 = "fromLocationID",
        /// Product: id of the product.
        product_id: i64 = "productID",
        /// Quantity transferred: whole number.
        quantity_transferred: i64 = "quantityTransferred",
        /// To location: id of the inventory location.
        to_location_id: i64 = "toLocationID",
    }
    required {}
    optional {}
    create_only {
        /// Notes: text, at most 4000 characters.
        notes: String = "notes" max 4000,
        /// Serial number: text, at most 100 characters.
        serial_number: String = "serialNumber" max 100,
        /// Transfer date, UTC.
        transfer_date: Timestamp = "transferDate",
        /// Update note: text, at most 500 characters.
        update_note: String = "updateNote" max 500,
    }
    read_only {
        /// Transfer by resource: id of the resource.
        transfer_by_resource_id: i64 = "transferByResourceID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
