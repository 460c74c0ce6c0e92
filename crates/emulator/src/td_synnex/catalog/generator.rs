//! Computes products. Row, SKU and part number can each be turned into the product without a table, whatever the size of the
//! catalogue; what was changed by hand is the only thing remembered.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;

use super::days::Day;
use super::hash;
use super::item::{Item, ListedStatus, Override, Standing};
use super::recipe::{salt, weight};
use super::words::ORIGINS;
use crate::td_synnex::options::{Country, PinnedPart};

/// Products after the pinned ones that are always orderable.
const ORDERABLE: u32 = 3;
/// First SKU; each row owns seven numbers and uses one or two of them.
const FIRST_SKU: u32 = 1_000_000;
const SKU_STRIDE: u32 = 7;
/// Part numbers hold the row number, scrambled within 24 bits by this odd factor.
pub(super) const SCRAMBLE: u32 = 0x00b5_2e6d;
/// Those 24 bits.
pub(super) const PART_MASK: u32 = 0x00ff_ffff;

/// The whole catalogue of one account's system; cheap to clone.
#[derive(Debug, Clone)]
pub(in crate::td_synnex) struct Catalog {
    pub(in crate::td_synnex) country: Country,
    pub(in crate::td_synnex) account: String,
    /// Date of the first day's file.
    pub(in crate::td_synnex) first_date: Date,
    pub(in crate::td_synnex) odd_bytes: bool,
    pub(super) seed: u64,
    /// Rows of the first day.
    pub(super) rows: u32,
    pub(super) pinned: Vec<PinnedPart>,
    pub(super) days: Vec<Day>,
    overrides: BTreeMap<u32, Override>,
    revision: u32,
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
            revision: 0,
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

    /// How often something was set by hand.
    #[cfg(feature = "sftp")]
    pub(in crate::td_synnex) fn revision(&self) -> u32 {
        self.revision
    }

    /// The date of the present day's file.
    #[cfg(feature = "sftp")]
    pub(in crate::td_synnex) fn today(&self) -> Date {
        self.date_of(self.day(), 0)
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

    /// Sets something by hand for one SKU; fields that are absent stay as they were. False for an unknown SKU.
    pub(in crate::td_synnex) fn set(&mut self, sku: u32, change: Override) -> bool {
        let Some(item) = self.by_sku(sku) else { return false };
        let kept = self.overrides.entry(item.index).or_default();
        kept.price_cents = change.price_cents.or(kept.price_cents);
        kept.quantity = change.quantity.or(kept.quantity);
        kept.status = change.status.or(kept.status);
        self.revision = self.revision.saturating_add(1);
        true
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
        let mut candidates: BTreeSet<u32> = (0..)
            .zip(&self.pinned)
            .filter(|(_, pinned)| pinned.part_number.eq_ignore_ascii_case(wanted))
            .map(|(index, _)| index)
            .collect();
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
        let (version, introduced, gone) = (self.last_change(index), self.introduced(index), self.gone_on(index));
        let touched = version.max(introduced).max(gone.unwrap_or(0));
        let natural = self.natural_standing(index);
        let changed = self.overrides.get(&index).copied().unwrap_or_default();
        let standing = match changed.status {
            Some(ListedStatus::Active) => Standing::Active,
            Some(ListedStatus::Discontinued) => Standing::Discontinued,
            Some(ListedStatus::NotAuthorized) => Standing::NotAuthorized,
            None if gone.is_some() => Standing::Discontinued,
            None => natural,
        };
        let category = self.category(index);
        let names = self.names(index, natural, category);
        let (price, full, msrp_cents) = self.prices(index, version, category, natural);
        let detail = hash::mix(self.seed, u64::from(index), salt::DETAIL);
        let coming = detail.is_multiple_of(4);
        Item {
            index,
            sku: self.sku(index),
            part_number: names.part_number,
            manufacturer: names.manufacturer,
            vendor_code: names.vendor_code,
            vendor_number: names.vendor_number,
            description: names.description,
            category,
            standing,
            price_cents: changed.price_cents.unwrap_or(price),
            full_cents: changed.price_cents.unwrap_or(full),
            msrp_cents,
            stock: changed.lay_over(self.stock(index, version, category, standing)),
            on_order: if coming { u32::try_from(detail / 7 % 240).unwrap_or(0) } else { 0 },
            eta: coming.then(|| self.date_of(touched, 3 + detail / 11 % 40)),
            promotion_ends: self.date_of(touched, 30),
            kit: standing == Standing::Active && index >= self.reserved() && detail % 50 == 7,
            weight_hundredths: weight(category.kind, detail),
            origin: ORIGINS[(detail / 13 % 8) as usize],
            touched,
            introduced,
        }
    }

    /// A date some days after a day of the catalogue. Counted from the day a row was touched, so that rows nobody touched
    /// stay the same to the byte.
    pub(super) fn date_of(&self, day: u32, more: u64) -> Date {
        let days = i64::from(day).saturating_add(i64::try_from(more).unwrap_or(i64::MAX)).min(36_500);
        self.first_date.saturating_add(Span::new().days(days))
    }

    /// The SKU of a row.
    pub(in crate::td_synnex) fn sku(&self, index: u32) -> u32 {
        let offset = hash::below(self.seed, u64::from(index), salt::SKU, u64::from(SKU_STRIDE) - 1);
        FIRST_SKU + index * SKU_STRIDE + u32::try_from(offset).unwrap_or(0)
    }
}

/// The inverse of an odd number modulo 2^32, by Newton's iteration; its low 24 bits are the inverse modulo 2^24.
fn inverse(odd: u32) -> u32 {
    (0..5).fold(odd, |x, _| x.wrapping_mul(2_u32.wrapping_sub(odd.wrapping_mul(x))))
}
