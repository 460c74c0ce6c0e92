//! How orders age. Everything follows from when a part came to its stage and from the timing in force, so it does not matter
//! when or how often anybody looks.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::book::{Invoice, Line, Order, Package, Piece, Stage};
use super::catalog::hash;
use super::options::{Settings, Timing};
use super::state::Numbers;

/// Freight of every shipment that is carried, in cents.
const FREIGHT_CENTS: u32 = 995;
/// Units of light goods in one box.
const UNITS_PER_BOX: u32 = 4;
/// From this weight on every unit has its own box; hundredths of a pound.
const OWN_BOX: u32 = 2_000;

/// What may be set for one order, before or after it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// Ageing of this order.
    pub timing: Option<Timing>,
    /// In how many shipments each of its lines leaves.
    pub shipments: Option<u32>,
}

/// Lets an order age up to a time.
pub(super) fn age(order: &mut Order, now: Timestamp, settings: &Settings, numbers: &mut Numbers) {
    let timing = order.timing.unwrap_or(settings.timing);
    let shipments = order.shipments.unwrap_or(settings.shipments).max(1);
    while let Some((index, at)) = next_due(order, &timing, now) {
        match order.pieces[index].stage {
            Stage::Open | Stage::BackOrder => enter(&mut order.pieces[index], Stage::Released, at),
            Stage::Released => {
                let quantity = share(&order.pieces[index], shipments);
                ship(order, index, quantity, at);
            }
            _ => {
                if let Some(shipment) = order.pieces[index].shipment {
                    invoice(order, shipment, at, numbers);
                }
            }
        }
    }
    if timing.automatic {
        for piece in &mut order.pieces {
            let arrives = piece.shipped_at.map(|left| after(left, timing.deliver)).filter(|at| *at <= now);
            deliver(piece, arrives);
        }
    }
}

/// The carrier hands over what was shipped in boxes, once; `false` if there is nothing to hand over.
pub(super) fn deliver(piece: &mut Piece, at: Option<Timestamp>) -> bool {
    if at.is_none() || piece.shipped_at.is_none() || piece.packages.is_empty() || piece.delivered_at.is_some() {
        return false;
    }
    piece.delivered_at = at;
    true
}

/// When a part will go on by itself, if it will.
pub(super) fn due(piece: &Piece, timing: &Timing) -> Option<Timestamp> {
    let seconds = match piece.stage {
        Stage::Open => timing.release,
        Stage::BackOrder if piece.expected.is_some() => return piece.expected,
        Stage::BackOrder => timing.backorder,
        Stage::Released if piece.part > 0 => timing.next_shipment,
        Stage::Released => timing.ship,
        Stage::Shipped => timing.invoice,
        Stage::Review | Stage::Moved | Stage::Invoiced | Stage::Deleted | Stage::Rejected => return None,
    };
    Some(after(piece.since, seconds))
}

/// Ships part of a piece, or all of it; what is left stays as a piece of its own behind it.
pub(super) fn ship(order: &mut Order, index: usize, quantity: u32, at: Timestamp) {
    let quantity = quantity.clamp(1, order.pieces[index].quantity.max(1));
    let rest = order.pieces[index].quantity - quantity;
    let shipment = shipment_at(order, order.pieces[index].order_number, at);
    let packages = match order.line(order.pieces[index].line) {
        Some(line) => pack(order, line, &order.pieces[index], quantity),
        None => Vec::new(),
    };
    if rest > 0 {
        let mut left = order.pieces[index].clone();
        left.quantity = rest;
        left.part += 1;
        enter(&mut left, Stage::Released, at);
        order.pieces.insert(index + 1, left);
    }
    let piece = &mut order.pieces[index];
    enter(piece, Stage::Shipped, at);
    piece.quantity = quantity;
    piece.shipped_at = Some(at);
    piece.shipment = Some(shipment);
    piece.packages = packages;
}

/// Bills a shipment; entries that a move left behind go once everything is billed.
pub(super) fn invoice(order: &mut Order, shipment: u32, at: Timestamp, numbers: &mut Numbers) {
    let mut carried = false;
    for piece in &mut order.pieces {
        if piece.stage == Stage::Shipped && piece.shipment == Some(shipment) {
            carried |= !piece.packages.is_empty();
            enter(piece, Stage::Invoiced, at);
        }
    }
    let freight_cents = if carried { FREIGHT_CENTS } else { 0 };
    order.invoices.push(Invoice { number: numbers.invoice(), at, shipment, freight_cents });
    if !order.pieces.iter().any(|piece| piece.stage.is_open() || piece.stage == Stage::Shipped) {
        for piece in order.pieces.iter_mut().filter(|piece| piece.stage == Stage::Moved) {
            enter(piece, Stage::Deleted, at);
        }
    }
}

/// Puts a piece into a stage.
pub(super) fn enter(piece: &mut Piece, stage: Stage, at: Timestamp) {
    piece.stage = stage;
    piece.since = at;
}

fn next_due(order: &Order, timing: &Timing, now: Timestamp) -> Option<(usize, Timestamp)> {
    if !timing.automatic {
        return None;
    }
    order
        .pieces
        .iter()
        .enumerate()
        .filter_map(|(index, piece)| Some((index, due(piece, timing)?)))
        .filter(|(_, at)| *at <= now)
        .min_by_key(|(index, at)| (*at, *index))
}

fn share(piece: &Piece, shipments: u32) -> u32 {
    let left = shipments.saturating_sub(piece.part).max(1);
    piece.quantity.div_ceil(left)
}

/// Goods of one order number that leave at the same moment are one shipment.
fn shipment_at(order: &Order, order_number: u64, at: Timestamp) -> u32 {
    let same = |piece: &&Piece| {
        piece.shipped_at == Some(at) && piece.order_number == order_number && piece.stage == Stage::Shipped
    };
    if let Some(known) = order.pieces.iter().find(same).and_then(|piece| piece.shipment) {
        return known;
    }
    order.pieces.iter().filter_map(|piece| piece.shipment).max().unwrap_or(0) + 1
}

fn pack(order: &Order, line: &Line, piece: &Piece, quantity: u32) -> Vec<Package> {
    if line.weight_hundredths == 0 {
        return Vec::new();
    }
    let per_box = if line.weight_hundredths >= OWN_BOX { 1 } else { UNITS_PER_BOX };
    // Units of this line that were packed before, so that no serial number comes twice.
    let mut unit: u32 = order
        .pieces
        .iter()
        .filter(|other| other.line == piece.line)
        .flat_map(|other| &other.packages)
        .map(|package| package.quantity)
        .sum();
    let source = hash::mix(hash::text(piece.order_number, &line.part_number), u64::from(line.number), 43);
    let mut packages = Vec::new();
    let mut left = quantity;
    while left > 0 {
        let units = left.min(per_box);
        let serials = if line.serialized { (unit..unit + units).map(|n| serial(source, n)).collect() } else { vec![] };
        packages.push(Package {
            tracking: format!("7{:011}", hash::below(source, u64::from(unit), 41, 100_000_000_000)),
            weight_hundredths: line.weight_hundredths * units + 25,
            quantity: units,
            serials,
        });
        unit += units;
        left -= units;
    }
    packages
}

/// Ten characters without vowels: the first six from the goods, the last four count.
fn serial(source: u64, unit: u32) -> String {
    const LETTERS: &[u8; 30] = b"0123456789BCDFGHJKLMNPQRSTVWXZ";
    let letter = |number: u64| char::from(LETTERS[(number % 30) as usize]);
    let head = (0..6).map(|place| letter(hash::mix(source, place, 42)));
    head.chain(format!("{unit:04}").chars()).collect()
}

pub(super) fn after(at: Timestamp, seconds: u64) -> Timestamp {
    let span = SignedDuration::try_from(Duration::from_secs(seconds)).unwrap_or(SignedDuration::MAX);
    at.checked_add(span).unwrap_or(Timestamp::MAX)
}
