//! Trying an API user out: zone, sign-in, permissions, resource. The secret is sent once, and only after the zone held.

use super::outfit::Outfit;
use super::session::{Lists, Session};
use super::{CODE_SLOT, Settings};
use crate::connectors::accounts::{Examination, Finding, Purpose, ReachedAccount, Trial};
use crate::connectors::values::Values;
use ::autotask::{Credentials, Error, Kind, Zone};
use linkspan_core::Clock;
use linkspan_core::capability::psa::{Directory, PermissionFinding};
use linkspan_core::problem::Problem;
use linkspan_store::AccountKind;
use serde_json::json;
use std::sync::Arc;
use url::Url;

/// The slot of the secret among a connection's credentials, and the name of its field.
pub(crate) const SECRET_SLOT: &str = "secret";

/// Tries API users out.
pub(crate) struct Examiner<'a> {
    pub(crate) outfit: &'a Outfit,
    pub(crate) clock: Arc<dyn Clock>,
}

/// A failed step ends the examination; the steps before it are kept.
type Step<T> = Result<T, Finding>;

impl Examiner<'_> {
    /// Goes through the steps until one fails.
    pub(crate) async fn examine(&self, trial: &Trial<'_>) -> Examination {
        let mut findings = Vec::new();
        let mut refused = Vec::new();
        let account = match self.steps(trial, &mut findings, &mut refused).await {
            Ok(account) => account,
            Err(failed) => {
                findings.push(failed);
                None
            }
        };
        Examination { findings, refused, account }
    }

    async fn steps(
        &self,
        trial: &Trial<'_>,
        findings: &mut Vec<Finding>,
        refused: &mut Vec<&'static str>,
    ) -> Step<Option<ReachedAccount>> {
        let values = trial.values;
        let zone = self.zone(values).await?;
        findings.push(Finding::ok("zone", format!("{}, database {}", zone.name, zone.ci)));
        if trial.expected_account.is_some_and(|expected| expected != zone.ci.to_string()) {
            return Err(another_tenant(&zone, trial.expected_account.unwrap_or_default()));
        }
        let session = self.session(zone.clone(), values)?;
        if let Err(error) = session.client().version().await {
            if matches!(error.kind(), Kind::Credentials | Kind::AccountLocked) {
                refused.push(SECRET_SLOT);
            }
            return Err(sign_in_failed(&error, values.plain("user_name").unwrap_or_default()));
        }
        findings.push(Finding::ok("sign_in", values.plain("user_name").unwrap_or_default()));
        if trial.purpose == Purpose::Lend {
            return Ok(Some(self.account(zone, values, &[])));
        }
        let permissions = permissions(&session).await?;
        findings.extend(permissions.iter().map(permission_finding));
        let resource = resource_finding(&session, values.plain("email").unwrap_or_default()).await;
        findings.push(resource);
        let whole = findings.iter().all(|finding| finding.failure().is_none());
        Ok(whole.then(|| self.account(zone, values, &permissions)))
    }

    async fn zone(&self, values: &Values) -> Step<Zone> {
        let user_name = values.plain("user_name").unwrap_or_default();
        let typed = values.plain("zone").map(|text| self.typed_zone(text)).transpose()?;
        let mut found = self.outfit.discover(user_name).await.map_err(|error| zone_failed(&error, user_name))?;
        if let Some(typed) = typed {
            if self.outfit.is_test_host(&typed) {
                found.url = typed;
            } else if typed.host_str() != found.url.host_str() {
                return Err(Finding::failed(
                    "zone",
                    "zone_wrong",
                    format!(
                        "This API user lives in the zone {} ({}), not where you typed.",
                        found.name,
                        found.authority()
                    ),
                    "Leave the zone empty: it is found from the user name.",
                ));
            }
        }
        if !self.outfit.allows(&found.url) {
            return Err(self.host_refused(found.authority()));
        }
        Ok(found)
    }

    /// A typed zone is checked before anything is sent, because the secret would go there.
    fn typed_zone(&self, text: &str) -> Step<Url> {
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}/ATServicesRest/") };
        let unreadable = || {
            Finding::failed(
                "zone",
                "zone_unreadable",
                "The zone is no address.",
                "Leave it empty, or copy the address from your browser, such as https://webservices3.autotask.net.",
            )
        };
        let mut url = Url::parse(&whole).map_err(|_| unreadable())?;
        let host = url.host_str().ok_or_else(unreadable)?.to_owned();
        if !self.outfit.allows(&url) {
            return Err(self.host_refused(&host));
        }
        if url.path().len() <= 1 {
            url.set_path("/ATServicesRest/");
        }
        Ok(url)
    }

    fn host_refused(&self, host: &str) -> Finding {
        Finding::failed(
            "zone",
            "zone_host_refused",
            format!("{host} is not an address of Autotask, and your secret would be sent there. Nothing was sent."),
            format!("Leave the zone empty. Addresses that are accepted: {}.", self.outfit.allowed_hosts()),
        )
    }

    fn session(&self, zone: Zone, values: &Values) -> Step<Session> {
        let code = values.secret(CODE_SLOT).or_else(|| self.outfit.preset_code());
        let (Some(secret), Some(integration_code)) = (values.secret(SECRET_SLOT), code) else {
            return Err(Finding::failed(
                "sign_in",
                "missing",
                "The secret or the integration code is missing.",
                "Fill it in.",
            ));
        };
        let user_name = values.plain("user_name").unwrap_or_default().to_owned();
        let client = self.outfit.client(zone, Credentials { user_name, secret, integration_code });
        Ok(Session::new(client, Arc::clone(&self.clock), None, Arc::new(Lists::default())))
    }

    fn account(&self, zone: Zone, values: &Values, permissions: &[PermissionFinding]) -> ReachedAccount {
        let test_host = self.outfit.is_test_host(&zone.url);
        let settings = Settings { user_name: values.plain("user_name").unwrap_or_default().to_owned(), zone };
        let zone = &settings.zone;
        let slots = [SECRET_SLOT, CODE_SLOT];
        ReachedAccount {
            account_key: zone.ci.to_string(),
            kind: kind(zone, test_host),
            test_host,
            display_name: "Autotask".into(),
            description: format!("{}, database {} at {}", zone.name, zone.ci, zone.authority()),
            email: values.plain("email").map(str::to_owned),
            permissions: json!(permissions),
            secrets: slots.into_iter().filter_map(|slot| Some((slot, values.secret(slot)?))).collect(),
            settings: json!(settings),
        }
    }
}

/// No member of the answer says what a database is for; names that the vendor gives to its test zones do (inferred), and
/// a person confirms it.
fn kind(zone: &Zone, test_host: bool) -> AccountKind {
    let name = zone.name.to_lowercase();
    if test_host {
        AccountKind::Test
    } else if ["sandbox", "pre-release", "pre release"].iter().any(|word| name.contains(word)) {
        AccountKind::Sandbox
    } else {
        AccountKind::Production
    }
}

fn another_tenant(zone: &Zone, expected: &str) -> Finding {
    Finding::failed(
        "account",
        "another_tenant",
        format!(
            "This API user belongs to the database {}, but the connection is for {expected}. Nothing was sent there.",
            zone.ci
        ),
        "Use an API user of the same database. For another database make another connection.",
    )
}

fn network(step: &'static str, error: &Error) -> Finding {
    tracing::info!(error = error as &dyn std::error::Error, step, "Autotask was not reached");
    Finding::failed(
        step,
        "network",
        "Autotask cannot be reached from this server.",
        "Check that this server may reach Autotask by HTTPS (port 443), then try again.",
    )
}

fn zone_failed(error: &Error, user_name: &str) -> Finding {
    match error.kind() {
        Kind::UnknownUser | Kind::NotFound | Kind::Validation => Finding::failed(
            "zone",
            "user_unknown",
            format!("Autotask knows no API user {user_name}."),
            "Copy the user name from Admin > Resources (Users) > your API user > Credentials. It looks like an e-mail address.",
        ),
        Kind::Network { .. } => network("zone", error),
        _ => unclear("zone", error),
    }
}

fn unclear(step: &'static str, error: &Error) -> Finding {
    let said = error.vendor_text().map(|text| format!(" It says: {text}")).unwrap_or_default();
    Finding::failed(
        step,
        "vendor_unclear",
        format!("Autotask gave no clear answer.{said}"),
        "Try again in a few minutes. Nothing was stored.",
    )
}

fn sign_in_failed(error: &Error, user_name: &str) -> Finding {
    match error.kind() {
        Kind::Credentials | Kind::CredentialsRefusedBefore => Finding::failed(
            "sign_in",
            "secret_refused",
            format!(
                "Autotask refused the sign-in of {user_name}. It does not say why: the secret is wrong, or the user is inactive or has no API licence."
            ),
            "Generate a new secret for the API user and copy it whole. Check that the user is active and of the licence \
             type API User. Autotask locks users after a few wrong secrets.",
        ),
        Kind::AccountLocked => Finding::failed(
            "sign_in",
            "account_locked",
            format!("Autotask has locked {user_name} after wrong secrets."),
            "Have an administrator unlock the API user, then try again with the right secret.",
        ),
        Kind::IntegrationCode => Finding::failed(
            "sign_in",
            "integration_code_refused",
            "Autotask does not accept the integration code for this API user.",
            "Copy the tracking identifier from the API user's page: it belongs to this one user.",
        ),
        Kind::UnknownUser => zone_failed(error, user_name),
        Kind::Permission { .. } => Finding::failed(
            "sign_in",
            "permission_missing",
            "The API user may not even ask for the service's version.",
            "Give it a security level of the type API User.",
        ),
        Kind::HourlyLimit | Kind::QuotaReserved { .. } | Kind::ThreadLimit => Finding::failed(
            "sign_in",
            "psa_limit_reached",
            "Autotask's calls of this hour are used up, by all integrations together.",
            "Try again later. Nothing was stored.",
        ),
        Kind::Network { .. } => network("sign_in", error),
        _ => unclear("sign_in", error),
    }
}

async fn permissions(session: &Session) -> Step<Vec<PermissionFinding>> {
    let unclear = |problem: Problem| Finding::failed("permission", problem.code, problem.sentence, "Try again.");
    Directory::permissions(session).await.map_err(unclear)
}

/// A right of the API user as a step.
pub(super) fn permission_finding(found: &PermissionFinding) -> Finding {
    let words = |read: bool, create: bool, change: bool| {
        let all = [(read, "read"), (create, "create"), (change, "change")];
        all.into_iter().filter_map(|(is, word)| is.then_some(word)).collect::<Vec<_>>().join(", ")
    };
    let (may, needed) = (found.may, found.needed);
    let finding = if found.is_enough() {
        Finding::ok("permission", words(needed.read, needed.create, needed.change))
    } else {
        let missing = words(needed.read && !may.read, needed.create && !may.create, needed.change && !may.change);
        Finding::failed(
            "permission",
            "permission_missing",
            format!("The API user may not {} {}.", missing.replace(", ", " or "), found.module.to_lowercase()),
            format!(
                "In Autotask, open the user's security level and allow: {missing} on {}.",
                found.module.to_lowercase()
            ),
        )
    };
    finding.about(found.module.clone())
}

/// Whether the e-mail address belongs to an active resource.
pub(super) async fn resource_finding(session: &Session, email: &str) -> Finding {
    let resources = match session.resources(email).await {
        Ok(resources) => resources,
        Err(problem) => return Finding::failed("resource", problem.code, problem.sentence, "Try again."),
    };
    let cure = "Type the e-mail address of an active resource: it receives failure notices.";
    if resources.is_empty() {
        return Finding::failed(
            "resource",
            "resource_unknown",
            format!("No resource in Autotask has the e-mail address {email}."),
            cure,
        );
    }
    match resources.into_iter().find(|one| one.is_active != Some(false)) {
        Some(active) => Finding::ok("resource", super::directory::choice(active).label),
        None => Finding::failed(
            "resource",
            "resource_inactive",
            format!("The resource with the e-mail address {email} is not active."),
            cure,
        ),
    }
}
