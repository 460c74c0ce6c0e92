//! A person at the vendor's user interface: writes, submits, edits and cancels purchase orders by the same rules as the
//! API, but beside its credentials, limits and journal.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::meta::{Access, Catalogue, Entity};
use super::quirks::Quirks;
use super::record::View;
use super::refusal::Refused;
use super::rules::OrderStatus;
use super::sample;
use super::tenant::{Data, Tenant};
use super::write::{Actor, Mode, Writer};
use crate::clock::VirtualClock;

/// A purchase order to be written. What is left out comes from the sample data.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderDraft {
    /// The company to buy from; TD SYNNEX if left out.
    pub vendor_company_id: Option<i64>,
    /// What is ordered.
    pub lines: Vec<DraftLine>,
    /// Further fields of the order by their names in the API, put over the defaults.
    pub fields: Map<String, Value>,
    /// Whether it is submitted at once.
    pub submit: bool,
}

/// One line of a draft.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DraftLine {
    /// The product.
    #[serde(flatten)]
    pub product: DraftProduct,
    /// How many.
    #[serde(default = "one")]
    pub quantity: i64,
    /// Cost per unit in the vendor's currency; the product's cost at the vendor if left out.
    #[serde(default, with = "rust_decimal::serde::float_option")]
    pub unit_cost: Option<Decimal>,
}

/// How a line names its product.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftProduct {
    /// Its id.
    ProductId(i64),
    /// Its `sku`.
    Sku(String),
    /// Its part number at the order's vendor.
    VendorPartNumber(String),
}

/// A purchase order that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewOrder {
    /// Its id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// The ids of its items in the order of the draft's lines.
    pub item_ids: Vec<i64>,
}

/// Somebody who works in one tenant.
#[derive(Clone, Debug)]
pub struct Purchaser {
    tenant: Arc<Tenant>,
    quirks: Arc<Quirks>,
    clock: VirtualClock,
}

impl Purchaser {
    pub(super) fn new(tenant: Arc<Tenant>, quirks: Arc<Quirks>, clock: VirtualClock) -> Self {
        Self { tenant, quirks, clock }
    }

    /// The tenant's database id.
    #[must_use]
    pub fn ci(&self) -> i64 {
        self.tenant.ci
    }

    /// Name of the tenant's own company.
    #[must_use]
    pub fn company_name(&self) -> &str {
        &self.tenant.company_name
    }

    /// Writes a purchase order with its items.
    ///
    /// # Errors
    /// When the vendor's rules refuse it; then nothing is left behind but a number that is not used again.
    pub fn purchase_order_create(&self, draft: &OrderDraft) -> Result<NewOrder, Refused> {
        let id = self.write(|writer| write_order(writer, draft))?;
        if draft.submit {
            self.purchase_order_submit(id)?;
        }
        let data = self.tenant.data();
        let number = data.row("PurchaseOrders", id).and_then(|row| row.text("purchaseOrderNumber"));
        let item_ids = data.named("PurchaseOrderItems").children_of(id).map(super::record::Record::id).collect();
        Ok(NewOrder { id, number: number.unwrap_or_default().to_owned(), item_ids })
    }

    /// Submits a purchase order.
    ///
    /// # Errors
    /// When there is none or its status does not allow it.
    pub fn purchase_order_submit(&self, id: i64) -> Result<(), Refused> {
        self.set_status(id, OrderStatus::Submitted)
    }

    /// Cancels a purchase order.
    ///
    /// # Errors
    /// When there is none or its status does not allow it.
    pub fn purchase_order_cancel(&self, id: i64) -> Result<(), Refused> {
        self.set_status(id, OrderStatus::Canceled)
    }

    /// Takes a submitted purchase order back to New.
    ///
    /// # Errors
    /// When there is none or its status does not allow it.
    pub fn purchase_order_reopen(&self, id: i64) -> Result<(), Refused> {
        self.set_status(id, OrderStatus::New)
    }

    /// Changes fields of a purchase order, by their names in the API.
    ///
    /// # Errors
    /// When there is none or the rules refuse it.
    pub fn purchase_order_edit(&self, id: i64, fields: Map<String, Value>) -> Result<(), Refused> {
        self.edit("PurchaseOrders", id, fields)
    }

    /// Changes fields of an item, by their names in the API.
    ///
    /// # Errors
    /// When there is none or the rules refuse it.
    pub fn purchase_order_item_edit(&self, id: i64, fields: Map<String, Value>) -> Result<(), Refused> {
        self.edit("PurchaseOrderItems", id, fields)
    }

    /// Receives units of an item.
    ///
    /// # Errors
    /// When there is no such item or the rules refuse it.
    pub fn receive(&self, item: i64, quantity: i64, serial_number: Option<&str>) -> Result<i64, Refused> {
        let fields = json!({"quantityNowReceiving": quantity, "serialNumber": serial_number});
        self.create("PurchaseOrderItemReceiving", Some(item), fields)
    }

    /// How many units of an item have come in.
    #[must_use]
    pub fn received(&self, item: i64) -> i64 {
        let data = self.tenant.data();
        let receipts = data.named("PurchaseOrderItemReceiving").children_of(item);
        receipts.filter_map(|receipt| receipt.int("quantityNowReceiving")).sum()
    }

    /// Creates a row of any entity, below a parent if it is a child.
    ///
    /// # Errors
    /// When there is no such entity or the rules refuse the row.
    pub fn create(&self, name: &str, parent: Option<i64>, fields: Value) -> Result<i64, Refused> {
        let of = found(self.tenant.data().catalogue, name)?;
        let Value::Object(fields) = fields else { return Err(Refused::error("A JSON object is expected.")) };
        self.write(|writer| writer.create(of, parent, &fields))
    }

    /// One row as the API shows it.
    #[must_use]
    pub fn entity(&self, name: &str, id: i64) -> Option<Value> {
        let data = self.tenant.data();
        let of = data.catalogue.entity(name)?;
        data.table(of).get(id).map(|row| self.shown(&data, of, row))
    }

    /// All rows of an entity as the API shows them, in order of their ids; none if there is no such entity.
    #[must_use]
    pub fn entities(&self, name: &str) -> Vec<Value> {
        self.select(name, |_| true)
    }

    /// The items of a purchase order.
    #[must_use]
    pub fn items_of(&self, order: i64) -> Vec<Value> {
        self.select("PurchaseOrderItems", |row| row.int("orderID") == Some(order))
    }

    /// How many rows an entity has; 0 if there is no such entity.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        let data = self.tenant.data();
        data.catalogue.entity(name).map_or(0, |of| data.table(of).len())
    }

    /// Calls of the last hour, as `ThresholdInformation` counts them.
    #[must_use]
    pub fn calls_used(&self) -> usize {
        self.tenant.meter.used(self.clock.now())
    }

    /// Lets other integrations use up calls of this hour.
    pub fn use_up_calls(&self, count: u32) {
        self.tenant.meter.use_up(count, self.clock.now());
    }

    /// Label of a purchase order's status number.
    #[must_use]
    pub fn status_label(&self, number: i64) -> Option<&'static str> {
        OrderStatus::ALL.into_iter().find(|status| status.number(&self.quirks) == number).map(OrderStatus::label)
    }

    pub(super) fn select(&self, name: &str, wanted: impl Fn(&super::record::Record) -> bool) -> Vec<Value> {
        let data = self.tenant.data();
        let Some(of) = data.catalogue.entity(name) else { return Vec::new() };
        let rows = data.table(of).iter().filter(|row| wanted(row));
        rows.map(|row| self.shown(&data, of, row)).collect()
    }

    fn shown(&self, data: &Data, of: &Entity, row: &super::record::Record) -> Value {
        let view = View {
            udfs: data.shared_udfs(of),
            chosen: None,
            empty: self.quirks.empty_udf,
            hides_costs: false,
            hides_keys: false,
        };
        serde_json::to_value(view.of(row)).unwrap_or_default()
    }

    fn set_status(&self, id: i64, status: OrderStatus) -> Result<(), Refused> {
        let mut fields = Map::new();
        fields.insert("status".to_owned(), status.number(&self.quirks).into());
        self.edit("PurchaseOrders", id, fields)
    }

    fn edit(&self, name: &'static str, id: i64, mut fields: Map<String, Value>) -> Result<(), Refused> {
        fields.insert("id".to_owned(), id.into());
        self.write(|writer| writer.update(writer.data.known(name), None, &fields, Mode::Patch)).map(|_| ())
    }

    fn write<T>(&self, act: impl FnOnce(&mut Writer<'_>) -> Result<T, Refused>) -> Result<T, Refused> {
        let actor = Actor { resource_id: sample::OWNER_RESOURCE_ID, impersonator: None };
        let now = self.clock.now();
        self.tenant.change(|data| act(&mut Writer { data, quirks: &self.quirks, now, actor }))
    }
}

/// Writes an order and its items; takes all of it back if one of them is refused.
pub(super) fn write_order(writer: &mut Writer<'_>, draft: &OrderDraft) -> Result<i64, Refused> {
    let vendor = draft.vendor_company_id.unwrap_or(sample::VENDOR_COMPANY_ID);
    let mut fields = sample::order_defaults();
    fields.insert("vendorID".to_owned(), vendor.into());
    fields.insert("status".to_owned(), OrderStatus::New.number(writer.quirks).into());
    fields.extend(draft.fields.clone());
    let order = writer.create(writer.data.known("PurchaseOrders"), None, &fields)?;
    let mut written = Vec::new();
    for line in &draft.lines {
        let item = item_fields(writer.data, vendor, line)
            .and_then(|item| writer.create(writer.data.known("PurchaseOrderItems"), Some(order), &item));
        match item {
            Ok(id) => written.push(id),
            Err(refused) => {
                written.into_iter().for_each(|id| {
                    writer.data.named_mut("PurchaseOrderItems").remove(id);
                });
                writer.data.named_mut("PurchaseOrders").remove(order);
                return Err(refused);
            }
        }
    }
    Ok(order)
}

fn item_fields(data: &Data, vendor: i64, line: &DraftLine) -> Result<Map<String, Value>, Refused> {
    let product = product_id(data, vendor, &line.product)
        .ok_or_else(|| Refused::error(format!("There is no product {:?}.", line.product)))?;
    let at_vendor = data.named("ProductVendors").children_of(product).find(|row| row.int("vendorID") == Some(vendor));
    let known_cost = at_vendor
        .and_then(|row| row.number("vendorCost"))
        .or_else(|| data.row("Products", product).and_then(|row| row.number("unitCost")));
    let unit_cost =
        line.unit_cost.map_or_else(|| json!(known_cost.unwrap_or_default()), |cost| json!(cost.to_string()));
    let mut fields = Map::new();
    fields.insert("productID".to_owned(), product.into());
    fields.insert("quantity".to_owned(), line.quantity.into());
    fields.insert("unitCost".to_owned(), unit_cost);
    fields.insert("inventoryLocationID".to_owned(), sample::MAIN_LOCATION_ID.into());
    Ok(fields)
}

fn product_id(data: &Data, vendor: i64, product: &DraftProduct) -> Option<i64> {
    let is = |text: Option<&str>, wanted: &str| text.is_some_and(|text| text.eq_ignore_ascii_case(wanted));
    match product {
        DraftProduct::ProductId(id) => Some(*id),
        DraftProduct::Sku(sku) => {
            data.named("Products").iter().find(|row| is(row.text("sku"), sku)).map(super::record::Record::id)
        }
        DraftProduct::VendorPartNumber(number) => {
            let mut rows = data.named("ProductVendors").iter();
            let row = rows.find(|row| row.int("vendorID") == Some(vendor) && is(row.text("vendorPartNumber"), number));
            row.and_then(|row| row.int("productID"))
        }
    }
}

fn found(catalogue: &'static Catalogue, name: &str) -> Result<&'static Entity, Refused> {
    catalogue
        .entity(name)
        .filter(|of| of.offers(Access::Create) || of.offers(Access::Query))
        .ok_or_else(|| Refused::error(format!("There is no entity {name}.")))
}

fn one() -> i64 {
    1
}
