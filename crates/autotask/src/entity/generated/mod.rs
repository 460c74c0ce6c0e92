//! The entities, one file each. Generated from `data/entities.json` by `cargo xtask generate`.
#![expect(clippy::too_many_arguments, reason = "creation takes what the vendor demands, which is much for some")]
#![expect(clippy::new_without_default, reason = "a creation that demands nothing is still written out")]

mod billing_code;
mod company;
mod company_location;
mod company_webhook;
mod company_webhook_excluded_resource;
mod company_webhook_field;
mod company_webhook_udf_field;
mod configuration_item;
mod configuration_item_webhook;
mod configuration_item_webhook_excluded_resource;
mod configuration_item_webhook_field;
mod configuration_item_webhook_udf_field;
mod contact;
mod contact_webhook;
mod contact_webhook_excluded_resource;
mod contact_webhook_field;
mod contact_webhook_udf_field;
mod contract_charge;
mod currency;
mod inventory_item;
mod inventory_item_serial_number;
mod inventory_location;
mod inventory_product;
mod inventory_stocked_item;
mod inventory_stocked_items_add;
mod inventory_stocked_items_remove;
mod inventory_stocked_items_transfer;
mod inventory_transfer;
mod opportunity;
mod payment_term;
mod product;
mod product_note;
mod product_tier;
mod product_vendor;
mod project_charge;
mod purchase_approval;
mod purchase_order;
mod purchase_order_item;
mod purchase_order_item_receiving;
mod quote;
mod quote_item;
mod quote_location;
mod resource;
mod sales_order;
mod shipping_type;
mod tax_region;
mod ticket;
mod ticket_charge;
mod ticket_note;
mod ticket_note_webhook;
mod ticket_note_webhook_excluded_resource;
mod ticket_note_webhook_field;
mod ticket_webhook;
mod ticket_webhook_excluded_resource;
mod ticket_webhook_field;
mod ticket_webhook_udf_field;

pub use self::billing_code::*;
pub use self::company::*;
pub use self::company_location::*;
pub use self::company_webhook::*;
pub use self::company_webhook_excluded_resource::*;
pub use self::company_webhook_field::*;
pub use self::company_webhook_udf_field::*;
pub use self::configuration_item::*;
pub use self::configuration_item_webhook::*;
pub use self::configuration_item_webhook_excluded_resource::*;
pub use self::configuration_item_webhook_field::*;
pub use self::configuration_item_webhook_udf_field::*;
pub use self::contact::*;
pub use self::contact_webhook::*;
pub use self::contact_webhook_excluded_resource::*;
pub use self::contact_webhook_field::*;
pub use self::contact_webhook_udf_field::*;
pub use self::contract_charge::*;
pub use self::currency::*;
pub use self::inventory_item::*;
pub use self::inventory_item_serial_number::*;
pub use self::inventory_location::*;
pub use self::inventory_product::*;
pub use self::inventory_stocked_item::*;
pub use self::inventory_stocked_items_add::*;
pub use self::inventory_stocked_items_remove::*;
pub use self::inventory_stocked_items_transfer::*;
pub use self::inventory_transfer::*;
pub use self::opportunity::*;
pub use self::payment_term::*;
pub use self::product::*;
pub use self::product_note::*;
pub use self::product_tier::*;
pub use self::product_vendor::*;
pub use self::project_charge::*;
pub use self::purchase_approval::*;
pub use self::purchase_order::*;
pub use self::purchase_order_item::*;
pub use self::purchase_order_item_receiving::*;
pub use self::quote::*;
pub use self::quote_item::*;
pub use self::quote_location::*;
pub use self::resource::*;
pub use self::sales_order::*;
pub use self::shipping_type::*;
pub use self::tax_region::*;
pub use self::ticket::*;
pub use self::ticket_charge::*;
pub use self::ticket_note::*;
pub use self::ticket_note_webhook::*;
pub use self::ticket_note_webhook_excluded_resource::*;
pub use self::ticket_note_webhook_field::*;
pub use self::ticket_webhook::*;
pub use self::ticket_webhook_excluded_resource::*;
pub use self::ticket_webhook_field::*;
pub use self::ticket_webhook_udf_field::*;

/// Parent, segment and path of each child route.
pub(super) const CHILD_ROUTES: [(&str, &str, &str); 31] = [
    ("Products", "Vendors", "ProductVendors"),
    ("Products", "Tiers", "ProductTiers"),
    ("Products", "Notes", "ProductNotes"),
    ("PurchaseOrders", "Items", "PurchaseOrderItems"),
    ("PurchaseOrderItems", "Receiving", "PurchaseOrderItemReceiving"),
    ("Companies", "Locations", "CompanyLocations"),
    ("Companies", "Contacts", "Contacts"),
    ("InventoryItems", "SerialNumbers", "InventoryItemSerialNumbers"),
    ("Quotes", "Items", "QuoteItems"),
    ("Tickets", "Notes", "TicketNotes"),
    ("Tickets", "Charges", "TicketCharges"),
    ("Contracts", "Charges", "ContractCharges"),
    ("Projects", "Charges", "ProjectCharges"),
    ("InventoryProducts", "StockedItems", "InventoryStockedItems"),
    ("InventoryProducts", "StockedItemsAdd", "InventoryStockedItemsAdd"),
    ("InventoryProducts", "StockedItemsRemove", "InventoryStockedItemsRemove"),
    ("InventoryProducts", "StockedItemsTransfer", "InventoryStockedItemsTransfer"),
    ("CompanyWebhooks", "Fields", "CompanyWebhookFields"),
    ("CompanyWebhooks", "UdfFields", "CompanyWebhookUdfFields"),
    ("CompanyWebhooks", "ExcludedResources", "CompanyWebhookExcludedResources"),
    ("ContactWebhooks", "Fields", "ContactWebhookFields"),
    ("ContactWebhooks", "UdfFields", "ContactWebhookUdfFields"),
    ("ContactWebhooks", "ExcludedResources", "ContactWebhookExcludedResources"),
    ("ConfigurationItemWebhooks", "Fields", "ConfigurationItemWebhookFields"),
    ("ConfigurationItemWebhooks", "UdfFields", "ConfigurationItemWebhookUdfFields"),
    ("ConfigurationItemWebhooks", "ExcludedResources", "ConfigurationItemWebhookExcludedResources"),
    ("TicketWebhooks", "Fields", "TicketWebhookFields"),
    ("TicketWebhooks", "UdfFields", "TicketWebhookUdfFields"),
    ("TicketWebhooks", "ExcludedResources", "TicketWebhookExcludedResources"),
    ("TicketNoteWebhooks", "Fields", "TicketNoteWebhookFields"),
    ("TicketNoteWebhooks", "ExcludedResources", "TicketNoteWebhookExcludedResources"),
];
