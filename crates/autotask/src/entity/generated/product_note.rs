//! `ProductNotes` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// A note on a product.
    ProductNote {
        fields: ProductNoteFields,
        new: NewProductNote,
        patch: ProductNotePatch,
        route: child "ProductNotes" of "Products" / "Notes" by "productID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Description: text, at most 32000 characters.
        description: String = "description" max 32000,
        /// Title: text, at most 250 characters.
        title: String = "title" max 250,
    }
    optional {}
    create_only {}
    read_only {
        /// Create date time, UTC.
        create_date_time: Timestamp = "createDateTime",
        /// Creator resource: id of the resource.
        creator_resource_id: i64 = "creatorResourceID",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Impersonator updater resource: id of the resource.
        impersonator_updater_resource_id: i64 = "impersonatorUpdaterResourceID",
        /// Last activity date, UTC.
        last_activity_date: Timestamp = "lastActivityDate",
        /// Id of the parent product; set by the route at creation. Not seen in a tenant's own description; deduced.
        product_id: i64 = "productID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
