//! What came of each catalogue file: counts, bad rows, the groups it holds and the names of codes.

use super::bulk::Bulk;
use crate::error::Result;
use crate::row::Row;
use crate::words::words;
use crate::{Env, Tx, statements};
use linkspan_core::clock::{Timestamp, from_ms};
use linkspan_core::id::{ConnectionId, RunId};

words! {
    /// What came of a file.
    FileState {
        /// Its good rows are in the catalogue.
        Taken = "taken",
        /// It changed nothing.
        Refused = "refused",
    }
}

words! {
    /// What a file claims to hold.
    FileScope {
        /// Everything: what is not in it is gone.
        Full = "full",
        /// Changes only.
        Delta = "delta",
        /// It does not say, or it does not reach its end.
        Unknown = "unknown",
    }
}

/// A catalogue file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueFileRow {
    /// The run that read it.
    pub run: RunId,
    /// When.
    pub at: Timestamp,
    /// Where it came from, for people.
    pub source: String,
    /// What came of it.
    pub state: FileState,
    /// The same in words.
    pub sentence: String,
    /// The date that stands in it.
    pub made_on: Option<String>,
    /// What it claims to hold.
    pub scope: FileScope,
    /// Rows that can be used.
    pub good: i64,
    /// Lines that cannot.
    pub bad: i64,
    /// Its size in bytes, unpacked.
    pub bytes: i64,
    /// SKUs that were new.
    pub added: i64,
    /// SKUs whose row had changed.
    pub changed: i64,
    /// SKUs that it took away.
    pub gone: i64,
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The line of the file, from 1.
    pub line: i64,
    /// What is wrong with it.
    pub reason: String,
    /// What stands there, cut short.
    pub found: String,
}

words! {
    /// By what a catalogue is counted.
    GroupKind {
        /// By category code.
        Category = "category",
        /// By the manufacturer's name.
        Manufacturer = "manufacturer",
        /// By media type.
        Media = "media",
    }
}

/// How many SKUs share a category, a manufacturer or a media type. What is no ordinary product or kit is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueGroup {
    /// The category code, the manufacturer's name or the media type.
    pub code: String,
    /// Its SKUs.
    pub skus: i64,
    /// Those of them that are in stock.
    pub in_stock: i64,
}

statements! {
    INSERT_FILE_CATALOGUE = "INSERT INTO catalogue_files (environment_id, connection_id, run_id, at, source, state, sentence, \
              made_on, scope, good, bad, bytes, added, changed, gone) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
              ON CONFLICT (connection_id, run_id) DO NOTHING";
    INSERT_BAD_CATALOGUE = "INSERT INTO catalogue_bad_rows (environment_id, connection_id, run_id, line, reason, found) \
              VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (connection_id, run_id, line) DO NOTHING";
    DROP_BAD_CATALOGUE = "DELETE FROM catalogue_bad_rows WHERE environment_id = $1 AND connection_id = $2 AND run_id <> $3";
    FILES_CATALOGUE = "SELECT * FROM catalogue_files WHERE environment_id = $1 AND connection_id = $2 \
              ORDER BY at DESC, run_id DESC LIMIT $3";
    BAD_CATALOGUE = "SELECT line, reason, found FROM catalogue_bad_rows WHERE environment_id = $1 AND connection_id = $2 \
              AND run_id = $3 ORDER BY line LIMIT $4";
    GROUPS_CATALOGUE = "SELECT code, skus, in_stock FROM catalogue_groups WHERE environment_id = $1 AND connection_id = $2 \
              AND kind = $3 ORDER BY code";
    NAMES_CATALOGUE = "SELECT code, name FROM catalogue_names WHERE environment_id = $1 AND connection_id = $2 AND kind = $3 \
              ORDER BY code";
    PUT_NAMES_CATALOGUE = "INSERT INTO catalogue_names (environment_id, connection_id, kind, code, name) \
              VALUES ($1, $2, $3, $4, $5) ON CONFLICT (connection_id, kind, code) DO UPDATE SET name = excluded.name";
}

impl Env {
    /// Keeps what came of a file, with its bad lines; those of earlier files of the connection are dropped.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_catalogue_file(
        &self,
        connection: ConnectionId,
        file: &CatalogueFileRow,
        bad: &[BadLine],
    ) -> Result<()> {
        let mut tx = self.store.begin_catalogue().await?;
        let (connection, run) = (connection.to_string(), file.run.to_string());
        sqlx::query(INSERT_FILE_CATALOGUE)
            .bind(self.key())
            .bind(connection.as_str())
            .bind(run.as_str())
            .bind(file.at.as_millisecond())
            .bind(file.source.as_str())
            .bind(file.state.as_str())
            .bind(file.sentence.as_str())
            .bind(file.made_on.as_deref())
            .bind(file.scope.as_str())
            .bind(file.good)
            .bind(file.bad)
            .bind(file.bytes)
            .bind(file.added)
            .bind(file.changed)
            .bind(file.gone)
            .execute(tx.connection())
            .await?;
        self.put_bad_lines(&mut tx, &connection, &run, bad).await?;
        tx.commit().await
    }

    async fn put_bad_lines(&self, tx: &mut Tx, connection: &str, run: &str, bad: &[BadLine]) -> Result<()> {
        sqlx::query(DROP_BAD_CATALOGUE).bind(self.key()).bind(connection).bind(run).execute(tx.connection()).await?;
        for chunk in bad.chunks(200) {
            let bulk = Bulk::rows(INSERT_BAD_CATALOGUE, chunk.len());
            let mut query = sqlx::query(bulk.sql());
            for line in chunk {
                query = query
                    .bind(self.key())
                    .bind(connection)
                    .bind(run)
                    .bind(line.line)
                    .bind(line.reason.as_str())
                    .bind(line.found.as_str());
            }
            query.execute(tx.connection()).await?;
        }
        Ok(())
    }

    /// The files of a connection, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn catalogue_files(&self, connection: ConnectionId, most: i64) -> Result<Vec<CatalogueFileRow>> {
        let rows = sqlx::query(FILES_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(most)
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        rows.into_iter().map(|row| read_file(&Row::of("catalogue_files", row))).collect()
    }

    /// The bad lines of a file, by line. Only those of a connection's newest file are kept.
    ///
    /// # Errors
    /// What the database says.
    pub async fn catalogue_bad_lines(&self, connection: ConnectionId, run: RunId, most: i64) -> Result<Vec<BadLine>> {
        let rows = sqlx::query(BAD_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(run.to_string())
            .bind(most)
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("catalogue_bad_rows", row);
                Ok(BadLine { line: row.int("line")?, reason: row.text("reason")?, found: row.text("found")? })
            })
            .collect()
    }

    /// The catalogue counted by one property, by code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn catalogue_groups(&self, connection: ConnectionId, kind: GroupKind) -> Result<Vec<CatalogueGroup>> {
        let rows = sqlx::query(GROUPS_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(kind.as_str())
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("catalogue_groups", row);
                Ok(CatalogueGroup { code: row.text("code")?, skus: row.int("skus")?, in_stock: row.int("in_stock")? })
            })
            .collect()
    }

    /// The names that the distributor gives to codes, by code: of categories and of warehouses (`kind` is a free word).
    ///
    /// # Errors
    /// What the database says.
    pub async fn catalogue_names(&self, connection: ConnectionId, kind: &str) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query(NAMES_CATALOGUE)
            .bind(self.key())
            .bind(connection.to_string())
            .bind(kind)
            .fetch_all(&self.store.inner.catalogue)
            .await?;
        rows.into_iter()
            .map(|row| {
                let row = Row::of("catalogue_names", row);
                Ok((row.text("code")?, row.text("name")?))
            })
            .collect()
    }

    /// Keeps names of codes; those not given stay. A code may occur once.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_catalogue_names(
        &self,
        connection: ConnectionId,
        kind: &str,
        names: &[(String, String)],
    ) -> Result<()> {
        let mut tx = self.store.begin_catalogue().await?;
        let connection = connection.to_string();
        for chunk in names.chunks(400) {
            let bulk = Bulk::rows(PUT_NAMES_CATALOGUE, chunk.len());
            let mut query = sqlx::query(bulk.sql());
            for (code, name) in chunk {
                query =
                    query.bind(self.key()).bind(connection.as_str()).bind(kind).bind(code.as_str()).bind(name.as_str());
            }
            query.execute(tx.connection()).await?;
        }
        tx.commit().await
    }
}

fn read_file(row: &Row) -> Result<CatalogueFileRow> {
    Ok(CatalogueFileRow {
        run: row.parsed("run_id", RunId::parse)?,
        at: from_ms(row.int("at")?),
        source: row.text("source")?,
        state: row.parsed("state", FileState::parse)?,
        sentence: row.text("sentence")?,
        made_on: row.opt_text("made_on")?,
        scope: row.parsed("scope", FileScope::parse)?,
        good: row.int("good")?,
        bad: row.int("bad")?,
        bytes: row.int("bytes")?,
        added: row.int("added")?,
        changed: row.int("changed")?,
        gone: row.int("gone")?,
    })
}
