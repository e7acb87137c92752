//! # CAP004 window-limited
//!
//! One connection cannot fill a link: it sends a window, and then waits for the answer to come around.
//!
//! ## What breaks
//! A copy, a backup or a replica that runs over one connection goes no faster than one window each round trip,
//! whatever the link carries. A larger pipe makes it no faster, which is only seen after it was bought.
//!
//! ## Why growth brings it out
//! `bandwidth` raises the rate of a link, and no window.
//!
//! ## How it is computed
//! `window / RTT`, where a round trip takes the stated delay of the link once each way. Limit: that of the largest
//! `window` that a device states (if they differ, that of the smallest may already be one). Delays of other links on the
//! way come on top. Used: the rate the link is asked for.
//!
//! ## Example
//! ```yaml
//! outside: [isp]
//! devices:
//!   fw1: {}
//!   backup: {window: 1 MiB}
//! links:
//!   - isp -- fw1: 200 Mbit/s, 12 ms
//!   - fw1 -- backup: 1 Gbit/s
//! ```
//! ```text
//! $ fiasco check --to bandwidth=x4
//! estate.yaml:6:17: x1.75 CAP004 window-limited: bandwidth above x1.75: isp -- fw1 carries 350 Mbit/s, of which one connection gets 350 Mbit/s at most [degrades]
//! ```
//!
//! ## When it stays quiet
//! Unless a device states its `window` (`net.ipv4.tcp_rmem`, its last number, on Linux), and a link its rate and
//! its delay. It says nothing of many connections, which together fill what one cannot: it is a smell.
//!
//! ## Fix
//! A larger window on both ends, or several connections at a time.
//!
//! ## Undo
//! Set the old window.
//!
//! ## References
//! RFC 7323, TCP Extensions for High Performance; RFC 6349, Framework for TCP Throughput Testing.

use super::{asked_rate, bits};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, LinkId, View};

/// The rule.
pub static RULE: WindowLimited = WindowLimited;

/// CAP004.
pub struct WindowLimited;

static META: Meta = Meta {
    code: "CAP004",
    name: "window-limited",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::DataRate,
    trends: &[(Dimension::Bandwidth, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "raise the receive window on both ends, or use several connections at a time",
    undo: "set the old window",
    source: include_str!("cap004_window_limited.rs"),
};

/// From the smallest window that a device states to the largest, in bytes.
fn window(view: &View<'_>) -> Bounds {
    view.relations
        .flows
        .windows
        .map_or(Bounds::UNKNOWN, |(least, most)| {
            let of = |device| view.estate.device_fact(device, key::Window).bounds();
            Bounds {
                lo: of(least).lo,
                hi: of(most).hi,
            }
        })
}

/// A round trip over a link, in seconds.
fn round_trip(view: &View<'_>, link: LinkId) -> Result<Bounds, Overflow> {
    let delay = view.estate.link(link).facts.get(key::Delay).bounds();
    delay.scaled(Rational::int(2))
}

impl Rule for WindowLimited {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        if view.relations.flows.windows.is_none() {
            return Vec::new();
        }
        let speaks = |id: &LinkId| {
            let facts = &view.estate.link(*id).facts;
            let delay = facts.get(key::Delay);
            facts.get(key::Rate).is_known() && delay.is_known() && delay.bounds().lo > Rational::ZERO
        };
        let links = view.estate.link_ids();
        links.filter(speaks).map(Subject::Link).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Link(link) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let each = window(view).scaled(Rational::int(8))?;
        let limit = each.over(round_trip(view, link)?)?;
        Ok(Verdict::at_most(asked_rate(view, link)?, limit))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Link(link) = subject else {
            return Ok(Story::new("", ""));
        };
        let facts = &view.estate.link(link).facts;
        let (rate, delay) = (facts.get(key::Rate), facts.get(key::Delay));
        let name = words::link(view.estate, link);
        let (used, limit) = (bits(verdict.used), bits(verdict.limit));
        let size = words::bounds(window(view), Measure::Data);
        let trip = words::bounds(round_trip(view, link)?, Measure::Time);
        let mut story = Story::new(
            name.clone(),
            format!("{name} carries {used}, of which one connection gets {limit} at most"),
        )
        .formula(format!("{size} of window each {trip} of round trip = {limit}"))
        .cite(rate.at, format!("{name} carries {}", bits(rate.bounds())))
        .rests_on(rate.confidence)
        .rests_on(delay.confidence);
        let (least, most) = match view.relations.flows.windows {
            Some((least, most)) if least == most => (None, Some(most)),
            Some((least, most)) => (Some(least), Some(most)),
            None => (None, None),
        };
        for device in most.into_iter().chain(least) {
            let window = view.estate.device_fact(device, key::Window);
            let device = view.estate.device_name(device);
            story = story
                .cite(window.at, format!("the receive window of {device}"))
                .rests_on(window.confidence);
        }
        Ok(story)
    }
}
