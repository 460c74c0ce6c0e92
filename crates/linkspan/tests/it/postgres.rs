//! The whole program on PostgreSQL: product sync, and one story with two processes that share the work. They run where
//! `LINKSPAN_TEST_POSTGRES_URL` names a server.

use crate::catalog::{MICE, doubles};
use crate::harness::World;
use linkspan::config::{Config, Flags};
use linkspan::demo::world::{self as demo, Vendors, seed_product};
use linkspan::start::Installation;
use linkspan_core::SystemIds;
use linkspan_core::order::OrderState;
use linkspan_core::{Clock, IdSource, SystemClock};
use linkspan_emulator::autotask::{DraftLine, DraftProduct, OrderDraft};
use linkspan_store::{Backend, OrderFilter, RunState};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than a lease: what a killed process had taken is taken over only then.
const PATIENCE: Duration = Duration::from_secs(270);

/// The address of a database of its own; `None` where there is no server.
async fn database() -> Option<String> {
    let server = std::env::var("LINKSPAN_TEST_POSTGRES_URL").ok()?;
    let id = SystemIds::new(Arc::new(SystemClock)).next().simple().to_string();
    sqlx::any::install_default_drivers();
    let mut admin = sqlx::AnyConnection::connect(&server).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE p_{id}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(format!("{base}/p_{id}"))
}

#[tokio::test]
async fn product_sync_creates_once_and_costs_nothing_the_second_time() {
    let Some(url) = database().await else { return };
    let linked = World::start_with(|setup| setup.settings.push(("LINKSPAN__DATA__DATABASE_URL", url))).await;
    assert_eq!(linked.app.store.backend(), Backend::Postgres);
    linked.save_sync(&linked.sync_settings(&[MICE])).await;
    let first = linked.sync_now().await;
    assert_eq!(first.state, RunState::Completed, "{:?}", first.sentence);
    assert!(first.applied.created > 5 && first.applied.failed == 0, "{first:?}");
    linked.forget_calls();
    let second = linked.sync_now().await;
    assert_eq!((second.applied.total(), second.plan.unchanged), (0, first.plan.selected));
    assert_eq!(linked.product_calls(), 0, "an unchanged SKU costs no call");
    assert!(doubles(&linked).is_empty());
}

/// Two processes, one database, both vendors.
struct Pair {
    vendors: Vendors,
    url: String,
    world: demo::World,
    product: String,
    directory: TempDir,
}

/// A running process. Dropped, it is killed.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Running {
    /// Asks it to stop, and waits until it has done what it had begun.
    fn stop(mut self) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.0.wait().unwrap().success());
    }
}

impl Pair {
    async fn prepare(url: String) -> Self {
        rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
        let vendors = Vendors::start().await.unwrap();
        vendors.distributor.set(|settings| settings.duplicate_check = false);
        let directory = tempfile::tempdir().unwrap();
        let emulators = [vendors.psa.url(), vendors.distributor.url()].map(|url| url.parse().unwrap());
        let [psa, distributor] = emulators;
        let flags =
            Flags { data: Some(directory.path().to_owned()), emulators: Some((psa, distributor)), ..Flags::default() };
        let settings = [("LINKSPAN__DATA__DATABASE_URL".to_owned(), url.clone())];
        let config = Config::load(None, settings, &flags).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let installation = Arc::new(Installation::open_with(&config, clock, ids).await.unwrap());
        let (app, environment) = (installation.app.clone(), installation.environment);
        let world = demo::World { app, installation, environment, config };
        let bridge = world.link(&vendors).await.unwrap();
        world.enable_orders(bridge).await.unwrap();
        let product = seed_product(&vendors, 0).unwrap();
        Self { vendors, url, world, product, directory }
    }

    /// Starts a process of the real program.
    fn start(&self, arguments: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkspan"));
        command
            .args(arguments)
            .arg("--data")
            .arg(self.directory.path())
            .args(["--emulators", self.vendors.psa.url(), self.vendors.distributor.url()])
            .env("DATABASE_URL", &self.url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Running(command.spawn().unwrap())
    }

    /// Submits so many purchase orders and asks for a look at them.
    async fn submit(&self, count: usize) {
        for _ in 0..count {
            let product = DraftProduct::VendorPartNumber(self.product.clone());
            let lines = vec![DraftLine { product, quantity: 1, unit_cost: None }];
            let draft = OrderDraft { lines, submit: true, ..OrderDraft::default() };
            self.vendors.psa.tenant().purchase_order_create(&draft).unwrap();
        }
        let env = self.world.app.env(self.world.environment);
        let bridge = env.bridges().await.unwrap()[0].id;
        self.world.look_for_orders(bridge).await.unwrap();
    }

    /// Waits until so many orders were taken by the distributor, and shows that none was sent twice.
    async fn until_ordered(&self, count: usize) {
        let env = self.world.app.env(self.world.environment);
        let begun = Instant::now();
        loop {
            let orders = env.orders(&OrderFilter { limit: 100, ..OrderFilter::default() }).await.unwrap().orders;
            let states: Vec<_> = orders.iter().map(|order| order.state).collect();
            let taken = |state: &&OrderState| matches!(state, OrderState::Accepted | OrderState::Open);
            if states.iter().filter(taken).count() == count {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{states:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let book = self.vendors.distributor.orders();
        assert_eq!((book.orders.len(), book.requests_seen as usize), (count, count), "each was sent once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_and_a_worker_share_the_work_and_either_goes_on_alone() {
    let Some(url) = database().await else { return };
    let pair = Pair::prepare(url).await;
    let server = pair.start(&["serve", "--listen", "127.0.0.1:0"]);
    let worker = pair.start(&["worker"]);
    pair.submit(6).await;
    pair.until_ordered(6).await;

    server.stop();
    pair.submit(2).await;
    pair.until_ordered(8).await;

    worker.stop();
    let server = pair.start(&["serve", "--listen", "127.0.0.1:0"]);
    pair.submit(2).await;
    pair.until_ordered(10).await;
    server.stop();

    let now = pair.world.app.clock.now();
    let database = pair.vendors.psa.ready().ci.to_string();
    let minutes = pair.world.app.store.call_minutes(now - jiff::SignedDuration::from_hours(1)).await.unwrap();
    let mut processes: Vec<_> = minutes.iter().filter(|one| one.database == database).map(|one| &one.process).collect();
    processes.sort();
    processes.dedup();
    assert!(processes.len() >= 2, "both told what they used: {minutes:?}");
}
