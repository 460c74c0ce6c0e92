//! Renewal: rotation, theft, ends and scopes.

use crate::world::Desk;

#[tokio::test]
async fn each_renewal_brings_a_new_refresh_token_and_an_old_one_ends_the_grant() {
    let desk = Desk::open().await;
    let first = desk.exchange(&desk.code().await).await;
    let second = desk.renew(&first.text("refresh_token")).await;
    assert_ne!(first.text("refresh_token"), second.text("refresh_token"));
    assert_eq!(desk.me(&second.text("access_token")).await.body["renewals"], 1);
    assert_eq!(desk.renew(&first.text("refresh_token")).await.refusal(), (400, "invalid_grant"));
    let stolen = desk.renew(&second.text("refresh_token")).await;
    assert_eq!(stolen.refusal(), (400, "invalid_grant"), "the whole grant ended");
    assert!(desk.server.grants()[0].ended);
}

#[tokio::test]
async fn an_old_refresh_token_can_be_harmless_by_a_switch() {
    let desk = Desk::open().await;
    desk.server.set(|settings| settings.reuse_ends_grant = false);
    let first = desk.exchange(&desk.code().await).await;
    let second = desk.renew(&first.text("refresh_token")).await;
    assert_eq!(desk.renew(&first.text("refresh_token")).await.refusal(), (400, "invalid_grant"));
    assert_eq!(desk.renew(&second.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn without_rotation_one_refresh_token_serves_for_ever() {
    let desk = Desk::open().await;
    desk.server.set(|settings| settings.rotate_refresh_tokens = false);
    let first = desk.exchange(&desk.code().await).await;
    for _ in 0..3 {
        let next = desk.renew(&first.text("refresh_token")).await;
        assert!(next.body.get("refresh_token").is_none());
        assert_eq!(desk.me(&next.text("access_token")).await.status, 200);
    }
}

#[tokio::test]
async fn refresh_tokens_end_by_the_clock_by_hand_and_for_others() {
    let desk = Desk::open_with(|settings| {
        settings.consent = linkspan_emulator::oauth::Consent::Allow;
        settings.refresh_seconds = Some(86_400);
    })
    .await;
    let first = desk.exchange(&desk.code().await).await;
    let other = [("client_id", "another-app"), ("client_secret", "another-secret"), ("grant_type", "refresh_token")];
    let token = first.text("refresh_token");
    let theirs: Vec<_> = other.into_iter().chain([("refresh_token", token.as_str())]).collect();
    assert_eq!(desk.ask_plain(&theirs).await.refusal(), (400, "invalid_grant"));
    let second = desk.renew(&token).await;
    desk.pass(86_400);
    assert_eq!(desk.renew(&second.text("refresh_token")).await.refusal(), (400, "invalid_grant"));
    let third = desk.exchange(&desk.code().await).await;
    desk.server.revoke_all();
    assert_eq!(desk.renew(&third.text("refresh_token")).await.refusal(), (400, "invalid_grant"));
    assert_eq!(desk.me(&third.text("access_token")).await.status, 401);
    desk.server.set(|settings| settings.give_refresh_token = false);
    let none = desk.exchange(&desk.code().await).await;
    assert!(none.body.get("refresh_token").is_none());
}

#[tokio::test]
async fn a_renewal_may_ask_for_less_and_never_for_more() {
    let desk = Desk::open().await;
    let first = desk.exchange(&desk.code().await).await;
    let ask = async |token: &str, scope: &str| {
        desk.ask(&[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)]).await
    };
    let less = ask(&first.text("refresh_token"), "profile").await;
    assert_eq!(less.body["scope"], "profile");
    let more = ask(&less.text("refresh_token"), "profile offline_access").await;
    assert_eq!(more.refusal(), (400, "invalid_scope"));
    assert_eq!(ask(&less.text("refresh_token"), "profile").await.status, 200, "a refusal spends nothing");
}
