//! Who asks: the peer, or the one that a trusted proxy names.

use super::Web;
use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The address that is counted at the door. Of `X-Forwarded-For`, the last entry that no trusted proxy wrote about itself
/// counts; what stands before it may be made up.
pub(super) fn sender(web: &Web, peer: Option<SocketAddr>, headers: &HeaderMap) -> String {
    let Some(peer) = peer.map(|peer| peer.ip().to_canonical()) else { return "unknown".to_owned() };
    if !web.server.trusts(peer) {
        return peer.to_string();
    }
    let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok());
    let named: Vec<IpAddr> =
        lines.flat_map(|line| line.split(',')).filter_map(|name| name.trim().parse().ok()).collect();
    named.iter().rev().find(|address| !web.server.trusts(**address)).unwrap_or(&peer).to_string()
}
