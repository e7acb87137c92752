//! Where new devices stand: each asks for a place in its origin's room when it is born. What finds none still draws,
//! serves and plugs in; it only stands nowhere.

use super::pack::{Footprint, Packer, Request, Shape, Space, Standing};
use fiasco_estate::fact::key;
use fiasco_estate::quantity::Rational;
use fiasco_estate::room::{Face, HALF_UNITS, Stand};
use fiasco_estate::{DeviceId, Estate, Grown, NewStand, Plan, RackId, Relations, RoomId, Step};
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// What a copy of a device asks for, and where its origin stands: side by side in memory, since births go from group to
/// group.
#[derive(Clone, Copy)]
struct Ask {
    wish: Wish,
    stand: Option<Stand>,
    room: Option<RoomId>,
}

/// What a copy of a device asks for.
#[derive(Clone, Copy)]
enum Wish {
    /// Nothing: it stands in no rack, or takes no units.
    Nothing,
    /// A place of a height that nobody stated.
    Unmeasured,
    /// A place of this form.
    Place(Shape, Face),
}

/// Hands out the places of all rooms.
pub struct Placing {
    rooms: Vec<Packer>,
    /// By device.
    asks: Vec<Ask>,
    /// What was asked for in each room up to the first refusal.
    asked: Vec<Vec<Request>>,
}

impl Placing {
    /// The rooms as they stand, with what the plan installs in its stated place; nothing where there are no racks.
    #[must_use]
    pub fn of(estate: &Estate, plan: &Plan) -> Self {
        let rooms = estate.rooms.len();
        let mut placing = Self {
            rooms: Vec::new(),
            asks: Vec::new(),
            asked: vec![Vec::new(); rooms],
        };
        if estate.racks.is_empty() || (plan.axes.is_empty() && plan.adds.is_empty()) {
            return placing;
        }
        let mut spaces: Vec<BTreeMap<RackId, Space>> = vec![BTreeMap::new(); rooms];
        for id in estate.rack_ids() {
            let rack = estate.rack(id);
            let height = rack.facts.get(key::Units).bounds().lo;
            if let (Some(room), Some(height)) = (rack.room, halves(height)) {
                let space = Space {
                    height: height / HALF_UNITS * HALF_UNITS,
                    reserved: rack.reserved.iter().map(|said| said.value).collect(),
                    standing: Vec::new(),
                };
                spaces[room.index()].insert(id, space);
            }
        }
        placing.asks.reserve(estate.devices.len());
        for id in estate.device_ids() {
            let wish = wish(estate, id);
            let device = estate.device(id);
            let stand = device.stand.as_ref().map(|said| said.value);
            placing.asks.push(Ask {
                wish,
                stand,
                room: stand.and_then(|stand| estate.rack(stand.rack).room),
            });
            let installed = device.planned.is_none() || installs(plan, id);
            let place = device
                .stand
                .as_ref()
                .and_then(|said| Some((said.value, said.value.at?)));
            if let (true, Some((stand, at))) = (installed, place)
                && let Some(room) = estate.rack(stand.rack).room
                && let Some(space) = spaces[room.index()].get_mut(&stand.rack)
            {
                // One unit at least, where nobody stated how many.
                let (height, footprint) = match wish {
                    Wish::Place(shape, _) => (shape.height.get(), shape.footprint),
                    Wish::Unmeasured => (HALF_UNITS, Footprint::Full),
                    Wish::Nothing => continue,
                };
                space.standing.push(Standing {
                    at,
                    height,
                    footprint,
                });
            }
        }
        placing.rooms = spaces.iter().map(Packer::new).collect();
        placing
    }

    /// The `position`-th new device is born, the copy of number `number` of `origin`: where it stands.
    pub fn bear(
        &mut self,
        relations: &Relations,
        grown: &mut Grown,
        born: (DeviceId, u32, u32),
        step: Step,
    ) -> Option<Stand> {
        let (origin, number, position) = born;
        let Ask { wish, stand, room } = *self.asks.get(origin.index())?;
        let (stand, room) = (stand?, room?);
        if number == 0 && stand.at.is_some() {
            stands(relations, grown, origin, stand.rack, step);
            return Some(stand);
        }
        let (shape, face) = match wish {
            Wish::Nothing => return None,
            Wish::Unmeasured => {
                grown.asked_steps[room.index()].push(step);
                grown.unmeasured[room.index()].get_or_insert((origin, step));
                return None;
            }
            Wish::Place(shape, face) => (shape, face),
        };
        grown.asked_steps[room.index()].push(step);
        let request = Request {
            shape,
            origin: Some(stand.rack),
        };
        let first = grown.refused_steps[room.index()].is_empty();
        if first {
            self.asked[room.index()].push(request);
        }
        let packer = self.rooms.get_mut(room.index())?;
        let Some(place) = packer.place(request) else {
            if first {
                let asked = std::mem::take(&mut self.asked[room.index()]);
                grown.fits_together[room.index()] = packer.plan_together(&asked).is_some();
            }
            grown.refused_steps[room.index()].push(step);
            return None;
        };
        let stand = Stand {
            rack: place.rack,
            at: Some(place.at),
            face,
        };
        grown.stands.push(NewStand {
            device: position,
            stand,
        });
        stands(relations, grown, origin, place.rack, step);
        Some(stand)
    }
}

/// A device stands in a rack from a step on.
fn stands(relations: &Relations, grown: &mut Grown, origin: DeviceId, rack: RackId, step: Step) {
    if let Some(Some(like)) = relations.likes.of_device.get(origin.index()) {
        grown.rack_likes.entry((rack, *like)).or_default().push(step);
        grown.rack_steps[rack.index()].push(step);
    }
}

/// Whether a plan installs a planned device.
fn installs(plan: &Plan, device: DeviceId) -> bool {
    plan.adds.contains(&device) || plan.axes.iter().any(|axis| axis.with == Some(device))
}

fn wish(estate: &Estate, id: DeviceId) -> Wish {
    let device = estate.device(id);
    let Some(stand) = &device.stand else {
        return Wish::Nothing;
    };
    let units = estate.device_fact(id, key::Units).bounds();
    let Some(height) = units.point().and_then(halves) else {
        return Wish::Unmeasured;
    };
    let full = device
        .hardware
        .and_then(|hardware| estate.one_hardware(hardware).full_depth);
    let footprint = match (full, stand.value.face) {
        (Some(false), Face::Front) => Footprint::FrontOnly,
        (Some(false), Face::Rear) => Footprint::RearOnly,
        _ => Footprint::Full,
    };
    match NonZeroU32::new(height) {
        Some(height) => Wish::Place(Shape { height, footprint }, stand.value.face),
        None => Wish::Nothing,
    }
}

/// Rack units as half units, rounded up; `None` for what no rack has.
fn halves(units: Rational) -> Option<u32> {
    let halves = units.times(Rational::int(i64::from(HALF_UNITS))).ok()?.ceil();
    u32::try_from(halves).ok().filter(|halves| *halves <= 10_000)
}
