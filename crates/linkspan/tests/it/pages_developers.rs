//! Settings > API keys and Settings > Webhooks: for owners, with secrets on the page that was asked for them alone.

use crate::browser::{Browser, PASSWORD, Server};
use crate::receiver::Receiver;
use linkspan::app::sign_in;
use linkspan_store::{AuditFilter, NewUser};
use secrecy::ExposeSecret;
use std::time::{Duration, Instant};

async fn server() -> Server {
    Server::start_with(&[("LINKSPAN__WEBHOOKS__PRIVATE_HOSTS", "127.0.0.1".into())]).await
}

/// The value of a field of a page.
fn value(body: &str, id: &str) -> String {
    let at = body.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {body}"));
    let rest = &body[at..];
    let at = rest.find("value=\"").unwrap() + "value=\"".len();
    rest[at..].split('"').next().unwrap().to_owned()
}

/// Looks at a page until it says something.
async fn until(browser: &mut Browser, path: &str, words: &str) -> String {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let body = browser.get(path).await.body;
        if body.contains(words) {
            return body;
        }
        assert!(Instant::now() < end, "{path} never says {words}: {body}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_shown_once_narrowed_and_taken_back() {
    let server = server().await;
    let mut owner = server.owner().await;
    assert!(owner.get("/settings").await.body.contains("href=\"/settings/keys\""));
    assert!(owner.get("/settings/keys").await.body.contains("Keys appear here"));

    let nameless = owner.submit("/settings/keys", &[("name", " "), ("integrations", "autotask")]).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.body.contains("at most 100 characters") && value(&nameless.body, "integrations") == "autotask");
    let nothing = owner.submit("/settings/keys", &[("name", "x"), ("reach", "chosen")]).await;
    assert!(nothing.status == 422 && nothing.body.contains("Tick at least one right"), "{}", nothing.body);

    let fields = [("name", "Backend"), ("reach", "all"), ("life", "90d")];
    let made = owner.submit("/settings/keys", &fields).await;
    let key = value(&made.body, "made-key");
    assert!(made.status == 200 && key.starts_with("lsk_") && made.headers["cache-control"] == "no-store");
    let known = server.installation.keys.recognise(&key).await.unwrap().expect("the key");
    assert!(known.holds("environment:proxy"));
    let list = owner.get("/settings/keys").await.body;
    assert!(!list.contains(&key) && list.contains(&key[..8]) && list.contains("everything"), "{list}");

    let narrow = [
        ("name", "Reports"),
        ("reach", "chosen"),
        ("scope", "environment:connections:read"),
        ("scope", "environment:proxy"),
        ("verb", "GET"),
        ("integrations", "autotask, other"),
    ];
    assert_eq!(owner.submit("/settings/keys", &narrow).await.status, 200);
    let list = owner.get("/settings/keys").await.body;
    assert!(list.contains("<code>connections:read</code>") && list.contains("<code>other</code>"), "{list}");
    let odd = [("name", "x"), ("reach", "chosen"), ("scope", "environment:nothing")];
    assert_eq!(owner.submit("/settings/keys", &odd).await.status, 422);

    let id = known.id.to_string();
    assert_eq!(owner.submit(&format!("/settings/keys/{id}/revoke"), &[]).await.to(), "/settings/keys");
    assert!(server.installation.keys.recognise(&key).await.unwrap().is_none(), "at once");
    assert!(owner.get("/settings/keys").await.body.contains("Taken back"));
    for wrong in [id.as_str(), "nonsense"] {
        let again = owner.submit(&format!("/settings/keys/{wrong}/revoke"), &[]).await;
        assert!(matches!(again.status, 303 | 404), "{}", again.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_checked_a_test_is_sent_and_a_dead_message_is_sent_again_or_given_up() {
    let (server, receiver) = (server().await, Receiver::start().await);
    let mut owner = server.owner().await;
    assert!(owner.get("/settings/webhooks").await.body.contains("Give an address first"));
    let wrong = [("url", "https://10.0.0.1/hooks"), ("second_url", "nonsense"), ("on_auth_creation", "on")];
    let wrong = owner.submit("/settings/webhooks", &wrong).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("private network") && wrong.body.contains("no web address"), "{}", wrong.body);
    assert_eq!(value(&wrong.body, "url"), "https://10.0.0.1/hooks");

    let address = receiver.at("/hooks?tenant=hush");
    let saved = owner.submit("/settings/webhooks", &[("url", &address), ("on_auth_creation", "on")]).await;
    assert_eq!(saved.to(), "/settings/webhooks");
    let page = owner.get("/settings/webhooks").await.body;
    assert!(
        value(&page, "url").ends_with("tenant=hush")
            && page.contains("id=\"on_auth_creation\" name=\"on_auth_creation\" value=\"on\" checked")
    );
    assert!(!page.contains("id=\"on_auth_refresh_error\" name=\"on_auth_refresh_error\" value=\"on\" checked"));

    receiver.answers([410]);
    assert_eq!(owner.submit("/settings/webhooks/test", &[]).await.to(), "/settings/webhooks");
    let page = until(&mut owner, "/settings/webhooks", "Not delivered</span>").await;
    assert!(page.contains("gone for good") && page.contains("1 not delivered"), "{page}");
    assert!(page.contains("127.0.0.1") && page.matches("hush").count() == 1, "the query is shown in its field alone");
    let id = page.split("data-row=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    owner.submit(&format!("/settings/webhooks/{id}/resend"), &[]).await;
    until(&mut owner, "/settings/webhooks?state=delivered", "answered 204").await;
    assert_eq!(receiver.take().len(), 2);
    assert!(owner.get("/settings/webhooks?state=dead").await.body.contains("Nothing"), "nothing is found");

    receiver.answers([410]);
    owner.submit("/settings/webhooks/test", &[]).await;
    let page = until(&mut owner, "/settings/webhooks?state=dead", "data-row").await;
    let id = page.split("data-row=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    owner.submit(&format!("/settings/webhooks/{id}/give-up"), &[]).await;
    assert!(owner.get("/settings/webhooks?state=given_up").await.body.contains(&id));
    assert_eq!(owner.submit(&format!("/settings/webhooks/{id}/burn"), &[]).await.status, 404);

    assert_eq!(owner.submit("/settings/webhooks", &[("url", "")]).await.status, 303);
    let refused = owner.submit("/settings/webhooks/test", &[]).await;
    assert_eq!(refused.to(), "/settings/webhooks", "with the sentence that an address is needed first");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signing_key_is_shown_when_it_is_asked_for_and_can_be_changed() {
    let server = server().await;
    let mut owner = server.owner().await;
    let shown = owner.submit("/settings/webhooks/key", &[]).await;
    let key = value(&shown.body, "shown-key");
    assert!(key.starts_with("whsec_") && !owner.get("/settings/webhooks").await.body.contains(&key));
    let short = owner.submit("/settings/webhooks/key/change", &[("new_key", "short")]).await;
    assert!(short.status == 422 && short.body.contains("16 to 200 characters without blanks"));
    let theirs = "6f0c0a4e-58a2-4f3e-9d0e-0b54c3f7a001";
    assert_eq!(owner.submit("/settings/webhooks/key/change", &[("new_key", theirs)]).await.status, 303);
    assert_eq!(value(&owner.submit("/settings/webhooks/key", &[]).await.body, "shown-key"), theirs);
    owner.submit("/settings/webhooks/key/change", &[("new_key", "")]).await;
    let fresh = value(&owner.submit("/settings/webhooks/key", &[]).await.body, "shown-key");
    assert!(fresh.starts_with("whsec_") && fresh != key);
    let env = server.installation.app.env(server.installation.environment);
    let audit = env.audit(&AuditFilter { limit: 50, ..Default::default() }).await.unwrap();
    let count = |action| audit.iter().filter(|entry| entry.content.action == action).count();
    assert_eq!((count("webhooks.key_shown"), count("webhooks.key_changed")), (3, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_owner_sees_neither() {
    let server = server().await;
    let _owner = server.owner().await;
    let app = &server.installation.app;
    let user = NewUser { email: "clerk@example.com".into(), name: "Cleo".into(), owner: false, password_hash: None };
    let mut tx = app.store.begin().await.unwrap();
    app.env(server.installation.environment).add_user(&mut tx, &user).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let token = sign_in::link_for(app, Some("clerk@example.com")).await.unwrap();
    let mut clerk = server.browser();
    assert_eq!(clerk.get(&format!("/welcome/{}", token.expose_secret())).await.to(), "/");
    let settings = clerk.get("/settings").await.body;
    assert!(!settings.contains("/settings/keys") && !settings.contains("/settings/webhooks"));
    for path in ["/settings/keys", "/settings/webhooks"] {
        assert_eq!(clerk.get(path).await.status, 404, "{path}");
        assert_eq!(server.browser().get(path).await.status, 303, "{path}: sign in first");
    }
    let id = "0190b4d2-0000-7000-8000-000000000001";
    for path in [
        "/settings/keys".to_owned(),
        format!("/settings/keys/{id}/revoke"),
        "/settings/webhooks".to_owned(),
        "/settings/webhooks/test".to_owned(),
        "/settings/webhooks/key".to_owned(),
        "/settings/webhooks/key/change".to_owned(),
        format!("/settings/webhooks/{id}/resend"),
    ] {
        assert_eq!(clerk.submit(&path, &[("name", "x"), ("new_key", PASSWORD)]).await.status, 404, "{path}");
    }
}
