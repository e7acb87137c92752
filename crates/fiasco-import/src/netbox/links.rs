//! Links: interfaces that NetBox finds connected, through patch panels and all, and cables whose two ends are
//! interfaces where the interfaces themselves do not say so. The rate is that of the slower end: its stated
//! speed, or what its type can do. A cable between two interfaces says what their link is made of; one to a patch
//! panel is a piece of a link only.

use super::amounts::{found, set, with_unit};
use super::devices::{Class, Devices};
use super::lists::{Kind, List};
use super::modules::Modules;
use super::row::{Row, Table, number, text};
use super::types::Types;
use crate::Part;
use crate::part::LinkRow;
use fiasco_estate::Said;
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::{Measure, Rational};
use fiasco_estate::room::Cabling;
use fiasco_estate::room::cable::CableKind;
use fiasco_estate::room::port::PortKind;
use fiasco_source::{Kind as Shape, Node, Span};
use std::collections::HashMap;

/// Units of a cable's length.
const LENGTH: (&[&str], Measure) = (&["km", "m", "cm", "mi", "ft", "in"], Measure::Length);

/// The largest packet that an interface may be set to, in bytes, as NetBox has it.
const MAX_MTU: u64 = 65_536;

/// What an interface is to a link.
#[derive(Clone, Copy)]
struct Interface<'t, 'a> {
    /// Its device, where that is there.
    device: Option<usize>,
    name: Option<Node<'t, 'a>>,
    rate: Option<Rate>,
    /// Its largest packet, in bytes.
    mtu: Option<(i64, Span)>,
}

/// Bits per second, by a port.
#[derive(Clone, Copy)]
struct Rate {
    bits: i64,
    at: Span,
    confidence: Confidence,
}

/// One end of a connection, as it is told in short.
struct End<'t, 'a> {
    id: u64,
    device: Option<Node<'t, 'a>>,
    name: Option<Node<'t, 'a>>,
}

#[derive(Default)]
struct Links<'t, 'a> {
    interfaces: HashMap<u64, Interface<'t, 'a>>,
    /// Pairs of interfaces that are linked, the smaller number first, with their link where both devices are there.
    seen: HashMap<(u64, u64), Option<usize>>,
}

/// Reads interfaces and cables.
pub(super) fn read<'t>(
    lists: &[List<'t, '_>],
    devices: &mut Devices,
    types: &mut Types<'t>,
    modules: &Modules,
    part: &mut Part,
) {
    let mut links = Links::default();
    let mut ends = Vec::new();
    for list in lists.iter().filter(|list| list.kind == Kind::Interfaces) {
        let mut table = Table::new(&[
            "id",
            "device",
            "module",
            "name",
            "type",
            "mgmt_only",
            "mtu",
            "speed",
            "connected_endpoints",
            "connected_endpoints_type",
            "connected_endpoints_reachable",
            "connected_endpoint",
            "connected_endpoint_type",
            "connected_endpoint_reachable",
        ]);
        for node in &list.rows {
            let Some(row) = table.row(*node) else { continue };
            let Some((id, at)) = row.id(&mut table) else {
                continue;
            };
            let device = row
                .get("device")
                .and_then(|short| devices.find(Class::Device, short));
            let interface = Interface {
                device,
                name: row.get("name").filter(|name| text(*name).is_some()),
                rate: rate(&row, &mut table),
                mtu: mtu(&row, &mut table),
            };
            let met = links.interfaces.insert(id, interface).is_some();
            if let Some(device) = device.filter(|_| !met && modules.has(&row)) {
                port(&row, device, types, &mut table);
            }
            ends.extend(connected(&row).into_iter().map(|far| (id, at, far)));
        }
        table.finish(part);
    }
    for (near, at, far) in &ends {
        links.link(
            &End {
                id: *near,
                device: None,
                name: None,
            },
            far,
            *at,
            devices,
            part,
        );
    }
    for list in lists.iter().filter(|list| list.kind == Kind::Cables) {
        links.cables(list, devices, part);
    }
}

/// The interfaces that NetBox followed the cables of an interface to.
fn connected<'t, 'a>(row: &Row<'t, 'a>) -> Vec<End<'t, 'a>> {
    let (nodes, kind) = ends(row);
    if kind.is_some_and(|kind| kind != "dcim.interface") {
        return Vec::new();
    }
    nodes
        .into_iter()
        .filter_map(|node| end(node, number(node)))
        .collect()
}

/// What NetBox followed the cables of an interface or power port to, and what that is: a list since 3.3, one before.
pub(super) fn ends<'t, 'a>(row: &Row<'t, 'a>) -> (Vec<Node<'t, 'a>>, Option<&'t str>) {
    let since = [
        "connected_endpoints",
        "connected_endpoints_type",
        "connected_endpoints_reachable",
    ];
    let before = [
        "connected_endpoint",
        "connected_endpoint_type",
        "connected_endpoint_reachable",
    ];
    let [ends, kind, reachable] = if row.get(since[0]).is_some() {
        since
    } else {
        before
    };
    let kind = row.text(kind);
    match row.get(ends).filter(|_| row.text(reachable) != Some("false")) {
        Some(ends) if ends.kind() == Shape::List => (ends.items().collect(), kind),
        Some(end) => (vec![end], kind),
        None => (Vec::new(), kind),
    }
}

fn end<'t, 'a>(short: Node<'t, 'a>, id: Option<u64>) -> Option<End<'t, 'a>> {
    Some(End {
        id: id?,
        device: short.peek("device"),
        name: short.peek("name").filter(|name| text(*name).is_some()),
    })
}

/// A network port of a device. Interfaces that no cable ends at are none.
fn port<'t>(row: &Row<'t, '_>, device: usize, types: &mut Types<'t>, table: &mut Table<'t>) {
    let Some((node, slug)) = row.choice("type").and_then(|node| Some((node, text(node)?))) else {
        return;
    };
    let Some(kind) = PortKind::of_slug(slug) else {
        let message = format!("{} is no kind of port that is known", found(node));
        return table.strange(node.span(), message);
    };
    if let Some(name) = row.text("name") {
        let management = row.text("mgmt_only") == Some("true");
        types.own(device).ports.push((kind, management, name));
    }
}

/// The largest packet of an interface.
fn mtu<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> Option<(i64, Span)> {
    let node = row.get("mtu")?;
    let mtu = number(node).filter(|mtu| (1..=MAX_MTU).contains(mtu));
    if mtu.is_none() {
        let message = format!("expected an `mtu` from 1 to {MAX_MTU}, found {}", found(node));
        table.wrong(node.span(), message);
    }
    Some((i64::try_from(mtu?).ok()?, node.span()))
}

impl<'t, 'a> Links<'t, 'a> {
    /// Links two interfaces, once, and gives the number of their link.
    fn link(
        &mut self,
        a: &End<'t, 'a>,
        b: &End<'t, 'a>,
        at: Span,
        devices: &mut Devices,
        part: &mut Part,
    ) -> Option<usize> {
        let pair = (a.id.min(b.id), a.id.max(b.id));
        if let Some(known) = self.seen.get(&pair) {
            return *known;
        }
        let [near, far] = [a, b].map(|end| match self.interfaces.get(&end.id) {
            Some(known) => known.device,
            None => end.device.and_then(|short| devices.find(Class::Device, short)),
        });
        let (Some(near), Some(far)) = (near, far) else {
            self.seen.insert(pair, None);
            return None;
        };
        if near == far {
            self.seen.insert(pair, None);
            return None;
        }
        let known = [a, b].map(|end| self.interfaces.get(&end.id).copied());
        let slower = known.iter().flatten().filter_map(|known| known.rate);
        let slower = slower.min_by_key(|rate| rate.bits);
        let mut facts = Facts::default();
        if let Some(rate) = slower {
            let bits = Rational::int(rate.bits);
            facts.set(RawFact {
                kind: FactKind::Rate,
                lo: bits,
                hi: bits,
                at: Some(rate.at),
                confidence: rate.confidence,
            });
        }
        // What the smaller end takes is what gets through.
        let mtus = known.iter().flatten().filter_map(|known| known.mtu);
        let mtu = mtus
            .min_by_key(|(bytes, _)| *bytes)
            .map(|(bytes, at)| (Rational::int(bytes), at));
        set(&mut facts, FactKind::Mtu, mtu, Confidence::Declared);
        let name = |row| Said::new(devices.name_of(row).unwrap_or_default().to_owned(), at);
        let [here, there] = [(a, known[0]), (b, known[1])].map(|(end, known)| {
            let name = known.and_then(|known| known.name).or(end.name)?;
            Some(Said::new(text(name)?.to_owned(), name.span()))
        });
        let is_named = here.is_some() || there.is_some();
        let number = part.links.len();
        part.links.push(LinkRow {
            a: name(near),
            b: name(far),
            at,
            facts,
            cabling: is_named.then(|| {
                Box::new(Cabling {
                    ports: [here, there],
                    ..Cabling::default()
                })
            }),
        });
        self.seen.insert(pair, Some(number));
        Some(number)
    }

    /// Cables, both with lists of ends (since 3.3) and with one end each.
    fn cables(&mut self, list: &List<'t, 'a>, devices: &mut Devices, part: &mut Part) {
        let mut table = Table::new(&[
            "id",
            "status",
            "type",
            "length",
            "length_unit",
            "a_terminations",
            "b_terminations",
            "termination_a",
            "termination_a_id",
            "termination_a_type",
            "termination_b",
            "termination_b_id",
            "termination_b_type",
        ]);
        for node in &list.rows {
            let Some(row) = table.row(*node) else { continue };
            let Some((_, at)) = row.id(&mut table) else {
                continue;
            };
            let status = row.choice("status").and_then(text);
            if status.is_some_and(|status| status != "connected") {
                continue;
            }
            let near = terminations(&row, "a_terminations", ["termination_a", "termination_a_type"]);
            let far = terminations(&row, "b_terminations", ["termination_b", "termination_b_type"]);
            let mut made = Vec::new();
            match (near.as_slice(), far.as_slice()) {
                // A cable that fans out.
                ([one], several) | (several, [one]) => {
                    for other in several {
                        made.extend(self.link(one, other, at, devices, part));
                    }
                }
                _ => {
                    for (a, b) in near.iter().zip(&far) {
                        made.extend(self.link(a, b, at, devices, part));
                    }
                }
            }
            if !made.is_empty() {
                cable(&row, &made, &mut table, part);
            }
        }
        table.finish(part);
    }
}

/// What a cable is made of, and how long it is, as its links have it.
fn cable<'t>(row: &Row<'t, '_>, links: &[usize], table: &mut Table<'t>, part: &mut Part) {
    let kind = row.choice("type").and_then(|node| {
        let slug = text(node)?;
        let kind = CableKind::of_slug(slug);
        if kind.is_none() {
            let message = format!("{} is no kind of cable that is known", found(node));
            table.strange(node.span(), message);
        }
        Some(Said::new(kind?, node.span()))
    });
    let length = with_unit(row, ["length", "length_unit"], LENGTH, table);
    for link in links {
        let Some(link) = part.links.get_mut(*link) else {
            continue;
        };
        set(
            &mut link.facts,
            FactKind::CableLength,
            length,
            Confidence::Declared,
        );
        if kind.is_some() {
            link.cabling.get_or_insert_default().kind.clone_from(&kind);
        }
    }
}

/// The interfaces at one side of a cable; none if it ends at something else, such as a patch panel.
fn terminations<'t, 'a>(row: &Row<'t, 'a>, since: &str, before: [&str; 2]) -> Vec<End<'t, 'a>> {
    if let Some(ends) = row.get(since) {
        let interfaces = ends
            .items()
            .filter(|end| end.peek("object_type").and_then(Node::text) == Some("dcim.interface"));
        let far = |side: Node<'t, 'a>| {
            let object = side.peek("object");
            let id = side.peek("object_id").or(object).and_then(number);
            end(object.unwrap_or(side), id)
        };
        return interfaces.filter_map(far).collect();
    }
    let [object, kind] = before;
    if row.text(kind) != Some("dcim.interface") {
        return Vec::new();
    }
    let far = row.get(object).and_then(|object| end(object, number(object)));
    far.into_iter().collect()
}

/// The rate of an interface: `speed` in kbit/s, or what its type can do.
fn rate<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> Option<Rate> {
    if let Some(node) = row.get("speed") {
        let bits = number(node).and_then(|speed| i64::try_from(speed).ok()?.checked_mul(1000));
        match bits.filter(|bits| *bits > 0) {
            Some(bits) => {
                return Some(Rate {
                    bits,
                    at: node.span(),
                    confidence: Confidence::Declared,
                });
            }
            None => table.wrong(node.span(), "expected a `speed` in kbit/s".to_owned()),
        }
    }
    let kind = row.choice("type")?;
    Some(Rate {
        bits: rate_of_type(text(kind)?)?,
        at: kind.span(),
        confidence: Confidence::Default,
    })
}

/// What an Ethernet port of a type can do, in bit/s: `1000base-t`, `2.5gbase-t`, `10gbase-x-sfpp`. IEEE 802.3 names
/// them by their rate.
fn rate_of_type(kind: &str) -> Option<i64> {
    let (rate, _) = kind.split_once("base")?;
    match rate.strip_suffix('g') {
        Some("2.5") => Some(2_500_000_000),
        Some(gigabits) => Some(i64::from(gigabits.parse::<u32>().ok()?) * 1_000_000_000),
        None => Some(i64::from(rate.parse::<u32>().ok()?) * 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_types() {
        for (kind, bits) in [
            ("100base-tx", Some(100_000_000)),
            ("1000base-t", Some(1_000_000_000)),
            ("2.5gbase-t", Some(2_500_000_000)),
            ("10gbase-x-sfpp", Some(10_000_000_000)),
            ("100gbase-x-qsfp28", Some(100_000_000_000)),
            ("virtual", None),
            ("lag", None),
            ("ieee802.11ax", None),
            ("32gfc-sfp28", None),
            ("base", None),
        ] {
            assert_eq!(rate_of_type(kind), bits, "{kind}");
        }
    }
}
