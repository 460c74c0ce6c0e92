//! The PSA Autotask: its REST API version 1.0 as the vendor documents it and users have seen it.
//!
//! Two customer databases with sample data live in memory. Entities, fields, routes and verbs come from the data file
//! `data/autotask-entities.json`, so all of them are served alike; the procurement ones have the vendor's rules on top.
//! What is not known for certain is a switch in [`quirks`].

mod auth;
mod control;
mod direct;
mod dump;
mod execute;
mod http_api;
mod keep;
mod lenient;
mod limits;
mod meta;
mod metadata;
mod page;
mod purchaser;
mod query;
pub mod quirks;
mod record;
mod refusal;
mod reply;
mod routes;
mod rules;
mod sample;
mod table;
mod tenant;
mod values;
mod webhooks;
mod write;
mod zones;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use self::direct::Direct;
pub use self::dump::{TenantDump, TenantFileError};
pub use self::limits::Limits;
pub use self::purchaser::{DraftLine, DraftProduct, NewOrder, OrderDraft, Purchaser};
pub use self::quirks::Quirks;
pub use self::refusal::Refused;
pub use self::sample::{AdoptablePart, adoptable_parts};
pub use self::webhooks::Destinations;

use self::auth::Accounts;
use self::keep::{File, Keeper};
use self::meta::Catalogue;
use self::tenant::{Effects, Tenant};
use self::webhooks::{Hub, Target};
use self::zones::{FIRST_ZONE, Zones};
use crate::clock::VirtualClock;
use crate::faults::FaultPlan;
use crate::journal::Journal;
use crate::server::{Base, Running, serve};

/// How to start the emulator. [`Options::default`] suits tests: loopback, any port, real time, limits on.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The clock that stamps rows and rolls the hour of the limits.
    pub clock: VirtualClock,
    /// What goes wrong.
    pub faults: FaultPlan,
    /// The vendor's limits.
    pub limits: Limits,
    /// Behaviours that are not known for certain.
    pub quirks: Quirks,
    /// The secret of all sample users.
    pub secret: SecretString,
    /// Wrong secrets in a row after which an account is locked; a setting of the tenant at the vendor.
    pub lock_out_after: u32,
    /// Where webhooks are delivered to.
    pub webhooks: Destinations,
    /// Folder in which the state is kept in SQLite; in memory alone if left out. One emulator at a time may use it. The
    /// clock goes on as it was kept, whatever `clock` says.
    pub data: Option<PathBuf>,
    /// A tenant's own answers about its entities, put over what is compiled in.
    pub tenant: Option<TenantDump>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock: VirtualClock::system(),
            faults: FaultPlan::default(),
            limits: Limits::default(),
            quirks: Quirks::default(),
            secret: SecretString::from(sample::DEMO_SECRET),
            lock_out_after: 5,
            webhooks: Destinations::default(),
            data: None,
            tenant: None,
        }
    }
}

/// What somebody needs to know to use a running emulator: the line it prints when it is ready. The secret is the
/// emulator's own and opens nothing else.
#[derive(Clone, Serialize)]
pub struct Ready {
    /// Origin without a slash at the end.
    pub url: String,
    /// An API user with all rights.
    pub user_name: String,
    /// The secret of this user and of all the others.
    pub secret: String,
    /// The integration code of all users.
    pub integration_code: String,
    /// Database id of the first tenant.
    pub ci: i64,
    /// The company TD SYNNEX of type Vendor.
    pub vendor_company_id: i64,
    /// An active resource with an e-mail address.
    pub owner_resource_id: i64,
    /// Its e-mail address.
    pub owner_email: String,
    /// The e-mail address of a resource that is not active.
    pub inactive_email: String,
    /// A user that may neither query nor change purchase orders.
    pub restricted_user_name: String,
    /// A user that is not active.
    pub inactive_user_name: String,
    /// A user without the licence of an API user.
    pub unlicensed_user_name: String,
    /// A user to whom costs are not shown.
    pub costless_user_name: String,
    /// A user who sees the rows of one line of business, 1, and those of none.
    pub one_line_user_name: String,
    /// A user of the other tenant.
    pub other_user_name: String,
    /// Database id of the other tenant.
    pub other_ci: i64,
}

/// What all calls share.
#[derive(Debug)]
pub(crate) struct World {
    clock: VirtualClock,
    faults: FaultPlan,
    journal: Journal,
    limits: Limits,
    quirks: Arc<Quirks>,
    accounts: Accounts,
    tenants: Vec<Arc<Tenant>>,
    catalogue: &'static Catalogue,
    hub: Arc<Hub>,
    keeper: Option<Arc<Keeper>>,
    zones: Zones,
}

impl World {
    async fn new(options: &Options, base: &Base, file: Option<File>, stop: &CancellationToken) -> io::Result<Self> {
        let catalogue = options.tenant.as_ref().map_or_else(Catalogue::standard, TenantDump::catalogue);
        let order_statuses = rules::told_order_statuses(catalogue);
        let quirks = Arc::new(Quirks { order_statuses, ..options.quirks.clone() });
        let (tenants, users) = sample::tenants(options, catalogue, &quirks);
        let mut queues = Vec::new();
        let keeper = match file {
            Some(file) => {
                for tenant in &tenants {
                    file.load(tenant).await?;
                    queues.push((tenant, file.queues(tenant.ci).await?));
                }
                Some(file.keep(&base.clock, stop.clone()))
            }
            None => None,
        };
        let (clock, told) = (base.clock.clone(), Arc::clone(&quirks));
        let hub = Hub::new(clock, told, options.webhooks, keeper.clone(), stop.clone()).map_err(io::Error::other)?;
        let hub = Arc::new(hub);
        for (tenant, queues) in queues {
            for ((entity, id), queue) in queues {
                // A registration of an entity that is not there any more has nobody to be told.
                let Some(entity) = catalogue.entity(&entity) else { continue };
                hub.resume(tenant, Target { entity, id }, queue);
            }
        }
        for tenant in &tenants {
            tenant.connect(Effects { hub: Arc::clone(&hub), quirks: Arc::clone(&quirks), keeper: keeper.clone() });
        }
        Ok(Self {
            clock: base.clock.clone(),
            faults: base.faults.clone(),
            journal: base.journal.clone(),
            limits: options.limits.clone(),
            quirks,
            accounts: Accounts::new(users, options.lock_out_after),
            tenants,
            catalogue,
            zones: Zones::new(stop.clone()),
            hub,
            keeper,
        })
    }

    /// A purchaser of the tenant with that database id, or of the first tenant.
    fn purchaser(&self, ci: Option<i64>) -> Option<Purchaser> {
        let tenant = match ci {
            Some(ci) => self.tenants.iter().find(|tenant| tenant.ci == ci),
            None => self.tenants.first(),
        }?;
        Some(Purchaser::new(Arc::clone(tenant), Arc::clone(&self.quirks), self.clock.clone()))
    }
}

/// A running emulator.
#[derive(Debug)]
pub struct Autotask {
    running: Running,
    world: Arc<World>,
    secret: SecretString,
    _stop_on_drop: DropGuard,
}

/// Starts the emulator with its sample data.
///
/// # Errors
/// When the address cannot be bound, or the folder of the state cannot be used.
pub async fn start(mut options: Options) -> io::Result<Autotask> {
    let file = match &options.data {
        Some(folder) => Some(File::open(folder).await?),
        None => None,
    };
    if let Some(file) = &file {
        options.clock = file.clock().await?.unwrap_or(options.clock);
    }
    let stop = CancellationToken::new();
    let base = Base { clock: options.clock.clone(), faults: options.faults.clone(), journal: Journal::default() };
    let world = Arc::new(World::new(&options, &base, file, &stop).await?);
    let router = http_api::router(Arc::clone(&world), FIRST_ZONE);
    let running = serve(options.listen, router, base).await?;
    world.zones.add(running.url());
    Ok(Autotask { running, world, secret: options.secret, _stop_on_drop: stop.drop_guard() })
}

impl Autotask {
    /// Origin without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        self.running.url()
    }

    /// The server underneath: clock, faults, journal, connections.
    #[must_use]
    pub fn server(&self) -> &Running {
        &self.running
    }

    /// What to print when ready, secret included.
    #[must_use]
    pub fn ready(&self) -> Ready {
        sample::ready(self.url(), self.secret.expose_secret())
    }

    /// Somebody who works in the first tenant's user interface, beside the API and its limits.
    #[must_use]
    pub fn tenant(&self) -> Purchaser {
        self.world.purchaser(None).expect("the sample has two tenants")
    }

    /// The same for the tenant with that database id.
    #[must_use]
    pub fn tenant_of(&self, ci: i64) -> Option<Purchaser> {
        self.world.purchaser(Some(ci))
    }

    /// Moves the tenant with that database id to a zone of its own, on another port; the old host answers its users with 401
    /// from then on. Returns the origin of the new zone.
    ///
    /// # Errors
    /// When there is no such tenant, or no port is free.
    pub async fn move_zone(&self, ci: i64) -> io::Result<String> {
        zones::move_tenant(&self.world, ci).await
    }

    /// Opens all accounts that are locked.
    pub fn unlock_all(&self) {
        self.world.accounts.unlock_all();
    }

    /// Stops it; what is to be kept is on disk then.
    pub async fn stop(self) {
        self.running.stop().await;
        if let Some(keeper) = &self.world.keeper {
            keeper.settled().await;
        }
    }
}
