//! What a product and its vendor row should look like, from the catalogue's row and the settings.

use super::item::CatalogueItem;
use super::mapping::CategoryMapping;
use super::price_rule::{PriceSettings, Priced};
use crate::capability::psa::{ProductWrite, VendorRowWrite};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Longest product name.
pub const NAME_LIMIT: usize = 100;
/// Longest product description.
pub const DESCRIPTION_LIMIT: usize = 2_000;
/// Longest manufacturer name.
pub const MANUFACTURER_LIMIT: usize = 100;
/// What stands before the SKU in the external reference.
pub const REFERENCE_PREFIX: &str = "TDS-";

/// Product fields that the administrator made for the distributor's stock. Never the PSA's own stock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockFields {
    /// The field for the band.
    pub band: String,
    /// The field for the date of the band.
    #[serde(default)]
    pub date: Option<String>,
}

/// Everything that decides how a product should look, besides its row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wishes {
    /// The PSA's id of the distributor's company.
    pub vendor: String,
    /// Where products stand.
    pub mapping: CategoryMapping,
    /// The selling price.
    pub price: PriceSettings,
    /// Whether cost is written.
    pub with_cost: bool,
    /// Whether selling and list price are written.
    pub with_price: bool,
    /// Whether the distributor's currency is also the tenant's. Where it is not, cost and prices of the product are left
    /// alone; the vendor row's cost is in the vendor's currency and stays right.
    pub same_currency: bool,
    /// Whether a product whose units carry serial numbers at the distributor is made a serialized one.
    pub serialized_from_file: bool,
    /// Where the stock band goes.
    pub stock: Option<StockFields>,
}

/// What a product should look like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desired {
    /// The product.
    pub product: ProductWrite,
    /// Its vendor row.
    pub row: VendorRowWrite,
    /// The price by the rule, where it is below cost and nobody allowed that: the product waits for a person.
    pub below_cost: Option<BelowCostPrice>,
}

/// A price below cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BelowCostPrice {
    /// What the rule gives.
    pub price: Decimal,
    /// The cost.
    pub cost: Decimal,
}

/// The external reference of a SKU.
#[must_use]
pub fn reference(sku: &str) -> String {
    format!("{REFERENCE_PREFIX}{sku}")
}

/// What the product of a row should look like on a day.
#[must_use]
pub fn desired(item: &CatalogueItem, wishes: &Wishes, today: Date) -> Desired {
    let target = wishes.mapping.target(&item.category);
    let priced = match wishes.with_price && wishes.same_currency {
        true => wishes.price.price(item.cost, item.msrp),
        false => Priced::Keep,
    };
    let in_tenants_currency = |amount: Option<Decimal>, wanted: bool| amount.filter(|_| wanted && wishes.same_currency);
    let product = ProductWrite {
        reference: Some(reference(&item.sku)),
        name: Some(name(item)),
        description: Some(description(item)),
        manufacturer: filled(&item.manufacturer).map(|maker| cut(maker, MANUFACTURER_LIMIT)),
        manufacturer_part: Some(part_number(item)),
        category: target.product_category,
        billing_code: target.billing_code,
        unit_cost: in_tenants_currency(item.cost, wishes.with_cost),
        unit_price: if let Priced::Price(price) = priced { Some(price) } else { None },
        list_price: in_tenants_currency(item.msrp, wishes.with_price),
        active: Some(true),
        serialized: Some(wishes.serialized_from_file && item.serialized == Some(true)),
        user_defined: wishes.stock.iter().flat_map(|fields| stock_values(fields, item.quantity, today)).collect(),
    };
    let row = VendorRowWrite {
        vendor: Some(wishes.vendor.clone()),
        part_number: Some(item.sku.clone()),
        cost: item.cost.filter(|_| wishes.with_cost),
        active: Some(true),
        default: None,
    };
    let below_cost = match priced {
        Priced::Below { price, cost } => Some(BelowCostPrice { price, cost }),
        Priced::Keep | Priced::Price(_) => None,
    };
    Desired { product, row, below_cost }
}

/// The band that a quantity belongs to.
#[must_use]
pub fn stock_band(quantity: i64) -> &'static str {
    match quantity {
        ..=0 => "0",
        1..=9 => "1-9",
        10..=49 => "10-49",
        _ => "50+",
    }
}

fn stock_values(fields: &StockFields, quantity: i64, today: Date) -> Vec<(String, String)> {
    let band = (fields.band.clone(), stock_band(quantity).to_owned());
    let date = fields.date.clone().map(|field| (field, today.to_string()));
    [Some(band), date].into_iter().flatten().collect()
}

/// The part number is always filled: by the manufacturer's, else by the distributor's, else by the SKU.
fn part_number(item: &CatalogueItem) -> String {
    let part = filled(&item.manufacturer_part).or_else(|| filled(&item.distributor_part));
    part.unwrap_or(&item.sku).to_owned()
}

/// Names are shortened at a word's end, because the distributor cuts them in the middle of one as it is.
fn name(item: &CatalogueItem) -> String {
    let text = filled(&item.description).map_or_else(|| part_number(item), str::to_owned);
    if text.chars().count() <= NAME_LIMIT {
        return text;
    }
    let head = cut(&text, NAME_LIMIT);
    let cut_in_word = text[head.len()..].chars().next().is_some_and(|next| !next.is_whitespace());
    match head.rfind(char::is_whitespace).filter(|at| cut_in_word && *at >= head.len() / 2) {
        Some(end) => head[..end].trim_end().trim_end_matches([',', ';', '-']).trim_end().to_owned(),
        None => head.trim_end().to_owned(),
    }
}

/// Descriptions are longer than any that a distributor sends; one beyond the limit is cut there, wherever that is.
fn description(item: &CatalogueItem) -> String {
    let text = item.long_description.as_deref().and_then(filled).or_else(|| filled(&item.description));
    text.map_or_else(|| part_number(item), |text| cut(text, DESCRIPTION_LIMIT))
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::mapping::Target;
    use crate::catalog::price_rule::{BelowCost, PriceRule};
    use proptest::prelude::*;
    use rstest::rstest;

    const TODAY: Date = jiff::civil::date(2026, 11, 22);

    fn item() -> CatalogueItem {
        CatalogueItem {
            sku: "1000101".into(),
            manufacturer_part: "VX14-G5".into(),
            manufacturer: "VELTRAXIS INC.".into(),
            description: "Veltraxis 14 Notebook".into(),
            category: "002057660".into(),
            cost: Some(Decimal::new(73_928, 2)),
            msrp: Some(Decimal::new(99_900, 2)),
            quantity: 12,
            serialized: Some(true),
            ..CatalogueItem::default()
        }
    }

    fn wishes() -> Wishes {
        Wishes {
            vendor: "29683601".into(),
            mapping: CategoryMapping {
                default: Target { product_category: Some("1".into()), billing_code: Some("7".into()) },
                ..CategoryMapping::default()
            },
            price: PriceSettings { rule: PriceRule::Markup { percent: Decimal::TEN }, ..PriceSettings::default() },
            with_cost: true,
            with_price: true,
            same_currency: true,
            ..Wishes::default()
        }
    }

    #[test]
    fn a_row_becomes_a_product_and_its_vendor_row() {
        let made = desired(&item(), &wishes(), TODAY);
        assert_eq!(made.product.reference.as_deref(), Some("TDS-1000101"));
        assert_eq!(made.row.part_number.as_deref(), Some("1000101"));
        assert_eq!(made.product.manufacturer_part.as_deref(), Some("VX14-G5"));
        assert_eq!((made.product.category.as_deref(), made.product.billing_code.as_deref()), (Some("1"), Some("7")));
        assert_eq!((made.product.unit_cost, made.row.cost), (item().cost, item().cost));
        assert_eq!(made.product.unit_price, Some(Decimal::new(81_321, 2)));
        assert_eq!(made.product.list_price, item().msrp);
        assert_eq!(made.product.serialized, Some(false));
        assert!(made.product.user_defined.is_empty());
        assert_eq!(made.row.default, None);
    }

    #[test]
    fn in_another_currency_only_the_vendor_row_has_amounts() {
        let made = desired(&item(), &Wishes { same_currency: false, ..wishes() }, TODAY);
        assert_eq!((made.product.unit_cost, made.product.unit_price, made.product.list_price), (None, None, None));
        assert_eq!(made.row.cost, item().cost);
    }

    #[test]
    fn options_that_are_off_write_no_amounts() {
        let no_cost = desired(&item(), &Wishes { with_cost: false, ..wishes() }, TODAY);
        assert_eq!((no_cost.product.unit_cost, no_cost.row.cost), (None, None));
        let no_price = desired(&item(), &Wishes { with_price: false, ..wishes() }, TODAY);
        assert_eq!((no_price.product.unit_price, no_price.product.list_price), (None, None));
        assert_eq!(no_price.product.unit_cost, item().cost);
    }

    #[test]
    fn a_price_below_cost_is_not_written_and_is_said() {
        let price = PriceSettings { rule: PriceRule::Msrp, below_cost: BelowCost::Hold, ..PriceSettings::default() };
        let cheap = CatalogueItem { msrp: Some(Decimal::from(700)), ..item() };
        let made = desired(&cheap, &Wishes { price, ..wishes() }, TODAY);
        assert_eq!(made.product.unit_price, None);
        assert_eq!(made.below_cost.map(|below| below.price), Some(Decimal::from(700)));
    }

    #[rstest]
    #[case(-3, "0")]
    #[case(0, "0")]
    #[case(1, "1-9")]
    #[case(9, "1-9")]
    #[case(10, "10-49")]
    #[case(49, "10-49")]
    #[case(50, "50+")]
    #[case(99_999, "50+")]
    fn stock_is_written_as_a_band(#[case] quantity: i64, #[case] band: &str) {
        let stock = Some(StockFields { band: "Stock".into(), date: Some("Stock Date".into()) });
        let made = desired(&CatalogueItem { quantity, ..item() }, &Wishes { stock, ..wishes() }, TODAY);
        assert_eq!(made.product.user_defined["Stock"], band);
        assert_eq!(made.product.user_defined["Stock Date"], "2026-11-22");
    }

    #[test]
    fn the_part_number_is_always_filled() {
        let parts = |part: &str, distributor: &str| {
            let bare = CatalogueItem { manufacturer_part: part.into(), distributor_part: distributor.into(), ..item() };
            desired(&bare, &wishes(), TODAY).product.manufacturer_part.unwrap()
        };
        assert_eq!(parts("VX14-G5", "VEL-VX14"), "VX14-G5");
        assert_eq!(parts("  ", "VEL-VX14"), "VEL-VX14");
        assert_eq!(parts("", ""), "1000101");
    }

    #[test]
    fn serial_numbers_only_by_wish() {
        let wishes = Wishes { serialized_from_file: true, ..wishes() };
        assert_eq!(desired(&item(), &wishes, TODAY).product.serialized, Some(true));
        let plain = CatalogueItem { serialized: None, ..item() };
        assert_eq!(desired(&plain, &wishes, TODAY).product.serialized, Some(false));
    }

    #[rstest]
    #[case(&"Notebook ".repeat(12), &"Notebook ".repeat(11)[..98])]
    #[case(&format!("{}, WITH A VERY LONG TAIL OF WORDS", "X".repeat(80)), &format!("{}, WITH A VERY LONG", "X".repeat(80)))]
    #[case(&"ü".repeat(120), &"ü".repeat(100))]
    #[case(&format!("{} tail", "y".repeat(100)), &"y".repeat(100))]
    fn a_long_name_ends_with_a_whole_word(#[case] long: &str, #[case] expected: &str) {
        assert_eq!(name(&CatalogueItem { description: long.into(), ..item() }), expected);
    }

    #[test]
    fn a_nameless_row_is_called_by_its_part_number() {
        let made = desired(&CatalogueItem { description: " ".into(), ..item() }, &wishes(), TODAY);
        assert_eq!(made.product.name.as_deref(), Some("VX14-G5"));
        assert_eq!(made.product.description.as_deref(), Some("VX14-G5"));
        let long = CatalogueItem { long_description: Some("d".repeat(2_500)), ..item() };
        assert_eq!(desired(&long, &wishes(), TODAY).product.description.unwrap().len(), DESCRIPTION_LIMIT);
    }

    proptest! {
        #[test]
        fn no_text_is_longer_than_it_may_be(text in "\\PC{0,300}") {
            let long = CatalogueItem { description: text.clone(), manufacturer: text, ..item() };
            let product = desired(&long, &wishes(), TODAY).product;
            let name = product.name.unwrap();
            prop_assert!(!name.is_empty() && name.chars().count() <= NAME_LIMIT);
            prop_assert!(product.manufacturer.is_none_or(|maker| maker.chars().count() <= MANUFACTURER_LIMIT));
        }
    }
}
