//! Records: what a run did to one product or order. The newest record of each product or order is marked, so that the
//! activity log can show how things stand without reading every run.

use crate::error::Result;
use crate::row::Row;
use crate::runs::{Run, RunKind};
use crate::words::{any_of, contains, words};
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{BridgeId, RecordId, RunId};

words! {
    /// What a record is about.
    RecordObject {
        /// A product.
        Product = "product",
        /// An order.
        Order = "order",
    }
}

words! {
    /// How a record stands.
    RecordStatus {
        /// Both sides agree.
        InSync = "in_sync",
        /// It failed; it is tried again or needs a person.
        Failing = "failing",
        /// It waits for a person.
        Held = "held",
        /// It is left out on purpose.
        Excluded = "excluded",
    }
}

/// What a run did to one product or order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// The run.
    pub run: RunId,
    /// The bridge, where the run was for one.
    pub bridge: Option<BridgeId>,
    /// What was executed.
    pub kind: RunKind,
    /// What it was done to.
    pub content: NewRecord,
    /// Whether no later run did anything to it.
    pub latest: bool,
    /// When.
    pub at: Timestamp,
}

/// A record to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// What it is about.
    pub object: RecordObject,
    /// The same for the same product or order in every run: the SKU, or the ledger's order id.
    pub subject: String,
    /// What people call it.
    pub name: String,
    /// The PSA's id.
    pub psa_id: Option<String>,
    /// The distributor's id or number.
    pub distributor_id: Option<String>,
    /// How it stands.
    pub status: RecordStatus,
    /// What was done, as a stable word: `create`, `update`, `adopt`, `submit`, `none`, ...
    pub activity: String,
    /// Stable code of what went wrong.
    pub code: Option<String>,
    /// In words.
    pub sentence: String,
}

/// What a list of records is narrowed to. Empty members narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// Of this run.
    pub run: Option<RunId>,
    /// Of this bridge.
    pub bridge: Option<BridgeId>,
    /// Of runs of this kind.
    pub kind: Option<RunKind>,
    /// With any of these.
    pub statuses: Vec<RecordStatus>,
    /// Part of the name or of an id, in any case.
    pub text: String,
    /// At or after.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only the newest of each product and order.
    pub latest: bool,
    /// How many rows; 0 means 50.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

/// A page of records.
#[derive(Debug, Clone)]
pub struct RecordPage {
    /// The rows, newest first.
    pub records: Vec<Record>,
    /// How many rows the filter finds in all.
    pub total: i64,
}

/// How many products or orders stand in one status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordCount {
    /// The kind of run that took care of them.
    pub kind: RunKind,
    /// How they stand.
    pub status: RecordStatus,
    /// How many.
    pub count: i64,
    /// When one of them moved last.
    pub last_at: Timestamp,
}

statements! {
    OUTDATE = "UPDATE records SET latest = 0 WHERE environment_id = $1 AND COALESCE(bridge_id, '') = $2 AND kind = $3 \
               AND object = $4 AND subject = $5 AND latest = 1 AND run_id <> $6";
    PUT = "INSERT INTO records (id, environment_id, run_id, bridge_id, kind, object, subject, name, psa_id, distributor_id, \
           status, activity, code, sentence, search, latest, at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
           ON CONFLICT (run_id, object, subject) DO UPDATE SET name = excluded.name, psa_id = excluded.psa_id, \
           distributor_id = excluded.distributor_id, status = excluded.status, activity = excluded.activity, \
           code = excluded.code, sentence = excluded.sentence, search = excluded.search, at = excluded.at \
           WHERE records.environment_id = excluded.environment_id RETURNING id";
    GET = "SELECT * FROM records WHERE environment_id = $1 AND id = $2";
    PAGE = "SELECT * FROM records WHERE environment_id = $1 AND ($2 = '' OR run_id = $2) AND ($3 = '' OR bridge_id = $3) \
            AND ($4 = '' OR kind = $4) AND ($5 = '' OR (',' || $5 || ',') LIKE ('%,' || status || ',%')) \
            AND ($6 = '' OR search LIKE $6 ESCAPE '\\') AND at >= $7 AND at < $8 AND latest >= $9 \
            ORDER BY at DESC, id DESC LIMIT $10 OFFSET $11";
    COUNT = "SELECT COUNT(*) AS n FROM records WHERE environment_id = $1 AND ($2 = '' OR run_id = $2) \
            AND ($3 = '' OR bridge_id = $3) AND ($4 = '' OR kind = $4) \
            AND ($5 = '' OR (',' || $5 || ',') LIKE ('%,' || status || ',%')) \
            AND ($6 = '' OR search LIKE $6 ESCAPE '\\') AND at >= $7 AND at < $8 AND latest >= $9";
    SUMMARY = "SELECT kind, status, COUNT(*) AS n, MAX(at) AS last_at FROM records WHERE environment_id = $1 \
            AND bridge_id = $2 AND latest = 1 GROUP BY kind, status ORDER BY kind, status";
}

impl Env {
    /// Keeps what `run` did to one product or order. Kept twice by the same run, the second replaces the first, so a run
    /// may repeat its last step. A rehearsal's record is never the newest.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_record(&self, tx: &mut Tx, run: &Run, record: &NewRecord) -> Result<RecordId> {
        let bridge = run.bridge.map(|bridge| bridge.to_string());
        if !run.rehearsal {
            sqlx::query(OUTDATE)
                .bind(self.key())
                .bind(bridge.clone().unwrap_or_default())
                .bind(run.kind.as_str())
                .bind(record.object.as_str())
                .bind(record.subject.clone())
                .bind(run.id.to_string())
                .execute(tx.connection())
                .await?;
        }
        let row = sqlx::query(PUT)
            .bind(RecordId::new(&*self.store.inner.ids).to_string())
            .bind(self.key())
            .bind(run.id.to_string())
            .bind(bridge)
            .bind(run.kind.as_str())
            .bind(record.object.as_str())
            .bind(record.subject.clone())
            .bind(record.name.clone())
            .bind(record.psa_id.clone())
            .bind(record.distributor_id.clone())
            .bind(record.status.as_str())
            .bind(record.activity.clone())
            .bind(record.code.clone())
            .bind(record.sentence.clone())
            .bind(search_text(record))
            .bind(i64::from(!run.rehearsal))
            .bind(self.now_ms())
            .fetch_one(tx.connection())
            .await?;
        Row::of("records", row).parsed("id", RecordId::parse)
    }

    /// One record.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, id: RecordId) -> Result<Option<Record>> {
        let row = sqlx::query(GET).bind(self.key()).bind(id.to_string()).fetch_optional(self.pool()).await?;
        row.map(|row| read(&Row::of("records", row))).transpose()
    }

    /// A page of records.
    ///
    /// # Errors
    /// What the database says.
    pub async fn records(&self, filter: &RecordFilter) -> Result<RecordPage> {
        let common = |sql: &'static str| {
            sqlx::query(sql)
                .bind(self.key())
                .bind(filter.run.map(|run| run.to_string()).unwrap_or_default())
                .bind(filter.bridge.map(|bridge| bridge.to_string()).unwrap_or_default())
                .bind(filter.kind.map(RunKind::as_str).unwrap_or_default())
                .bind(any_of(filter.statuses.iter().map(|status| status.as_str())))
                .bind(contains(&filter.text))
                .bind(filter.since.map_or(i64::MIN, |since| since.as_millisecond()))
                .bind(filter.until.map_or(i64::MAX, |until| until.as_millisecond()))
                .bind(i64::from(filter.latest))
        };
        let total = Row::of("records", common(COUNT).fetch_one(self.pool()).await?).int("n")?;
        let limit = if filter.limit > 0 { filter.limit } else { 50 };
        let rows = common(PAGE).bind(limit).bind(filter.offset).fetch_all(self.pool()).await?;
        let records = rows.into_iter().map(|row| read(&Row::of("records", row))).collect::<Result<_>>()?;
        Ok(RecordPage { records, total })
    }

    /// How the products and orders of a bridge stand, by kind of run and status.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record_counts(&self, bridge: BridgeId) -> Result<Vec<RecordCount>> {
        let rows = sqlx::query(SUMMARY).bind(self.key()).bind(bridge.to_string()).fetch_all(self.pool()).await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("records", row);
                Ok(RecordCount {
                    kind: row.parsed("kind", RunKind::parse)?,
                    status: row.parsed("status", RecordStatus::parse)?,
                    count: row.int("n")?,
                    last_at: from_ms(row.int("last_at")?),
                })
            })
            .collect()
    }
}

/// What the text filter looks at. Kept in small letters because the engines disagree about letters outside ASCII.
fn search_text(record: &NewRecord) -> String {
    let parts = [
        record.name.as_str(),
        &record.subject,
        record.psa_id.as_deref().unwrap_or_default(),
        record.distributor_id.as_deref().unwrap_or_default(),
    ];
    parts.join(" ").to_lowercase()
}

pub(crate) fn read(row: &Row) -> Result<Record> {
    Ok(Record {
        id: row.parsed("id", RecordId::parse)?,
        run: row.parsed("run_id", RunId::parse)?,
        bridge: row.opt_parsed("bridge_id", BridgeId::parse)?,
        kind: row.parsed("kind", RunKind::parse)?,
        content: NewRecord {
            object: row.parsed("object", RecordObject::parse)?,
            subject: row.text("subject")?,
            name: row.text("name")?,
            psa_id: row.opt_text("psa_id")?,
            distributor_id: row.opt_text("distributor_id")?,
            status: row.parsed("status", RecordStatus::parse)?,
            activity: row.text("activity")?,
            code: row.opt_text("code")?,
            sentence: row.text("sentence")?,
        },
        latest: row.flag("latest")?,
        at: from_ms(row.int("at")?),
    })
}
