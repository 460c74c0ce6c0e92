//! Who calls: the three headers, the users behind them, and the table of failures.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use super::meta::{Access, Entity};
use super::quirks::{LockedStatus, PermissionStatus, Quirks, UnauthorizedBody};
use super::record::Record;
use super::refusal::Refused;
use super::tenant::Tenant;
use crate::guard::lock;

const UNKNOWN_USER: &str = "Zone information could not be determined";
const WRONG_CODE: &str = "IntegrationCode is invalid.";
const LOCKED: &str = "The user account has been locked. Please see your Autotask Administrator for details.";

/// A user of the interface.
#[derive(Clone, Debug)]
pub(crate) struct ApiUser {
    pub(crate) name: String,
    pub(crate) tenant: Arc<Tenant>,
    /// Its row among the tenant's resources.
    pub(crate) resource_id: i64,
    pub(crate) secret: SecretString,
    pub(crate) integration_code: String,
    pub(crate) is_active: bool,
    /// Whether its licence is that of an API user.
    pub(crate) is_licensed: bool,
    pub(crate) rights: Rights,
}

/// What the user's security level forbids; everything else is allowed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rights {
    pub(crate) denied: Vec<(&'static str, Access)>,
    /// Amounts that tell what something cost are shown as null.
    pub(crate) hides_costs: bool,
    /// Lines of business whose rows are seen, if not all; rows without one are seen always.
    pub(crate) lines: Option<Vec<i64>>,
}

impl Rights {
    pub(crate) fn permits(&self, entity: &Entity, access: Access) -> bool {
        !self.denied.iter().any(|&(name, denied)| name == entity.name && denied == access)
    }

    /// Whether a row belongs to a line of business that the user works for.
    pub(crate) fn sees(&self, row: &Record) -> bool {
        let Some(lines) = &self.lines else { return true };
        row.int("organizationalLevelAssociationID").is_none_or(|line| lines.contains(&line))
    }
}

/// A caller that has shown who it is.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) user: Arc<ApiUser>,
    /// `ImpersonationResourceId`, if it was sent.
    pub(crate) impersonates: Option<i64>,
}

/// All users of all tenants, with their failed attempts.
#[derive(Debug)]
pub(crate) struct Accounts {
    users: HashMap<String, Arc<ApiUser>>,
    wrong_secrets: Mutex<HashMap<String, u32>>,
    lock_out_after: u32,
}

impl Accounts {
    pub(crate) fn new(users: Vec<ApiUser>, lock_out_after: u32) -> Self {
        let users = users.into_iter().map(|user| (user.name.to_ascii_lowercase(), Arc::new(user))).collect();
        Self { users, wrong_secrets: Mutex::default(), lock_out_after }
    }

    /// A user by name, whatever its case.
    pub(crate) fn user(&self, name: &str) -> Result<&Arc<ApiUser>, Refused> {
        self.users.get(&name.trim().to_ascii_lowercase()).ok_or_else(|| Refused::error(UNKNOWN_USER))
    }

    /// Forgets wrong secrets, so that locked accounts open again.
    pub(crate) fn unlock_all(&self) {
        lock(&self.wrong_secrets).clear();
    }

    /// Who calls, or why that is not believed.
    pub(crate) fn authenticate(&self, headers: &HeaderMap, zone: usize, quirks: &Quirks) -> Result<Caller, Refused> {
        let (Some(name), Some(secret), Some(code)) =
            (header(headers, "username"), header(headers, "secret"), header(headers, "apiintegrationcode"))
        else {
            return Err(unauthorized(quirks, "A required authentication header is missing."));
        };
        let user = self.user(name)?;
        if user.tenant.zone.load(Ordering::Relaxed) != zone {
            return Err(unauthorized(quirks, "The user does not belong to this zone."));
        }
        self.check_secret(user, secret, quirks)?;
        if !user.is_active || !user.is_licensed {
            return Err(unauthorized(quirks, "The user may not use this interface."));
        }
        if user.integration_code != code.trim() {
            return Err(Refused::error(WRONG_CODE));
        }
        let impersonates = header(headers, "impersonationresourceid").and_then(|id| id.trim().parse().ok());
        Ok(Caller { user: Arc::clone(user), impersonates })
    }

    /// Counts wrong secrets in a row; from the limit on even the right one is refused.
    fn check_secret(&self, user: &ApiUser, given: &str, quirks: &Quirks) -> Result<(), Refused> {
        let mut wrong_secrets = lock(&self.wrong_secrets);
        let wrong = wrong_secrets.entry(user.name.to_ascii_lowercase()).or_default();
        if *wrong >= self.lock_out_after {
            return Err(locked(quirks));
        }
        if bool::from(user.secret.expose_secret().as_bytes().ct_eq(given.as_bytes())) {
            *wrong = 0;
            return Ok(());
        }
        *wrong += 1;
        Err(unauthorized(quirks, "The user name or secret is wrong."))
    }
}

/// The refusal for an operation that the user's security level forbids.
pub(crate) fn check_right(caller: &Caller, entity: &Entity, access: Access, quirks: &Quirks) -> Result<(), Refused> {
    if caller.user.rights.permits(entity, access) {
        return Ok(());
    }
    Err(no_permission(access, quirks))
}

/// The vendor's words for a missing permission.
pub(crate) fn no_permission(access: Access, quirks: &Quirks) -> Refused {
    let verb = access.verb();
    let status = match quirks.permission_status {
        PermissionStatus::ServerError => 500,
        PermissionStatus::Forbidden => 403,
    };
    Refused::errors(
        status,
        format!("The logged in Resource does not have the adequate permissions to {verb} this entity type."),
    )
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.trim().is_empty())
}

fn unauthorized(quirks: &Quirks, text: &str) -> Refused {
    match quirks.unauthorized_body {
        UnauthorizedBody::Errors => Refused::errors(401, text),
        UnauthorizedBody::Empty => Refused::empty(401),
    }
}

fn locked(quirks: &Quirks) -> Refused {
    match quirks.locked_status {
        LockedStatus::Unauthorized => unauthorized(quirks, LOCKED),
        LockedStatus::ServerError => Refused::error(LOCKED),
    }
}
