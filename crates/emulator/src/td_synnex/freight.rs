//! Freight quote: the ways of shipping some products to a place, with prices that follow weight and speed. The prices are made
//! up; shape, error names and versions are documented.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::account::Right;
use super::catalog::{Item, Standing, warehouse};
use super::options::{Country, ErrorText, Version};
use super::ship_method;
use super::state::{World, elapsed, error_document, local};
use super::xml::{Element, Xml};

/// From here on the place is a whole address instead of a postal code.
const ADDRESS: Version = Version::new(2, 0);
/// Freight is free from this worth on, in cents.
const FREE_FROM: i64 = 100_000;

/// One way of shipping: code, days on the way, cents for the parcel, cents for each pound.
struct Method(&'static str, u32, u64, u64);

static US: [Method; 7] = [
    Method("FG", 4, 899, 42),
    Method("UP", 4, 915, 43),
    Method("U3", 3, 1_490, 88),
    Method("F2", 2, 1_980, 130),
    Method("UB", 2, 2_010, 132),
    Method("FO", 1, 3_640, 210),
    Method("UR", 1, 3_705, 214),
];
static CA: [Method; 4] = [
    Method("PUG", 3, 1_120, 55),
    Method("UPG", 4, 1_060, 52),
    Method("PUX", 1, 2_380, 160),
    Method("FDXH", 1, 2_490, 168),
];

/// Answers a freight quote request.
pub(super) fn respond(world: &World, root: &Element, now: Timestamp) -> String {
    quote(world, root, now).unwrap_or_else(|refusal| error(&refusal))
}

/// The error document of this service.
pub(super) fn error(text: &ErrorText) -> String {
    error_document("FreightQuoteResponse", text)
}

/// One line of the question with its product.
struct Wanted {
    item: Item,
    quantity: u32,
}

fn quote(world: &World, root: &Element, now: Timestamp) -> Result<String, ErrorText> {
    let body = root
        .child("FreightQuoteRequest")
        .ok_or_else(|| ErrorText::new("IncompleteXML01", "FreightQuoteRequest is expected."))?;
    let credentials = super::credentials(root, body.text_at("CustomerNumber"));
    world.accounts.check(&credentials, Right::Read, &world.settings)?;
    let version = body.attribute("version").and_then(Version::parse).unwrap_or(Version::OLDEST);
    let zip = place(world, body, version)?;
    let lines = body.at("Items").into_iter().flat_map(|items| items.children("Item"));
    let wanted = lines.map(|line| product(world, line)).collect::<Result<Vec<_>, _>>()?;
    let first = wanted.first().ok_or_else(|| ErrorText::new("Client.IncompleteXML", "1. Items are missing."))?;
    let from = origin(world, body, &first.item)?;
    let hundredths: u64 =
        wanted.iter().map(|one| u64::from(one.item.weight_hundredths) * u64::from(one.quantity)).sum();
    let methods = methods(world.catalog.country, body)?;
    let mut xml = Xml::new();
    xml.open("SynnexB2B");
    xml.open_with("FreightQuoteResponse", &[("version", Some(format!("{}.{}", version.major, version.minor)))]);
    xml.leaf("CustomerNumber", body.text_at("CustomerNumber"));
    xml.leaf("ResponseDateTime", local(now, &world.settings));
    xml.leaf("ResponseElapsedTime", elapsed(world.catalog.seed(), zip, 300, 900));
    totals(&mut xml, &wanted, hundredths, from);
    echo(&mut xml, body, &wanted, version);
    xml.open("AvailableShipMethods");
    for Method(code, days, base, per_pound) in methods {
        let freight = base + per_pound * hundredths.div_ceil(100);
        xml.open_with("AvailableShipMethod", &[("code", Some((*code).to_owned()))]);
        xml.leaf("ShipMethodDescription", ship_method::describe(code)).leaf("ServiceLevel", days);
        xml.leaf("Freight", format!("{}.{:02}", freight / 100, freight % 100)).close();
    }
    xml.close().open("OtherCharges").leaf("MinOrderFee", 0).leaf("CODFee", 0).close();
    xml.leaf("SynnexInternalReference", format!("SPID {}, batch_no {}, version 1", first.item.sku, wanted.len()));
    Ok(xml.finish())
}

fn totals(xml: &mut Xml, wanted: &[Wanted], hundredths: u64, from: &warehouse::Warehouse) {
    let cents: u64 = wanted.iter().map(|one| one.item.price_cents * u64::from(one.quantity)).sum();
    let sales = Decimal::new(i64::try_from(cents).unwrap_or(i64::MAX), 2);
    xml.leaf("TotalWeight", format!("{}.{:02}", hundredths / 100, hundredths % 100)).leaf("TotalSales", sales);
    xml.leaf("FreeFreightThreshold", Decimal::new(FREE_FROM, 2));
    xml.open("ShipFromWarehouse").leaf("Number", from.id).leaf("ZipCode", from.zip);
    xml.leaf("City", format!("{}, {}", from.city, from.state)).leaf("Addr", from.street).close();
}

/// Where the goods go: the postal code, once it has passed.
fn place<'a>(world: &World, body: &'a Element, version: Version) -> Result<&'a str, ErrorText> {
    if version < ADDRESS {
        let zip = body.text_at("ShipToZipCode");
        return if is_zip(zip, world.catalog.country) { Ok(zip) } else { Err(bad_zip(zip)) };
    }
    let zip = body.text_at("ShipTo/ZipCode");
    let country = match body.text_at("ShipTo/Country") {
        "CA" => Country::Ca,
        "US" => Country::Us,
        _ => return Err(ErrorText::new("Invalid Address (Not Found)", "The country is not served.")),
    };
    if body.text_at("ShipTo/City").is_empty() || body.text_at("ShipTo/State").len() != 2 {
        return Err(ErrorText::new("Invalid Address (Not Found)", "City and state are needed."));
    }
    if is_zip(zip, country) { Ok(zip) } else { Err(bad_zip(zip)) }
}

fn bad_zip(zip: &str) -> ErrorText {
    ErrorText::new("Invalid ZIP Code", &format!("The ZIP code {zip} is not valid."))
}

fn is_zip(zip: &str, country: Country) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match country {
        Country::Us => zip.len() >= 5 && zip.is_char_boundary(5) && digits(&zip[..5]) && zip[..5] != *"00000",
        Country::Ca => {
            let plain: Vec<char> = zip.chars().filter(|c| !c.is_whitespace()).collect();
            let fits = |(at, c): (usize, &char)| if at % 2 == 0 { c.is_ascii_alphabetic() } else { c.is_ascii_digit() };
            plain.len() == 6 && plain.iter().enumerate().all(fits)
        }
    }
}

fn product(world: &World, line: &Element) -> Result<Wanted, ErrorText> {
    let sku = line.text_at("SKU");
    let unknown = || ErrorText::new("InvalidSKU", &format!("SKU {sku} is not valid."));
    let item = sku.parse().ok().and_then(|sku| world.catalog.by_sku(sku)).ok_or_else(unknown)?;
    match item.standing {
        Standing::Active | Standing::SpecialOrder => {}
        Standing::Discontinued => return Err(unknown()),
        Standing::NotAuthorized | Standing::Bookkeeping => {
            return Err(ErrorText::new("Not Authorized SKU", &format!("SKU {sku} is not for this account.")));
        }
    }
    let quantity = line.text_at("Quantity").parse().ok().filter(|quantity| *quantity > 0);
    let wrong = || ErrorText::new("Client.IncompleteXML", "1. Quantity must be a positive integer.");
    Ok(Wanted { item, quantity: quantity.ok_or_else(wrong)? })
}

/// The warehouse that was asked for, else the first one with goods, else the first.
fn origin(world: &World, body: &Element, item: &Item) -> Result<&'static warehouse::Warehouse, ErrorText> {
    let country = world.catalog.country;
    let asked = body.text_at("ShipFromWarehouse");
    let unknown = || ErrorText::new("Invalid Warehouse Number", &format!("There is no warehouse {asked}."));
    if !asked.is_empty() {
        return asked.parse().ok().and_then(|id| warehouse::find(country, id)).ok_or_else(unknown);
    }
    let stocked = item.stock.iter().find(|(id, quantity)| *quantity > 0 && *id != warehouse::DIRECT_SHIP);
    let id = stocked.or(item.stock.first()).map(|(id, _)| *id);
    id.and_then(|id| warehouse::find(country, id)).ok_or_else(unknown)
}

/// The methods of the country that fit code and level; both empty are all.
fn methods(country: Country, body: &Element) -> Result<Vec<&'static Method>, ErrorText> {
    let all: &[Method] = match country {
        Country::Us => &US,
        Country::Ca => &CA,
    };
    let (code, level) = (body.text_at("ShipMethodCode"), body.text_at("ServiceLevel"));
    let days: Option<u32> = level.parse().ok();
    if (!code.is_empty() && ship_method::describe(code).is_empty()) || (!level.is_empty() && days.is_none()) {
        let name = "Invalid Ship Method Code, Service Level or Carrier";
        return Err(ErrorText::new(name, "Please check ship method code and service level."));
    }
    let fits = |method: &&Method| (code.is_empty() || method.0 == code) && days.is_none_or(|days| method.1 <= days);
    let found: Vec<_> = all.iter().filter(fits).collect();
    if found.is_empty() {
        return Err(ErrorText::new("No Result Found", "We do not have any ship method that meets your request."));
    }
    Ok(found)
}

fn echo(xml: &mut Xml, body: &Element, wanted: &[Wanted], version: Version) {
    if version < ADDRESS {
        xml.leaf("ShipToZipCode", body.text_at("ShipToZipCode"));
    } else {
        xml.open("ShipTo");
        for name in ["AddressName1", "AddressName2", "AddressLine1", "City", "State", "ZipCode", "Country"] {
            xml.leaf(name, body.at("ShipTo").map_or("", |to| to.text_at(name)));
        }
        xml.leaf("AddressType", "Commercial").close();
    }
    let code = body.text_at("ShipMethodCode");
    xml.leaf("ShipMethodCode", code).leaf("ShipMethodDescription", ship_method::describe(code));
    xml.leaf("ServiceLevel", body.text_at("ServiceLevel")).open("Items");
    for (one, number) in wanted.iter().zip(1_u32..) {
        xml.open_with("Item", &[("lineNumber", Some(number.to_string()))]).leaf("SKU", one.item.sku);
        xml.leaf("MfgPartNumber", &one.item.part_number).leaf("Description", &one.item.description);
        xml.leaf("Quantity", one.quantity).close();
    }
    xml.close();
}
