//! Switches and grants over HTTP, as a shell script uses them.

use serde_json::{Value, json};

use crate::world::{Desk, read};

#[tokio::test]
async fn switches_are_laid_over_and_a_wrong_one_changes_nothing() {
    let desk = Desk::open_with(|_| {}).await;
    let url = format!("{}/_emulator/settings", desk.server.url());
    let set = async |change: Value| read(desk.http.post(&url).json(&change).send().await.unwrap()).await;
    let now = set(json!({"consent": {"error": "server_error"}, "access_seconds": 5})).await;
    assert_eq!((&now.body["access_seconds"], &now.body["require_pkce"]), (&json!(5), &json!(true)));
    assert_eq!(set(json!({"consent": "allow"})).await.body["consent"], "allow");
    for wrong in [json!({"acces_seconds": 1}), json!({"require_pkce": "yes"}), json!([1])] {
        assert_eq!(set(wrong).await.status, 400);
    }
    assert_eq!(read(desk.http.get(&url).send().await.unwrap()).await.body["access_seconds"], 5);
}

#[tokio::test]
async fn grants_are_listed_and_taken_back_and_addresses_registered() {
    let desk = Desk::open().await;
    let base = desk.server.url().to_owned();
    let token = desk.exchange(&desk.code().await).await;
    let listed = read(desk.http.get(format!("{base}/_emulator/grants")).send().await.unwrap()).await;
    assert_eq!(listed.body[0]["user"], "dana@msp.example");
    assert!(!listed.body.to_string().contains(&token.text("access_token")));
    let access = format!("{base}/_emulator/access-tokens");
    assert_eq!(desk.http.delete(access).send().await.unwrap().status(), 204);
    assert_eq!(desk.me(&token.text("access_token")).await.status, 401);
    let renewed = desk.renew(&token.text("refresh_token")).await;
    assert_eq!(renewed.status, 200, "refresh tokens stay good");
    let ended = read(desk.http.delete(format!("{base}/_emulator/grants")).send().await.unwrap()).await;
    assert_eq!(ended.body[0]["ended"], true);
    assert_eq!(desk.renew(&renewed.text("refresh_token")).await.refusal(), (400, "invalid_grant"));
    let place = "http://127.0.0.1:9/oauth/callback/other";
    let uris = format!("{base}/_emulator/redirect-uris");
    let registered = desk.http.post(uris).json(&json!({"redirect_uri": place})).send().await.unwrap();
    assert_eq!(registered.status(), 204);
    assert_eq!(desk.sent_back(&[("redirect_uri", place)]).await[0].0, "code");
}
