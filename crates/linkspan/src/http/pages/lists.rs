//! What long lists have in common: pages, days as limits, addresses that keep the filter.

use crate::http::portal::page::Pager;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use url::form_urlencoded::Serializer;

/// Which page of a list.
pub(super) struct Paging {
    page: i64,
    size: i64,
}

impl Paging {
    pub(super) fn new(page: i64, size: i64) -> Self {
        Self { page, size }
    }

    /// How many rows stand on the pages before.
    pub(super) fn offset(&self) -> i64 {
        (self.page - 1) * self.size
    }

    /// Where the list stands, with the addresses of its neighbours.
    pub(super) fn pager(&self, shown: usize, total: i64, base: &str, filter: &[(&'static str, String)]) -> Pager {
        let shown = i64::try_from(shown).unwrap_or(0);
        let number = |count: i64| u64::try_from(count).unwrap_or(0);
        let last = self.offset() + shown;
        let to = |page: i64| {
            let mut filter = filter.to_vec();
            filter.push(("page", page.to_string()));
            address(base, &filter)
        };
        Pager {
            first: if shown == 0 { 0 } else { number(self.offset() + 1) },
            last: if shown == 0 { 0 } else { number(last) },
            total: number(total),
            before: (self.page > 1).then(|| to(self.page - 1)),
            after: (shown > 0 && last < total).then(|| to(self.page + 1)),
        }
    }
}

/// An address with those parts of a query that say something.
pub(super) fn address(base: &str, query: &[(&'static str, String)]) -> String {
    let said = query.iter().filter(|(_, value)| !value.is_empty());
    let query = said.fold(Serializer::new(String::new()), |mut line, (name, value)| {
        line.append_pair(name, value);
        line
    });
    let mut query = query;
    match query.finish() {
        query if query.is_empty() => base.to_owned(),
        query => format!("{base}?{query}"),
    }
}

/// The beginning of a day, in epoch milliseconds; `None` where it is no day.
pub(super) fn day_start(day: &str, zone: &TimeZone) -> Option<i64> {
    Some(zoned(day, zone)?.timestamp().as_millisecond())
}

/// The beginning of the day after.
pub(super) fn day_end(day: &str, zone: &TimeZone) -> Option<i64> {
    Some(zoned(day, zone)?.checked_add(1.day()).ok()?.timestamp().as_millisecond())
}

fn zoned(day: &str, zone: &TimeZone) -> Option<Zoned> {
    day.parse::<Date>().ok()?.to_zoned(zone.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_keep_the_filter_and_exist_only_where_there_are_rows() {
        let filter = [("q", "a b".to_owned()), ("state", String::new())];
        let first = Paging::new(1, 50).pager(50, 120, "/orders", &filter);
        assert_eq!((first.first, first.last, first.total, first.before), (1, 50, 120, None));
        assert_eq!(first.after.as_deref(), Some("/orders?q=a+b&page=2"));
        let last = Paging::new(3, 50).pager(20, 120, "/orders", &[]);
        assert_eq!((last.first, last.last, last.after), (101, 120, None));
        assert_eq!(last.before.as_deref(), Some("/orders?page=2"));
        let beyond = Paging::new(9, 50).pager(0, 120, "/orders", &[]);
        assert_eq!((beyond.first, beyond.last, beyond.after), (0, 0, None));
    }

    #[test]
    fn a_day_ends_where_the_next_begins_and_nonsense_is_no_limit() {
        let zone = TimeZone::UTC;
        assert_eq!(day_end("2026-11-22", &zone), day_start("2026-11-23", &zone));
        for odd in ["", "2026-13-01", "yesterday", "9999-12-31x", "-009999-01-01"] {
            let _ = (day_start(odd, &zone), day_end(odd, &zone));
        }
        assert_eq!(day_start("2026-13-01", &zone), None);
    }
}
