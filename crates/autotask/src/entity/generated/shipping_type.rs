//! `ShippingTypes` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A way of shipping, as the tenant names it.
    ShippingType {
        fields: ShippingTypeFields,
        route: root "ShippingTypes",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {}
    create_only {}
    read_only {
        /// Billing code: id of the billing code.
        billing_code_id: i64 = "billingCodeID",
        /// Description: text, at most 2000 characters.
        description: String = "description" max 2000,
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
