//! The distributor's catalogue as pages see it: what is in it, how each product stands to the PSA, what its category is called.

use crate::app::catalog::settings::ProductSyncSettings;
use crate::http::failure::Failure;
use crate::http::portal::page::Money;
use crate::http::portal::products::ProductRow;
use crate::http::portal::states::ProductLink as Stands;
use linkspan_core::catalog::Standing;
use linkspan_core::catalog::decision::Decision;
use linkspan_core::catalog::item::category_levels;
use linkspan_core::clock::Timestamp;
use linkspan_core::id::{BridgeId, ConnectionId};
use linkspan_core::template::TemplateKind;
use linkspan_store::{
    CatalogueGroup, Connection, Env, FileState, GroupKind, ItemSearch, LinkState, ProductLink, StoredItem,
};
use std::collections::BTreeMap;

/// How many products a search looks at. Who finds more, narrows.
const MOST: i64 = 1_000;

/// How many links are looked at when only linked products are asked for.
const MOST_LINKS: i64 = 5_000;

/// The catalogue of one distributor connection, with the bridge that syncs it.
pub(super) struct Shelf {
    env: Env,
    pub(super) connection: ConnectionId,
    pub(super) bridge: Option<BridgeId>,
    pub(super) settings: ProductSyncSettings,
    pub(super) currency: String,
    names: BTreeMap<String, String>,
}

/// One product, and how it stands.
pub(super) struct Found {
    pub(super) stored: StoredItem,
    pub(super) link: Option<ProductLink>,
    pub(super) stands: Stands,
}

impl Shelf {
    /// The first catalogue of the environment; `None` before a distributor is connected.
    pub(super) async fn of(env: &Env) -> Result<Option<Self>, Failure> {
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
    pub(super) async fn of_bridge(env: &Env, bridge: &linkspan_store::Bridge) -> Result<Self, Failure> {
        let connection = env.connection(bridge.distributor).await?.ok_or(Failure::NotFound)?;
        Self::new(env, &connection, Some(bridge.id)).await
    }

    async fn new(env: &Env, connection: &Connection, bridge: Option<BridgeId>) -> Result<Self, Failure> {
        let template = match bridge {
            Some(bridge) => env.template(bridge, TemplateKind::ProductSync).await?,
            None => None,
        };
        let settings = template.as_ref().map(ProductSyncSettings::of).transpose()?.unwrap_or_default();
        let names = env.catalogue_names(connection.id, "category").await?.into_iter().collect();
        // The country is a plain setting of the connection; its credentials are not opened for a page.
        let country = connection.settings.get("country").and_then(|country| country.as_str()).unwrap_or_default();
        let currency = if country.eq_ignore_ascii_case("ca") { "CAD" } else { "USD" };
        Ok(Self { env: env.clone(), connection: connection.id, bridge, settings, currency: currency.to_owned(), names })
    }

    /// Its categories with their counts.
    pub(super) async fn groups(&self) -> Result<Vec<CatalogueGroup>, Failure> {
        Ok(self.env.catalogue_groups(self.connection, GroupKind::Category).await?)
    }

    /// The names of its categories, by code of any level.
    pub(super) fn names(&self) -> &BTreeMap<String, String> {
        &self.names
    }

    /// How many SKUs it has.
    pub(super) async fn total(&self) -> Result<u64, Failure> {
        let total: i64 = self.groups().await?.iter().map(|group| group.skus).sum();
        Ok(u64::try_from(total).unwrap_or(0))
    }

    /// When a file was read into it last.
    pub(super) async fn imported_at(&self) -> Result<Option<Timestamp>, Failure> {
        let files = self.env.catalogue_files(self.connection, 20).await?;
        Ok(files.into_iter().find(|file| file.state == FileState::Taken).map(|file| file.at))
    }

    /// One product; `None` where the catalogue never had it.
    pub(super) async fn one(&self, sku: &str) -> Result<Option<Found>, Failure> {
        let items = self.env.catalogue_items(self.connection, &[sku.to_owned()]).await?;
        Ok(self.with_links(items).await?.pop())
    }

    /// The products that hold all the words and stand as wanted, by SKU.
    pub(super) async fn find(&self, words: &str, wanted: Option<Stands>) -> Result<Vec<Found>, Failure> {
        let items = match wanted {
            Some(Stands::Linked | Stands::Held) => self.of_links(words).await?,
            _ => {
                let search = ItemSearch {
                    words: words.to_owned(),
                    with_gone: wanted == Some(Stands::Discontinued),
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

    /// The products that have a link, whatever their place in the catalogue.
    async fn of_links(&self, words: &str) -> Result<Vec<StoredItem>, Failure> {
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

    async fn with_links(&self, items: Vec<StoredItem>) -> Result<Vec<Found>, Failure> {
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

    fn stands(&self, stored: &StoredItem, link: Option<&ProductLink>) -> Stands {
        if link.is_some_and(ProductLink::waits) {
            return Stands::Held;
        }
        let state = link.map(|link| link.state);
        if state == Some(LinkState::Retired)
            || stored.gone_at.is_some()
            || stored.item.standing == Standing::Discontinued
        {
            return Stands::Discontinued;
        }
        match state {
            Some(LinkState::Linked) => Stands::Linked,
            _ if link.and_then(ProductLink::decision).is_some_and(Decision::leaves_out) => Stands::NotSelected,
            _ if self.settings.selection.judge(&stored.item).is_ok() => Stands::Planned,
            _ => Stands::NotSelected,
        }
    }

    /// What a category is called, with those above it.
    pub(super) fn category(&self, code: &str) -> String {
        let names: Vec<&str> =
            category_levels(code).filter_map(|level| self.names.get(level)).map(String::as_str).collect();
        if names.is_empty() { code.to_owned() } else { names.join(" > ") }
    }

    /// An amount in the currency of the account.
    pub(super) fn money(&self, amount: Option<rust_decimal::Decimal>) -> Money {
        Money::new(amount.unwrap_or_default(), self.currency.clone())
    }

    /// The line of a product.
    pub(super) fn row(&self, found: &Found) -> ProductRow {
        let item = &found.stored.item;
        let name = if item.description.trim().is_empty() { &item.manufacturer_part } else { &item.description };
        ProductRow {
            sku: item.sku.clone(),
            part_number: item.manufacturer_part.clone(),
            manufacturer: item.manufacturer.clone(),
            name: if name.is_empty() { item.sku.clone() } else { name.clone() },
            category: self.category(&item.category),
            cost: self.money(item.cost),
            stock: u64::try_from(item.quantity).unwrap_or(0),
            link: found.stands,
        }
    }
}
