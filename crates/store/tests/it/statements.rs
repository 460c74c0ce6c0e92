//! Every statement is understood by both engines, and none forgets whose rows it touches.

use crate::harness::on_each;
use linkspan_store::Store;

#[tokio::test]
async fn every_statement_prepares_on_each_engine() {
    on_each(|fixture| async move {
        fixture.store.prepare_all().await.unwrap_or_else(|error| panic!("{}: {error}", fixture.engine));
    })
    .await;
}

#[test]
fn only_statements_that_say_so_look_across_environments() {
    for (name, sql) in Store::statements() {
        let scoped = sql.contains("environment_id");
        assert!(scoped || name.starts_with("GLOBAL_"), "{name} leaves the environment out: {sql}");
    }
}
