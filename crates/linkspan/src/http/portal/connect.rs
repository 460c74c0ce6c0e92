//! Linking an account: the form with its guide beside it, the checklist, and the question whether it is the right one.

use super::page::{Check, Choice, Fact, Field, page};
use super::states::State as _;

/// Linking or re-linking Autotask. `GET /connectors/autotask/connect` or `/reconnect`; posts `csrf`, `zone`,
/// `integration_code`, `user_name`, `secret`, `email` to the same path. A reconnect has no `zone` and no `email`.
#[derive(Debug, Clone, Default)]
pub struct AutotaskConnectPage {
    /// Replaces the credentials of a linked account; settings stay.
    pub reconnect: bool,
    /// Number or address of the zone; may be empty, then it is found.
    pub zone: Field,
    /// Tracking identifier, 27 characters.
    pub integration_code: Field,
    /// The operator has set the tracking identifier, so it is not asked.
    pub code_preset: bool,
    /// Name of the API user.
    pub user_name: Field,
    /// Only its error is shown.
    pub secret: Field,
    /// E-mail of an active resource.
    pub email: Field,
    /// What was tried with the last input; empty at first.
    pub checks: Vec<Check>,
    /// How many tries with this secret are left before Autotask may lock the user; `None` at first.
    pub tries_left: Option<u64>,
}

page!(AutotaskConnectPage, "connect_autotask.html");

impl AutotaskConnectPage {
    /// Whether the guide is for an account that is lent to an app.
    pub fn is_lent(&self) -> bool {
        false
    }

    /// Where the form goes.
    pub fn action(&self) -> &'static str {
        if self.reconnect { "/connectors/autotask/reconnect" } else { "/connectors/autotask/connect" }
    }
}

/// Linking or re-linking TD SYNNEX. `GET /connectors/td-synnex/connect` or `/reconnect`; posts `csrf`, `country`, `account`,
/// `environment`, `read_user`, `read_password`, `order_user`, `order_password`, `password_date`, `sftp_user`, `sftp_password`
/// to the same path.
#[derive(Debug, Clone, Default)]
pub struct DistributorConnectPage {
    /// Replaces the credentials of a linked account; country, account and environment stay.
    pub reconnect: bool,
    /// Countries, one chosen.
    pub countries: Vec<Choice>,
    /// Customer number.
    pub account: Field,
    /// Production or test, one chosen.
    pub environments: Vec<Choice>,
    /// User that reads prices and states.
    pub read_user: Field,
    /// Only its error is shown.
    pub read_password: Field,
    /// User that orders.
    pub order_user: Field,
    /// Only its error is shown.
    pub order_password: Field,
    /// Day on which the order password was set, as `YYYY-MM-DD`; may be empty.
    pub password_date: Field,
    /// User of the file server; may be empty.
    pub sftp_user: Field,
    /// Only its error is shown.
    pub sftp_password: Field,
    /// Addresses from which this server sends, as far as the operator has told them.
    pub sender_addresses: Vec<String>,
    /// What was tried with the last input; empty at first.
    pub checks: Vec<Check>,
}

page!(DistributorConnectPage, "connect_distributor.html");

impl DistributorConnectPage {
    /// Whether the guide is for an account that is lent to an app.
    pub fn is_lent(&self) -> bool {
        false
    }

    /// Where the form goes.
    pub fn action(&self) -> &'static str {
        if self.reconnect { "/connectors/td-synnex/reconnect" } else { "/connectors/td-synnex/connect" }
    }
}

/// *Is this the right one?* before anything is stored. Posts `csrf`, `attempt`, `answer` (`yes` or `no`) to
/// `/connectors/{slug}/confirm`.
#[derive(Debug, Clone)]
pub struct ConfirmPage {
    /// Its name in addresses.
    pub slug: String,
    /// Its name on screen.
    pub name: String,
    /// Names the checked credentials, which the server keeps sealed for a few minutes; never the credentials themselves.
    pub attempt: String,
    /// What was reached: the name of the database or account, large.
    pub reached: String,
    /// Zone, production or sandbox, user, resource.
    pub facts: Vec<Fact>,
    /// It is not production.
    pub sandbox: bool,
    /// It is a host that the operator configured.
    pub test_host: bool,
    /// All checks.
    pub checks: Vec<Check>,
}

page!(ConfirmPage, "connect_confirm.html");
