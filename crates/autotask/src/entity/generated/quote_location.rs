//! `QuoteLocations` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A postal address of a quote.
    QuoteLocation {
        fields: QuoteLocationFields,
        new: NewQuoteLocation,
        patch: QuoteLocationPatch,
        route: root "QuoteLocations",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {
        /// Address1: text, at most 50 characters.
        address1: String = "address1" max 50,
        /// Address2: text, at most 50 characters.
        address2: String = "address2" max 50,
        /// City: text, at most 50 characters.
        city: String = "city" max 50,
        /// Postal code: text, at most 20 characters.
        postal_code: String = "postalCode" max 20,
        /// State: text, at most 50 characters.
        state: String = "state" max 50,
    }
    create_only {}
    read_only {}
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
