//! # PWR006 outlets-exhausted
//!
//! More power cords ask for outlets of a kind than a power unit has.
//!
//! ## What breaks
//! The next server stands in its rack and has nowhere to plug in, or plugs both of its supplies into one feed, or
//! into a strip that hangs on another strip.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add devices, each with a cord a supply.
//!
//! ## How it is computed
//! A device asks for one outlet a supply, dealt over the feeds it names; one that names none, over those of the
//! units in its rack. It takes the tightest outlet that its inlet fits by a cord (a C14 inlet takes C13 before
//! anything larger), in its rack before units of the room that name no rack. Where none is free, it asks for the
//! first that fits all the same. An inlet of no stated kind counts on the first unit of its feed, where the number
//! of supplies is stated.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 32 A, B: 230 V 32 A}}
//! racks: {r1: {pdus: {left: A 6 x C13, right: B 6 x C13}}}
//! devices:
//!   web-[1-3]: {rack: r1, power: 200 W, psus: 2, inlet: C14, feeds: A+B}
//! services: {web: {runs: "web-[1-3]"}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:2:27: x2 PWR006 outlets-exhausted: servers above x2: 7 cords ask for the 6 C13 outlets of r1/left on feed A [refuses]
//! estate.yaml:2:45: x2 PWR006 outlets-exhausted: servers above x2: 7 cords ask for the 6 C13 outlets of r1/right on feed B [refuses]
//! ```
//!
//! ## When it stays quiet
//! For outlets that nothing asks for, and where no outlets are stated. Devices that state neither inlets nor the
//! number of supplies ask for nothing.
//!
//! ## Fix
//! Another power unit on the same feed, or one with more outlets of this kind.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! Which outlet takes which inlet: the table of cords in `plug.rs`, after IEC 60320-1 and NEMA WD 6.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Confidence, Dimension, View};

/// The rule.
pub static RULE: OutletsExhausted = OutletsExhausted;

/// PWR006.
pub struct OutletsExhausted;

static META: Meta = Meta {
    code: "PWR006",
    name: "outlets-exhausted",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "add a power unit on the same feed, or take one with more outlets of this kind",
    undo: "take the added devices out again",
    source: include_str!("pwr006_outlets_exhausted.rs"),
};

impl Rule for OutletsExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let reachable = &view.relations.plugging.reachable;
        // Growth may fill outlets that nothing asks for today.
        let ever = |at: usize| {
            let born = view.grown.outlet_steps.get(at);
            reachable.get(at) == Some(&true) || born.is_some_and(|steps| !steps.is_empty())
        };
        let rows = view.estate.outlets_ids();
        rows.filter(|row| ever(row.index()))
            .map(Subject::Outlets)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Outlets(row) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let count = view.estate.outlets_of(row).count;
        Ok(Verdict::at_most(
            Bounds::count(view.cords(row)),
            Bounds::count(count),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Outlets(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.outlets_of(id);
        let unit = view.estate.power_unit(row.unit);
        let (name, kind) = (&unit.name.value, row.kind.name());
        let cords = view.cords(id);
        let on = unit.feed.map_or_else(String::new, |feed| {
            format!(" on feed {}", words::feed(view.estate, feed))
        });
        let asks = if cords == 1 { "asks" } else { "ask" };
        let says = format!(
            "{} {asks} for the {} {kind} outlets of {name}{on}",
            words::plural(cords, "cord"),
            row.count
        );
        let today = view.relations.outlets_today.get(id.index()).copied().unwrap_or(0);
        let mut story = Story::new(format!("{name} {kind}"), says)
            .formula(format!(
                "{name}: {today} cords today, {} since",
                cords.saturating_sub(today)
            ))
            .cite(Some(row.at), format!("{name} has {} x {kind}", row.count));
        if view.relations.plugging.guessed.get(id.index()) == Some(&true) {
            story = story.rests_on(Confidence::Inferred);
        }
        Ok(story)
    }
}
