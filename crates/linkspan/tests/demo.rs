//! The story of the demo holds, step by step, against both emulators over real HTTP.

use linkspan::demo::report::Reporter;
use linkspan::demo::run::play;
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread")]
async fn five_orders_are_sent_once_each_shipped_and_invoiced() {
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let directory = tempfile::tempdir().unwrap();
    let stop = CancellationToken::new();
    let mut reporter = Reporter::start();
    let (_story, summary) = play(directory.path(), &mut reporter, stop.clone()).await.unwrap();
    stop.cancel();
    assert_eq!((summary.orders.sent, summary.orders.duplicates_at_distributor), (5, 0));
    assert_eq!((summary.orders.held_and_released, summary.orders.unknown_settled), (1, 1));
    assert!(summary.shipments >= 6 && summary.invoices >= 5, "{summary:?}");
}
