//! Starting the emulator, and playing the distributor's staff from within the same process.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::Value;

use super::account::Accounts;
use super::catalog::{self, Catalog, DayShares, FileKind};
use super::control::{self, ControlError, Expected, Lines, NewDay, OrderBook, Product, ProductChange, Reprice, Split};
use super::lifecycle::Plan;
use super::options::{Options, Settings};
use super::partner::{self, Partner};
use super::ready::Ready;
#[cfg(feature = "sftp")]
use super::sftp;
use super::state::{State, VendorFault, World, local};
use super::{page, wire};
use crate::clock::VirtualClock;
use crate::faults::FaultPlan;
use crate::journal::Journal;
use crate::server::{self, Base, Running};

/// A running TD SYNNEX emulator. It stops when it is dropped.
pub struct TdSynnex {
    running: Running,
    ready: Ready,
    state: Arc<State>,
    #[cfg(feature = "sftp")]
    _sftp: Option<sftp::Server>,
}

/// Starts the emulator and answers once it can be reached.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(options: Options) -> io::Result<TdSynnex> {
    let first_date = local(options.clock.now(), &options.settings).date();
    let pinned = options.pinned_parts.clone();
    let mut catalog = Catalog::new(options.country, &options.account, options.rows, options.seed, pinned, first_date);
    catalog.odd_bytes = options.odd_bytes;
    let world = World::new(Accounts::new(&options), Partner::new(&options), options.settings.clone(), catalog.clone());
    let state = Arc::new(State::new(options.clock.clone(), world));
    let base = Base::new(options.clock.clone());
    let router = wire::router(Arc::clone(&state))
        .merge(partner::router(Arc::clone(&state)))
        .merge(control::router(Arc::clone(&state)))
        .merge(page::router(Arc::clone(&state), base.faults.clone()));
    let running = server::serve(options.listen, router, base).await?;
    #[cfg_attr(not(feature = "sftp"), expect(unused_mut, reason = "the SFTP server adds its address"))]
    let mut ready = Ready::new(running.url(), &options, &catalog);
    #[cfg(feature = "sftp")]
    let _sftp = serve_files(&options, &running, &state, &mut ready).await?;
    Ok(TdSynnex {
        running,
        ready,
        state,
        #[cfg(feature = "sftp")]
        _sftp,
    })
}

#[cfg(feature = "sftp")]
async fn serve_files(
    options: &Options,
    running: &Running,
    state: &Arc<State>,
    ready: &mut Ready,
) -> io::Result<Option<sftp::Server>> {
    let Some(listen) = options.sftp_listen else { return Ok(None) };
    let login = (ready.sftp_user.clone(), options.sftp_password.clone());
    let (faults, journal) = (running.faults().clone(), running.journal().clone());
    let shop = sftp::Shop::new(Arc::clone(state), faults, journal, login, options.seed);
    let server = sftp::start(listen, shop).await?;
    ready.sftp_url = Some(format!("sftp://{}@{}", ready.sftp_user, server.address()));
    ready.sftp_host_key = Some(sftp::shown_key(options.seed));
    Ok(Some(server))
}

impl TdSynnex {
    /// Origin without a slash at the end; the base URL of every service.
    #[must_use]
    pub fn url(&self) -> &str {
        self.running.url()
    }

    /// Log-ins, account, sample products.
    #[must_use]
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The server under it: address, connections.
    #[must_use]
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The clock that ages orders.
    #[must_use]
    pub fn clock(&self) -> &VirtualClock {
        self.running.clock()
    }

    /// Faults of transport: status, delay, cut connections.
    #[must_use]
    pub fn faults(&self) -> &FaultPlan {
        self.running.faults()
    }

    /// Requests received.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        self.running.journal()
    }

    /// All orders with their counts.
    #[must_use]
    pub fn orders(&self) -> OrderBook {
        control::books(&self.state.world().0)
    }

    /// Releases what waits for the sales representative under a PO number.
    ///
    /// # Errors
    /// When the order is not known or nothing of it waits.
    pub fn release(&self, po: &str) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::release(&mut world, po, now)
    }

    /// Ships lines, or all that can leave; goods shipped at one moment are one shipment.
    ///
    /// # Errors
    /// When the order is not known, or a line has fewer units to ship.
    pub fn ship(&self, po: &str, lines: &Lines) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::ship(&mut world, po, lines, now)
    }

    /// Moves goods of a line to another warehouse.
    ///
    /// # Errors
    /// When order, line or warehouse are not known or the line is not open.
    pub fn split(&self, po: &str, split: Split) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::split(&mut world, po, split, now)
    }

    /// Cancels lines, or all that has not left.
    ///
    /// # Errors
    /// When the order is not known or nothing of it is open.
    pub fn cancel(&self, po: &str, lines: &Lines) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::cancel(&mut world, po, lines, now)
    }

    /// Bills what was shipped, one invoice per shipment.
    ///
    /// # Errors
    /// When the order is not known or nothing waits for an invoice.
    pub fn invoice(&self, po: &str) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::invoice(&mut world, po, now)
    }

    /// Sets when back-ordered goods are expected.
    ///
    /// # Errors
    /// When the order is not known or nothing of it is back-ordered.
    pub fn expect(&self, po: &str, expected: Expected) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::expect(&mut world, po, expected, now)
    }

    /// Changes the price of back-ordered lines.
    ///
    /// # Errors
    /// When the order is not known, nothing of it is back-ordered, or the price has fractions of a cent.
    pub fn reprice(&self, po: &str, reprice: Reprice) -> Result<(), ControlError> {
        control::reprice(&mut self.state.world().0, po, reprice)
    }

    /// The carrier hands over what is on its way.
    ///
    /// # Errors
    /// When the order is not known or nothing of it is on its way.
    pub fn deliver(&self, po: &str) -> Result<(), ControlError> {
        let (mut world, now) = self.state.world();
        control::deliver(&mut world, po, now)
    }

    /// Sets how one order ages; may be called before the order comes.
    pub fn plan(&self, po: &str, plan: Plan) {
        let (mut world, _) = self.state.world();
        control::plan(&mut world, po, plan);
    }

    /// The switches as they stand.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.state.world().0.settings.clone()
    }

    /// Changes switches in place.
    pub fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.state.world().0.settings);
    }

    /// Lays JSON members over the switches, as the route `settings` does.
    ///
    /// # Errors
    /// When a member is unknown or has a wrong value; nothing is changed then.
    pub fn set_json(&self, change: &Value) -> Result<Settings, ControlError> {
        control::change_settings(&mut self.state.world().0, change)
    }

    /// A product as it is offered now.
    ///
    /// # Errors
    /// When the SKU is not known.
    pub fn product(&self, sku: u32) -> Result<Product, ControlError> {
        control::product(&self.state.world().0, sku)
    }

    /// Changes price, stock or status of one product, in answers and in the catalogue file.
    ///
    /// # Errors
    /// When the SKU is not known or the price has fractions of a cent.
    pub fn change_product(&self, change: &ProductChange) -> Result<Product, ControlError> {
        control::change_product(&mut self.state.world().0, change)
    }

    /// Goes on to the catalogue's next day; the clock stays.
    pub fn next_day(&self, shares: DayShares) -> NewDay {
        control::next_day(&mut self.state.world().0, shares)
    }

    /// Plans a fault that the vendor reports in a proper document.
    pub fn vendor_fault(&self, fault: VendorFault) {
        self.state.world().0.vendor_faults.push_back(fault);
    }

    /// Writes today's full catalogue file row by row and answers the number of product rows.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_catalogue(&self, out: impl Write) -> io::Result<u64> {
        let (catalog, with_direct) = self.catalogue();
        catalog::write_ap(&catalog, FileKind::Full, with_direct, out)
    }

    /// Writes the zip with today's full catalogue file and answers the number of product rows.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write_catalogue_zip(&self, out: impl Write) -> io::Result<u64> {
        let (catalog, with_direct) = self.catalogue();
        catalog::write_zip(&catalog, FileKind::Full, with_direct, out)
    }

    /// Stops the server.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    fn catalogue(&self) -> (Catalog, bool) {
        let (world, _) = self.state.world();
        (world.catalog.clone(), world.settings.total_includes_direct_ship)
    }
}
