//! # CAB004 cable-too-long
//!
//! A cable is longer than its kind carries the rate that is asked.
//!
//! ## What breaks
//! The link, or rather its last few errors a minute: it comes up, and loses frames.
//!
//! ## Why growth brings it out
//! `bandwidth` asks for the next Ethernet rate, and the higher the rate, the shorter the reach: category 6 carries
//! 1 Gbit/s for 100 m and 10 Gbit/s for 55 m; fiber of grade OM1 275 m and 33 m.
//!
//! ## How it is computed
//! The rate asked of the link, today's times the factor of `bandwidth`, against the last Ethernet rate before the
//! first at which the stated kind of cable falls short of the stated length.
//!
//! ## Example
//! ```yaml
//! devices: {sw1: {}, old-1: {}}
//! links:
//!   - sw1 -- old-1: 1 Gbit/s, cat6, 60 m
//! ```
//! ```text
//! $ fiasco check --to bandwidth=x10
//! estate.yaml:3:19: x5 CAB004 cable-too-long: bandwidth above x5: the cable is 60 m long, and cat6 carries 10 Gbit/s for 55 m [drops]
//! ```
//!
//! ## When it stays quiet
//! Links of which kind, length or rate is not stated; rates at which no standard gives a length (the maker of active
//! cables does), and those that the cable does not carry at all, which are CAB003's; planned devices that are not
//! installed.
//!
//! ## Fix
//! A shorter way, a better grade, or fiber.
//!
//! ## Undo
//! The better cable may stay.
//!
//! ## References
//! IEEE Std 802.3: clause 55 for 10 Gbit/s over twisted pair, 38 and 52 for multimode fiber, 92 and 110 for attached
//! copper.

use super::shared::{
    asked_rate, bandwidth_grows, cable_words, cabling, cite_rate, ethernet_rates, exactly, is_plugged,
    link_of, rate_words,
};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::cable::{CableKind, Reach};
use fiasco_estate::{Bounds, Dimension, LinkId, Said, View};

/// The rule.
pub static RULE: CableTooLong = CableTooLong;

/// CAB004.
pub struct CableTooLong;

static META: Meta = Meta {
    code: "CAB004",
    name: "cable-too-long",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::DataRate,
    trends: &[
        (Dimension::Bandwidth, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "use a shorter way, a better grade of cable, or fiber",
    undo: "the better cable may stay",
    source: include_str!("cab004_cable_too_long.rs"),
};

/// Where a cable ends to reach.
struct Short<'v> {
    kind: &'v Said<CableKind>,
    /// The least length it can have, in meters.
    length: Rational,
    /// The first rate from today's on that it falls short at, in bit/s, and how far it carries that.
    at: u64,
    reach: Rational,
    /// The last rate before it.
    before: u64,
}

fn short<'v>(view: &View<'v>, link: LinkId) -> Option<Short<'v>> {
    let (kind, length, today) = stated(view, link)?;
    falls_short(kind, length, today)
}

/// The kind of a cable, its least length and the least rate it carries today, where all of them are stated.
fn stated<'v>(view: &View<'v>, link: LinkId) -> Option<(&'v Said<CableKind>, Rational, Rational)> {
    let kind = cabling(view, link)?.kind.as_ref()?;
    let facts = &view.estate.link(link).facts;
    let (length, rate) = (facts.raw(FactKind::CableLength)?, facts.raw(FactKind::Rate)?);
    Some((kind, length.lo, rate.lo))
}

fn falls_short(kind: &Said<CableKind>, length: Rational, today: Rational) -> Option<Short<'_>> {
    let mut before = 0;
    for rate in ethernet_rates() {
        let reach = match kind.value.carries(rate) {
            Reach::UpTo(decimeters) => Rational::new(i128::from(decimeters), 10).ok(),
            Reach::No | Reach::Unknown => None,
        };
        let from_today_on = exactly(rate).hi.is_some_and(|rate| rate >= today);
        if let Some(reach) = reach.filter(|reach| from_today_on && *reach < length) {
            return Some(Short {
                kind,
                length,
                at: rate,
                reach,
                before,
            });
        }
        before = rate;
    }
    None
}

fn meters(length: Rational) -> String {
    words::bounds(Bounds::exact(length), Measure::Length)
}

impl Rule for CableTooLong {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let grows = bandwidth_grows(view);
        let exceeds = |link: LinkId, before: u64| {
            asked_rate(view, link).map_or(true, |asked| {
                Verdict::at_most(asked, exactly(before)).breaks(crate::Side::Worst)
            })
        };
        // Links of one kind stand one after the other: where one of them reaches at all rates, all do.
        let mut reaches = None;
        let mut speaks = |link: &LinkId| {
            let Some((kind, length, today)) = stated(view, *link) else {
                return false;
            };
            let like = Some((kind.value, length, today));
            if reaches == like {
                return false;
            }
            let Some(short) = falls_short(kind, length, today) else {
                reaches = like;
                return false;
            };
            grows || exceeds(*link, short.before)
        };
        let links = view.estate.link_ids().filter(|link| speaks(link));
        links.map(Subject::Link).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, short(view, link)?.before)));
        match found.filter(|(link, _)| is_plugged(view, *link)) {
            Some((link, before)) => Ok(Verdict::at_most(asked_rate(view, link)?, exactly(before))),
            None => Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO)),
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, short(view, link)?)));
        let Some((link, short)) = found else {
            return Ok(Story::new("", ""));
        };
        let asked = asked_rate(view, link)?;
        let cable = cable_words(short.kind.value);
        let (length, reach) = (meters(short.length), meters(short.reach));
        let rate = rate_words(short.at);
        let story = Story::new(
            words::link(view.estate, link),
            format!("the cable is {length} long, and {cable} carries {rate} for {reach}"),
        )
        .formula(format!("{cable} at {rate}: {reach}, less than {length}"));
        let story = cite_rate(view, link, story, asked);
        let length = view.estate.link(link).facts.get(key::CableLength);
        Ok(story
            .cite(short.kind.at, format!("the cable is {cable}"))
            .cite(length.at, "its length")
            .rests_on(length.confidence))
    }
}
