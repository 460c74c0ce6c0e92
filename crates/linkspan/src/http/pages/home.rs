//! The first screen: what waits, what is under way, what it costs.

use super::titles::{base, title};
use super::{reconcile, templates};
use crate::connectors::last_hour;
use crate::http::Web;
use crate::http::failure::Failure;
use crate::http::frame::{self, WAITING};
use crate::http::portal::chart::{QuotaChart, QuotaPoint};
use crate::http::portal::home::{FirstSteps, HomePage, Pipeline, TemplateGlance, Waiting, WaitingFor};
use crate::http::portal::page::Link;
use crate::http::portal::shell::Section;
use crate::http::portal::states::OrderState as Shown;
use crate::http::portal::strings::Text;
use crate::http::signed::Signed;
use axum::extract::State;
use axum::response::Response;
use linkspan_core::order::{LineState, OrderState};
use linkspan_store::{Connection, ConnectionState, Env, Order, OrderFilter};

/// How many lines of each kind wait at most on this page; the rest is in the list of orders.
const MOST: i64 = 20;

/// How many orders under way are looked at for the pipeline.
const UNDER_WAY: i64 = 500;

/// `GET /`.
pub(in crate::http) async fn home(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let shell = frame::shell(&web, &signed, Section::Home).await?;
    let env = &signed.env;
    let connections = env.connections().await?;
    let mut page = HomePage { waiting: waiting(&web, env, &connections, shell.text()).await?, ..HomePage::default() };
    page.pipeline = pipeline(env).await?;
    page.quota = quota(&web, &connections).await?;
    let mut steps = FirstSteps {
        autotask: is_linked(&connections, "autotask"),
        distributor: is_linked(&connections, "td-synnex"),
        templates: false,
    };
    for bridge in env.bridges().await? {
        page.looked_at = page.looked_at.max(bridge.polled_at);
        for template in env.templates(bridge.id).await? {
            steps.templates |= template.enabled;
            page.templates.push(TemplateGlance {
                title: title(template.kind).to_owned(),
                href: base(bridge.id, template.kind),
                on: template.enabled,
                last: templates::last(env, bridge.id, template.kind).await?,
                looked: templates::looked(&template, shell.text()),
                next: templates::next(env, &bridge, &template).await?,
            });
        }
    }
    page.start = (!(steps.autotask && steps.distributor && steps.templates)).then_some(steps);
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// The use of the PSA's calls in the last hour; the last point is what this process knows right now.
async fn quota(web: &Web, connections: &[Connection]) -> Result<Option<QuotaChart>, Failure> {
    let linked =
        connections.iter().find(|one| one.provider == "autotask" && one.state != ConnectionState::NotConnected);
    let Some(database) = linked.and_then(|one| one.account_key.as_deref()) else { return Ok(None) };
    let Some(budget) = web.registry.call_budget(database) else { return Ok(None) };
    let now = QuotaPoint { at: web.app.clock.now(), ours: u64::from(budget.used), others: u64::from(budget.others) };
    let mut points: Vec<_> = last_hour(&web.app.store, database, now.at)
        .await?
        .into_iter()
        .map(|past| QuotaPoint { at: past.at, ours: past.ours, others: past.others })
        .collect();
    points.pop();
    points.push(now);
    Ok(Some(QuotaChart { points, share: u64::from(budget.share) }))
}

fn is_linked(connections: &[Connection], provider: &str) -> bool {
    connections.iter().any(|one| one.provider == provider && one.state != ConnectionState::NotConnected)
}

async fn waiting(web: &Web, env: &Env, connections: &[Connection], t: Text) -> Result<Vec<Waiting>, Failure> {
    let dead = connections.iter().filter(|one| one.state == ConnectionState::Error);
    let mut waiting: Vec<_> = dead.map(|one| dead_connection(one, t)).collect();
    let unconfirmed = env.bridges().await?.into_iter().filter(|bridge| bridge.reconcile_first);
    waiting.extend(unconfirmed.map(|bridge| reconcile::waiting(&bridge, t)));
    let held = OrderFilter { states: WAITING.to_vec(), limit: MOST, ..OrderFilter::default() };
    let refused = OrderFilter { limit: MOST, ..frame::refused(web) };
    let mut orders = env.orders(&held).await?.orders;
    orders.extend(env.orders(&refused).await?.orders);
    orders.sort_by_key(|order| (urgency(order.state), order.updated_at));
    waiting.extend(orders.iter().filter_map(|order| waiting_order(order, t)));
    Ok(waiting)
}

/// What may have been ordered twice or not at all comes first.
fn urgency(state: OrderState) -> u8 {
    match state {
        OrderState::Conflict => 0,
        OrderState::Unknown => 1,
        OrderState::Rejected => 2,
        _ => 3,
    }
}

fn dead_connection(connection: &Connection, t: Text) -> Waiting {
    let sentence = connection.health.as_ref().map(|health| health.sentence.clone());
    Waiting {
        about: WaitingFor::Connection { name: connection.display_name.clone() },
        sentence: sentence.unwrap_or_else(|| t.home_connection_dead().to_owned()),
        since: connection.checked_at.unwrap_or(connection.updated_at),
        action: Link::new(t.connector_mend(), format!("/connectors/{}/reconnect", connection.provider)),
    }
}

fn waiting_order(order: &Order, t: Text) -> Option<Waiting> {
    let word = match order.state {
        OrderState::Held => t.home_act_look(),
        OrderState::Conflict => t.home_act_decide(),
        _ => t.home_act_open(),
    };
    Some(Waiting {
        about: WaitingFor::Order {
            po_number: order.identity.psa_order_number.clone(),
            state: Shown::from_code(order.state.as_str())?,
        },
        sentence: order.explanation.clone(),
        since: order.updated_at,
        action: Link::new(word, format!("/orders/{}", order.id)),
    })
}

async fn pipeline(env: &Env) -> Result<Pipeline, Failure> {
    let mut pipeline = Pipeline::default();
    for (state, count) in env.order_counts().await? {
        let count = u64::try_from(count).unwrap_or(0);
        match state {
            OrderState::AwaitingRelease | OrderState::Validated => pipeline.ready += count,
            OrderState::Accepted | OrderState::PartlyAccepted | OrderState::PendingReview => pipeline.ordered += count,
            _ => {}
        }
    }
    let open = OrderFilter { states: vec![OrderState::Open], limit: UNDER_WAY, ..OrderFilter::default() };
    for order in env.orders(&open).await?.orders {
        let lines = env.order_lines(order.id).await?;
        match stage(&lines.iter().map(|line| (line.state, line.shipped)).collect::<Vec<_>>()) {
            "invoiced" => pipeline.invoiced += 1,
            "shipped" => pipeline.shipped += 1,
            _ => pipeline.ordered += 1,
        }
    }
    Ok(pipeline)
}

/// How far an open order is.
pub(super) fn stage(lines: &[(LineState, i64)]) -> &'static str {
    let any = |wanted: &[LineState]| lines.iter().any(|(state, _)| wanted.contains(state));
    if any(&[LineState::Invoiced]) {
        "invoiced"
    } else if any(&[LineState::PartlyShipped, LineState::Shipped, LineState::Delivered])
        || lines.iter().any(|(_, shipped)| *shipped > 0)
    {
        "shipped"
    } else {
        "ordered"
    }
}
