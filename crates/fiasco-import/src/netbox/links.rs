//! Links: interfaces that NetBox finds connected, through patch panels and all, and cables whose two ends are
//! interfaces where the interfaces themselves do not say so. The rate is that of the slower end: its stated
//! speed, or what its type can do.

use super::devices::{Class, Devices};
use super::lists::{Kind, List};
use super::row::{Row, Table, number, text};
use crate::Part;
use crate::part::LinkRow;
use fiasco_estate::Said;
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_source::{Kind as Shape, Node, Span};
use std::collections::{HashMap, HashSet};

/// What an interface is to a link.
#[derive(Clone, Copy)]
struct Interface {
    /// Its device, where that is there.
    device: Option<usize>,
    rate: Option<Rate>,
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
}

#[derive(Default)]
struct Links {
    interfaces: HashMap<u64, Interface>,
    /// Pairs of interfaces that are linked, the smaller number first.
    seen: HashSet<(u64, u64)>,
}

/// Reads interfaces and cables.
pub(super) fn read(lists: &[List<'_, '_>], devices: &mut Devices, part: &mut Part) {
    let mut links = Links::default();
    let mut ends = Vec::new();
    for list in lists.iter().filter(|list| list.kind == Kind::Interfaces) {
        let mut table = Table::new(&[
            "id",
            "device",
            "type",
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
            let rate = rate(&row, &mut table);
            links.interfaces.insert(id, Interface { device, rate });
            ends.extend(connected(&row).into_iter().map(|far| (id, at, far)));
        }
        table.finish(part);
    }
    for (near, at, far) in &ends {
        links.link(
            &End {
                id: *near,
                device: None,
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

/// The far ends that NetBox followed the cables of an interface to.
fn connected<'t, 'a>(row: &Row<'t, 'a>) -> Vec<End<'t, 'a>> {
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
    if row.text(reachable) == Some("false") || row.text(kind).is_some_and(|kind| kind != "dcim.interface") {
        return Vec::new();
    }
    let Some(ends) = row.get(ends) else {
        return Vec::new();
    };
    let items: Vec<Node<'t, 'a>> = if ends.kind() == Shape::List {
        ends.items().collect()
    } else {
        vec![ends]
    };
    let end = |node: Node<'t, 'a>| {
        Some(End {
            id: number(node)?,
            device: node.peek("device"),
        })
    };
    items.into_iter().filter_map(end).collect()
}

impl Links {
    fn link(&mut self, a: &End<'_, '_>, b: &End<'_, '_>, at: Span, devices: &mut Devices, part: &mut Part) {
        if !self.seen.insert((a.id.min(b.id), a.id.max(b.id))) {
            return;
        }
        let [near, far] = [a, b].map(|end| match self.interfaces.get(&end.id) {
            Some(known) => known.device,
            None => end.device.and_then(|short| devices.find(Class::Device, short)),
        });
        let (Some(near), Some(far)) = (near, far) else {
            return;
        };
        if near == far {
            return;
        }
        let rates = [a, b].map(|end| self.interfaces.get(&end.id).and_then(|known| known.rate));
        let slower = rates.into_iter().flatten().min_by_key(|rate| rate.bits);
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
        let name = |row| Said::new(devices.name_of(row).unwrap_or_default().to_owned(), at);
        part.links.push(LinkRow {
            a: name(near),
            b: name(far),
            at,
            facts,
            cabling: None,
        });
    }

    /// Cables, both with lists of ends (since 3.3) and with one end each.
    fn cables(&mut self, list: &List<'_, '_>, devices: &mut Devices, part: &mut Part) {
        let mut table = Table::new(&[
            "id",
            "status",
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
            match (near.as_slice(), far.as_slice()) {
                // A cable that fans out.
                ([one], several) | (several, [one]) => {
                    for other in several {
                        self.link(one, other, at, devices, part);
                    }
                }
                _ => {
                    for (a, b) in near.iter().zip(&far) {
                        self.link(a, b, at, devices, part);
                    }
                }
            }
        }
        table.finish(part);
    }
}

/// The interfaces at one side of a cable; none if it ends at something else, such as a patch panel.
fn terminations<'t, 'a>(row: &Row<'t, 'a>, since: &str, before: [&str; 2]) -> Vec<End<'t, 'a>> {
    if let Some(ends) = row.get(since) {
        let interfaces = ends
            .items()
            .filter(|end| end.peek("object_type").and_then(Node::text) == Some("dcim.interface"));
        let end = |end: Node<'t, 'a>| {
            let object = end.peek("object");
            let id = end.peek("object_id").or(object).and_then(number)?;
            Some(End {
                id,
                device: object.and_then(|object| object.peek("device")),
            })
        };
        return interfaces.filter_map(end).collect();
    }
    let [object, kind] = before;
    if row.text(kind) != Some("dcim.interface") {
        return Vec::new();
    }
    let end = row.get(object).and_then(|object| {
        Some(End {
            id: number(object)?,
            device: object.peek("device"),
        })
    });
    end.into_iter().collect()
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
