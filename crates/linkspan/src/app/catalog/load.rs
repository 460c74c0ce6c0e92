//! Loading a file that lies on disk: one pass stages hashes, a second writes what is new or changed. The reader blocks and
//! lives on a thread of its own; a short channel keeps memory bounded.

use crate::app::App;
use linkspan_core::capability::feed::{CatalogueFeed, FeedFault, FeedRecord, FeedScope, FeedTotals};
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::id::{ConnectionId, RunId};
use linkspan_core::problem::Problem;
use linkspan_store::{Advance, CatalogueLoad, Env, FileScope, FileState, LoadDiff, Progress, StagedRow};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Rows that travel together.
const BATCH: usize = 500;
/// Batches between reader and writer.
const AHEAD: usize = 4;
/// Bad rows that are kept for people.
const KEPT_FAULTS: usize = 1_000;
/// More bad rows than this part of all, in percent, and the file changes nothing.
const MOST_BAD_PERCENT: u64 = 1;
/// Rows after which a load says how far it is, and asks whether to go on.
const SAY: i64 = 5_000;
/// Lines that the second pass asks for at a time.
const LINES: i64 = 5_000;

/// What came of a file.
pub(super) struct Verdict {
    /// The file in numbers.
    pub(super) totals: FeedTotals,
    /// What it is taken to hold: a file that may have been cut says nothing about what is missing.
    pub(super) scope: FileScope,
    /// What was different.
    pub(super) diff: LoadDiff,
    /// SKUs that it took away.
    pub(super) gone: i64,
    /// The first bad rows.
    pub(super) faults: Vec<FeedFault>,
    refused: Option<String>,
}

impl Verdict {
    pub(super) fn state(&self) -> FileState {
        if self.refused.is_some() { FileState::Refused } else { FileState::Taken }
    }

    /// What came of it, in words.
    pub(super) fn sentence(&self) -> String {
        if let Some(refused) = &self.refused {
            return refused.clone();
        }
        let LoadDiff { added, changed, unchanged, .. } = self.diff;
        let mut text = format!("Read {} rows: {added} new, {changed} changed, {unchanged} unchanged", self.totals.good);
        if self.gone > 0 {
            text.push_str(&format!(", {} gone", self.gone));
        }
        text.push('.');
        if self.totals.bad > 0 {
            text.push_str(&format!(" {} rows could not be used; they are listed.", self.totals.bad));
        }
        if self.totals.ends_abruptly {
            text.push_str(" The file seems to have been cut, so nothing was taken away.");
        }
        text
    }
}

/// Says how far reading is, and learns whether to go on.
///
/// # Errors
/// What the store says.
pub(super) async fn say(app: &App, env: &Env, run: RunId, rows: i64) -> Result<Advance, Problem> {
    let mut tx = app.store.begin().await?;
    let far = Progress { done: rows, total: None, calls: 0, counters: serde_json::json!({}), checkpoint: None };
    let advance = env.advance_run(&mut tx, run, &far).await?;
    tx.commit().await?;
    Ok(advance)
}

/// Says how far it is from time to time.
struct Watch<'a> {
    app: &'a App,
    env: &'a Env,
    run: RunId,
    rows: i64,
    said: i64,
}

impl Watch<'_> {
    /// Counts rows; answers whether to go on.
    async fn go_on(&mut self, rows: usize) -> Result<bool, Problem> {
        self.rows += i64::try_from(rows).unwrap_or(0);
        if self.rows - self.said < SAY {
            return Ok(true);
        }
        self.said = self.rows;
        Ok(say(self.app, self.env, self.run, self.rows).await? == Advance::GoOn)
    }
}

/// Loads a file into the catalogue of a connection, or changes nothing. `None` where a person stopped it.
///
/// # Errors
/// Where the file cannot be read to its end, or the store fails; then nothing changed.
pub(super) async fn load(
    app: &App,
    env: &Env,
    connection: ConnectionId,
    feed: &Arc<dyn CatalogueFeed>,
    path: &Path,
    run: RunId,
) -> Result<Option<Verdict>, Problem> {
    let mut load = env.begin_catalogue_load(connection).await?;
    let mut watch = Watch { app, env, run, rows: 0, said: 0 };
    let Some((totals, faults)) = stage(&mut load, feed, path, &mut watch).await? else { return Ok(None) };
    let scope = scope(&totals);
    let mut verdict = Verdict { scope, diff: LoadDiff::default(), gone: 0, faults, refused: refusal(&totals), totals };
    if verdict.refused.is_some() {
        return Ok(Some(verdict));
    }
    verdict.diff = load.compare().await?;
    load.keep_costs().await?;
    if !write(&mut load, feed, path, &mut watch).await? {
        return Ok(None);
    }
    if scope == FileScope::Full && verdict.diff.missing > 0 {
        verdict.gone = load.mark_gone().await?;
    }
    load.commit().await?;
    tracing::info!(
        rows = verdict.totals.good,
        added = verdict.diff.added,
        changed = verdict.diff.changed,
        gone = verdict.gone,
        at = app.clock.now_ms(),
        "a catalogue file was read"
    );
    Ok(Some(verdict))
}

/// Why a file changes nothing.
fn refusal(totals: &FeedTotals) -> Option<String> {
    let all = totals.good + totals.bad;
    if totals.bytes == 0 {
        return Some("The file is empty, so nothing was changed.".to_owned());
    }
    if !totals.has_header {
        return Some(
            "The file has no header, so it is no catalogue or only a part of one. Nothing was changed.".to_owned(),
        );
    }
    if totals.good == 0 {
        return Some("The file holds no product, so nothing was changed.".to_owned());
    }
    (totals.bad * 100 > all * MOST_BAD_PERCENT).then(|| {
        format!(
            "{} of {all} rows cannot be used, more than {MOST_BAD_PERCENT} %. Nothing was changed; the rows are listed.",
            totals.bad
        )
    })
}

fn scope(totals: &FeedTotals) -> FileScope {
    match totals.scope {
        FeedScope::Full if !totals.ends_abruptly => FileScope::Full,
        FeedScope::Delta => FileScope::Delta,
        FeedScope::Full | FeedScope::Unknown => FileScope::Unknown,
    }
}

async fn stage(
    load: &mut CatalogueLoad,
    feed: &Arc<dyn CatalogueFeed>,
    path: &Path,
    watch: &mut Watch<'_>,
) -> Result<Option<(FeedTotals, Vec<FeedFault>)>, Problem> {
    let (send, mut receive) = mpsc::channel::<Vec<StagedRow>>(AHEAD);
    let (feed, path) = (Arc::clone(feed), path.to_owned());
    let reader = tokio::task::spawn_blocking(move || read_hashes(&*feed, &path, &send));
    while let Some(rows) = receive.recv().await {
        load.stage(&rows).await?;
        if !watch.go_on(rows.len()).await? {
            // The reader finds nobody to give rows to, and ends.
            return Ok(None);
        }
    }
    reader.await.map_err(thread_died)?.map(Some)
}

fn read_hashes(
    feed: &dyn CatalogueFeed,
    path: &Path,
    send: &mpsc::Sender<Vec<StagedRow>>,
) -> Result<(FeedTotals, Vec<FeedFault>), Problem> {
    let mut faults = Vec::new();
    let mut batch = Vec::with_capacity(BATCH);
    let totals = feed.read(path, &mut |record| {
        match record {
            FeedRecord::Bad(fault) if faults.len() < KEPT_FAULTS => faults.push(fault),
            FeedRecord::Bad(_) => {}
            FeedRecord::Row(row) => batch.push(StagedRow {
                sku: row.sku().to_owned(),
                line: i64::try_from(row.line()).unwrap_or(i64::MAX),
                hash: row.hash(),
                cost: row.cost(),
            }),
        }
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        pass_on(send, std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))
    })?;
    if !batch.is_empty() {
        // Where nobody receives any more, the writer failed and says so.
        let _ = pass_on(send, batch);
    }
    Ok((totals, faults))
}

/// The second pass walks the file beside the list of changed lines, both in the file's order. Answers whether it came to the
/// end.
async fn write(
    load: &mut CatalogueLoad,
    feed: &Arc<dyn CatalogueFeed>,
    path: &Path,
    watch: &mut Watch<'_>,
) -> Result<bool, Problem> {
    let (ask, asked) = mpsc::channel::<VecDeque<i64>>(1);
    let (send, mut receive) = mpsc::channel::<Vec<(CatalogueItem, [u8; 16])>>(AHEAD);
    let (feed, path) = (Arc::clone(feed), path.to_owned());
    let first = load.changed_lines(0, LINES).await?;
    let mut last = first.last().copied();
    if ask.send(first.into()).await.is_err() || last.is_none() {
        return Ok(true);
    }
    let reader = tokio::task::spawn_blocking(move || read_items(&*feed, path, asked, &send));
    loop {
        // The next lines are asked for as soon as the reader has taken the ones before.
        while let Some(after) = last {
            let Ok(room) = ask.try_reserve() else { break };
            let lines = load.changed_lines(after, LINES).await?;
            last = lines.last().copied();
            room.send(lines.into());
        }
        let Some(rows) = receive.recv().await else { break };
        load.put(&rows).await?;
        if !watch.go_on(rows.len()).await? {
            return Ok(false);
        }
    }
    reader.await.map_err(thread_died)?.map(|()| true)
}

fn read_items(
    feed: &dyn CatalogueFeed,
    path: PathBuf,
    mut asked: mpsc::Receiver<VecDeque<i64>>,
    send: &mpsc::Sender<Vec<(CatalogueItem, [u8; 16])>>,
) -> Result<(), Problem> {
    let mut wanted = VecDeque::new();
    let mut batch = Vec::with_capacity(BATCH);
    feed.read(&path, &mut |record| {
        if wanted.is_empty() {
            // What was read so far goes on its way first: the writer may be waiting for it.
            if !batch.is_empty() && pass_on(send, std::mem::take(&mut batch)).is_break() {
                return ControlFlow::Break(());
            }
            match asked.blocking_recv() {
                Some(lines) if !lines.is_empty() => wanted = lines,
                _ => return ControlFlow::Break(()),
            }
        }
        let FeedRecord::Row(row) = record else { return ControlFlow::Continue(()) };
        if wanted.front().and_then(|line| u64::try_from(*line).ok()) != Some(row.line()) {
            return ControlFlow::Continue(());
        }
        wanted.pop_front();
        batch.push((row.item(), row.hash()));
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        pass_on(send, std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))
    })?;
    if !batch.is_empty() {
        let _ = pass_on(send, batch);
    }
    Ok(())
}

fn pass_on<T>(send: &mpsc::Sender<T>, batch: T) -> ControlFlow<()> {
    if send.blocking_send(batch).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

fn thread_died(error: tokio::task::JoinError) -> Problem {
    Problem::retry("import_interrupted", "Reading the catalogue file was interrupted. It begins again.")
        .caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(good: u64, bad: u64) -> FeedTotals {
        FeedTotals {
            has_header: true,
            scope: FeedScope::Full,
            made_on: None,
            good,
            bad,
            bytes: 1,
            ends_abruptly: false,
        }
    }

    #[test]
    fn a_file_with_more_than_one_bad_row_in_a_hundred_changes_nothing() {
        assert_eq!(refusal(&totals(99, 1)), None);
        assert!(refusal(&totals(98, 2)).unwrap().starts_with("2 of 100 rows"));
        assert!(refusal(&FeedTotals { has_header: false, ..totals(100, 0) }).unwrap().contains("no header"));
        assert!(refusal(&FeedTotals { bytes: 0, has_header: false, ..totals(0, 0) }).unwrap().contains("empty"));
        assert!(refusal(&totals(0, 0)).unwrap().contains("no product"));
    }

    #[test]
    fn only_a_full_file_with_an_end_says_what_is_gone() {
        assert_eq!(scope(&totals(1, 0)), FileScope::Full);
        assert_eq!(scope(&FeedTotals { ends_abruptly: true, ..totals(1, 0) }), FileScope::Unknown);
        assert_eq!(scope(&FeedTotals { scope: FeedScope::Delta, ..totals(1, 0) }), FileScope::Delta);
        assert_eq!(scope(&FeedTotals { scope: FeedScope::Unknown, ..totals(1, 0) }), FileScope::Unknown);
    }
}
