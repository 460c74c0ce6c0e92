//! `TicketNotes` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// A note on a ticket.
    TicketNote {
        fields: TicketNoteFields,
        new: NewTicketNote,
        patch: TicketNotePatch,
        route: child "TicketNotes" of "Tickets" / "Notes" by "ticketID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Description: text, at most 32000 characters.
        description: String = "description" max 32000,
        /// Note type: picklist value, look it up by label.
        note_type: i64 = "noteType",
        /// Publish: picklist value, look it up by label.
        publish: i64 = "publish",
    }
    optional {
        /// Created by contact: id of the contact.
        created_by_contact_id: i64 = "createdByContactID",
        /// Title: text, at most 250 characters.
        title: String = "title" max 250,
    }
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
        /// Id of the parent ticket; set by the route at creation.
        ticket_id: i64 = "ticketID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
