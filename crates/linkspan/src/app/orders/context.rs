//! What every step of an order needs: the bridge, its settings, and the ways to both vendors.

use super::settings::OrderSettings;
use crate::app::App;
use crate::connectors::{DistributorLink, PsaLink};
use linkspan_core::capability::Lane;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, Env, Order};

pub(super) struct Context {
    pub(super) bridge: Bridge,
    pub(super) settings: OrderSettings,
    pub(super) psa: PsaLink,
    pub(super) distributor: DistributorLink,
    /// Whether the bridge and the template are on.
    pub(super) on: bool,
}

impl Context {
    /// Whether the connections still reach the database and the account that the order belongs to.
    ///
    /// # Errors
    /// `bridge_moved` where they do not: the same ids mean something else there.
    pub(super) fn is_of(&self, order: &Order) -> Result<(), Problem> {
        let (here, there) = (&order.identity, &self.distributor);
        let same = here.psa_database == self.psa.database
            && (&here.distributor, &here.country, &here.account)
                == (&there.distributor, &there.country, &there.account);
        if same {
            return Ok(());
        }
        Err(Problem::new(
            "bridge_moved",
            "The bridge now reaches another database or account than this order belongs to. Reconnect the ones it had.",
            Consequence::NeedsPerson,
        ))
    }
}

/// Loads the bridge and opens both connections; `None` where the bridge is gone, or it or the template is off.
pub(super) async fn load(app: &App, env: &Env, bridge: BridgeId, lane: Lane) -> Result<Option<Context>, Problem> {
    if !is_on(env, bridge).await? {
        return Ok(None);
    }
    load_even_if_off(app, env, bridge, lane).await
}

async fn is_on(env: &Env, bridge: BridgeId) -> Result<bool, Problem> {
    let on = env.bridge(bridge).await?.is_some_and(|bridge| bridge.enabled);
    let template = env.template(bridge, TemplateKind::OrderSubmission).await?;
    Ok(on && template.is_some_and(|template| template.enabled))
}

/// Whether an order of the bridge may be sent at this very moment.
pub(super) async fn may_send(env: &Env, bridge: BridgeId) -> Result<bool, Problem> {
    let confirmed = env.bridge(bridge).await?.is_some_and(|bridge| !bridge.reconcile_first);
    Ok(confirmed && is_on(env, bridge).await?)
}

/// Like [`load`], for what asks and never sends: an uncertain order is asked about whatever is switched off.
pub(super) async fn load_even_if_off(
    app: &App,
    env: &Env,
    bridge: BridgeId,
    lane: Lane,
) -> Result<Option<Context>, Problem> {
    let Some(bridge) = env.bridge(bridge).await? else { return Ok(None) };
    let Some(template) = env.template(bridge.id, TemplateKind::OrderSubmission).await? else { return Ok(None) };
    let on = bridge.enabled && template.enabled;
    let settings = OrderSettings::of(&template)?;
    let psa = app.links.psa(env.id(), bridge.psa, lane).await?;
    let distributor = app.links.distributor(env.id(), bridge.distributor).await?;
    Ok(Some(Context { bridge, settings, psa, distributor, on }))
}
