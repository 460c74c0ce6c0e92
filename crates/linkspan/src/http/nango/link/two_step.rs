//! `POST /auth/two-step/{unique_key}`: whatever the provider exchanges for a token.

use super::{asking, link, linked, unlinked};
use crate::http::nango::call::{Answer, Visit};
use crate::http::nango::refusal::{Issue, Refusal};
use crate::providers::AuthMode;
use serde_json::{Map, Value};

/// The fields of the provider's file; what they may hold is checked against it.
pub(in crate::http::nango) async fn two_step(visit: Visit) -> Answer {
    let mut credentials: Map<String, Value> = visit.body(|fields| {
        if fields.has("type") {
            fields.choice("type", &[AuthMode::TwoStep.as_str()]);
        }
        fields.any("assertionOption");
        fields.rest()
    })?;
    credentials.insert("type".into(), AuthMode::TwoStep.as_str().into());
    let asking = asking(&visit, AuthMode::TwoStep).await?;
    let rules = &asking.target.definition.credentials;
    let unknown = credentials.keys().filter(|name| *name != "type" && !rules.iter().any(|rule| &rule.name == *name));
    let issues: Vec<Issue> = unknown.map(|_| Issue::custom("The provider has no such field", &[])).take(1).collect();
    if !issues.is_empty() {
        return Err(Refusal::schema("invalid_body", issues));
    }
    linked(&link(&visit, asking, credentials).await.map_err(unlinked)?.lent)
}
