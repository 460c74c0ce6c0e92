//! One product of the catalogue, and the question to the distributor about its price and stock now.

use super::decisions;
use super::products::shown;
use crate::app::catalog::shelf::{CostPoint, Found, LinkStanding as Stands, Shelf, WarehouseRow};
use crate::app::catalog::view;
use crate::http::failure::Failure;
use crate::http::portal::Shell;
use crate::http::portal::activity::HeldRecord;
use crate::http::portal::page::{Fact, Link, Money};
use crate::http::portal::products::{CostChange, ProductPage, ProductRow, Warehouse};
use crate::http::portal::shell::Section;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use linkspan_core::capability::distributor::Quote;
use linkspan_core::catalog::selection::PassedOver;
use linkspan_core::problem::Problem;
use linkspan_store::Env;
use rust_decimal::Decimal;

/// How many changes of cost are shown.
const COSTS: i64 = 24;

/// `GET /products/{sku}`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(sku): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let (shelf, found) = find(&signed.env, &sku).await?;
    let shell = frame::shell(&web, &signed, Section::Products).await?;
    let page = page(&web, &signed.env, &shelf, &found, &shell).await?;
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /products/{sku}/ask`.
pub(in crate::http) async fn ask(
    State(web): State<Web>,
    Path(sku): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let (shelf, found) = find(&signed.env, &sku).await?;
    let t = frame::words(&web, &signed);
    let sku = found.stored.item.sku;
    let done = quote(&web, &signed.env, &shelf, &sku, t).await;
    frame::after(&web, &format!("/products/{}", path_part(&sku)), done, t.did_ask())
}

/// `POST /products/{sku}/decide`.
pub(in crate::http) async fn decide(
    State(web): State<Web>,
    Path(sku): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let (shelf, found) = find(&signed.env, &sku).await?;
    let bridge = shelf.bridge.ok_or(Failure::NotFound)?;
    let t = frame::words(&web, &signed);
    let sku = found.stored.item.sku;
    let (done, good) = decisions::take(&web, &signed, bridge, &sku, &fields, t).await?;
    frame::after(&web, &format!("/products/{}", path_part(&sku)), done, good)
}

/// A SKU as a part of an address.
pub(super) fn path_part(sku: &str) -> String {
    percent_encoding::utf8_percent_encode(sku, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn quote(web: &Web, env: &Env, shelf: &Shelf, sku: &str, t: Text) -> Result<(), Problem> {
    let link = web.app.links.distributor(env.id(), shelf.connection).await?;
    let quotes = link.prices.quote(&[sku.to_owned()]).await?;
    let quote = quotes.into_iter().next();
    let quote = quote.ok_or_else(|| Problem::retry("quote_missing", t.detail_no_quote()))?;
    // The answer is kept under the SKU that was asked for, however the distributor writes it.
    web.quotes.keep(shelf.connection, Quote { sku: sku.to_owned(), ..quote });
    Ok(())
}

async fn find(env: &Env, sku: &str) -> Result<(Shelf, Found), Failure> {
    let shelf = Shelf::of(env).await?.ok_or(Failure::NotFound)?;
    let found = shelf.one(sku).await?.ok_or(Failure::NotFound)?;
    Ok((shelf, found))
}

async fn page(web: &Web, env: &Env, shelf: &Shelf, found: &Found, shell: &Shell) -> Result<ProductPage, Failure> {
    let item = &found.stored.item;
    let asked = web.quotes.last(shelf.connection, &item.sku);
    let mut row = row(shelf, found);
    let warehouses = match &asked {
        Some((_, quote)) => {
            row.stock = count(quote.available);
            if quote.price.is_some() {
                row.cost = money(shelf, quote.price);
            }
            quote.warehouses.iter().map(live_warehouse).filter(|one| one.stock + one.under_way > 0).collect()
        }
        None => shelf.warehouses(found).await?.into_iter().map(warehouse).collect(),
    };
    let costs = shelf.costs(found, COSTS).await?;
    Ok(ProductPage {
        row,
        facts: facts(shelf, found, asked.as_ref().map(|(_, quote)| quote), shell),
        psa: psa(found, shell.text()),
        sentence: sentence(shelf, found, shell),
        held: held(web, env, shelf, &item.sku, shell.text()).await?,
        warehouses,
        asked_at: asked.map(|(at, _)| at),
        costs: changes(shelf, costs),
    })
}

async fn held(web: &Web, env: &Env, shelf: &Shelf, sku: &str, t: Text) -> Result<Option<HeldRecord>, Failure> {
    let Some(bridge) = shelf.bridge else { return Ok(None) };
    Ok(view::held_one(&web.app, env.id(), bridge, sku).await?.map(|held| decisions::row(held, t)))
}

fn facts(shelf: &Shelf, found: &Found, quote: Option<&Quote>, shell: &Shell) -> Vec<Fact> {
    let (item, t) = (&found.stored.item, shell.text());
    let mut facts = vec![Fact::new(t.products_category(), shelf.category(&item.category))];
    facts.extend(quote.map(|quote| Fact::new(t.detail_available(), shell.number(quote.available))));
    facts.extend(item.msrp.map(|_| Fact::new(t.detail_list_price(), shell.money(&money(shelf, item.msrp)))));
    facts.extend(item.minimum_quantity.map(|units| Fact::new(t.detail_minimum(), shell.number(units))));
    let weight = item.weight.map(|weight| t.detail_pounds(shell.decimal(&weight.normalize())));
    facts.extend(weight.map(|weight| Fact::new(t.detail_weight(), weight)));
    facts.extend(item.upc.as_deref().map(|upc| Fact::new(t.detail_upc(), upc)));
    facts.extend(item.end_user_data.then(|| Fact::new(t.detail_end_user(), t.detail_end_user_needed())));
    facts.extend(item.replacement.as_deref().map(|sku| Fact::new(t.detail_replaced_by(), sku)));
    facts
}

/// The product in the PSA. Its address there is not known for certain, so it is no link.
fn psa(found: &Found, t: Text) -> Option<Link> {
    let id = found.link.as_ref()?.product.as_ref()?;
    Some(Link::new(t.detail_in_autotask(id), ""))
}

/// Why the product stands as it does.
fn sentence(shelf: &Shelf, found: &Found, shell: &Shell) -> Option<String> {
    let t = shell.text();
    let link = found.link.as_ref();
    Some(match found.stands {
        // The form below says why.
        Stands::Held => return None,
        Stands::Linked => t.detail_linked_since(shell.exact(&link?.updated_at)),
        Stands::Discontinued if found.stored.gone_at.is_some() => t.detail_gone().to_owned(),
        Stands::Discontinued => t.detail_not_sold().to_owned(),
        Stands::Planned => t.detail_next_run().to_owned(),
        Stands::NotSelected => passed(shelf.settings.selection.judge(&found.stored.item).err()?, t).to_owned(),
    })
}

fn passed(why: PassedOver, t: Text) -> &'static str {
    match why {
        PassedOver::NonStock => t.detail_passed_bookkeeping(),
        PassedOver::Discontinued => t.detail_not_sold(),
        PassedOver::Kit => t.detail_passed_kit(),
        PassedOver::Category => t.detail_passed_category(),
        PassedOver::Manufacturer => t.detail_passed_maker(),
        PassedOver::Media => t.detail_passed_media(),
        PassedOver::OutOfStock => t.detail_passed_stock(),
        PassedOver::Cost => t.detail_passed_cost(),
    }
}

fn warehouse(row: WarehouseRow) -> Warehouse {
    Warehouse { name: row.name, stock: count(row.quantity), under_way: 0, eta: None }
}

fn live_warehouse(one: &linkspan_core::capability::distributor::WarehouseStock) -> Warehouse {
    Warehouse {
        name: if one.name.is_empty() { one.id.clone() } else { one.name.clone() },
        stock: count(one.quantity),
        under_way: count(one.on_order.unwrap_or(0)),
        eta: one.expected.and_then(noon),
    }
}

fn count(units: i64) -> u64 {
    u64::try_from(units).unwrap_or(0)
}

/// A day as a moment that is the same day in every zone that does business with the distributor.
fn noon(day: Date) -> Option<jiff::Timestamp> {
    format!("{day}T18:00:00Z").parse().ok()
}

/// The present cost and those before it; nothing while there is only the present one.
fn changes(shelf: &Shelf, costs: Vec<CostPoint>) -> Vec<CostChange> {
    if costs.len() < 2 {
        return Vec::new();
    }
    let change =
        |one: CostPoint| CostChange { since: one.since, cost: money(shelf, one.cost), change: one.change.map(signed) };
    costs.into_iter().map(change).collect()
}

/// A change in per cent with one place and its sign.
fn signed(change: Decimal) -> String {
    let sign = if change.is_sign_negative() && !change.is_zero() { '\u{2212}' } else { '+' };
    format!("{sign}{:.1}", change.abs())
}

/// An amount in the currency of the account.
pub(super) fn money(shelf: &Shelf, amount: Option<Decimal>) -> Money {
    Money::new(amount.unwrap_or_default(), shelf.currency.to_string())
}

/// The line of a product.
pub(super) fn row(shelf: &Shelf, found: &Found) -> ProductRow {
    let item = &found.stored.item;
    let name = if item.description.trim().is_empty() { &item.manufacturer_part } else { &item.description };
    ProductRow {
        sku: item.sku.clone(),
        part_number: item.manufacturer_part.clone(),
        manufacturer: item.manufacturer.clone(),
        name: if name.is_empty() { item.sku.clone() } else { name.clone() },
        category: shelf.category(&item.category),
        cost: money(shelf, item.cost),
        stock: count(item.quantity),
        link: shown(found.stands),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_cost_has_its_sign() {
        let change = |text: &str| signed(text.parse().unwrap());
        assert_eq!([change("-1.4"), change("2.5"), change("0")], ["\u{2212}1.4", "+2.5", "+0.0"]);
    }

    #[test]
    fn a_sku_stays_one_part_of_an_address() {
        assert_eq!(path_part("1000/../x?y"), "1000%2F%2E%2E%2Fx%3Fy");
    }
}
