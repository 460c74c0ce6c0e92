//! The vendor's limits, met without a guard and avoided with one.

use std::{sync::Arc, time::Duration};

use autotask::{
    Client, Consequence, Kind, Lane, Query, RetryPolicy,
    entity::{Product, ProductPatch},
    quota::{QuotaGate, Share},
    time::TimeSource,
};
use futures::future::join_all;
use jiff::Timestamp;
use linkspan_emulator::{
    autotask::{Limits, Options, Quirks},
    clock::VirtualClock,
};

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

/// The emulator's clock as the guard's, so that both count the same hour; sleeping moves it.
#[derive(Debug)]
struct OneClock(VirtualClock);

#[async_trait::async_trait]
impl TimeSource for OneClock {
    fn now_ms(&self) -> i64 {
        self.0.now().as_millisecond()
    }

    async fn sleep_until_ms(&self, at_ms: i64) {
        self.0.advance(Duration::from_millis(u64::try_from(at_ms - self.now_ms()).unwrap_or(0)));
    }
}

#[tokio::test]
async fn a_sync_keeps_to_its_share_by_the_vendors_own_count() {
    let clock = VirtualClock::frozen("2026-03-02T06:00:00Z".parse::<Timestamp>().unwrap());
    // A vendor that allows 1,000 calls an hour, 400 of which others have just made.
    let limits = Limits { hourly: 1_000, delays: false, ..Limits::default() };
    let vendor = Vendor::start(Options { clock: clock.clone(), limits, ..Options::default() }).await;
    vendor.running.tenant().use_up_calls(400);
    let time: Arc<dyn TimeSource> = Arc::new(OneClock(clock.clone()));
    let gate = QuotaGate::alone(Share::DEFAULT, Arc::clone(&time));
    let client = Client::builder(http(), vendor.zone().await, vendor.credentials())
        .gate(Arc::new(gate.clone()))
        .time(Arc::clone(&time))
        .build();
    client.threshold().await.unwrap();
    let product = client.query(&Query::<Product>::all()).await.unwrap().items.remove(0).id;

    let (bulk, mut most) = (client.in_lane(Lane::Bulk), 0);
    for n in 0..500 {
        while let Err(error) = bulk.patch(&ProductPatch::new(product).link(format!("https://example.com/{n}"))).await {
            let Consequence::Limit { until_ms: Some(at_ms) } = error.consequence() else { panic!("{error}") };
            time.sleep_until_ms(at_ms).await;
            client.threshold().await.unwrap();
        }
        if n % 25 == 0 {
            let asked_ms = time.now_ms();
            client.get::<Product>(product).await.unwrap();
            assert!(time.now_ms() - asked_ms <= 1_000);
        }
        clock.advance(Duration::from_millis(700));
        let hour_ago = time.now_ms() - 3_600_000;
        let journal = vendor.running.server().journal();
        let calls = |entry: &linkspan_emulator::journal::JournalEntry| {
            entry.at.as_millisecond() > hour_ago && !entry.path.to_lowercase().contains("zoneinformation")
        };
        most = most.max(journal.count(calls));
        assert!(vendor.running.tenant().calls_used() < 750, "others have three quarters to themselves");
    }
    assert!((150..=300).contains(&most), "{most} calls in the busiest hour");
    assert!(gate.allowance(Lane::Person).left > 0);
}
