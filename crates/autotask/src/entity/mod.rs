//! The entities of the REST API as types: what is read, what is created, what is changed, what can be asked for.
//!
//! Each entity is one declaration in a file of its own, and the `entity!` macro makes four things of it: the read
//! model (every member optional, since `IncludeFields`, permissions and the tenant's version decide what arrives; a
//! member that is not declared is kept in `other`), the fields to filter by, the new-type with what creation demands,
//! and the patch whose untouched members are not sent. The declarations are generated from `data/entities.json` by
//! `cargo xtask generate`; `data/README.md` says what the data means and how to extend it.
//!
//! ```
//! # mod doc { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.in")); }
//! # doc::example(async |client: autotask::Client, _ready| {
//! use autotask::entity::{Company, NewContact, Contact};
//!
//! let company: Company = client.get(0).await?.ok_or("company 0 is the tenant itself")?;
//! println!("{:?}, and {} members that this crate does not know", company.company_name, company.other.len());
//!
//! // Contacts are written below their company and read at their own path.
//! let new = NewContact::new("Ann", "Example", true).email_address("ann@msp.example");
//! let id = client.create_child(company.id, &new).await?;
//! let ann: Contact = client.get(id).await?.unwrap();
//! assert_eq!(ann.company_id, Some(company.id));
//! # Ok(())
//! # });
//! ```
//!
//! This part must not know how calls travel or what a business does with the data.

mod generated;
mod macros;
mod path;
mod wire;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use self::macros::entity;
pub use self::{generated::*, path::entities_of_path};

/// A kind of record that the REST API can be asked for.
///
/// Implement it for a type of your own to read an entity that this crate does not declare, or one in another shape.
pub trait Entity: DeserializeOwned + Send + Sync + 'static {
    /// The plural name, which is also the path below `v1.0/`, such as `PurchaseOrders`.
    const PATH: &'static str;

    /// Whether the vendor lets it be read at all. Asking for one that is posted only does not compile:
    ///
    /// ```compile_fail,E0080
    /// use autotask::{Query, entity::InventoryStockedItemsAdd};
    ///
    /// let impossible = Query::<InventoryStockedItemsAdd>::all();
    /// ```
    const QUERYABLE: bool = true;

    /// The record's id. `0` is a legitimate one: company 0 is the tenant itself.
    fn id(&self) -> i64;
}

/// An entity that is written at its own path.
pub trait Root: Entity {}

/// An entity that is written only below a parent; its own path offers reads alone.
pub trait Child: Entity {
    /// The parent's path, such as `PurchaseOrders`.
    const PARENT: &'static str;
    /// The child's short name below a parent, such as `Items`.
    const SEGMENT: &'static str;
    /// The member that holds the parent's id, such as `orderID`.
    const PARENT_FIELD: &'static str;
}

/// What is sent to create a record.
pub trait NewRecord: Serialize + Send + Sync {
    /// What is created.
    type Entity: Entity;
}

/// What is sent to change some members of a record.
pub trait PatchRecord: Serialize + Send + Sync {
    /// What is changed.
    type Entity: Entity;

    /// The id of the record to change.
    fn id(&self) -> i64;

    /// Whether no member is set, so that sending it would only cost a call.
    fn is_empty(&self) -> bool;
}

/// A field that a tenant added to an entity, by its label.
///
/// Values travel as text; multi-select and reference fields are not offered by the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDefinedField {
    /// The label that the administrator gave it.
    pub name: String,
    /// The value as text; `None` when the record has none.
    pub value: Option<String>,
}

impl UserDefinedField {
    /// The field called `name` with a value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: Some(value.into()) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::Decimal;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_record_keeps_what_it_does_not_know() {
        let wire = json!({
            "id": 7, "name": "Switch", "unitCost": 19.99, "isActive": true, "createdTime": "2026-01-02T03:04:05.12Z",
            "addedNextYear": {"a": 1}, "userDefinedFields": [{"name": "Stock", "value": null}],
        });
        let product: Product = serde_json::from_value(wire).unwrap();
        assert_eq!(product.id, 7);
        assert_eq!(product.unit_cost, Some(Decimal::new(1999, 2)));
        assert_eq!(product.unit_price, None);
        assert_eq!(product.created_time.unwrap().to_string(), "2026-01-02T03:04:05.12Z");
        assert_eq!(product.other["addedNextYear"], json!({"a": 1}));
        assert_eq!(product.user_defined_fields[0], UserDefinedField { name: "Stock".into(), value: None });
    }

    #[test]
    fn a_record_survives_a_round_trip() {
        let wire =
            json!({"id": 5, "estimatedArrivalDate": "2026-03-04T00:00:00Z", "unitCost": 12.5, "quantity": 3, "x": "y"});
        let item: PurchaseOrderItem = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(item.estimated_arrival_date, Some(date(2026, 3, 4)));
        assert_eq!(serde_json::to_value(&item).unwrap(), wire);
    }

    #[test]
    fn a_patch_sends_only_what_was_set_and_can_clear() {
        let mut patch = PurchaseOrderPatch::new(12).external_po_number("DS-1").freight(Decimal::new(1050, 2));
        patch.general_memo = Some(None);
        assert_eq!(
            serde_json::to_value(&patch).unwrap(),
            json!({"id": 12, "externalPONumber": "DS-1", "freight": 10.5, "generalMemo": null})
        );
        assert!(!patch.is_empty());
        assert!(PurchaseOrderPatch::new(12).is_empty());
    }

    #[test]
    fn a_patch_of_user_defined_fields_alone_is_not_empty() {
        let patch =
            ProductPatch { user_defined_fields: vec![UserDefinedField::new("Band", "10-49")], ..ProductPatch::new(1) };
        assert!(!patch.is_empty());
        assert_eq!(
            serde_json::to_value(&patch).unwrap(),
            json!({"id": 1, "userDefinedFields": [{"name": "Band", "value": "10-49"}]})
        );
    }

    #[test]
    fn creation_demands_what_the_vendor_demands() {
        let new = NewPurchaseOrderItem::new(3, 2, Decimal::new(995, 2))
            .product_id(44)
            .estimated_arrival_date(date(2026, 1, 9));
        assert_eq!(
            serde_json::to_value(&new).unwrap(),
            json!({"inventoryLocationID": 3, "quantity": 2, "unitCost": 9.95, "productID": 44,
                   "estimatedArrivalDate": "2026-01-09T00:00:00Z"})
        );
        let contact = NewContact::new("Ann", "Example", true);
        assert_eq!(
            serde_json::to_value(&contact).unwrap(),
            json!({"firstName": "Ann", "lastName": "Example", "isActive": 1})
        );
    }

    #[test]
    fn receipts_keep_the_members_that_the_metadata_calls_read_only() {
        let new = NewPurchaseOrderItemReceiving::new(1).serial_number("SN-1").vendor_invoice_number("I-9");
        assert_eq!(
            serde_json::to_value(&new).unwrap(),
            json!({"quantityNowReceiving": 1, "serialNumber": "SN-1", "vendorInvoiceNumber": "I-9"})
        );
    }

    #[test]
    fn fields_know_their_name_and_their_longest_text() {
        assert_eq!(PurchaseOrder::FIELDS.external_po_number.name(), "externalPONumber");
        assert_eq!(PurchaseOrder::FIELDS.external_po_number.max_length(), Some(50));
        assert_eq!(PurchaseOrder::FIELDS.vendor_id.max_length(), None);
    }
}
