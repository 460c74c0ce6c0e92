//! `ProductTiers` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A step of the price of a product by quantity.
    ProductTier {
        fields: ProductTierFields,
        new: NewProductTier,
        patch: ProductTierPatch,
        route: child "ProductTiers" of "Products" / "Tiers" by "productID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Unit cost: decimal number.
        unit_cost: Decimal = "unitCost",
        /// Unit price: decimal number.
        unit_price: Decimal = "unitPrice",
    }
    optional {}
    create_only {}
    read_only {
        /// Id of the parent product; set by the route at creation.
        product_id: i64 = "productID",
        /// Up to unit count: decimal number.
        up_to_unit_count: Decimal = "upToUnitCount",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
