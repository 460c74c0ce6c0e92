//! `PurchaseOrderItemReceiving` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;

use crate::entity::entity;

entity! {
    /// One receipt against a purchase order item. Created only, never changed. The metadata flags every member
    /// read-only, yet those of the new-type are what is posted.
    PurchaseOrderItemReceiving {
        fields: PurchaseOrderItemReceivingFields,
        new: NewPurchaseOrderItemReceiving,
        route: child "PurchaseOrderItemReceiving" of "PurchaseOrderItems" / "Receiving" by "purchaseOrderItemID",
        udf: [],
    }
    fixed_required {
        /// Units received by this receipt: not 0 and not more than what is open.
        quantity_now_receiving: i64 = "quantityNowReceiving",
    }
    required {}
    optional {}
    create_only {
        /// Serial number (at most 50 characters): a serialized product takes one receipt per unit.
        serial_number: String = "serialNumber" max 50,
        /// At most 50 characters; required when the tenant's procurement settings say so.
        vendor_invoice_number: String = "vendorInvoiceNumber" max 50,
    }
    read_only {
        /// Id of the purchase order item received against.
        purchase_order_item_id: i64 = "purchaseOrderItemID",
        /// Quantity back ordered: whole number.
        quantity_back_ordered: i64 = "quantityBackOrdered",
        /// Quantity previously received: whole number.
        quantity_previously_received: i64 = "quantityPreviouslyReceived",
        /// Receive date, UTC.
        receive_date: Timestamp = "receiveDate",
        /// Received by resource: id of the resource.
        received_by_resource_id: i64 = "receivedByResourceID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
