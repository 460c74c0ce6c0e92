//! What the templates are called on screen, where they are, and how a word in an address leads back to them.

/// The title on screen: the vendor's own words, in every language.
pub(super) use crate::app::templates::title;

use linkspan_core::id::BridgeId;
use linkspan_core::template::TemplateKind;
use linkspan_store::RunKind;

/// The title of what a run executes.
pub(super) fn run_title(kind: RunKind) -> &'static str {
    match kind {
        RunKind::ProductSync => title(TemplateKind::ProductSync),
        RunKind::OrderSubmission => title(TemplateKind::OrderSubmission),
        RunKind::OrderStatus => title(TemplateKind::OrderStatus),
        RunKind::CatalogueImport => "Catalogue",
    }
}

/// The word in addresses.
pub(super) fn slug(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::ProductSync => "product-sync",
        TemplateKind::OrderSubmission => "order-submission",
        TemplateKind::OrderStatus => "order-status",
    }
}

/// The template of a word in an address.
pub(super) fn kind(slug_of: &str) -> Option<TemplateKind> {
    TemplateKind::ALL.into_iter().find(|kind| slug(*kind) == slug_of)
}

/// Where a template's switch and settings are.
pub(super) fn base(bridge: BridgeId, kind: TemplateKind) -> String {
    format!("/bridges/{bridge}/{}", slug(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_found_again_by_its_word() {
        for template in TemplateKind::ALL {
            assert_eq!(kind(slug(template)), Some(template));
            assert_eq!(run_title(RunKind::from(template)), title(template));
        }
        assert_eq!(kind("product_sync"), None);
    }
}
