//! `Currencies` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// A currency of the tenant with its rate.
    Currency {
        fields: CurrencyFields,
        patch: CurrencyPatch,
        route: root "Currencies",
        udf: [],
    }
    fixed_required {}
    required {}
    optional {
        /// Exchange rate: decimal number.
        exchange_rate: Decimal = "exchangeRate",
        /// Last modified date time, UTC.
        last_modified_date_time: Timestamp = "lastModifiedDateTime",
    }
    create_only {}
    read_only {
        /// Currency negative format: text, at most 10 characters.
        currency_negative_format: String = "currencyNegativeFormat" max 10,
        /// Currency positive format: text, at most 10 characters.
        currency_positive_format: String = "currencyPositiveFormat" max 10,
        /// Description: text, at most 100 characters.
        description: String = "description" max 100,
        /// Display symbol: picklist value, look it up by label.
        display_symbol: i64 = "displaySymbol",
        /// Is active: yes or no.
        is_active: bool = "isActive",
        /// Is internal currency: yes or no.
        is_internal_currency: bool = "isInternalCurrency",
        /// Name: text, at most 3 characters.
        name: String = "name" max 3,
        /// Update resource: id of the resource.
        update_resource_id: i64 = "updateResourceId",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {}
}
