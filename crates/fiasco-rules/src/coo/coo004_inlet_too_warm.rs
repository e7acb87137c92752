//! # COO004 inlet-too-warm
//!
//! Cooling units move less air than the servers do, so that servers take in what others blew out.
//!
//! ## What breaks
//! Servers draw the air they need, whether cooling supplies it or not. What is missing comes around the racks from
//! the hot side: enough watts of cooling do not help where too little air is moved. The topmost devices are the
//! first to run hot.
//!
//! ## Why growth brings it out
//! `servers`, `capacity` and additions need air with every watt; fans of cooling units have one speed, or a highest.
//!
//! ## How it is computed
//! `P` watts that leave a room in `q` cubic meters of air a second leave it warmer by `P / (rho c q)`, with 1.2 kg/m³
//! and 1,006 J/(kg K). Servers warm the air that passes through them by some 20 °F (11.1 K), which takes 158 cubic feet a
//! minute for a kilowatt. Where cooling moves as much or more, they take in what it supplies; where it moves less, they
//! take in on the average `supply + P / (rho c q) - 11.1 K`, since what leaves the room is 11.1 K warmer than what they
//! take in. Limit: of the devices in the room that draw power, the least `max_inlet`; for one that states none, the
//! 27 °C that ASHRAE recommends, which is a default and not what makes machines fail.
//! `max_inlet` may name a class: A1 is 32 °C, A2 35 °C, A3 40 °C and A4 45 °C.
//!
//! ## Example
//! ```yaml
//! room: {supply: 20 C, cooling: {crac: {power: 20 kW, air: 400 CFM}}}
//! devices:
//!   web-[1-5]: {power: 500 W, max_inlet: A2}
//! services:
//!   web: {runs: "web-[1-5]"}
//! ```
//! ```text
//! $ fiasco check --to servers=x2
//! estate.yaml:1:16: x2.2 COO004 inlet-too-warm: servers above x2.2: room moves 0.189 m³/s of the 0.447 m³/s that 6 kW need: servers take in 35.2 °C on the average, 35 °C is the most for web-1 [degrades]
//! ```
//!
//! ## When it stays quiet
//! Unless the room states the temperature of its `supply`, and a cooling unit the `air` it moves. It rests on the usual
//! rise, so it informs and never gates.
//!
//! ## Fix
//! More air: faster or more fans, another unit, blanking panels and sealed aisles so that none of it is lost.
//!
//! ## Undo
//! Switch the added devices off.
//!
//! ## References
//! ASHRAE TC 9.9, thermal guidelines for data processing environments, 2021 (the temperatures only);
//! datacenterfrontier.com, *Understanding the Physics of Airflow in High Density Environments*, 2022 (158 CFM).

use super::{HEATS, air_heat, rooms_where, usual_rise, watts, with_heat};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::Like;
use fiasco_estate::{Bounds, Confidence, RoomId, View};

/// The rule.
pub static RULE: InletTooWarm = InletTooWarm;

/// COO004.
pub struct InletTooWarm;

static META: Meta = Meta {
    code: "COO004",
    name: "inlet-too-warm",
    class: Class::Limit,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Temperature,
    trends: HEATS,
    contradiction: false,
    attached: false,
    fix: "move more air, or close the ways around the racks",
    undo: "switch the added devices off",
    source: include_str!("coo004_inlet_too_warm.rs"),
};

/// 27 °C in hundredths of a kelvin.
const RECOMMENDED: i128 = 27_315 + 2_700;

/// Air that all cooling units of a room move, in cubic meters a second.
fn moved(view: &View<'_>, room: RoomId) -> Result<Bounds, Overflow> {
    let units = view.estate.room(room).cooling.iter();
    units
        .map(|unit| unit.air)
        .try_fold(Bounds::ZERO, |sum, air| sum.plus(air))
}

/// The average temperature of what servers take in, in kelvins.
fn inlet(view: &View<'_>, room: RoomId) -> Result<Bounds, Overflow> {
    let supply = view.estate.room(room).facts.get(key::Supply).bounds();
    let load = view.room_load(room)?;
    let warmer = load.over(moved(view, room)?.scaled(air_heat()?)?)?;
    supply.plus(warmer.less(Bounds::exact(usual_rise()?))?)
}

/// What a device may take in: as stated, or what is recommended.
fn allowed(like: &Like) -> Result<Bounds, Overflow> {
    Ok(if like.max_inlet == Bounds::UNKNOWN {
        Bounds::exact(Rational::new(RECOMMENDED, 100)?)
    } else {
        like.max_inlet
    })
}

/// Devices in a room that draw power, by likes.
fn heated<'v>(view: &View<'v>, room: RoomId) -> impl Iterator<Item = &'v Like> {
    let likes = &view.relations.likes;
    let here = likes.in_room.get(room.index()).into_iter().flatten();
    let there: Vec<&Like> = here
        .filter(|at| view.of_like(**at) > 0)
        .filter_map(|at| likes.all.get(*at as usize))
        .filter(|like| like.draw != Bounds::ZERO)
        .collect();
    there.into_iter()
}

/// The least that any of them may take in, and whose it is.
fn least<'v>(view: &View<'v>, room: RoomId) -> Result<Option<(Bounds, &'v Like)>, Overflow> {
    let mut least: Option<(Bounds, &Like)> = None;
    for like in heated(view, room) {
        let own = allowed(like)?;
        let lower = match least {
            Some((known, _)) if known.lo <= own.lo => (known.min(own), least.map_or(like, |(_, of)| of)),
            Some((known, _)) => (known.min(own), like),
            None => (own, like),
        };
        least = Some(lower);
    }
    Ok(least)
}

impl Rule for InletTooWarm {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let mut rooms = rooms_where(view, |units| units.iter().any(|unit| unit.air != Bounds::UNKNOWN));
        rooms.retain(|subject| {
            matches!(subject, Subject::Room(room) if view.estate.room(*room).facts.has(FactKind::Supply))
        });
        rooms
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Room(room) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(match least(view, room)? {
            Some((limit, _)) => Verdict::at_most(inlet(view, room)?, limit),
            None => Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Room(room) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.room(room);
        let name = &row.name.value;
        let (used, limit) = (
            words::bounds(verdict.used, Measure::Temperature),
            words::bounds(verdict.limit, Measure::Temperature),
        );
        let supply = row.facts.get(key::Supply);
        let load = view.room_load(room)?;
        let needed = load.over(Bounds::exact(air_heat()?.times(usual_rise()?)?))?;
        let moved = moved(view, room)?;
        let (air, needs) = (
            words::bounds(moved, Measure::Airflow),
            words::bounds(needed, Measure::Airflow),
        );
        let least = least(view, room)?;
        let (whose, may) = match least {
            Some((_, like)) if like.max_inlet == Bounds::UNKNOWN => ("", "are recommended"),
            Some((_, like)) => (view.estate.device_name(like.first), "is the most for"),
            None => ("", ""),
        };
        let says = format!(
            "{name} moves {air} of the {needs} that {} need: servers take in {used} on the average, {limit} {may} {whose}",
            watts(load)
        );
        let mut story = Story::new(name.clone(), says.trim_end())
            .formula(format!(
                "{} / (1.2 kg/m3 x 1,006 J/(kg K) x 11.1 K) = {needs}",
                watts(load)
            ))
            .formula(format!(
                "{} supplied, warmed by {} in {air}, less the 11.1 K of the servers = {used}",
                words::bounds(supply.bounds(), Measure::Temperature),
                watts(load)
            ))
            .cite(supply.at, "the temperature that cooling supplies")
            .rests_on(supply.confidence)
            .rests_on(Confidence::Default);
        for unit in &row.cooling {
            let unit_name = &unit.name.value;
            if unit.air == Bounds::UNKNOWN {
                let ask = format!("{unit_name}: {{power: 7 kW, air: 1200 m3/h}}, under cooling of {name}");
                story = story.missing("air", unit_name, ask);
            } else {
                let air = words::bounds(unit.air, Measure::Airflow);
                story = story.cite(unit.name.at, format!("{unit_name} moves {air}"));
            }
        }
        if let Some((_, like)) = least {
            let fact = view.estate.device_fact(like.first, key::MaxInlet);
            let device = view.estate.device_name(like.first);
            story = if fact.is_known() {
                story
                    .cite(fact.at, format!("the most that {device} may take in"))
                    .rests_on(fact.confidence)
            } else {
                story.missing("max_inlet", device, format!("max_inlet: A2, under {device}"))
            };
        }
        with_heat(view, room, story)
    }
}
