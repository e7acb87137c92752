//! # RCK005 floor-overload
//!
//! A rack with what stands in it is more than the floor under it carries.
//!
//! ## What breaks
//! A tile of a raised floor cracks or its pedestal gives way; a ceiling of an old building bends.
//!
//! ## Why growth brings it out
//! A rack that is filled up weighs several times what it weighed half empty, on the same four feet.
//!
//! ## How it is computed
//! Two limits, of which the tighter one counts. By area: the rack's own mass and what stands in it, against what the
//! floor carries by area times the floor that is the rack's (`area`: its own and its share of the aisles). By tile:
//! a rack stands on four feet, so at least a quarter of its mass rests on one tile; where a tile carries two of its
//! feet, or one of it and one of its neighbor, it is half.
//!
//! ## Example
//! ```yaml
//! room: {floor: 400 kg/m2}
//! racks: {r1: {units: 24, weight: 100 kg, area: 0.6 m2}}
//! devices:
//!   old-[1-3]: {rack: r1 @ 1 3 5, size: 2 U, weight: 26 kg}
//! services:
//!   web: {runs: "old-[1-3]"}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:15: x1.67 RCK005 floor-overload: servers above x1.67: r1 weighs 256 kg, 0.6 m² of floor carry 240 kg [damages]
//! ```
//!
//! ## When it stays quiet
//! Rooms of which nobody states the floor or the tiles, and racks whose area nobody states: their footprint alone is
//! less than what carries them.
//!
//! ## Fix
//! Spread the load: more floor for the rack, plates under its feet, or fewer devices in it. Ask who knows the building.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! Tate, "Raised Access Floor Loading, Explained" (2018): a rack's mass goes equally through its four feet. Guidelines
//! of the United Nations on ICT at the country level: feet of two racks on one tile add up.

use super::rck004_rack_overweight::with_masses;
use super::{FILLS, mass};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, RackId, View};

/// The rule.
pub static RULE: FloorOverload = FloorOverload;

/// RCK005.
pub struct FloorOverload;

static META: Meta = Meta {
    code: "RCK005",
    name: "floor-overload",
    class: Class::Limit,
    effect: Effect::Damages,
    since: "0.1.0",
    measure: Measure::Mass,
    trends: FILLS,
    contradiction: false,
    attached: false,
    fix: "give the rack more floor, put plates under its feet, or fewer devices into it",
    undo: "take the added devices out again",
    source: include_str!("rck005_floor_overload.rs"),
};

/// The mass that the floor under a rack carries by area, and the one its tiles do; unknown where nobody states it.
fn carried(view: &View<'_>, rack: RackId) -> Result<(Bounds, Bounds), Overflow> {
    let row = view.estate.rack(rack);
    let Some(room) = row.room else {
        return Ok((Bounds::UNKNOWN, Bounds::UNKNOWN));
    };
    let facts = &view.estate.room(room).facts;
    let (floor, area) = (facts.get(key::Floor), row.facts.get(key::FloorArea));
    let by_area = if floor.is_known() && area.is_known() {
        floor.bounds().times(area.bounds())?
    } else {
        NO_LIMIT
    };
    let tile = facts.get(key::Tile);
    let by_tile = if tile.is_known() {
        let tile = tile.bounds();
        // A quarter of the mass rests on it, or half.
        Bounds {
            lo: tile.lo.times(Rational::int(2))?,
            hi: tile.hi.map(|hi| hi.times(Rational::int(4))).transpose()?,
        }
    } else {
        NO_LIMIT
    };
    Ok((by_area, by_tile))
}

/// A limit nobody stated: more than any rack weighs, so that it never is the tighter one.
const NO_LIMIT: Bounds = Bounds {
    lo: Rational::int(i64::MAX),
    hi: None,
};

impl Rule for FloorOverload {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |id: &RackId| {
            let row = view.estate.rack(*id);
            row.room.is_some_and(|room| {
                let facts = &view.estate.room(room).facts;
                let by_area = facts.get(key::Floor).is_known() && row.facts.get(key::FloorArea).is_known();
                by_area || facts.get(key::Tile).is_known()
            })
        };
        view.estate.rack_ids().filter(speaks).map(Subject::Rack).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Rack(rack) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let own = view.estate.rack(rack).facts.get(key::Weight).bounds();
        let (by_area, by_tile) = carried(view, rack)?;
        Ok(Verdict::at_most(
            view.rack_mass(rack)?.plus(own)?,
            by_area.min(by_tile),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Rack(rack) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.rack(rack);
        let name = &row.name.value;
        let (by_area, by_tile) = carried(view, rack)?;
        let floor = row.room.map(|room| &view.estate.room(room).facts);
        let area = row.facts.get(key::FloorArea);
        let weighs = mass(verdict.used);
        let says = if by_area.lo <= by_tile.lo {
            let area = words::bounds(area.bounds(), Measure::Area);
            format!("{name} weighs {weighs}, {area} of floor carry {}", mass(by_area))
        } else {
            format!(
                "{name} weighs {weighs}, its feet may put {} on tiles",
                mass(by_tile)
            )
        };
        let own = row.facts.get(key::Weight);
        let mut story = Story::new(name.clone(), says);
        if let Some(facts) = floor {
            let (load, tile) = (facts.get(key::Floor), facts.get(key::Tile));
            if load.is_known() {
                let carries = words::bounds(load.bounds(), Measure::AreaLoad);
                story = story
                    .rests_on(load.confidence)
                    .cite(load.at, format!("the floor carries {carries}"));
            }
            if tile.is_known() {
                let says = format!("a tile carries {}", mass(tile.bounds()));
                story = story.rests_on(tile.confidence).cite(tile.at, says);
            }
        }
        story = story.cite(area.at, "its floor");
        story = if own.is_known() {
            story
                .rests_on(own.confidence)
                .cite(own.at, format!("{name} itself weighs {}", mass(own.bounds())))
        } else {
            story.missing("own mass", name, format!("weight: 120 kg, under {name}"))
        };
        with_masses(view, rack, story)
    }
}
