//! What a person decides about products that wait.

use super::switch::audit;
use crate::app::App;
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::Tx;

/// Approves what a product waits for: this cost, this part number, this price, and nothing else. The next run writes it.
///
/// # Errors
/// `nothing_waits` where the product waits for nothing, or for a choice between products.
pub async fn approve(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    sku: &str,
    actor: &str,
) -> Result<(), Problem> {
    let hold = waiting(app, environment, bridge, sku).await?;
    if matches!(hold, ProductHold::SeveralProducts { .. }) {
        return Err(Problem::permanent("choice_needed", "Choose the right product, or have a new one created."));
    }
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    env.approve_product(&mut tx, bridge, sku, &hold.fingerprint()).await?;
    let sentence = format!("Approved for SKU {sku}: {}", hold.sentence());
    env.add_audit(&mut tx, &audit(actor, "product_sync.approved", bridge, &sentence)).await?;
    commit(tx).await
}

/// Says which product a SKU is: one of those that were listed, or with `None` that a new one is to be made.
///
/// # Errors
/// `nothing_waits` where the product does not wait for a choice, `not_listed` for any other product.
pub async fn choose(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    sku: &str,
    product: Option<&str>,
    actor: &str,
) -> Result<(), Problem> {
    let ProductHold::SeveralProducts { products } = waiting(app, environment, bridge, sku).await? else {
        return Err(nothing_waits());
    };
    if product.is_some_and(|id| !products.iter().any(|one| one == id)) {
        return Err(Problem::permanent("not_listed", "This product is not one of those that were found."));
    }
    let env = app.env(environment);
    let mut tx = app.store.begin().await?;
    env.choose_product(&mut tx, bridge, sku, product.unwrap_or_default()).await?;
    let sentence = match product {
        Some(id) => format!("SKU {sku} is product {id}."),
        None => format!("For SKU {sku} a new product is created."),
    };
    env.add_audit(&mut tx, &audit(actor, "product_sync.chosen", bridge, &sentence)).await?;
    commit(tx).await
}

async fn waiting(app: &App, environment: EnvironmentId, bridge: BridgeId, sku: &str) -> Result<ProductHold, Problem> {
    let links = app.env(environment).product_links(bridge, &[sku.to_owned()]).await?;
    links.get(sku).and_then(|link| link.hold.clone()).ok_or_else(nothing_waits)
}

async fn commit(tx: Tx) -> Result<(), Problem> {
    Ok(tx.commit().await?)
}

fn nothing_waits() -> Problem {
    Problem::permanent("nothing_waits", "This product waits for no decision any more. Load the page again.")
}
