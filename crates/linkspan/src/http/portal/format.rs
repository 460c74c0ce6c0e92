//! Numbers, money and times as a person of the page's language writes them.

use std::fmt::Display;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::html::escape;
use super::page::Money;
use super::strings::{Locale, Text};
use super::{Html, Shell};

/// Keeps a number and its unit on one line.
const NO_BREAK: char = '\u{a0}';

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

impl Shell {
    /// A whole number with grouping: 1,240 or 1.240.
    pub fn number(&self, number: impl Display) -> String {
        group(&number.to_string(), self.locale)
    }

    /// An amount with its currency: 1,234.50 USD or 1.234,50 USD. At least two places, more only if they are there.
    pub fn money(&self, money: &Money) -> String {
        format!("{}{NO_BREAK}{}", self.amount(&money.amount), money.currency)
    }

    /// An amount without currency, for columns whose head names it.
    pub fn amount(&self, amount: &Decimal) -> String {
        let mut shown = amount.normalize();
        if shown.scale() < 2 {
            shown.rescale(2);
        }
        self.decimal(&shown)
    }

    /// Any decimal number, with the places that it has.
    pub fn decimal(&self, number: &Decimal) -> String {
        let text = number.to_string();
        match text.split_once('.') {
            Some((whole, places)) => format!("{}{}{places}", group(whole, self.locale), separators(self.locale).1),
            None => group(&text, self.locale),
        }
    }

    /// Day, month, year, hours and minutes in the shell's time zone.
    pub fn exact(&self, at: &Timestamp) -> String {
        let pattern = match self.locale {
            Locale::En => "%-d %b %Y, %H:%M",
            Locale::De => "%d.%m.%Y, %H:%M",
        };
        at.to_zoned(self.time_zone.clone()).strftime(pattern).to_string()
    }

    /// Day, month and year in the shell's time zone.
    pub fn day(&self, at: &Timestamp) -> String {
        let pattern = match self.locale {
            Locale::En => "%-d %b %Y",
            Locale::De => "%d.%m.%Y",
        };
        at.to_zoned(self.time_zone.clone()).strftime(pattern).to_string()
    }

    /// "4 minutes ago", with the exact moment on hover and for machines. After a week: the day itself.
    pub fn time(&self, at: &Timestamp) -> Html {
        self.time_element(at, &self.relative(at), true)
    }

    /// The exact moment, also for machines.
    pub fn moment(&self, at: &Timestamp) -> Html {
        self.time_element(at, &self.exact(at), false)
    }

    /// The hour and minute, also for machines.
    pub fn clock(&self, at: &Timestamp) -> Html {
        let text = at.to_zoned(self.time_zone.clone()).strftime("%H:%M").to_string();
        self.time_element(at, &text, false)
    }

    /// A stretch of time in milliseconds: 840 ms, 1.2 s, 3 min.
    pub fn took(&self, milliseconds: &u64) -> String {
        match *milliseconds {
            ms @ 0..1_000 => format!("{ms}{NO_BREAK}ms"),
            ms @ 1_000..60_000 => {
                let seconds = Decimal::new(i64::try_from(ms / 100).unwrap_or(i64::MAX), 1);
                format!("{}{NO_BREAK}s", self.decimal(&seconds))
            }
            ms => format!("{}{NO_BREAK}min", self.number(ms / 60_000)),
        }
    }

    fn time_element(&self, at: &Timestamp, text: &str, relative: bool) -> Html {
        let live = if relative { " data-relative" } else { "" };
        let exact = escape(&self.exact(at));
        Html::trusted(format!("<time datetime=\"{at}\" title=\"{exact}\"{live}>{}</time>", escape(text)))
    }

    fn relative(&self, at: &Timestamp) -> String {
        let seconds = at.as_second() - self.now.as_second();
        let (distance, past) = (seconds.abs(), seconds <= 0);
        let (count, unit) = match distance {
            0..MINUTE if past => return self.text().just_now().to_owned(),
            0..MINUTE => return self.text().in_a_moment().to_owned(),
            MINUTE..HOUR => (distance / MINUTE, Unit::Minute),
            HOUR..DAY => (distance / HOUR, Unit::Hour),
            DAY..WEEK => (distance / DAY, Unit::Day),
            _ => return self.day(at),
        };
        spoken(self.text(), unit, past, count)
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Minute,
    Hour,
    Day,
}

fn spoken(t: Text, unit: Unit, past: bool, count: i64) -> String {
    match (unit, past, count) {
        (Unit::Minute, true, 1) => t.minute_ago().to_owned(),
        (Unit::Minute, true, n) => t.minutes_ago(n),
        (Unit::Minute, false, 1) => t.in_minute().to_owned(),
        (Unit::Minute, false, n) => t.in_minutes(n),
        (Unit::Hour, true, 1) => t.hour_ago().to_owned(),
        (Unit::Hour, true, n) => t.hours_ago(n),
        (Unit::Hour, false, 1) => t.in_hour().to_owned(),
        (Unit::Hour, false, n) => t.in_hours(n),
        (Unit::Day, true, 1) => t.day_ago().to_owned(),
        (Unit::Day, true, n) => t.days_ago(n),
        (Unit::Day, false, 1) => t.in_day().to_owned(),
        (Unit::Day, false, n) => t.in_days(n),
    }
}

/// The marks between thousands and before the places.
fn separators(locale: Locale) -> (char, char) {
    match locale {
        Locale::En => (',', '.'),
        Locale::De => ('.', ','),
    }
}

fn group(whole: &str, locale: Locale) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("\u{2212}", digits));
    let mut out = String::from(sign);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separators(locale).0);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::shell::{Section, Theme};

    fn shell(locale: Locale) -> Shell {
        Shell {
            user: None,
            environment: String::new(),
            csrf: String::new(),
            locale,
            theme: Theme::Auto,
            section: Section::Home,
            waiting: 0,
            flash: None,
            now: "2026-11-22T14:05:00Z".parse().unwrap(),
            time_zone: jiff::tz::TimeZone::UTC,
            path: "/".to_owned(),
            demo: false,
        }
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_grouped_by_language() {
        let (en, de) = (shell(Locale::En), shell(Locale::De));
        assert_eq!([en.number(7), en.number(999), en.number(96_412)], ["7", "999", "96,412"]);
        assert_eq!([de.number(1_000), de.number(-1_234_567)], ["1.000", "\u{2212}1.234.567"]);
    }

    #[test]
    fn money_has_two_places_or_more_and_its_currency() {
        let (en, de) = (shell(Locale::En), shell(Locale::De));
        let amounts = ["1234.5", "0", "0.0125", "99.90"].map(|text| en.amount(&decimal(text)));
        assert_eq!(amounts, ["1,234.50", "0.00", "0.0125", "99.90"]);
        assert_eq!(de.money(&Money::new(decimal("1234.5"), "EUR")), "1.234,50\u{a0}EUR");
    }

    #[test]
    fn a_decimal_keeps_its_places() {
        assert_eq!(shell(Locale::De).decimal(&decimal("12.50")), "12,50");
        assert_eq!(shell(Locale::En).decimal(&decimal("1200")), "1,200");
    }

    #[test]
    fn times_near_now_are_relative_and_far_ones_are_days() {
        let en = shell(Locale::En);
        let say = |text: &str| en.relative(&text.parse().unwrap());
        assert_eq!(say("2026-11-22T14:04:30Z"), "just now");
        assert_eq!(say("2026-11-22T14:05:30Z"), "in a moment");
        assert_eq!(say("2026-11-22T14:04:00Z"), "1 minute ago");
        assert_eq!(say("2026-11-22T13:01:00Z"), "1 hour ago");
        assert_eq!(say("2026-11-22T17:05:00Z"), "in 3 hours");
        assert_eq!(say("2026-11-24T14:05:00Z"), "in 2 days");
        assert_eq!(say("2026-10-01T14:05:00Z"), "1 Oct 2026");
        assert_eq!(shell(Locale::De).relative(&"2026-11-22T14:01:00Z".parse().unwrap()), "vor 4 Minuten");
    }

    #[test]
    fn a_time_carries_its_exact_moment() {
        let html = shell(Locale::De).time(&"2026-11-22T14:01:00Z".parse().unwrap()).to_string();
        assert!(html.contains("datetime=\"2026-11-22T14:01:00Z\""), "{html}");
        assert!(html.contains("title=\"22.11.2026, 14:01\""), "{html}");
    }

    #[test]
    fn a_stretch_of_time_takes_the_fitting_unit() {
        let en = shell(Locale::En);
        let shown = [840, 1_250, 59_999, 180_000].map(|ms| en.took(&ms));
        assert_eq!(shown, ["840\u{a0}ms", "1.2\u{a0}s", "59.9\u{a0}s", "3\u{a0}min"]);
    }
}
