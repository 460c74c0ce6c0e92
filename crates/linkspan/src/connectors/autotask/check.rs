//! Asking a kept connection step by step whether it works.

use super::session::Session;
use super::sign_in::{permission_finding, resource_finding};
use crate::connectors::accounts::Finding;
use linkspan_core::capability::psa::Directory;
use linkspan_core::problem::Problem;
use serde_json::{Value, json};

/// The steps, and the permissions to keep where they were found.
pub(crate) async fn check(session: &Session, email: Option<&str>) -> (Vec<Finding>, Option<Value>) {
    let failed = |step, problem: &Problem| vec![Finding::failed(step, problem.code, problem.sentence.clone(), "")];
    let threshold = match session.run(session.client().threshold()).await {
        Ok(threshold) => threshold,
        Err(problem) => return (failed("sign_in", &problem), None),
    };
    let zone = session.client().zone();
    let used = format!("{} of {} calls of this hour are used", threshold.used, threshold.limit);
    let mut findings =
        vec![Finding::ok("zone", format!("{}, database {}", zone.name, zone.ci)), Finding::ok("sign_in", used)];
    let permissions = match Directory::permissions(session).await {
        Ok(permissions) => permissions,
        Err(problem) => {
            findings.extend(failed("permission", &problem));
            return (findings, None);
        }
    };
    findings.extend(permissions.iter().map(permission_finding));
    if let Some(email) = email {
        findings.push(resource_finding(session, email).await);
    }
    (findings, Some(json!(permissions)))
}
