//! What can go wrong with keys and sealed credentials. No variant can carry key material or plaintext.

use crate::key::KeyId;
use linkspan_core::{Consequence, Problem};
use std::io;
use std::path::PathBuf;

/// The result of the vault's operations.
pub type Result<T, E = VaultError> = std::result::Result<T, E>;

/// Why the vault refused. Each sentence says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Other users of the machine may read the key file.
    #[error(
        "the key file {} can be read by others (mode {mode:04o}): run `chmod 600` on it, and replace its keys if \
         strangers use this machine",
        path.display()
    )]
    ModeTooWide {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file is there but cannot be read.
    #[error("the key file {} cannot be read: make it a plain file readable by the user that runs Linkspan", path.display())]
    Unreadable {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The key file is not what was written.
    #[error(
        "the key file {} is damaged at line {line}: put back your copy of it; a new one cannot open what is stored",
        path.display()
    )]
    Garbled {
        /// The key file.
        path: PathBuf,
        /// The first line that cannot be used, from 1; one past the end where something is missing.
        line: usize,
    },
    /// The key file could not be written.
    #[error("the key file {} cannot be written: check that its directory exists and is writable", path.display())]
    NotWritten {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no randomness.
    #[error("the operating system gives no random bytes, so nothing can be sealed: check the machine")]
    NoRandomness {
        /// What the system said.
        source: io::Error,
    },
    /// Sealed under a key that is not in the key file.
    #[error(
        "a credential was sealed with key {key}, which is not in the key file: put back the key file that belongs to this data"
    )]
    UnknownKey {
        /// The key that would open it.
        key: KeyId,
    },
    /// Not in a form that this version knows.
    #[error("a stored credential is not in a form that this version can read: connect the account again")]
    UnknownForm,
    /// Altered, or copied from another row, slot or environment.
    #[error("a stored credential was altered or moved from its place: connect the account again")]
    Refused,
}

impl VaultError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModeTooWide { .. } => "key_file_mode",
            Self::Unreadable { .. } => "key_file_unreadable",
            Self::Garbled { .. } => "key_file_damaged",
            Self::NotWritten { .. } => "key_file_not_written",
            Self::NoRandomness { .. } => "no_randomness",
            Self::UnknownKey { .. } => "sealed_with_unknown_key",
            Self::UnknownForm => "sealed_form_unknown",
            Self::Refused => "sealed_refused",
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        let mut sentence = error.to_string();
        sentence[..1].make_ascii_uppercase();
        sentence.push('.');
        Problem::new(error.code(), sentence, Consequence::NeedsPerson).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_what_to_do_and_keeps_the_systems_words_for_the_log() {
        let error = VaultError::Unreadable { path: "/data/key".into(), source: io::Error::other("stale handle") };
        let problem = Problem::from(error);
        assert_eq!(problem.code, "key_file_unreadable");
        assert_eq!(
            problem.sentence,
            "The key file /data/key cannot be read: make it a plain file readable by the user that runs Linkspan."
        );
        assert!(problem.cause_chain().ends_with("stale handle"));
    }
}
