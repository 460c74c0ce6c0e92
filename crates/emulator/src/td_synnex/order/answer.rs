//! Writes the order response: header, lines, and the refusal of a duplicate.

use jiff::Timestamp;

use super::request::OrderRequest;
use crate::td_synnex::book::{Line, Order, Piece, Stage, Verdict};
use crate::td_synnex::duplicate;
use crate::td_synnex::options::Country;
use crate::td_synnex::state::{World, elapsed, local};
use crate::td_synnex::xml::Xml;

/// The response to an order that was judged.
pub(super) fn answer(world: &World, order: &Order, now: Timestamp) -> String {
    let mut xml = head(world, &order.account, &order.po_number, order.verdict, None, now);
    for line in &order.lines {
        if let Some(piece) = order.pieces.iter().find(|piece| piece.line == line.number) {
            item(&mut xml, line, piece);
        }
    }
    xml.finish()
}

/// The refusal of a repeated number. It carries an order number of its own, dead from the start.
pub(super) fn duplicate(world: &mut World, request: &OrderRequest, now: Timestamp) -> String {
    let killed = world.numbers.order();
    let reason = Some(match world.catalog.country {
        Country::Us => duplicate::REASON,
        Country::Ca => duplicate::SHORT_REASON,
    });
    let mut xml = head(world, &request.account, &request.po_number, Verdict::Rejected, reason, now);
    for line in &request.lines {
        xml.open_with("Item", &[("lineNumber", Some(line.number.to_string()))]);
        xml.leaf("SKU", &line.sku).leaf("OrderQuantity", line.quantity).leaf("Code", Verdict::Rejected.code());
        xml.leaf("Reason", duplicate::REASON).leaf("OrderNumber", killed).leaf("OrderType", "99");
        xml.leaf("ShipFromWarehouse", "").leaf("SynnexInternalReference", duplicate::REFERENCE).close();
    }
    xml.finish()
}

fn head(world: &World, account: &str, po_number: &str, verdict: Verdict, reason: Option<&str>, now: Timestamp) -> Xml {
    let mut xml = Xml::new();
    xml.open("SynnexB2B").open("OrderResponse");
    xml.leaf("CustomerNumber", account).leaf("PONumber", po_number).leaf("Code", verdict.code());
    xml.optional("Reason", reason);
    xml.leaf("ResponseDateTime", local(now, &world.settings));
    xml.leaf("ResponseElapsedTime", elapsed(world.catalog.seed(), po_number, 1_900, 11_000));
    xml.open("Items");
    xml
}

fn item(xml: &mut Xml, line: &Line, piece: &Piece) {
    xml.open_with("Item", &[("lineNumber", Some(line.number.to_string()))]);
    xml.leaf("SKU", if line.sku == 0 { String::new() } else { line.sku.to_string() });
    xml.leaf("OrderQuantity", line.quantity).leaf("Code", line.verdict.code());
    xml.optional("Reason", line.reason.as_deref());
    let order_type = match piece.stage {
        Stage::Rejected => "",
        Stage::BackOrder => "BO",
        Stage::Review => "99",
        _ => "SO",
    };
    let number = if piece.order_number == 0 { String::new() } else { piece.order_number.to_string() };
    xml.leaf("OrderNumber", number).leaf("OrderType", order_type).leaf("ShipFromWarehouse", "");
    xml.leaf("SynnexInternalReference", &piece.reference).close();
}
