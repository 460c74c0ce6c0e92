//! The price and availability request, version 2.8.

use super::{ItemKey, PriceQuery};
use crate::account::{Account, Credentials};
use crate::xml::{XmlText, carries};
use secrecy::{ExposeSecret, SecretString};

/// The document for one batch; line numbers count from 1. `None` if XML cannot carry the log-in.
///
/// `skuList` repeats once per line; it is not a list around lines.
pub(super) fn document(account: &Account, credentials: &Credentials, batch: &[&PriceQuery]) -> Option<SecretString> {
    let (user, password) = (credentials.user_id.expose_secret(), credentials.password.expose_secret());
    if !carries(user) || !carries(password) {
        return None;
    }
    let mut xml = XmlText::declared();
    xml.open_with("priceRequest", "version", "2.8");
    xml.text("customerNo", &account.number).text("userName", user).text("password", password);
    for (index, query) in batch.iter().enumerate() {
        xml.open("skuList");
        match &query.item {
            ItemKey::Sku(sku) => xml.text("synnexSKU", sku.trim()),
            ItemKey::ManufacturerPart(part) => xml.text("mfgPN", part),
        };
        xml.text("lineNumber", &(index + 1).to_string());
        xml.optional("priceType", query.price_type.as_deref());
        xml.optional("specialDealNumber", query.special_deal.as_deref());
        if !query.warehouses.is_empty() {
            xml.text("requestWarehouse", &query.warehouses.join(","));
        }
        xml.close("skuList");
    }
    xml.close("priceRequest");
    Some(xml.finish().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Country;

    fn account() -> Account {
        Account { number: "655123".to_owned(), country: Country::Us }
    }

    #[test]
    fn one_sku_list_per_line_with_the_log_in_escaped() {
        let bid = PriceQuery {
            special_deal: Some("BID-7".to_owned()),
            price_type: Some("EDUCATION".to_owned()),
            warehouses: vec!["3".to_owned(), "12".to_owned()],
            ..PriceQuery::manufacturer_part("AB<1>&2")
        };
        let plain = PriceQuery::sku("4398661");
        let body = document(&account(), &Credentials::new("reader", "a&b<c>"), &[&plain, &bid]).unwrap();
        assert_eq!(
            body.expose_secret(),
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?><priceRequest version="2.8">"#,
                "<customerNo>655123</customerNo><userName>reader</userName><password>a&amp;b&lt;c&gt;</password>",
                "<skuList><synnexSKU>4398661</synnexSKU><lineNumber>1</lineNumber></skuList>",
                "<skuList><mfgPN>AB&lt;1&gt;&amp;2</mfgPN><lineNumber>2</lineNumber><priceType>EDUCATION</priceType>",
                "<specialDealNumber>BID-7</specialDealNumber><requestWarehouse>3,12</requestWarehouse></skuList>",
                "</priceRequest>"
            )
        );
    }

    #[test]
    fn a_log_in_that_xml_cannot_carry_builds_nothing() {
        assert!(document(&account(), &Credentials::new("reader", "bell\u{7}"), &[]).is_none());
    }
}
