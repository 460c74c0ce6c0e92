//! Reads an order request and checks its fields. The texts of the numbered list are those seen on the wire; where none was
//! seen (lengths, Y/N values, line numbers) they are made in the same manner.

use std::str::FromStr;

use rust_decimal::Decimal;

use crate::td_synnex::xml::Element;

/// An order request whose fields are complete.
#[derive(Debug)]
pub(super) struct OrderRequest {
    pub(super) account: String,
    pub(super) po_number: String,
    pub(super) back_orders: bool,
    pub(super) split: bool,
    pub(super) warehouse: Option<u32>,
    pub(super) ship_method: String,
    pub(super) ship_to: String,
    /// Whether any comment field is filled in.
    pub(super) has_comment: bool,
    pub(super) lines: Vec<WantedLine>,
}

/// One line of it.
#[derive(Debug)]
pub(super) struct WantedLine {
    pub(super) number: u32,
    /// SKU as sent; empty when another number names the product.
    pub(super) sku: String,
    pub(super) part_number: String,
    pub(super) unit_price: Decimal,
    pub(super) quantity: u32,
    pub(super) warehouse: Option<u32>,
}

/// Comment fields of the header; each stops automatic release.
const COMMENTS: [&str; 3] = ["Comment", "ShipComment", "ShipCommentInternal"];

/// Longest values of header fields, in characters.
const LENGTHS: [(&str, usize); 14] = [
    ("CustomerNumber", 10),
    ("PONumber", 20),
    ("EndUserPONumber", 15),
    ("SynnexB2BAssignedID", 8),
    ("Shipment/ShipTo/AddressName1", 30),
    ("Shipment/ShipTo/AddressName2", 35),
    ("Shipment/ShipTo/AddressLine1", 60),
    ("Shipment/ShipTo/AddressLine2", 30),
    ("Shipment/ShipTo/City", 20),
    ("Shipment/ShipTo/State", 2),
    ("Shipment/ShipTo/ZipCode", 10),
    ("Shipment/ShipToContact/ContactName", 30),
    ("Shipment/ShipToContact/PhoneNumber", 20),
    ("Shipment/ShipToContact/EmailAddress", 30),
];

/// Reads the request, or lists what is missing or wrong in it.
pub(super) fn read(body: &Element) -> Result<OrderRequest, Vec<String>> {
    let mut missing = Vec::new();
    header(body, &mut missing);
    let items: Vec<&Element> = body.child("Items").map(|items| items.children("Item").collect()).unwrap_or_default();
    if items.is_empty() {
        missing.push("OrderRequest/Items: At least one Item required".to_owned());
    }
    let lines: Vec<WantedLine> =
        (0..).zip(&items).filter_map(|(index, item)| line(index, item, &mut missing)).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let text = |path: &str| body.text_at(path).to_owned();
    let warehouse = ["ShipFromWarehouse", "Shipment/ShipFromWarehouse"].iter().find_map(|at| number(body.text_at(at)));
    Ok(OrderRequest {
        account: text("CustomerNumber"),
        po_number: text("PONumber"),
        back_orders: is_yes(body.text_at("BackOrderFlag")),
        split: !body.text_at("WarehouseSplit").eq_ignore_ascii_case("N"),
        warehouse,
        ship_method: text("Shipment/ShipMethod/Code"),
        ship_to: format!("{}, {}", text("Shipment/ShipTo/AddressName1"), text("Shipment/ShipTo/City")),
        has_comment: has_comment(body, &items),
        lines,
    })
}

fn header(body: &Element, missing: &mut Vec<String>) {
    let mut required = |path: &str| {
        if body.text_at(path).is_empty() {
            missing.push(format!("OrderRequest/{path}: String value required"));
        }
    };
    for path in ["CustomerNumber", "PONumber", "DropShipFlag"] {
        required(path);
    }
    for path in ["AddressName1", "AddressLine1", "City", "Country"] {
        required(&format!("Shipment/ShipTo/{path}"));
    }
    let ship_to = |field: &str| body.text_at(&format!("Shipment/ShipTo/{field}"));
    let needs_zip = matches!(ship_to("Country"), "US" | "CA" | "MX" | "");
    if needs_zip && (ship_to("ZipCode").is_empty() || ship_to("State").is_empty()) {
        missing.push(
            "OrderRequest/Shipment/ShipTo/ZipCode|State:  Please fill in ZipCode and State while ShipToCountry equals \
             'US','CA' or 'MX'"
                .to_owned(),
        );
    }
    if body.text_at("Shipment/ShipMethod/Code").is_empty() {
        missing.push("OrderRequest/Shipment/ShipMethod/Code: String value required".to_owned());
    }
    for (path, most) in LENGTHS {
        if body.text_at(path).chars().count() > most {
            missing.push(format!("OrderRequest/{path}: String value of at most {most} characters required"));
        }
    }
    for path in ["DropShipFlag", "BackOrderFlag", "ShipComplete", "POLineShipComplete", "WarehouseSplit"] {
        if !matches!(body.text_at(path), "" | "Y" | "N") {
            missing.push(format!("OrderRequest/{path}: Y or N required"));
        }
    }
}

fn line(index: u32, item: &Element, missing: &mut Vec<String>) -> Option<WantedLine> {
    let sku = item.text_at("SKU").to_owned();
    let part_number = item.text_at("ManufacturerPartNumber").to_owned();
    let other = ["SynnexPartNumber", "CustomerPartNumber"].iter().all(|name| item.text_at(name).is_empty());
    if sku.is_empty() && part_number.is_empty() && other {
        missing.push(
            ": Product to be ordered not specified.Please provide a value for any one of the following fields: SKU, \
             SynnexPartNumber, ManufacturerPartNumber, CustomerPartNumber"
                .to_owned(),
        );
    }
    let at = format!("OrderRequest/Items/Item[{index}]");
    let number = item.attribute("lineNumber").and_then(|text| text.trim().parse::<u32>().ok());
    if number != Some(index + 1) {
        missing.push(format!("{at}/@lineNumber: Consecutive integer value required"));
    }
    let price = item.text_at("UnitPrice");
    let unit_price = Decimal::from_str(price).ok().filter(|price| !price.is_sign_negative());
    if unit_price.is_none() {
        missing.push(format!("{at}/UnitPrice: Float value required"));
    }
    let quantity =
        item.text_at("OrderQuantity").parse::<u32>().ok().filter(|quantity| (1..=999_999).contains(quantity));
    if quantity.is_none() {
        missing.push(format!("{at}/OrderQuantity: Integer value required"));
    }
    Some(WantedLine {
        number: number?,
        sku,
        part_number,
        unit_price: unit_price?,
        quantity: quantity?,
        warehouse: self::number(item.text_at("ShipFromWarehouse")),
    })
}

fn has_comment(body: &Element, items: &[&Element]) -> bool {
    let filled = |element: &Element, name: &str| element.children(name).any(|comment| !comment.text.is_empty());
    COMMENTS.iter().any(|name| filled(body, name)) || items.iter().any(|item| filled(item, "Comment"))
}

fn is_yes(text: &str) -> bool {
    text.eq_ignore_ascii_case("Y")
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}
