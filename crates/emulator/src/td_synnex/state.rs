//! Everything the emulator remembers, behind one lock, and the small services all parts share: numbers, stock, local time.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use super::account::Accounts;
use super::book::Order;
use super::catalog::{Catalog, Item, hash};
use super::duplicate;
use super::lifecycle;
use super::options::{ErrorText, Settings};
use super::partner::Partner;
use crate::clock::VirtualClock;
use crate::guard::lock;

/// A service, for faults of the vendor's own making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Purchase order submission.
    Order,
    /// Purchase order status.
    Status,
    /// Price and availability.
    Price,
    /// Invoice query.
    Invoice,
    /// Freight quote.
    Freight,
}

/// A fault that the vendor reports in a proper document: `DatabaseIssue`, `PO_TIMEOUT` and their like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorFault {
    /// The service it meets.
    pub service: Service,
    /// `ErrorMessage`, such as `PO_TIMEOUT`.
    pub message: String,
    /// `ErrorDetail`.
    #[serde(default)]
    pub detail: String,
    /// Whether the request takes effect all the same.
    #[serde(default)]
    pub takes_effect: bool,
}

/// Order and invoice numbers, handed out in growing order.
#[derive(Debug)]
pub(super) struct Numbers {
    seed: u64,
    order: u64,
    invoice: u64,
}

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, order: 18_240_000 + seed % 9_000, invoice: 63_110_000 + seed % 9_000 }
    }

    pub(super) fn order(&mut self) -> u64 {
        self.order += 1 + hash::below(self.seed, self.order, 31, 7);
        self.order
    }

    pub(super) fn invoice(&mut self) -> u64 {
        self.invoice += 1 + hash::below(self.seed, self.invoice, 32, 5);
        self.invoice
    }
}

/// How often a PO number was asked for and how often it took effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoCount {
    /// Account number.
    pub account: String,
    /// Customer PO number, trimmed and upper-cased.
    pub po_number: String,
    /// Order requests that named it, refused ones included.
    pub seen: u32,
    /// Order requests that made an order. More than one is a double order.
    pub effective: u32,
}

/// All that is remembered.
pub(super) struct World {
    pub(super) accounts: Accounts,
    pub(super) settings: Settings,
    pub(super) catalog: Catalog,
    pub(super) orders: Vec<Order>,
    pub(super) numbers: Numbers,
    pub(super) vendor_faults: VecDeque<VendorFault>,
    pub(super) requests_seen: u32,
    pub(super) seen: BTreeMap<(String, String), u32>,
    /// Overrides for orders that have not come yet, by PO number.
    pub(super) plans: HashMap<String, lifecycle::Plan>,
    pub(super) partner: Partner,
    allocated: HashMap<(u32, u32), u32>,
}

impl World {
    pub(super) fn new(accounts: Accounts, partner: Partner, settings: Settings, catalog: Catalog) -> Self {
        let numbers = Numbers::new(catalog.seed());
        Self {
            accounts,
            settings,
            catalog,
            orders: Vec::new(),
            numbers,
            vendor_faults: VecDeque::new(),
            requests_seen: 0,
            seen: BTreeMap::new(),
            plans: HashMap::new(),
            partner,
            allocated: HashMap::new(),
        }
    }

    /// Lets every order age up to a time.
    pub(super) fn age(&mut self, now: Timestamp) {
        for order in &mut self.orders {
            lifecycle::age(order, now, &self.settings, &mut self.numbers);
        }
    }

    /// Counts an order request, whatever becomes of it.
    pub(super) fn count_request(&mut self, account: &str, po_number: &str) {
        self.requests_seen += 1;
        if !po_number.trim().is_empty() {
            let key = (account.to_owned(), po_number.trim().to_uppercase());
            *self.seen.entry(key).or_default() += 1;
        }
    }

    /// The counts per PO number.
    pub(super) fn po_counts(&self) -> Vec<PoCount> {
        let same = |order: &&Order, account: &str, po: &str| {
            order.account == account && order.po_number.trim().to_uppercase() == po
        };
        self.seen
            .iter()
            .map(|((account, po), seen)| {
                let effective =
                    self.orders.iter().filter(|order| same(order, account, po) && order.took_effect()).count();
                PoCount {
                    account: account.clone(),
                    po_number: po.clone(),
                    seen: *seen,
                    effective: u32::try_from(effective).unwrap_or(u32::MAX),
                }
            })
            .collect()
    }

    /// The orders of an account under a PO number; more than one only where duplicates were let through.
    pub(super) fn orders_of(&self, account: &str, po_number: &str) -> Vec<&Order> {
        let wanted = duplicate::key(po_number, &self.settings);
        self.orders
            .iter()
            .filter(|order| order.account == account && duplicate::key(&order.po_number, &self.settings) == wanted)
            .collect()
    }

    /// The next planned fault of a service, taken out of the plan.
    pub(super) fn take_vendor_fault(&mut self, service: Service) -> Option<VendorFault> {
        let at = self.vendor_faults.iter().position(|fault| fault.service == service)?;
        self.vendor_faults.remove(at)
    }

    /// The product as it is offered: its stock less what is promised to orders.
    pub(super) fn offered(&self, mut item: Item) -> Item {
        for (warehouse, quantity) in &mut item.stock {
            let promised = self.allocated.get(&(item.sku, *warehouse)).copied().unwrap_or(0);
            *quantity = quantity.saturating_sub(promised);
        }
        item
    }

    /// Promises stock to an order.
    pub(super) fn allocate(&mut self, sku: u32, warehouse: u32, quantity: u32) {
        *self.allocated.entry((sku, warehouse)).or_default() += quantity;
    }

    /// Gives promised stock back.
    pub(super) fn give_back(&mut self, sku: u32, warehouse: u32, quantity: u32) {
        if let Some(promised) = self.allocated.get_mut(&(sku, warehouse)) {
            *promised = promised.saturating_sub(quantity);
        }
    }

    /// Forgets what is promised of a product, because its stock was set anew.
    pub(super) fn forget_promises(&mut self, sku: u32) {
        self.allocated.retain(|(promised, _), _| *promised != sku);
    }
}

/// The world behind its lock, with the clock.
pub(super) struct State {
    pub(super) clock: VirtualClock,
    world: Mutex<World>,
}

impl State {
    pub(super) fn new(clock: VirtualClock, world: World) -> Self {
        Self { clock, world: Mutex::new(world) }
    }

    /// The world as it is now: orders have aged up to the present.
    pub(super) fn world(&self) -> (MutexGuard<'_, World>, Timestamp) {
        let mut world = lock(&self.world);
        let now = self.clock.now();
        world.age(now);
        (world, now)
    }
}

/// The vendor's local time, as documents carry it: no zone, whole seconds.
pub(super) fn local(at: Timestamp, settings: &Settings) -> DateTime {
    let offset = Offset::from_seconds(settings.utc_offset_minutes.clamp(-1_500, 1_500) * 60).unwrap_or(Offset::UTC);
    let zoned = at.to_zoned(TimeZone::fixed(offset));
    zoned.datetime().with().subsec_nanosecond(0).build().unwrap_or_else(|_| zoned.datetime())
}

/// The time a service claims to have taken, such as `1.733s`: the same for the same request.
pub(super) fn elapsed(seed: u64, subject: &str, least_millis: u64, spread_millis: u64) -> String {
    let millis = least_millis + hash::text(seed, subject) % spread_millis.max(1);
    format!("{}.{:03}s", millis / 1_000, millis % 1_000)
}

/// An error document of the order family: `<Container><ErrorMessage>..<ErrorDetail>..`.
pub(super) fn error_document(container: &'static str, error: &ErrorText) -> String {
    let mut xml = super::xml::Xml::new();
    xml.open("SynnexB2B").open(container);
    xml.leaf("ErrorMessage", &error.message).leaf("ErrorDetail", &error.detail);
    xml.finish()
}
