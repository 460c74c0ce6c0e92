//! Calls about the service itself: zone and version information, modules, the use of the hourly limit.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::limits::{Limits, TIMEFRAME_MINUTES};
use super::tenant::Tenant;

/// Where a tenant lives; the zone is this server, as the caller reached it.
pub(crate) fn zone_information(tenant: &Tenant, origin: &str) -> Value {
    json!({
        "zoneName": tenant.zone_name,
        "url": format!("{origin}/ATServicesRest/"),
        "webUrl": format!("{origin}/_emulator/"),
        "ci": tenant.ci,
    })
}

/// The versions of the interface.
pub(crate) fn version_information() -> Value {
    json!({"apiVersions": ["v1.0"]})
}

/// The version of the product behind it.
pub(crate) fn version() -> Value {
    json!({"majorVersion": 2026, "minorVersion": 3, "build": 0, "customerType": "Production"})
}

/// Modules that are switched on; 24 is the only key known.
pub(crate) fn modules() -> Value {
    json!({"modules": [{"key": 24, "value": true}]})
}

/// How much of the hourly limit is used, this call included.
pub(crate) fn threshold(tenant: &Tenant, limits: &Limits, now: Timestamp) -> Value {
    json!({
        "externalRequestThreshold": limits.hourly,
        "requestThresholdTimeframe": TIMEFRAME_MINUTES,
        "currentTimeframeRequestCount": tenant.meter.used(now),
    })
}
