//! The machine room as a map: the elevation of each rack, what is new in it, and what found no place.

use crate::Report;
use crate::style::{self, paint};
use crate::text::wrap;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Rational};
use fiasco_estate::room::{Face, HALF_UNITS, Stand, unit_name};
use fiasco_estate::{Bounds, DeviceId, NewDevice, RackId, RoomId, View};
use fiasco_rules::words;
use fiasco_scale::growth::new_name;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Columns of a terminal that a map has to fit.
const COLUMNS: usize = 80;
/// Columns of a device's name in a rack.
const NAME: usize = 17;
/// Columns of a rack: unit, bar, mark, name, bar, gap.
const RACK: usize = 3 + 2 + 2 + NAME + 1 + 2;

/// Something in a rack.
struct Standing {
    name: String,
    stand: Stand,
    /// In half units; one unit where the height is not known.
    height: u32,
    full: bool,
    new: bool,
}

/// The maps of all rooms, or of the one named.
///
/// # Errors
/// That there is no such room, or none at all, in words.
pub fn map(report: &Report<'_>, view: View<'_>, room: Option<&str>) -> Result<String, String> {
    let estate = report.estate;
    let rooms: Vec<RoomId> = estate
        .room_ids()
        .filter(|id| room.is_none_or(|name| estate.room(*id).name.value == name))
        .collect();
    if rooms.is_empty() {
        let names = estate.rooms.iter().map(|room| room.name.value.as_str());
        return Err(match room {
            Some(room) if !estate.rooms.is_empty() => {
                format!("there is no room {room}; there are {}", words::list(names))
            }
            _ => "no file speaks of a room or a rack: say `racks:` in an estate file (docs/notation.md)"
                .to_owned(),
        });
    }
    let mut racks: BTreeMap<RackId, Vec<Standing>> = BTreeMap::new();
    for standing in standings(report, view) {
        racks.entry(standing.stand.rack).or_default().push(standing);
    }
    let mut out = String::new();
    for room in rooms {
        one_room(&mut out, report, view, room, &racks);
    }
    out.push_str("+ new   : the same device   = kept free\n");
    Ok(out)
}

fn one_room(
    out: &mut String,
    report: &Report<'_>,
    view: View<'_>,
    room: RoomId,
    standing: &BTreeMap<RackId, Vec<Standing>>,
) {
    let estate = report.estate;
    let _ = writeln!(
        out,
        "{}  {}",
        paint(style::HEADING, &estate.room(room).name.value),
        loads(report, view, room)
    );
    let racks: Vec<RackId> = estate
        .rack_ids()
        .filter(|id| estate.rack(*id).room == Some(room))
        .collect();
    let columns: Vec<Vec<(String, bool)>> = racks
        .iter()
        .map(|id| column(report, *id, standing.get(id).map_or(&[][..], Vec::as_slice)))
        .collect();
    for row in columns.chunks(COLUMNS / RACK) {
        let _ = writeln!(out);
        let lines = row.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..lines {
            let mut text = String::new();
            let last = row.len().saturating_sub(1);
            for (at, rack) in row.iter().enumerate() {
                // Racks stand on one floor: a lower one begins further down.
                let above = lines - rack.len();
                let cell = line.checked_sub(above).and_then(|line| rack.get(line));
                let (cell, new) = cell.map_or(("", false), |(cell, new)| (cell.as_str(), *new));
                let width = if at == last { 0 } else { RACK };
                let padded = format!("{cell:<width$}");
                text.push_str(&if new {
                    paint(style::COMMAND, &padded)
                } else {
                    padded
                });
            }
            let _ = writeln!(out, "{}", text.trim_end());
        }
    }
    let _ = writeln!(out);
    for (says, names) in without_place(report, view, room, standing) {
        for line in wrap(&format!("{says}: {}", names.join(", ")), COLUMNS) {
            let _ = writeln!(out, "{line}");
        }
    }
}

/// `7,100 W of heat, cooling 7 kW; feed A 5,700 W, feed B 5,700 W`.
fn loads(report: &Report<'_>, view: View<'_>, room: RoomId) -> String {
    let estate = report.estate;
    let watts = |load: Option<Bounds>| match load {
        Some(load) => words::bounds(load, Measure::Power),
        None => "unknown".to_owned(),
    };
    let mut text = format!("{} of heat", watts(view.room_load(room).ok()));
    let units = &estate.room(room).cooling;
    if !units.is_empty() {
        let sum = units
            .iter()
            .try_fold(Bounds::ZERO, |sum, unit| sum.plus(unit.power))
            .ok();
        let _ = write!(text, ", cooling {}", watts(sum));
    }
    let feeds = report.relations.likes.feeds_of_room.get(room.index());
    let feeds = feeds.into_iter().flatten().collect::<Vec<_>>();
    if feeds.len() <= 4 {
        for feed in feeds {
            let name = words::feed(estate, *feed);
            let _ = write!(text, ", feed {name} {}", watts(view.feed_load(*feed, None).ok()));
        }
    } else {
        let _ = write!(text, ", {} feeds", feeds.len());
    }
    text
}

/// What stands in racks, today's and new.
fn standings(report: &Report<'_>, view: View<'_>) -> Vec<Standing> {
    let estate = report.estate;
    let one = |device: DeviceId, name: String, stand: Stand, new: bool| {
        let own = estate.device(device).hardware.map(|id| estate.one_hardware(id));
        Standing {
            name,
            stand,
            height: height(report, device).unwrap_or(HALF_UNITS),
            full: own.and_then(|own| own.full_depth) != Some(false),
            new,
        }
    };
    let mut all = Vec::new();
    for id in estate.device_ids() {
        let device = estate.device(id);
        if let (None, Some(stand)) = (&device.planned, &device.stand) {
            all.push(one(id, device.name.value.clone(), stand.value, false));
        }
    }
    let grown = &report.ladder.grown;
    for device in grown.devices.iter().take_while(|device| device.step <= view.born) {
        if let (0, Some(stand)) = (device.number, &estate.device(device.origin).stand) {
            all.push(one(device.origin, new_name(estate, device), stand.value, true));
        }
    }
    for place in &grown.stands {
        if let Some(device) = grown.devices.get(place.device as usize)
            && device.step <= view.born
            && device.number > 0
        {
            all.push(one(device.origin, new_name(estate, device), place.stand, true));
        }
    }
    all
}

/// A device's height in half units; 0 for one that takes none.
fn height(report: &Report<'_>, device: DeviceId) -> Option<u32> {
    let units = report.estate.device_fact(device, key::Units).bounds().point()?;
    let halves = units.times(Rational::int(i64::from(HALF_UNITS))).ok()?.ceil();
    u32::try_from(halves).ok()
}

/// The lines of one rack, from its name down to unit 1; a line is new where something new is on it.
fn column(report: &Report<'_>, id: RackId, standing: &[Standing]) -> Vec<(String, bool)> {
    let rack = report.estate.rack(id);
    let stated = rack.facts.get(key::Units).bounds().point();
    let highest = standing
        .iter()
        .filter_map(|one| Some((one.stand.at? + one.height).div_ceil(HALF_UNITS)))
        .max();
    let units = stated
        .and_then(|units| u32::try_from(units.floor()).ok())
        .unwrap_or(0)
        .max(highest.unwrap_or(0));
    let size = stated.map_or("height not stated".to_owned(), |units| {
        format!("{} U", words::number(units))
    });
    let mut lines = vec![(clip(&format!("    {}, {size}", rack.name.value), RACK - 2), false)];
    let edge = format!("    +{}+", "-".repeat(NAME + 2));
    lines.push((edge.clone(), false));
    for unit in (0..units).rev() {
        let (text, new) = cell(rack.reserved.iter().map(|said| said.value), standing, unit);
        lines.push((
            format!("{:>3} |{:<width$}|", unit + 1, text, width = NAME + 2),
            new,
        ));
    }
    lines.push((edge, false));
    lines
}

/// What one unit of a rack shows, and whether something new is in it.
fn cell(reserved: impl Iterator<Item = (u32, u32)>, standing: &[Standing], unit: u32) -> (String, bool) {
    let halves = unit * HALF_UNITS..(unit + 1) * HALF_UNITS;
    let here = |first: u32, length: u32| first < halves.end && halves.start < first + length;
    let mut names = Vec::new();
    let mut new = false;
    let mut continues = true;
    for one in standing {
        let Some(at) = one.stand.at.filter(|at| here(*at, one.height)) else {
            continue;
        };
        new |= one.new;
        // The name stands in the highest unit; below it the device goes on.
        continues &= at + one.height > halves.end;
        let side = match (one.full, one.stand.face) {
            (true, _) => "",
            (false, Face::Front) => " front",
            (false, Face::Rear) => " rear",
        };
        names.push(format!("{}{side}", one.name));
    }
    let mark = if new { "+" } else { " " };
    let text = match names.as_slice() {
        [] if reserved.into_iter().any(|(first, length)| here(first, length)) => "=".repeat(NAME),
        [] => String::new(),
        [_] if continues => ":".to_owned(),
        _ => clip(&names.join(" / "), NAME),
    };
    (format!("{mark} {text}"), new)
}

/// New devices that asked for a place and found none, and devices whose unit nobody stated.
fn without_place(
    report: &Report<'_>,
    view: View<'_>,
    room: RoomId,
    standing: &BTreeMap<RackId, Vec<Standing>>,
) -> Vec<(String, Vec<String>)> {
    let estate = report.estate;
    let grown = &report.ladder.grown;
    let placed: BTreeSet<u32> = grown.stands.iter().map(|place| place.device).collect();
    let asks = |device: &NewDevice| {
        let origin = estate.device(device.origin);
        origin.room == Some(room) && origin.stand.is_some() && device.number > 0
    };
    let refused: Vec<String> = (0..)
        .zip(&grown.devices)
        .take_while(|(_, device)| device.step <= view.born)
        .filter(|(at, device)| asks(device) && !placed.contains(at))
        .map(|(_, device)| {
            let units = height(report, device.origin).map_or("height not known".to_owned(), units_words);
            format!("{} ({units})", new_name(estate, device))
        })
        .collect();
    let mut all = Vec::new();
    if !refused.is_empty() {
        all.push(("no place found for".to_owned(), refused));
    }
    for (rack, standing) in standing {
        if estate.rack(*rack).room != Some(room) {
            continue;
        }
        let unknown: Vec<String> = standing
            .iter()
            .filter(|one| one.stand.at.is_none())
            .map(|one| one.name.clone())
            .collect();
        if !unknown.is_empty() {
            let name = &estate.rack(*rack).name.value;
            all.push((format!("somewhere in {name}"), unknown));
        }
    }
    all
}

/// `2 U` of four half units.
fn units_words(halves: u32) -> String {
    // The name of the unit after so many is one more than their number.
    match halves.checked_sub(HALF_UNITS) {
        Some(at) => format!("{} U", unit_name(at)),
        None => "0.5 U".to_owned(),
    }
}

fn clip(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(columns.saturating_sub(1)).collect();
    short.push('…');
    short
}
