//! # CAB002 port-mismatch
//!
//! The ports at the two ends of a link cannot be linked, or not at the rate that is asked.
//!
//! ## What breaks
//! The link: there is no cable and no module that fits both ends, or there is one and it comes up slower than was
//! planned. It is found out on the day of delivery, with the new machine in the rack.
//!
//! ## Why growth brings it out
//! `add` and `capacity` bring machines with faster ports than the old switch has. `bandwidth` asks more of each link
//! than its ports can do: an Ethernet link only grows to the next rate that both ends have.
//!
//! ## How it is computed
//! The rate asked of the link, today's times the factor of `bandwidth`, against the most its two ports can do
//! together; nothing where they do not mate at all. Where the link does not name its port, the best that any ports of
//! the device can do counts.
//!
//! ## Example
//! ```yaml
//! devices:
//!   giant: {planned: true, nic: 2 x 100G QSFP28}
//!   sw1: {ports: 48 x 1000base-t + 4 x 1000base-x-sfp}
//! links:
//!   - sw1 -- giant: 100 Gbit/s
//! ```
//! ```text
//! $ fiasco check --to add=giant
//! estate.yaml:5:19: delivery CAB002 port-mismatch: 100 Gbit/s is asked, and the 1G SFP port of sw1 and the 100G QSFP28 port of giant carry at most 1 Gbit/s together [stops]
//! ```
//!
//! ## When it stays quiet
//! Where nobody states the ports of either end; where what is known of two ports does not say whether they mate, up
//! to the rate of the slower one; planned devices that are not installed. An adapter within a cage is not considered.
//!
//! ## Fix
//! A switch with the ports the machine needs, or a network card with the ports the switch has.
//!
//! ## Undo
//! Put the former card or switch back.
//!
//! ## References
//! IEEE Std 802.3 for rates; SFF-8431, SFF-8402 and SFF-8665 for cages.

use super::shared::{
    asked_rate, asked_words, bandwidth_grows, cite_rate, exactly, hardware_at, is_plugged, link_of,
    rate_words,
};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::Ports;
use fiasco_estate::{Bounds, Dimension, LinkId, View};

/// The rule.
pub static RULE: PortMismatch = PortMismatch;

/// CAB002.
pub struct PortMismatch;

static META: Meta = Meta {
    code: "CAB002",
    name: "port-mismatch",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::DataRate,
    trends: &[
        (Dimension::Bandwidth, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "give both ends ports that mate and carry the rate",
    undo: "put the former card or switch back",
    source: include_str!("cab002_port_mismatch.rs"),
};

/// What is asked of a link: where nobody states a rate, that it carries anything at all.
fn asked(view: &View<'_>, link: LinkId) -> Result<Bounds, Overflow> {
    if view.estate.link(link).facts.has(FactKind::Rate) {
        asked_rate(view, link)
    } else {
        Ok(Bounds::ONE)
    }
}

/// The most the ports of a link can do together, and which these are.
fn most<'v>(view: &View<'v>, link: LinkId) -> Option<(u64, [Option<&'v Ports>; 2])> {
    let sockets = &view.relations.sockets;
    let (most, groups) = sockets.most(link, view.estate.link(link))?;
    Some((most, groups.map(|at| at.and_then(|at| sockets.get(at)))))
}

impl Rule for PortMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        if view.relations.sockets.groups.is_empty() {
            return Vec::new();
        }
        let grows = bandwidth_grows(view);
        let links = view.estate.link_ids().filter(|link| {
            let Some((most, _)) = most(view, *link) else {
                return false;
            };
            let rated = view.estate.link(*link).facts.has(FactKind::Rate);
            (grows && rated)
                || asked(view, *link).map_or(true, |asked| {
                    exactly(most)
                        .hi
                        .is_none_or(|most| asked.hi.is_none_or(|hi| hi > most))
                })
        });
        links.map(Subject::Link).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, most(view, link)?.0)));
        let Some((link, most)) = found.filter(|(link, _)| is_plugged(view, *link)) else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO));
        };
        Ok(Verdict::at_most(asked(view, link)?, exactly(most)))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, most(view, link)?)));
        let Some((link, (most, ports))) = found else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let asked = asked(view, link)?;
        let described: Vec<(String, &Ports)> = ports
            .into_iter()
            .flatten()
            .map(|ports| {
                let words = format!(
                    "the {} port of {}",
                    ports.kind.words(),
                    estate.device_name(ports.device)
                );
                (words, ports)
            })
            .collect();
        let names = words::list(described.iter().map(|(words, _)| words.as_str()));
        let rated = estate.link(link).facts.has(FactKind::Rate);
        let words = asked_words(asked, most);
        let says = match (most, described.as_slice()) {
            (0, _) => format!("no cable or module links {names}"),
            (_, [_, _]) => format!(
                "{words} is asked, and {names} carry at most {} together",
                rate_words(most)
            ),
            _ => format!(
                "{words} is asked, and {names} carries at most {}",
                rate_words(most)
            ),
        };
        let mut story = Story::new(words::link(estate, link), says);
        if rated {
            story = story.formula(format!(
                "{} asked, {} possible",
                words::bounds(asked, Measure::DataRate),
                rate_words(most)
            ));
        }
        story = cite_rate(view, link, story, asked);
        for (words, ports) in &described {
            let count = words::plural(i64::from(ports.count), &format!("{} port", ports.kind.words()));
            let says = format!("{words}: {count}");
            story = story.cite(hardware_at(view, ports.device), says);
            let hardware = estate.device(ports.device).hardware;
            if let Some(confidence) = hardware.and_then(|id| estate.one_hardware(id).confidence) {
                story = story.rests_on(confidence);
            }
        }
        Ok(story)
    }
}
