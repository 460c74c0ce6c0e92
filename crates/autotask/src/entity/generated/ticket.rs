//! `Tickets` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A service ticket.
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
        /// Billing code: id of the billing code. Not seen in a tenant's own description; deduced.
        billing_code_id: i64 = "billingCodeID",
        /// Change approval board: picklist value, look it up by label.
        change_approval_board: i64 = "changeApprovalBoard",
        /// Change approval status: picklist value, look it up by label.
        change_approval_status: i64 = "changeApprovalStatus",
        /// Change approval type: picklist value, look it up by label.
        change_approval_type: i64 = "changeApprovalType",
        /// Change info field1: text, at most 8000 characters.
        change_info_field1: String = "changeInfoField1" max 8000,
        /// Change info field2: text, at most 8000 characters.
        change_info_field2: String = "changeInfoField2" max 8000,
        /// Change info field3: text, at most 8000 characters.
        change_info_field3: String = "changeInfoField3" max 8000,
        /// Change info field4: text, at most 8000 characters.
        change_info_field4: String = "changeInfoField4" max 8000,
        /// Change info field5: text, at most 8000 characters.
        change_info_field5: String = "changeInfoField5" max 8000,
        /// Configuration item: id of the configuration item. Not seen in a tenant's own description; deduced.
        configuration_item_id: i64 = "configurationItemID",
        /// Contract service bundle: id of the contract service bundle.
        contract_service_bundle_id: i64 = "contractServiceBundleID",
        /// Contract service: id of the contract service.
        contract_service_id: i64 = "contractServiceID",
        /// Created by contact: id of the contact.
        created_by_contact_id: i64 = "createdByContactID",
        /// Estimated hours: decimal number.
        estimated_hours: Decimal = "estimatedHours",
        /// Is assigned to comanaged: yes or no. Not seen in a tenant's own description; deduced.
        is_assigned_to_comanaged: bool = "isAssignedToComanaged",
        /// Issue type: picklist value, look it up by label.
        issue_type: i64 = "issueType",
        /// Is visible to comanaged: yes or no. Not seen in a tenant's own description; deduced.
        is_visible_to_comanaged: bool = "isVisibleToComanaged",
        /// Monitor id: whole number.
        monitor_id: i64 = "monitorID",
        /// Monitor type id: picklist value, look it up by label.
        monitor_type_id: i64 = "monitorTypeID",
        /// Organizational level association: id of the organizational level association. Not seen in a tenant's own
        /// description; deduced.
        organizational_level_association_id: i64 = "organizationalLevelAssociationID",
        /// Problem ticket: id of the ticket.
        problem_ticket_id: i64 = "problemTicketId",
        /// Resolution: text, at most 32000 characters.
        resolution: String = "resolution" max 32000,
        /// Rma status: picklist value, look it up by label.
        rma_status: i64 = "rmaStatus",
        /// Rma type: picklist value, look it up by label.
        rma_type: i64 = "rmaType",
        /// Service level agreement id: picklist value, look it up by label.
        service_level_agreement_id: i64 = "serviceLevelAgreementID",
        /// Source: picklist value, look it up by label.
        source: i64 = "source",
        /// Sub issue type: picklist value, look it up by label.
        sub_issue_type: i64 = "subIssueType",
        /// Ticket category: picklist value, look it up by label.
        ticket_category: i64 = "ticketCategory",
    }
    create_only {}
    read_only {
        /// Completed date, UTC.
        completed_date: Timestamp = "completedDate",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Last activity date, UTC.
        last_activity_date: Timestamp = "lastActivityDate",
        /// Api vendor id: picklist value, look it up by label.
        api_vendor_id: i64 = "apiVendorID",
        /// Completed by resource: id of the resource.
        completed_by_resource_id: i64 = "completedByResourceID",
        /// Creator resource: id of the resource.
        creator_resource_id: i64 = "creatorResourceID",
        /// Current service thermometer rating: picklist value, look it up by label.
        current_service_thermometer_rating: i64 = "currentServiceThermometerRating",
        /// First response assigned resource id: whole number.
        first_response_assigned_resource_id: i64 = "firstResponseAssignedResourceID",
        /// First response date time, UTC.
        first_response_date_time: Timestamp = "firstResponseDateTime",
        /// First response due date time, UTC.
        first_response_due_date_time: Timestamp = "firstResponseDueDateTime",
        /// First response initiating resource id: whole number.
        first_response_initiating_resource_id: i64 = "firstResponseInitiatingResourceID",
        /// Hours to be scheduled: decimal number.
        hours_to_be_scheduled: Decimal = "hoursToBeScheduled",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Last activity resource: id of the resource.
        last_activity_resource_id: i64 = "lastActivityResourceID",
        /// Last customer notification date time, UTC.
        last_customer_notification_date_time: Timestamp = "lastCustomerNotificationDateTime",
        /// Last customer visible activity date time, UTC.
        last_customer_visible_activity_date_time: Timestamp = "lastCustomerVisibleActivityDateTime",
        /// Last tracked modification date time, UTC.
        last_tracked_modification_date_time: Timestamp = "lastTrackedModificationDateTime",
        /// Previous service thermometer rating: picklist value, look it up by label.
        previous_service_thermometer_rating: i64 = "previousServiceThermometerRating",
        /// Resolution plan date time, UTC.
        resolution_plan_date_time: Timestamp = "resolutionPlanDateTime",
        /// Resolution plan due date time, UTC.
        resolution_plan_due_date_time: Timestamp = "resolutionPlanDueDateTime",
        /// Resolved date time, UTC.
        resolved_date_time: Timestamp = "resolvedDateTime",
        /// Resolved due date time, UTC.
        resolved_due_date_time: Timestamp = "resolvedDueDateTime",
        /// Rmm alert id: text, at most 50 characters.
        rmm_alert_id: String = "rmmAlertID" max 50,
        /// Service level agreement has been met: yes or no.
        service_level_agreement_has_been_met: bool = "serviceLevelAgreementHasBeenMet",
        /// Service thermometer temperature: whole number.
        service_thermometer_temperature: i64 = "serviceThermometerTemperature",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {
        /// Creator type: picklist value, look it up by label.
        creator_type: i64 = "creatorType",
        /// Last activity person type: picklist value, look it up by label.
        last_activity_person_type: i64 = "lastActivityPersonType",
        /// Service level agreement paused next event hours: decimal number.
        service_level_agreement_paused_next_event_hours: Decimal = "serviceLevelAgreementPausedNextEventHours",
    }
}
