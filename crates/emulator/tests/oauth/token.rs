//! The token endpoint: who asks, for what, and what a code is good for.

use linkspan_emulator::oauth::ClientAuth;

use crate::world::{Desk, HOME, VERIFIER, read};

#[tokio::test]
async fn a_code_gives_tokens_once_and_nobody_may_keep_the_answer() {
    let desk = Desk::open().await;
    let code = desk.code().await;
    let given = desk.exchange(&code).await;
    assert_eq!(given.status, 200, "{}", given.body);
    assert_eq!((&given.body["token_type"], &given.body["expires_in"]), (&"Bearer".into(), &3_600.into()));
    assert_eq!(given.body["scope"], "profile profile.write");
    assert_eq!(given.headers["cache-control"], "no-store");
    assert_eq!(given.headers["pragma"], "no-cache");
    let token = given.text("access_token");
    assert_eq!(desk.me(&token).await.body["sub"], "dana@msp.example");

    assert_eq!(desk.exchange(&code).await.refusal(), (400, "invalid_grant"));
    assert_eq!(desk.me(&token).await.refusal(), (401, "invalid_token"), "a code that comes twice was stolen");
    assert_eq!(desk.renew(&given.text("refresh_token")).await.refusal(), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_its_address_its_verifier_and_its_minute() {
    let desk = Desk::open().await;
    let grant = ("grant_type", "authorization_code");
    let mismatch = "a".repeat(43);
    let rows: [(&[(&str, &str)], &str); 4] = [
        (&[("redirect_uri", "http://127.0.0.1:9/other"), ("code_verifier", VERIFIER)], "redirect_uri"),
        (&[("redirect_uri", HOME), ("code_verifier", &mismatch)], "code_verifier"),
        (&[("redirect_uri", HOME)], "code_verifier"),
        (&[("redirect_uri", HOME), ("code_verifier", VERIFIER), ("code", "code-invented")], "not known"),
    ];
    for (pairs, word) in rows {
        let code = desk.code().await;
        let mut all = vec![grant];
        all.extend(pairs);
        if !pairs.iter().any(|(name, _)| *name == "code") {
            all.push(("code", &code));
        }
        let refused = desk.ask(&all).await;
        assert_eq!(refused.refusal(), (400, "invalid_grant"));
        assert!(refused.text("error_description").contains(word), "{}", refused.body);
    }
    let code = desk.code().await;
    let other = [("client_id", "another-app"), ("client_secret", "another-secret"), grant, ("code", &code)];
    let whole: Vec<_> = other.into_iter().chain([("redirect_uri", HOME), ("code_verifier", VERIFIER)]).collect();
    assert_eq!(desk.ask_plain(&whole).await.refusal(), (400, "invalid_grant"));
    desk.pass(59);
    assert_eq!(desk.exchange(&code).await.status, 200, "what another client tried does no harm");
    let late = desk.code().await;
    desk.pass(60);
    assert_eq!(desk.exchange(&late).await.refusal(), (400, "invalid_grant"));
    desk.server.set(|settings| settings.require_pkce = false);
    let sent = desk.sent_back(&[("code_challenge", "")]).await;
    assert_eq!(desk.exchange(&sent[0].1).await.refusal(), (400, "invalid_grant"), "a verifier without a challenge");
}

#[tokio::test]
async fn a_client_proves_who_it_is_by_header_or_by_body() {
    let desk = Desk::open().await;
    let ready = desk.server.ready().clone();
    let post = |id: &str, secret: &str| {
        let form = [("grant_type", "client_credentials")];
        desk.http.post(&ready.exchange_url).basic_auth(id, Some(secret)).form(&form)
    };
    let encoded = ready.client_secret.replace('/', "%2F").replace('+', "%2B");
    assert_eq!(read(post(&ready.client_id, &encoded).send().await.unwrap()).await.status, 200);
    let raw = read(post(&ready.client_id, &ready.client_secret).send().await.unwrap()).await;
    assert_eq!(raw.refusal(), (401, "invalid_client"), "a plus that is not encoded is a space");
    assert_eq!(raw.headers["www-authenticate"], "Basic realm=\"token\"");
    desk.server.set(|settings| settings.basic_is_encoded = false);
    assert_eq!(read(post(&ready.client_id, &ready.client_secret).send().await.unwrap()).await.status, 200);
    let both = post(&ready.client_id, &ready.client_secret).form(&[
        ("grant_type", "client_credentials"),
        ("client_id", &ready.client_id),
        ("client_secret", &ready.client_secret),
    ]);
    assert_eq!(read(both.send().await.unwrap()).await.refusal(), (400, "invalid_request"));

    let by_body = async || desk.ask(&[("grant_type", "client_credentials")]).await;
    assert_eq!(by_body().await.status, 200);
    desk.server.set(|settings| settings.client_auth = ClientAuth::Basic);
    let refused = by_body().await;
    assert_eq!(refused.refusal(), (401, "invalid_client"));
    assert!(!refused.headers.contains_key("www-authenticate"));
    desk.server.set(|settings| settings.client_auth = ClientAuth::Body);
    assert_eq!(by_body().await.status, 200);
    let raw = read(post(&ready.client_id, &ready.client_secret).send().await.unwrap()).await;
    assert_eq!(raw.refusal(), (401, "invalid_client"));
}

#[tokio::test]
async fn a_client_on_its_own_account_gets_no_refresh_token_and_a_person_does() {
    let desk = Desk::open().await;
    let own = desk.ask(&[("grant_type", "client_credentials"), ("scope", "profile.write")]).await;
    assert!(own.body.get("refresh_token").is_none());
    let me = desk.me(&own.text("access_token")).await;
    assert_eq!((&me.body["sub"], &me.body["scope"]), (&serde_json::Value::Null, &"profile.write".into()));
    let (name, password) = (desk.server.ready().user.clone(), desk.server.ready().password.clone());
    let person = desk.ask(&[("grant_type", "password"), ("username", &name), ("password", &password)]).await;
    assert_eq!(desk.me(&person.text("access_token")).await.body["sub"], name.as_str());
    assert_eq!(person.body["scope"], "profile", "the first scope where none is named");
    assert_eq!(desk.renew(&person.text("refresh_token")).await.status, 200);
    let wrong = desk.ask(&[("grant_type", "password"), ("username", &name), ("password", "guess")]).await;
    assert_eq!(wrong.refusal(), (400, "invalid_grant"));
    let by: Vec<_> = desk.server.grants().into_iter().map(|grant| grant.by).collect();
    assert_eq!(by, ["client_credentials", "password"]);
}

#[tokio::test]
async fn requests_that_are_none_say_what_is_missing() {
    let desk = Desk::open().await;
    let rows: [(&[(&str, &str)], &str); 6] = [
        (&[], "invalid_request"),
        (&[("grant_type", "")], "invalid_request"),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
        (&[("grant_type", "client_credentials"), ("scope", "admin")], "invalid_scope"),
        (&[("grant_type", "urn:ietf:params:oauth:grant-type:device_code")], "unsupported_grant_type"),
    ];
    for (pairs, code) in rows {
        assert_eq!(desk.ask(pairs).await.refusal(), (400, code), "{pairs:?}");
    }
    let twice = desk.ask(&[("grant_type", "client_credentials"), ("grant_type", "client_credentials")]).await;
    assert_eq!(twice.refusal(), (400, "invalid_request"));
    let json = desk.http.post(&desk.server.ready().exchange_url).json(&serde_json::json!({"grant_type": "password"}));
    assert_eq!(read(json.send().await.unwrap()).await.refusal(), (400, "invalid_request"));
}
