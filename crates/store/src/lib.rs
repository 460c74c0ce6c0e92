//! The only crate with SQL: a concrete [`Store`] on SQLite or PostgreSQL, one file per aggregate, one SQL text for both.
//!
//! Every row belongs to an environment. [`Store::env`] gives an [`Env`], and its methods are the only way to rows; the few
//! statements that look across environments are named `GLOBAL_...` and say why. What must not be here: decisions, HTTP,
//! anything a vendor defines.
//!
//! On SQLite there are two files: `core.db` holds all that must not be lost, `catalogue.db` what can be made again, so that
//! loading a million rows never blocks an order. On PostgreSQL both are one database.

mod api_keys;
mod attempts;
mod audit;
mod backup;
mod bridges;
mod call_minutes;
mod catalogue;
mod changes;
mod connect_sessions;
mod connections;
mod credentials;
mod deliveries;
mod environments;
mod error;
mod integrations;
mod keyset;
mod lent;
mod lock;
mod not_taken;
mod notices;
mod open;
mod orders;
mod plan_items;
mod product_links;
mod reconcile;
mod records;
mod renewals;
mod row;
mod runs;
mod sessions;
mod settings;
mod sign_in_links;
mod templates;
mod tx;
mod users;
mod words;
mod work;

pub use api_keys::{ApiKey, Grants, NewApiKey};
pub use attempts::{Attempt, NewAttempt, Subject};
pub use audit::{AuditEntry, AuditFilter, NewAudit};
pub use backup::SchemaVersion;
pub use bridges::{Bridge, NewBridge};
pub use call_minutes::CallMinute;
pub use catalogue::{
    BadLine, CatalogueFileRow, CatalogueGroup, CatalogueLoad, FileScope, FileState, GroupKind, ItemPage, ItemSearch,
    LoadDiff, PastCost, StagedRow, StoredItem,
};
pub use changes::{
    Change, ChangeAction, ChangeCounts, ChangeFilter, InvoiceChange, OrderChange, OrderReference, RecordModel,
    ShipmentChange,
};
pub use connect_sessions::StoredConnectSession;
pub use connections::{AccountKind, Connection, ConnectionState, Health, Linked};
pub use credentials::{Credential, CredentialOwner};
pub use deliveries::{AttemptEnd, Delivery, DeliveryFilter, DeliveryState, NewDelivery};
pub use environments::Environment;
pub use error::{Result, StoreError};
pub use integrations::{Integration, IntegrationDraft};
pub use lent::{LentCard, LentConnection, LentFilter, MOST_TAGS};
pub use lock::DirectoryLock;
pub use not_taken::{NotTaken, NotTakenReason};
pub use notices::{NewNotice, Notice};
pub use open::{Backend, Location, Store};
pub use orders::{
    Detected, DistributorOrder, Intent, Order, OrderEventRow, OrderFilter, OrderIdentity, OrderLine, OrderPage,
    Shipment, Step, StoredInvoice,
};
pub use plan_items::{PlanFilter, PlanItem, PlanPage};
pub use product_links::{LinkCounts, LinkState, ProductLink};
pub use reconcile::{Finding, FindingKind, FoundOrder, ReconcileReason};
pub use records::{NewRecord, Record, RecordCount, RecordFilter, RecordObject, RecordPage, RecordStatus};
pub use renewals::RenewalState;
pub use runs::{Advance, NewRun, Progress, Run, RunFilter, RunKind, RunPage, RunState, StartedBy};
pub use sessions::Session;
pub use sign_in_links::{LinkPurpose, SignInLink};
pub use templates::{Look, Template};
pub use tx::Tx;
pub use users::{NewUser, User};
pub use work::{Claimed, Finish, WorkItem, WorkSummary};

use linkspan_core::id::EnvironmentId;

/// The rows of one environment.
#[derive(Clone)]
pub struct Env {
    store: Store,
    id: EnvironmentId,
}

impl Env {
    /// Which environment.
    #[must_use]
    pub fn id(&self) -> EnvironmentId {
        self.id
    }

    /// The store it is in.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn pool(&self) -> &sqlx::Pool<sqlx::Any> {
        &self.store.inner.core
    }

    fn now_ms(&self) -> i64 {
        self.store.inner.clock.now_ms()
    }
}

impl Store {
    /// The rows of `environment`.
    #[must_use]
    pub fn env(&self, environment: EnvironmentId) -> Env {
        Env { store: self.clone(), id: environment }
    }

    /// Every statement of this crate by name, for the test that prepares them all on both databases.
    #[must_use]
    pub fn statements() -> Vec<(&'static str, &'static str)> {
        let alone = [
            api_keys::STATEMENTS,
            attempts::STATEMENTS,
            audit::STATEMENTS,
            bridges::STATEMENTS,
            call_minutes::STATEMENTS,
            connect_sessions::STATEMENTS,
            connections::STATEMENTS,
            credentials::STATEMENTS,
            deliveries::STATEMENTS,
            environments::STATEMENTS,
            integrations::STATEMENTS,
            keyset::STATEMENTS,
            lent::STATEMENTS,
            renewals::STATEMENTS,
            not_taken::STATEMENTS,
            notices::STATEMENTS,
            plan_items::STATEMENTS,
            product_links::STATEMENTS,
            reconcile::STATEMENTS,
            records::STATEMENTS,
            runs::STATEMENTS,
            sessions::STATEMENTS,
            settings::STATEMENTS,
            sign_in_links::STATEMENTS,
            templates::STATEMENTS,
            users::STATEMENTS,
            work::STATEMENTS,
        ];
        alone
            .iter()
            .chain(orders::STATEMENTS)
            .chain(changes::STATEMENTS)
            .chain(catalogue::STATEMENTS)
            .flat_map(|list| list.iter().copied())
            .collect()
    }
}

/// Declares the statements of a file as constants and registers them for the test that prepares them all.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
pub(crate) use statements;
