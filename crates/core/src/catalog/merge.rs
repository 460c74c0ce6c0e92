//! Which members of a product are written: each has one owner, and what a person changed in the PSA is respected.
//!
//! The base of the three-way comparison is what we wrote last. A person's value that differs from it is kept, and what we
//! would have written becomes the base all the same, so that it is asked about once and not in every run.

use crate::capability::psa::{ProductWrite, VendorRowWrite};
use serde::{Deserialize, Serialize};

/// Who decides about a member after the product was made or adopted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The sync: it is written whenever the distributor's value changes.
    Ours,
    /// The people in the PSA: it is written when the product is made, never again.
    Theirs,
    /// Both: it is written unless a person changed it.
    #[default]
    Merge,
}

/// The owner of each member that has a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Owners {
    /// Name.
    pub name: Owner,
    /// Description.
    pub description: Owner,
    /// Manufacturer and its part number.
    pub manufacturer: Owner,
    /// Product category.
    pub category: Owner,
    /// Billing code.
    pub billing_code: Owner,
    /// Unit cost, of the product and of the vendor row.
    pub cost: Owner,
    /// Unit price and list price.
    pub price: Owner,
}

impl Default for Owners {
    fn default() -> Self {
        let merge = Owner::Merge;
        Self {
            name: merge,
            description: merge,
            manufacturer: merge,
            category: merge,
            billing_code: merge,
            cost: Owner::Ours,
            price: Owner::Ours,
        }
    }
}

impl Owners {
    /// Without *update existing*: words and places of a product that exists belong to the people there.
    #[must_use]
    pub fn only_amounts(self) -> Self {
        let theirs = Owner::Theirs;
        Self { name: theirs, description: theirs, manufacturer: theirs, category: theirs, billing_code: theirs, ..self }
    }
}

/// What is written to a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The members to write.
    pub product: ProductWrite,
    /// The members of the vendor row to write.
    pub row: VendorRowWrite,
    /// Members that a person changed and that are therefore left alone.
    pub kept: Vec<&'static str>,
    /// Whether the present values must be read before this can be decided.
    pub must_read: bool,
}

impl Merged {
    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.product == ProductWrite::default() && self.row == VendorRowWrite::default()
    }

    /// How many calls it costs to write it.
    #[must_use]
    pub fn calls(&self) -> i64 {
        i64::from(self.product != ProductWrite::default()) + i64::from(self.row != VendorRowWrite::default())
    }
}

/// A product and its vendor row, as wanted, as written last or as they stand in the PSA.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The product.
    pub product: ProductWrite,
    /// Its vendor row.
    pub row: VendorRowWrite,
}

/// Decides what is written to a product that exists. `base` is what was written last, nothing for a product that is being
/// adopted; `current` is what stands in the PSA, where it was read.
#[must_use]
pub fn merge(desired: &Pair, base: Option<&Pair>, current: Option<&Pair>, owners: &Owners) -> Merged {
    let mut merged = Merged::default();
    macro_rules! decide {
        ($($part:ident . $member:ident: $owner:expr;)+) => {$(
            let member = Member {
                desired: desired.$part.$member.as_ref(),
                base: base.and_then(|pair| pair.$part.$member.as_ref()),
                current: current.map(|pair| pair.$part.$member.as_ref()),
                adopting: base.is_none(),
            };
            match member.decide($owner) {
                Verdict::Write => merged.$part.$member = desired.$part.$member.clone(),
                Verdict::Leave => {}
                Verdict::Kept => merged.kept.push(stringify!($member)),
                Verdict::Read => merged.must_read = true,
            }
        )+};
    }
    decide! {
        product.reference: Owner::Merge;
        product.name: owners.name;
        product.description: owners.description;
        product.manufacturer: owners.manufacturer;
        product.manufacturer_part: owners.manufacturer;
        product.category: owners.category;
        product.billing_code: owners.billing_code;
        product.unit_cost: owners.cost;
        product.unit_price: owners.price;
        product.list_price: owners.price;
        product.active: Owner::Merge;
        row.part_number: Owner::Ours;
        row.cost: owners.cost;
        row.active: Owner::Merge;
    }
    stock(desired, base, current, &mut merged);
    merged
}

/// The stock fields are ours alone. They are compared by what is no date: the date alone never causes a call.
fn stock(desired: &Pair, base: Option<&Pair>, current: Option<&Pair>, merged: &mut Merged) {
    let known = current.or(base).map(|pair| &pair.product.user_defined);
    let is_date = |value: &str| value.parse::<jiff::civil::Date>().is_ok();
    let differs = desired
        .product
        .user_defined
        .iter()
        .any(|(field, value)| !is_date(value) && known.and_then(|fields| fields.get(field)) != Some(value));
    if differs {
        merged.product.user_defined.clone_from(&desired.product.user_defined);
    }
}

struct Member<'a, T> {
    desired: Option<&'a T>,
    base: Option<&'a T>,
    /// `None` where it was not read.
    current: Option<Option<&'a T>>,
    adopting: bool,
}

enum Verdict {
    Write,
    Leave,
    Kept,
    Read,
}

impl<T: PartialEq> Member<'_, T> {
    fn decide(&self, owner: Owner) -> Verdict {
        if self.desired.is_none() || (self.desired == self.base && !self.adopting) {
            return Verdict::Leave;
        }
        match (owner, self.current) {
            (Owner::Theirs, _) => Verdict::Leave,
            (Owner::Ours, None) => Verdict::Write,
            (Owner::Merge, None) => Verdict::Read,
            (_, Some(current)) if current == self.desired => Verdict::Leave,
            (Owner::Ours, Some(_)) => Verdict::Write,
            (Owner::Merge, Some(current)) if current.is_none() || current == self.base => Verdict::Write,
            (Owner::Merge, Some(_)) => Verdict::Kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn pair(name: &str, cost: i64) -> Pair {
        Pair {
            product: ProductWrite {
                name: Some(name.into()),
                unit_cost: Some(Decimal::new(cost, 2)),
                ..ProductWrite::default()
            },
            row: VendorRowWrite { cost: Some(Decimal::new(cost, 2)), ..VendorRowWrite::default() },
        }
    }

    const OWNERS: fn() -> Owners = Owners::default;

    #[test]
    fn what_did_not_change_at_the_distributor_costs_nothing() {
        let merged = merge(&pair("Dock", 100), Some(&pair("Dock", 100)), None, &OWNERS());
        assert!(merged.is_empty() && !merged.must_read);
        assert_eq!(merged.calls(), 0);
    }

    #[test]
    fn a_cost_that_is_ours_is_written_without_reading() {
        let merged = merge(&pair("Dock", 120), Some(&pair("Dock", 100)), None, &OWNERS());
        assert_eq!(merged.product.unit_cost, Some(Decimal::new(120, 2)));
        assert_eq!(merged.row.cost, Some(Decimal::new(120, 2)));
        assert!(merged.product.name.is_none() && !merged.must_read);
        assert_eq!(merged.calls(), 2);
    }

    #[test]
    fn a_shared_name_is_read_before_it_is_written() {
        let (desired, base) = (pair("Dock Gen 2", 100), pair("Dock", 100));
        assert!(merge(&desired, Some(&base), None, &OWNERS()).must_read);
        let untouched = merge(&desired, Some(&base), Some(&pair("Dock", 100)), &OWNERS());
        assert_eq!(untouched.product.name.as_deref(), Some("Dock Gen 2"));
        let renamed = merge(&desired, Some(&base), Some(&pair("Ada's dock", 100)), &OWNERS());
        assert_eq!((renamed.product.name, renamed.kept), (None, vec!["name"]));
        let same = merge(&desired, Some(&base), Some(&pair("Dock Gen 2", 100)), &OWNERS());
        assert!(same.is_empty() && same.kept.is_empty());
    }

    #[test]
    fn their_fields_are_never_touched_after_the_beginning() {
        let owners = Owners { cost: Owner::Theirs, ..Owners::default().only_amounts() };
        let merged = merge(&pair("New", 500), Some(&pair("Old", 100)), Some(&pair("Other", 300)), &owners);
        assert!(merged.is_empty() && merged.kept.is_empty());
    }

    #[test]
    fn an_adopted_product_keeps_what_people_wrote_and_gets_what_is_empty() {
        let mut current = pair("Ada's dock", 90);
        current.product.name = Some("Ada's dock".into());
        let mut desired = pair("Dock", 100);
        desired.product.reference = Some("TDS-1".into());
        desired.product.description = Some("A dock".into());
        let merged = merge(&desired, None, Some(&current), &OWNERS());
        assert_eq!(merged.product.name, None);
        assert_eq!(merged.product.reference.as_deref(), Some("TDS-1"));
        assert_eq!(merged.product.description.as_deref(), Some("A dock"));
        assert_eq!(merged.product.unit_cost, Some(Decimal::new(100, 2)));
    }

    #[test]
    fn the_date_of_the_stock_alone_causes_nothing_but_goes_with_a_new_band() {
        let stock = |band: &str, date: &str| {
            let mut pair = pair("Dock", 100);
            pair.product.user_defined = [("Stock".into(), band.into()), ("Date".into(), date.into())].into();
            pair
        };
        let base = stock("10-49", "2026-11-21");
        assert!(merge(&stock("10-49", "2026-11-22"), Some(&base), None, &OWNERS()).is_empty());
        let merged = merge(&stock("1-9", "2026-11-22"), Some(&base), None, &OWNERS());
        assert_eq!(merged.product.user_defined["Date"], "2026-11-22");
        assert_eq!(merged.calls(), 1);
    }

    proptest! {
        #[test]
        fn a_foreign_value_is_never_overwritten_unless_its_field_is_ours(base in "[a-c]", wanted in "[a-c]", found in "[a-c]") {
            let merged = merge(&pair(&wanted, 1), Some(&pair(&base, 1)), Some(&pair(&found, 1)), &OWNERS());
            if let Some(written) = merged.product.name {
                prop_assert_eq!(&found, &base);
                prop_assert_eq!(written, wanted);
            }
        }
    }
}
