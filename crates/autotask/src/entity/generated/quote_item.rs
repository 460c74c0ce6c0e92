//! `QuoteItems` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.

use rust_decimal::Decimal;

use crate::entity::entity;

entity! {
    /// One line of a quote.
    QuoteItem {
        fields: QuoteItemFields,
        new: NewQuoteItem,
        patch: QuoteItemPatch,
        route: child "QuoteItems" of "Quotes" / "Items" by "quoteID",
        udf: [],
    }
    fixed_required {}
    required {
        /// Is optional: yes or no.
        is_optional: bool = "isOptional",
        /// Line discount: decimal number.
        line_discount: Decimal = "lineDiscount",
        /// Percentage discount: decimal number.
        percentage_discount: Decimal = "percentageDiscount",
        /// Quantity: decimal number.
        quantity: Decimal = "quantity",
        /// Quote item type: picklist value, look it up by label.
        quote_item_type: i64 = "quoteItemType",
        /// Unit discount: decimal number.
        unit_discount: Decimal = "unitDiscount",
    }
    optional {
        /// Charge: id of the billing code. Not seen in a tenant's own description; deduced.
        charge_id: i64 = "chargeID",
        /// Description: text, at most 2000 characters.
        description: String = "description" max 2000,
        /// Expense: id of the billing code. Not seen in a tenant's own description; deduced.
        expense_id: i64 = "expenseID",
        /// Is taxable: yes or no.
        is_taxable: bool = "isTaxable",
        /// Labor: id of the role.
        labor_id: i64 = "laborID",
        /// Name: text, at most 100 characters.
        name: String = "name" max 100,
        /// Period type: picklist value, look it up by label.
        period_type: String = "periodType" max 50,
        /// Product: id of the product.
        product_id: i64 = "productID",
        /// Service bundle: id of the service bundle.
        service_bundle_id: i64 = "serviceBundleID",
        /// Service: id of the service.
        service_id: i64 = "serviceID",
        /// Shipping: id of the shipping type.
        shipping_id: i64 = "shippingID",
        /// Tax category: id of the tax category.
        tax_category_id: i64 = "taxCategoryID",
        /// Unit cost: decimal number.
        unit_cost: Decimal = "unitCost",
        /// Unit price: decimal number.
        unit_price: Decimal = "unitPrice",
    }
    create_only {}
    read_only {
        /// Internal currency line discount: decimal number.
        internal_currency_line_discount: Decimal = "internalCurrencyLineDiscount",
        /// Internal currency unit discount: decimal number.
        internal_currency_unit_discount: Decimal = "internalCurrencyUnitDiscount",
        /// Internal currency unit price: decimal number.
        internal_currency_unit_price: Decimal = "internalCurrencyUnitPrice",
        /// Markup rate: decimal number.
        markup_rate: Decimal = "markupRate",
        /// Id of the parent quote; set by the route at creation.
        quote_id: i64 = "quoteID",
        /// Sort order id: whole number.
        sort_order_id: i64 = "sortOrderID",
        /// Total effective tax: decimal number.
        total_effective_tax: Decimal = "totalEffectiveTax",
    }
    unqueried_required {}
    unqueried_optional {}
    unqueried_read_only {
        /// Average cost: decimal number.
        average_cost: Decimal = "averageCost",
        /// Highest cost: decimal number.
        highest_cost: Decimal = "highestCost",
    }
}
