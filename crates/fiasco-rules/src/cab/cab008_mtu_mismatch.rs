//! # CAB008 mtu-mismatch
//!
//! Something sends larger packets than what they have to pass takes.
//!
//! ## What breaks
//! Small packets arrive and large ones do not: a connection opens, and hangs with the first full packet. On one
//! segment nobody sends back that a packet was too big.
//!
//! ## Why growth brings it out
//! `add` and `capacity` bring machines that were set up for large packets into a network that was not. Otherwise it
//! breaks as it stands.
//!
//! ## How it is computed
//! In a network: the largest `mtu` of its devices against the smallest, the network's own among them. On a link: the
//! largest of its ends against the link's own. For an overlay: its `mtu` and the bytes it adds (VXLAN 50 over IPv4 and
//! 70 over IPv6, WireGuard 60 and 80) against the `mtu` of the network beneath: the one in which the overlay's members
//! also stand, or the only other one there is.
//!
//! ## Example
//! ```yaml
//! networks:
//!   lan: {prefix: 10.0.0.0/24, mtu: 1500}
//!   pods: {prefix: 10.1.0.0/24, mtu: 1500, overlay: vxlan}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:3:36: now CAB008 mtu-mismatch: packets of pods need 1,550 bytes beneath it, and lan takes 1,500 [drops]
//! ```
//!
//! ## When it stays quiet
//! What states no `mtu`. Devices of several networks, since they state one `mtu` and have several interfaces; switches
//! that take larger packets than their neighbors send; packets that are routed from one network to another.
//!
//! ## Fix
//! One size for all on a segment; for an overlay, a smaller one, or a larger one beneath it.
//!
//! ## Undo
//! Put the former size back.
//!
//! ## References
//! RFC 7348, section 4.3, for VXLAN. J. Donenfeld, *WireGuard: Next Generation Kernel Network Tunnel*, section 5.4.6,
//! for the header of its packets. RFC 8899, *Packetization Layer Path MTU Discovery*, for black holes.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::{End, NetworkKind, Owner};
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, DeviceId, Dimension, LinkId, NetworkId, View};
use fiasco_source::Span;

/// The rule.
pub static RULE: MtuMismatch = MtuMismatch;

/// CAB008.
pub struct MtuMismatch;

static META: Meta = Meta {
    code: "CAB008",
    name: "mtu-mismatch",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "give all of a segment one size, and an overlay what is left beneath it",
    undo: "put the former size back",
    source: include_str!("cab008_mtu_mismatch.rs"),
};

/// A size that something states.
struct Size {
    name: String,
    bytes: Bounds,
    at: Option<Span>,
    confidence: Confidence,
}

fn of_device(view: &View<'_>, id: DeviceId) -> Option<Size> {
    let fact = view.estate.device_fact(id, key::Mtu);
    (fact.is_known() && view.is_installed(id)).then(|| Size {
        name: view.estate.device_name(id).to_owned(),
        bytes: fact.bounds(),
        at: fact.at,
        confidence: fact.confidence,
    })
}

fn of_network(view: &View<'_>, id: NetworkId) -> Option<Size> {
    let row = view.estate.network(id);
    let fact = row.facts.get(key::Mtu);
    fact.is_known().then(|| Size {
        name: row.name.value.clone(),
        bytes: fact.bounds(),
        at: fact.at,
        confidence: fact.confidence,
    })
}

/// The networks of cables that a device stands in, each once.
fn lans(view: &View<'_>, device: DeviceId) -> Vec<NetworkId> {
    let places = view.relations.places_of[device.index()].iter();
    let mut lans: Vec<NetworkId> = places
        .filter_map(|place| view.estate.address(*place).network)
        .filter(|id| view.estate.network(*id).kind == NetworkKind::Lan)
        .collect();
    lans.sort_unstable();
    lans.dedup();
    lans
}

/// Devices that stand in a network.
fn members<'v>(view: &'v View<'_>, network: NetworkId) -> impl Iterator<Item = DeviceId> + 'v {
    let places = view.relations.places[network.index()].iter();
    places.filter_map(|place| match view.estate.address(*place).owner {
        Owner::Device(device) => Some(device),
        Owner::Service(_) | Owner::Gateway(_) => None,
    })
}

fn is_overlay(view: &View<'_>, network: NetworkId) -> bool {
    view.estate.network(network).facts.has(FactKind::Overhead)
}

/// The network beneath an overlay, where only one can be meant.
fn beneath(view: &View<'_>, overlay: NetworkId) -> Option<NetworkId> {
    let candidate = |id: &NetworkId| *id != overlay && !is_overlay(view, *id);
    let mut found: Vec<NetworkId> = members(view, overlay)
        .flat_map(|device| lans(view, device))
        .filter(candidate)
        .collect();
    if found.is_empty() {
        let all = view.estate.network_ids().filter(candidate);
        found = all
            .filter(|id| view.estate.network(*id).kind == NetworkKind::Lan)
            .collect();
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The largest sender, and the smallest that its packets have to pass.
fn pair(view: &View<'_>, subject: Subject) -> Result<Option<(Size, Size)>, Overflow> {
    let largest = |sizes: Vec<Size>| {
        sizes
            .into_iter()
            .reduce(|best, size| if size.bytes.lo > best.bytes.lo { size } else { best })
    };
    let smallest = |sizes: Vec<Size>| {
        sizes
            .into_iter()
            .reduce(|best, size| if size.bytes.lo < best.bytes.lo { size } else { best })
    };
    Ok(match subject {
        Subject::Network(id) if is_overlay(view, id) => {
            let (Some(own), Some(under)) = (of_network(view, id), beneath(view, id)) else {
                return Ok(None);
            };
            let added = overhead(view, id, under);
            let sent = Size {
                bytes: own.bytes.plus(added)?,
                ..own
            };
            let none = Size {
                name: view.estate.network(under).name.value.clone(),
                bytes: Bounds::UNKNOWN,
                at: view.estate.network(under).name.at,
                confidence: Confidence::Declared,
            };
            Some((sent, of_network(view, under).unwrap_or(none)))
        }
        Subject::Network(id) => {
            let all = || {
                let only_here = members(view, id).filter(|device| lans(view, *device).len() == 1);
                let hosts = only_here.filter_map(|device| of_device(view, device));
                hosts.chain(of_network(view, id)).collect::<Vec<_>>()
            };
            largest(all()).zip(smallest(all()))
        }
        Subject::Link(id) => {
            let row = view.estate.link(id);
            let fact = row.facts.get(key::Mtu);
            let ends = [&row.a, &row.b].into_iter().filter_map(|end| match end {
                End::Device(device) if !forwards(view, *device) => of_device(view, *device),
                End::Device(_) | End::Outside(_) => None,
            });
            let link = Size {
                name: words::link(view.estate, id),
                bytes: fact.bounds(),
                at: fact.at,
                confidence: fact.confidence,
            };
            largest(ends.collect()).map(|end| (end, link))
        }
        _ => None,
    })
}

/// What stands in several networks, or in none, sends no packets of its own that have to fit.
fn forwards(view: &View<'_>, device: DeviceId) -> bool {
    lans(view, device).len() > 1
        || view
            .relations
            .services_on
            .get(device.index())
            .is_none_or(Vec::is_empty)
}

/// What an overlay adds: of its two figures, the one of the IP version beneath it where that is known.
fn overhead(view: &View<'_>, overlay: NetworkId, under: NetworkId) -> Bounds {
    let added = view.estate.network(overlay).facts.get(key::Overhead).bounds();
    match &view.estate.network(under).prefix {
        Some(prefix) if prefix.value.addr().is_ipv4() => Bounds::exact(added.lo),
        Some(_) => Bounds::exact(added.hi.unwrap_or(added.lo)),
        None => added,
    }
}

/// Whether a network or a link can break at all, planned devices installed.
fn speaks_of_link(view: &View<'_>, id: LinkId) -> bool {
    view.estate.link(id).facts.has(FactKind::Mtu)
}

impl Rule for MtuMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let networks = view.estate.network_ids().filter(|id| {
            if is_overlay(view, *id) {
                return of_network(view, *id).is_some() && beneath(view, *id).is_some();
            }
            let mut stated = members(view, *id)
                .map(|device| view.estate.device_fact(device, key::Mtu))
                .filter(fiasco_estate::fact::Fact::is_known)
                .map(|fact| fact.bounds())
                .chain(of_network(view, *id).map(|size| size.bytes));
            let first = stated.next();
            stated.any(|other| Some(other) != first)
        });
        let links = view.estate.link_ids().filter(|id| speaks_of_link(view, *id));
        networks
            .map(Subject::Network)
            .chain(links.map(Subject::Link))
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match pair(view, subject)? {
            Some((sends, takes)) => Verdict::at_most(sends.bytes, takes.bytes),
            None => Verdict::at_most(Bounds::ZERO, Bounds::ZERO),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some((sends, takes)) = pair(view, subject)? else {
            return Ok(Story::new("", ""));
        };
        let bytes = |bounds: Bounds| words::bounds(bounds, Measure::Count);
        let (large, small) = (bytes(sends.bytes), bytes(takes.bytes));
        let name = words::subject(view.estate, view.relations, subject);
        let mut says = format!(
            "{} sends packets of {large} bytes, and {} takes {small}",
            sends.name, takes.name
        );
        let mut formula = format!("{large} bytes against {small}");
        if let Subject::Network(id) = subject
            && is_overlay(view, id)
        {
            let own = view.estate.network(id).facts.get(key::Mtu).bounds();
            let added = sends.bytes.less(own).unwrap_or(Bounds::UNKNOWN);
            says = format!(
                "packets of {name} need {large} bytes beneath it, and {} takes {small}",
                takes.name
            );
            formula = format!(
                "{} + {} of the overlay = {large} against {small}",
                bytes(own),
                bytes(added)
            );
        }
        let mut story = Story::new(name.clone(), says)
            .formula(formula)
            .cite(sends.at, format!("the largest packet of {}", sends.name))
            .cite(takes.at, format!("the largest packet of {}", takes.name))
            .rests_on(sends.confidence);
        if takes.bytes == Bounds::UNKNOWN || takes.bytes.hi.is_none() && takes.bytes.lo == Rational::ZERO {
            story = story.missing(
                "mtu",
                takes.name.clone(),
                format!("mtu: 1500, under {}", takes.name),
            );
        } else {
            story = story.rests_on(takes.confidence);
        }
        Ok(story)
    }
}
