//! `TicketCharges` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A charge on a ticket; changeable while it is not billed.
    TicketCharge {
        fields: TicketChargeFields,
        new: NewTicketCharge,
        patch: TicketChargePatch,
        route: child "TicketCharges" of "Tickets" / "Charges" by "ticketID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
        /// Charge type: picklist value, look it up by label.
        charge_type: i64 = "chargeType",
        /// Date purchased: date only.
        date_purchased: Date = "datePurchased",
        /// Unit quantity: decimal number.
        unit_quantity: Decimal = "unitQuantity",
    }
    optional {
        /// Id of a billing code of the material cost use type.
        billing_code_id: i64 = "billingCodeID",
        /// Description: text, at most 8000 characters.
        description: String = "description" max 8000,
        /// Internal purchase order number: text, at most 50 characters.
        internal_purchase_order_number: String = "internalPurchaseOrderNumber" max 50,
        /// Is billable to company: yes or no.
        is_billable_to_company: bool = "isBillableToCompany",
        /// Notes: text, at most 2000 characters.
        notes: String = "notes" max 2000,
        /// Product: id of the product.
        product_id: i64 = "productID",
        /// Purchase order number: text, at most 50 characters.
        purchase_order_number: String = "purchaseOrderNumber" max 50,
        /// Unit cost: decimal number.
        unit_cost: Decimal = "unitCost",
        /// Unit price: decimal number.
        unit_price: Decimal = "unitPrice",
        /// Contract service bundle: id of the contract service bundle.
        contract_service_bundle_id: i64 = "contractServiceBundleID",
        /// Contract service: id of the contract service.
        contract_service_id: i64 = "contractServiceID",
    }
    create_only {}
    read_only {
        /// Billable amount: decimal number.
        billable_amount: Decimal = "billableAmount",
        /// Create date, UTC.
        create_date: Timestamp = "createDate",
        /// Extended cost: decimal number.
        extended_cost: Decimal = "extendedCost",
        /// Is billed: yes or no.
        is_billed: bool = "isBilled",
        /// Picklist value moved by Autotask's procurement workflow.
        status: i64 = "status",
        /// Status last modified date, UTC.
        status_last_modified_date: Timestamp = "statusLastModifiedDate",
        /// Id of the parent ticket; set by the route at creation.
        ticket_id: i64 = "ticketID",
        /// Creator resource: id of the resource.
        creator_resource_id: i64 = "creatorResourceID",
        /// Internal currency billable amount: decimal number.
        internal_currency_billable_amount: Decimal = "internalCurrencyBillableAmount",
        /// Internal currency unit price: decimal number.
        internal_currency_unit_price: Decimal = "internalCurrencyUnitPrice",
        /// Organizational level association: id of the organizational level association. Not seen in a tenant's own
        /// description; deduced.
        organizational_level_association_id: i64 = "organizationalLevelAssociationID",
        /// Status last modified by: whole number.
        status_last_modified_by: i64 = "statusLastModifiedBy",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
