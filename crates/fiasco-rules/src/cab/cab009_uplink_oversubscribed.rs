//! # CAB009 uplink-oversubscribed
//!
//! What hangs below a switch can ask more of its uplinks than the switch is built to be sold over.
//!
//! ## What breaks
//! Nothing while few of them talk at a time. When many do (a backup, a restart of everything, the demo), they wait for
//! each other at the uplink, and packets are dropped there.
//!
//! ## Why growth brings it out
//! Each new server brings a link below the switch, and none above it. `bandwidth` is asked of all links alike, and
//! leaves the ratio as it is.
//!
//! ## How it is computed
//! The rates of the links that lead down, those of new servers among them, against the rates of the links that lead up,
//! times the `oversubscription` that the switch states. Up is nearer to the outside (`outside:`), or to the gateway of a
//! network where no link leads outside.
//!
//! ## Example
//! ```yaml
//! outside: [isp]
//! devices:
//!   sw1: {oversubscription: 3}
//!   sw2: {}
//!   web-[1-4]: {}
//! links:
//!   - isp -- sw2: 1 Gbit/s
//!   - sw2 -- sw1: 10 Gbit/s
//!   - sw1 -- web-[1-4]: 5 Gbit/s
//! services: {web: {runs: "web-[1-4]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:3:27: x1.5 CAB009 uplink-oversubscribed: servers above x1.5: the 7 links below sw1 can ask 35 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 3 to 1 [queues]
//! ```
//!
//! ## When it stays quiet
//! Switches that state no `oversubscription`: how far one may be sold over is a decision, and not a law. Switches from
//! which no way out is known, and those that are only planned. What really flows over an uplink is
//! [CAP003](CAP003.md)'s to say.
//!
//! ## Fix
//! Another uplink, or a faster one; the new servers on another switch.
//!
//! ## Undo
//! Unplug the added servers.
//!
//! ## References
//! M. Al-Fares, A. Loukissas, A. Vahdat, *A Scalable, Commodity Data Center Network Architecture*, SIGCOMM 2008, section
//! 2.1, for the term.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, DeviceId, Dimension, LinkId, View};

/// The rule.
pub static RULE: UplinkOversubscribed = UplinkOversubscribed;

/// CAB009.
pub struct UplinkOversubscribed;

static META: Meta = Meta {
    code: "CAB009",
    name: "uplink-oversubscribed",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::DataRate,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "another uplink or a faster one, or the new servers on another switch",
    undo: "unplug the added servers",
    source: include_str!("cab009_uplink_oversubscribed.rs"),
};

/// What the links of a switch carry together, in bit/s.
struct Rates {
    down: Bounds,
    up: Bounds,
    /// How many lead down.
    count: i64,
}

fn sum(view: &View<'_>, links: impl IntoIterator<Item = LinkId>) -> Result<Bounds, Overflow> {
    let mut rates = links
        .into_iter()
        .map(|link| view.estate.link(link).facts.get(key::Rate).bounds());
    rates.try_fold(Bounds::ZERO, |sum, rate| sum.plus(rate))
}

/// `None` for what is no switch of which both directions are known.
fn rates(view: &View<'_>, subject: Subject) -> Result<Option<(DeviceId, Rates)>, Overflow> {
    let Subject::Device(switch) = subject else {
        return Ok(None);
    };
    let Some(links) = view.relations.switching.uplinks.get(&switch) else {
        return Ok(None);
    };
    let new = view.new_links(switch).iter().map(|(link, _)| *link);
    let down: Vec<LinkId> = links.down.iter().copied().chain(new).collect();
    Ok(Some((
        switch,
        Rates {
            count: i64::try_from(down.len()).unwrap_or(i64::MAX),
            down: sum(view, down)?,
            up: sum(view, links.up.iter().copied())?,
        },
    )))
}

impl Rule for UplinkOversubscribed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let switches = view.relations.switching.uplinks.keys();
        switches.map(|switch| Subject::Device(*switch)).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Some((switch, rates)) = rates(view, subject)? else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO));
        };
        let stated = view.estate.device_fact(switch, key::Oversubscription).bounds();
        Ok(Verdict::at_most(rates.down, rates.up.times(stated)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some((switch, rates)) = rates(view, subject)? else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.device_name(switch);
        let stated = view.estate.device_fact(switch, key::Oversubscription);
        let bits = |bounds: Bounds| words::bounds(bounds, Measure::DataRate);
        let times = words::bounds(stated.bounds(), Measure::Count);
        let (down, up) = (bits(rates.down), bits(rates.up));
        let mut story = Story::new(
            name,
            format!(
                "the {} below {name} can ask {down} of uplinks that carry {up}, which is more than {times} to 1",
                words::plural(rates.count, "link")
            ),
        )
        .formula(format!(
            "{name}: {down} down against {up} up x {times} = {}",
            bits(rates.up.times(stated.bounds())?)
        ))
        .cite(stated.at, format!("{name} may be sold over {times} to 1"))
        .rests_on(stated.confidence);
        let Some(links) = view.relations.switching.uplinks.get(&switch) else {
            return Ok(story);
        };
        // One line may stand for many links: each place once, and no more than a reader looks at.
        let mut places = Vec::new();
        for (link, direction) in links
            .up
            .iter()
            .map(|link| (*link, "up"))
            .chain(links.down.iter().map(|link| (*link, "down")))
        {
            let row = view.estate.link(link);
            let link_name = words::link(view.estate, link);
            if !row.facts.has(FactKind::Rate) {
                story = story.missing("rate", &link_name, format!("{link_name}: 1 Gbit/s, under links"));
            }
            if places.len() < 8 && !places.contains(&row.at) {
                places.push(row.at);
                let says = format!("{link_name} leads {direction} from {name}");
                story = story
                    .cite(Some(row.at), says)
                    .rests_on(row.facts.get(key::Rate).confidence);
            }
        }
        Ok(story)
    }
}
