//! `Tickets` as the REST API spells it.
//!
//! Names, types and lengths are the vendor's; what a member means to a business process is not known here.

use jiff::Timestamp;

use super::entity;

entity! {
    /// A service ticket; only the members that procurement touches are typed, the rest is in `other`.
    Ticket {
        fields: TicketFields,
        new: NewTicket,
        patch: TicketPatch,
        route: root "Tickets",
        udf: [user_defined_fields],
    }
    fixed_required {}
    required {
        /// Company: id of the company.
        company_id: i64 = "companyID",
        /// Title: text, at most 255 characters.
        title: String = "title" max 255,
        /// Status: picklist value, look it up by label.
        status: i64 = "status",
        /// Priority: picklist value, look it up by label.
        priority: i64 = "priority",
    }
    optional {
        /// Assigned resource: id of the resource.
        assigned_resource_id: i64 = "assignedResourceID",
        /// Assigned resource role: id of the role.
        assigned_resource_role_id: i64 = "assignedResourceRoleID",
        /// Company location: id of the company location.
        company_location_id: i64 = "companyLocationID",
        /// Contact: id of the contact.
        contact_id: i64 = "contactID",
        /// Contract: id of the contract.
        contract_id: i64 = "contractID",
        /// Description: text, at most 8000 characters.
        description: String = "description" max 8000,
        /// Due date time, UTC.
        due_date_time: Timestamp = "dueDateTime",
        /// External id: text, at most 50 characters.
        external_id: String = "externalID" max 50,
        /// Opportunity: id of the opportunity.
        opportunity_id: i64 = "opportunityID",
        /// Project: id of the project.
        project_id: i64 = "projectID",
        /// Purchase order number: text, at most 50 characters.
        purchase_order_number: String = "purchaseOrderNumber" max 50,
        /// Queue id: picklist value, look it up by label.
        queue_id: i64 = "queueID",
        /// Ticket number: text, at most 50 characters.
        ticket_number: String = "ticketNumber" max 50,
        /// Ticket type: picklist value, look it up by label.
        ticket_type: i64 = "ticketType",
    }
    create_only {}
    read_only {
        /// Completed date, UTC.
        completed_date: Timestamp = "completedDate",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Last activity date, UTC.
        last_activity_date: Timestamp = "lastActivityDate",
    }
}
