//! Writing back to a purchase order: read first, PATCH what differs, nothing else.

use super::purchasing::Statuses;
use super::session::Session;
use ::autotask::entity::{PurchaseOrder, PurchaseOrderItem, PurchaseOrderItemPatch, PurchaseOrderPatch};
use linkspan_core::capability::psa::{LineWriteBack, OrderWriteBack, PurchaseOrderStatus};
use linkspan_core::problem::Problem;

/// Writes what differs from what stands there.
pub(super) async fn write(session: &Session, order: i64, change: &OrderWriteBack) -> Result<(), Problem> {
    if change.is_empty() {
        return Ok(());
    }
    let found = session.run(session.client().get::<PurchaseOrder>(order)).await?;
    let found = found.ok_or_else(|| missing("The purchase order is not in Autotask any more."))?;
    let patch = order_patch(&found, change);
    let written = session.run(session.client().patch(&patch)).await;
    explained(session, &found, written).await?;
    if change.lines.is_empty() {
        return Ok(());
    }
    let items = session.run(session.client().list_children::<PurchaseOrderItem>(order)).await?;
    for line in &change.lines {
        let item = items.iter().find(|item| item.id.to_string() == line.id);
        let item = item.ok_or_else(|| missing("A line of the purchase order is not in Autotask any more."))?;
        let patch = line_patch(item, line);
        let written = session.run(session.client().patch_child(order, &patch)).await;
        explained(session, &found, written).await?;
    }
    Ok(())
}

fn missing(sentence: &str) -> Problem {
    Problem::permanent("psa_record_missing", sentence)
}

/// What differs on the order. An empty patch costs no call.
fn order_patch(found: &PurchaseOrder, change: &OrderWriteBack) -> PurchaseOrderPatch {
    let mut patch = PurchaseOrderPatch::new(found.id);
    if let Some(memo) = &change.memo
        && found.general_memo.as_deref().unwrap_or_default() != memo
    {
        patch = patch.general_memo(memo.clone());
    }
    if let Some(number) = &change.external_number
        && found.external_po_number.as_deref().unwrap_or_default() != number
    {
        patch = patch.external_po_number(number.clone());
    }
    if change.shipping_date.is_some() && found.shipping_date != change.shipping_date {
        patch.shipping_date = Some(change.shipping_date);
    }
    if change.freight.is_some() && found.freight != change.freight {
        patch.freight = Some(change.freight);
    }
    patch
}

fn line_patch(found: &PurchaseOrderItem, change: &LineWriteBack) -> PurchaseOrderItemPatch {
    let mut patch = PurchaseOrderItemPatch::new(found.id);
    if let Some(memo) = &change.memo
        && found.memo.as_deref().unwrap_or_default() != memo
    {
        patch = patch.memo(memo.clone());
    }
    if change.estimated_arrival.is_some() && found.estimated_arrival_date != change.estimated_arrival {
        patch.estimated_arrival_date = Some(change.estimated_arrival);
    }
    patch
}

/// A refusal on an order that is received has a name of its own, found by the status and not by the words.
async fn explained(session: &Session, order: &PurchaseOrder, written: Result<(), Problem>) -> Result<(), Problem> {
    let Err(problem) = written else { return Ok(()) };
    if problem.code != "psa_refused" {
        return Err(problem);
    }
    match Statuses::of(session).await?.read(order.status) {
        PurchaseOrderStatus::ReceivedFull | PurchaseOrderStatus::ReceivedPartial => Err(Problem::permanent(
            "order_received",
            "Autotask does not take changes any more, because the purchase order is received. Nothing more is written.",
        )
        .caused_by(problem)),
        _ => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::autotask::entity::PatchRecord;
    use jiff::civil::date;

    #[test]
    fn what_stands_there_already_is_not_written_again() {
        let found = PurchaseOrder {
            id: 9,
            general_memo: Some("as it was".into()),
            shipping_date: Some(date(2026, 3, 4)),
            ..PurchaseOrder::default()
        };
        let same = OrderWriteBack {
            memo: Some("as it was".into()),
            external_number: Some(String::new()),
            shipping_date: Some(date(2026, 3, 4)),
            ..OrderWriteBack::default()
        };
        assert!(order_patch(&found, &same).is_empty());
        let changed = OrderWriteBack { memo: Some("new".into()), ..same };
        let patch = order_patch(&found, &changed);
        assert_eq!(patch.general_memo, Some(Some("new".into())));
        assert_eq!((patch.external_po_number, patch.shipping_date, patch.freight), (None, None, None));
    }

    #[test]
    fn only_the_members_of_a_line_that_differ_are_written() {
        let found = PurchaseOrderItem { id: 3, memo: Some("kept".into()), ..PurchaseOrderItem::default() };
        let change =
            LineWriteBack { id: "3".into(), memo: Some("kept".into()), estimated_arrival: Some(date(2026, 5, 6)) };
        let patch = line_patch(&found, &change);
        assert_eq!((patch.memo, patch.estimated_arrival_date), (None, Some(Some(date(2026, 5, 6)))));
    }
}
