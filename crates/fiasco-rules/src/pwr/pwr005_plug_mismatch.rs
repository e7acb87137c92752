//! # PWR005 plug-mismatch
//!
//! No cord joins a device's power inlet to any outlet that is there for it.
//!
//! ## What breaks
//! The device arrives, is lifted into its rack, and cannot be plugged in. Adapters that would join the two put a
//! large load on a small outlet, which is why nobody sells the cord.
//!
//! ## Why growth brings it out
//! `capacity` and `add` install devices of another kind than those the outlets were bought for, usually larger ones
//! with C20 inlets.
//!
//! ## How it is computed
//! Each kind of inlet against each kind of outlet of the power units in the device's rack, and of those in the room
//! that name no rack, on the feeds it names: by the plugs that fit directly, and by the cords that are sold. A
//! C14 inlet is fed from a NEMA 5-20R outlet by a 5-15P to C13 cord.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 32 A}}
//! racks: {r1: {pdus: {left: A 12 x C13}}}
//! devices:
//!   giant: {planned: true, rack: r1, power: 4.2 kW, psus: 4, inlet: C20, feeds: A}
//! ```
//! ```text
//! $ fiasco check --to add=giant
//! estate.yaml:4:67: delivery PWR005 plug-mismatch: giant has C20 inlets, and no cord joins them to the outlets there are, C13 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where the device's inlets or the outlets within its reach are not stated. Hardwired devices and kinds of no
//! standard shape inform as unknown, and never break.
//!
//! ## Fix
//! A power unit with outlets of the right kind, or supplies with another inlet.
//!
//! ## Undo
//! Take the power unit out again.
//!
//! ## References
//! IEC 60320-1 for C13 to C22, IEC 60309, NEMA WD 6, CEE 7; the table of cords is in `plug.rs`.

use super::{names, of_each_kind, stands, supply_of};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::Supply;
use fiasco_estate::room::plug::{Fit, Plug, cord};
use fiasco_estate::{Bounds, Dimension, OutletsId, View};

/// The rule.
pub static RULE: PlugMismatch = PlugMismatch;

/// PWR005.
pub struct PlugMismatch;

static META: Meta = Meta {
    code: "PWR005",
    name: "plug-mismatch",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "add a power unit with outlets of the right kind, or take supplies with another inlet",
    undo: "take the power unit out again",
    source: include_str!("pwr005_plug_mismatch.rs"),
};

/// Rows of outlets that a kind of device may use.
fn rows(view: &View<'_>, supply: &Supply) -> Vec<OutletsId> {
    let supplies = &view.relations.supplies;
    let feeds = supplies.feeds_for(supply, supply.rack);
    let mut rows: Vec<OutletsId> = feeds
        .into_iter()
        .flat_map(|feed| supplies.within_reach(supply.rack, supply.room, feed))
        .map(|(_, row)| row)
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Kinds of inlet that nothing fits, and those of which it cannot be said.
fn unfed(view: &View<'_>, supply: &Supply, rows: &[OutletsId]) -> (Vec<Plug>, Vec<Plug>) {
    let (mut none, mut unknown) = (Vec::new(), Vec::new());
    for (inlet, _) in &supply.inlets {
        let fits: Vec<Fit> = rows
            .iter()
            .map(|row| cord(view.estate.outlets_of(*row).kind, *inlet))
            .collect();
        let fed = fits
            .iter()
            .any(|fit| matches!(fit, Fit::Direct | Fit::Cord { .. }));
        let list = if fits.contains(&Fit::Unknown) {
            &mut unknown
        } else {
            &mut none
        };
        if !fed && !list.contains(inlet) {
            list.push(*inlet);
        }
    }
    (none, unknown)
}

impl Rule for PlugMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        of_each_kind(view, |supply| {
            !supply.inlets.is_empty() && !rows(view, supply).is_empty()
        })
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO));
        };
        let used = match supply_of(view, device) {
            Some(supply) if stands(view, supply) => {
                let (none, unknown) = unfed(view, supply, &rows(view, supply));
                let count = |kinds: usize| Rational::int(i64::try_from(kinds).unwrap_or(i64::MAX));
                Bounds {
                    lo: count(none.len()),
                    hi: Some(count(none.len() + unknown.len())),
                }
            }
            _ => Bounds::ZERO,
        };
        Ok(Verdict::at_most(used, Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Story::new("", ""));
        };
        let Some(supply) = supply_of(view, device) else {
            return Ok(Story::new("", ""));
        };
        let (name, many) = names(view, supply);
        let rows = rows(view, supply);
        let (none, unknown) = unfed(view, supply, &rows);
        let kinds = if none.is_empty() { &unknown } else { &none };
        let inlets = words::list(kinds.iter().map(|kind| kind.name()));
        let mut outlets: Vec<&str> = rows
            .iter()
            .map(|row| view.estate.outlets_of(*row).kind.name())
            .collect();
        outlets.sort_unstable();
        outlets.dedup();
        let there = words::list(outlets);
        let have = if many { "have" } else { "has" };
        let says = if none.is_empty() {
            format!("{name} {have} {inlets} inlets, and whether outlets of {there} feed them cannot be said")
        } else {
            format!("{name} {have} {inlets} inlets, and no cord joins them to the outlets there are, {there}")
        };
        let row = view.estate.device(device);
        let hardware = row.hardware.map(|id| view.estate.one_hardware(id));
        let mut story =
            Story::new(name.clone(), says).cite(row.hardware_at, format!("{name} {have} {inlets} inlets"));
        if let Some(confidence) = hardware.and_then(|own| own.confidence) {
            story = story.rests_on(confidence);
        }
        for row in &rows {
            let row = view.estate.outlets_of(*row);
            let unit = &view.estate.power_unit(row.unit).name.value;
            let says = format!("{unit} has {} x {}", row.count, row.kind.name());
            story = story.cite(Some(row.at), says);
        }
        if none.is_empty() {
            let ask = "outlets: 12 x C13, under its power unit".to_owned();
            story = story.missing("kind of outlet", name, ask);
        }
        Ok(story)
    }
}
