//! Writes a checked order as the vendor's `SynnexB2B` document, without the `Credential` block.
//!
//! The elements stand in the order of the vendor's table; clients differ, and the order seems not to matter.

use super::request::{BackOrderWarehouse, OrderLine, OrderRequest, Shipping, SpecialPriceKind};
use crate::xml::XmlText;
use jiff::civil::{Date, DateTime};

/// The document. `SynnexB2B` is followed at once by `OrderRequest`, where the log-in is put in when it is sent.
pub(super) fn write(order: &OrderRequest) -> String {
    let mut xml = XmlText::declared();
    xml.open("SynnexB2B").open("OrderRequest");
    xml.text("CustomerNumber", &order.account.number).text("PONumber", &order.po_number);
    dates(order, &mut xml);
    xml.flag("DropShipFlag", order.drop_ship);
    options(order, &mut xml);
    shipment(&order.shipping, &mut xml);
    payment(order, &mut xml);
    xml.optional("EndUserPONumber", order.end_user_po_number.as_deref());
    for (name, texts) in [
        ("Comment", &order.comments),
        ("ShipComment", &order.ship_comments),
        ("ShipCommentInternal", &order.internal_ship_comments),
    ] {
        for text in texts {
            xml.text(name, text);
        }
    }
    xml.open("Items");
    for line in &order.lines {
        item(line, &mut xml);
    }
    xml.close("Items").close("OrderRequest").close("SynnexB2B");
    xml.finish()
}

fn dates(order: &OrderRequest, xml: &mut XmlText) {
    let moment = |at: DateTime| at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let day = |on: Date| on.strftime("%Y-%m-%d").to_string();
    let dates = &order.dates;
    xml.optional("PODateTime", dates.ordered.map(moment).as_deref());
    xml.optional("XMLPOSubmitDateTime", dates.submitted.map(moment).as_deref());
    xml.optional("ExpectedDate", dates.expected.map(day).as_deref());
    xml.optional("ExpectedShipDate", dates.expected_ship.map(day).as_deref());
}

fn options(order: &OrderRequest, xml: &mut XmlText) {
    let options = &order.options;
    let waits_at = options.back_order_warehouse.map(|choice| match choice {
        BackOrderWarehouse::Named => "PO",
        BackOrderWarehouse::First => "FIRST",
    });
    xml.optional_flag("SpecialHandle", options.special_handle);
    xml.optional_flag("BackOrderFlag", options.back_order);
    xml.optional("BackOrderWarehouseSelection", waits_at);
    xml.optional_flag("ShipComplete", options.ship_complete);
    xml.optional_flag("POLineShipComplete", options.line_ship_complete);
    xml.optional_flag("WarehouseSplit", options.warehouse_split);
    xml.optional("ShipFromWarehouse", order.shipping.warehouse.as_deref());
    if let Some(price) = &options.special_price {
        xml.text("SpecialPriceType", kind(price.kind));
        xml.optional("SpecialPriceReferenceNumber", price.reference.as_deref());
    }
    xml.optional("SynnexB2BAssignedID", options.assigned_id.as_deref());
}

const fn kind(kind: SpecialPriceKind) -> &'static str {
    match kind {
        SpecialPriceKind::VendorPromotion => "VendorPromotion",
        SpecialPriceKind::FederalGovernment => "FederalGovernment",
        SpecialPriceKind::StateGovernment => "StateGovernment",
        SpecialPriceKind::Education => "Education",
    }
}

fn shipment(shipping: &Shipping, xml: &mut XmlText) {
    let to = &shipping.address;
    xml.open("Shipment").open("ShipTo");
    xml.text("AddressName1", &to.name1).optional("AddressName2", to.name2.as_deref());
    xml.text("AddressLine1", &to.line1).optional("AddressLine2", to.line2.as_deref());
    xml.text("City", &to.city).optional("State", to.state.as_deref()).optional("ZipCode", to.zip.as_deref());
    xml.text("Country", &to.country).close("ShipTo");
    if let Some(person) = &shipping.contact {
        xml.open("ShipToContact").optional("ContactName", person.name.as_deref());
        xml.optional("PhoneNumber", person.phone.as_deref()).optional("EmailAddress", person.email.as_deref());
        xml.close("ShipToContact");
    }
    xml.open("ShipMethod").text("Code", &shipping.method).close("ShipMethod");
    xml.optional("FreightAccountNumber", shipping.freight_account.as_deref());
    xml.close("Shipment");
}

fn payment(order: &OrderRequest, xml: &mut XmlText) {
    let code = order.bill_to.as_ref().map_or(&order.account.number, |bill_to| &bill_to.code);
    let location = order.bill_to.as_ref().and_then(|bill_to| bill_to.location.as_deref());
    xml.open("Payment").open_with("BillTo", "code", code).optional("SynnexLocationNumber", location).close("BillTo");
    if let Some(term) = &order.payment_term {
        xml.open_with("PaymentTerm", "code", term).close("PaymentTerm");
    }
    xml.close("Payment");
}

fn item(line: &OrderLine, xml: &mut XmlText) {
    xml.open_with("Item", "lineNumber", &line.number.to_string());
    xml.text("SKU", &line.sku).optional("CustomerPartNumber", line.customer_part.as_deref());
    xml.optional("ProductName", line.product_name.as_deref());
    xml.text("UnitPrice", &format!("{:.2}", line.unit_price)).text("OrderQuantity", &line.quantity.to_string());
    xml.optional("Comment", line.comment.as_deref()).optional("ShipFromWarehouse", line.warehouse.as_deref());
    xml.optional("SpecialPriceReferenceNumber", line.special_price_reference.as_deref());
    xml.close("Item");
}
