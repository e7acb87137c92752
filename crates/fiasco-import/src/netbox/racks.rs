//! Racks, and the rooms they stand in: the location of a rack, or its site where it names no location. What is
//! planned or deprecated takes no new device: it is not there, and what stands in it is in its room all the same.

use super::amounts::{above_nothing, decimal, found, set, with_unit};
use super::lists::{Kind, List};
use super::row::{Row, Table, name, number, said, text};
use crate::Part;
use crate::native::hardware::half_units;
use crate::part::{RackRow, RoomRow, StandRow};
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::{Measure, Rational};
use fiasco_estate::room::{Face, HALF_UNITS};
use fiasco_estate::{Confidence, Said};
use fiasco_source::{Node, Span};
use std::collections::{HashMap, HashSet};

/// Racks that nothing is put into.
const GONE: &[&str] = &["planned", "deprecated"];

/// Units of mass and of a rack's outer size.
pub(super) const MASS: (&[&str], Measure) = (&["kg", "g", "lb", "oz"], Measure::Mass);
const SIZE: (&[&str], Measure) = (&["mm", "in"], Measure::Length);

/// The highest number that the lowest unit of a rack may have.
const MAX_STARTING_UNIT: u64 = 1000;

/// What a room is in NetBox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Location(u64),
    Site(u64),
}

/// A room, by its number among those that were met.
pub(super) type Room = usize;

/// Rooms that somebody speaks of.
#[derive(Default)]
struct Rooms {
    /// Names, and whether a rack or feed is there: only then it is a room.
    rooms: Vec<(Said<String>, bool)>,
    by_place: HashMap<Place, Room>,
    names: HashSet<String>,
}

/// A rack.
struct Rack {
    name: Said<String>,
    room: Option<Room>,
    /// The place of its lowest unit, as places are counted from unit 1.
    lowest: u32,
    is_there: bool,
    facts: Facts,
    /// Stretches that somebody reserved: first place and height in half units, from the rack's own lowest.
    reserved: Vec<Said<(u32, u32)>>,
}

/// Racks and rooms of one NetBox.
#[derive(Default)]
pub(super) struct Racks {
    rooms: Rooms,
    racks: Vec<Rack>,
    by_id: HashMap<u64, usize>,
    names: HashSet<String>,
}

/// Where a device is.
pub(super) struct Standing {
    pub(super) stand: Option<Said<StandRow>>,
    pub(super) room: Option<Room>,
}

impl Racks {
    pub(super) fn read(lists: &[List<'_, '_>], part: &mut Part) -> Self {
        let mut racks = Self {
            rooms: Rooms::read(lists),
            ..Self::default()
        };
        let given = given(lists);
        for list in lists.iter().filter(|list| list.kind == Kind::Racks) {
            let mut table = Table::new(&[
                "id",
                "name",
                "site",
                "location",
                "status",
                "u_height",
                "starting_unit",
                "weight",
                "max_weight",
                "weight_unit",
                "mounting_depth",
                "outer_width",
                "outer_depth",
                "outer_unit",
            ]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, at)) = row.id(&mut table) else {
                    continue;
                };
                if racks.by_id.contains_key(&id) {
                    continue;
                }
                let own = row.said("name").unwrap_or(Said::new(format!("rack #{id}"), at));
                let alone = given.get(own.value.as_str()).is_none_or(|count| *count <= 1);
                let room = racks.rooms.of(row.get("location"), row.get("site"));
                let is_there = !row
                    .choice("status")
                    .and_then(text)
                    .is_some_and(|status| GONE.contains(&status));
                let rack = Rack {
                    name: racks.unique(own, room.filter(|_| !alone), id),
                    room,
                    lowest: lowest(&row, &mut table),
                    is_there,
                    facts: facts(&row, &mut table),
                    reserved: Vec::new(),
                };
                racks.add(id, rack);
            }
            table.finish(part);
        }
        racks.reservations(lists, part);
        racks
    }

    /// Units that are kept for somebody. One that is stale holds nothing.
    fn reservations(&mut self, lists: &[List<'_, '_>], part: &mut Part) {
        for list in lists.iter().filter(|list| list.kind == Kind::Reservations) {
            let mut table = Table::new(&["id", "rack", "units", "status"]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let stale = row.choice("status").and_then(text) == Some("stale");
                let rack = row
                    .get("rack")
                    .and_then(number)
                    .and_then(|id| self.by_id.get(&id));
                let rack = rack.and_then(|rack| self.racks.get_mut(*rack));
                let (Some(rack), Some(units), false) = (rack, row.get("units"), stale) else {
                    continue;
                };
                let lowest = rack.lowest / HALF_UNITS + 1;
                let height = rack.facts.raw(FactKind::Units).map(|raw| raw.lo.floor());
                let mut places: Vec<u32> = Vec::new();
                for unit in units.items() {
                    let at = number(unit).and_then(|unit| u32::try_from(unit).ok()?.checked_sub(lowest));
                    let at = at.filter(|at| height.is_none_or(|height| i128::from(*at) < height));
                    match at {
                        Some(at) => places.push(at),
                        None => {
                            let highest = height.map(|height| height + i128::from(lowest) - 1);
                            let upto = highest.map_or_else(String::new, |highest| format!(" to {highest}"));
                            let message = format!(
                                "expected units of {} from {lowest}{upto}, found {}",
                                rack.name.value,
                                found(unit)
                            );
                            table.wrong(unit.span(), message);
                        }
                    }
                }
                let stretches = stretches(places);
                let said = stretches
                    .into_iter()
                    .map(|stretch| Said::new(stretch, units.span()));
                rack.reserved.extend(said);
            }
            table.finish(part);
        }
    }

    fn add(&mut self, id: u64, rack: Rack) -> usize {
        if let (true, Some(room)) = (rack.is_there, rack.room) {
            self.rooms.is_used(room);
        }
        let at = self.racks.len();
        self.by_id.insert(id, at);
        self.racks.push(rack);
        at
    }

    /// A name that no other rack has: with the room where it is given twice, and with the number where that is not
    /// enough.
    fn unique(&mut self, own: Said<String>, room: Option<Room>, id: u64) -> Said<String> {
        let Said { mut value, at } = own;
        if let Some(room) = room.and_then(|room| self.room_name(room)) {
            value = format!("{value} ({})", room.value);
        }
        if self.names.contains(&value) {
            value = format!("{value} #{id}");
        }
        while !self.names.insert(value.clone()) {
            value.push('\'');
        }
        Said { value, at }
    }

    /// The rack, unit and side of a device, and the room it is in. A rack whose own row is missing is known by name
    /// alone, and stands where the device is.
    pub(super) fn standing<'t>(&mut self, row: &Row<'t, '_>, table: &mut Table<'t>) -> Standing {
        let location = row.get("location");
        let Some(short) = row.get("rack").filter(|rack| name(*rack).is_some()) else {
            // A site is more than a room, so it places nothing that is in no rack.
            let room = location.and_then(|location| self.rooms.of(Some(location), row.get("site")));
            return Standing { stand: None, room };
        };
        let own = name(short).and_then(said);
        let known = number(short).map(|id| match self.by_id.get(&id) {
            Some(known) => *known,
            None => {
                let room = self.rooms.of(location, row.get("site"));
                let own = own
                    .clone()
                    .unwrap_or(Said::new(format!("rack #{id}"), short.span()));
                let rack = Rack {
                    name: self.unique(own, None, id),
                    room,
                    lowest: 0,
                    is_there: true,
                    facts: Facts::default(),
                    reserved: Vec::new(),
                };
                self.add(id, rack)
            }
        });
        let rack = known.and_then(|known| self.racks.get(known));
        if let Some(rack) = rack.filter(|rack| !rack.is_there) {
            let room = rack.room;
            return Standing { stand: None, room };
        }
        let lowest = rack.map_or(0, |rack| rack.lowest);
        let value = StandRow {
            rack: match (rack, &own) {
                (Some(rack), _) => rack.name.value.clone(),
                (None, Some(own)) => own.value.clone(),
                (None, None) => String::new(),
            },
            at: position(row, lowest, table),
            face: match row.choice("face").and_then(text) {
                Some("rear") => Face::Rear,
                _ => Face::Front,
            },
        };
        let at = own.map_or(Some(short.span()), |own| own.at);
        Standing {
            room: rack.and_then(|rack| rack.room),
            stand: Some(Said { value, at }),
        }
    }

    /// The room of a rack that another row speaks of.
    pub(super) fn room_of_rack(&self, short: Node<'_, '_>) -> Option<Room> {
        let rack = self.racks.get(*self.by_id.get(&number(short)?)?)?;
        rack.room
    }

    /// The room of a row that names a location, or else a site.
    pub(super) fn room(&mut self, row: &Row<'_, '_>) -> Option<Room> {
        self.rooms.of(row.get("location"), row.get("site"))
    }

    /// Remembers that there is something in a room that makes it one.
    pub(super) fn is_used(&mut self, room: Room) {
        self.rooms.is_used(room);
    }

    /// The name of a room, where it is one.
    pub(super) fn used_name(&self, room: Room) -> Option<&Said<String>> {
        let (name, used) = self.rooms.rooms.get(room)?;
        used.then_some(name)
    }

    fn room_name(&self, room: Room) -> Option<&Said<String>> {
        self.rooms.rooms.get(room).map(|(name, _)| name)
    }

    /// Hands in the rooms and racks; devices of this NetBox begin at `first`. Where a device stands already, what was
    /// reserved was used.
    pub(super) fn finish(mut self, first: usize, part: &mut Part) {
        let by_name: HashMap<String, usize> = self
            .racks
            .iter()
            .enumerate()
            .filter(|(_, rack)| !rack.reserved.is_empty())
            .map(|(at, rack)| (rack.name.value.clone(), at))
            .collect();
        let devices = part.devices.get(first..).unwrap_or_default().iter();
        for device in devices.filter(|device| device.planned.is_none()) {
            let stand = device.stand.as_ref().map(|said| &said.value);
            if let Some((stand, at)) = stand.and_then(|stand| Some((stand, stand.at?)))
                && let Some(rack) = by_name.get(&stand.rack)
                && let Some(rack) = self.racks.get_mut(*rack)
            {
                let own = device.facts.raw(FactKind::Units);
                let of_type = device
                    .hardware
                    .as_ref()
                    .and_then(|own| own.facts.raw(FactKind::Units));
                let height = own.or(of_type).map_or(HALF_UNITS, |raw| half_units_of(raw.hi));
                let kept = std::mem::take(&mut rack.reserved);
                rack.reserved = kept
                    .into_iter()
                    .flat_map(|said| without(said, (at, height)))
                    .collect();
            }
        }
        for rack in self.racks.into_iter().filter(|rack| rack.is_there) {
            let room = rack.room.and_then(|room| self.rooms.rooms.get(room));
            part.racks.push(RackRow {
                name: rack.name,
                room: room.map(|(name, _)| name.clone()),
                reserved: rack.reserved,
                facts: rack.facts,
            });
        }
        let used = self.rooms.rooms.into_iter().filter(|(_, used)| *used);
        part.rooms.extend(used.map(|(name, _)| RoomRow {
            name,
            openings: Vec::new(),
            cooling: Vec::new(),
            facts: Facts::default(),
        }));
    }
}

impl Rooms {
    /// Meets the rooms of racks and power panels: two of one name are told apart by their sites.
    fn read(lists: &[List<'_, '_>]) -> Self {
        let mut rooms = Self::default();
        let mut met = HashSet::new();
        let mut given: HashMap<&str, usize> = HashMap::new();
        let places = || {
            let lists = lists
                .iter()
                .filter(|list| matches!(list.kind, Kind::Racks | Kind::Panels));
            lists
                .flat_map(|list| &list.rows)
                .map(|row| (row.peek("location"), row.peek("site")))
        };
        for (location, site) in places() {
            if let Some((place, name)) = place(location, site)
                && met.insert(place)
            {
                *given.entry(text(name).unwrap_or_default()).or_default() += 1;
            }
        }
        for (location, site) in places() {
            let Some((place, name)) = place(location, site) else {
                continue;
            };
            let alone = given
                .get(text(name).unwrap_or_default())
                .is_none_or(|count| *count == 1);
            rooms.meet(place, name, site.filter(|_| !alone));
        }
        rooms
    }

    fn of(&mut self, location: Option<Node<'_, '_>>, site: Option<Node<'_, '_>>) -> Option<Room> {
        let (place, name) = place(location, site)?;
        Some(self.meet(place, name, None))
    }

    fn meet(&mut self, place: Place, own: Node<'_, '_>, site: Option<Node<'_, '_>>) -> Room {
        if let Some(known) = self.by_place.get(&place) {
            return *known;
        }
        let (Place::Location(id) | Place::Site(id)) = place;
        let own_text = text(own).unwrap_or_default();
        let mut value = match (place, site.and_then(name).and_then(text)) {
            (Place::Location(_), Some(site)) => format!("{own_text} ({site})"),
            _ => own_text.to_owned(),
        };
        if self.names.contains(&value) {
            value = format!("{value} #{id}");
        }
        while !self.names.insert(value.clone()) {
            value.push('\'');
        }
        let room = self.rooms.len();
        self.rooms.push((Said::new(value, own.span()), false));
        self.by_place.insert(place, room);
        room
    }

    fn is_used(&mut self, room: Room) {
        if let Some((_, used)) = self.rooms.get_mut(room) {
            *used = true;
        }
    }
}

/// Whole units, counted from the rack's lowest, as stretches of half units.
fn stretches(mut units: Vec<u32>) -> Vec<(u32, u32)> {
    units.sort_unstable();
    units.dedup();
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    for at in units.into_iter().map(|unit| unit.saturating_mul(HALF_UNITS)) {
        match stretches.last_mut() {
            Some((first, length)) if *first + *length == at => *length += HALF_UNITS,
            _ => stretches.push((at, HALF_UNITS)),
        }
    }
    stretches
}

/// What is left of a stretch around another.
fn without(said: Said<(u32, u32)>, (at, height): (u32, u32)) -> Vec<Said<(u32, u32)>> {
    let (first, length) = said.value;
    let (end, taken) = (first.saturating_add(length), at.saturating_add(height));
    let left = [(first, at.min(end)), (taken.max(first), end)];
    let left = left.into_iter().filter(|(from, to)| from < to);
    left.map(|(from, to)| Said {
        value: (from, to - from),
        at: said.at,
    })
    .collect()
}

/// A height in half units, rounded up.
fn half_units_of(units: Rational) -> u32 {
    let halves = units
        .times(Rational::int(i64::from(HALF_UNITS)))
        .map(Rational::ceil);
    halves
        .ok()
        .and_then(|halves| u32::try_from(halves).ok())
        .unwrap_or(HALF_UNITS)
}

/// The location, or else the site, with its name.
fn place<'t, 'a>(
    location: Option<Node<'t, 'a>>,
    site: Option<Node<'t, 'a>>,
) -> Option<(Place, Node<'t, 'a>)> {
    let told = |short: Option<Node<'t, 'a>>| {
        let short = short?;
        Some((number(short)?, name(short)?))
    };
    match told(location) {
        Some((id, name)) => Some((Place::Location(id), name)),
        None => told(site).map(|(id, name)| (Place::Site(id), name)),
    }
}

/// How many racks have each name: it is unique in a site or location only.
fn given<'t>(lists: &[List<'t, '_>]) -> HashMap<&'t str, usize> {
    let mut given = HashMap::new();
    let mut met = HashSet::new();
    for node in lists
        .iter()
        .filter(|list| list.kind == Kind::Racks)
        .flat_map(|list| &list.rows)
    {
        if let (Some(id), Some(name)) = (number(*node), node.peek("name").and_then(text))
            && met.insert(id)
        {
            *given.entry(name).or_default() += 1;
        }
    }
    given
}

/// The place of a device's lowest unit, counted from the rack's own lowest.
fn position<'t>(row: &Row<'t, '_>, lowest: u32, table: &mut Table<'t>) -> Option<u32> {
    let node = row.get("position")?;
    let at = text(node).and_then(half_units);
    let within = at.and_then(|at| at.checked_sub(lowest));
    match (at, within) {
        (None, _) => table.wrong(
            node.span(),
            format!("expected a `position` such as 12 or 12.5, found {}", found(node)),
        ),
        (Some(_), None) => {
            let message = format!(
                "`position` is {}, and the rack's lowest unit is {}",
                found(node),
                fiasco_estate::room::unit_name(lowest)
            );
            table.wrong(node.span(), message);
        }
        _ => {}
    }
    within
}

/// The place of a rack's lowest unit, in half units from unit 1.
fn lowest<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> u32 {
    let Some(node) = row.get("starting_unit") else {
        return 0;
    };
    let unit = number(node).filter(|unit| (1..=MAX_STARTING_UNIT).contains(unit));
    if unit.is_none() {
        let message = format!(
            "expected a `starting_unit` from 1 to {MAX_STARTING_UNIT}, found {}",
            found(node)
        );
        table.wrong(node.span(), message);
    }
    let below = unit.and_then(|unit| u32::try_from(unit - 1).ok());
    below.unwrap_or(0) * HALF_UNITS
}

/// Height, mass, what it carries, mounting depth and outer width.
fn facts<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> Facts {
    let mut facts = Facts::default();
    let mut declared = |kind, said| set(&mut facts, kind, said, Confidence::Declared);
    let height = row.get("u_height").and_then(|node| {
        let height = decimal(node).filter(|height| *height > Rational::ZERO && height.is_integer());
        if height.is_none() {
            let message = format!("expected `u_height` in rack units, found {}", found(node));
            table.wrong(node.span(), message);
        }
        Some((height?, node.span()))
    });
    declared(FactKind::Units, height);
    let weight = ["weight", "weight_unit"];
    declared(FactKind::Weight, with_unit(row, weight, MASS, table));
    let most = ["max_weight", "weight_unit"];
    declared(FactKind::MaxWeight, with_unit(row, most, MASS, table));
    let width = with_unit(row, ["outer_width", "outer_unit"], SIZE, table);
    declared(FactKind::Width, width);
    let outer = with_unit(row, ["outer_depth", "outer_unit"], SIZE, table);
    let depth = row.get("mounting_depth").and_then(|node| {
        let depth = above_nothing(node, ("mm", Measure::Length), "`mounting_depth`", table)?;
        Some((depth, node.span()))
    });
    declared(FactKind::Depth, depth);
    if let (None, Some((outer, at))) = (depth, outer) {
        facts.set(within(outer, at));
    }
    facts
}

/// The mounting depth where only the outer one is known: it is no more than that.
fn within(outer: Rational, at: Span) -> RawFact {
    RawFact {
        kind: FactKind::Depth,
        lo: Rational::ZERO,
        hi: outer,
        at: Some(at),
        confidence: Confidence::Inferred,
    }
}
