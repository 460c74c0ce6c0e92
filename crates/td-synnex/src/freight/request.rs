//! The freight quote request: its checks and its text, version 1.0 or 2.0.

use super::{Destination, FreightItem, FreightRequest};
use crate::account::{Account, Credentials};
use crate::client::credential_block;
use crate::order::{Address, FieldProblem, Problems, check_address};
use crate::xml::XmlText;
use secrecy::{ExposeSecret, SecretString};

/// Everything that the vendor would not take.
pub(super) fn check(request: &FreightRequest) -> Result<(), Vec<FieldProblem>> {
    let mut problems = Problems::default();
    match &request.destination {
        Destination::PostalCode(code) => problems.required("ShipToZipCode", "postal code", code, 10),
        Destination::Address(address) => check_address(address, &mut problems),
    }
    problems.optional_digits("ShipFromWarehouse", "warehouse", request.warehouse.as_deref(), 4);
    if let Some(method) = &request.ship_method {
        problems.code("ShipMethodCode", "ship method", method, 5);
    }
    problems.optional("CustomerName", "customer name", request.customer_name.as_deref(), 30);
    if request.items.is_empty() {
        problems.missing("Items", "list of items", "at least one line");
    }
    for (item, number) in request.items.iter().zip(1_u32..) {
        check_item(item, number, &mut problems);
    }
    problems.finish()
}

fn check_item(item: &FreightItem, number: u32, problems: &mut Problems) {
    let field = |name: &str| format!("Item[{number}]/{name}");
    problems.digits(&field("SKU"), &format!("SKU of line {number}"), &item.sku, 9);
    if item.quantity == 0 {
        let sentence = format!("The quantity of line {number} is zero.");
        problems.add(&field("Quantity"), "at least 1", "0", &sentence);
    }
    let part = item.manufacturer_part.as_deref();
    problems.optional(&field("MfgPartNumber"), &format!("manufacturer part number of line {number}"), part, 30);
}

/// The document; `None` if XML cannot carry the log-in.
pub(super) fn document(account: &Account, credentials: &Credentials, request: &FreightRequest) -> Option<SecretString> {
    let block = credential_block(credentials)?;
    let mut head = XmlText::declared();
    head.open("SynnexB2B");
    let mut rest = XmlText::default();
    let version = match request.destination {
        Destination::PostalCode(_) => "1.0",
        Destination::Address(_) => "2.0",
    };
    rest.open_with("FreightQuoteRequest", "version", version).text("CustomerNumber", &account.number);
    rest.optional("CustomerName", request.customer_name.as_deref());
    rest.optional("RequestDateTime", request.requested_at.map(|at| at.to_string()).as_deref());
    rest.optional("ShipFromWarehouse", request.warehouse.as_deref());
    match &request.destination {
        Destination::PostalCode(code) => drop(rest.text("ShipToZipCode", code)),
        Destination::Address(address) => ship_to(&mut rest, address),
    }
    rest.text("ShipMethodCode", request.ship_method.as_deref().unwrap_or_default());
    rest.text("ServiceLevel", &request.service_level.map(|days| days.to_string()).unwrap_or_default());
    rest.open("Items");
    for (item, number) in request.items.iter().zip(1_u32..) {
        rest.open_with("Item", "lineNumber", &number.to_string()).text("SKU", &item.sku);
        rest.optional("MfgPartNumber", item.manufacturer_part.as_deref());
        rest.text("Quantity", &item.quantity.to_string()).close("Item");
    }
    rest.close("Items").close("FreightQuoteRequest").close("SynnexB2B");
    Some([head.finish().as_str(), block.expose_secret(), &rest.finish()].concat().into())
}

fn ship_to(xml: &mut XmlText, to: &Address) {
    xml.open("ShipTo").text("AddressName1", &to.name1).optional("AddressName2", to.name2.as_deref());
    xml.text("AddressLine1", &to.line1).optional("AddressLine2", to.line2.as_deref()).text("City", &to.city);
    xml.optional("State", to.state.as_deref()).optional("ZipCode", to.zip.as_deref());
    xml.text("Country", &to.country).close("ShipTo");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Country;

    fn by_code() -> FreightRequest {
        FreightRequest {
            destination: Destination::PostalCode("94539".to_owned()),
            warehouse: None,
            ship_method: None,
            service_level: None,
            items: vec![FreightItem { sku: "7700123".to_owned(), quantity: 2, manufacturer_part: None }],
            customer_name: None,
            requested_at: None,
        }
    }

    fn written(request: &FreightRequest) -> String {
        let account = Account { number: "655123".to_owned(), country: Country::Us };
        let body = document(&account, &Credentials::new("reader", "a&b"), request).unwrap();
        body.expose_secret().to_owned()
    }

    #[test]
    fn a_postal_code_makes_the_old_version_and_asks_for_all_methods() {
        assert_eq!(
            written(&by_code()),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SynnexB2B><Credential><UserID>reader</UserID><Password>a&amp;b\
             </Password></Credential><FreightQuoteRequest version=\"1.0\"><CustomerNumber>655123</CustomerNumber>\
             <ShipToZipCode>94539</ShipToZipCode><ShipMethodCode></ShipMethodCode><ServiceLevel></ServiceLevel><Items>\
             <Item lineNumber=\"1\"><SKU>7700123</SKU><Quantity>2</Quantity></Item></Items></FreightQuoteRequest>\
             </SynnexB2B>"
        );
    }

    #[test]
    fn an_address_makes_the_new_version_with_level_and_time() {
        let address = Address {
            name1: "Example Dental & Co".to_owned(),
            name2: None,
            line1: "1 Main St".to_owned(),
            line2: None,
            city: "Fremont".to_owned(),
            state: Some("CA".to_owned()),
            zip: Some("94539".to_owned()),
            country: "US".to_owned(),
        };
        let request = FreightRequest {
            destination: Destination::Address(address),
            service_level: Some(0),
            warehouse: Some("3".to_owned()),
            requested_at: Some(jiff::civil::date(2026, 11, 2).at(10, 0, 0, 0)),
            ..by_code()
        };
        let text = written(&request);
        assert_eq!(check(&request), Ok(()));
        for part in [
            "version=\"2.0\"",
            "<RequestDateTime>2026-11-02T10:00:00</RequestDateTime><ShipFromWarehouse>3</ShipFromWarehouse><ShipTo>",
            "<AddressName1>Example Dental &amp; Co</AddressName1><AddressLine1>1 Main St</AddressLine1>",
            "<ServiceLevel>0</ServiceLevel>",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn every_bad_field_is_named_and_nothing_is_cut() {
        let bad = FreightRequest {
            destination: Destination::PostalCode(String::new()),
            warehouse: Some("East".to_owned()),
            ship_method: Some("GROUND".to_owned()),
            items: vec![FreightItem { sku: "XN-1".to_owned(), quantity: 0, manufacturer_part: Some("X".repeat(31)) }],
            ..by_code()
        };
        let fields: Vec<_> = check(&bad).unwrap_err().into_iter().map(|problem| problem.field).collect();
        let expected = [
            "ShipToZipCode",
            "ShipFromWarehouse",
            "ShipMethodCode",
            "Item[1]/SKU",
            "Item[1]/Quantity",
            "Item[1]/MfgPartNumber",
        ];
        assert_eq!(fields, expected);
        assert_eq!(check(&FreightRequest { items: Vec::new(), ..by_code() }).unwrap_err()[0].field, "Items");
    }
}
