//! Random tokens and the hash under which they are kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linkspan_core::problem::Problem;
use secrecy::{ExposeSecret, SecretString};

/// 256 random bits as text: 43 characters that are safe in addresses, cookies and forms.
pub(super) fn fresh() -> Result<SecretString, Problem> {
    let mut bytes = [0_u8; 32];
    let random = rustls::crypto::aws_lc_rs::default_provider().secure_random;
    let failed =
        |_| Problem::permanent("no_randomness", "The operating system gives no random bytes: check the machine.");
    random.fill(&mut bytes).map_err(failed)?;
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is kept of a token.
pub(super) fn hash(token: &SecretString) -> String {
    blake3::hash(token.expose_secret().as_bytes()).to_hex().to_string()
}

/// What the forms of a session carry: made from its token, so that it is kept nowhere, and says nothing about it.
pub(super) fn of_forms(token: &SecretString) -> SecretString {
    let bytes = blake3::derive_key("linkspan token of forms", token.expose_secret().as_bytes());
    SecretString::from(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_their_hash_does_not_hold_them() {
        let (one, two) = (fresh().unwrap(), fresh().unwrap());
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert_eq!(one.expose_secret().len(), 43);
        assert!(!hash(&one).contains(one.expose_secret()));
        assert_eq!(hash(&one), hash(&one.clone()));
    }

    #[test]
    fn the_token_of_forms_belongs_to_one_session_and_is_not_what_is_kept_of_it() {
        let (one, two) = (fresh().unwrap(), fresh().unwrap());
        let form = of_forms(&one);
        assert_eq!(form.expose_secret(), of_forms(&one).expose_secret());
        assert_ne!(form.expose_secret(), of_forms(&two).expose_secret());
        let kept = hash(&one);
        assert!(form.expose_secret() != one.expose_secret() && !kept.contains(form.expose_secret()));
    }
}
