//! A key that was recognised: what it may do, and when it was used last.

use super::scope::covers;
use linkspan_core::clock::Timestamp;
use linkspan_core::id::{EnvironmentId, RowId};
use linkspan_store::{ApiKey, Grants};
use std::sync::atomic::{AtomicI64, Ordering};

/// A recognised key. Shared by all requests that carry it.
#[derive(Debug)]
pub struct Granted {
    /// Its id.
    pub id: RowId,
    /// Whose it is.
    pub environment: EnvironmentId,
    /// By what people know it.
    pub name: String,
    grants: Grants,
    expires_at: Option<Timestamp>,
    used_ms: AtomicI64,
}

impl Granted {
    pub(super) fn of(key: ApiKey) -> Self {
        let used = key.last_used_at.map_or(0, Timestamp::as_millisecond);
        Self {
            id: key.id,
            environment: key.environment,
            name: key.name,
            grants: key.grants,
            expires_at: key.expires_at,
            used_ms: AtomicI64::new(used),
        }
    }

    /// Rights that belong to no key, such as those of a connect session.
    #[must_use]
    pub fn lent(environment: EnvironmentId, id: RowId, name: impl Into<String>, grants: Grants) -> Self {
        Self { id, environment, name: name.into(), grants, expires_at: None, used_ms: AtomicI64::new(0) }
    }

    /// Whether it holds a scope.
    #[must_use]
    pub fn holds(&self, scope: &str) -> bool {
        covers(&self.grants.scopes, scope)
    }

    /// Whether it was given a scope by its own name, not by a star.
    #[must_use]
    pub fn holds_by_name(&self, scope: &str) -> bool {
        self.grants.scopes.iter().any(|granted| granted == scope)
    }

    /// The only integrations that it may touch; empty is all.
    #[must_use]
    pub fn integrations(&self) -> &[String] {
        &self.grants.integrations
    }

    /// Whether it may touch an integration.
    #[must_use]
    pub fn reaches_integration(&self, unique_key: &str) -> bool {
        listed(&self.grants.integrations, unique_key)
    }

    /// Whether it may touch a connection of an integration.
    #[must_use]
    pub fn reaches(&self, integration: &str, connection: &str) -> bool {
        self.reaches_integration(integration) && listed(&self.grants.connections, connection)
    }

    /// Whether it is narrowed to some connections.
    #[must_use]
    pub fn is_narrowed_to_connections(&self) -> bool {
        !self.grants.connections.is_empty()
    }

    /// Whether it may send a verb to a path through the proxy. The path is the caller's, with its slash in front and
    /// without the query.
    #[must_use]
    pub fn may_send(&self, verb: &str, path: &str) -> bool {
        let patterns = &self.grants.paths;
        listed(&self.grants.verbs, verb) && (patterns.is_empty() || patterns.iter().any(|one| matches(one, path)))
    }

    pub(super) fn has_ended(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|ends| ends <= now)
    }

    pub(super) fn use_at(&self, now_ms: i64) {
        self.used_ms.fetch_max(now_ms, Ordering::Relaxed);
    }

    pub(super) fn used_ms(&self) -> i64 {
        self.used_ms.load(Ordering::Relaxed)
    }
}

fn listed(list: &[String], one: &str) -> bool {
    list.is_empty() || list.iter().any(|name| name == one)
}

/// Whether a path fits a pattern in which a star stands for any text, also none.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;
    use linkspan_core::{IdSource, ManualClock, SystemIds};
    use rstest::rstest;
    use std::sync::Arc;

    #[rstest]
    #[case("/v1.0/Companies/query", "/v1.0/Companies/query", true)]
    #[case("/v1.0/Companies/query", "/v1.0/Companies/query/count", false)]
    #[case("/v1.0/Companies*", "/v1.0/Companies/1", true)]
    #[case("/v1.0/*/query", "/v1.0/Tickets/query", true)]
    #[case("/v1.0/*/query", "/v1.0/query", false)]
    #[case("*", "/anything", true)]
    #[case("/a*a", "/a", false)]
    #[case("/a*b*c", "/a-b-b-c", true)]
    fn a_star_stands_for_any_text(#[case] pattern: &str, #[case] path: &str, #[case] fits: bool) {
        assert_eq!(matches(pattern, path), fits);
    }

    #[test]
    fn lists_narrow_and_empty_ones_do_not() {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        let text = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let grants = Grants {
            scopes: text(&["environment:proxy"]),
            integrations: text(&["autotask"]),
            connections: text(&["harbor"]),
            verbs: text(&["GET"]),
            paths: text(&["/v1.0/*"]),
        };
        let narrow = Granted::lent(ids.next().into(), ids.next().into(), "narrow", grants);
        assert!(narrow.reaches("autotask", "harbor") && narrow.may_send("GET", "/v1.0/Tickets"));
        assert!(!narrow.reaches("autotask", "other") && !narrow.reaches("halo-psa", "harbor"));
        assert!(!narrow.may_send("POST", "/v1.0/Tickets") && !narrow.may_send("GET", "/v2.0/Tickets"));
        let wide = Granted::lent(ids.next().into(), ids.next().into(), "wide", Grants::default());
        assert!(wide.reaches("any", "any") && wide.may_send("DELETE", "/") && !wide.holds("environment:proxy"));
    }
}
