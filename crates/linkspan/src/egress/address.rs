//! Which IP addresses belong to the public internet. Everything else is somebody's inner network, or nobody's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is public: not private, loopback, link-local (cloud metadata lives there), shared, reserved,
/// multicast, or one of these dressed up as IPv6.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0;
    let benchmark = a == 198 && (b == 18 || b == 19);
    let not_public = v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_multicast()
        || v4.is_documentation()
        || a == 0
        || a >= 240
        || shared
        || protocol
        || benchmark;
    !not_public
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    if let Some(inner) = carried_v4(v6) {
        return is_public_v4(inner);
    }
    let segments = v6.segments();
    let documentation = segments[0] == 0x2001 && segments[1] == 0x0db8;
    let teredo = segments[0] == 0x2001 && segments[1] == 0;
    let site_local = segments[0] & 0xffc0 == 0xfec0;
    let not_public = v6.is_loopback()
        || v6.is_unspecified()
        || v6.is_multicast()
        || v6.is_unique_local()
        || v6.is_unicast_link_local()
        || documentation
        || teredo
        || site_local;
    !not_public
}

/// The IPv4 address inside a mapped, compatible, NAT64 or 6to4 address.
fn carried_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = v6.segments();
    let join = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    let mapped_or_compatible =
        s[..5] == [0; 5] && (s[5] == 0xffff || s[5] == 0) && !(v6.is_loopback() || v6.is_unspecified());
    let nat64 = s[0] == 0x64 && s[1] == 0xff9b && s[2..6] == [0; 4];
    if mapped_or_compatible || nat64 {
        return Some(join(s[6], s[7]));
    }
    (s[0] == 0x2002).then(|| join(s[1], s[2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::loopback("127.0.0.1")]
    #[case::private_10("10.0.0.5")]
    #[case::private_172("172.16.9.9")]
    #[case::private_192("192.168.1.1")]
    #[case::metadata("169.254.169.254")]
    #[case::shared_and_its_metadata("100.100.100.200")]
    #[case::this_network("0.0.0.0")]
    #[case::benchmark("198.19.0.1")]
    #[case::protocol("192.0.0.8")]
    #[case::reserved("250.1.1.1")]
    #[case::broadcast("255.255.255.255")]
    #[case::multicast("224.0.0.1")]
    #[case::loopback_six("::1")]
    #[case::unspecified_six("::")]
    #[case::unique_local_metadata("fd00:ec2::254")]
    #[case::link_local_six("fe80::1")]
    #[case::site_local("fec0::1")]
    #[case::mapped_loopback("::ffff:127.0.0.1")]
    #[case::mapped_metadata("::ffff:169.254.169.254")]
    #[case::compatible_loopback("::127.0.0.1")]
    #[case::nat64_private("64:ff9b::10.0.0.1")]
    #[case::six_to_four_private("2002:c0a8:0101::1")]
    #[case::teredo("2001:0:1::1")]
    #[case::documentation("2001:db8::1")]
    fn not_public(#[case] address: &str) {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }

    #[rstest]
    #[case("8.8.8.8")]
    #[case("100.63.0.1")]
    #[case("172.32.0.1")]
    #[case("192.0.1.1")]
    #[case("2606:4700::1111")]
    #[case("::ffff:8.8.8.8")]
    #[case("64:ff9b::8.8.8.8")]
    fn public(#[case] address: &str) {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}
