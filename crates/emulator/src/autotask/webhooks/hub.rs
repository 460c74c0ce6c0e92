//! Delivers messages: one queue per registration, so that later events wait behind one that is retried. Times between tries
//! pass on the virtual clock; the receiver's ten seconds pass in real time.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use http::header::CONTENT_TYPE;
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::message::{Message, signature};
use super::{Target, shown_name, subject_of};
use crate::autotask::keep::{Batch, Keeper, KeptQueue, QueueChange, QueueStep};
use crate::autotask::quirks::Quirks;
use crate::autotask::tenant::Tenant;
use crate::autotask::values::shown_time;
use crate::clock::VirtualClock;
use crate::guard::lock;

/// Tries per message.
const TRIES: u32 = 5;
const BETWEEN_TRIES: SignedDuration = SignedDuration::from_secs(30);
const RECEIVER_HAS: Duration = Duration::from_secs(10);
/// Failed events in a row after which a registration is switched off.
const FAILED_IN_A_ROW: u32 = 25;
const KEPT_DELIVERIES: usize = 1_000;

/// Where messages may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destinations {
    /// This machine alone.
    #[default]
    Loopback,
    /// Anywhere.
    Anywhere,
}

/// One try to deliver a message.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    /// Entity of the registration, like `TicketWebhooks`.
    pub(crate) webhook: String,
    pub(crate) webhook_id: i64,
    pub(crate) action: String,
    pub(crate) sequence: u64,
    /// Number of the try, from 1.
    pub(crate) attempt: u32,
    pub(crate) at: Timestamp,
    pub(crate) url: String,
    /// Status of the receiver, if it answered.
    pub(crate) status: Option<u16>,
    /// Why it counts as failed, if it does.
    pub(crate) error: Option<String>,
}

/// A message with its place in the queue of its registration.
#[derive(Debug)]
pub(crate) struct Numbered {
    to: Target,
    sequence: u64,
    message: Message,
}

impl Numbered {
    /// What is written down of it.
    pub(crate) fn as_change(&self) -> QueueChange {
        // A message is texts and numbers, which can always be written out.
        let body = serde_json::to_string(&self.message).unwrap_or_default();
        self.to.change(self.sequence, QueueStep::Waits(body))
    }
}

impl Target {
    fn change(&self, sequence: u64, step: QueueStep) -> QueueChange {
        QueueChange { entity: &self.entity.name, webhook: self.id, sequence, step }
    }
}

/// The database, the entity of the registration, its id.
type Key = (i64, usize, i64);

/// One queue with the number of the last message that was put in.
#[derive(Debug)]
struct Queue {
    sender: UnboundedSender<Numbered>,
    last_sequence: u64,
}

/// All queues of all tenants.
#[derive(Debug)]
pub(crate) struct Hub {
    client: Client,
    clock: VirtualClock,
    quirks: Arc<Quirks>,
    destinations: Destinations,
    queues: Mutex<HashMap<Key, Queue>>,
    keeper: Option<Arc<Keeper>>,
    log: Mutex<VecDeque<Delivery>>,
    stop: CancellationToken,
    runtime: Handle,
}

impl Hub {
    /// Queues that work until `stop`, on the runtime that this is called on.
    pub(crate) fn new(
        clock: VirtualClock,
        quirks: Arc<Quirks>,
        destinations: Destinations,
        keeper: Option<Arc<Keeper>>,
        stop: CancellationToken,
    ) -> reqwest::Result<Self> {
        let client = Client::builder().redirect(Policy::none()).no_proxy().timeout(RECEIVER_HAS).build()?;
        let (queues, log, runtime) = (Mutex::default(), Mutex::default(), Handle::current());
        Ok(Self { client, clock, quirks, destinations, queues, keeper, log, stop, runtime })
    }

    /// The last tries, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.log).iter().cloned().collect()
    }

    /// Gives a message the next number of its registration.
    pub(crate) fn numbered(self: &Arc<Self>, tenant: &Weak<Tenant>, ci: i64, to: Target, message: Message) -> Numbered {
        let mut queues = lock(&self.queues);
        let queue = queues.entry((ci, to.entity.index, to.id)).or_insert_with(|| self.queue(tenant, ci, to, 0, 0));
        queue.last_sequence += 1;
        Numbered { to, sequence: queue.last_sequence, message }
    }

    /// Puts a message behind the others of its registration.
    pub(crate) fn enqueue(&self, ci: i64, message: Numbered) {
        if let Some(queue) = lock(&self.queues).get(&(ci, message.to.entity.index, message.to.id)) {
            // A worker ends only when the emulator does.
            let _ = queue.sender.send(message);
        }
    }

    /// Goes on with a queue that was kept. The tries of its first message begin anew.
    pub(crate) fn resume(self: &Arc<Self>, tenant: &Arc<Tenant>, to: Target, kept: KeptQueue) {
        let KeptQueue { last_sequence, failed_in_a_row, waiting } = kept;
        let queue = self.queue(&Arc::downgrade(tenant), tenant.ci, to, last_sequence, failed_in_a_row);
        for (sequence, body) in waiting {
            match serde_json::from_str(&body) {
                Ok(message) => {
                    let _ = queue.sender.send(Numbered { to, sequence, message });
                }
                Err(error) => tracing::warn!(%error, "a kept message of a webhook cannot be read"),
            }
        }
        lock(&self.queues).insert((tenant.ci, to.entity.index, to.id), queue);
    }

    fn queue(
        self: &Arc<Self>,
        tenant: &Weak<Tenant>,
        ci: i64,
        to: Target,
        last_sequence: u64,
        failed_in_a_row: u32,
    ) -> Queue {
        let (sender, receiver) = unbounded_channel();
        let worker = Worker { hub: Arc::clone(self), tenant: Weak::clone(tenant), ci, to, failed_in_a_row };
        let stop = self.stop.clone();
        self.runtime.spawn(async move { stop.run_until_cancelled(worker.run(receiver)).await });
        Queue { sender, last_sequence }
    }

    fn note(&self, delivery: Delivery) {
        let mut log = lock(&self.log);
        if log.len() == KEPT_DELIVERIES {
            log.pop_front();
        }
        log.push_back(delivery);
    }
}

/// Where a registration wants its messages, as it stands now.
struct Address {
    url: String,
    deactivation_url: String,
    secret: String,
}

struct Worker {
    hub: Arc<Hub>,
    tenant: Weak<Tenant>,
    ci: i64,
    to: Target,
    failed_in_a_row: u32,
}

impl Worker {
    async fn run(mut self, mut messages: UnboundedReceiver<Numbered>) {
        while let Some(next) = messages.recv().await {
            match self.deliver(&next).await {
                Some(true) => self.failed_in_a_row = 0,
                Some(false) => self.failed_in_a_row += 1,
                None => {}
            }
            if self.failed_in_a_row >= FAILED_IN_A_ROW {
                self.failed_in_a_row = 0;
                self.deactivate(&next).await;
            }
            if let Some(keeper) = &self.hub.keeper {
                let step = QueueStep::Settled { failed_in_a_row: self.failed_in_a_row };
                let queues = vec![self.to.change(next.sequence, step)];
                keeper.send(Batch { ci: self.ci, queues, ..Batch::default() });
            }
        }
    }

    /// Tries until the receiver takes the message; `None` if the registration is gone or switched off.
    async fn deliver(&self, next: &Numbered) -> Option<bool> {
        let mut due = self.hub.clock.now();
        for attempt in 1..=TRIES {
            self.hub.clock.sleep_until(due).await;
            let address = self.address()?;
            if self.post(&address.url, &address.secret, &next.message, next.sequence, attempt).await {
                return Some(true);
            }
            due = due.checked_add(BETWEEN_TRIES).unwrap_or(Timestamp::MAX);
        }
        Some(false)
    }

    fn address(&self) -> Option<Address> {
        let tenant = self.tenant.upgrade()?;
        let data = tenant.data();
        let webhook = data.table(self.to.entity).get(self.to.id).filter(|webhook| webhook.flag("isActive"))?;
        let text = |field| webhook.text(field).unwrap_or_default().to_owned();
        Some(Address { url: text("webhookUrl"), deactivation_url: text("deactivationUrl"), secret: text("secretKey") })
    }

    async fn post(&self, url: &str, secret: &str, message: &Message, sequence: u64, attempt: u32) -> bool {
        let body = message.body(sequence);
        let answered = match allowed(url, self.hub.destinations) {
            Err(why) => Err(why.to_owned()),
            Ok(url) => {
                let request = self.hub.client.post(url).header(CONTENT_TYPE, "application/json; charset=utf-8");
                let request = request.header("X-Hook-Signature", signature(secret, body.as_bytes()));
                let sent = request.body(body).send().await;
                sent.map(|answer| answer.status()).map_err(|error| error.without_url().to_string())
            }
        };
        let is_taken = answered.as_ref().is_ok_and(http::StatusCode::is_success);
        self.hub.note(Delivery {
            webhook: self.to.entity.name.clone(),
            webhook_id: self.to.id,
            action: message.action.clone(),
            sequence,
            attempt,
            at: self.hub.clock.now(),
            url: url.to_owned(),
            status: answered.as_ref().ok().map(http::StatusCode::as_u16),
            error: answered.err().or_else(|| (!is_taken).then(|| "The receiver did not answer with 2xx.".to_owned())),
        });
        is_taken
    }

    /// Switches the registration off and tells its deactivation address, once.
    async fn deactivate(&self, last: &Numbered) {
        let (Some(address), Some(tenant)) = (self.address(), self.tenant.upgrade()) else { return };
        let subject = tenant.change(|data| {
            let mut webhook = data.table(self.to.entity).get(self.to.id)?.clone();
            webhook.set("isActive", false);
            data.table_mut(self.to.entity).put(webhook);
            subject_of(data, self.to.entity)
        });
        let message = Message {
            action: "Deactivate".to_owned(),
            guid: last.message.guid.clone(),
            entity_type: subject.map_or("", |subject| shown_name(subject, &self.hub.quirks)).to_owned(),
            id: self.to.id,
            fields: Vec::new(),
            at: shown_time(self.hub.clock.now()),
            person: last.message.person,
        };
        self.post(&address.deactivation_url, &address.secret, &message, last.sequence, 1).await;
    }
}

/// The address, if messages may be sent there.
fn allowed(url: &str, destinations: Destinations) -> Result<Url, &'static str> {
    let url = Url::parse(url).map_err(|_| "The address is no URL.")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("The address is neither http nor https.");
    }
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    };
    if is_loopback || destinations == Destinations::Anywhere {
        Ok(url)
    } else {
        Err("The emulator sends to this machine alone unless it is told otherwise.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stay_on_this_machine_unless_told_otherwise() {
        for (url, here) in [
            ("http://127.0.0.1:9/hook", true),
            ("http://127.8.8.8/hook", true),
            ("http://[::1]:9/hook", true),
            ("http://LOCALHOST:9/hook", true),
            ("http://localhost.example.com/hook", false),
            ("http://192.0.2.1/hook", false),
            ("http://2130706433/hook", true),
            ("https://hooks.example.com/hook", false),
        ] {
            assert_eq!(allowed(url, Destinations::Loopback).is_ok(), here, "{url}");
            assert!(allowed(url, Destinations::Anywhere).is_ok(), "{url}");
        }
        assert!(allowed("file:///etc/hosts", Destinations::Anywhere).is_err());
        assert!(allowed("no address", Destinations::Anywhere).is_err());
    }
}
