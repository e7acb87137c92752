//! # CAB003 cable-too-slow
//!
//! A link is asked for a rate that its kind of cable does not carry.
//!
//! ## What breaks
//! The link comes up at a lower rate, or not at all, or with errors that come and go with the weather. The cable lies
//! in a wall or under a floor, where it was cheap to put and is dear to replace.
//!
//! ## Why growth brings it out
//! `bandwidth` asks for the next Ethernet rate; the cable stays the one that was pulled for the last.
//!
//! ## How it is computed
//! The rate asked of the link, today's times the factor of `bandwidth`, against the highest Ethernet rate that the
//! kind of cable which is stated may carry at any length. CAB004 looks at the length.
//!
//! ## Example
//! ```yaml
//! devices: {sw1: {}, old-1: {}}
//! links:
//!   - sw1 -- old-1: 1 Gbit/s, cat5e
//! ```
//! ```text
//! $ fiasco check --to bandwidth=x10
//! estate.yaml:3:19: x5 CAB003 cable-too-slow: bandwidth above x5: more than 5 Gbit/s is asked, and cat5e carries at most 5 Gbit/s [stops]
//! ```
//!
//! ## When it stays quiet
//! Links whose cable or rate nobody states; rates at which no standard promises anything and none rules it out, such
//! as 5 Gbit/s over category 5e; planned devices that are not installed.
//!
//! ## Fix
//! Pull a cable of the grade the rate needs.
//!
//! ## Undo
//! The better cable may stay.
//!
//! ## References
//! IEEE Std 802.3, clauses 14, 25, 40, 55, 113 and 126 for twisted pair.

use super::shared::{
    asked_rate, asked_words, bandwidth_grows, cable_words, cabling, cite_rate, exactly, highest_rate,
    is_plugged, link_of, rate_words,
};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::cable::CableKind;
use fiasco_estate::{Bounds, Dimension, LinkId, Said, View};

/// The rule.
pub static RULE: CableTooSlow = CableTooSlow;

/// CAB003.
pub struct CableTooSlow;

static META: Meta = Meta {
    code: "CAB003",
    name: "cable-too-slow",
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
    fix: "pull a cable of the grade the rate needs",
    undo: "the better cable may stay",
    source: include_str!("cab003_cable_too_slow.rs"),
};

/// The cable of a link, and the highest rate it may carry.
fn cable<'v>(view: &View<'v>, link: LinkId) -> Option<(&'v Said<CableKind>, u64)> {
    let kind = cabling(view, link)?.kind.as_ref()?;
    let rated = view.estate.link(link).facts.has(FactKind::Rate);
    Some((kind, highest_rate(kind.value).filter(|_| rated)?))
}

impl Rule for CableTooSlow {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let grows = bandwidth_grows(view);
        let exceeds = |link: LinkId, most: u64| {
            asked_rate(view, link).map_or(true, |asked| {
                Verdict::at_most(asked, exactly(most)).breaks(crate::Side::Worst)
            })
        };
        // Links of one kind stand one after the other.
        let mut last = None;
        let mut highest = |kind: CableKind| match last {
            Some((known, most)) if known == kind => most,
            _ => {
                let most = highest_rate(kind);
                last = Some((kind, most));
                most
            }
        };
        let mut speaks = |link: &LinkId| {
            let kind = cabling(view, *link).and_then(|cabling| cabling.kind.as_ref());
            let Some(most) = kind.and_then(|kind| highest(kind.value)) else {
                return false;
            };
            view.estate.link(*link).facts.has(FactKind::Rate) && (grows || exceeds(*link, most))
        };
        let links = view.estate.link_ids().filter(|link| speaks(link));
        links.map(Subject::Link).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, cable(view, link)?.1)));
        match found.filter(|(link, _)| is_plugged(view, *link)) {
            Some((link, most)) => Ok(Verdict::at_most(asked_rate(view, link)?, exactly(most))),
            None => Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO)),
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let found = link_of(subject).and_then(|link| Some((link, cable(view, link)?)));
        let Some((link, (kind, most))) = found else {
            return Ok(Story::new("", ""));
        };
        let asked = asked_rate(view, link)?;
        let (cable, rate) = (cable_words(kind.value), asked_words(asked, most));
        let says = if most == 0 {
            format!("{rate} is asked, and a {cable} cable carries no data")
        } else {
            format!(
                "{rate} is asked, and {cable} carries at most {}",
                rate_words(most)
            )
        };
        let story = Story::new(words::link(view.estate, link), says);
        let story = cite_rate(view, link, story, asked);
        Ok(story.cite(kind.at, format!("the cable is {cable}")))
    }
}
