//! Typed reading of element texts: amounts, quantities, dates, flags.
//!
//! A value that cannot be read does not spoil the message: it becomes `None` and is reported beside it.

use super::Element;
use crate::redact::bounded;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A value of the answer that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Name of the element.
    pub element: String,
    /// What stood there, cut at 60 characters.
    pub text: String,
}

/// Reads the children of one element and remembers what it could not read.
pub(crate) struct Fields<'a> {
    element: &'a Element,
    unreadable: Vec<Unreadable>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(element: &'a Element) -> Self {
        Self { element, unreadable: Vec::new() }
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.element.text_of(name).map(str::to_owned)
    }

    pub(crate) fn decimal(&mut self, name: &str) -> Option<Decimal> {
        self.read(name, parse_decimal)
    }

    pub(crate) fn quantity(&mut self, name: &str) -> Option<i64> {
        self.read(name, parse_quantity)
    }

    pub(crate) fn date(&mut self, name: &str) -> Option<Date> {
        self.read(name, parse_date)
    }

    /// `YYMMDD` of this century, or one of the longer forms.
    pub(crate) fn short_date(&mut self, name: &str) -> Option<Date> {
        self.read(name, parse_short_date)
    }

    /// `hhmmss`.
    pub(crate) fn clock_time(&mut self, name: &str) -> Option<Time> {
        self.read(name, parse_clock_time)
    }

    pub(crate) fn date_time(&mut self, name: &str) -> Option<DateTime> {
        self.read(name, |text| DateTime::from_str(text).ok())
    }

    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        self.read(name, |text| match text {
            "Y" | "y" => Some(true),
            "N" | "n" => Some(false),
            _ => None,
        })
    }

    /// What could not be read, in the order in which it was asked for.
    pub(crate) fn unreadable(self) -> Vec<Unreadable> {
        self.unreadable
    }

    fn read<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.element.text_of(name)?;
        let value = parse(text);
        if value.is_none() {
            self.unreadable.push(Unreadable { element: name.to_owned(), text: bounded(text, 60) });
        }
        value
    }
}

/// An amount, with or without thousands commas (the invoice query writes both).
fn parse_decimal(text: &str) -> Option<Decimal> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) || !commas_group_thousands(text) {
        return None;
    }
    Decimal::from_str_exact(&text.replace(',', "")).ok()
}

fn commas_group_thousands(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let fraction_has_none = text.len() == whole.len() || !text[whole.len()..].contains(',');
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches(['-', '+']);
    let mut rest = groups.peekable();
    if rest.peek().is_none() {
        return fraction_has_none;
    }
    fraction_has_none && (1..=3).contains(&first.len()) && rest.all(|group| group.len() == 3)
}

fn parse_quantity(text: &str) -> Option<i64> {
    let value = parse_decimal(text)?;
    if !value.fract().is_zero() {
        return None;
    }
    i64::try_from(value).ok()
}

/// `YYYY-MM-DD` as in the messages, `MM-DD-YYYY` as in the status table, `YYYYMMDD` as in price and availability.
fn parse_date(text: &str) -> Option<Date> {
    let text = text.split_once(['T', ' ']).map_or(text, |(date, _)| date);
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let small = |range: std::ops::Range<usize>| text.get(range)?.parse::<i8>().ok();
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    let dashes: Vec<usize> = text.match_indices('-').map(|(at, _)| at).collect();
    let (year, month, day) = match (text.len(), dashes.as_slice()) {
        (10, [4, 7]) => (number(0..4)?, small(5..7)?, small(8..10)?),
        (10, [2, 5]) => (number(6..10)?, small(0..2)?, small(3..5)?),
        (8, []) => (number(0..4)?, small(4..6)?, small(6..8)?),
        _ => return None,
    };
    Date::new(year, month, day).ok()
}

fn parse_short_date(text: &str) -> Option<Date> {
    if text.len() == 6 { parse_date(&format!("20{text}")) } else { parse_date(text) }
}

fn parse_clock_time(text: &str) -> Option<Time> {
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| text.get(at..at + 2)?.parse::<i8>().ok();
    Time::new(two(0)?, two(2)?, two(4)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;
    use proptest::prelude::*;

    #[test]
    fn amounts_keep_their_cents() {
        for (text, value) in [
            ("228.48", "228.48"),
            ("795.0", "795.0"),
            ("1,610.00", "1610.00"),
            ("-12", "-12"),
            ("1,234,567.8", "1234567.8"),
        ] {
            assert_eq!(parse_decimal(text), Some(value.parse().unwrap()), "{text}");
        }
        for text in ["", "-", "1,61.00", "12,34", "1.000,00", "$5", "1e3", "NaN", ",100", "1,", "1 000"] {
            assert_eq!(parse_decimal(text), None, "{text}");
        }
    }

    #[test]
    fn quantities_are_whole() {
        assert_eq!(parse_quantity("2,573"), Some(2573));
        assert_eq!(parse_quantity("10.0"), Some(10));
        assert_eq!(parse_quantity("1.5"), None);
    }

    #[test]
    fn the_three_date_forms_are_told_apart() {
        let day = Date::new(2013, 1, 30).unwrap();
        for text in ["2013-01-30", "01-30-2013", "20130130", "2013-01-30T00:00:00"] {
            assert_eq!(parse_date(text), Some(day), "{text}");
        }
        for text in ["2013-30-01", "30-01-2013", "130130", "soon", "2013/01/30", "20131301"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn ship_notices_have_short_dates_and_times() {
        assert_eq!(parse_short_date("130130"), Date::new(2013, 1, 30).ok());
        assert_eq!(parse_short_date("20130130"), Date::new(2013, 1, 30).ok());
        assert_eq!(parse_clock_time("235959"), Time::new(23, 59, 59, 0).ok());
        for text in ["131301", "13013", "-30130", "ab0130"] {
            assert_eq!(parse_short_date(text), None, "{text}");
        }
        for text in ["246000", "12:00", "-10000", "éé00"] {
            assert_eq!(parse_clock_time(text), None, "{text}");
        }
    }

    #[test]
    fn an_unreadable_value_is_reported_and_the_rest_is_read() {
        let root = parse(b"<i><UnitPrice>call</UnitPrice><Qty>3</Qty><Ship/><Heavy>maybe</Heavy></i>").unwrap();
        let mut fields = Fields::new(&root);
        assert_eq!(fields.decimal("UnitPrice"), None);
        assert_eq!(fields.quantity("Qty"), Some(3));
        assert_eq!(fields.date_time("Ship"), None);
        assert_eq!(fields.flag("Heavy"), None);
        let names: Vec<_> = fields.unreadable().into_iter().map(|one| (one.element, one.text)).collect();
        assert_eq!(names, [("UnitPrice".to_owned(), "call".to_owned()), ("Heavy".to_owned(), "maybe".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "\\PC{0,24}") {
            let _ = (parse_decimal(&text), parse_quantity(&text), parse_short_date(&text), parse_clock_time(&text));
        }
    }
}
