//! Which columns hold which warehouse's stock, per country.
//!
//! Column positions have not moved between 2013 and 2025, but their meanings did: this table is that of 2025 and a seed.
//! Numbers are those of the XML services; the vendor warns that its identifier systems must not be converted into each
//! other, so an order should take a warehouse number from a price answer, not from here.

use crate::account::Country;

/// A warehouse's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warehouse {
    /// Column, counted from 1.
    pub column: u8,
    /// Number in the XML services.
    pub number: &'static str,
    /// City.
    pub city: &'static str,
    /// State or province.
    pub state: &'static str,
}

const fn at(column: u8, number: &'static str, city: &'static str, state: &'static str) -> Warehouse {
    Warehouse { column, number, city, state }
}

const US: &[Warehouse] = &[
    at(15, "16", "Miami", "FL"),
    at(16, "3", "Tracy", "CA"),
    at(22, "6", "Romeoville", "IL"),
    at(24, "7", "Southaven", "MS"),
    at(30, "50", "Columbus", "OH"),
    at(56, "502", "Suwanee", "GA"),
    at(61, "12", "Chino", "CA"),
    at(62, "503", "Swedesboro", "NJ"),
    at(63, "504", "South Bend", "IN"),
    at(64, "505", "Fort Worth", "TX"),
    at(69, "506", "Fontana", "CA"),
];

const CA: &[Warehouse] = &[
    at(16, "26", "Dartmouth", "NS"),
    at(20, "31", "Calgary", "AB"),
    at(22, "29", "Guelph", "ON"),
    at(61, "80", "Mississauga", "ON"),
    at(62, "81", "Richmond", "BC"),
];

/// The warehouse columns of a country's file, by column.
pub const fn warehouses(country: Country) -> &'static [Warehouse] {
    match country {
        Country::Us => US,
        Country::Ca => CA,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::column_name;

    #[test]
    fn every_warehouse_has_a_warehouse_column_of_its_own() {
        for country in [Country::Us, Country::Ca] {
            let columns: Vec<u8> = warehouses(country).iter().map(|one| one.column).collect();
            assert!(columns.is_sorted_by(|left, right| left < right), "{columns:?}");
            assert!(columns.iter().all(|column| column_name(*column) == "Warehouse quantity"), "{columns:?}");
        }
    }
}
