//! `networks:` of the native notation.

use super::list_of;
use super::read::{Reader, said};
use crate::part::{GatewayRow, NetworkRow, declared};
use fiasco_estate::device::NetworkKind;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Measure, Rational, Reading, read};
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Kind, Node};
use std::net::{IpAddr, Ipv4Addr};

/// The routing scope of networks that name none.
pub const DEFAULT_SCOPE: &str = "";

/// Facts a network can state.
const FACTS: &[FactKind] = &[
    FactKind::Clients,
    FactKind::ReservedAddresses,
    FactKind::Mtu,
    FactKind::Vlan,
];

/// Overlays, and the bytes each adds to a packet over IPv4 and over IPv6. VXLAN: the inner Ethernet header (14), its
/// own (8), UDP (8) and IP (20 or 40), RFC 7348. WireGuard: type, index and counter (16), the tag (16), UDP (8) and IP
/// (20 or 40), section 5.4.6 of its paper.
const OVERLAYS: &[(&str, i64, i64)] = &[("vxlan", 50, 70), ("wireguard", 60, 80)];

impl Reader<'_> {
    pub(super) fn networks(&mut self, node: Node<'_, '_>) {
        if !self.is_kind(node, Kind::Map, "a map of networks by name") {
            return;
        }
        for entry in node.entries() {
            entry.mark_used();
            if !entry.value.is_null() && !self.is_kind(entry.value, Kind::Map, "a map with a prefix:") {
                continue;
            }
            let mut row = NetworkRow {
                name: said(entry.key, entry.key_span),
                kind: NetworkKind::Lan,
                scope: DEFAULT_SCOPE.to_owned(),
                prefix: None,
                gateway: None,
                dhcp: None,
                reaches: Vec::new(),
                external: false,
                facts: Facts::default(),
            };
            self.network(entry.value, &mut row);
            self.part.networks.push(row);
        }
    }

    fn network(&mut self, node: Node<'_, '_>, row: &mut NetworkRow) {
        for entry in node.entries() {
            if self.fact(&entry, FACTS, &mut row.facts) {
                continue;
            }
            match entry.key {
                "prefix" => row.prefix = self.parsed(entry.value, "a prefix such as 192.168.1.0/24"),
                "gateway" => {
                    row.gateway = self.text(entry.value).map(|text| {
                        let gateway = match text.value.parse() {
                            Ok(ip) => GatewayRow::Address(ip),
                            Err(_) => GatewayRow::Device(text.value),
                        };
                        Said {
                            value: gateway,
                            at: text.at,
                        }
                    });
                }
                "dhcp" => row.dhcp = self.range(entry.value),
                "overlay" => self.overlay(entry.value, row),
                "scope" => row.scope = self.text(entry.value).map_or_else(String::new, |text| text.value),
                "reaches" => {
                    for value in list_of(entry.value) {
                        row.reaches.extend(self.text(value));
                    }
                }
                _ => continue,
            }
            entry.mark_used();
        }
    }

    /// `vxlan`, `wireguard`, or the bytes that another overlay adds.
    fn overlay(&mut self, node: Node<'_, '_>, row: &mut NetworkRow) {
        let Some(text) = self.word(node) else { return };
        let known = OVERLAYS
            .iter()
            .find(|(name, _, _)| text.eq_ignore_ascii_case(name));
        let reading = match known {
            Some((_, v4, v6)) => Some(Reading {
                lo: Rational::int(*v4),
                hi: Rational::int(*v6),
            }),
            None => read(text, Measure::Count).ok(),
        };
        match reading {
            Some(reading) => drop(row.facts.set(declared(FactKind::Overhead, reading, node.span()))),
            None => {
                let message = "expected an overlay: vxlan, wireguard, or how many bytes it adds, such as 73";
                self.note(NoteKind::Unreadable, node.span(), message.to_owned());
            }
        }
    }

    /// A value that its own type can parse.
    fn parsed<T: std::str::FromStr>(&mut self, node: Node<'_, '_>, what: &str) -> Option<Said<T>> {
        let text = self.text(node)?;
        match text.value.parse() {
            Ok(value) => Some(Said::new(value, node.span())),
            Err(_) => {
                self.note(
                    NoteKind::Unreadable,
                    node.span(),
                    format!("expected {what}, found `{}`", text.value),
                );
                None
            }
        }
    }

    /// `192.168.1.100-150`, or both addresses in full.
    fn range(&mut self, node: Node<'_, '_>) -> Option<Said<(IpAddr, IpAddr)>> {
        let text = self.text(node)?;
        match range(&text.value) {
            Some(range) => Some(Said::new(range, node.span())),
            None => {
                let message = format!(
                    "expected a range of addresses such as 192.168.1.100-150, found `{}`",
                    text.value
                );
                self.note(NoteKind::Unreadable, node.span(), message);
                None
            }
        }
    }
}

fn range(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (first, last) = text.split_once('-')?;
    let first: IpAddr = first.trim().parse().ok()?;
    let last = match (last.trim().parse::<IpAddr>(), first) {
        (Ok(last), _) => last,
        (Err(_), IpAddr::V4(ip)) => {
            let [a, b, c, _] = ip.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, last.trim().parse().ok()?))
        }
        (Err(_), IpAddr::V6(_)) => return None,
    };
    (first.is_ipv4() == last.is_ipv4() && first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_addresses() {
        let ip = |text: &str| text.parse::<IpAddr>().expect(text);
        for (text, expected) in [
            (
                "192.168.1.100-150",
                Some((ip("192.168.1.100"), ip("192.168.1.150"))),
            ),
            ("10.0.0.1 - 10.0.3.9", Some((ip("10.0.0.1"), ip("10.0.3.9")))),
            (
                "2001:db8::1-2001:db8::9",
                Some((ip("2001:db8::1"), ip("2001:db8::9"))),
            ),
            ("192.168.1.150-100", None),
            ("192.168.1.1-300", None),
            ("10.0.0.1-2001:db8::1", None),
            ("lots", None),
        ] {
            assert_eq!(range(text), expected, "{text}");
        }
    }
}
