//! What was found and waits for a person to say that it is the right account. Credentials are in memory until then.

use crate::connectors::{Provider, ReachedAccount};
use linkspan_core::IdSource;
use linkspan_core::id::{ConnectionId, EnvironmentId, RowId};
use linkspan_store::AccountKind;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long a confirmation may take, in milliseconds.
const PATIENCE_MS: i64 = 15 * 60 * 1000;

/// What a person is asked to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// By which it is confirmed.
    pub id: RowId,
    /// The provider's name.
    pub provider: String,
    /// What was reached, in words: zone and database, or account and country.
    pub description: String,
    /// The kind of account that it seems to be: `production`, `sandbox` or `test`. A person may know better.
    pub kind: &'static str,
    /// Whether it leads to a host that the operator put in the vendor's place.
    pub test_host: bool,
    /// Until when it waits, epoch milliseconds.
    pub until_ms: i64,
}

/// What is kept while a person decides.
pub(super) struct Pending {
    pub(super) environment: EnvironmentId,
    pub(super) connection: Option<ConnectionId>,
    pub(super) provider: &'static Provider,
    pub(super) account: ReachedAccount,
    until_ms: i64,
}

impl Pending {
    pub(super) fn new(
        environment: EnvironmentId,
        connection: Option<ConnectionId>,
        provider: &'static Provider,
        account: ReachedAccount,
    ) -> Self {
        Self { environment, connection, provider, account, until_ms: 0 }
    }
}

/// Everything that waits.
#[derive(Default)]
pub(super) struct Proposals(Mutex<HashMap<RowId, Pending>>);

impl Proposals {
    /// Keeps it for a quarter of an hour. What waited longer goes.
    pub(super) fn keep(&self, mut pending: Pending, ids: &dyn IdSource, now_ms: i64) -> Proposal {
        pending.until_ms = now_ms + PATIENCE_MS;
        let proposal = Proposal {
            id: RowId::new(ids),
            provider: pending.provider.name.clone(),
            description: pending.account.description.clone(),
            kind: pending.account.kind.as_str(),
            test_host: pending.account.test_host,
            until_ms: pending.until_ms,
        };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, one| one.until_ms > now_ms);
        waiting.insert(proposal.id, pending);
        proposal
    }

    /// Takes it out, if it is this environment's and has not waited too long.
    pub(super) fn take(&self, id: RowId, environment: EnvironmentId, now_ms: i64) -> Option<Pending> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.get(&id)?.environment != environment {
            return None;
        }
        waiting.remove(&id).filter(|pending| pending.until_ms > now_ms)
    }
}

/// The kind that is kept: a person may call a production account a sandbox and the other way round, but a test host stays
/// one.
pub(super) fn kind(found: AccountKind, said: Option<AccountKind>) -> AccountKind {
    match (found, said) {
        (AccountKind::Test, _) | (_, None) => found,
        (_, Some(AccountKind::Test)) => found,
        (_, Some(said)) => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_host_is_never_called_production() {
        use AccountKind::{Production, Sandbox, Test};
        assert_eq!(kind(Test, Some(Production)), Test);
        assert_eq!(kind(Production, Some(Sandbox)), Sandbox);
        assert_eq!(kind(Sandbox, Some(Production)), Production);
        assert_eq!(kind(Production, None), Production);
        assert_eq!(kind(Production, Some(Test)), Production);
    }
}
