//! `SalesOrders` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// A sales order. Autotask makes it when a quote is won.
    SalesOrder {
        fields: SalesOrderFields,
        patch: SalesOrderPatch,
        route: root "SalesOrders",
        udf: [user_defined_fields],
    }
    fixed_required {}
    required {}
    optional {
        /// Additional bill to address information: text, at most 100 characters.
        additional_bill_to_address_information: String = "additionalBillToAddressInformation" max 100,
        /// Additional ship to address information: text, at most 100 characters.
        additional_ship_to_address_information: String = "additionalShipToAddressInformation" max 100,
        /// Billing address1: text, at most 150 characters.
        billing_address1: String = "billingAddress1" max 150,
        /// Billing address2: text, at most 150 characters.
        billing_address2: String = "billingAddress2" max 150,
        /// Bill to city: text, at most 50 characters.
        bill_to_city: String = "billToCity" max 50,
        /// Bill to country: id of the country.
        bill_to_country_id: i64 = "billToCountryID",
        /// Bill to postal code: text, at most 50 characters.
        bill_to_postal_code: String = "billToPostalCode" max 50,
        /// Bill to state: text, at most 50 characters.
        bill_to_state: String = "billToState" max 50,
        /// Contact: id of the contact.
        contact_id: i64 = "contactID",
        /// Organizational level association: id of the organizational level association. Not seen in a tenant's own
        /// description; deduced.
        organizational_level_association_id: i64 = "organizationalLevelAssociationID",
        /// Owner resource: id of the resource.
        owner_resource_id: i64 = "ownerResourceID",
        /// Promised fulfillment date, UTC.
        promised_fulfillment_date: Timestamp = "promisedFulfillmentDate",
        /// Sales order date, UTC.
        sales_order_date: Timestamp = "salesOrderDate",
        /// Ship to address1: text, at most 150 characters.
        ship_to_address1: String = "shipToAddress1" max 150,
        /// Ship to address2: text, at most 150 characters.
        ship_to_address2: String = "shipToAddress2" max 150,
        /// Ship to city: text, at most 50 characters.
        ship_to_city: String = "shipToCity" max 50,
        /// Ship to country: id of the country.
        ship_to_country_id: i64 = "shipToCountryID",
        /// Ship to postal code: text, at most 50 characters.
        ship_to_postal_code: String = "shipToPostalCode" max 50,
        /// Ship to state: text, at most 50 characters.
        ship_to_state: String = "shipToState" max 50,
        /// Status: picklist value, look it up by label.
        status: i64 = "status",
    }
    create_only {}
    read_only {
        /// Company: id of the company. Not seen in a tenant's own description; deduced.
        company_id: i64 = "companyID",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Opportunity: id of the opportunity.
        opportunity_id: i64 = "opportunityID",
        /// Title: text, at most 128 characters.
        title: String = "title" max 128,
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
