//! # COO002 cooling-failover
//!
//! Without its largest cooling unit a room gives off more heat than the others take out.
//!
//! ## What breaks
//! The second unit that was bought so that one may fail. Both together cool the room and nothing shows, until one
//! stops: on a hot day, or for its own maintenance.
//!
//! ## Why growth brings it out
//! `servers`, `capacity` and additions use up what was kept in reserve, long before all units together are too small.
//!
//! ## How it is computed
//! The power of everything that stands in the room, against the power of its cooling units less that of the largest:
//! N-1. Where the volume of the room's air is stated, the story says how fast it warms up at most in that case.
//!
//! ## Example
//! ```yaml
//! room: {cooling: 2 x 3500 W, air: 60 m3}
//! devices:
//!   web-[1-5]: {power: 350 W}
//! services:
//!   web: {runs: "web-[1-5]"}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:17: x2 COO002 cooling-failover: servers above x2: room has to shed 3.85 kW of heat; without cooling-1 its cooling takes out 3.5 kW [damages]
//! ```
//!
//! ## When it stays quiet
//! Rooms with fewer than two cooling units: there COO001 says it all.
//!
//! ## Fix
//! Another cooling unit of the size of the largest, or less heat.
//!
//! ## Undo
//! Switch the added devices off; a cooling unit may stay.
//!
//! ## References
//! N+1: what has to keep running is provided for with one unit more than it needs.

use super::{HEATS, cooling, heat, rooms_where, watts, with_heat, with_warming};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::CoolingUnit;
use fiasco_estate::{Bounds, RoomId, View};

/// The rule.
pub static RULE: CoolingFailover = CoolingFailover;

/// COO002.
pub struct CoolingFailover;

static META: Meta = Meta {
    code: "COO002",
    name: "cooling-failover",
    class: Class::Fault,
    effect: Effect::Damages,
    since: "0.1.0",
    measure: Measure::Power,
    trends: HEATS,
    contradiction: false,
    attached: false,
    fix: "add a cooling unit of the size of the largest, or install devices that draw less",
    undo: "switch the added devices off; a cooling unit may stay",
    source: include_str!("coo002_cooling_failover.rs"),
};

/// What the other units take out while the largest stands still. Each end comes from the same ends of all units:
/// a unit that is stronger never leaves less.
fn without_largest(view: &View<'_>, room: RoomId) -> Result<Bounds, Overflow> {
    let units = &view.estate.room(room).cooling;
    let all = cooling(view, room)?;
    let largest = units.iter().map(|unit| unit.power.lo).max().unwrap_or_default();
    let lo = all.lo.minus(largest)?;
    // One unit of unknown power is the one that is lost at best; with a second nothing bounds what is left.
    let known: Vec<Rational> = units.iter().filter_map(|unit| unit.power.hi).collect();
    let mut sum = Rational::ZERO;
    for power in &known {
        sum = sum.plus(*power)?;
    }
    let hi = match units.len().saturating_sub(known.len()) {
        0 => Some(sum.minus(known.iter().copied().max().unwrap_or_default())?),
        1 => Some(sum),
        _ => None,
    };
    Ok(Bounds { lo, hi })
}

/// The unit that is lost: the largest, or the first of several.
fn lost<'v>(view: &View<'v>, room: RoomId) -> Option<&'v CoolingUnit> {
    let units = view.estate.room(room).cooling.iter();
    units.rev().max_by_key(|unit| unit.power.lo)
}

impl Rule for CoolingFailover {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        rooms_where(view, |units| units.len() > 1)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Room(room) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(
            view.room_load(room)?,
            without_largest(view, room)?,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Room(room) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.room(room);
        let (used, limit) = (heat(verdict.used), watts(verdict.limit));
        let name = &row.name.value;
        let unit = lost(view, room).map_or("", |unit| unit.name.value.as_str());
        let mut story = Story::new(
            name.clone(),
            format!("{name} has to shed {used}; without {unit} its cooling takes out {limit}"),
        )
        .formula(format!(
            "{} of cooling less {unit} = {limit}",
            watts(cooling(view, room)?)
        ));
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
