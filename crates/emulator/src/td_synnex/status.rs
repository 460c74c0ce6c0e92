//! Purchase order status: one entry per part of a line, so one line number may come several times; what each entry holds
//! depends on the version asked for.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::account::Right;
use super::book::{Line, Order, Piece, Stage, Verdict};
use super::catalog::warehouse;
use super::lifecycle;
use super::options::Version;
use super::ship_method;
use super::state::{World, elapsed, error_document, local};
use super::xml::{Element, Xml};

const FEES: Version = Version::new(2, 4);
const VENDOR_ORDER: Version = Version::new(2, 5);
const DELIVERY_DATE: Version = Version::new(2, 6);
const SHIP_DATE: Version = Version::new(2, 7);
const DEVICES: Version = Version::new(2, 9);
const CUSTOMER_LINE: Version = Version::new(3, 0);

/// Answers a status request. The container element is known to be there.
pub(super) fn respond(world: &World, root: &Element, now: Timestamp) -> String {
    let Some(body) = root.child("OrderStatusRequest") else { return super::order::malformed() };
    let account = body.text_at("CustomerNumber");
    let po_number = body.text_at("PONumber");
    let credentials = super::credentials(root, account);
    if let Err(refusal) = world.accounts.check(&credentials, Right::Read, &world.settings) {
        return error_document("OrderStatusResponse", &refusal);
    }
    let asked = root.attribute("version");
    let version = asked.and_then(Version::parse).unwrap_or(Version::OLDEST);
    let mut orders = world.orders_of(account, po_number);
    orders.retain(|order| lifecycle::after(order.received, world.settings.status_lag) <= now);
    let mut xml = Xml::new();
    xml.open_with("SynnexB2B", &[("version", asked.map(str::to_owned))]).open("OrderStatusResponse");
    xml.leaf("CustomerNumber", account).leaf("PONumber", po_number).leaf("Code", header(world, &orders, version));
    xml.leaf("Reason", "");
    let received = orders.iter().find(|order| order.took_effect()).map(|order| local(order.received, &world.settings));
    xml.leaf("PODatetime", received.map(|at| at.to_string()).unwrap_or_default());
    xml.leaf("ResponseDateTime", local(now, &world.settings));
    let effective: Vec<&&Order> = orders.iter().filter(|order| order.took_effect()).collect();
    if effective.is_empty() {
        xml.leaf("Items", "");
    } else {
        xml.open("Items");
        for order in effective {
            entries(world, &mut xml, order, version);
        }
        xml.close();
    }
    xml.leaf("ResponseElapsedTime", elapsed(world.catalog.seed(), po_number, 200, 1_800));
    xml.finish()
}

/// The code of the whole: `deleted` and `shipped` only when every live part is.
fn header(world: &World, orders: &[&Order], version: Version) -> &'static str {
    if orders.is_empty() {
        return "notFound";
    }
    if orders.iter().all(|order| order.verdict == Verdict::Rejected) {
        return "rejected";
    }
    let codes: Vec<&str> = orders
        .iter()
        .filter(|order| order.took_effect())
        .flat_map(|order| &order.pieces)
        .map(|piece| code(world, piece, version))
        .collect();
    let live: Vec<&&str> = codes.iter().filter(|code| !matches!(**code, "deleted" | "rejected")).collect();
    if live.is_empty() {
        return "deleted";
    }
    if live.iter().all(|code| **code == "invoiced") {
        return "invoiced";
    }
    if live.iter().all(|code| matches!(**code, "shipped" | "invoiced")) {
        return "shipped";
    }
    let mixed = codes.iter().any(|code| *code != "accepted");
    if mixed && world.settings.status_partial_code { "partial" } else { "accepted" }
}

fn code(world: &World, piece: &Piece, version: Version) -> &'static str {
    match piece.stage {
        Stage::Review | Stage::BackOrder | Stage::Open | Stage::Released | Stage::Moved => "accepted",
        Stage::Invoiced if version >= world.settings.invoiced_code_from => "invoiced",
        Stage::Shipped | Stage::Invoiced => "shipped",
        Stage::Deleted => "deleted",
        Stage::Rejected => "rejected",
    }
}

fn entries(world: &World, xml: &mut Xml, order: &Order, version: Version) {
    let mut charged: Vec<u32> = Vec::new();
    for piece in &order.pieces {
        let Some(line) = order.line(piece.line) else { continue };
        // A shipment's freight stands on its first entry.
        let first = piece.shipment.is_some_and(|shipment| !charged.contains(&shipment));
        charged.extend(piece.shipment);
        entry(world, xml, order, line, piece, version, first && !piece.packages.is_empty());
    }
}

fn entry(
    world: &World,
    xml: &mut Xml,
    order: &Order,
    line: &Line,
    piece: &Piece,
    version: Version,
    bears_freight: bool,
) {
    let time = |at: Option<Timestamp>| at.map(|at| local(at, &world.settings).to_string()).unwrap_or_default();
    let shipped = piece.shipped_at.is_some();
    xml.open_with("Item", &[("lineNumber", Some(piece.line.to_string()))]);
    xml.leaf("Code", code(world, piece, version)).leaf("ShipDatetime", time(piece.shipped_at));
    xml.leaf("OrderNumber", if piece.order_number == 0 { String::new() } else { piece.order_number.to_string() });
    xml.leaf("OrderType", order_type(piece));
    let ordered = if world.settings.order_quantity_repeats { line.quantity } else { piece.quantity };
    xml.leaf("OrderQuantity", ordered).leaf("UnitPrice", short_price(line.unit_price));
    xml.leaf("SKU", line.sku).leaf("MfgPN", &line.part_number).leaf("ProductName", &line.description);
    xml.leaf("ShipQuantity", if shipped { piece.quantity } else { 0 });
    place(world, xml, piece);
    let held = matches!(piece.stage, Stage::BackOrder | Stage::Deleted);
    let method = if held { ship_method::HOLD } else { order.ship_method.as_str() };
    xml.leaf("ShipMethod", method).leaf("ShipMethodDescription", ship_method::describe(method));
    xml.leaf("ETADate", eta(world, order, piece));
    if version >= FEES && (shipped || piece.stage == Stage::Released) {
        xml.leaf("Freight", if bears_freight { "9.95" } else { "0.00" });
        xml.leaf("HandlingFee", "0.00").leaf("Tax", "0.00").leaf("RecyclingFee", "0.00");
    }
    dates(world, xml, order, piece, version);
    packages(world, xml, piece, version);
    xml.close();
}

fn order_type(piece: &Piece) -> &'static str {
    match piece.stage {
        Stage::Review | Stage::Moved => "QO",
        Stage::BackOrder => "BO",
        Stage::Rejected => "",
        _ => "SO",
    }
}

fn place(world: &World, xml: &mut Xml, piece: &Piece) {
    let place = warehouse::find(world.catalog.country, piece.warehouse);
    xml.leaf("ShipFromWarehouse", place.map(|place| place.id.to_string()).unwrap_or_default());
    xml.leaf("ShipFromCity", place.map_or("", |place| place.city));
    xml.leaf("ShipFromState", place.map_or("", |place| place.state));
    xml.leaf("ShipFromZip", place.map_or("", |place| place.zip));
}

fn eta(world: &World, order: &Order, piece: &Piece) -> String {
    if piece.stage != Stage::BackOrder {
        return String::new();
    }
    let timing = order.timing.unwrap_or(world.settings.timing);
    lifecycle::due(piece, &timing).map(|at| local(at, &world.settings).date().to_string()).unwrap_or_default()
}

/// What versions 2.5 to 3.0 add. Only the names of these elements are known, not their order.
fn dates(world: &World, xml: &mut Xml, order: &Order, piece: &Piece, version: Version) {
    let timing = order.timing.unwrap_or(world.settings.timing);
    let day = |at: Timestamp| local(at, &world.settings).date();
    if version >= VENDOR_ORDER {
        xml.leaf("VendorOrderNumber", "");
    }
    if version >= DELIVERY_DATE {
        let delivered = piece.shipped_at.map(|at| day(lifecycle::after(at, timing.deliver)).to_string());
        xml.leaf("EstimatedDeliveryDate", delivered.unwrap_or_default());
    }
    if version >= SHIP_DATE {
        let leaves = if piece.stage.is_open() { lifecycle::due(piece, &timing) } else { None };
        xml.leaf("EstimatedShipDate", leaves.map(|at| day(at).to_string()).unwrap_or_default());
        xml.leaf("EstimatedShipDateCode", if leaves.is_some() { "ESD" } else { "" });
    }
    if version >= CUSTOMER_LINE {
        xml.leaf("CustPOLineNo", piece.line);
    }
}

/// That versions 2.6 and 2.9 tell delivery and device numbers is known, under which names is not.
fn packages(world: &World, xml: &mut Xml, piece: &Piece, version: Version) {
    if piece.packages.is_empty() {
        xml.leaf("Packages", "");
        return;
    }
    xml.open("Packages");
    for package in &piece.packages {
        let weight = package.weight_hundredths;
        xml.open("Package").leaf("TrackingNumber", &package.tracking);
        xml.leaf("Weight", format!("{}.{:02}", weight / 100, weight % 100)).leaf("ShipItemQuantity", package.quantity);
        for serial in &package.serials {
            xml.leaf("SerialNo", serial);
        }
        if version >= DELIVERY_DATE {
            let delivered = piece.delivered_at.map(|at| local(at, &world.settings).date().to_string());
            xml.leaf("CarrierDeliveredDate", delivered.unwrap_or_default()).leaf("RefusedDeliveryDate", "");
        }
        if version >= DEVICES {
            xml.leaf("IMEI", "");
            for (index, _) in package.serials.iter().enumerate() {
                // The range that is reserved for examples.
                xml.leaf("MACAddress", format!("00-00-5E-00-53-{:02X}", index % 256));
            }
        }
        xml.close();
    }
    xml.close();
}

/// Prices as the samples print them: `795.0`, `225.37`.
fn short_price(price: Decimal) -> String {
    let normal = price.normalize();
    if normal.scale() == 0 { format!("{normal}.0") } else { normal.to_string() }
}
