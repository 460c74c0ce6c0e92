//! The templates of a bridge: their cards, their switches, *Sync now*.

use super::new_bridge;
use super::titles::{self, base, title};
use crate::app::orders::POLL_WORK;
use crate::app::orders::settings::OrderSettings;
use crate::app::templates::{self as switches, By};
use crate::http::failure::Failure;
use crate::http::portal::connector::{Missing, TemplateCard};
use crate::http::portal::page::Link;
use crate::http::portal::states::{RunState as Shown, Tone};
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use linkspan_core::id::BridgeId;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, ConnectionState, Env, RunKind, StartedBy, Template};

/// Where the cards are.
pub(super) const CARDS: &str = "/connectors/autotask/templates";

/// The cards of all bridges; before there is one, they say what is missing.
pub(super) async fn cards(env: &Env, t: Text) -> Result<Vec<TemplateCard>, Failure> {
    let bridges = env.bridges().await?;
    let mut cards = Vec::new();
    for bridge in &bridges {
        for kind in TemplateKind::ALL {
            if let Some(template) = env.template(bridge.id, kind).await? {
                cards.push(card(env, bridge, &template, t).await?);
            }
        }
    }
    if bridges.is_empty() {
        let missing = no_bridge(env, t).await?;
        cards.extend(TemplateKind::ALL.into_iter().map(|kind| TemplateCard {
            base: missing.link.href.clone(),
            title: title(kind).to_owned(),
            sentence: sentence(kind, t).to_owned(),
            on: false,
            missing: Some(missing.clone()),
            last: None,
            looked: None,
            next: None,
        }));
    }
    Ok(cards)
}

async fn no_bridge(env: &Env, t: Text) -> Result<Missing, Failure> {
    for (provider, sentence) in [("autotask", t.missing_autotask()), ("td-synnex", t.missing_distributor())] {
        let linked = env.connections_of(provider).await?;
        if !linked.iter().any(|one| one.state != ConnectionState::NotConnected) {
            let link = Link::new(t.connector_connect(), format!("/connectors/{provider}/connect"));
            return Ok(Missing { sentence: sentence.to_owned(), link });
        }
    }
    let link = Link::new(t.missing_bridge_link(), new_bridge::HERE);
    Ok(Missing { sentence: t.missing_bridge().to_owned(), link })
}

async fn card(env: &Env, bridge: &Bridge, template: &Template, t: Text) -> Result<TemplateCard, Failure> {
    Ok(TemplateCard {
        base: base(bridge.id, template.kind),
        title: title(template.kind).to_owned(),
        sentence: sentence(template.kind, t).to_owned(),
        on: template.enabled,
        missing: missing(env, bridge, template, t).await?,
        last: last(env, bridge.id, template.kind).await?,
        looked: looked(template, t),
        next: next(env, bridge, template).await?,
    })
}

fn sentence(kind: TemplateKind, t: Text) -> &'static str {
    match kind {
        TemplateKind::ProductSync => t.card_product_sync(),
        TemplateKind::OrderSubmission => t.card_submission(),
        TemplateKind::OrderStatus => t.card_status(),
    }
}

/// What a switch waits for. What is on can always be switched off.
async fn missing(env: &Env, bridge: &Bridge, template: &Template, t: Text) -> Result<Option<Missing>, Failure> {
    let settings = Link::new(t.settings_link(), base(bridge.id, template.kind));
    let (sentence, link) = match switches::missing(env, bridge, template).await? {
        None => return Ok(None),
        Some(switches::Missing::Account(provider)) => {
            (t.missing_connection(), Link::new(t.connector_mend(), format!("/connectors/{provider}")))
        }
        Some(switches::Missing::Selection) => (t.missing_selection(), settings),
        Some(switches::Missing::Consent) => (t.missing_consent(), settings),
    };
    Ok(Some(Missing { sentence: sentence.to_owned(), link }))
}

/// The settings of order submission, or their defaults.
pub(super) fn submission(template: &Template) -> Result<OrderSettings, Failure> {
    Ok(OrderSettings::of(template)?)
}

/// The last run: when, how it ended, its page.
pub(super) async fn last(
    env: &Env,
    bridge: BridgeId,
    kind: TemplateKind,
) -> Result<Option<(Timestamp, Shown, String)>, Failure> {
    let Some(run) = env.latest_run(Some(bridge), RunKind::from(kind)).await? else { return Ok(None) };
    let Some(state) = Shown::from_code(run.state.as_str()) else { return Ok(None) };
    Ok(Some((run.started_at.unwrap_or(run.created_at), state, format!("/runs/{}", run.id))))
}

/// When a template last looked, and what it found, in words.
pub(super) fn looked(template: &Template, t: Text) -> Option<(Timestamp, String)> {
    let look = template.look?;
    let words = match template.kind {
        TemplateKind::OrderSubmission => t.look_orders(look.seen, look.news),
        TemplateKind::OrderStatus if look.news > 0 => t.look_news().to_owned(),
        TemplateKind::OrderStatus => t.look_no_news().to_owned(),
        TemplateKind::ProductSync => return None,
    };
    Some((look.at, words))
}

/// When a template runs next: its own time, or the next look for purchase orders.
pub(super) async fn next(env: &Env, bridge: &Bridge, template: &Template) -> Result<Option<Timestamp>, Failure> {
    match template.kind {
        TemplateKind::OrderSubmission if template.enabled => {
            Ok(env.work_of(POLL_WORK, &bridge.id.to_string()).await?.map(|work| work.due))
        }
        _ => Ok(template.next_run_at),
    }
}

/// `POST /bridges/{bridge}/{kind}/switch`, with `on`.
pub(in crate::http) async fn switch(
    State(web): State<Web>,
    Path((bridge, kind)): Path<(String, String)>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let (bridge, template) = find(&signed.env, &bridge, &kind).await?;
    let t = frame::words(&web, &signed);
    let on = fields.ticked("on");
    // Product sync says itself what it waits for.
    if on
        && template.kind != TemplateKind::ProductSync
        && let Some(missing) = missing(&signed.env, &bridge, &template, t).await?
    {
        return Ok(frame::go(&web, &missing.link.href, Tone::Warn, &missing.sentence));
    }
    let done = switches::switch(&web.app, signed.env.id(), bridge.id, template.kind, on, by(&signed)).await;
    frame::after(&web, CARDS, done, if on { t.did_switch_on() } else { t.did_switch_off() })
}

fn by(signed: &Signed) -> By<'_> {
    By { started_by: StartedBy::Person, actor: signed.actor() }
}

/// `POST /bridges/{bridge}/{kind}/run`: looks now instead of later.
pub(in crate::http) async fn run(
    State(web): State<Web>,
    Path((bridge, kind)): Path<(String, String)>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let (bridge, template) = find(&signed.env, &bridge, &kind).await?;
    let t = frame::words(&web, &signed);
    if !template.enabled {
        return Ok(frame::go(&web, CARDS, Tone::Warn, t.home_switched_off()));
    }
    let run = switches::run_now(&web.app, signed.env.id(), bridge.id, template.kind, by(&signed)).await;
    let to = match &run {
        Ok(Some(run)) => format!("/runs/{run}"),
        _ => "/activity".to_owned(),
    };
    frame::after(&web, &to, run.map(|_| ()), t.did_run())
}

/// The bridge and the template of an address, where they are of this environment.
pub(super) async fn find(env: &Env, bridge: &str, slug: &str) -> Result<(Bridge, Template), Failure> {
    let id = BridgeId::parse(bridge).ok_or(Failure::NotFound)?;
    let kind = titles::kind(slug).ok_or(Failure::NotFound)?;
    let bridge = env.bridge(id).await?.ok_or(Failure::NotFound)?;
    let template = env.template(id, kind).await?.ok_or(Failure::NotFound)?;
    Ok((bridge, template))
}
