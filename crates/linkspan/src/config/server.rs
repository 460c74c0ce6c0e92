//! Where and how the server is reached.

use super::text;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use url::Url;

/// `[server]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The address that people type; `None` means http and the listening address.
    #[serde(deserialize_with = "text::optional")]
    pub public_url: Option<Url>,
    /// Networks whose forwarding headers are believed.
    pub trusted_proxies: Vec<Network>,
}

impl Server {
    /// Whether the forwarding headers of this peer are believed.
    #[must_use]
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(peer))
    }
}

/// An address with the number of its leading bits that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Whether the address is in it. An IPv4 address dressed up as IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (u32::from(own) ^ u32::from(other)).leading_zeros() >= self.bits,
            (IpAddr::V6(own), IpAddr::V6(other)) => (u128::from(own) ^ u128::from(other)).leading_zeros() >= self.bits,
            _ => false,
        }
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || "a network is written like 10.0.0.0/8 or 192.0.2.7".to_owned();
        let (address, bits) =
            text.split_once('/').map_or((text.as_str(), None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("10.0.0.0/8", "10.255.0.1", true)]
    #[case("10.0.0.0/8", "11.0.0.1", false)]
    #[case("10.0.0.0/8", "::ffff:10.1.1.1", true)]
    #[case("192.0.2.7", "192.0.2.7", true)]
    #[case("192.0.2.7", "192.0.2.6", false)]
    #[case("0.0.0.0/0", "203.0.113.9", true)]
    #[case("fd00::/8", "fd12::1", true)]
    #[case("fd00::/8", "10.0.0.1", false)]
    fn a_network_knows_its_addresses(#[case] network: &str, #[case] address: &str, #[case] inside: bool) {
        let network = Network::try_from(network.to_owned()).unwrap();
        assert_eq!(network.contains(address.parse().unwrap()), inside);
    }

    #[rstest]
    #[case("10.0.0.0/33")]
    #[case("ten")]
    #[case("10.0.0.0/x")]
    fn what_is_no_network_is_refused(#[case] text: &str) {
        assert!(Network::try_from(text.to_owned()).is_err());
    }
}
