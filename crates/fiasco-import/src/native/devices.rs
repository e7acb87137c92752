//! `devices:` of the native notation.

use super::list_of;
use super::names::expand;
use super::read::{Reader, said};
use crate::part::{DeviceRow, PlaceRow};
use fiasco_estate::device::Role;
use fiasco_estate::fact::FactKind;
use fiasco_estate::room::Hardware;
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Kind, Node};
use std::ops::Range;

/// Facts a device can state.
pub(super) const FACTS: &[FactKind] = &[
    FactKind::Cores,
    FactKind::Memory,
    FactKind::Conntrack,
    FactKind::NewConnections,
    FactKind::Connections,
    FactKind::EphemeralPorts,
    FactKind::Somaxconn,
    FactKind::MaxPods,
    FactKind::Power,
    FactKind::Nameplate,
    FactKind::Psus,
    FactKind::PsuRating,
    FactKind::Units,
    FactKind::Width,
    FactKind::Depth,
    FactKind::Weight,
    FactKind::MaxInlet,
    FactKind::ShutdownInlet,
    FactKind::Idle,
    FactKind::Throughput,
    FactKind::Window,
    FactKind::Mtu,
    FactKind::Oversubscription,
];

/// Keys that no rule looks at yet, and the area each belongs to.
const LATER: &[(&str, &str)] = &[("speaks", "legacy")];

impl Reader<'_> {
    pub(super) fn devices(&mut self, node: Node<'_, '_>) {
        if self.is_kind(node, Kind::Map, "a map of devices by name") {
            self.devices_among(node, 0..node.entries().len());
        }
    }

    /// Those among the entries of `devices:`.
    pub(super) fn devices_among(&mut self, node: Node<'_, '_>, range: Range<usize>) {
        self.part.devices.reserve(range.len());
        for entry in node.entries().skip(range.start).take(range.len()) {
            entry.mark_used();
            let mut row = DeviceRow::named(said("", entry.key_span));
            if !entry.value.is_null() && !self.is_kind(entry.value, Kind::Map, "a map of what the device is")
            {
                continue;
            }
            self.device(entry.value, &mut row);
            // Most lines are of one device, and its addresses are no range.
            if !entry.key.contains('[') && !has_ranges(entry.value) {
                row.stand = entry
                    .value
                    .peek("rack")
                    .and_then(|rack| self.stands(rack, 1).pop());
                let network = only_network(&mut row.places, entry.value);
                for place in &mut row.places {
                    place.network = place.network.take().or_else(|| network.clone());
                }
                entry.key.clone_into(&mut row.name.value);
                self.part.devices.push(row);
                continue;
            }
            match expand(entry.key) {
                Ok(mut names) => {
                    let mut stands = match entry.value.peek("rack") {
                        Some(rack) => self.stands(rack, names.len()),
                        None => Vec::new(),
                    };
                    row.stand = stands.pop();
                    let network = only_network(&mut row.places, entry.value);
                    let last = names.pop();
                    let mut ranges = self.address_ranges(entry.value, names.len() + 1);
                    for place in ranges.iter_mut().flatten().chain(&mut row.places) {
                        place.network = place.network.take().or_else(|| network.clone());
                    }
                    for (number, name) in names.into_iter().enumerate() {
                        let mut copy = row.clone();
                        copy.name.value = name;
                        copy.stand = stands.get(number).cloned();
                        copy.places
                            .extend(ranges.iter().filter_map(|range| range.get(number).cloned()));
                        self.part.devices.push(copy);
                    }
                    row.name.value = last.unwrap_or_default();
                    row.places.extend(ranges.iter_mut().filter_map(Vec::pop));
                    self.part.devices.push(row);
                }
                Err(error) => self.note(NoteKind::Unreadable, entry.key_span, error),
            }
        }
    }

    fn device(&mut self, node: Node<'_, '_>, row: &mut DeviceRow) {
        let mut own = Hardware::default();
        for entry in node.entries() {
            if self.fact(&entry, FACTS, &mut row.facts) {
                continue;
            }
            if self.hardware(&entry, row, &mut own) {
                entry.mark_used();
                continue;
            }
            if let Some((_, area)) = LATER.iter().find(|(key, _)| *key == entry.key) {
                entry.mark_used();
                entry.value.mark_all_used();
                self.later(area);
                continue;
            }
            match entry.key {
                "type" => row.kind = self.text(entry.value),
                // Read with the names, since a range of devices has a place each.
                "rack" => {}
                "node" => {
                    if self.truth(entry.value).unwrap_or(false) {
                        row.pool = Some(self.nodes(entry.key_span));
                    }
                }
                "pod_range" => row.pod_range = self.prefix(entry.value),
                "planned" => {
                    row.planned = self
                        .truth(entry.value)
                        .unwrap_or(false)
                        .then(|| entry.value.span())
                }
                "address" | "addresses" => {
                    // A range of addresses goes with a range of names, one each.
                    let values = list_of(entry.value);
                    row.places.reserve_exact(values.len());
                    for value in values.into_iter().filter(|value| !is_range(*value)) {
                        row.places.extend(self.place(value));
                    }
                }
                "network" | "networks" => {
                    for value in list_of(entry.value) {
                        let Some(network) = self.text(value) else { continue };
                        let place = PlaceRow {
                            network: Some(network),
                            ip: None,
                            role: Role::Ordinary,
                            at: value.span(),
                        };
                        row.places.push(place);
                    }
                }
                _ => continue,
            }
            entry.mark_used();
        }
        if own != Hardware::default() {
            row.hardware = Some(self.own(own));
        }
    }

    /// The addresses of a range of devices: `192.168.1.[11-13]` for `old-[1-3]`.
    fn address_ranges(&mut self, node: Node<'_, '_>, devices: usize) -> Vec<Vec<PlaceRow>> {
        let Some(addresses) = node.peek("address").or_else(|| node.peek("addresses")) else {
            return Vec::new();
        };
        let mut ranges = Vec::new();
        for value in list_of(addresses).into_iter().filter(|value| is_range(*value)) {
            let text = value.text().unwrap_or_default();
            match expand(text) {
                Ok(texts) if texts.len() == devices => {
                    let parsed: Vec<PlaceRow> = texts
                        .iter()
                        .filter_map(|text| text.parse().ok())
                        .map(|ip| PlaceRow {
                            network: None,
                            ip: Some(ip),
                            role: Role::Ordinary,
                            at: value.span(),
                        })
                        .collect();
                    if parsed.len() == devices {
                        ranges.push(parsed);
                    } else {
                        let message = format!("expected addresses such as 192.168.1.[11-13], found `{text}`");
                        self.note(NoteKind::Unreadable, value.span(), message);
                    }
                }
                Ok(texts) => {
                    let message = format!("`{text}` gives {} addresses to {devices} devices", texts.len());
                    self.note(NoteKind::Unreadable, value.span(), message);
                }
                Err(error) => self.note(NoteKind::Unreadable, value.span(), error),
            }
        }
        ranges
    }

    /// An address: `192.168.1.5`, `192.168.1.5/24`, `dhcp`, or `192.168.1.9 shared`.
    pub(super) fn place(&mut self, node: Node<'_, '_>) -> Option<PlaceRow> {
        let text = self.word(node)?;
        let (word, role) = match text.split_once(' ') {
            Some((word, "shared" | "vip" | "anycast" | "vrrp")) => (word, Role::Shared),
            _ => (text, Role::Ordinary),
        };
        if word == "dhcp" {
            return Some(PlaceRow {
                network: None,
                ip: None,
                role: Role::Lease,
                at: node.span(),
            });
        }
        let address = word.split('/').next().unwrap_or_default().parse();
        match address {
            Ok(ip) => Some(PlaceRow {
                network: None,
                ip: Some(ip),
                role,
                at: node.span(),
            }),
            Err(_) => {
                let message = format!("expected an address such as 192.168.1.5, or dhcp, found `{text}`");
                self.note(NoteKind::Unreadable, node.span(), message);
                None
            }
        }
    }
}

/// Whether a device has an address that is a range of them.
fn has_ranges(node: Node<'_, '_>) -> bool {
    let addresses = node.peek("address").or_else(|| node.peek("addresses"));
    addresses.is_some_and(|addresses| list_of(addresses).into_iter().any(is_range))
}

/// Whether an address is a range of them.
fn is_range(node: Node<'_, '_>) -> bool {
    node.text().is_some_and(|text| text.contains('['))
}

/// The network of a device that names one and has addresses: they lie in it, so it is no place of its own.
fn only_network(places: &mut Vec<PlaceRow>, node: Node<'_, '_>) -> Option<Said<String>> {
    node.peek("address").or_else(|| node.peek("addresses"))?;
    let mut named = places.iter().filter(|place| place.network.is_some());
    let only = named.next().filter(|_| named.next().is_none())?.network.clone();
    places.retain(|place| place.network.is_none());
    only
}
