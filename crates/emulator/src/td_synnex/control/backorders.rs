//! What happens to goods that are waited for, and to goods that are on their way.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::actions::find;
use super::{ControlError, Expected, Reprice};
use crate::td_synnex::book::Stage;
use crate::td_synnex::lifecycle;
use crate::td_synnex::state::World;

const NOTHING_WAITS: &str = "nothing of the order is back-ordered";

/// Sets when back-ordered goods are expected.
pub(in crate::td_synnex) fn expect(
    world: &mut World,
    po: &str,
    expected: Expected,
    now: Timestamp,
) -> Result<(), ControlError> {
    let order = find(world, po, |stage| stage == Stage::BackOrder, NOTHING_WAITS)?;
    let meant = |line: u32| expected.line.is_none_or(|wanted| wanted == line);
    let mut changed = false;
    for piece in order.pieces.iter_mut().filter(|piece| piece.stage == Stage::BackOrder && meant(piece.line)) {
        piece.expected = Some(lifecycle::after(now, expected.seconds));
        changed = true;
    }
    changed.then_some(()).ok_or_else(|| ControlError::Conflict(NOTHING_WAITS.to_owned()))
}

/// Changes the price of back-ordered lines, as the distributor does when a manufacturer raises its own.
pub(in crate::td_synnex) fn reprice(world: &mut World, po: &str, reprice: Reprice) -> Result<(), ControlError> {
    if reprice.price <= Decimal::ZERO || reprice.price.normalize().scale() > 2 {
        return Err(ControlError::BadRequest(format!("{} is no price in whole cents", reprice.price)));
    }
    let order = find(world, po, |stage| stage == Stage::BackOrder, NOTHING_WAITS)?;
    let waits = |line: u32| order.pieces.iter().any(|piece| piece.stage == Stage::BackOrder && piece.line == line);
    let meant = |line: u32| waits(line) && reprice.line.is_none_or(|wanted| wanted == line);
    let mut changed = false;
    for line in order.lines.iter_mut().filter(|line| meant(line.number)) {
        line.unit_price = reprice.price;
        changed = true;
    }
    changed.then_some(()).ok_or_else(|| ControlError::Conflict(NOTHING_WAITS.to_owned()))
}

/// The carrier hands over everything that is on its way.
pub(in crate::td_synnex) fn deliver(world: &mut World, po: &str, now: Timestamp) -> Result<(), ControlError> {
    let nothing = "nothing of the order is on its way";
    let order = find(world, po, |stage| matches!(stage, Stage::Shipped | Stage::Invoiced), nothing)?;
    let mut delivered = false;
    for piece in &mut order.pieces {
        delivered |= lifecycle::deliver(piece, Some(now));
    }
    delivered.then_some(()).ok_or_else(|| ControlError::Conflict(nothing.to_owned()))
}
