//! What the rules about racks share: how their margins answer growth, words for units, sizes of devices.

use crate::rule::Trend;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::{Face, HALF_UNITS, Stand, unit_name};
use fiasco_estate::{Bounds, DeviceId, Dimension, Grown, RackId, RoomId, View};
use std::collections::BTreeMap;

/// Whatever adds devices takes places, and is carried by racks and floors.
pub const FILLS: &[(Dimension, Trend)] = &[
    (Dimension::Servers, Trend::Falls),
    (Dimension::Capacity, Trend::Falls),
];

/// Meters in a rack unit: 44.45 mm (EIA-310, IEC 60297).
///
/// # Errors
/// Never in practice: the numbers are small.
pub fn meters_per_unit() -> Result<Rational, Overflow> {
    Rational::new(4_445, 100_000)
}

/// A quantity, in words.
pub fn mass(kilograms: Bounds) -> String {
    words::bounds(kilograms, Measure::Mass)
}

/// A length, in words.
pub fn length(meters: Bounds) -> String {
    words::bounds(meters, Measure::Length)
}

/// A device's height in half units, rounded up; `None` where nobody stated it.
pub fn half_units(view: &View<'_>, device: DeviceId) -> Option<u32> {
    let units = view.estate.device_fact(device, key::Units).bounds().point()?;
    let halves = units.times(Rational::int(i64::from(HALF_UNITS))).ok()?.ceil();
    u32::try_from(halves).ok().filter(|halves| *halves <= 10_000)
}

/// Which sides of its units a device takes: front and rear.
pub fn sides(view: &View<'_>, device: DeviceId, stand: Stand) -> (bool, bool) {
    let hardware = view.estate.device(device).hardware;
    let full = hardware.and_then(|hardware| view.estate.one_hardware(hardware).full_depth);
    match (full, stand.face) {
        (Some(false), Face::Front) => (true, false),
        (Some(false), Face::Rear) => (false, true),
        _ => (true, true),
    }
}

/// Devices that stand in the racks of a room at this view, with their places: today's, those installed, and those
/// growth placed.
fn standing(view: &View<'_>, room: RoomId) -> BTreeMap<RackId, Vec<(DeviceId, Stand)>> {
    let estate = view.estate;
    let here = |rack: &RackId| estate.rack(*rack).room == Some(room);
    let mut all: BTreeMap<RackId, Vec<(DeviceId, Stand)>> = BTreeMap::new();
    for rack in estate.rack_ids().filter(here) {
        let devices = view.relations.in_rack.get(rack.index()).into_iter().flatten();
        let there = devices.filter(|id| estate.device(**id).planned.is_none() || view.is_installed(**id));
        let stands = there.filter_map(|id| Some((*id, estate.device(*id).stand.as_ref()?.value)));
        all.insert(rack, stands.collect());
    }
    for place in &view.grown.stands {
        let Some(all) = all.get_mut(&place.stand.rack) else {
            continue;
        };
        let device = view.grown.devices.get(place.device as usize);
        if let Some(device) = device.filter(|device| device.step <= view.born) {
            all.push((device.origin, place.stand));
        }
    }
    all
}

/// A rack with its free stretches: first half unit and length of each.
pub type FreeIn = (RackId, Vec<(u32, u32)>);

/// The free stretches of a room's racks on the sides that a device takes, from the bottom up.
pub fn free(view: &View<'_>, room: RoomId, wanted: (bool, bool)) -> Vec<FreeIn> {
    let estate = view.estate;
    let mut all = Vec::new();
    for (id, stands) in standing(view, room) {
        let rack = estate.rack(id);
        let units = rack.facts.get(key::Units).bounds().lo.floor();
        let Ok(units) = usize::try_from(units) else {
            continue;
        };
        let mut taken = vec![false; units.min(5_000) * HALF_UNITS as usize];
        let mut take = |first: u32, length: u32| {
            let (first, end) = (first as usize, first.saturating_add(length) as usize);
            taken
                .iter_mut()
                .take(end)
                .skip(first)
                .for_each(|half| *half = true);
        };
        for reserved in &rack.reserved {
            take(reserved.value.0, reserved.value.1);
        }
        for (device, stand) in &stands {
            let (front, rear) = sides(view, *device, *stand);
            if let (true, Some(at)) = ((front && wanted.0) || (rear && wanted.1), stand.at) {
                take(at, half_units(view, *device).unwrap_or(HALF_UNITS));
            }
        }
        let mut stretches: Vec<(u32, u32)> = Vec::new();
        for (at, _) in (0_u32..).zip(&taken).filter(|(_, taken)| !**taken) {
            match stretches.last_mut() {
                Some((first, length)) if *first + *length == at => *length += 1,
                _ => stretches.push((at, 1)),
            }
        }
        all.push((id, stretches));
    }
    all
}

/// `U3 and U12-24` of free stretches, in whole units.
pub fn stretches_words(stretches: &[(u32, u32)]) -> String {
    let words: Vec<String> = stretches
        .iter()
        .map(|(first, length)| {
            let (low, high) = (
                unit_name(*first),
                unit_name(first + length.saturating_sub(HALF_UNITS)),
            );
            if *length <= HALF_UNITS {
                format!("U{low}")
            } else {
                format!("U{low}-{high}")
            }
        })
        .collect();
    words::list(words.iter().map(String::as_str))
}

/// `2 U` of four half units.
pub fn units_words(halves: u32) -> String {
    let units = Rational::new(i128::from(halves), i128::from(HALF_UNITS)).unwrap_or(Rational::ZERO);
    words::bounds(Bounds::exact(units), Measure::RackUnits)
}

/// Devices that stand in the estate, or that the plan installs.
pub fn there(view: &View<'_>, device: DeviceId) -> bool {
    view.estate.device(device).planned.is_none() || view.grown.installed.contains_key(&device)
}

/// One device of each kind that comes into a room: planned ones that are installed, and the first of each group that
/// grows.
pub fn newcomers(view: &View<'_>) -> Vec<DeviceId> {
    let installed = view.grown.installed.keys().copied();
    let groups = view.relations.groups.iter().zip(&view.grown.group_steps);
    let grows = groups
        .filter(|(_, steps)| !steps.is_empty())
        .filter_map(|(group, _)| group.members.first().copied());
    let mut all: Vec<DeviceId> = installed.chain(grows).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How many of these births have happened.
pub fn born(view: &View<'_>, steps: &[u32]) -> i64 {
    Grown::count(steps, view.born)
}
