//! The table of orders, and the purchase orders that are left alone.

use super::lists::{Paging, day_end, day_start};
use crate::app::orders::decide;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::orders::{NotTaken, NotTakenBecause, OrderFilter, OrderGroup, OrderRow, OrdersPage};
use crate::http::portal::page::Money;
use crate::http::portal::shell::Section;
use crate::http::portal::states::OrderState as Shown;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use linkspan_core::id::BridgeId;
use linkspan_core::order::OrderState;
use linkspan_store::{Env, NotTakenReason, Order, OrderFilter as Rows};

/// Rows on one page.
const PAGE: i64 = 50;

/// `GET /orders`.
pub(in crate::http) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let shell = frame::shell(&web, &signed, Section::Orders).await?;
    let (env, t) = (&signed.env, shell.text());
    let filter = filter(&signed.query, t);
    let paging = Paging::new(signed.query.page(), PAGE);
    let rows = Rows { limit: PAGE, offset: paging.offset(), ..rows(&filter, &web.time_zone) };
    let found = env.orders(&rows).await?;
    let mut page = OrdersPage { counts: counts(env).await?, ..OrdersPage::default() };
    for order in &found.orders {
        page.rows.extend(row(env, order).await?);
    }
    page.pager = paging.pager(found.orders.len(), found.total, "/orders", &address(&filter));
    page.filter = filter;
    for bridge in env.bridges().await? {
        page.looked_at = page.looked_at.max(bridge.polled_at);
        page.not_taken.extend(env.not_taken(bridge.id).await?.into_iter().map(|left| NotTaken {
            bridge: bridge.id.to_string(),
            po_id: left.psa_order_id,
            po_number: left.psa_order_number,
            for_whom: Some(left.purchase_for).filter(|name| !name.is_empty()),
            why: match left.reason {
                NotTakenReason::BeforeStart => NotTakenBecause::BeforeStart,
                NotTakenReason::NotOrderedByUs => NotTakenBecause::NotOrderedByUs,
            },
        }));
    }
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /bridges/{bridge}/take/{po_id}`.
pub(in crate::http) async fn take(
    State(web): State<Web>,
    Path((bridge, po_id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let bridge = BridgeId::parse(&bridge).ok_or(Failure::NotFound)?;
    let signed = &posted.signed;
    signed.env.bridge(bridge).await?.ok_or(Failure::NotFound)?;
    let done = decide::take(&web.app, signed.env.id(), bridge, &po_id, signed.actor()).await;
    let t = frame::words(&web, signed);
    frame::after(&web, "/orders", done, t.did_take())
}

fn filter(query: &Fields, t: Text) -> OrderFilter {
    let stage = query.text("stage");
    let word = match stage {
        "ready" => Some(t.home_pipeline_ready()),
        "ordered" => Some(t.home_pipeline_ordered()),
        "shipped" => Some(t.home_pipeline_shipped()),
        "invoiced" => Some(t.home_pipeline_invoiced()),
        _ => None,
    };
    OrderFilter {
        group: OrderGroup::from_code(query.text("group")).unwrap_or_default(),
        state: Shown::from_code(query.text("state")),
        stage: word.map(|word| (stage.to_owned(), word.to_owned())),
        text: query.text("q").chars().take(100).collect(),
        from: query.text("from").chars().take(10).collect(),
        to: query.text("to").chars().take(10).collect(),
    }
}

fn rows(filter: &OrderFilter, zone: &TimeZone) -> Rows {
    let states = match (&filter.state, &filter.stage) {
        (Some(state), _) => OrderState::parse(state.code()).into_iter().collect(),
        (None, Some((stage, _))) => of_stage(stage),
        (None, None) => of_group(filter.group),
    };
    Rows {
        states,
        text: filter.text.clone(),
        stage: filter.stage.as_ref().map(|(stage, _)| stage.clone()),
        since: day_start(&filter.from, zone),
        until: day_end(&filter.to, zone),
        ..Rows::default()
    }
}

/// The ledger says of an order that it is open; how far it is, its lines say.
fn of_stage(stage: &str) -> Vec<OrderState> {
    match stage {
        "ready" => vec![OrderState::Validated, OrderState::AwaitingRelease],
        "ordered" => {
            vec![OrderState::Accepted, OrderState::PartlyAccepted, OrderState::PendingReview, OrderState::Open]
        }
        _ => vec![OrderState::Open],
    }
}

fn of_group(group: OrderGroup) -> Vec<OrderState> {
    match group {
        OrderGroup::All => Vec::new(),
        wanted => OrderState::ALL.iter().copied().filter(|state| group_of(*state) == wanted).collect(),
    }
}

fn group_of(state: OrderState) -> OrderGroup {
    match state {
        OrderState::Held | OrderState::Unknown | OrderState::Conflict | OrderState::Rejected => OrderGroup::Waiting,
        OrderState::Withdrawn | OrderState::Abandoned | OrderState::Cancelled | OrderState::Closed => OrderGroup::Done,
        _ => OrderGroup::Open,
    }
}

async fn counts(env: &Env) -> Result<[u64; 4], Failure> {
    let mut counts = [0; 4];
    for (state, count) in env.order_counts().await? {
        let count = u64::try_from(count).unwrap_or(0);
        counts[0] += count;
        let group = OrderGroup::ALL.iter().position(|group| *group == group_of(state)).unwrap_or(0);
        counts[group] += count;
    }
    Ok(counts)
}

async fn row(env: &Env, order: &Order) -> Result<Option<OrderRow>, Failure> {
    let Some(state) = Shown::from_code(order.state.as_str()) else { return Ok(None) };
    let lines = env.order_lines(order.id).await?;
    let numbers = env.distributor_orders(order.id).await?;
    let units = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Some(OrderRow {
        id: order.id.to_string(),
        po_number: shown_number(order).to_owned(),
        for_whom: Some(order.identity.purchase_for.clone()).filter(|name| !name.is_empty()),
        lines: lines.len() as u64,
        total: total(order),
        state,
        distributor_orders: numbers.into_iter().map(|number| number.number).collect(),
        shipped: (
            units(lines.iter().map(|line| line.shipped).sum()),
            units(lines.iter().map(|line| line.quantity).sum()),
        ),
        changed_at: order.updated_at,
    }))
}

/// The number under which people know an order.
pub(super) fn shown_number(order: &Order) -> &str {
    order.identity.customer_po_number.as_deref().unwrap_or(&order.identity.psa_order_number)
}

/// What an order costs at live prices; nothing before they were asked.
pub(super) fn total(order: &Order) -> Money {
    let currency = order.currency.map_or_else(|| "USD".to_owned(), |currency| currency.to_string());
    Money::new(order.total.unwrap_or_default(), currency)
}

fn address(filter: &OrderFilter) -> Vec<(&'static str, String)> {
    vec![
        ("group", filter.group.code().to_owned()),
        ("state", filter.state.map(|state| state.code().to_owned()).unwrap_or_default()),
        ("stage", filter.stage.as_ref().map(|(stage, _)| stage.clone()).unwrap_or_default()),
        ("q", filter.text.clone()),
        ("from", filter.from.clone()),
        ("to", filter.to.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::home;

    #[test]
    fn every_state_is_in_exactly_one_group() {
        let listed: usize =
            [OrderGroup::Waiting, OrderGroup::Open, OrderGroup::Done].map(|group| of_group(group).len()).iter().sum();
        assert_eq!(listed, OrderState::ALL.len());
        assert!(of_group(OrderGroup::All).is_empty(), "no state narrows nothing");
    }

    #[test]
    fn the_stages_of_an_order_follow_its_lines() {
        use linkspan_core::order::LineState as L;
        assert_eq!(home::stage(&[(L::Accepted, 0), (L::Backordered, 0)]), "ordered");
        assert_eq!(home::stage(&[(L::PartlyShipped, 1), (L::Accepted, 0)]), "shipped");
        assert_eq!(home::stage(&[(L::Backordered, 1)]), "shipped");
        assert_eq!(home::stage(&[(L::Invoiced, 1), (L::Shipped, 1)]), "invoiced");
    }
}
