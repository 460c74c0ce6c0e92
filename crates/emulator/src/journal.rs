//! What was asked and answered, for tests that count requests and for people who look.
//!
//! Headers are not kept at all and passwords in bodies are masked: a journal holds no secret.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde::Serialize;

use crate::guard::lock;

/// How much of each body is kept, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024;

const DEFAULT_CAPACITY: usize = 10_000;

/// One request with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct JournalEntry {
    /// Number in order of completion, from 1; not reset by clearing.
    pub n: u64,
    /// When the request arrived, by the emulator's clock.
    pub at: Timestamp,
    /// HTTP method.
    pub method: String,
    /// Path as sent, without the query string.
    pub path: String,
    /// Query string without the question mark, empty if there was none.
    pub query: String,
    /// Status of the answer, `None` when the connection was cut without one.
    pub status: Option<u16>,
    /// Request body (at most [`BODY_LIMIT`] bytes, decompressed, passwords masked).
    pub request_body: String,
    /// Body of the answer as the vendor made it, before a fault spoilt it (at most [`BODY_LIMIT`] bytes).
    pub response_body: String,
    /// Real time from request to answer in milliseconds.
    pub millis: u64,
    /// Name of the fault that met it.
    pub fault: Option<String>,
}

/// What the server hands over; the journal numbers, bounds and masks it.
pub(crate) struct Exchange<'a> {
    pub(crate) at: Timestamp,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) status: Option<u16>,
    pub(crate) request_body: &'a [u8],
    pub(crate) response_body: &'a [u8],
    pub(crate) millis: u64,
    pub(crate) fault: Option<&'static str>,
}

/// A bounded list of exchanges. Clones share one journal; the oldest entries make room.
#[derive(Clone, Debug)]
pub struct Journal {
    inner: Arc<Mutex<Inner>>,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    entries: VecDeque<JournalEntry>,
}

impl Default for Journal {
    fn default() -> Self {
        Self::with_capacity(DEFAULT_CAPACITY)
    }
}

impl Journal {
    /// A journal that keeps the last `capacity` entries.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { inner: Arc::default(), capacity }
    }

    /// All entries that are kept, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<JournalEntry> {
        lock(&self.inner).entries.iter().cloned().collect()
    }

    /// How many kept entries satisfy the condition.
    #[must_use]
    pub fn count(&self, condition: impl Fn(&JournalEntry) -> bool) -> usize {
        lock(&self.inner).entries.iter().filter(|entry| condition(entry)).count()
    }

    /// Forgets all entries.
    pub fn clear(&self) {
        lock(&self.inner).entries.clear();
    }

    pub(crate) fn record(&self, exchange: &Exchange<'_>) {
        let request_body = without_keys(masked_tokens(masked(&bounded(exchange.request_body))));
        let response_body = without_keys(masked_tokens(masked(&bounded(exchange.response_body))));
        let mut inner = lock(&self.inner);
        inner.next += 1;
        let entry = JournalEntry {
            n: inner.next,
            at: exchange.at,
            method: exchange.method.to_owned(),
            path: exchange.path.to_owned(),
            query: exchange.query.to_owned(),
            status: exchange.status,
            request_body,
            response_body,
            millis: exchange.millis,
            fault: exchange.fault.map(str::to_owned),
        };
        inner.entries.push_back(entry);
        while inner.entries.len() > self.capacity {
            inner.entries.pop_front();
        }
    }
}

/// Replaces the value of every JSON member named `secretKey`, whatever its case and its quotes.
fn without_keys(body: String) -> String {
    let lower = body.to_ascii_lowercase();
    let mut out = String::new();
    let mut from = 0;
    while let Some(found) = lower[from..].find("secretkey") {
        let name_end = from + found + "secretkey".len();
        let value = body[name_end..].trim_start_matches(['"', '\'']).trim_start();
        let value = value.strip_prefix(':').map(str::trim_start);
        let Some(quote) = value.and_then(|value| value.chars().next()).filter(|first| matches!(first, '"' | '\''))
        else {
            out.push_str(&body[from..name_end]);
            from = name_end;
            continue;
        };
        let start = body.len() - value.map_or(0, str::len) + 1;
        out.push_str(&body[from..start]);
        out.push_str("***");
        from = end_of_text(&body, start, quote);
    }
    out.push_str(&body[from..]);
    out
}

/// Where a quoted text ends: before its quote, or at the end of what is there.
fn end_of_text(body: &str, start: usize, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in body[start..].char_indices() {
        if character == quote && !is_escaped {
            return start + at;
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    body.len()
}

fn bounded(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY_LIMIT)]).into_owned()
}

/// Replaces the content of every XML element named `password`, whatever its case; an element that is cut off is
/// masked to the end of the text.
fn masked(body: &str) -> String {
    let lower = body.to_ascii_lowercase();
    let mut out = String::with_capacity(body.len());
    let mut from = 0;
    while let Some(found) = lower[from..].find("<password") {
        let tag = from + found;
        let Some(open) = lower[tag..].find('>').map(|at| tag + at + 1) else { break };
        out.push_str(&body[from..open]);
        if lower[..open].ends_with("/>") {
            from = open;
            continue;
        }
        out.push_str("***");
        from = lower[open..].find("</password").map_or(body.len(), |at| open + at);
    }
    out.push_str(&body[from..]);
    out
}

/// Names of secrets in forms.
const IN_FORMS: [&str; 5] = ["client_secret=", "refresh_token=", "code_verifier=", "code=", "password="];

/// Names of secrets in JSON.
const IN_JSON: [&str; 2] = ["\"access_token\":\"", "\"refresh_token\":\""];

/// Replaces secrets in a form and tokens in JSON, up to where each ends.
fn masked_tokens(mut body: String) -> String {
    let in_forms = IN_FORMS.into_iter().map(|mark| (mark, '&'));
    let in_json = IN_JSON.into_iter().map(|mark| (mark, '"'));
    for (mark, end) in in_forms.chain(in_json) {
        let starts = |at: &usize| end == '"' || *at == 0 || body.as_bytes()[*at - 1] == b'&';
        let found = body.match_indices(mark).map(|(at, _)| at).find(starts);
        let Some(from) = found.map(|at| at + mark.len()) else { continue };
        let until = body[from..].find(end).map_or(body.len(), |at| from + at);
        body.replace_range(from..until, "***");
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange<'a>(path: &'a str, body: &'a [u8]) -> Exchange<'a> {
        Exchange {
            at: Timestamp::UNIX_EPOCH,
            method: "POST",
            path,
            query: "",
            status: Some(200),
            request_body: body,
            response_body: b"",
            millis: 1,
            fault: None,
        }
    }

    #[test]
    fn the_oldest_entries_make_room_and_numbers_go_on() {
        let journal = Journal::with_capacity(2);
        for path in ["/a", "/b", "/c"] {
            journal.record(&exchange(path, b""));
        }
        let kept: Vec<_> = journal.entries().into_iter().map(|entry| (entry.n, entry.path)).collect();
        assert_eq!(kept, [(2, "/b".to_owned()), (3, "/c".to_owned())]);
        assert_eq!(journal.count(|entry| entry.path == "/c"), 1);
        journal.clear();
        assert!(journal.entries().is_empty());
    }

    #[test]
    fn secrets_of_forms_and_tokens_are_masked() {
        for (body, shown) in [
            ("grant_type=x&client_secret=canary&client_id=a", "grant_type=x&client_secret=***&client_id=a"),
            ("client_secret=canary", "client_secret=***"),
            ("grant_type=password&username=a&password=canary", "grant_type=password&username=a&password=***"),
            (
                "code=canary&grant_type=authorization_code&code_verifier=canary",
                "code=***&grant_type=authorization_code&code_verifier=***",
            ),
            (
                r#"{"access_token":"canary","refresh_token":"canary"}"#,
                r#"{"access_token":"***","refresh_token":"***"}"#,
            ),
            ("{\"zip code=\": 1}", "{\"zip code=\": 1}"),
            (r#"{"access_token":"canary","expires_in":7200}"#, r#"{"access_token":"***","expires_in":7200}"#),
            ("nothing", "nothing"),
        ] {
            assert_eq!(masked_tokens(body.to_owned()), shown);
        }
    }

    #[test]
    fn passwords_in_bodies_are_masked_whatever_their_case() {
        for body in [
            "<a><Password>pw-canary</Password><b/></a>",
            "<a><password>pw-canary</password><b/></a>",
            "<PASSWORD x='1'>pw-canary</PASSWORD>",
            "<Password>pw-canary",
        ] {
            let shown = masked(body);
            assert!(!shown.contains("canary") && shown.contains("***"), "{shown}");
        }
        assert_eq!(masked("<Password/><b>kept</b>"), "<Password/><b>kept</b>");
        assert_eq!(masked("<a>é</a>"), "<a>é</a>");
    }

    #[test]
    fn keys_of_webhooks_are_masked_in_every_form_that_is_taken() {
        for body in [
            r#"{"secretKey": "key-canary", "name": "kept"}"#,
            r#"{SECRETKEY:'key-canary', name: 'kept'}"#,
            r#"{"name":"kept","secretKey":"a\"key-canary"}"#,
            r#"{"name":"kept","items":[{"secretkey" : "x"},{"secretKey":"key-canary"#,
        ] {
            let shown = without_keys(body.to_owned());
            assert!(!shown.contains("canary") && shown.contains("***") && shown.contains("kept"), "{shown}");
        }
        assert_eq!(without_keys(r#"{"secretKey":null}"#.to_owned()), r#"{"secretKey":null}"#);
    }

    #[test]
    fn long_bodies_are_bounded_without_breaking_characters() {
        let journal = Journal::default();
        journal.record(&exchange("/a", "é".repeat(BODY_LIMIT).as_bytes()));
        assert!(journal.entries()[0].request_body.len() <= BODY_LIMIT + 3);
    }
}
