//! Whatever is sent to an endpoint that writes, the answer is JSON that names what is wrong, and nothing is kept. The table of
//! rights says which endpoints there are: one without a good body in [`samples`] fails the test.

use crate::harness::World;
use crate::program::{Answer, Api, Program};
use linkspan::http::nango::{SessionPlace, rights};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Row};
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A good body of one endpoint.
struct Sample {
    method: &'static str,
    /// The path as it stands in the table of rights.
    path: &'static str,
    /// The path that is called.
    at: String,
    headers: &'static [(&'static str, &'static str)],
    body: Value,
    /// Whether any member may be sent.
    is_free: bool,
}

fn of(method: &'static str, path: &'static str, body: Value) -> Sample {
    Sample { method, path, at: path.to_owned(), headers: &[], body, is_free: false }
}

impl Sample {
    /// Called at this path, where the table has parameters or the endpoint wants a query.
    fn at(self, at: impl Into<String>) -> Self {
        Self { at: at.into(), ..self }
    }

    fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    fn free(self) -> Self {
        Self { is_free: true, ..self }
    }
}

/// One line for each endpoint that reads a body. `token` is that of a connect session.
fn samples(token: &str) -> Vec<Sample> {
    const OLD: &[(&str, &str)] = &[("provider-config-key", "autotask")];
    const ONE: &str = "/connections/some?provider_config_key=autotask";
    let integration =
        json!({"provider": "itglue", "unique_key": "docs", "display_name": "Docs", "forward_webhooks": true});
    let change = json!({"display_name": "Docs", "forward_webhooks": true, "integration_config": {}, "custom": {}});
    let import = json!({"provider_config_key": "gone", "connection_id": "some", "tags": {}, "metadata": {},
        "credentials": {"type": "API_KEY", "apiKey": "x"}, "connection_config": {}});
    let metadata = json!({"connection_id": "some", "provider_config_key": "autotask", "metadata": {"a": 1}});
    let people = json!({"end_user": {"id": "7"}, "tags": {"env": "live"}, "webhook_url_override": ""});
    let session = json!({"end_user": {"id": "7"}, "organization": {"id": "1"}, "allowed_integrations": ["gone"], "tags": {},
        "integrations_config_defaults": {}, "overrides": {}, "webhook_url_override": "https://app.example/hook"});
    let renew = json!({"connection_id": "gone", "integration_id": "autotask", "end_user": {"id": "7"}, "tags": {}});
    let seen = json!({"token": "gone", "event": "open", "timestamp": "2026-11-22T08:00:00Z", "dimensions": {}});
    let linked = |path: &str| format!("{path}/gone?connect_session_token={token}");
    let client = json!({"client_id": "x", "client_secret": "y"});
    let older = json!({"provider": "itglue", "provider_config_key": "docs"});
    let syncs = json!({"syncs": [], "provider_config_key": "autotask", "connection_id": "some"});
    let frequency = json!({"sync_name": "create-orders", "provider_config_key": "autotask", "connection_id": "some",
        "frequency": "1h", "sync_variant": "base"});
    vec![
        of("POST", "/integrations", integration),
        of("PATCH", "/integrations/{unique_key}", change).at("/integrations/gone"),
        of("POST", "/config", older.clone()),
        of("PUT", "/config", older),
        of("POST", "/connections", import.clone()),
        of("POST", "/connection", import),
        of("POST", "/connections/metadata", metadata.clone()),
        of("PATCH", "/connections/metadata", metadata.clone()),
        of("POST", "/connection/metadata", metadata.clone()),
        of("PATCH", "/connection/metadata", metadata),
        of("POST", "/connection/{connection_id}/metadata", json!({"a": 1}))
            .at("/connection/some/metadata")
            .with(OLD)
            .free(),
        of("PATCH", "/connection/{connection_id}/metadata", json!({"a": 1}))
            .at("/connection/some/metadata")
            .with(OLD)
            .free(),
        of("PATCH", "/connections/{connection_id}", people).at(ONE),
        of("POST", "/sync/trigger", syncs.clone()),
        of("POST", "/sync/start", syncs.clone()),
        of("POST", "/sync/pause", syncs),
        of("PUT", "/sync/update-connection-frequency", frequency),
        of("POST", "/connect/sessions", session),
        of("POST", "/connect/sessions/reconnect", renew),
        of("POST", "/connect/telemetry", seen),
        of("POST", "/api-auth/api-key/{unique_key}", json!({"apiKey": "x"})).at(linked("/api-auth/api-key")),
        of("POST", "/api-auth/basic/{unique_key}", json!({"username": "x", "password": ""}))
            .at(linked("/api-auth/basic")),
        of("POST", "/oauth2/auth/{unique_key}", client).at(linked("/oauth2/auth")),
        of("POST", "/auth/two-step/{unique_key}", json!({"name": "x"})).at(linked("/auth/two-step")).free(),
        of("POST", "/auth/unauthenticated/{unique_key}", json!({})).at(linked("/auth/unauthenticated")),
    ]
}

/// Endpoints that write and read no body. What stands in the body is passed over or passed on.
const WITHOUT_BODY: &[(&str, &str)] = &[("ANY", "/proxy/{*path}"), ("PATCH", "/records/prune")];

#[tokio::test]
async fn every_endpoint_that_writes_has_a_sample() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    let token = session(&program).await;
    let samples = samples(&token);
    for right in rights() {
        let (method, path) = (right.method.as_str(), right.path);
        if matches!(method, "GET" | "DELETE") || WITHOUT_BODY.contains(&(method, path)) {
            continue;
        }
        let filled: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { "some" } else { part }).collect();
        let verb = if method == "ANY" { "POST" } else { method };
        let in_query = right.session == Some(SessionPlace::Query);
        let query = if in_query { format!("?connect_session_token={token}") } else { String::new() };
        let answer = program.call(verb, &format!("{}{query}", filled.join("/")), Some(json!({}))).await;
        if answer.body["error"]["code"] == "feature_disabled" {
            continue;
        }
        let known = samples.iter().any(|sample| (sample.method, sample.path) == (method, path));
        assert!(known, "{method} {path} has no line in samples()");
    }
    for sample in &samples {
        let there = rights().iter().any(|right| (right.method.as_str(), right.path) == (sample.method, sample.path));
        assert!(there, "{} {} is gone", sample.method, sample.path);
    }
}

/// The token of a connect session.
async fn session(program: &Program<'_>) -> String {
    let made = program.post("/connect/sessions", json!({"end_user": {"id": "7"}})).await;
    made.ok()["data"]["token"].as_str().unwrap().to_owned()
}

/// What is wrong with a body, and what the answer must say: status, code, and what is named.
struct Wrong {
    what: String,
    bytes: Vec<u8>,
    kind: &'static str,
    status: u16,
    code: &'static str,
    named: Option<String>,
}

impl Wrong {
    fn new(what: impl Into<String>, bytes: impl Into<Vec<u8>>, code: &'static str) -> Self {
        Self { what: what.into(), bytes: bytes.into(), kind: "application/json", status: 400, code, named: None }
    }

    fn naming(self, name: impl Into<String>) -> Self {
        Self { named: Some(name.into()), ..self }
    }
}

/// Everything that is tried with a body.
fn wrongs(sample: &Sample) -> Vec<Wrong> {
    let members = sample.body.as_object().unwrap();
    let first = members.keys().next().map_or("a", String::as_str);
    let text = sample.body.to_string();
    let doubled = format!("{{\"{first}\":1,\"{first}\":1}}");
    let deep = |open: &str, close: &str| format!("{{\"{first}\":{}{}}}", open.repeat(20_000), close.repeat(20_000));
    let mut all = vec![
        Wrong::new("bad UTF-8", [b"{\"a\":\"\xff\xfe\"}".as_slice(), b""].concat(), "invalid_json"),
        Wrong::new("cut off", &text.as_bytes()[..text.len() - 1], "invalid_json"),
        Wrong::new("two documents", format!("{text}{text}"), "invalid_json"),
        Wrong::new("half a surrogate", "{\"a\":\"\\ud800\"}", "invalid_json"),
        Wrong::new("no JSON", "a=1&b=2", "invalid_json"),
        Wrong::new("a number beyond all", format!("{{\"{first}\":1e999}}"), "invalid_json"),
        Wrong::new("a key twice", doubled, "invalid_json").naming(first),
        Wrong::new("deep lists", deep("[", "]"), "invalid_json"),
        Wrong::new("deep objects", deep("{\"a\":", "}").replace(":}", ":1}"), "invalid_json"),
        Wrong { kind: "text/plain", status: 415, ..Wrong::new("plain text", text.clone(), "invalid_content_type") },
        Wrong {
            kind: "application/x-www-form-urlencoded",
            status: 415,
            ..Wrong::new("a form", "a=1", "invalid_content_type")
        },
    ];
    for other in ["[]", "[{}]", "7", "true", "null", "\"text\""] {
        all.push(Wrong::new(format!("{other} in place of an object"), other, "invalid_body"));
    }
    if sample.is_free {
        return all;
    }
    let changed = |key: &str, value: Value| {
        let mut body = sample.body.clone();
        body[key] = value;
        body.to_string()
    };
    all.push(Wrong::new("an unknown key", changed("surprise", json!(1)), "invalid_body").naming("surprise"));
    for (key, value) in members {
        // A number is none of the types that members have.
        let other = if value.is_number() { json!("text") } else { json!(7) };
        all.push(Wrong::new(format!("{key}: {other}"), changed(key, other), "invalid_body").naming(key));
    }
    all
}

async fn send(program: &Program<'_>, sample: &Sample, wrong: &Wrong) -> Answer {
    let mut headers = vec![("content-type", wrong.kind)];
    headers.extend(sample.headers);
    program.raw(sample.method, &sample.at, &headers, wrong.bytes.clone()).await
}

#[tokio::test]
async fn whatever_is_wrong_with_a_body_is_named_and_nothing_is_kept() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    let token = session(&program).await;
    let before = rows(&api.world).await;
    assert!(before.len() > 20 && before["integrations"] > 0, "{before:?}");
    for sample in samples(&token) {
        for wrong in wrongs(&sample) {
            let place = format!("{} {}: {}", sample.method, sample.path, wrong.what);
            let answer = send(&program, &sample, &wrong).await;
            assert_eq!(answer.status, wrong.status, "{place}: {}", answer.text);
            assert_eq!(answer.body["error"]["code"], wrong.code, "{place}: {}", answer.text);
            let told = answer.body["error"].to_string();
            assert!(wrong.named.as_ref().is_none_or(|name| told.contains(&format!("\"{name}"))), "{place}: {told}");
            assert!(told.len() < 4_000, "{place}: it tells too much");
        }
    }
    assert_eq!(rows(&api.world).await, before, "something was kept");
    for sample in samples(&token) {
        let good = Wrong::new("nothing", sample.body.to_string(), "");
        let answer = send(&program, &sample, &good).await;
        let error = &answer.body["error"];
        let errors = error["errors"].as_array().cloned().unwrap_or_default();
        let is_read =
            !matches!(error["code"].as_str(), Some("invalid_json" | "invalid_query_params" | "feature_disabled"))
                && errors.iter().all(|one| one["code"] == "custom");
        assert!(is_read && answer.status < 500, "{} {}: {}", sample.method, sample.path, answer.text);
    }
}

#[tokio::test]
async fn what_is_too_long_is_refused_before_it_was_sent() {
    let api = Api::over(Box::new(World::bare().await)).await;
    let program = api.program().await;
    let (key, token) = (program.key.clone().unwrap(), session(&program).await);
    let host = api.url.trim_start_matches("http://").to_owned();
    for sample in samples(&token) {
        let mut stream = TcpStream::connect(&host).await.unwrap();
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n", sample.method, sample.at);
        head.push_str("content-type: application/json\r\ncontent-length: 78643201\r\nconnection: close\r\n\r\n{");
        stream.write_all(head.as_bytes()).await.unwrap();
        let (mut answer, mut buffer) = (Vec::new(), [0; 4_096]);
        while !String::from_utf8_lossy(&answer).contains("\r\n\r\n{") {
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "{} {}: closed after {}", sample.method, sample.path, String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&buffer[..read]);
        }
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let is_refused = answer.starts_with("HTTP/1.1 413") && answer.contains("request_too_large");
        assert!(is_refused, "{} {}: {answer}", sample.method, sample.path);
    }
}

/// How many rows each table has.
async fn rows(world: &World) -> BTreeMap<String, i64> {
    sqlx::any::install_default_drivers();
    let file = world.directory.path().join("data/core.db");
    let mut connection = sqlx::AnyConnection::connect(&format!("sqlite://{}?mode=ro", file.display())).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables = sqlx::query(tables).fetch_all(&mut connection).await.unwrap();
    let mut counts = BTreeMap::new();
    for table in tables {
        let name: String = table.get("name");
        let count = AssertSqlSafe(format!("SELECT COUNT(*) AS n FROM \"{name}\""));
        counts.insert(name, sqlx::query(count).fetch_one(&mut connection).await.unwrap().get::<i64, _>("n"));
    }
    counts
}
