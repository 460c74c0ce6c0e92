//! `InventoryItems` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A stock position of a product at a location, in the older way of counting.
    InventoryItem {
        fields: InventoryItemFields,
        new: NewInventoryItem,
        patch: InventoryItemPatch,
        route: root "InventoryItems",
        udf: [],
    }
    fixed_required {
        /// Inventory location: id of the inventory location.
        inventory_location_id: i64 = "inventoryLocationID",
        /// Product: id of the product.
        product_id: i64 = "productID",
    }
    required {
        /// Quantity maximum: whole number.
        quantity_maximum: i64 = "quantityMaximum",
        /// Quantity minimum: whole number.
        quantity_minimum: i64 = "quantityMinimum",
        /// Quantity on hand: whole number.
        quantity_on_hand: i64 = "quantityOnHand",
    }
    optional {
        /// Bin: text, at most 50 characters.
        bin: String = "bin" max 50,
        /// Reference number: text, at most 50 characters.
        reference_number: String = "referenceNumber" max 50,
    }
    create_only {}
    read_only {
        /// Back order quantity: whole number.
        back_order_quantity: i64 = "backOrderQuantity",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Quantity on order: whole number.
        quantity_on_order: i64 = "quantityOnOrder",
        /// Quantity picked: whole number.
        quantity_picked: i64 = "quantityPicked",
        /// Quantity reserved: whole number.
        quantity_reserved: i64 = "quantityReserved",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
