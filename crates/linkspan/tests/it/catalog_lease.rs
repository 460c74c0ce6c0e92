//! Work that takes longer than its lease, and work that is stopped in the middle.

use crate::catalog::MICE;
use crate::harness::{Linked, World};
use linkspan::app::catalog::import::{self, IMPORT_WORK};
use linkspan::app::catalog::spool::FileSource;
use linkspan::app::catalog::sync;
use linkspan_core::id::RunId;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::{RunState, WorkItem};
use std::time::Duration;

async fn work(linked: &Linked, run: RunId) -> WorkItem {
    linked.env().work_of(IMPORT_WORK, &run.to_string()).await.unwrap().expect("it is under way")
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..2_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} never comes");
}

#[tokio::test]
async fn an_import_that_outlives_its_lease_is_not_begun_twice() {
    let linked = World::start().await;
    linked.save_sync(&linked.sync_settings(&[MICE])).await;
    // The file is on its way for longer than this test looks.
    linked.td_synnex.faults().add(Fault::once("GET /catalogue/", FaultAction::Delay { millis: 60_000 }));
    let from = FileSource::Distributor;
    let run = import::begin(&linked.app, linked.environment, &linked.by_person(), from, false).await.unwrap();
    let watched = async {
        until("the work", async || work(&linked, run).await.running).await;
        for _ in 0..2 {
            let before = work(&linked, run).await.taken_until.expect("a lease");
            linked.advance(Duration::from_secs(200));
            until("a new lease", async || work(&linked, run).await.taken_until.is_some_and(|until| until > before))
                .await;
        }
        assert_eq!(linked.run_due().await, 0, "after 400 s of a lease of 240 s nobody takes it over");
    };
    tokio::select! {
        _ = linked.run_due() => panic!("the file came"),
        () = watched => {}
    }
    assert_eq!(linked.env().run(run).await.unwrap().unwrap().state, RunState::Running);
}

#[tokio::test]
async fn an_import_stops_in_the_middle_of_its_file_and_changes_nothing() {
    let linked = World::start().await;
    let mut file = Vec::new();
    linked.td_synnex.write_catalogue(&mut file).unwrap();
    let text: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let sample = text.iter().find(|line| line.split(|byte| *byte == b'~').count() > 60).unwrap();
    let sku = sample.split(|byte| *byte == b'~').nth(4).unwrap().to_vec();
    let at = sample.windows(sku.len()).position(|part| part == sku).unwrap();
    let mut long = text[0].to_vec();
    for number in 0..12_000 {
        long.extend_from_slice(&sample[..at]);
        long.extend_from_slice(format!("{}", 5_000_000 + number).as_bytes());
        long.extend_from_slice(&sample[at + sku.len()..]);
    }
    let write = |path| async move {
        tokio::fs::write(path, long).await.unwrap();
        Ok(())
    };
    let asked = linked.by_person();
    // Somebody else writes to the catalogue, so that the load has to wait before it begins.
    let other = linked.env().begin_catalogue_load(linked.psa).await.unwrap();
    let run = import::begin_upload(&linked.app, linked.environment, &asked, "long.ap", write).await.unwrap();
    let stopped = async {
        until("the work", async || work(&linked, run).await.running).await;
        until("its first word", async || linked.env().run(run).await.unwrap().unwrap().started_at.is_some()).await;
        assert!(sync::cancel(&linked.app, linked.environment, run).await.unwrap());
        drop(other);
    };
    tokio::join!(linked.run_due(), stopped);
    let row = linked.env().run(run).await.unwrap().unwrap();
    assert_eq!(row.state, RunState::Cancelled, "{:?}", row.sentence);
    assert!(linked.env().catalogue_files(linked.distributor, 1).await.unwrap().is_empty());
    let none = linked.env().catalogue_items(linked.distributor, &["5000000".into()]).await.unwrap();
    assert!(none.is_empty(), "nothing of it lasts");

    let next = sync::resume(&linked.app, linked.environment, run, &asked).await.unwrap();
    linked.run_due().await;
    assert_eq!(linked.env().run(next).await.unwrap().unwrap().state, RunState::Completed, "it can be begun again");
}
