//! The catalogue file alone, without a server: for benchmarks and for trying an import.

use std::io::{self, Write};

use jiff::civil::Date;

use super::catalog::{self, Catalog, DayShares, FileKind};
use super::options::Options;

/// Writes the full catalogue file that an emulator with these options would serve, and answers the number of product rows.
///
/// `first_date` is the day of the first file; each entry of `days` goes on by one day, so that one entry gives the next
/// day's file with that share of changed, new and gone rows.
///
/// # Errors
/// When the writer fails.
pub fn write_catalogue(options: &Options, first_date: Date, days: &[DayShares], out: impl Write) -> io::Result<u64> {
    let pinned = options.pinned_parts.clone();
    let mut catalog = Catalog::new(options.country, &options.account, options.rows, options.seed, pinned, first_date);
    catalog.odd_bytes = options.odd_bytes;
    for shares in days {
        catalog.next_day(*shares);
    }
    catalog::write_ap(&catalog, FileKind::Full, options.settings.total_includes_direct_ship, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(days: &[DayShares]) -> (u64, Vec<u8>) {
        let mut file = Vec::new();
        let day = jiff::civil::date(2026, 11, 2);
        (write_catalogue(&Options::default(), day, days, &mut file).unwrap(), file)
    }

    #[test]
    fn the_same_options_give_the_same_file_and_a_day_changes_its_share() {
        let (rows, first) = file(&[]);
        assert_eq!(file(&[]).1, first);
        assert_eq!(rows as usize, first.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() - 1);
        let (_, next) = file(&[DayShares { changed: 0.1, new: 0.0, gone: 0.0 }]);
        let (first, next) = (String::from_utf8_lossy(&first), String::from_utf8_lossy(&next));
        let changed = first.lines().zip(next.lines()).skip(2).filter(|(before, after)| before != after).count();
        assert!((60..140).contains(&changed), "{changed} of a thousand rows");
    }
}
