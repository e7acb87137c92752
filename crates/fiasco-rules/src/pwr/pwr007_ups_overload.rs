//! # PWR007 ups-overload
//!
//! What hangs on the feeds of a UPS draws more than it delivers.
//!
//! ## What breaks
//! A UPS that is asked for more than its rating goes to bypass, where nothing is protected, or switches off: at the
//! latest when the mains fail, which is what it is there for.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add devices behind it; it delivers what it always did.
//!
//! ## How it is computed
//! The load of the feeds it carries: of each device the share that it draws from these feeds, all of it where they
//! are all the feeds it names or where it names none. In a room of which no feeds are stated, it carries all that
//! draws there. Limit: the smaller of watts and volt-amperes. Where only
//! volt-amperes are stated, the watts are somewhere from 60 % of them, as of small units, to all of them, since no
//! power factor is above 1.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 32 A}, ups: 3 kVA 2.7 kW}
//! devices:
//!   web-[1-3]: {power: 400 W, feeds: A}
//! services: {web: {runs: "web-[1-3]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:37: x2 PWR007 ups-overload: servers above x2: ups carries 2.8 kW of 2.7 kW [stops]
//! ```
//!
//! ## When it stays quiet
//! Where the UPS states neither volt-amperes nor watts, or carries no feed that anything draws from. A UPS that
//! names no feeds carries all feeds of its room; one that names a feed which is not there carries nothing.
//!
//! ## Fix
//! A larger UPS, a second one for a part of the feeds, or devices moved off it.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! A UPS must not be asked for more than either of its ratings. Makers of small units rate their watts at about
//! 60 % of their volt-amperes, of larger ones at 80 % and more (juicegoose.com, *Power Factor*; Mike Holt's forum,
//! *UPS VA / Watt ratings*).

use super::{tell_load, watts, who_names_no_feed};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, UpsId, View};

/// The rule.
pub static RULE: UpsOverload = UpsOverload;

/// PWR007.
pub struct UpsOverload;

static META: Meta = Meta {
    code: "PWR007",
    name: "ups-overload",
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
    fix: "take a larger UPS, give a part of the feeds a second one, or move devices off it",
    undo: "take the added devices out again",
    source: include_str!("pwr007_ups_overload.rs"),
};

/// The least share of its volt-amperes that a UPS delivers in watts, where nobody states the watts.
const LEAST_FACTOR: (i128, i128) = (3, 5);

/// Likes that hang on a UPS, with the share it carries.
pub(super) fn shares<'v>(view: &View<'v>, ups: UpsId) -> &'v [(u32, Rational)] {
    let on_ups = view.relations.likes.on_ups.get(ups.index());
    on_ups.map(Vec::as_slice).unwrap_or_default()
}

/// Whether anything hangs on it.
pub(super) fn carries(view: &View<'_>, ups: UpsId) -> bool {
    !shares(view, ups).is_empty()
}

/// What all that hangs on a UPS draws from it.
///
/// # Errors
/// [`Overflow`] when the sum grows beyond exact computation.
pub(super) fn load(view: &View<'_>, ups: UpsId) -> Result<Bounds, Overflow> {
    view.load(shares(view, ups).iter().copied())
}

/// What a UPS delivers, in watts.
fn delivers(view: &View<'_>, ups: UpsId) -> Result<Bounds, Overflow> {
    let facts = &view.estate.one_ups(ups).facts;
    let (va, watts) = (facts.get(key::UpsRating), facts.get(key::UpsWatts));
    if watts.is_known() && va.is_known() {
        return Ok(va.bounds().min(watts.bounds()));
    }
    if watts.is_known() {
        return Ok(watts.bounds());
    }
    let va = va.bounds();
    Ok(Bounds {
        lo: va.lo.times(Rational::new(LEAST_FACTOR.0, LEAST_FACTOR.1)?)?,
        hi: va.hi,
    })
}

impl Rule for UpsOverload {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |ups: &UpsId| {
            let facts = &view.estate.one_ups(*ups).facts;
            let rated = facts.has(FactKind::UpsRating) || facts.has(FactKind::UpsWatts);
            rated && carries(view, *ups)
        };
        view.estate.ups_ids().filter(speaks).map(Subject::Ups).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Ups(ups) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(load(view, ups)?, delivers(view, ups)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Ups(ups) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.one_ups(ups);
        let name = &row.name.value;
        let limit = delivers(view, ups)?;
        let likes = shares(view, ups).iter().map(|(at, _)| *at);
        let says = format!(
            "{name} carries {} of {}{}",
            watts(load(view, ups)?),
            watts(limit),
            who_names_no_feed(view, likes)
        );
        let (va, rated) = (row.facts.get(key::UpsRating), row.facts.get(key::UpsWatts));
        let mut story = Story::new(name.clone(), says);
        for (fact, unit) in [(&va, "volt-amperes"), (&rated, "watts")] {
            if fact.is_known() {
                let size = watts(fact.bounds());
                story = story
                    .cite(fact.at, format!("{name} is rated {size} in {unit}"))
                    .rests_on(fact.confidence);
            }
        }
        if !rated.is_known() {
            let size = watts(va.bounds());
            story = story
                .formula(format!(
                    "{name}: 60 % to 100 % of {size} in volt-amperes = {}",
                    watts(limit)
                ))
                .missing("watts", name.clone(), format!("watts: 2.7 kW, under {name}"));
        }
        tell_load(view, story, shares(view, ups))
    }
}
