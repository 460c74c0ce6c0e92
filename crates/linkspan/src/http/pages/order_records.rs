//! Orders in the activity log: the ledger is their record, so each order is shown once, as it stands.

use super::orders::shown_number;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::activity::RecordRow;
use crate::http::portal::states::RecordState as Shown;
use crate::http::portal::strings::Text;
use linkspan_core::id::{RecordId, RunId};
use linkspan_core::order::OrderState;
use linkspan_store::{Env, NewRecord, Order, OrderFilter, OrderPage, Record, RecordObject, RecordStatus, RunKind};

/// The orders that a query asks for; `None` where it asks for something else.
pub(super) async fn find(env: &Env, query: &Fields, limit: i64) -> Result<Option<OrderPage>, Failure> {
    let kind = RunKind::parse(query.text("kind"));
    if kind.is_some_and(|kind| !matches!(kind, RunKind::OrderSubmission | RunKind::OrderStatus)) {
        return Ok(None);
    }
    let states: Vec<_> = match RecordStatus::parse(query.text("status")) {
        None => Vec::new(),
        Some(wanted) => OrderState::ALL.iter().copied().filter(|state| status(*state) == wanted).collect(),
    };
    let text = query.text("q").chars().take(100).collect();
    Ok(Some(env.orders(&OrderFilter { states, text, limit, ..OrderFilter::default() }).await?))
}

/// How an order stands, in the words of the log.
fn status(state: OrderState) -> RecordStatus {
    match state {
        OrderState::Held | OrderState::AwaitingRelease | OrderState::Unknown | OrderState::Conflict => {
            RecordStatus::Held
        }
        OrderState::Rejected => RecordStatus::Failing,
        OrderState::Withdrawn | OrderState::Abandoned | OrderState::Cancelled => RecordStatus::Excluded,
        _ => RecordStatus::InSync,
    }
}

pub(super) fn row(order: &Order, t: Text) -> Option<RecordRow> {
    Some(RecordRow {
        id: order.id.to_string(),
        name: shown_number(order).to_owned(),
        href: Some(format!("/orders/{}", order.id)),
        kind: t.record_order().to_owned(),
        psa: None,
        distributor: None,
        state: Shown::from_code(status(order.state).as_str())?,
        at: order.updated_at,
        done: order.explanation.clone(),
    })
}

/// The same for an export.
pub(super) fn record(order: &Order) -> Option<Record> {
    let kind = if order.state.is_before_sending() { RunKind::OrderSubmission } else { RunKind::OrderStatus };
    Some(Record {
        id: RecordId::parse(&order.id.to_string())?,
        run: RunId::parse(&order.id.to_string())?,
        bridge: Some(order.identity.bridge),
        kind,
        content: NewRecord {
            object: RecordObject::Order,
            subject: order.id.to_string(),
            name: shown_number(order).to_owned(),
            psa_id: Some(order.identity.psa_order_id.clone()),
            distributor_id: None,
            status: status(order.state),
            activity: order.state.as_str().to_owned(),
            code: order.reasons.first().map(|reason| reason.code.as_str().to_owned()),
            sentence: order.explanation.clone(),
        },
        latest: true,
        at: order.updated_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_a_person_is_held_and_what_is_over_without_an_order_is_left_out() {
        let of = |wanted| OrderState::ALL.iter().filter(|state| status(**state) == wanted).count();
        assert_eq!([RecordStatus::Held, RecordStatus::Failing, RecordStatus::Excluded].map(of), [4, 1, 3]);
        assert_eq!(RecordStatus::ALL.iter().map(|wanted| of(*wanted)).sum::<usize>(), OrderState::ALL.len());
    }
}
