//! Computes products. Row, SKU and part number can each be turned into the product without a table, whatever the size of the
//! catalogue; what was changed by hand is the only thing remembered.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::category::{CATEGORIES, Category, Kind};
use super::hash::{below, mix};
use super::warehouse::{self, DIRECT_SHIP};
use super::words::{BRANDS, Brand, ORIGINS, SERIES, SUFFIXES, TRAITS};
use crate::td_synnex::options::{Country, PinnedPart};

/// Products after the pinned ones that are always orderable.
const ORDERABLE: u32 = 3;
/// First SKU; each row owns seven numbers and uses one or two of them.
const FIRST_SKU: u32 = 1_000_000;
const SKU_STRIDE: u32 = 7;
/// Part numbers hold the row number scrambled within 24 bits by this odd factor, and this is its inverse.
const SCRAMBLE: u32 = 0x00b5_2e6d;
const PART_MASK: u32 = 0x00ff_ffff;
/// One row in so many repeats the part number of the row before it.
const SHARED_PART: u32 = 97;

/// Salts: one per property, so that properties do not depend on each other.
mod salt {
    pub(super) const SKU: u64 = 11;
    pub(super) const CATEGORY: u64 = 12;
    pub(super) const BRAND: u64 = 13;
    pub(super) const NAME: u64 = 14;
    pub(super) const PRICE: u64 = 15;
    pub(super) const STANDING: u64 = 16;
    pub(super) const STOCK: u64 = 17;
    pub(super) const SUFFIX: u64 = 18;
    pub(super) const DETAIL: u64 = 19;
    pub(super) const DAY: u64 = 1_000;
}

/// Whether and how a product is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::td_synnex) enum Standing {
    /// Sold from stock.
    Active,
    /// Ordered from the manufacturer on demand.
    SpecialOrder,
    /// A bookkeeping row that nobody can use (`...-NONSTOCK`).
    Bookkeeping,
    /// No longer sold.
    Discontinued,
    /// Known, but this account may not buy it; not in the account's file.
    NotAuthorized,
}

/// One product on one day.
#[derive(Debug, Clone)]
pub(in crate::td_synnex) struct Item {
    pub(in crate::td_synnex) index: u32,
    pub(in crate::td_synnex) sku: u32,
    pub(in crate::td_synnex) part_number: String,
    pub(in crate::td_synnex) manufacturer: Cow<'static, str>,
    pub(in crate::td_synnex) brand: &'static Brand,
    pub(in crate::td_synnex) description: String,
    pub(in crate::td_synnex) category: &'static Category,
    pub(in crate::td_synnex) standing: Standing,
    /// The account's price, promotion included, in cents.
    pub(in crate::td_synnex) price_cents: u64,
    /// The price without the promotion, in cents.
    pub(in crate::td_synnex) full_cents: u64,
    /// List price in cents; zero when there is none.
    pub(in crate::td_synnex) msrp_cents: u64,
    /// Every warehouse with its quantity, zeros included, direct ship last.
    pub(in crate::td_synnex) stock: Vec<(u32, u32)>,
    pub(in crate::td_synnex) on_order: u32,
    /// Days from the file's date to the arrival of what is on order.
    pub(in crate::td_synnex) eta_days: Option<u32>,
    pub(in crate::td_synnex) kit: bool,
    /// Pounds times one hundred.
    pub(in crate::td_synnex) weight_hundredths: u32,
    pub(in crate::td_synnex) origin: &'static str,
    /// The day of the last change; zero is the first day.
    pub(in crate::td_synnex) touched: u32,
    /// The day it first appeared.
    pub(in crate::td_synnex) introduced: u32,
}

impl Item {
    /// Units in all places, with or without the manufacturer's own.
    pub(in crate::td_synnex) fn total(&self, with_direct_ship: bool) -> u32 {
        self.stock.iter().filter(|(id, _)| with_direct_ship || *id != DIRECT_SHIP).map(|(_, quantity)| quantity).sum()
    }

    /// The distributor's own part number.
    pub(in crate::td_synnex) fn distributor_part_number(&self) -> String {
        let mut text = format!("{}-{}", self.brand.code, self.part_number);
        text.truncate(text.char_indices().nth(20).map_or(text.len(), |(at, _)| at));
        text
    }
}

/// What a day brings, each as a share of the rows: 0.02 is two in a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DayShares {
    /// Rows whose price and stock change.
    pub changed: f64,
    /// Rows that appear.
    pub new: f64,
    /// Rows that vanish from the file.
    pub gone: f64,
}

impl Default for DayShares {
    fn default() -> Self {
        Self { changed: 0.02, new: 0.005, gone: 0.005 }
    }
}

/// How a product is listed when that was set by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedStatus {
    /// Sold.
    Active,
    /// No longer sold.
    Discontinued,
    /// Not for this account.
    NotAuthorized,
}

/// What was set by hand for one product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::td_synnex) struct Override {
    pub(in crate::td_synnex) price_cents: Option<u64>,
    pub(in crate::td_synnex) quantity: Option<u32>,
    pub(in crate::td_synnex) status: Option<ListedStatus>,
}

/// The whole catalogue of one account's system; cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::td_synnex) struct Catalog {
    pub(in crate::td_synnex) country: Country,
    pub(in crate::td_synnex) account: String,
    /// Date of the first day's file.
    pub(in crate::td_synnex) first_date: Date,
    pub(in crate::td_synnex) odd_bytes: bool,
    seed: u64,
    rows: u32,
    pinned: Vec<PinnedPart>,
    days: Vec<Day>,
    overrides: BTreeMap<u32, Override>,
}

/// One past day: shares in millionths, and how many rows exist after it.
#[derive(Debug, Clone, Copy)]
struct Day {
    changed: u64,
    gone: u64,
    rows_after: u32,
}

impl Catalog {
    /// A catalogue on its first day. Rows are held to 1,000 to 1,200,000.
    pub(in crate::td_synnex) fn new(
        country: Country,
        account: &str,
        rows: u32,
        seed: u64,
        pinned: Vec<PinnedPart>,
        first_date: Date,
    ) -> Self {
        Self {
            country,
            account: account.to_owned(),
            first_date,
            odd_bytes: true,
            seed,
            rows: rows.clamp(1_000, 1_200_000),
            pinned,
            days: Vec::new(),
            overrides: BTreeMap::new(),
        }
    }

    /// The seed everything is computed from.
    pub(in crate::td_synnex) fn seed(&self) -> u64 {
        self.seed
    }

    /// The present day; the first is zero.
    pub(in crate::td_synnex) fn day(&self) -> u32 {
        u32::try_from(self.days.len()).unwrap_or(u32::MAX)
    }

    /// Rows ever made, vanished ones included.
    pub(in crate::td_synnex) fn row_count(&self) -> u32 {
        self.days.last().map_or(self.rows, |day| day.rows_after)
    }

    /// Rows at the head that never vanish and can always be ordered.
    pub(in crate::td_synnex) fn reserved(&self) -> u32 {
        u32::try_from(self.pinned.len()).unwrap_or(u32::MAX).saturating_add(ORDERABLE).min(self.rows)
    }

    /// The row numbers of the always orderable products that are not pinned.
    pub(in crate::td_synnex) fn orderable(&self) -> std::ops::Range<u32> {
        self.reserved() - ORDERABLE..self.reserved()
    }

    /// Goes on to the next day.
    pub(in crate::td_synnex) fn next_day(&mut self, shares: DayShares) {
        let millionths = |share: f64| -> u64 {
            // A share is held to 0..=1 first, so the conversion cannot lose anything that matters.
            let scaled = (share.clamp(0.0, 1.0) * 1_000_000.0).round();
            scaled as u64
        };
        let rows = self.row_count();
        let added = u64::from(rows) * millionths(shares.new) / 1_000_000;
        let rows_after = rows.saturating_add(u32::try_from(added).unwrap_or(u32::MAX)).min(PART_MASK);
        self.days.push(Day { changed: millionths(shares.changed), gone: millionths(shares.gone), rows_after });
    }

    /// Sets something by hand for one SKU; fields that are absent stay as they were. False for an unknown SKU.
    pub(in crate::td_synnex) fn set(&mut self, sku: u32, change: Override) -> bool {
        let Some(item) = self.by_sku(sku) else { return false };
        let kept = self.overrides.entry(item.index).or_default();
        kept.price_cents = change.price_cents.or(kept.price_cents);
        kept.quantity = change.quantity.or(kept.quantity);
        kept.status = change.status.or(kept.status);
        true
    }

    /// Whether the row has vanished from the file, and on which day.
    pub(in crate::td_synnex) fn gone_on(&self, index: u32) -> Option<u32> {
        if index < self.reserved() {
            return None;
        }
        let from = self.introduced(index) + 1;
        (from..=self.day()).find(|day| {
            self.days.get(*day as usize - 1).is_some_and(|step| self.chance_of_day(index, *day) < step.gone)
        })
    }

    /// The product with that SKU, if there is one. Vanished products answer as discontinued.
    pub(in crate::td_synnex) fn by_sku(&self, sku: u32) -> Option<Item> {
        let offset = sku.checked_sub(FIRST_SKU)?;
        let index = offset / SKU_STRIDE;
        if index >= self.row_count() {
            return None;
        }
        let mut item = self.item(index);
        if item.sku == sku {
            return Some(item);
        }
        if item.sku + 1 == sku && index % 10 == 3 {
            item.sku = sku;
            item.part_number.push_str("-N");
            item.standing = Standing::NotAuthorized;
            return Some(item);
        }
        None
    }

    /// All products with that manufacturer part number, whatever its case.
    pub(in crate::td_synnex) fn by_part(&self, part_number: &str) -> Vec<Item> {
        let wanted = part_number.trim();
        let mut candidates: Vec<u32> = Vec::new();
        for (index, pinned) in (0..).zip(&self.pinned) {
            if pinned.part_number.eq_ignore_ascii_case(wanted) {
                candidates.push(index);
            }
        }
        let digits: String =
            wanted.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        if let Ok(scrambled) = digits.parse::<u32>() {
            let index = scrambled.wrapping_mul(inverse(SCRAMBLE)) & PART_MASK;
            candidates.extend([index, index + 1]);
        }
        candidates
            .into_iter()
            .filter(|index| *index < self.row_count())
            .map(|index| self.item(index))
            .filter(|item| item.part_number.eq_ignore_ascii_case(wanted))
            .collect()
    }

    /// The product of a row below [`Catalog::row_count`], as it is today.
    pub(in crate::td_synnex) fn item(&self, index: u32) -> Item {
        let version = self.last_change(index);
        let category = self.category(index);
        let brand = self.brand(index);
        let pinned = self.pinned.get(index as usize);
        let mut standing = self.natural_standing(index);
        let part_number = match (pinned, standing) {
            (Some(pinned), _) => pinned.part_number.clone(),
            (None, Standing::Bookkeeping) => format!("{}-{:04}-NONSTOCK", brand.code, index % 10_000),
            (None, _) => self.part_number(index),
        };
        let (price_cents, full_cents, msrp_cents) = self.prices(index, version, category, standing);
        let changed = self.overrides.get(&index).copied().unwrap_or_default();
        if self.gone_on(index).is_some() {
            standing = Standing::Discontinued;
        }
        match changed.status {
            Some(ListedStatus::Active) => standing = Standing::Active,
            Some(ListedStatus::Discontinued) => standing = Standing::Discontinued,
            Some(ListedStatus::NotAuthorized) => standing = Standing::NotAuthorized,
            None => {}
        }
        let mut stock = self.stock(index, version, category, standing);
        if let (Some(quantity), Some(first)) = (changed.quantity, stock.first().map(|(id, _)| *id)) {
            stock = stock.into_iter().map(|(id, _)| (id, if id == first { quantity } else { 0 })).collect();
        }
        let detail = mix(self.seed, u64::from(index), salt::DETAIL);
        Item {
            index,
            sku: self.sku(index),
            part_number,
            manufacturer: pinned.map_or(Cow::Borrowed(brand.name), |pinned| Cow::Owned(pinned.manufacturer.clone())),
            brand,
            description: pinned
                .map_or_else(|| self.description(index, brand, category), |pinned| pinned.description.clone()),
            category,
            standing,
            price_cents: changed.price_cents.unwrap_or(price_cents),
            full_cents: changed.price_cents.unwrap_or(full_cents),
            msrp_cents,
            stock,
            on_order: if detail.is_multiple_of(4) { u32::try_from(detail / 7 % 240).unwrap_or(0) } else { 0 },
            eta_days: detail.is_multiple_of(4).then(|| 3 + u32::try_from(detail / 11 % 40).unwrap_or(0)),
            kit: standing == Standing::Active && index >= self.reserved() && detail % 50 == 7,
            weight_hundredths: weight(category.kind, detail),
            origin: ORIGINS[(detail / 13 % 8) as usize],
            touched: version.max(self.introduced(index)).max(self.gone_on(index).unwrap_or(0)),
            introduced: self.introduced(index),
        }
    }

    /// The SKU of a row.
    pub(in crate::td_synnex) fn sku(&self, index: u32) -> u32 {
        let offset = below(self.seed, u64::from(index), salt::SKU, u64::from(SKU_STRIDE) - 1);
        FIRST_SKU + index * SKU_STRIDE + u32::try_from(offset).unwrap_or(0)
    }

    fn introduced(&self, index: u32) -> u32 {
        if index < self.rows {
            return 0;
        }
        let earlier = self.days.iter().take_while(|day| day.rows_after <= index).count();
        u32::try_from(earlier + 1).unwrap_or(u32::MAX)
    }

    fn last_change(&self, index: u32) -> u32 {
        let from = self.introduced(index) + 1;
        (from..=self.day())
            .rev()
            .find(|day| {
                self.days.get(*day as usize - 1).is_some_and(|step| {
                    let chance = self.chance_of_day(index, *day);
                    chance >= step.gone && chance < step.gone + step.changed
                })
            })
            .unwrap_or(0)
    }

    fn chance_of_day(&self, index: u32, day: u32) -> u64 {
        below(self.seed, u64::from(index), salt::DAY + u64::from(day), 1_000_000)
    }

    fn category(&self, index: u32) -> &'static Category {
        let count = CATEGORIES.len() as u64;
        let chosen = &CATEGORIES[below(self.seed, u64::from(index), salt::CATEGORY, count) as usize];
        // What stories order must leave a warehouse in a parcel.
        if index < self.reserved() && !matches!(chosen.kind, Kind::Goods | Kind::Serialized) {
            return &CATEGORIES[5 + index as usize % 5];
        }
        chosen
    }

    fn brand(&self, index: u32) -> &'static Brand {
        // Each top category has its own few brands, as makers do.
        let top = self.category(index).code[..3].parse::<u64>().unwrap_or(0);
        let pick = below(self.seed, u64::from(self.part_index(index)), salt::BRAND, 5);
        let shift = u64::from(self.part_index(index) != index);
        &BRANDS[((top * 7 + pick + shift) % BRANDS.len() as u64) as usize]
    }

    /// The row that gives the part number: itself, or for a few rows the one before.
    fn part_index(&self, index: u32) -> u32 {
        let shares = index > self.reserved() && index % SHARED_PART == 1;
        if shares { index - 1 } else { index }
    }

    fn part_number(&self, index: u32) -> String {
        let source = self.part_index(index);
        let prefix = self.brand(source).prefix;
        let suffix = if source < self.reserved() {
            ""
        } else {
            SUFFIXES[below(self.seed, u64::from(source), salt::SUFFIX, SUFFIXES.len() as u64) as usize]
        };
        let digits = source.wrapping_mul(SCRAMBLE) & PART_MASK;
        format!("{prefix}{digits:05}{suffix}")
    }

    fn description(&self, index: u32, brand: &Brand, category: &Category) -> String {
        let chance = mix(self.seed, u64::from(index), salt::NAME);
        let brand_word = brand.name.split(' ').next().unwrap_or(brand.name);
        let noun = category.nouns[(chance % category.nouns.len() as u64) as usize];
        let series = SERIES[(chance / 31 % 16) as usize];
        let model = chance / 97 % 900 + 100;
        let sign = if self.odd_bytes && index >= self.reserved() && index % 701 == 11 { "\u{ae}" } else { "" };
        let mut text = format!("{brand_word}{sign} {series} {model} {noun}");
        for step in 0..chance / 1_009 % 4 {
            text.push_str(", ");
            text.push_str(TRAITS[(chance / (2_003 * (step + 1)) % 20) as usize]);
        }
        text
    }

    fn natural_standing(&self, index: u32) -> Standing {
        if index < self.reserved() {
            return Standing::Active;
        }
        match below(self.seed, u64::from(index), salt::STANDING, 400) {
            0 => Standing::Bookkeeping,
            1..=6 => Standing::Discontinued,
            7..=30 => Standing::SpecialOrder,
            _ => Standing::Active,
        }
    }

    fn prices(&self, index: u32, version: u32, category: &Category, standing: Standing) -> (u64, u64, u64) {
        let chance = mix(self.seed, u64::from(index), salt::PRICE);
        if standing == Standing::Bookkeeping {
            return (1 + chance % 99, 1 + chance % 99, 0);
        }
        // Squaring the fraction makes cheap products common and dear ones rare.
        let fraction = chance % 1_000;
        let base = category.from + (category.to - category.from) * fraction * fraction / 1_000_000;
        let full = if version == 0 {
            base
        } else {
            let percent = 92 + mix(self.seed, chance, u64::from(version)) % 17;
            base * percent / 100 + u64::from(version)
        };
        let promoted = (chance / 1_000).is_multiple_of(12);
        let price = if promoted { full * 93 / 100 } else { full };
        (price.max(1), full.max(1), full * (112 + chance / 7_000 % 40) / 100)
    }

    fn stock(&self, index: u32, version: u32, category: &Category, standing: Standing) -> Vec<(u32, u32)> {
        let chance = mix(self.seed, u64::from(index), salt::STOCK + u64::from(version) * 100);
        let reserved = index < self.reserved();
        let empty = !reserved && chance % 100 < 15;
        warehouse::all(self.country)
            .iter()
            .map(|place| {
                let here = mix(chance, u64::from(place.id), 5);
                let most = if category.from < 5_000 { 900 } else { 60 };
                let quantity = match standing {
                    Standing::Bookkeeping => u64::from(place.column == 22) * 9_999,
                    Standing::Active if place.id == DIRECT_SHIP => match category.kind {
                        Kind::Licence | Kind::Service => 999,
                        _ if here.is_multiple_of(9) => here / 9 % 150,
                        _ => 0,
                    },
                    Standing::Active if reserved => 40 + here % 160,
                    Standing::Active if empty || matches!(category.kind, Kind::Licence | Kind::Service) => 0,
                    Standing::Active if here % 5 < 3 => here / 5 % most,
                    _ => 0,
                };
                (place.id, u32::try_from(quantity).unwrap_or(0))
            })
            .collect()
    }
}

fn weight(kind: Kind, detail: u64) -> u32 {
    let pounds = match kind {
        Kind::Goods => 20 + detail / 17 % 280,
        Kind::Serialized => 120 + detail / 17 % 1_400,
        Kind::Heavy => 2_200 + detail / 17 % 30_000,
        Kind::Licence | Kind::Service => 0,
    };
    u32::try_from(pounds).unwrap_or(0)
}

/// The inverse of an odd number modulo 2^32, by Newton's iteration; its low 24 bits are the inverse modulo 2^24.
fn inverse(odd: u32) -> u32 {
    (0..5).fold(odd, |x, _| x.wrapping_mul(2_u32.wrapping_sub(odd.wrapping_mul(x))))
}
