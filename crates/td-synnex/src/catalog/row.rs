//! One product's row: typed access to its fields, borrowed from the reader's buffer.

use super::columns as col;
use super::number;
use super::warehouses::{Warehouse, warehouses};
use crate::account::Country;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A row whose numbers have been checked by the reader.
///
/// `None` means that the file gives no value (empty, blanks or `NULL`).
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub(super) fields: Line<'a>,
    /// The same as text, if all of it is UTF-8: looked at once, so that fields need not be.
    pub(super) text: Option<&'a str>,
    pub(super) number: u64,
    pub(super) country: Country,
}

/// Field 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStatus {
    /// `A`: added.
    Added,
    /// `C` or `S`: changed.
    Changed,
    /// `D`: deleted or discontinued.
    Deleted,
    /// Anything else.
    Other,
}

/// Field 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbcCode {
    /// `A`: active.
    Active,
    /// `B`: special order.
    SpecialOrder,
    /// `C`: end of life.
    EndOfLife,
    /// `T`: to be discontinued.
    ToBeDiscontinued,
    /// Anything else.
    Other,
}

/// Why a row is probably not worth a product (inferred from the file's habits; the choice is the caller's).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkipHint {
    /// A bookkeeping item: its part number ends in `NONSTOCK`.
    NonStock,
    /// Deleted, discontinued or at its end of life.
    Discontinued,
    /// A kit.
    Kit,
}

impl<'a> Row<'a> {
    /// Line of the file, from 1.
    pub const fn line(&self) -> u64 {
        self.number
    }

    /// The row's bytes as they stand in the file, without the line end.
    pub fn raw(&self) -> &'a [u8] {
        self.fields.raw()
    }

    /// xxh3-128 of [`Row::raw`]: two rows with the same hash are the same row.
    pub fn hash128(&self) -> u128 {
        xxhash_rust::xxh3::xxh3_128(self.raw())
    }

    /// A field's bytes as they stand in the file; nothing for columns that the row does not have.
    pub fn bytes(&self, column: u8) -> &'a [u8] {
        self.fields.field(column)
    }

    /// A field as text without outer blanks. Bytes that are not UTF-8 are read as Latin-1, field by field.
    #[inline]
    pub fn text(&self, column: u8) -> Option<Cow<'a, str>> {
        if let Some(text) = self.text {
            let (start, end) = self.fields.place(column)?;
            let text = text.get(start - self.fields.start..end - self.fields.start)?.trim_ascii();
            return is_value(text.as_bytes()).then_some(Cow::Borrowed(text));
        }
        let bytes = value(self.bytes(column))?;
        Some(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
        })
    }

    /// TD SYNNEX SKU, digits only: the key.
    pub fn sku(&self) -> &'a str {
        match self.text(col::SKU) {
            Some(Cow::Borrowed(sku)) => sku,
            _ => "",
        }
    }

    /// Trading partner code: usually the account number.
    pub fn trading_partner(&self) -> Option<Cow<'a, str>> {
        self.text(col::TRADING_PARTNER)
    }

    /// Manufacturer part number, at most 30 characters.
    pub fn manufacturer_part(&self) -> Option<Cow<'a, str>> {
        self.text(col::MANUFACTURER_PART)
    }

    /// TD SYNNEX part number, for example a vendor prefix and the part number.
    pub fn part_number(&self) -> Option<Cow<'a, str>> {
        self.text(col::PART_NUMBER)
    }

    /// What happened to the row at the vendor.
    pub fn status(&self) -> RowStatus {
        match value(self.bytes(col::STATUS)) {
            Some(b"A") => RowStatus::Added,
            Some(b"C" | b"S") => RowStatus::Changed,
            Some(b"D") => RowStatus::Deleted,
            _ => RowStatus::Other,
        }
    }

    /// Description, cut by the vendor at 80 characters, often in the middle of a word.
    pub fn description(&self) -> Option<Cow<'a, str>> {
        self.text(col::DESCRIPTION)
    }

    /// The three parts of the long description (on request), joined without a blank.
    pub fn long_description(&self) -> Option<String> {
        let parts = col::LONG_DESCRIPTION.map(|column| self.text(column).unwrap_or_default());
        Some(parts.concat()).filter(|text| !text.is_empty())
    }

    /// French description.
    pub fn french_description(&self) -> Option<Cow<'a, str>> {
        self.text(col::FRENCH_DESCRIPTION)
    }

    /// Manufacturer's name.
    pub fn manufacturer(&self) -> Option<Cow<'a, str>> {
        self.text(col::MANUFACTURER)
    }

    /// The vendor's number of the manufacturer; the list `vend_code_list.txt` names them.
    pub fn vendor_number(&self) -> Option<Cow<'a, str>> {
        self.text(col::VENDOR_NUMBER)
    }

    /// Stock of all locations. Whether the manufacturer's own stock is in it is not known.
    pub fn quantity(&self) -> Option<i64> {
        self.whole(col::QUANTITY)
    }

    /// Stock per warehouse of the country; columns without a value are left out.
    pub fn stock(&self) -> impl Iterator<Item = (&'static Warehouse, i64)> + use<'a> {
        let row = *self;
        warehouses(self.country).iter().filter_map(move |one| Some((one, row.whole(one.column)?)))
    }

    /// Stock that the manufacturer ships directly.
    pub fn direct_ship_quantity(&self) -> Option<i64> {
        self.whole(col::DIRECT_SHIP_QUANTITY)
    }

    /// Price for this account with promotions and rebates: the cost to quote from.
    pub fn contract_price(&self) -> Option<Decimal> {
        self.amount(col::CONTRACT_PRICE)
    }

    /// Price for this account without promotions.
    pub fn unit_cost(&self) -> Option<Decimal> {
        self.amount(col::UNIT_COST)
    }

    /// List price.
    pub fn msrp(&self) -> Option<Decimal> {
        self.amount(col::MSRP)
    }

    /// Lowest price that may be advertised (on request).
    pub fn map_price(&self) -> Option<Decimal> {
        self.amount(col::MAP_PRICE)
    }

    /// Shipping weight, in pounds (unit inferred).
    pub fn weight(&self) -> Option<Decimal> {
        self.amount(col::WEIGHT)
    }

    /// May it be returned?
    pub fn returnable(&self) -> Option<bool> {
        flag(self.bytes(col::RETURNABLE))
    }

    /// May it go by parcel service? `false` is heavy.
    pub fn parcel_shippable(&self) -> Option<bool> {
        flag(self.bytes(col::PARCEL_SHIPPABLE))
    }

    /// Does it carry serial numbers?
    pub fn serialized(&self) -> Option<bool> {
        flag(self.bytes(col::SERIALIZED))
    }

    /// Media type: `RTL`, `SWL` licence, `SWMP` boxed software, `SWMV` virtual, and others.
    pub fn media_type(&self) -> Option<Cow<'a, str>> {
        self.text(col::MEDIA_TYPE)
    }

    /// Category code of nine digits, three per level.
    pub fn category(&self) -> Option<Cow<'a, str>> {
        self.text(col::CATEGORY)
    }

    /// Countries of origin, a list with commas.
    pub fn countries_of_origin(&self) -> Option<Cow<'a, str>> {
        self.text(col::ORIGIN)
    }

    /// UPC, at most 14 characters.
    pub fn upc(&self) -> Option<Cow<'a, str>> {
        self.text(col::UPC)
    }

    /// UNSPSC class.
    pub fn unspsc(&self) -> Option<Cow<'a, str>> {
        self.text(col::UNSPSC)
    }

    /// Product line code, internal to the vendor.
    pub fn product_line(&self) -> Option<Cow<'a, str>> {
        self.text(col::PRODUCT_LINE)
    }

    /// When the SKU was made; `None` also if it cannot be read.
    pub fn created(&self) -> Option<Date> {
        number::date(self.bytes(col::CREATED).trim_ascii())
    }

    /// When stock is expected; `None` also if it cannot be read.
    pub fn eta(&self) -> Option<Date> {
        number::date(self.bytes(col::ETA).trim_ascii())
    }

    /// ABC code.
    pub fn abc(&self) -> AbcCode {
        match value(self.bytes(col::ABC)) {
            Some(b"A") => AbcCode::Active,
            Some(b"B") => AbcCode::SpecialOrder,
            Some(b"C") => AbcCode::EndOfLife,
            Some(b"T") => AbcCode::ToBeDiscontinued,
            _ => AbcCode::Other,
        }
    }

    /// Only ever shipped by the manufacturer (position 1 of the attributes).
    pub fn drop_ship_only(&self) -> bool {
        self.bytes(col::ATTRIBUTES).first() == Some(&b'Y')
    }

    /// Refurbished (position 2 of the attributes).
    pub fn refurbished(&self) -> bool {
        self.bytes(col::ATTRIBUTES).get(1) == Some(&b'Y')
    }

    /// A promotion is running; its comment and its end, if given.
    pub fn promotion(&self) -> Option<(Option<Cow<'a, str>>, Option<Date>)> {
        let runs = flag(self.bytes(col::PROMOTION)) == Some(true);
        let end = number::date(self.bytes(col::PROMOTION_END).trim_ascii());
        runs.then(|| (self.text(col::PROMOTION_COMMENT), end))
    }

    /// SKU that replaces this one.
    pub fn replacement_sku(&self) -> Option<Cow<'a, str>> {
        self.text(col::REPLACEMENT)
    }

    /// Smallest quantity that may be ordered.
    pub fn minimum_quantity(&self) -> Option<i64> {
        self.whole(col::MINIMUM_QUANTITY)
    }

    /// An order needs end-user data (position 1 of the purchasing requirements).
    pub fn end_user_data_required(&self) -> bool {
        self.bytes(col::REQUIREMENTS).first() == Some(&b'Y')
    }

    /// A licence or warranty, nothing to ship (position 2 of the purchasing requirements).
    pub fn is_virtual(&self) -> bool {
        self.bytes(col::REQUIREMENTS).get(1) == Some(&b'Y')
    }

    /// Government class with fixed positions, untrimmed. Its inner layout differs between sample and specification.
    pub fn government_class(&self) -> &'a [u8] {
        self.bytes(col::GOVERNMENT_CLASS)
    }

    /// A bookkeeping item: part number or TD SYNNEX part number ends in `NONSTOCK`.
    pub fn is_non_stock(&self) -> bool {
        let ends = |column| {
            let part = self.bytes(column).trim_ascii();
            part.last_chunk::<8>().is_some_and(|end| end.eq_ignore_ascii_case(b"NONSTOCK"))
        };
        ends(col::MANUFACTURER_PART) || ends(col::PART_NUMBER)
    }

    /// Deleted at the vendor, or at its end of life.
    pub fn is_discontinued(&self) -> bool {
        self.status() == RowStatus::Deleted || self.abc() == AbcCode::EndOfLife
    }

    /// A kit of several products.
    pub fn is_kit(&self) -> bool {
        value(self.bytes(col::KIT)) == Some(b"K")
    }

    /// The first reason to leave the row out, if there is one.
    pub fn skip_hint(&self) -> Option<SkipHint> {
        if self.is_non_stock() {
            Some(SkipHint::NonStock)
        } else if self.is_discontinued() {
            Some(SkipHint::Discontinued)
        } else {
            self.is_kit().then_some(SkipHint::Kit)
        }
    }

    #[inline]
    fn amount(&self, column: u8) -> Option<Decimal> {
        number::amount(value(self.bytes(column))?)
    }

    #[inline]
    fn whole(&self, column: u8) -> Option<i64> {
        number::quantity(value(self.bytes(column))?)
    }
}

/// A line in the reader's buffer, and where its fields end.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// The buffer up to the line's end.
    pub(super) buffer: &'a [u8],
    /// Where the line begins in it.
    pub(super) start: usize,
    /// Where each field ends in it.
    pub(super) ends: &'a [u32],
}

impl<'a> Line<'a> {
    /// The bytes of the line.
    #[inline]
    pub(super) fn raw(&self) -> &'a [u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// The bytes of a column, counted from 1; none where the line has no such column.
    #[inline]
    pub(super) fn field(&self, column: u8) -> &'a [u8] {
        self.place(column).and_then(|(start, end)| self.buffer.get(start..end)).unwrap_or_default()
    }

    /// Where in the buffer a column, counted from 1, begins and ends.
    #[inline]
    fn place(&self, column: u8) -> Option<(usize, usize)> {
        let index = usize::from(column).wrapping_sub(1);
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { self.start } else { self.ends[index - 1] as usize + 1 };
        Some((start, end))
    }
}

/// The line alone: what else stands in the buffer is nobody's business.
impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("raw", &String::from_utf8_lossy(self.raw())).finish_non_exhaustive()
    }
}

/// A field's value without outer blanks; `NULL`, as the printed specification writes it, is none.
#[inline]
pub(super) fn value(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.trim_ascii();
    is_value(bytes).then_some(bytes)
}

#[inline]
fn is_value(trimmed: &[u8]) -> bool {
    !trimmed.is_empty() && (trimmed.len() != 4 || !trimmed.eq_ignore_ascii_case(b"NULL"))
}

fn flag(bytes: &[u8]) -> Option<bool> {
    match value(bytes) {
        Some(b"Y" | b"y") => Some(true),
        Some(b"N" | b"n") => Some(false),
        _ => None,
    }
}
