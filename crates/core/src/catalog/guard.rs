//! What waits for a person instead of being written.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More than this part of the linked SKUs gone in one file is not believed, in percent.
pub const GONE_PERCENT: i64 = 5;
/// A cost that changes by more than this is not believed, in percent.
pub const COST_PERCENT: i64 = 50;

/// Why a product waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ProductHold {
    /// The file gives no cost, or zero.
    CostZero,
    /// The cost jumped.
    CostJump {
        /// What was written last.
        before: Decimal,
        /// What the file says.
        now: Decimal,
    },
    /// The SKU stands for another manufacturer part number than before.
    OtherPart {
        /// What was written last.
        before: String,
        /// What the file says.
        now: String,
    },
    /// The rule gives a price below cost.
    BelowCost {
        /// What the rule gives.
        price: Decimal,
        /// The cost.
        cost: Decimal,
    },
    /// More than one product could be meant, or one that is not certain.
    SeveralProducts {
        /// The PSA's ids of those.
        products: Vec<String>,
        /// What people call them, by id.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        labels: BTreeMap<String, String>,
    },
    /// The SKU is gone from the file together with too many others.
    GoneWithMany {
        /// How many linked SKUs are gone.
        gone: i64,
        /// How many linked SKUs there are.
        of: i64,
    },
}

impl ProductHold {
    /// What the fingerprint of a choice between products begins with.
    pub const CHOICE: &'static str = "products:";
    /// The fingerprint of a SKU that is gone with many others.
    pub const GONE: &'static str = "gone";

    /// A stable word for lists and filters.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CostZero => "cost_zero",
            Self::CostJump { .. } => "cost_jump",
            Self::OtherPart { .. } => "other_part_number",
            Self::BelowCost { .. } => "price_below_cost",
            Self::SeveralProducts { .. } => "several_products",
            Self::GoneWithMany { .. } => "gone_with_many",
        }
    }

    /// What a person approves: this and nothing else. Another cost, part number or price waits again.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        match self {
            Self::CostZero => "cost:0".to_owned(),
            Self::CostJump { now, .. } => format!("cost:{}", now.normalize()),
            Self::OtherPart { now, .. } => format!("part:{now}"),
            Self::BelowCost { price, cost } => format!("price:{}<{}", price.normalize(), cost.normalize()),
            Self::SeveralProducts { products, .. } => format!("{}{}", Self::CHOICE, products.join(",")),
            Self::GoneWithMany { .. } => Self::GONE.to_owned(),
        }
    }

    /// What happened and what to do, in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::CostZero => {
                "The catalogue gives no cost for this product. Ask the distributor, or approve it as it is.".to_owned()
            }
            Self::CostJump { before, now } => format!(
                "The cost went from {before:.2} to {now:.2}, by more than {COST_PERCENT} %. Approve the new cost if it is right."
            ),
            Self::OtherPart { before, now } => format!(
                "The SKU stood for part number {before} and now stands for {now}. Approve it if it is the same product."
            ),
            Self::BelowCost { price, cost } => format!(
                "The price rule gives {price:.2}, below the cost of {cost:.2}. Change the rule, or approve this price."
            ),
            Self::SeveralProducts { products, .. } => format!(
                "Autotask has products that could be this one ({}). Choose the right one, or have a new one created.",
                products.join(", ")
            ),
            Self::GoneWithMany { gone, of } => format!(
                "{gone} of {of} linked products are gone from one file, more than {GONE_PERCENT} %. Approve them if the file is right."
            ),
        }
    }
}

/// Whether a cost must be looked at: none, zero, or more than [`COST_PERCENT`] away from what was written last.
#[must_use]
pub fn cost_hold(before: Option<Decimal>, now: Option<Decimal>) -> Option<ProductHold> {
    let Some(now) = now.filter(|now| *now > Decimal::ZERO) else { return Some(ProductHold::CostZero) };
    let before = before.filter(|before| *before > Decimal::ZERO)?;
    let moved = (now - before).abs() * Decimal::ONE_HUNDRED;
    (moved > before * Decimal::from(COST_PERCENT)).then_some(ProductHold::CostJump { before, now })
}

/// Whether a SKU changed its part number. Case and outer blanks do not count.
#[must_use]
pub fn part_hold(before: Option<&str>, now: &str) -> Option<ProductHold> {
    let before = before?.trim();
    let same = before.is_empty() || before.eq_ignore_ascii_case(now.trim());
    (!same).then(|| ProductHold::OtherPart { before: before.to_owned(), now: now.trim().to_owned() })
}

/// Whether too many linked SKUs are gone at once.
#[must_use]
pub fn too_many_gone(gone: i64, linked: i64) -> bool {
    gone.saturating_mul(100) > linked.saturating_mul(GONE_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn amount(text: &str) -> Option<Decimal> {
        text.parse().ok()
    }

    #[rstest]
    #[case("100", "150", None)]
    #[case("100", "150.01", Some("cost_jump"))]
    #[case("100", "50", None)]
    #[case("100", "49.99", Some("cost_jump"))]
    #[case("100", "0", Some("cost_zero"))]
    #[case("100", "", Some("cost_zero"))]
    #[case("", "5", None)]
    #[case("0", "5", None)]
    #[case("", "0", Some("cost_zero"))]
    fn costs_that_are_not_believed_wait(#[case] before: &str, #[case] now: &str, #[case] expected: Option<&str>) {
        let hold = cost_hold(amount(before), amount(now));
        assert_eq!(hold.as_ref().map(ProductHold::code), expected);
    }

    #[rstest]
    #[case(Some("VX14"), "VX14", false)]
    #[case(Some("vx14 "), "VX14", false)]
    #[case(Some("VX14"), "VX15", true)]
    #[case(Some(""), "VX15", false)]
    #[case(None, "VX15", false)]
    fn another_part_number_waits(#[case] before: Option<&str>, #[case] now: &str, #[case] held: bool) {
        assert_eq!(part_hold(before, now).is_some(), held);
    }

    #[rstest]
    #[case(5, 100, false)]
    #[case(6, 100, true)]
    #[case(1, 19, true)]
    #[case(1, 20, false)]
    #[case(0, 0, false)]
    fn a_twentieth_may_go_at_once(#[case] gone: i64, #[case] linked: i64, #[case] held: bool) {
        assert_eq!(too_many_gone(gone, linked), held);
    }

    #[test]
    fn an_approval_is_for_one_value() {
        let jump = |now: i64| ProductHold::CostJump { before: Decimal::ONE, now: Decimal::new(now, 2) }.fingerprint();
        assert_eq!(jump(1_500), "cost:15");
        assert_ne!(jump(1_500), jump(1_501));
        let below = ProductHold::BelowCost { price: Decimal::new(900, 2), cost: Decimal::TEN };
        assert_eq!((below.code(), below.fingerprint().as_str()), ("price_below_cost", "price:9<10"));
        assert!(below.sentence().contains("9.00") && below.sentence().contains("10.00"));
    }
}
