//! Providers whose credentials are exchanged for a token: it is asked for at the import and renewed before it ends.

use crate::harness::{Setup, World};
use crate::program::Api;
use axum::extract::Form;
use axum::response::{IntoResponse, Json};
use axum::routing::post;
use axum::{Router, http::StatusCode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A token service that numbers its tokens, which live for an hour.
async fn service() -> (SocketAddr, Arc<AtomicUsize>) {
    let given = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&given);
    let token = post(move |Form(sent): Form<HashMap<String, String>>| {
        let is_right = sent.get("grant_type").is_some_and(|kind| kind == "password")
            && sent.get("username").is_some_and(|name| name == "key")
            && sent.get("password").is_some_and(|secret| secret == "right");
        let number = if is_right { counted.fetch_add(1, Ordering::SeqCst) + 1 } else { 0 };
        async move {
            match is_right {
                true => Json(json!({"access_token": format!("token-{number}"), "expires_in": 3_600})).into_response(),
                false => (StatusCode::UNAUTHORIZED, Json(json!({"error": "invalid_grant"}))).into_response(),
            }
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, Router::new().route("/token", token)).into_future());
    (address, given)
}

async fn api(address: SocketAddr) -> (Api<Box<World>>, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let file = format!(
        r#"
        name = "own-rmm"
        display_name = "Own RMM"
        auth_mode = "TWO_STEP"
        source = "ours"
        allow_private = true
        token_url = "http://{address}/token"
        token_params = {{ grant_type = "password", username = "${{credentials.username}}", password = "${{credentials.password}}" }}
        [[credentials]]
        name = "username"
        title = "Key"
        description = "The key."
        [[credentials]]
        name = "password"
        title = "Secret"
        description = "The secret."
        secret = true
        "#
    );
    std::fs::write(directory.path().join("own-rmm.toml"), file).unwrap();
    let place = directory.path().display().to_string();
    let settings = move |setup: &mut Setup| setup.settings.push(("LINKSPAN__PROVIDERS__DIRECTORY", place));
    let api = Api::over(Box::new(World::bare_with(settings).await)).await;
    api.program().await.post("/integrations", json!({"provider": "own-rmm", "unique_key": "rmm"})).await.ok();
    (api, directory)
}

fn body(secret: &str) -> Value {
    json!({"provider_config_key": "rmm", "connection_id": "harbor",
        "credentials": {"type": "TWO_STEP", "username": "key", "password": secret}})
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_renewed_before_it_ends() {
    let (address, given) = service().await;
    let (api, _directory) = api(address).await;
    let program = api.program().await;
    let made = program.post("/connections", body("right")).await;
    assert_eq!((made.status, &made.body["credentials"]["token"]), (201, &json!("token-1")), "{}", made.text);
    let path = "/connections/harbor?provider_config_key=rmm";
    let token = async |query: &str| program.get(&format!("{path}{query}")).await.ok()["credentials"]["token"].clone();
    api.world.advance(Duration::from_secs(44 * 60));
    assert_eq!(token("").await, "token-1", "it is good for more than a quarter of an hour");
    api.world.advance(Duration::from_secs(2 * 60));
    assert_eq!(token("").await, "token-2");
    assert_eq!(token("&force_refresh=true").await, "token-3");
    api.world.advance(Duration::from_secs(3_600));
    let all = futures::future::join_all((0..5).map(|_| token(""))).await;
    assert!(all.iter().all(|one| one == "token-4"), "{all:?}");
    assert_eq!(given.load(Ordering::SeqCst), 4, "one renewal for all who waited");
}

#[tokio::test]
async fn refused_credentials_are_not_kept_and_say_so() {
    let (address, given) = service().await;
    let (api, _directory) = api(address).await;
    let program = api.program().await;
    let refused = program.post("/connections", body("canary-wrong")).await;
    assert_eq!(refused.refusal(), (400, "connection_test_failed"));
    assert_eq!(refused.body["error"]["payload"]["reason"], "invalid_credentials");
    assert!(!refused.text.contains("canary"));
    let missing = json!({"provider_config_key": "rmm", "credentials": {"type": "TWO_STEP", "username": "key"}});
    let missing = program.post("/connections", missing).await;
    assert_eq!(missing.body["error"]["errors"][0]["path"], json!(["credentials", "password"]));
    assert_eq!(given.load(Ordering::SeqCst), 0);
    assert!(api.world.env().connections().await.unwrap().is_empty());
}
