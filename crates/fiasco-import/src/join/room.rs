//! The machine room, joined: names of rooms, racks and feeds become ids. Where nobody names a room there is one;
//! where nobody lists racks, those that devices stand in are all that is known of them.

use super::Join;
use super::merge::merge_facts;
use crate::native::room::ONLY_ROOM;
use crate::part::{DeviceRow, FeedName, FeedRow, Part, PowerUnitRow, RackRow, RoomRow, StandRow, UpsRow};
use crate::quick::QuickMap;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::room::{Feed, FeedUse, Hardware, Outlets, PowerUnit, Rack, Room, Stand, Ups};
use fiasco_estate::{FeedId, HardwareId, PowerUnitId, RackId, RoomId, Said};
use fiasco_source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Rows of the machine room, until all parts are read.
#[derive(Default)]
pub(super) struct Rooms {
    rooms: Vec<RoomRow>,
    racks: Vec<RackRow>,
    feeds: Vec<FeedRow>,
    ups: Vec<UpsRow>,
    power_units: Vec<PowerUnitRow>,
    /// Whether any source lists racks: then a name that is not among them leads nowhere.
    racks_listed: bool,
    room_ids: HashMap<String, RoomId>,
    rack_ids: QuickMap<String, RackId>,
    feed_ids: HashMap<(Option<RoomId>, String), FeedId>,
    /// Feeds as devices name them, resolved once for all that were written together.
    named_feeds: QuickMap<(usize, Option<RoomId>), NamedFeeds>,
    /// The same for what they state of themselves.
    hardware: QuickMap<usize, (Arc<Hardware>, HardwareId)>,
}

/// What devices wrote, kept so that its place in memory stays its own, and what it resolved to.
type NamedFeeds = (Arc<Vec<FeedName>>, Arc<Vec<FeedUse>>);

/// What a device is in the machine room.
pub(super) struct Placed {
    pub(super) stand: Option<Said<Stand>>,
    pub(super) room: Option<RoomId>,
    pub(super) feeds: Option<Said<Arc<Vec<FeedUse>>>>,
    pub(super) hardware: Option<HardwareId>,
}

impl Rooms {
    pub(super) fn take(&mut self, part: &mut Part) {
        self.rooms.append(&mut part.rooms);
        self.racks.append(&mut part.racks);
        self.feeds.append(&mut part.feeds);
        self.ups.append(&mut part.ups);
        self.power_units.append(&mut part.power_units);
    }
}

/// Facts that only what stands in a machine room states.
const PHYSICAL: &[FactKind] = &[
    FactKind::Power,
    FactKind::Nameplate,
    FactKind::Psus,
    FactKind::Weight,
];

impl Join {
    /// Rooms, racks, feeds, UPSs and PDUs; devices come after them.
    pub(super) fn rooms(&mut self) {
        self.room_rows();
        self.rack_rows();
        self.feed_rows();
        self.ups_rows();
        self.power_unit_rows();
    }

    fn room_rows(&mut self) {
        let rows = std::mem::take(&mut self.room.rooms);
        for row in rows {
            if let Some(id) = self.room.room_ids.get(&row.name.value).copied() {
                let name = row.name.value.clone();
                if let Some(known) = self.estate.rooms.get_mut(id.index()) {
                    merge_facts(&mut known.facts, &row.facts, &name, &mut self.estate.notes);
                    known.openings.extend(row.openings);
                    known.cooling.extend(row.cooling);
                }
                continue;
            }
            let id = RoomId::at(self.estate.rooms.len());
            self.room.room_ids.insert(row.name.value.clone(), id);
            self.estate.rooms.push(Room {
                name: row.name,
                openings: row.openings,
                cooling: row.cooling,
                facts: row.facts,
            });
        }
        let first = self.room.racks.first().map(|row| row.name.at);
        let first = first.or_else(|| self.room.feeds.first().map(|row| row.name.at));
        if let (true, Some(at)) = (self.estate.rooms.is_empty(), first) {
            self.room.room_ids.insert(ONLY_ROOM.to_owned(), RoomId::at(0));
            self.estate.rooms.push(Room {
                name: Said {
                    value: ONLY_ROOM.to_owned(),
                    at,
                },
                openings: Vec::new(),
                cooling: Vec::new(),
                facts: Facts::default(),
            });
        }
    }

    /// The room of this name; the only one there is where none is named.
    fn room_of(&mut self, name: Option<&Said<String>>) -> Option<RoomId> {
        let Some(name) = name else {
            return (self.estate.rooms.len() == 1).then(|| RoomId::at(0));
        };
        let found = self.room.room_ids.get(&name.value).copied();
        if found.is_none() {
            self.dangling(name, "a room", |join| {
                join.estate
                    .rooms
                    .iter()
                    .map(|room| room.name.value.as_str())
                    .collect()
            });
        }
        found
    }

    fn rack_rows(&mut self) {
        let rows = std::mem::take(&mut self.room.racks);
        self.room.racks_listed = !rows.is_empty();
        for row in rows {
            let room = self.room_of(row.room.as_ref());
            if let Some(id) = self.room.rack_ids.get(&row.name.value).copied() {
                let name = row.name.value.clone();
                if let Some(known) = self.estate.racks.get_mut(id.index()) {
                    merge_facts(&mut known.facts, &row.facts, &name, &mut self.estate.notes);
                    known.reserved.extend(row.reserved);
                    known.room = known.room.or(room);
                }
                continue;
            }
            self.add_rack(row.name, room, row.reserved, row.facts);
        }
    }

    fn add_rack(
        &mut self,
        name: Said<String>,
        room: Option<RoomId>,
        reserved: Vec<Said<(u32, u32)>>,
        facts: Facts,
    ) -> RackId {
        let id = RackId::at(self.estate.racks.len());
        self.room.rack_ids.insert(name.value.clone(), id);
        self.estate.racks.push(Rack {
            name,
            room,
            reserved,
            facts,
        });
        id
    }

    fn feed_rows(&mut self) {
        for row in std::mem::take(&mut self.room.feeds) {
            let room = self.room_of(row.room.as_ref());
            let key = (room, row.name.value.clone());
            if let Some(id) = self.room.feed_ids.get(&key).copied() {
                if let Some(known) = self.estate.feeds.get_mut(id.index()) {
                    merge_facts(&mut known.facts, &row.facts, &key.1, &mut self.estate.notes);
                }
                continue;
            }
            self.room
                .feed_ids
                .insert(key, FeedId::at(self.estate.feeds.len()));
            self.estate.feeds.push(Feed {
                name: row.name,
                room,
                three_phase: row.three_phase,
                curve: row.curve,
                facts: row.facts,
            });
        }
    }

    /// The feed of this name in a room; where the room is not known, the only feed of that name.
    fn feed_of(&mut self, room: Option<RoomId>, name: &Said<String>) -> Option<FeedId> {
        let found = self.room.feed_ids.get(&(room, name.value.clone())).copied();
        let found = found.or_else(|| {
            let mut named = self.estate.feed_ids().filter(|id| {
                let feed = self.estate.feed(*id);
                feed.name.value == name.value && (room.is_none() || feed.room.is_none())
            });
            named.next().filter(|_| named.next().is_none())
        });
        if found.is_none() {
            self.dangling(name, "a feed", |join| {
                join.estate
                    .feeds
                    .iter()
                    .map(|feed| feed.name.value.as_str())
                    .collect()
            });
        }
        found
    }

    fn ups_rows(&mut self) {
        for row in std::mem::take(&mut self.room.ups) {
            let room = self.room_of(row.room.as_ref());
            let names_none = row.feeds.is_empty();
            let feeds: Vec<FeedId> = if names_none {
                let all = self.estate.feed_ids();
                all.filter(|id| self.estate.feed(*id).room == room).collect()
            } else {
                row.feeds
                    .iter()
                    .filter_map(|name| self.feed_of(room, name))
                    .collect()
            };
            self.estate.ups.push(Ups {
                name: row.name,
                room: room.filter(|_| names_none && feeds.is_empty()),
                feeds,
                facts: row.facts,
            });
        }
    }

    fn power_unit_rows(&mut self) {
        for row in std::mem::take(&mut self.room.power_units) {
            let rack = row
                .rack
                .as_ref()
                .and_then(|name| self.rack_of(&name.value, name.at));
            let room = match rack {
                Some(rack) => self.estate.rack(rack).room,
                None => self.room_of(row.room.as_ref()),
            };
            let feed = row.feed.as_ref().and_then(|name| self.feed_of(room, name));
            let unit = PowerUnitId::at(self.estate.power_units.len());
            self.estate.power_units.push(PowerUnit {
                name: row.name,
                rack,
                feed,
                facts: row.facts,
            });
            self.estate
                .outlets
                .extend(row.outlets.iter().map(|outlets| Outlets {
                    unit,
                    kind: outlets.kind,
                    count: outlets.count,
                    leg: outlets.leg,
                    at: outlets.at,
                }));
        }
    }

    fn rack_of(&mut self, name: &str, at: Option<Span>) -> Option<RackId> {
        if let Some(id) = self.room.rack_ids.get(name) {
            return Some(*id);
        }
        let name = &Said {
            value: name.to_owned(),
            at,
        };
        if self.room.racks_listed {
            self.dangling(name, "a rack", |join| {
                join.estate
                    .racks
                    .iter()
                    .map(|rack| rack.name.value.as_str())
                    .collect()
            });
            return None;
        }
        let room = (self.estate.rooms.len() == 1).then(|| RoomId::at(0));
        Some(self.add_rack(name.clone(), room, Vec::new(), Facts::default()))
    }

    /// What a device is in the machine room. It is in the room of its rack, or in the one it names, or in that of
    /// its feeds; where there is only one room, whatever draws power or weighs something is in it.
    pub(super) fn placed(&mut self, row: &DeviceRow) -> Placed {
        let stand = row.stand.as_ref().and_then(|said| {
            let StandRow { rack, at, face } = &said.value;
            let rack = self.rack_of(rack, said.at)?;
            let (at, face) = (*at, *face);
            Some(Said {
                value: Stand { rack, at, face },
                at: said.at,
            })
        });
        let mut room = stand
            .as_ref()
            .and_then(|stand| self.estate.rack(stand.value.rack).room);
        if let (None, Some(name)) = (room, &row.room) {
            room = self.room_of(Some(name));
        }
        let physical = row.feeds.is_some() || PHYSICAL.iter().any(|kind| row.facts.has(*kind));
        if room.is_none() && physical && self.estate.rooms.len() == 1 {
            room = Some(RoomId::at(0));
        }
        let feeds = row.feeds.as_ref().map(|named| self.feeds_named(named, room));
        let feeds = feeds.filter(|feeds| !feeds.value.is_empty());
        if let (None, Some(feeds)) = (room, &feeds) {
            let mut rooms = feeds.value.iter().map(|used| self.estate.feed(used.feed).room);
            room = rooms.next().flatten();
        }
        let hardware = row.hardware.as_ref().map(|own| self.own_hardware(own));
        Placed {
            stand,
            room,
            feeds,
            hardware,
        }
    }

    fn feeds_named(
        &mut self,
        named: &Said<Arc<Vec<FeedName>>>,
        room: Option<RoomId>,
    ) -> Said<Arc<Vec<FeedUse>>> {
        let key = (Arc::as_ptr(&named.value).addr(), room);
        if let Some((_, known)) = self.room.named_feeds.get(&key) {
            return Said {
                value: Arc::clone(known),
                at: named.at,
            };
        }
        let mut used = Vec::with_capacity(named.value.len());
        let before = self.estate.notes.len();
        for name in named.value.iter() {
            let said = Said {
                value: name.feed.clone(),
                at: named.at,
            };
            if let Some(feed) = self.feed_of(room, &said) {
                used.push(FeedUse { feed, leg: name.leg });
            }
        }
        let used = Arc::new(used);
        // A name that leads nowhere is told at each place that has it.
        if self.estate.notes.len() == before {
            self.room
                .named_feeds
                .insert(key, (Arc::clone(&named.value), Arc::clone(&used)));
        }
        Said {
            value: used,
            at: named.at,
        }
    }

    fn own_hardware(&mut self, own: &Arc<Hardware>) -> HardwareId {
        let key = Arc::as_ptr(own).addr();
        if let Some((_, id)) = self.room.hardware.get(&key) {
            return *id;
        }
        let id = HardwareId::at(self.estate.hardware.len());
        self.estate.hardware.push(Hardware::clone(own));
        self.room.hardware.insert(key, (Arc::clone(own), id));
        id
    }
}
