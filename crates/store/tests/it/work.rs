//! Work: one row per kind and subject, leases, nudges that are never lost.

use crate::harness::on_each;
use linkspan_core::Clock;
use linkspan_core::clock::from_ms;
use linkspan_store::{Claimed, Finish, Store};
use std::time::Duration;

const LEASE_MS: i64 = 60_000;

async fn claim(store: &Store, now: i64, worker: &str) -> Vec<Claimed> {
    store.claim_work("orders", worker, from_ms(now + LEASE_MS), 10).await.unwrap()
}

#[tokio::test]
async fn due_work_goes_to_one_worker_until_its_lease_ends() {
    on_each(|fixture| async move {
        let (store, clock, env) = (&fixture.store, &fixture.clock, fixture.env());
        let mut tx = store.begin().await.unwrap();
        env.enqueue(&mut tx, "orders", "send", "one", clock.now()).await.unwrap();
        env.enqueue(&mut tx, "orders", "send", "later", from_ms(clock.now_ms() + 5_000)).await.unwrap();
        tx.commit().await.unwrap();

        let taken = claim(store, clock.now_ms(), "a").await;
        assert_eq!(taken.iter().map(|work| work.subject.as_str()).collect::<Vec<_>>(), ["one"]);
        assert_eq!(taken[0].environment, env.id());
        assert!(claim(store, clock.now_ms(), "b").await.is_empty());

        // A lease that is renewed in time is nobody else's.
        clock.advance(Duration::from_millis(50_000));
        let end = from_ms(clock.now_ms() + LEASE_MS);
        assert!(store.renew_work(&taken[0], end).await.unwrap());
        assert_eq!(env.work_of("send", "one").await.unwrap().unwrap().taken_until, Some(end));
        clock.advance(Duration::from_millis(50_000));
        let others = claim(store, clock.now_ms(), "b").await;
        assert_eq!(others.iter().map(|work| work.subject.as_str()).collect::<Vec<_>>(), ["later"]);
        store.finish_work(&others[0], &Finish::Again(clock.now())).await.unwrap();

        clock.advance(Duration::from_millis(61_000));
        let taken_over = claim(store, clock.now_ms(), "b").await;
        assert_eq!(taken_over.len(), 2);
        assert!(!store.renew_work(&taken[0], from_ms(clock.now_ms() + LEASE_MS)).await.unwrap(), "it is another's");

        // The first worker wakes up: giving its work back changes nothing for the second.
        store.finish_work(&taken[0], &Finish::Done).await.unwrap();
        assert!(env.work_of("send", "one").await.unwrap().unwrap().running);
        for work in &taken_over {
            store.finish_work(work, &Finish::Done).await.unwrap();
        }
        assert!(env.work_list(10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_nudge_while_the_work_runs_is_looked_at_once_more() {
    on_each(|fixture| async move {
        let (store, clock, env) = (&fixture.store, &fixture.clock, fixture.env());
        for _ in 0..2 {
            let mut tx = store.begin().await.unwrap();
            env.enqueue(&mut tx, "orders", "send", "one", clock.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let taken = claim(store, clock.now_ms(), "a").await;
        let mut tx = store.begin().await.unwrap();
        env.enqueue(&mut tx, "orders", "send", "one", clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        store.finish_work(&taken[0], &Finish::Done).await.unwrap();
        assert_eq!(claim(store, clock.now_ms(), "a").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn failures_are_counted_and_shown_until_a_try_succeeds() {
    on_each(|fixture| async move {
        let (store, clock, env) = (&fixture.store, &fixture.clock, fixture.env());
        let mut tx = store.begin().await.unwrap();
        env.enqueue(&mut tx, "orders", "send", "one", clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let taken = claim(store, clock.now_ms(), "a").await;
        let again = from_ms(clock.now_ms() + 10_000);
        let failed = Finish::Failed { again, code: "unreachable".into(), sentence: "No answer.".into() };
        store.finish_work(&taken[0], &failed).await.unwrap();

        let shown = env.work_of("send", "one").await.unwrap().unwrap();
        assert_eq!((shown.tries, shown.sentence.as_deref(), shown.due), (1, Some("No answer."), again));
        assert_eq!(store.next_due("orders").await.unwrap(), Some(again));
        assert_eq!(store.work_summary().await.unwrap()[0].failing, 1);

        clock.advance(Duration::from_secs(10));
        let taken = claim(store, clock.now_ms(), "a").await;
        assert_eq!(taken[0].tries, 1);
        store.finish_work(&taken[0], &Finish::Again(from_ms(clock.now_ms() + 1))).await.unwrap();
        assert_eq!(env.work_of("send", "one").await.unwrap().unwrap().tries, 0);
    })
    .await;
}
