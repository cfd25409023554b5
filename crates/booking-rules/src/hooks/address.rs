//! Which addresses belong to the public internet.
//!
//! Whoever sets a webhook chooses where our servers connect to. What is reserved for machines, networks, tests and
//! tunnels is refused by the registries of special-purpose addresses (IANA, RFC 6890).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Everything that is not of the public internet, with the RFC that sets it apart.
const NOT_PUBLIC: [(Ipv4Addr, u32); 16] = [
    // "This network", 1122.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    // Private, 1918.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by carriers (CGNAT), 6598.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback, 1122.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local, with the metadata of cloud machines, 3927.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // Protocol assignments, 6890.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation, 5737: these three.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Relays of 6to4, 7526.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Measurements between networks, 2544.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast, 5771.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and the broadcast, 1112 and 919.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    // Alibaba Cloud keeps its metadata in the carriers' space; said apart, so that nobody opens the one and forgets the other.
    (Ipv4Addr::new(100, 100, 100, 200), 32),
];

/// All of IPv6 that is given out to networks (RFC 4291); mapped IPv4, NAT64, unique-local, link-local, multicast and
/// loopback lie outside.
const GLOBAL: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What inside it is not of the public internet, or holds an IPv4 address in disguise.
const NOT_GLOBAL: [(Ipv6Addr, u32); 4] = [
    // Protocol assignments with Teredo and ORCHID, 2928.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation, 3849 and 9637.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4, 3056.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
];

/// Whether a webhook may lead to the address.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC.iter().any(|range| within_v4(address, *range)),
        IpAddr::V6(address) => within_v6(address, GLOBAL) && !NOT_GLOBAL.iter().any(|range| within_v6(address, *range)),
    }
}

fn within_v4(address: Ipv4Addr, (network, bits): (Ipv4Addr, u32)) -> bool {
    let shift = u32::BITS - bits;
    u32::from(address) >> shift == u32::from(network) >> shift
}

fn within_v6(address: Ipv6Addr, (network, bits): (Ipv6Addr, u32)) -> bool {
    let shift = u128::BITS - bits;
    u128::from(address) >> shift == u128::from(network) >> shift
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_edges_of_every_range_are_where_the_registries_put_them() {
        for (address, public) in [
            ("0.0.0.0", false),
            ("0.255.255.255", false),
            ("1.0.0.0", true),
            ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("10.255.255.255", false),
            ("11.0.0.0", true),
            ("100.63.255.255", true),
            ("100.64.0.0", false),
            ("100.100.100.200", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("126.255.255.255", true),
            ("127.0.0.1", false),
            ("127.255.255.255", false),
            ("128.0.0.0", true),
            ("169.253.255.255", true),
            ("169.254.0.0", false),
            ("169.254.169.254", false),
            ("169.254.170.2", false),
            ("169.255.0.0", true),
            ("172.15.255.255", true),
            ("172.16.0.0", false),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("192.0.0.192", false),
            ("192.0.1.0", true),
            ("192.0.2.1", false),
            ("192.88.98.255", true),
            ("192.88.99.1", false),
            ("192.88.100.0", true),
            ("192.167.255.255", true),
            ("192.168.0.0", false),
            ("192.168.255.255", false),
            ("192.169.0.0", true),
            ("198.17.255.255", true),
            ("198.18.0.0", false),
            ("198.19.255.255", false),
            ("198.20.0.0", true),
            ("198.51.100.7", false),
            ("203.0.113.9", false),
            ("203.0.114.0", true),
            ("223.255.255.255", true),
            ("224.0.0.1", false),
            ("239.255.255.255", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:8.8.8.8", false),
            ("::ffff:169.254.169.254", false),
            ("::127.0.0.1", false),
            ("64:ff9b::a00:1", false),
            ("64:ff9b:1::1", false),
            ("100::1", false),
            ("1fff:ffff::1", false),
            ("2000::1", true),
            ("2001::1", false),
            ("2001:1ff:ffff::1", false),
            ("2001:200::1", true),
            ("2001:db7:ffff::1", true),
            ("2001:db8::1", false),
            ("2001:db9::1", true),
            ("2002:7f00:1::1", false),
            ("2003::1", true),
            ("2606:4700::1111", true),
            ("3fff:fff::1", false),
            ("3fff:1000::1", true),
            ("4000::1", false),
            ("5f00::1", false),
            ("fc00::1", false),
            ("fd00:ec2::254", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }

    proptest! {
        #[test]
        fn no_ipv4_address_gets_through_in_the_dress_of_an_ipv6_one(bits in any::<u32>()) {
            let [a, b, c, d] = bits.to_be_bytes();
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            let v4 = Ipv4Addr::from(bits);
            for disguised in [
                v4.to_ipv6_mapped(),
                Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !high, !low),
            ] {
                prop_assert!(!is_public(disguised.into()), "{disguised}");
            }
        }

        /// What the standard library knows of addresses is a second witness.
        #[test]
        fn nothing_the_standard_library_calls_special_is_public(bits in any::<u32>()) {
            let v4 = Ipv4Addr::from(bits);
            let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast()
                || v4.is_documentation() || v4.is_multicast() || v4.is_unspecified();
            prop_assert!(!(special && is_public(v4.into())), "{v4}");
        }

        #[test]
        fn unique_and_link_local_networks_are_never_public(rest in any::<u128>()) {
            for (network, bits) in [(0xfc00_u128, 7), (0xfe80, 10), (0xff00, 8)] {
                let address = Ipv6Addr::from((network << 112) | (rest >> bits));
                prop_assert!(!is_public(address.into()), "{address}");
            }
        }
    }
}
