//! Connect sessions: what a program lets one of its users link, and what the token of such a session may do and not.

use crate::harness::{World, holds};
use crate::program::{Answer, Api, Program};
use linkspan::http::nango::{SessionPlace, rights};
use linkspan_store::Grants;
use rstest::rstest;
use serde_json::{Value, json};
use std::time::Duration;

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

fn user() -> Value {
    json!({"id": "7", "email": "it@harbor.example"})
}

async fn begun(program: &Program<'_>, body: Value) -> Value {
    let made = program.post("/connect/sessions", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.body["data"].clone()
}

/// Somebody who holds the token of a session.
fn visitor<'a>(api: &'a Api<Box<World>>, session: &Value) -> Program<'a> {
    api.holder(session["token"].as_str().unwrap())
}

async fn imported(api: &Api<Box<World>>, program: &Program<'_>, id: &str) -> Answer {
    let ready = api.world.autotask.ready();
    let body = json!({
        "provider_config_key": "autotask",
        "connection_id": id,
        "connection_config": {"subdomain": "webservices3", "apiIntegrationCode": ready.integration_code,
            "username": ready.user_name},
        "credentials": {"type": "API_KEY", "apiKey": ready.secret},
    });
    program.post("/connections", body).await
}

#[tokio::test]
async fn a_session_says_what_may_be_linked_until_it_ends() {
    let api = bare().await;
    let program = api.program().await;
    let body = json!({
        "end_user": {"id": "7", "email": "it@harbor.example", "display_name": "Harbor IT"},
        "organization": {"id": "harbor", "display_name": "Harbor Freight"},
        "allowed_integrations": ["autotask"],
        "integrations_config_defaults": {"autotask": {"connection_config": {"apiIntegrationCode": "DECIDEDCODE"}}},
        "overrides": {"autotask": {"docs_connect": "https://app.example/help"}},
        "webhook_url_override": "https://app.example/hook",
        "tags": {"Env": "Live"},
    });
    let session = begun(&program, body).await;
    let token = session["token"].as_str().unwrap();
    assert!(linkspan::app::connect_sessions::is_token(token));
    assert_eq!(session["connect_link"], format!("{}/connect/ui/?session_token={token}", api.url));
    let ends = session["expires_at"].as_str().unwrap();
    assert_eq!(ends.parse::<jiff::Timestamp>().unwrap(), api.world.app.clock.now() + Duration::from_secs(1_800));

    let holder = visitor(&api, &session);
    let shown = holder.get("/connect/session").await;
    let data = &shown.ok()["data"];
    assert_eq!(data["endUser"]["organization"], json!({"id": "harbor", "display_name": "Harbor Freight"}));
    assert_eq!(data["allowed_integrations"], json!(["autotask"]));
    assert_eq!(
        data["integrations_config_defaults"]["autotask"]["connection_config"]["apiIntegrationCode"],
        "DECIDEDCODE"
    );
    assert_eq!(data["overrides"]["autotask"]["docs_connect"], "https://app.example/help");
    assert_eq!(data["connectUISettings"]["defaultTheme"], "system");
    assert!(data.get("isReconnecting").is_none());

    api.world.advance(Duration::from_secs(1_799));
    holder.get("/connect/session").await.ok();
    api.world.advance(Duration::from_secs(1));
    for path in ["/connect/session", "/integrations", "/providers"] {
        assert_eq!(holder.get(path).await.refusal(), (401, "unknown_connect_session_token"), "{path}");
    }
    api.world.installation.developers.sessions.sweep().await.unwrap();
    api.world.app.store.close().await;
    assert!(!holds(&api.world.everything_on_disk(), token), "the token lies on disk");
}

#[tokio::test]
async fn what_a_developer_decides_beforehand_is_sealed() {
    let api = bare().await;
    let decided = json!({"autotask": {"connection_config": {"apiIntegrationCode": "SEALEDCODE0123456789"}}});
    begun(&api.program().await, json!({"end_user": user(), "integrations_config_defaults": decided})).await;
    api.world.app.store.close().await;
    assert!(!holds(&api.world.everything_on_disk(), "SEALEDCODE0123456789"));
}

#[tokio::test]
async fn a_session_sees_its_own_integrations_and_nothing_else_of_the_api() {
    let api = bare().await;
    let program = api.program().await;
    let narrow =
        visitor(&api, &begun(&program, json!({"end_user": user(), "allowed_integrations": ["autotask"]})).await);
    let wide = visitor(&api, &begun(&program, json!({"tags": {"env": "live"}, "allowed_integrations": []})).await);
    let keys = |answer: &Answer| {
        let all = answer.ok()["data"].as_array().unwrap().clone();
        all.iter().map(|one| one["unique_key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&narrow.get("/integrations").await), ["autotask"]);
    assert_eq!(keys(&wide.get("/integrations").await).len(), 2);
    assert_eq!(narrow.get("/providers/autotask").await.ok()["data"]["auth_mode"], "API_KEY");
    narrow.get("/providers").await.ok();
    for right in rights() {
        let path = right.path.split('/').map(|part| if part.starts_with('{') { "some" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        let method = if right.method == "ANY" { "POST" } else { right.method.as_str() };
        match (right.scopes, right.session) {
            (Some(_), None) => {
                let refused = narrow.call(method, &path, None).await;
                assert_eq!(refused.refusal(), (401, "invalid_secret_key_format"), "{method} {path}");
            }
            (None, Some(place)) => {
                let refused = program.call(method, &path, None).await;
                let code = match place {
                    SessionPlace::Header => "invalid_connect_session_token_format",
                    SessionPlace::Query => "missing_public_key",
                };
                assert_eq!(refused.refusal(), (401, code), "{method} {path}: a key is no session");
                let stranger = api.stranger().call(method, &path, None).await;
                assert_eq!(stranger.status, 401, "{method} {path}");
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_ended_session_is_worth_nothing_and_odd_tokens_are_told_apart() {
    let api = bare().await;
    let session = begun(&api.program().await, json!({"end_user": user()})).await;
    let holder = visitor(&api, &session);
    let ended = holder.delete("/connect/session").await;
    assert_eq!((ended.status, ended.text.as_str()), (204, ""));
    assert_eq!(holder.get("/connect/session").await.refusal(), (401, "unknown_connect_session_token"));
    let odd = visitor(&api, &json!({"token": "nango_connect_session_123"}));
    for path in ["/connect/session", "/integrations"] {
        assert_eq!(odd.get(path).await.refusal(), (401, "invalid_connect_session_token_format"), "{path}");
    }
    assert_eq!(api.stranger().get("/connect/session").await.refusal(), (401, "missing_auth_header"));
}

#[rstest]
#[case(json!({}), &["end_user"], "invalid_type")]
#[case(json!({"end_user": {}}), &["end_user", "id"], "invalid_type")]
#[case(json!({"end_user": {"id": "7", "more": 1}}), &["end_user"], "unrecognized_keys")]
#[case(json!({"tags": {}, "more": 1}), &[], "unrecognized_keys")]
#[case(json!({"tags": {}, "allowed_integrations": "autotask"}), &["allowed_integrations"], "custom")]
#[case(json!({"tags": {}, "allowed_integrations": ["autotask", "nothing"]}), &["allowed_integrations", "1"], "custom")]
#[case(json!({"tags": {}, "integrations_config_defaults": {"nothing": {}}}), &["integrations_config_defaults", "nothing"],
    "custom")]
#[case(json!({"tags": {}, "integrations_config_defaults": {"autotask": {"more": 1}}}),
    &["integrations_config_defaults", "autotask"], "unrecognized_keys")]
#[case(json!({"tags": {}, "integrations_config_defaults": {"autotask": {"connection_config": {"oauth_scopes_override": 1}}}}),
    &["integrations_config_defaults", "autotask", "connection_config", "oauth_scopes_override"], "invalid_type")]
#[case(json!({"tags": {}, "overrides": {"nothing": {"docs_connect": "https://app.example"}}}), &["overrides", "nothing"],
    "custom")]
#[case(json!({"tags": {}, "overrides": {"autotask": {"docs_connect": "javascript:alert(1)"}}}),
    &["overrides", "autotask", "docs_connect"], "invalid_format")]
#[case(json!({"tags": {}, "webhook_url_override": "nowhere"}), &["webhook_url_override"], "invalid_format")]
#[case(json!({"tags": {}, "organization": {}}), &["organization", "id"], "invalid_type")]
#[tokio::test]
async fn a_wrong_body_names_its_place(#[case] body: Value, #[case] path: &[&str], #[case] code: &str) {
    let api = bare().await;
    let refused = api.program().await.post("/connect/sessions", body).await;
    assert_eq!(refused.refusal(), (400, "invalid_body"), "{}", refused.text);
    let errors = refused.body["error"]["errors"].as_array().unwrap();
    let found = errors.iter().any(|error| error["path"] == json!(path) && error["code"] == code);
    assert!(found, "{}", refused.text);
}

#[tokio::test]
async fn a_session_is_not_a_store_for_large_things() {
    let api = bare().await;
    let large = json!({"autotask": {"connection_config": {"note": "x".repeat(70_000)}}});
    let body = json!({"end_user": user(), "integrations_config_defaults": large});
    let refused = api.program().await.post("/connect/sessions", body).await;
    assert_eq!(refused.refusal(), (400, "session_too_large"));
}

#[tokio::test]
async fn a_key_for_some_integrations_gives_no_more_than_it_has() {
    let api = bare().await;
    let only = Grants { integrations: vec!["autotask".into()], ..Grants::default() };
    let program = api.program_with(only).await;
    let refused =
        program.post("/connect/sessions", json!({"end_user": user(), "allowed_integrations": ["td-synnex"]})).await;
    assert_eq!(refused.refusal(), (403, "forbidden"));
    let session = begun(&program, json!({"end_user": user()})).await;
    let listed = visitor(&api, &session).get("/integrations").await;
    assert_eq!(listed.ok()["data"].as_array().unwrap().len(), 1);
    let one = Grants { connections: vec!["harbor".into()], ..Grants::default() };
    let refused = api.program_with(one).await.post("/connect/sessions", json!({"end_user": user()})).await;
    assert_eq!(refused.refusal(), (403, "forbidden"), "it makes no new connections");
}

#[tokio::test]
async fn a_session_that_renews_is_pinned_to_its_connection() {
    let api = bare().await;
    let program = api.program().await;
    let unknown = json!({"connection_id": "harbor", "integration_id": "autotask"});
    let refused = program.post("/connect/sessions/reconnect", unknown.clone()).await;
    assert_eq!(refused.refusal(), (400, "invalid_body"));
    assert_eq!(refused.body["error"]["errors"][0]["path"], json!(["connection_id"]));
    let nowhere = json!({"connection_id": "harbor", "integration_id": "nothing"});
    let refused = program.post("/connect/sessions/reconnect", nowhere).await;
    assert_eq!(refused.body["error"]["errors"][0]["path"], json!(["integration_id"]));

    assert_eq!(imported(&api, &program, "harbor").await.status, 201);
    let made = program.post("/connect/sessions/reconnect", unknown).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let shown = visitor(&api, &made.body["data"]).get("/connect/session").await;
    assert_eq!(shown.ok()["data"]["isReconnecting"], true);
    assert_eq!(shown.body["data"]["allowed_integrations"], json!(["autotask"]));
}

#[tokio::test]
async fn what_people_do_on_the_page_is_counted_and_not_kept() {
    let api = bare().await;
    let session = begun(&api.program().await, json!({"end_user": user()})).await;
    let sent = |event: &str, token: &Value| {
        json!({"token": token, "event": event, "timestamp": "2026-11-22T10:00:00.000Z",
            "dimensions": {"integration": "autotask"}})
    };
    let stranger = api.stranger();
    let counted = stranger.post("/connect/telemetry", sent("view:success", &session["token"])).await;
    assert_eq!((counted.status, counted.text.as_str()), (204, ""));
    let refused = stranger.post("/connect/telemetry", sent("view:nothing", &session["token"])).await;
    assert_eq!(refused.refusal(), (400, "invalid_body"));
    let refused = stranger.post("/connect/telemetry", json!({"token": session["token"]})).await;
    assert_eq!(refused.body["error"]["errors"].as_array().unwrap().len(), 2, "timestamp and event: {}", refused.text);
    let unknown = json!(format!("nango_connect_session_{}", "0".repeat(64)));
    let refused = stranger.post("/connect/telemetry", sent("open", &unknown)).await;
    assert_eq!(refused.refusal(), (401, "unknown_connect_session_token"));
    let metrics = stranger.get("/metrics").await;
    assert!(metrics.text.contains("linkspan_connect_events_total{event=\"view:success\"}"), "{}", metrics.text);
}
