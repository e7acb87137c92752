//! # CAB010 vlan-not-carried
//!
//! A device stands in a network whose VLAN a link on the way to it does not carry.
//!
//! ## What breaks
//! The link is up and the address is right, and not one packet arrives.
//!
//! ## Why growth brings it out
//! New servers go into racks whose switches were never told of the VLAN. Otherwise it breaks as it stands.
//!
//! ## How it is computed
//! From the gateway of the network, or from where most of its devices can be reached, over every link that lists the
//! `vlan` of the network, or lists none: then it may carry any. Counted are the devices of the network that cables lead
//! to, and the VLAN does not. A new server hangs on the switch of its origin, or on one in its own rack.
//!
//! ## Example
//! ```yaml
//! networks: {lan: {prefix: 10.0.0.0/24, vlan: 20, gateway: fw1}}
//! devices: {fw1: {}, sw1: {}, sw2: {}, web-1: {networks: lan}, web-2: {networks: lan}}
//! links:
//!   - fw1 -- sw1: 10 Gbit/s, vlan 10 20
//!   - sw1 -- sw2: 10 Gbit/s, vlan 10 30
//!   - sw1 -- web-1: 1 Gbit/s
//!   - sw2 -- web-2: 1 Gbit/s
//! services: {web: {runs: "web-[1-2]"}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:5:17: now CAB010 vlan-not-carried: VLAN 20 of lan does not get to web-2: sw1 -- sw2 does not carry it [drops]
//! ```
//!
//! ## When it stays quiet
//! Networks that state no `vlan`, and estates in which no link lists any. Devices that are not said to stand in the
//! network, and those that no known cables lead to; ways on which each link lists none. Servers pass nothing on; whatever runs no service is taken to pass on every VLAN.
//!
//! ## Fix
//! Let the link carry the VLAN, at both of its ends.
//!
//! ## Undo
//! Take the VLAN off the link again.
//!
//! ## References
//! IEEE 802.1Q, *Bridges and Bridged Networks*, for VLANs and which ports are members of them.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::End;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::{Reach, may_carry, vlan_of};
use fiasco_estate::{Bounds, DeviceId, Dimension, LinkId, NetworkId, View};

/// The rule.
pub static RULE: VlanNotCarried = VlanNotCarried;

/// CAB010.
pub struct VlanNotCarried;

static META: Meta = Meta {
    code: "CAB010",
    name: "vlan-not-carried",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "let the link carry the VLAN, at both of its ends",
    undo: "take the VLAN off the link again",
    source: include_str!("cab010_vlan_not_carried.rs"),
};

/// What a VLAN does not get to.
struct Lost {
    /// The device, and whether it is new.
    name: String,
    /// The link that does not carry it, or where the origin of a new device is plugged in.
    at: LinkId,
    /// The switch that a new device is plugged into, and the VLAN does not get to.
    switch: Option<DeviceId>,
}

fn reach<'v>(view: &View<'v>, subject: Subject) -> Option<(NetworkId, u16, &'v Reach)> {
    let Subject::Network(id) = subject else {
        return None;
    };
    let reach = view.relations.switching.vlans.get(&id)?;
    Some((id, vlan_of(view.estate, id)?, reach))
}

/// Devices of today that are lost, then new ones.
fn lost(view: &View<'_>, network: NetworkId, vlan: u16, reach: &Reach) -> Vec<Lost> {
    let estate = view.estate;
    let today = reach.lost.iter().filter(|lost| view.is_installed(lost.device));
    let mut all: Vec<Lost> = today
        .map(|lost| Lost {
            name: estate.device_name(lost.device).to_owned(),
            at: lost.at,
            switch: None,
        })
        .collect();
    let stands_in = |device: DeviceId| {
        let places = view.relations.places_of[device.index()].iter();
        places
            .into_iter()
            .any(|place| estate.address(*place).network == Some(network))
    };
    for switch in view.grown.new_links.keys() {
        let new = view.new_links(*switch);
        if reach.devices.contains(switch) {
            continue;
        }
        for (link, own_end) in new {
            let row = estate.link(*link);
            let origin = match if *own_end == 0 { &row.a } else { &row.b } {
                End::Device(origin) if stands_in(*origin) && may_carry(row, vlan) => *origin,
                _ => continue,
            };
            // Where the origin does not get it either, that is said of the origin.
            if reach.devices.contains(&origin) {
                all.push(Lost {
                    name: format!("a new one like {}", estate.device_name(origin)),
                    at: *link,
                    switch: Some(*switch),
                });
            }
        }
    }
    all
}

impl Rule for VlanNotCarried {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let grows = !view.grown.new_links.is_empty();
        let networks = view.relations.switching.vlans.iter();
        networks
            .filter(|(_, reach)| grows || !reach.lost.is_empty())
            .map(|(network, _)| Subject::Network(*network))
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let count = reach(view, subject).map_or(0, |(id, vlan, reach)| lost(view, id, vlan, reach).len());
        Ok(Verdict::at_most(
            Bounds::count(i64::try_from(count).unwrap_or(i64::MAX)),
            Bounds::ZERO,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some((id, vlan, reach)) = reach(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let network = view.estate.network(id);
        let fact = network.facts.get(key::Vlan);
        let name = &network.name.value;
        let lost = lost(view, id, vlan, reach);
        let Some(first) = lost.first() else {
            return Ok(Story::new(name, ""));
        };
        let others = match lost.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let link_name = words::link(view.estate, first.at);
        let says = match first.switch {
            Some(switch) => format!(
                "VLAN {vlan} of {name} does not get to {}, into which {}{others} is plugged",
                view.estate.device_name(switch),
                first.name
            ),
            None => format!(
                "VLAN {vlan} of {name} does not get to {}{others}: {link_name} does not carry it",
                first.name
            ),
        };
        let mut story = Story::new(name, says).rests_on(fact.confidence);
        let mut places = Vec::new();
        for lost in &lost {
            let row = view.estate.link(lost.at);
            let stated = row.cabling.as_ref().and_then(|cabling| cabling.vlans.as_ref());
            let at = stated.and_then(|stated| stated.at).unwrap_or(row.at);
            if places.len() < 4 && !places.contains(&at) {
                places.push(at);
                let link = words::link(view.estate, lost.at);
                let says = match (lost.switch, stated) {
                    (None, Some(stated)) => format!("{link} carries {}", listed(&stated.value)),
                    _ => format!("{link} is what new ones are like"),
                };
                story = story.cite(Some(at), says);
            }
        }
        Ok(story.cite(fact.at, format!("{name} is VLAN {vlan}")))
    }
}

/// `VLAN 10`, `VLANs 10 and 30`.
fn listed(vlans: &[u16]) -> String {
    let numbers: Vec<String> = vlans.iter().map(u16::to_string).collect();
    let s = if numbers.len() == 1 { "" } else { "s" };
    format!("VLAN{s} {}", words::list(numbers.iter().map(String::as_str)))
}
