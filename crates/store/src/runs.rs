//! Runs: each execution of a template, with its progress. What it did to one product or order is in `records`.

use crate::error::Result;
use crate::row::{Row, to_json};
use crate::words::{any_of, words};
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{BridgeId, RunId};
use linkspan_core::template::TemplateKind;
use serde_json::Value;

words! {
    /// What is executed.
    RunKind {
        /// Product sync.
        ProductSync = "product_sync",
        /// Order submission.
        OrderSubmission = "order_submission",
        /// Order status.
        OrderStatus = "order_status",
        /// A catalogue file is read into the catalogue.
        CatalogueImport = "catalogue_import",
    }
}

impl From<TemplateKind> for RunKind {
    fn from(kind: TemplateKind) -> Self {
        match kind {
            TemplateKind::ProductSync => Self::ProductSync,
            TemplateKind::OrderSubmission => Self::OrderSubmission,
            TemplateKind::OrderStatus => Self::OrderStatus,
        }
    }
}

words! {
    /// Where a run stands.
    RunState {
        /// It begins later.
        Scheduled = "scheduled",
        /// It works.
        Running = "running",
        /// It did all it had to do.
        Completed = "completed",
        /// It came to its end, but some records failed or wait for a person.
        CompletedWithWarnings = "completed_with_warnings",
        /// It could not come to its end.
        Failed = "failed",
        /// A person stopped it.
        Cancelled = "cancelled",
    }
}

words! {
    /// What made a run begin.
    StartedBy {
        /// The daily time or the polling.
        Schedule = "schedule",
        /// A person in the portal.
        Person = "person",
        /// A program: the API or the command line.
        Program = "program",
    }
}

/// One execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The bridge, where it is for one.
    pub bridge: Option<BridgeId>,
    /// What is executed.
    pub kind: RunKind,
    /// What made it begin.
    pub started_by: StartedBy,
    /// Who made it begin: `linkspan`, or a person's name.
    pub actor: String,
    /// Where it stands.
    pub state: RunState,
    /// Whether it writes nothing outside.
    pub rehearsal: bool,
    /// What it counted, as the use case names it.
    pub counters: Value,
    /// How much is done.
    pub done: i64,
    /// Of how much, once that is known.
    pub total: Option<i64>,
    /// Outside calls so far.
    pub calls: i64,
    /// Where it goes on after an interruption, as the use case keeps it.
    pub checkpoint: Option<Value>,
    /// The one sentence that explains the state.
    pub sentence: Option<String>,
    /// Whether a person asked it to stop.
    pub cancel_requested: bool,
    /// When it is to begin, where it was scheduled.
    pub due_at: Option<Timestamp>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it moved last.
    pub updated_at: Timestamp,
}

/// A run to be begun.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// The bridge, where it is for one.
    pub bridge: Option<BridgeId>,
    /// What is executed.
    pub kind: RunKind,
    /// What makes it begin.
    pub started_by: StartedBy,
    /// Who makes it begin.
    pub actor: String,
    /// Whether it writes nothing outside.
    pub rehearsal: bool,
    /// When it is to begin; `None` begins it now.
    pub due_at: Option<Timestamp>,
}

/// How far a run is.
#[derive(Debug, Clone)]
pub struct Progress {
    /// How much is done.
    pub done: i64,
    /// Of how much; `None` leaves what was known.
    pub total: Option<i64>,
    /// Outside calls so far.
    pub calls: i64,
    /// What it counted.
    pub counters: Value,
    /// Where it goes on after an interruption; `None` leaves what was kept.
    pub checkpoint: Option<Value>,
}

/// What a run learns when it says how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advance {
    /// Go on.
    GoOn,
    /// A person asked it to stop.
    StopAsked,
    /// It is not running any more: whoever says so works for nothing.
    Over,
}

/// What a list of runs is narrowed to. Empty members narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct RunFilter {
    /// Of this bridge.
    pub bridge: Option<BridgeId>,
    /// Of this kind.
    pub kind: Option<RunKind>,
    /// In any of these states.
    pub states: Vec<RunState>,
    /// How many rows; 0 means 50.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

/// A page of runs.
#[derive(Debug, Clone)]
pub struct RunPage {
    /// The rows, newest first.
    pub runs: Vec<Run>,
    /// How many rows the filter finds in all.
    pub total: i64,
}

statements! {
    INSERT = "INSERT INTO runs (id, environment_id, bridge_id, kind, started_by, actor, state, rehearsal, counters, done, \
              calls, cancel_requested, due_at, started_at, created_at, updated_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}', 0, 0, 0, $9, $10, $11, $11) ON CONFLICT DO NOTHING";
    BEGIN = "UPDATE runs SET state = 'running', started_at = $3, updated_at = $3 \
              WHERE environment_id = $1 AND id = $2 AND state = 'scheduled' AND cancel_requested = 0";
    ADVANCE = "UPDATE runs SET done = $3, total = COALESCE($4, total), calls = $5, counters = $6, \
              checkpoint = COALESCE($7, checkpoint), updated_at = $8 \
              WHERE environment_id = $1 AND id = $2 AND state = 'running' RETURNING cancel_requested";
    FINISH = "UPDATE runs SET state = $3, sentence = $4, finished_at = $5, updated_at = $5 \
              WHERE environment_id = $1 AND id = $2 AND finished_at IS NULL";
    CANCEL = "UPDATE runs SET cancel_requested = 1, updated_at = $3 \
              WHERE environment_id = $1 AND id = $2 AND finished_at IS NULL";
    GET = "SELECT * FROM runs WHERE environment_id = $1 AND id = $2";
    ACTIVE = "SELECT * FROM runs WHERE environment_id = $1 AND COALESCE(bridge_id, '') = $2 AND kind = $3 \
              AND finished_at IS NULL AND rehearsal = 0";
    LATEST = "SELECT * FROM runs WHERE environment_id = $1 AND COALESCE(bridge_id, '') = $2 AND kind = $3 \
              AND rehearsal = 0 ORDER BY id DESC LIMIT 1";
    PAGE = "SELECT * FROM runs WHERE environment_id = $1 AND ($2 = '' OR bridge_id = $2) AND ($3 = '' OR kind = $3) \
              AND ($4 = '' OR (',' || $4 || ',') LIKE ('%,' || state || ',%')) ORDER BY id DESC LIMIT $5 OFFSET $6";
    COUNT = "SELECT COUNT(*) AS n FROM runs WHERE environment_id = $1 AND ($2 = '' OR bridge_id = $2) \
              AND ($3 = '' OR kind = $3) AND ($4 = '' OR (',' || $4 || ',') LIKE ('%,' || state || ',%'))";
}

impl Env {
    /// Begins a run, or plans it for later. `None` where one of the same bridge and kind is not over yet; rehearsals may
    /// run beside it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn start_run(&self, tx: &mut Tx, run: &NewRun) -> Result<Option<RunId>> {
        let id = RunId::new(&*self.store.inner.ids);
        let now = self.now_ms();
        let state = if run.due_at.is_some() { RunState::Scheduled } else { RunState::Running };
        let done = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(self.key())
            .bind(run.bridge.map(|bridge| bridge.to_string()))
            .bind(run.kind.as_str())
            .bind(run.started_by.as_str())
            .bind(run.actor.clone())
            .bind(state.as_str())
            .bind(i64::from(run.rehearsal))
            .bind(run.due_at.map(|due| due.as_millisecond()))
            .bind(run.due_at.is_none().then_some(now))
            .bind(now)
            .execute(tx.connection())
            .await?;
        Ok((done.rows_affected() > 0).then_some(id))
    }

    /// Lets a planned run begin. Answers `false` where it began already, is over, or was asked to stop.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_run(&self, tx: &mut Tx, id: RunId) -> Result<bool> {
        let done = sqlx::query(BEGIN)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps how far a run is, and tells it whether to go on.
    ///
    /// # Errors
    /// What the database says.
    pub async fn advance_run(&self, tx: &mut Tx, id: RunId, progress: &Progress) -> Result<Advance> {
        let row = sqlx::query(ADVANCE)
            .bind(self.key())
            .bind(id.to_string())
            .bind(progress.done)
            .bind(progress.total)
            .bind(progress.calls)
            .bind(to_json(&progress.counters))
            .bind(progress.checkpoint.as_ref().map(to_json))
            .bind(self.now_ms())
            .fetch_optional(tx.connection())
            .await?;
        let Some(row) = row else { return Ok(Advance::Over) };
        let stop = Row::of("runs", row).flag("cancel_requested")?;
        Ok(if stop { Advance::StopAsked } else { Advance::GoOn })
    }

    /// Ends a run. Answers `false` where it had ended already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finish_run(&self, tx: &mut Tx, id: RunId, state: RunState, sentence: &str) -> Result<bool> {
        let done = sqlx::query(FINISH)
            .bind(self.key())
            .bind(id.to_string())
            .bind(state.as_str())
            .bind(sentence)
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Asks a run to stop at its next step. Answers `false` where it is over.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ask_run_to_stop(&self, tx: &mut Tx, id: RunId) -> Result<bool> {
        let done = sqlx::query(CANCEL)
            .bind(self.key())
            .bind(id.to_string())
            .bind(self.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// One run.
    ///
    /// # Errors
    /// What the database says.
    pub async fn run(&self, id: RunId) -> Result<Option<Run>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("runs", row))).transpose()
    }

    /// The run of a bridge and kind that is not over; rehearsals do not count.
    ///
    /// # Errors
    /// What the database says.
    pub async fn active_run(&self, bridge: Option<BridgeId>, kind: RunKind) -> Result<Option<Run>> {
        self.one_run(ACTIVE, bridge, kind).await
    }

    /// The newest run of a bridge and kind; rehearsals do not count.
    ///
    /// # Errors
    /// What the database says.
    pub async fn latest_run(&self, bridge: Option<BridgeId>, kind: RunKind) -> Result<Option<Run>> {
        self.one_run(LATEST, bridge, kind).await
    }

    async fn one_run(&self, sql: &'static str, bridge: Option<BridgeId>, kind: RunKind) -> Result<Option<Run>> {
        let row = sqlx::query(sql)
            .bind(self.key())
            .bind(bridge.map(|bridge| bridge.to_string()).unwrap_or_default())
            .bind(kind.as_str())
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| read(&Row::of("runs", row))).transpose()
    }

    /// A page of runs.
    ///
    /// # Errors
    /// What the database says.
    pub async fn runs(&self, filter: &RunFilter) -> Result<RunPage> {
        let common = |sql: &'static str| {
            sqlx::query(sql)
                .bind(self.key())
                .bind(filter.bridge.map(|bridge| bridge.to_string()).unwrap_or_default())
                .bind(filter.kind.map(RunKind::as_str).unwrap_or_default())
                .bind(any_of(filter.states.iter().map(|state| state.as_str())))
        };
        let total = Row::of("runs", common(COUNT).fetch_one(self.pool()).await?).int("n")?;
        let limit = if filter.limit > 0 { filter.limit } else { 50 };
        let rows = common(PAGE).bind(limit).bind(filter.offset).fetch_all(self.pool()).await?;
        let runs = rows.into_iter().map(|row| read(&Row::of("runs", row))).collect::<Result<_>>()?;
        Ok(RunPage { runs, total })
    }
}

pub(crate) fn read(row: &Row) -> Result<Run> {
    Ok(Run {
        id: row.parsed("id", RunId::parse)?,
        bridge: row.opt_parsed("bridge_id", BridgeId::parse)?,
        kind: row.parsed("kind", RunKind::parse)?,
        started_by: row.parsed("started_by", StartedBy::parse)?,
        actor: row.text("actor")?,
        state: row.parsed("state", RunState::parse)?,
        rehearsal: row.flag("rehearsal")?,
        counters: row.json("counters")?,
        done: row.int("done")?,
        total: row.opt_int("total")?,
        calls: row.int("calls")?,
        checkpoint: row.opt_json("checkpoint")?,
        sentence: row.opt_text("sentence")?,
        cancel_requested: row.flag("cancel_requested")?,
        due_at: row.opt_int("due_at")?.map(from_ms),
        started_at: row.opt_int("started_at")?.map(from_ms),
        finished_at: row.opt_int("finished_at")?.map(from_ms),
        created_at: from_ms(row.int("created_at")?),
        updated_at: from_ms(row.int("updated_at")?),
    })
}
