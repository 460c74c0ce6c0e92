//! `TaxRegions` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use crate::entity::entity;

entity! {
    /// A region with its own taxes.
    TaxRegion {
        fields: TaxRegionFields,
        new: NewTaxRegion,
        patch: TaxRegionPatch,
        route: root "TaxRegions",
        udf: [],
    }
    fixed_required {}
    required {
        /// Name: text, at most 200 characters.
        name: String = "name" max 200,
    }
    optional {
        /// Is active: yes or no.
        is_active: bool = "isActive",
    }
    create_only {}
    read_only {}
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
