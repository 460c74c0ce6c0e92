//! `PurchaseOrderItems` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// One line of a purchase order: created only while the order is New, changed until it is fully received, never
    /// deleted.
    PurchaseOrderItem {
        fields: PurchaseOrderItemFields,
        new: NewPurchaseOrderItem,
        patch: PurchaseOrderItemPatch,
        route: child "PurchaseOrderItems" of "PurchaseOrders" / "Items" by "orderID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Id of an active inventory location.
        inventory_location_id: i64 = "inventoryLocationID",
        /// Units ordered, at least 1.
        quantity: i64 = "quantity",
        /// Cost of one unit in the *vendor's* currency, zero or more.
        unit_cost: Decimal = "unitCost",
    }
    optional {
        /// Id of a ticket, project or contract charge that waits to be ordered.
        charge_id: i64 = "chargeID",
        /// When the item is expected; date only.
        estimated_arrival_date: Date = "estimatedArrivalDate",
        /// Memo: text, at most 4000 characters.
        memo: String = "memo" max 4000,
        /// Id of a product; an item has either this or a charge.
        product_id: i64 = "productID",
    }
    create_only {}
    read_only {
        /// Contract: id of the contract.
        contract_id: i64 = "contractID",
        /// Internal currency unit cost: decimal number.
        internal_currency_unit_cost: Decimal = "internalCurrencyUnitCost",
        /// Id of the parent purchase order; set by the route at creation.
        order_id: i64 = "orderID",
        /// Project: id of the project.
        project_id: i64 = "projectID",
        /// Sales order: id of the sales order.
        sales_order_id: i64 = "salesOrderID",
        /// Ticket: id of the ticket.
        ticket_id: i64 = "ticketID",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
