//! Every decision about behaviour that the vendor does not document, one function each.
//!
//! What a live tenant shows changes this file and nothing else. It must not do I/O.

use crate::error::Kind;

/// A 429 whose text does not speak of threads: the answer to passing the hourly limit is not documented, while every
/// report of the thread limit carries its wording.
pub(crate) fn too_many_requests(says_threads: bool) -> Kind {
    if says_threads { Kind::ThreadLimit } else { Kind::HourlyLimit }
}

/// Whether a text speaks of the calls of the hour; neither its status nor its words are documented. The thread limit,
/// whose words are known, has been recognised before.
pub(crate) fn says_hourly_limit(text: &str) -> bool {
    text.contains("too many requests") || (text.contains("request") && text.contains("threshold"))
}

/// A 404 is a missing record unless it says that the path itself is not served: Web API has a sentence for it, IIS
/// answers with a page. Taking those for "no such record" would hide records after a change of the zone's address.
pub(crate) fn not_found(says_no_route: bool, is_page: bool) -> Kind {
    if says_no_route || is_page { Kind::Protocol { what: "the path is not served".into() } } else { Kind::NotFound }
}

/// A 401 has no known body; the older interface has a sentence for locked accounts, which is recognised under any
/// status.
pub(crate) fn says_locked(text: &str) -> bool {
    text.contains("has been locked") || text.contains("is locked")
}

/// Troubles of the database behind Autotask that reach the caller as an ordinary error text and pass by themselves.
pub(crate) fn is_passing_database_trouble(text: &str) -> bool {
    ["deadlock", "timeout expired", "execution timeout"].iter().any(|sign| text.contains(sign))
}

/// Whether the answer to a create leaves open if the record exists: anything that is not a clear refusal.
pub(crate) fn leaves_create_open(kind: &Kind) -> bool {
    matches!(kind, Kind::Transient | Kind::Network { before_send: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_broken_answer_leaves_a_create_open() {
        assert!(leaves_create_open(&Kind::Transient));
        assert!(leaves_create_open(&Kind::Network { before_send: false }));
        for clear in [Kind::Network { before_send: true }, Kind::Validation, Kind::ThreadLimit, Kind::Credentials] {
            assert!(!leaves_create_open(&clear), "{clear}");
        }
    }
}
