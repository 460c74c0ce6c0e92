//! Coming in: the first owner, sign-in, sign-out, and who is kept out.

use crate::browser::{PASSWORD, Server};
use linkspan::app::sign_in;
use secrecy::ExposeSecret;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_link_makes_the_owner_once_and_the_password_opens_the_door_afterwards() {
    let server = Server::start().await;
    let app = &server.installation.app;
    let token = sign_in::first_owner_link(app, server.installation.environment).await.unwrap().unwrap();
    let mut browser = server.browser();

    let welcome = browser.get(&format!("/welcome/{}", token.expose_secret())).await;
    assert_eq!(welcome.to(), format!("/first-run/{}", token.expose_secret()));
    let form = browser.get(welcome.to()).await;
    let short = [("name", "Ada"), ("email", "no address"), ("password", "short"), ("password_again", "short")];
    let refused = browser.post(welcome.to(), &form.csrf(), &short).await;
    assert_eq!(refused.status, 422);
    for text in ["no e-mail address", "12 characters or more"] {
        assert!(refused.body.contains(text), "{text}: {}", refused.body);
    }
    assert!(!refused.body.contains("short\""), "a password is never shown again");

    let right = [("name", "Ada"), ("email", "ada@example.com"), ("password", PASSWORD), ("password_again", PASSWORD)];
    let made = browser.post(welcome.to(), &form.csrf(), &right).await;
    assert_eq!((made.status, made.to()), (303, "/"));
    let home = browser.get("/").await;
    assert!(home.status == 200 && home.body.contains("Ada"), "{}", home.body);
    assert_eq!(browser.get(welcome.to()).await.status, 410, "the link is spent");
    assert!(sign_in::first_owner_link(app, server.installation.environment).await.unwrap().is_none());

    let left = browser.post("/sign-out", &home.csrf(), &[]).await;
    assert_eq!(left.to(), "/sign-in");
    let outside = browser.get("/orders?group=open").await;
    assert_eq!(outside.to(), "/sign-in?next=%2Forders%3Fgroup%3Dopen");
    let form = browser.get(outside.to()).await;
    let wrong = [("email", "ada@example.com"), ("password", "another sentence"), ("next", "/orders")];
    let refused = browser.post("/sign-in", &form.csrf(), &wrong).await;
    assert!(refused.status == 422 && refused.body.contains("do not belong together"));
    let right = [("email", " ADA@example.com"), ("password", PASSWORD), ("next", "//evil.example")];
    let inside = browser.post("/sign-in", &form.csrf(), &right).await;
    assert_eq!((inside.status, inside.to()), (303, "/"), "only our own paths are followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_our_token_or_from_another_site_is_refused() {
    let server = Server::start().await;
    let mut browser = server.owner().await;
    let csrf = browser.get("/settings").await.csrf();
    assert_eq!(browser.post("/settings/notices", "", &[]).await.status, 403);
    assert_eq!(browser.post("/settings/notices", &csrf[1..], &[]).await.status, 403);
    let body = format!("csrf={csrf}");
    for headers in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        assert_eq!(
            browser.send("POST", "/settings/notices", body.clone(), &[headers]).await.status,
            403,
            "{headers:?}"
        );
    }
    let own = server.url.clone();
    assert_eq!(browser.send("POST", "/settings/notices", body, &[("origin", &own)]).await.status, 303);
    let mut stranger = server.browser();
    assert_eq!(stranger.post("/sign-in", "", &[("email", "ada@example.com")]).await.status, 403);
    let refused = stranger.send("POST", "/settings/notices", String::new(), &[("accept", "application/json")]).await;
    assert!(refused.status == 401 && refused.body.contains("\"code\":\"not_signed_in\""), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_tries_close_the_account_for_a_while() {
    let server = Server::start().await;
    let mut browser = server.browser();
    let csrf = browser.get("/sign-in").await.csrf();
    for _ in 0..10 {
        let wrong = [("email", "nobody@example.com"), ("password", "x")];
        assert_eq!(browser.post("/sign-in", &csrf, &wrong).await.status, 422);
    }
    let refused = browser.post("/sign-in", &csrf, &[("email", "nobody@example.com"), ("password", "x")]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("Too many tries"), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_link_works_once_and_cookies_are_out_of_reach() {
    let server = Server::start().await;
    drop(server.owner().await);
    let token = sign_in::link_for(&server.installation.app, Some("ada@example.com")).await.unwrap();
    let mut browser = server.browser();
    let entered = browser.get(&format!("/welcome/{}", token.expose_secret())).await;
    assert_eq!((entered.status, entered.to()), (303, "/"));
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    assert_eq!(server.browser().get(&format!("/welcome/{}", token.expose_secret())).await.status, 410);
    assert!(sign_in::link_for(&server.installation.app, Some("eve@example.com")).await.is_err());
}
