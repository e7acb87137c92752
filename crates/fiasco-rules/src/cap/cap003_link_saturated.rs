//! # CAP003 link-saturated
//!
//! What flows over a link reaches the rate it carries, or what a firewall has to inspect exceeds what it can.
//!
//! ## What breaks
//! The switch or the provider's edge keeps what does not fit, then drops it; everybody who shares the link waits.
//! Adding servers behind it changes nothing. A firewall that inspects less than the pipe before it brings is the same
//! wall one hop later, and the bandwidth behind it is paid for in vain.
//!
//! ## Why growth brings it out
//! `traffic` multiplies every flow. `servers` and `replicas` take load off the links of single servers, but not off
//! the links that all of them share. `bandwidth` raises the links, and then asks the firewalls.
//!
//! ## How it is computed
//! A flow is `rate x times x bytes`: `calls: db x 3 of 4 kB`, `traffic: {web: 100/s of 40 kB}`. The bytes are those of
//! one question and its answer together, headers included, and count the way the answer goes; `1 kB + 40 kB` states
//! both. It is split evenly over the replicas at either end, and goes along the fewest links between their devices; what
//! arrives comes in by the contract, the link to a name under `outside:`. Where two ways are as short, or there are several
//! contracts, it may be on each of them. Servers do not pass on what is meant for others. Used is the busier of the
//! link's two directions; the limit is its rate by the factor of `bandwidth`, on which it breaks.
//! A new server hangs on a link of its own like that of its origin, and brings it its share.
//!
//! A device that states its `throughput` has to inspect what it passes on, both ways together, and whatever its
//! contracts bring, at the rate they are asked for.
//!
//! ## Example
//! ```yaml
//! outside: [isp]
//! devices:
//!   fw1: {throughput: 300 Mbit/s}
//!   web-1: {}
//! links:
//!   - isp -- fw1: 200 Mbit/s
//!   - fw1 -- web-1: 1 Gbit/s
//! services:
//!   web: {runs: web-1}
//! traffic: {web: 100/s of 40 kB}
//! ```
//! ```text
//! $ fiasco check --to traffic=x15,bandwidth=x2
//! estate.yaml:3:21: 50 % CAP003 link-saturated: bandwidth above x1.5: fw1 inspects 300 Mbit/s of the 300 Mbit/s that its contracts bring [queues]
//! estate.yaml:6:17: 68 % CAP003 link-saturated: traffic x10.48: isp -- fw1 has to carry 335 Mbit/s of 335 Mbit/s one way [queues]
//! ```
//!
//! ## When it stays quiet
//! Links that nothing with stated bytes passes. Services on no device, devices without a way between them, and flows
//! with more than 512 hosts at both ends. Firewalls that state no throughput.
//!
//! ## Fix
//! A faster link or a second one, smaller answers, a cache before it; a firewall that inspects more.
//!
//! ## Undo
//! Let the traffic back to what it was; a faster link may stay.
//!
//! ## References
//! The utilization law: utilization is throughput times the work of each item (P. J. Denning and J. P. Buzen, *The
//! Operational Analysis of Queueing Network Models*, 1978).

use super::{asked_rate, bits, with_flows};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::flows::{over_link, through_device};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, DeviceId, Dimension, LinkId, View};

/// The rule.
pub static RULE: LinkSaturated = LinkSaturated;

/// CAP003.
pub struct LinkSaturated;

static META: Meta = Meta {
    code: "CAP003",
    name: "link-saturated",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::DataRate,
    trends: &[
        (Dimension::Servers, Trend::Mixed),
        (Dimension::Capacity, Trend::Mixed),
        (Dimension::Replicas, Trend::Mixed),
        (Dimension::Traffic, Trend::Falls),
        // More for a link is more to inspect.
        (Dimension::Bandwidth, Trend::Mixed),
    ],
    contradiction: false,
    attached: false,
    fix: "a faster link or a second one, smaller answers, or a firewall that inspects more",
    undo: "let the traffic back to what it was; a faster link may stay",
    source: include_str!("cap003_link_saturated.rs"),
};

/// What the contracts of a device bring, at the rate they are asked for.
fn brought(view: &View<'_>, device: DeviceId) -> Result<Bounds, Overflow> {
    let contracts = view.relations.flows.contracts.get(&device).into_iter().flatten();
    let stated = contracts.filter(|link| view.estate.link(**link).facts.get(key::Rate).is_known());
    stated
        .map(|link| asked_rate(view, *link))
        .try_fold(Bounds::ZERO, |sum, rate| sum.plus(rate?))
}

fn of_link(view: &View<'_>, link: LinkId) -> Result<Verdict, Overflow> {
    let [there, back] = over_link(view, link)?;
    Ok(Verdict::below(there.max(back), asked_rate(view, link)?))
}

fn of_device(view: &View<'_>, device: DeviceId) -> Result<Verdict, Overflow> {
    let used = through_device(view, device)?.max(brought(view, device)?);
    let limit = view.estate.device_fact(device, key::Throughput).bounds();
    Ok(Verdict::at_most(used, limit))
}

fn tell_link(view: &View<'_>, link: LinkId) -> Result<Story, Overflow> {
    let verdict = of_link(view, link)?;
    let name = words::link(view.estate, link);
    let rate = view.estate.link(link).facts.get(key::Rate);
    let (used, limit) = (bits(verdict.used), bits(verdict.limit));
    let says = if rate.is_known() {
        format!("{name} has to carry {used} of {limit} one way")
    } else {
        format!("{name} has to carry {used} one way, and its rate is not known")
    };
    let mut story = Story::new(name.clone(), says);
    let factor = view.factor(Dimension::Bandwidth, None);
    story = if rate.is_known() {
        let story = story
            .cite(rate.at, format!("{name} carries {}", bits(rate.bounds())))
            .rests_on(rate.confidence);
        if factor > fiasco_estate::quantity::Rational::ONE {
            let line = format!(
                "{name}: {} x {} = {limit}",
                bits(rate.bounds()),
                words::number(factor)
            );
            story.formula(line)
        } else {
            story
        }
    } else {
        story.missing("rate", &name, format!("{name}: 1 Gbit/s, under links"))
    };
    let flows = view.relations.flows.on_link.get(&link);
    with_flows(view, flows.map_or(&[], Vec::as_slice), story)
}

fn tell_device(view: &View<'_>, device: DeviceId) -> Result<Story, Overflow> {
    let verdict = of_device(view, device)?;
    let name = view.estate.device_name(device);
    let throughput = view.estate.device_fact(device, key::Throughput);
    let (flowing, brought) = (through_device(view, device)?, brought(view, device)?);
    let limit = bits(verdict.limit);
    let by_contract = brought.lo > flowing.lo;
    let says = if by_contract {
        format!(
            "{name} inspects {limit} of the {} that its contracts bring",
            bits(brought)
        )
    } else {
        format!(
            "{name} has to inspect {}, and inspects {limit}",
            bits(verdict.used)
        )
    };
    let mut story = Story::new(name, says)
        .cite(throughput.at, format!("{name} inspects {limit}"))
        .rests_on(throughput.confidence);
    for link in view.relations.flows.contracts.get(&device).into_iter().flatten() {
        let rate = view.estate.link(*link).facts.get(key::Rate);
        if rate.is_known() {
            let link_name = words::link(view.estate, *link);
            let factor = words::number(view.factor(Dimension::Bandwidth, None));
            let line = format!(
                "{link_name}: {} x {factor} = {}",
                bits(rate.bounds()),
                bits(asked_rate(view, *link)?)
            );
            story = story
                .formula(line)
                .cite(
                    rate.at,
                    format!("{link_name} is a contract of {}", bits(rate.bounds())),
                )
                .rests_on(rate.confidence);
        }
    }
    let flows = view.relations.flows.through.get(&device);
    with_flows(view, flows.map_or(&[], Vec::as_slice), story)
}

impl Rule for LinkSaturated {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let flows = &view.relations.flows;
        let links = flows.on_link.keys().copied().map(Subject::Link);
        let mut devices: Vec<DeviceId> = flows
            .through
            .keys()
            .chain(flows.contracts.keys())
            .copied()
            .collect();
        devices.sort_unstable();
        devices.dedup();
        let inspects = |id: &DeviceId| {
            let contracts = flows.contracts.get(id).into_iter().flatten();
            let mut rates = contracts.map(|link| view.estate.link(*link).facts.get(key::Rate));
            let works = flows.through.contains_key(id) || rates.any(|rate| rate.is_known());
            works && view.estate.device_fact(*id, key::Throughput).is_known()
        };
        links
            .chain(devices.into_iter().filter(inspects).map(Subject::Device))
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        match subject {
            Subject::Link(link) => of_link(view, link),
            Subject::Device(device) => of_device(view, device),
            _ => Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN)),
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        match subject {
            Subject::Link(link) => tell_link(view, link),
            Subject::Device(device) => tell_device(view, device),
            _ => Ok(Story::new("", "")),
        }
    }
}
