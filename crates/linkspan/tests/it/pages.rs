//! The pages of an empty installation, what surrounds every answer, and input that makes no sense.

use crate::browser::Server;
use rstest::rstest;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_and_every_answer_is_guarded() {
    let server = Server::start().await;
    let mut browser = server.owner().await;
    for path in [
        "/",
        "/orders",
        "/orders?group=waiting&q=%25&from=2026-99-99&page=-1",
        "/settings",
        "/connectors",
        "/connectors/autotask",
        "/connectors/td-synnex/templates",
        "/connectors/autotask/activity/records",
        "/connectors/autotask/connect",
        "/connectors/td-synnex/connect",
        "/activity",
        "/activity/records?status=held&kind=product_sync&q=x&page=7",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(page.headers.contains_key("x-request-id"));
        assert!(page.body.len() < 100_000, "{path} has {} bytes", page.body.len());
    }
    let css = page_asset(&browser.get("/").await.body);
    let asset = browser.get(&css).await;
    assert!(asset.status == 200 && asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_to_register_stand_beside_the_form_once_the_operator_has_told_them() {
    let silent = Server::start().await;
    let page = silent.owner().await.get("/connectors/td-synnex/connect").await;
    assert!(!page.body.contains("203.0.113.7"));
    let told = [("LINKSPAN__VENDORS__TD_SYNNEX__SENDER_ADDRESSES", "203.0.113.7, 2001:db8::7".to_owned())];
    let server = Server::start_with(&told).await;
    let page = server.owner().await.get("/connectors/td-synnex/connect").await;
    assert!(page.body.contains("<code>203.0.113.7</code>") && page.body.contains("2001:db8::7"), "{}", page.body);
}

fn page_asset(body: &str) -> String {
    let at = body.find("/assets/portal.css").unwrap();
    body[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_learn_whether_it_serves() {
    let server = Server::start().await;
    let mut browser = server.browser();
    assert_eq!(browser.get("/healthz").await.body, "ok\n");
    let ready = browser.get("/readyz").await;
    assert!(ready.status == 200 && ready.body.contains("\"workers\":true"), "{}", ready.body);
    drop(browser.get("/no/such/page").await);
    let metrics = browser.get("/metrics").await.body;
    assert!(metrics.contains("linkspan_http_requests_total{route=\"/readyz\""), "{metrics}");
    assert!(!metrics.contains("/no/such/page"), "what strangers type is no label");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_has_a_reference_and_no_cause() {
    let server = Server::start().await;
    let mut browser = server.browser();
    let page = browser.get("/nothing").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains(page.headers["x-request-id"].to_str().unwrap()), "{}", page.body);
    let german = browser.send("GET", "/nothing", String::new(), &[("accept-language", "de")]).await;
    assert!(german.body.contains("Unter dieser Adresse gibt es nichts."), "{}", german.body);
    let json = browser.send("GET", "/nothing", String::new(), &[("accept", "application/json")]).await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(json["error"]["code"], "not_found");
    assert_eq!(browser.send("DELETE", "/orders", String::new(), &[]).await.status, 405);
    let long = browser.send("POST", "/sign-in", "x".repeat(300_000), &[]).await;
    assert_eq!(long.status, 413);
}

const ORDER: &str = "0190b4d2-0000-7000-8000-000000000001";

#[rstest]
#[case("/orders/{id}/release", &[("digest", "x")])]
#[case("/orders/{id}/approve", &[("digest", ""), ("reason", "why not")])]
#[case("/orders/{id}/check", &[])]
#[case("/orders/{id}/adopt", &[("number", "\u{0}'; DROP TABLE orders"), ("reason", "x")])]
#[case("/orders/{id}/resend", &[("reason", "")])]
#[case("/orders/{id}/no-such-thing", &[])]
#[case("/orders/not-an-id/release", &[])]
#[case("/bridges/not-an-id/take/1", &[])]
#[case("/bridges/{id}/take/1", &[])]
#[case("/connectors/autotask/connect", &[("zone", "http://evil.example/"), ("user_name", "a b"), ("secret", "\u{0}")])]
#[case("/connectors/td-synnex/connect", &[("country", "xx"), ("account", "twelve")])]
#[case("/connectors/td-synnex/reconnect", &[])]
#[case("/connectors/nobody/connect", &[])]
#[case("/connectors/autotask/confirm", &[("attempt", "x"), ("answer", "yes")])]
#[case("/connectors/autotask/confirm", &[("attempt", "{id}"), ("answer", "yes")])]
#[case("/connectors/autotask/switch", &[("on", "perhaps")])]
#[case("/connectors/autotask/disconnect", &[])]
#[case("/bridges/{id}/order-submission", &[("price_percent", "-1")])]
#[case("/bridges/{id}/order-submission/consent", &[("agree", "on")])]
#[case("/bridges/x/order-status", &[])]
#[case("/bridges/{id}/product-sync/switch", &[("on", "true")])]
#[case("/bridges/{id}/no-such-template/run", &[])]
#[case("/runs/{id}/cancel", &[])]
#[case("/settings/notices", &[("recipients", "not an address, <script>")])]
#[case("/preferences", &[("locale", "xx"), ("theme", "\u{1f980}"), ("next", "https://evil.example")])]
#[tokio::test(flavor = "multi_thread")]
async fn odd_input_is_answered_in_words_and_never_as_our_error(#[case] path: &str, #[case] fields: &[(&str, &str)]) {
    let server = Server::start().await;
    let mut browser = server.owner().await;
    let answer = browser.submit(&path.replace("{id}", ORDER), fields).await;
    assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.body);
    assert!(!answer.body.contains("<script>"), "{}", answer.body);
    assert!(!answer.to().contains("evil"), "{}", answer.to());
}
