//! What a PSA's connector can do: purchasing, catalogue, directory.
//!
//! Purchase order, line and vendor are words of ours; the vendor's own names stay in its connector. Ids are text.

use crate::money::Currency;
use crate::problem::Problem;
use async_trait::async_trait;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Reading purchase orders and writing back to them.
#[async_trait]
pub trait Purchasing: Send + Sync {
    /// The heads of all purchase orders of `vendor` that are in the status *Submitted*.
    ///
    /// # Errors
    /// When the PSA did not answer, refused, or has no status of that label (`submitted_status_missing`).
    async fn submitted_orders(&self, vendor: &str) -> Result<Vec<PurchaseOrderHead>, Problem>;

    /// The heads of all purchase orders of `vendor` in any status but *New*: read once, when the template is enabled.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn orders_beyond_new(&self, vendor: &str) -> Result<Vec<PurchaseOrderHead>, Problem>;

    /// One purchase order with its lines, vendor part numbers of `vendor` resolved; `None` where it does not exist.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn order(&self, id: &str, vendor: &str) -> Result<Option<PurchaseOrder>, Problem>;

    /// Changes what is given on the order and its lines, nothing else. Reads before it writes; never creates or deletes.
    ///
    /// # Errors
    /// `order_received` where the PSA refuses because the order is received; otherwise when it did not answer or refused.
    async fn write_back(&self, id: &str, change: &OrderWriteBack) -> Result<(), Problem>;
}

/// The state of a purchase order in the PSA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseOrderStatus {
    /// Being written.
    New,
    /// Handed over: the only status from which an order is taken.
    Submitted,
    /// Partly received.
    ReceivedPartial,
    /// Wholly received.
    ReceivedFull,
    /// Cancelled.
    Cancelled,
    /// Any other label, kept as it came.
    Other(String),
}

/// The head of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderHead {
    /// The PSA's id.
    pub id: String,
    /// The number that people see.
    pub number: String,
    /// Its status.
    pub status: PurchaseOrderStatus,
    /// The PSA's id of the vendor company.
    pub vendor: String,
    /// The number that stands in the external number field; empty becomes `None`.
    pub external_number: Option<String>,
    /// The general memo, as it stands there.
    pub memo: String,
    /// For which customer it is bought; the PSA's id.
    pub purchase_for: Option<String>,
    /// The customer's name, where it was read.
    pub purchase_for_name: Option<String>,
}

/// A purchase order with everything that an order needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrder {
    /// The head.
    pub head: PurchaseOrderHead,
    /// Where it goes.
    pub ship_to: Address,
    /// The shipping type chosen in the PSA: id and label.
    pub shipping_type: Option<Choice>,
    /// The lines, in the order of their ids.
    pub lines: Vec<PurchaseOrderLine>,
}

/// An address as the PSA has it. Missing parts are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Name on the label.
    pub name: String,
    /// Street.
    pub line1: String,
    /// Second line.
    pub line2: String,
    /// City.
    pub city: String,
    /// State or province, as the PSA has it.
    pub state: String,
    /// Postal code.
    pub postal_code: String,
    /// Country, as the PSA has it; often empty on a purchase order.
    pub country: String,
    /// Phone.
    pub phone: String,
}

/// One line of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderLine {
    /// The PSA's id of the line.
    pub id: String,
    /// The PSA's id of the product, where the line is a product.
    pub product: Option<String>,
    /// The product's name, for people.
    pub product_name: String,
    /// The distributor's SKU: the vendor part number of the bridge's vendor on that product.
    pub sku: Option<String>,
    /// Units.
    pub quantity: i64,
    /// The unit cost that stands in the order, in the vendor's currency.
    pub unit_cost: Option<Decimal>,
    /// What the product is sold for, in the tenant's currency; `None` where the PSA has no price.
    pub sale_price: Option<Decimal>,
    /// The memo, as it stands there.
    pub memo: String,
    /// The estimated arrival date, as it stands there.
    pub estimated_arrival: Option<Date>,
}

/// What is written back to a purchase order. `None` and absent lines stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderWriteBack {
    /// The whole new general memo.
    pub memo: Option<String>,
    /// The external number.
    pub external_number: Option<String>,
    /// The date of shipping.
    pub shipping_date: Option<Date>,
    /// Freight, in the vendor's currency.
    pub freight: Option<Decimal>,
    /// The lines that change.
    pub lines: Vec<LineWriteBack>,
}

impl OrderWriteBack {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What is written back to a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineWriteBack {
    /// The PSA's id of the line.
    pub id: String,
    /// The whole new memo.
    pub memo: Option<String>,
    /// The estimated arrival date.
    pub estimated_arrival: Option<Date>,
}

/// Reading and writing products and their vendor rows.
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// Products that carry one of these external references (`TDS-<n>`). At most 400 keys in one question.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn products_by_reference(&self, references: &[String]) -> Result<Vec<Product>, Problem>;

    /// Products whose vendor row of `vendor` carries one of these part numbers. At most 400 keys in one question.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn products_by_vendor_part(&self, vendor: &str, parts: &[String]) -> Result<Vec<Product>, Problem>;

    /// Products with one of these manufacturer part numbers. At most 400 keys in one question.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn products_by_manufacturer_part(&self, parts: &[String]) -> Result<Vec<Product>, Problem>;

    /// Products by id, with their vendor rows. At most 400 keys in one question.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn products_by_id(&self, ids: &[String]) -> Result<Vec<Product>, Problem>;

    /// Creates a product and answers its id. Never repeated without asking [`Self::products_by_reference`] first.
    ///
    /// # Errors
    /// `UnknownOutcome` where it may have been created.
    async fn create_product(&self, product: &ProductWrite) -> Result<String, Problem>;

    /// Changes the members that are given.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn change_product(&self, id: &str, change: &ProductWrite) -> Result<(), Problem>;

    /// Adds a vendor row to a product and answers its id.
    ///
    /// # Errors
    /// `UnknownOutcome` where it may have been created.
    async fn create_vendor_row(&self, product: &str, row: &VendorRowWrite) -> Result<String, Problem>;

    /// Changes the members that are given.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn change_vendor_row(&self, product: &str, row: &str, change: &VendorRowWrite) -> Result<(), Problem>;

    /// The product categories that a product may be put into.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn product_categories(&self) -> Result<Vec<Choice>, Problem>;

    /// The billing codes that a product may carry.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn billing_codes(&self) -> Result<Vec<Choice>, Problem>;

    /// The fields that people made for products and that may hold a text or a date; the id is what
    /// [`ProductWrite::user_defined`] calls it.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn product_fields(&self) -> Result<Vec<ProductField>, Problem>;
}

/// A field that people made for products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductField {
    /// What it is called, there and here.
    pub name: String,
    /// Whether it takes any text; else it takes a date.
    pub is_text: bool,
}

/// Something to choose from: an id and what people read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The PSA's id.
    pub id: String,
    /// The label.
    pub label: String,
}

/// A product as the PSA has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The PSA's id.
    pub id: String,
    /// Whether it is active.
    pub active: bool,
    /// The members that a sync may write, as they stand there.
    pub values: ProductWrite,
    /// The manufacturer's name, where the PSA has it.
    pub manufacturer: Option<String>,
    /// Its vendor rows.
    pub vendor_rows: Vec<VendorRow>,
}

/// A vendor row as the PSA has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorRow {
    /// The PSA's id.
    pub id: String,
    /// The vendor company's id.
    pub vendor: String,
    /// The members that a sync may write, as they stand there.
    pub values: VendorRowWrite,
}

/// Members of a product to write; `None` is left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductWrite {
    /// The external reference (`TDS-<n>`).
    pub reference: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// The manufacturer's part number.
    pub manufacturer_part: Option<String>,
    /// Product category id.
    pub category: Option<String>,
    /// Billing code id.
    pub billing_code: Option<String>,
    /// Unit cost in the tenant's currency.
    pub unit_cost: Option<Decimal>,
    /// Unit price in the tenant's currency.
    pub unit_price: Option<Decimal>,
    /// List price in the tenant's currency.
    pub list_price: Option<Decimal>,
    /// Whether it is active.
    pub active: Option<bool>,
    /// Whether units carry serial numbers.
    pub serialized: Option<bool>,
    /// User-defined fields by label.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub user_defined: BTreeMap<String, String>,
}

/// Members of a vendor row to write; `None` is left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorRowWrite {
    /// The vendor company's id; only when a row is created.
    pub vendor: Option<String>,
    /// The distributor's SKU.
    pub part_number: Option<String>,
    /// Cost in the vendor's currency.
    pub cost: Option<Decimal>,
    /// Whether it is active.
    pub active: Option<bool>,
    /// Whether it is the product's default vendor.
    pub default: Option<bool>,
}

/// Reading people, companies and lists.
#[async_trait]
pub trait Directory: Send + Sync {
    /// The active resource with this e-mail address; `None` where there is none.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn active_resource(&self, email: &str) -> Result<Option<Choice>, Problem>;

    /// Vendor companies whose name contains `text`.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn vendors(&self, text: &str) -> Result<Vec<Choice>, Problem>;

    /// The shipping types that a purchase order may carry.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn shipping_types(&self) -> Result<Vec<Choice>, Problem>;

    /// The currency that the tenant counts in; `None` where the PSA does not say.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn currency(&self) -> Result<Option<Currency>, Problem>;

    /// The statuses that a purchase order may have, by the PSA's numbers.
    ///
    /// # Errors
    /// When the PSA did not answer or refused.
    async fn order_statuses(&self) -> Result<Vec<Choice>, Problem>;

    /// What the signed-in API user may do, one finding per module that Linkspan needs.
    ///
    /// # Errors
    /// When the PSA did not answer at all; a missing right is a finding.
    async fn permissions(&self) -> Result<Vec<PermissionFinding>, Problem>;
}

/// One right of the API user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionFinding {
    /// The module, as the PSA names it.
    pub module: String,
    /// Whether it may be read, created, changed.
    pub may: Rights,
    /// What Linkspan needs.
    pub needed: Rights,
}

impl PermissionFinding {
    /// Whether everything needed is there.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        (self.may.read || !self.needed.read)
            && (self.may.create || !self.needed.create)
            && (self.may.change || !self.needed.change)
    }
}

/// Read, create, change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// May be read.
    pub read: bool,
    /// May be created.
    pub create: bool,
    /// May be changed.
    pub change: bool,
}
