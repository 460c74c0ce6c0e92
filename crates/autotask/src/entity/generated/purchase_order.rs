//! `PurchaseOrders` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A purchase order. It has no user-defined fields, no webhook and no modification date: it must be polled by
    /// status.
    PurchaseOrder {
        fields: PurchaseOrderFields,
        new: NewPurchaseOrder,
        patch: PurchaseOrderPatch,
        route: root "PurchaseOrders",
        udf: [],
    }
    fixed_required {
        /// Id of an active company of type Vendor; it cannot change after creation.
        vendor_id: i64 = "vendorID",
    }
    required {
        /// Picklist value (New, Submitted, Received Partial, Received Full, Canceled): the numbers are not documented,
        /// look them up by label.
        status: i64 = "status",
        /// Ship to name: text, at most 100 characters.
        ship_to_name: String = "shipToName" max 100,
        /// Ship to address1: text, at most 128 characters.
        ship_to_address1: String = "shipToAddress1" max 128,
    }
    optional {
        /// Additional vendor invoice numbers: text, at most 8000 characters.
        additional_vendor_invoice_numbers: String = "additionalVendorInvoiceNumbers" max 8000,
        /// Free text of at most 50 characters, used for the vendor's order number.
        external_po_number: String = "externalPONumber" max 50,
        /// Fax: text, at most 25 characters.
        fax: String = "fax" max 25,
        /// Freight: decimal number.
        freight: Decimal = "freight",
        /// General memo: text, at most 4000 characters.
        general_memo: String = "generalMemo" max 4000,
        /// Payment term: picklist value, look it up by label.
        payment_term: i64 = "paymentTerm",
        /// Phone: text, at most 25 characters.
        phone: String = "phone" max 25,
        /// Purchase for company: id of the company.
        purchase_for_company_id: i64 = "purchaseForCompanyID",
        /// Purchase order template id: picklist value, look it up by label.
        purchase_order_template_id: i64 = "purchaseOrderTemplateID",
        /// Shipping date: date only.
        shipping_date: Date = "shippingDate",
        /// Shipping type: id of the shipping type.
        shipping_type: i64 = "shippingType",
        /// Ship to address2: text, at most 128 characters.
        ship_to_address2: String = "shipToAddress2" max 128,
        /// Ship to city: text, at most 30 characters.
        ship_to_city: String = "shipToCity" max 30,
        /// Ship to postal code: text, at most 10 characters.
        ship_to_postal_code: String = "shipToPostalCode" max 10,
        /// Ship to state: text, at most 25 characters.
        ship_to_state: String = "shipToState" max 25,
        /// Show each tax in group: yes or no.
        show_each_tax_in_group: bool = "showEachTaxInGroup",
        /// Show tax category: yes or no.
        show_tax_category: bool = "showTaxCategory",
        /// Tax region: id of the tax region.
        tax_region_id: i64 = "taxRegionID",
        /// Use item descriptions from: picklist value, look it up by label.
        use_item_descriptions_from: i64 = "useItemDescriptionsFrom",
        /// At most 50 characters; by one report read-only once the order is received.
        vendor_invoice_number: String = "vendorInvoiceNumber" max 50,
    }
    create_only {}
    read_only {
        /// Cancel date time, UTC.
        cancel_date_time: Timestamp = "cancelDateTime",
        /// Create date time, UTC.
        create_date_time: Timestamp = "createDateTime",
        /// Creator resource: id of the resource.
        creator_resource_id: i64 = "creatorResourceID",
        /// Impersonator creator resource: id of the resource.
        impersonator_creator_resource_id: i64 = "impersonatorCreatorResourceID",
        /// Internal currency freight: decimal number.
        internal_currency_freight: Decimal = "internalCurrencyFreight",
        /// Presumably the latest expected arrival among the items; date only.
        latest_estimated_arrival_date: Date = "latestEstimatedArrivalDate",
        /// Assigned by Autotask.
        purchase_order_number: String = "purchaseOrderNumber" max 50,
        /// When the order was submitted, set by Autotask; UTC.
        submit_date_time: Timestamp = "submitDateTime",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
