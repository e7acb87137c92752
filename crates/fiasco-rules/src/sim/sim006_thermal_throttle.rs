//! # SIM006 thermal-throttle
//!
//! It gets so warm that machines slow themselves down.
//!
//! ## What breaks
//! Above the warmest air they take in, machines run slower to stay alive, just when there is most to do.
//!
//! ## Why growth brings it out
//! `servers`, `capacity` and additions bring heat; so does `traffic`, where the draw of idle machines is stated.
//!
//! ## How it is computed
//! The power that every machine draws is its `power` when its processors are all at work, and its `idle` when they
//! are not, a straight line between (`power` always, where no `idle` is stated); all of it becomes heat. The air of
//! the room is one heat capacity (1,207 J/K a cubic meter) that warms by what the cooling does not take out: C ·
//! dT/dt = P − Q. Walls and metal are left out, so it is the soonest that it can happen. The room is followed for
//! ten and a half minutes, with the load of the rehearsal.
//!
//! Limit: of the machines in the room the least `max_inlet`; 35 °C (class A2) where it is not stated, which is then
//! assumed.
//!
//! ## Example
//! ```yaml
//! room: {cooling: 3 kW, air: 30 m3, supply: 20 C}
//! racks: {r1: {units: 42}}
//! devices:
//!   box-[1-4]: {rack: r1, size: 2 U, power: 600 W, cores: 4, max_inlet: A2, shutdown_inlet: 43 C}
//! services: {web: {runs: "box-[1-4]", cpu: 10 ms, cpu_p99: 40 ms}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to servers=x2
//! estate.yaml:1:28: ≈x1.56 SIM006 thermal-throttle: servers ≈x1.56: room reaches 41 °C after 7 min 33 s: from 35 °C on machines throttle; possibly from ≈x1.5 on [degrades]
//! ```
//!
//! ## When it stays quiet
//! Where no room states its `cooling`, or no traffic reaches a service with known `cpu`. [COO001](COO001.md) says
//! when heat exceeds cooling at all, exactly; this says whether it does so long enough to matter.
//!
//! ## Fix
//! More cooling, or fewer watts.
//!
//! ## Undo
//! Switch the added devices off.
//!
//! ## References
//! ASHRAE TC 9.9, thermal guidelines for data processing environments, 2021 (the temperatures only); Dell C8000
//! hardware owner's manual, table 5-6, and HP ProLiant DL360p Gen8 installation manual, temperature sensor details
//! (where machines shut down, and how); the book: [the rehearsal](../rehearsal.md).

use super::{DRAWS, ROOMS, after, degrees, of_room, stays_below};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::View;
use fiasco_estate::quantity::{Measure, Overflow};

/// The rule.
pub static RULE: ThermalThrottle = ThermalThrottle;

/// SIM006.
pub struct ThermalThrottle;

static META: Meta = Meta {
    code: "SIM006",
    name: "thermal-throttle",
    class: Class::Limit,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Temperature,
    trends: DRAWS,
    contradiction: false,
    attached: false,
    fix: "more cooling, or fewer watts",
    undo: "switch the added devices off",
    source: include_str!("sim006_thermal_throttle.rs"),
};

impl Rule for ThermalThrottle {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        ROOMS.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(stays_below(view, subject, |seen| seen.throttles))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        of_room(view, subject, |name, seen| {
            format!(
                "{name} reaches {}{}: from {} on machines throttle",
                degrees(seen.warmest),
                after(seen.throttled_at),
                degrees(seen.throttles)
            )
        })
    }
}
