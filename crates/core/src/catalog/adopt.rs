//! Finding the product that exists already. Two hits are listed, never guessed.

use super::desired::reference;
use super::item::CatalogueItem;
use crate::capability::psa::Product;
use std::collections::{BTreeSet, HashMap};

/// Answers to the questions that are asked before anything is created.
#[derive(Debug, Default)]
pub struct Candidates<'a> {
    vendor: &'a str,
    by_reference: HashMap<String, Vec<&'a Product>>,
    by_vendor_part: HashMap<String, Vec<&'a Product>>,
    by_part: HashMap<String, Vec<&'a Product>>,
}

/// What was found for a row of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'a> {
    /// Nothing: it may be created.
    None,
    /// One product that is it.
    One(&'a Product),
    /// Several, or one that is not certain; their ids in order.
    Listed(Vec<String>),
}

impl<'a> Candidates<'a> {
    /// Sorts what was answered. `vendor` is the distributor's company in the PSA. A product may be in any list, and in more
    /// than one.
    #[must_use]
    pub fn new(vendor: &'a str, products: impl IntoIterator<Item = &'a Product>) -> Self {
        let mut found = Self { vendor, ..Self::default() };
        let mut seen = BTreeSet::new();
        for product in products {
            if !seen.insert(product.id.as_str()) {
                continue;
            }
            if let Some(reference) = &product.values.reference {
                found.by_reference.entry(key(reference)).or_default().push(product);
            }
            if let Some(part) = our_row_part(product, vendor) {
                found.by_vendor_part.entry(key(part)).or_default().push(product);
            }
            if let Some(part) = &product.values.manufacturer_part {
                found.by_part.entry(key(part)).or_default().push(product);
            }
        }
        found
    }

    /// The product of a row: by external reference, then by the distributor's part number, then by manufacturer and part
    /// number. A product that stands for another SKU of the same distributor is not certain: a vendor appears once on a
    /// product.
    #[must_use]
    pub fn find(&self, item: &CatalogueItem) -> Match<'a> {
        for hits in [self.by_reference.get(&key(&reference(&item.sku))), self.by_vendor_part.get(&key(&item.sku))] {
            match hits.map(Vec::as_slice) {
                None | Some([]) => {}
                Some([one]) => return Match::One(one),
                Some(several) => return listed(several),
            }
        }
        self.by_manufacturer(item)
    }

    fn by_manufacturer(&self, item: &CatalogueItem) -> Match<'a> {
        if item.manufacturer_part.trim().is_empty() {
            return Match::None;
        }
        let hits = self.by_part.get(&key(&item.manufacturer_part)).map(Vec::as_slice).unwrap_or_default();
        let maker = manufacturer_key(&item.manufacturer);
        let possible: Vec<&Product> = hits
            .iter()
            .copied()
            .filter(|product| {
                let theirs = product.manufacturer.as_deref().map(manufacturer_key).unwrap_or_default();
                theirs.is_empty() || maker.is_empty() || theirs == maker
            })
            .collect();
        let certain = |product: &Product| {
            let same_maker = product.manufacturer.as_deref().is_some_and(|theirs| manufacturer_key(theirs) == maker);
            same_maker && !maker.is_empty() && our_row_part(product, self.vendor).is_none_or(|part| part == item.sku)
        };
        match possible.as_slice() {
            [] => Match::None,
            [one] if certain(one) => Match::One(one),
            several => listed(several),
        }
    }
}

/// The SKU that a product has in its vendor row of the distributor.
#[must_use]
pub fn our_row_part<'a>(product: &'a Product, vendor: &str) -> Option<&'a str> {
    let row = product.vendor_rows.iter().find(|row| row.vendor == vendor)?;
    row.values.part_number.as_deref().map(str::trim).filter(|part| !part.is_empty())
}

/// A manufacturer's name without case, punctuation and legal form.
#[must_use]
pub fn manufacturer_key(name: &str) -> String {
    const FORMS: [&str; 14] = [
        "INC",
        "LLC",
        "LTD",
        "CORP",
        "CO",
        "COMPANY",
        "CORPORATION",
        "GMBH",
        "AG",
        "SA",
        "BV",
        "PLC",
        "LIMITED",
        "INCORPORATED",
    ];
    let words = name.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_uppercase).collect();
    let kept: Vec<&String> = words.iter().filter(|word| !FORMS.contains(&word.as_str())).collect();
    if kept.is_empty() { words.concat() } else { kept.into_iter().map(String::as_str).collect() }
}

fn key(text: &str) -> String {
    text.trim().to_uppercase()
}

fn listed<'a>(products: &[&'a Product]) -> Match<'a> {
    let mut ids: Vec<String> = products.iter().map(|product| product.id.clone()).collect();
    ids.sort();
    Match::Listed(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capability::psa::{ProductWrite, VendorRow, VendorRowWrite};
    use rstest::rstest;

    const VENDOR: &str = "201";

    fn product(id: &str) -> Product {
        Product {
            id: id.into(),
            active: true,
            values: ProductWrite::default(),
            manufacturer: None,
            vendor_rows: Vec::new(),
        }
    }

    fn referenced(id: &str, reference: &str) -> Product {
        let values = ProductWrite { reference: Some(reference.into()), ..ProductWrite::default() };
        Product { values, ..product(id) }
    }

    fn sold(id: &str, vendor: &str, part: &str) -> Product {
        let values = VendorRowWrite { part_number: Some(part.into()), ..VendorRowWrite::default() };
        let row = VendorRow { id: "9".into(), vendor: vendor.into(), values };
        Product { vendor_rows: vec![row], ..product(id) }
    }

    fn made(id: &str, maker: Option<&str>, part: &str) -> Product {
        let values = ProductWrite { manufacturer_part: Some(part.into()), ..ProductWrite::default() };
        Product { values, manufacturer: maker.map(str::to_owned), ..product(id) }
    }

    fn item() -> CatalogueItem {
        CatalogueItem {
            sku: "1000101".into(),
            manufacturer_part: "VX14-G5".into(),
            manufacturer: "VELTRAXIS INC.".into(),
            ..CatalogueItem::default()
        }
    }

    fn find(products: &[Product]) -> String {
        match Candidates::new(VENDOR, products).find(&item()) {
            Match::None => "none".into(),
            Match::One(product) => product.id.clone(),
            Match::Listed(ids) => format!("listed {}", ids.join(" ")),
        }
    }

    #[test]
    fn the_reference_comes_before_the_vendor_part_and_that_before_the_manufacturer() {
        let all =
            [made("3", Some("Veltraxis"), "vx14-g5"), sold("2", VENDOR, "1000101"), referenced("1", "tds-1000101")];
        assert_eq!(find(&all), "1");
        assert_eq!(find(&all[..2]), "2");
        assert_eq!(find(&all[..1]), "3");
        assert_eq!(find(&[]), "none");
    }

    #[test]
    fn two_hits_are_listed_and_never_guessed() {
        assert_eq!(find(&[referenced("8", "TDS-1000101"), referenced("7", "TDS-1000101")]), "listed 7 8");
        assert_eq!(
            find(&[made("5", Some("Veltraxis"), "VX14-G5"), made("4", Some("VELTRAXIS"), "VX14-G5")]),
            "listed 4 5"
        );
        let twice = referenced("8", "TDS-1000101");
        assert_eq!(find(&[twice.clone(), twice]), "8", "one product in two answers is one hit");
    }

    #[test]
    fn other_vendors_and_other_makers_do_not_count() {
        assert_eq!(find(&[sold("2", "999", "1000101")]), "none");
        assert_eq!(find(&[made("3", Some("Samplewell"), "VX14-G5")]), "none");
        assert_eq!(find(&[made("3", None, "VX14-G5")]), "listed 3", "without a maker it is not certain");
    }

    #[test]
    fn a_product_that_stands_for_another_sku_is_not_certain() {
        let mut taken = made("3", Some("Veltraxis"), "VX14-G5");
        taken.vendor_rows = sold("3", VENDOR, "1000999").vendor_rows;
        assert_eq!(find(&[taken]), "listed 3");
    }

    #[rstest]
    #[case("VELTRAXIS INC.", "Veltraxis, Inc", true)]
    #[case("Corvanelle Networks", "CORVANELLE NETWORKS LLC", true)]
    #[case("Corvanelle", "Corvanelle Networks", false)]
    #[case("Co.", "CO", true)]
    #[case("", "Co", false)]
    fn names_are_compared_without_their_legal_form(#[case] one: &str, #[case] other: &str, #[case] same: bool) {
        assert_eq!(manufacturer_key(one) == manufacturer_key(other), same);
    }
}
