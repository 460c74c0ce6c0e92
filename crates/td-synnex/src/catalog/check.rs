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
        if !is_amount(field(line, ends, column)) {
            return Err((Some(column), BadRowReason::BadAmount));
        }
    }
    for column in col::QUANTITIES {
        if !is_quantity(field(line, ends, column)) {
            return Err((Some(column), BadRowReason::BadQuantity));
        }
    }
    for warehouse in warehouses(country) {
        if !is_quantity(field(line, ends, warehouse.column)) {
            return Err((Some(warehouse.column), BadRowReason::BadQuantity));
        }
    }
    Ok(())
}

/// Nothing, or an amount. Nearly all are plain digits with two decimals, which are told without computing them.
#[inline]
fn is_amount(bytes: &[u8]) -> bool {
    let usual = match bytes {
        [] => true,
        [whole @ .., b'.', tenths, hundredths] => {
            let digits = whole.len() <= 12 && tenths.is_ascii_digit() && hundredths.is_ascii_digit();
            digits && whole.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    usual || value(bytes).is_none_or(|value| number::amount(value).is_some())
}

/// Nothing, or a whole number.
#[inline]
fn is_quantity(bytes: &[u8]) -> bool {
    let usual = bytes.len() <= 12 && bytes.iter().all(u8::is_ascii_digit);
    usual || value(bytes).is_none_or(|value| number::quantity(value).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_cuts_say_what_reading_says(text in "[ ]{0,1}[-]{0,1}[0-9]{0,20}[.]{0,1}[0-9,]{0,3}[ ]{0,1}") {
            let bytes = text.as_bytes();
            prop_assert_eq!(is_amount(bytes), value(bytes).is_none_or(|value| number::amount(value).is_some()));
            prop_assert_eq!(is_quantity(bytes), value(bytes).is_none_or(|value| number::quantity(value).is_some()));
        }
    }

    #[test]
    fn no_value_is_no_fault() {
        for text in ["", " ", "NULL", " null "] {
            assert!(is_amount(text.as_bytes()) && is_quantity(text.as_bytes()), "{text}");
        }
    }
}
