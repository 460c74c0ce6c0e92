//! `PaymentTerms` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A term of payment, as the tenant names it.
    PaymentTerm {
        fields: PaymentTermFields,
        new: NewPaymentTerm,
        patch: PaymentTermPatch,
        route: root "PaymentTerms",
        udf: [],
    }
    fixed_required {}
    required {
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
    }
    optional {
        /// Description: text, at most 2000 characters.
        description: String = "description" max 2000,
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Payment due in days: whole number.
        payment_due_in_days: i64 = "paymentDueInDays",
    }
    create_only {}
    read_only {}
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
