//! Linked products whose SKU is no longer sold: gone from a full file, or marked as discontinued in it.

use super::context::Context;
use super::detail::PlanDetail;
use super::plan::{PAGE, Page};
use super::sync::{Checkpoint, Phase};
use linkspan_core::catalog::Standing;
use linkspan_core::catalog::decision::{Answer, Ruling, about, ruling};
use linkspan_core::catalog::guard::{ProductHold, too_many_gone};
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::problem::Problem;
use linkspan_store::{Env, LinkState, PlanItem, ProductLink};
use std::collections::BTreeSet;

/// Plans all of them at once: whether there are too many can only be said of all. Our links and the catalogue are read page
/// by page, the PSA is not asked.
///
/// # Errors
/// What the store says.
pub(super) async fn plan(env: &Env, context: &Context, at: &mut Checkpoint, page: &mut Page) -> Result<(), Problem> {
    let (gone, linked) = look(env, context).await?;
    let kept = |link: &ProductLink| {
        about(&link.decisions, ProductHold::GONE).filter(|decision| decision.answer == Answer::Keep).cloned()
    };
    // Those that a person keeps are no news.
    let count = i64::try_from(gone.iter().filter(|link| kept(link).is_none()).count()).unwrap_or(i64::MAX);
    let hold = too_many_gone(count, linked).then_some(ProductHold::GoneWithMany { gone: count, of: linked });
    for link in gone {
        if let Some(decision) = kept(&link) {
            let why = link.hold.clone().unwrap_or(ProductHold::GoneWithMany { gone: count, of: linked });
            add(link, PlanAction::Kept, Some(why), Some(decision.sentence()), at, page);
            continue;
        }
        let waits = hold.clone().filter(|hold| ruling(hold, &link.decisions) == Ruling::Wait);
        let action = if waits.is_some() { PlanAction::Held } else { PlanAction::Deactivate };
        add(link, action, waits, None, at, page);
    }
    (at.phase, at.after) = (Phase::Apply, String::new());
    Ok(())
}

fn add(
    link: ProductLink,
    action: PlanAction,
    hold: Option<ProductHold>,
    note: Option<String>,
    at: &mut Checkpoint,
    page: &mut Page,
) {
    let calls = i64::from(action.writes());
    at.plan.add(action, calls);
    let detail = PlanDetail {
        before: link.written.clone(),
        product: link.product.clone(),
        hold: hold.clone(),
        note,
        ..PlanDetail::default()
    };
    page.items.push(PlanItem {
        sku: link.sku.clone(),
        name: link.name.clone(),
        action,
        calls,
        detail: serde_json::json!(detail),
        done: !action.writes(),
    });
    if hold.is_some() {
        page.links.push(ProductLink { hold, ..link });
    }
}

/// The linked products that are gone, and how many are linked.
async fn look(env: &Env, context: &Context) -> Result<(Vec<ProductLink>, i64), Problem> {
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let (mut gone, mut linked, mut after) = (Vec::new(), 0, String::new());
    loop {
        let links = env.product_link_page(context.bridge.id, &after, most).await?;
        let Some(last) = links.last() else { break };
        after.clone_from(&last.sku);
        let links: Vec<ProductLink> = links.into_iter().filter(|link| link.state == LinkState::Linked).collect();
        linked += i64::try_from(links.len()).unwrap_or(0);
        let skus: Vec<String> = links.iter().map(|link| link.sku.clone()).collect();
        let sold = sold(env, context, &skus).await?;
        gone.extend(links.into_iter().filter(|link| !sold.contains(&link.sku)));
    }
    Ok((gone, linked))
}

/// Which of these SKUs are sold.
///
/// # Errors
/// What the store says.
pub(super) async fn sold(env: &Env, context: &Context, skus: &[String]) -> Result<BTreeSet<String>, Problem> {
    let rows = env.catalogue_items(context.bridge.distributor, skus).await?;
    let rows = rows.into_iter().filter(|row| row.gone_at.is_none());
    let goods = rows.filter(|row| !matches!(row.item.standing, Standing::Discontinued | Standing::NonStock));
    Ok(goods.map(|row| row.item.sku).collect())
}
