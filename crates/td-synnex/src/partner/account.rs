//! Where the Partner API is. Its log-in is a client's id and secret; they are tied to one site.

use crate::account::Country;
use url::Url;

/// Production or the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartnerSite {
    /// The real data.
    Production,
    /// `api-uat`, with credentials of its own.
    Sandbox,
}

/// The addresses of one country's Partner API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerHosts {
    /// Base of the token service; `oauth2/v1/token` is appended.
    pub sign_in: Url,
    /// Base of the API; `api/v1/...` is appended.
    pub api: Url,
}

impl PartnerHosts {
    /// The vendor's own addresses. That the sandbox shares the token service of production is inferred: no other was seen.
    pub fn new(country: Country, site: PartnerSite) -> Self {
        let (sign_in, api) = match (country, site) {
            (Country::Us, PartnerSite::Production) => ("https://sso.us.tdsynnex.com/", "https://api.us.tdsynnex.com/"),
            (Country::Us, PartnerSite::Sandbox) => ("https://sso.us.tdsynnex.com/", "https://api-uat.us.tdsynnex.com/"),
            (Country::Ca, PartnerSite::Production) => ("https://sso.ca.tdsynnex.com/", "https://api.ca.tdsynnex.com/"),
            (Country::Ca, PartnerSite::Sandbox) => ("https://sso.ca.tdsynnex.com/", "https://api-uat.ca.tdsynnex.com/"),
        };
        let fixed = |text: &str| Url::parse(text).expect("the constants of this file are addresses, as its test shows");
        Self { sign_in: fixed(sign_in), api: fixed(api) }
    }

    /// Both under one base address, as an emulator offers them.
    pub fn all_at(base: Url) -> Self {
        Self { sign_in: base.clone(), api: base }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_and_site_has_its_own_api() {
        let mut seen = std::collections::BTreeSet::new();
        for country in [Country::Us, Country::Ca] {
            for site in [PartnerSite::Production, PartnerSite::Sandbox] {
                let hosts = PartnerHosts::new(country, site);
                assert!(seen.insert(hosts.api.clone()));
                assert_eq!((hosts.api.scheme(), hosts.sign_in.scheme()), ("https", "https"));
            }
        }
    }
}
