//! `TicketNoteWebhooks` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::{entity::entity, value::SecretText};

entity! {
    /// A webhook for ticket note events; it is ready once it has a field.
    TicketNoteWebhook {
        fields: TicketNoteWebhookFields,
        new: NewTicketNoteWebhook,
        patch: TicketNoteWebhookPatch,
        route: root "TicketNoteWebhooks",
        udf: [],
    }
    fixed_required {}
    required {
        /// Deactivation url: text, at most 500 characters. Not seen in a tenant's own description; deduced.
        deactivation_url: String = "deactivationUrl" max 500,
        /// Is active: yes or no. Not seen in a tenant's own description; deduced.
        is_active: bool = "isActive",
        /// Name: text, at most 50 characters. Not seen in a tenant's own description; deduced.
        name: String = "name" max 50,
        /// Send threshold exceeded notification: yes or no. Not seen in a tenant's own description; deduced.
        send_threshold_exceeded_notification: bool = "sendThresholdExceededNotification",
        /// Webhook url: text, at most 500 characters. Not seen in a tenant's own description; deduced.
        webhook_url: String = "webhookUrl" max 500,
    }
    optional {
        /// Is subscribed to create events: yes or no. Not seen in a tenant's own description; deduced.
        is_subscribed_to_create_events: bool = "isSubscribedToCreateEvents",
        /// Is subscribed to delete events: yes or no. Not seen in a tenant's own description; deduced.
        is_subscribed_to_delete_events: bool = "isSubscribedToDeleteEvents",
        /// Is subscribed to update events: yes or no. Not seen in a tenant's own description; deduced.
        is_subscribed_to_update_events: bool = "isSubscribedToUpdateEvents",
        /// Notification email address: text, at most 150 characters. Not seen in a tenant's own description; deduced.
        notification_email_address: String = "notificationEmailAddress" max 150,
        /// Owner resource: id of the resource. Not seen in a tenant's own description; deduced.
        owner_resource_id: i64 = "ownerResourceID",
    }
    create_only {}
    read_only {
        /// Is ready: yes or no. Not seen in a tenant's own description; deduced.
        is_ready: bool = "isReady",
        /// Webhook guid: text. Not seen in a tenant's own description; deduced.
        webhook_guid: String = "webhookGUID",
    }
    unqueried_required {
        /// Secret key: text, at most 64 characters. Not seen in a tenant's own description; deduced.
        secret_key: SecretText = "secretKey" max 64,
    }
    unqueried_optional {}
    unqueried_read_only {}
}
