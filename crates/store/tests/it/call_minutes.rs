//! What processes tell each other of their calls.

use crate::harness::on_each;
use linkspan_core::clock::from_ms;
use linkspan_store::CallMinute;

fn minute(process: &str, minute: i64, bulk: u32, others: Option<u32>) -> CallMinute {
    let (database, process) = ("30595".to_owned(), process.to_owned());
    CallMinute { database, process, minute: from_ms(minute * 60_000), by_lane: [1, 0, 0, 0, bulk], others }
}

#[tokio::test]
async fn minutes_of_all_processes_are_kept_replaced_and_forgotten() {
    on_each(|fixture| async move {
        let store = &fixture.store;
        let mut tx = store.begin().await.unwrap();
        let first = [minute("one", 10, 5, Some(200)), minute("one", 11, 1, None), minute("two", 11, 7, None)];
        store.put_call_minutes(&mut tx, &first).await.unwrap();
        store.put_call_minutes(&mut tx, &[minute("one", 10, 9, None)]).await.unwrap();
        tx.commit().await.unwrap();

        let all = store.call_minutes(from_ms(0)).await.unwrap();
        assert_eq!(all, [minute("one", 10, 9, Some(200)), first[1].clone(), first[2].clone()], "what was seen stays");
        assert_eq!(all[0].calls(), 10);
        assert_eq!(store.call_minutes(from_ms(11 * 60_000)).await.unwrap().len(), 2);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(store.forget_call_minutes(&mut tx, from_ms(11 * 60_000)).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(store.call_minutes(from_ms(0)).await.unwrap().len(), 2);
    })
    .await;
}
