//! Checks a row's numbers once, when it is read, so that a bad row is reported with its column and a good one can be trusted.

use super::columns as col;
use super::number;
use super::reader::BadRowReason;
use super::row::{Line, value};
use super::warehouses::warehouses;
use crate::account::Country;

/// What is wrong with a product's row, and in which column.
pub(super) fn check(line: Line<'_>, country: Country) -> Result<(), (Option<u8>, BadRowReason)> {
    let columns = line.ends.len();
    if columns < col::COLUMNS {
        return Err((None, BadRowReason::TooFewColumns(columns)));
    }
    if columns > col::MOST_COLUMNS {
        return Err((None, BadRowReason::TooManyColumns(columns)));
    }
    if !value(line.field(col::SKU)).is_some_and(|sku| sku.iter().all(u8::is_ascii_digit)) {
        return Err((Some(col::SKU), BadRowReason::BadSku));
    }
    if line.ends.first_chunk().is_some_and(|ends| numbers_are_usual(line.buffer, ends, country)) {
        return Ok(());
    }
    check_each(line, country)
}

/// Column by column: what is unusual is read, and what cannot be read is named.
#[cold]
fn check_each(line: Line<'_>, country: Country) -> Result<(), (Option<u8>, BadRowReason)> {
    for column in col::AMOUNTS {
        if value(line.field(column)).is_some_and(|amount| number::amount(amount).is_none()) {
            return Err((Some(column), BadRowReason::BadAmount));
        }
    }
    for column in col::QUANTITIES.into_iter().chain(warehouses(country).iter().map(|one| one.column)) {
        if value(line.field(column)).is_some_and(|quantity| number::quantity(quantity).is_none()) {
            return Err((Some(column), BadRowReason::BadQuantity));
        }
    }
    Ok(())
}

/// Are all numbers of the row empty, or digits, and amounts digits with two decimals, of at most eight signs? Nearly every
/// row is so, and it is told without a branch per number.
#[inline]
fn numbers_are_usual(buffer: &[u8], ends: &[u32; col::COLUMNS], country: Country) -> bool {
    let mut seen = Seen { odd: 0, longest: 0 };
    for column in col::AMOUNTS {
        seen.look(buffer, ends, column, AMOUNT);
    }
    for column in col::QUANTITIES {
        seen.look(buffer, ends, column, DIGITS);
    }
    for warehouse in warehouses(country) {
        seen.look(buffer, ends, warehouse.column, DIGITS);
    }
    seen.longest <= 8 && seen.odd & u64::from_le_bytes([0x80; 8]) == 0
}

/// What the last eight bytes of a number look like.
#[derive(Clone, Copy)]
struct Shape {
    /// Turns what is expected into zero, or a digit into zero to nine, by exclusive or.
    expected: u64,
    /// Added to that, it reaches a byte's top bit where something else stood.
    reach: u64,
}

const DIGITS: Shape = Shape { expected: u64::from_le_bytes([b'0'; 8]), reach: u64::from_le_bytes([0x76; 8]) };
/// The third sign from the end is the point.
const AMOUNT: Shape = Shape {
    expected: u64::from_le_bytes([b'0', b'0', b'0', b'0', b'0', b'.', b'0', b'0']),
    reach: u64::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76]),
};

struct Seen {
    /// A byte's top bit is set if a byte in that place, counted from the end of any number, was none of those expected.
    odd: u64,
    /// Length of the longest number.
    longest: u32,
}

impl Seen {
    /// Looks at a column's last eight bytes as one word, the last one on top; what stands before the field is shifted out.
    #[inline]
    fn look(&mut self, buffer: &[u8], ends: &[u32; col::COLUMNS], column: u8, shape: Shape) {
        let index = usize::from(column) - 1;
        let (before, end) = (ends[index - 1], ends[index]);
        let length = end - before - 1;
        // Before the end of the ninth column stand eight tildes at least.
        let word =
            buffer.get(..end as usize).and_then(|bytes| bytes.last_chunk()).map_or(0, |word| u64::from_le_bytes(*word));
        let different = word ^ shape.expected;
        let odd = different | different.wrapping_add(shape.reach);
        self.odd |= odd.unbounded_shr(64_u32.wrapping_sub(8 * length));
        self.longest = self.longest.max(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A row whose number columns hold these texts.
    fn row(texts: impl Fn(u8) -> Vec<u8>) -> (Vec<u8>, Vec<u32>) {
        let (mut line, mut ends) = (Vec::new(), Vec::new());
        for column in 1..=70 {
            match column {
                2 => line.extend_from_slice(b"DTL"),
                5 => line.extend_from_slice(b"7700123"),
                column if is_number(column) => line.extend_from_slice(&texts(column)),
                _ => {}
            }
            ends.push(u32::try_from(line.len()).unwrap());
            if column < 70 {
                line.push(b'~');
            }
        }
        (line, ends)
    }

    fn is_number(column: u8) -> bool {
        is_amount(column)
            || col::QUANTITIES.contains(&column)
            || warehouses(Country::Us).iter().any(|one| one.column == column)
    }

    fn is_amount(column: u8) -> bool {
        col::AMOUNTS.contains(&column)
    }

    /// What the short cut says, and what reading says.
    fn judged(texts: impl Fn(u8) -> Vec<u8>) -> (bool, Result<(), (Option<u8>, BadRowReason)>) {
        let (line, ends) = row(texts);
        let usual = numbers_are_usual(&line, ends.first_chunk().unwrap(), Country::Us);
        (usual, check_each(Line { buffer: &line, start: 0, ends: &ends }, Country::Us))
    }

    proptest! {
        #[test]
        fn what_is_usual_can_be_read(
            at in 0_u8..71,
            text in "[ ]{0,1}[-]{0,1}[0-9]{0,20}[.]{0,1}[0-9,]{0,3}[ ]{0,1}",
            bytes in proptest::collection::vec(any::<u8>(), 0..12),
        ) {
            for text in [text.into_bytes(), bytes] {
                prop_assume!(!text.contains(&b'~'));
                let (usual, read) = judged(|column| if column == at { text.clone() } else { Vec::new() });
                prop_assert!(!usual || read.is_ok(), "{at}: {text:?}");
            }
        }
    }

    #[test]
    fn every_byte_is_told_from_a_digit_in_every_place() {
        for column in (1..=70).filter(|column| is_number(*column)) {
            for good in [b"12345678".as_slice(), b"12345.78", b"5.00"] {
                if is_amount(column) != good.contains(&b'.') {
                    continue;
                }
                let with = |text: &[u8]| judged(|one| if one == column { text.to_vec() } else { Vec::new() });
                assert_eq!(with(good), (true, Ok(())), "column {column}");
                for (place, byte) in (0..good.len()).flat_map(|place| (0..=u8::MAX).map(move |byte| (place, byte))) {
                    let mut text = good.to_vec();
                    text[place] = byte;
                    let usual = if good[place] == b'.' { byte == b'.' } else { byte.is_ascii_digit() };
                    assert_eq!(with(&text).0, usual, "column {column}: {text:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_unusual_is_read_and_what_cannot_be_is_named() {
        for (text, amount, quantity) in [
            ("", true, true),
            (" ", true, true),
            ("NULL", true, true),
            ("7", true, true),
            ("100", true, true),
            ("123456789", true, true),
            ("1234567.50", true, false),
            (" 5.00 ", true, false),
            ("-3", false, true),
            ("1,000.00", false, false),
            ("1.2.3", false, false),
            ("call", false, false),
        ] {
            for column in (1..=70).filter(|column| is_number(*column)) {
                let (_, read) = judged(|one| if one == column { text.into() } else { Vec::new() });
                let good = if is_amount(column) { amount } else { quantity };
                assert_eq!(read.is_ok(), good, "column {column}: {text}");
                assert_eq!(read.err().and_then(|(column, _)| column), (!good).then_some(column));
            }
        }
    }
}
