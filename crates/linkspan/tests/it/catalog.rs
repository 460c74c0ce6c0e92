//! What every story about product sync needs.

use crate::harness::{ACTOR, Linked};
use linkspan::app::catalog::holds::{self, Given};
use linkspan::app::catalog::import::{self, Begin};
use linkspan::app::catalog::settings::ProductSyncSettings;
use linkspan::app::catalog::spool::FileSource;
use linkspan::app::catalog::view::{self, RunView};
use linkspan::app::catalog::{switch, sync};
use linkspan_core::catalog::decision::Answer;
use linkspan_core::catalog::mapping::Target;
use linkspan_core::id::RunId;
use linkspan_core::problem::Problem;
use linkspan_store::{CatalogueFileRow, Run, StartedBy};
use serde_json::Value;

/// A category of the sample with some sixteen products of a thousand.
pub const MICE: &str = "003080668";

impl Linked {
    /// Good settings for these categories.
    pub fn sync_settings(&self, categories: &[&str]) -> ProductSyncSettings {
        let codes = self.autotask.tenant().entities("BillingCodes");
        let hardware = codes.iter().find(|code| code["name"] == "Hardware").unwrap()["id"].to_string();
        let mut settings = ProductSyncSettings::default();
        settings.selection.categories = categories.iter().map(|code| (*code).to_owned()).collect();
        settings.mapping.default = Target { product_category: Some("6".into()), billing_code: Some(hardware) };
        settings
    }

    pub async fn save_sync(&self, settings: &ProductSyncSettings) {
        switch::save(&self.app, self.environment, self.bridge, settings, ACTOR).await.unwrap();
    }

    pub fn by_person(&self) -> Begin {
        Begin { bridge: self.bridge, started_by: StartedBy::Person, actor: ACTOR.into() }
    }

    /// Reads today's file and does nothing else.
    pub async fn import(&self) -> CatalogueFileRow {
        let from = FileSource::Distributor;
        import::begin(&self.app, self.environment, &self.by_person(), from, false).await.unwrap();
        self.run_due().await;
        self.env().catalogue_files(self.distributor, 1).await.unwrap().remove(0)
    }

    /// Reads a file that lies on disk.
    pub async fn upload(&self, bytes: &[u8]) -> (Run, Option<CatalogueFileRow>) {
        let write = |path| async move {
            tokio::fs::write(path, bytes).await.unwrap();
            Ok(())
        };
        let asked = self.by_person();
        let run = import::begin_upload(&self.app, self.environment, &asked, "712345.ap", write).await.unwrap();
        self.run_due().await;
        let files = self.env().catalogue_files(self.distributor, 10).await.unwrap();
        (self.env().run(run).await.unwrap().unwrap(), files.into_iter().find(|file| file.run == run))
    }

    /// *Sync Now*, done to its end.
    pub async fn sync_now(&self) -> RunView {
        sync::sync_now(&self.app, self.environment, &self.by_person()).await.unwrap();
        self.run_due().await;
        self.last_sync().await
    }

    /// A rehearsal, done to its end.
    pub async fn rehearse(&self) -> RunId {
        let run = sync::begin(&self.app, self.environment, &self.by_person(), true).await.unwrap();
        self.run_due().await;
        run
    }

    pub async fn last_sync(&self) -> RunView {
        view::overview(&self.app, self.environment, self.bridge).await.unwrap().last.unwrap()
    }

    /// Decides about a product that waits.
    pub async fn decide(&self, sku: &str, answer: &Answer) -> Result<(), Problem> {
        let given = Given { sku, answer, reason: "Because.", actor: ACTOR };
        holds::decide(&self.app, self.environment, self.bridge, &given).await
    }

    /// Requests about products that Autotask received.
    pub fn product_calls(&self) -> usize {
        self.autotask.server().journal().count(|entry| entry.path.contains("/Product"))
    }

    pub fn forget_calls(&self) {
        self.autotask.server().journal().clear();
    }

    /// The product of a SKU in Autotask.
    pub fn product_of(&self, sku: u32) -> Option<Value> {
        let reference = format!("TDS-{sku}");
        self.autotask.tenant().entities("Products").into_iter().find(|product| product["sku"] == reference.as_str())
    }

    /// Its vendor row.
    pub fn row_of(&self, sku: u32) -> Option<Value> {
        let rows = self.autotask.tenant().entities("ProductVendors");
        rows.into_iter().find(|row| row["vendorPartNumber"] == sku.to_string().as_str())
    }

    /// SKUs whose product was made by the sync, in order.
    pub async fn made_skus(&self) -> Vec<u32> {
        let links = self.env().product_link_page(self.bridge, "", 10_000).await.unwrap();
        links.iter().filter(|link| link.made_by_us).map(|link| link.sku.parse().unwrap()).collect()
    }
}

/// The references that occur more than once among the products.
pub fn doubles(linked: &Linked) -> Vec<String> {
    let products = linked.autotask.tenant().entities("Products");
    let mut references: Vec<String> =
        products.iter().filter_map(|product| product["sku"].as_str()).map(str::to_owned).collect();
    references.sort();
    references.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect()
}
