//! # COO001 cooling-exceeded
//!
//! What stands in a room gives off more heat than its cooling takes out.
//!
//! ## What breaks
//! The room warms up, by degrees a minute where it is small, until fans run at full speed, processors slow down
//! and machines switch themselves off; disks and power supplies age in the meantime.
//!
//! ## Why growth brings it out
//! `servers`, `capacity` and additions bring devices, and every watt that one draws becomes heat. Cooling was
//! sized for the room as it was.
//!
//! ## How it is computed
//! The power of everything that stands in the room, against the power of all its cooling units. A device that
//! states only its nameplate draws between 30 % and all of it. What UPSs lose and people and walls add comes on top.
//! Where the volume of the room's air is stated (`air: 50 m3`), the story says how fast it warms up at most:
//! `dT/dt = P / (m c)` with 1.2 kg/m³ and 1,006 J/(kg K), as if walls and machines took no heat.
//!
//! ## Example
//! ```yaml
//! room: {cooling: 7 kW}
//! devices:
//!   old-[1-4]: {power: 350 W}
//!   giant: {planned: true, power: 4.2 kW}
//!   sw1: {power: 100 W}
//! services:
//!   web: {runs: "old-[1-3]"}
//! ```
//! ```text
//! $ fiasco check --to servers=x3,add=giant
//! estate.yaml:1:17: x2 COO001 cooling-exceeded: servers above x2: room has to shed 7.1 kW of heat, its cooling takes out 7 kW [damages]
//! ```
//!
//! ## When it stays quiet
//! Rooms whose cooling nobody states. Planned devices count once a target installs them.
//!
//! ## Fix
//! Another cooling unit, or devices that draw less.
//!
//! ## Undo
//! Switch the added devices off; a cooling unit may stay.
//!
//! ## References
//! A watt is 3.412 BTU/h, so a unit sold with 24,000 BTU/h takes out 7 kW; both can be written here.

use super::{HEATS, cooling, heat, rooms_where, watts, with_heat, with_warming};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, View};

/// The rule.
pub static RULE: CoolingExceeded = CoolingExceeded;

/// COO001.
pub struct CoolingExceeded;

static META: Meta = Meta {
    code: "COO001",
    name: "cooling-exceeded",
    class: Class::Limit,
    effect: Effect::Damages,
    since: "0.1.0",
    measure: Measure::Power,
    trends: HEATS,
    contradiction: false,
    attached: false,
    fix: "add a cooling unit, or install devices that draw less",
    undo: "switch the added devices off; a cooling unit may stay",
    source: include_str!("coo001_cooling_exceeded.rs"),
};

impl Rule for CoolingExceeded {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        rooms_where(view, |units| !units.is_empty())
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Room(room) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(view.room_load(room)?, cooling(view, room)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Room(room) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.room(room);
        let (used, limit) = (heat(verdict.used), watts(verdict.limit));
        let name = &row.name.value;
        let mut story = Story::new(
            name.clone(),
            format!("{name} has to shed {used}, its cooling takes out {limit}"),
        );
        for unit in &row.cooling {
            let power = watts(unit.power);
            story = story.cite(unit.name.at, format!("{} takes out {power}", unit.name.value));
            if unit.power == Bounds::UNKNOWN {
                let unit = &unit.name.value;
                story = story.missing("power", unit, format!("{unit}: 7 kW, under cooling of {name}"));
            }
        }
        story = with_heat(view, room, story)?;
        with_warming(view, room, verdict.used, verdict.limit, story)
    }
}
