//! The vendor's limits, met without a guard and avoided with one.

use std::time::Duration;

use autotask::{Client, Consequence, Kind, Lane, Query, RetryPolicy, entity::Product};
use futures::future::join_all;
use linkspan_emulator::autotask::{Limits, Options, Quirks};

use super::Vendor;
use crate::scripted::http;

/// A vendor whose calls take long enough to overlap.
async fn slow_vendor(thread_limit_status: &str) -> Vendor {
    let mut quirks = Quirks::default();
    quirks.set("thread_limit_status", thread_limit_status).unwrap();
    let limits = Limits { latency: Duration::from_millis(30), ..Limits::default() };
    Vendor::start(Options { quirks, limits, ..Options::default() }).await
}

async fn twelve_at_once(client: &Client) -> Vec<Result<u64, autotask::Error>> {
    join_all((0..12).map(|_| async { client.count(&Query::<Product>::all()).await })).await
}

#[tokio::test]
async fn too_many_at_once_are_refused_under_either_status() {
    for status in ["429", "500"] {
        let vendor = slow_vendor(status).await;
        let once = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
        let unguarded = Client::builder(http(), vendor.zone().await, vendor.credentials())
            .gate(std::sync::Arc::new(super::Open))
            .retry(once)
            .build();
        let errors: Vec<_> = twelve_at_once(&unguarded).await.into_iter().filter_map(Result::err).collect();
        assert!(!errors.is_empty(), "{status}");
        for error in errors {
            assert_eq!(error.kind(), &Kind::ThreadLimit, "{status}: {error:?}");
            assert!(matches!(error.consequence(), Consequence::Retry { .. }));
        }
    }
}

#[tokio::test]
async fn the_guard_keeps_twelve_callers_below_the_limit_of_threads() {
    let vendor = slow_vendor("429").await;
    let results = twelve_at_once(&vendor.client().await).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(vendor.calls(), 12);
}

#[tokio::test]
async fn the_end_of_the_hours_calls_is_told_under_either_status() {
    for status in ["429", "500"] {
        let mut quirks = Quirks::default();
        quirks.set("hourly_limit_status", status).unwrap();
        let limits = Limits { hourly: 5, delays: false, ..Limits::default() };
        let vendor = Vendor::start(Options { quirks, limits, ..Options::default() }).await;
        let client = vendor.unguarded_client().await;
        let mut last = None;
        for _ in 0..8 {
            last = client.version().await.err();
        }
        let error = last.unwrap();
        assert_eq!(
            (error.kind(), error.consequence()),
            (&Kind::HourlyLimit, Consequence::Limit { until_ms: None }),
            "{status}"
        );
    }
}

#[tokio::test]
async fn the_threshold_counts_everybody_and_itself() {
    let vendor = Vendor::usual().await;
    let client = vendor.client().await;
    let before = client.threshold().await.unwrap();
    assert_eq!((before.limit, before.window_minutes), (10_000, 60));
    vendor.client().await.in_lane(Lane::Bulk).count(&Query::<Product>::all()).await.unwrap();
    let after = client.threshold().await.unwrap();
    assert!(after.used >= before.used + 2, "{before:?} {after:?}");
}
