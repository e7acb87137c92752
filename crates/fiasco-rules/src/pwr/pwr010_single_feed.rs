//! # PWR010 single-feed
//!
//! A device with two or more power supplies has all of them on one feed, in a room that has another.
//!
//! ## What breaks
//! The device survives the failure of a supply, and not that of the feed: a tripped breaker or an hour of maintenance
//! stops it, although the room has a second feed that stays up.
//!
//! ## Why growth brings it out
//! Clones hang on the feeds of their origins. `capacity` and `add` install what was planned.
//!
//! ## How it is computed
//! Supplies on one feed, of those the device has: at most all but one of them.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 16 A, B: 230 V 16 A}}
//! devices:
//!   old-1: {power: 350 W, psus: 2, feeds: A+B}
//!   old-2: {power: 350 W, psus: 2, feeds: A}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:4:41: now PWR010 single-feed: old-2 has 2 supplies all on feed A, which may be lost [stops]
//! ```
//!
//! ## When it stays quiet
//! Devices with one supply, devices that name no feed, and rooms with one feed.
//!
//! ## Fix
//! Move one of its cords to another feed.
//!
//! ## Undo
//! Move the cord back.
//!
//! ## References
//! openDCIM's report of diverse power exceptions asks the same.

use super::{names, of_each_kind, stands, supply_of};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, View};

/// The rule.
pub static RULE: SingleFeed = SingleFeed;

/// PWR010.
pub struct SingleFeed;

static META: Meta = Meta {
    code: "PWR010",
    name: "single-feed",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "move one of its cords to another feed",
    undo: "move the cord back",
    source: include_str!("pwr010_single_feed.rs"),
};

impl Rule for SingleFeed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let feeds_of_room = &view.relations.likes.feeds_of_room;
        of_each_kind(view, |supply| {
            let feeds = supply.room.and_then(|room| feeds_of_room.get(room.index()));
            let several = supply.psus.hi.is_some() && supply.psus.lo >= Rational::int(2);
            several && supply.feeds.len() == 1 && feeds.is_some_and(|feeds| feeds.len() > 1)
        })
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        match supply_of(view, device) {
            // How many there are makes no difference: the least number is compared with one less.
            Some(supply) if stands(view, supply) => {
                let psus = Bounds::exact(supply.psus.lo);
                Ok(Verdict::at_most(psus, psus.less(Bounds::ONE)?))
            }
            _ => Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN)),
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Story::new("", ""));
        };
        let Some(supply) = supply_of(view, device) else {
            return Ok(Story::new("", ""));
        };
        let (name, many) = names(view, supply);
        let feed = supply
            .feeds
            .first()
            .map_or_else(String::new, |feed| words::feed(view.estate, *feed));
        let psus = view.estate.device_fact(device, key::Psus);
        let count = words::bounds(psus.bounds(), Measure::Count);
        let (have, hang) = if many {
            ("have", "each, all on")
        } else {
            ("has", "all on")
        };
        let says = format!("{name} {have} {count} supplies {hang} feed {feed}, which may be lost");
        let named = view.estate.device(device).feeds.as_ref();
        let mut story = Story::new(name.clone(), says)
            .cite(
                named.and_then(|named| named.at),
                format!("{name} names feed {feed} only"),
            )
            .cite(psus.at, format!("{name}: {count} supplies"))
            .rests_on(psus.confidence);
        let of_room = supply
            .room
            .and_then(|room| view.relations.likes.feeds_of_room.get(room.index()));
        let other = of_room
            .into_iter()
            .flatten()
            .find(|other| Some(*other) != supply.feeds.first());
        if let Some(other) = other {
            let row = view.estate.feed(*other);
            let says = format!("feed {} is there", words::feed(view.estate, *other));
            story = story.cite(row.name.at, says);
        }
        Ok(story)
    }
}
