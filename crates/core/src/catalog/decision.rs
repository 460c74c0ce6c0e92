//! What a person decided about a product that waits. A decision is about one value and lasts as long as that value stands;
//! when the catalogue says something else, the product waits again.

use super::guard::ProductHold;
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest reason that is kept, in characters.
pub const REASON_LIMIT: usize = 300;

/// What a person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// It is right: write it.
    Accept,
    /// Leave the product as it is; one that has no product gets none.
    Keep,
    /// This product of the PSA is the right one.
    Choose {
        /// The PSA's id.
        product: String,
    },
    /// None of the listed products is right: make a new one.
    CreateNew,
}

/// An answer with what it is about and who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
    /// The value that it is about, as [`ProductHold::fingerprint`].
    pub about: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, in the person's words; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// What follows for a product from what it would wait for and what people decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling<'a> {
    /// Nobody decided: it waits.
    Wait,
    /// It goes on as if nothing were in its way.
    GoOn(&'a Decision),
    /// It is left as it is.
    Leave(&'a Decision),
}

/// What follows for a hold. The newest decision about it counts.
#[must_use]
pub fn ruling<'a>(hold: &ProductHold, decisions: &'a [Decision]) -> Ruling<'a> {
    match about(decisions, &hold.fingerprint()) {
        None => Ruling::Wait,
        Some(decision) if decision.answer == Answer::Keep => Ruling::Leave(decision),
        Some(decision) => Ruling::GoOn(decision),
    }
}

/// The newest decision about a value.
#[must_use]
pub fn about<'a>(decisions: &'a [Decision], fingerprint: &str) -> Option<&'a Decision> {
    decisions.iter().rev().find(|one| one.about == fingerprint)
}

/// The decisions with one more; an earlier one about the same value makes room.
#[must_use]
pub fn with(decisions: &[Decision], new: Decision) -> Vec<Decision> {
    let mut all: Vec<Decision> = decisions.iter().filter(|one| one.about != new.about).cloned().collect();
    all.push(new);
    all
}

impl Decision {
    /// Whether it is a choice between products, and not about a value of the catalogue.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        self.about.starts_with(ProductHold::CHOICE) || matches!(self.answer, Answer::Choose { .. } | Answer::CreateNew)
    }

    /// Whether a person said that the SKU gets no product, although there are some to choose from.
    #[must_use]
    pub fn leaves_out(&self) -> bool {
        self.answer == Answer::Keep && self.is_choice()
    }

    /// In words, for the activity log.
    #[must_use]
    pub fn sentence(&self) -> String {
        let what = match &self.answer {
            Answer::Accept => "Approved".to_owned(),
            Answer::Keep if self.is_choice() => "Left out".to_owned(),
            Answer::Keep => "Kept as it is".to_owned(),
            Answer::Choose { product } => format!("Product {product} chosen"),
            Answer::CreateNew => "A new product chosen".to_owned(),
        };
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by) };
        if self.reason.is_empty() { format!("{what}{by}.") } else { format!("{what}{by}: {}", self.reason) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_ms;
    use rust_decimal::Decimal;

    fn jump(now: i64) -> ProductHold {
        ProductHold::CostJump { before: Decimal::ONE, now: Decimal::from(now) }
    }

    fn decision(answer: Answer, hold: &ProductHold, at: i64) -> Decision {
        Decision { answer, about: hold.fingerprint(), by: "Dana".into(), at: from_ms(at), reason: String::new() }
    }

    #[test]
    fn a_decision_is_about_one_value_and_the_newest_counts() {
        let mut all = vec![decision(Answer::Accept, &jump(15), 1)];
        assert!(matches!(ruling(&jump(15), &all), Ruling::GoOn(_)));
        assert_eq!(ruling(&jump(16), &all), Ruling::Wait, "another cost waits again");
        all = with(&all, decision(Answer::Keep, &jump(15), 2));
        assert_eq!(all.len(), 1);
        assert!(matches!(ruling(&jump(15), &all), Ruling::Leave(kept) if kept.at == from_ms(2)));
        let part = ProductHold::OtherPart { before: "A".into(), now: "B".into() };
        all = with(&all, decision(Answer::Accept, &part, 3));
        assert!(matches!(ruling(&jump(15), &all), Ruling::Leave(_)), "two values, two decisions");
        assert!(matches!(ruling(&part, &all), Ruling::GoOn(_)));
    }

    #[test]
    fn leaving_out_is_told_from_keeping() {
        let several =
            ProductHold::SeveralProducts { products: vec!["7".into(), "9".into()], labels: Default::default() };
        let out = decision(Answer::Keep, &several, 1);
        assert!(out.leaves_out() && out.is_choice());
        assert_eq!(out.sentence(), "Left out by Dana.");
        let kept = Decision { reason: "A promotion.".into(), ..decision(Answer::Keep, &jump(15), 1) };
        assert!(!kept.leaves_out());
        assert_eq!(kept.sentence(), "Kept as it is by Dana: A promotion.");
        let chosen = Decision { by: String::new(), ..decision(Answer::Choose { product: "7".into() }, &several, 1) };
        assert_eq!(chosen.sentence(), "Product 7 chosen.");
    }

    #[test]
    fn a_decision_reads_back() {
        for answer in [Answer::Accept, Answer::Keep, Answer::Choose { product: "7".into() }, Answer::CreateNew] {
            let decision = decision(answer, &jump(15), 5);
            let text = serde_json::to_string(&decision).unwrap();
            assert_eq!(serde_json::from_str::<Decision>(&text).unwrap(), decision, "{text}");
        }
    }
}
