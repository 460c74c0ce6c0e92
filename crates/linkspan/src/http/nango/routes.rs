//! The table of contents of the API that programs written for Nango's SDKs use: method, path, scopes, handler. The table of
//! rights is computed from it, so an endpoint that is not here does not exist.

use super::endpoint::Verb::Get;
use super::endpoint::{Access, Endpoint};
use super::{environment, health, off};

/// All endpoints.
pub(in crate::http) fn table() -> Vec<Endpoint> {
    let mut all = vec![
        Endpoint::open(Get, "/health", health::health),
        Endpoint::open(Get, "/ready", health::ready),
        Endpoint::keyed(Get, "/environment-variables", &["environment:variables:read"], environment::variables),
        Endpoint::keyed(Get, "/scripts/config", &[], environment::scripts),
    ];
    all.extend(off::endpoints());
    all
}

/// One line of the table of rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    /// The method, `ANY` for all.
    pub method: String,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// One of these scopes is needed; none means that any key will do. `None` is an endpoint for anybody.
    pub scopes: Option<&'static [&'static str]>,
}

/// The table of rights: every endpoint with what it needs.
#[must_use]
pub fn rights() -> Vec<Right> {
    let right = |endpoint: Endpoint| Right {
        method: format!("{:?}", endpoint.verb).to_uppercase(),
        path: endpoint.path,
        scopes: match endpoint.access {
            Access::Open => None,
            Access::Key(scopes) => Some(scopes),
        },
    };
    table().into_iter().map(right).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::SCOPES;

    #[test]
    fn every_scope_in_the_table_can_be_granted() {
        for right in rights() {
            for scope in right.scopes.unwrap_or_default() {
                assert!(SCOPES.contains(scope), "{} {} needs {scope}", right.method, right.path);
            }
        }
    }

    #[test]
    fn what_anybody_may_call_is_this_list_and_nothing_else() {
        let open: Vec<_> = rights().into_iter().filter(|right| right.scopes.is_none()).map(|one| one.path).collect();
        assert_eq!(open, ["/health", "/ready"]);
    }
}
