//! What every step of product sync needs: the bridge, its settings, and the ways to both vendors.

use super::settings::ProductSyncSettings;
use crate::app::App;
use crate::connectors::{DistributorLink, PsaLink};
use linkspan_core::capability::Lane;
use linkspan_core::catalog::desired::Wishes;
use linkspan_core::catalog::merge::Owners;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, Env, Template};

pub(super) struct Context {
    pub(super) bridge: Bridge,
    pub(super) settings: ProductSyncSettings,
    pub(super) psa: PsaLink,
    pub(super) distributor: DistributorLink,
}

impl Context {
    /// How products should look.
    pub(super) fn wishes(&self) -> Wishes {
        self.settings.wishes(&self.bridge.vendor_id, self.distributor.currency)
    }

    pub(super) fn owners(&self) -> Owners {
        self.settings.owners_of_existing()
    }
}

/// Loads the bridge and opens both connections.
///
/// # Errors
/// `bridge_missing`, `bridge_off`, or what opening the connections says.
pub(super) async fn load(app: &App, env: &Env, bridge: BridgeId, lane: Lane) -> Result<Context, Problem> {
    let (bridge, template) = rows(env, bridge).await?;
    if !bridge.enabled {
        return Err(Problem::permanent("bridge_off", "The connector is switched off. Switch it on to sync products."));
    }
    let settings = ProductSyncSettings::of(&template)?;
    let psa = app.links.psa(env.id(), bridge.psa, lane).await?;
    let distributor = app.links.distributor(env.id(), bridge.distributor).await?;
    Ok(Context { bridge, settings, psa, distributor })
}

/// The bridge and its template, without opening anything.
///
/// # Errors
/// `bridge_missing` where there is no such bridge in the environment.
pub(super) async fn rows(env: &Env, bridge: BridgeId) -> Result<(Bridge, Template), Problem> {
    let missing = || Problem::permanent("bridge_missing", "There is no such connector any more.");
    let row = env.bridge(bridge).await?.ok_or_else(missing)?;
    let template = env.template(bridge, TemplateKind::ProductSync).await?.ok_or_else(missing)?;
    Ok((row, template))
}
