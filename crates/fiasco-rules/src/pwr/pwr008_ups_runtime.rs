//! # PWR008 ups-runtime
//!
//! When the mains fail, the battery of a UPS lasts shorter than it has to.
//!
//! ## What breaks
//! The time until the generator runs, or until everything is shut down in order. What is still up when the battery
//! is empty loses power as if there were no UPS.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add load, and a battery gives less the faster it is emptied: twice the load is less
//! than half the time.
//!
//! ## How it is computed
//! Peukert's law: a battery that holds `t` at a load `P` holds `t (P / P')^k` at `P'`. So the load at which it holds
//! as long as it has to (`hold`) is `P (t / hold)^(1/k)`, and that is the limit. The exponent `k` is 1.1 to 1.3 of
//! most lead-acid batteries and from 1.05 of sealed ones with glass mats; where nobody states `peukert`, it is
//! anything from 1.05 to 1.3. The power is computed in whole numbers and rounded outwards.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 32 A}, ups: {rating: 6 kVA, runtime: 10 min, runtime_at: 2 kW, hold: 10 min}}
//! devices:
//!   web-[1-3]: {power: 400 W, feeds: A}
//! services: {web: {runs: "web-[1-3]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:94: x1.67 PWR008 ups-runtime: servers above x1.67: ups holds 2 kW for 10 min, and carries 2.4 kW [stops]
//! ```
//!
//! ## When it stays quiet
//! Where nobody says how long it has to hold.
//!
//! ## Fix
//! More battery, or devices that are shut down first.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! W. Peukert, 1897. The exponents: fxsolver.com, *Peukert's law* (typical 1.1 to 1.3; 1.05 to 1.15 for AGM, 1.1 to
//! 1.25 for gel, more for flooded and for aged ones); myelectrical.com gives 1.1 to 1.3.

use super::power::root;
use super::pwr007_ups_overload::{carries, load, shares};
use super::{tell_load, watts, who_names_no_feed};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, Dimension, UpsId, View};

/// The rule.
pub static RULE: UpsRuntime = UpsRuntime;

/// PWR008.
pub struct UpsRuntime;

static META: Meta = Meta {
    code: "PWR008",
    name: "ups-runtime",
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
    fix: "add batteries, or shut some devices down first",
    undo: "take the added devices out again",
    source: include_str!("pwr008_ups_runtime.rs"),
};

/// Peukert's exponent where nobody states it, in hundredths.
const EXPONENT: (i128, i128) = (105, 130);

fn exponent(view: &View<'_>, ups: UpsId) -> Result<Bounds, Overflow> {
    let said = view.estate.one_ups(ups).facts.get(key::Peukert);
    if said.is_known() {
        return Ok(said.bounds());
    }
    Ok(Bounds {
        lo: Rational::new(EXPONENT.0, 100)?,
        hi: Some(Rational::new(EXPONENT.1, 100)?),
    })
}

/// The load at which the battery lasts as long as it has to, in watts.
fn bearable(view: &View<'_>, ups: UpsId) -> Result<Bounds, Overflow> {
    let facts = &view.estate.one_ups(ups).facts;
    let (time, at) = (facts.get(key::Runtime), facts.get(key::RuntimeAt));
    let hold = facts.get(key::Hold).bounds();
    let k = exponent(view, ups)?;
    if !time.is_known() || !at.is_known() || hold.lo.is_zero() || k.lo < Rational::ONE {
        return Ok(Bounds::UNKNOWN);
    }
    let ratio = time.bounds().over(hold)?;
    let ends = [Some(ratio.lo), ratio.hi];
    let mut share: Option<Bounds> = None;
    for end in ends.into_iter().flatten() {
        for k in [Some(k.lo), k.hi].into_iter().flatten() {
            let here = root(end, k)?;
            share = Some(share.map_or(here, |known| Bounds {
                lo: known.lo.min(here.lo),
                hi: known.hi.max(here.hi),
            }));
        }
    }
    at.bounds().times(share.unwrap_or(Bounds::UNKNOWN))
}

impl Rule for UpsRuntime {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |ups: &UpsId| view.estate.one_ups(*ups).facts.has(FactKind::Hold) && carries(view, *ups);
        view.estate.ups_ids().filter(speaks).map(Subject::Ups).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Ups(ups) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(load(view, ups)?, bearable(view, ups)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Ups(ups) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.one_ups(ups);
        let name = &row.name.value;
        let (time, at) = (row.facts.get(key::Runtime), row.facts.get(key::RuntimeAt));
        let hold = row.facts.get(key::Hold);
        let has_to = words::bounds(hold.bounds(), Measure::Time);
        let limit = watts(bearable(view, ups)?);
        let likes = shares(view, ups).iter().map(|(at, _)| *at);
        let says = format!(
            "{name} holds {limit} for {has_to}, and carries {}{}",
            watts(load(view, ups)?),
            who_names_no_feed(view, likes)
        );
        let lasts = words::bounds(time.bounds(), Measure::Time);
        let known = watts(at.bounds());
        let said = row.facts.get(key::Peukert);
        let k = words::bounds(exponent(view, ups)?, Measure::Count);
        let mut story = Story::new(name.clone(), says)
            .formula(format!(
                "{name}: {known} x ({lasts} / {has_to})^(1 / {k}) = {limit}"
            ))
            .cite(hold.at, format!("{name} has to hold for {has_to}"))
            .cite(time.at, format!("{name} holds {known} for {lasts}"))
            .rests_on(hold.confidence);
        if time.is_known() && at.is_known() {
            story = story.rests_on(time.confidence.min(at.confidence));
        } else {
            let ask = format!("runtime: 10 min, runtime_at: 2 kW, under {name}");
            story = story.missing("runtime", name.clone(), ask);
        }
        story = if said.is_known() {
            story
                .cite(said.at, format!("Peukert exponent {k}"))
                .rests_on(said.confidence)
        } else {
            let ask = format!("peukert: 1.15, under {name}");
            story
                .missing("Peukert exponent", name.clone(), ask)
                .rests_on(Confidence::Default)
        };
        tell_load(view, story, shares(view, ups))
    }
}
