//! Places in the racks of one room, handed out one device at a time.
//!
//! A [`Packer`] knows the free stretches of a room's racks, front and rear, and gives each device that growth
//! makes the place it takes, or refuses it. It knows no estate: racks are numbers with a height, and all heights
//! and places are in half units, place 0 being the bottom of the rack.
//!
//! ## What a device may take
//! Its height at one stretch, within a rack, outside of what is reserved and of what stands. A device of full
//! depth takes both faces, the others one. A device that is whole units high starts at a whole unit; one with
//! half a unit in its height may start at any half. A device without a height takes no place and is no matter of
//! this module.
//!
//! ## Policy
//! *Best fit*: of all gaps of the room in which the device fits, the shortest one, and there the lowest place.
//! Where several are equally short for it: the rack of the device it is a copy of, then racks in their order, then
//! the lowest. Two refinements come before that, and keep whole units for those that need them: for a device of
//! whole units the half unit at the bottom of a gap that begins at a half does not count, and of two gaps equally
//! long for a device, one that begins at a half goes first to a device with half a unit in its height and last to
//! any other.
//!
//! A gap is measured on the faces the device needs: a device at the front is put where the front is tight,
//! whatever the rear holds. Nothing that stands is moved, and no device gives back its place.
//!
//! ## What holds
//! - No place overlaps another, a reserved stretch, or the end of a rack.
//! - A device is refused only if no place in the room would take it *as things stand*. Best fit is not clairvoyant:
//!   devices of several heights, or of full and of half depth, may take places that others would have needed.
//!   [`Packer::plan_together`] says whether planning all of them at once would have helped.
//! - Devices of one height and one footprint: no arrangement whatever holds more of them. A gap holds as many as
//!   fit from its lowest possible place up, and each that is placed leaves exactly one fewer. The same goes for
//!   front and rear devices side by side, as they never meet.
//! - Devices of one footprint, each whole units high or half a unit, each height a multiple of the next smaller one
//!   (4 U, 2 U, 1 U, 0.5 U): [`Packer::plan_together`] finds a plan whenever there is one. Largest first, whatever
//!   was put into a gap before is a multiple of the height at hand, so it cost as many places of that height as it
//!   had to. Beyond this, not finding a plan does not prove that there is none: packing in general is NP-hard.

use fiasco_estate::ids::RackId;
use fiasco_estate::room::HALF_UNITS;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

/// Which faces of a rack a device takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Footprint {
    /// Front and rear.
    Full,
    /// The front alone.
    FrontOnly,
    /// The rear alone.
    RearOnly,
}

/// The form of a device, as far as racks care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    /// Its height in half units. What has no height takes no place, and needs none.
    pub height: NonZeroU32,
    /// The faces it takes.
    pub footprint: Footprint,
}

/// A device that stands in a rack today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its lowest place, in half units.
    pub at: u32,
    /// Its height in half units.
    pub height: u32,
    /// The faces it takes.
    pub footprint: Footprint,
}

/// A rack as it is today. Stretches may overlap or reach out of it: what they share with it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Space {
    /// Its height in half units.
    pub height: u32,
    /// Stretches kept free on both faces: first place and height, in half units.
    pub reserved: Vec<(u32, u32)>,
    /// What stands in it.
    pub standing: Vec<Standing>,
}

/// A device that asks for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Its form.
    pub shape: Shape,
    /// The rack of the device it is a copy of; one of another room makes no difference.
    pub origin: Option<RackId>,
}

/// A place that a device takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The rack.
    pub rack: RackId,
    /// The lowest half unit it takes.
    pub at: u32,
}

/// A free stretch on the faces of a footprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The rack.
    pub rack: RackId,
    /// Its lowest half unit.
    pub at: u32,
    /// Its height in half units.
    pub height: u32,
}

/// What a gap has to offer, on one scale for devices of whole units and others: twice its height, less one if it
/// begins at a half unit. It grows with the height of the gap and with the part that whole units can use.
fn rank(start: u32, end: u32) -> u64 {
    2 * u64::from(end - start) - u64::from(start % HALF_UNITS)
}

/// The least rank of a gap that holds a device of this height. A gap that begins at a half unit holds a device of
/// whole units only if it is half a unit higher, and then its rank is 2 (h + 1) - 1 > 2 h; a device with half a
/// unit in its height may start there, and 2 h - 1 is enough.
fn least_rank(height: u32) -> u64 {
    2 * u64::from(height) - u64::from(height % HALF_UNITS)
}

/// The gaps of a room on the faces of one footprint.
#[derive(Debug, Clone, Default)]
struct Lane {
    /// The end of each gap, by rack and start. Gaps of a rack never touch.
    ends: BTreeMap<(RackId, u32), u32>,
    /// The same gaps, those that offer least first.
    by_rank: BTreeSet<(u64, RackId, u32)>,
}

impl Lane {
    fn add(&mut self, rack: RackId, start: u32, end: u32) {
        if start < end {
            self.ends.insert((rack, start), end);
            self.by_rank.insert((rank(start, end), rack, start));
        }
    }

    /// Takes a stretch out of all gaps that it meets.
    fn take(&mut self, rack: RackId, from: u32, to: u32) {
        if from >= to {
            return;
        }
        while let Some((&(_, start), &end)) = self.ends.range((rack, 0)..(rack, to)).next_back() {
            if end <= from {
                return;
            }
            self.ends.remove(&(rack, start));
            self.by_rank.remove(&(rank(start, end), rack, start));
            self.add(rack, start, from);
            self.add(rack, to, end);
        }
    }

    /// The place that best fit gives a device of this height.
    fn best(&self, height: u32, origin: Option<RackId>) -> Option<Place> {
        let least = (least_rank(height), RackId(0), 0);
        let first = self.by_rank.range(least..).next()?;
        let at_origin = origin.and_then(|origin| {
            let ties = (first.0, origin, 0)..=(first.0, origin, u32::MAX);
            self.by_rank.range(ties).next()
        });
        let &(_, rack, start) = at_origin.unwrap_or(first);
        let whole = height.is_multiple_of(HALF_UNITS);
        let skipped = if whole { start % HALF_UNITS } else { 0 };
        Some(Place {
            rack,
            at: start + skipped,
        })
    }
}

/// The free places of a room.
#[derive(Debug, Clone, Default)]
struct Free {
    front: Lane,
    rear: Lane,
    both: Lane,
}

impl Free {
    fn lane(&self, footprint: Footprint) -> &Lane {
        match footprint {
            Footprint::Full => &self.both,
            Footprint::FrontOnly => &self.front,
            Footprint::RearOnly => &self.rear,
        }
    }

    fn take(&mut self, rack: RackId, at: u32, height: u32, footprint: Footprint) {
        let end = at.saturating_add(height);
        if footprint != Footprint::RearOnly {
            self.front.take(rack, at, end);
        }
        if footprint != Footprint::FrontOnly {
            self.rear.take(rack, at, end);
        }
        self.both.take(rack, at, end);
    }

    fn place(&mut self, request: Request) -> Option<Place> {
        let Shape { height, footprint } = request.shape;
        let place = self.lane(footprint).best(height.get(), request.origin)?;
        self.take(place.rack, place.at, height.get(), footprint);
        Some(place)
    }

    /// Places all requests in this order, or none; the places stand in the order of the requests.
    fn place_all(mut self, requests: &[Request], order: &[usize]) -> Option<Vec<Place>> {
        let mut places = vec![None; requests.len()];
        for &index in order {
            places[index] = Some(self.place(requests[index])?);
        }
        places.into_iter().collect()
    }
}

/// The least rank refused per footprint. No place ever comes back, so what needs as much is refused from then on.
#[derive(Debug, Clone)]
struct Refused([u64; 3]);

/// Hands out the places of one room.
#[derive(Debug, Clone)]
pub struct Packer {
    today: Free,
    now: Free,
    refused: Refused,
}

impl Packer {
    /// The room as it stands today; racks are taken in the order of their ids, which is that of the source.
    #[must_use]
    pub fn new(racks: &BTreeMap<RackId, Space>) -> Self {
        let mut today = Free::default();
        for (&rack, space) in racks {
            for lane in [&mut today.front, &mut today.rear, &mut today.both] {
                lane.add(rack, 0, space.height);
            }
            for &(at, height) in &space.reserved {
                today.take(rack, at, height, Footprint::Full);
            }
            for device in &space.standing {
                today.take(rack, device.at, device.height, device.footprint);
            }
        }
        Self {
            now: today.clone(),
            today,
            refused: Refused([u64::MAX; 3]),
        }
    }

    /// Gives a device its place, for good; `None` if nothing in the room would take it as things stand.
    ///
    /// Takes O(log n) of the room's gaps, a refusal of what was refused before O(1).
    pub fn place(&mut self, request: Request) -> Option<Place> {
        let needs = least_rank(request.shape.height.get());
        let refused = &mut self.refused.0[request.shape.footprint as usize];
        if needs >= *refused {
            return None;
        }
        let place = self.now.place(request);
        if place.is_none() {
            *refused = needs;
        }
        place
    }

    /// Plans all of growth's requests of the room at once, from the room as it stands today, with the same best
    /// fit: the highest devices first, of equally high ones those of full depth first, else as asked. If that
    /// fails, in the order they are given, so that what first come, first served finds is always found.
    ///
    /// The places are in the order of the requests. `None` means that no plan was found; see the head of the
    /// module for when that means there is none. Takes O(n log n), so ask once per scale of interest and not once
    /// per device.
    #[must_use]
    pub fn plan_together(&self, requests: &[Request]) -> Option<Vec<Place>> {
        let as_asked: Vec<usize> = (0..requests.len()).collect();
        let mut largest_first = as_asked.clone();
        largest_first.sort_by_key(|&index| {
            let Shape { height, footprint } = requests[index].shape;
            (Reverse(height), footprint != Footprint::Full)
        });
        self.today
            .clone()
            .place_all(requests, &largest_first)
            .or_else(|| self.today.clone().place_all(requests, &as_asked))
    }

    /// What is still free on the faces of a footprint, rack by rack from the bottom up.
    pub fn gaps(&self, footprint: Footprint) -> impl Iterator<Item = Gap> {
        let ends = &self.now.lane(footprint).ends;
        ends.iter().map(|(&(rack, at), &end)| Gap {
            rack,
            at,
            height: end - at,
        })
    }
}
