//! What a browser meets: the question, both answers, and requests that are not proper ones.

use linkspan_emulator::oauth::Consent;

use crate::world::{Desk, HOME, back};

/// Parameters that take the place of the usual ones.
type Pairs = &'static [(&'static str, &'static str)];

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The name of the request that a page asks about.
fn waiting(page: &str) -> String {
    let from = page.split("name=\"request\" value=\"").nth(1).expect("a form");
    from.split('"').next().unwrap().to_owned()
}

async fn decide(desk: &Desk, request: &str, decision: &str) -> reqwest::Response {
    let url = format!("{}/authorize/decide", desk.server.url());
    desk.http.post(url).form(&[("request", request), ("decision", decision)]).send().await.unwrap()
}

#[tokio::test]
async fn a_person_is_asked_and_the_answer_comes_back_with_the_state_unchanged() {
    let desk = Desk::open_with(|_| {}).await;
    let page = desk.browse(desk.authorize_url(&[])).await.text().await.unwrap();
    assert!(page.contains("linkspan-local") && page.contains("<li>profile.write</li>"), "{page}");
    assert!(page.contains("Dana Rivers"));
    let answer = decide(&desk, &waiting(&page), "allow").await;
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
    let pairs = back(&answer);
    assert_eq!((pairs[0].0.as_str(), &pairs[1]), ("code", &pair("state", "st/a te+1")));
    let again = decide(&desk, &waiting(&page), "allow").await;
    assert_eq!(again.status(), 400, "a question is answered once");

    let page = desk.browse(desk.authorize_url(&[])).await.text().await.unwrap();
    let pairs = back(&decide(&desk, &waiting(&page), "deny").await);
    assert_eq!(pairs[0], pair("error", "access_denied"));
    assert_eq!(pairs.last(), Some(&pair("state", "st/a te+1")));
}

#[tokio::test]
async fn an_answer_can_be_had_without_a_person() {
    let desk = Desk::open().await;
    assert_eq!(desk.sent_back(&[]).await[0].0, "code");
    desk.server.set(|settings| settings.consent = Consent::Deny);
    assert_eq!(desk.sent_back(&[]).await[0], pair("error", "access_denied"));
    desk.server.set(|settings| settings.consent = Consent::Error("temporarily_unavailable".into()));
    let sent = desk.sent_back(&[]).await;
    assert_eq!(sent, [pair("error", "temporarily_unavailable"), pair("state", "st/a te+1")]);
    desk.server.set(|settings| settings.echo_state = false);
    assert_eq!(desk.sent_back(&[]).await, [pair("error", "temporarily_unavailable")]);
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered_exactly() {
    let desk = Desk::open().await;
    let others = [
        "http://127.0.0.1:9/oauth/callback/",
        "http://127.0.0.1:9/oauth/callback?a=b",
        "http://127.0.0.1:9/OAUTH/callback",
        "http://localhost:9/oauth/callback",
        "https://127.0.0.1:9/oauth/callback",
        "",
    ];
    for other in others {
        let answer = desk.browse(desk.authorize_url(&[("redirect_uri", other)])).await;
        assert_eq!(answer.status(), 400, "{other}");
        assert!(!answer.headers().contains_key("location"), "{other}");
    }
    for client in ["somebody", ""] {
        let answer = desk.browse(desk.authorize_url(&[("client_id", client)])).await;
        assert_eq!(answer.status(), 400);
        assert!(answer.text().await.unwrap().contains("client"));
    }
}

#[tokio::test]
async fn what_else_is_wrong_goes_back_to_the_client_with_its_code() {
    let desk = Desk::open().await;
    let rows: [(Pairs, &str, &str); 7] = [
        (&[("response_type", "token")], "unsupported_response_type", "response_type"),
        (&[("response_type", "")], "invalid_request", "response_type"),
        (&[("scope", "profile admin")], "invalid_scope", "scope"),
        (&[("code_challenge", "")], "invalid_request", "code challenge required"),
        (&[("code_challenge_method", "plain")], "invalid_request", "transform algorithm not supported"),
        (&[("code_challenge_method", "")], "invalid_request", "transform algorithm not supported"),
        (&[("code_challenge", "tooshort")], "invalid_request", "S256"),
    ];
    for (instead, code, word) in rows {
        let sent = desk.sent_back(instead).await;
        assert_eq!(sent[0], pair("error", code), "{instead:?}");
        assert!(sent[1].1.contains(word), "{sent:?}");
        assert_eq!(sent[2], pair("state", "st/a te+1"));
    }
    let mut twice = desk.authorize_url(&[]);
    twice.query_pairs_mut().append_pair("scope", "profile");
    assert_eq!(back(&desk.browse(twice).await)[0], pair("error", "invalid_request"));
    desk.server.set(|settings| settings.require_pkce = false);
    assert_eq!(desk.sent_back(&[("code_challenge", "")]).await[0].0, "code");
}

#[tokio::test]
async fn an_address_with_a_query_of_its_own_keeps_it() {
    let desk = Desk::open().await;
    let place = format!("{HOME}?tenant=a%20b");
    desk.server.register_redirect(place.clone());
    let sent = desk.sent_back(&[("redirect_uri", &place)]).await;
    assert_eq!(sent[0], pair("tenant", "a b"));
    assert_eq!(sent[1].0, "code");
}
