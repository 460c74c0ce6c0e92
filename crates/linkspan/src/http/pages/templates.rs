//! The templates of a bridge: their cards, their switches, *Sync now*.

use super::new_bridge;
use super::titles::{self, base, title};
use crate::app::catalog::{self, import::Begin};
use crate::app::orders::settings::OrderSettings;
use crate::app::orders::{POLL_WORK, detect};
use crate::app::status::check;
use crate::http::failure::Failure;
use crate::http::portal::connector::{Missing, TemplateCard};
use crate::http::portal::page::Link;
use crate::http::portal::states::{RunState as Shown, Tone};
use crate::http::portal::strings::Text;
use crate::http::signed::Posted;
use crate::http::{Web, frame};
use crate::jobs::WorkLane;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, ConnectionState, Env, NewAudit, RunKind, StartedBy, Template};
use serde_json::json;

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
    if template.enabled {
        return Ok(None);
    }
    for (id, provider) in [(bridge.psa, "autotask"), (bridge.distributor, "td-synnex")] {
        let connection = env.connection(id).await?;
        if connection.is_none_or(|connection| connection.state != ConnectionState::Connected) {
            let link = Link::new(t.connector_mend(), format!("/connectors/{provider}"));
            return Ok(Some(Missing { sentence: t.missing_connection().to_owned(), link }));
        }
    }
    let settings = Link::new(t.settings_link(), base(bridge.id, template.kind));
    let sentence = match template.kind {
        TemplateKind::ProductSync if template.settings.is_none() => t.missing_selection(),
        TemplateKind::OrderSubmission if submission(template)?.consent.is_none() => t.missing_consent(),
        _ => return Ok(None),
    };
    Ok(Some(Missing { sentence: sentence.to_owned(), link: settings }))
}

/// The settings of order submission, or their defaults.
pub(super) fn submission(template: &Template) -> Result<OrderSettings, Failure> {
    let read = template.settings.clone().map(serde_json::from_value).transpose();
    let settings = read.map_err(|error| {
        Problem::permanent("settings_unreadable", "The settings cannot be read. The log says why.").caused_by(error)
    })?;
    Ok(settings.unwrap_or_default())
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
    if template.kind == TemplateKind::ProductSync {
        let done = catalog::switch::switch(&web.app, signed.env.id(), bridge.id, on, signed.actor()).await;
        web.app.nudge.now();
        let good = if on { t.did_switch_on() } else { t.did_switch_off() };
        return frame::after(&web, CARDS, done.map(|_| ()), good);
    }
    if !on {
        let mut tx = web.app.store.begin().await?;
        signed.env.switch_template(&mut tx, bridge.id, template.kind, false).await?;
        audit(&signed.env, &mut tx, signed.actor(), &template, "switched_off").await?;
        tx.commit().await?;
        return Ok(frame::go(&web, CARDS, Tone::Ok, t.did_switch_off()));
    }
    if let Some(missing) = missing(&signed.env, &bridge, &template, t).await? {
        return Ok(frame::go(&web, &missing.link.href, Tone::Warn, &missing.sentence));
    }
    let done = switch_on(&web, &signed.env, &bridge, &template, signed.actor()).await;
    frame::after(&web, CARDS, done, t.did_switch_on())
}

async fn switch_on(web: &Web, env: &Env, bridge: &Bridge, template: &Template, actor: &str) -> Result<(), Problem> {
    let app = &web.app;
    if template.kind == TemplateKind::OrderSubmission {
        // What is submitted already was not meant for us; it is listed, and a person may take it.
        detect::remember_start(app, env.id(), bridge.id).await?;
    }
    let mut tx = app.store.begin().await?;
    env.switch_template(&mut tx, bridge.id, template.kind, true).await?;
    if template.kind == TemplateKind::OrderSubmission {
        let lane = WorkLane::Status.as_str();
        env.enqueue(&mut tx, lane, POLL_WORK, &bridge.id.to_string(), app.clock.now()).await?;
    }
    audit(env, &mut tx, actor, template, "switched_on").await?;
    tx.commit().await?;
    if template.kind == TemplateKind::OrderStatus {
        check::resume(app, env.id(), bridge.id).await?;
    }
    app.nudge.now();
    Ok(())
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
    let (app, env) = (&web.app, &signed.env);
    let done = match template.kind {
        TemplateKind::OrderStatus => check::resume(app, env.id(), bridge.id).await,
        TemplateKind::OrderSubmission => {
            let mut tx = app.store.begin().await?;
            let lane = WorkLane::Status.as_str();
            env.enqueue(&mut tx, lane, POLL_WORK, &bridge.id.to_string(), app.clock.now()).await?;
            tx.commit().await?;
            app.nudge.now();
            Ok(())
        }
        TemplateKind::ProductSync => {
            let actor = signed.actor().to_owned();
            let asked = Begin { bridge: bridge.id, started_by: StartedBy::Person, actor };
            let run = catalog::sync::sync_now(app, env.id(), &asked).await;
            let to = run.as_ref().map_or("/activity".to_owned(), |run| format!("/runs/{run}"));
            return frame::after(&web, &to, run.map(|_| ()), t.did_run());
        }
    };
    frame::after(&web, "/activity", done, t.did_run())
}

/// The bridge and the template of an address, where they are of this environment.
pub(super) async fn find(env: &Env, bridge: &str, slug: &str) -> Result<(Bridge, Template), Failure> {
    let id = BridgeId::parse(bridge).ok_or(Failure::NotFound)?;
    let kind = titles::kind(slug).ok_or(Failure::NotFound)?;
    let bridge = env.bridge(id).await?.ok_or(Failure::NotFound)?;
    let template = env.template(id, kind).await?.ok_or(Failure::NotFound)?;
    Ok((bridge, template))
}

async fn audit(
    env: &Env,
    tx: &mut linkspan_store::Tx,
    actor: &str,
    template: &Template,
    how: &str,
) -> Result<(), linkspan_store::StoreError> {
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: format!("template.{how}"),
        subject_kind: "template".into(),
        subject_id: format!("{}/{}", template.bridge, template.kind.as_str()),
        sentence: format!("{actor} {} {}.", how.replace('_', " "), title(template.kind)),
        detail: json!({}),
    };
    env.add_audit(tx, &entry).await
}
