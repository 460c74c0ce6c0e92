//! What all endpoints of the developers' API share: keys, scopes, the envelope of errors, CORS, the rate.

use crate::harness::World;
use crate::program::Api;
use linkspan::app::keys::KeyRequest;
use linkspan::http::nango::rights;
use linkspan_store::Grants;
use secrecy::ExposeSecret;
use std::time::Duration;

/// A path of the table with something in each of its parameters.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "some" } else { part }).collect::<Vec<_>>().join("/")
}

fn method(of: &str) -> &str {
    if of == "ANY" { "POST" } else { of }
}

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

#[tokio::test]
async fn every_endpoint_needs_a_key_and_one_with_its_scope() {
    let api = bare().await;
    let (stranger, poor) = (api.stranger(), api.scoped(&["environment:mcp"]).await);
    let mut unknown = api.stranger();
    unknown.key = Some("lsk_this-key-was-never-made".into());
    for right in rights().into_iter().chain(linkspan::http::api::rights()) {
        let Some(scopes) = right.scopes else { continue };
        let (method, path) = (method(&right.method), filled(right.path));
        let missing = stranger.call(method, &path, None).await;
        assert_eq!(missing.refusal(), (401, "missing_auth_header"), "{method} {path}");
        let wrong = unknown.call(method, &path, None).await;
        assert_eq!(wrong.refusal(), (401, "unknown_account"), "{method} {path}");
        assert_eq!(wrong.body["error"]["payload"], serde_json::json!({}));
        let answer = poor.call(method, &path, None).await;
        match scopes {
            [] => assert!(!matches!(answer.status, 401 | 403), "{method} {path}: any key will do"),
            [one] => {
                assert_eq!(answer.refusal(), (403, "forbidden"), "{method} {path}");
                let words = format!("Insufficient scope. Required: {one}");
                assert_eq!(answer.body["error"]["message"], words.as_str(), "{method} {path}");
            }
            several => {
                let words = format!("Insufficient scope. Required one of: {}", several.join(" or "));
                assert_eq!(answer.body["error"]["message"], words.as_str(), "{method} {path}");
            }
        }
        let named: Vec<&str> = scopes.iter().copied().take(1).collect();
        let enough = api.scoped(if named.is_empty() { &["environment:mcp"] } else { &named }).await;
        let status = enough.call(method, &path, None).await.status;
        assert!(!matches!(status, 401 | 403), "{method} {path}: {status} with the scope that it needs");
    }
}

#[tokio::test]
async fn a_key_works_with_and_without_its_word_until_it_ends_or_is_taken_back() {
    let api = bare().await;
    let keys = &api.world.installation.keys;
    let ends = api.world.app.clock.now() + Duration::from_secs(3_600);
    let bring = "0b54c7f1-53a1-4f0e-9f4e-2f1f4d3c2b1a";
    let request = KeyRequest {
        name: "Brought along".into(),
        expires_at: Some(ends),
        bring: Some(bring.into()),
        ..KeyRequest::default()
    };
    let made = keys.make(api.world.environment, &request, "Dana").await.unwrap();
    assert_eq!(made.key.expose_secret(), bring);
    assert!(keys.make(api.world.environment, &request, "Dana").await.is_err(), "the same key twice");
    let stranger = api.stranger();
    let raw = stranger.raw("GET", "/environment-variables", &[("authorization", bring)], Vec::new()).await;
    assert_eq!((raw.status, raw.text.as_str()), (200, "[]"));

    let program = api.program().await;
    program.get("/environment-variables").await.ok();
    let listed = keys.list(api.world.environment).await.unwrap();
    assert!(listed.iter().all(|key| key.last_used_at == Some(api.world.app.clock.now())));
    let own = listed.iter().find(|key| key.name == "Backend").unwrap();
    assert!(program.key.as_ref().unwrap().starts_with(&own.prefix) && own.prefix.len() == 8);
    keys.revoke(api.world.environment, own.id, "Dana").await.unwrap();
    assert_eq!(program.get("/environment-variables").await.refusal(), (401, "unknown_account"), "at once");

    api.world.advance(Duration::from_secs(3_600));
    let raw = stranger.raw("GET", "/environment-variables", &[("authorization", bring)], Vec::new()).await;
    assert_eq!(raw.refusal(), (401, "unknown_account"));
}

#[tokio::test]
async fn the_key_itself_is_nowhere_on_disk() {
    let api = bare().await;
    let program = api.program().await;
    program.get("/environment-variables").await.ok();
    let key = program.key.clone().unwrap();
    let bytes = api.world.everything_on_disk();
    assert!(!crate::harness::holds(&bytes, &key), "the key lies on disk");
    assert!(crate::harness::holds(&bytes, &key[..8]), "the search would find it");
}

#[tokio::test]
async fn what_leads_nowhere_is_json_for_programs_and_a_page_for_people() {
    let api = bare().await;
    let (program, stranger) = (api.program().await, api.stranger());
    for path in ["/scripts/nothing", "/environment-variables/more", "/nothing/at/all"] {
        assert_eq!(program.get(path).await.refusal(), (404, "not_found"), "{path}");
    }
    assert_eq!(program.delete("/environment-variables").await.refusal(), (404, "not_found"), "another verb");
    assert_eq!(program.post("/action/trigger", serde_json::json!({})).await.refusal(), (404, "feature_disabled"));
    let page = stranger.raw("GET", "/nothing/at/all", &[("accept", "text/html")], Vec::new()).await;
    assert!(page.status == 404 && page.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn it_lives_with_and_without_a_slash_at_the_end() {
    let api = bare().await;
    for path in ["/health", "/health/", "/ready"] {
        let answer = api.stranger().get(path).await;
        assert_eq!(answer.ok(), &serde_json::json!({"result": "ok"}), "{path}");
    }
}

#[tokio::test]
async fn pages_of_other_origins_may_call_and_the_portal_stays_closed_to_them() {
    let api = bare().await;
    let asked = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    let answer = api.stranger().raw("OPTIONS", "/environment-variables", &asked, Vec::new()).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, "*"));
    assert_eq!(answer.header("access-control-max-age"), "600");
    for name in ["Authorization", "Provider-Config-Key", "Connection-Id", "Nango-Is-Sync"] {
        assert!(answer.header("access-control-allow-headers").contains(name), "{name}");
    }
    let foreign = [("origin", "https://app.example"), ("sec-fetch-site", "cross-site")];
    let answer = api.program().await.raw("POST", "/action/trigger", &foreign, Vec::new()).await;
    assert_eq!(answer.refusal(), (404, "feature_disabled"), "no guard against other origins here");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("X-RateLimit-Remaining"));
    assert_eq!(answer.header("set-cookie"), "");
    let portal = api.stranger().raw("POST", "/sign-out", &foreign, Vec::new()).await;
    assert!(portal.status == 403 && portal.header("access-control-allow-origin").is_empty());
}

#[tokio::test]
async fn the_rate_is_told_and_what_is_beyond_it_waits() {
    let settings = |setup: &mut crate::harness::Setup| {
        setup.settings.push(("LINKSPAN__API__REQUESTS_PER_MINUTE", "2".into()));
    };
    let api = Api::over(Box::new(World::bare_with(settings).await)).await;
    let (one, other) = (api.program().await, api.program_with(Grants::default()).await);
    let first = one.get("/environment-variables").await;
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")), ("2", "1"));
    assert_eq!(first.header("x-ratelimit-reset"), "1795446060", "the end of the minute");
    other.get("/environment-variables").await.ok();
    let over = one.get("/environment-variables").await;
    assert_eq!(over.refusal(), (429, "too_many_request"), "all keys of an environment share it");
    assert_eq!(
        (&over.body["error"]["method"], &over.body["error"]["path"]),
        (&"GET".into(), &"/environment-variables".into())
    );
    assert_eq!(over.header("retry-after"), "60");
    api.world.advance(Duration::from_secs(60));
    one.get("/environment-variables").await.ok();
}

#[tokio::test]
async fn tries_without_a_good_key_are_dear_and_cost_only_those_who_make_them() {
    let settings = |setup: &mut crate::harness::Setup| {
        setup.settings.push(("LINKSPAN__API__REQUESTS_PER_MINUTE", "15".into()));
    };
    let api = Api::over(Box::new(World::bare_with(settings).await)).await;
    let (stranger, program) = (api.stranger(), api.program().await);
    let first = stranger.get("/environment-variables").await;
    assert_eq!((first.refusal(), first.header("x-ratelimit-remaining")), ((401, "missing_auth_header"), "5"));
    assert_eq!(stranger.get("/environment-variables").await.refusal(), (401, "missing_auth_header"));
    let over = stranger.get("/environment-variables").await;
    assert_eq!((over.refusal(), over.header("retry-after")), ((429, "too_many_request"), "60"));
    assert_eq!(program.get("/environment-variables").await.header("x-ratelimit-remaining"), "14");
    api.world.advance(Duration::from_secs(60));
    assert_eq!(stranger.get("/environment-variables").await.status, 401);
}

#[tokio::test]
async fn another_content_type_is_refused_and_a_missing_one_is_not() {
    let api = bare().await;
    let program = api.program().await;
    for (kind, status) in [("text/plain", 415), ("multipart/form-data; boundary=x", 415), ("application/json", 200)] {
        let answer = program.raw("GET", "/environment-variables", &[("content-type", kind)], Vec::new()).await;
        assert_eq!(answer.status, status, "{kind}");
    }
    assert_eq!(program.raw("GET", "/environment-variables", &[], Vec::new()).await.status, 200);
    let unknown = program.get("/environment-variables?more=1").await;
    assert_eq!(unknown.refusal(), (400, "invalid_query_params"));
    assert_eq!(unknown.body["error"]["errors"][0]["code"], "unrecognized_keys");
}
