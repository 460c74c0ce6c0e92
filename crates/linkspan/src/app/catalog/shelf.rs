//! The distributor's catalogue as people look into it: what is in it, how each product stands to the PSA, what its category
//! and its warehouses are called, what it cost over time.

use super::categories;
use super::settings::ProductSyncSettings;
use linkspan_core::catalog::Standing;
use linkspan_core::catalog::categories::CategoryTree;
use linkspan_core::catalog::decision::Decision;
use linkspan_core::catalog::item::category_levels;
use linkspan_core::clock::Timestamp;
use linkspan_core::id::{BridgeId, ConnectionId};
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{
    Bridge, CatalogueGroup, Connection, Env, FileState, GroupKind, ItemSearch, LinkState, ProductLink, StoredItem,
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// How many products a search looks at. Who finds more, narrows.
const MOST: i64 = 1_000;

/// How many links are looked at when only linked products are asked for.
const MOST_LINKS: i64 = 5_000;

/// How a SKU stands to the PSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStanding {
    /// It has a product.
    Linked,
    /// It is selected: the next run makes a product, or adopts one.
    Planned,
    /// It is not selected, or a person left it out.
    NotSelected,
    /// It waits for a person.
    Held,
    /// It is no longer sold.
    Discontinued,
}

/// The catalogue of one distributor connection, with the bridge that syncs it.
pub struct Shelf {
    env: Env,
    /// The distributor's connection.
    pub connection: ConnectionId,
    /// The bridge, once there is one.
    pub bridge: Option<BridgeId>,
    /// The settings of its product sync.
    pub settings: ProductSyncSettings,
    /// The currency of the distributor's amounts.
    pub currency: Currency,
    names: BTreeMap<String, String>,
}

/// One product, and how it stands.
#[derive(Debug, Clone)]
pub struct Found {
    /// As the file has it.
    pub stored: StoredItem,
    /// Its link, where it has one.
    pub link: Option<ProductLink>,
    /// How it stands.
    pub stands: LinkStanding,
}

/// The cost from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostPoint {
    /// Since when.
    pub since: Timestamp,
    /// The cost.
    pub cost: Option<Decimal>,
    /// Change against the one before, in per cent with one place; nothing for the first.
    pub change: Option<Decimal>,
}

/// Stock of one warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarehouseRow {
    /// Its name; its number at the distributor where no name is known.
    pub name: String,
    /// Units there.
    pub quantity: i64,
}

impl Shelf {
    /// The first catalogue of the environment; `None` before a distributor is connected.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of(env: &Env) -> Result<Option<Self>, Problem> {
        let bridge = env.bridges().await?.into_iter().next();
        let connections = env.connections().await?;
        let is_it = |one: &Connection| match &bridge {
            Some(bridge) => one.id == bridge.distributor,
            None => one.provider == "td-synnex",
        };
        let Some(connection) = connections.into_iter().find(is_it) else { return Ok(None) };
        Ok(Some(Self::new(env, &connection, bridge.map(|bridge| bridge.id)).await?))
    }

    /// The catalogue that a bridge syncs.
    ///
    /// # Errors
    /// `bridge_missing` where its distributor is gone, or what the database says.
    pub async fn of_bridge(env: &Env, bridge: &Bridge) -> Result<Self, Problem> {
        let missing = || Problem::permanent("bridge_missing", "There is no such connector any more.");
        let connection = env.connection(bridge.distributor).await?.ok_or_else(missing)?;
        Self::new(env, &connection, Some(bridge.id)).await
    }

    async fn new(env: &Env, connection: &Connection, bridge: Option<BridgeId>) -> Result<Self, Problem> {
        let template = match bridge {
            Some(bridge) => env.template(bridge, TemplateKind::ProductSync).await?,
            None => None,
        };
        let settings = template.as_ref().map(ProductSyncSettings::of).transpose()?.unwrap_or_default();
        let names = categories::names(env, connection.id).await?;
        // The country is a plain setting of the connection; its credentials are not opened to look into a catalogue.
        let country = connection.settings.get("country").and_then(|country| country.as_str()).unwrap_or_default();
        let currency = if country.eq_ignore_ascii_case("ca") { Currency::CAD } else { Currency::USD };
        Ok(Self { env: env.clone(), connection: connection.id, bridge, settings, currency, names })
    }

    /// Its categories with their counts.
    ///
    /// # Errors
    /// What the database says.
    pub async fn groups(&self) -> Result<Vec<CatalogueGroup>, Problem> {
        Ok(self.env.catalogue_groups(self.connection, GroupKind::Category).await?)
    }

    /// Its categories as a tree.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tree(&self) -> Result<CategoryTree, Problem> {
        categories::load(&self.env, self.connection).await
    }

    /// How many SKUs it has.
    ///
    /// # Errors
    /// What the database says.
    pub async fn total(&self) -> Result<i64, Problem> {
        Ok(self.groups().await?.iter().map(|group| group.skus).sum())
    }

    /// When a file was read into it last.
    ///
    /// # Errors
    /// What the database says.
    pub async fn imported_at(&self) -> Result<Option<Timestamp>, Problem> {
        let files = self.env.catalogue_files(self.connection, 20).await?;
        Ok(files.into_iter().find(|file| file.state == FileState::Taken).map(|file| file.at))
    }

    /// One product; `None` where the catalogue never had it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn one(&self, sku: &str) -> Result<Option<Found>, Problem> {
        let items = self.env.catalogue_items(self.connection, &[sku.to_owned()]).await?;
        Ok(self.with_links(items).await?.pop())
    }

    /// The products that hold all the words and stand as wanted, by SKU.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(&self, words: &str, wanted: Option<LinkStanding>) -> Result<Vec<Found>, Problem> {
        let items = match wanted {
            Some(LinkStanding::Linked | LinkStanding::Held) => self.of_links(words).await?,
            _ => {
                let search = ItemSearch {
                    words: words.to_owned(),
                    with_gone: wanted == Some(LinkStanding::Discontinued),
                    limit: MOST,
                    ..ItemSearch::default()
                };
                self.env.search_catalogue(self.connection, &search).await?.items
            }
        };
        let mut found = self.with_links(items).await?;
        found.retain(|one| wanted.is_none_or(|wanted| one.stands == wanted));
        Ok(found)
    }

    /// What a category is called, with those above it.
    #[must_use]
    pub fn category(&self, code: &str) -> String {
        let names: Vec<&str> =
            category_levels(code).filter_map(|level| self.names.get(level)).map(String::as_str).collect();
        if names.is_empty() { code.to_owned() } else { names.join(" > ") }
    }

    /// The costs of a product, the present one first; at most `most` before it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn costs(&self, found: &Found, most: i64) -> Result<Vec<CostPoint>, Problem> {
        let past = self.env.past_costs(self.connection, &found.stored.item.sku, most).await?;
        let mut costs = vec![(found.stored.cost_at, found.stored.item.cost)];
        costs.extend(past.into_iter().map(|one| (one.since, one.cost)));
        Ok(cost_points(&costs))
    }

    /// The warehouses that have units of a product, those with most first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn warehouses(&self, found: &Found) -> Result<Vec<WarehouseRow>, Problem> {
        let names = self.env.catalogue_names(self.connection, "warehouse").await?.into_iter().collect();
        Ok(warehouses(&found.stored.item.stock, &names))
    }

    /// The products that have a link, whatever their place in the catalogue.
    async fn of_links(&self, words: &str) -> Result<Vec<StoredItem>, Problem> {
        let Some(bridge) = self.bridge else { return Ok(Vec::new()) };
        let links = self.env.product_link_page(bridge, "", MOST_LINKS).await?;
        let skus: Vec<_> = links.into_iter().map(|link| link.sku).collect();
        let mut items = self.env.catalogue_items(self.connection, &skus).await?;
        let words: Vec<_> = words.split_whitespace().map(str::to_lowercase).collect();
        items.retain(|stored| {
            let item = &stored.item;
            let parts =
                [&item.sku, &item.manufacturer_part, &item.manufacturer, &item.distributor_part, &item.description];
            let text = parts.map(|part| part.to_lowercase()).join(" ");
            words.iter().all(|word| text.contains(word))
        });
        Ok(items)
    }

    async fn with_links(&self, items: Vec<StoredItem>) -> Result<Vec<Found>, Problem> {
        let skus: Vec<_> = items.iter().map(|stored| stored.item.sku.clone()).collect();
        let mut links = match self.bridge {
            Some(bridge) => self.env.product_links(bridge, &skus).await?,
            None => BTreeMap::new(),
        };
        let found = items.into_iter().map(|stored| {
            let link = links.remove(&stored.item.sku);
            let stands = self.stands(&stored, link.as_ref());
            Found { stored, link, stands }
        });
        Ok(found.collect())
    }

    fn stands(&self, stored: &StoredItem, link: Option<&ProductLink>) -> LinkStanding {
        if link.is_some_and(ProductLink::waits) {
            return LinkStanding::Held;
        }
        let state = link.map(|link| link.state);
        if state == Some(LinkState::Retired)
            || stored.gone_at.is_some()
            || stored.item.standing == Standing::Discontinued
        {
            return LinkStanding::Discontinued;
        }
        match state {
            Some(LinkState::Linked) => LinkStanding::Linked,
            _ if link.and_then(ProductLink::decision).is_some_and(Decision::leaves_out) => LinkStanding::NotSelected,
            _ if self.settings.selection.judge(&stored.item).is_ok() => LinkStanding::Planned,
            _ => LinkStanding::NotSelected,
        }
    }
}

fn warehouses(stock: &[(String, i64)], names: &BTreeMap<String, String>) -> Vec<WarehouseRow> {
    let filled = stock.iter().filter(|(_, quantity)| *quantity > 0);
    let mut rows: Vec<WarehouseRow> = filled
        .map(|(number, quantity)| WarehouseRow {
            name: names.get(number).unwrap_or(number).clone(),
            quantity: *quantity,
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
        change: percent(before, *cost),
    };
    costs.iter().zip(before).map(point).collect()
}

fn percent(before: Option<Decimal>, now: Option<Decimal>) -> Option<Decimal> {
    let (before, now) = (before.filter(|before| !before.is_zero())?, now?);
    Some(now.checked_sub(before)?.checked_div(before)?.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;

    #[test]
    fn costs_tell_their_change_against_the_one_before() {
        let cost = |cents: i64| Some(Decimal::new(cents, 2));
        let points = cost_points(&[(from_ms(3), cost(1_100)), (from_ms(2), cost(1_000)), (from_ms(1), None)]);
        let changes: Vec<_> = points.iter().map(|point| point.change).collect();
        assert_eq!(changes, [Some(Decimal::TEN), None, None]);
        let change = |before: &str, now: &str| percent(before.parse().ok(), now.parse().ok());
        assert_eq!((change("0", "5"), change("", "5"), change("5", "")), (None, None, None));
        assert_eq!(percent(Some(Decimal::new(1, 28)), Some(Decimal::MAX)), None, "no overflow");
    }

    #[test]
    fn warehouses_have_names_and_those_without_units_are_left_out() {
        let stock = [("16".to_owned(), 5), ("99".to_owned(), 7), ("3".to_owned(), 0)];
        let names = [("16".to_owned(), "Miami, FL".to_owned()), ("3".to_owned(), "Tracy, CA".to_owned())].into();
        let rows = warehouses(&stock, &names);
        let shown: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.quantity)).collect();
        assert_eq!(shown, [("99", 7), ("Miami, FL", 5)]);
    }
}
