//! Runs and their records: what the activity log shows.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::clock::from_ms;
use linkspan_core::id::{BridgeId, RecordId, RunId};
use linkspan_core::template::TemplateKind;
use linkspan_store::{
    Advance, Env, NewRecord, NewRun, Progress, RecordFilter, RecordObject, RecordStatus, Run, RunFilter, RunKind,
    RunState, StartedBy,
};
use serde_json::json;
use std::time::Duration;

fn sync(bridge: BridgeId) -> NewRun {
    NewRun {
        bridge: Some(bridge),
        kind: TemplateKind::ProductSync.into(),
        started_by: StartedBy::Person,
        actor: "Ada".into(),
        rehearsal: false,
        due_at: None,
    }
}

async fn start(fixture: &Fixture, env: &Env, run: NewRun) -> Option<Run> {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.start_run(&mut tx, &run).await.expect("an answer");
    tx.commit().await.expect("a commit");
    env.run(id?).await.expect("an answer")
}

async fn finish(fixture: &Fixture, env: &Env, id: RunId, state: RunState) -> bool {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let ended = env.finish_run(&mut tx, id, state, "Done.").await.expect("an answer");
    tx.commit().await.expect("a commit");
    ended
}

fn dock(status: RecordStatus, activity: &str) -> NewRecord {
    NewRecord {
        object: RecordObject::Product,
        subject: "5000101".into(),
        name: "Dock für 50%_mehr".into(),
        psa_id: Some("29682885".into()),
        distributor_id: None,
        status,
        activity: activity.into(),
        code: (status == RecordStatus::Failing).then(|| "category_missing".into()),
        sentence: "Created.".into(),
    }
}

async fn put(fixture: &Fixture, env: &Env, run: &Run, record: &NewRecord) -> RecordId {
    let mut tx = fixture.store.begin().await.expect("a transaction");
    let id = env.put_record(&mut tx, run, record).await.expect("a record");
    tx.commit().await.expect("a commit");
    id
}

#[tokio::test]
async fn one_run_of_a_bridge_and_kind_at_a_time_but_rehearsals_beside_it() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let (bridge, foreign) = (fixture.bridge(&env).await, fixture.bridge(&other).await);
        let first = start(&fixture, &env, sync(bridge)).await.unwrap();
        assert_eq!((first.state, first.started_at), (RunState::Running, Some(fixture.clock.now())));
        assert!(start(&fixture, &env, sync(bridge)).await.is_none());
        assert!(start(&fixture, &env, NewRun { rehearsal: true, ..sync(bridge) }).await.is_some());
        assert!(start(&fixture, &env, NewRun { kind: RunKind::OrderStatus, ..sync(bridge) }).await.is_some());
        assert!(start(&fixture, &other, sync(foreign)).await.is_some());

        let import = NewRun { bridge: None, kind: RunKind::CatalogueImport, ..sync(bridge) };
        assert!(start(&fixture, &env, import.clone()).await.is_some());
        assert!(start(&fixture, &env, import.clone()).await.is_none(), "none of a bridge is one of a kind, too");
        assert!(start(&fixture, &other, import).await.is_some());

        assert!(!finish(&fixture, &other, first.id, RunState::Failed).await);
        assert!(finish(&fixture, &env, first.id, RunState::Completed).await);
        assert!(!finish(&fixture, &env, first.id, RunState::Failed).await, "it ended once");
        assert!(env.active_run(Some(bridge), RunKind::ProductSync).await.unwrap().is_none());
        let second = start(&fixture, &env, sync(bridge)).await.unwrap();
        assert_eq!(env.active_run(Some(bridge), RunKind::ProductSync).await.unwrap(), Some(second.clone()));
        assert_eq!(env.latest_run(Some(bridge), RunKind::ProductSync).await.unwrap(), Some(second));
        assert_eq!(env.latest_run(None, RunKind::ProductSync).await.unwrap(), None);
        assert_eq!(other.active_run(Some(bridge), RunKind::ProductSync).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_run_keeps_where_it_is_and_hears_that_it_shall_stop() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let run = start(&fixture, &env, sync(fixture.bridge(&env).await)).await.unwrap();
        let mut progress = Progress {
            done: 40,
            total: Some(412),
            calls: 43,
            counters: json!({"created": 40}),
            checkpoint: Some(json!({"after": "5000101"})),
        };
        let mut tx = fixture.store.begin().await.unwrap();
        assert_eq!(env.advance_run(&mut tx, run.id, &progress).await.unwrap(), Advance::GoOn);
        assert_eq!(other.advance_run(&mut tx, run.id, &progress).await.unwrap(), Advance::Over);
        assert!(!other.ask_run_to_stop(&mut tx, run.id).await.unwrap());
        assert!(env.ask_run_to_stop(&mut tx, run.id).await.unwrap());
        (progress.done, progress.total, progress.checkpoint) = (41, None, None);
        assert_eq!(env.advance_run(&mut tx, run.id, &progress).await.unwrap(), Advance::StopAsked);
        tx.commit().await.unwrap();

        let kept = env.run(run.id).await.unwrap().unwrap();
        assert_eq!((kept.done, kept.total, kept.calls), (41, Some(412), 43));
        assert_eq!((kept.counters, kept.checkpoint), (json!({"created": 40}), Some(json!({"after": "5000101"}))));
        assert!(kept.cancel_requested);

        assert!(finish(&fixture, &env, run.id, RunState::Cancelled).await);
        let mut tx = fixture.store.begin().await.unwrap();
        assert_eq!(env.advance_run(&mut tx, run.id, &progress).await.unwrap(), Advance::Over);
        assert!(!env.ask_run_to_stop(&mut tx, run.id).await.unwrap());
        drop(tx);
        let ended = env.run(run.id).await.unwrap().unwrap();
        assert_eq!((ended.state, ended.sentence.as_deref()), (RunState::Cancelled, Some("Done.")));
        assert!(other.run(run.id).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_planned_run_begins_once_and_not_after_it_was_called_off() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let due = from_ms(fixture.clock.now_ms() + 60_000);
        let planned = NewRun { due_at: Some(due), ..sync(fixture.bridge(&env).await) };
        let run = start(&fixture, &env, planned.clone()).await.unwrap();
        assert_eq!((run.state, run.due_at, run.started_at), (RunState::Scheduled, Some(due), None));
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(!other.begin_run(&mut tx, run.id).await.unwrap());
        assert!(env.begin_run(&mut tx, run.id).await.unwrap());
        assert!(!env.begin_run(&mut tx, run.id).await.unwrap());
        tx.commit().await.unwrap();
        finish(&fixture, &env, run.id, RunState::CompletedWithWarnings).await;

        let off = start(&fixture, &env, planned).await.unwrap();
        let mut tx = fixture.store.begin().await.unwrap();
        assert!(env.ask_run_to_stop(&mut tx, off.id).await.unwrap());
        assert!(!env.begin_run(&mut tx, off.id).await.unwrap());
        tx.commit().await.unwrap();

        let ended =
            RunFilter { states: vec![RunState::CompletedWithWarnings, RunState::Failed], ..RunFilter::default() };
        let page = env.runs(&ended).await.unwrap();
        assert_eq!((page.total, page.runs[0].id), (1, run.id));
        let all = RunFilter { bridge: run.bridge, kind: Some(RunKind::ProductSync), limit: 1, ..RunFilter::default() };
        let page = env.runs(&all).await.unwrap();
        assert_eq!((page.total, page.runs.len(), page.runs[0].id), (2, 1, off.id));
        assert_eq!(other.runs(&RunFilter::default()).await.unwrap().total, 0);
    })
    .await;
}

#[tokio::test]
async fn the_newest_record_of_a_product_says_how_it_stands() {
    on_each(|fixture| async move {
        let env = fixture.env();
        let bridge = fixture.bridge(&env).await;
        let first = start(&fixture, &env, sync(bridge)).await.unwrap();
        let once = put(&fixture, &env, &first, &dock(RecordStatus::Failing, "create")).await;
        let again = put(&fixture, &env, &first, &dock(RecordStatus::Failing, "create")).await;
        assert_eq!(once, again, "a repeated step replaces its record");
        finish(&fixture, &env, first.id, RunState::CompletedWithWarnings).await;

        fixture.clock.advance(Duration::from_secs(60));
        let rehearsal = start(&fixture, &env, NewRun { rehearsal: true, ..sync(bridge) }).await.unwrap();
        put(&fixture, &env, &rehearsal, &dock(RecordStatus::InSync, "create")).await;
        let counts = env.record_counts(bridge).await.unwrap();
        assert_eq!((counts.len(), counts[0].status), (1, RecordStatus::Failing), "a rehearsal changes nothing");

        let second = start(&fixture, &env, sync(bridge)).await.unwrap();
        put(&fixture, &env, &second, &dock(RecordStatus::InSync, "create")).await;
        let counts = env.record_counts(bridge).await.unwrap();
        assert_eq!((counts.len(), counts[0].status, counts[0].count), (1, RecordStatus::InSync, 1));
        assert_eq!((counts[0].kind, counts[0].last_at), (RunKind::ProductSync, fixture.clock.now()));
        let old = env.record(once).await.unwrap().unwrap();
        assert!(!old.latest);
        assert_eq!(old.content, dock(RecordStatus::Failing, "create"));
        assert!(fixture.env().record(once).await.unwrap().is_none());
        assert!(fixture.env().record_counts(bridge).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn records_are_found_by_run_status_time_and_any_part_of_their_names() {
    on_each(|fixture| async move {
        let (env, other) = (fixture.env(), fixture.env());
        let bridge = fixture.bridge(&env).await;
        let twin = start(&fixture, &other, sync(fixture.bridge(&other).await)).await.unwrap();
        put(&fixture, &other, &twin, &dock(RecordStatus::InSync, "adopt")).await;
        let run = start(&fixture, &env, sync(bridge)).await.unwrap();
        put(&fixture, &env, &run, &dock(RecordStatus::InSync, "create")).await;
        fixture.clock.advance(Duration::from_secs(60));
        let cable = NewRecord { subject: "5000102".into(), name: "Cable".into(), ..dock(RecordStatus::Held, "none") };
        put(&fixture, &env, &run, &cable).await;

        let found = async |filter: RecordFilter| {
            let page = env.records(&filter).await.unwrap();
            assert_eq!(page.total, i64::try_from(page.records.len()).unwrap());
            page.records.into_iter().map(|record| record.content.subject).collect::<Vec<_>>()
        };
        let any = RecordFilter::default;
        assert_eq!(found(any()).await, ["5000102", "5000101"], "newest first, none of the other environment");
        assert_eq!(found(RecordFilter { text: "DOCK FÜR".into(), ..any() }).await, ["5000101"]);
        assert_eq!(found(RecordFilter { text: "0%_m".into(), ..any() }).await, ["5000101"]);
        assert_eq!(found(RecordFilter { text: "0_m".into(), ..any() }).await, [""; 0], "a sign stands for itself");
        assert_eq!(found(RecordFilter { text: "29682885".into(), ..any() }).await.len(), 2);
        assert_eq!(found(RecordFilter { statuses: vec![RecordStatus::Held], ..any() }).await, ["5000102"]);
        assert_eq!(found(RecordFilter { since: Some(fixture.clock.now()), ..any() }).await, ["5000102"]);
        assert_eq!(found(RecordFilter { until: Some(fixture.clock.now()), ..any() }).await, ["5000101"]);
        assert_eq!(found(RecordFilter { run: Some(twin.id), ..any() }).await, [""; 0]);
        assert_eq!(found(RecordFilter { bridge: Some(bridge), latest: true, ..any() }).await.len(), 2);
        assert_eq!(found(RecordFilter { kind: Some(RunKind::OrderStatus), ..any() }).await, [""; 0]);
        let second = env.records(&RecordFilter { limit: 1, offset: 1, ..any() }).await.unwrap();
        assert_eq!((second.total, second.records[0].content.subject.as_str()), (2, "5000101"));
    })
    .await;
}
