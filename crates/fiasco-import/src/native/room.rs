//! `room:`, `rooms:`, `racks:` and `pdus:` of the native notation: the machine room in a few lines.

use super::list_of;
use super::names::expand;
use super::read::{Reader, clip, said};
use crate::part::{FeedRow, OutletsRow, PowerUnitRow, RackRow, RoomRow, UpsRow, declared};
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Measure, Rational, read, read_product};
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::{CoolingUnit, HALF_UNITS, Leg, Opening};
use fiasco_estate::{Bounds, NoteKind, Said};
use fiasco_source::{Entry, Kind, Node, Span};

/// The room that is meant where none is named.
pub(crate) const ONLY_ROOM: &str = "room";

const ROOM_FACTS: &[FactKind] = &[
    FactKind::Floor,
    FactKind::Tile,
    FactKind::Air,
    FactKind::Supply,
    FactKind::Continuous,
];
const RACK_FACTS: &[FactKind] = &[
    FactKind::Units,
    FactKind::Depth,
    FactKind::Width,
    FactKind::Weight,
    FactKind::MaxWeight,
    FactKind::FloorArea,
];
const FEED_FACTS: &[FactKind] = &[FactKind::Voltage, FactKind::Current, FactKind::Continuous];
const UPS_FACTS: &[FactKind] = &[
    FactKind::UpsRating,
    FactKind::UpsWatts,
    FactKind::Runtime,
    FactKind::RuntimeAt,
    FactKind::Hold,
    FactKind::Peukert,
];
const UNIT_FACTS: &[FactKind] = &[FactKind::Current, FactKind::Voltage, FactKind::Continuous];

/// The room that rows belong to, by name.
type InRoom = Option<Said<String>>;

impl Reader<'_> {
    /// `rooms: {a: {...}, b: {...}}`.
    pub(super) fn rooms(&mut self, node: Node<'_, '_>) {
        for entry in self.map_of(node, "a map of rooms by name") {
            self.room(entry.value, said(entry.key, entry.key_span));
        }
    }

    /// One room; `room: {...}` is called `room` unless it has a `name`.
    pub(super) fn room(&mut self, node: Node<'_, '_>, name: Said<String>) {
        if !self.is_kind(
            node,
            Kind::Map,
            "a map such as {door: 80 cm x 200 cm, cooling: 7 kW}",
        ) {
            return;
        }
        let mut row = RoomRow {
            name,
            openings: Vec::new(),
            cooling: Vec::new(),
            facts: Facts::default(),
        };
        if let Some(stated) = node.peek("name").and_then(|name| self.text(name)) {
            row.name = stated;
        }
        let room = Some(row.name.clone());
        for entry in node.entries() {
            if self.fact(&entry, ROOM_FACTS, &mut row.facts) {
                continue;
            }
            entry.mark_used();
            match entry.key {
                "name" => {}
                "door" => self.opening(entry.key, entry.key_span, entry.value, &mut row.openings),
                "openings" => {
                    for way in self.map_of(entry.value, "a map such as {door: 80 cm x 200 cm}") {
                        self.opening(way.key, way.key_span, way.value, &mut row.openings);
                    }
                }
                "cooling" => self.cooling(&entry, &mut row.cooling),
                "feeds" => self.feeds(entry.value, &room),
                "ups" => self.ups(&entry, &room),
                "racks" => self.racks(entry.value, &room),
                "pdus" => self.power_units(entry.value, &room, None),
                other => {
                    let known = "name, door, openings, cooling, floor, tile, air, supply, continuous, feeds, ups, racks, pdus";
                    self.unknown_key(&entry, other, known);
                }
            }
        }
        self.part.rooms.push(row);
    }

    /// A key that a map of fixed keys does not have.
    fn unknown_key(&mut self, entry: &Entry<'_, '_>, key: &str, known: &str) {
        entry.value.mark_all_used();
        let near = fiasco_source::nearest(key, known.split(", "));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let message = format!("`{}` is not a key here{hint}", clip(key));
        self.note(NoteKind::NotUnderstood, entry.key_span, message);
    }

    /// The entries of a map, marked as read; none with a note where it is something else.
    fn map_of<'t, 'a>(&mut self, node: Node<'t, 'a>, what: &str) -> Vec<Entry<'t, 'a>> {
        if !self.is_kind(node, Kind::Map, what) {
            return Vec::new();
        }
        let entries: Vec<_> = node.entries().collect();
        entries.iter().for_each(Entry::mark_used);
        entries
    }

    /// `80 cm x 200 cm`, or with a third side for a lift.
    fn opening(&mut self, name: &str, at: Span, node: Node<'_, '_>, openings: &mut Vec<Opening>) {
        let Some(text) = self.word(node) else { return };
        let expected = "expected a clear width and height such as 80 cm x 200 cm, and a depth for a lift";
        let sides = match read_product(text) {
            Ok(sides) => sides,
            Err(error) => {
                return self.note(NoteKind::Unreadable, node.span(), format!("{expected}: {error}"));
            }
        };
        let lengths: Vec<Rational> = sides
            .iter()
            .filter(|side| side.dimension == Measure::Length && side.value > Rational::ZERO)
            .map(|side| side.value)
            .collect();
        let (clear, depth) = match lengths.as_slice() {
            [width, height] if sides.len() == 2 => ((*width, *height), None),
            [width, height, depth] if sides.len() == 3 => ((*width, *height), Some(*depth)),
            _ => {
                let message = format!("{expected}, found `{}`", clip(text));
                return self.note(NoteKind::Unreadable, node.span(), message);
            }
        };
        openings.push(Opening {
            name: said(name, at),
            clear,
            depth,
        });
    }

    /// `7 kW`, `2 x 7 kW`, or units by name, each a power or `{power: 7 kW, air: 1200 m3/h}`.
    fn cooling(&mut self, entry: &Entry<'_, '_>, units: &mut Vec<CoolingUnit>) {
        let node = entry.value;
        if node.kind() != Kind::Map {
            let Some(text) = self.word(node) else { return };
            let (count, each) = counted(text);
            let Some(power) = self.bounds_of(node, each, Measure::Power) else {
                return;
            };
            for number in 1..=count {
                let name = if count == 1 {
                    "cooling".to_owned()
                } else {
                    format!("cooling-{number}")
                };
                units.push(CoolingUnit {
                    name: Said::new(name, node.span()),
                    power,
                    air: Bounds::UNKNOWN,
                });
            }
            return;
        }
        for unit in self.map_of(node, "a map of cooling units") {
            let mut row = CoolingUnit {
                name: said(unit.key, unit.key_span),
                power: Bounds::UNKNOWN,
                air: Bounds::UNKNOWN,
            };
            if unit.value.kind() == Kind::Map {
                for field in unit.value.entries() {
                    field.mark_used();
                    let measure = match field.key {
                        "power" => Measure::Power,
                        "air" => Measure::Airflow,
                        other => {
                            self.unknown_key(&field, other, "power, air");
                            continue;
                        }
                    };
                    let Some(bounds) = self.positive(field.value, measure) else {
                        continue;
                    };
                    match measure {
                        Measure::Power => row.power = bounds,
                        _ => row.air = bounds,
                    }
                }
            } else if let Some(power) = self.positive(unit.value, Measure::Power) {
                row.power = power;
            }
            units.push(row);
        }
    }

    fn positive(&mut self, node: Node<'_, '_>, measure: Measure) -> Option<Bounds> {
        let text = self.word(node)?;
        self.bounds_of(node, text, measure)
    }

    /// A quantity above nothing, out of a part of a node's text.
    fn bounds_of(&mut self, node: Node<'_, '_>, text: &str, measure: Measure) -> Option<Bounds> {
        match read(text, measure) {
            Ok(reading) if reading.lo > Rational::ZERO => Some(Bounds {
                lo: reading.lo,
                hi: Some(reading.hi),
            }),
            Ok(_) => {
                let message = format!(
                    "expected {} above nothing, found `{}`",
                    measure.noun(),
                    clip(text)
                );
                self.note(NoteKind::Unreadable, node.span(), message);
                None
            }
            Err(error) => {
                self.note(NoteKind::Unreadable, node.span(), error.to_string());
                None
            }
        }
    }

    /// `{A: 230 V 16 A, B: 400 V 32 A 3-phase curve C continuous 100 %}`.
    fn feeds(&mut self, node: Node<'_, '_>, room: &InRoom) {
        for entry in self.map_of(node, "a map of feeds, such as {A: 230 V 16 A}") {
            let mut row = FeedRow {
                name: said(entry.key, entry.key_span),
                room: room.clone(),
                three_phase: false,
                curve: None,
                facts: Facts::default(),
            };
            if entry.value.kind() == Kind::Map {
                for field in entry.value.entries() {
                    if self.fact(&field, FEED_FACTS, &mut row.facts) {
                        continue;
                    }
                    field.mark_used();
                    match field.key {
                        "phases" => row.three_phase = self.word(field.value) == Some("3"),
                        "curve" => row.curve = self.curve(field.value),
                        other => {
                            self.unknown_key(&field, other, "voltage, current, continuous, phases, curve")
                        }
                    }
                }
            } else {
                self.feed_words(entry.value, &mut row);
            }
            self.part.feeds.push(row);
        }
    }

    fn curve(&mut self, node: Node<'_, '_>) -> Option<Said<char>> {
        let text = self.word(node)?;
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter @ ('B' | 'C' | 'D' | 'K' | 'Z')), None) => Some(Said::new(letter, node.span())),
            _ => {
                let message = format!(
                    "expected the curve of a breaker, B, C, D, K or Z, found `{}`",
                    clip(text)
                );
                self.note(NoteKind::Unreadable, node.span(), message);
                None
            }
        }
    }

    fn feed_words(&mut self, node: Node<'_, '_>, row: &mut FeedRow) {
        let Some(text) = self.word(node) else { return };
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            match word {
                "3-phase" | "three-phase" | "3ph" => row.three_phase = true,
                "curve" => {
                    row.curve = words
                        .next()
                        .and_then(|letter| letter.chars().next())
                        .map(|letter| Said::new(letter, node.span()));
                }
                "continuous" => {}
                _ => {
                    let ends_in_digit = word.ends_with(|c: char| c.is_ascii_digit());
                    let piece = match words.peek() {
                        Some(unit) if ends_in_digit => {
                            let piece = format!("{word} {unit}");
                            words.next();
                            piece
                        }
                        _ => word.to_owned(),
                    };
                    let kinds = [FactKind::Voltage, FactKind::Current, FactKind::Continuous];
                    let read = kinds
                        .into_iter()
                        .find_map(|kind| Some((kind, read(&piece, kind.measure()).ok()?)));
                    match read {
                        Some((kind, reading)) if reading.lo > Rational::ZERO => {
                            row.facts.set(declared(kind, reading, node.span()));
                        }
                        _ => {
                            let message = format!(
                                "expected a voltage and a current above nothing, such as 230 V 16 A, found `{}`",
                                clip(&piece)
                            );
                            self.note(NoteKind::Unreadable, node.span(), message);
                        }
                    }
                }
            }
        }
    }

    /// `3 kVA for 10 min at 2 kW`, or a map of what it is, or UPSs by name.
    fn ups(&mut self, entry: &Entry<'_, '_>, room: &InRoom) {
        let node = entry.value;
        let is_one = node.kind() != Kind::Map
            || node
                .entries()
                .any(|field| UPS_FACTS.iter().any(|kind| kind.key() == field.key));
        if is_one {
            return self.one_ups(said("ups", entry.key_span), node, room);
        }
        for unit in self.map_of(node, "a map of UPSs by name") {
            self.one_ups(said(unit.key, unit.key_span), unit.value, room);
        }
    }

    fn one_ups(&mut self, name: Said<String>, node: Node<'_, '_>, room: &InRoom) {
        let mut row = UpsRow {
            name,
            room: room.clone(),
            feeds: Vec::new(),
            facts: Facts::default(),
        };
        if node.kind() == Kind::Map {
            for field in node.entries() {
                if self.fact(&field, UPS_FACTS, &mut row.facts) {
                    continue;
                }
                field.mark_used();
                match field.key {
                    "feeds" => row.feeds = self.names_of(field.value),
                    other => self.unknown_key(
                        &field,
                        other,
                        "rating, watts, runtime, runtime_at, hold, peukert, feeds",
                    ),
                }
            }
        } else if let Some(text) = self.word(node) {
            let (rating, rest) = text.split_once(" for ").unwrap_or((text, ""));
            let (runtime, load) = rest.split_once(" at ").unwrap_or((rest, ""));
            // `3 kVA 2.7 kW`: a second number is the watts.
            let (va, watts) = match rating.match_indices(' ').nth(1) {
                Some((at, _)) => rating.split_at(at),
                None => (rating, ""),
            };
            for (kind, piece) in [
                (FactKind::UpsRating, va),
                (FactKind::UpsWatts, watts),
                (FactKind::Runtime, runtime),
                (FactKind::RuntimeAt, load),
            ] {
                let piece = piece.trim_matches([' ', ',']);
                if piece.is_empty() {
                    continue;
                }
                if let Some(bounds) = self.bounds_of(node, piece, kind.measure()) {
                    let hi = bounds.hi.unwrap_or(bounds.lo);
                    let reading = fiasco_estate::quantity::Reading { lo: bounds.lo, hi };
                    row.facts.set(declared(kind, reading, node.span()));
                }
            }
        }
        self.part.ups.push(row);
    }

    /// `A`, `A+B` or `[A, B]`.
    fn names_of(&mut self, node: Node<'_, '_>) -> Vec<Said<String>> {
        let mut names = Vec::new();
        for item in list_of(node) {
            let Some(text) = self.word(item) else { continue };
            names.extend(text.split('+').map(|name| said(name.trim(), item.span())));
        }
        names
    }

    /// `racks: {r1: {units: 24, depth: 80 cm}}`; a name may be a range.
    pub(super) fn racks(&mut self, node: Node<'_, '_>, room: &InRoom) {
        for entry in self.map_of(node, "a map of racks by name") {
            let names = match expand(entry.key) {
                Ok(names) => names,
                Err(error) => {
                    self.note(NoteKind::Unreadable, entry.key_span, error);
                    continue;
                }
            };
            let mut row = RackRow {
                name: said("", entry.key_span),
                room: room.clone(),
                reserved: Vec::new(),
                facts: Facts::default(),
            };
            let is_map = entry.value.is_null()
                || self.is_kind(entry.value, Kind::Map, "a map such as {units: 42, depth: 100 cm}");
            if is_map {
                for field in entry.value.entries() {
                    if self.fact(&field, RACK_FACTS, &mut row.facts) {
                        continue;
                    }
                    field.mark_used();
                    match field.key {
                        "room" => row.room = self.text(field.value),
                        "reserved" => row.reserved = self.reserved(field.value),
                        "pdus" => {
                            for name in &names {
                                let rack = Some(said(name, entry.key_span));
                                self.power_units(field.value, room, rack);
                            }
                        }
                        other => self.unknown_key(
                            &field,
                            other,
                            "units, depth, width, weight, max_weight, area, room, reserved, pdus",
                        ),
                    }
                }
            }
            self.part.racks.extend(names.into_iter().map(|name| {
                let mut copy = row.clone();
                copy.name.value = name;
                copy
            }));
        }
    }

    /// `40-42`, `7`, or a list of them: units that are kept free.
    fn reserved(&mut self, node: Node<'_, '_>) -> Vec<Said<(u32, u32)>> {
        let mut stretches = Vec::new();
        for item in list_of(node) {
            let Some(text) = self.word(item) else { continue };
            for piece in text.split([' ', ',']).filter(|piece| !piece.is_empty()) {
                let (first, last) = piece.split_once('-').unwrap_or((piece, piece));
                match (first.parse::<u32>(), last.parse::<u32>()) {
                    (Ok(first), Ok(last)) if 0 < first && first <= last && last <= 1000 => {
                        let stretch = ((first - 1) * HALF_UNITS, (last - first + 1) * HALF_UNITS);
                        stretches.push(Said::new(stretch, item.span()));
                    }
                    _ => {
                        let message = format!("expected units such as 40-42, found `{}`", clip(piece));
                        self.note(NoteKind::Unreadable, item.span(), message);
                    }
                }
            }
        }
        stretches
    }

    /// `pdus: {left: A 12 x C13 + 4 x C19}`, or a map of `feed`, `rack`, `outlets` and the unit's own limits.
    pub(super) fn power_units(&mut self, node: Node<'_, '_>, room: &InRoom, rack: Option<Said<String>>) {
        for entry in self.map_of(node, "a map of PDUs, such as {left: A 12 x C13}") {
            let mut name = said(entry.key, entry.key_span);
            if let Some(rack) = &rack {
                name.value = format!("{}/{}", rack.value, name.value);
            }
            let mut row = PowerUnitRow {
                name,
                rack: rack.clone(),
                room: room.clone(),
                feed: None,
                outlets: Vec::new(),
                facts: Facts::default(),
            };
            if entry.value.kind() == Kind::Map {
                for field in entry.value.entries() {
                    if self.fact(&field, UNIT_FACTS, &mut row.facts) {
                        continue;
                    }
                    field.mark_used();
                    match field.key {
                        "rack" => row.rack = self.text(field.value),
                        "feed" => row.feed = self.text(field.value),
                        "outlets" => {
                            for item in list_of(field.value) {
                                if let Some(text) = self.word(item) {
                                    self.outlets(item, text, &mut row.outlets);
                                }
                            }
                        }
                        other => self.unknown_key(
                            &field,
                            other,
                            "rack, feed, outlets, current, voltage, continuous",
                        ),
                    }
                }
            } else if let Some(text) = self.word(entry.value) {
                let (feed, rest) = text.split_once(' ').unwrap_or((text, ""));
                row.feed = Some(said(feed, entry.value.span()));
                self.outlets(entry.value, rest, &mut row.outlets);
            }
            self.part.power_units.push(row);
        }
    }

    /// `12 x C13 + 4 x C19`, each with the leg it is on where that is known: `12 x C13 L1`.
    fn outlets(&mut self, node: Node<'_, '_>, text: &str, rows: &mut Vec<OutletsRow>) {
        for piece in text
            .split([',', '+'])
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
        {
            let (count, kind) = counted(piece);
            let (kind, leg) = split_leg(kind);
            match Plug::of_slug(kind) {
                Some(kind) => rows.push(OutletsRow {
                    kind,
                    count,
                    leg,
                    at: node.span(),
                }),
                None => {
                    let message = format!("expected outlets such as 12 x C13, found `{}`", clip(piece));
                    self.note(NoteKind::Unreadable, node.span(), message);
                }
            }
        }
    }
}

/// `(12, "C13")` of `12 x C13`; one of what names no number.
pub(super) fn counted(text: &str) -> (u32, &str) {
    let split = text.split_once(" x ").or_else(|| text.split_once('×'));
    match split.map(|(count, rest)| (count.trim().parse::<u32>(), rest.trim())) {
        Some((Ok(count), rest)) if (1..=100_000).contains(&count) => (count, rest),
        _ => (1, text.trim()),
    }
}

/// `("A", L2)` of `A L2` and of `A:L2`.
pub(super) fn split_leg(text: &str) -> (&str, Option<Leg>) {
    let (rest, leg) = match text.rsplit_once([' ', ':']) {
        Some((rest, "L1")) => (rest, Leg::One),
        Some((rest, "L2")) => (rest, Leg::Two),
        Some((rest, "L3")) => (rest, Leg::Three),
        _ => return (text, None),
    };
    (rest.trim(), Some(leg))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::Part;

    fn part(text: &str) -> Part {
        let mut files = fiasco_source::Files::new();
        let file = files
            .add("estate.yaml", text.as_bytes().to_vec())
            .expect("a file");
        let (tree, problems) = fiasco_source::yaml::read(&files, file);
        assert!(problems.is_empty(), "{text}");
        crate::native::import(&files, &tree)
    }

    fn said_of(text: &str) -> Vec<String> {
        part(text).notes.into_iter().map(|note| note.message).collect()
    }

    #[test]
    fn the_room_of_the_fable_is_three_lines() {
        let part = part(
            "room: {door: 80 cm x 200 cm, cooling: 7 kW, floor: 500 kg/m2, continuous: 80 %,\n\
             \x20      feeds: {A: 230 V 16 A, B: 400 V 32 A 3-phase curve C}, ups: 3 kVA for 10 min at 2 kW}\n\
             racks: {r1: {units: 24, depth: 80 cm, reserved: 23-24, pdus: {left: A 12 x C13 + 4 x C19 L2}}}",
        );
        assert_eq!(part.notes, []);
        let room = &part.rooms[0];
        let door = &room.openings[0];
        assert_eq!(
            door.clear,
            (Rational::new(4, 5).expect("small"), Rational::int(2))
        );
        assert_eq!(room.cooling[0].power, Bounds::exact(Rational::int(7000)));
        let voltage = |at: usize| part.feeds[at].facts.raw(FactKind::Voltage).map(|fact| fact.lo);
        assert_eq!(
            (voltage(0), voltage(1)),
            (Some(Rational::int(230)), Some(Rational::int(400)))
        );
        assert!(!part.feeds[0].three_phase && part.feeds[1].three_phase);
        assert_eq!(part.feeds[1].curve.as_ref().map(|curve| curve.value), Some('C'));
        let ups = &part.ups[0].facts;
        let of_ups = |kind| ups.raw(kind).map(|fact| fact.lo);
        assert_eq!(of_ups(FactKind::UpsRating), Some(Rational::int(3000)));
        assert_eq!(of_ups(FactKind::Runtime), Some(Rational::int(600)));
        assert_eq!(of_ups(FactKind::RuntimeAt), Some(Rational::int(2000)));
        assert_eq!(part.racks[0].reserved[0].value, (44, 4));
        let unit = &part.power_units[0];
        let outlets: Vec<_> = unit
            .outlets
            .iter()
            .map(|row| (row.kind.name(), row.count, row.leg))
            .collect();
        assert_eq!(outlets, [("C13", 12, None), ("C19", 4, Some(Leg::Two))]);
        assert_eq!(unit.name.value, "r1/left");
    }

    #[test]
    fn what_cannot_be_is_said_and_the_rest_is_read() {
        for (text, says) in [
            ("room: {feeds: {A: 0 V 16 A}}", "above nothing"),
            ("racks: {r1: {units: 0}}", "above nothing"),
            ("racks: {r1: {max_weight: -4 kg}}", "negative"),
            ("room: {door: 80 cm}", "a clear width and height"),
            ("room: {cooling: -7 kW}", "negative"),
            ("racks: {r1: {pdus: {left: A 12 x C99}}}", "expected outlets"),
            ("racks: {r1: {reserved: 42-40}}", "expected units"),
            ("room: {dorr: 1}", "did you mean `door`?"),
            ("devices: {a: {rack: r1 @ 0}}", "lowest unit"),
            ("devices: {a: {rack: r1 @ 4 5}}", "2 places to 1 device:"),
            ("devices: {a: {inlet: X9}}", "expected an inlet"),
            ("devices: {a: {nic: 3 x foo}}", "expected ports"),
            ("devices: {a: {size: 2 U x 48 cm}}", "height, width and depth"),
        ] {
            let text = format!("{text}\noutside: isp");
            let said = said_of(&text);
            assert!(said.len() == 1 && said[0].contains(says), "{text}: {said:?}");
            assert_eq!(part(&text).outside.len(), 1, "the rest of {text}");
        }
    }

    #[test]
    fn devices_of_a_range_stand_one_by_one() {
        let part =
            part("devices: {\"old-[1-3]\": {rack: r1 @ 4 6 8.5 rear}, \"n-[1-2]\": {rack: \"r[1-2] @ 5\"}}");
        let stands: Vec<String> = part
            .devices
            .iter()
            .filter_map(|row| Some(row.stand.as_ref()?.value.to_string()))
            .collect();
        assert_eq!(stands, ["r1 @ 4", "r1 @ 6", "r1 @ 8.5", "r1 @ 5", "r2 @ 5"]);
    }
}
