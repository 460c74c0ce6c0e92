//! Which products of a catalogue are wanted.

use super::item::{CatalogueItem, Standing, category_levels};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a person chose. The default selects nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Codes of chosen categories, of one, two or three levels; everything below a code belongs to it.
    pub categories: BTreeSet<String>,
    /// Names of manufacturers; none means all.
    pub manufacturers: BTreeSet<String>,
    /// Media types; none means all. A blank is the media type of ordinary goods.
    pub media: BTreeSet<String>,
    /// Only what can be shipped now.
    pub in_stock_only: bool,
    /// The lowest cost.
    pub min_cost: Option<Decimal>,
    /// The highest cost.
    pub max_cost: Option<Decimal>,
    /// SKUs that are wanted whatever their category, manufacturer, stock and cost.
    pub skus: BTreeSet<String>,
    /// Whether kits are wanted too.
    pub kits: bool,
}

/// Why a product is not selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedOver {
    /// A bookkeeping row.
    NonStock,
    /// No longer sold.
    Discontinued,
    /// A kit, and kits are not wanted.
    Kit,
    /// Of another category.
    Category,
    /// Of another manufacturer.
    Manufacturer,
    /// Of another media type.
    Media,
    /// Not in stock.
    OutOfStock,
    /// Too cheap or too dear.
    Cost,
}

impl PassedOver {
    /// Whether a product that is linked already goes on being updated: stock and cost come and go, and a product must not
    /// fall out of the sync with them.
    #[must_use]
    pub fn keeps_linked(self) -> bool {
        matches!(self, Self::OutOfStock | Self::Cost)
    }
}

impl Selection {
    /// Whether nothing at all is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty() && self.skus.is_empty()
    }

    /// Whether a product is selected, or why not.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn judge(&self, item: &CatalogueItem) -> Result<(), PassedOver> {
        match item.standing {
            Standing::NonStock => return Err(PassedOver::NonStock),
            Standing::Discontinued => return Err(PassedOver::Discontinued),
            _ if self.skus.contains(&item.sku) => return Ok(()),
            Standing::Kit if !self.kits => return Err(PassedOver::Kit),
            Standing::Kit | Standing::Listed => {}
        }
        if !self.holds_category(&item.category) {
            return Err(PassedOver::Category);
        }
        if !holds(&self.manufacturers, &item.manufacturer) {
            return Err(PassedOver::Manufacturer);
        }
        if !holds(&self.media, &item.media) {
            return Err(PassedOver::Media);
        }
        if self.in_stock_only && item.quantity <= 0 && item.direct_ship.unwrap_or(0) <= 0 {
            return Err(PassedOver::OutOfStock);
        }
        let cost = item.cost.unwrap_or_default();
        let too_cheap = self.min_cost.is_some_and(|least| cost < least);
        let too_dear = self.max_cost.is_some_and(|most| cost > most);
        if too_cheap || too_dear { Err(PassedOver::Cost) } else { Ok(()) }
    }

    /// Whether a category code, or one above it, is chosen.
    #[must_use]
    pub fn holds_category(&self, code: &str) -> bool {
        self.categories.contains(code) || category_levels(code).any(|level| self.categories.contains(level))
    }
}

fn holds(chosen: &BTreeSet<String>, value: &str) -> bool {
    chosen.is_empty() || chosen.iter().any(|one| one.trim().eq_ignore_ascii_case(value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn notebook() -> CatalogueItem {
        CatalogueItem {
            sku: "1000101".into(),
            category: "002057660".into(),
            manufacturer: "EXAMPLA INC.".into(),
            cost: Some(Decimal::from(900)),
            quantity: 4,
            ..CatalogueItem::default()
        }
    }

    fn computers() -> Selection {
        Selection { categories: ["002".to_owned()].into(), ..Selection::default() }
    }

    #[rstest]
    #[case("002", true)]
    #[case("002057", true)]
    #[case("002057660", true)]
    #[case("002058", false)]
    #[case("00", false)]
    fn a_chosen_category_holds_everything_below_it(#[case] chosen: &str, #[case] selected: bool) {
        let selection = Selection { categories: [chosen.to_owned()].into(), ..Selection::default() };
        assert_eq!(selection.judge(&notebook()).is_ok(), selected);
    }

    #[test]
    fn nothing_is_selected_by_default() {
        assert!(Selection::default().is_empty());
        assert_eq!(Selection::default().judge(&notebook()), Err(PassedOver::Category));
    }

    #[test]
    fn each_filter_gives_its_reason() {
        type Change = fn(&mut Selection);
        let filters: [(Change, PassedOver); 5] = [
            (|s| s.manufacturers = ["Samplewell".into()].into(), PassedOver::Manufacturer),
            (|s| s.media = ["SWL".into()].into(), PassedOver::Media),
            (|s| s.min_cost = Some(Decimal::from(901)), PassedOver::Cost),
            (|s| s.max_cost = Some(Decimal::from(899)), PassedOver::Cost),
            (|s| s.categories.clear(), PassedOver::Category),
        ];
        for (change, reason) in filters {
            let mut selection = computers();
            assert_eq!(selection.judge(&notebook()), Ok(()));
            change(&mut selection);
            assert_eq!(selection.judge(&notebook()), Err(reason));
        }
        let same_maker = Selection { manufacturers: [" exampla inc. ".to_owned()].into(), ..computers() };
        assert_eq!(same_maker.judge(&notebook()), Ok(()));
    }

    #[test]
    fn what_the_manufacturer_ships_is_in_stock_too() {
        let selection = Selection { in_stock_only: true, ..computers() };
        let empty = CatalogueItem { quantity: 0, ..notebook() };
        assert_eq!(selection.judge(&empty), Err(PassedOver::OutOfStock));
        assert_eq!(selection.judge(&CatalogueItem { direct_ship: Some(3), ..empty }), Ok(()));
        assert!(PassedOver::OutOfStock.keeps_linked() && PassedOver::Cost.keeps_linked());
        assert!(!PassedOver::Discontinued.keeps_linked());
    }

    #[test]
    fn an_explicit_sku_passes_every_filter_but_must_be_a_product_that_is_sold() {
        let selection = Selection {
            skus: ["1000101".to_owned()].into(),
            in_stock_only: true,
            max_cost: Some(Decimal::ONE),
            ..Selection::default()
        };
        for (standing, verdict) in [
            (Standing::Listed, Ok(())),
            (Standing::Kit, Ok(())),
            (Standing::NonStock, Err(PassedOver::NonStock)),
            (Standing::Discontinued, Err(PassedOver::Discontinued)),
        ] {
            assert_eq!(selection.judge(&CatalogueItem { standing, quantity: 0, ..notebook() }), verdict);
        }
        let kit = CatalogueItem { standing: Standing::Kit, ..notebook() };
        assert_eq!(computers().judge(&kit), Err(PassedOver::Kit));
        assert_eq!(Selection { kits: true, ..computers() }.judge(&kit), Ok(()));
    }
}
