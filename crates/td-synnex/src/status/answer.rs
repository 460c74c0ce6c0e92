//! Reads the status answer.

use super::{Charges, Package, ShipFrom, StatusAnswer, StatusCode, StatusLine};
use crate::order::OrderType;
use crate::redact::bounded;
use crate::xml::{Element, Fields, Unreadable};

/// The answer, or what makes it unusable.
pub(crate) fn read(root: &Element, asked: &str) -> Result<StatusAnswer, String> {
    let response = root.child("OrderStatusResponse").ok_or("it is not an order status response")?;
    let po_number = response.text_of("PONumber").map(str::to_owned);
    if po_number.as_deref().is_some_and(|number| !number.eq_ignore_ascii_case(asked.trim())) {
        return Err("it is about another PO number".to_owned());
    }
    let code = match response.text_of("Code") {
        Some(text) => StatusCode::from_vendor(&bounded(text, 60)),
        None => return Err("it has no code".to_owned()),
    };
    let items = response.child("Items").map(Element::children).unwrap_or_default();
    let lines = items.iter().filter(|item| item.is("Item")).map(line).collect::<Result<Vec<_>, _>>()?;
    if code == StatusCode::NotFound && !lines.is_empty() {
        return Err("it says notFound and lists items".to_owned());
    }
    let mut fields = Fields::new(response);
    Ok(StatusAnswer {
        po_number,
        code,
        reason: fields.text("Reason"),
        ordered: fields.date_time("PODatetime"),
        answered: fields.date_time("ResponseDateTime"),
        lines,
        unreadable: fields.unreadable(),
    })
}

fn line(item: &Element) -> Result<StatusLine, String> {
    let number = item.attribute("lineNumber").and_then(|text| text.parse().ok());
    let line = number.ok_or("an item has no readable line number")?;
    let mut unreadable = Vec::new();
    let packages = item.child("Packages").map(|all| packages(all, &mut unreadable)).unwrap_or_default();
    let mut fields = Fields::new(item);
    let mut read = StatusLine {
        line,
        code: StatusCode::from_vendor(&bounded(item.text_of("Code").unwrap_or_default(), 60)),
        shipped: fields.date_time("ShipDatetime"),
        order_number: fields.text("OrderNumber"),
        order_type: OrderType::from_vendor(item.text_of("OrderType").unwrap_or_default()),
        order_quantity: fields.quantity("OrderQuantity"),
        ship_quantity: fields.quantity("ShipQuantity"),
        unit_price: fields.decimal("UnitPrice"),
        sku: fields.text("SKU"),
        manufacturer_part: fields.text("MfgPN"),
        product_name: fields.text("ProductName"),
        ship_from: ShipFrom {
            warehouse: fields.text("ShipFromWarehouse"),
            city: fields.text("ShipFromCity"),
            state: fields.text("ShipFromState"),
            zip: fields.text("ShipFromZip"),
        },
        ship_method: fields.text("ShipMethod"),
        ship_method_description: fields.text("ShipMethodDescription"),
        eta: fields.date("ETADate"),
        charges: Charges {
            freight: fields.decimal("Freight"),
            handling: fields.decimal("HandlingFee"),
            tax: fields.decimal("Tax"),
            recycling: fields.decimal("RecyclingFee"),
        },
        vendor_order_number: fields.text("VendorOrderNumber"),
        estimated_delivery: fields.date("EstimatedDeliveryDate"),
        estimated_ship: fields.date("EstimatedShipDate"),
        estimated_ship_code: fields.text("EstimatedShipDateCode"),
        customer_line: fields.text("CustPOLineNo"),
        packages,
        unreadable,
    };
    read.unreadable.extend(fields.unreadable());
    Ok(read)
}

fn packages(all: &Element, unreadable: &mut Vec<Unreadable>) -> Vec<Package> {
    all.all("Package")
        .map(|element| {
            let mut fields = Fields::new(element);
            let texts = |names: &[&str]| -> Vec<String> {
                let named = element.children().iter().filter(|child| names.iter().any(|name| child.is(name)));
                named.map(Element::text).filter(|text| !text.is_empty()).map(str::to_owned).collect()
            };
            let package = Package {
                tracking_number: fields.text("TrackingNumber"),
                weight: fields.decimal("Weight"),
                quantity: fields.quantity("ShipItemQuantity"),
                serial_numbers: texts(&["SerialNo"]),
                delivered: first_date(&mut fields, DELIVERED),
                refused: first_date(&mut fields, REFUSED),
                imei_numbers: texts(&IMEI),
                mac_addresses: texts(&MAC),
            };
            unreadable.extend(fields.unreadable());
            package
        })
        .collect()
}

/// Versions 2.6 and 2.9 are known to tell these, but not under which names: the likely ones are read.
const DELIVERED: [&str; 3] = ["CarrierDeliveredDate", "DeliveredDate", "CarrierDeliveryDate"];
const REFUSED: [&str; 3] = ["RefusedDeliveryDate", "DeliveryRefusedDate", "RefusedDate"];
const IMEI: [&str; 2] = ["IMEI", "IMEINo"];
const MAC: [&str; 3] = ["MACAddress", "MAC", "MACNo"];

fn first_date(fields: &mut Fields<'_>, names: [&str; 3]) -> Option<jiff::civil::Date> {
    names.into_iter().find_map(|name| fields.date(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;
    use jiff::civil::date;

    fn answer(xml: &str) -> Result<StatusAnswer, String> {
        read(&parse(xml.as_bytes()).unwrap(), "LS-1001")
    }

    fn with_items(code: &str, items: &str) -> String {
        format!(
            "<SynnexB2B version='2.7'><OrderStatusResponse><CustomerNumber>655123</CustomerNumber><PONumber>LS-1001</PONumber>\
             <Code>{code}</Code><Reason/><PODatetime/><Items>{items}</Items></OrderStatusResponse></SynnexB2B>"
        )
    }

    #[test]
    fn a_shipped_line_is_read_with_parcels_serials_and_charges() {
        let answer = answer(include_str!("../../tests/fixtures/status-shipped.xml")).unwrap();
        assert_eq!(answer.code, StatusCode::Shipped);
        assert_eq!(answer.ordered, Some(date(2025, 4, 8).at(9, 15, 2, 0)));
        let [line] = answer.lines.as_slice() else { panic!("{answer:?}") };
        assert_eq!(line.shipped, Some(date(2025, 4, 9).at(16, 20, 16, 0)));
        assert_eq!((line.order_quantity, line.ship_quantity), (Some(3), Some(3)));
        assert_eq!(line.order_type, OrderType::SalesOrder);
        assert_eq!(line.charges.freight, Some("12.40".parse().unwrap()));
        assert_eq!(line.vendor_order_number.as_deref(), Some("V-88"));
        assert_eq!((line.estimated_delivery, line.estimated_ship), (Some(date(2025, 4, 11)), Some(date(2025, 4, 9))));
        assert_eq!(line.estimated_ship_code.as_deref(), Some("A"));
        let parcels: Vec<_> =
            line.packages.iter().map(|p| (p.tracking_number.as_deref().unwrap(), p.serial_numbers.len())).collect();
        assert_eq!(parcels, [("775500000011", 2), ("775500000012", 0)]);
        assert!(line.unreadable.is_empty() && answer.unreadable.is_empty());
    }

    #[test]
    fn a_repeated_line_number_stays_two_entries() {
        let answer = answer(include_str!("../../tests/fixtures/status-split.xml")).unwrap();
        let entries: Vec<_> =
            answer.lines.iter().map(|l| (l.line, &l.code, &l.order_type, l.order_quantity, l.ship_quantity)).collect();
        assert_eq!(
            entries,
            [
                (1, &StatusCode::Accepted, &OrderType::Quotation, Some(9), Some(0)),
                (1, &StatusCode::Shipped, &OrderType::SalesOrder, Some(9), Some(9)),
                (2, &StatusCode::Deleted, &OrderType::BackOrder, Some(2), Some(0)),
            ]
        );
    }

    #[test]
    fn both_forms_of_the_expected_date_are_read() {
        let items = "<Item lineNumber='1'><Code>accepted</Code><ETADate>2025-04-30</ETADate></Item>\
                     <Item lineNumber='2'><Code>accepted</Code><ETADate>04-30-2025</ETADate></Item>\
                     <Item lineNumber='3'><Code>accepted</Code><ETADate>end of April</ETADate></Item>";
        let lines = answer(&with_items("accepted", items)).unwrap().lines;
        assert_eq!(
            (lines[0].eta, lines[1].eta, lines[2].eta),
            (Some(date(2025, 4, 30)), Some(date(2025, 4, 30)), None)
        );
        assert_eq!(lines[2].unreadable[0].element, "ETADate");
    }

    #[test]
    fn parcels_tell_delivery_refusal_and_device_numbers_under_any_likely_name() {
        for (delivered, refused, imei, mac) in [
            ("CarrierDeliveredDate", "RefusedDeliveryDate", "IMEI", "MACAddress"),
            ("DeliveredDate", "DeliveryRefusedDate", "IMEINo", "MAC"),
        ] {
            let package = format!(
                "<Package><TrackingNumber>1</TrackingNumber><{delivered}>2026-04-11</{delivered}><{refused}>04-12-2026</{refused}>\
                 <{imei}>350000000000011</{imei}><{imei}>350000000000029</{imei}><{mac}>00-00-5E-00-53-01</{mac}></Package>"
            );
            let item = format!("<Item lineNumber='1'><Code>shipped</Code><Packages>{package}</Packages></Item>");
            let parcel = answer(&with_items("shipped", &item)).unwrap().lines.remove(0).packages.remove(0);
            assert_eq!((parcel.delivered, parcel.refused), (Some(date(2026, 4, 11)), Some(date(2026, 4, 12))));
            assert_eq!(parcel.imei_numbers, ["350000000000011", "350000000000029"]);
            assert_eq!(parcel.mac_addresses, ["00-00-5E-00-53-01"]);
        }
    }

    #[test]
    fn a_number_that_is_not_known_is_an_answer() {
        let found = answer(&with_items("notFound", "")).unwrap();
        assert!(found.is_not_found() && found.lines.is_empty());
        assert!(answer(&with_items("rejected", "")).unwrap().lines.is_empty());
    }

    #[test]
    fn codes_that_are_not_documented_are_kept() {
        let found = answer(&with_items("In Transit", "<Item lineNumber='1'><Code>packed</Code></Item>")).unwrap();
        assert_eq!(found.code, StatusCode::Unknown("In Transit".to_owned()));
        assert_eq!(found.lines[0].code, StatusCode::Unknown("packed".to_owned()));
    }

    #[test]
    fn an_answer_that_proves_nothing_is_refused() {
        let wrong = with_items("notFound", "").replace("LS-1001", "LS-1002");
        assert!(answer(&wrong).unwrap_err().contains("another PO number"));
        let both = with_items("notFound", "<Item lineNumber='1'><Code>accepted</Code></Item>");
        assert!(answer(&both).unwrap_err().contains("lists items"));
        assert!(answer(&with_items("", "")).unwrap_err().contains("no code"));
        assert!(
            answer(&with_items("accepted", "<Item><Code>accepted</Code></Item>")).unwrap_err().contains("line number")
        );
        assert!(answer("<SynnexB2B><OrderResponse/></SynnexB2B>").is_err());
    }
}
