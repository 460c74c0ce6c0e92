//! Catalogue files, good and bad: what is taken, what is refused, what is never taken away.

use crate::catalog::MICE;
use crate::harness::{ACTOR, Linked, World};
use linkspan::app::catalog::spool::FileSource;
use linkspan::app::catalog::{categories, import, view};
use linkspan_core::catalog::categories::Check;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_store::{FileScope, FileState, GroupKind, RunState};
use std::time::Duration;

fn file(linked: &Linked) -> Vec<u8> {
    let mut bytes = Vec::new();
    linked.td_synnex.write_catalogue(&mut bytes).unwrap();
    bytes
}

fn lines(file: &[u8]) -> Vec<&[u8]> {
    file.split_inclusive(|byte| *byte == b'\n').collect()
}

async fn listed(linked: &Linked) -> i64 {
    let groups = linked.env().catalogue_groups(linked.distributor, GroupKind::Category).await.unwrap();
    groups.iter().map(|group| group.skus).sum()
}

#[tokio::test]
async fn a_fetched_file_fills_the_tree_and_boxes_are_kept() {
    let linked = World::start().await;
    let taken = linked.import().await;
    assert_eq!((taken.state, taken.scope, taken.bad), (FileState::Taken, FileScope::Full, 0));
    assert!(taken.good > 900 && taken.added == taken.good);

    let tree = categories::tree(&linked.app, linked.environment, linked.bridge, "").await.unwrap();
    assert_eq!((tree.selected, tree.roots.len()), (0, 12));
    assert!(tree.roots.iter().any(|root| root.name == "Input Devices"));
    let clicks = [("003".to_owned(), true), (MICE.to_owned(), false)];
    let (some, all) = categories::set(&linked.app, linked.environment, linked.bridge, &clicks, ACTOR).await.unwrap();
    assert!(some > 0 && some < all);
    let found = categories::tree(&linked.app, linked.environment, linked.bridge, "mice").await.unwrap();
    assert_eq!((found.roots.len(), found.roots[0].check), (1, Check::Partial));
    assert_eq!(found.roots[0].children[0].children[0].check, Check::Off);
    assert_eq!((found.selected, found.total), (some, all), "a search counts the whole");
    categories::reset(&linked.app, linked.environment, linked.bridge, ACTOR).await.unwrap();
    assert_eq!(categories::tree(&linked.app, linked.environment, linked.bridge, "").await.unwrap().selected, 0);
}

#[tokio::test]
async fn bad_rows_are_listed_and_good_ones_are_kept() {
    let linked = World::start().await;
    let good = file(&linked);
    let mut rows = lines(&good);
    let broken: Vec<u8> = rows[10].iter().copied().map(|byte| if byte == b'~' { b'|' } else { byte }).collect();
    rows[10] = &broken;
    rows.insert(20, b"712345~DTL~only~four\n");
    let (run, taken) = linked.upload(&rows.concat()).await;
    let taken = taken.unwrap();
    assert_eq!((taken.state, taken.bad, run.state), (FileState::Taken, 2, RunState::CompletedWithWarnings));
    let overview = view::overview(&linked.app, linked.environment, linked.bridge).await.unwrap();
    let shown: Vec<_> = overview.bad_lines.iter().map(|bad| (bad.line, bad.reason.as_str())).collect();
    assert_eq!(shown[0].0, 11);
    assert_eq!(shown[1], (21, "the row has 4 columns instead of 70"));
    assert!(listed(&linked).await > 900);
    // Some descriptions of the sample hold Latin-1 signs.
    let search = linkspan_store::ItemSearch { words: "\u{ae}".into(), ..Default::default() };
    assert!(!linked.env().search_catalogue(linked.distributor, &search).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_file_that_is_too_bad_changes_nothing() {
    let linked = World::start().await;
    let good = file(&linked);
    let headless = lines(&good)[2..].concat();
    let mut spoiled = lines(&good);
    let bad_row = b"712345~DTL~x\n";
    spoiled.splice(5..5, std::iter::repeat_n(bad_row.as_slice(), 20));
    let spoiled = spoiled.concat();
    for (bytes, said) in [
        (spoiled.as_slice(), "more than 1 %"),
        (headless.as_slice(), "no header"),
        (b"".as_slice(), "empty"),
        (b"<html>Service unavailable</html>\n".as_slice(), "no header"),
        (b"PK\x03\x04 not really".as_slice(), "no zip archive"),
    ] {
        let (run, _) = linked.upload(bytes).await;
        assert_eq!(run.state, RunState::Failed, "{said}");
        assert!(run.sentence.as_deref().unwrap().contains(said), "{:?}", run.sentence);
        assert_eq!(listed(&linked).await, 0);
    }
}

#[tokio::test]
async fn only_a_whole_full_file_takes_products_away() {
    let linked = World::start().await;
    let whole = file(&linked);
    linked.upload(&whole).await;
    let all = listed(&linked).await;
    let rows = lines(&whole);
    let half = rows.len() / 2;

    let delta =
        [rows[0], &String::from_utf8_lossy(rows[1]).replace("~C~", "~U~").into_bytes(), &rows[2..50].concat()].concat();
    let unqualified =
        [rows[0], &String::from_utf8_lossy(rows[1]).replace("~C~", "~~").into_bytes(), &rows[2..50].concat()].concat();
    let cut = [&rows[..half].concat(), &rows[half][..rows[half].len() - 1]].concat();
    for (bytes, scope) in [(delta, FileScope::Delta), (unqualified, FileScope::Unknown), (cut, FileScope::Unknown)] {
        let (_, taken) = linked.upload(&bytes).await;
        let taken = taken.unwrap();
        assert_eq!((taken.state, taken.scope, taken.gone), (FileState::Taken, scope, 0));
        assert_eq!(listed(&linked).await, all);
    }
    let (_, taken) = linked.upload(&rows[..half].concat()).await;
    assert!(taken.unwrap().gone > 400);
    assert!(listed(&linked).await < all);
}

#[tokio::test]
async fn a_file_from_the_directory_incoming_is_read_and_none_from_elsewhere() {
    let linked = World::start().await;
    let incoming = linked.app.store.directory().unwrap().join("incoming");
    std::fs::create_dir_all(&incoming).unwrap();
    linked.td_synnex.write_catalogue_zip(std::fs::File::create(incoming.join("today.zip")).unwrap()).unwrap();
    for (name, state) in [
        ("today.zip", RunState::Completed),
        ("missing.zip", RunState::Failed),
        ("../core.db", RunState::Failed),
        ("/etc/hostname", RunState::Failed),
    ] {
        let source = FileSource::Incoming { name: name.into() };
        let run = import::begin(&linked.app, linked.environment, &linked.by_person(), source, false).await.unwrap();
        linked.run_due().await;
        assert_eq!(linked.env().run(run).await.unwrap().unwrap().state, state, "{name}");
    }
    assert!(incoming.join("today.zip").exists(), "the operator's file stays");
}

#[tokio::test]
async fn a_distributor_that_does_not_answer_is_asked_again_for_a_while() {
    let linked = World::start().await;
    let away = FaultAction::Status { status: 503, body: None, content_type: None, retry_after: None };
    linked.td_synnex.faults().add(Fault { times: Some(2), ..Fault::once("/catalogue/", away.clone()) });
    let source = FileSource::Distributor;
    let run = import::begin(&linked.app, linked.environment, &linked.by_person(), source.clone(), false).await.unwrap();
    linked.run_due().await;
    assert_eq!(linked.env().run(run).await.unwrap().unwrap().state, RunState::Running);
    linked.live(Duration::from_mins(2), Duration::from_secs(15)).await;
    assert_eq!(linked.env().run(run).await.unwrap().unwrap().state, RunState::Completed);

    linked.td_synnex.faults().add(Fault::always("/catalogue/", away));
    let run = import::begin(&linked.app, linked.environment, &linked.by_person(), source, false).await.unwrap();
    linked.live(Duration::from_hours(2), Duration::from_mins(5)).await;
    let row = linked.env().run(run).await.unwrap().unwrap();
    assert_eq!(row.state, RunState::Failed);
    assert!(row.sentence.unwrap().contains("could not be fetched"));
}
