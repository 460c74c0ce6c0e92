//! Reads a freight quote: weight, totals, the ways of shipping, or the refusal.

use super::{FreightAnswer, FreightMethod, FreightQuote, FreightRefusal, FreightRequest, FreightWarehouse};
use crate::account::Credentials;
use crate::redact::{bounded, scrub};
use crate::xml::{Element, Fields, Unreadable};
use std::collections::BTreeSet;

const RESPONSE: &str = "FreightQuoteResponse";

/// Is it a refusal of the freight service's own? Other error documents are everybody's.
pub(super) fn is_refusal(root: &Element) -> bool {
    refusal(root).is_some()
}

fn refusal(root: &Element) -> Option<FreightRefusal> {
    FreightRefusal::from_vendor(root.child(RESPONSE)?.text_of("ErrorMessage")?)
}

/// The answer to a question, or what is wrong with it.
pub(crate) fn read(root: &Element, asked: &FreightRequest, credentials: &Credentials) -> Result<FreightAnswer, String> {
    let response = root.child(RESPONSE).ok_or("it is not a freight quote")?;
    if let Some(reason) = refusal(root) {
        let text = |name| bounded(&scrub(response.text_of(name).unwrap_or_default(), credentials), 500);
        return Ok(FreightAnswer::Refused { reason, message: text("ErrorMessage"), detail: text("ErrorDetail") });
    }
    let echoed: BTreeSet<&str> =
        response.all("Items").flat_map(|items| items.all("Item")).filter_map(|item| item.text_of("SKU")).collect();
    let wanted: BTreeSet<&str> = asked.items.iter().map(|item| item.sku.as_str()).collect();
    if !echoed.is_empty() && echoed != wanted {
        return Err("it is about other products".to_owned());
    }
    quote(response).map(|quote| FreightAnswer::Quote(Box::new(quote)))
}

fn quote(response: &Element) -> Result<FreightQuote, String> {
    let mut unreadable = Vec::new();
    let list = response.child("AvailableShipMethods").ok_or("it lists no ship methods")?;
    let methods = list.all("AvailableShipMethod").map(|one| method(one, &mut unreadable)).collect::<Result<_, _>>()?;
    // Beside the methods in the repaired sample, inside their list for some clients.
    let charges = response.child("OtherCharges").or_else(|| list.child("OtherCharges"));
    let charge = |name, unreadable: &mut Vec<Unreadable>| {
        let mut fields = Fields::new(charges?);
        let amount = fields.decimal(name);
        unreadable.extend(fields.unreadable());
        amount
    };
    let (minimum_order_fee, cod_fee) = (charge("MinOrderFee", &mut unreadable), charge("CODFee", &mut unreadable));
    let mut fields = Fields::new(response);
    let mut quote = FreightQuote {
        weight: fields.decimal("TotalWeight"),
        sales_total: fields.decimal("TotalSales"),
        free_freight_threshold: fields.decimal("FreeFreightThreshold"),
        warehouse: response.child("ShipFromWarehouse").map(warehouse),
        address_type: response.child("ShipTo").and_then(|to| to.text_of("AddressType")).map(str::to_owned),
        methods,
        minimum_order_fee,
        cod_fee,
        internal_reference: fields.text("SynnexInternalReference"),
        unreadable,
    };
    quote.unreadable.extend(fields.unreadable());
    Ok(quote)
}

fn warehouse(element: &Element) -> FreightWarehouse {
    let text = |name| element.text_of(name).map(str::to_owned);
    FreightWarehouse { number: text("Number"), city: text("City"), zip: text("ZipCode") }
}

fn method(element: &Element, unreadable: &mut Vec<Unreadable>) -> Result<FreightMethod, String> {
    let mut fields = Fields::new(element);
    let method = FreightMethod {
        code: element.attribute("code").ok_or("a ship method has no code")?.to_owned(),
        description: fields.text("ShipMethodDescription"),
        service_level: fields.quantity("ServiceLevel"),
        freight: fields.decimal("Freight"),
    };
    unreadable.extend(fields.unreadable());
    Ok(method)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::freight::{Destination, FreightItem};
    use crate::xml::parse;

    fn asked(sku: &str) -> FreightRequest {
        FreightRequest {
            destination: Destination::PostalCode("94539".to_owned()),
            warehouse: None,
            ship_method: None,
            service_level: None,
            items: vec![FreightItem { sku: sku.to_owned(), quantity: 1, manufacturer_part: None }],
            customer_name: None,
            requested_at: None,
        }
    }

    fn answer(xml: &str, sku: &str) -> Result<FreightAnswer, String> {
        read(&parse(xml.as_bytes()).unwrap(), &asked(sku), &Credentials::new("reader", "s3cret"))
    }

    #[test]
    fn a_quote_is_read_with_all_its_methods() {
        let xml = include_str!("../../tests/fixtures/freight-quote.xml");
        let FreightAnswer::Quote(quote) = answer(xml, "7700123").unwrap() else { panic!("a quote") };
        let methods: Vec<_> = quote.methods.iter().map(|one| (one.code.as_str(), one.service_level)).collect();
        assert_eq!(methods, [("FG", Some(4)), ("UB", Some(2)), ("WC", None)]);
        assert_eq!(quote.methods[0].freight, Some("14.20".parse().unwrap()));
        assert_eq!(quote.methods[2].freight, None);
        assert_eq!(quote.free_freight_threshold, Some("1500.00".parse().unwrap()));
        assert_eq!(quote.warehouse.as_ref().and_then(|one| one.number.as_deref()), Some("3"));
        assert_eq!((quote.minimum_order_fee, quote.cod_fee), (Some("0".parse().unwrap()), None));
        assert_eq!(quote.unreadable, [Unreadable { element: "CODFee".to_owned(), text: "n/a".to_owned() }]);
    }

    #[test]
    fn a_quote_for_other_products_is_not_taken() {
        let xml = include_str!("../../tests/fixtures/freight-quote.xml");
        assert_eq!(answer(xml, "7700999"), Err("it is about other products".to_owned()));
    }

    #[test]
    fn a_refusal_is_an_answer_without_secrets() {
        let xml = "<SynnexB2B><FreightQuoteResponse version='1.0'><ErrorMessage>Invalid ZIP Code</ErrorMessage>\
                   <ErrorDetail>00000 s3cret</ErrorDetail></FreightQuoteResponse></SynnexB2B>";
        let (reason, message) = (FreightRefusal::PostalCode, "Invalid ZIP Code".to_owned());
        let refused = FreightAnswer::Refused { reason, message, detail: "00000 ****".to_owned() };
        assert_eq!(answer(xml, "1"), Ok(refused));
    }

    #[test]
    fn what_is_no_quote_is_named() {
        for (xml, what) in [
            ("<SynnexB2B><OrderResponse/></SynnexB2B>", "it is not a freight quote"),
            ("<SynnexB2B><FreightQuoteResponse/></SynnexB2B>", "it lists no ship methods"),
            (
                "<SynnexB2B><FreightQuoteResponse><AvailableShipMethods><AvailableShipMethod/></AvailableShipMethods>\
                 </FreightQuoteResponse></SynnexB2B>",
                "a ship method has no code",
            ),
        ] {
            assert_eq!(answer(xml, "1"), Err(what.to_owned()));
        }
    }
}
