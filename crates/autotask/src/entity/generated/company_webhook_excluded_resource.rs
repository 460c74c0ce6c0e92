//! `CompanyWebhookExcludedResources` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A resource whose changes a company webhook does not tell.
    CompanyWebhookExcludedResource {
        fields: CompanyWebhookExcludedResourceFields,
        new: NewCompanyWebhookExcludedResource,
        route: child "CompanyWebhookExcludedResources" of "CompanyWebhooks" / "ExcludedResources" by "webhookID",
        udf: [],
    }
    fixed_required {
        /// Resource: id of the resource. Not seen in a tenant's own description; deduced.
        resource_id: i64 = "resourceID",
    }
    required {}
    optional {}
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
