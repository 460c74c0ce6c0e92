//! Checks a row's numbers once, when it is read, so that a bad row is reported with its column and a good one can be trusted.

use super::columns as col;
use super::number;
use super::reader::BadRowReason;
use super::row::{field, value};
use super::warehouses::warehouses;
use crate::account::Country;

/// What is wrong with a product's row, and in which column.
pub(super) fn check(
    line: &[u8],
    ends: &[u32],
    columns: usize,
    country: Country,
) -> Result<(), (Option<u8>, BadRowReason)> {
    if columns < col::COLUMNS {
        return Err((None, BadRowReason::TooFewColumns(columns)));
    }
    if columns > col::MOST_COLUMNS {
        return Err((None, BadRowReason::TooManyColumns(columns)));
    }
    if !value(field(line, ends, col::SKU)).is_some_and(|sku| sku.iter().all(u8::is_ascii_digit)) {
        return Err((Some(col::SKU), BadRowReason::BadSku));
    }
    for column in col::AMOUNTS {
        if !is_amount(line, ends, column) {
            return Err((Some(column), BadRowReason::BadAmount));
        }
    }
    for column in col::QUANTITIES {
        if !is_quantity(line, ends, column) {
            return Err((Some(column), BadRowReason::BadQuantity));
        }
    }
    for warehouse in warehouses(country) {
        if !is_quantity(line, ends, warehouse.column) {
            return Err((Some(warehouse.column), BadRowReason::BadQuantity));
        }
    }
    Ok(())
}

/// Nothing, or an amount. Nearly all are up to five digits, a point and two decimals, which are told without computing them.
#[inline]
fn is_amount(line: &[u8], ends: &[u32], column: u8) -> bool {
    const POINT: u64 = 0xFF << 40;
    let bytes = field(line, ends, column);
    let usual = bytes.is_empty()
        || bytes.len() >= 3
            && last_eight(line, ends, column, bytes.len()).is_some_and(|word| {
                let has_point = word & POINT == u64::from(b'.') << 40;
                has_point && are_digits((word & !POINT) | (ZEROS & POINT))
            });
    usual || value(bytes).is_none_or(|value| number::amount(value).is_some())
}

/// Nothing, or a whole number, nearly always of a few digits.
#[inline]
fn is_quantity(line: &[u8], ends: &[u32], column: u8) -> bool {
    let bytes = field(line, ends, column);
    let usual = last_eight(line, ends, column, bytes.len()).is_some_and(are_digits);
    usual || value(bytes).is_none_or(|value| number::quantity(value).is_some())
}

const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);

/// The field's last eight bytes as one word, the last one on top; what stands before the field reads as `0`. `None` for longer
/// fields, and at the very beginning of a line.
#[inline]
fn last_eight(line: &[u8], ends: &[u32], column: u8, length: usize) -> Option<u64> {
    let end = *ends.get(usize::from(column).checked_sub(1)?)? as usize;
    let word = u64::from_le_bytes(*line.get(..end)?.last_chunk::<8>()?);
    match length {
        0 => Some(ZEROS),
        1..=8 => {
            let field = u64::MAX << (8 * (8 - length));
            Some((word & field) | (ZEROS & !field))
        }
        _ => None,
    }
}

/// Are all eight bytes digits? Their upper halves must be 3, and stay so when 6 is added.
const fn are_digits(word: u64) -> bool {
    const UPPER: u64 = u64::from_le_bytes([0xF0; 8]);
    const SIX: u64 = u64::from_le_bytes([6; 8]);
    (word & UPPER) | ((word.wrapping_add(SIX) & UPPER) >> 4) == u64::from_le_bytes([0x33; 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What both checks say about the text as third column of a line, and what reading says.
    fn compare(before: &str, text: &[u8]) -> [(bool, bool); 2] {
        let line = [b"655123~", before.as_bytes(), b"~", text, b"~after"].concat();
        let second = u32::try_from(7 + before.len()).unwrap();
        let ends = [6, second, second + 1 + u32::try_from(text.len()).unwrap()];
        [
            (is_amount(&line, &ends, 3), value(text).is_none_or(|value| number::amount(value).is_some())),
            (is_quantity(&line, &ends, 3), value(text).is_none_or(|value| number::quantity(value).is_some())),
        ]
    }

    proptest! {
        #[test]
        fn the_short_cuts_say_what_reading_says(
            before in "[0-9]{0,4}",
            text in "[ ]{0,1}[-]{0,1}[0-9]{0,20}[.]{0,1}[0-9,]{0,3}[ ]{0,1}",
            bytes in proptest::collection::vec(any::<u8>(), 0..10),
        ) {
            for (short, read) in compare(&before, text.as_bytes()).into_iter().chain(compare(&before, &bytes)) {
                prop_assert_eq!(short, read);
            }
        }
    }

    #[test]
    fn every_byte_is_told_from_a_digit() {
        for byte in 0..=u8::MAX {
            for text in [vec![byte], vec![b'1', byte, b'2'], vec![byte, b'.', b'0', b'0'], vec![b'1', byte, b'0', b'0']]
            {
                for (short, read) in compare("9", &text) {
                    assert_eq!(short, read, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn no_value_is_no_fault() {
        for text in ["", " ", "NULL", " null "] {
            assert_eq!(compare("", text.as_bytes()), [(true, true), (true, true)], "{text}");
        }
    }
}
