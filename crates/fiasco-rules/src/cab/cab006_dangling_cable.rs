//! # CAB006 dangling-cable
//!
//! A link names a port that its device does not have.
//!
//! ## What breaks
//! Nothing yet: nobody can plug that cable in. Whoever counts free ports counts wrongly.
//!
//! ## Why growth brings it out
//! It does not: it breaks as it stands. A planned device's cables are looked at once it is installed.
//!
//! ## How it is computed
//! 1 for a name that no port of the device has, against 0. `Gi1/0/1` is found where the device calls the port
//! `GigabitEthernet1/0/1`.
//!
//! ## Example
//! ```yaml
//! devices: {sw1: {ports: {"Gi1/0/[1-4]": 1000base-t}}, old-1: {}}
//! links:
//!   - sw1:Gi1/0/5 -- old-1: 1 Gbit/s
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:3:5: now CAB006 dangling-cable: sw1 has no port Gi1/0/5; did you mean Gi1/0/1? [refuses]
//! ```
//!
//! ## When it stays quiet
//! Devices of which some port has no known name.
//!
//! ## Fix
//! Correct the name, or add the port to the device, as when a module was put in.
//!
//! ## Undo
//! Put the former name back.
//!
//! ## References
//! None: the estate's own files say both.

use super::shared::{hardware_at, is_plugged, link_of};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::End;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::Hardware;
use fiasco_estate::{Bounds, DeviceId, Dimension, LinkId, Said, View};
use fiasco_source::nearest;

/// The rule.
pub static RULE: DanglingCable = DanglingCable;

/// CAB006.
pub struct DanglingCable;

static META: Meta = Meta {
    code: "CAB006",
    name: "dangling-cable",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "correct the name, or add the port to the device",
    undo: "put the former name back",
    source: include_str!("cab006_dangling_cable.rs"),
};

/// The ends of a link that name a port which their device does not have.
fn dangling<'v>(view: &View<'v>, link: LinkId) -> Option<(DeviceId, &'v Said<String>, &'v Hardware)> {
    let row = view.estate.link(link);
    let ports = &row.cabling.as_ref()?.ports;
    [&row.a, &row.b]
        .into_iter()
        .zip(ports)
        .enumerate()
        .find_map(|(end, (at, port))| {
            let (End::Device(device), Some(port)) = (at, port) else {
                return None;
            };
            // A name that was found gave the end its group; looking again is for those it did not.
            let hardware = view.estate.one_hardware(view.estate.device(*device).hardware?);
            let named = |group: &fiasco_estate::room::PortGroup| group.names.len() == group.count as usize;
            let all_named = !hardware.ports.is_empty() && hardware.ports.iter().all(named);
            let known = !all_named || view.relations.sockets.names_a_port(link, end);
            (!known).then_some((*device, port, hardware))
        })
}

impl Rule for DanglingCable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        if view.relations.sockets.groups.is_empty() {
            return Vec::new();
        }
        let links = view.estate.link_ids();
        links
            .filter(|link| dangling(view, *link).is_some())
            .map(Subject::Link)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let link = link_of(subject).filter(|link| dangling(view, *link).is_some() && is_plugged(view, *link));
        let used = if link.is_some() { Bounds::ONE } else { Bounds::ZERO };
        Ok(Verdict::at_most(used, Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, dangling(view, link)?)));
        let Some((link, (device, port, hardware))) = found else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.device_name(device);
        let all = || {
            hardware
                .ports
                .iter()
                .flat_map(|group| group.names.iter().map(String::as_str))
        };
        let hint =
            nearest(&port.value, all()).map_or_else(String::new, |near| format!("; did you mean {near}?"));
        let story = Story::new(
            words::link(view.estate, link),
            format!("{name} has no port {}{hint}", port.value),
        )
        .formula(format!(
            "{name} has {}: {}",
            words::plural(i64::try_from(all().count()).unwrap_or(i64::MAX), "port"),
            words::list(all())
        ))
        .cite(port.at, format!("the link names {name}:{}", port.value))
        .cite(hardware_at(view, device), format!("the ports of {name}"));
        Ok(match hardware.confidence {
            Some(confidence) => story.rests_on(confidence),
            None => story,
        })
    }
}
