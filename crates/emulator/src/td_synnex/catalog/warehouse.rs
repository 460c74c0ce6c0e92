//! The warehouses per country: identifier, place, and the column of the catalogue file that holds their stock. Columns and
//! places follow the 2025 layout; street lines are invented.

use crate::td_synnex::options::Country;

/// One warehouse.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::td_synnex) struct Warehouse {
    /// The number used in XML.
    pub(in crate::td_synnex) id: u32,
    /// City.
    pub(in crate::td_synnex) city: &'static str,
    /// Two-letter state or province.
    pub(in crate::td_synnex) state: &'static str,
    /// Zip or postal code.
    pub(in crate::td_synnex) zip: &'static str,
    /// Street line.
    pub(in crate::td_synnex) street: &'static str,
    /// Field of the catalogue file, counted from 1.
    pub(in crate::td_synnex) column: usize,
}

/// The number of the manufacturer's own stock, shipped by the manufacturer.
pub(in crate::td_synnex) const DIRECT_SHIP: u32 = 98;

const fn place(
    id: u32,
    city: &'static str,
    state: &'static str,
    zip: &'static str,
    street: &'static str,
    column: usize,
) -> Warehouse {
    Warehouse { id, city, state, zip, street, column }
}

const DIRECT: Warehouse = place(DIRECT_SHIP, "MFG Drop Shipped", "", "00000", "MFG Drop Shipped", 70);

static US: [Warehouse; 12] = [
    place(3, "Tracy", "CA", "95304", "1 Sample Depot Way", 16),
    place(6, "Romeoville", "IL", "60446", "2 Sample Depot Way", 22),
    place(7, "Southaven", "MS", "38671", "3 Sample Depot Way", 24),
    place(12, "Chino", "CA", "91710", "4 Sample Depot Way", 61),
    place(16, "Miami", "FL", "33182", "5 Sample Depot Way", 15),
    place(50, "Columbus", "OH", "43217", "6 Sample Depot Way", 30),
    place(502, "Suwanee", "GA", "30024", "7 Sample Depot Way", 56),
    place(503, "Swedesboro", "NJ", "08085", "8 Sample Depot Way", 62),
    place(504, "South Bend", "IN", "46628", "9 Sample Depot Way", 63),
    place(505, "Fort Worth", "TX", "76177", "10 Sample Depot Way", 64),
    place(506, "Fontana", "CA", "92337", "11 Sample Depot Way", 69),
    DIRECT,
];

static CA: [Warehouse; 6] = [
    place(26, "Dartmouth", "NS", "B3B 1X5", "1 Sample Depot Way", 16),
    place(29, "Guelph", "ON", "N1H 1B4", "2 Sample Depot Way", 22),
    place(31, "Calgary", "AB", "T2C 4G6", "3 Sample Depot Way", 20),
    place(80, "Mississauga", "ON", "L5T 2N7", "4 Sample Depot Way", 61),
    place(81, "Richmond", "BC", "V6V 1P6", "5 Sample Depot Way", 62),
    DIRECT,
];

/// All warehouses of a country, direct ship last.
pub(in crate::td_synnex) fn all(country: Country) -> &'static [Warehouse] {
    match country {
        Country::Us => &US,
        Country::Ca => &CA,
    }
}

/// A warehouse by its number.
pub(in crate::td_synnex) fn find(country: Country, id: u32) -> Option<&'static Warehouse> {
    all(country).iter().find(|warehouse| warehouse.id == id)
}

/// The file column of a warehouse, whichever country it is in; numbers are not shared between countries but for direct ship.
pub(in crate::td_synnex) fn column(id: u32) -> Option<usize> {
    US.iter().chain(&CA).find(|warehouse| warehouse.id == id).map(|warehouse| warehouse.column)
}
