//! Signatures of a message, in three forms: both of Nango's, and that of Standard Webhooks.
//!
//! One key serves all three. Nango's forms use its text as it stands; Standard Webhooks uses the bytes that are behind
//! `whsec_` in base64, or the text as it stands where it does not begin so.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use linkspan_core::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use zeroize::Zeroizing;

/// How a key of Standard Webhooks begins.
pub(crate) const KEY_PREFIX: &str = "whsec_";

/// The keys that messages are signed with.
#[derive(Debug)]
pub struct SigningKeys {
    /// The key that holds.
    pub current: SecretString,
    /// The key before, while receivers may still use it: Standard Webhooks has room for several signatures.
    pub previous: Option<SecretString>,
}

/// The headers of a message: the id stays the same for all its attempts, the moment is that of the attempt.
#[must_use]
pub fn headers(keys: &SigningKeys, id: &str, at: Timestamp, body: &str) -> Vec<(&'static str, String)> {
    let seconds = at.as_second();
    let content = format!("{id}.{seconds}.{body}");
    let one = |key: &SecretString| format!("v1,{}", STANDARD.encode(hmac(&standard_key(key), &content)));
    let standard: Vec<String> = [Some(&keys.current), keys.previous.as_ref()].into_iter().flatten().map(one).collect();
    let key = keys.current.expose_secret();
    let joined = Sha256::new().chain_update(key.as_bytes()).chain_update(body.as_bytes()).finalize();
    vec![
        ("x-nango-signature", hex(&joined)),
        ("x-nango-hmac-sha256", hex(&hmac(key.as_bytes(), body))),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", standard.join(" ")),
    ]
}

fn standard_key(key: &SecretString) -> Zeroizing<Vec<u8>> {
    let text = key.expose_secret();
    let bytes = text.strip_prefix(KEY_PREFIX).and_then(|rest| STANDARD.decode(rest).ok());
    Zeroizing::new(bytes.unwrap_or_else(|| text.as_bytes().to_vec()))
}

fn hmac(key: &[u8], content: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(content.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(current: &str, previous: Option<&str>) -> SigningKeys {
        SigningKeys { current: current.into(), previous: previous.map(Into::into) }
    }

    fn header(all: &[(&'static str, String)], name: &str) -> String {
        all.iter().find(|(one, _)| *one == name).map(|(_, value)| value.clone()).unwrap()
    }

    #[test]
    fn the_standards_own_example_has_its_signature() {
        let keys = keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", None);
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let all = headers(&keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(header(&all, "webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(header(&all, "webhook-timestamp"), "1614265330");
    }

    #[test]
    fn nangos_forms_are_over_the_text_of_the_key() {
        // Computed with `openssl dgst -sha256`, with and without `-hmac`.
        let all = headers(&keys("key", None), "msg_1", Timestamp::UNIX_EPOCH, r#"{"a":1}"#);
        let plain = "57b7c68d056bb9ddc82649620ebd966a6aee407bb954ed633894be7de9a24544";
        let keyed = "88a67f24bbcdaed0e6c997404bb79a743baf44c6bab2f4c27328e3009d22e342";
        assert_eq!(
            (header(&all, "x-nango-signature"), header(&all, "x-nango-hmac-sha256")),
            (plain.into(), keyed.into())
        );
    }

    #[test]
    fn a_key_that_is_on_its_way_out_signs_too_where_there_is_room() {
        let (old, new) = ("whsec_b2xkIG9sZCBvbGQgb2xkIG9sZA==", "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldw==");
        let at = Timestamp::UNIX_EPOCH;
        let signature = |keys: &SigningKeys| header(&headers(keys, "msg_1", at, "{}"), "webhook-signature");
        let both = signature(&keys(new, Some(old)));
        let apart = [signature(&keys(new, None)), signature(&keys(old, None))];
        assert_eq!(both, apart.join(" "));
    }
}
