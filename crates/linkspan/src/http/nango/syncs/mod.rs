//! The templates of a bridge under the names that programs know: a sync is a template on a bridge.
//!
//! A connection has the syncs of every bridge that uses it. Those of its first bridge are the variant `base`; those of a later
//! bridge are the variant of that bridge's id.

pub(super) mod control;
pub(super) mod frequency;
pub(super) mod status;

use super::call::Call;
use super::connections::reach;
use super::formats::{CONNECTION, INTEGRATION, SYNC};
use super::refusal::Refusal;
use super::schema::{Fields, Text};
use http::StatusCode;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, ConnectionState, LentConnection, RecordModel, Template};

/// The variant of a connection's first bridge.
pub(super) const BASE: &str = "base";

/// How many syncs one call may name.
const MOST: usize = 100;

/// A sync as a program names it: `product-sync`, or `product-sync::<variant>`.
const NAMED: Text = Text::like(1, 511, "sync name", |text| {
    let (name, variant) = text.split_once("::").unwrap_or((text, BASE));
    [name, variant].iter().all(|part| !part.is_empty() && SYNC.format.is_some_and(|(_, check)| check(part)))
});

/// What a template is called.
pub(super) fn name(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::ProductSync => "product-sync",
        TemplateKind::OrderSubmission => "create-orders",
        TemplateKind::OrderStatus => "order-status",
    }
}

/// The models that a template keeps.
pub(super) fn models(kind: TemplateKind) -> &'static [RecordModel] {
    match kind {
        TemplateKind::ProductSync => &[RecordModel::Product],
        TemplateKind::OrderSubmission => &[RecordModel::Order],
        TemplateKind::OrderStatus => &[RecordModel::Shipment, RecordModel::Invoice],
    }
}

/// The bridges of a connection, each with its variant.
pub(super) async fn bridges(call: &Call, connection: &LentConnection) -> Result<Vec<(String, Bridge)>, Refusal> {
    let all = call.env().bridges_of(connection.connection.id).await?;
    let variant = |index: usize, bridge: &Bridge| if index == 0 { BASE.to_owned() } else { bridge.id.to_string() };
    Ok(all.into_iter().enumerate().map(|(index, bridge)| (variant(index, &bridge), bridge)).collect())
}

/// A sync of a connection.
struct Sync {
    /// The connection's public id.
    connection: String,
    variant: String,
    bridge: Bridge,
    template: Template,
}

/// Which syncs are meant.
#[derive(Default)]
struct Wanted {
    integration: String,
    /// One connection; `None` is every connection of the integration.
    connection: Option<String>,
    /// Name and variant; none is every sync.
    syncs: Vec<(String, Option<String>)>,
}

impl Wanted {
    /// Reads whose syncs are meant, of the body or query, else of the headers.
    fn whose(call: &Call, fields: &mut Fields) -> (Option<String>, Option<String>) {
        let integration = fields.text("provider_config_key", &INTEGRATION);
        let connection = fields.text("connection_id", &CONNECTION);
        let header = |name: &str| Some(call.header(name).to_owned()).filter(|text| !text.is_empty());
        (integration.or_else(|| header("provider-config-key")), connection.or_else(|| header("connection-id")))
    }

    fn of(
        (integration, connection): (Option<String>, Option<String>),
        syncs: Vec<(String, Option<String>)>,
    ) -> Result<Self, Refusal> {
        let words = "Say which integration is meant: provider_config_key is missing.";
        let integration = integration.ok_or_else(|| Refusal::bad("missing_provider_config_key", words))?;
        Ok(Self { integration, connection, syncs })
    }
}

/// Name and variant of a sync that a program named.
fn named(text: &str) -> (String, Option<String>) {
    match text.split_once("::") {
        Some((name, variant)) => (name.to_owned(), Some(variant.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// The syncs that are meant. One that is known by another connection too is there once.
async fn resolve(call: &Call, wanted: &Wanted) -> Result<Vec<Sync>, Refusal> {
    if let Some((unknown, _)) =
        wanted.syncs.iter().find(|(wanted, _)| !TemplateKind::ALL.map(name).contains(&wanted.as_str()))
    {
        let all = TemplateKind::ALL.map(name).join(", ");
        return Err(Refusal::bad("unknown_sync", format!("There is no sync \"{unknown}\". There are: {all}.")));
    }
    let mut syncs: Vec<Sync> = Vec::new();
    for connection in connections(call, wanted).await? {
        for (variant, bridge) in bridges(call, &connection).await? {
            for template in call.env().templates(bridge.id).await? {
                let is_meant = |(name_, of): &(String, Option<String>)| {
                    name_ == name(template.kind) && of.as_ref().is_none_or(|of| *of == variant)
                };
                let known = syncs.iter().any(|one| one.bridge.id == bridge.id && one.template.kind == template.kind);
                if !known && (wanted.syncs.is_empty() || wanted.syncs.iter().any(is_meant)) {
                    let (connection, variant) = (connection.card.public_id.clone(), variant.clone());
                    syncs.push(Sync { connection, variant, bridge: bridge.clone(), template });
                }
            }
        }
    }
    if syncs.is_empty() {
        let words = "These connections have no such syncs: no bridge uses them.";
        return Err(Refusal::bad("no_syncs_found", words));
    }
    Ok(syncs)
}

async fn connections(call: &Call, wanted: &Wanted) -> Result<Vec<LentConnection>, Refusal> {
    let (env, integration) = (call.env(), wanted.integration.as_str());
    if !call.caller.reaches_integration(integration) {
        return Err(Refusal::forbidden("This API key was made for other integrations."));
    }
    if env.integration(integration).await?.is_none() {
        return Err(Refusal::bad("unknown_provider_config", format!("There is no integration \"{integration}\"")));
    }
    let is_there = |one: &LentConnection| one.connection.state != ConnectionState::NotConnected;
    match &wanted.connection {
        Some(id) => {
            reach(call, integration, id)?;
            let unknown = || Refusal::new(StatusCode::NOT_FOUND, "unknown_connection", "There is no such connection.");
            let found = env.lent_connection(integration, id).await?.filter(is_there);
            Ok(vec![found.ok_or_else(unknown)?])
        }
        None => {
            let all = env.connections_of_integration(integration).await?;
            let reached = |one: &LentConnection| is_there(one) && call.caller.reaches(integration, &one.card.public_id);
            Ok(all.into_iter().filter(reached).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_is_named_with_and_without_its_variant() {
        assert_eq!(named("product-sync"), ("product-sync".into(), None));
        assert_eq!(named("product-sync::base"), ("product-sync".into(), Some("base".into())));
        let fits = |text: &str| (NAMED.format.unwrap().1)(text);
        assert!(fits("order-status") && fits("order-status::0198-ab"));
        for odd in ["", "::", "a::", "::b", "a b", "a:b", "a::b::c"] {
            assert!(!fits(odd), "{odd}");
        }
    }

    #[test]
    fn every_model_has_one_sync() {
        let mut all: Vec<_> = TemplateKind::ALL.into_iter().flat_map(|kind| models(kind).iter().copied()).collect();
        all.sort_by_key(|model| RecordModel::ALL.iter().position(|one| one == model));
        assert_eq!(all, RecordModel::ALL);
    }
}
