//! Freight quotes: the ways of shipping, the two versions, the documented refusals.

use crate::world::{Shop, all, one};

const ADDRESS: &str = "<ShipTo><AddressName1>Example Ltd</AddressName1><AddressLine1>1 Main St</AddressLine1>\
                       <City>Fremont</City><State>CA</State><ZipCode>94539</ZipCode><Country>US</Country></ShipTo>";

async fn ask(shop: &Shop, version: &str, inside: &str) -> String {
    let question = shop.question("FreightQuoteRequest", inside, None);
    let question = question.replace("<FreightQuoteRequest>", &format!("<FreightQuoteRequest version=\"{version}\">"));
    shop.post("/SynnexXML/FreightQuote", question).await
}

fn items(lines: &[(u32, u32)]) -> String {
    let line = |(sku, quantity): &(u32, u32)| format!("<Item><SKU>{sku}</SKU><Quantity>{quantity}</Quantity></Item>");
    format!("<Items>{}</Items>", lines.iter().map(line).collect::<String>())
}

#[tokio::test]
async fn without_method_and_level_every_way_is_quoted_and_more_goods_cost_more() {
    let shop = Shop::open().await;
    let few = ask(&shop, "2.0", &format!("{ADDRESS}{}", items(&[(shop.sku(0), 1)]))).await;
    let many = ask(&shop, "2.0", &format!("{ADDRESS}{}", items(&[(shop.sku(0), 40), (shop.sku(1), 2)]))).await;
    assert_eq!(all(&few, "Freight").len(), 7);
    assert_eq!(one(&few, "AddressType"), "Commercial");
    let cents = |answer: &str| one(answer, "Freight").replace('.', "").parse::<u32>().unwrap();
    assert!(cents(&many) > cents(&few));
    assert_eq!(all(&many, "SKU"), [shop.sku(0).to_string(), shop.sku(1).to_string()]);
    assert_eq!(one(&few, "TotalSales"), shop.price(shop.sku(0)));
}

#[tokio::test]
async fn a_postal_code_is_enough_in_version_one_and_a_level_leaves_the_fast_ways() {
    let shop = Shop::open().await;
    let inside =
        format!("<ShipToZipCode>94539</ShipToZipCode><ServiceLevel>1</ServiceLevel>{}", items(&[(shop.sku(0), 1)]));
    let answer = ask(&shop, "1.0", &inside).await;
    assert!(answer.contains("<FreightQuoteResponse version=\"1.0\">"));
    assert_eq!(all(&answer, "ShipMethodDescription"), ["", "FedEx Standard Overnight", "UPS Next Day Air"]);
}

#[tokio::test]
async fn every_documented_refusal_can_be_had() {
    let shop = Shop::open().await;
    let good = items(&[(shop.sku(0), 1)]);
    let samples = shop.ready().samples.clone();
    let cases = [
        ("InvalidSKU", format!("{ADDRESS}{}", items(&[(samples.unknown, 1)]))),
        ("Not Authorized SKU", format!("{ADDRESS}{}", items(&[(samples.not_authorized.unwrap(), 1)]))),
        ("Invalid ZIP Code", format!("{}{good}", ADDRESS.replace("94539", "9453"))),
        ("Invalid Address (Not Found)", format!("{}{good}", ADDRESS.replace("Fremont", ""))),
        ("Invalid Warehouse Number", format!("<ShipFromWarehouse>31</ShipFromWarehouse>{ADDRESS}{good}")),
        (
            "Invalid Ship Method Code, Service Level or Carrier",
            format!("{ADDRESS}<ShipMethodCode>ZZ</ShipMethodCode>{good}"),
        ),
        ("No Result Found", format!("{ADDRESS}<ServiceLevel>0</ServiceLevel>{good}")),
        ("Client.IncompleteXML", format!("{ADDRESS}<Items></Items>")),
    ];
    for (message, inside) in cases {
        let answer = ask(&shop, "2.0", &inside).await;
        assert_eq!(one(&answer, "ErrorMessage"), message, "{answer}");
        assert!(answer.contains("<FreightQuoteResponse>") && !one(&answer, "ErrorDetail").is_empty());
    }
}

#[tokio::test]
async fn a_wrong_password_and_a_broken_document_are_refused_in_the_same_container() {
    let shop = Shop::open().await;
    let question = shop.question("FreightQuoteRequest", ADDRESS, None).replace("<Password>", "<Password>x");
    assert_eq!(one(&shop.post("/SynnexXML/FreightQuote", question).await, "ErrorMessage"), "Login Failed");
    let broken = shop.post("/SynnexXML/FreightQuote", "<SynnexB2B>").await;
    assert_eq!(one(&broken, "ErrorMessage"), "IncompleteXML01");
}
