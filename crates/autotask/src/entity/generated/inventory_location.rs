//! `InventoryLocations` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A place where stock is kept.
    InventoryLocation {
        fields: InventoryLocationFields,
        new: NewInventoryLocation,
        patch: InventoryLocationPatch,
        route: root "InventoryLocations",
        udf: [],
    }
    fixed_required {}
    required {
        /// Location name: text, at most 50 characters.
        location_name: String = "locationName" max 50,
        /// Is active: yes or no.
        is_active: bool = "isActive",
    }
    optional {
        /// Is default: yes or no.
        is_default: bool = "isDefault",
    }
    create_only {}
    read_only {
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Resource: id of the resource.
        resource_id: i64 = "resourceID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
