//! Both vendors as emulators and an installation that is linked with them.

use super::clock::DemoClock;
use super::connect;
use crate::app::App;
use crate::app::orders::settings::{Consent, Mode, OrderSettings};
use crate::app::orders::{POLL_WORK, detect};
use crate::app::status::settings::StatusSettings;
use crate::config::{Config, Flags};
use crate::jobs::{Runner, WorkLane};
use crate::start::Installation;
use anyhow::{Context as _, anyhow};
use linkspan_core::Clock;
use linkspan_core::id::{BridgeId, EnvironmentId, IdSource, SystemIds};
use linkspan_core::order::snapshot::{Contact, OrderOptions};
use linkspan_core::order::validate::OrderRules;
use linkspan_core::template::TemplateKind;
use linkspan_emulator::autotask::{self, Autotask, adoptable_parts};
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::td_synnex::{self, PinnedPart, TdSynnex};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

/// How many products the distributor of the demo has.
const CATALOGUE_ROWS: u32 = 5_000;

/// Both vendors.
pub struct Vendors {
    /// The PSA.
    pub psa: Autotask,
    /// The distributor.
    pub distributor: TdSynnex,
    /// Their clock.
    pub clock: VirtualClock,
}

impl Vendors {
    /// Starts both on free ports of the loopback address, limits on.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let clock = VirtualClock::system();
        let psa = autotask::start(autotask::Options { clock: clock.clone(), ..autotask::Options::default() }).await?;
        let pinned_parts = adoptable_parts()
            .into_iter()
            .map(|part| PinnedPart {
                manufacturer: part.manufacturer.into(),
                part_number: part.part_number.into(),
                description: part.description.into(),
            })
            .collect();
        let options = td_synnex::Options {
            clock: clock.clone(),
            rows: CATALOGUE_ROWS,
            pinned_parts,
            ..td_synnex::Options::default()
        };
        let distributor = td_synnex::start(options).await?;
        Ok(Self { psa, distributor, clock })
    }
}

/// An installation on a data directory, pointed at emulators.
#[derive(Clone)]
pub struct World {
    /// What use cases need.
    pub app: App,
    /// The installation as a whole.
    pub installation: Arc<Installation>,
    /// The environment of the demo.
    pub environment: EnvironmentId,
    /// The settings.
    pub config: Config,
}

impl World {
    /// Opens a data directory, which is made where it does not exist. `files` is the distributor's file server.
    ///
    /// # Errors
    /// Where the directory or its key file cannot be used.
    pub async fn open(
        directory: &Path,
        (psa, distributor): (&str, &str),
        files: Option<&str>,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let flags = Flags {
            data: Some(PathBuf::from(directory)),
            emulators: Some((Url::parse(psa)?, Url::parse(distributor)?)),
            ..Flags::default()
        };
        let spool = directory.join("mails.txt").display().to_string();
        let mail =
            [("LINKSPAN__MAIL__FROM", "Linkspan <linkspan@msp.example>"), ("LINKSPAN__MAIL__SPOOL_FILE", &spool)];
        let files = files.map(|url| ("LINKSPAN__VENDORS__TD_SYNNEX__US__SFTP", url));
        let settings = mail.into_iter().chain(files).map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::load(None, settings, &flags)?;
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let installation = Installation::open_with(&config, clock, ids).await?;
        let (app, environment) = (installation.app.clone(), installation.environment);
        Ok(Self { app, environment, installation: Arc::new(installation), config })
    }

    /// Links both accounts and makes the bridge between them, with number template `LS-{purchaseOrderId}`.
    ///
    /// # Errors
    /// Where an account is refused.
    pub async fn link(&self, vendors: &Vendors) -> anyhow::Result<BridgeId> {
        connect::link(self, vendors).await
    }

    /// Switches order submission and order status on: orders go by themselves from the first one.
    ///
    /// # Errors
    /// Where the PSA does not answer.
    pub async fn enable_orders(&self, bridge: BridgeId) -> anyhow::Result<()> {
        detect::remember_start(&self.app, self.environment, bridge).await?;
        let env = self.app.env(self.environment);
        let orders = serde_json::to_value(order_settings(self.app.clock.now_ms()))?;
        let status = StatusSettings { accounting_sync: Some(false), ..StatusSettings::default() };
        let mut tx = self.app.store.begin().await?;
        for (kind, settings) in
            [(TemplateKind::OrderSubmission, orders), (TemplateKind::OrderStatus, serde_json::to_value(status)?)]
        {
            env.set_template_settings(&mut tx, bridge, kind, &settings).await?;
            env.switch_template(&mut tx, bridge, kind, true).await?;
        }
        tx.commit().await?;
        self.look_for_orders(bridge).await
    }

    /// Looks for purchase orders now instead of at the next poll.
    ///
    /// # Errors
    /// What the database says.
    pub async fn look_for_orders(&self, bridge: BridgeId) -> anyhow::Result<()> {
        let env = self.app.env(self.environment);
        let mut tx = self.app.store.begin().await?;
        let lane = WorkLane::Status.as_str();
        env.enqueue(&mut tx, lane, POLL_WORK, &bridge.to_string(), self.app.clock.now()).await?;
        tx.commit().await?;
        self.app.nudge.now();
        Ok(())
    }

    /// A worker of this installation.
    #[must_use]
    pub fn runner(&self) -> Runner {
        self.installation.runner()
    }
}

/// A product that exists at both vendors, made as a purchaser would; answers its SKU. For stories without product sync.
///
/// # Errors
/// Where the PSA refuses it.
pub fn seed_product(vendors: &Vendors, index: usize) -> anyhow::Result<String> {
    let ready = vendors.psa.ready();
    let offered = vendors.distributor.ready();
    let skus: Vec<u32> = offered.skus.iter().chain(&offered.pinned_skus).copied().collect();
    let sku = *skus.get(index).context("the distributor has too few products")?;
    let known = vendors.distributor.product(sku).map_err(|error| anyhow!("{error:?}"))?;
    let tenant = vendors.psa.tenant();
    let refused = |refused| anyhow!("{refused:?}");
    let product = json!({
        "name": "Seeded product", "isActive": true, "isSerialized": false, "productBillingCodeID": 29_683_401,
        "sku": format!("TDS-{sku}"),
    });
    let product = tenant.create("Products", None, product).map_err(refused)?;
    let price = serde_json::to_value(&known)?["price"].clone();
    let price: rust_decimal::Decimal = serde_json::from_value(price)?;
    let row = json!({
        "productID": product, "vendorID": ready.vendor_company_id, "isActive": true, "isDefault": true,
        "vendorPartNumber": sku.to_string(), "vendorCost": price,
    });
    tenant.create("ProductVendors", Some(product), row).map_err(refused)?;
    Ok(sku.to_string())
}

fn order_settings(now_ms: i64) -> OrderSettings {
    let contact = Contact { name: "Purchasing".into(), phone: "555-0100".into(), email: "po@msp.example".into() };
    let options = OrderOptions { back_orders: true, warehouse_split: true, ..OrderOptions::default() };
    OrderSettings {
        mode: Mode::Automatic,
        hold_first: 0,
        rules: OrderRules { contact, options, default_ship_method: Some("FG".into()), ..OrderRules::default() },
        consent: Some(Consent { by: "Demo".into(), at: now_ms }),
        ..OrderSettings::default()
    }
}

/// The clock of a world whose time can be moved together with the vendors'.
#[must_use]
pub fn demo_clock(vendors: &Vendors) -> DemoClock {
    DemoClock::new(vendors.clock.clone())
}
