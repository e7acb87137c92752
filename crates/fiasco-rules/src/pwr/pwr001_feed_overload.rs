//! # PWR001 feed-overload
//!
//! What hangs on a feed draws more than its breaker carries for hours.
//!
//! ## What breaks
//! A breaker that carries more than its continuous share warms up and trips after minutes or hours, usually when
//! everything is busy. Whatever hangs on the feed alone stops.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add devices that draw from the feeds their origins name; the breaker stays.
//!
//! ## How it is computed
//! Each device draws evenly from the feeds it names; one that names none counts in full on every feed of its room.
//! A draw that is only known from a nameplate is an interval from 30 % to all of it. Limit: volts x amperes x the
//! continuous share, times the root of 3 for three phases, whose voltage is that between two of them. The share is
//! 80 % unless the feed or room says otherwise (`continuous: 100 %`).
//!
//! A power unit that states its own `current` (`pdus: {left: {feed: A, outlets: 12 x C13, current: 10 A}}`) is judged
//! likewise, at the voltage of its feed unless it states one; on one leg of three phases that is the voltage to
//! neutral. It carries at least what hangs on its feed and finds outlets that fit on no other unit, at most all that
//! its outlets fit: in its rack, and what stands in no rack. What names no feed where there are several may be on it.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 120 V 20 A}}
//! devices:
//!   web-[1-3]: {power: 400 W, feeds: A}
//! services: {web: {runs: "web-[1-3]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:19: x1.33 PWR001 feed-overload: servers above x1.33: feed A carries 2 kW of 1.92 kW [stops]
//! ```
//!
//! ## When it stays quiet
//! Where nobody stated voltage and current of the feed, and where nothing may hang on it. Power units without a current
//! of their own, such as those of NetBox, are not judged. A nameplate breaks it
//! only by its low end: a device with 500 W on its plate is seen to draw 150 W to 250 W.
//!
//! ## Fix
//! Another feed, a larger breaker where the wiring allows it, or devices moved to a feed with room.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! NEC (NFPA 70) 210.20(A), for the 80 % and the three hours. Hewlett-Packard, *Power basics for IT professionals*,
//! table 4 (120 V 20 A: 1,920 VA; 208 V 30 A three-phase: 8,646 VA) and table 5 (European circuits at their full
//! rating).

use super::{
    is_rated, limit, tell_load, tell_rating, tell_unit, unit_limit, unit_speaks, watts, who_names_no_feed,
};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, FeedId, View};

/// The rule.
pub static RULE: FeedOverload = FeedOverload;

/// PWR001.
pub struct FeedOverload;

static META: Meta = Meta {
    code: "PWR001",
    name: "feed-overload",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Power,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "add a feed, take a larger breaker where the wiring allows it, or move devices to a feed with room",
    undo: "take the added devices out again",
    source: include_str!("pwr001_feed_overload.rs"),
};

impl Rule for FeedOverload {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let on_feed = &view.relations.likes.on_feed;
        let speaks = |feed: &FeedId| {
            let somebody = on_feed.get(feed.index()).is_some_and(|likes| !likes.is_empty());
            somebody && is_rated(view, *feed)
        };
        let feeds = view.estate.feed_ids().filter(speaks).map(Subject::Feed);
        let units = view
            .estate
            .power_unit_ids()
            .filter(|unit| unit_speaks(view, *unit));
        feeds.chain(units.map(Subject::PowerUnit)).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match subject {
            Subject::Feed(feed) => Verdict::at_most(view.feed_load(feed, None)?, limit(view, feed)?),
            Subject::PowerUnit(id) => Verdict::at_most(view.unit_load(id)?, unit_limit(view, id)?),
            _ => Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let feed = match subject {
            Subject::Feed(feed) => feed,
            Subject::PowerUnit(id) => return tell_unit(view, id),
            _ => return Ok(Story::new("", "")),
        };
        let name = words::feed(view.estate, feed);
        let likes = &view.relations.likes;
        let on_feed = likes
            .on_feed
            .get(feed.index())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let shares: Vec<(u32, Rational)> = on_feed
            .iter()
            .filter_map(|at| Some((*at, likes.all.get(*at as usize)?.share(feed, None))))
            .collect();
        let says = format!(
            "feed {name} carries {} of {}{}",
            watts(view.feed_load(feed, None)?),
            watts(limit(view, feed)?),
            who_names_no_feed(view, on_feed.iter().copied())
        );
        let story = tell_rating(view, Story::new(name, says), feed)?;
        tell_load(view, story, &shares)
    }
}
