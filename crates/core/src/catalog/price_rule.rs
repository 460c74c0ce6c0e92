//! The selling price: by the user's rule, and never silently below cost.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// How the selling price is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PriceRule {
    /// It is left alone.
    #[default]
    Keep,
    /// Cost and so many percent of it.
    Markup {
        /// Percent of the cost.
        percent: Decimal,
    },
    /// The manufacturer's list price.
    Msrp,
    /// Cost and an amount.
    CostPlus {
        /// The amount.
        amount: Decimal,
    },
}

/// How a price is rounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the cent, half away from zero.
    #[default]
    Cent,
    /// Up to the next whole unit.
    UnitUp,
    /// Up to the next price that ends in .99.
    NinetyNine,
}

/// What happens to a price below cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BelowCost {
    /// The product waits for a person.
    #[default]
    Hold,
    /// The price becomes the cost.
    RaiseToCost,
    /// It is written all the same: an explicit wish.
    Allow,
}

/// Rule, rounding and what happens below cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriceSettings {
    /// The rule.
    pub rule: PriceRule,
    /// The rounding.
    pub rounding: Rounding,
    /// Below cost.
    pub below_cost: BelowCost,
}

/// The price of one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priced {
    /// It is left alone, by the rule or because the file gives nothing to make it from.
    Keep,
    /// It is this.
    Price(Decimal),
    /// The rule gives this, below cost.
    Below {
        /// What the rule gives.
        price: Decimal,
        /// The cost.
        cost: Decimal,
    },
}

impl PriceSettings {
    /// The price for a cost and a list price.
    #[must_use]
    pub fn price(&self, cost: Option<Decimal>, msrp: Option<Decimal>) -> Priced {
        let cost = cost.filter(|cost| *cost > Decimal::ZERO);
        let raw = match self.rule {
            PriceRule::Keep => None,
            PriceRule::Markup { percent } => cost
                .and_then(|cost| cost.checked_mul(Decimal::ONE_HUNDRED + percent))
                .map(|hundred| hundred / Decimal::ONE_HUNDRED),
            PriceRule::Msrp => msrp.filter(|msrp| *msrp > Decimal::ZERO),
            PriceRule::CostPlus { amount } => cost.and_then(|cost| cost.checked_add(amount)),
        };
        let Some(price) = raw.map(|raw| self.rounding.apply(raw)) else { return Priced::Keep };
        let Some(cost) = cost.filter(|cost| price < *cost) else { return Priced::Price(price) };
        match self.below_cost {
            BelowCost::Hold => Priced::Below { price, cost },
            BelowCost::RaiseToCost => Priced::Price(cost),
            BelowCost::Allow => Priced::Price(price),
        }
    }
}

impl Rounding {
    fn apply(self, price: Decimal) -> Decimal {
        let cents = price.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        match self {
            Self::Cent => cents,
            Self::UnitUp => cents.ceil(),
            Self::NinetyNine => {
                let end = Decimal::new(99, 2);
                let candidate = cents.floor() + end;
                if candidate >= cents { candidate } else { candidate + Decimal::ONE }
            }
        }
        .normalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn amount(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn rule(rule: PriceRule) -> PriceSettings {
        PriceSettings { rule, ..PriceSettings::default() }
    }

    #[rstest]
    #[case(PriceRule::Keep, Priced::Keep)]
    #[case(PriceRule::Markup { percent: amount("25") }, Priced::Price(amount("924.10")))]
    #[case(PriceRule::Markup { percent: amount("0") }, Priced::Price(amount("739.28")))]
    #[case(PriceRule::CostPlus { amount: amount("10.555") }, Priced::Price(amount("749.84")))]
    #[case(PriceRule::Msrp, Priced::Below { price: amount("722.10"), cost: amount("739.28") })]
    fn each_rule_gives_its_price(#[case] of: PriceRule, #[case] expected: Priced) {
        assert_eq!(rule(of).price(Some(amount("739.28")), Some(amount("722.10"))), expected);
    }

    #[test]
    fn below_cost_is_held_raised_or_allowed_as_chosen() {
        let priced = |below_cost| {
            PriceSettings { rule: PriceRule::Msrp, below_cost, ..PriceSettings::default() }
                .price(Some(amount("10")), Some(amount("9")))
        };
        assert_eq!(priced(BelowCost::Hold), Priced::Below { price: amount("9"), cost: amount("10") });
        assert_eq!(priced(BelowCost::RaiseToCost), Priced::Price(amount("10")));
        assert_eq!(priced(BelowCost::Allow), Priced::Price(amount("9")));
    }

    #[test]
    fn nothing_is_made_from_nothing() {
        assert_eq!(rule(PriceRule::Msrp).price(Some(amount("5")), None), Priced::Keep);
        for of in [PriceRule::Markup { percent: amount("20") }, PriceRule::CostPlus { amount: amount("5") }] {
            assert_eq!(rule(of).price(Some(Decimal::ZERO), Some(amount("9"))), Priced::Keep);
            assert_eq!(rule(of).price(None, Some(amount("9"))), Priced::Keep);
        }
    }

    #[rstest]
    #[case(Rounding::NinetyNine, "19.991", "19.99")]
    #[case(Rounding::NinetyNine, "20", "20.99")]
    #[case(Rounding::NinetyNine, "19.995", "20.99")]
    #[case(Rounding::UnitUp, "20.001", "20")]
    #[case(Rounding::UnitUp, "20.01", "21")]
    #[case(Rounding::Cent, "1.005", "1.01")]
    fn prices_are_rounded(#[case] rounding: Rounding, #[case] raw: &str, #[case] expected: &str) {
        assert_eq!(rounding.apply(amount(raw)), amount(expected));
    }

    proptest! {
        #[test]
        fn without_leave_no_price_is_below_cost(cost in 1_i64..10_000_000, msrp in 0_i64..10_000_000, percent in -50_i64..200, pick in 0..9_u8) {
            let of = match pick / 3 {
                0 => PriceRule::Markup { percent: Decimal::from(percent) },
                1 => PriceRule::Msrp,
                _ => PriceRule::CostPlus { amount: Decimal::new(percent, 1) },
            };
            let rounding = [Rounding::Cent, Rounding::UnitUp, Rounding::NinetyNine][usize::from(pick % 3)];
            let cost = Decimal::new(cost, 2);
            for below_cost in [BelowCost::Hold, BelowCost::RaiseToCost] {
                let settings = PriceSettings { rule: of, rounding, below_cost };
                if let Priced::Price(price) = settings.price(Some(cost), Some(Decimal::new(msrp, 2))) {
                    prop_assert!(price >= cost);
                }
            }
        }
    }
}
