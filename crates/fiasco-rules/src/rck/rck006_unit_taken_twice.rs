//! # RCK006 unit-taken-twice
//!
//! Two devices are said to stand in one unit of a rack, or one stands above its top or in units that are kept free.
//!
//! ## What breaks
//! One of the two lines is wrong, and everything computed from it: the next server is sent to a place that is taken.
//!
//! ## Why growth brings it out
//! It does not: it stands now. But who plans growth by a rack that is written down wrongly finds out in front of it.
//!
//! ## How it is computed
//! Each device takes its height from its lowest unit up, front and rear unless it is known to take one side only. One
//! whose height nobody stated takes one unit.
//!
//! ## Example
//! ```yaml
//! racks: {r1: {units: 24}}
//! devices:
//!   one: {rack: r1 @ 4, size: 2 U}
//!   two: {rack: r1 @ 5, size: 2 U}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:4:15: now RCK006 unit-taken-twice: two stands in U5-6 of r1, where one is in U5 [stops]
//! ```
//!
//! ## When it stays quiet
//! Devices at the front and at the rear of one unit that take one side each, devices of 0 U, planned devices that no
//! target installs, and planned devices in units that are kept free: they are kept for them.
//!
//! ## Fix
//! Look, and correct the line that is wrong.
//!
//! ## Undo
//! Put the line back as it was.
//!
//! ## References
//! NetBox refuses such a device when it is entered; files and other inventories do not.

use super::{half_units, sides, stretches_words, there};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::HALF_UNITS;
use fiasco_estate::{Bounds, DeviceId, Dimension, RackId, View};

/// The rule.
pub static RULE: UnitTakenTwice = UnitTakenTwice;

/// RCK006.
pub struct UnitTakenTwice;

static META: Meta = Meta {
    code: "RCK006",
    name: "unit-taken-twice",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    // A unit that `capacity` adds is installed somewhere on the way.
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: true,
    attached: false,
    fix: "look at the rack, and correct the line that is wrong",
    undo: "put the line back as it was",
    source: include_str!("rck006_unit_taken_twice.rs"),
};

/// Half units beyond which no rack reaches.
const MOST_HALVES: usize = 10_000;

/// What a device is in the way of.
enum Clash {
    /// Another device, in these half units.
    Device(DeviceId, (u32, u32)),
    /// The top of the rack, in half units.
    Top(u32),
    /// Units that are kept free.
    Reserved((u32, u32)),
}

/// The place of a device: rack, lowest half unit, height.
fn place(view: &View<'_>, device: DeviceId) -> Option<(RackId, u32, u32)> {
    let stand = view.estate.device(device).stand.as_ref()?.value;
    let height = half_units(view, device).unwrap_or(HALF_UNITS);
    (height > 0).then_some((stand.rack, stand.at?, height))
}

fn shared(a: (u32, u32), b: (u32, u32)) -> Option<(u32, u32)> {
    let first = a.0.max(b.0);
    let end = (a.0 + a.1).min(b.0 + b.1);
    (first < end).then(|| (first, end - first))
}

/// The first thing that a device is in the way of, among the devices before it.
fn clash(view: &View<'_>, device: DeviceId, before: &[DeviceId]) -> Option<Clash> {
    let (rack, at, height) = place(view, device)?;
    let row = view.estate.rack(rack);
    let units = row.facts.get(key::Units).bounds();
    if let Some(units) = units.hi.and_then(|units| u32::try_from(units.floor()).ok())
        && at + height > units * HALF_UNITS
    {
        return Some(Clash::Top(units * HALF_UNITS));
    }
    // What is planned for units that are kept free is what they are kept for.
    let planned = view.estate.device(device).planned.is_some();
    let mut reserved = row.reserved.iter().filter(|_| !planned);
    if let Some(stretch) = reserved.find_map(|said| shared(said.value, (at, height))) {
        return Some(Clash::Reserved(stretch));
    }
    let own = view.estate.device(device).stand.as_ref()?.value;
    let mine = sides(view, device, own);
    before.iter().find_map(|other| {
        let (_, other_at, other_height) = place(view, *other)?;
        let stand = view.estate.device(*other).stand.as_ref()?.value;
        let theirs = sides(view, *other, stand);
        let meet = (mine.0 && theirs.0) || (mine.1 && theirs.1);
        let stretch = shared((at, height), (other_at, other_height))?;
        meet.then_some(Clash::Device(*other, stretch))
    })
}

/// Devices that are in the way of something, if all of a rack are there. A rack in which each half unit is taken once,
/// as in most, takes one look at each device.
fn clashing(view: &View<'_>, devices: &[DeviceId]) -> Vec<DeviceId> {
    let there: Vec<DeviceId> = devices.iter().copied().filter(|id| there(view, *id)).collect();
    let mut taken: Vec<bool> = Vec::new();
    let alone = there.iter().all(|device| {
        let Some((_, at, height)) = place(view, *device) else {
            return true;
        };
        let units = at as usize..at.saturating_add(height) as usize;
        if units.end > MOST_HALVES {
            return false;
        }
        if taken.len() < units.end {
            taken.resize(units.end, false);
        }
        let own = taken.get_mut(units).unwrap_or_default();
        let free = own.iter().all(|taken| !taken);
        own.fill(true);
        free && clash(view, *device, &[]).is_none()
    });
    if alone {
        return Vec::new();
    }
    let numbered = there.iter().enumerate();
    let clashes = numbered
        .filter(|(number, device)| clash(view, **device, there.get(..*number).unwrap_or_default()).is_some());
    clashes.map(|(_, device)| *device).collect()
}

/// The devices of a device's rack that come before it in the files, and stand there by now.
fn before(view: &View<'_>, device: DeviceId) -> Vec<DeviceId> {
    let Some((rack, _, _)) = place(view, device) else {
        return Vec::new();
    };
    let here = view.relations.in_rack.get(rack.index()).into_iter().flatten();
    let all = here.copied().take_while(|other| *other < device);
    all.filter(|other| {
        view.is_installed(*other) && place(view, *other).is_some_and(|(other, _, _)| other == rack)
    })
    .collect()
}

impl Rule for UnitTakenTwice {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let racks = view.relations.in_rack.iter();
        let clashing = racks.flat_map(|devices| clashing(view, devices));
        let mut all: Vec<Subject> = clashing.map(Subject::Device).collect();
        all.sort_unstable();
        all
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let stands = view.estate.device(device).planned.is_none() || view.is_installed(device);
        let clashes = stands && clash(view, device, &before(view, device)).is_some();
        let used = if clashes { Bounds::count(2) } else { Bounds::ONE };
        Ok(Verdict::at_most(used, Bounds::ONE))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.device(device);
        let name = &row.name.value;
        let found = clash(view, device, &before(view, device));
        let (Some((rack, at, height)), Some(found)) = (place(view, device), found) else {
            return Ok(Story::new(name.clone(), format!("{name} stands alone")));
        };
        let rack = &view.estate.rack(rack).name.value;
        let own = format!("{} of {rack}", stretches_words(&[(at, height)]));
        let (says, other) = match found {
            Clash::Device(other, stretch) => {
                let there = stretches_words(&[stretch]);
                let other_name = view.estate.device_name(other);
                (
                    format!("{name} stands in {own}, where {other_name} is in {there}"),
                    Some(other),
                )
            }
            Clash::Top(top) => (
                format!("{name} stands in {own}, which has {} U", top / HALF_UNITS),
                None,
            ),
            Clash::Reserved(stretch) => {
                let kept = stretches_words(&[stretch]);
                (
                    format!("{name} stands in {own}, of which {kept} are kept free"),
                    None,
                )
            }
        };
        let at_of = |device: DeviceId| view.estate.device(device).stand.as_ref().and_then(|said| said.at);
        let mut story = Story::new(name.clone(), says).cite(at_of(device), format!("{name} stands here"));
        if let Some(other) = other {
            story = story.cite(
                at_of(other),
                format!("{} stands here", view.estate.device_name(other)),
            );
        }
        Ok(story)
    }
}
