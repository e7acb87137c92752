//! # CAB005 port-used-twice
//!
//! Two links name one port of a device.
//!
//! ## What breaks
//! One of them is not plugged in: a socket holds one plug. Whoever works from the list pulls the wrong cable.
//!
//! ## Why growth brings it out
//! It does not: it breaks as it stands. It is often a line that was copied for a new server.
//!
//! ## How it is computed
//! Links whose ends stand and that name the port, against one; against its lanes for a port of several, which a
//! breakout cable shares out. `Gi1/0/1` is the port `GigabitEthernet1/0/1` where the device's port names are known.
//!
//! ## Example
//! ```yaml
//! devices: {sw1: {}, old-1: {}, old-2: {}}
//! links:
//!   - sw1:Gi1/0/1 -- old-1:eth0: 1 Gbit/s
//!   - sw1:Gi1/0/1 -- old-2:eth0: 1 Gbit/s
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:3:5: now CAB005 port-used-twice: sw1 -- old-1 and sw1 -- old-2 are both plugged into sw1:Gi1/0/1 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Bundles and virtual interfaces (`bond0`, `ae1`, `Port-channel1`), one cable that two files list, planned devices
//! that are not installed.
//!
//! ## Fix
//! Look at the device, and correct one of the lines.
//!
//! ## Undo
//! Put the former line back.
//!
//! ## References
//! SFF-8665, for cages with four lanes.

use super::shared::{is_plugged, link_of};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::End;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::SamePort;
use fiasco_estate::room::port::Medium;
use fiasco_estate::{Bounds, DeviceId, Dimension, LinkId, View};

/// The rule.
pub static RULE: PortUsedTwice = PortUsedTwice;

/// CAB005.
pub struct PortUsedTwice;

static META: Meta = Meta {
    code: "CAB005",
    name: "port-used-twice",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: true,
    attached: false,
    fix: "look at the device, and correct one of the lines",
    undo: "put the former line back",
    source: include_str!("cab005_port_used_twice.rs"),
};

/// What names of interfaces begin with that are no sockets.
const NO_SOCKETS: &[&str] = &[
    "bond",
    "port-channel",
    "po",
    "ae",
    "lag",
    "team",
    "br",
    "bridge",
    "vlan",
    "lo",
    "irb",
    "be",
    "bundle-ether",
];

/// The name by which a link calls its port of a device.
fn port_of<'v>(view: &View<'v>, link: LinkId, device: DeviceId) -> Option<&'v str> {
    let row = view.estate.link(link);
    let ports = &row.cabling.as_ref()?.ports;
    let ends = [&row.a, &row.b].into_iter().zip(ports);
    let mut named = ends.filter(|(end, _)| **end == End::Device(device));
    named
        .find_map(|(_, port)| port.as_ref())
        .map(|port| port.value.as_str())
}

/// Whether one plug is all that goes into this port, or as many as it has lanes; none for what is no socket.
fn sockets(view: &View<'_>, same: &SamePort) -> Option<i64> {
    if let Some(kind) = same.kind {
        let socket = !matches!(kind.medium(), Medium::NotCabled | Medium::Wireless);
        return socket.then(|| i64::from(kind.lanes().unwrap_or(1)));
    }
    let name = port_of(view, *same.links.first()?, same.device)?.to_ascii_lowercase();
    let letters = name.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    (!NO_SOCKETS.contains(&letters)).then_some(1)
}

/// The ports whose first link this is.
fn of_first<'v>(view: &View<'v>, link: LinkId) -> &'v [SamePort] {
    let same = &view.relations.sockets.same;
    let first = |same: &SamePort| same.links.first().copied();
    let from = same.partition_point(|port| first(port) < Some(link));
    let end = same.partition_point(|port| first(port) <= Some(link));
    same.get(from..end).unwrap_or_default()
}

/// By how many the links of a port are too many, at its worst of the two ends, with that port.
fn worst<'v>(view: &View<'v>, link: LinkId) -> Option<(i64, i64, &'v SamePort)> {
    let each = of_first(view, link).iter().filter_map(|same| {
        let links = same.links.iter().filter(|link| is_plugged(view, **link)).count();
        Some((i64::try_from(links).ok()?, sockets(view, same)?, same))
    });
    each.max_by_key(|(links, sockets, _)| links - sockets)
}

impl Rule for PortUsedTwice {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let mut links: Vec<LinkId> = view
            .relations
            .sockets
            .same
            .iter()
            .filter(|same| {
                sockets(view, same).is_some_and(|sockets| same.links.len() as u64 > sockets.unsigned_abs())
            })
            .filter_map(|same| same.links.first().copied())
            .collect();
        links.dedup();
        links.into_iter().map(Subject::Link).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let worst = link_of(subject).and_then(|link| worst(view, link));
        Ok(match worst {
            Some((links, sockets, _)) => Verdict::at_most(Bounds::count(links), Bounds::count(sockets)),
            None => Verdict::at_most(Bounds::ZERO, Bounds::ONE),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some((links, sockets, same)) = link_of(subject).and_then(|link| worst(view, link)) else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let device = estate.device_name(same.device);
        let named = same
            .links
            .first()
            .and_then(|link| port_of(view, *link, same.device));
        let port = format!("{device}:{}", named.unwrap_or_default());
        let there: Vec<LinkId> = same
            .links
            .iter()
            .copied()
            .filter(|link| is_plugged(view, *link))
            .collect();
        let names: Vec<String> = there.iter().map(|link| words::link(estate, *link)).collect();
        let names = words::list(names.iter().map(String::as_str));
        let says = match sockets {
            1 if links == 2 => format!("{names} are both plugged into {port}"),
            1 => format!("{links} links are plugged into {port}: {names}"),
            lanes => format!("{links} links are plugged into {port}, which has {lanes} lanes"),
        };
        let mut story =
            Story::new(port.clone(), says).formula(format!("{port}: {links} links, {sockets} possible"));
        for link in there.iter().take(8) {
            let says = format!("{} names {port}", words::link(estate, *link));
            story = story.cite(Some(estate.link(*link).at), says);
        }
        Ok(story)
    }
}
