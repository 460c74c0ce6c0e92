//! What every step of an order needs: the bridge, its settings, and the ways to both vendors.

use super::settings::OrderSettings;
use crate::app::App;
use crate::connectors::{DistributorLink, PsaLink};
use linkspan_core::capability::Lane;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, Env};

pub(super) struct Context {
    pub(super) bridge: Bridge,
    pub(super) settings: OrderSettings,
    pub(super) psa: PsaLink,
    pub(super) distributor: DistributorLink,
}

/// Loads the bridge and opens both connections; `None` where the bridge is gone, or it or the template is off.
pub(super) async fn load(app: &App, env: &Env, bridge: BridgeId, lane: Lane) -> Result<Option<Context>, Problem> {
    let Some(bridge) = env.bridge(bridge).await? else { return Ok(None) };
    let Some(template) = env.template(bridge.id, TemplateKind::OrderSubmission).await? else { return Ok(None) };
    if !bridge.enabled || !template.enabled {
        return Ok(None);
    }
    let settings = match template.settings {
        Some(settings) => serde_json::from_value(settings).map_err(|error| {
            Problem::permanent(
                "settings_unreadable",
                "The settings of Create Orders from Autotask cannot be read. Open and save them once more.",
            )
            .caused_by(error)
        })?,
        None => OrderSettings::default(),
    };
    let psa = app.links.psa(env.id(), bridge.psa, lane).await?;
    let distributor = app.links.distributor(env.id(), bridge.distributor).await?;
    Ok(Some(Context { bridge, settings, psa, distributor }))
}
