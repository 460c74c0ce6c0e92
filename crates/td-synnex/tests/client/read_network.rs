//! Questions: errors by consequence, batches, and no secret in any error.

use crate::support::http::client;
use crate::support::server::{Act, Server};
use std::error::Error as _;
use td_synnex::invoice::InvoiceQuery;
use td_synnex::price::{ItemStatus, PriceQuery};
use td_synnex::{Error, Failure, NetworkError, NotSentCause, Slot};

async fn status_error(act: Act) -> Error {
    let server = Server::start(act).await;
    client(&server.url).status("LS-1001", Slot::Order).await.unwrap_err()
}

fn document(message: &str, detail: &str) -> Vec<u8> {
    format!(
        "<SynnexB2B><OrderStatusResponse><ErrorMessage>{message}</ErrorMessage><ErrorDetail>{detail}</ErrorDetail>\
         </OrderStatusResponse></SynnexB2B>"
    )
    .into_bytes()
}

#[tokio::test]
async fn error_documents_become_errors_by_consequence() {
    let error = status_error(Act::Answer(200, document("Invalid User ID or Password", ""))).await;
    assert!(
        matches!(error, Error::Credentials { slot: Slot::Order, expired: false, .. }) && !error.may_retry(),
        "{error:?}"
    );
    let error = status_error(Act::Answer(200, document("Login failed", "Your password has expired."))).await;
    assert!(matches!(error, Error::Credentials { expired: true, .. }), "{error:?}");
    let error = status_error(Act::Answer(200, document("IP Address Invalid", "203.0.113.58"))).await;
    assert!(matches!(error, Error::IpNotRegistered { .. }) && !error.may_retry(), "{error:?}");
    let error = status_error(Act::Answer(500, document("ServerError", ""))).await;
    assert!(matches!(&error, Error::Retry { code, .. } if code == "ServerError") && error.may_retry(), "{error:?}");
    let error = status_error(Act::Answer(200, document("Unknown account", ""))).await;
    assert!(matches!(error, Error::Permanent { .. }) && !error.may_retry(), "{error:?}");
}

#[tokio::test]
async fn http_errors_without_a_document_are_sorted_by_status() {
    let html = || b"<html>no</html>".to_vec();
    assert!(matches!(status_error(Act::Answer(401, html())).await, Error::Credentials { .. }));
    assert!(matches!(status_error(Act::Answer(404, html())).await, Error::Permanent { .. }));
    for status in [408, 429, 500, 503] {
        assert!(matches!(status_error(Act::Answer(status, html())).await, Error::Retry { .. }), "{status}");
    }
    assert!(matches!(status_error(Act::Redirect(302, "/else".to_owned())).await, Error::Permanent { .. }));
}

#[tokio::test]
async fn an_answer_that_cannot_be_used_says_why() {
    for (body, words) in [
        (b"<html><body>Maintenance</body></html>".to_vec(), "not an order status response"),
        (b"temporarily down".to_vec(), "beside its root"),
        (b"<a><b></a>".to_vec(), "not XML"),
        (Vec::new(), "empty"),
        (b"<!DOCTYPE x><SynnexB2B/>".to_vec(), "document type"),
        (vec![b' '; 9 * 1024 * 1024], "larger than"),
    ] {
        let error = status_error(Act::Answer(200, body)).await;
        let Error::Protocol { what, excerpt } = &error else { panic!("{error:?}") };
        assert!(what.contains(words), "{what}");
        assert!(excerpt.chars().count() <= 401);
    }
}

#[tokio::test]
async fn network_errors_say_how_far_the_call_came() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let refused = client(&base).status("LS-1001", Slot::Read).await.unwrap_err();
    let Error::Network(NetworkError { failure, .. }) = &refused else { panic!("{refused:?}") };
    assert_eq!(*failure, Failure::NotSent(NotSentCause::ConnectionRefused));
    let cut = status_error(Act::CutBeforeAnswer).await;
    assert!(matches!(cut, Error::Network(NetworkError { failure: Failure::Cut, .. })), "{cut:?}");
    assert!(cut.may_retry());
}

#[tokio::test]
async fn no_error_shows_a_log_in() {
    let echo = Act::Compute(|request| request.to_owned());
    let fault = Act::Compute(|request| {
        let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let body = body.replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "").replace("<![CDATA[", "");
        format!("<x><ErrorMessage>Odd</ErrorMessage><ErrorDetail><![CDATA[{body}]]></ErrorDetail></x>")
    });
    for act in [echo, fault, Act::CutBeforeAnswer] {
        let error = status_error(act).await;
        let mut shown = format!("{error:?} {error}");
        let mut cause = error.source();
        while let Some(next) = cause {
            shown.push_str(&format!(" {next} {next:?}"));
            cause = next.source();
        }
        for secret in ["buyer@", "uy&gt;", "b&<uy"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

/// Answers each line of a price request with a price made from its SKU.
fn price_list(request: &str) -> String {
    let skus = request.split("<synnexSKU>").skip(1).filter_map(|rest| rest.split_once("</synnexSKU>"));
    let rows: String = skus
        .enumerate()
        .map(|(index, (sku, _))| {
            let line = index + 1;
            format!(
                "<PriceAvailabilityList><synnexSKU>{sku}</synnexSKU><status>Active</status><price>{sku}.25</price>\
                 <lineNumber>{line}</lineNumber></PriceAvailabilityList>"
            )
        })
        .collect();
    format!("<priceResponse>{rows}</priceResponse>")
}

#[tokio::test]
async fn many_questions_go_out_in_batches_of_forty_without_repeats() {
    let server = Server::start(Act::Compute(price_list)).await;
    // 90 questions, every SKU of the last ten asked for before.
    let queries: Vec<_> = (0..90).map(|n| PriceQuery::sku(format!("{}", 1000 + n % 80))).collect();
    let answers = client(&server.url).price_and_availability(&queries).await.unwrap();
    let sizes: Vec<_> = server.received().iter().map(|request| request.matches("<skuList>").count()).collect();
    assert_eq!(sizes, [40, 40]);
    assert_eq!(answers.len(), 90);
    for (answer, query) in answers.iter().zip(&queries) {
        assert_eq!(&answer.query, query);
        let [item] = answer.items.as_slice() else { panic!("{answer:?}") };
        assert_eq!(item.status, ItemStatus::Active);
        assert_eq!(item.price.unwrap().to_string(), format!("{}.25", item.sku.as_deref().unwrap()));
    }
    assert!(server.received()[0].contains("<userName>reader</userName>"), "prices are asked for with the read log-in");
}

#[tokio::test]
async fn no_question_is_no_call_and_one_failed_batch_fails_all() {
    let server = Server::start(Act::Answer(503, Vec::new())).await;
    let client = client(&server.url);
    assert_eq!(client.price_and_availability(&[]).await.unwrap(), []);
    assert_eq!(server.connections(), 0);
    let failed = client.price_and_availability(&[PriceQuery::sku("1")]).await.unwrap_err();
    assert!(matches!(failed, Error::Retry { .. }));
}

#[tokio::test]
async fn the_status_request_has_the_slots_log_in_and_the_version() {
    let server = Server::start(Act::Answer(200, include_bytes!("../fixtures/status-shipped.xml").to_vec())).await;
    let answer = client(&server.url).status("LS-1001", Slot::Read).await.unwrap();
    assert_eq!(answer.po_number.as_deref(), Some("LS-1001"));
    let request = server.received().remove(0);
    assert!(request.starts_with("POST /SynnexXML/POStatus "), "{request}");
    assert!(request.contains(concat!(
        r#"<SynnexB2B version="2.7"><Credential><UserID>reader</UserID><Password>r3ad-only</Password></Credential>"#,
        "<OrderStatusRequest><CustomerNumber>655123</CustomerNumber><PONumber>LS-1001</PONumber></OrderStatusRequest></SynnexB2B>"
    )));
}

#[tokio::test]
async fn invoices_are_asked_for_by_either_number() {
    let server = Server::start(Act::Answer(200, include_bytes!("../fixtures/invoices.xml").to_vec())).await;
    let client = client(&server.url);
    assert_eq!(client.invoices(&InvoiceQuery::PoNumber("LS-1001".to_owned())).await.unwrap().len(), 2);
    assert_eq!(client.invoices(&InvoiceQuery::OrderNumber("70200311".to_owned())).await.unwrap().len(), 2);
    let requests = server.received();
    assert!(requests[0].starts_with("POST /webservice/invoice/query "), "{}", requests[0]);
    assert!(requests[0].contains("<PONumber>LS-1001</PONumber></InvoiceRequest>"));
    assert!(requests[1].contains("<OrderNumber>70200311</OrderNumber></InvoiceRequest>"));
    let other = client.invoices(&InvoiceQuery::PoNumber("LS-1002".to_owned())).await.unwrap_err();
    assert!(matches!(other, Error::Protocol { .. }), "{other:?}");
}

#[tokio::test]
async fn an_unknown_number_has_no_invoices_and_other_errors_are_errors() {
    for (inside, empty) in [
        ("<ErrorCode>404</ErrorCode><Reason>Invoice not found</Reason>", true),
        ("<ErrorMessage>No invoice for this PO</ErrorMessage>", true),
        ("<CustomerPONumber>LS-9</CustomerPONumber>", true),
        ("<ErrorCode>17</ErrorCode><Reason>Customer number not found</Reason>", false),
    ] {
        let body = format!("<SynnexB2B><InvoiceResponse>{inside}</InvoiceResponse></SynnexB2B>");
        let server = Server::start(Act::Answer(200, body.into_bytes())).await;
        let found = client(&server.url).invoices(&InvoiceQuery::PoNumber("LS-9".to_owned())).await;
        assert_eq!(found.as_ref().is_ok_and(Vec::is_empty), empty, "{inside}: {found:?}");
    }
}

#[tokio::test]
async fn what_the_vendor_would_not_take_is_not_asked_and_named_and_the_rest_is_asked() {
    let server = Server::start(Act::Compute(price_list)).await;
    let queries = [
        PriceQuery::sku("AB-1"),
        PriceQuery::sku("1000"),
        PriceQuery::sku("1234567890"),
        PriceQuery::manufacturer_part("bell\u{7}"),
        PriceQuery::manufacturer_part("X".repeat(31)),
        PriceQuery {
            special_deal: Some("D".repeat(26)),
            warehouses: vec!["DFR".to_owned()],
            ..PriceQuery::sku("1001")
        },
    ];
    let answers = client(&server.url).price_and_availability(&queries).await.unwrap();
    let fields: Vec<Vec<_>> =
        answers.iter().map(|answer| answer.problems.iter().map(|one| one.field.as_str()).collect()).collect();
    let bid = vec!["skuList/specialDealNumber", "skuList/requestWarehouse"];
    let (sku, part) = (vec!["skuList/synnexSKU"], vec!["skuList/mfgPN"]);
    assert_eq!(fields, [sku.clone(), vec![], sku, part.clone(), part, bid]);
    assert_eq!(answers.iter().map(|answer| answer.items.len()).collect::<Vec<_>>(), [0, 1, 0, 0, 0, 0]);
    let [request] = server.received().try_into().unwrap();
    assert_eq!(request.matches("<skuList>").count(), 1, "{request}");
}

#[tokio::test]
async fn numbers_that_no_order_can_have_are_not_asked_for() {
    let server = Server::start(Act::Answer(200, Vec::new())).await;
    let client = client(&server.url);
    let invalid = |error: Error| match error {
        Error::Invalid { problems } => problems.into_iter().map(|one| one.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    for number in ["", "  ", "PO-123456789012345678", "PO\t1", "PO-漢"] {
        assert_eq!(invalid(client.status(number, Slot::Read).await.unwrap_err()), ["PONumber"], "{number}");
        let query = InvoiceQuery::PoNumber(number.to_owned());
        assert_eq!(invalid(client.invoices(&query).await.unwrap_err()), ["PONumber"], "{number}");
    }
    for number in ["", "SO-1", "12345678901"] {
        let query = InvoiceQuery::OrderNumber(number.to_owned());
        assert_eq!(invalid(client.invoices(&query).await.unwrap_err()), ["OrderNumber"], "{number}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn another_version_of_the_status_can_be_asked_for() {
    let server = Server::start(Act::Answer(200, include_bytes!("../fixtures/status-shipped.xml").to_vec())).await;
    client(&server.url).with_status_version("3.0").status("LS-1001", Slot::Read).await.unwrap();
    assert!(server.received()[0].contains(r#"<SynnexB2B version="3.0"><Credential>"#));
}

#[tokio::test]
async fn every_row_of_the_error_table_has_its_consequence_for_a_question() {
    for (name, wanted) in [
        ("IP Address Invalid", "ip"),
        ("ValidateIP", "ip"),
        ("Client.IncompleteXML", "permanent"),
        ("IncompleteXML01", "permanent"),
        ("DatabaseIssue", "retry"),
        ("Server.DatabaseIssue", "retry"),
        ("Internal API Fault", "retry"),
        ("Server.APIFault", "retry"),
        ("PO_TIMEOUT", "retry"),
        ("Server.Timeout", "retry"),
        ("ServerError", "retry"),
        ("The user ID or password is wrong", "credentials"),
    ] {
        let found = match status_error(Act::Answer(200, document(name, "why"))).await {
            Error::IpNotRegistered { .. } => "ip",
            Error::Permanent { .. } => "permanent",
            Error::Retry { .. } => "retry",
            Error::Credentials { .. } => "credentials",
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(found, wanted, "{name}");
    }
}
