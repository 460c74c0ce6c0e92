//! Acorn, a distributor that exists nowhere, in memory, and its connector. It differs from the first one where a second one
//! may: numbers with letters, one order that becomes two, long PO numbers, a plain text file. One sin can be asked for.

use super::{Fate, Stand};
use async_trait::async_trait;
use linkspan::connectors::DistributorLink;
use linkspan_core::capability::distributor::{
    AnswerCode, AnswerLine, Invoice, InvoiceLine, InvoiceLookup, OrderAnswer, OrderEntry, OrderLookup, OrderSubmission,
    Orderable, Package, PreparedOrder, PriceAndAvailability, Quote, SubmitOutcome, SubmitReport,
};
use linkspan_core::capability::feed::{CatalogueFeed, CodeNames, FeedRecord, FeedRow, FeedScope, FeedTotals};
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::money::{Currency, Money};
use linkspan_core::order::snapshot::Snapshot;
use linkspan_core::order::{HoldCode, HoldReason, LineState};
use linkspan_core::problem::Problem;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

const TOKEN: &str = "acorn-secret-token";
const PRODUCTS: [(&str, &str); 3] = [("6YE881", "19.90"), ("0042A", "7.5"), ("KX-1", "1250.00")];

/// What the connector does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sin {
    None,
    /// It sends again what brought no answer.
    Repeats,
    /// It takes no answer for a good one.
    Hopes,
    /// It takes no answer for a refusal.
    Despairs,
    /// It takes no answer to a question for an empty one.
    Forgets,
    /// It takes a duplicate for its own order.
    Adopts,
    /// It cuts what is too long.
    Cuts,
    /// It puts its token into what is kept.
    Tells,
    /// It answers products in another order.
    Shuffles,
    /// It reads numbers as numbers.
    Counts,
    /// It leaves out what it cannot sell.
    Drops,
    /// It names another currency.
    Exchanges,
    /// It bills half.
    Halves,
    /// It sends a request for another order than it was told.
    Mistakes,
    /// It reads anything as a catalogue.
    ReadsAnything,
    /// It reads on after it was told to stop.
    ReadsOn,
}

impl Sin {
    pub(super) const ALL: [Self; 15] = [
        Self::Repeats,
        Self::Hopes,
        Self::Despairs,
        Self::Forgets,
        Self::Adopts,
        Self::Cuts,
        Self::Tells,
        Self::Shuffles,
        Self::Counts,
        Self::Drops,
        Self::Exchanges,
        Self::Halves,
        Self::Mistakes,
        Self::ReadsAnything,
        Self::ReadsOn,
    ];
}

#[derive(Default)]
struct Books {
    requests: Vec<String>,
    /// Lines under a number: SKU and quantity.
    orders: BTreeMap<String, Vec<(String, i64)>>,
    billed: Vec<String>,
    submission: Option<Fate>,
    question: Option<Fate>,
}

/// The vendor and its connector in one.
#[derive(Clone)]
struct Acorn {
    books: Arc<Mutex<Books>>,
    sin: Sin,
}

pub(super) struct AcornStand {
    acorn: Acorn,
    link: DistributorLink,
    directory: TempDir,
}

impl AcornStand {
    pub(super) fn new(sin: Sin) -> Self {
        let acorn = Acorn { books: Arc::default(), sin };
        let all = Arc::new(acorn.clone());
        let link = DistributorLink {
            distributor: "acorn".into(),
            country: "US".into(),
            account: "A-1".into(),
            currency: Currency::USD,
            prices: Arc::clone(&all) as Arc<_>,
            submission: Arc::clone(&all) as Arc<_>,
            lookup: Arc::clone(&all) as Arc<_>,
            invoices: Arc::clone(&all) as Arc<_>,
            feed: all,
        };
        Self { acorn, link, directory: tempfile::tempdir().expect("a directory") }
    }
}

impl Acorn {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The vendor's side of a submission: its answer, or none.
    fn receive(&self, number: &str, lines: &[(String, i64)]) -> Option<Result<(), ()>> {
        let mut books = self.books();
        books.requests.push(number.to_owned());
        let fate = books.submission.take();
        if fate.is_some_and(|fate| !fate.takes_effect()) {
            return None;
        }
        let known = books.orders.contains_key(number);
        books.orders.entry(number.to_owned()).or_insert_with(|| lines.to_vec());
        let answer = if known { Err(()) } else { Ok(()) };
        fate.is_none().then_some(answer)
    }

    /// The vendor's side of a question: whether an answer comes.
    fn answers(&self) -> bool {
        self.books().question.take().is_none()
    }

    fn is(&self, sin: Sin) -> bool {
        self.sin == sin
    }

    fn silence<T>(&self, empty: T) -> Result<T, Problem> {
        if self.is(Sin::Forgets) {
            return Ok(empty);
        }
        let told = if self.is(Sin::Tells) { TOKEN } else { "a cut" };
        Err(Problem::retry("acorn_silent", "Acorn gave no answer.").caused_by(std::io::Error::other(told)))
    }
}

fn price(sku: &str) -> Option<Decimal> {
    PRODUCTS.iter().find(|(known, _)| *known == sku).and_then(|(_, price)| price.parse().ok())
}

/// Acorn keeps its first line in one order and the rest in another.
fn order_number(number: &str, line: u32) -> String {
    format!("{number}/{}", if line == 1 { 'a' } else { 'b' })
}

#[async_trait]
impl PriceAndAvailability for Acorn {
    async fn quote(&self, skus: &[String]) -> Result<Vec<Quote>, Problem> {
        if !self.answers() {
            return self.silence(Vec::new());
        }
        let quote = |sku: &String| Quote {
            sku: if self.is(Sin::Counts) { sku.trim_start_matches('0').to_owned() } else { sku.clone() },
            orderable: if price(sku).is_some() { Orderable::Yes } else { Orderable::NotFound },
            price: price(sku),
            currency: if self.is(Sin::Exchanges) { Currency::EUR } else { Currency::USD },
            available: 5,
            end_user_required: false,
            warehouses: vec![],
        };
        let mut quotes: Vec<Quote> = skus.iter().map(quote).collect();
        if self.is(Sin::Drops) {
            quotes.retain(|quote| quote.price.is_some());
        }
        if self.is(Sin::Shuffles) {
            quotes.sort_by(|one, other| one.sku.cmp(&other.sku));
        }
        Ok(quotes)
    }
}

#[async_trait]
impl OrderSubmission for Acorn {
    fn prepare(&self, number: &str, snapshot: &Snapshot) -> Result<PreparedOrder, Vec<HoldReason>> {
        let mut reasons = Vec::new();
        let number = if self.is(Sin::Cuts) { &number[..number.len().min(35)] } else { number };
        if number.len() > 35 {
            reasons.push(HoldReason::of(HoldCode::NumberTooLong).limit("35"));
        }
        if snapshot.ship_to.line1.len() > 35 && !self.is(Sin::Cuts) {
            reasons.push(HoldReason::of(HoldCode::FieldTooLong).field("street").limit("35"));
        }
        if snapshot.lines.is_empty() {
            reasons.push(HoldReason::of(HoldCode::NoLines));
        }
        reasons.extend(
            snapshot
                .lines
                .iter()
                .filter(|line| line.quantity < 1)
                .map(|line| HoldReason::of(HoldCode::Quantity).line(line.line).found(line.quantity)),
        );
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let lines: Vec<String> = snapshot.lines.iter().map(|line| format!("{}x{}", line.sku, line.quantity)).collect();
        let token = if self.is(Sin::Tells) { TOKEN } else { "" };
        Ok(PreparedOrder { number: number.to_owned(), body: format!("{number}|{}|{token}", lines.join(",")) })
    }

    async fn submit(&self, order: &PreparedOrder) -> SubmitReport {
        let report = |outcome| SubmitReport { outcome, raw_answer: Some("acorn says".into()), elapsed_ms: 1 };
        let mut parts = order.body.split('|');
        let number = parts.next().unwrap_or_default();
        if number != order.number && !self.is(Sin::Mistakes) {
            return report(SubmitOutcome::NotSent { why: "another number".into() });
        }
        let line = |text: &str| {
            let (sku, quantity) = text.rsplit_once('x')?;
            Some((sku.to_owned(), quantity.parse().ok()?))
        };
        let lines: Vec<(String, i64)> = parts.next().unwrap_or_default().split(',').filter_map(line).collect();
        let mut answer = self.receive(number, &lines);
        if answer.is_none() && self.is(Sin::Repeats) {
            answer = self.receive(number, &lines);
        }
        let taken = || SubmitOutcome::Accepted {
            lines: (1..)
                .zip(&lines)
                .map(|(line, (sku, _))| AnswerLine {
                    line,
                    sku: sku.clone(),
                    order_number: Some(order_number(number, line)),
                    state: LineState::Accepted,
                    reason: None,
                    detail: String::new(),
                })
                .collect(),
        };
        report(match answer {
            Some(Ok(())) => taken(),
            Some(Err(())) if self.is(Sin::Adopts) => taken(),
            Some(Err(())) => SubmitOutcome::Duplicate { reason: "the number is known".into() },
            None if self.is(Sin::Hopes) => taken(),
            None if self.is(Sin::Despairs) => SubmitOutcome::Rejected { reason: "no answer".into(), lines: vec![] },
            None => SubmitOutcome::Unknown { why: "no answer".into() },
        })
    }
}

#[async_trait]
impl OrderLookup for Acorn {
    async fn look_up(&self, number: &str, _: bool) -> Result<OrderAnswer, Problem> {
        let unknown = OrderAnswer { code: AnswerCode::NotFound, entries: vec![], raw_answer: Some("none".into()) };
        if !self.answers() {
            return self.silence(unknown);
        }
        let books = self.books();
        let Some(lines) = books.orders.get(number) else { return Ok(unknown) };
        let gone = books.billed.iter().any(|billed| billed == number);
        let entry = |(line, (sku, quantity)): (u32, &(String, i64))| OrderEntry {
            line,
            sku: sku.clone(),
            state: if gone { LineState::Shipped } else { LineState::Accepted },
            in_review: false,
            order_number: Some(order_number(number, line)),
            quantity: *quantity,
            shipped: if gone { *quantity } else { 0 },
            unit_price: price(sku),
            shipped_at: None,
            eta: None,
            warehouse: None,
            ship_method: None,
            packages: vec![Package { tracking: "1Z".into(), quantity: *quantity, serials: vec![] }],
            freight: None,
        };
        let entries = (1..).zip(lines).map(entry).collect();
        Ok(OrderAnswer { code: AnswerCode::Known, entries, raw_answer: Some("there".into()) })
    }
}

#[async_trait]
impl InvoiceLookup for Acorn {
    async fn invoices(&self, number: &str) -> Result<Vec<Invoice>, Problem> {
        if !self.answers() {
            return self.silence(Vec::new());
        }
        let books = self.books();
        let Some(lines) = books.orders.get(number).filter(|_| books.billed.iter().any(|billed| billed == number))
        else {
            return Ok(vec![]);
        };
        let shown = if self.is(Sin::Halves) { lines.len() / 2 } else { lines.len() };
        let invoice = |(line, (sku, quantity)): (u32, &(String, i64))| {
            let unit = price(sku).unwrap_or_default();
            let lines = vec![InvoiceLine {
                line: Some(line),
                sku: sku.clone(),
                quantity: *quantity,
                unit_price: Some(unit),
                serials: vec![],
            }];
            let total = Money::new(unit * Decimal::from(*quantity), Currency::USD);
            Invoice { number: format!("I-{line}"), date: None, total, freight: None, tax: None, lines }
        };
        Ok((1..).zip(lines).take(shown).map(invoice).collect())
    }
}

struct Row<'a>(u64, &'a str, &'a str);

impl FeedRow for Row<'_> {
    fn line(&self) -> u64 {
        self.0
    }

    fn sku(&self) -> &str {
        self.1
    }

    fn hash(&self) -> [u8; 16] {
        let hash = blake3::hash(format!("{};{}", self.1, self.2).as_bytes());
        hash.as_bytes().first_chunk().copied().unwrap_or_default()
    }

    fn cost(&self) -> Option<Decimal> {
        self.2.parse().ok()
    }

    fn item(&self) -> CatalogueItem {
        CatalogueItem { sku: self.1.to_owned(), cost: self.cost(), ..CatalogueItem::default() }
    }
}

#[async_trait]
impl CatalogueFeed for Acorn {
    async fn fetch(&self, path: &Path) -> Result<String, Problem> {
        let file: String = PRODUCTS.iter().map(|(sku, price)| format!("{sku};{price}\n")).collect();
        std::fs::write(path, format!("ACORN\n{file}")).map_err(|_| Problem::retry("disk", "The disk is full."))?;
        Ok("acorn.txt".into())
    }

    async fn names(&self) -> Result<CodeNames, Problem> {
        Ok(CodeNames::default())
    }

    fn read(
        &self,
        path: &Path,
        each: &mut dyn FnMut(FeedRecord<'_>) -> ControlFlow<()>,
    ) -> Result<FeedTotals, Problem> {
        let unreadable = || Problem::permanent("catalogue_unreadable", "The file is no catalogue.");
        let bytes = std::fs::read(path).map_err(|error| unreadable().caused_by(error))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !text.starts_with("ACORN\n") && !self.is(Sin::ReadsAnything) {
            return Err(unreadable());
        }
        let mut good = 0;
        for (at, line) in (1..).zip(text.lines()).filter(|(_, line)| *line != "ACORN") {
            let (sku, price) = line.split_once(';').unwrap_or((line, "0"));
            good += 1;
            if each(FeedRecord::Row(&Row(at, sku, price))).is_break() && !self.is(Sin::ReadsOn) {
                break;
            }
        }
        Ok(FeedTotals {
            has_header: true,
            scope: FeedScope::Full,
            made_on: None,
            good,
            bad: 0,
            bytes: bytes.len() as u64,
            ends_abruptly: false,
        })
    }
}

#[async_trait]
impl Stand for AcornStand {
    fn link(&self) -> &DistributorLink {
        &self.link
    }

    fn products(&self) -> (Vec<String>, String) {
        (PRODUCTS.iter().map(|(sku, _)| (*sku).to_owned()).collect(), "NO-SUCH".into())
    }

    fn ship_method(&self) -> &str {
        "SLOW"
    }

    fn next_submission(&self, fate: Fate) {
        self.acorn.books().submission = Some(fate);
    }

    fn next_question(&self, fate: Fate) {
        self.acorn.books().question = Some(fate);
    }

    fn requests(&self, number: &str) -> usize {
        self.acorn.books().requests.iter().filter(|one| *one == number).count()
    }

    fn orders(&self, number: &str) -> usize {
        usize::from(self.acorn.books().orders.contains_key(number))
    }

    async fn ship_and_bill(&self, number: &str) {
        self.acorn.books().billed.push(number.to_owned());
    }

    fn secrets(&self) -> Vec<String> {
        vec![TOKEN.into()]
    }

    fn rows(&self) -> u64 {
        PRODUCTS.len() as u64
    }

    fn directory(&self) -> &Path {
        self.directory.path()
    }
}
