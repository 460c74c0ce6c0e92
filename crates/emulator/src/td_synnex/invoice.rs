//! Invoice query: one invoice per shipment, several per purchase order, amounts with thousands commas.

use rust_decimal::Decimal;

use super::account::Right;
use super::book::{Invoice, Line, Order, Piece};
use super::options::ErrorText;
use super::ship_method;
use super::state::{World, local};
use super::xml::{Element, Xml};

/// Answers an invoice request. The container element is known to be there.
pub(super) fn respond(world: &World, root: &Element) -> String {
    let version = root.attribute("version");
    let Some(body) = root.child("InvoiceRequest") else {
        return error(version, &ErrorText::new("IncompleteXML01", "InvoiceRequest is expected."));
    };
    let account = body.text_at("CustomerNumber");
    let credentials = super::credentials(root, account);
    if let Err(refusal) = world.accounts.check(&credentials, Right::Read, &world.settings) {
        return error(version, &refusal);
    }
    let orders = find(world, account, body.text_at("PONumber"), body.text_at("OrderNumber"));
    let Some(first) = orders.first() else {
        return error(version, &ErrorText::new("notFound", "No order is known under this number."));
    };
    let mut xml = Xml::new();
    xml.open_with("SynnexB2B", &[("version", version.map(str::to_owned))]).open("InvoiceResponse");
    xml.leaf("CustomerPONumber", &first.po_number);
    for order in orders {
        for invoice in &order.invoices {
            write(world, &mut xml, order, invoice, None);
        }
    }
    xml.finish()
}

/// The error inside the container: code and reason. Its values were never seen.
pub(super) fn error(version: Option<&str>, text: &ErrorText) -> String {
    let mut xml = Xml::new();
    xml.open_with("SynnexB2B", &[("version", version.map(str::to_owned))]).open("InvoiceResponse");
    xml.leaf("Code", &text.message).leaf("Reason", &text.detail);
    xml.finish()
}

fn find<'a>(world: &'a World, account: &str, po_number: &str, order_number: &str) -> Vec<&'a Order> {
    let mut orders = if po_number.is_empty() {
        let wanted: Option<u64> = order_number.parse().ok();
        let has = |order: &&Order| order.pieces.iter().any(|piece| Some(piece.order_number) == wanted);
        world.orders.iter().filter(|order| order.account == account).filter(has).collect()
    } else {
        world.orders_of(account, po_number)
    };
    orders.retain(|order| order.took_effect());
    orders
}

/// Writes one invoice; in a drop file it carries the PO number itself.
pub(super) fn write(world: &World, xml: &mut Xml, order: &Order, invoice: &Invoice, po_number: Option<&str>) {
    let pieces: Vec<&Piece> = order.pieces.iter().filter(|piece| piece.shipment == Some(invoice.shipment)).collect();
    let settings = &world.settings;
    xml.open("Invoice").optional("CustomerPONumber", po_number).leaf("InvoiceDate", local(invoice.at, settings).date());
    xml.leaf("InvoiceNumber", invoice.number).leaf("OrderType", "SO");
    let shipped = pieces.iter().find_map(|piece| piece.shipped_at);
    xml.leaf("ShipDate", shipped.map(|at| local(at, settings).date().to_string()).unwrap_or_default());
    xml.leaf("ShipMethodCode", &order.ship_method);
    xml.leaf("ShipMethodDesc", ship_method::describe(&order.ship_method));
    xml.leaf("PaymentTermDays", 30).leaf("PaymentTermDesc", "NET 30");
    xml.leaf("InternalReferenceNumber", pieces.first().map_or(0, |piece| piece.order_number));
    xml.open("Tracking");
    for package in pieces.iter().flat_map(|piece| &piece.packages) {
        xml.leaf("TrackNumber", &package.tracking);
    }
    xml.close().open("Items");
    let mut total = Decimal::ZERO;
    for piece in &pieces {
        let Some(line) = order.line(piece.line) else { continue };
        total += line.unit_price * Decimal::from(piece.quantity);
        item(world, xml, line, piece);
    }
    xml.close();
    summary(world, xml, total, invoice, &pieces);
    xml.close();
}

fn item(world: &World, xml: &mut Xml, line: &Line, piece: &Piece) {
    xml.open("Item").leaf("LineNumber", piece.line).leaf("ShipQuantity", piece.quantity);
    xml.leaf("UnitPrice", money(world, line.unit_price)).leaf("SynnexPartNumber", &line.distributor_part_number);
    xml.leaf("ManuafacturerPartNumber", &line.part_number).leaf("SKU", line.sku);
    xml.leaf("VendorNumber", line.vendor_number).leaf("VendorName", &line.manufacturer);
    xml.leaf("UPCCode", "").leaf("ProductDescription", &line.description).leaf("CustPOLineNo", piece.line);
    for serial in piece.packages.iter().flat_map(|package| &package.serials) {
        xml.leaf("SerialNo", serial);
    }
    xml.close();
}

fn summary(world: &World, xml: &mut Xml, total: Decimal, invoice: &Invoice, pieces: &[&Piece]) {
    let freight = Decimal::new(i64::from(invoice.freight_cents), 2);
    let boxes: usize = pieces.iter().map(|piece| piece.packages.len()).sum();
    let weight: u32 = pieces.iter().flat_map(|piece| &piece.packages).map(|package| package.weight_hundredths).sum();
    let zero = money(world, Decimal::ZERO);
    xml.open("Summary").leaf("TotalInvoiceAmount", money(world, total + freight));
    xml.leaf("ExpenseTotal", money(world, freight)).leaf("MinOrderFee", &zero).leaf("Rebate", &zero);
    xml.leaf("Freight", money(world, freight)).leaf("ProcessingFee", &zero).leaf("RecyclingFee", &zero);
    xml.leaf("BoxCharge", &zero).leaf("TotalWeight", format!("{}.{:02}", weight / 100, weight % 100));
    xml.leaf("BoxCount", boxes).leaf("SalesTax", &zero).close();
}

/// Two decimals, with commas between thousands where the switch asks for them.
fn money(world: &World, amount: Decimal) -> String {
    let plain = format!("{:.2}", amount.round_dp(2));
    if world.settings.invoice_commas { with_commas(&plain) } else { plain }
}

fn with_commas(plain: &str) -> String {
    let (whole, cents) = plain.split_once('.').unwrap_or((plain, "00"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{cents}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_thousands() {
        for (plain, grouped) in
            [("0.00", "0.00"), ("999.10", "999.10"), ("1610.00", "1,610.00"), ("1234567.89", "1,234,567.89")]
        {
            assert_eq!(with_commas(plain), grouped);
        }
    }
}
