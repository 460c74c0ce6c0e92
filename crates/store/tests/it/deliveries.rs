//! The outbox of webhooks.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::id::RowId;
use linkspan_store::{AttemptEnd, DeliveryFilter, DeliveryState, Env, NewDelivery};
use std::time::Duration;

async fn add(fixture: &Fixture, env: &Env, url: &str) -> RowId {
    let new = NewDelivery {
        message: fixture.store.new_row_id(),
        kind: "auth.creation".into(),
        integration: "autotask".into(),
        public_id: "harbor".into(),
        url: url.into(),
        body: r#"{"type":"auth"}"#.into(),
    };
    let mut tx = fixture.store.begin().await.unwrap();
    let id = env.add_delivery(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn end(state: DeliveryState, status: i64) -> AttemptEnd {
    AttemptEnd { state, status: Some(status), failure: None, due_at: None }
}

fn all() -> DeliveryFilter {
    DeliveryFilter { limit: 10, ..DeliveryFilter::default() }
}

#[tokio::test]
async fn an_attempt_is_noted_before_it_is_made_and_has_one_worker() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = add(&fixture, &env, "https://app.example/hooks").await;
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.begin_delivery(&mut tx, id, 0).await.unwrap());
        assert!(!env.begin_delivery(&mut tx, id, 0).await.unwrap(), "somebody was faster");
        tx.commit().await.unwrap();
        let begun = env.delivery(id).await.unwrap().unwrap();
        assert_eq!((begun.attempts, begun.tried_at, begun.due_at), (1, Some(fixture.clock.now()), None));

        let due = fixture.clock.now() + Duration::from_secs(10);
        let failed =
            AttemptEnd { failure: Some("answered".into()), due_at: Some(due), ..end(DeliveryState::Waiting, 500) };
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.end_delivery(&mut tx, id, 1, &failed).await.unwrap());
        assert!(env.begin_delivery(&mut tx, id, 1).await.unwrap());
        assert!(!env.end_delivery(&mut tx, id, 1, &failed).await.unwrap(), "that attempt is over");
        assert!(env.end_delivery(&mut tx, id, 2, &end(DeliveryState::Delivered, 204)).await.unwrap());
        assert!(!env.begin_delivery(&mut tx, id, 2).await.unwrap(), "what was delivered does not wait");
        tx.commit().await.unwrap();
        let done = env.delivery(id).await.unwrap().unwrap();
        assert_eq!(
            (done.state, done.status, done.failure, done.due_at),
            (DeliveryState::Delivered, Some(204), None, None)
        );
        assert_eq!(done.ended_at, Some(fixture.clock.now()));
    })
    .await;
}

#[tokio::test]
async fn a_dead_one_is_sent_again_from_the_beginning_or_given_up() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let id = add(&fixture, &env, "https://app.example/hooks").await;
        let mut tx = fixture.store.begin().await.unwrap();
        env.begin_delivery(&mut tx, id, 0).await.unwrap();
        env.end_delivery(&mut tx, id, 1, &end(DeliveryState::Dead, 410)).await.unwrap();
        assert!(!fixture.env().deliver_again(&mut tx, id).await.unwrap(), "another environment's");
        assert!(env.deliver_again(&mut tx, id).await.unwrap());
        tx.commit().await.unwrap();
        let again = env.delivery(id).await.unwrap().unwrap();
        assert_eq!((again.state, again.attempts, again.ended_at), (DeliveryState::Waiting, 0, None));
        assert_eq!(again.due_at, Some(fixture.clock.now()));

        let mut tx = fixture.store.begin().await.unwrap();
        assert!(!fixture.env().give_delivery_up(&mut tx, id).await.unwrap(), "another environment's");
        assert!(env.give_delivery_up(&mut tx, id).await.unwrap());
        assert!(!env.give_delivery_up(&mut tx, id).await.unwrap(), "once is enough");
        assert!(!env.begin_delivery(&mut tx, id, 0).await.unwrap(), "it is not sent any more");
        tx.commit().await.unwrap();
        assert_eq!(env.delivery_counts().await.unwrap(), [(DeliveryState::GivenUp, 1)]);
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_forgotten_and_what_is_dead_stays() {
    on_each(|fixture| async move {
        let env = fixture.env();
        for (url, state) in [("a", DeliveryState::Delivered), ("b", DeliveryState::Dead), ("c", DeliveryState::Waiting)]
        {
            let id = add(&fixture, &env, url).await;
            let mut tx = fixture.store.begin().await.unwrap();
            env.begin_delivery(&mut tx, id, 0).await.unwrap();
            env.end_delivery(&mut tx, id, 1, &end(state, 200)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let urls = async |filter: DeliveryFilter| -> Vec<String> {
            env.deliveries(&filter).await.unwrap().into_iter().map(|one| one.content.url).collect()
        };
        assert_eq!(urls(all()).await, ["c", "b", "a"], "newest first");
        assert_eq!(urls(DeliveryFilter { state: Some(DeliveryState::Dead), ..all() }).await, ["b"]);
        assert_eq!(urls(DeliveryFilter { limit: 1, offset: 1, ..all() }).await, ["b"]);

        fixture.clock.advance(Duration::from_secs(1));
        let mut tx = fixture.store.begin().await.unwrap();
        assert_eq!(fixture.env().forget_deliveries(&mut tx, fixture.clock.now()).await.unwrap(), 0);
        assert_eq!(env.forget_deliveries(&mut tx, fixture.clock.now()).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(urls(all()).await, ["c", "b"]);
    })
    .await;
}
