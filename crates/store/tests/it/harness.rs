//! Fresh databases for each test, and a clock that moves by hand.

use linkspan_core::clock::{ManualClock, from_ms};
use linkspan_core::id::{BridgeId, EnvironmentId, SystemIds};
use linkspan_core::{Clock, IdSource};
use linkspan_store::{Env, Location, NewBridge, OrderIdentity, Store};
use sqlx::{AssertSqlSafe, Connection, Executor};
use std::future::Future;
use std::sync::Arc;
use tempfile::TempDir;

/// An open store, with what a test needs around it.
pub struct Fixture {
    pub store: Store,
    pub clock: ManualClock,
    pub ids: Arc<dyn IdSource>,
    pub engine: &'static str,
    _directory: Option<TempDir>,
}

impl Fixture {
    pub fn env(&self) -> Env {
        self.store.env(EnvironmentId::new(&*self.ids))
    }

    /// A bridge between two connections of its own.
    pub async fn bridge(&self, env: &Env) -> BridgeId {
        let mut tx = self.store.begin().await.expect("a transaction");
        let psa = env.add_connection(&mut tx, "autotask", "Autotask").await.expect("a connection");
        let distributor = env.add_connection(&mut tx, "td-synnex", "TD SYNNEX").await.expect("a connection");
        let new = NewBridge {
            psa,
            distributor,
            vendor_id: "201".into(),
            vendor_name: "TD SYNNEX".into(),
            number_template: "LS-{purchaseOrderNumber}".into(),
            settings: serde_json::json!({}),
        };
        let bridge = env.add_bridge(&mut tx, &new).await.expect("an answer").expect("a new bridge");
        tx.commit().await.expect("a commit");
        bridge
    }

    /// The identity of purchase order `number` on a bridge of its own.
    pub fn identity(&self, number: &str) -> OrderIdentity {
        OrderIdentity {
            bridge: BridgeId::new(&*self.ids),
            psa_database: "30595".into(),
            psa_order_id: number.into(),
            psa_order_number: format!("20261122.{number}"),
            distributor: "td-synnex".into(),
            country: "US".into(),
            account: "700100".into(),
            customer_po_number: Some(format!("ls-{number}")),
            purchase_for: "Harbor Dental Zahnärzte".into(),
        }
    }
}

pub fn clock_and_ids() -> (ManualClock, Arc<dyn IdSource>) {
    let clock = ManualClock::starting_at(from_ms(1_800_000_000_000));
    let ids = Arc::new(SystemIds::new(Arc::new(clock.clone())));
    (clock, ids)
}

pub async fn open(location: Location) -> linkspan_store::Result<Store> {
    let (clock, ids) = clock_and_ids();
    Store::open(location, Arc::new(clock), ids).await
}

pub async fn sqlite() -> Fixture {
    let (clock, ids) = clock_and_ids();
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let store = Store::open(location, shared, Arc::clone(&ids)).await.unwrap();
    Fixture { store, clock, ids, engine: "sqlite", _directory: Some(directory) }
}

/// A database of its own on the server that the test run started; `None` where there is no server.
pub async fn postgres() -> Option<Fixture> {
    let server = std::env::var("LINKSPAN_TEST_POSTGRES_URL").ok()?;
    let (clock, _) = clock_and_ids();
    // The clock stands still, so ids made from it would name the same database in two processes.
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::new(linkspan_core::SystemClock)));
    let name = format!("t_{}", EnvironmentId::new(&*ids).to_string().replace('-', ""));
    sqlx::any::install_default_drivers();
    let mut admin = sqlx::AnyConnection::connect(&server).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let mut url: Vec<&str> = server.rsplitn(2, '/').collect();
    url[0] = &name;
    let url = format!("{}/{}", url[1], url[0]);
    let store = Store::open(Location::Postgres(url), Arc::new(clock.clone()), Arc::clone(&ids)).await.unwrap();
    Some(Fixture { store, clock, ids, engine: "postgres", _directory: None })
}

/// Tells the same story to each engine at hand.
pub async fn on_each<F, Fut>(story: F)
where
    F: Fn(Arc<Fixture>) -> Fut,
    Fut: Future<Output = ()>,
{
    story(Arc::new(sqlite().await)).await;
    if let Some(fixture) = postgres().await {
        story(Arc::new(fixture)).await;
    }
}
