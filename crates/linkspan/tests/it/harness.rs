//! A whole world for a test: both emulators, a store on disk, the assembled program, one clock that all of them share.
//!
//! [`World::start`] gives a world where both accounts are connected and bridged, templates off; [`World::bare`] one where
//! nothing is connected. Time stands still until [`World::advance`]; work that is due is done by [`World::run_due`].

use linkspan::app::App;
use linkspan::app::bridge::{self, BridgeRequest};
use linkspan::app::connect::{Connect, ConnectReport, ConnectRequest};
use linkspan::config::{Config, Flags};
use linkspan::connectors::{Registry, Values};
use linkspan::start::Installation;
use linkspan_core::id::{BridgeId, ConnectionId, EnvironmentId};
use linkspan_core::order::identity::NumberTemplate;
use linkspan_core::{Clock, IdSource, ManualClock, SystemIds};
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::{autotask, td_synnex};
use linkspan_store::Env;
use rust_decimal::Decimal;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use url::Url;

/// When every world begins.
pub const BEGIN: &str = "2026-11-23T15:00:00Z";
/// Who acts in tests.
pub const ACTOR: &str = "Dana";

/// The program without its accounts.
pub struct World {
    pub installation: Installation,
    pub app: App,
    pub connect: Arc<Connect>,
    pub registry: Arc<Registry>,
    pub environment: EnvironmentId,
    pub autotask: autotask::Autotask,
    pub td_synnex: td_synnex::TdSynnex,
    pub clock: ManualClock,
    pub config: Config,
    vendor_clock: VirtualClock,
    pub directory: TempDir,
}

/// The program with both accounts connected and bridged.
pub struct Linked {
    pub world: World,
    pub psa: ConnectionId,
    pub distributor: ConnectionId,
    pub bridge: BridgeId,
}

impl std::ops::Deref for Linked {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

/// How the vendors behave, and what the operator set.
pub struct Setup {
    pub autotask: autotask::Options,
    pub td_synnex: td_synnex::Options,
    /// Settings of the program, as in the environment: `LINKSPAN__MAIL__SPOOL_FILE`, ...
    pub settings: Vec<(&'static str, String)>,
}

impl World {
    /// Both accounts connected and bridged, every template off.
    pub async fn start() -> Linked {
        Self::start_with(|_| {}).await
    }

    /// The same with vendors that behave otherwise.
    pub async fn start_with(change: impl FnOnce(&mut Setup)) -> Linked {
        let world = Self::bare_with(change).await;
        let psa = world.connected("autotask", world.autotask_values()).await;
        let distributor = world.connected("td-synnex", world.td_synnex_values()).await;
        let request = BridgeRequest {
            psa,
            distributor,
            vendor: world.autotask.ready().vendor_company_id.to_string(),
            numbers: NumberTemplate::parse("LS-{purchaseOrderNumber}").expect("a template"),
        };
        let bridge = bridge::make(&world.app, world.environment, &request, ACTOR).await.expect("a bridge");
        Linked { world, psa, distributor, bridge }
    }

    /// Nothing connected.
    pub async fn bare() -> Self {
        Self::bare_with(|_| {}).await
    }

    /// The same with vendors that behave otherwise.
    pub async fn bare_with(change: impl FnOnce(&mut Setup)) -> Self {
        let begin = BEGIN.parse().expect("a time");
        let vendor_clock = VirtualClock::frozen(begin);
        let pinned = |part: autotask::AdoptablePart| td_synnex::PinnedPart {
            manufacturer: part.manufacturer.into(),
            part_number: part.part_number.into(),
            description: part.description.into(),
        };
        let mut setup = Setup {
            autotask: autotask::Options { clock: vendor_clock.clone(), ..autotask::Options::default() },
            td_synnex: td_synnex::Options {
                clock: vendor_clock.clone(),
                pinned_parts: autotask::adoptable_parts().into_iter().map(pinned).collect(),
                ..td_synnex::Options::default()
            },
            settings: Vec::new(),
        };
        change(&mut setup);
        let autotask = autotask::start(setup.autotask).await.expect("an Autotask emulator");
        let td_synnex = td_synnex::start(setup.td_synnex).await.expect("a TD SYNNEX emulator");
        let directory = tempfile::tempdir().expect("a directory");
        let url = |text: &str| Url::parse(text).expect("an address");
        let flags = Flags {
            data: Some(directory.path().join("data")),
            emulators: Some((url(autotask.url()), url(td_synnex.url()))),
            ..Flags::default()
        };
        let files = td_synnex.ready().sftp_url.clone().map(|url| ("LINKSPAN__VENDORS__TD_SYNNEX__US__SFTP", url));
        let settings = setup.settings.into_iter().chain(files).map(|(name, value)| (name.to_owned(), value));
        let config = Config::load(None, settings, &flags).expect("settings");
        let clock = ManualClock::starting_at(begin);
        let installation = open(&config, &clock).await;
        Self {
            app: installation.app.clone(),
            connect: Arc::clone(&installation.connect),
            registry: Arc::clone(&installation.registry),
            environment: installation.environment,
            installation,
            autotask,
            td_synnex,
            clock,
            config,
            vendor_clock,
            directory,
        }
    }

    /// The rows of the environment.
    pub fn env(&self) -> Env {
        self.app.env(self.environment)
    }

    /// Moves the clock of the program and of both vendors.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.vendor_clock.advance(by);
    }

    /// Does all work that is due now; answers how many pieces.
    pub async fn run_due(&self) -> usize {
        self.installation.runner().run_due().await.expect("work")
    }

    /// Moves the clock in steps and does what becomes due after each.
    pub async fn live(&self, for_: Duration, step: Duration) -> usize {
        let (mut gone, mut done) = (Duration::ZERO, self.run_due().await);
        while gone < for_ {
            self.advance(step);
            gone += step;
            done += self.run_due().await;
        }
        done
    }

    /// The program anew on the same data, as after a restart. Everything in memory is gone.
    pub async fn restarted(self) -> Self {
        let Self {
            installation,
            app,
            connect,
            registry,
            environment,
            autotask,
            td_synnex,
            clock,
            config,
            vendor_clock,
            directory,
        } = self;
        app.store.close().await;
        // Everything that holds the data directory has to go before it can be opened again.
        drop((installation, app, connect, registry));
        let installation = open(&config, &clock).await;
        assert_eq!(installation.environment, environment);
        Self {
            app: installation.app.clone(),
            connect: Arc::clone(&installation.connect),
            registry: Arc::clone(&installation.registry),
            environment,
            installation,
            autotask,
            td_synnex,
            clock,
            config,
            vendor_clock,
            directory,
        }
    }

    /// Good values for Autotask's form.
    pub fn autotask_values(&self) -> Values {
        let ready = self.autotask.ready();
        Values::new([
            ("user_name", ready.user_name.into()),
            ("secret", ready.secret.into()),
            ("integration_code", ready.integration_code.into()),
            ("email", ready.owner_email.into()),
        ])
    }

    /// Good values for TD SYNNEX's form.
    pub fn td_synnex_values(&self) -> Values {
        let ready = self.td_synnex.ready();
        Values::new([
            ("country", "us".into()),
            ("site", "production".into()),
            ("account", ready.account.clone().into()),
            ("order_user", ready.user_id.clone().into()),
            ("order_password", ready.password.clone().into()),
            ("read_user", ready.reader_id.clone().into()),
            ("read_password", ready.reader_password.clone().into()),
        ])
    }

    /// The same with the log-in of the file server.
    pub fn td_synnex_values_with_files(&self) -> Values {
        let ready = self.td_synnex.ready();
        let values = self.td_synnex_values().with("sftp_user", ready.sftp_user.clone());
        values.with("sftp_password", ready.sftp_password.clone())
    }

    /// Tries values out; nothing is kept.
    pub async fn tried(&self, provider: &str, connection: Option<ConnectionId>, values: Values) -> ConnectReport {
        let request = ConnectRequest { provider: provider.into(), connection, values };
        self.connect.try_out(self.environment, &request).await.expect("a report")
    }

    /// Connects with values that should hold.
    pub async fn connected(&self, provider: &str, values: Values) -> ConnectionId {
        let report = self.tried(provider, None, values).await;
        let proposal =
            report.proposal.unwrap_or_else(|| panic!("not connected: {:?} {:?}", report.faults, report.findings));
        self.connect.confirm(self.environment, proposal.id, None, ACTOR).await.expect("a connection")
    }

    /// Makes one of the distributor's products known in Autotask, as a product sync would, and answers the product's id.
    pub fn sync_by_hand(&self, sku: u32) -> i64 {
        self.sync_by_hand_for(sku, None)
    }

    /// The same with a sale price.
    pub fn sync_by_hand_for(&self, sku: u32, sale: Option<Decimal>) -> i64 {
        let product = self.td_synnex.product(sku).expect("a product of the distributor");
        let tenant = self.autotask.tenant();
        let billing_code = tenant
            .entities("BillingCodes")
            .iter()
            .find(|code| code["name"] == "Hardware")
            .and_then(|code| code["id"].as_i64())
            .expect("a billing code");
        let price = product.price.to_string();
        let fields = json!({
            "name": product.description, "isActive": true, "isSerialized": false, "productBillingCodeID": billing_code,
            "sku": format!("TDS-{sku}"), "manufacturerProductName": product.part_number, "unitCost": price,
            "unitPrice": sale.map(|sale| sale.to_string()),
        });
        let id = tenant.create("Products", None, fields).expect("a product");
        let vendor = self.autotask.ready().vendor_company_id;
        let row = json!({
            "vendorID": vendor, "isActive": true, "isDefault": true, "vendorCost": price, "vendorPartNumber": sku.to_string(),
        });
        tenant.create("ProductVendors", Some(id), row).expect("a vendor row");
        id
    }

    /// Writes and submits a purchase order over these SKUs, each synced by hand if Autotask does not know it.
    pub fn submit_order(&self, lines: &[(u32, i64)]) -> autotask::NewOrder {
        let draft = self.draft(lines);
        self.autotask.tenant().purchase_order_create(&draft).expect("a purchase order")
    }

    /// A draft that is submitted at once.
    pub fn draft(&self, lines: &[(u32, i64)]) -> autotask::OrderDraft {
        let known = self.autotask.tenant().entities("ProductVendors");
        let is_known = |sku: u32| known.iter().any(|row| row["vendorPartNumber"] == sku.to_string().as_str());
        let line = |&(sku, quantity): &(u32, i64)| {
            if !is_known(sku) {
                self.sync_by_hand(sku);
            }
            let product = autotask::DraftProduct::VendorPartNumber(sku.to_string());
            autotask::DraftLine { product, quantity, unit_cost: None }
        };
        autotask::OrderDraft {
            lines: lines.iter().map(line).collect(),
            submit: true,
            ..autotask::OrderDraft::default()
        }
    }

    /// The bytes of everything on disk, for tests that look for what must not be there.
    pub fn everything_on_disk(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.directory.path().join("data")).expect("a directory").flatten() {
            bytes.extend(std::fs::read(entry.path()).unwrap_or_default());
        }
        bytes
    }
}

/// Whether a text stands in some bytes.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn open(config: &Config, clock: &ManualClock) -> Installation {
    let shared: Arc<dyn Clock> = Arc::new(clock.clone());
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&shared)));
    Installation::open_with(config, shared, ids).await.expect("the program")
}
