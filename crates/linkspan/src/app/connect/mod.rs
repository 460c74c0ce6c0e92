//! Connecting accounts: a person types, everything is tried out, the person confirms what was found, and only then are
//! credentials sealed and kept.

mod disconnect;
mod host_key;
mod keep;
mod proposals;
mod tries;

pub use disconnect::{Farewell, OpenOrder};
pub use proposals::Proposal;

use crate::app::App;
use crate::app::secrets::Secrets;
use crate::connectors::{Accounts, Field, FieldFault, Finding, Provider, Purpose, Trial, Values, provider};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{Connection, ConnectionState, Env};
use linkspan_vault::KeyRing;
use proposals::Proposals;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tries::Tries;

/// How long a person waits at most for the whole checklist.
const PATIENCE: Duration = Duration::from_secs(90);

/// The field with the address that receives notices.
const NOTICES: &str = "email";

/// The use case. One for the process: it counts tries and keeps what waits for a confirmation in memory.
pub struct Connect {
    app: App,
    accounts: Arc<dyn Accounts>,
    secrets: Secrets,
    tries: Tries,
    proposals: Proposals,
}

/// What a person typed.
#[derive(Debug, Clone)]
pub struct ConnectRequest {
    /// The provider's name.
    pub provider: String,
    /// The connection to renew; `None` makes a new one.
    pub connection: Option<ConnectionId>,
    /// The fields of the provider's form.
    pub values: Values,
}

/// What became of it. Nothing is stored yet, whatever it says.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectReport {
    /// What cannot be right as it was typed; then nothing was sent.
    pub faults: Vec<FieldFault>,
    /// The checklist, in order.
    pub findings: Vec<Finding>,
    /// What is to be confirmed, where everything necessary holds.
    pub proposal: Option<Proposal>,
    /// How often a secret that was refused may be tried once more; `None` where none was refused.
    pub tries_left: Option<u8>,
}

impl ConnectReport {
    fn stopped(findings: Vec<Finding>) -> Self {
        Self { faults: Vec::new(), findings, proposal: None, tries_left: None }
    }

    /// The code of the first step that failed, or of the first field that cannot be right.
    #[must_use]
    pub fn failure(&self) -> Option<&'static str> {
        let fault = self.faults.first().map(|fault| fault.code);
        fault.or_else(|| self.findings.iter().find_map(Finding::failure))
    }
}

impl Connect {
    /// The use case of a process.
    #[must_use]
    pub fn new(app: App, accounts: Arc<dyn Accounts>, vault: Arc<KeyRing>) -> Self {
        let tries = Tries::new(&*app.ids);
        let secrets = Secrets::new(app.store.clone(), vault);
        Self { app, accounts, secrets, tries, proposals: Proposals::default() }
    }

    /// Tries out what was typed. A secret that was refused twice is not sent a third time.
    ///
    /// # Errors
    /// `provider_unknown`, `connection_missing`, or what the database says. What the vendor says is in the report.
    pub async fn try_out(
        &self,
        environment: EnvironmentId,
        request: &ConnectRequest,
    ) -> Result<ConnectReport, Problem> {
        self.try_for(environment, request, Purpose::Bridge).await
    }

    /// The same for an account that programs bring along: nobody must receive notices, rights are not asked for, and the
    /// same account may be there under another name.
    ///
    /// # Errors
    /// As for [`Connect::try_out`].
    pub async fn try_out_to_lend(
        &self,
        environment: EnvironmentId,
        request: &ConnectRequest,
    ) -> Result<ConnectReport, Problem> {
        self.try_for(environment, request, Purpose::Lend).await
    }

    async fn try_for(
        &self,
        environment: EnvironmentId,
        request: &ConnectRequest,
        purpose: Purpose,
    ) -> Result<ConnectReport, Problem> {
        let env = self.app.env(environment);
        let provider = provider(&request.provider)
            .ok_or_else(|| Problem::permanent("provider_unknown", "There is no connector of this name."))?;
        let known = self.renewed(&env, provider, request.connection).await?;
        let mut faults = provider.faults(&request.values, &self.accounts.preset(provider));
        if purpose == Purpose::Lend {
            faults.retain(|fault| fault.field != NOTICES);
        }
        if !faults.is_empty() {
            return Ok(ConnectReport { faults, ..ConnectReport::stopped(Vec::new()) });
        }
        let pairs = log_ins(provider, &request.values);
        let reserved = match self.tries.reserve(&pairs, self.app.clock.now_ms()) {
            Ok(reserved) => reserved,
            Err(field) => {
                let report = ConnectReport::stopped(vec![tried_twice(provider, field)]);
                return Ok(ConnectReport { tries_left: Some(0), ..report });
            }
        };
        let expected_account = known.as_ref().and_then(|connection| connection.account_key.as_deref());
        let trial = Trial { provider, values: &request.values, expected_account, known: known.as_ref(), purpose };
        let Ok(examination) = tokio::time::timeout(PATIENCE, self.accounts.examine(&trial)).await else {
            // The tries stay counted: what the vendor saw is not known.
            return Ok(ConnectReport::stopped(vec![no_answer(provider)]));
        };
        let tries_left = self.tries.settle(reserved, &examination.refused);
        let mut findings = examination.findings;
        let Some(account) = examination.account else {
            return Ok(ConnectReport { tries_left, ..ConnectReport::stopped(findings) });
        };
        if known.is_none()
            && purpose == Purpose::Bridge
            && let Some(other) = same_account(&env, provider, &account.account_key).await?
        {
            findings.push(connected_already(&other));
            return Ok(ConnectReport::stopped(findings));
        }
        let pending = proposals::Pending::new(environment, request.connection, provider, account);
        let proposal = self.proposals.keep(pending, &*self.app.ids, self.app.clock.now_ms());
        Ok(ConnectReport { proposal: Some(proposal), ..ConnectReport::stopped(findings) })
    }

    /// Asks a kept connection step by step whether it works, also one whose credentials were refused before.
    ///
    /// # Errors
    /// `connection_unusable`, or what the database says.
    pub async fn check(&self, environment: EnvironmentId, id: ConnectionId) -> Result<Vec<Finding>, Problem> {
        self.accounts.check(environment, id).await
    }

    async fn renewed(
        &self,
        env: &Env,
        provider: &Provider,
        id: Option<ConnectionId>,
    ) -> Result<Option<Connection>, Problem> {
        let Some(id) = id else { return Ok(None) };
        let connection = env.connection(id).await?.filter(|connection| connection.provider == provider.name);
        connection.map(Some).ok_or_else(missing)
    }
}

fn missing() -> Problem {
    Problem::permanent("connection_missing", "There is no such connection. Go back to the list of connectors.")
}

/// Each log-in of a form: the name of its secret field, the user, the secret.
fn log_ins(provider: &'static Provider, values: &Values) -> Vec<tries::LogIn> {
    let pair = |field: &'static Field| {
        let user = values.plain(field.user.as_deref()?)?.to_owned();
        Some(tries::LogIn { field: &field.name, user, secret: values.secret(&field.name)? })
    };
    provider.fields.iter().filter_map(pair).collect()
}

fn tried_twice(provider: &Provider, field: &str) -> Finding {
    Finding::failed(
        "sign_in",
        "secret_tried_twice",
        format!(
            "{} refused this {} twice already, so it was not sent again: after a few wrong ones an account is locked.",
            provider.title,
            if field.contains("password") { "password" } else { "secret" }
        ),
        "Set a new one there and type that. If you are sure that it is right, check the user name and the account.",
    )
}

fn no_answer(provider: &Provider) -> Finding {
    Finding::failed(
        "sign_in",
        "no_answer",
        format!("{} did not answer within {} seconds.", provider.title, PATIENCE.as_secs()),
        "Try again in a few minutes. Nothing was stored.",
    )
}

async fn same_account(env: &Env, provider: &Provider, account_key: &str) -> Result<Option<Connection>, Problem> {
    let connections = env.connections_of(&provider.name).await?;
    Ok(connections.into_iter().find(|one| one.account_key.as_deref() == Some(account_key)))
}

fn connected_already(other: &Connection) -> Finding {
    let how = if other.state == ConnectionState::NotConnected { "was" } else { "is" };
    Finding::failed(
        "account",
        "account_connected_already",
        format!("This account {how} connected already as {}.", other.display_name),
        "Open that connection and choose Reconnect: all its settings are kept.",
    )
}
