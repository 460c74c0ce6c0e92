//! Who is asking: country, account number and the two log-ins.
//!
//! It knows nothing of how a log-in is carried in a message.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// The vendor's system. United States and Canada are separate systems with their own accounts, SKUs and codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Country {
    /// United States; prices in US dollars.
    Us,
    /// Canada; prices in Canadian dollars.
    Ca,
}

impl Country {
    /// ISO 3166 code of two letters, as it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Us => "US",
            Self::Ca => "CA",
        }
    }

    /// ISO 4217 code of the currency of every price in this country's system. No answer names a currency; that it
    /// follows the country is inferred.
    pub const fn currency(self) -> &'static str {
        match self {
            Self::Us => "USD",
            Self::Ca => "CAD",
        }
    }
}

/// A reseller's account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Account number, at most 10 characters; it decides payment terms and billing.
    pub number: String,
    /// The system that the account belongs to.
    pub country: Country,
}

/// One log-in of the vendor's EC Express site.
///
/// `Debug` shows neither of the two: the user name is usually somebody's e-mail address.
#[derive(Clone)]
pub struct Credentials {
    /// User name; at most 40 characters in the order specification, 20 in that of price and availability.
    pub user_id: SecretString,
    /// Password. That of a user who may order expires every three months.
    pub password: SecretString,
}

impl Credentials {
    /// A log-in from its two parts.
    pub fn new(user_id: impl Into<SecretString>, password: impl Into<SecretString>) -> Self {
        Self { user_id: user_id.into(), password: password.into() }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(****)")
    }
}

/// The two log-ins of a connection. The vendor advises a read-only user for everything that is not an order.
#[derive(Debug, Clone)]
pub struct CredentialSlots {
    /// Used for price and availability, invoices and, if asked so, status.
    pub read: Credentials,
    /// Used for orders and for the status question that precedes one.
    pub order: Credentials,
}

impl CredentialSlots {
    /// The same log-in in both slots, for accounts that have only one user.
    pub fn same(credentials: Credentials) -> Self {
        Self { read: credentials.clone(), order: credentials }
    }

    /// The log-in in a slot.
    pub const fn get(&self, slot: Slot) -> &Credentials {
        match slot {
            Slot::Read => &self.read,
            Slot::Order => &self.order,
        }
    }
}

/// Which of the two log-ins a call uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slot {
    /// The read-only user.
    Read,
    /// The user who may place orders.
    Order,
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Order => "order",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn debug_output_shows_neither_user_nor_password() {
        let slots = CredentialSlots::same(Credentials::new("pat@reseller.example", "p4ss&word"));
        let shown = format!("{slots:?}");
        assert!(!shown.contains("pat@") && !shown.contains("p4ss"), "{shown}");
    }

    #[test]
    fn each_slot_returns_its_own_log_in() {
        let slots = CredentialSlots { read: Credentials::new("reader", "r"), order: Credentials::new("buyer", "b") };
        assert_eq!(slots.get(Slot::Read).user_id.expose_secret(), "reader");
        assert_eq!(slots.get(Slot::Order).user_id.expose_secret(), "buyer");
    }

    #[test]
    fn country_decides_the_currency() {
        assert_eq!((Country::Us.code(), Country::Us.currency()), ("US", "USD"));
        assert_eq!((Country::Ca.code(), Country::Ca.currency()), ("CA", "CAD"));
    }
}
