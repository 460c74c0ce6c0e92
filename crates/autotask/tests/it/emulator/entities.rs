//! Every declared entity against the emulator, whose knowledge of the fields was written down separately.

use std::collections::BTreeSet;

use autotask::{
    Client, PageSize, Query,
    entity::{self, Child, Entity, InventoryStockedItemsAdd, NewInventoryStockedItemsAdd, NewTicketWebhook},
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Vendor;

/// Members that arrived and are not declared, with the entity before them.
async fn undeclared<E: Entity + Serialize>(client: &Client, other: fn(&E) -> &Map<String, Value>) -> BTreeSet<String> {
    let query = Query::<E>::all().page_size(PageSize::new(20).unwrap());
    let page = client.query(&query).await.unwrap_or_else(|error| panic!("{}: {error}", E::PATH));
    let counted = client.count(&query).await.unwrap();
    assert_eq!(page.items.len() as u64, counted.min(20), "{}", E::PATH);
    let fields = client.fields::<E>().await.unwrap();
    for item in &page.items {
        let Value::Object(written) = serde_json::to_value(item).unwrap() else { panic!("{}", E::PATH) };
        for name in written.keys().filter(|name| *name != "userDefinedFields") {
            assert!(fields.get(name).is_some(), "{} has no {name}", E::PATH);
        }
    }
    page.items.iter().flat_map(other).map(|(name, _)| format!("{}.{name}", E::PATH)).collect()
}

macro_rules! undeclared_in {
    ($client:ident: $($Entity:ident)*) => {{
        let mut found = BTreeSet::new();
        $( found.extend(undeclared::<entity::$Entity>(&$client, |record| &record.other).await); )*
        found
    }};
}

#[tokio::test]
async fn whatever_the_vendor_sends_is_declared() {
    let vendor = Vendor::usual().await;
    let client = vendor.unguarded_client().await;
    let found = undeclared_in!(client:
        BillingCode Company CompanyLocation CompanyWebhook CompanyWebhookExcludedResource CompanyWebhookField
        CompanyWebhookUdfField ConfigurationItem ConfigurationItemWebhook ConfigurationItemWebhookExcludedResource
        ConfigurationItemWebhookField ConfigurationItemWebhookUdfField Contact ContactWebhook
        ContactWebhookExcludedResource ContactWebhookField ContactWebhookUdfField ContractCharge Currency InventoryItem
        InventoryItemSerialNumber InventoryLocation InventoryProduct InventoryStockedItem InventoryTransfer Opportunity
        PaymentTerm Product ProductNote ProductTier ProductVendor ProjectCharge PurchaseApproval PurchaseOrder
        PurchaseOrderItem PurchaseOrderItemReceiving Quote QuoteItem QuoteLocation Resource SalesOrder ShippingType
        TaxRegion Ticket TicketCharge TicketNote TicketNoteWebhook TicketNoteWebhookExcludedResource
        TicketNoteWebhookField TicketWebhook TicketWebhookExcludedResource TicketWebhookField TicketWebhookUdfField
    );
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_is_posted_only_is_still_a_child() {
    assert_eq!(
        (InventoryStockedItemsAdd::PARENT, InventoryStockedItemsAdd::SEGMENT, InventoryStockedItemsAdd::QUERYABLE),
        ("InventoryProducts", "StockedItemsAdd", false)
    );
    let json = serde_json::to_value(NewInventoryStockedItemsAdd::new(3, 1).serial_number("SN-1")).unwrap();
    assert_eq!(json, serde_json::json!({"quantityBeingAdded": 3, "determineCostUsing": 1, "serialNumber": "SN-1"}));
}

#[test]
fn the_key_of_a_webhook_is_sent_and_not_shown() {
    let (here, gone) = ("https://hooks.example.com/at", "https://hooks.example.com/gone");
    let new = NewTicketWebhook::new(gone, true, "Tickets to us", true, here, "hook-secret-9");
    assert!(!format!("{new:?}").contains("hook-secret-9"));
    assert_eq!(serde_json::to_value(&new).unwrap()["secretKey"], "hook-secret-9");
    let read: entity::TicketWebhook = serde_json::from_str(r#"{"id":1,"secretKey":"hook-secret-9"}"#).unwrap();
    assert!(!format!("{read:?}").contains("hook-secret-9"));
    assert_eq!(read.secret_key.unwrap().expose(), "hook-secret-9");
}
