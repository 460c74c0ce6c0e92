//! A host's key as people compare it: what kind it is and its fingerprint.

use russh::keys::{Algorithm, HashAlg, PublicKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The public key by which a host is known: its kind and the SHA-256 of it, as `ssh-keygen -l` prints it. As text it is
/// `ssh-ed25519 SHA256:...`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostKey {
    kind: String,
    fingerprint: String,
}

/// A text that is no host key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no host key; it looks like `ssh-ed25519 SHA256:...`")]
pub struct HostKeyError(String);

impl HostKey {
    /// What kind of key it is, such as `ssh-ed25519` or `ssh-rsa`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its fingerprint: `SHA256:` and 43 characters.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    pub(super) fn of(key: &PublicKey) -> Self {
        Self { kind: key.algorithm().as_str().to_owned(), fingerprint: key.fingerprint(HashAlg::Sha256).to_string() }
    }

    /// Whether keys of this kind are shown with this algorithm: an RSA key serves with several.
    pub(super) fn goes_with(&self, algorithm: &Algorithm) -> bool {
        match algorithm {
            Algorithm::Rsa { .. } => self.kind == "ssh-rsa",
            other => self.kind == other.as_str(),
        }
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.fingerprint)
    }
}

impl FromStr for HostKey {
    type Err = HostKeyError;

    fn from_str(text: &str) -> Result<Self, HostKeyError> {
        let sound = |kind: &str, print: &str| {
            let printable = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            printable(kind)
                && kind.len() <= 64
                && print.strip_prefix("SHA256:").is_some_and(|rest| rest.len() == 43 && printable(rest))
        };
        match text.trim().split_once(' ') {
            Some((kind, print)) if sound(kind, print) => {
                Ok(Self { kind: kind.to_owned(), fingerprint: print.to_owned() })
            }
            _ => Err(HostKeyError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for HostKey {
    type Error = HostKeyError;

    fn try_from(text: String) -> Result<Self, HostKeyError> {
        text.parse()
    }
}

impl From<HostKey> for String {
    fn from(key: HostKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINT: &str = "SHA256:uNiVztksCsDhcc0u9e8BrinxXfakrWl6UlU0ahkyOvQ";

    #[test]
    fn a_key_is_one_text_there_and_back() {
        let key: HostKey = format!("ssh-ed25519 {PRINT}").parse().unwrap();
        assert_eq!((key.kind(), key.fingerprint()), ("ssh-ed25519", PRINT));
        let kept = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<HostKey>(&kept).unwrap(), key);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "ssh-ed25519", "ssh-ed25519 MD5:aa", "ssh-rsa SHA256:short", PRINT] {
            assert!(text.parse::<HostKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_rsa_key_serves_with_each_of_its_algorithms() {
        let key: HostKey = format!("ssh-rsa {PRINT}").parse().unwrap();
        assert!(key.goes_with(&Algorithm::Rsa { hash: Some(HashAlg::Sha512) }));
        assert!(key.goes_with(&Algorithm::Rsa { hash: None }));
        assert!(!key.goes_with(&Algorithm::Ed25519));
    }
}
