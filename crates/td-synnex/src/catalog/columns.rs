//! The 70 columns: their numbers, their names, and which of them must be numbers.

/// Columns of a row. Rows may have more, which are reserved, up to [`MOST_COLUMNS`].
pub(super) const COLUMNS: usize = 70;
/// The layout numbers fields to 99.
pub(super) const MOST_COLUMNS: usize = 99;

pub(super) const TRADING_PARTNER: u8 = 1;
pub(super) const RECORD: u8 = 2;
pub(super) const MANUFACTURER_PART: u8 = 3;
pub(super) const PART_NUMBER: u8 = 4;
pub(super) const SKU: u8 = 5;
pub(super) const STATUS: u8 = 6;
pub(super) const DESCRIPTION: u8 = 7;
pub(super) const MANUFACTURER: u8 = 8;
pub(super) const VENDOR_NUMBER: u8 = 9;
pub(super) const QUANTITY: u8 = 10;
pub(super) const CONTRACT_PRICE: u8 = 13;
pub(super) const MSRP: u8 = 14;
pub(super) const RETURNABLE: u8 = 17;
pub(super) const PARCEL_SHIPPABLE: u8 = 19;
pub(super) const UNIT_COST: u8 = 21;
pub(super) const MEDIA_TYPE: u8 = 23;
pub(super) const CATEGORY: u8 = 25;
pub(super) const WEIGHT: u8 = 28;
pub(super) const SERIALIZED: u8 = 29;
pub(super) const MAP_PRICE: u8 = 31;
pub(super) const ORIGIN: u8 = 32;
pub(super) const UPC: u8 = 34;
pub(super) const UNSPSC: u8 = 35;
pub(super) const PRODUCT_LINE: u8 = 36;
pub(super) const CREATED: u8 = 37;
pub(super) const ATTRIBUTES: u8 = 38;
pub(super) const ETA: u8 = 39;
pub(super) const ABC: u8 = 40;
pub(super) const KIT: u8 = 41;
pub(super) const PROMOTION: u8 = 47;
pub(super) const PROMOTION_COMMENT: u8 = 48;
pub(super) const PROMOTION_END: u8 = 49;
pub(super) const LONG_DESCRIPTION: [u8; 3] = [50, 51, 52];
pub(super) const FRENCH_DESCRIPTION: u8 = 59;
pub(super) const REPLACEMENT: u8 = 65;
pub(super) const MINIMUM_QUANTITY: u8 = 66;
pub(super) const REQUIREMENTS: u8 = 67;
pub(super) const GOVERNMENT_CLASS: u8 = 68;
pub(super) const DIRECT_SHIP_QUANTITY: u8 = 70;

/// Columns that must hold an amount or nothing: those that are read as such. A product is not lost for an odd price of a kind
/// that nobody asks for.
pub(super) const AMOUNTS: [u8; 5] = [CONTRACT_PRICE, MSRP, UNIT_COST, WEIGHT, MAP_PRICE];
/// Columns that must hold a whole number or nothing, in every country; the warehouses' columns come on top.
pub(super) const QUANTITIES: [u8; 3] = [QUANTITY, MINIMUM_QUANTITY, DIRECT_SHIP_QUANTITY];

const NAMES: [&str; COLUMNS] = [
    "Trading partner code",
    "Record ID",
    "Manufacturer part number",
    "TD SYNNEX part number",
    "TD SYNNEX SKU",
    "Status",
    "Description",
    "Manufacturer name",
    "Vendor number",
    "Quantity of all locations",
    "Allocated",
    "On order",
    "Contract price",
    "MSRP",
    "Warehouse quantity",
    "Warehouse quantity",
    "Returnable",
    "Reserved",
    "Parcel shippable",
    "Warehouse quantity",
    "Unit cost",
    "Warehouse quantity",
    "Media type",
    "Warehouse quantity",
    "Category code",
    "Reserved",
    "Product code",
    "Ship weight",
    "Serialized",
    "Warehouse quantity",
    "MAP price",
    "Countries of origin",
    "Healthcare price",
    "UPC",
    "UNSPSC",
    "Product line code",
    "SKU created",
    "SKU attributes",
    "ETA date",
    "ABC code",
    "Kit flag",
    "State price",
    "Federal price",
    "Education price",
    "TAA",
    "GSA price",
    "Promotion flag",
    "Promotion comment",
    "Promotion end",
    "Long description 1",
    "Long description 2",
    "Long description 3",
    "Length",
    "Width",
    "Height",
    "Warehouse quantity",
    "GSA not-to-exceed price",
    "Platform",
    "French description",
    "Street date",
    "Warehouse quantity",
    "Warehouse quantity",
    "Warehouse quantity",
    "Warehouse quantity",
    "Replacement SKU",
    "Minimum order quantity",
    "Purchasing requirements",
    "Government class",
    "Warehouse quantity",
    "Vendor direct-ship quantity",
];

/// Name of a column, counted from 1, as the layout names it.
pub fn column_name(number: u8) -> &'static str {
    usize::from(number).checked_sub(1).and_then(|index| NAMES.get(index)).copied().unwrap_or("Reserved")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_at_their_numbers() {
        for (number, name) in [
            (SKU, "TD SYNNEX SKU"),
            (CONTRACT_PRICE, "Contract price"),
            (CATEGORY, "Category code"),
            (ABC, "ABC code"),
            (REPLACEMENT, "Replacement SKU"),
            (DIRECT_SHIP_QUANTITY, "Vendor direct-ship quantity"),
            (0, "Reserved"),
            (99, "Reserved"),
        ] {
            assert_eq!(column_name(number), name);
        }
    }
}
