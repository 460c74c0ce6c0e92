//! Which host serves a tenant, and whether a host is the vendor's at all.
//!
//! Every tenant lives in a zone. It is found from the API user's name, without credentials. The secret is sent to the
//! host found, so whoever takes an address from elsewhere checks it with [`is_vendor_host`] first.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    classify::Subject,
    error::{Error, Verb},
    http::{get_json, transport_error},
};

/// Where zones are asked for in production.
pub const DISCOVERY_URL: &str = "https://webservices.autotask.net/atservicesrest/";

/// The path segment of the API version that this client speaks.
const VERSION: &str = "v1.0/";

/// A zone, as discovery names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The name for people, such as `America East`.
    #[serde(rename = "zoneName", default)]
    pub name: String,
    /// The address of the service, without a version: it ends in `/ATServicesRest/`.
    #[serde(with = "address")]
    pub url: Url,
    /// The address of the user interface.
    #[serde(rename = "webUrl", default, with = "optional_address")]
    pub web_url: Option<Url>,
    /// The id of the tenant's database: the same tenant keeps it when it moves to another zone.
    pub ci: i64,
}

impl Zone {
    /// The address that entity paths are appended to; ends in `v1.0/`.
    pub fn api_base(&self) -> Url {
        versioned(&self.url)
    }

    /// The host and port, for display and comparison.
    pub fn authority(&self) -> &str {
        self.url.authority()
    }
}

/// Finds the zone of an API user.
///
/// `discovery_url` is [`DISCOVERY_URL`] in production; with or without a version segment. No credentials are sent.
///
/// # Errors
/// [`Kind::UnknownUser`](crate::Kind::UnknownUser) if no tenant has this user; network errors; `Protocol` if the answer
/// is no zone.
pub async fn discover(http: &reqwest::Client, discovery_url: &Url, user_name: &str) -> Result<Zone, Error> {
    let mut url = versioned(discovery_url);
    url = url.join("zoneInformation").map_err(|e| Error::protocol("the discovery address").with_source(e))?;
    url.query_pairs_mut().append_pair("user", user_name);
    let request = http.get(url).header(http::header::CONTENT_TYPE, "application/json");
    let response = request.send().await.map_err(transport_error)?;
    get_json(response, Subject { entity: "ZoneInformation", verb: Verb::Query }).await
}

/// Whether the API of Autotask may be expected at this host: `webservices.autotask.net`, a numbered zone
/// (`webservices16.autotask.net`) or one of the pre-release names `prde` and `pres`.
pub fn is_vendor_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let Some(name) = host.strip_suffix(".autotask.net") else { return false };
    let variant = name.strip_prefix("webservices").unwrap_or(name);
    let is_number = !variant.is_empty() && variant.len() <= 3 && variant.bytes().all(|b| b.is_ascii_digit());
    name == "webservices" || (is_number && variant != name) || variant == "prde" || variant == "pres"
}

/// The address with exactly one `v1.0/` at its end.
fn versioned(url: &Url) -> Url {
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    let path = base.path().trim_end_matches('/');
    let path = match path.rsplit_once('/') {
        Some((before, last)) if last.eq_ignore_ascii_case(VERSION.trim_end_matches('/')) => before,
        _ => path,
    };
    let path = format!("{path}/{VERSION}");
    base.set_path(&path);
    base
}

/// An address as text.
mod address {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Url, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(url.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
        Url::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// An address as text that may be missing or, since it is only for people, malformed.
mod optional_address {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Option<Url>, serializer: S) -> Result<S::Ok, S::Error> {
        url.as_ref().map(Url::as_str).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| Url::parse(&text).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_appended_once() {
        for (given, expected) in [
            (
                "https://webservices2.autotask.net/ATServicesRest/",
                "https://webservices2.autotask.net/ATServicesRest/v1.0/",
            ),
            (
                "https://webservices2.autotask.net/ATServicesRest",
                "https://webservices2.autotask.net/ATServicesRest/v1.0/",
            ),
            (
                "https://webservices2.autotask.net/atservicesrest/V1.0/",
                "https://webservices2.autotask.net/atservicesrest/v1.0/",
            ),
            ("http://127.0.0.1:9?x=1#y", "http://127.0.0.1:9/v1.0/"),
        ] {
            assert_eq!(versioned(&Url::parse(given).unwrap()).as_str(), expected);
        }
    }

    #[test]
    fn a_zone_is_read_as_documented_and_more_members_are_ignored() {
        let zone: Zone = serde_json::from_str(
            r#"{"zoneName":"Pre Release","url":"https://webservices2.autotask.net/ATServicesRest/",
                "webUrl":"https://ww2.autotask.net/","ci":30595,"ciLevel":3}"#,
        )
        .unwrap();
        assert_eq!(
            (zone.name.as_str(), zone.ci, zone.authority()),
            ("Pre Release", 30595, "webservices2.autotask.net")
        );
        assert_eq!(zone.api_base().as_str(), "https://webservices2.autotask.net/ATServicesRest/v1.0/");
        let kept = serde_json::to_string(&zone).unwrap();
        assert_eq!(serde_json::from_str::<Zone>(&kept).unwrap(), zone);
    }

    #[test]
    fn only_the_vendors_hosts_pass() {
        for good in [
            "webservices.autotask.net",
            "webservices2.autotask.net",
            "WebServices29.Autotask.net",
            "prde.autotask.net",
            "webservicespres.autotask.net",
        ] {
            assert!(is_vendor_host(good), "{good}");
        }
        for bad in [
            "autotask.net",
            "ww2.autotask.net",
            "2.autotask.net",
            "webservices2.autotask.net.evil.example",
            "evilautotask.net",
            "webservices2.evil.autotask.net",
            "webservices12345.autotask.net",
            "webservices2.autotask.net.",
            "127.0.0.1",
            "",
        ] {
            assert!(!is_vendor_host(bad), "{bad}");
        }
    }
}
