//! Purchase order submission: who may send, what must be in it, whether the number was used, what becomes of each line, and
//! the answer.

mod answer;
mod judge;
mod request;

use std::net::IpAddr;

use jiff::Timestamp;

use super::account::{Right, check_address};
use super::book::{Order, Piece, Stage, Verdict};
use super::catalog::Item;
use super::duplicate;
use super::options::ErrorText;
use super::state::{World, error_document};
use super::xml::Element;
use judge::{Fate, Judged};
use request::OrderRequest;

/// Answers an order request. The container element is known to be there.
pub(super) fn submit(world: &mut World, root: &Element, peer: Option<IpAddr>, now: Timestamp) -> String {
    let Some(body) = root.child("OrderRequest") else { return malformed() };
    let account = body.text_at("CustomerNumber");
    world.count_request(account, body.text_at("PONumber"));
    let credentials = super::credentials(root, account);
    let admitted = check_address(peer, &world.settings)
        .and_then(|()| world.accounts.check(&credentials, Right::Order, &world.settings));
    if let Err(refusal) = admitted {
        return error_document("OrderResponse", &refusal);
    }
    let request = match request::read(body) {
        Ok(request) => request,
        Err(missing) => return error_document("OrderResponse", &incomplete(&missing)),
    };
    if duplicate::is_blocked(&world.orders, &request.account, &request.po_number, &world.settings) {
        return answer::duplicate(world, &request, now);
    }
    let judged = judge::judge(world, &request);
    let order = record(world, &request, judged, now);
    let document = answer::answer(world, &order, now);
    world.orders.push(order);
    document
}

/// The answer to a body that is empty or no XML.
pub(super) fn malformed() -> String {
    let detail = "The XML document is empty or not well-formed.";
    error_document("OrderResponse", &ErrorText::new("IncompleteXML01", detail))
}

fn incomplete(missing: &[String]) -> ErrorText {
    let numbered = (1..).zip(missing).map(|(n, text)| format!("\n        ({n}){text}")).collect::<String>();
    ErrorText { message: "Client.IncompleteXML".to_owned(), detail: format!("{numbered}\n      ") }
}

/// Makes the order's record and takes its stock.
fn record(world: &mut World, request: &OrderRequest, judged: Vec<Judged>, now: Timestamp) -> Order {
    let plan = world.plans.remove(&request.po_number.trim().to_uppercase()).unwrap_or_default();
    let mut numbers = OrderNumbers::default();
    let mut lines = Vec::new();
    let mut pieces = Vec::new();
    for (wanted, judged) in request.lines.iter().zip(judged) {
        let refused = judged.rejection();
        lines.push(judge::line(wanted, &judged));
        let sku = judged.item.as_ref().map_or(0, |item| item.sku);
        for (stage, warehouse, quantity) in judged.parts(wanted.quantity) {
            let order_number = if refused { 0 } else { numbers.of(world, stage, warehouse) };
            if matches!(stage, Stage::Open | Stage::Review) {
                world.allocate(sku, warehouse, quantity);
            }
            pieces.push(Piece {
                line: wanted.number,
                order_number,
                stage,
                quantity,
                warehouse,
                since: now,
                part: 0,
                expected: None,
                shipped_at: None,
                delivered_at: None,
                shipment: None,
                packages: Vec::new(),
                reference: judged.reference.to_owned(),
            });
        }
    }
    Order {
        account: request.account.clone(),
        po_number: request.po_number.clone(),
        received: now,
        verdict: verdict(&pieces),
        ship_method: request.ship_method.clone(),
        ship_to: request.ship_to.clone(),
        lines,
        pieces,
        invoices: Vec::new(),
        timing: plan.timing,
        shipments: plan.shipments,
    }
}

fn verdict(pieces: &[Piece]) -> Verdict {
    let rejected = pieces.iter().filter(|piece| piece.stage == Stage::Rejected).count();
    match rejected {
        0 => Verdict::Accepted,
        all if all == pieces.len() => Verdict::Rejected,
        _ => Verdict::Partial,
    }
}

/// One distributor order number per warehouse and kind within a purchase order.
#[derive(Default)]
struct OrderNumbers {
    known: Vec<((Stage, u32), u64)>,
}

impl OrderNumbers {
    fn of(&mut self, world: &mut World, stage: Stage, warehouse: u32) -> u64 {
        let key = (stage, if stage == Stage::Open { warehouse } else { 0 });
        if let Some((_, number)) = self.known.iter().find(|(known, _)| *known == key) {
            return *number;
        }
        let number = world.numbers.order();
        self.known.push((key, number));
        number
    }
}

impl Judged {
    fn rejection(&self) -> bool {
        matches!(self.fate, Fate::Reject(_))
    }

    /// The pieces the line begins with: stage, warehouse, quantity.
    fn parts(&self, quantity: u32) -> Vec<(Stage, u32, u32)> {
        let home = self.item.as_ref().map_or(0, home_warehouse);
        match &self.fate {
            Fate::Reject(_) => vec![(Stage::Rejected, 0, quantity)],
            Fate::Review => vec![(Stage::Review, home, quantity)],
            Fate::BackOrder(warehouse) => vec![(Stage::BackOrder, *warehouse, quantity)],
            Fate::Stock(places) => {
                places.iter().map(|(warehouse, quantity)| (Stage::Open, *warehouse, *quantity)).collect()
            }
        }
    }
}

/// The warehouse with the most stock.
fn home_warehouse(item: &Item) -> u32 {
    item.stock.iter().max_by_key(|(id, quantity)| (*quantity, u32::MAX - id)).map_or(0, |(id, _)| *id)
}
