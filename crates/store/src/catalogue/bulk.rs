//! Many rows or keys in one statement. Every such statement is registered for a single row; this repeats its placeholders.

use sqlx::AssertSqlSafe;
use std::fmt::Write as _;
use std::sync::Arc;

/// A registered statement, repeated for many rows or keys. Cloning is cheap, so the engine's cache is met.
#[derive(Clone)]
pub(crate) struct Bulk(Arc<str>);

impl Bulk {
    /// `... VALUES ($1, ..., $n) ...` for `rows` rows of `n` parameters each.
    pub(crate) fn rows(sql: &'static str, rows: usize) -> Self {
        let (head, rest) = sql.split_once("VALUES (").expect("a bulk statement has VALUES");
        let (tuple, tail) = rest.split_once(')').expect("its tuple is closed");
        let width = tuple.split(',').count();
        let mut text = String::with_capacity(sql.len() + rows * width * 6);
        text.push_str(head);
        text.push_str("VALUES ");
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            place(&mut text, row * width, width);
            text.push(')');
        }
        text.push_str(tail);
        Self(text.into())
    }

    /// `... IN ($n) ...` for `keys` keys from parameter `n` on. The list of keys comes last in the statement's parameters.
    pub(crate) fn keys(sql: &'static str, keys: usize) -> Self {
        let (head, rest) = sql.split_once("IN ($").expect("a statement by keys has IN");
        let (first, tail) = rest.split_once(')').expect("its list is closed");
        let first: usize = first.parse().expect("its list is one placeholder");
        let mut text = String::with_capacity(sql.len() + keys * 6);
        text.push_str(head);
        text.push_str("IN (");
        place(&mut text, first - 1, keys.max(1));
        text.push(')');
        text.push_str(tail);
        Self(text.into())
    }

    /// The text for one execution.
    pub(crate) fn sql(&self) -> AssertSqlSafe<Arc<str>> {
        AssertSqlSafe(Arc::clone(&self.0))
    }
}

fn place(text: &mut String, before: usize, count: usize) {
    for at in 1..=count {
        let comma = if at == 1 { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}${}", before + at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_repeated_row_by_row_and_key_by_key() {
        let rows = Bulk::rows("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING", 3);
        assert_eq!(&*rows.0, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6) ON CONFLICT (a) DO NOTHING");
        let keys = Bulk::keys("SELECT a FROM t WHERE e = $1 AND b IN ($2) ORDER BY a", 3);
        assert_eq!(&*keys.0, "SELECT a FROM t WHERE e = $1 AND b IN ($2, $3, $4) ORDER BY a");
    }
}
