//! Calls about the service itself: its limits and its version.

use serde::Deserialize;

use super::{Client, call::Call};
use crate::{error::Error, gate::Observation};

/// The state of the hourly limit, which all integrations of a tenant share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Threshold {
    /// Calls allowed per window.
    #[serde(rename = "externalRequestThreshold")]
    pub limit: u32,
    /// The window in minutes.
    #[serde(rename = "requestThresholdTimeframe")]
    pub window_minutes: u32,
    /// Calls of all integrations in the present window, this one included.
    #[serde(rename = "currentTimeframeRequestCount")]
    pub used: u32,
}

/// The version of the service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiVersion {
    /// Major version.
    pub major_version: i64,
    /// Minor version.
    pub minor_version: i64,
    /// Build.
    #[serde(default)]
    pub build: i64,
    /// The kind of customer, as the vendor calls it.
    #[serde(default)]
    pub customer_type: Option<serde_json::Value>,
}

impl Client {
    /// How many calls all integrations have made; the gate takes note of it.
    ///
    /// Ask every few minutes: other integrations are seen in no other way. The call counts itself.
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind).
    pub async fn threshold(&self) -> Result<Threshold, Error> {
        let call = Call { is_probe: true, ..Call::get("ThresholdInformation".into(), &["ThresholdInformation"]) };
        let threshold: Threshold = self.execute(&call).await?;
        self.shared.gate.observe(Observation::Threshold { used: threshold.used, limit: threshold.limit });
        Ok(threshold)
    }

    /// The version of the service: the cheapest call that needs good credentials.
    ///
    /// # Errors
    /// See [`Kind`](crate::Kind).
    pub async fn version(&self) -> Result<ApiVersion, Error> {
        self.execute(&Call::get("Version".into(), &["Version"])).await
    }
}
