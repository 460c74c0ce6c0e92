//! The guard in front of the calls.

use std::sync::Arc;

use autotask::{Client, Consequence, Kind, Lane, Query, entity::Product, gate::Gate, time::TimeSource};
use serde_json::json;

use super::{Say, credentials, errors, fixture, http, page, received, scripted, zone_at};

#[tokio::test]
async fn what_others_use_is_learnt_from_the_threshold() {
    let server = scripted(|asked| match asked.path.as_str() {
        "ThresholdInformation" => Say::Json(
            200,
            json!({"externalRequestThreshold": 10000, "requestThresholdTimeframe": 60, "currentTimeframeRequestCount": 8000}),
        ),
        _ => page(Vec::new(), false),
    })
    .await;
    let fixture = fixture(&server);
    let threshold = fixture.client.threshold().await.unwrap();
    assert_eq!((threshold.used, threshold.limit, threshold.window_minutes), (8_000, 10_000, 60));
    let bulk = fixture.client.in_lane(Lane::Bulk);
    let error = bulk.query(&Query::<Product>::all()).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::QuotaReserved { .. }));
    assert_eq!(received(&server), 1);
    assert!(fixture.client.in_lane(Lane::Orders).query(&Query::<Product>::all()).await.is_ok());
    assert_eq!(fixture.gate.snapshot().others, 7_999);
}

#[tokio::test]
async fn after_the_hourly_limit_nobody_calls_for_a_while() {
    let server = scripted(|_| Say::RetryAfter(429, 120)).await;
    let fixture = fixture(&server);
    let error = fixture.client.query(&Query::<Product>::all()).await.unwrap_err();
    assert_eq!((error.kind(), error.consequence()), (&Kind::HourlyLimit, Consequence::Limit { until_ms: None }));
    let next = fixture.client.query(&Query::<Product>::all()).await.unwrap_err();
    assert_eq!(next.consequence(), Consequence::Limit { until_ms: Some(120_000) });
    assert_eq!((received(&server), fixture.time.now_ms()), (1, 0));
}

#[tokio::test]
async fn a_thread_limit_is_waited_for_by_reads() {
    let server =
        scripted(|_| errors(429, "The Autotask API thread threshold of 3 threads has been exceeded. Method: GET."))
            .await;
    let fixture = fixture(&server);
    let error = fixture.client.query(&Query::<Product>::all()).await.unwrap_err();
    assert_eq!((error.kind(), error.consequence()), (&Kind::ThreadLimit, Consequence::Retry { after: None }));
    assert_eq!(received(&server), 3);
    assert!(fixture.time.now_ms() >= 1_500);
}

#[tokio::test]
async fn a_client_alone_brings_its_own_guard() {
    let server = scripted(|_| page(Vec::new(), false)).await;
    let client = Client::builder(http(), zone_at(&server), credentials()).lane(Lane::Bulk).build();
    assert_eq!(client.lane(), Lane::Bulk);
    assert!(client.query(&Query::<Product>::all()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn another_guard_can_take_its_place() {
    #[derive(Debug)]
    struct Closed;

    #[async_trait::async_trait]
    impl Gate for Closed {
        async fn acquire(&self, _: Lane, entities: &[&str]) -> Result<autotask::gate::Permit, autotask::Error> {
            assert_eq!(entities, ["Products"]);
            Err(autotask::Error::quota_reserved(77))
        }

        async fn acquire_probe(&self, _: &[&str]) -> Result<autotask::gate::Permit, autotask::Error> {
            Ok(autotask::gate::Permit::free())
        }

        fn observe(&self, _: autotask::gate::Observation) {}
    }

    let server = scripted(|_| page(Vec::new(), false)).await;
    let client = Client::builder(http(), zone_at(&server), credentials()).gate(Arc::new(Closed)).build();
    let error = client.query(&Query::<Product>::all()).await.unwrap_err();
    assert_eq!(error.consequence(), Consequence::Limit { until_ms: Some(77) });
    assert_eq!(received(&server), 0);
}
