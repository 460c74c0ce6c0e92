//! What happens to a product whose SKU is no longer sold. Nothing is deleted, and what people had before us stays theirs.

use crate::capability::psa::Product;

/// What is set inactive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retire {
    /// The product: we made it, and nobody else sells it.
    Product,
    /// Our vendor row alone, by its id: others sell the product, or it was there before us.
    Row(String),
    /// Nothing: it is inactive already.
    Nothing,
    /// Nothing: it was there before us, and a product keeps at least one active vendor. A person decides.
    LeftToPeople,
}

/// Decides for a product of the distributor `vendor`; `ours` where the sync made it.
#[must_use]
pub fn retire(product: &Product, vendor: &str, ours: bool) -> Retire {
    if !product.active {
        return Retire::Nothing;
    }
    let is_active = |active: Option<bool>| active != Some(false);
    let others = product.vendor_rows.iter().any(|row| row.vendor != vendor && is_active(row.values.active));
    let row = product.vendor_rows.iter().find(|row| row.vendor == vendor);
    match row {
        Some(row) if others && is_active(row.values.active) => Retire::Row(row.id.clone()),
        _ if others => Retire::Nothing,
        _ if ours => Retire::Product,
        _ => Retire::LeftToPeople,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capability::psa::{ProductWrite, VendorRow, VendorRowWrite};

    fn product(rows: &[(&str, bool)]) -> Product {
        let row = |(vendor, active): &(&str, bool)| VendorRow {
            id: format!("row-{vendor}"),
            vendor: (*vendor).into(),
            values: VendorRowWrite { active: Some(*active), ..VendorRowWrite::default() },
        };
        Product {
            id: "1".into(),
            active: true,
            values: ProductWrite::default(),
            manufacturer: None,
            vendor_rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn each_situation_has_its_answer() {
        let ours_alone = product(&[("201", true)]);
        assert_eq!(retire(&ours_alone, "201", true), Retire::Product);
        assert_eq!(retire(&ours_alone, "201", false), Retire::LeftToPeople);
        let shared = product(&[("201", true), ("300", true)]);
        for made_by_us in [true, false] {
            assert_eq!(retire(&shared, "201", made_by_us), Retire::Row("row-201".into()));
        }
        assert_eq!(retire(&product(&[("201", false), ("300", true)]), "201", true), Retire::Nothing);
        assert_eq!(retire(&product(&[("201", true), ("300", false)]), "201", true), Retire::Product);
        let mut inactive = ours_alone;
        inactive.active = false;
        assert_eq!(retire(&inactive, "201", true), Retire::Nothing);
    }
}
