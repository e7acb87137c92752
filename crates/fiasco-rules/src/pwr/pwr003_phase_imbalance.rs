//! # PWR003 phase-imbalance
//!
//! One leg of a three-phase feed carries more than its third.
//!
//! ## What breaks
//! The breaker of a three-phase feed has a pole a leg, and trips when any of them carries too much. A feed that is
//! half empty as a whole goes dark when its devices are plugged into the outlets of one leg.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` clone devices with the legs that their origins name, and plug the others in where they
//! find a place: what leans to one side leans further.
//!
//! ## How it is computed
//! The sum of what devices draw on the fullest leg, against a third of what the feed carries for hours: volts
//! between phases, divided by the root of 3, x amperes x the continuous share. A load between two phases is taken as
//! one between the phase it names and neutral, which is the same where such loads are spread evenly.
//!
//! A device is on the leg it names (`feeds: A L1`). One that names the feed alone is on the leg that its outlets state
//! (`pdus: {left: A 12 x C13 L1}`), if all that it could use are on one: those of that feed in its rack, and of units
//! that name no rack, which one of its inlets fits by a cord. What growth makes is judged by the rack it finds a place
//! in. What stands in no rack, or found no place, and what stands in a rack without outlets of its own for that feed,
//! is on a leg if all such outlets of the room are. Everything else, and what names no feed, may be on any leg: from
//! nothing to all of it.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 400 V 16 A 3-phase}}
//! devices:
//!   web-[1-2]: {power: 500 W, feeds: A L1}
//!   db: {power: 800 W, feeds: A L2}
//! services: {web: {runs: "web-[1-2]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x4
//! estate.yaml:1:19: x2.5 PWR003 phase-imbalance: servers above x2.5: L1 of feed A carries 3 kW of 2,956 W [stops]
//! ```
//!
//! ## When it stays quiet
//! On feeds with one phase, on feeds whose voltage and current nobody stated, and where neither a device nor its
//! outlets name a leg. Outlets on several legs say nothing of a device: which of them it takes, nobody knows.
//!
//! ## Fix
//! Plug some of the devices into outlets of another leg.
//!
//! ## Undo
//! Plug them back.
//!
//! ## References
//! datacentermd.com shows a 208 V 30 A three-phase unit far below its 8,646 VA that overloads one phase.

use super::{is_rated, limit, tell_load, tell_rating, watts, who_names_no_feed};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::{Leg, Like, Outlets};
use fiasco_estate::{Bounds, Dimension, FeedId, View};

/// The rule.
pub static RULE: PhaseImbalance = PhaseImbalance;

/// PWR003.
pub struct PhaseImbalance;

static META: Meta = Meta {
    code: "PWR003",
    name: "phase-imbalance",
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
    fix: "plug some of the devices into outlets of another leg",
    undo: "plug them back",
    source: include_str!("pwr003_phase_imbalance.rs"),
};

const LEGS: [(Leg, &str); 3] = [(Leg::One, "L1"), (Leg::Two, "L2"), (Leg::Three, "L3")];

fn likes<'v>(view: &View<'v>, feed: FeedId) -> impl Iterator<Item = (u32, &'v Like)> {
    let likes = &view.relations.likes;
    let on_feed = likes.on_feed.get(feed.index()).into_iter().flatten();
    on_feed.filter_map(|at| Some((*at, likes.all.get(*at as usize)?)))
}

/// The share of what likes draw that is surely on one leg of a feed: where they name it, and of those that name none
/// the part with no other outlets.
fn shares(view: &View<'_>, feed: FeedId, leg: Leg) -> Result<Vec<(u32, Rational)>, Overflow> {
    let share = |(at, like): (u32, &Like)| {
        let named = like.share_of_leg(feed, leg);
        let plugged = view.on_leg_by_outlets(at, feed, leg);
        if plugged == 0 {
            return Ok((at, named));
        }
        let of_all = Rational::new(i128::from(plugged), i128::from(view.of_like(at)))?;
        let by_outlets = like.share_of_no_leg(feed).times(of_all)?;
        Ok((at, named.plus(by_outlets)?))
    };
    likes(view, feed).map(share).collect()
}

/// What hangs on a feed, of which nobody says on which leg.
fn anywhere(view: &View<'_>, feed: FeedId) -> Result<Bounds, Overflow> {
    let mut left: Vec<(u32, Rational)> = likes(view, feed)
        .map(|(at, like)| (at, like.share(feed, None)))
        .collect();
    for (leg, _) in LEGS {
        for ((_, share), (_, on_leg)) in left.iter_mut().zip(shares(view, feed, leg)?) {
            *share = share.minus(on_leg)?;
        }
    }
    view.load(
        left.into_iter()
            .map(|(at, share)| (at, share.max(Rational::ZERO))),
    )
}

fn on_leg(view: &View<'_>, feed: FeedId, leg: Leg) -> Result<Bounds, Overflow> {
    view.load(shares(view, feed, leg)?)
}

/// Whether outlets tell the leg of any device of a like once all has grown; who is told today is told then.
fn ever_told(view: &View<'_>, feed: FeedId, at: u32) -> bool {
    let grown = view.grown_up();
    LEGS.iter()
        .any(|(leg, _)| grown.on_leg_by_outlets(at, feed, *leg) > 0)
}

/// A unit whose outlets put a device on a leg of a feed: its row of outlets.
fn told_by<'v>(view: &View<'v>, feed: FeedId, leg: Leg) -> Option<&'v Outlets> {
    let plugged = |(at, _): (u32, &Like)| view.on_leg_by_outlets(at, feed, leg) > 0;
    if !likes(view, feed).any(plugged) {
        return None;
    }
    let mut rows = view.estate.outlets_ids().map(|row| view.estate.outlets_of(row));
    rows.find(|row| row.leg == Some(leg) && view.estate.power_unit(row.unit).feed == Some(feed))
}

/// The fullest leg, by what surely hangs on it, and what it may carry.
fn fullest(view: &View<'_>, feed: FeedId) -> Result<(Bounds, &'static str, Leg), Overflow> {
    let anywhere = Bounds {
        lo: Rational::ZERO,
        ..anywhere(view, feed)?
    };
    let mut fullest = (Bounds::ZERO, "L1", Leg::One);
    let mut most = Rational::ZERO;
    for (leg, name) in LEGS {
        let sure = on_leg(view, feed, leg)?;
        fullest.0 = fullest.0.max(sure);
        if sure.lo > most {
            (most, fullest.1, fullest.2) = (sure.lo, name, leg);
        }
    }
    Ok((fullest.0.plus(anywhere)?, fullest.1, fullest.2))
}

/// What a leg carries for hours, in watts.
fn of_leg(view: &View<'_>, feed: FeedId) -> Result<Bounds, Overflow> {
    limit(view, feed)?.scaled(Rational::new(1, 3)?)
}

impl Rule for PhaseImbalance {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let named = |feed: FeedId| {
            likes(view, feed).any(|(at, like)| {
                let mut uses = like.feeds.iter();
                uses.any(|used| used.feed == feed && used.leg.is_some()) || ever_told(view, feed, at)
            })
        };
        let speaks =
            |feed: &FeedId| view.estate.feed(*feed).three_phase && is_rated(view, *feed) && named(*feed);
        view.estate.feed_ids().filter(speaks).map(Subject::Feed).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Feed(feed) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(fullest(view, feed)?.0, of_leg(view, feed)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Feed(feed) = subject else {
            return Ok(Story::new("", ""));
        };
        let (load, leg_name, leg) = fullest(view, feed)?;
        let name = words::feed(view.estate, feed);
        let third = watts(of_leg(view, feed)?);
        let on_feed = likes(view, feed).map(|(at, _)| at);
        let says = format!(
            "{leg_name} of feed {name} carries {} of {third}{}",
            watts(load),
            who_names_no_feed(view, on_feed)
        );
        let mut story = tell_rating(view, Story::new(name.clone(), says), feed)?;
        story = story.formula(format!("a leg of {name}: a third of it = {third}"));
        for (leg, leg_name) in LEGS {
            story = story.formula(format!("{leg_name}: {}", watts(on_leg(view, feed, leg)?)));
        }
        let lost = anywhere(view, feed)?;
        if lost != Bounds::ZERO {
            story = story
                .formula(format!("on a leg that nobody states: {}", watts(lost)))
                .missing(
                    "leg",
                    name.clone(),
                    format!("feeds: {name} L1, under each device on it"),
                );
        }
        if let Some(row) = told_by(view, feed, leg) {
            let unit = &view.estate.power_unit(row.unit).name.value;
            story = story.cite(Some(row.at), format!("outlets of {unit} are on {leg_name}"));
        }
        tell_load(view, story, &shares(view, feed, leg)?)
    }
}
