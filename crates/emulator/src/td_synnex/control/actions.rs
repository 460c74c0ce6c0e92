//! Actions on orders and switches, on the world itself.

use jiff::Timestamp;
use serde_json::Value;

use super::{ControlError, LineQuantity, Lines, OrderBook, Split};
use crate::td_synnex::book::{Order, Stage};
use crate::td_synnex::catalog::warehouse;
use crate::td_synnex::lifecycle::{self, Plan};
use crate::td_synnex::options::Settings;
use crate::td_synnex::state::World;

/// The books as they are now.
pub(in crate::td_synnex) fn books(world: &World) -> OrderBook {
    let purchase_orders = world.po_counts();
    let doubles = purchase_orders.iter().filter(|po| po.effective > 1).count();
    OrderBook {
        requests_seen: world.requests_seen,
        requests_effective: purchase_orders.iter().map(|po| po.effective).sum(),
        double_orders: u32::try_from(doubles).unwrap_or(u32::MAX),
        purchase_orders,
        orders: world.orders.clone(),
    }
}

/// Releases what waits for the sales representative.
pub(in crate::td_synnex) fn release(world: &mut World, po: &str, now: Timestamp) -> Result<(), ControlError> {
    let waiting = |stage: Stage| stage == Stage::Review;
    let order = find(world, po, waiting, "nothing of the order waits for a release")?;
    for piece in order.pieces.iter_mut().filter(|piece| piece.stage == Stage::Review) {
        lifecycle::enter(piece, Stage::Open, now);
    }
    Ok(())
}

/// Ships lines, or everything that is not under review.
pub(in crate::td_synnex) fn ship(
    world: &mut World,
    po: &str,
    lines: &Lines,
    now: Timestamp,
) -> Result<(), ControlError> {
    let order = find(world, po, can_ship, "nothing of the order can be shipped")?;
    let wanted = if lines.lines.is_empty() { every_line(order) } else { lines.lines.clone() };
    if !lines.lines.is_empty() {
        check_quantities(order, &wanted)?;
    }
    for LineQuantity { line, quantity } in wanted {
        let mut left = quantity.unwrap_or(u32::MAX);
        while left > 0 {
            let next = order.pieces.iter().position(|piece| piece.line == line && can_ship(piece.stage));
            let Some(index) = next else { break };
            let units = order.pieces[index].quantity.min(left);
            lifecycle::ship(order, index, units, now);
            left -= units;
        }
    }
    Ok(())
}

/// Cancels lines, or everything that has not left. Units within a line cannot be cancelled apart.
pub(in crate::td_synnex) fn cancel(
    world: &mut World,
    po: &str,
    lines: &Lines,
    now: Timestamp,
) -> Result<(), ControlError> {
    let order = find(world, po, Stage::is_open, "nothing of the order is open")?;
    let meant = |line: u32| lines.lines.is_empty() || lines.lines.iter().any(|wanted| wanted.line == line);
    let mut freed = Vec::new();
    for piece in order.pieces.iter_mut().filter(|piece| piece.stage.is_open() && meant(piece.line)) {
        lifecycle::enter(piece, Stage::Deleted, now);
        freed.push((piece.line, piece.warehouse, piece.quantity));
    }
    let freed: Vec<(u32, u32, u32)> = freed
        .into_iter()
        .filter_map(|(line, warehouse, quantity)| Some((order.line(line)?.sku, warehouse, quantity)))
        .collect();
    for (sku, warehouse, quantity) in freed {
        world.give_back(sku, warehouse, quantity);
    }
    Ok(())
}

/// Moves goods of a line to another warehouse. When all of an entry moves, it stays behind as an empty quotation entry; when
/// a part moves, both parts go on by themselves.
pub(in crate::td_synnex) fn split(
    world: &mut World,
    po: &str,
    split: Split,
    now: Timestamp,
) -> Result<(), ControlError> {
    let places = warehouse::all(world.catalog.country);
    let number = world.numbers.order();
    let order = find(world, po, Stage::is_open, "nothing of the order is open")?;
    let index = order
        .pieces
        .iter()
        .position(|piece| piece.line == split.line && piece.stage.is_open())
        .ok_or_else(|| ControlError::Conflict(format!("line {} is not open", split.line)))?;
    let from = order.pieces[index].clone();
    let quantity = split.quantity.unwrap_or(from.quantity);
    if quantity == 0 || quantity > from.quantity {
        return Err(ControlError::Conflict(format!("line {} has {} open units there", split.line, from.quantity)));
    }
    let to_warehouse = match split.to_warehouse {
        Some(id) if places.iter().any(|place| place.id == id) => id,
        Some(id) => return Err(ControlError::NotFound(format!("warehouse {id}"))),
        None => places.iter().map(|place| place.id).find(|id| *id != from.warehouse).unwrap_or(from.warehouse),
    };
    let mut moved = from.clone();
    moved.warehouse = to_warehouse;
    moved.quantity = quantity;
    moved.order_number = number;
    lifecycle::enter(&mut moved, Stage::Open, now);
    if quantity == from.quantity {
        lifecycle::enter(&mut order.pieces[index], Stage::Moved, now);
    } else {
        order.pieces[index].quantity -= quantity;
    }
    order.pieces.insert(index + 1, moved);
    Ok(())
}

/// Bills everything that was shipped and not billed.
pub(in crate::td_synnex) fn invoice(world: &mut World, po: &str, now: Timestamp) -> Result<(), ControlError> {
    let shipped = |stage: Stage| stage == Stage::Shipped;
    find(world, po, shipped, "nothing of the order waits for an invoice")?;
    let World { orders, numbers, .. } = world;
    for order in orders.iter_mut().filter(|order| same_number(order, po)) {
        let next = |order: &Order| {
            order.pieces.iter().filter(|piece| piece.stage == Stage::Shipped).find_map(|piece| piece.shipment)
        };
        while let Some(shipment) = next(order) {
            lifecycle::invoice(order, shipment, now, numbers);
        }
    }
    Ok(())
}

/// Sets how one order ages; before it came, the plan is kept for it.
pub(in crate::td_synnex) fn plan(world: &mut World, po: &str, plan: Plan) {
    let mut known = false;
    for order in world.orders.iter_mut().filter(|order| same_number(order, po)) {
        known = true;
        order.timing = plan.timing.or(order.timing);
        order.shipments = plan.shipments.or(order.shipments);
    }
    if !known {
        world.plans.insert(po.trim().to_uppercase(), plan);
    }
}

/// Lays the given members over the switches; unknown members are refused.
pub(in crate::td_synnex) fn change_settings(world: &mut World, change: &Value) -> Result<Settings, ControlError> {
    let bad = |error: &dyn std::fmt::Display| ControlError::BadRequest(error.to_string());
    let mut all = serde_json::to_value(&world.settings).map_err(|error| bad(&error))?;
    overlay(&mut all, change);
    world.settings = serde_json::from_value(all).map_err(|error| bad(&error))?;
    Ok(world.settings.clone())
}

fn overlay(base: &mut Value, change: &Value) {
    match (base, change) {
        (Value::Object(base), Value::Object(change)) => {
            for (key, value) in change {
                overlay(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, change) => *base = change.clone(),
    }
}

fn can_ship(stage: Stage) -> bool {
    matches!(stage, Stage::Open | Stage::Released | Stage::BackOrder)
}

fn every_line(order: &Order) -> Vec<LineQuantity> {
    order.lines.iter().map(|line| LineQuantity { line: line.number, quantity: None }).collect()
}

fn check_quantities(order: &Order, wanted: &[LineQuantity]) -> Result<(), ControlError> {
    for LineQuantity { line, quantity } in wanted {
        let open: u32 = order
            .pieces
            .iter()
            .filter(|piece| piece.line == *line && can_ship(piece.stage))
            .map(|piece| piece.quantity)
            .sum();
        if open == 0 || quantity.is_some_and(|quantity| quantity == 0 || quantity > open) {
            return Err(ControlError::Conflict(format!("line {line} has {open} units that can be shipped")));
        }
    }
    Ok(())
}

fn same_number(order: &Order, po: &str) -> bool {
    order.took_effect() && order.po_number.trim().eq_ignore_ascii_case(po.trim())
}

/// The first order under that number with a part in a fitting stage.
pub(super) fn find<'a>(
    world: &'a mut World,
    po: &str,
    fits: impl Fn(Stage) -> bool,
    otherwise: &str,
) -> Result<&'a mut Order, ControlError> {
    if !world.orders.iter().any(|order| same_number(order, po)) {
        return Err(ControlError::NotFound(format!("order {po}")));
    }
    world
        .orders
        .iter_mut()
        .find(|order| same_number(order, po) && order.pieces.iter().any(|piece| fits(piece.stage)))
        .ok_or_else(|| ControlError::Conflict(otherwise.to_owned()))
}
