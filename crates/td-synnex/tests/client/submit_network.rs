//! What a submission says when the network or the server fails: "not sent" only where it is certain, and never twice.

use crate::support::http::{PASSWORD, USER, client, client_with, log_in, reading, submitting};
use crate::support::order::{account, order};
use crate::support::server::{Act, Server};
use std::time::Duration;
use td_synnex::order::{PreparedOrder, SubmitOutcome, SubmitReport, UnknownCause};
use td_synnex::{Account, Client, Credentials, Hosts, NotSentCause};
use url::Url;

fn prepared() -> PreparedOrder {
    order("LS-1001").prepare().unwrap()
}

fn accepted() -> Vec<u8> {
    include_bytes!("../fixtures/order-accepted.xml").to_vec()
}

async fn submit_to(base: &str) -> SubmitReport {
    client(base).submit(&prepared()).await
}

fn not_sent(report: &SubmitReport) -> NotSentCause {
    match &report.outcome {
        SubmitOutcome::NotSent { cause, .. } => *cause,
        other => panic!("{other:?}"),
    }
}

fn unknown(report: &SubmitReport) -> UnknownCause {
    match &report.outcome {
        SubmitOutcome::Unknown { cause, .. } => *cause,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_accepted_order_is_one_request_on_one_connection() {
    let server = Server::start(Act::Answer(200, accepted())).await;
    let report = submit_to(&server.url).await;
    assert!(matches!(report.outcome, SubmitOutcome::Accepted { .. }), "{report:?}");
    assert_eq!(server.connections(), 1);
    let [request] = server.received().try_into().unwrap();
    assert!(request.starts_with("POST /SynnexXML/PO HTTP/1.1\r\n"), "{request}");
    let head = request.to_ascii_lowercase();
    assert!(head.contains("\r\nconnection: close\r\n") && head.contains("\r\ncontent-length: "), "{request}");
    assert!(!head.contains("transfer-encoding"), "{request}");
}

#[tokio::test]
async fn the_log_in_is_put_into_the_stored_text_and_nothing_else_changes() {
    let server = Server::start(Act::Answer(200, accepted())).await;
    let _ = submit_to(&server.url).await;
    let request = server.received().remove(0);
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let block = "<Credential><UserID>buyer@reseller.example</UserID>\
                 <Password>b&amp;&lt;uy&gt;&apos;&quot;er</Password></Credential>";
    assert!(body.contains(&format!("<SynnexB2B>{block}<OrderRequest>")), "{body}");
    assert_eq!(body.replace(block, ""), prepared().body_without_credentials());
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let report = submit_to(&base).await;
    assert_eq!(not_sent(&report), NotSentCause::ConnectionRefused);
    assert_eq!(report.raw_answer, None);
}

#[tokio::test]
async fn a_name_that_is_not_found_is_not_sent() {
    struct NoNames;
    impl reqwest::dns::Resolve for NoNames {
        fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
            Box::pin(async { Err("no such host".into()) })
        }
    }
    let http = submitting().dns_resolver(NoNames).build().unwrap();
    let report = client_with("http://ec.distributor.example", http).submit(&prepared()).await;
    assert_eq!(not_sent(&report), NotSentCause::NameNotFound);
}

#[tokio::test]
async fn a_failed_tls_handshake_is_not_sent_and_shows_no_order() {
    for act in [Act::Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()), Act::Raw(Vec::new())] {
        let server = Server::start(act).await;
        let report = submit_to(&server.as_https()).await;
        assert_eq!(not_sent(&report), NotSentCause::TlsFailed, "{report:?}");
        assert_eq!(server.connections(), 1);
        assert!(!server.received().concat().contains("OrderRequest"));
    }
}

#[tokio::test]
async fn everything_after_the_connection_is_unknown_and_tried_once() {
    let large = vec![b' '; 9 * 1024 * 1024];
    for (act, cause) in [
        (Act::Close, UnknownCause::Cut),
        (Act::CutBeforeAnswer, UnknownCause::Cut),
        (Act::CutInAnswer(accepted()), UnknownCause::Cut),
        (Act::Raw(b"garbage instead of HTTP\r\n\r\n".to_vec()), UnknownCause::Cut),
        (Act::Answer(500, accepted()), UnknownCause::HttpStatus(500)),
        (Act::Answer(502, b"<html>Bad gateway</html>".to_vec()), UnknownCause::HttpStatus(502)),
        (Act::Answer(503, Vec::new()), UnknownCause::HttpStatus(503)),
        (Act::Answer(403, b"<html>Forbidden</html>".to_vec()), UnknownCause::HttpStatus(403)),
        (Act::Answer(429, Vec::new()), UnknownCause::HttpStatus(429)),
        (Act::Answer(200, Vec::new()), UnknownCause::Unreadable),
        (Act::Answer(200, accepted()[..300].to_vec()), UnknownCause::Unreadable),
        (Act::Answer(200, large), UnknownCause::Unreadable),
        (Act::Redirect(307, "/elsewhere".to_owned()), UnknownCause::HttpStatus(307)),
    ] {
        let server = Server::start(act).await;
        let report = submit_to(&server.url).await;
        assert_eq!(unknown(&report), cause, "{report:?}");
        assert_eq!(server.connections(), 1, "{cause:?}");
    }
}

#[tokio::test]
async fn no_answer_in_time_is_unknown() {
    let server = Server::start(Act::Hang).await;
    let patient = Duration::from_secs(20);
    let report = client(&server.url).with_timeouts(patient, Duration::from_millis(150)).submit(&prepared()).await;
    assert_eq!(unknown(&report), UnknownCause::TimedOut);
    assert!(report.elapsed_ms >= 150, "{}", report.elapsed_ms);
    assert_eq!((server.connections(), server.received().len()), (1, 1));
}

#[tokio::test]
async fn a_careless_client_neither_follows_a_redirect_with_the_order_nor_calls_it_not_sent() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = format!("http://{}/", nowhere.local_addr().unwrap());
    drop(nowhere);
    let elsewhere = Server::start(Act::Answer(200, accepted())).await;
    for (status, to, cause) in [
        (307, &elsewhere.url, UnknownCause::HttpStatus(307)),
        (308, &dead, UnknownCause::HttpStatus(308)),
        // These turn the request into one without a body; the order has left on the first connection.
        (302, &dead, UnknownCause::Cut),
    ] {
        let server = Server::start(Act::Redirect(status, to.clone())).await;
        let careless = reqwest::Client::builder().no_proxy().build().unwrap();
        let report = client_with(&server.url, careless).submit(&prepared()).await;
        assert_eq!(unknown(&report), cause, "{status}: {report:?}");
        assert_eq!(server.connections(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_documented_refusal_is_believed_under_an_error_status_too() {
    let refused = b"<SynnexB2B><OrderResponse><ErrorMessage>IP Address Invalid</ErrorMessage>\
        <ErrorDetail>IP address:203.0.113.58 not defined.</ErrorDetail></OrderResponse></SynnexB2B>";
    for status in [200, 403] {
        let server = Server::start(Act::Answer(status, refused.to_vec())).await;
        let report = submit_to(&server.url).await;
        assert!(matches!(report.outcome, SubmitOutcome::Refused { .. }), "{status}: {report:?}");
    }
    let server = Server::start(Act::Answer(500, refused.to_vec())).await;
    assert_eq!(unknown(&submit_to(&server.url).await), UnknownCause::HttpStatus(500));
}

#[tokio::test]
async fn another_accounts_order_is_not_sent() {
    let server = Server::start(Act::Answer(200, accepted())).await;
    let hosts = Hosts::all_at(Url::parse(&server.url).unwrap());
    let other = Account { number: "700000".to_owned(), ..account() };
    let http = submitting().build().unwrap();
    let report = Client::new(reading(), http, hosts, other, log_in()).submit(&prepared()).await;
    assert_eq!((not_sent(&report), server.connections()), (NotSentCause::OtherAccount, 0));
}

#[tokio::test]
async fn a_password_that_xml_cannot_carry_is_not_sent() {
    let server = Server::start(Act::Answer(200, accepted())).await;
    let hosts = Hosts::all_at(Url::parse(&server.url).unwrap());
    let mut slots = log_in();
    slots.order = Credentials::new(USER, "bell\u{7}");
    let http = submitting().build().unwrap();
    let report = Client::new(reading(), http, hosts, account(), slots).submit(&prepared()).await;
    assert_eq!((not_sent(&report), server.connections()), (NotSentCause::CannotBuild, 0));
}

#[tokio::test]
async fn what_is_kept_of_the_answer_holds_no_log_in() {
    for status in [200, 500] {
        let server = Server::start(match status {
            200 => Act::Compute(|request| format!("<html>you sent: {request} and {PASSWORD}</html>")),
            _ => Act::Answer(500, format!("<html>{USER} {PASSWORD}</html>").into_bytes()),
        })
        .await;
        let report = submit_to(&server.url).await;
        let shown = format!("{report:?}");
        assert!(report.raw_answer.as_deref().unwrap().starts_with("<html>"), "{shown}");
        for secret in [USER, PASSWORD, "b&amp;&lt;uy&gt;&apos;&quot;er"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_report_can_be_stored_and_read_back() {
    let server = Server::start(Act::Answer(200, accepted())).await;
    let report = submit_to(&server.url).await;
    let stored = serde_json::to_string(&report).unwrap();
    assert!(stored.contains(r#""class":"accepted""#), "{stored}");
    assert_eq!(serde_json::from_str::<SubmitReport>(&stored).unwrap(), report);
}

#[tokio::test]
async fn every_row_of_the_error_table_has_its_class_for_an_order() {
    for (name, wanted) in [
        ("IP Address Invalid", "refused"),
        ("ValidateIP", "refused"),
        ("Client.IncompleteXML", "refused"),
        ("IncompleteXML01", "refused"),
        ("DatabaseIssue", "unknown"),
        ("Server.DatabaseIssue", "unknown"),
        ("Internal API Fault", "unknown"),
        ("Server.APIFault", "unknown"),
        ("PO_TIMEOUT", "unknown"),
        ("Server.Timeout", "unknown"),
        ("ServerError", "unknown"),
        ("The user ID or password is wrong", "unknown"),
    ] {
        let document = format!(
            "<SynnexB2B><OrderResponse><ErrorMessage>{name}</ErrorMessage><ErrorDetail>why</ErrorDetail></OrderResponse></SynnexB2B>"
        );
        let server = Server::start(Act::Answer(200, document.into_bytes())).await;
        let class = match submit_to(&server.url).await.outcome {
            SubmitOutcome::Refused { .. } => "refused",
            SubmitOutcome::Unknown { .. } => "unknown",
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!((class, server.connections()), (wanted, 1), "{name}");
    }
}
