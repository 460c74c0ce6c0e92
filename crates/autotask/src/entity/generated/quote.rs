//! `Quotes` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// A quote of an opportunity.
    Quote {
        fields: QuoteFields,
        new: NewQuote,
        patch: QuotePatch,
        route: root "Quotes",
        udf: [],
    }
    fixed_required {
        /// Opportunity: id of the opportunity.
        opportunity_id: i64 = "opportunityID",
    }
    required {
        /// Bill to location: id of the quote location.
        bill_to_location_id: i64 = "billToLocationID",
        /// Effective date, UTC.
        effective_date: Timestamp = "effectiveDate",
        /// Expiration date, UTC.
        expiration_date: Timestamp = "expirationDate",
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
        /// Ship to location: id of the quote location.
        ship_to_location_id: i64 = "shipToLocationID",
        /// Sold to location: id of the quote location.
        sold_to_location_id: i64 = "soldToLocationID",
    }
    optional {
        /// Approval status: picklist value, look it up by label.
        approval_status: i64 = "approvalStatus",
        /// Comment: text, at most 1000 characters.
        comment: String = "comment" max 1000,
        /// Company: id of the company. Not seen in a tenant's own description; deduced.
        company_id: i64 = "companyID",
        /// Contact: id of the contact.
        contact_id: i64 = "contactID",
        /// Description: text, at most 2000 characters.
        description: String = "description" max 2000,
        /// External quote number: text, at most 50 characters.
        external_quote_number: String = "externalQuoteNumber" max 50,
        /// Group by id: picklist value, look it up by label.
        group_by_id: i64 = "groupByID",
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Payment term: picklist value, look it up by label.
        payment_term: i64 = "paymentTerm",
        /// Payment type: picklist value, look it up by label.
        payment_type: i64 = "paymentType",
        /// Primary quote: yes or no.
        primary_quote: bool = "primaryQuote",
        /// Proposal project: id of the project.
        proposal_project_id: i64 = "proposalProjectID",
        /// Purchase order number: text, at most 50 characters.
        purchase_order_number: String = "purchaseOrderNumber" max 50,
        /// Quote template: id of the quote template.
        quote_template_id: i64 = "quoteTemplateID",
        /// Shipping type: picklist value, look it up by label.
        shipping_type: i64 = "shippingType",
        /// Tax region: id of the tax region. Not seen in a tenant's own description; deduced.
        tax_region_id: i64 = "taxRegionID",
    }
    create_only {}
    read_only {
        /// Approval status changed by resource: id of the resource.
        approval_status_changed_by_resource_id: i64 = "approvalStatusChangedByResourceID",
        /// Approval status changed date, UTC.
        approval_status_changed_date: Timestamp = "approvalStatusChangedDate",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Creator resource: id of the resource.
        creator_resource_id: i64 = "creatorResourceID",
        /// Ext approval contact response: picklist value, look it up by label.
        ext_approval_contact_response: i64 = "extApprovalContactResponse",
        /// Ext approval response date, UTC.
        ext_approval_response_date: Timestamp = "extApprovalResponseDate",
        /// Ext approval response signature: text, at most 250 characters.
        ext_approval_response_signature: String = "extApprovalResponseSignature" max 250,
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Last activity date, UTC.
        last_activity_date: Timestamp = "lastActivityDate",
        /// Last modified by: id of the resource.
        last_modified_by: i64 = "lastModifiedBy",
        /// Last published by resource: id of the resource. Not seen in a tenant's own description; deduced.
        last_published_by_resource_id: i64 = "lastPublishedByResourceID",
        /// Last published date time, UTC. Not seen in a tenant's own description; deduced.
        last_published_date_time: Timestamp = "lastPublishedDateTime",
        /// Quote number: whole number.
        quote_number: i64 = "quoteNumber",
    }
    unqueried_required {}
    unqueried_optional {
        /// Calculate tax separately: yes or no.
        calculate_tax_separately: bool = "calculateTaxSeparately",
        /// Show each tax in group: yes or no.
        show_each_tax_in_group: bool = "showEachTaxInGroup",
        /// Show tax category: yes or no.
        show_tax_category: bool = "showTaxCategory",
    }
    unqueried_read_only {}
}
