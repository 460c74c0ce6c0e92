//! An operator's own provider: a file in a directory, its accounts proved by the call that the file names.

use crate::harness::{Setup, World, holds};
use crate::program::Api;
use axum::Router;
use axum::routing::get;
use http::{HeaderMap, StatusCode};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A vendor that knows one user, and how often it was asked.
async fn vendor() -> (SocketAddr, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let me = get(move |headers: HeaderMap| {
        counted.fetch_add(1, Ordering::SeqCst);
        // user:right, and the header of the file with the account in it.
        let signed = headers.get("authorization").is_some_and(|value| value == "Basic dXNlcjpyaWdodA==");
        let named = headers.get("x-account").is_some_and(|value| value == "harbor");
        async move { if signed && named { StatusCode::OK } else { StatusCode::UNAUTHORIZED } }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, Router::new().route("/me", me)).into_future());
    (address, asked)
}

fn file(address: SocketAddr) -> String {
    format!(
        r#"
        name = "own-tool"
        display_name = "Own tool"
        auth_mode = "BASIC"
        source = "ours"
        allow_private = true
        [proxy]
        base_url = "http://{address}"
        headers = {{ x-account = "${{connectionConfig.account}}" }}
        [proxy.verification]
        method = "GET"
        endpoints = ["/nothing", "/me"]
        [[connection_config]]
        name = "account"
        title = "Account"
        description = "The account."
        pattern = "^[a-z]+$"
        [[connection_config]]
        name = "pin"
        title = "Pin"
        description = "A second secret."
        secret = true
        optional = true
        [[credentials]]
        name = "username"
        title = "User"
        description = "The user."
        [[credentials]]
        name = "password"
        title = "Password"
        description = "The password."
        secret = true
        "#
    )
}

#[tokio::test]
async fn an_operators_provider_is_listed_switched_on_and_its_accounts_are_proved() {
    let (address, asked) = vendor().await;
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("own-tool.toml"), file(address)).unwrap();
    let place = directory.path().display().to_string();
    let settings = move |setup: &mut Setup| setup.settings.push(("LINKSPAN__PROVIDERS__DIRECTORY", place));
    let api = Api::over(Box::new(World::bare_with(settings).await)).await;
    let program = api.program().await;
    assert_eq!(program.get("/providers/own-tool").await.ok()["data"]["display_name"], "Own tool");
    program.post("/integrations", json!({"provider": "own-tool", "unique_key": "tool"})).await.ok();
    let body = |password: &str| {
        json!({"provider_config_key": "tool", "connection_id": "harbor",
            "connection_config": {"account": "harbor", "pin": "canary-pin"},
            "credentials": {"type": "BASIC", "username": "user", "password": password}})
    };
    let refused = program.post("/connections", body("canary-wrong")).await;
    assert_eq!(refused.refusal(), (400, "connection_test_failed"));
    assert!(refused.body["error"]["message"].as_str().unwrap().contains("invalid") && !refused.text.contains("canary"));
    let made = program.post("/connections", body("right")).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(asked.load(Ordering::SeqCst), 2, "once for each import");
    assert_eq!(made.body["credentials"]["password"], "right");
    assert_eq!(made.body["connection_config"], json!({"account": "harbor", "pin": "canary-pin"}));
    let reader = api.scoped(&["environment:connections:read"]).await;
    let read = reader.get("/connections/harbor?provider_config_key=tool").await;
    assert_eq!(
        read.ok()["connection_config"],
        json!({"account": "harbor"}),
        "secrets of the configuration stay inside"
    );
    api.world.app.store.close().await;
    assert!(!holds(&api.world.everything_on_disk(), "canary-pin"), "a secret lies on disk");
}

#[tokio::test]
async fn credentials_never_go_to_a_private_address_that_a_person_typed() {
    let (address, asked) = vendor().await;
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    program.post("/integrations", json!({"provider": "itglue", "unique_key": "docs"})).await.ok();
    for region in ["127.0.0.1", "api.evil.example/x", "api@127.0.0.1", &address.to_string()] {
        let body = json!({"provider_config_key": "docs", "connection_config": {"subdomain": region},
            "credentials": {"type": "API_KEY", "apiKey": "k"}});
        assert_eq!(program.post("/connections", body).await.refusal(), (400, "invalid_body"), "{region}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
