//! The drop files: each full hour's shipments as ship notices, each full hour's invoices, several XML documents in one file.
//! A file appears once its hour is over and never changes afterwards.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::book::{Invoice, Order, Piece};
use super::invoice;
use super::options::Settings;
use super::ship_method;
use super::state::{World, local};
use super::xml::Xml;

/// The names of all files of today and before, oldest first: time, account, kind. Only the ship notice's ending was seen.
pub(super) fn names(world: &World, now: Timestamp) -> Vec<String> {
    let mut names = BTreeSet::new();
    for order in &world.orders {
        let left = order.pieces.iter().filter_map(|piece| piece.shipped_at).map(|at| (at, Kind::ShipNotice));
        let billed = order.invoices.iter().map(|invoice| (invoice.at, Kind::Invoice));
        for (at, kind) in left.chain(billed) {
            let hour = hour_of(local(at, &world.settings));
            if is_over(hour, now, &world.settings) {
                names.insert(name(hour, &order.account, kind));
            }
        }
    }
    names.into_iter().collect()
}

/// The content of a file, if there is one of that name.
pub(super) fn content(world: &World, wanted: &str, now: Timestamp) -> Option<String> {
    let mut file = String::new();
    for order in &world.orders {
        for shipment in shipments(order) {
            let Some(at) = shipment.first().and_then(|piece| piece.shipped_at) else { continue };
            let hour = hour_of(local(at, &world.settings));
            if is_over(hour, now, &world.settings) && name(hour, &order.account, Kind::ShipNotice) == wanted {
                file.push_str(&ship_notice(world, order, &shipment, at, hour));
            }
        }
        for invoice in &order.invoices {
            let hour = hour_of(local(invoice.at, &world.settings));
            if is_over(hour, now, &world.settings) && name(hour, &order.account, Kind::Invoice) == wanted {
                file.push_str(&invoice_document(world, order, invoice));
            }
        }
    }
    (!file.is_empty()).then_some(file)
}

#[derive(Clone, Copy)]
enum Kind {
    ShipNotice,
    Invoice,
}

fn name(hour: DateTime, account: &str, kind: Kind) -> String {
    let ending = match kind {
        Kind::ShipNotice => "856",
        Kind::Invoice => "810",
    };
    format!("{}_{account}_{ending}.xml", next(hour).strftime("%Y%m%d%H%M%S"))
}

fn hour_of(at: DateTime) -> DateTime {
    at.date().at(at.hour(), 0, 0, 0)
}

fn next(hour: DateTime) -> DateTime {
    hour.saturating_add(SignedDuration::from_hours(1))
}

fn is_over(hour: DateTime, now: Timestamp, settings: &Settings) -> bool {
    next(hour) <= local(now, settings)
}

/// The parts of an order that left together, one list per shipment.
fn shipments(order: &Order) -> Vec<Vec<&Piece>> {
    let numbers: BTreeSet<u32> =
        order.pieces.iter().filter(|piece| piece.shipped_at.is_some()).filter_map(|piece| piece.shipment).collect();
    let of = |number: u32| order.pieces.iter().filter(move |piece| piece.shipment == Some(number)).collect();
    numbers.into_iter().map(of).collect()
}

fn ship_notice(world: &World, order: &Order, shipment: &[&Piece], at: Timestamp, hour: DateTime) -> String {
    let shipped = local(at, &world.settings);
    let number = shipment.first().and_then(|piece| piece.shipment);
    // What is billed after the file was written is not in it.
    let billed = order
        .invoices
        .iter()
        .find(|invoice| Some(invoice.shipment) == number && local(invoice.at, &world.settings) < next(hour));
    let mut xml = Xml::standalone();
    xml.open("SynnexB2B").open("ShipNotice3D").leaf("PONumber", &order.po_number);
    xml.leaf("CustomerPONumber", &order.po_number).optional("InvoiceNumber", billed.map(|invoice| invoice.number));
    xml.leaf("ShipDate", shipped.strftime("%y%m%d")).leaf("ShipTime", shipped.strftime("%H%M%S"));
    xml.leaf("ShipCode", &order.ship_method).leaf("ShipDescription", ship_method::describe(&order.ship_method));
    let packages = || shipment.iter().flat_map(|piece| piece.packages.iter().map(move |package| (piece, package)));
    let first = packages().next().map_or("", |(_, package)| package.tracking.as_str());
    xml.leaf("ShipTrackNo", first);
    for (piece, package) in packages() {
        let sku = order.line(piece.line).map_or(0, |line| line.sku);
        xml.open("Package").leaf("TrackNumber", &package.tracking).open("Item").leaf("SKU", sku);
        xml.leaf("ShipQuantity", package.quantity).close().close();
    }
    xml.finish()
}

fn invoice_document(world: &World, order: &Order, one: &Invoice) -> String {
    let mut xml = Xml::standalone();
    xml.open("SynnexB2B");
    invoice::write(world, &mut xml, order, one, Some(&order.po_number));
    xml.finish()
}
