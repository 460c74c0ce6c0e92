//! Passwords: argon2id, beside the runtime's threads, a few at a time so that many tries cannot eat the memory.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use linkspan_core::problem::Problem;
use secrecy::{ExposeSecret, SecretString};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub const PASSWORD_SHORTEST: usize = 12;

/// The most characters of a password.
pub const PASSWORD_LONGEST: usize = 200;

/// How many are worked on at a time; each takes 19 MiB.
static ROOM: Semaphore = Semaphore::const_new(2);

/// A hash that no password has, for addresses that nobody has: the work is the same.
static NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| Argon2::default().hash_password(b"a password that nobody has").ok().map(|hash| hash.to_string()));

/// The hash of a new password, with its parameters and salt.
pub(super) async fn hash(password: SecretString) -> Result<SecretString, Problem> {
    work(move || {
        let hash = Argon2::default().hash_password(password.expose_secret().as_bytes());
        hash.map(|hash| SecretString::from(hash.to_string())).map_err(|error| failed(error.to_string()))
    })
    .await?
}

/// Whether the password belongs to the hash; without a hash the same work is done and the answer is no.
pub(super) async fn is_right(password: SecretString, hash: Option<SecretString>) -> Result<bool, Problem> {
    work(move || {
        let known = hash.is_some();
        let text = hash.as_ref().map(|hash| hash.expose_secret().to_owned()).or_else(|| NOBODY.clone());
        let parsed = text.as_deref().and_then(|text| PasswordHash::new(text).ok());
        let fits = parsed
            .is_some_and(|hash| Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok());
        known && fits
    })
    .await
}

async fn work<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let _room = ROOM.acquire().await.map_err(|error| failed(error.to_string()))?;
    tokio::task::spawn_blocking(job).await.map_err(|error| failed(error.to_string()))
}

fn failed(cause: String) -> Problem {
    Problem::permanent("password_failed", "The password could not be worked on. The log says why.").caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits_and_nobody_has_one() {
        let secret = || SecretString::from("correct horse battery");
        let kept = hash(secret()).await.unwrap();
        assert!(kept.expose_secret().starts_with("$argon2id$"));
        assert!(is_right(secret(), Some(kept.clone())).await.unwrap());
        assert!(!is_right(SecretString::from("correct horse"), Some(kept)).await.unwrap());
        assert!(!is_right(SecretString::from("a password that nobody has"), None).await.unwrap());
    }
}
