//! Trying every connection and saying what was tried, what came back and what to do.

use crate::connectors::{Accounts, Finding};
use linkspan_core::id::EnvironmentId;
use linkspan_core::problem::Problem;
use linkspan_store::{ConnectionState, Store};
use serde::Serialize;

/// What is known of one connection.
#[derive(Debug, Clone, Serialize)]
pub struct Diagnosis {
    /// Its environment's name.
    pub environment: String,
    /// Its id.
    pub connection: String,
    /// What people call it.
    pub name: String,
    /// The provider.
    pub provider: String,
    /// Where it stood before.
    pub state: &'static str,
    /// Whether it leads to a host that the operator put in the vendor's place.
    pub test_host: bool,
    /// What was tried and what came back, in order; empty where nothing was tried.
    pub findings: Vec<Finding>,
    /// What to do, in words.
    pub advice: String,
}

impl Diagnosis {
    /// Whether nothing needs to be done.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.findings.iter().all(|finding| finding.failure().is_none()) && !self.findings.is_empty()
    }
}

/// Tries the connections of one environment, or of all.
///
/// # Errors
/// What the database says. What a vendor says is in the diagnosis.
pub async fn examine(
    store: &Store,
    accounts: &dyn Accounts,
    only: Option<EnvironmentId>,
) -> Result<Vec<Diagnosis>, Problem> {
    let mut diagnoses = Vec::new();
    for environment in store.environments().await? {
        if only.is_some_and(|only| only != environment.id) {
            continue;
        }
        for connection in store.env(environment.id).connections().await? {
            let tried = match connection.state {
                ConnectionState::NotConnected => Err("It has no credentials. Connect it at Connectors.".to_owned()),
                ConnectionState::Disabled => {
                    Err("It is switched off and was not tried. Switch it on at Connectors.".to_owned())
                }
                ConnectionState::Connected | ConnectionState::Error => {
                    accounts.check(environment.id, connection.id).await.map_err(|problem| problem.sentence)
                }
            };
            let (findings, advice) = match tried {
                Ok(findings) => {
                    let advice = advice(&findings);
                    (findings, advice)
                }
                Err(advice) => (Vec::new(), advice),
            };
            diagnoses.push(Diagnosis {
                environment: environment.name.clone(),
                connection: connection.id.to_string(),
                name: connection.display_name,
                provider: connection.provider,
                state: connection.state.as_str(),
                test_host: connection.test_host,
                findings,
                advice,
            });
        }
    }
    Ok(diagnoses)
}

fn advice(findings: &[Finding]) -> String {
    use crate::connectors::Verdict;
    let failed = findings.iter().find_map(|finding| match &finding.verdict {
        Verdict::Failed { sentence, cure, .. } => Some(format!("{sentence} {cure}").trim().to_owned()),
        _ => None,
    });
    failed.unwrap_or_else(|| "Nothing to do.".to_owned())
}
