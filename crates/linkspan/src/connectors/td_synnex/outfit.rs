//! What clients of TD SYNNEX are built from: addresses by country and system, and one HTTP client for orders alone.

use super::Settings;
use super::catalogue::Feed;
use super::files::{FileAccess, FileHost};
use crate::config;
use crate::connectors::egress_problem;
use crate::connectors::file_server::FileServerKeeper;
use crate::connectors::provider::provider;
use crate::egress::{self, HostRules, Policy};
use ::td_synnex::partner::{PartnerClient, PartnerHosts, PartnerSite};
use ::td_synnex::{Client, CredentialSlots, Credentials, Hosts};
use linkspan_core::problem::Problem;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;

/// The provider's name.
pub(crate) const NAME: &str = "td-synnex";

/// How long a question may take; the vendor's own figures are two seconds and less.
const LONGEST_QUESTION: Duration = Duration::from_secs(60);

/// How long fetching the catalogue file may take in all; a full one has some hundred megabytes.
const LONGEST_FETCH: Duration = Duration::from_secs(30 * 60);

/// Builds clients.
pub(crate) struct Outfit {
    config: config::TdSynnex,
}

impl Outfit {
    pub(crate) fn new(config: config::TdSynnex) -> Self {
        Self { config }
    }

    /// A client for one account.
    ///
    /// # Errors
    /// Where the HTTP library cannot start.
    pub(crate) fn client(&self, settings: &Settings, credentials: CredentialSlots) -> Result<Client, Problem> {
        let hosts = self.hosts(settings);
        let policy = self.policy(HostRules::of([&hosts.xml, &hosts.invoice]), LONGEST_QUESTION);
        let read = egress::ordinary(&policy).map_err(egress_problem)?;
        let order = egress::one_shot(&policy).map_err(egress_problem)?;
        Ok(Client::new(read, order, hosts, settings.account(), credentials))
    }

    /// The client of the Partner API, where the operator named an application for the account.
    ///
    /// # Errors
    /// Where the HTTP library cannot start.
    pub(crate) fn partner(&self, settings: &Settings) -> Result<Option<Arc<PartnerClient>>, Problem> {
        let key = settings.account_key();
        let Some(application) = self.config.partner_api.iter().find(|one| one.account == key) else { return Ok(None) };
        let site = if application.sandbox { PartnerSite::Sandbox } else { PartnerSite::Production };
        let hosts = match &application.url {
            Some(url) => PartnerHosts::all_at(url.clone()),
            None => PartnerHosts::new(settings.country, site),
        };
        let policy = self.policy(HostRules::of([&hosts.sign_in, &hosts.api]), LONGEST_QUESTION);
        let http = egress::ordinary(&policy).map_err(egress_problem)?;
        let credentials = Credentials::new(application.client_id.as_str(), application.client_secret.clone());
        Ok(Some(Arc::new(PartnerClient::new(http, hosts, credentials).with_timeout(LONGEST_QUESTION))))
    }

    /// The catalogue of one account: from its file server where one is linked, over HTTP only where an address of the
    /// operator's stands in the vendor's place.
    pub(crate) fn feed(
        &self,
        settings: &Settings,
        password: Option<SecretString>,
        keeper: Option<FileServerKeeper>,
    ) -> Feed {
        let hosts = self.hosts(settings);
        let policy = self.policy(HostRules::of([&hosts.xml]), LONGEST_FETCH);
        let base = self.is_test_host(settings).then_some(hosts.xml);
        let server = settings.file_server.clone();
        let files = server.zip(password).and_then(|(server, password)| {
            Some(FileAccess { host: self.file_host(settings)?, account: settings.account(), server, password, keeper })
        });
        Feed { policy, files, base, account: settings.account.clone(), country: settings.country }
    }

    /// The file server of an account's system. Where an address of the operator's stands in the vendor's place, the
    /// vendor's own file server does not belong to it.
    pub(super) fn file_host(&self, settings: &Settings) -> Option<FileHost> {
        let own = || {
            let url = format!("sftp://{}", ::td_synnex::sftp::host(settings.country)).parse().ok();
            url.filter(|_| !self.is_test_host(settings))
        };
        let url = self.services(settings).sftp.clone().or_else(own)?;
        let hosts = HostRules::of([&url]);
        Some(FileHost {
            policy: self.policy(hosts, LONGEST_FETCH),
            url,
            old_algorithms: self.config.sftp_old_algorithms,
        })
    }

    fn policy(&self, hosts: HostRules, timeout: Duration) -> Policy {
        Policy { provider: NAME, hosts, allow_private: self.config.allow_private, timeout }
    }

    /// Whether an address of the operator's stands in the vendor's place.
    pub(crate) fn is_test_host(&self, settings: &Settings) -> bool {
        let hosts = self.hosts(settings);
        let own = provider(NAME).map(|provider| &provider.allowed_hosts);
        let is_own = |url: &url::Url| own.is_some_and(|own| url.host_str().is_some_and(|host| own.allow(host)));
        !(is_own(&hosts.xml) && is_own(&hosts.invoice))
    }

    /// The address of the XML services for requests of programs.
    pub(crate) fn place(&self, settings: &Settings) -> url::Url {
        self.hosts(settings).xml
    }

    /// Whether private addresses are allowed.
    pub(crate) fn allows_private(&self) -> bool {
        self.config.allow_private
    }

    fn hosts(&self, settings: &Settings) -> Hosts {
        let mut hosts = Hosts::new(settings.country, settings.site());
        let services = self.services(settings);
        if let Some(xml) = &services.xml {
            hosts.xml = xml.clone();
        }
        if let Some(invoice) = &services.invoice {
            hosts.invoice = invoice.clone();
        }
        hosts
    }

    fn services(&self, settings: &Settings) -> &config::ServiceHosts {
        match (settings.country, settings.test_site) {
            (::td_synnex::Country::Us, false) => &self.config.us,
            (::td_synnex::Country::Us, true) => &self.config.us_test,
            (::td_synnex::Country::Ca, false) => &self.config.ca,
            (::td_synnex::Country::Ca, true) => &self.config.ca_test,
        }
    }
}
