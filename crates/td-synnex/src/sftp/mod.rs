//! The catalogue account: an SFTP server from which the vendor's files are fetched. Built with the feature `sftp`.
//!
//! It reads and never writes there, streams a file to disk, goes on where an earlier attempt stopped, and shows the
//! password to nobody but the host whose key is expected. It makes no second attempt by itself.
//!
//! Server names, user name and file names come from client programs of 2025 and 2026; the host's keys and algorithms are
//! not known. One client had to allow `ssh-rsa` and `ssh-dss`; the latter is not supported here.

mod algorithms;
mod error;
mod fetch;
mod key;
mod log_in;
mod partial;
mod session;

pub use error::SftpError;
pub use fetch::Fetched;
pub use key::{HostKey, HostKeyError};
pub use partial::forget_partial;
pub use session::{Session, SignIn, dial, sign_in};

use crate::account::Account;
use crate::account::Country;
use std::time::Duration;

/// The port that SSH listens on where none is named.
pub const PORT: u16 = 22;

/// The list of vendor numbers and names, about 1,650 lines (seen in client programs).
pub const VENDOR_LIST: &str = "/vend_code_list.txt";

/// The list of category codes and names (seen in client programs).
pub const CATEGORY_LIST: &str = "/category_list.txt";

/// The vendor's host for a country (seen in client programs of 2025 and 2026).
#[must_use]
pub const fn host(country: Country) -> &'static str {
    match country {
        Country::Us => "sftp.us.tdsynnex.com",
        Country::Ca => "sftp.ca.tdsynnex.com",
    }
}

/// The user name that the vendor gives an account: `u` or, in Canada, `c` and the account number (from its quick guide).
#[must_use]
pub fn usual_user(account: &Account) -> String {
    let letter = match account.country {
        Country::Us => 'u',
        Country::Ca => 'c',
    };
    format!("{letter}{}", account.number)
}

/// Where the nightly file lies: a zip with one catalogue file in it.
#[must_use]
pub fn nightly_file(account: &Account) -> String {
    format!("/{}.zip", account.number)
}

/// Where the hourly file lies, where the vendor enabled it: the same layout, not zipped.
#[must_use]
pub fn hourly_file(account: &Account) -> String {
    format!("/{}h.app", account.number)
}

/// How much is fetched and how long it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that is streamed to disk, in bytes.
    pub largest_file: u64,
    /// The largest file that is read into memory, in bytes.
    pub largest_list: usize,
    /// How long connecting, the exchange of keys and the log-in may take, each.
    pub connect: Duration,
    /// How long the server may be silent in the middle of a file.
    pub silence: Duration,
    /// How long one file may take in all.
    pub whole: Duration,
}

impl Default for Limits {
    /// 2 GiB, 8 MiB, 20 seconds, 60 seconds, an hour.
    fn default() -> Self {
        Self {
            largest_file: 2 * 1024 * 1024 * 1024,
            largest_list: 8 * 1024 * 1024,
            connect: Duration::from_secs(20),
            silence: Duration::from_secs(60),
            whole: Duration::from_secs(60 * 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_country_and_the_account() {
        let us = Account { number: "712345".into(), country: Country::Us };
        let ca = Account { country: Country::Ca, ..us.clone() };
        assert_eq!((usual_user(&us).as_str(), host(us.country)), ("u712345", "sftp.us.tdsynnex.com"));
        assert_eq!((usual_user(&ca).as_str(), host(ca.country)), ("c712345", "sftp.ca.tdsynnex.com"));
        assert_eq!((nightly_file(&us).as_str(), hourly_file(&us).as_str()), ("/712345.zip", "/712345h.app"));
    }
}
