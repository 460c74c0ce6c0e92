//! Decides what becomes of each line: refused, stopped for a person, back-ordered, or taken from stock.

use rust_decimal::Decimal;

use super::request::{OrderRequest, WantedLine};
use crate::td_synnex::book::{Line, Verdict};
use crate::td_synnex::catalog::{Item, Kind, Standing};
use crate::td_synnex::options::ShortStock;
use crate::td_synnex::state::World;

/// Reference of an order that went through by itself.
const AUTOMATIC: &str = "SALESORDER,A-CIS---SOLINE,A-CIS";
/// Reference of a price that is off; documented.
const PRICE_OFF: &str = "POLINEQC,A-SALESPND---PRICEVAR,A-SALESPND";
/// References of the other reasons to stop; only their form is documented.
const COMMENTED: &str = "POLINEQC,A-SALESPND---COMMENT,A-SALESPND";
const NO_PROFILE: &str = "POLINEQC,A-SALESPND---NOAUTOFILL,A-SALESPND";
const STOCK_SHORT: &str = "POLINEQC,A-SALESPND---STOCKSHORT,A-SALESPND";
const STOPPED_WITH_OTHERS: &str = "POLINEQC,A-SALESPND";

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// Refused, for this reason.
    Reject(&'static str),
    /// Stopped as a quotation.
    Review,
    /// Back-ordered at that warehouse.
    BackOrder(u32),
    /// Taken from stock: warehouses with quantities.
    Stock(Vec<(u32, u32)>),
}

/// A judged line with the product it names, if there is one.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) item: Option<Item>,
    pub(super) fate: Fate,
    pub(super) reference: &'static str,
}

/// Judges all lines. One reason to stop stops every line that is not refused: a quotation is one document.
pub(super) fn judge(world: &World, request: &OrderRequest) -> Vec<Judged> {
    let mut judged: Vec<Judged> = request.lines.iter().map(|line| judge_line(world, request, line)).collect();
    let stopped = if request.has_comment {
        Some(COMMENTED)
    } else if !world.settings.auto_fill {
        Some(NO_PROFILE)
    } else if judged.iter().any(|line| line.fate == Fate::Review) {
        Some(STOPPED_WITH_OTHERS)
    } else {
        None
    };
    if let Some(reference) = stopped {
        for line in judged.iter_mut().filter(|line| !matches!(line.fate, Fate::Reject(_))) {
            if line.fate != Fate::Review {
                line.reference = reference;
            }
            line.fate = Fate::Review;
        }
    }
    judged
}

/// The record of a line.
pub(super) fn line(wanted: &WantedLine, judged: &Judged) -> Line {
    let item = judged.item.as_ref();
    let text = |of: fn(&Item) -> String| item.map(of).unwrap_or_default();
    let reason = match judged.fate {
        Fate::Reject(reason) => Some(reason.to_owned()),
        _ => None,
    };
    Line {
        number: wanted.number,
        sku: item.map_or_else(|| wanted.sku.parse().unwrap_or(0), |item| item.sku),
        part_number: item.map_or_else(|| wanted.part_number.clone(), |item| item.part_number.clone()),
        distributor_part_number: text(Item::distributor_part_number),
        description: text(|item| item.description.clone()),
        manufacturer: text(|item| item.manufacturer.to_string()),
        vendor_number: item.map_or(0, |item| item.vendor_number),
        quantity: wanted.quantity,
        unit_price: wanted.unit_price,
        verdict: if reason.is_some() { Verdict::Rejected } else { Verdict::Accepted },
        reason,
        weight_hundredths: item.map_or(0, |item| item.weight_hundredths),
        serialized: item.is_some_and(|item| matches!(item.category.kind, Kind::Serialized | Kind::Heavy)),
    }
}

fn judge_line(world: &World, request: &OrderRequest, line: &WantedLine) -> Judged {
    let item = match find(world, line) {
        Ok(item) => world.offered(item),
        Err(reason) => return Judged { item: None, fate: Fate::Reject(reason), reference: "" },
    };
    let (fate, reference) = judge_item(world, request, line, &item);
    Judged { item: Some(item), fate, reference }
}

fn find(world: &World, line: &WantedLine) -> Result<Item, &'static str> {
    if !line.sku.is_empty() {
        let found = line.sku.parse().ok().and_then(|sku| world.catalog.by_sku(sku));
        return found.ok_or("The SKU does not exist.");
    }
    let mut found = world.catalog.by_part(&line.part_number);
    match (found.pop(), found.is_empty()) {
        (Some(item), true) => Ok(item),
        (Some(_), false) => Err("The part number names more than one SKU."),
        (None, _) => Err("The part number does not exist."),
    }
}

fn judge_item(world: &World, request: &OrderRequest, line: &WantedLine, item: &Item) -> (Fate, &'static str) {
    match item.standing {
        Standing::Discontinued => return (Fate::Reject("The SKU is discontinued."), ""),
        Standing::NotAuthorized | Standing::Bookkeeping => {
            return (Fate::Reject("The account is not authorized for this SKU."), "");
        }
        Standing::Active | Standing::SpecialOrder => {}
    }
    let tolerance = world.settings.price_tolerance_cents.unwrap_or(world.catalog.country.price_tolerance_cents());
    let price = Decimal::new(i64::try_from(item.price_cents).unwrap_or(i64::MAX), 2);
    if (line.unit_price - price).abs() > Decimal::new(i64::from(tolerance), 2) {
        return (Fate::Review, PRICE_OFF);
    }
    if let Some(places) = pick(item, line.quantity, line.warehouse.or(request.warehouse), request.split) {
        return (Fate::Stock(places), AUTOMATIC);
    }
    if request.back_orders {
        return (Fate::BackOrder(super::home_warehouse(item)), "");
    }
    match world.settings.short_stock {
        ShortStock::Reject => (Fate::Reject("The quantity is not in stock and back orders are not allowed."), ""),
        ShortStock::Review => (Fate::Review, STOCK_SHORT),
    }
}

/// Where the goods come from: the wanted warehouse, else one that has all, else several if the order may be split.
fn pick(item: &Item, quantity: u32, wanted: Option<u32>, split: bool) -> Option<Vec<(u32, u32)>> {
    let has = |id: u32| item.stock.iter().any(|(place, stock)| *place == id && *stock >= quantity);
    if let Some(id) = wanted.filter(|id| has(*id)) {
        return Some(vec![(id, quantity)]);
    }
    if let Some((id, _)) = item.stock.iter().find(|(id, _)| has(*id)) {
        return Some(vec![(*id, quantity)]);
    }
    if !split || item.total(true) < quantity {
        return None;
    }
    let mut places = item.stock.clone();
    places.sort_by_key(|(_, stock)| std::cmp::Reverse(*stock));
    let mut left = quantity;
    let mut picked = Vec::new();
    for (id, stock) in places {
        let here = stock.min(left);
        if here > 0 {
            picked.push((id, here));
            left -= here;
        }
    }
    Some(picked)
}
