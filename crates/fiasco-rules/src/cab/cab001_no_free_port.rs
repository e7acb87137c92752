//! # CAB001 no-free-port
//!
//! More links ask for ports of a device than it has.
//!
//! ## What breaks
//! The new server stands in its rack with power on both cords, and nobody can plug it into the network: every port
//! of the switch that its cable fits is taken.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` copy servers, and each copy brings the links of its origin. The switch keeps the ports
//! it was bought with.
//!
//! ## How it is computed
//! Links plugged into the ports of one kind of a device, against how many ports of that kind it has. A link that
//! names its port takes that one; another takes a port of the kind that mates with its other end and carries its
//! rate, the slowest that does and none that is for management. A new server asks for a port of the same kind of
//! the same switch, or of a switch in its own rack where its origin's switch stands in its origin's rack; when these
//! are all taken, for another port of that switch which its cable can be plugged into.
//!
//! ## Example
//! ```yaml
//! devices:
//!   old-[1-3]: {cores: 4, nic: 1000base-t}
//!   sw1: {ports: 5 x 1000base-t}
//! links:
//!   - sw1 -- old-[1-3]: 1 Gbit/s
//! services: {web: {runs: "old-[1-3]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:3:16: x1.67 CAB001 no-free-port: servers above x1.67: the 6th link asks for one of 5 1G RJ45 ports of sw1 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Devices whose ports nobody states, and devices where nothing is added. Links among servers of one group are not
//! copied: nobody says how a larger group is linked. One leg of a breakout cable counts as a port of its own where
//! nobody names the port.
//!
//! ## Fix
//! Another switch, or one with more ports; free ports of links that nobody needs any more.
//!
//! ## Undo
//! Unplug the added servers.
//!
//! ## References
//! IEEE Std 802.3, clause 28, for what mates with what in twisted pair; SFF-8431 and SFF-8665 for cages.

use super::shared::hardware_at;
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::End;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::Ports;
use fiasco_estate::{Bounds, DeviceId, Dimension, LinkId, View};

/// The rule.
pub static RULE: NoFreePort = NoFreePort;

/// CAB001.
pub struct NoFreePort;

static META: Meta = Meta {
    code: "CAB001",
    name: "no-free-port",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "add a switch, or one with more ports",
    undo: "unplug the added servers",
    source: include_str!("cab001_no_free_port.rs"),
};

fn ports<'v>(view: &View<'v>, subject: Subject) -> Option<(u32, &'v Ports)> {
    let Subject::Ports(at) = subject else { return None };
    Some((at, view.relations.sockets.get(at)?))
}

/// The links that take a port of a group today, and the devices at their other ends.
fn plugged(view: &View<'_>, at: u32, device: DeviceId) -> Vec<(LinkId, Option<DeviceId>)> {
    let sockets = &view.relations.sockets;
    let mut found: Vec<(LinkId, Option<DeviceId>)> = Vec::new();
    for link in sockets.links_of(device) {
        let row = view.estate.link(*link);
        for (end, far) in [(0, &row.b), (1, &row.a)] {
            if sockets.at_end(*link, end) == Some(at) && found.last().is_none_or(|(last, _)| last != link) {
                let far = match far {
                    End::Device(far) => Some(*far),
                    End::Outside(_) => None,
                };
                found.push((*link, far));
            }
        }
    }
    found
}

impl Rule for NoFreePort {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let grows = |at: usize| {
            view.grown
                .port_steps
                .get(at)
                .is_some_and(|steps| !steps.is_empty())
        };
        let groups = view.relations.sockets.groups.iter().enumerate();
        groups
            .filter(|(at, ports)| ports.today > i64::from(ports.count) || grows(*at))
            .map(|(at, _)| Subject::Ports(u32::try_from(at).unwrap_or(u32::MAX)))
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Some((at, ports)) = ports(view, subject) else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO));
        };
        Ok(Verdict::at_most(
            Bounds::count(view.plugged(at)),
            Bounds::count(ports.count),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some((at, ports)) = ports(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let (name, kind) = (estate.device_name(ports.device), ports.kind.words());
        let count = words::number(Rational::int(i64::from(ports.count)));
        let asked = view.plugged(at);
        let mut story = Story::new(
            format!("{name} {kind}"),
            format!(
                "the {} link asks for one of {count} {kind} ports of {name}",
                words::ordinal(asked)
            ),
        )
        .formula(format!(
            "{name} {kind}: {} plugged in today, {} added: {asked} of {count}",
            ports.today,
            asked.saturating_sub(ports.today)
        ))
        .cite(
            hardware_at(view, ports.device),
            format!("{name} has {count} {kind} ports"),
        );
        let hardware = estate.device(ports.device).hardware;
        if let Some(confidence) = hardware.and_then(|id| estate.one_hardware(id).confidence) {
            story = story.rests_on(confidence);
        }
        // One line may stand for many links: each place once, and no more than a reader looks at.
        let mut places = Vec::new();
        for (link, far) in plugged(view, at, ports.device) {
            let place = estate.link(link).at;
            if places.len() < 4 && !places.contains(&place) {
                places.push(place);
                let far = far.map_or("the outside", |far| estate.device_name(far));
                story = story.cite(Some(place), format!("{far} is plugged into {name}"));
            }
        }
        Ok(story)
    }
}
