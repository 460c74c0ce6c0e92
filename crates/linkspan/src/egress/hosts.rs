//! Patterns of host names. A star stands for letters and digits, also none; never for a dot.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// A host name or address, such as `webservices*.autotask.net` or `127.0.0.1`, compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HostPattern(String);

/// A text that is no host pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no host name; give the name alone, without scheme, port or path")]
pub struct HostPatternError(String);

impl HostPattern {
    /// Whether this host is meant.
    #[must_use]
    pub fn matches(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let Some((before, after)) = self.0.split_once('*') else { return host == self.0 };
        host.len() >= before.len() + after.len()
            && host.starts_with(before)
            && host.ends_with(after)
            && host[before.len()..host.len() - after.len()].bytes().all(|byte| byte.is_ascii_alphanumeric())
    }
}

impl FromStr for HostPattern {
    type Err = HostPatternError;

    fn from_str(text: &str) -> Result<Self, HostPatternError> {
        let plain = text.trim().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let is_v6 = plain.parse::<std::net::Ipv6Addr>().is_ok();
        let is_name = !plain.is_empty()
            && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-*".contains(&byte))
            && plain.matches('*').count() <= 1
            && !plain.starts_with("*.");
        if is_v6 || is_name { Ok(Self(plain)) } else { Err(HostPatternError(text.to_owned())) }
    }
}

impl TryFrom<String> for HostPattern {
    type Error = HostPatternError;

    fn try_from(text: String) -> Result<Self, HostPatternError> {
        text.parse()
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Several patterns; none allows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct HostRules(Vec<HostPattern>);

impl HostRules {
    /// These patterns.
    #[must_use]
    pub fn new(patterns: impl IntoIterator<Item = HostPattern>) -> Self {
        Self(patterns.into_iter().collect())
    }

    /// The host of each address, nothing else.
    #[must_use]
    pub fn of<'a>(urls: impl IntoIterator<Item = &'a url::Url>) -> Self {
        Self(urls.into_iter().filter_map(|url| url.host_str()?.parse().ok()).collect())
    }

    /// These and those.
    #[must_use]
    pub fn with(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// Whether one pattern matches. IPv6 addresses may come with brackets.
    #[must_use]
    pub fn allow(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        self.0.iter().any(|pattern| pattern.matches(host))
    }

    /// Whether there is no pattern.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for HostRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pattern) in self.0.iter().enumerate() {
            write!(f, "{}{pattern}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_letters_and_digits_only() {
        let pattern: HostPattern = "webservices*.vendor.example".parse().unwrap();
        for host in ["webservices.vendor.example", "webservices16.vendor.example", "WEBSERVICES3.vendor.example."] {
            assert!(pattern.matches(host), "{host}");
        }
        for host in [
            "webservices1.evil.vendor.example",
            "webservices-1.vendor.example",
            "web.vendor.example",
            "webservices1.vendor.example.evil",
        ] {
            assert!(!pattern.matches(host), "{host}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in ["", "https://a.example", "a.example:443", "a.example/x", "*.example", "a*b*.example", "a b"] {
            assert!(text.parse::<HostPattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn rules_made_of_addresses_know_their_hosts_alone() {
        let url = url::Url::parse("http://127.0.0.1:4000/base/").unwrap();
        let six = url::Url::parse("http://[::1]:4000/").unwrap();
        let rules = HostRules::of([&url, &six]);
        assert!(rules.allow("127.0.0.1") && rules.allow("[::1]") && !rules.allow("127.0.0.2"));
        assert!(!HostRules::default().allow("127.0.0.1"));
    }
}
