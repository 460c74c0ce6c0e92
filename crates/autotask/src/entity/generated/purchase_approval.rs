//! `PurchaseApprovals` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A charge that waits for the approval of its purchase.
    PurchaseApproval {
        fields: PurchaseApprovalFields,
        patch: PurchaseApprovalPatch,
        route: root "PurchaseApprovals",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {}
    create_only {}
    read_only {
        /// Cost type: picklist value, look it up by label.
        cost_type: String = "costType" max 8,
    }
    unqueried_required {}
    unqueried_optional {
        /// Is approved: yes or no.
        is_approved: bool = "isApproved",
        /// Reject note: text, at most 5000 characters.
        reject_note: String = "rejectNote" max 5000,
    }
    unqueried_read_only {}
}
