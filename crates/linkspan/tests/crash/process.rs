//! The real binary on a prepared data directory, and both emulators in the test's own process.

use linkspan::app::catalog::switch;
use linkspan::demo::world::{Vendors, World, seed_product};
use linkspan_core::SystemClock;
use linkspan_core::template::TemplateKind;
use linkspan_emulator::autotask::{DraftLine, DraftProduct, OrderDraft};
use sqlx::Row;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a test waits for something that must happen. The first question about an uncertain order comes after 10 s.
const PATIENCE: Duration = Duration::from_secs(60);

/// A bridge that is connected, with orders going by themselves, and nobody running it.
pub(crate) struct Scene {
    pub(crate) vendors: Vendors,
    directory: TempDir,
    sku: String,
}

impl Scene {
    /// Prepares everything in this process, then closes the data. The distributor's duplicate check is off.
    pub(crate) async fn prepare() -> Self {
        rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
        let vendors = Vendors::start().await.unwrap();
        vendors.distributor.set(|settings| settings.duplicate_check = false);
        let sku = seed_product(&vendors, 0).unwrap();
        let scene = Self { vendors, directory: tempfile::tempdir().unwrap(), sku };
        let world = scene.open().await;
        let bridge = world.link(&scene.vendors).await.unwrap();
        world.enable_orders(bridge).await.unwrap();
        world.app.store.close().await;
        scene
    }

    /// Writes and submits a purchase order of one line.
    pub(crate) fn submit_purchase_order(&self) -> i64 {
        let product = DraftProduct::VendorPartNumber(self.sku.clone());
        let lines = vec![DraftLine { product, quantity: 1, unit_cost: None }];
        self.vendors
            .psa
            .tenant()
            .purchase_order_create(&OrderDraft { lines, submit: true, ..OrderDraft::default() })
            .unwrap()
            .id
    }

    /// Order requests that took effect at the distributor.
    pub(crate) fn ordered(&self) -> u64 {
        u64::try_from(self.vendors.distributor.orders().orders.len()).unwrap()
    }

    /// Starts the binary; it stops at `pause` once, where one is named.
    pub(crate) fn start(&self, pause: Option<&str>) -> Running {
        let mark = self.directory.path().join("paused");
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkspan"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(self.directory.path())
            .args(["--emulators", self.vendors.psa.url(), self.vendors.distributor.url()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(point) = pause {
            command.env("LINKSPAN_PAUSE_AT", point).env("LINKSPAN_PAUSE_FILE", &mark);
        }
        Running { child: command.spawn().unwrap(), mark }
    }

    /// Opens the data in this process, while the binary does not run.
    pub(crate) async fn open(&self) -> World {
        let urls = (self.vendors.psa.url(), self.vendors.distributor.url());
        World::open(self.directory.path(), urls, None, Arc::new(SystemClock)).await.unwrap()
    }

    /// Where the order of a purchase order stands, read beside the running process.
    pub(crate) async fn state(&self, purchase_order: i64) -> String {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}?mode=ro", self.directory.path().join("core.db").display());
        let pool = sqlx::AnyPool::connect(&url).await.unwrap();
        let row = sqlx::query("SELECT state FROM orders WHERE psa_order_id = $1")
            .bind(purchase_order.to_string())
            .fetch_optional(&pool)
            .await
            .unwrap();
        pool.close().await;
        row.map_or_else(|| "none".into(), |row| row.get("state"))
    }

    /// Chooses categories and switches product sync on, while the binary does not run. Nothing begins by that.
    pub(crate) async fn enable_products(&self, categories: &[&str]) {
        let world = self.open().await;
        let env = world.app.env(world.environment);
        let bridge = env.bridges().await.unwrap().remove(0).id;
        let codes = self.vendors.psa.tenant().entities("BillingCodes");
        let hardware = codes.iter().find(|code| code["name"] == "Hardware").unwrap()["id"].to_string();
        let mut settings = switch::settings(&world.app, world.environment, bridge).await.unwrap();
        settings.selection.categories = categories.iter().map(|code| (*code).to_owned()).collect();
        settings.mapping.default.billing_code = Some(hardware);
        switch::save(&world.app, world.environment, bridge, &settings, "Ada").await.unwrap();
        let mut tx = world.app.store.begin().await.unwrap();
        env.switch_template(&mut tx, bridge, TemplateKind::ProductSync, true).await.unwrap();
        tx.commit().await.unwrap();
        world.app.store.close().await;
    }

    /// Runs a command of the binary on the same data to its end.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkspan"));
        command.args(arguments).arg("--data").arg(self.directory.path());
        tokio::task::block_in_place(|| command.output().unwrap())
    }

    /// Waits until the binary answers commands.
    pub(crate) async fn served(&self) {
        let socket = self.directory.path().join("linkspan.sock");
        self.until("the socket", || std::os::unix::net::UnixStream::connect(&socket).is_ok()).await;
    }

    /// Waits until something holds.
    pub(crate) async fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !holds() {
            assert!(begun.elapsed() < PATIENCE, "{what}: in vain");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the order of a purchase order stands in `state`.
    pub(crate) async fn wait_for(&self, purchase_order: i64, state: &str) {
        let begun = Instant::now();
        while self.state(purchase_order).await != state {
            let now = self.state(purchase_order).await;
            assert!(begun.elapsed() < PATIENCE, "the order is {now}, not {state}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The running binary. Dropped, it is killed.
pub(crate) struct Running {
    child: Child,
    mark: PathBuf,
}

impl Running {
    /// Waits until it stopped at the point that it was started with.
    pub(crate) async fn paused(&self) {
        let begun = Instant::now();
        while !self.mark.exists() {
            assert!(begun.elapsed() < PATIENCE, "the process never came to the point");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Lets it go on from there.
    pub(crate) fn go_on(&self) {
        std::fs::remove_file(&self.mark).unwrap();
    }

    /// Kills it at once: SIGKILL, nothing is tidied up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::fs::remove_file(&self.mark).ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
