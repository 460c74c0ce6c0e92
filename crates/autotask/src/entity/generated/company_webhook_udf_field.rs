//! `CompanyWebhookUdfFields` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A user-defined field that a company webhook watches or sends.
    CompanyWebhookUdfField {
        fields: CompanyWebhookUdfFieldFields,
        new: NewCompanyWebhookUdfField,
        patch: CompanyWebhookUdfFieldPatch,
        route: child "CompanyWebhookUdfFields" of "CompanyWebhooks" / "UdfFields" by "webhookID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Udf field id: picklist value, look it up by label. Not seen in a tenant's own description; deduced.
        udf_field_id: i64 = "udfFieldID",
    }
    optional {
        /// Is display always field: yes or no. Not seen in a tenant's own description; deduced.
        is_display_always_field: bool = "isDisplayAlwaysField",
        /// Is subscribed field: yes or no. Not seen in a tenant's own description; deduced.
        is_subscribed_field: bool = "isSubscribedField",
    }
    create_only {}
    read_only {
        /// Id of the parent company webhook; set by the route at creation. Not seen in a tenant's own description;
        /// deduced.
        webhook_id: i64 = "webhookID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
