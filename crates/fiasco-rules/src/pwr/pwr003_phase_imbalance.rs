//! # PWR003 phase-imbalance
//!
//! One leg of a three-phase feed carries more than its third.
//!
//! ## What breaks
//! The breaker of a three-phase feed has a pole a leg, and trips when any of them carries too much. A feed that is
//! half empty as a whole goes dark when its devices are plugged into the outlets of one leg.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` clone devices with the legs of their origins: what leans to one side leans further.
//!
//! ## How it is computed
//! The sum of what devices draw on the fullest leg, against a third of what the feed carries for hours: volts
//! between phases, divided by the root of 3, x amperes x the continuous share. A load between two phases is taken as
//! one between the phase it names and neutral, which is the same where such loads are spread evenly. What names
//! the feed and no leg, or no feed at all, may be on any leg: from nothing to all of it.
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
//! On feeds with one phase, on feeds whose voltage and current nobody stated, and where no device names a leg.
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
use fiasco_estate::room::{Leg, Like};
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

/// What hangs on a feed, of which nobody says on which leg.
fn anywhere(view: &View<'_>, feed: FeedId) -> Result<Bounds, Overflow> {
    let mut shares = Vec::new();
    for (at, like) in likes(view, feed) {
        let mut share = like.share(feed, None);
        for (leg, _) in LEGS {
            share = share.minus(like.share_of_leg(feed, leg))?;
        }
        shares.push((at, share.max(Rational::ZERO)));
    }
    view.load(shares)
}

fn on_leg(view: &View<'_>, feed: FeedId, leg: Leg) -> Result<Bounds, Overflow> {
    view.load(likes(view, feed).map(|(at, like)| (at, like.share_of_leg(feed, leg))))
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
            likes(view, feed).any(|(_, like)| {
                like.feeds
                    .iter()
                    .any(|used| used.feed == feed && used.leg.is_some())
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
        let shares: Vec<(u32, Rational)> = likes(view, feed)
            .map(|(at, like)| (at, like.share_of_leg(feed, leg)))
            .collect();
        tell_load(view, story, &shares)
    }
}
