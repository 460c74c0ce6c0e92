//! A bridge with a store of its own, a clock moved by hand, and workers driven by hand.

use crate::fakes::World;
use linkspan::app::App;
use linkspan::app::orders::reconcile::{self, Reconciliation, Scope, enter_reconcile_first};
use linkspan::app::orders::settings::{Mode, OrderSettings};
use linkspan::app::orders::{ORDER_WORK, POLL_WORK, decide, detect};
use linkspan::app::status::settings::StatusSettings;
use linkspan::jobs::{Runner, WorkLane};
use linkspan_core::IdSource;
use linkspan_core::capability::psa::{
    Address, PurchaseOrder, PurchaseOrderHead, PurchaseOrderLine, PurchaseOrderStatus,
};
use linkspan_core::clock::{ManualClock, from_ms};
use linkspan_core::id::{BridgeId, EnvironmentId, SystemIds};
use linkspan_core::order::OrderState;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Env, Location, NewBridge, Order, ReconcileReason, Store};
use rust_decimal::Decimal;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

pub const VENDOR: &str = "201";

/// A bridge and everything around it.
pub struct Stage {
    pub app: App,
    pub env: Env,
    pub clock: ManualClock,
    pub world: World,
    pub bridge: BridgeId,
    _directory: Option<TempDir>,
}

/// Settings with which a plain order goes by itself.
pub fn automatic() -> OrderSettings {
    let mut settings = OrderSettings { mode: Mode::Automatic, hold_first: 0, ..OrderSettings::default() };
    settings.rules.contact.name = "Ada Quill".into();
    settings.rules.contact.phone = "555-0100".into();
    settings.rules.default_ship_method = Some("FG".into());
    settings
}

/// Settings with which a person releases every order.
pub fn by_hand() -> OrderSettings {
    OrderSettings { mode: Mode::Hold, ..automatic() }
}

/// A submitted purchase order of two lines at 100.00.
pub fn purchase_order(id: &str) -> PurchaseOrder {
    let line = |item: &str, sku: &str, quantity| PurchaseOrderLine {
        id: format!("{id}-{item}"),
        product: Some(sku.into()),
        product_name: format!("Product {sku}"),
        sku: Some(sku.into()),
        quantity,
        unit_cost: Some(Decimal::from(100)),
        sale_price: Some(Decimal::from(125)),
        memo: String::new(),
        estimated_arrival: None,
    };
    PurchaseOrder {
        head: PurchaseOrderHead {
            id: id.into(),
            number: format!("2026.{id}"),
            status: PurchaseOrderStatus::Submitted,
            vendor: VENDOR.into(),
            external_number: None,
            memo: String::new(),
            purchase_for: None,
            purchase_for_name: Some("Harbor Dental".into()),
        },
        ship_to: Address {
            name: "Harbor Dental".into(),
            line1: "1 Pier Road".into(),
            city: "Fremont".into(),
            state: "California".into(),
            postal_code: "94538".into(),
            phone: "555-0101".into(),
            ..Address::default()
        },
        shipping_type: None,
        lines: vec![line("1", "5000101", 3), line("2", "5000102", 1)],
    }
}

/// The customer PO number of that purchase order.
pub fn number(id: &str) -> String {
    format!("LS-2026.{id}")
}

async fn sqlite(clock: &ManualClock, ids: &Arc<dyn IdSource>) -> (Store, Option<TempDir>) {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    (Store::open(location, Arc::new(clock.clone()), Arc::clone(ids)).await.unwrap(), Some(directory))
}

async fn postgres(clock: &ManualClock, ids: &Arc<dyn IdSource>) -> Option<(Store, Option<TempDir>)> {
    use sqlx::{AssertSqlSafe, Connection, Executor};
    let server = std::env::var("LINKSPAN_TEST_POSTGRES_URL").ok()?;
    let fresh = SystemIds::new(Arc::new(linkspan_core::SystemClock));
    let name = format!("t_{}", EnvironmentId::new(&fresh).to_string().replace('-', ""));
    sqlx::any::install_default_drivers();
    let mut admin = sqlx::AnyConnection::connect(&server).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let location = Location::Postgres(format!("{base}/{name}"));
    Some((Store::open(location, Arc::new(clock.clone()), Arc::clone(ids)).await.unwrap(), None))
}

impl Stage {
    /// On SQLite, with these settings and order status on.
    pub async fn new(settings: OrderSettings) -> Self {
        let (clock, ids) = clock_and_ids();
        let (store, directory) = sqlite(&clock, &ids).await;
        Self::on(store, directory, clock, ids, settings).await
    }

    /// One on each database at hand.
    pub async fn on_each(settings: OrderSettings) -> Vec<Self> {
        let mut all = vec![Self::new(settings.clone()).await];
        let (clock, ids) = clock_and_ids();
        if let Some((store, directory)) = postgres(&clock, &ids).await {
            all.push(Self::on(store, directory, clock, ids, settings).await);
        }
        all
    }

    async fn on(
        store: Store,
        directory: Option<TempDir>,
        clock: ManualClock,
        ids: Arc<dyn IdSource>,
        settings: OrderSettings,
    ) -> Self {
        let world = World::new();
        let env = store.env(EnvironmentId::new(&*ids));
        let mut tx = store.begin().await.unwrap();
        let psa = env.add_connection(&mut tx, "autotask", "Autotask").await.unwrap();
        let distributor = env.add_connection(&mut tx, "td-synnex", "TD SYNNEX").await.unwrap();
        let new = NewBridge {
            psa,
            distributor,
            vendor_id: VENDOR.into(),
            vendor_name: "TD SYNNEX".into(),
            number_template: "LS-{purchaseOrderNumber}".into(),
            settings: serde_json::json!({}),
        };
        let bridge = env.add_bridge(&mut tx, &new).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let app = App {
            store,
            clock: Arc::new(clock.clone()),
            ids,
            links: Arc::new(world.clone()),
            nudge: linkspan::jobs::Nudge::default(),
            mailer: linkspan::app::mail::Mailer::default(),
            courier: linkspan::app::webhooks::Courier::default(),
        };
        let stage = Self { app, env, clock, world, bridge, _directory: directory };
        stage.set(&settings).await;
        stage.status(&StatusSettings::default()).await;
        stage.switch(TemplateKind::OrderSubmission, true).await;
        stage.switch(TemplateKind::OrderStatus, true).await;
        stage
    }

    pub async fn set(&self, settings: &OrderSettings) {
        self.keep(TemplateKind::OrderSubmission, serde_json::to_value(settings).unwrap()).await;
    }

    pub async fn status(&self, settings: &StatusSettings) {
        self.keep(TemplateKind::OrderStatus, serde_json::to_value(settings).unwrap()).await;
    }

    async fn keep(&self, kind: TemplateKind, value: serde_json::Value) {
        let mut tx = self.app.store.begin().await.unwrap();
        self.env.set_template_settings(&mut tx, self.bridge, kind, &value).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn switch(&self, kind: TemplateKind, on: bool) {
        let mut tx = self.app.store.begin().await.unwrap();
        self.env.switch_template(&mut tx, self.bridge, kind, on).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Something happened after which the ledger may have missed orders.
    pub async fn reconcile_first(&self, reason: ReconcileReason) {
        let scope = Scope::Bridge(self.env.id(), self.bridge);
        assert_eq!(enter_reconcile_first(&self.app, scope, reason).await.unwrap(), 1);
    }

    /// The list that waits for a person.
    pub async fn list(&self) -> Reconciliation {
        reconcile::view(&self.app, self.env.id(), self.bridge).await.unwrap().expect("the bridge waits")
    }

    /// A person confirms the list as it stands.
    pub async fn confirm(&self) -> Result<(), Problem> {
        let digest = self.list().await.digest;
        reconcile::confirm(&self.app, self.env.id(), self.bridge, &digest, "Ada").await
    }

    /// Writes a purchase order in the PSA.
    pub fn write(&self, id: &str) {
        self.world.outside().purchase_orders.insert(id.into(), purchase_order(id));
    }

    /// Changes one there.
    pub fn edit(&self, id: &str, change: impl FnOnce(&mut PurchaseOrder)) {
        edit(&self.world, id, change);
    }

    pub fn runner(&self, name: &str) -> Runner {
        Runner::new(self.app.clone(), name.into())
    }

    /// Does everything that is due now.
    pub async fn work(&self) {
        self.runner("one").run_due().await.unwrap();
    }

    /// Looks for purchase orders, and does what follows.
    pub async fn poll(&self) {
        self.wish(POLL_WORK, WorkLane::Status, &self.bridge.to_string()).await;
        self.work().await;
    }

    /// Looks for purchase orders, and does nothing else yet.
    pub async fn only_poll(&self) -> Result<(), Problem> {
        detect::poll(&self.app, self.env.id(), self.bridge).await.map(|_| ())
    }

    pub async fn wish(&self, kind: &str, lane: WorkLane, subject: &str) {
        let mut tx = self.app.store.begin().await.unwrap();
        self.env.enqueue(&mut tx, lane.as_str(), kind, subject, self.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Moves the clock, and does what has become due.
    pub async fn later(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.work().await;
    }

    /// A purchase order is written, found, and taken as far as it goes.
    pub async fn submit(&self, id: &str) -> Order {
        self.write(id);
        self.poll().await;
        self.order(id).await
    }

    pub async fn order(&self, id: &str) -> Order {
        self.find(id).await.expect("the ledger knows it")
    }

    pub async fn find(&self, id: &str) -> Option<Order> {
        self.env.order_of_purchase_order("30595", id).await.unwrap()
    }

    pub async fn state(&self, id: &str) -> OrderState {
        self.order(id).await.state
    }

    /// A person releases what stands there now.
    pub async fn release(&self, id: &str) -> Result<(), Problem> {
        let order = self.order(id).await;
        let digest = order.digest.unwrap_or_default();
        decide::release(&self.app, self.env.id(), order.id, &digest, "Ada").await
    }

    pub async fn check_again(&self, id: &str) {
        let order = self.order(id).await;
        decide::check_again(&self.app, self.env.id(), order.id).await.unwrap();
        self.work().await;
    }

    pub async fn send_again(&self, id: &str) -> Result<(), Problem> {
        let order = self.order(id).await;
        decide::send_again(&self.app, self.env.id(), order.id, "Ada", "They have no trace of it.").await
    }

    /// How often people were told about an order, by state.
    pub async fn notices(&self, id: &str) -> Vec<String> {
        let subject = self.order(id).await.id.to_string();
        let all = self.env.notices(100).await.unwrap();
        all.into_iter().map(|one| one.content).filter(|one| one.subject_id == subject).map(|one| one.state).collect()
    }

    pub async fn events(&self, id: &str) -> Vec<String> {
        let order = self.order(id).await;
        let events = self.env.order_events(order.id).await.unwrap();
        events.into_iter().rev().map(|event| event.kind).collect()
    }

    /// The row of work of an order is lost.
    pub async fn lose_work(&self, id: &str) {
        let subject = self.order(id).await.id.to_string();
        let mut tx = self.app.store.begin().await.unwrap();
        self.env.drop_work(&mut tx, ORDER_WORK, &subject).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The process is gone and a new one starts on the same data.
    pub async fn restart(&self) {
        self.app.store.release_left_leases().await.unwrap();
        // On PostgreSQL a lease is waited for.
        self.clock.advance(Duration::from_secs(241));
        self.work().await;
    }
}

pub fn edit(world: &World, id: &str, change: impl FnOnce(&mut PurchaseOrder)) {
    change(world.outside().purchase_orders.get_mut(id).expect("written before"));
}

fn clock_and_ids() -> (ManualClock, Arc<dyn IdSource>) {
    let clock = ManualClock::starting_at(from_ms(1_800_000_000_000));
    let ids = Arc::new(SystemIds::new(Arc::new(clock.clone())));
    (clock, ids)
}
