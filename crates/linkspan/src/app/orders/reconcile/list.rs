//! The list: every submitted purchase order, and every order of the ledger that might still be sent, with what the
//! distributor says about its number. Asking changes nothing but the list.

use super::super::context::{self, Context};
use super::super::{RECONCILE_WORK, in_seconds, settle};
use crate::app::{App, notices};
use crate::jobs::{Done, WorkLane};
use linkspan_core::capability::Lane;
use linkspan_core::capability::distributor::{AnswerCode, OrderAnswer};
use linkspan_core::capability::psa::PurchaseOrder;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::order::OrderState;
use linkspan_core::order::compare::{Match, SentLine, compare_lines};
use linkspan_core::order::identity::{NumberTemplate, number_key};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, Finding, FindingKind, FoundOrder, Order, OrderIdentity};
use std::collections::BTreeMap;

/// How many numbers are asked about before the work is given back, so that its lease never ends while it asks.
const AT_ONCE: usize = 25;
/// How long until a question without an answer is put again.
const AGAIN_SECONDS: i64 = 120;

/// Makes the list where there is none, and asks about a part of what has no answer yet.
///
/// # Errors
/// Where a vendor refuses: asking again at once would not help. What was answered so far is kept.
pub async fn ask(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let waits = env.bridge(bridge).await?.is_some_and(|bridge| bridge.reconcile_first);
    let Some(context) = context::load_even_if_off(app, &env, bridge, Lane::Orders).await?.filter(|_| waits) else {
        return Ok(Done::Finished);
    };
    if context.bridge.reconcile_listed_at.is_none() {
        make(app, &env, &context).await?;
    }
    let open: Vec<_> =
        env.reconcile_list(bridge).await?.into_iter().filter(|row| !row.finding.kind.is_answered()).collect();
    let mut unanswered = 0;
    for row in open.iter().take(AT_ONCE) {
        let (finding, refused) = match find(app, &env, &context, row).await {
            Ok(finding) => (finding, None),
            Err(problem) => (no_answer(problem.sentence.clone()), Some(problem)),
        };
        unanswered += usize::from(!finding.kind.is_answered());
        let mut tx = app.store.begin().await?;
        env.set_finding(&mut tx, bridge, &row.psa_order_id, &finding).await?;
        tx.commit().await?;
        if let Some(problem) = refused.filter(notices::is_for_people) {
            return Err(problem);
        }
    }
    app.nudge.now();
    match (open.len() > AT_ONCE, unanswered > 0) {
        // Those that were asked in vain come first in the list again; the pause lets the distributor recover.
        (_, true) => Ok(Done::At(in_seconds(app, AGAIN_SECONDS))),
        (true, false) => Ok(Done::At(app.clock.now())),
        (false, false) => Ok(Done::Finished),
    }
}

/// Asks here and now until nothing is left that an answer could come for, as the command line does.
///
/// # Errors
/// As [`ask`].
pub async fn ask_now(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<(), Problem> {
    loop {
        match ask(app, environment, bridge).await? {
            Done::At(due) if due <= app.clock.now() => {}
            Done::At(_) | Done::Finished => return Ok(()),
        }
    }
}

/// Makes the list anew and asks about all of it, soon.
///
/// # Errors
/// `bridge_not_reconciling` where the bridge does not wait.
pub async fn ask_again(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<(), Problem> {
    let env = app.env(environment);
    let waiting =
        env.bridge(bridge).await?.filter(|bridge| bridge.reconcile_first).ok_or_else(super::confirm::not_waiting)?;
    let mut tx = app.store.begin().await?;
    env.forget_reconcile_list(&mut tx, waiting.id).await?;
    let lane = WorkLane::Orders.as_str();
    env.enqueue(&mut tx, lane, RECONCILE_WORK, &bridge.to_string(), app.clock.now()).await?;
    tx.commit().await?;
    app.nudge.now();
    Ok(())
}

async fn make(app: &App, env: &Env, context: &Context) -> Result<(), Problem> {
    let submitted = context.psa.purchasing.submitted_orders(&context.bridge.vendor_id).await?;
    let mut rows = BTreeMap::new();
    for order in env.unfinished_orders(context.bridge.id).await?.iter().filter(|order| might_be_sent(order.state)) {
        rows.insert(order.identity.psa_order_id.clone(), of_ledger(context, order));
    }
    for head in &submitted {
        if rows.contains_key(&head.id) {
            continue;
        }
        let row = match env.order_of_purchase_order(&context.psa.database, &head.id).await? {
            Some(order) => of_ledger(context, &order),
            None => FoundOrder {
                psa_order_id: head.id.clone(),
                psa_order_number: head.number.clone(),
                purchase_for: head.purchase_for_name.clone().unwrap_or_default(),
                customer_po_number: free_number(env, context, &head.number, &head.id).await?,
                known: false,
                finding: waiting(),
                asked_at: None,
            },
        };
        rows.insert(head.id.clone(), row);
    }
    let mut tx = app.store.begin().await?;
    env.put_reconcile_list(&mut tx, context.bridge.id, &rows.into_values().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(())
}

fn might_be_sent(state: OrderState) -> bool {
    state.is_before_sending() || matches!(state, OrderState::Sending | OrderState::Unknown)
}

fn of_ledger(context: &Context, order: &Order) -> FoundOrder {
    FoundOrder {
        psa_order_id: order.identity.psa_order_id.clone(),
        psa_order_number: order.identity.psa_order_number.clone(),
        purchase_for: order.identity.purchase_for.clone(),
        customer_po_number: order.identity.customer_po_number.clone(),
        known: context.bridge.reconcile_since.is_none_or(|since| order.created_at < since),
        finding: waiting(),
        asked_at: None,
    }
}

/// The number that the purchase order would have been sent under; `None` where there is none, or where it is another's.
async fn free_number(env: &Env, context: &Context, number: &str, id: &str) -> Result<Option<String>, Problem> {
    let template = NumberTemplate::parse(&context.bridge.number_template);
    let Some(derived) = template.and_then(|template| template.derive(number, id).ok()) else { return Ok(None) };
    let there = &context.distributor;
    let identity = OrderIdentity {
        bridge: context.bridge.id,
        psa_database: context.psa.database.clone(),
        psa_order_id: id.to_owned(),
        psa_order_number: number.to_owned(),
        distributor: there.distributor.clone(),
        country: there.country.clone(),
        account: there.account.clone(),
        customer_po_number: None,
        purchase_for: String::new(),
    };
    let taken = env.number_is_taken(&identity, &number_key(&derived)).await?;
    Ok(Some(derived).filter(|_| !taken))
}

/// Asks about one number and compares the answer with what was, or would have been, sent.
async fn find(app: &App, env: &Env, context: &Context, row: &FoundOrder) -> Result<Finding, Problem> {
    let order = env.order_of_purchase_order(&context.psa.database, &row.psa_order_id).await?;
    let known = order.as_ref().and_then(|order| order.identity.customer_po_number.clone());
    let Some(number) = known.or_else(|| row.customer_po_number.clone()) else {
        return Ok(said(FindingKind::NoNumber, "It has no number that could have been ordered under.".into()));
    };
    let answer = match &order {
        Some(order) => {
            context.is_of(order)?;
            settle::look_up(app, env, order.id, context, &number).await?
        }
        None => context.distributor.lookup.look_up(&number, true).await?,
    };
    if answer.code == AnswerCode::NotFound {
        let taken = order.is_some_and(|order| order.state.is_at_distributor());
        let sentence = match taken {
            true => format!("The distributor does not know {number}, though it took the order before. Call them."),
            false => format!("The distributor does not know {number}."),
        };
        return Ok(said(FindingKind::NotFound, sentence));
    }
    let (kind, sentence) = match sent(context, order.as_ref(), row).await? {
        None => (FindingKind::Different, "The purchase order is gone, so there is nothing to compare with.".to_owned()),
        Some(lines) => judge(&answer, &lines),
    };
    Ok(Finding { kind, sentence, order_numbers: order_numbers(&answer) })
}

fn judge(answer: &OrderAnswer, lines: &[SentLine]) -> (FindingKind, String) {
    match compare_lines(answer, lines) {
        Match::NotFound => (FindingKind::NotFound, "The distributor does not know it.".to_owned()),
        Match::Same => (FindingKind::Same, "The distributor has it, with the same products and quantities.".to_owned()),
        Match::Different(differences) => {
            (FindingKind::Different, format!("The distributor has something else: {}.", differences.join("; ")))
        }
        Match::Unclear(why) => (FindingKind::Different, format!("It cannot be compared: {why}.")),
    }
}

/// What was sent by this ledger; else what the purchase order says now, since that is what a lost ledger would have sent.
async fn sent(context: &Context, order: Option<&Order>, row: &FoundOrder) -> Result<Option<Vec<SentLine>>, Problem> {
    let kept = order.and_then(|order| order.snapshot.as_ref());
    let kept = kept.map(|snapshot| snapshot.lines.iter().map(SentLine::from).collect());
    if order.is_some_and(|order| !order.state.is_before_sending()) && kept.is_some() {
        return Ok(kept);
    }
    let there = context.psa.purchasing.order(&row.psa_order_id, &context.bridge.vendor_id).await?;
    Ok(there.as_ref().map(lines).or(kept))
}

/// The lines of a purchase order, numbered as they are when it is frozen.
fn lines(purchase_order: &PurchaseOrder) -> Vec<SentLine> {
    let numbered = (1..).zip(&purchase_order.lines);
    numbered
        .map(|(number, line)| SentLine {
            line: number,
            sku: line.sku.as_deref().unwrap_or_default().trim().to_owned(),
            quantity: line.quantity,
        })
        .collect()
}

fn order_numbers(answer: &OrderAnswer) -> Vec<String> {
    let mut numbers: Vec<_> = answer.entries.iter().filter_map(|entry| entry.order_number.clone()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn waiting() -> Finding {
    said(FindingKind::Waiting, String::new())
}

fn no_answer(sentence: String) -> Finding {
    said(FindingKind::NoAnswer, sentence)
}

fn said(kind: FindingKind, sentence: String) -> Finding {
    Finding { kind, sentence, order_numbers: Vec::new() }
}
