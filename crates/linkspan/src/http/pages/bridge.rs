//! The bridge that an address names, and the settings of its product sync.

use crate::app::catalog::import::Begin;
use crate::app::catalog::settings::ProductSyncSettings;
use crate::app::catalog::switch;
use crate::http::Web;
use crate::http::failure::Failure;
use crate::http::signed::Signed;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, Env, StartedBy};

/// The bridge with this id, where it is one of this environment.
pub(super) async fn bridge(env: &Env, id: &str) -> Result<Bridge, Failure> {
    let id = BridgeId::parse(id).ok_or(Failure::NotFound)?;
    env.bridge(id).await?.ok_or(Failure::NotFound)
}

/// The settings of the product sync of a bridge.
pub(super) async fn settings(env: &Env, bridge: BridgeId) -> Result<ProductSyncSettings, Failure> {
    let template = env.template(bridge, TemplateKind::ProductSync).await?.ok_or(Failure::NotFound)?;
    Ok(ProductSyncSettings::of(&template)?)
}

/// Keeps the settings of the product sync.
pub(super) async fn save(
    web: &Web,
    signed: &Signed,
    bridge: BridgeId,
    settings: &ProductSyncSettings,
) -> Result<(), Problem> {
    switch::save(&web.app, signed.env.id(), bridge, settings, signed.actor()).await
}

/// A run that a person begins.
pub(super) fn asked(signed: &Signed, bridge: BridgeId) -> Begin {
    Begin { bridge, started_by: StartedBy::Person, actor: signed.actor().to_owned() }
}
