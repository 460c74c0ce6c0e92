//! A hostile distributor and a PSA in memory. They count what reaches them, and run a test's own code in the middle of a call.

use crate::unused::Unused;
use async_trait::async_trait;
use linkspan::connectors::{DistributorLink, Links, PsaLink};
use linkspan_core::capability::Lane;
use linkspan_core::capability::distributor::{
    AnswerCode, AnswerLine, Invoice, InvoiceLookup, OrderAnswer, OrderEntry, OrderLookup, OrderSubmission, Orderable,
    PreparedOrder, PriceAndAvailability, Quote, SubmitOutcome, SubmitReport,
};
use linkspan_core::capability::psa::{
    OrderWriteBack, PurchaseOrder, PurchaseOrderHead, PurchaseOrderStatus, Purchasing,
};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::money::Currency;
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldReason, LineState};
use linkspan_core::problem::{Consequence, Problem};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};

/// What the distributor makes of one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    Accept,
    Partly,
    BackOrder,
    Review,
    Reject,
    Duplicate,
    WrongAddress,
    Incomplete,
    NotSent,
    /// The order is in its books, the answer is lost.
    LostAnswer,
    /// Neither.
    LostRequest,
}

/// What a look-up answers in place of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    NotFound,
    Different,
    Unclear,
    CancelledWithoutLines,
    Down,
    BadPassword,
}

/// Where a test's own code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    Quote,
    LookUp,
    BeforeEffect,
    AfterEffect,
    WriteBack,
}

type Hook = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// Everything outside.
pub struct Outside {
    pub database: String,
    pub account: String,
    pub purchase_orders: BTreeMap<String, PurchaseOrder>,
    pub written: Vec<(String, OrderWriteBack)>,
    pub psa_problem: Option<(&'static str, Consequence)>,
    pub write_problem: Option<&'static str>,
    /// Every request that reached the distributor, in order.
    pub submits: Vec<PreparedOrder>,
    /// The distributor's books: the number, and the content of each order under it.
    pub books: BTreeMap<String, Vec<Snapshot>>,
    pub plans: VecDeque<Plan>,
    pub says: VecDeque<Say>,
    /// What every look-up says while it is set.
    pub always_says: Option<Say>,
    pub look_ups: usize,
    pub quotes: usize,
    pub quote: Quote,
    pub refuses: Vec<HoldReason>,
    /// What order status answers for a number.
    pub status: BTreeMap<String, OrderAnswer>,
    pub invoices: Vec<Invoice>,
    hooks: BTreeMap<Point, VecDeque<Hook>>,
}

/// Both vendors. Clones share them.
#[derive(Clone)]
pub struct World(Arc<Mutex<Outside>>);

impl World {
    pub fn new() -> Self {
        let quote = Quote {
            sku: String::new(),
            orderable: Orderable::Yes,
            price: Some(Decimal::from(100)),
            currency: Currency::USD,
            available: 50,
            end_user_required: false,
            warehouses: vec![],
        };
        Self(Arc::new(Mutex::new(Outside {
            database: "30595".into(),
            account: "700100".into(),
            purchase_orders: BTreeMap::new(),
            written: vec![],
            psa_problem: None,
            write_problem: None,
            submits: vec![],
            books: BTreeMap::new(),
            plans: VecDeque::new(),
            says: VecDeque::new(),
            always_says: None,
            look_ups: 0,
            quotes: 0,
            quote,
            refuses: vec![],
            status: BTreeMap::new(),
            invoices: vec![],
            hooks: BTreeMap::new(),
        })))
    }

    /// What is outside, to look at and to change.
    pub fn outside(&self) -> MutexGuard<'_, Outside> {
        self.0.lock().unwrap()
    }

    /// Runs `hook` once, in the middle of the next call at `point`.
    pub fn at<F, Fut>(&self, point: Point, hook: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.outside().hooks.entry(point).or_default().push_back(Box::new(move || Box::pin(hook())));
    }

    async fn pass(&self, point: Point) {
        let hook = self.outside().hooks.get_mut(&point).and_then(VecDeque::pop_front);
        if let Some(hook) = hook {
            hook().await;
        }
        tokio::task::yield_now().await;
    }

    /// How many orders stand in the distributor's books under a number.
    pub fn ordered(&self, number: &str) -> usize {
        self.outside().books.get(number).map_or(0, Vec::len)
    }

    /// How many requests with a number reached the distributor.
    pub fn submits(&self, number: &str) -> usize {
        self.outside().submits.iter().filter(|request| request.number == number).count()
    }
}

fn lines(sent: &Snapshot, state: impl Fn(u32) -> LineState) -> Vec<AnswerLine> {
    sent.lines
        .iter()
        .map(|line| AnswerLine {
            line: line.line,
            sku: line.sku.clone(),
            order_number: Some(format!("SO{}", line.line)),
            state: state(line.line),
            reason: None,
            detail: String::new(),
        })
        .collect()
}

/// One entry of a status answer for a line.
pub fn entry(line: u32, sku: &str, quantity: i64, state: LineState) -> OrderEntry {
    OrderEntry {
        line,
        sku: sku.into(),
        state,
        in_review: false,
        order_number: Some("SO1".into()),
        quantity,
        shipped: 0,
        unit_price: None,
        shipped_at: None,
        eta: None,
        warehouse: None,
        ship_method: None,
        packages: vec![],
        freight: None,
    }
}

pub fn answer(code: AnswerCode, entries: Vec<OrderEntry>) -> OrderAnswer {
    OrderAnswer { code, entries, raw_answer: None }
}

#[async_trait]
impl OrderSubmission for World {
    fn prepare(&self, number: &str, snapshot: &Snapshot) -> Result<PreparedOrder, Vec<HoldReason>> {
        let refuses = self.outside().refuses.clone();
        if !refuses.is_empty() {
            return Err(refuses);
        }
        Ok(PreparedOrder { number: number.into(), body: serde_json::to_string(snapshot).unwrap() })
    }

    async fn submit(&self, order: &PreparedOrder) -> SubmitReport {
        let plan = self.outside().plans.pop_front().unwrap_or(Plan::Accept);
        self.pass(Point::BeforeEffect).await;
        let sent: Snapshot = serde_json::from_str(&order.body).unwrap();
        let outcome = self.take_in(plan, order, &sent);
        self.pass(Point::AfterEffect).await;
        SubmitReport { outcome, raw_answer: None, elapsed_ms: 1 }
    }
}

impl World {
    fn take_in(&self, plan: Plan, order: &PreparedOrder, sent: &Snapshot) -> SubmitOutcome {
        let mut outside = self.outside();
        if plan != Plan::NotSent {
            outside.submits.push(order.clone());
        }
        if matches!(plan, Plan::Accept | Plan::Partly | Plan::BackOrder | Plan::Review | Plan::LostAnswer) {
            outside.books.entry(order.number.clone()).or_default().push(sent.clone());
        }
        let text = String::from;
        match plan {
            Plan::Accept => SubmitOutcome::Accepted { lines: lines(sent, |_| LineState::Accepted) },
            Plan::BackOrder => SubmitOutcome::Accepted { lines: lines(sent, |_| LineState::Backordered) },
            Plan::Review => SubmitOutcome::PendingReview { lines: lines(sent, |_| LineState::Accepted) },
            Plan::Partly => {
                let state = |line| if line == 1 { LineState::Accepted } else { LineState::Rejected };
                SubmitOutcome::PartlyAccepted { lines: lines(sent, state) }
            }
            Plan::Reject => {
                SubmitOutcome::Rejected { reason: text("credit"), lines: lines(sent, |_| LineState::Rejected) }
            }
            Plan::Duplicate => SubmitOutcome::Duplicate { reason: text("PO number already used") },
            Plan::WrongAddress => {
                SubmitOutcome::Refused { code: text("IP Address Invalid"), detail: text("192.0.2.1") }
            }
            Plan::Incomplete => SubmitOutcome::Refused { code: text("Client.IncompleteXML"), detail: text("(1) City") },
            Plan::NotSent => SubmitOutcome::NotSent { why: text("the name was not found") },
            Plan::LostAnswer | Plan::LostRequest => SubmitOutcome::Unknown { why: text("the connection was cut") },
        }
    }
}

#[async_trait]
impl OrderLookup for World {
    async fn look_up(&self, number: &str, as_orderer: bool) -> Result<OrderAnswer, Problem> {
        self.pass(Point::LookUp).await;
        let mut outside = self.outside();
        if !as_orderer && let Some(answer) = outside.status.get(number) {
            return Ok(answer.clone());
        }
        outside.look_ups += 1;
        let say = outside.says.pop_front().or(outside.always_says);
        match say {
            Some(Say::NotFound) => Ok(answer(AnswerCode::NotFound, vec![])),
            Some(Say::Different) => Ok(answer(AnswerCode::Known, vec![entry(1, "other", 9, LineState::Accepted)])),
            Some(Say::Unclear) => Ok(answer(AnswerCode::Known, vec![])),
            Some(Say::CancelledWithoutLines) => Ok(answer(AnswerCode::Cancelled, vec![])),
            Some(Say::Down) => Err(Problem::retry("distributor_unreachable", "The distributor did not answer.")),
            Some(Say::BadPassword) => Err(Problem::new(
                "credentials_refused",
                "The distributor refuses the password. Renew it.",
                Consequence::Credentials,
            )),
            None => Ok(match outside.books.get(number).and_then(|orders| orders.first()) {
                None => answer(AnswerCode::NotFound, vec![]),
                Some(sent) => {
                    let there = |line: &linkspan_core::order::snapshot::SnapshotLine| {
                        entry(line.line, &line.sku, line.quantity, LineState::Accepted)
                    };
                    answer(AnswerCode::Known, sent.lines.iter().map(there).collect())
                }
            }),
        }
    }
}

#[async_trait]
impl PriceAndAvailability for World {
    async fn quote(&self, skus: &[String]) -> Result<Vec<Quote>, Problem> {
        self.pass(Point::Quote).await;
        let mut outside = self.outside();
        outside.quotes += 1;
        Ok(skus.iter().map(|sku| Quote { sku: sku.clone(), ..outside.quote.clone() }).collect())
    }
}

#[async_trait]
impl InvoiceLookup for World {
    async fn invoices(&self, _: &str) -> Result<Vec<Invoice>, Problem> {
        Ok(self.outside().invoices.clone())
    }
}

impl Outside {
    fn heads(&self, vendor: &str, wanted: impl Fn(&PurchaseOrderStatus) -> bool) -> Vec<PurchaseOrderHead> {
        let heads = self.purchase_orders.values().map(|order| &order.head);
        heads.filter(|head| head.vendor == vendor && wanted(&head.status)).cloned().collect()
    }

    fn reach(&self) -> Result<(), Problem> {
        match &self.psa_problem {
            None => Ok(()),
            Some((code, consequence)) => Err(Problem::new(code, format!("Autotask says {code}."), consequence.clone())),
        }
    }
}

#[async_trait]
impl Purchasing for World {
    async fn submitted_orders(&self, vendor: &str) -> Result<Vec<PurchaseOrderHead>, Problem> {
        let outside = self.outside();
        outside.reach()?;
        Ok(outside.heads(vendor, |status| *status == PurchaseOrderStatus::Submitted))
    }

    async fn orders_beyond_new(&self, vendor: &str) -> Result<Vec<PurchaseOrderHead>, Problem> {
        let outside = self.outside();
        outside.reach()?;
        Ok(outside.heads(vendor, |status| *status != PurchaseOrderStatus::New))
    }

    async fn order(&self, id: &str, _: &str) -> Result<Option<PurchaseOrder>, Problem> {
        let outside = self.outside();
        outside.reach()?;
        Ok(outside.purchase_orders.get(id).cloned())
    }

    async fn write_back(&self, id: &str, change: &OrderWriteBack) -> Result<(), Problem> {
        self.pass(Point::WriteBack).await;
        let mut outside = self.outside();
        outside.written.push((id.into(), change.clone()));
        if let Some(code) = outside.write_problem {
            return Err(Problem::permanent(code, "Autotask refuses to change it."));
        }
        let Some(order) = outside.purchase_orders.get_mut(id) else { return Ok(()) };
        if let Some(memo) = &change.memo {
            order.head.memo.clone_from(memo);
        }
        if change.external_number.is_some() {
            order.head.external_number.clone_from(&change.external_number);
        }
        for line in &change.lines {
            let Some(item) = order.lines.iter_mut().find(|item| item.id == line.id) else { continue };
            if let Some(memo) = &line.memo {
                item.memo.clone_from(memo);
            }
            item.estimated_arrival = line.estimated_arrival.or(item.estimated_arrival);
        }
        Ok(())
    }
}

#[async_trait]
impl Links for World {
    async fn psa(&self, _: EnvironmentId, _: ConnectionId, _: Lane) -> Result<PsaLink, Problem> {
        let database = self.outside().database.clone();
        let purchasing = Arc::new(self.clone());
        Ok(PsaLink { database, purchasing, catalogue: Arc::new(Unused), directory: Arc::new(Unused) })
    }

    async fn distributor(&self, _: EnvironmentId, _: ConnectionId) -> Result<DistributorLink, Problem> {
        let this = Arc::new(self.clone());
        Ok(DistributorLink {
            distributor: "td-synnex".into(),
            country: "US".into(),
            account: self.outside().account.clone(),
            currency: Currency::USD,
            prices: this.clone(),
            submission: this.clone(),
            lookup: this.clone(),
            invoices: this,
            feed: Arc::new(Unused),
        })
    }
}
