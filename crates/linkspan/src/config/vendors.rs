//! The vendors' addresses and our share of their limits. Where credentials go is the operator's decision alone.

use super::text;
use crate::egress::HostRules;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::net::IpAddr;
use url::Url;

/// `[vendors]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendors {
    /// Autotask.
    pub autotask: Autotask,
    /// TD SYNNEX.
    pub td_synnex: TdSynnex,
}

/// `[vendors.autotask]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Autotask {
    /// Where the zone of an API user is looked up.
    #[serde(deserialize_with = "text::required")]
    pub discovery_url: Url,
    /// Hosts besides Autotask's own to which credentials may be sent.
    pub allowed_hosts: HostRules,
    /// Whether private addresses and plain HTTP are allowed.
    pub allow_private: bool,
    /// The tracking identifier, where people should not have to type it.
    #[serde(deserialize_with = "text::secret")]
    pub integration_code: Option<SecretString>,
    /// The address of a purchase order in Autotask, with `{id}` in place of its id; only shown as a link.
    #[serde(deserialize_with = "link")]
    pub purchase_order_link: Option<String>,
    #[serde(deserialize_with = "percent")]
    quota_share: u8,
}

impl Autotask {
    /// The part of the database's hourly calls that Linkspan may use, in percent: 1 to 100.
    #[must_use]
    pub fn quota_percent(&self) -> u8 {
        self.quota_share
    }
}

/// `[vendors.td_synnex]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TdSynnex {
    /// Whether private addresses and plain HTTP are allowed.
    pub allow_private: bool,
    /// The public addresses from which this server sends, as people register them with TD SYNNEX; only shown.
    pub sender_addresses: Vec<IpAddr>,
    /// Whether the file server may use algorithms that rest on SHA-1, where it offers nothing better.
    pub sftp_old_algorithms: bool,
    /// Experimental: applications of the Partner API, which then answers instead of the XML services what is asked about
    /// their accounts. Orders are never placed there.
    pub partner_api: Vec<PartnerApi>,
    /// United States.
    pub us: ServiceHosts,
    /// United States, test system.
    pub us_test: ServiceHosts,
    /// Canada.
    pub ca: ServiceHosts,
    /// Canada, test system.
    pub ca_test: ServiceHosts,
}

/// An application of the Partner API and the account that it belongs to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerApi {
    /// The account as it is shown at its connection: `US/712345`, `CA-test/712345`.
    pub account: String,
    /// The application's id.
    pub client_id: String,
    /// Its secret.
    #[serde(deserialize_with = "needed_secret")]
    pub client_secret: SecretString,
    /// Whether the application belongs to the vendor's sandbox.
    #[serde(default)]
    pub sandbox: bool,
    /// Where the API is; `None` is the vendor's own address.
    #[serde(default, deserialize_with = "text::optional")]
    pub url: Option<Url>,
}

/// The services of one country's system; `None` is the vendor's own address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceHosts {
    /// Base of price and availability, orders and their status.
    #[serde(deserialize_with = "text::optional")]
    pub xml: Option<Url>,
    /// Base of the invoice query.
    #[serde(deserialize_with = "text::optional")]
    pub invoice: Option<Url>,
    /// The file server, such as `sftp://files.example:22`. Where another address stands in the vendor's place for `xml`,
    /// there is none unless it is named.
    #[serde(deserialize_with = "sftp_url")]
    pub sftp: Option<Url>,
}

impl Vendors {
    /// Points everything at two emulators, which may be on this machine.
    pub(super) fn point_at_emulators(&mut self, autotask: &Url, td_synnex: &Url) {
        let hosts = HostRules::of([autotask]);
        self.autotask.discovery_url = discovery_below(autotask);
        self.autotask.allowed_hosts = hosts;
        self.autotask.allow_private = true;
        let distributor = &mut self.td_synnex;
        distributor.allow_private = true;
        for place in [&mut distributor.us, &mut distributor.us_test, &mut distributor.ca, &mut distributor.ca_test] {
            place.xml = Some(td_synnex.clone());
            place.invoice = Some(td_synnex.clone());
        }
        for application in &mut distributor.partner_api {
            application.url = Some(td_synnex.clone());
        }
    }
}

impl TdSynnex {
    /// Names the file server of every country's system. The user name in the address that an emulator prints is left
    /// out: it belongs to the account, not to the place.
    pub(super) fn fetch_files_from(&mut self, url: &Url) {
        let mut place = url.clone();
        // Refused only by addresses that have no user.
        let _ = place.set_username("");
        for hosts in [&mut self.us, &mut self.us_test, &mut self.ca, &mut self.ca_test] {
            hosts.sftp = Some(place.clone());
        }
    }
}

fn needed_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    text::secret(deserializer)?.ok_or_else(|| D::Error::custom("the secret is missing"))
}

fn sftp_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let url: Option<Url> = text::optional(deserializer)?;
    match url {
        Some(url) if url.scheme() != "sftp" || url.host_str().is_none_or(str::is_empty) || url.password().is_some() => {
            Err(D::Error::custom("the file server must look like sftp://host:22, without a password"))
        }
        other => Ok(other),
    }
}

/// Discovery as an emulator serves it, below the address that it prints.
fn discovery_below(base: &Url) -> Url {
    let mut url = base.clone();
    if !url.path().to_ascii_lowercase().contains("atservicesrest") {
        let path = format!("{}/atservicesrest/", url.path().trim_end_matches('/'));
        url.set_path(&path);
    }
    url
}

fn link<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    if !text.starts_with("https://") || !text.contains("{id}") {
        return Err(D::Error::custom("the link must begin with https:// and have {id} in it"));
    }
    Ok(Some(text))
}

fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let share = f64::deserialize(deserializer)?;
    let percent = (share * 100.0).round();
    if !(1.0..=100.0).contains(&percent) {
        return Err(D::Error::custom("the share must be between 0.01 and 1"));
    }
    Ok(percent as u8)
}
