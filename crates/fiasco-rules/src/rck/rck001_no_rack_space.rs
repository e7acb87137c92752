//! # RCK001 no-rack-space
//!
//! A new device finds no free units in one piece in any rack of its room.
//!
//! ## What breaks
//! The device arrives and stays in its box. Units that are free in sum but not side by side do not help: two of 1 U
//! do not hold a server of 2 U, and a unit that is free at the front only holds nothing of full depth.
//!
//! ## Why growth brings it out
//! Each server that `servers` or `capacity` makes asks for a place when it is born, and what was planned takes its
//! own on delivery. An inventory that adds up free units still shows some when the last place is gone.
//!
//! ## How it is computed
//! Nothing that stands is moved. Each birth takes the shortest gap it fits in, among all racks of its origin's room,
//! front and rear apart; of equal gaps one in the rack of its origin, else in the first rack, else the lowest.
//! Devices of one height and depth are placed as many as any plan could. With mixed heights, order matters: after the
//! first refusal all of them are planned again, the highest first, and the story says if that would do.
//! What finds no place still draws power and serves, so that every other wall stands where it would.
//!
//! ## Example
//! ```yaml
//! racks: {r1: {units: 24}}
//! devices:
//!   sw1: {rack: r1 @ 1, size: 1 U}
//!   fw1: {rack: r1 @ 2, size: 1 U}
//!   old-[1-3]: {rack: r1 @ 4 6 8, size: 2 U}
//!   old-db: {rack: r1 @ 10, size: 2 U}
//! services:
//!   web: {runs: "old-[1-3]"}
//!   db: {runs: old-db}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:5:21: x2.33 RCK001 no-rack-space: servers above x2.33: the 7th new device, like old-2, finds no 2 U in one piece: U3 and U24 are free in r1 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where nothing new comes, where no rack states its units, and for devices whose origin stands in no rack. Devices of
//! 0 U take no place. A new device whose height nobody stated leaves the room undecided.
//!
//! ## Fix
//! Another rack, or devices of less height; where the story says "planned together", place the highest first.
//!
//! ## Undo
//! Take the added devices out again: what stood before was not moved.
//!
//! ## References
//! Heights and units are those of EIA-310 and IEC 60297. NetBox finds free units the same way, one device at a time.

use super::{FILLS, free, half_units, sides, stretches_words, units_words};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Grown, NewDevice, RoomId, View};

/// The rule.
pub static RULE: NoRackSpace = NoRackSpace;

/// RCK001.
pub struct NoRackSpace;

static META: Meta = Meta {
    code: "RCK001",
    name: "no-rack-space",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: FILLS,
    contradiction: false,
    attached: false,
    fix: "add a rack, or devices of less height",
    undo: "take the added devices out again: what stood before was not moved",
    source: include_str!("rck001_no_rack_space.rs"),
};

/// How many ask for a place before the first finds none; all that ever ask, where none is refused.
fn places(view: &View<'_>, room: RoomId) -> Bounds {
    let asked = view.grown.asked_steps.get(room.index());
    let asked = asked.map_or(&[][..], Vec::as_slice);
    let first = view
        .grown
        .refused_steps
        .get(room.index())
        .and_then(|steps| steps.first());
    match first {
        None => Bounds {
            lo: Rational::int(i64::try_from(asked.len()).unwrap_or(i64::MAX)),
            hi: None,
        },
        // Those of the step itself are counted one by one.
        Some(step) => {
            let before = Grown::count(asked, step.saturating_sub(1));
            let refused = view
                .grown
                .refused_steps
                .get(room.index())
                .map_or(0, |steps| Grown::count(steps, *step));
            let until = Grown::count(asked, *step);
            Bounds::count(before.max(until.saturating_sub(refused)))
        }
    }
}

/// The device that is the first to find no place, and its number among those that ask.
fn first_refused<'v>(view: &'v View<'_>, room: RoomId) -> Option<(usize, &'v NewDevice)> {
    let step = *view.grown.refused_steps.get(room.index())?.first()?;
    let asks = |device: &&NewDevice| {
        let origin = view.estate.device(device.origin);
        let stand = origin.stand.as_ref().map(|said| said.value);
        let here = stand.is_some_and(|stand| view.estate.rack(stand.rack).room == Some(room));
        let own = device.number == 0 && stand.is_some_and(|stand| stand.at.is_some());
        here && !own && half_units(view, device.origin) != Some(0)
    };
    let asked = view.grown.asked_steps.get(room.index())?;
    let before = usize::try_from(Grown::count(asked, step.saturating_sub(1))).ok()?;
    let first = view.grown.devices.partition_point(|device| device.step < step);
    let stands = &view.grown.stands;
    let found = |position: usize| {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        stands
            .binary_search_by_key(&position, |place| place.device)
            .is_ok()
    };
    let devices = view.grown.devices.iter().enumerate().skip(first);
    let asking = devices.filter(|(_, device)| asks(device)).zip(before + 1..);
    asking
        .filter(|((position, device), _)| !found(*position) && half_units(view, device.origin).is_some())
        .map(|((_, device), number)| (number, device))
        .next()
}

impl Rule for NoRackSpace {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let asked = |room: &RoomId| {
            let steps = view.grown.asked_steps.get(room.index());
            steps.is_some_and(|steps| !steps.is_empty())
        };
        let measured = |room: RoomId| {
            let mut racks = view.estate.racks.iter().filter(|rack| rack.room == Some(room));
            racks.any(|rack| rack.facts.get(key::Units).is_known())
        };
        let rooms = view.estate.room_ids().filter(asked);
        rooms.filter(|room| measured(*room)).map(Subject::Room).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Room(room) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let (asked, _) = view.asked(room);
        let mut limit = places(view, room);
        let unmeasured = view.grown.unmeasured.get(room.index()).copied().flatten();
        if let Some((_, step)) = unmeasured.filter(|(_, step)| *step <= view.born) {
            // From here on nobody can say how many places are left.
            let steps = view.grown.asked_steps.get(room.index());
            let before = steps.map_or(0, |steps| Grown::count(steps, step.saturating_sub(1)));
            limit.lo = limit.lo.min(Rational::int(before));
        }
        Ok(Verdict::at_most(Bounds::count(asked), limit))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Room(room) = subject else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let name = estate.room(room).name.value.clone();
        let (asked, _) = view.asked(room);
        let refused = first_refused(view, room).filter(|(_, device)| device.step <= view.born);
        let mut story = match refused {
            Some((number, device)) => {
                let origin = device.origin;
                let stand = estate.device(origin).stand.as_ref().map(|said| said.value);
                let wanted = stand.map_or((true, true), |stand| sides(view, origin, stand));
                let height = half_units(view, origin).unwrap_or_default();
                let number = words::ordinal(i64::try_from(number).unwrap_or(i64::MAX));
                let free = free(view, room, wanted);
                let left: Vec<_> = free.iter().filter(|(_, gaps)| !gaps.is_empty()).collect();
                let gaps = match left.as_slice() {
                    [] => "no unit is free".to_owned(),
                    [(rack, gaps)] => {
                        let units = gaps.iter().map(|(_, length)| length).sum::<u32>();
                        let are = if units <= 2 { "is" } else { "are" };
                        format!(
                            "{} {are} free in {}",
                            stretches_words(gaps),
                            estate.rack(*rack).name.value
                        )
                    }
                    racks => {
                        let units: u32 = racks
                            .iter()
                            .flat_map(|(_, gaps)| gaps)
                            .map(|(_, length)| length)
                            .sum();
                        format!(
                            "{} are free by their sum, in {} racks",
                            units_words(units),
                            racks.len()
                        )
                    }
                };
                let together = view
                    .grown
                    .fits_together
                    .get(room.index())
                    .copied()
                    .unwrap_or(false);
                let together = if together {
                    "; all fit only if planned together, the highest first"
                } else {
                    ""
                };
                let like = estate.device_name(origin);
                let mut story = Story::new(
                    name,
                    format!(
                        "the {number} new device, like {like}, finds no {} in one piece: {gaps}{together}",
                        units_words(height)
                    ),
                );
                for (rack, gaps) in left.iter().take(8) {
                    let rack = &estate.rack(*rack).name.value;
                    story = story.formula(format!("{rack}: {} free", stretches_words(gaps)));
                }
                story.cite(
                    estate.device(origin).stand.as_ref().and_then(|said| said.at),
                    format!("{like} takes {}", units_words(height)),
                )
            }
            None => Story::new(
                name,
                format!("{} found a place", words::plural(asked, "new device")),
            ),
        };
        for id in estate
            .rack_ids()
            .filter(|id| estate.rack(*id).room == Some(room))
            .take(3)
        {
            let rack = estate.rack(id);
            let units = rack.facts.get(key::Units);
            if units.is_known() {
                let says = format!(
                    "{} has {}",
                    rack.name.value,
                    words::bounds(units.bounds(), Measure::RackUnits)
                );
                story = story
                    .rests_on(units.confidence)
                    .cite(units.at.or(rack.name.at), says);
            }
        }
        if let Some((device, _)) = view.grown.unmeasured.get(room.index()).copied().flatten() {
            let device = estate.device_name(device);
            story = story.missing("height", device, format!("size: 2 U, under {device}"));
        }
        Ok(story)
    }
}
