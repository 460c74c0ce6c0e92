//! `BillingCodes` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A billing code, older name: allocation code.
    BillingCode {
        fields: BillingCodeFields,
        route: root "BillingCodes",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {}
    create_only {}
    read_only {
        /// After hours work type: id of the billing code.
        after_hours_work_type: i64 = "afterHoursWorkType",
        /// Billing code type: picklist value, look it up by label.
        billing_code_type: i64 = "billingCodeType",
        /// Department: whole number.
        department: i64 = "department",
        /// Description: text, at most 500 characters.
        description: String = "description" max 500,
        /// External number: text, at most 100 characters.
        external_number: String = "externalNumber" max 100,
        /// General ledger account: picklist value, look it up by label.
        general_ledger_account: i64 = "generalLedgerAccount",
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Is excluded from new contracts: yes or no.
        is_excluded_from_new_contracts: bool = "isExcludedFromNewContracts",
        /// Markup rate: decimal number.
        markup_rate: Decimal = "markupRate",
        /// Name: text, at most 200 characters.
        name: String = "name" max 200,
        /// Tax category: id of the tax category.
        tax_category_id: i64 = "taxCategoryID",
        /// Unit cost: decimal number.
        unit_cost: Decimal = "unitCost",
        /// Unit price: decimal number.
        unit_price: Decimal = "unitPrice",
        /// Use type: picklist value, look it up by label.
        use_type: i64 = "useType",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
