//! Where the vendor's services are.
//!
//! Host names come from several clients of 2023 to 2026; the specifications of 2014 name older ones
//! (`ec.synnex.com`, `ec.synnex.ca`), which can be set by hand. Every address can be replaced, which is how an
//! emulator or an egress proxy comes in.

use crate::account::Country;
use url::Url;

/// Production or the vendor's test system. The US test system is copied from production each weekend, Canada's each night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Site {
    /// Orders are real.
    Production,
    /// Orders are not executed; prices and stock lag.
    Test,
}

/// The base addresses of one country's services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// Base of the XML services; `SynnexXML/...` is appended.
    pub xml: Url,
    /// Base of the invoice query; `webservice/invoice/query` is appended.
    pub invoice: Url,
    /// Where the catalogue file is fetched (SFTP, its own credentials). This crate only names it.
    pub catalogue: Url,
}

impl Hosts {
    /// The vendor's own addresses. The catalogue has no test server.
    pub fn new(country: Country, site: Site) -> Self {
        let (xml, invoice, catalogue) = match (country, site) {
            (Country::Us, Site::Production) => (US_XML, US_INVOICE, US_CATALOGUE),
            (Country::Us, Site::Test) => (US_TEST_XML, US_TEST_INVOICE, US_CATALOGUE),
            (Country::Ca, Site::Production) => (CA_XML, CA_INVOICE, CA_CATALOGUE),
            (Country::Ca, Site::Test) => (CA_TEST_XML, CA_TEST_INVOICE, CA_CATALOGUE),
        };
        let fixed = |text: &str| Url::parse(text).expect("the constants of this file are addresses, as its test shows");
        Self { xml: fixed(xml), invoice: fixed(invoice), catalogue: fixed(catalogue) }
    }

    /// Every service under one base address, as an emulator offers them.
    pub fn all_at(base: Url) -> Self {
        Self { xml: base.clone(), invoice: base.clone(), catalogue: base }
    }

    pub(crate) fn price(&self) -> Url {
        below(&self.xml, &["SynnexXML", "PriceAvailability"])
    }

    pub(crate) fn purchase_order(&self) -> Url {
        below(&self.xml, &["SynnexXML", "PO"])
    }

    pub(crate) fn status(&self) -> Url {
        below(&self.xml, &["SynnexXML", "POStatus"])
    }

    pub(crate) fn freight_quote(&self) -> Url {
        below(&self.xml, &["SynnexXML", "FreightQuote"])
    }

    pub(crate) fn invoice_query(&self) -> Url {
        below(&self.invoice, &["webservice", "invoice", "query"])
    }
}

/// XML services, United States, production.
pub const US_XML: &str = "https://ec.us.tdsynnex.com/";
/// XML services, United States, test.
pub const US_TEST_XML: &str = "https://testec.us.tdsynnex.com/";
/// XML services, Canada, production.
pub const CA_XML: &str = "https://ec.ca.tdsynnex.com/";
/// XML services, Canada, test.
pub const CA_TEST_XML: &str = "https://testec.ca.tdsynnex.com/";
/// Invoice query, United States, production.
pub const US_INVOICE: &str = "https://ws.us.tdsynnex.com/";
/// Invoice query, United States, test.
pub const US_TEST_INVOICE: &str = "https://testws.us.tdsynnex.com/";
/// Invoice query, Canada, production.
pub const CA_INVOICE: &str = "https://ws.ca.tdsynnex.com/";
/// Invoice query, Canada, test.
pub const CA_TEST_INVOICE: &str = "https://testws.ca.tdsynnex.com/";
/// Catalogue file, United States.
pub const US_CATALOGUE: &str = "sftp://sftp.us.tdsynnex.com:22/";
/// Catalogue file, Canada.
pub const CA_CATALOGUE: &str = "sftp://sftp.ca.tdsynnex.com:22/";

fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_and_site_has_its_own_address() {
        let mut seen = std::collections::BTreeSet::new();
        for country in [Country::Us, Country::Ca] {
            for site in [Site::Production, Site::Test] {
                let hosts = Hosts::new(country, site);
                assert!(seen.insert(hosts.xml.clone()) && seen.insert(hosts.invoice.clone()));
                assert_eq!(hosts.xml.scheme(), "https");
                assert_eq!(hosts.invoice.scheme(), "https");
                assert_eq!(hosts.catalogue.port(), Some(22));
            }
        }
    }

    #[test]
    fn service_paths_hang_below_the_base_with_or_without_a_closing_slash() {
        let bare = Hosts::all_at(Url::parse("http://127.0.0.1:4000").unwrap());
        assert_eq!(bare.purchase_order().as_str(), "http://127.0.0.1:4000/SynnexXML/PO");
        let nested = Hosts::all_at(Url::parse("http://127.0.0.1:4000/td?x=1").unwrap());
        assert_eq!(nested.status().as_str(), "http://127.0.0.1:4000/td/SynnexXML/POStatus");
        assert_eq!(nested.price().as_str(), "http://127.0.0.1:4000/td/SynnexXML/PriceAvailability");
        assert_eq!(nested.freight_quote().as_str(), "http://127.0.0.1:4000/td/SynnexXML/FreightQuote");
        let closed = Hosts::all_at(Url::parse("http://127.0.0.1:4000/td/").unwrap());
        assert_eq!(closed.invoice_query().as_str(), "http://127.0.0.1:4000/td/webservice/invoice/query");
    }
}
