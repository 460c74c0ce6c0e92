//! Numbers and dates of the file, read from bytes without allocation.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// An amount that is not negative: digits, at most one point, at most 18 digits.
pub(super) fn amount(text: &[u8]) -> Option<Decimal> {
    if let [whole @ .., b'.', tens, ones] = text
        && let Some(cents) = digits(whole, 16).and_then(|value| digits_behind(value, &[*tens, *ones]))
    {
        return Some(Decimal::from_parts(cents as u32, (cents >> 32) as u32, 0, false, 2));
    }
    any_amount(text)
}

fn any_amount(text: &[u8]) -> Option<Decimal> {
    let mut mantissa = 0_i64;
    let mut digits = 0_u32;
    let mut scale = None;
    for byte in text {
        match byte {
            b'0'..=b'9' if digits < 18 => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                digits += 1;
                scale = scale.map(|scale: u32| scale + 1);
            }
            b'.' if scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    (digits > 0).then(|| Decimal::new(mantissa, scale.unwrap_or(0)))
}

/// The value of digits, at most `most` of them; none are zero.
#[inline]
fn digits(text: &[u8], most: usize) -> Option<u64> {
    if text.len() > most { None } else { digits_behind(0, text) }
}

#[inline]
fn digits_behind(value: u64, text: &[u8]) -> Option<u64> {
    text.iter().try_fold(value, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| value * 10 + u64::from(digit))
    })
}

/// A whole number; stock may be below zero.
pub(super) fn quantity(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some(if negative { -value } else { value })
}

/// `YYMMDD` or `YYYYMMDD`. Two-digit years from 80 on belong to the last century: the oldest SKUs are of the nineties.
pub(super) fn date(text: &[u8]) -> Option<Date> {
    if !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (year, rest) = match text.len() {
        6 => {
            let year = quantity(&text[..2])?;
            (if year >= 80 { 1900 + year } else { 2000 + year }, &text[2..])
        }
        8 => (quantity(&text[..4])?, &text[4..]),
        _ => return None,
    };
    let small = |digits: &[u8]| i8::try_from(quantity(digits)?).ok();
    Date::new(i16::try_from(year).ok()?, small(&rest[..2])?, small(&rest[2..])?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_exact() {
        for (text, value) in [
            ("20.00", "20.00"),
            ("1.95", "1.95"),
            (".5", "0.5"),
            ("7.", "7"),
            ("0", "0"),
            ("9999999999.99", "9999999999.99"),
        ] {
            assert_eq!(amount(text.as_bytes()), Some(value.parse().unwrap()), "{text}");
        }
        for text in ["", ".", "-1", "1,000.00", "1.2.3", "1e3", "N/A", "1234567890123456789"] {
            assert_eq!(amount(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn quantities_are_whole_and_may_be_negative() {
        assert_eq!((quantity(b"2826"), quantity(b"-3"), quantity(b"007")), (Some(2826), Some(-3), Some(7)));
        for text in ["", "-", "1.0", "12a", "--1", "1234567890123456789"] {
            assert_eq!(quantity(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn dates_have_two_or_four_digit_years() {
        let day = jiff::civil::date;
        assert_eq!(date(b"250414"), Some(day(2025, 4, 14)));
        assert_eq!(date(b"980109"), Some(day(1998, 1, 9)));
        assert_eq!(date(b"20250414"), Some(day(2025, 4, 14)));
        for text in ["251301", "250230", "2504", "abcdef", "2025-4-1", "-50414", "25-1-1"] {
            assert_eq!(date(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            let _ = (amount(&bytes), quantity(&bytes), date(&bytes));
        }

        #[test]
        fn cents_survive(cents in 0_i64..1_000_000_000_000) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(amount(text.as_bytes()), Some(Decimal::new(cents, 2)));
        }
    }
}
