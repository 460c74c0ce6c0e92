//! Each fault of the shared base, seen from a plain HTTP client.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::routing::post;
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::server::{Base, Running, serve};
use serde_json::{Value, json};

struct World {
    server: Running,
    effects: Arc<AtomicU32>,
    client: reqwest::Client,
}

impl World {
    async fn start() -> Self {
        let effects = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&effects);
        let router = Router::new().route(
            "/order",
            post(move |body: String| {
                let seen = Arc::clone(&seen);
                async move {
                    seen.fetch_add(1, Ordering::SeqCst);
                    axum::Json(json!({"echo": body, "padding": "x".repeat(64)}))
                }
            }),
        );
        let clock = VirtualClock::frozen("2026-11-02T12:00:00Z".parse().unwrap());
        let server = serve("127.0.0.1:0".parse().unwrap(), router, Base::new(clock)).await.unwrap();
        Self { server, effects, client: reqwest::Client::new() }
    }

    fn plan(&self, action: FaultAction) {
        self.server.faults().add(Fault::once("POST /order", action));
    }

    async fn post(&self, body: &'static str) -> reqwest::Result<reqwest::Response> {
        self.client.post(format!("{}/order", self.server.url())).body(body).send().await
    }

    fn effects(&self) -> u32 {
        self.effects.load(Ordering::SeqCst)
    }

    fn last_fault(&self) -> (Option<u16>, Option<String>) {
        let last = self.server.journal().entries().pop().unwrap();
        (last.status, last.fault)
    }

    fn control(&self, name: &str) -> String {
        format!("{}/_emulator/{name}", self.server.url())
    }
}

#[tokio::test]
async fn without_faults_requests_pass_and_are_journaled() {
    let world = World::start().await;
    let reply: Value = world.post("hello").await.unwrap().json().await.unwrap();
    assert_eq!(reply["echo"], "hello");
    let entries = world.server.journal().entries();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].method.as_str(), entries[0].path.as_str()), ("POST", "/order"));
    assert_eq!((entries[0].status, entries[0].request_body.as_str()), (Some(200), "hello"));
    assert!(entries[0].response_body.contains("padding"));
    assert_eq!(entries[0].at.to_string(), "2026-11-02T12:00:00Z");
}

#[tokio::test]
async fn a_planned_status_has_no_effect_and_carries_its_body() {
    let world = World::start().await;
    world.plan(FaultAction::Status {
        status: 429,
        body: Some("slow".into()),
        content_type: Some("text/plain".into()),
        retry_after: Some(7),
    });
    let reply = world.post("a").await.unwrap();
    assert_eq!(reply.status(), 429);
    assert_eq!(reply.headers()["retry-after"], "7");
    assert_eq!(reply.headers()["content-type"], "text/plain");
    assert_eq!(reply.text().await.unwrap(), "slow");
    assert_eq!(world.effects(), 0);
    assert_eq!(world.post("a").await.unwrap().status(), 200, "it strikes once");
}

#[tokio::test]
async fn a_delay_waits_and_then_answers() {
    let world = World::start().await;
    world.plan(FaultAction::Delay { millis: 40 });
    assert_eq!(world.post("a").await.unwrap().status(), 200);
    assert_eq!(world.effects(), 1);
    assert!(world.server.journal().entries()[0].millis >= 40);
}

#[tokio::test]
async fn refuse_and_cut_before_have_no_effect_and_no_answer() {
    let world = World::start().await;
    for (action, name) in [(FaultAction::Refuse, "refuse"), (FaultAction::CutBefore, "cut_before")] {
        world.plan(action);
        assert!(world.post("a").await.is_err());
        assert_eq!(world.effects(), 0);
        assert_eq!(world.last_fault(), (None, Some(name.to_owned())));
    }
}

#[tokio::test]
async fn cut_after_has_its_effect_and_no_answer() {
    let world = World::start().await;
    world.plan(FaultAction::CutAfter);
    assert!(world.post("a").await.is_err());
    assert_eq!(world.effects(), 1);
    assert_eq!(world.last_fault(), (None, Some("cut_after".to_owned())));
}

#[tokio::test]
async fn garbage_is_a_200_that_cannot_be_parsed() {
    let world = World::start().await;
    world.plan(FaultAction::Garbage);
    let reply = world.post("a").await.unwrap();
    assert_eq!(reply.status(), 200);
    assert!(reply.json::<Value>().await.is_err());
    assert_eq!(world.effects(), 1);
}

#[tokio::test]
async fn truncate_sends_the_head_and_half_of_the_body() {
    let world = World::start().await;
    world.plan(FaultAction::Truncate);
    let mut reply = world.post("a").await.unwrap();
    assert_eq!(reply.status(), 200);
    let promised = reply.content_length().unwrap();
    let mut received = 0;
    let ended = loop {
        match reply.chunk().await {
            Ok(Some(chunk)) => received += chunk.len() as u64,
            ended => break ended,
        }
    };
    assert!(ended.is_err(), "the body must break off");
    assert_eq!(received, promised / 2);
    assert_eq!(world.effects(), 1);
}

#[tokio::test]
async fn a_body_condition_picks_the_request() {
    let world = World::start().await;
    let fault = Fault { body_contains: Some("PO-7".into()), ..Fault::once("/order", FaultAction::CutAfter) };
    world.server.faults().add(fault);
    assert_eq!(world.post("PO-8").await.unwrap().status(), 200);
    assert!(world.post("PO-7").await.is_err());
}

#[tokio::test]
async fn gzip_request_bodies_are_unpacked() {
    use std::io::Write;
    let world = World::start().await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"packed words").unwrap();
    let request = world.client.post(format!("{}/order", world.server.url())).header("content-encoding", "gzip");
    let reply: Value = request.body(packed.finish().unwrap()).send().await.unwrap().json().await.unwrap();
    assert_eq!(reply["echo"], "packed words");
    assert_eq!(world.server.journal().entries()[0].request_body, "packed words");
    let broken = world.client.post(format!("{}/order", world.server.url())).header("content-encoding", "gzip");
    assert_eq!(broken.body("no gzip").send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn faults_are_planned_listed_and_cleared_over_http() {
    let world = World::start().await;
    let one = json!({"route": "/order", "times": null, "action": {"do": "status", "status": 503}});
    let planned = world.client.post(world.control("faults")).json(&one).send().await.unwrap();
    assert_eq!(planned.status(), 200);
    assert_eq!(world.post("a").await.unwrap().status(), 503);
    let listed: Value = world.client.get(world.control("faults")).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed[0]["struck"], 1);
    assert_eq!(listed[0]["action"]["do"], "status");
    world.client.delete(world.control("faults")).send().await.unwrap();
    assert_eq!(world.post("a").await.unwrap().status(), 200);
    let bad = world.client.post(world.control("faults")).body("{\"route\":1}").send().await.unwrap();
    assert_eq!(bad.status(), 400);
}

#[tokio::test]
async fn clock_and_journal_are_reached_over_http_and_leave_no_trace() {
    let world = World::start().await;
    let moved = world.client.post(world.control("clock")).json(&json!({"advance_seconds": 3600})).send().await.unwrap();
    let moved: Value = moved.json().await.unwrap();
    assert_eq!(moved["now"], "2026-11-02T13:00:00Z");
    assert_eq!(world.server.clock().now().to_string(), "2026-11-02T13:00:00Z");
    let set = json!({"set": "2027-01-01T00:00:00Z"});
    let set: Value = world.client.post(world.control("clock")).json(&set).send().await.unwrap().json().await.unwrap();
    assert_eq!(set["now"], "2027-01-01T00:00:00Z");
    world.post("a").await.unwrap();
    let journal: Value = world.client.get(world.control("journal")).send().await.unwrap().json().await.unwrap();
    assert_eq!(journal.as_array().unwrap().len(), 1, "control calls are not journaled");
    world.client.delete(world.control("journal")).send().await.unwrap();
    assert!(world.server.journal().entries().is_empty());
}

#[tokio::test]
async fn connections_are_counted() {
    let world = World::start().await;
    for _ in 0..3 {
        reqwest::Client::new().post(format!("{}/order", world.server.url())).body("a").send().await.unwrap();
    }
    assert_eq!(world.server.connections(), 3);
    let counted: Value =
        reqwest::Client::new().get(world.control("connections")).send().await.unwrap().json().await.unwrap();
    assert_eq!(counted["connections"], 4);
}

#[tokio::test]
async fn a_stopped_server_takes_no_more_connections() {
    let world = World::start().await;
    let url = world.server.url().to_owned();
    world.post("a").await.unwrap();
    world.server.stop().await;
    assert!(reqwest::Client::new().post(format!("{url}/order")).send().await.unwrap_err().is_connect());
}
