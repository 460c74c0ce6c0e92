//! What a person decides about products that wait, and taking it back.

use super::switch::audit;
use crate::app::App;
use linkspan_core::catalog::decision::{Answer, Decision, REASON_LIMIT, with};
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, NewAudit, ProductLink};
use serde_json::json;

/// A decision as a person gives it.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The SKU.
    pub sku: &'a str,
    /// The answer.
    pub answer: &'a Answer,
    /// Why; may be empty.
    pub reason: &'a str,
    /// Who.
    pub actor: &'a str,
}

/// Keeps a decision about what a product waits for: about this cost, this part number, this price, these products, and
/// nothing else. The next run acts on it.
///
/// # Errors
/// `nothing_waits` where the product waits for nothing; `choice_needed` and `choice_unneeded` where the answer does not fit
/// what it waits for; `not_listed` for a product that was not found; `product_taken` for one that
/// stands for another SKU; `reason_too_long`; `decided_meanwhile`.
pub async fn decide(app: &App, environment: EnvironmentId, bridge: BridgeId, given: &Given<'_>) -> Result<(), Problem> {
    let env = app.env(environment);
    let link = link(&env, bridge, given.sku).await?;
    let hold = link.hold.clone().ok_or_else(nothing_waits)?;
    fits(given.answer, &hold)?;
    if let Answer::Choose { product } = given.answer {
        let taken = env.linked_products(bridge, std::slice::from_ref(product)).await?;
        if let Some(other) = taken.get(product).filter(|sku| *sku != given.sku) {
            let sentence = format!("Product {product} stands for SKU {other} already. Choose another one.");
            return Err(Problem::permanent("product_taken", sentence));
        }
    }
    let reason = given.reason.trim();
    if reason.chars().count() > REASON_LIMIT {
        let sentence = format!("The reason is longer than {REASON_LIMIT} characters.");
        return Err(Problem::permanent("reason_too_long", sentence));
    }
    let decision = Decision {
        answer: given.answer.clone(),
        about: hold.fingerprint(),
        by: given.actor.to_owned(),
        at: app.clock.now(),
        reason: reason.to_owned(),
    };
    let sentence = format!("SKU {}: {} {}", given.sku, decision.sentence(), hold.sentence());
    let entry = entry(given.actor, action(&decision), bridge, given.sku, &sentence, &decision);
    keep(app, &env, bridge, &link, &with(&link.decisions, decision), &entry).await
}

/// Takes back what was decided about what a product waits for: it waits again. What a run did meanwhile stays.
///
/// # Errors
/// `nothing_decided` where there is nothing to take back, `decided_meanwhile`.
pub async fn undo(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    sku: &str,
    actor: &str,
) -> Result<(), Problem> {
    let env = app.env(environment);
    let link = link(&env, bridge, sku).await?;
    let Some(taken) = link.decision().cloned() else {
        return Err(Problem::permanent("nothing_decided", "There is no decision to take back. Load the page again."));
    };
    let left: Vec<Decision> = link.decisions.iter().filter(|one| one.about != taken.about).cloned().collect();
    let sentence = format!("SKU {sku}: taken back. It said: {}", taken.sentence());
    let entry = entry(actor, "product_sync.decision_taken_back", bridge, sku, &sentence, &taken);
    keep(app, &env, bridge, &link, &left, &entry).await
}

fn fits(answer: &Answer, hold: &ProductHold) -> Result<(), Problem> {
    let products = match hold {
        ProductHold::SeveralProducts { products, .. } => Some(products),
        _ => None,
    };
    match (answer, products) {
        (Answer::Keep, _) | (Answer::Accept, None) | (Answer::CreateNew, Some(_)) => Ok(()),
        (Answer::Accept, Some(_)) => {
            Err(Problem::permanent("choice_needed", "Choose the right product, or have a new one created."))
        }
        (Answer::Choose { product }, Some(listed)) if listed.contains(product) => Ok(()),
        (Answer::Choose { .. }, Some(_)) => {
            Err(Problem::permanent("not_listed", "This product is not one of those that were found."))
        }
        (Answer::Choose { .. } | Answer::CreateNew, None) => Err(Problem::permanent(
            "choice_unneeded",
            "There is no product to choose here. Take the new value over, or keep the product as it is.",
        )),
    }
}

fn action(decision: &Decision) -> &'static str {
    match decision.answer {
        Answer::Accept => "product_sync.approved",
        Answer::Keep => "product_sync.kept",
        Answer::Choose { .. } | Answer::CreateNew => "product_sync.chosen",
    }
}

fn entry(actor: &str, action: &str, bridge: BridgeId, sku: &str, sentence: &str, decision: &Decision) -> NewAudit {
    NewAudit { detail: json!({ "sku": sku, "decision": decision }), ..audit(actor, action, bridge, sentence) }
}

async fn keep(
    app: &App,
    env: &Env,
    bridge: BridgeId,
    link: &ProductLink,
    decisions: &[Decision],
    entry: &NewAudit,
) -> Result<(), Problem> {
    let mut tx = app.store.begin().await?;
    if !env.keep_decisions(&mut tx, bridge, link, decisions).await? {
        return Err(Problem::permanent(
            "decided_meanwhile",
            "Somebody decided about this product at the same moment. Load the page again.",
        ));
    }
    env.add_audit(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}

async fn link(env: &Env, bridge: BridgeId, sku: &str) -> Result<ProductLink, Problem> {
    env.product_links(bridge, &[sku.to_owned()]).await?.remove(sku).ok_or_else(nothing_waits)
}

fn nothing_waits() -> Problem {
    Problem::permanent("nothing_waits", "This product waits for no decision any more. Load the page again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Answer::Accept, true, Some("choice_needed"))]
    #[case(Answer::Accept, false, None)]
    #[case(Answer::Keep, true, None)]
    #[case(Answer::Keep, false, None)]
    #[case(Answer::CreateNew, true, None)]
    #[case(Answer::CreateNew, false, Some("choice_unneeded"))]
    #[case(Answer::Choose { product: "7".into() }, true, None)]
    #[case(Answer::Choose { product: "8".into() }, true, Some("not_listed"))]
    #[case(Answer::Choose { product: "7".into() }, false, Some("choice_unneeded"))]
    fn an_answer_fits_what_is_asked(#[case] answer: Answer, #[case] several: bool, #[case] refused: Option<&str>) {
        let hold = match several {
            true => ProductHold::SeveralProducts {
                products: vec!["7".into(), "9".into()],
                labels: std::collections::BTreeMap::new(),
            },
            false => ProductHold::CostZero,
        };
        assert_eq!(fits(&answer, &hold).err().map(|problem| problem.code), refused);
    }
}
