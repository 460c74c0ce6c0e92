//! Which addresses messages may go to. Names are looked at again each time that they are resolved.

use crate::egress::{HostRules, Policy};
use linkspan_core::problem::Problem;
use std::time::Duration;
use url::Url;

/// How long a receiver may take to answer, all redirects together.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// The longest address, in bytes.
const LONGEST: usize = 1_000;

/// Why messages may not go to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// It is no web address.
    NoAddress,
    /// It holds a user's name or a password, which would be shown and logged.
    LogIn,
    /// It is not encrypted.
    Plain,
    /// It leads into a private network.
    Private,
}

impl AddressFault {
    /// The same in words.
    #[must_use]
    pub fn problem(self, url: &str) -> Problem {
        let url = shown(url);
        let sentence = match self {
            Self::NoAddress => format!("{url} is no web address."),
            Self::LogIn => "An address must not hold a user name or a password.".to_owned(),
            Self::Plain => format!("{url} is not encrypted: use https."),
            Self::Private => format!("{url} leads into a private network, which the operator has not allowed."),
        };
        Problem::permanent("webhook_address_wrong", sentence)
    }
}

/// Scheme, host and path, for a sentence.
fn shown(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| "This".to_owned(),
        |url| format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path()),
    )
}

/// What is wrong with an address.
pub(super) fn fault(text: &str, private_hosts: &HostRules) -> Option<AddressFault> {
    let Some(url) = Url::parse(text).ok().filter(|url| text.len() <= LONGEST && url.host_str().is_some()) else {
        return Some(AddressFault::NoAddress);
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Some(AddressFault::NoAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(AddressFault::LogIn);
    }
    let policy = policy(&url, private_hosts);
    if policy.check(&url).is_ok() {
        return None;
    }
    let is_plain = url.scheme() == "http" && !policy.allow_private;
    let mut encrypted = url;
    let would_do = is_plain && encrypted.set_scheme("https").is_ok() && policy.check(&encrypted).is_ok();
    Some(if would_do { AddressFault::Plain } else { AddressFault::Private })
}

/// What may be called for this address: its host alone.
pub(super) fn policy(url: &Url, private_hosts: &HostRules) -> Policy {
    Policy {
        provider: "webhooks",
        hosts: HostRules::of([url]),
        allow_private: url.host_str().is_some_and(|host| private_hosts.allow(host)),
        timeout: PATIENCE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://app.example/hooks?tenant=7", None)]
    #[case("https://app.example:8443/hooks", None)]
    #[case("http://hooks.internal.example/", None)]
    #[case("http://10.1.2.3:8080/hooks", None)]
    #[case("http://app.example/hooks", Some(AddressFault::Plain))]
    #[case("app.example/hooks", Some(AddressFault::NoAddress))]
    #[case("ftp://app.example/", Some(AddressFault::NoAddress))]
    #[case("javascript:alert(1)", Some(AddressFault::NoAddress))]
    #[case("", Some(AddressFault::NoAddress))]
    #[case("https://ada:secret@app.example/", Some(AddressFault::LogIn))]
    #[case("https://token@app.example/", Some(AddressFault::LogIn))]
    #[case("https://127.0.0.1/", Some(AddressFault::Private))]
    #[case("http://127.0.0.1/", Some(AddressFault::Private))]
    #[case("https://2130706433/", Some(AddressFault::Private))]
    #[case("https://0x7f.1/", Some(AddressFault::Private))]
    #[case("https://169.254.169.254/latest/meta-data", Some(AddressFault::Private))]
    #[case("https://[::1]/", Some(AddressFault::Private))]
    #[case("https://[::ffff:10.0.0.1]/", Some(AddressFault::Private))]
    #[case("https://localhost/", Some(AddressFault::Private))]
    #[case("https://app.localhost/", Some(AddressFault::Private))]
    #[case("https://10.1.2.4/", Some(AddressFault::Private))]
    fn only_public_hosts_over_tls_and_those_that_the_operator_allowed(
        #[case] url: &str,
        #[case] expected: Option<AddressFault>,
    ) {
        let allowed = ["hooks.internal.example", "10.1.2.3"];
        let rules = HostRules::new(allowed.iter().map(|host| host.parse().unwrap()));
        assert_eq!(fault(url, &rules), expected);
    }

    #[test]
    fn an_address_that_is_too_long_is_none_and_a_sentence_does_not_repeat_what_may_be_secret() {
        let long = format!("https://app.example/{}", "x".repeat(LONGEST));
        assert_eq!(fault(&long, &HostRules::default()), Some(AddressFault::NoAddress));
        let said = AddressFault::Plain.problem("http://app.example/hooks?token=hush").sentence;
        assert_eq!(said, "http://app.example/hooks is not encrypted: use https.");
    }
}
