//! The hourly limit, the thread limit, and what tells about them.

use std::time::Duration;

use linkspan_emulator::autotask::Limits;
use reqwest::Method;
use serde_json::json;

use crate::world::{World, answer};

#[tokio::test]
async fn threshold_information_counts_itself_and_the_hour_rolls() {
    let world = World::with(|options| options.limits.delays = false).await;
    let (_, first) = world.get("ThresholdInformation").await;
    let expected = json!({
        "externalRequestThreshold": 10_000, "requestThresholdTimeframe": 60, "currentTimeframeRequestCount": 1,
    });
    assert_eq!(first, expected);
    world.get("Companies/0").await;
    assert_eq!(world.get("ThresholdInformation").await.1["currentTimeframeRequestCount"], 3);
    world.server.server().clock().advance(Duration::from_secs(3_600));
    assert_eq!(world.get("ThresholdInformation").await.1["currentTimeframeRequestCount"], 1);
}

#[tokio::test]
async fn beyond_the_hourly_limit_the_database_is_closed_until_the_hour_rolls() {
    let world = World::with(|options| {
        options.limits = Limits { delays: false, ..Limits::default() };
        options.quirks.set("retry_after", "sent").unwrap();
    })
    .await;
    world.server.tenant().use_up_calls(9_999);
    assert_eq!(world.get("Companies/0").await.0, 200);
    let reply = world.request(Method::GET, "Companies/0").send().await.unwrap();
    assert_eq!(reply.status(), 429);
    assert_eq!(reply.headers()["retry-after"], "3600");
    let other = world.as_user(&world.ready.other_user_name, Method::GET, "Companies/0");
    assert_eq!(answer(other).await.0, 200, "another database has its own hour");
    world.server.server().clock().advance(Duration::from_secs(3_600));
    assert_eq!(world.get("Companies/0").await.0, 200);
}

#[tokio::test]
async fn a_fourth_thread_on_one_entity_is_refused() {
    let world = World::with(|options| {
        options.limits = Limits { delays: false, latency: Duration::from_millis(500), ..Limits::default() };
    })
    .await;
    let calls = (0..6).map(|_| world.get("Companies/0"));
    let statuses: Vec<u16> = futures::future::join_all(calls).await.into_iter().map(|(status, _)| status).collect();
    assert_eq!(statuses.iter().filter(|&&status| status == 200).count(), 3, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|&&status| status == 429).count(), 3, "{statuses:?}");
    assert_eq!(world.get("Companies/0").await.0, 200, "threads are given back");
}

#[tokio::test]
async fn with_limits_off_nothing_is_refused() {
    let world = World::start().await;
    world.server.tenant().use_up_calls(20_000);
    assert_eq!(world.get("Companies/0").await.0, 200);
    assert_eq!(world.server.tenant().calls_used(), 20_001);
}

#[tokio::test]
async fn a_thread_refusal_may_be_a_500_with_the_vendors_code() {
    let world = World::with(|options| {
        options.limits = Limits { threads: 0, delays: false, ..Limits::default() };
        options.quirks.set("thread_limit_status", "500").unwrap();
    })
    .await;
    let (status, body) = world.get("Products/entityInformation").await;
    assert_eq!((status, &body["errors"][0]["code"]), (500, &json!("Itgenatr005")));
    assert_eq!(world.get("ThresholdInformation").await.0, 200, "calls of no entity take no thread");
}

#[tokio::test]
async fn calls_wait_from_half_of_the_limit_on() {
    let world = World::with(|options| options.limits = Limits { hourly: 4, ..Limits::default() }).await;
    world.server.tenant().use_up_calls(2);
    let before = std::time::Instant::now();
    assert_eq!(world.get("Companies/0").await.0, 200);
    assert!(before.elapsed() >= Duration::from_millis(500));
}
