//! The Partner API's look-ups against the emulator's facade, against answers that cannot be used, and against the samples.

use crate::samples::{folder, sample};
use crate::support::http::{reading, submitting};
use crate::support::order::{line, order};
use crate::support::server::{Act, Server};
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::td_synnex::{self as emulated, LineQuantity, Lines, Options, TdSynnex};
use std::time::Duration;
use td_synnex::order::SubmitOutcome;
use td_synnex::partner::{InvoiceNumberKind, OrderNumberKind, PartnerClient, PartnerHosts};
use td_synnex::price::{ItemStatus, PriceQuery};
use td_synnex::{Account, Client, Country, CredentialSlots, Credentials, Error, Hosts};
use url::Url;

const TOKEN: &str = r#"{"access_token":"t0ken-canary","token_type":"Bearer","expires_in":7200}"#;

async fn shop() -> TdSynnex {
    let clock = VirtualClock::frozen("2026-11-02T18:00:00Z".parse().unwrap());
    let mut options = Options { clock, rows: 300, ..Options::default() };
    options.settings.timing.automatic = false;
    emulated::start(options).await.unwrap()
}

fn partner_with(shop: &TdSynnex, secret: &str) -> PartnerClient {
    let credentials = Credentials::new(shop.ready().partner_client_id.as_str(), secret);
    PartnerClient::new(reading(), PartnerHosts::all_at(Url::parse(shop.url()).unwrap()), credentials)
        .with_timeout(Duration::from_secs(20))
}

fn partner(shop: &TdSynnex) -> PartnerClient {
    partner_with(shop, &shop.ready().partner_client_secret)
}

/// A client of the XML services for the same account.
fn xml(shop: &TdSynnex) -> Client {
    let ready = shop.ready();
    let account = Account { number: ready.account.clone(), country: Country::Us };
    let slots = CredentialSlots::same(Credentials::new(ready.user_id.as_str(), ready.password.as_str()));
    let hosts = Hosts::all_at(Url::parse(shop.url()).unwrap());
    Client::new(reading(), submitting().build().unwrap(), hosts, account, slots)
}

async fn place(shop: &TdSynnex, po_number: &str, quantity: u32) {
    let sku = shop.ready().skus[0];
    let mut order = order(po_number);
    order.account.number = shop.ready().account.clone();
    order.lines = vec![line(1, &sku.to_string(), &shop.product(sku).unwrap().price.to_string(), quantity)];
    let outcome = xml(shop).submit(&order.prepare().unwrap()).await.outcome;
    assert!(matches!(outcome, SubmitOutcome::Accepted { .. }), "{outcome:?}");
}

fn tokens_asked_for(shop: &TdSynnex) -> usize {
    shop.journal().count(|entry| entry.path == "/oauth2/v1/token")
}

#[tokio::test]
async fn both_transports_tell_the_same_prices() {
    let shop = shop().await;
    let samples = shop.ready().samples.clone();
    let queries = [
        PriceQuery::sku(shop.ready().skus[0].to_string()),
        PriceQuery::sku(samples.unknown.to_string()),
        PriceQuery::sku(samples.discontinued.unwrap().to_string()),
        PriceQuery::manufacturer_part(samples.ambiguous_part_number.unwrap()),
        PriceQuery::manufacturer_part("NO-SUCH-PART"),
        PriceQuery::sku("not a number"),
    ];
    let (json, xml) = (partner(&shop), xml(&shop));
    let told = json.price_and_availability(&queries).await.unwrap();
    let expected = xml.price_and_availability(&queries).await.unwrap();
    for (told, expected) in told.iter().zip(&expected) {
        let key = |answer: &td_synnex::price::PriceAnswer| -> Vec<_> {
            let items = answer.items.iter();
            items.map(|one| (one.sku.clone(), one.status.clone(), one.price, one.total_quantity, one.msrp)).collect()
        };
        assert_eq!(key(told), key(expected), "{:?}", told.query);
        assert_eq!(told.problems, expected.problems);
        assert!(told.items.iter().all(|item| item.unreadable.is_empty()), "{told:?}");
    }
    assert_eq!(told[1].items[0].status, ItemStatus::NotFound);
    assert_eq!((told[3].items.len() > 1, told[5].items.len()), (true, 0));
    let many: Vec<_> = (0..150).map(|number| PriceQuery::sku((9_000_000 + number).to_string())).collect();
    assert_eq!(json.price_and_availability(&many).await.unwrap().len(), 150);
    assert_eq!(shop.journal().count(|entry| entry.path.ends_with("GetPriceAvailability")), 3, "a hundred a call");
    assert_eq!(tokens_asked_for(&shop), 1, "one token for all");
}

#[tokio::test]
async fn an_order_is_followed_to_its_invoices() {
    let shop = shop().await;
    let partner = partner(&shop);
    assert_eq!(partner.orders("LS-1", OrderNumberKind::PurchaseOrder).await.unwrap(), []);
    assert_eq!(partner.shipments("LS-1").await.unwrap(), None);
    place(&shop, "LS-1", 3).await;
    let [order] = partner.orders("LS-1", OrderNumberKind::PurchaseOrder).await.unwrap().try_into().unwrap();
    let number = order.sales_order_number.clone().unwrap();
    assert_eq!(partner.orders(&number, OrderNumberKind::SalesOrder).await.unwrap(), std::slice::from_ref(&order));
    assert_eq!((order.status.as_deref(), order.lines[0].quantity), (Some("Open"), Some(3)));
    assert_eq!(order.total, order.lines[0].unit_price.map(|price| price * rust_decimal::Decimal::from(3)));
    assert_eq!(partner.invoices("LS-1", InvoiceNumberKind::PurchaseOrder).await.unwrap(), []);
    for quantity in [Some(1), None] {
        shop.ship("LS-1", &Lines { lines: vec![LineQuantity { line: 1, quantity }] }).unwrap();
        shop.invoice("LS-1").unwrap();
    }
    let shipments = partner.shipments("LS-1").await.unwrap().unwrap();
    let quantities: Vec<_> = shipments.lines[0].parts.iter().map(|part| part.quantity).collect();
    assert_eq!((shipments.lines[0].quantity, quantities), (Some(3), vec![Some(1), Some(2)]));
    assert!(shipments.lines[0].parts.iter().all(|part| part.shipped.is_some() && !part.tracking.is_empty()));
    let invoices = partner.invoices("LS-1", InvoiceNumberKind::PurchaseOrder).await.unwrap();
    assert_eq!(invoices.iter().filter_map(|one| one.lines[0].quantity).sum::<i64>(), 3);
    let first = invoices[0].number.clone().unwrap();
    assert_eq!(partner.invoices(&first, InvoiceNumberKind::Invoice).await.unwrap(), invoices[..1]);
    assert!(invoices.iter().all(|one| one.unreadable.is_empty() && one.total.is_some() && one.date.is_some()));
    assert!(order.unreadable.is_empty() && shipments.unreadable.is_empty());
    shop.set(|settings| settings.partner_unknown_is_404 = false);
    assert_eq!(partner.orders("LS-9", OrderNumberKind::PurchaseOrder).await.unwrap(), []);
}

#[tokio::test]
async fn a_token_that_ran_out_is_renewed_and_a_dead_secret_is_not_tried_again() {
    let shop = shop().await;
    let partner = partner(&shop);
    place(&shop, "LS-1", 1).await;
    let ask = async || partner.orders("LS-1", OrderNumberKind::PurchaseOrder).await.unwrap().len();
    assert_eq!((ask().await, ask().await, tokens_asked_for(&shop)), (1, 1, 1));
    shop.clock().advance(Duration::from_secs(7_200));
    assert_eq!((ask().await, tokens_asked_for(&shop)), (1, 2));
    let wrong = partner_with(&shop, "s3cret-canary");
    let error = wrong.shipments("LS-1").await.unwrap_err();
    assert!(matches!(error, Error::Credentials { expired: false, .. }) && !error.may_retry(), "{error:?}");
    assert!(!format!("{error:?} {wrong:?}").contains("canary"));
    assert_eq!(tokens_asked_for(&shop), 3);
}

#[tokio::test]
async fn limits_and_entitlement_are_told_apart() {
    let shop = shop().await;
    shop.set(|settings| settings.partner_calls_per_minute = Some(1));
    let partner = partner(&shop);
    assert_eq!(partner.shipments("LS-1").await.unwrap(), None);
    let error = partner.shipments("LS-1").await.unwrap_err();
    assert!(
        matches!(error, Error::TooMany { wait: Some(wait) } if wait.as_secs() == 60) && error.may_retry(),
        "{error:?}"
    );
    shop.set(|settings| (settings.partner_calls_per_minute, settings.partner_price) = (None, false));
    let error = partner.price_and_availability(&[PriceQuery::sku("1")]).await.unwrap_err();
    assert!(matches!(&error, Error::Permanent { code, .. } if code == "HTTP 403"), "{error:?}");
}

#[tokio::test]
async fn nothing_but_look_ups_ever_leaves_and_nothing_is_ordered() {
    let shop = shop().await;
    let partner = partner(&shop);
    let _ = partner.price_and_availability(&[PriceQuery::sku("1")]).await;
    for odd in ["LS-1", "../../SynnexXML/PO", "PO?x=1#y", "a/b"] {
        let _ = partner.orders(odd, OrderNumberKind::PurchaseOrder).await;
        let _ = partner.shipments(odd).await;
        let _ = partner.invoices(odd, InvoiceNumberKind::Invoice).await;
    }
    for dots in [".", ".."] {
        assert!(matches!(partner.shipments(dots).await, Err(Error::Invalid { .. })));
    }
    let reads = ["/oauth2/v1/token", "/api/v1/webservice/json/GetPriceAvailability"];
    for entry in shop.journal().entries() {
        let is_read = entry.path.starts_with("/api/v1/orders/") || entry.path.starts_with("/api/v1/invoices/");
        assert!(
            entry.method == "GET" && is_read || reads.contains(&entry.path.as_str()),
            "{} {}",
            entry.method,
            entry.path
        );
    }
    assert_eq!(shop.orders().requests_seen, 0);
}

/// Answers every token request, and every other one with this body.
async fn said(answer: &'static str) -> (Server, PartnerClient) {
    // A function pointer cannot carry the answer, so the server echoes what the address asks for.
    let server = Server::start(Act::Compute(match answer {
        "html" => |request| {
            if request.starts_with("POST /oauth2") { TOKEN.to_owned() } else { "<html>t0ken-canary".to_owned() }
        },
        "deep" => |request| if request.starts_with("POST /oauth2") { TOKEN.to_owned() } else { "[".repeat(9_000) },
        "runtime" => |request| {
            if request.starts_with("POST /oauth2") {
                TOKEN.to_owned()
            } else {
                r#"{"errorMessage":"Server.RuntimeError"}"#.to_owned()
            }
        },
        "entry" => |request| {
            if request.starts_with("POST /oauth2") {
                TOKEN.to_owned()
            } else {
                r#"[{"errorMessage":"No access to this order"}]"#.to_owned()
            }
        },
        _ => |_| "{\"token\":\"t0ken-canary\"}".to_owned(),
    }))
    .await;
    let hosts = PartnerHosts::all_at(Url::parse(&server.url).unwrap());
    let partner = PartnerClient::new(reading(), hosts, Credentials::new("app", "s3cret-canary"));
    (server, partner)
}

#[tokio::test]
async fn answers_that_cannot_be_used_are_errors_without_secrets() {
    for (answer, wanted) in [
        ("html", "protocol"),
        ("deep", "protocol"),
        ("runtime", "retry"),
        ("entry", "permanent"),
        ("no token", "protocol"),
    ] {
        let (_server, partner) = said(answer).await;
        let error = partner.orders("LS-1", OrderNumberKind::SalesOrder).await.unwrap_err();
        let found = match &error {
            Error::Protocol { .. } => "protocol",
            Error::Retry { .. } => "retry",
            Error::Permanent { .. } => "permanent",
            other => panic!("{answer}: {other:?}"),
        };
        assert_eq!(found, wanted, "{answer}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_distributor_that_is_away_is_a_network_error() {
    let shop = shop().await;
    let partner = partner(&shop);
    shop.stop().await;
    assert!(matches!(partner.shipments("LS-1").await, Err(Error::Network(_))));
}

#[tokio::test]
async fn the_samples_of_the_price_call_and_the_shipments_are_read() {
    let Some(folder) = folder() else { return };
    let body = String::from_utf8(sample(&folder, "rest-getpriceavailability-response-constructed.json")).unwrap();
    let price: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(price["PriceAvailabilityList"][0]["price"], "228.48");
    let server = Server::start(Act::Answer(200, merged_with_token(&body))).await;
    let hosts = PartnerHosts::all_at(Url::parse(&server.url).unwrap());
    let partner = PartnerClient::new(reading(), hosts.clone(), Credentials::new("app", "secret"));
    let queries = [PriceQuery::sku("439866"), PriceQuery::manufacturer_part("NOPE-1")];
    let answers = partner.price_and_availability(&queries).await.unwrap();
    let item = &answers[0].items[0];
    assert_eq!((item.price, item.total_quantity), (Some("228.48".parse().unwrap()), Some(240)));
    assert_eq!((item.warehouses[0].number.as_str(), item.warehouses[0].on_order), ("503", Some(84)));
    assert_eq!((item.parcel_shippable, item.unreadable.len()), (Some(true), 0));
    assert_eq!((&answers[1].items[0].sku, &answers[1].items[0].status), (&None, &ItemStatus::NotFound));
    let sent = server.received().pop().unwrap();
    let sent: serde_json::Value = serde_json::from_str(sent.split_once("\r\n\r\n").unwrap().1).unwrap();
    let mut wanted: serde_json::Value =
        serde_json::from_slice(&sample(&folder, "rest-getpriceavailability-request.json")).unwrap();
    wanted["skuList"][1]["mfgPN"] = "NOPE-1".into();
    assert_eq!(sent, wanted, "the request is that of the sample, but for the part number");

    let body = String::from_utf8(sample(&folder, "rest-shipment-details-constructed.json")).unwrap();
    let server = Server::start(Act::Answer(200, merged_with_token(&body))).await;
    let hosts = PartnerHosts::all_at(Url::parse(&server.url).unwrap());
    let partner = PartnerClient::new(reading(), hosts, Credentials::new("app", "secret"));
    let shipments = partner.shipments("16351210").await.unwrap().unwrap();
    let part = &shipments.lines[0].parts[0];
    assert_eq!((shipments.po_number.as_deref(), part.quantity), (Some("PO-1001"), Some(2)));
    assert_eq!(
        (part.tracking[0].number.as_str(), part.shipped),
        ("541877002320", Some(jiff::civil::date(2026, 4, 11)))
    );
    assert!(shipments.unreadable.is_empty());
}

/// The sample with a token in it, so that one answer serves both calls.
fn merged_with_token(body: &str) -> Vec<u8> {
    body.replacen('{', r#"{"access_token": "t", "expires_in": 7200, "#, 1).into_bytes()
}
