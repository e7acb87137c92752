//! # SIM008 breaker-trips
//!
//! A breaker carries too much for too long, and trips; what it carried falls on the others.
//!
//! ## What breaks
//! A feed. Devices with a second one fall on that, and if it carries them no better, everything goes dark.
//!
//! ## Why growth brings it out
//! [PWR001](PWR001.md) says what a feed may carry for hours; this, when it is enough to trip: that depends on how
//! much, for how long, and on how warm it is around the breaker.
//!
//! ## How it is computed
//! The bimetal of a breaker warms with the square of the current: with x the current over the rated one, τ · dw/dt
//! = x² − w, and it trips at k². IEC 60898-1 allows k from 1.13 to 1.45 and 1 to 60 s at 2.55 times; ratings are
//! for 30 °C, and k² falls by 1/93 for each kelvin above. The power that every machine draws is its `power` when
//! its processors are all at work, and its `idle` when they are not, a straight line between (`power` always, where
//! no `idle` is stated); all of it becomes heat. Used: how warm the breaker gets, as a share of where it trips:
//! from the last of that band to the first. It breaks where even the last trips, and may where the first does; the
//! timeline takes the middle.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 16 A}, cooling: 20 kW}
//! racks: {r1: {units: 42}}
//! devices:
//!   box-[1-4]: {rack: r1, size: 2 U, power: 600 W, cores: 4}
//! services: {web: {runs: "box-[1-4]", cpu: 10 ms, cpu_p99: 40 ms}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:19: ≈x2.31 SIM008 breaker-trips: servers ≈x2.31: A carries up to 6 kW of 3.68 kW and trips after 31 s; possibly from ≈x1.75 on [stops]
//! ```
//!
//! ## When it stays quiet
//! Where no feed states its voltage and current, or no traffic reaches a service with known `cpu`.
//!
//! ## Fix
//! A larger feed, or fewer watts on it.
//!
//! ## Undo
//! Switch the added devices off.
//!
//! ## References
//! IEC 60898-1 (conventional currents and times); Phoenix Contact TMC 8, section 3.3 (temperature); the book: [the
//! rehearsal](../rehearsal.md).

use super::{DRAWS, Kind, after, nothing, ranged};
use crate::pwr::tell_rating;
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::rehearsed::FeedSeen;
use fiasco_estate::{Bounds, View};

/// The rule.
pub static RULE: BreakerTrips = BreakerTrips;

/// SIM008.
pub struct BreakerTrips;

static META: Meta = Meta {
    code: "SIM008",
    name: "breaker-trips",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: DRAWS,
    contradiction: false,
    attached: false,
    fix: "a larger feed, or fewer watts on it",
    undo: "switch the added devices off",
    source: include_str!("sim008_breaker_trips.rs"),
};

/// Feeds whose breaker was followed.
const FEEDS: Kind<FeedSeen> = Kind {
    all: |seen| &seen.feeds,
    subject: |_, feed| Some(Subject::Feed(feed.feed)),
};

impl Rule for BreakerTrips {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        FEEDS.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match FEEDS.of(view, subject) {
            Some(seen) => Verdict::below(seen.warmth, Bounds::ONE),
            None => nothing(),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Feed(id)) = (FEEDS.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let name = words::feed(view.estate, id);
        let power = |bounds| ranged(bounds, Measure::Power);
        let mut says = format!(
            "{name} carries up to {} of {} and trips",
            power(seen.most),
            power(seen.rating)
        );
        says.push_str(&after(seen.tripped_at));
        if let Some(first) = seen.after {
            says.push_str(&format!(", since {} is gone", words::feed(view.estate, first)));
        }
        let story = Story::new(name.clone(), says).formula(format!(
            "warmth of its breaker, as a share of where it trips: {} (from the last to the first of the band)",
            ranged(seen.warmth, Measure::Ratio)
        ));
        tell_rating(view, story, id)
    }
}
