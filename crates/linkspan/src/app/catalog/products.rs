//! The distributor's catalogue as people search it, and one product of it.

use super::categories::names;
use super::context;
use super::view::category_name;
use crate::app::App;
use linkspan_core::Timestamp;
use linkspan_core::capability::distributor::Quote;
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;
use linkspan_store::{ItemSearch, LinkState, ProductLink, StoredItem};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// A page of the catalogue.
#[derive(Debug, Clone, Serialize)]
pub struct ProductList {
    /// What was found.
    pub rows: Vec<ProductRow>,
    /// Whether there are more.
    pub more: bool,
}

/// One product in the list.
#[derive(Debug, Clone, Serialize)]
pub struct ProductRow {
    /// The SKU.
    pub sku: String,
    /// The manufacturer's part number.
    pub part_number: String,
    /// The manufacturer.
    pub manufacturer: String,
    /// The name.
    pub name: String,
    /// The category in words, widest first.
    pub category: String,
    /// What the account pays, in the distributor's currency.
    pub cost: Option<Decimal>,
    /// The list price, in the same currency.
    pub list_price: Option<Decimal>,
    /// Units in all warehouses.
    pub stock: i64,
    /// How it stands to the PSA.
    pub link: LinkStanding,
    /// The PSA's id of the product.
    pub product: Option<String>,
}

/// How a SKU stands to the PSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStanding {
    /// It has no product.
    NotLinked,
    /// It has a product.
    Linked,
    /// It waits for a person.
    Held,
    /// It is being made, or was interrupted.
    Uncertain,
    /// It is no longer sold, and its product was dealt with.
    Retired,
}

/// One product with everything that is known.
#[derive(Debug, Clone, Serialize)]
pub struct ProductDetail {
    /// As in the list.
    pub row: ProductRow,
    /// As the file has it.
    pub item: CatalogueItem,
    /// Why it waits for a person, in words.
    pub hold: Option<String>,
    /// Stock by warehouse.
    pub warehouses: Vec<WarehouseRow>,
    /// The cost over time, newest first.
    pub costs: Vec<CostPoint>,
    /// When the file's row changed last.
    pub changed_at: Timestamp,
    /// When it was gone from the file.
    pub gone_at: Option<Timestamp>,
}

/// Stock of one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarehouseRow {
    /// Its number at the distributor.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Units there.
    pub quantity: i64,
}

/// The cost from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CostPoint {
    /// Since when.
    pub since: Timestamp,
    /// The cost.
    pub cost: Option<Decimal>,
    /// Change against the one before, in percent with one place.
    pub change_percent: Option<Decimal>,
}

/// Searches the catalogue of a bridge's distributor.
///
/// # Errors
/// `bridge_missing`, or what the database says.
pub async fn search(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    search: &ItemSearch,
) -> Result<ProductList, Problem> {
    let env = app.env(environment);
    let (row, _) = context::rows(&env, bridge).await?;
    let page = env.search_catalogue(row.distributor, search).await?;
    let skus: Vec<String> = page.items.iter().map(|one| one.item.sku.clone()).collect();
    let links = env.product_links(bridge, &skus).await?;
    let names = names(&env, row.distributor).await?;
    let rows = page.items.iter().map(|one| product_row(one, links.get(&one.item.sku), &names)).collect();
    Ok(ProductList { rows, more: page.more })
}

/// One product; `None` where the catalogue never had it.
///
/// # Errors
/// `bridge_missing`, or what the database says.
pub async fn detail(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    sku: &str,
) -> Result<Option<ProductDetail>, Problem> {
    let env = app.env(environment);
    let (row, _) = context::rows(&env, bridge).await?;
    let key = [sku.to_owned()];
    let Some(stored) = env.catalogue_items(row.distributor, &key).await?.into_iter().next() else { return Ok(None) };
    let links = env.product_links(bridge, &key).await?;
    let link = links.get(sku);
    let places: BTreeMap<String, String> =
        env.catalogue_names(row.distributor, "warehouse").await?.into_iter().collect();
    let past = env.past_costs(row.distributor, sku, 60).await?;
    let mut costs = vec![(stored.cost_at, stored.item.cost)];
    costs.extend(past.into_iter().map(|one| (one.since, one.cost)));
    Ok(Some(ProductDetail {
        row: product_row(&stored, link, &names(&env, row.distributor).await?),
        hold: link.and_then(|link| link.hold.as_ref()).map(|hold| hold.sentence()),
        warehouses: warehouses(&stored.item, &places),
        costs: cost_points(&costs),
        changed_at: stored.changed_at,
        gone_at: stored.gone_at,
        item: stored.item,
    }))
}

/// Asks the distributor for price and stock now.
///
/// # Errors
/// What the distributor says.
pub async fn ask(app: &App, environment: EnvironmentId, bridge: BridgeId, sku: &str) -> Result<Option<Quote>, Problem> {
    let (row, _) = context::rows(&app.env(environment), bridge).await?;
    let link = app.links.distributor(environment, row.distributor).await?;
    Ok(link.prices.quote(&[sku.to_owned()]).await?.into_iter().next())
}

/// The currency of the distributor's amounts.
///
/// # Errors
/// Where the connection cannot be opened.
pub async fn currency(app: &App, environment: EnvironmentId, bridge: BridgeId) -> Result<Currency, Problem> {
    let (row, _) = context::rows(&app.env(environment), bridge).await?;
    Ok(app.links.distributor(environment, row.distributor).await?.currency)
}

fn product_row(stored: &StoredItem, link: Option<&ProductLink>, names: &BTreeMap<String, String>) -> ProductRow {
    let item = &stored.item;
    ProductRow {
        sku: item.sku.clone(),
        part_number: item.manufacturer_part.clone(),
        manufacturer: item.manufacturer.clone(),
        name: item.description.clone(),
        category: category_name(names, &item.category),
        cost: item.cost,
        list_price: item.msrp,
        stock: item.quantity,
        link: standing(link),
        product: link.and_then(|link| link.product.clone()),
    }
}

fn standing(link: Option<&ProductLink>) -> LinkStanding {
    let Some(link) = link else { return LinkStanding::NotLinked };
    match link.state {
        _ if link.hold.is_some() => LinkStanding::Held,
        LinkState::Linked => LinkStanding::Linked,
        LinkState::Retired => LinkStanding::Retired,
        LinkState::Creating | LinkState::RowCreating => LinkStanding::Uncertain,
        LinkState::Unlinked => LinkStanding::NotLinked,
    }
}

/// Every warehouse that has a name or units; those with most first.
fn warehouses(item: &CatalogueItem, places: &BTreeMap<String, String>) -> Vec<WarehouseRow> {
    let mut numbers: BTreeMap<&str, i64> = places.keys().map(|number| (number.as_str(), 0)).collect();
    numbers.extend(item.stock.iter().map(|(number, quantity)| (number.as_str(), *quantity)));
    let mut rows: Vec<WarehouseRow> = numbers
        .into_iter()
        .map(|(number, quantity)| WarehouseRow {
            number: number.to_owned(),
            name: places.get(number).cloned().unwrap_or_else(|| number.to_owned()),
            quantity,
        })
        .collect();
    rows.sort_by(|one, other| other.quantity.cmp(&one.quantity).then_with(|| one.name.cmp(&other.name)));
    rows
}

fn cost_points(costs: &[(Timestamp, Option<Decimal>)]) -> Vec<CostPoint> {
    let before = costs.iter().skip(1).map(|(_, cost)| *cost).chain([None]);
    let point = |((since, cost), before): (&(Timestamp, Option<Decimal>), Option<Decimal>)| CostPoint {
        since: *since,
        cost: *cost,
        change_percent: cost.zip(before).and_then(|(cost, before)| change(before, cost)),
    };
    costs.iter().zip(before).map(point).collect()
}

fn change(before: Decimal, now: Decimal) -> Option<Decimal> {
    (now - before).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before).map(|percent| percent.round_dp(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;

    #[test]
    fn costs_tell_their_change_against_the_one_before() {
        let cost = |cents: i64| Some(Decimal::new(cents, 2));
        let points = cost_points(&[(from_ms(3), cost(1_100)), (from_ms(2), cost(1_000)), (from_ms(1), None)]);
        let changes: Vec<_> = points.iter().map(|point| point.change_percent).collect();
        assert_eq!(changes, [Some(Decimal::TEN), None, None]);
        assert_eq!(change(Decimal::ZERO, Decimal::ONE), None);
    }

    #[test]
    fn warehouses_without_units_are_shown_too() {
        let item = CatalogueItem { stock: vec![("16".into(), 5), ("99".into(), 7)], ..CatalogueItem::default() };
        let places = [("16".to_owned(), "Miami, FL".to_owned()), ("3".to_owned(), "Tracy, CA".to_owned())].into();
        let rows = warehouses(&item, &places);
        let shown: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.quantity)).collect();
        assert_eq!(shown, [("99", 7), ("Miami, FL", 5), ("Tracy, CA", 0)]);
    }
}
