//! # PWR004 psu-redundancy
//!
//! A device with several power supplies draws more than all but one of them deliver.
//!
//! ## What breaks
//! Supplies are doubled so that one may fail. Once the device draws more than the others deliver, the failure of one
//! takes the device with it, as it would with a single supply.
//!
//! ## Why growth brings it out
//! `capacity` and `add` install larger devices. Those that stand are judged as they are.
//!
//! ## How it is computed
//! `(number of supplies - 1) x rating of one`, against what the device draws from all of them.
//!
//! ## Example
//! ```yaml
//! devices:
//!   giant: {power: 4.2 kW, psus: 4, psu: 1300 W}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:2:32: now PWR004 psu-redundancy: with one of 4 supplies failed, giant draws 4.2 kW of 3.9 kW [stops]
//! ```
//!
//! ## When it stays quiet
//! Where a device states fewer than two supplies, not what one delivers, or not what it draws.
//!
//! ## Fix
//! Larger supplies, or one more of them.
//!
//! ## Undo
//! Put the old supplies back in.
//!
//! ## References
//! N + 1 redundancy: what is left without one has to be enough.

use super::{draw_confidence, names, of_each_kind, stands, supply_of, tell_draw, watts};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::Supply;
use fiasco_estate::{Bounds, Dimension, View};

/// The rule.
pub static RULE: PsuRedundancy = PsuRedundancy;

/// PWR004.
pub struct PsuRedundancy;

static META: Meta = Meta {
    code: "PWR004",
    name: "psu-redundancy",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Power,
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "put larger supplies in, or one more of them",
    undo: "put the old supplies back in",
    source: include_str!("pwr004_psu_redundancy.rs"),
};

/// What all supplies but one deliver.
fn left(supply: &Supply) -> Result<Bounds, Overflow> {
    supply.psus.less(Bounds::ONE)?.times(supply.rating)
}

impl Rule for PsuRedundancy {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        of_each_kind(view, |supply| {
            let several = supply.psus.hi.is_some() && supply.psus.lo >= Rational::int(2);
            several && supply.rating.hi.is_some() && supply.draw.hi.is_some()
        })
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        match supply_of(view, device) {
            Some(supply) if stands(view, supply) => Ok(Verdict::at_most(supply.draw, left(supply)?)),
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
        let (psus, rating) = (
            view.estate.device_fact(device, key::Psus),
            view.estate.device_fact(device, key::PsuRating),
        );
        let count = words::bounds(psus.bounds(), Measure::Count);
        let size = watts(rating.bounds());
        let without = watts(left(supply)?);
        let draws = if many { "each draw" } else { "draws" };
        let says = format!(
            "with one of {count} supplies failed, {name} {draws} {} of {without}",
            watts(supply.draw)
        );
        let story = Story::new(name.clone(), says)
            .formula(format!("{name}: ({count} - 1) x {size} = {without}"))
            .cite(psus.at, format!("{name}: {count} supplies"))
            .cite(rating.at, format!("a supply delivers {size}"))
            .rests_on(psus.confidence.min(rating.confidence))
            .rests_on(draw_confidence(view, device));
        Ok(tell_draw(view, story, device))
    }
}
