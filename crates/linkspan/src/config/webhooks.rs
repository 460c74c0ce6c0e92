//! Where messages for programs may go.

use crate::egress::HostRules;
use serde::Deserialize;

/// `[webhooks]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// Hosts that may be private addresses and may be reached without TLS.
    pub private_hosts: HostRules,
}
