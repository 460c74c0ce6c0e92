//! Why an order is held: a code, the place, the limit and what was found, so that a page can say it in any language.

use super::state::words;
use serde::{Deserialize, Serialize};
use std::fmt;

words! {
    /// The kinds of reason. The word is stable; its sentence is in [`HoldReason`] and in the string table.
    HoldCode {
        /// The order has no lines.
        NoLines = "no_lines",
        /// A line is not a product that was synced from the distributor.
        NotSynced = "not_synced",
        /// A quantity is not a whole number above zero.
        Quantity = "quantity",
        /// Lines are in more than one currency.
        MixedCurrency = "mixed_currency",
        /// A needed field is empty.
        FieldMissing = "field_missing",
        /// A field is longer than the distributor takes.
        FieldTooLong = "field_too_long",
        /// A field has characters that the distributor does not take.
        FieldCharacters = "field_characters",
        /// A state or province is not in the table of the country.
        StateUnknown = "state_unknown",
        /// No ship method is chosen for the shipping type.
        ShipMethodMissing = "ship_method_missing",
        /// The distributor needs end-user data for the product.
        EndUserRequired = "end_user_required",
        /// Fewer units than the distributor's minimum.
        MinimumQuantity = "minimum_quantity",
        /// The product is no longer sold.
        Discontinued = "discontinued",
        /// The account may not buy the product.
        NotAuthorised = "not_authorised",
        /// The distributor does not know the product.
        UnknownProduct = "unknown_product",
        /// The distributor gave no price, or zero.
        PriceMissing = "price_missing",
        /// The live price is dearer than the order's by more than the tolerance.
        PriceDearer = "price_dearer",
        /// The order's value is above the limit.
        ValueLimit = "value_limit",
        /// The margin of a line is below the limit.
        MarginBelow = "margin_below",
        /// The number is empty.
        NumberMissing = "number_missing",
        /// The number is longer than the distributor takes.
        NumberTooLong = "number_too_long",
        /// The number has characters that are not safe.
        NumberCharacters = "number_characters",
        /// The number is already taken by another order of the ledger.
        NumberTaken = "number_taken",
        /// The order carries a mark of ours that the ledger does not know.
        ForeignMark = "foreign_mark",
        /// The distributor refused the request: this machine's address is not registered.
        AddressNotRegistered = "address_not_registered",
        /// The distributor refused the request as incomplete.
        RequestIncomplete = "request_incomplete",
    }
}

/// One reason to hold an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReason {
    /// The kind.
    pub code: HoldCode,
    /// The line it is about, by its number.
    pub line: Option<u32>,
    /// The field it is about, in words.
    pub field: Option<String>,
    /// The limit it broke.
    pub limit: Option<String>,
    /// What was found.
    pub found: Option<String>,
}

impl HoldReason {
    /// A reason without details.
    #[must_use]
    pub fn of(code: HoldCode) -> Self {
        Self { code, line: None, field: None, limit: None, found: None }
    }

    /// About this line.
    #[must_use]
    pub fn line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// About this field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// With this limit.
    #[must_use]
    pub fn limit(mut self, limit: impl ToString) -> Self {
        self.limit = Some(limit.to_string());
        self
    }

    /// With what was found.
    #[must_use]
    pub fn found(mut self, found: impl ToString) -> Self {
        self.found = Some(found.to_string());
        self
    }

    fn text(&self) -> String {
        let field = self.field.as_deref().unwrap_or("a field");
        let limit = self.limit.as_deref().unwrap_or("the limit");
        let found = self.found.as_deref().unwrap_or("");
        match self.code {
            HoldCode::NoLines => "The purchase order has no lines. Add one, or cancel it.".into(),
            HoldCode::NotSynced => format!(
                "{found} is no product synced from the distributor. Sync it, or order it elsewhere and remove the line."
            ),
            HoldCode::Quantity => format!("The quantity is {found}. Make it a whole number above zero."),
            HoldCode::MixedCurrency => format!("The lines are in more than one currency ({found}). Split the order."),
            HoldCode::FieldMissing => format!("The {field} is empty. Fill it in."),
            HoldCode::FieldTooLong => {
                format!("The {field} is longer than the {limit} characters the distributor takes: {found}. Shorten it.")
            }
            HoldCode::FieldCharacters => {
                format!("The {field} has characters the distributor does not take: {found}. Replace them.")
            }
            HoldCode::StateUnknown => format!("{found} is no state or province of {limit}. Correct the {field}."),
            HoldCode::ShipMethodMissing => {
                format!("No ship method is chosen for the shipping type {found}. Choose one in the settings.")
            }
            HoldCode::EndUserRequired => {
                format!("The distributor needs end-user data for {found}. Order it with the distributor directly.")
            }
            HoldCode::MinimumQuantity => {
                format!("The distributor sells at least {limit} of {found}. Raise the quantity.")
            }
            HoldCode::Discontinued => format!("{found} is no longer sold. Choose another product."),
            HoldCode::NotAuthorised => format!("Your account may not buy {found}. Ask your sales representative."),
            HoldCode::UnknownProduct => format!("The distributor does not know {found}. Check the product."),
            HoldCode::PriceMissing => {
                format!("The distributor gives no price for {found}. Ask your sales representative.")
            }
            HoldCode::PriceDearer => {
                format!(
                    "The live price is {found}, the order says {limit}. Release it at the live price, or change it."
                )
            }
            HoldCode::ValueLimit => {
                format!("The order is worth {found}, above your limit of {limit}. Release it, or split it.")
            }
            HoldCode::MarginBelow => {
                format!("The margin is {found} %, below your limit of {limit} %. Release it, or change the sale price.")
            }
            HoldCode::NumberMissing => "The purchase order has no number.".into(),
            HoldCode::NumberTooLong => {
                format!("The number {found} is longer than {limit} characters. Linkspan never shortens a number.")
            }
            HoldCode::NumberCharacters => format!("The number {found} has characters that are not safe to send."),
            HoldCode::NumberTaken => format!("The number {found} belongs to another order already."),
            HoldCode::ForeignMark => {
                format!(
                    "The purchase order carries a Linkspan mark ({found}) that is not known here. It may be ordered already."
                )
            }
            HoldCode::AddressNotRegistered => {
                format!(
                    "The distributor does not accept orders from this address. Have it registered, then try again: {found}"
                )
            }
            HoldCode::RequestIncomplete => format!("The distributor found the order incomplete: {found}"),
        }
    }
}

impl fmt::Display for HoldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "Line {line}: ")?;
        }
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_line_field_limit_and_finding() {
        let reason = HoldReason::of(HoldCode::FieldTooLong).field("street").limit(60).found("1 Very Long Street");
        let text = reason.line(2).to_string();
        for part in ["Line 2", "street", "60", "1 Very Long Street"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn every_code_has_a_sentence_that_ends_and_a_word_that_reads_back() {
        for code in HoldCode::ALL {
            let text = HoldReason::of(*code).found("x.").to_string();
            assert!(text.ends_with('.'), "{code:?}: {text}");
            assert_eq!(HoldCode::parse(code.as_str()), Some(*code));
        }
    }
}
