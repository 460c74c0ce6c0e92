//! Autotask: its client crate adapted to the PSA's capability traits.
//!
//! Statuses and types are found by label, ids are text outside, changes are PATCHes. What must not be here: what an order
//! or a product sync decides.

mod catalogue;
mod check;
mod clock_time;
mod directory;
mod errors;
mod order_read;
mod outfit;
mod permissions;
mod product_map;
mod purchasing;
mod session;
mod sign_in;
mod turnstile;
mod write_back;

pub(super) use check::check;
pub(super) use outfit::{NAME, Outfit};
pub(super) use session::{Lists, Session};
pub(super) use sign_in::{Examiner, SECRET_SLOT};
pub(super) use turnstile::Turnstile;

use super::PsaLink;
use linkspan_core::capability::Lane;
use linkspan_core::problem::Problem;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The slot of the integration code among a connection's credentials.
pub(super) const CODE_SLOT: &str = "integration_code";

/// What a connection to Autotask keeps beside its secrets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Settings {
    /// The API user's name.
    pub(super) user_name: String,
    /// Where the tenant lives.
    pub(super) zone: ::autotask::Zone,
}

/// What can be done with an account.
pub(super) fn link(session: Session) -> PsaLink {
    let database = session.client().zone().ci.to_string();
    let session = Arc::new(session);
    PsaLink {
        database,
        purchasing: Arc::clone(&session) as Arc<_>,
        catalogue: Arc::clone(&session) as Arc<_>,
        directory: session,
    }
}

/// The lane of the quota guard.
pub(super) fn lane(lane: Lane) -> ::autotask::Lane {
    match lane {
        Lane::Person => ::autotask::Lane::Person,
        Lane::Orders => ::autotask::Lane::Orders,
        Lane::Status => ::autotask::Lane::Status,
        Lane::Proxy => ::autotask::Lane::Proxy,
        Lane::Bulk => ::autotask::Lane::Bulk,
    }
}

/// An id as Autotask has it.
fn id(text: &str) -> Result<i64, Problem> {
    text.trim().parse().map_err(|_| {
        Problem::permanent("id_unusable", format!("`{text}` is no id of Autotask. Open the record there and check it."))
    })
}
