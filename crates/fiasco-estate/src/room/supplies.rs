//! Devices alike in their power supplies: as many of them, rated and loaded the same, with the same inlets, on the
//! same feeds and within reach of the same outlets. Rules judge one of each kind and name the others.

use super::likes::draw;
use super::plug::{Fit, Plug, cord};
use super::{FeedUse, Outlets};
use crate::bounds::Bounds;
use crate::estate::Estate;
use crate::fact::{FactKind, key};
use crate::ids::{DeviceId, FeedId, HardwareId, OutletsId, RackId, RoomId};
use crate::quantity::Rational;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Devices alike in their supplies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Who they are, in source order; a planned device is always alone.
    pub members: Vec<DeviceId>,
    /// How many supplies each has; unknown where nobody says.
    pub psus: Bounds,
    /// What one supply delivers, in watts.
    pub rating: Bounds,
    /// What each device draws, in watts.
    pub draw: Bounds,
    /// Its inlets: kind and number.
    pub inlets: Vec<(Plug, u32)>,
    /// The feeds it names, each once, in source order.
    pub feeds: Vec<FeedId>,
    /// The room it is in.
    pub room: Option<RoomId>,
    /// The rack it stands in, where that rack has power units of its own.
    pub rack: Option<RackId>,
}

/// A kind of supply as it is compared: ends of intervals, inlets, feeds, places; the device itself if planned.
type Key = (
    [(Rational, Option<Rational>); 3],
    Vec<(Plug, u32)>,
    Vec<FeedUse>,
    (Option<RoomId>, Option<RackId>, Option<DeviceId>),
);

/// What devices share that are likely alike: hardware, the place of a list of feeds in memory, where they are.
type Seen = (
    Option<HardwareId>,
    usize,
    (Option<RoomId>, Option<RackId>, Option<DeviceId>),
);

/// Where power units hang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Rack(RackId),
    /// A unit that names no rack: any rack of the room may use it.
    Room(RoomId),
}

/// The supplies of all devices of which anything is known, and the outlets they may use.
#[derive(Debug, Clone, Default)]
pub struct Supplies {
    /// Kinds of supply, in the order of their first devices.
    pub all: Vec<Supply>,
    /// Rows of outlets by place and feed, in source order.
    rows: BTreeMap<(Place, Option<FeedId>), Vec<OutletsId>>,
    /// The feeds with power units at each place, in source order.
    feeds_at: BTreeMap<Place, Vec<FeedId>>,
}

/// What is known by the outlets within reach of a device: in each rack with units for its feed, and anywhere else. What
/// names no rack, and what growth finds no place for, may be plugged in anywhere in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByPlace<T> {
    /// In each of these racks, by its outlets and those of the room.
    pub in_rack: BTreeMap<RackId, T>,
    /// Anywhere else, by all of them together.
    pub elsewhere: T,
}

impl Supplies {
    /// Finds them.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut supplies = Self::default();
        supplies.find_rows(estate);
        let mut known: HashMap<Key, usize> = HashMap::new();
        // Most devices share their hardware and their list of feeds with others: then only their places are hashed.
        let mut seen: HashMap<Seen, Vec<([Bounds; 3], usize)>> = HashMap::new();
        for id in estate.device_ids() {
            let device = estate.device(id);
            let hardware = device.hardware.map(|id| estate.one_hardware(id));
            let inlets = hardware.map(|own| own.inlets.as_slice()).unwrap_or_default();
            let states_psus =
                device.facts.has(FactKind::Psus) || hardware.is_some_and(|own| own.facts.has(FactKind::Psus));
            if inlets.is_empty() && !states_psus {
                continue;
            }
            let uses = device.feeds.as_ref().map(|said| &said.value);
            let rack = device.stand.as_ref().map(|stand| stand.value.rack);
            let rack = rack.filter(|rack| supplies.feeds_at.contains_key(&Place::Rack(*rack)));
            let numbers = [
                estate.device_fact(id, key::Psus).bounds(),
                estate.device_fact(id, key::PsuRating).bounds(),
                draw(estate, id).unwrap_or(Bounds::UNKNOWN),
            ];
            let place = (device.room, rack, device.planned.map(|_| id));
            let list = uses.map_or(0, |uses| Arc::as_ptr(uses).addr());
            let before = seen.entry((device.hardware, list, place)).or_default();
            if let Some((_, at)) = before.iter().find(|(known, _)| *known == numbers) {
                supplies.all[*at].members.push(id);
                continue;
            }
            let uses = uses.map(|uses| uses.to_vec()).unwrap_or_default();
            let feeds = each_once(uses.iter().map(|used| used.feed));
            let ends = numbers.map(|bounds| (bounds.lo, bounds.hi));
            let next = supplies.all.len();
            let at = *known.entry((ends, inlets.to_vec(), uses, place)).or_insert(next);
            before.push((numbers, at));
            match supplies.all.get_mut(at) {
                Some(like) => like.members.push(id),
                None => {
                    let [psus, rating, draw] = numbers;
                    supplies.all.push(Supply {
                        members: vec![id],
                        psus,
                        rating,
                        draw,
                        inlets: inlets.to_vec(),
                        feeds,
                        room: device.room,
                        rack,
                    });
                }
            }
        }
        supplies
    }

    fn find_rows(&mut self, estate: &Estate) {
        for id in estate.outlets_ids() {
            let unit = estate.power_unit(estate.outlets_of(id).unit);
            let room = || {
                let of_feed = unit.feed.and_then(|feed| estate.feed(feed).room);
                of_feed.or_else(|| estate.room_ids().next().filter(|_| estate.rooms.len() == 1))
            };
            let place = match unit.rack {
                Some(rack) => Some(Place::Rack(rack)),
                None => room().map(Place::Room),
            };
            let Some(place) = place else { continue };
            self.rows.entry((place, unit.feed)).or_default().push(id);
            let feeds = self.feeds_at.entry(place).or_default();
            if let Some(feed) = unit.feed.filter(|feed| !feeds.contains(feed)) {
                feeds.push(feed);
            }
        }
    }

    /// The places a device may be plugged in at, its own rack first.
    fn places(rack: Option<RackId>, room: Option<RoomId>) -> impl Iterator<Item = Place> {
        let rack = rack.map(Place::Rack);
        rack.into_iter().chain(room.map(Place::Room))
    }

    /// Rows of outlets that a device in a rack of a room may use for one feed: those of its rack first, then those
    /// of units that name no rack. A unit that names no feed may hang on any.
    pub fn within_reach(
        &self,
        rack: Option<RackId>,
        room: Option<RoomId>,
        feed: Option<FeedId>,
    ) -> impl Iterator<Item = (bool, OutletsId)> {
        Self::places(rack, room).flat_map(move |place| {
            let feeds = [feed, None];
            let asked = feeds.into_iter().take(if feed.is_some() { 2 } else { 1 });
            let rows = asked.filter_map(move |feed| self.rows.get(&(place, feed)));
            rows.flatten()
                .map(move |row| (matches!(place, Place::Rack(_)), *row))
        })
    }

    /// What the outlets for one feed say, in each of these racks of a room and elsewhere.
    pub(super) fn by_place<T>(
        &self,
        racks: &[RackId],
        (room, feed): (RoomId, FeedId),
        of: impl Fn(&mut dyn Iterator<Item = OutletsId>) -> T,
    ) -> ByPlace<T> {
        let reach = |rack| {
            let rows = self.within_reach(rack, Some(room), Some(feed));
            rows.map(|(_, row)| row)
        };
        let in_rack = racks.iter().map(|rack| (*rack, of(&mut reach(Some(*rack)))));
        let everywhere = racks.iter().flat_map(|rack| reach(Some(*rack)));
        ByPlace {
            in_rack: in_rack.collect(),
            elsewhere: of(&mut everywhere.chain(reach(None))),
        }
    }

    /// Racks with outlets for one feed, or for any.
    pub(super) fn racks_on(&self, feed: FeedId) -> Vec<RackId> {
        let on_feed = self.rows.keys().filter_map(|(place, of)| match place {
            Place::Rack(rack) if of.is_none_or(|of| of == feed) => Some(*rack),
            Place::Rack(_) | Place::Room(_) => None,
        });
        // Keys are in order of racks: both of one rack stand side by side.
        let mut racks: Vec<RackId> = on_feed.collect();
        racks.dedup();
        racks
    }

    /// The feeds a device may be plugged in on: those it names, else those with power units in its rack, else those
    /// with units that name no rack in its room. `None` stands for units that name no feed.
    #[must_use]
    pub fn feeds_for(&self, supply: &Supply, rack: Option<RackId>) -> Vec<Option<FeedId>> {
        if !supply.feeds.is_empty() {
            return supply.feeds.iter().copied().map(Some).collect();
        }
        let with_units = Self::places(rack, supply.room).find_map(|place| self.feeds_at.get(&place));
        match with_units {
            Some(feeds) if !feeds.is_empty() => feeds.iter().copied().map(Some).collect(),
            Some(_) => vec![None],
            None => Vec::new(),
        }
    }
}

fn each_once(feeds: impl Iterator<Item = FeedId>) -> Vec<FeedId> {
    let mut seen = Vec::new();
    for feed in feeds {
        if !seen.contains(&feed) {
            seen.push(feed);
        }
    }
    seen
}

/// Which cord goes into which row of outlets. Today's devices are plugged in first, in source order; growth plugs in
/// what it makes.
///
/// A device asks for one outlet a supply, dealt over its feeds. It takes the tightest outlet that fits by a cord, of
/// its own rack before one of a unit that names no rack, in source order. Where none is free it asks for the first
/// that fits all the same, so that this row has more cords than outlets.
#[derive(Debug, Clone, Default)]
pub struct Plugging {
    /// Cords in each row.
    pub cords: Vec<i64>,
    /// Rows that any device asks for, planned ones among them.
    pub reachable: Vec<bool>,
    /// Rows with cords whose kind nobody stated.
    pub guessed: Vec<bool>,
    /// The kind of supply of each device, as a position in [`Supplies::all`].
    kind_of: Vec<Option<u32>>,
    /// By kind, for devices where all of it stands: the rows that each of its cords may go into.
    routes_at_home: Vec<Option<Arc<Vec<Route>>>>,
    /// By kind, for the same: the rows that are asked for once all of them are full, since no cord is ever pulled.
    settled_at_home: Vec<Option<Rows>>,
    /// The same by kind and rack for those that stand in a rack with units of its own elsewhere.
    settled: HashMap<(u32, Option<RackId>), Rows>,
}

/// The rows that one cord may go into, the best first; and whether its kind is guessed.
#[derive(Debug, Clone)]
struct Route {
    rows: Rows,
    guessed: bool,
}

/// Rows of outlets that a device asks for.
type Rows = Vec<OutletsId>;

/// The most supplies a device is believed to have.
const MOST_SUPPLIES: u32 = 64;

impl Plugging {
    /// Plugs in today's devices.
    #[must_use]
    pub fn of(estate: &Estate, supplies: &Supplies) -> Self {
        let rows = estate.outlets.len();
        let mut plugging = Self {
            cords: vec![0; rows],
            reachable: vec![false; rows],
            guessed: vec![false; rows],
            kind_of: vec![None; estate.devices.len()],
            routes_at_home: vec![None; supplies.all.len()],
            settled_at_home: vec![None; supplies.all.len()],
            settled: HashMap::new(),
        };
        if rows == 0 {
            return plugging;
        }
        for (at, supply) in (0_u32..).zip(&supplies.all) {
            for member in &supply.members {
                plugging.kind_of[member.index()] = Some(at);
            }
        }
        let mut rows = Vec::new();
        for device in estate.device_ids() {
            let planned = estate.device(device).planned.is_some();
            // Today each cord is counted, and those of planned devices are taken back.
            rows.clear();
            if let Some(kind) = plugging.kind_of[device.index()] {
                let routes = plugging.routes(estate, supplies, kind, Home::Own);
                plugging.plug_anew(estate, &routes, &mut rows);
            }
            for row in &rows {
                plugging.reachable[row.index()] = true;
                if planned {
                    plugging.cords[row.index()] -= 1;
                }
            }
        }
        plugging
    }

    /// Plugs in a device like `origin`, in `rack`, or in its origin's where it found no place, and tells the row that
    /// each of its cords goes, or would have gone, into. What asks for full rows once asks for them ever after, and
    /// is not counted in them again.
    pub fn plug(
        &mut self,
        estate: &Estate,
        supplies: &Supplies,
        origin: DeviceId,
        rack: Option<RackId>,
        mut tell: impl FnMut(OutletsId),
    ) {
        let Some(kind) = self.kind_of.get(origin.index()).copied().flatten() else {
            return;
        };
        let Some(supply) = supplies.all.get(kind as usize) else {
            return;
        };
        let own_rack = estate.device(origin).stand.as_ref().map(|stand| stand.value.rack);
        let rack = rack.filter(|rack| own_rack != Some(*rack));
        // A rack without units of its own is as good as none.
        let elsewhere = rack
            .filter(|rack| supply.rack != Some(*rack) && supplies.feeds_at.contains_key(&Place::Rack(*rack)));
        let home = match elsewhere {
            Some(rack) => Home::Rack(Some(rack)),
            None if rack.is_none() || rack == supply.rack || supply.rack.is_none() => Home::Own,
            None => Home::Rack(None),
        };
        let settled = match home {
            Home::Own => self.settled_at_home.get(kind as usize).and_then(Option::as_ref),
            Home::Rack(rack) => self.settled.get(&(kind, rack)),
        };
        if let Some(rows) = settled {
            rows.iter().copied().for_each(tell);
            return;
        }
        let mut rows = Vec::new();
        let routes = self.routes(estate, supplies, kind, home);
        let full = self.plug_anew(estate, &routes, &mut rows);
        rows.iter().copied().for_each(&mut tell);
        match home {
            Home::Own if full => {
                if let Some(settled) = self.settled_at_home.get_mut(kind as usize) {
                    *settled = Some(rows);
                }
            }
            Home::Rack(rack) if full => drop(self.settled.insert((kind, rack), rows)),
            _ => {}
        }
    }

    /// The rows that each cord of a kind may go into, those of its own place found once.
    fn routes(&mut self, estate: &Estate, supplies: &Supplies, kind: u32, home: Home) -> Arc<Vec<Route>> {
        let known = self.routes_at_home.get_mut(kind as usize);
        if let (Home::Own, Some(Some(routes))) = (home, &known) {
            return Arc::clone(routes);
        }
        let routes = Arc::new(supplies.all.get(kind as usize).map_or_else(Vec::new, |supply| {
            let rack = match home {
                Home::Own => supply.rack,
                Home::Rack(rack) => rack,
            };
            routes_of(estate, supplies, supply, rack)
        }));
        if let (Home::Own, Some(known)) = (home, known) {
            *known = Some(Arc::clone(&routes));
        }
        routes
    }

    /// Plugs in the cords of a device, each into the best row that is free, else into the best there is; whether all
    /// of these were full.
    fn plug_anew(&mut self, estate: &Estate, routes: &[Route], taken: &mut Rows) -> bool {
        let mut full = true;
        for route in routes {
            let is_full =
                |row: &OutletsId| self.cords[row.index()] >= i64::from(estate.outlets_of(*row).count);
            let free = route.rows.iter().find(|row| !is_full(row));
            full &= free.is_none();
            if let Some(row) = free.or(route.rows.first()).copied() {
                self.cords[row.index()] += 1;
                self.guessed[row.index()] |= route.guessed;
                taken.push(row);
            }
        }
        full
    }
}

/// Where a device is plugged in: where its kind stands, or in a rack with units of its own, or in none.
#[derive(Debug, Clone, Copy)]
enum Home {
    Own,
    Rack(Option<RackId>),
}

/// The rows that each cord of a supply may go into where it stands, the best first: of its own rack before those of a
/// unit that names no rack, the tightest before looser ones, in source order.
fn routes_of(estate: &Estate, supplies: &Supplies, supply: &Supply, rack: Option<RackId>) -> Vec<Route> {
    let feeds = supplies.feeds_for(supply, rack);
    let cords = inlets_of(supply).into_iter().zip(feeds.iter().cycle());
    let route = |(inlet, feed): (Option<Plug>, &Option<FeedId>)| {
        let reach = supplies.within_reach(rack, supply.room, *feed);
        let fits = reach.filter_map(|(own, id)| {
            let loose = match inlet {
                Some(inlet) => looseness(estate.outlets_of(id), inlet)?,
                None => (false, 0),
            };
            Some(((!own, loose), id))
        });
        let mut ranked: Vec<_> = fits.collect();
        // Stable: source order among equals.
        ranked.sort_by_key(|(rank, _)| *rank);
        Route {
            rows: ranked.into_iter().map(|(_, id)| id).collect(),
            guessed: inlet.is_none(),
        }
    };
    cords.map(route).collect()
}

/// How loosely an inlet is fed from an outlet: whether it takes a cord with another plug, and the outlet's current;
/// `None` where nothing joins them.
fn looseness(row: &Outlets, inlet: Plug) -> Option<(bool, u32)> {
    let amps = row.kind.tenths_of_amps().unwrap_or(u32::MAX);
    match cord(row.kind, inlet) {
        Fit::Direct => Some((false, amps)),
        Fit::Cord { .. } => Some((true, amps)),
        Fit::None | Fit::Unknown => None,
    }
}

/// The inlet of each supply: as many as are stated as supplies or as inlets, the last kind standing for the rest;
/// of no known kind where no inlet is stated.
fn inlets_of(supply: &Supply) -> Vec<Option<Plug>> {
    let psus = supply.psus.hi.map_or(0, |_| {
        u32::try_from(supply.psus.lo.ceil().max(0)).unwrap_or(u32::MAX)
    });
    let mut inlets: Vec<Option<Plug>> = Vec::new();
    for (kind, count) in &supply.inlets {
        inlets.extend((0..(*count).min(MOST_SUPPLIES)).map(|_| Some(*kind)));
    }
    let last = inlets.last().copied().flatten();
    while inlets.len() < psus.min(MOST_SUPPLIES) as usize {
        inlets.push(last);
    }
    inlets
}
