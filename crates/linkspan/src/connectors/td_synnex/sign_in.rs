//! Trying log-ins out with the cheapest questions there are: a price with the reading user, a status with the ordering one.

use super::errors::user;
use super::outfit::Outfit;
use super::visitor::Visitor;
use super::{FILE_SLOT, ORDER_SLOT, READ_SLOT, Settings};
use crate::connectors::accounts::{Examination, Finding, ReachedAccount, Trial};
use crate::connectors::file_server::FileServer;
use crate::connectors::values::Values;
use ::td_synnex::price::PriceQuery;
use ::td_synnex::{Client, Country, CredentialSlots, Credentials, Error, Slot};
use linkspan_store::AccountKind;
use secrecy::SecretString;
use serde_json::json;

/// A number that no order has: it is asked about to see whether the ordering user is let in.
pub(super) const NEVER_USED: &str = "LINKSPAN-CHECK";

/// A product number that need not exist: what counts is whether the reading user is let in.
pub(super) const ANY_SKU: &str = "1";

/// Tries log-ins out.
pub(crate) struct Examiner<'a> {
    pub(crate) outfit: &'a Outfit,
    /// The password of the file server's user, where a connection is renewed that has one.
    pub(crate) kept_file_password: Option<SecretString>,
}

impl Examiner<'_> {
    /// Goes through the steps until one fails.
    pub(crate) async fn examine(&self, trial: &Trial<'_>) -> Examination {
        let mut findings = Vec::new();
        let mut refused = Vec::new();
        let account = match self.steps(trial, &mut findings, &mut refused).await {
            Ok(account) => Some(account),
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
    ) -> Result<ReachedAccount, Finding> {
        let values = trial.values;
        let mut settings = settings(values);
        if trial.expected_account.is_some_and(|expected| expected != settings.account_key()) {
            return Err(another_account(&settings, trial.expected_account.unwrap_or_default()));
        }
        let client = self.outfit.client(&settings, slots(values, &settings)?);
        let client = client
            .map_err(|problem| Finding::failed("read_sign_in", problem.code, problem.sentence, "See the log."))?;
        // Without a reading user the ordering one is tried in its place, so its password is the one that is refused.
        let read_secret = if settings.read_user.is_some() { READ_SLOT } else { ORDER_SLOT };
        findings.push(sign_in(&client, Slot::Read, read_secret, refused).await?);
        findings.push(sign_in(&client, Slot::Order, ORDER_SLOT, refused).await?);
        let kept = trial.known.and_then(|known| FileServer::of(&known.settings));
        let visitor = Visitor { outfit: self.outfit, values, kept, kept_password: self.kept_file_password.as_ref() };
        let (file_server, file_password) = visitor.link(&settings, findings, refused).await?;
        settings.file_server = file_server;
        findings.push(Finding::noted("sender_address", ADDRESS_NOTE));
        Ok(self.account(settings, values, file_password))
    }

    fn account(&self, settings: Settings, values: &Values, file_password: Option<SecretString>) -> ReachedAccount {
        let test_host = self.outfit.is_test_host(&settings);
        let kind = match (test_host, settings.test_site) {
            (true, _) => AccountKind::Test,
            (false, true) => AccountKind::Sandbox,
            (false, false) => AccountKind::Production,
        };
        let system = if settings.test_site { "test system" } else { "production" };
        let description = format!("Account {} in {}, {system}", settings.account, settings.country.code());
        ReachedAccount {
            account_key: settings.account_key(),
            kind,
            test_host,
            display_name: "TD SYNNEX".into(),
            description,
            email: None,
            permissions: json!({}),
            secrets: [ORDER_SLOT, READ_SLOT]
                .into_iter()
                .filter_map(|slot| Some((slot, values.secret(slot)?)))
                .chain(file_password.map(|password| (FILE_SLOT, password)))
                .collect(),
            settings: json!(settings),
        }
    }
}

/// What cannot be found out without ordering.
pub(super) const ADDRESS_NOTE: &str = "TD SYNNEX checks the sender's address only when an order is sent. Make sure that its \
    help desk has registered the public address of this server for your account.";

fn settings(values: &Values) -> Settings {
    let plain = |name: &str| values.plain(name).unwrap_or_default().to_owned();
    Settings {
        account: plain("account"),
        country: if values.plain("country") == Some("ca") { Country::Ca } else { Country::Us },
        test_site: values.plain("site") == Some("test"),
        order_user: plain("order_user"),
        read_user: values.plain("read_user").map(str::to_owned),
        file_server: None,
    }
}

/// The two log-ins. A reading user without a password, or the other way round, is a slip.
fn slots(values: &Values, settings: &Settings) -> Result<CredentialSlots, Finding> {
    let missing = |what: &str| {
        Finding::failed(
            "read_sign_in",
            "read_user_incomplete",
            format!("The reading user's {what} is missing."),
            "Fill in both or neither.",
        )
    };
    let order = values.secret(ORDER_SLOT).unwrap_or_default();
    match (&settings.read_user, values.secret(READ_SLOT)) {
        (Some(_), None) => Err(missing("password")),
        (None, Some(_)) => Err(missing("name")),
        (_, read) => Ok(credential_slots(settings, order, read)),
    }
}

/// The log-ins of a connection; without a reading user the ordering one does both.
pub(crate) fn credential_slots(
    settings: &Settings,
    order: SecretString,
    read: Option<SecretString>,
) -> CredentialSlots {
    let order = Credentials::new(settings.order_user.as_str(), order);
    match (&settings.read_user, read) {
        (Some(user), Some(password)) => CredentialSlots { read: Credentials::new(user.as_str(), password), order },
        _ => CredentialSlots::same(order),
    }
}

/// Asks the cheapest question of a log-in.
pub(super) async fn ask(client: &Client, slot: Slot) -> Result<(), Error> {
    match slot {
        Slot::Read => client.price_and_availability(&[PriceQuery::sku(ANY_SKU)]).await.map(|_| ()),
        Slot::Order => client.status(NEVER_USED, Slot::Order).await.map(|_| ()),
    }
}

async fn sign_in(
    client: &Client,
    slot: Slot,
    secret: &'static str,
    refused: &mut Vec<&'static str>,
) -> Result<Finding, Finding> {
    let step = match slot {
        Slot::Read => "read_sign_in",
        Slot::Order => "order_sign_in",
    };
    match ask(client, slot).await {
        Ok(()) => Ok(Finding::ok(step, format!("The {} user is let in", user(slot)))),
        Err(error) => {
            if matches!(error, Error::Credentials { .. }) {
                refused.push(secret);
            }
            Err(failed(step, slot, &error))
        }
    }
}

fn failed(step: &'static str, slot: Slot, error: &Error) -> Finding {
    let user = user(slot);
    match error {
        Error::Credentials { expired: true, .. } => Finding::failed(
            step,
            "password_expired",
            format!("The password of the {user} user has expired. TD SYNNEX asks for a new one every 90 days."),
            "Sign in at EC Express, set a new password, and type it here.",
        ),
        Error::Credentials { message, .. } => Finding::failed(
            step,
            "secret_refused",
            format!("TD SYNNEX refuses the {user} user, its password or the account number. It says: {message}"),
            "Check that the same user and password work at EC Express for this account, and that country and system are right.",
        ),
        Error::IpNotRegistered { message } => Finding::failed(
            step,
            "address_not_registered",
            format!("TD SYNNEX does not accept calls from this server's address. It says: {message}"),
            "Ask the TD SYNNEX help desk to register the address for your account.",
        ),
        Error::Network(_) => Finding::failed(
            step,
            "network",
            "TD SYNNEX cannot be reached from this server.",
            "Check that this server may reach TD SYNNEX by HTTPS (port 443), then try again.",
        ),
        other => {
            tracing::info!(error = other as &dyn std::error::Error, step, "TD SYNNEX gave no clear answer");
            Finding::failed(
                step,
                "vendor_unclear",
                format!("TD SYNNEX gave no clear answer: {other}."),
                "Try again in a few minutes. Nothing was stored.",
            )
        }
    }
}

fn another_account(settings: &Settings, expected: &str) -> Finding {
    Finding::failed(
        "account",
        "another_tenant",
        format!(
            "This is the account {}, but the connection is for {expected}. Nothing was sent.",
            settings.account_key()
        ),
        "Use the same account, country and system. For another account make another connection.",
    )
}
