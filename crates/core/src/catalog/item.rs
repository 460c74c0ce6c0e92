//! One product of a distributor's catalogue, as its file gives it. No vendor's column numbers are known here.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Whether a row of the catalogue is an ordinary product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It can be bought.
    #[default]
    Listed,
    /// A kit of several products.
    Kit,
    /// A bookkeeping row that is no product.
    NonStock,
    /// No longer sold, or at its end of life.
    Discontinued,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Listed, Self::Kit, Self::NonStock, Self::Discontinued];

    /// The word kept in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Kit => "kit",
            Self::NonStock => "non_stock",
            Self::Discontinued => "discontinued",
        }
    }

    /// Reads the word kept in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// One product of a distributor's catalogue. Amounts are in the currency of the distributor account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueItem {
    /// The distributor's key: what is ordered by.
    pub sku: String,
    /// The manufacturer's part number; empty where the file has none.
    pub manufacturer_part: String,
    /// The manufacturer's name; empty where the file has none.
    pub manufacturer: String,
    /// The distributor's own part number, for people only.
    pub distributor_part: String,
    /// Short description; distributors cut it, often in the middle of a word.
    pub description: String,
    /// Long description, where the account gets one.
    pub long_description: Option<String>,
    /// Category code: three signs for each of up to three levels.
    pub category: String,
    /// Media type, such as `SWL` for a licence; empty where the file has none.
    pub media: String,
    /// Whether it is an ordinary product.
    pub standing: Standing,
    /// What the account pays now, promotions included.
    pub cost: Option<Decimal>,
    /// What the account pays without promotions.
    pub regular_cost: Option<Decimal>,
    /// The manufacturer's list price.
    pub msrp: Option<Decimal>,
    /// The lowest price that may be advertised.
    pub map_price: Option<Decimal>,
    /// Units in all warehouses.
    pub quantity: i64,
    /// Units that the manufacturer ships directly.
    pub direct_ship: Option<i64>,
    /// Units per warehouse, by the distributor's number of it; warehouses without any may be left out.
    pub stock: Vec<(String, i64)>,
    /// When more is expected.
    pub eta: Option<Date>,
    /// The fewest units that may be ordered.
    pub minimum_quantity: Option<i64>,
    /// Whether units carry serial numbers.
    pub serialized: Option<bool>,
    /// A licence or warranty: nothing is shipped.
    pub is_virtual: bool,
    /// An order needs data about the end user.
    pub end_user_data: bool,
    /// Universal product code.
    pub upc: Option<String>,
    /// Shipping weight in pounds.
    pub weight: Option<Decimal>,
    /// The SKU that replaces it.
    pub replacement: Option<String>,
}

impl CatalogueItem {
    /// The category codes of its levels, widest first: `002`, `002057`, `002057660`. Levels that the code lacks, and
    /// levels of zeros, are left out.
    pub fn category_levels(&self) -> impl Iterator<Item = &str> {
        category_levels(&self.category)
    }
}

/// The codes of the levels of a category code, widest first.
pub fn category_levels(code: &str) -> impl Iterator<Item = &str> {
    [3, 6, 9].into_iter().filter_map(move |end| {
        let level = code.get(..end)?;
        (end == 3 || level.get(end - 3..) != Some("000")).then_some(level)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_code_has_up_to_three_levels() {
        let levels = |code: &'static str| category_levels(code).collect::<Vec<_>>();
        assert_eq!(levels("002057660"), ["002", "002057", "002057660"]);
        assert_eq!(levels("001102000"), ["001", "001102"]);
        assert_eq!(levels("552"), ["552"]);
        assert_eq!(levels("5"), Vec::<&str>::new());
        assert_eq!(levels("éé"), Vec::<&str>::new());
    }

    #[test]
    fn words_read_back() {
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.as_str()), Some(standing));
        }
        assert_eq!(Standing::parse("gone"), None);
    }
}
