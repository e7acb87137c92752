//! Arithmetic of prefixes and addresses: addresses as numbers, and which of a prefix a host may have.

use ipnet::IpNet;
use std::net::IpAddr;

/// First and last address of a prefix that a host may have: all of it for /31, /32, /127 and /128 (RFC 3021,
/// RFC 6164), else without the network address and, in IPv4, the broadcast address.
#[must_use]
pub fn usable_range(prefix: &IpNet) -> (u128, u128) {
    let (first, last) = (number(prefix.network()), number(prefix.broadcast()));
    match prefix {
        IpNet::V4(net) if net.prefix_len() < 31 => (first + 1, last - 1),
        IpNet::V6(net) if net.prefix_len() < 127 => (first + 1, last),
        _ => (first, last),
    }
}

/// First and last address that is left of a prefix of which whoever runs the network keeps `reserved`, network and
/// broadcast address included: the first ones but for the last one (AWS and Azure keep four and one; Google two and
/// two, which leaves as many). `None` where nothing is left.
#[must_use]
pub fn left_of(prefix: &IpNet, reserved: u128) -> Option<(u128, u128)> {
    let (first, last) = (number(prefix.network()), number(prefix.broadcast()));
    let first = first.checked_add(reserved.saturating_sub(1))?;
    let last = last.checked_sub(u128::from(reserved > 0))?;
    (first <= last).then_some((first, last))
}

/// An address as a number.
#[must_use]
pub fn number(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => u128::from(u32::from(ip)),
        IpAddr::V6(ip) => u128::from(ip),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_a_provider_leaves() {
        for (prefix, reserved, count, first) in [
            ("10.0.0.0/28", 5, 11_u128, "10.0.0.4"),
            ("10.0.0.0/24", 5, 251, "10.0.0.4"),
            ("10.0.0.0/24", 4, 252, "10.0.0.3"),
            ("10.0.0.0/24", 0, 256, "10.0.0.0"),
            ("10.0.0.0/24", 1, 255, "10.0.0.0"),
        ] {
            let (from, to) = left_of(&prefix.parse().expect(prefix), reserved).expect("some are left");
            let first = number(first.parse().expect(first));
            assert_eq!((to - from + 1, from), (count, first), "{prefix} less {reserved}");
        }
        assert_eq!(left_of(&"10.0.0.0/30".parse().expect("a prefix"), 5), None);
        assert_eq!(
            left_of(&"10.0.0.0/28".parse().expect("a prefix"), u128::MAX),
            None
        );
    }

    #[test]
    fn usable_addresses_of_prefixes() {
        for (prefix, count) in [
            ("192.168.1.0/24", 254_u128),
            ("10.0.0.0/30", 2),
            ("10.0.0.0/31", 2),
            ("10.0.0.1/32", 1),
            ("2001:db8::/126", 3),
            ("2001:db8::/127", 2),
            ("2001:db8::1/128", 1),
        ] {
            let (first, last) = usable_range(&prefix.parse().expect(prefix));
            assert_eq!(last - first + 1, count, "{prefix}");
        }
    }
}
