//! The tenant's own lists: categories, billing codes, locations, shipping types, payment terms, fields of its own.

use serde_json::json;

use super::seed::Seed;
use super::{API_LICENSE, MAIN_LOCATION_ID};
use crate::autotask::record::UdfDefinition;
use crate::autotask::rules::{FIRST_CHARGE_IDS, OrderStatus};

/// Shipping type of ordinary orders.
pub(super) const GROUND_SHIPPING_ID: i64 = 1;

/// Categories of products, numbered from 1.
pub(super) const CATEGORIES: [&str; 8] =
    ["Computers", "Displays", "Networking", "Servers and Storage", "Software", "Accessories", "Printing", "Power"];

/// Billing code for goods, of use type Material Cost Code.
pub(super) const HARDWARE_CODE: i64 = 29_683_401;
/// Billing code for licences, of use type Material Cost Code.
pub(super) const SOFTWARE_CODE: i64 = 29_683_402;

const MATERIAL_COST_CODE: i64 = 4;

pub(super) fn fill(seed: &mut Seed<'_>) {
    picklists(seed);
    billing_codes(seed);
    places(seed);
    for (entity, label, kind) in [
        ("Products", "Distributor Stock", "string"),
        ("Products", "Distributor Stock Date", "datetime"),
        ("Products", "Warranty Months", "string"),
        ("Companies", "Account Tier", "string"),
    ] {
        let udf = UdfDefinition { name: label.to_owned(), kind: kind.to_owned(), said: None };
        seed.data.define_udf(entity, udf);
    }
    for (entity, first) in FIRST_CHARGE_IDS {
        seed.data.named_mut(entity).begin_ids_at(first);
    }
}

fn picklists(seed: &mut Seed<'_>) {
    let categories = CATEGORIES.iter().zip(1..).map(|(label, number)| (number.to_string(), (*label).to_owned()));
    seed.data.set_list("Products", "productCategory", categories.collect());
    let statuses =
        OrderStatus::ALL.into_iter().map(|status| (status.number(seed.quirks).to_string(), status.label().to_owned()));
    seed.data.set_list("PurchaseOrders", "status", statuses.collect());
    let licenses = [
        (1, "Professional"),
        (3, "Dashboard User"),
        (4, "Time and Attendance Only"),
        (API_LICENSE, "API User (system)"),
    ];
    let licenses = licenses.map(|(number, label)| (number.to_string(), label.to_owned()));
    seed.data.set_list("Resources", "licenseType", licenses.to_vec());
}

fn billing_codes(seed: &mut Seed<'_>) {
    for (id, name, use_type, active) in [
        (29_683_390, "Remote Support", 1, true),
        (29_683_391, "On-Site Support", 1, true),
        (29_683_395, "Travel", 2, true),
        (HARDWARE_CODE, "Hardware", MATERIAL_COST_CODE, true),
        (SOFTWARE_CODE, "Software", MATERIAL_COST_CODE, true),
        (29_683_403, "Freight", MATERIAL_COST_CODE, true),
        (29_683_404, "Hardware (old)", MATERIAL_COST_CODE, false),
        (29_683_410, "Managed Services", 5, true),
        (29_683_420, "Resale Product", 7, true),
    ] {
        let row = json!({
            "name": name, "useType": use_type, "isActive": active, "billingCodeType": 0, "unitCost": 0, "unitPrice": 0,
            "isExcludedFromNewContracts": false,
        });
        seed.put("BillingCodes", id, &row);
    }
}

fn places(seed: &mut Seed<'_>) {
    for (id, name, is_default, is_active) in [
        (MAIN_LOCATION_ID, "Main Warehouse", true, true),
        (2, "Service Van 1", false, true),
        (3, "Old Basement", false, false),
    ] {
        let row = json!({"locationName": name, "isDefault": is_default, "isActive": is_active});
        seed.put("InventoryLocations", id, &row);
    }
    for (id, name, is_active) in [
        (GROUND_SHIPPING_ID, "Ground", true),
        (2, "Second Day Air", true),
        (3, "Next Day Air", true),
        (4, "Customer Pickup", true),
        (5, "Courier (old)", false),
    ] {
        seed.put("ShippingTypes", id, &json!({"name": name, "description": name, "isActive": is_active}));
    }
    for (id, name, days) in
        [(1, "Net 30 days", 30), (2, "Net 45 days", 45), (3, "Net 60 days", 60), (4, "Due upon receipt", 0)]
    {
        seed.put("PaymentTerms", id, &json!({"name": name, "isActive": true, "paymentDueInDays": days}));
    }
    seed.put("TaxRegions", 1, &json!({"name": "Illinois", "isActive": true}));
    let dollar = json!({
        "name": "USD", "description": "US Dollar", "displaySymbol": 1, "exchangeRate": 1, "isActive": true,
        "isInternalCurrency": true, "currencyPositiveFormat": "$1.1", "currencyNegativeFormat": "($1.1)",
    });
    seed.put("Currencies", 1, &dollar);
}
