//! What runs by itself: rows of work that are due, claimed by workers, done by one small function per kind.
//!
//! A job takes no input but the row's subject: it reads the row, looks at the world, acts, commits. The list in [`kinds`] is
//! the table of contents; one more kind is one file and one line.

mod catalog_import;
mod connection_look;
mod notice;
mod nudge;
mod order;
mod order_poll;
mod order_reconcile;
mod order_status;
mod order_write_back;
mod product_sync;
mod runner;
mod webhook;

pub use connection_look::ConnectionLookJob;
pub use nudge::Nudge;
pub use runner::{Done, Runner, Work};

use crate::app::App;
use async_trait::async_trait;
use linkspan_core::problem::Problem;

/// One kind of work.
#[async_trait]
pub trait Job: Send + Sync {
    /// The word kept in the database.
    fn kind(&self) -> &'static str;

    /// In which lane it waits.
    fn lane(&self) -> WorkLane;

    /// Whether its lease is renewed while it works, because it may take longer. Everything that it waits for must end by
    /// itself.
    fn keeps_lease(&self) -> bool {
        false
    }

    /// Does what is due for one subject.
    ///
    /// # Errors
    /// A problem; the runner decides by its consequence when to try again.
    async fn run(&self, app: &App, work: &Work) -> Result<Done, Problem>;
}

/// Lanes of workers. What waits in one never holds up another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkLane {
    /// Sending and settling orders.
    Orders,
    /// Looking for purchase orders, looking orders up, writing back.
    Status,
    /// Product sync.
    Bulk,
    /// Messages for programs, whose receivers may be slow.
    Hooks,
    /// Notices and other small things.
    Small,
}

impl WorkLane {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Orders, Self::Status, Self::Bulk, Self::Hooks, Self::Small];

    /// The word kept in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Status => "status",
            Self::Bulk => "bulk",
            Self::Hooks => "hooks",
            Self::Small => "small",
        }
    }

    /// How many run at the same time in one process.
    #[must_use]
    pub fn width(self) -> usize {
        match self {
            Self::Orders => 4,
            Self::Status => 3,
            Self::Bulk => 2,
            Self::Hooks => 4,
            Self::Small => 2,
        }
    }
}

/// Every kind of work that needs nothing but the [`App`]. [`ConnectionLookJob`] needs more and is added to the runner.
#[must_use]
pub fn kinds() -> Vec<Box<dyn Job>> {
    vec![
        Box::new(catalog_import::CatalogImportJob),
        Box::new(notice::NoticeJob),
        Box::new(order::OrderJob),
        Box::new(order_poll::OrderPollJob),
        Box::new(order_reconcile::OrderReconcileJob),
        Box::new(order_status::OrderStatusJob),
        Box::new(order_write_back::OrderWriteBackJob),
        Box::new(product_sync::ProductSyncDailyJob),
        Box::new(product_sync::ProductSyncJob),
        Box::new(webhook::WebhookJob),
    ]
}
