//! What a plan keeps about one SKU: enough to do it, and enough for a person to judge it.

use linkspan_core::capability::psa::ProductWrite;
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::catalog::merge::Pair;
use linkspan_core::problem::Problem;
use linkspan_store::PlanItem;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rest of a plan's row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanDetail {
    /// What product and vendor row should look like.
    pub desired: Pair,
    /// What stands there, as far as it was read or written last; nothing for a product that is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Pair>,
    /// What of that is written; nothing where all of it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write: Option<Pair>,
    /// The product that is adopted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Why it waits for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<ProductHold>,
    /// What a person decided, or why it was passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fields that people changed and that stay theirs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
    /// Whether the present values are read before anything is written.
    pub must_read: bool,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// A stable word for the field: `name`, `unit_cost`, `vendor_cost`, ...; the label of a field that people defined.
    pub field: String,
    /// Before; nothing where it was empty or is not known.
    pub before: Option<String>,
    /// After.
    pub after: String,
}

impl PlanDetail {
    /// Reads what a plan keeps.
    ///
    /// # Errors
    /// `plan_unreadable` where another version wrote it.
    pub fn of(item: &PlanItem) -> Result<Self, Problem> {
        serde_json::from_value(item.detail.clone()).map_err(|error| {
            Problem::permanent("plan_unreadable", "The plan cannot be read. Make it once more.").caused_by(error)
        })
    }

    /// The fields that are written, and differ from what stands there.
    #[must_use]
    pub fn changes(&self) -> Vec<FieldChange> {
        changes(self.before.as_ref(), self.write.as_ref().unwrap_or(&self.desired))
    }
}

/// The fields in which `after` says something else than `before`.
#[must_use]
pub fn changes(before: Option<&Pair>, after: &Pair) -> Vec<FieldChange> {
    let old = before.map(fields).unwrap_or_default();
    let known = |field: &str| old.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
    fields(after)
        .into_iter()
        .filter_map(|(field, value)| {
            let before = known(&field);
            (before.as_ref() != Some(&value)).then_some(FieldChange { field, before, after: value })
        })
        .collect()
}

fn fields(pair: &Pair) -> Vec<(String, String)> {
    let ProductWrite { user_defined, .. } = &pair.product;
    let product = &pair.product;
    let amount = |amount: Option<Decimal>| amount.map(amount_text);
    let named = [
        ("reference", product.reference.clone()),
        ("name", product.name.clone()),
        ("description", product.description.clone()),
        ("manufacturer", product.manufacturer.clone()),
        ("manufacturer_part", product.manufacturer_part.clone()),
        ("category", product.category.clone()),
        ("billing_code", product.billing_code.clone()),
        ("unit_cost", amount(product.unit_cost)),
        ("unit_price", amount(product.unit_price)),
        ("list_price", amount(product.list_price)),
        ("active", product.active.map(|flag| flag.to_string())),
        ("vendor_part", pair.row.part_number.clone()),
        ("vendor_cost", amount(pair.row.cost)),
    ];
    let own = user_defined.iter().map(|(field, value)| (field.clone(), value.clone()));
    named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).chain(own).collect()
}

/// An amount with two places, or with as many as it has.
fn amount_text(amount: Decimal) -> String {
    let amount = amount.normalize();
    if amount.scale() < 2 { format!("{amount:.2}") } else { amount.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::capability::psa::VendorRowWrite;
    fn pair(name: &str, cost: i64) -> Pair {
        Pair {
            product: ProductWrite { name: Some(name.into()), ..ProductWrite::default() },
            row: VendorRowWrite { cost: Some(Decimal::new(cost, 2)), ..VendorRowWrite::default() },
        }
    }

    #[test]
    fn only_fields_that_differ_are_shown_and_amounts_have_cents() {
        let shown = changes(Some(&pair("Dock", 1_000)), &pair("Dock", 1_250));
        assert_eq!(shown.len(), 1);
        assert_eq!(
            (shown[0].field.as_str(), shown[0].before.as_deref(), shown[0].after.as_str()),
            ("vendor_cost", Some("10.00"), "12.50")
        );
        assert_eq!(changes(None, &pair("Dock", 1_000)).len(), 2);
        let both = PlanDetail {
            desired: pair("Dock", 1_250),
            before: Some(pair("Ada's dock", 1_000)),
            write: Some(Pair { row: pair("", 1_250).row, ..Pair::default() }),
            ..PlanDetail::default()
        };
        let fields: Vec<_> = both.changes().into_iter().map(|change| change.field).collect();
        assert_eq!(fields, ["vendor_cost"], "what is not written does not change");
        assert_eq!(amount_text(Decimal::new(12_345, 4)), "1.2345");
        assert!(changes(Some(&pair("Dock", 1_000)), &pair("Dock", 1_000)).is_empty());
    }
}
