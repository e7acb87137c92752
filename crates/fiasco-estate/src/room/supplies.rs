//! Devices alike in their power supplies: as many of them, rated and loaded the same, with the same inlets, on the
//! same feeds and within reach of the same outlets. Rules judge one of each kind and name the others.

use super::likes::draw;
use super::plug::{Fit, Plug, cord};
use super::{FeedUse, Outlets};
use crate::bounds::Bounds;
use crate::estate::Estate;
use crate::fact::{FactKind, key};
use crate::ids::{DeviceId, FeedId, OutletsId, RackId, RoomId};
use crate::quantity::Rational;
use std::collections::{BTreeMap, HashMap};

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

impl Supplies {
    /// Finds them.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut supplies = Self::default();
        supplies.find_rows(estate);
        let mut known: HashMap<Key, usize> = HashMap::new();
        for id in estate.device_ids() {
            let device = estate.device(id);
            let hardware = device.hardware.map(|id| estate.one_hardware(id));
            let inlets = hardware.map(|own| own.inlets.clone()).unwrap_or_default();
            let states_psus =
                device.facts.has(FactKind::Psus) || hardware.is_some_and(|own| own.facts.has(FactKind::Psus));
            if inlets.is_empty() && !states_psus {
                continue;
            }
            let named = device.feeds.as_ref().map(|said| said.value.clone());
            let uses = named.unwrap_or_default();
            let rack = device.stand.as_ref().map(|stand| stand.value.rack);
            let supply = Supply {
                members: vec![id],
                psus: estate.device_fact(id, key::Psus).bounds(),
                rating: estate.device_fact(id, key::PsuRating).bounds(),
                draw: draw(estate, id).unwrap_or(Bounds::UNKNOWN),
                inlets,
                feeds: each_once(uses.iter().map(|used| used.feed)),
                room: device.room,
                rack: rack.filter(|rack| supplies.feeds_at.contains_key(&Place::Rack(*rack))),
            };
            let ends = |bounds: Bounds| (bounds.lo, bounds.hi);
            let alone = device.planned.map(|_| id);
            let key = (
                [ends(supply.psus), ends(supply.rating), ends(supply.draw)],
                supply.inlets.clone(),
                uses,
                (supply.room, supply.rack, alone),
            );
            let next = supplies.all.len();
            let at = *known.entry(key).or_insert(next);
            match supplies.all.get_mut(at) {
                Some(like) => like.members.push(id),
                None => supplies.all.push(supply),
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
    /// By kind and rack: the rows that are asked for once all of them are full, since no cord is ever pulled.
    settled: HashMap<(u32, Option<RackId>), Vec<OutletsId>>,
}

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
        for device in estate.device_ids() {
            let planned = estate.device(device).planned.is_some();
            // Today each cord is counted, and those of planned devices are taken back.
            plugging.settled.clear();
            for row in plugging.plug(estate, supplies, device, None) {
                plugging.reachable[row.index()] = true;
                if planned {
                    plugging.cords[row.index()] -= 1;
                }
            }
        }
        plugging.settled.clear();
        plugging
    }

    /// Plugs in a device like `origin`, in `rack`, or in its origin's where it found no place: the row that each of
    /// its cords goes, or would have gone, into.
    pub fn plug(
        &mut self,
        estate: &Estate,
        supplies: &Supplies,
        origin: DeviceId,
        rack: Option<RackId>,
    ) -> Vec<OutletsId> {
        let Some(kind) = self.kind_of.get(origin.index()).copied().flatten() else {
            return Vec::new();
        };
        let Some(supply) = supplies.all.get(kind as usize) else {
            return Vec::new();
        };
        let stand = estate.device(origin).stand.as_ref();
        let rack = rack.or_else(|| stand.map(|stand| stand.value.rack));
        if let Some(rows) = self.settled.get(&(kind, rack)) {
            return rows.clone();
        }
        let mut full = true;
        let feeds = supplies.feeds_for(supply, rack);
        let mut taken = Vec::new();
        for (inlet, feed) in inlets_of(supply).into_iter().zip(feeds.iter().cycle()) {
            if let Some(row) = self.row_for(estate, supplies, (rack, supply.room, *feed), inlet) {
                full &= self.cords[row.index()] >= i64::from(estate.outlets_of(row).count);
                self.cords[row.index()] += 1;
                self.guessed[row.index()] |= inlet.is_none();
                taken.push(row);
            }
        }
        if full {
            self.settled.insert((kind, rack), taken.clone());
        }
        taken
    }

    /// The row that one cord goes into: the best that is free, else the best there is.
    fn row_for(
        &self,
        estate: &Estate,
        supplies: &Supplies,
        (rack, room, feed): (Option<RackId>, Option<RoomId>, Option<FeedId>),
        inlet: Option<Plug>,
    ) -> Option<OutletsId> {
        let mut best = None;
        for (order, (own, id)) in supplies.within_reach(rack, room, feed).enumerate() {
            let row = estate.outlets_of(id);
            let Some(looseness) = inlet.map_or(Some((false, 0)), |inlet| looseness(row, inlet)) else {
                continue;
            };
            let full = self.cords[id.index()] >= i64::from(row.count);
            let rank = (full, !own, looseness, order);
            if best.is_none_or(|(known, _)| rank < known) {
                best = Some((rank, id));
            }
        }
        best.map(|(_, id)| id)
    }
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
