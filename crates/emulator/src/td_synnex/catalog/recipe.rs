//! What a product is made of: category, maker, part number, name, prices, stock, each from its own stream of chance.

use std::borrow::Cow;

use super::category::{CATEGORIES, Category, Kind};
use super::generator::{Catalog, PART_MASK, SCRAMBLE};
use super::hash::{self, below, mix};
use super::item::Standing;
use super::warehouse::{self, DIRECT_SHIP};
use super::words::{BRANDS, Brand, SERIES, SUFFIXES, TRAITS};

/// One row in so many repeats the part number of the row before it.
const SHARED_PART: u32 = 97;

/// Salts: one per property, so that properties do not depend on each other.
pub(super) mod salt {
    pub(in crate::td_synnex::catalog) const SKU: u64 = 11;
    pub(in crate::td_synnex::catalog) const CATEGORY: u64 = 12;
    pub(in crate::td_synnex::catalog) const BRAND: u64 = 13;
    pub(in crate::td_synnex::catalog) const NAME: u64 = 14;
    pub(in crate::td_synnex::catalog) const PRICE: u64 = 15;
    pub(in crate::td_synnex::catalog) const STANDING: u64 = 16;
    pub(in crate::td_synnex::catalog) const STOCK: u64 = 17;
    pub(in crate::td_synnex::catalog) const SUFFIX: u64 = 18;
    pub(in crate::td_synnex::catalog) const DETAIL: u64 = 19;
}

/// What a product and its maker are called.
pub(super) struct Names {
    pub(super) part_number: String,
    pub(super) manufacturer: Cow<'static, str>,
    pub(super) vendor_code: Cow<'static, str>,
    pub(super) vendor_number: u32,
    pub(super) description: String,
}

/// The distributor's number for the manufacturer of a pinned product, away from those of the made-up brands.
fn pinned_vendor_number(manufacturer: &str) -> u32 {
    91_000 + u32::try_from(hash::text(0, manufacturer) % 900).unwrap_or(0)
}

impl Catalog {
    pub(super) fn category(&self, index: u32) -> &'static Category {
        let count = CATEGORIES.len() as u64;
        let chosen = &CATEGORIES[below(self.seed, u64::from(index), salt::CATEGORY, count) as usize];
        // What stories order must leave a warehouse in a parcel.
        if index < self.reserved() && !matches!(chosen.kind, Kind::Goods | Kind::Serialized) {
            return &CATEGORIES[5 + index as usize % 5];
        }
        chosen
    }

    /// The manufacturers of pinned products with their numbers.
    pub(super) fn pinned_vendors(&self) -> impl Iterator<Item = (u32, &str)> {
        self.pinned.iter().map(|pinned| (pinned_vendor_number(&pinned.manufacturer), pinned.manufacturer.as_str()))
    }

    /// Part number, manufacturer and description of a row; a pinned product brings its own.
    pub(super) fn names(&self, index: u32, standing: Standing, category: &Category) -> Names {
        if let Some(pinned) = self.pinned.get(index as usize) {
            let letters = pinned.manufacturer.chars().filter(char::is_ascii_alphabetic).take(3);
            return Names {
                part_number: pinned.part_number.clone(),
                manufacturer: Cow::Owned(pinned.manufacturer.clone()),
                vendor_code: Cow::Owned(letters.map(|letter| letter.to_ascii_uppercase()).collect()),
                vendor_number: pinned_vendor_number(&pinned.manufacturer),
                description: pinned.description.clone(),
            };
        }
        let brand = self.brand(index);
        Names {
            part_number: match standing {
                Standing::Bookkeeping => format!("{}-{:04}-NONSTOCK", brand.code, index % 10_000),
                _ => self.part_number(index),
            },
            manufacturer: Cow::Borrowed(brand.name),
            vendor_code: Cow::Borrowed(brand.code),
            vendor_number: brand.number,
            description: self.description(index, brand, category),
        }
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
            let word = TRAITS[(chance / (2_003 * (step + 1)) % 20) as usize];
            if !text.contains(word) {
                text.push_str(", ");
                text.push_str(word);
            }
        }
        text
    }

    pub(super) fn natural_standing(&self, index: u32) -> Standing {
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

    pub(super) fn prices(&self, index: u32, version: u32, category: &Category, standing: Standing) -> (u64, u64, u64) {
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

    pub(super) fn stock(&self, index: u32, version: u32, category: &Category, standing: Standing) -> Vec<(u32, u32)> {
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

/// Pounds times one hundred.
pub(super) fn weight(kind: Kind, detail: u64) -> u32 {
    let pounds = match kind {
        Kind::Goods => 20 + detail / 17 % 280,
        Kind::Serialized => 120 + detail / 17 % 1_400,
        Kind::Heavy => 2_200 + detail / 17 % 30_000,
        Kind::Licence | Kind::Service => 0,
    };
    u32::try_from(pounds).unwrap_or(0)
}
