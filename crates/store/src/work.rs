//! Work that is due: one row per kind and subject, claimed with a lease.
//!
//! The lease only saves work. Correctness rests on the rows that the work looks at: a worker that wakes up after its lease
//! finds them moved on. A row is committed together with what made it necessary, so nothing is lost between them.

use crate::error::Result;
use crate::open::{Backend, Store};
use crate::row::Row;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{EnvironmentId, WorkId};

/// Work that a worker has taken.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its id.
    pub id: WorkId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// What is to be done.
    pub kind: String,
    /// The row that it is about.
    pub subject: String,
    /// How often it failed in a row.
    pub tries: i64,
    version: i64,
    lease_by: String,
}

/// How taken work ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// Nothing more to do.
    Done,
    /// Look again then; not a failure.
    Again(Timestamp),
    /// It failed; try again then.
    Failed {
        /// When.
        again: Timestamp,
        /// Stable code.
        code: String,
        /// In words.
        sentence: String,
    },
}

/// One row of work, for people.
#[derive(Debug, Clone)]
pub struct WorkItem {
    /// What is to be done.
    pub kind: String,
    /// The row that it is about.
    pub subject: String,
    /// When it is due.
    pub due: Timestamp,
    /// Whether a worker has it now.
    pub running: bool,
    /// Until when a worker has it, where one does.
    pub taken_until: Option<Timestamp>,
    /// How often it failed in a row.
    pub tries: i64,
    /// Why it failed last.
    pub sentence: Option<String>,
}

/// How much waits, runs and failed in one lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkSummary {
    /// The lane.
    pub lane: String,
    /// Rows that are due and not taken.
    pub due: i64,
    /// Rows that a worker has.
    pub running: i64,
    /// Rows whose last try failed.
    pub failing: i64,
}

statements! {
    ENQUEUE = "INSERT INTO work (id, environment_id, kind, subject_id, lane, due_at, lease_until, lease_by, version, tries, \
               created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 0, '', 1, 0, $7, $7) \
               ON CONFLICT (kind, subject_id) DO UPDATE SET version = work.version + 1, updated_at = excluded.updated_at, \
               due_at = CASE WHEN excluded.due_at < work.due_at THEN excluded.due_at ELSE work.due_at END \
               WHERE work.environment_id = excluded.environment_id";
    DROP = "DELETE FROM work WHERE environment_id = $1 AND kind = $2 AND subject_id = $3";
    LIST = "SELECT kind, subject_id, due_at, lease_until, tries, sentence FROM work WHERE environment_id = $1 \
            ORDER BY due_at LIMIT $2";
    FIND = "SELECT kind, subject_id, due_at, lease_until, tries, sentence FROM work WHERE environment_id = $1 \
            AND kind = $2 AND subject_id = $3";
    /// A worker serves every environment.
    GLOBAL_CLAIM = "UPDATE work SET lease_until = $1, lease_by = $2, updated_at = $3 WHERE id IN (SELECT id FROM work \
               WHERE lane = $4 AND due_at <= $3 AND lease_until <= $3 ORDER BY due_at LIMIT $5) \
               RETURNING id, environment_id, kind, subject_id, tries, version";
    GLOBAL_CLAIM_SHARED = "UPDATE work SET lease_until = $1, lease_by = $2, updated_at = $3 WHERE id IN (SELECT id FROM work \
               WHERE lane = $4 AND due_at <= $3 AND lease_until <= $3 ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED) \
               RETURNING id, environment_id, kind, subject_id, tries, version";
    FINISH = "DELETE FROM work WHERE environment_id = $1 AND id = $2 AND version = $3 AND lease_by = $4";
    RENEW = "UPDATE work SET lease_until = $4, updated_at = $5 WHERE environment_id = $1 AND id = $2 AND lease_by = $3";
    REOPEN = "UPDATE work SET lease_until = 0, lease_by = '', updated_at = $4 WHERE environment_id = $1 AND id = $2 \
              AND lease_by = $3";
    AGAIN = "UPDATE work SET lease_until = 0, lease_by = '', updated_at = $4, tries = $5, code = $6, sentence = $7, \
             due_at = CASE WHEN version = $8 THEN $9 ELSE due_at END \
             WHERE environment_id = $1 AND id = $2 AND lease_by = $3";
    /// When the next work of a lane is due, whoever it belongs to.
    GLOBAL_NEXT = "SELECT CAST(MIN(due_at) AS BIGINT) AS due_at FROM work WHERE lane = $1 AND lease_until <= $2";
    /// One process has an SQLite directory: whatever lease is left there belongs to a process that is gone.
    GLOBAL_RELEASE = "UPDATE work SET lease_until = 0, lease_by = '' WHERE lease_until > 0";
    GLOBAL_SUMMARY = "SELECT lane, CAST(SUM(CASE WHEN due_at <= $1 AND lease_until <= $1 THEN 1 ELSE 0 END) AS BIGINT) AS due, \
               CAST(SUM(CASE WHEN lease_until > $1 THEN 1 ELSE 0 END) AS BIGINT) AS running, \
               CAST(SUM(CASE WHEN tries > 0 THEN 1 ELSE 0 END) AS BIGINT) AS failing FROM work GROUP BY lane ORDER BY lane";
}

impl Env {
    /// Asks for work, in the transaction that makes it necessary. Asking again moves it forward, never back, and makes a
    /// worker that has it look once more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enqueue(&self, tx: &mut Tx, lane: &str, kind: &str, subject: &str, due: Timestamp) -> Result<()> {
        sqlx::query(ENQUEUE)
            .bind(WorkId::new(&*self.store.inner.ids).to_string())
            .bind(self.key())
            .bind(kind)
            .bind(subject)
            .bind(lane)
            .bind(due.as_millisecond())
            .bind(self.store.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Takes work back that is no longer needed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn drop_work(&self, tx: &mut Tx, kind: &str, subject: &str) -> Result<()> {
        sqlx::query(DROP).bind(self.key()).bind(kind).bind(subject).execute(tx.connection()).await?;
        Ok(())
    }

    /// What waits, soonest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn work_list(&self, most: i64) -> Result<Vec<WorkItem>> {
        let rows = sqlx::query(LIST).bind(self.key()).bind(most).fetch_all(&self.store.inner.core).await?;
        rows.into_iter().map(|row| self.item(&Row::of("work", row))).collect()
    }

    /// The work of one kind for one subject.
    ///
    /// # Errors
    /// What the database says.
    pub async fn work_of(&self, kind: &str, subject: &str) -> Result<Option<WorkItem>> {
        let row =
            sqlx::query(FIND).bind(self.key()).bind(kind).bind(subject).fetch_optional(&self.store.inner.core).await?;
        row.map(|row| self.item(&Row::of("work", row))).transpose()
    }

    fn item(&self, row: &Row) -> Result<WorkItem> {
        Ok(WorkItem {
            kind: row.text("kind")?,
            subject: row.text("subject_id")?,
            due: from_ms(row.int("due_at")?),
            running: row.int("lease_until")? > self.store.inner.clock.now_ms(),
            taken_until: Some(row.int("lease_until")?).filter(|until| *until > 0).map(from_ms),
            tries: row.int("tries")?,
            sentence: row.opt_text("sentence")?,
        })
    }
}

impl Store {
    /// Takes due work of a lane until `lease_until`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn claim_work(
        &self,
        lane: &str,
        worker: &str,
        lease_until: Timestamp,
        most: i64,
    ) -> Result<Vec<Claimed>> {
        let sql = match self.inner.backend {
            Backend::Sqlite => GLOBAL_CLAIM,
            Backend::Postgres => GLOBAL_CLAIM_SHARED,
        };
        // A lease has a name of its own: a frozen task must not give back what the same worker took again meanwhile.
        let lease_by = format!("{worker}/{}", WorkId::new(&*self.inner.ids));
        let mut tx = self.begin().await?;
        let rows = sqlx::query(sql)
            .bind(lease_until.as_millisecond())
            .bind(lease_by.clone())
            .bind(self.inner.clock.now_ms())
            .bind(lane)
            .bind(most)
            .fetch_all(tx.connection())
            .await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("work", row);
                Ok(Claimed {
                    id: row.parsed("id", WorkId::parse)?,
                    environment: row.parsed("environment_id", EnvironmentId::parse)?,
                    kind: row.text("kind")?,
                    subject: row.text("subject_id")?,
                    tries: row.int("tries")?,
                    version: row.int("version")?,
                    lease_by: lease_by.clone(),
                })
            })
            .collect()
    }

    /// Keeps taken work for longer, until `until`. Answers `false` where it is another worker's by now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn renew_work(&self, work: &Claimed, until: Timestamp) -> Result<bool> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(RENEW)
            .bind(work.environment.to_string())
            .bind(work.id.to_string())
            .bind(work.lease_by.clone())
            .bind(until.as_millisecond())
            .bind(self.inner.clock.now_ms())
            .execute(tx.connection())
            .await?;
        tx.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives taken work back. Where it was asked for again meanwhile, it stays and is looked at once more; where another
    /// worker has taken it over, nothing happens.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finish_work(&self, work: &Claimed, finish: &Finish) -> Result<()> {
        let mut tx = self.begin().await?;
        self.finish_in(&mut tx, work, finish).await?;
        tx.commit().await
    }

    async fn finish_in(&self, tx: &mut Tx, work: &Claimed, finish: &Finish) -> Result<()> {
        let now = self.inner.clock.now_ms();
        let (environment, id) = (work.environment.to_string(), work.id.to_string());
        let (due, tries, code, sentence) = match finish {
            Finish::Done => {
                let gone = sqlx::query(FINISH)
                    .bind(environment.clone())
                    .bind(id.clone())
                    .bind(work.version)
                    .bind(work.lease_by.clone())
                    .execute(tx.connection())
                    .await?;
                if gone.rows_affected() == 0 {
                    sqlx::query(REOPEN)
                        .bind(environment)
                        .bind(id)
                        .bind(work.lease_by.clone())
                        .bind(now)
                        .execute(tx.connection())
                        .await?;
                }
                return Ok(());
            }
            Finish::Again(due) => (due, 0, None, None),
            Finish::Failed { again, code, sentence } => {
                (again, work.tries + 1, Some(code.clone()), Some(sentence.clone()))
            }
        };
        sqlx::query(AGAIN)
            .bind(environment)
            .bind(id)
            .bind(work.lease_by.clone())
            .bind(now)
            .bind(tries)
            .bind(code)
            .bind(sentence)
            .bind(work.version)
            .bind(due.as_millisecond())
            .execute(tx.connection())
            .await?;
        Ok(())
    }

    /// Frees the work of a process that is gone. On SQLite alone: there the lock on the directory says that it is gone.
    ///
    /// # Errors
    /// What the database says.
    pub async fn release_left_leases(&self) -> Result<()> {
        if self.inner.backend == Backend::Sqlite {
            let mut tx = self.begin().await?;
            sqlx::query(GLOBAL_RELEASE).execute(tx.connection()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// When the next work of a lane is due that nobody has; `None` where nothing waits.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next_due(&self, lane: &str) -> Result<Option<Timestamp>> {
        let row =
            sqlx::query(GLOBAL_NEXT).bind(lane).bind(self.inner.clock.now_ms()).fetch_one(&self.inner.core).await?;
        Ok(Row::of("work", row).opt_int("due_at")?.map(from_ms))
    }

    /// What waits, runs and fails, by lane.
    ///
    /// # Errors
    /// What the database says.
    pub async fn work_summary(&self) -> Result<Vec<WorkSummary>> {
        let rows = sqlx::query(GLOBAL_SUMMARY).bind(self.inner.clock.now_ms()).fetch_all(&self.inner.core).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("work", row);
                Ok(WorkSummary {
                    lane: row.text("lane")?,
                    due: row.int("due")?,
                    running: row.int("running")?,
                    failing: row.int("failing")?,
                })
            })
            .collect()
    }
}
