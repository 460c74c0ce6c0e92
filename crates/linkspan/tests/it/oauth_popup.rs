//! Linking an account in a popup, from the window that opens it to the message that it hears.

use crate::popup::Shop;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::oauth::Consent;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn an_account_is_linked_and_the_waiting_window_hears_of_it() {
    let shop = Shop::open().await;
    let (session, mut window) = (shop.session(json!({})).await, shop.window().await);
    let popup = shop.popup("crm", &session, &window, "&params[team]=harbor").await;
    let query: std::collections::HashMap<_, _> = popup.place().query_pairs().into_owned().collect();
    assert_eq!((query["scope"].as_str(), query["response_type"].as_str()), ("profile profile.write", "code"));
    assert!(!popup.place().as_str().contains(&session), "the session's token stays here");
    let remembered = popup.headers["set-cookie"].to_str().unwrap();
    assert!(remembered.contains("HttpOnly") && remembered.contains("SameSite=Lax"), "{remembered}");
    let back = shop.at_vendor(&popup).await;
    let page = shop.browse(&back, &[("cookie", &popup.cookie())]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("data-type=\"nango_oauth_callback_success\""));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));

    let told = window.hears().await;
    let id = told["connection_id"].as_str().unwrap();
    let expected =
        json!({"message_type": "success", "provider_config_key": "crm", "connection_id": id, "is_pending": false});
    assert_eq!(told, expected);
    let kept = shop.fetch("crm", id, "&refresh_token=true").await;
    let kept = kept.ok();
    assert_eq!((&kept["credentials"]["type"], &kept["end_user"]["id"]), (&json!("OAUTH2"), &json!("u1")));
    assert_eq!((&kept["connection_config"]["team"], &kept["errors"]), (&json!("harbor"), &json!([])));
    assert!(kept["credentials"].get("client_secret").is_none(), "the client's secret is the integration's");
    let token = kept["credentials"]["access_token"].as_str().unwrap();
    assert!(!page.text.contains(token) && kept["credentials"]["refresh_token"].is_string());
    assert_eq!(shop.vendor.grants()[0].scopes, ["profile", "profile.write"]);

    let again = shop.browse(&back, &[("cookie", &popup.cookie())]).await;
    assert_eq!((again.status, again.code()), (400, "invalid_state"), "a state is good once");
    assert_eq!(shop.asked(), 1, "and its code is not sent a second time");
}

#[tokio::test]
async fn a_client_with_odd_signs_in_its_secret_is_known_by_header_too() {
    let shop = Shop::open().await;
    let id = shop.link("crm-basic").await;
    assert_eq!(shop.fetch("crm-basic", &id, "").await.ok()["connection_config"]["team"], "all");
}

#[tokio::test]
async fn a_person_who_does_not_allow_it_is_told_in_their_language() {
    let shop = Shop::open().await;
    shop.vendor.set(|settings| settings.consent = Consent::Deny);
    let (session, mut window) = (shop.session(json!({})).await, shop.window().await);
    let popup = shop.popup("crm", &session, &window, "").await;
    let back = shop.at_vendor(&popup).await;
    let page = shop.browse(&back, &[("cookie", &popup.cookie()), ("accept-language", "de")]).await;
    assert_eq!((page.status, page.code()), (400, "access_denied"));
    assert!(page.text.contains("Sie haben den Zugriff nicht erlaubt.") && page.text.contains("lang=\"de\""));
    let told = window.hears().await;
    assert_eq!((&told["message_type"], &told["error_type"]), (&json!("error"), &json!("access_denied")));
    assert_eq!(
        (&told["error_desc"], &told["provider_config_key"]),
        (&json!("You did not allow the access."), &json!("crm"))
    );

    shop.vendor.set(|settings| settings.consent = Consent::Error("temporarily_unavailable".into()));
    let page = shop.through("crm", &session, &window).await;
    assert_eq!(page.code(), "temporarily_unavailable");
    assert_eq!(window.hears().await["error_type"], "temporarily_unavailable");
    assert_eq!(shop.asked(), 0);
}

#[tokio::test]
async fn nobody_finishes_in_another_browser_or_too_late_or_with_a_state_of_their_own() {
    let shop = Shop::open().await;
    let (session, mut window) = (shop.session(json!({})).await, shop.window().await);
    let popup = shop.popup("crm", &session, &window, "").await;
    let back = shop.at_vendor(&popup).await;
    let elsewhere = shop.browse(&back, &[]).await;
    assert_eq!((elsewhere.status, elsewhere.code()), (400, "invalid_state"));
    assert_eq!(window.hears().await["error_type"], "invalid_state");

    let popup = shop.popup("crm", &session, &window, "").await;
    let back = shop.at_vendor(&popup).await;
    shop.advance(Duration::from_secs(600));
    assert_eq!(shop.browse(&back, &[("cookie", &popup.cookie())]).await.code(), "invalid_state");

    for query in ["state=invented&code=x", "code=x", "", "error=access_denied", "state=%FF&error=%3Cb%3E"] {
        let page = shop.browse(&format!("{}/oauth/callback?{query}", shop.api.url), &[]).await;
        assert_eq!((page.status, page.code()), (400, "invalid_state"), "{query}");
        assert!(!page.text.contains("<b>"));
    }
    assert_eq!(shop.asked(), 0, "no code was exchanged");
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_links_nothing() {
    let shop = Shop::open().await;
    let (session, mut window) = (shop.session(json!({})).await, shop.window().await);
    let popup = shop.popup("crm", &session, &window, "").await;
    let back = shop.at_vendor(&popup).await;
    let header = format!("Bearer {session}");
    let ended = shop.api.stranger().raw("DELETE", "/connect/session", &[("authorization", &header)], Vec::new()).await;
    assert_eq!(ended.status, 204);
    let page = shop.browse(&back, &[("cookie", &popup.cookie())]).await;
    assert_eq!(page.code(), "unknown_connect_session_token");
    assert_eq!(window.hears().await["error_type"], "unknown_connect_session_token");
    let popup = shop.popup("crm", &session, &window, "").await;
    assert_eq!((popup.status, popup.code()), (400, "unknown_connect_session_token"));
    assert_eq!(shop.asked(), 0);
}

#[tokio::test]
async fn what_cannot_be_linked_is_told_before_the_browser_leaves() {
    let shop = Shop::open().await;
    let (session, mut window) = (shop.session(json!({})).await, shop.window().await);
    let narrow = shop.session(json!({"allowed_integrations": ["crm-basic"]})).await;
    let cases = [
        ("crm", "nonsense", "", "invalid_connect_session_token_format"),
        ("nowhere", session.as_str(), "", "unknown_provider_config"),
        ("autotask", session.as_str(), "", "invalid_auth_mode"),
        ("crm", narrow.as_str(), "", "integration_not_allowed"),
        ("crm", session.as_str(), "&params[team]=N0", "invalid_connection_config"),
    ];
    for (key, token, more, code) in cases {
        let popup = shop.popup(key, token, &window, more).await;
        assert_eq!((popup.status, popup.code()), (400, code));
        let told = window.hears().await;
        assert_eq!((&told["error_type"], &told["provider_config_key"]), (&json!(code), &json!(key)));
    }
}

#[tokio::test]
async fn a_token_service_that_fails_ends_in_a_clear_page_and_keeps_nothing() {
    let shop = Shop::open().await;
    let (session, mut window) = (shop.session(json!({})).await, shop.window().await);
    let status = FaultAction::Status { status: 500, body: None, content_type: None, retry_after: None };
    let cases = [
        (status, "vendor_unreachable"),
        (FaultAction::CutBefore, "vendor_unreachable"),
        (FaultAction::Garbage, "token_exchange_failed"),
    ];
    for (action, code) in cases {
        shop.vendor.faults().add(Fault::once("POST /token", action));
        let page = shop.through("crm", &session, &window).await;
        assert_eq!((page.status, page.code()), (400, code));
        assert_eq!(window.hears().await["error_type"], code);
    }
    shop.vendor.set(|settings| settings.code_seconds = 0);
    assert_eq!(shop.through("crm", &session, &window).await.code(), "token_exchange_failed", "invalid_grant");
    window.hears().await;
    shop.vendor.set(|settings| settings.code_seconds = 60);
    shop.vendor.faults().add(Fault::always("GET /me", FaultAction::Garbage));
    shop.vendor.set(|settings| settings.access_seconds = 0);
    let program = shop.program().await;
    assert_eq!(program.get("/connections").await.ok()["connections"], json!([]));
}

#[tokio::test]
async fn what_the_developer_decided_goes_along_to_the_vendor() {
    let shop = Shop::open().await;
    let decided = json!({"integrations_config_defaults": {"crm": {
        "user_scopes": "a,b",
        "authorization_params": {"prompt": "consent"},
        "connection_config": {"oauth_scopes_override": "offline_access", "team": "theirs"},
    }}});
    let (session, window) = (shop.session(decided).await, shop.window().await);
    let more =
        "&params[team]=mine&authorization_params[prompt]=none&authorization_params[redirect_uri]=https://evil.example";
    let popup = shop.popup("crm", &session, &window, more).await;
    let query: std::collections::HashMap<_, _> = popup.place().query_pairs().into_owned().collect();
    let has = |name: &str| query[name].as_str();
    assert_eq!((has("scope"), has("prompt"), has("user_scope")), ("offline_access", "consent", "a,b"));
    assert_eq!(has("redirect_uri"), format!("{}/oauth/callback", shop.api.url));
}

#[tokio::test]
async fn a_renewed_account_keeps_its_id() {
    let shop = Shop::open().await;
    let id = shop.link("crm").await;
    let body = json!({"connection_id": id, "integration_id": "crm"});
    let made = shop.program().await.post("/connect/sessions/reconnect", body).await;
    let session = made.ok()["data"]["token"].as_str().unwrap().to_owned();
    let before = shop.fetch("crm", &id, "").await.ok()["credentials"]["access_token"].clone();
    let mut window = shop.window().await;
    assert_eq!(shop.through("crm", &session, &window).await.status, 200);
    assert_eq!(window.hears().await["connection_id"], id.as_str());
    assert_ne!(shop.fetch("crm", &id, "").await.ok()["credentials"]["access_token"], before);
    assert_eq!(shop.program().await.get("/connections").await.ok()["connections"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_a_window_that_asks_for_a_socket_gets_one() {
    let shop = Shop::open().await;
    let (one, other) = (shop.window().await, shop.window().await);
    assert!(one.name != other.name && one.name.len() >= 32, "names cannot be guessed");
    let page = shop.browse(&format!("{}/", shop.api.url), &[]).await;
    assert_eq!(page.status, 303, "people are asked to sign in");
    let half = shop.browse(&format!("{}/", shop.api.url), &[("upgrade", "websocket")]).await;
    assert_eq!(half.status, 400);
    let elsewhere = tokio_tungstenite::connect_async(format!("{}/healthz", shop.api.url.replace("http", "ws"))).await;
    assert!(elsewhere.is_err());
}
