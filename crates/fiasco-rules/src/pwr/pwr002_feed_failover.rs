//! # PWR002 feed-failover
//!
//! When one feed is lost, another has to carry more than its breaker lets through.
//!
//! ## What breaks
//! Devices with two supplies on two feeds draw half from each. Lose one feed, to a fault or for maintenance, and
//! the other takes all of it at once. If that is more than its breaker carries, it trips too, and what was built to
//! survive the loss of one feed goes dark with both.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add load to both feeds. Each of them still looks half empty when the pair has
//! long been too small to stand in for each other.
//!
//! ## How it is computed
//! For each feed, what it carries while one other is down, for whichever other is worst: a device draws evenly
//! from the feeds it names that are left, and one that names no feed counts in full, since nobody knows which it
//! hangs on. Limit: volts x amperes x the continuous share (times the root of 3 for three phases), which is 80 %
//! unless the feed or room says otherwise (`continuous: 100 %`).
//!
//! ## Example
//! ```yaml
//! room: {continuous: 80 %, feeds: {A: 230 V 16 A, B: 230 V 16 A}}
//! devices:
//!   old-[1-3]: {power: 350 W, psus: 2, feeds: A+B}
//!   old-db: {power: 350 W, psus: 2, feeds: A+B}
//!   sw1: {power: 60 W}
//!   fw1: {power: 40 W}
//! services:
//!   web: {runs: "old-[1-3]"}
//!   db: {runs: old-db, image: "postgres:16"}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:37: x2 PWR002 feed-failover: servers above x2: with feed B lost, A carries 3.6 kW of 2,944 W, and the other way round; sw1 and fw1 name no feed and count in full [stops]
//! ```
//!
//! ## When it stays quiet
//! In rooms with one feed, for feeds whose voltage and current nobody stated, and where no device names two feeds:
//! then nothing is meant to survive the loss of one. Two feeds that carry the same devices are told once.
//!
//! ## Fix
//! Larger feeds, a third one, or fewer devices on the pair: together they may draw what one carries.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! NEC (NFPA 70) 210.20(A): a breaker carries a load of three hours or more at 80 % of its rating, unless it is
//! listed for 100 %. Hewlett-Packard, *Power basics for IT professionals*, table 4: 120 V 20 A is 1,920 VA, 208 V
//! 30 A three-phase is 8,646 VA; table 5 gives European circuits their full rating.

use super::{is_rated, limit, tell_load, tell_rating, watts, who_names_no_feed};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, FeedId, View};

/// The rule.
pub static RULE: FeedFailover = FeedFailover;

/// PWR002.
pub struct FeedFailover;

static META: Meta = Meta {
    code: "PWR002",
    name: "feed-failover",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Power,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "give the room larger feeds or a third one, or keep devices off the pair: together they may draw what one feed carries",
    undo: "take the added devices out again",
    source: include_str!("pwr002_feed_failover.rs"),
};

/// Feeds whose loss changes what this one carries: those that devices on it name as well.
fn partners(view: &View<'_>, feed: FeedId) -> Vec<FeedId> {
    let likes = &view.relations.likes;
    let on_feed = likes.on_feed.get(feed.index()).into_iter().flatten();
    let named = on_feed.filter_map(|at| likes.all.get(*at as usize));
    let mut others: Vec<FeedId> = named
        .flat_map(|like| like.feeds.iter().map(|used| used.feed))
        .filter(|other| *other != feed)
        .collect();
    others.sort_unstable();
    others.dedup();
    others
}

/// What a feed carries with one other lost, and which is the worst to lose.
fn worst(view: &View<'_>, feed: FeedId) -> Result<(Bounds, Option<FeedId>), Overflow> {
    let mut worst = (view.feed_load(feed, None)?, None);
    for lost in partners(view, feed) {
        let load = view.feed_load(feed, Some(lost))?;
        let rank = |bounds: Bounds| (bounds.lo, bounds.hi.is_none(), bounds.hi);
        if worst.1.is_none() || rank(load) > rank(worst.0) {
            worst.1 = Some(lost);
        }
        worst.0 = worst.0.max(load);
    }
    Ok(worst)
}

/// The first feed that carries the same devices and is rated the same.
fn twin(view: &View<'_>, feed: FeedId) -> Option<FeedId> {
    let same = |other: &FeedId| {
        let (a, b) = (view.estate.feed(*other), view.estate.feed(feed));
        let likes = &view.relations.likes.on_feed;
        likes.get(other.index()) == likes.get(feed.index())
            && a.room == b.room
            && a.three_phase == b.three_phase
            && a.facts.same_values(&b.facts)
    };
    partners(view, feed).into_iter().find(same)
}

impl Rule for FeedFailover {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |feed: &FeedId| is_rated(view, *feed) && !partners(view, *feed).is_empty();
        view.estate.feed_ids().filter(speaks).map(Subject::Feed).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Feed(feed) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(worst(view, feed)?.0, limit(view, feed)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Feed(feed) = subject else {
            return Ok(Story::new("", ""));
        };
        let (load, lost) = worst(view, feed)?;
        let name = words::feed(view.estate, feed);
        let lost_name = lost.map_or_else(String::new, |lost| words::feed(view.estate, lost));
        let likes = &view.relations.likes;
        let on_feed = likes
            .on_feed
            .get(feed.index())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let shares: Vec<(u32, Rational)> = on_feed
            .iter()
            .filter_map(|at| Some((*at, likes.all.get(*at as usize)?.share(feed, lost))))
            .collect();
        let same = if twin(view, feed).is_some() {
            ", and the other way round"
        } else {
            ""
        };
        let says = format!(
            "with feed {lost_name} lost, {name} carries {} of {}{same}{}",
            watts(load),
            watts(limit(view, feed)?),
            who_names_no_feed(view, on_feed.iter().copied())
        );
        let story = tell_rating(view, Story::new(name, says), feed)?;
        let story = tell_load(view, story, &shares)?;
        Ok(story.cite(
            lost.and_then(|lost| view.estate.feed(lost).name.at),
            format!("feed {lost_name}, which may be lost"),
        ))
    }

    /// Of two feeds that stand in for each other, the second says nothing new.
    fn folds_under(&self, view: &View<'_>, subject: Subject) -> Option<Subject> {
        let Subject::Feed(feed) = subject else { return None };
        twin(view, feed).filter(|twin| *twin < feed).map(Subject::Feed)
    }
}
