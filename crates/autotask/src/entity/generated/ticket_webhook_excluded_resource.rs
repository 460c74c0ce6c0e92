//! `TicketWebhookExcludedResources` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A resource whose changes a ticket webhook does not tell.
    TicketWebhookExcludedResource {
        fields: TicketWebhookExcludedResourceFields,
        new: NewTicketWebhookExcludedResource,
        route: child "TicketWebhookExcludedResources" of "TicketWebhooks" / "ExcludedResources" by "webhookID",
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
        /// Id of the parent ticket webhook; set by the route at creation. Not seen in a tenant's own description;
        /// deduced.
        webhook_id: i64 = "webhookID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
