//! `InventoryStockedItems` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// One lot of stock, or one unit of a serialized product.
    InventoryStockedItem {
        fields: InventoryStockedItemFields,
        patch: InventoryStockedItemPatch,
        route: child "InventoryStockedItems" of "InventoryProducts" / "StockedItems" by "inventoryProductID",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {
        /// Return price: decimal number. Not seen in a tenant's own description; deduced.
        return_price: Decimal = "returnPrice",
        /// Return type id: picklist value, look it up by label. Not seen in a tenant's own description; deduced.
        return_type_id: i64 = "returnTypeID",
        /// Serial number: text. Not seen in a tenant's own description; deduced.
        serial_number: String = "serialNumber",
        /// Status id: picklist value, look it up by label. Not seen in a tenant's own description; deduced.
        status_id: i64 = "statusID",
        /// Unit cost: decimal number. Not seen in a tenant's own description; deduced.
        unit_cost: Decimal = "unitCost",
    }
    create_only {}
    read_only {
        /// Available units: whole number. Not seen in a tenant's own description; deduced.
        available_units: i64 = "availableUnits",
        /// Company: id of the company. Not seen in a tenant's own description; deduced.
        company_id: i64 = "companyID",
        /// Configuration item id: whole number. Not seen in a tenant's own description; deduced.
        configuration_item_id: i64 = "configurationItemID",
        /// Contract charge id: whole number. Not seen in a tenant's own description; deduced.
        contract_charge_id: i64 = "contractChargeID",
        /// Create date time, UTC. Not seen in a tenant's own description; deduced.
        create_date_time: Timestamp = "createDateTime",
        /// Created by resource: id of the resource. Not seen in a tenant's own description; deduced.
        created_by_resource_id: i64 = "createdByResourceID",
        /// Current inventory location: id of the inventory location. Not seen in a tenant's own description; deduced.
        current_inventory_location_id: i64 = "currentInventoryLocationID",
        /// Delivered units: whole number. Not seen in a tenant's own description; deduced.
        delivered_units: i64 = "deliveredUnits",
        /// Id of the parent inventory product; set by the route at creation. Not seen in a tenant's own description;
        /// deduced.
        inventory_product_id: i64 = "inventoryProductID",
        /// On hand units: whole number. Not seen in a tenant's own description; deduced.
        on_hand_units: i64 = "onHandUnits",
        /// Parent inventory stocked item id: whole number. Not seen in a tenant's own description; deduced.
        parent_inventory_stocked_item_id: i64 = "parentInventoryStockedItemID",
        /// Picked removed by resource: id of the resource. Not seen in a tenant's own description; deduced.
        picked_removed_by_resource_id: i64 = "pickedRemovedByResourceID",
        /// Picked removed date time, UTC. Not seen in a tenant's own description; deduced.
        picked_removed_date_time: Timestamp = "pickedRemovedDateTime",
        /// Picked units: whole number. Not seen in a tenant's own description; deduced.
        picked_units: i64 = "pickedUnits",
        /// Project charge id: whole number. Not seen in a tenant's own description; deduced.
        project_charge_id: i64 = "projectChargeID",
        /// Purchase order: id of the purchase order. Not seen in a tenant's own description; deduced.
        purchase_order_id: i64 = "purchaseOrderID",
        /// Purchase order item: id of the purchase order item. Not seen in a tenant's own description; deduced.
        purchase_order_item_id: i64 = "purchaseOrderItemID",
        /// Purchase order item receiving: id of the purchase order item receiving. Not seen in a tenant's own
        /// description; deduced.
        purchase_order_item_receiving_id: i64 = "purchaseOrderItemReceivingID",
        /// Quote item id: whole number. Not seen in a tenant's own description; deduced.
        quote_item_id: i64 = "quoteItemID",
        /// Removed units: whole number. Not seen in a tenant's own description; deduced.
        removed_units: i64 = "removedUnits",
        /// Reserved units: whole number. Not seen in a tenant's own description; deduced.
        reserved_units: i64 = "reservedUnits",
        /// Ticket charge id: whole number. Not seen in a tenant's own description; deduced.
        ticket_charge_id: i64 = "ticketChargeID",
        /// Transferred units: whole number. Not seen in a tenant's own description; deduced.
        transferred_units: i64 = "transferredUnits",
        /// Vendor: id of the company. Not seen in a tenant's own description; deduced.
        vendor_id: i64 = "vendorID",
        /// Vendor invoice number: text. Not seen in a tenant's own description; deduced.
        vendor_invoice_number: String = "vendorInvoiceNumber",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {
        /// Parent stocked item received units: whole number. Not seen in a tenant's own description; deduced.
        parent_stocked_item_received_units: i64 = "parentStockedItemReceivedUnits",
    }
}
