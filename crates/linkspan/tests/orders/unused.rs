//! The parts of the vendors that orders never use: calling one of them fails the test.

use async_trait::async_trait;
use linkspan_core::capability::feed::{CatalogueFeed, CodeNames, FeedRecord, FeedTotals};
use linkspan_core::capability::psa::{
    Catalogue, Choice, Directory, PermissionFinding, Product, ProductField, ProductWrite, VendorRowWrite,
};
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;
use std::ops::ControlFlow;
use std::path::Path;

/// Fails at every call.
pub struct Unused;

fn never<T>() -> Result<T, Problem> {
    panic!("orders neither read nor write the catalogue or the directory")
}

#[async_trait]
impl Catalogue for Unused {
    async fn products_by_reference(&self, _: &[String]) -> Result<Vec<Product>, Problem> {
        never()
    }
    async fn products_by_vendor_part(&self, _: &str, _: &[String]) -> Result<Vec<Product>, Problem> {
        never()
    }
    async fn products_by_manufacturer_part(&self, _: &[String]) -> Result<Vec<Product>, Problem> {
        never()
    }
    async fn products_by_id(&self, _: &[String]) -> Result<Vec<Product>, Problem> {
        never()
    }
    async fn create_product(&self, _: &ProductWrite) -> Result<String, Problem> {
        never()
    }
    async fn change_product(&self, _: &str, _: &ProductWrite) -> Result<(), Problem> {
        never()
    }
    async fn create_vendor_row(&self, _: &str, _: &VendorRowWrite) -> Result<String, Problem> {
        never()
    }
    async fn change_vendor_row(&self, _: &str, _: &str, _: &VendorRowWrite) -> Result<(), Problem> {
        never()
    }
    async fn product_categories(&self) -> Result<Vec<Choice>, Problem> {
        never()
    }
    async fn billing_codes(&self) -> Result<Vec<Choice>, Problem> {
        never()
    }
    async fn product_fields(&self) -> Result<Vec<ProductField>, Problem> {
        never()
    }
}

#[async_trait]
impl Directory for Unused {
    async fn active_resource(&self, _: &str) -> Result<Option<Choice>, Problem> {
        never()
    }
    async fn vendors(&self, _: &str) -> Result<Vec<Choice>, Problem> {
        never()
    }
    async fn shipping_types(&self) -> Result<Vec<Choice>, Problem> {
        never()
    }
    async fn currency(&self) -> Result<Option<Currency>, Problem> {
        never()
    }
    async fn order_statuses(&self) -> Result<Vec<Choice>, Problem> {
        never()
    }
    async fn permissions(&self) -> Result<Vec<PermissionFinding>, Problem> {
        never()
    }
}

#[async_trait]
impl CatalogueFeed for Unused {
    async fn fetch(&self, _: &Path) -> Result<String, Problem> {
        never()
    }
    async fn names(&self) -> Result<CodeNames, Problem> {
        never()
    }
    fn read(&self, _: &Path, _: &mut dyn FnMut(FeedRecord<'_>) -> ControlFlow<()>) -> Result<FeedTotals, Problem> {
        never()
    }
}
