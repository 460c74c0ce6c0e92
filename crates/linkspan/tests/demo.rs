//! The story of the demo holds, step by step, against both emulators over real HTTP.

use linkspan::demo::report::Reporter;
use linkspan::demo::run::{play, stage};
use tokio_util::sync::CancellationToken;

#[tokio::test(flavor = "multi_thread")]
async fn products_are_synced_and_five_orders_sent_once_each_shipped_and_invoiced() {
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let directory = tempfile::tempdir().unwrap();
    let mut reporter = Reporter::start();
    let stage = stage(directory.path(), ([127, 0, 0, 1], 0).into(), &mut reporter).await.unwrap();
    let stop = CancellationToken::new();
    let workers = tokio::spawn(stage.world.runner().run(stop.clone()));
    let (_story, summary) = play(stage, &mut reporter).await.unwrap();
    stop.cancel();
    workers.await.unwrap().unwrap();

    assert!(summary.products.created >= 400, "{summary:?}");
    assert!(summary.products.unchanged >= summary.products.created, "{summary:?}");
    assert_eq!((summary.orders.sent, summary.orders.duplicates_at_distributor), (5, 0));
    assert_eq!((summary.orders.held_and_released, summary.orders.unknown_settled), (1, 1));
    assert!(summary.shipments >= 6 && summary.invoices >= 5, "{summary:?}");
}
