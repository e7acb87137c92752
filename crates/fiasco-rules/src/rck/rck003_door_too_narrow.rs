//! # RCK003 door-too-narrow
//!
//! A device does not pass an opening on its way into the room.
//!
//! ## What breaks
//! The delivery stands in the corridor. Taking a door out of its frame is a day; a wall is more.
//!
//! ## Why growth brings it out
//! Racks came in before the walls did, and single servers fit anywhere. What is planned now is a chassis of many units.
//!
//! ## How it is computed
//! The device as a box: its height (44.45 mm a unit), width and depth, without its packaging, carried through every
//! opening of its room parallel to the walls. A door passes a box whose two smaller sides fit into its clear width and
//! height, either way round; a lift, whose depth is stated, has to take the whole box.
//!
//! ## Example
//! ```yaml
//! room: {door: 80 cm x 200 cm, openings: {hatch: 60 cm x 40 cm}}
//! racks: {r1: {units: 42}}
//! devices:
//!   chassis: {planned: true, rack: r1 @ 1, size: 16 U x 48 cm x 80 cm}
//! ```
//! ```text
//! $ fiasco check --to add=chassis
//! estate.yaml:4:48: delivery RCK003 door-too-narrow: chassis, 71.12 cm x 48 cm x 80 cm, does not pass hatch of 60 cm x 40 cm: 71.12 cm meet 60 cm [refuses]
//! ```
//!
//! ## When it stays quiet
//! Rooms without openings, what stands already, and copies of devices of which fewer than two sides are stated. Turns
//! of a corridor are not looked at.
//!
//! ## Fix
//! Another way in, a smaller device, or one that is delivered in parts.
//!
//! ## Undo
//! Nothing was installed: send it back.
//!
//! ## References
//! A box passes a rectangular opening parallel to its sides if and only if its two smaller sides do.

use super::{length, meters_per_unit, newcomers};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::{State, Verdict};
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::Opening;
use fiasco_estate::{Bounds, Confidence, DeviceId, View};

/// The rule.
pub static RULE: DoorTooNarrow = DoorTooNarrow;

/// RCK003.
pub struct DoorTooNarrow;

static META: Meta = Meta {
    code: "RCK003",
    name: "door-too-narrow",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Length,
    trends: super::FILLS,
    contradiction: false,
    attached: false,
    fix: "find another way in, or a device that comes in parts",
    undo: "nothing was installed: send it back",
    source: include_str!("rck003_door_too_narrow.rs"),
};

/// Height, width and depth of a device in meters.
fn sides(view: &View<'_>, device: DeviceId) -> Result<[Bounds; 3], Overflow> {
    let estate = view.estate;
    let height = estate
        .device_fact(device, key::Units)
        .bounds()
        .scaled(meters_per_unit()?)?;
    Ok([
        height,
        estate.device_fact(device, key::Width).bounds(),
        estate.device_fact(device, key::Depth).bounds(),
    ])
}

/// The sides in order of size: the k-th smallest lies between the k-th smallest least and the k-th smallest most.
fn in_order(sides: [Bounds; 3]) -> [Bounds; 3] {
    let mut least = sides.map(|side| side.lo);
    let mut most = sides.map(|side| side.hi);
    least.sort_unstable();
    most.sort_unstable_by(|a, b| match (a, b) {
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    [0, 1, 2].map(|at| Bounds {
        lo: least[at],
        hi: most[at],
    })
}

/// What has to fit where: each side with the clear length it meets.
fn meets(sides: [Bounds; 3], opening: &Opening) -> Vec<(Bounds, Rational)> {
    let (a, b) = opening.clear;
    let mut clear = vec![a, b];
    clear.extend(opening.depth);
    clear.sort_unstable();
    in_order(sides).into_iter().zip(clear).collect()
}

/// The side that passes worst, over all openings of the room, with the opening.
fn worst<'v>(view: &'v View<'_>, device: DeviceId) -> Result<Option<(Verdict, &'v Opening)>, Overflow> {
    let Some(room) = view.estate.device(device).room else {
        return Ok(None);
    };
    let sides = sides(view, device)?;
    let mut worst: Option<(Verdict, &Opening)> = None;
    for opening in &view.estate.room(room).openings {
        for (side, clear) in meets(sides, opening) {
            let verdict = Verdict::at_most(side, Bounds::exact(clear));
            let order = |verdict: &Verdict| {
                let state = match verdict.state() {
                    State::Breaks => 0,
                    State::Unknown => 1,
                    State::Holds => 2,
                };
                let margin = clear_margin(verdict);
                (state, margin)
            };
            if worst
                .as_ref()
                .is_none_or(|(known, _)| order(&verdict) < order(known))
            {
                worst = Some((verdict, opening));
            }
        }
    }
    Ok(worst)
}

/// How much is left at the least side there can be.
fn clear_margin(verdict: &Verdict) -> Option<Rational> {
    verdict.limit.lo.minus(verdict.used.lo).ok()
}

impl Rule for DoorTooNarrow {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let estate = view.estate;
        let speaks = |device: &DeviceId| {
            let row = estate.device(*device);
            let openings = row
                .room
                .is_some_and(|room| !estate.room(room).openings.is_empty());
            let known =
                sides(view, *device).map_or(0, |sides| sides.iter().filter(|side| side.hi.is_some()).count());
            openings && (known >= 2 || row.planned.is_some())
        };
        newcomers(view)
            .into_iter()
            .filter(speaks)
            .map(Subject::Device)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let nothing = Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN);
        let Subject::Device(device) = subject else {
            return Ok(nothing);
        };
        let Some((mut verdict, _)) = worst(view, device)? else {
            return Ok(nothing);
        };
        let group = view.relations.group_of.get(device.index()).copied().flatten();
        let steps = group.and_then(|group| view.grown.group_steps.get(group.index()));
        // What stands already has passed: only what is delivered, or a copy, has to.
        let delivered = view.estate.device(device).planned.is_some() && view.is_installed(device);
        let comes = delivered || steps.is_some_and(|steps| super::born(view, steps) > 0);
        if !comes {
            verdict.used = Bounds::ZERO;
        }
        Ok(verdict)
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.device(device);
        let name = &row.name.value;
        let Some((verdict, opening)) = worst(view, device)? else {
            return Ok(Story::new(name.clone(), "its room has no openings"));
        };
        let sides = sides(view, device)?;
        let [height, width, depth] = sides.map(length);
        let door = &opening.name.value;
        let (a, b) = opening.clear;
        let mut clear = format!("{} x {}", length(Bounds::exact(a)), length(Bounds::exact(b)));
        if let Some(depth) = opening.depth {
            clear = format!("{clear} x {}", length(Bounds::exact(depth)));
        }
        let (side, meets) = (length(verdict.used), length(verdict.limit));
        let says = if verdict.state() == State::Breaks {
            format!(
                "{name}, {height} x {width} x {depth}, does not pass {door} of {clear}: {side} meet {meets}"
            )
        } else {
            format!("{name}, {height} x {width} x {depth}, has to pass {door} of {clear}")
        };
        let units = view.estate.device_fact(device, key::Units);
        let mut story = Story::new(name.clone(), says)
            .formula(format!("{side} <= {meets}"))
            .cite(
                units.at.or(row.name.at),
                format!("{name} is {height} high, {width} wide, {depth} deep"),
            )
            .cite(opening.name.at, format!("{door} is {clear}"));
        let facts = [
            ("height", units.is_known().then_some(units.confidence)),
            ("width", known(view, device, key::Width)),
            ("depth", known(view, device, key::Depth)),
        ];
        for (what, confidence) in facts {
            story = match confidence {
                Some(confidence) => story.rests_on(confidence),
                None => story.missing(what, name, format!("size: 8 U x 48 cm x 90 cm, under {name}")),
            };
        }
        Ok(story)
    }
}

fn known<K: fiasco_estate::fact::FactKey>(view: &View<'_>, device: DeviceId, key: K) -> Option<Confidence> {
    let fact = view.estate.device_fact(device, key);
    fact.is_known().then_some(fact.confidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_estate::Said;

    fn centimeters(value: i64) -> Rational {
        Rational::new(i128::from(value), 100).expect("small")
    }

    fn state(sides: [i64; 3], clear: (i64, i64), depth: Option<i64>) -> bool {
        let opening = Opening {
            name: Said {
                value: "door".to_owned(),
                at: None,
            },
            clear: (centimeters(clear.0), centimeters(clear.1)),
            depth: depth.map(centimeters),
        };
        let sides = sides.map(|side| Bounds::exact(centimeters(side)));
        meets(sides, &opening)
            .into_iter()
            .all(|(side, clear)| side.lo <= clear)
    }

    #[test]
    fn a_box_passes_by_its_two_smaller_sides_and_a_lift_takes_all_of_it() {
        for (sides, clear, depth, passes) in [
            ([36, 48, 90], (80, 200), None, true),
            ([90, 36, 48], (40, 50), None, true),
            ([90, 36, 48], (50, 40), None, true),
            ([90, 36, 48], (40, 47), None, false),
            ([90, 81, 210], (80, 200), None, false),
            ([36, 48, 90], (100, 210), Some(89), true),
            ([36, 48, 90], (80, 85), Some(60), false),
            ([36, 48, 300], (80, 200), Some(140), false),
        ] {
            assert_eq!(
                state(sides, clear, depth),
                passes,
                "{sides:?} {clear:?} {depth:?}"
            );
        }
    }

    #[test]
    fn unknown_sides_are_anything() {
        let side =
            |value: Option<i64>| value.map_or(Bounds::UNKNOWN, |value| Bounds::exact(centimeters(value)));
        let ordered = in_order([side(Some(36)), side(None), side(Some(90))]);
        // The smallest is nothing to 36 cm, the middle one 36 to 90 cm, the largest 90 cm or more.
        assert_eq!(
            (ordered[0].lo, ordered[0].hi),
            (Rational::ZERO, Some(centimeters(36)))
        );
        assert_eq!(
            (ordered[1].lo, ordered[1].hi),
            (centimeters(36), Some(centimeters(90)))
        );
        assert_eq!((ordered[2].lo, ordered[2].hi), (centimeters(90), None));
    }
}
