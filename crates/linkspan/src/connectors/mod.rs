//! From a stored connection to what can be done with it.
//!
//! One folder per vendor adapts its client crate to the capability traits; nothing else in the program names a vendor's type.

mod accounts;
mod autotask;
mod calls;
mod file_server;
mod health;
mod provider;
mod registry;
mod td_synnex;
mod terms;
mod values;

pub use accounts::{Accounts, Examination, Finding, Purpose, ReachedAccount, Trial, Verdict};
pub use calls::{CallKeeper, EVERY, PastUse, last_hour, share_setting};
pub use file_server::{FILE_SERVER_NOTICE, FileServer};
pub use health::{CREDENTIALS_NOTICE, HEALTHY};
pub use provider::{Characters, Field, FieldFault, FieldKind, GuideStep, Provider, ProviderKind, provider, providers};
pub use registry::{CallBudget, Registry};
pub use terms::Terms;
pub use values::Values;

use crate::egress::EgressError;
use async_trait::async_trait;
use linkspan_core::capability::Lane;
use linkspan_core::capability::distributor::{InvoiceLookup, OrderLookup, OrderSubmission, PriceAndAvailability};
use linkspan_core::capability::feed::CatalogueFeed;
use linkspan_core::capability::psa::{Catalogue, Directory, Purchasing};
use linkspan_core::id::{ConnectionId, EnvironmentId};
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;
use std::sync::Arc;

/// Opens connections: credentials are unsealed in memory, for as long as the link lives.
#[async_trait]
pub trait Links: Send + Sync {
    /// What can be done with a PSA connection, its calls charged to `lane`.
    ///
    /// # Errors
    /// `connection_unusable` where the connection is disabled, has no credentials, or is of another kind.
    async fn psa(&self, environment: EnvironmentId, id: ConnectionId, lane: Lane) -> Result<PsaLink, Problem>;

    /// What can be done with a distributor connection.
    ///
    /// # Errors
    /// `connection_unusable` where the connection is disabled, has no credentials, or is of another kind.
    async fn distributor(&self, environment: EnvironmentId, id: ConnectionId) -> Result<DistributorLink, Problem>;
}

/// A PSA account that can be used.
#[derive(Clone)]
pub struct PsaLink {
    /// The PSA's database: two connections with the same one see the same data.
    pub database: String,
    /// Purchase orders.
    pub purchasing: Arc<dyn Purchasing>,
    /// Products.
    pub catalogue: Arc<dyn Catalogue>,
    /// People, companies, lists.
    pub directory: Arc<dyn Directory>,
}

/// A distributor account that can be used.
#[derive(Clone)]
pub struct DistributorLink {
    /// The provider's name, such as `td-synnex`.
    pub distributor: String,
    /// The country of the account, two letters.
    pub country: String,
    /// The account number.
    pub account: String,
    /// The currency of its prices.
    pub currency: Currency,
    /// Live price and stock.
    pub prices: Arc<dyn PriceAndAvailability>,
    /// Placing orders.
    pub submission: Arc<dyn OrderSubmission>,
    /// Looking orders up.
    pub lookup: Arc<dyn OrderLookup>,
    /// Reading invoices.
    pub invoices: Arc<dyn InvoiceLookup>,
    /// The catalogue file.
    pub feed: Arc<dyn CatalogueFeed>,
}

/// The name of the setting that says which status of a PSA connection hands a purchase order over, where none is called
/// *Submitted*. Its value is the PSA's number, as text.
#[must_use]
pub fn submitted_status_setting(psa: ConnectionId) -> String {
    format!("submitted_status.{psa}")
}

/// A failure to make an HTTP client: a matter of the machine, not of a vendor.
pub(crate) fn egress_problem(error: EgressError) -> Problem {
    Problem::permanent("http_unusable", "This server cannot make HTTPS connections. The log says why.").caused_by(error)
}
