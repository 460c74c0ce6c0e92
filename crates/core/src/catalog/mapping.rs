//! From the distributor's category to where a product stands in the PSA.

use super::item::category_levels;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a product stands in the PSA: ids of its lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// Product category.
    pub product_category: Option<String>,
    /// Billing code.
    pub billing_code: Option<String>,
}

/// A default and exceptions by category. A category is never guessed: what has no exception gets the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CategoryMapping {
    /// Where everything goes.
    pub default: Target,
    /// What goes elsewhere, by category code of one, two or three levels. The narrowest code counts; a member that it
    /// leaves open is taken from the next wider one.
    pub exceptions: BTreeMap<String, Target>,
}

impl CategoryMapping {
    /// Where products of a category go.
    #[must_use]
    pub fn target(&self, category: &str) -> Target {
        let mut found = self.default.clone();
        for level in category_levels(category) {
            let Some(exception) = self.exceptions.get(level) else { continue };
            found.product_category = exception.product_category.clone().or(found.product_category);
            found.billing_code = exception.billing_code.clone().or(found.billing_code);
        }
        found
    }

    /// Whether an exception, and not only the default, decides about a category.
    #[must_use]
    pub fn is_mapped(&self, category: &str) -> bool {
        category_levels(category).any(|level| self.exceptions.contains_key(level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(category: &str, code: &str) -> Target {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Target { product_category: some(category), billing_code: some(code) }
    }

    #[test]
    fn the_narrowest_exception_counts_and_leaves_the_rest_to_the_wider_ones() {
        let mapping = CategoryMapping {
            default: target("other", "hardware"),
            exceptions: [
                ("011".to_owned(), target("software", "licences")),
                ("011055150".to_owned(), target("security", "")),
                ("002".to_owned(), target("computers", "")),
            ]
            .into(),
        };
        for (code, expected) in [
            ("011055150", target("security", "licences")),
            ("011073274", target("software", "licences")),
            ("002057660", target("computers", "hardware")),
            ("009088334", target("other", "hardware")),
            ("", target("other", "hardware")),
        ] {
            assert_eq!(mapping.target(code), expected, "{code}");
        }
        assert!(mapping.is_mapped("002057660") && !mapping.is_mapped("009088334"));
    }
}
