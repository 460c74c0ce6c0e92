//! The protected resource, and what faults do to it.

use linkspan_emulator::faults::{Fault, FaultAction};

use crate::world::{Desk, read};

#[tokio::test]
async fn a_bearer_is_known_until_the_token_ends() {
    let desk = Desk::open().await;
    let token = desk.exchange(&desk.code().await).await.text("access_token");
    desk.pass(3_599);
    assert_eq!(desk.me(&token).await.body["name"], "Dana Rivers");
    desk.pass(1);
    let ended = desk.me(&token).await;
    assert_eq!(ended.refusal(), (401, "invalid_token"));
    let header = ended.headers["www-authenticate"].to_str().unwrap();
    assert!(header.starts_with("Bearer ") && header.contains("error=\"invalid_token\""), "{header}");
    let url = format!("{}/me", desk.server.url());
    let nobody = read(desk.http.get(url).send().await.unwrap()).await;
    assert_eq!(nobody.headers["www-authenticate"], "Bearer realm=\"api\"", "no code where no token came");
}

#[tokio::test]
async fn writes_need_their_scope_and_say_so() {
    let desk = Desk::open().await;
    let url = format!("{}/me", desk.server.url());
    let token = desk.exchange(&desk.code().await).await.text("access_token");
    let write = desk.http.post(&url).bearer_auth(token).body("abc");
    assert_eq!(read(write.send().await.unwrap()).await.body, serde_json::json!({"method": "POST", "bytes": 3}));
    let reader = desk.ask(&[("grant_type", "client_credentials"), ("scope", "profile")]).await.text("access_token");
    let refused = read(desk.http.delete(&url).bearer_auth(reader).send().await.unwrap()).await;
    assert_eq!(refused.refusal(), (403, "insufficient_scope"));
}

#[tokio::test]
async fn faults_meet_the_token_endpoint_and_the_journal_holds_no_secret() {
    let desk = Desk::open().await;
    let faults = desk.server.faults();
    let failing = FaultAction::Status { status: 500, body: None, content_type: None, retry_after: None };
    faults.add(Fault::once("/token", failing));
    faults.add(Fault::once("/token", FaultAction::Garbage));
    let code = desk.code().await;
    assert_eq!(desk.exchange(&code).await.status, 500);
    assert_eq!(desk.exchange(&code).await.body, serde_json::Value::Null, "the code is spent, the answer lost");
    assert_eq!(desk.exchange(&code).await.refusal(), (400, "invalid_grant"));
    let given = desk.exchange(&desk.code().await).await;
    let journal = serde_json::to_string(&desk.server.journal().entries()).unwrap();
    for secret in [given.text("access_token"), given.text("refresh_token"), code, "Client%2FSecret".to_owned()] {
        assert!(!journal.contains(&secret), "{secret}");
    }
    assert_eq!(desk.server.journal().count(|entry| entry.path == "/token"), 4);
}
