//! The three values that identify an API user, and how they become headers.
//!
//! Nothing here prints a secret: there is a `Debug` that says who, never with what.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Kind};

/// What an API user signs in with.
#[derive(Clone)]
pub struct Credentials {
    /// The API user's generated name, shaped like an e-mail address. Not secret: zone discovery puts it into a URL.
    pub user_name: String,
    /// The API user's password.
    pub secret: SecretString,
    /// The tracking identifier of the integration, about 27 characters.
    pub integration_code: SecretString,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user_name", &self.user_name).finish_non_exhaustive()
    }
}

impl Credentials {
    /// The headers of an authenticated call, marked sensitive so that HTTP libraries do not print them.
    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(3);
        for (name, value) in [
            ("username", self.user_name.as_str()),
            ("secret", self.secret.expose_secret()),
            ("apiintegrationcode", self.integration_code.expose_secret()),
        ] {
            let mut header = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|_| Error::new(Kind::Unsendable { what: "a credential with a control character" }))?;
            header.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), header);
        }
        Ok(headers)
    }

    /// The text without the secrets, should the vendor ever echo one.
    pub(crate) fn redact(&self, text: String) -> String {
        [&self.secret, &self.integration_code].into_iter().fold(text, |text, secret| {
            let secret = secret.expose_secret();
            if secret.is_empty() || !text.contains(secret) { text } else { text.replace(secret, "[redacted]") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(secret: &str) -> Credentials {
        Credentials {
            user_name: "api@msp.example".into(),
            secret: SecretString::from(secret),
            integration_code: SecretString::from("CODE-0123456789"),
        }
    }

    #[test]
    fn debug_says_who_and_not_with_what() {
        let text = format!("{:?}", credentials("hush-hush"));
        assert!(text.contains("api@msp.example"));
        assert!(!text.contains("hush") && !text.contains("CODE"));
    }

    #[test]
    fn headers_are_sensitive() {
        let headers = credentials("hush-hush").headers().unwrap();
        assert_eq!(headers["Secret"], "hush-hush");
        assert!(headers.values().all(HeaderValue::is_sensitive));
        assert!(!format!("{headers:?}").contains("hush"));
    }

    #[test]
    fn a_secret_that_no_header_can_carry_is_refused_without_showing_it() {
        let error = credentials("hush\nhush").headers().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"));
    }

    #[test]
    fn echoed_secrets_are_cut_out() {
        let text = credentials("hush-hush").redact("user hush-hush with CODE-0123456789 refused".into());
        assert_eq!(text, "user [redacted] with [redacted] refused");
    }
}
