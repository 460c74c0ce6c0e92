//! TD SYNNEX: its client crate adapted to the distributor's capability traits.
//!
//! Outcomes and codes are passed on one to one; what is not understood stays *unknown*. What must not be here: whether an
//! order should be sent, or what follows from an answer.

mod catalogue;
mod check;
mod clerk;
mod errors;
mod files;
mod lookup;
mod outfit;
mod partner;
mod prepare;
mod prices;
mod session;
mod sign_in;
mod submission;
mod visitor;

pub(super) use catalogue::Feed;
pub(super) use check::check;
pub(super) use clerk::Questions;
pub(super) use outfit::{NAME, Outfit};
pub(super) use session::Session;
pub(super) use sign_in::{Examiner, credential_slots};

use super::DistributorLink;
use crate::connectors::file_server::FileServer;
use ::td_synnex::partner::PartnerClient;
use ::td_synnex::{Account, Country, Site};
use linkspan_core::money::Currency;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The slots of the passwords among a connection's credentials, and the names of their fields.
pub(super) const ORDER_SLOT: &str = "order_password";
/// The same for the user that may only read.
pub(super) const READ_SLOT: &str = "read_password";

/// The same for the user of the file server.
pub(super) const FILE_SLOT: &str = "sftp_password";

/// What a connection to TD SYNNEX keeps beside its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Settings {
    /// The account number.
    pub(super) account: String,
    /// The system that it belongs to.
    pub(super) country: Country,
    /// Whether it is the vendor's test system.
    pub(super) test_site: bool,
    /// The user that places orders.
    pub(super) order_user: String,
    /// The user that reads; `None` where the other one does both.
    pub(super) read_user: Option<String>,
    /// The file server; `None` where the catalogue is not fetched from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file_server: Option<FileServer>,
}

impl Settings {
    pub(super) fn site(&self) -> Site {
        if self.test_site { Site::Test } else { Site::Production }
    }

    pub(super) fn account(&self) -> Account {
        Account { number: self.account.clone(), country: self.country }
    }

    /// What makes it the same account at every connect. The systems of the two countries, and their test systems, know
    /// their own accounts.
    pub(super) fn account_key(&self) -> String {
        let system = if self.test_site { "-test" } else { "" };
        format!("{}{system}/{}", self.country.code(), self.account)
    }
}

/// What can be done with an account. Where it has an application of the Partner API, that is asked instead of the XML
/// services for what it can tell; orders are never placed there.
pub(super) fn link(
    session: Session,
    feed: catalogue::Feed,
    application: Option<Arc<PartnerClient>>,
) -> DistributorLink {
    let session = Arc::new(session);
    let link = DistributorLink {
        distributor: NAME.to_owned(),
        country: session.account().country.code().to_owned(),
        account: session.account().number.clone(),
        currency: session.currency(),
        prices: Arc::clone(&session) as Arc<_>,
        submission: Arc::clone(&session) as Arc<_>,
        lookup: Arc::clone(&session) as Arc<_>,
        invoices: Arc::clone(&session) as Arc<_>,
        feed: Arc::new(feed),
    };
    let Some(client) = application else { return link };
    let partner = Arc::new(partner::Partner { client, xml: session });
    DistributorLink {
        prices: Arc::clone(&partner) as Arc<_>,
        lookup: Arc::clone(&partner) as Arc<_>,
        invoices: partner,
        ..link
    }
}

/// The currency of a country's prices.
fn currency(country: Country) -> Currency {
    match country {
        Country::Us => Currency::USD,
        Country::Ca => Currency::CAD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_in_another_system_is_another_account() {
        let us = Settings {
            account: "712345".into(),
            country: Country::Us,
            test_site: false,
            order_user: "buyer".into(),
            read_user: None,
            file_server: None,
        };
        let keys = [us.clone(), Settings { country: Country::Ca, ..us.clone() }, Settings { test_site: true, ..us }];
        assert_eq!(keys.map(|one| one.account_key()), ["US/712345", "CA/712345", "US-test/712345"]);
    }

    #[test]
    fn currencies_are_those_that_the_client_names() {
        for country in [Country::Us, Country::Ca] {
            assert_eq!(currency(country).code(), country.currency());
        }
    }
}
