//! The plant of a view: rooms with cooling or feeds, and the machines in them.

use super::{FeedState, Machine, Plant, RoomState, UpsState};
use crate::assume::{self, Honesty};
use crate::lower::Spot;
use crate::relax::Relax;
use fiasco_estate::fact::{Fact, key};
use fiasco_estate::quantity::dim;
use fiasco_estate::{Bounds, DeviceId, FeedId, View};
use fiasco_sim::element::battery::{Battery, BatterySpec};
use fiasco_sim::element::heat::{Heat, HeatSpec};
use fiasco_sim::element::machine::{Machine as Each, MachineSpec};
use fiasco_sim::element::trip::{Trip, TripSpec};
use std::collections::BTreeMap;

/// 0 °C, K.
const FREEZING: f64 = 273.15;

/// The middle of an interval; `None` where it has none.
pub(crate) fn middle(bounds: Bounds) -> Option<f64> {
    Some(f64::midpoint(bounds.lo.to_f64(), bounds.hi?.to_f64()))
}

fn celsius(fact: Fact<dim::Temperature>) -> Option<f64> {
    middle(fact.bounds()).map(|kelvins| kelvins - FREEZING)
}

impl Plant {
    /// Builds it; each host is a machine of its own.
    #[must_use]
    pub fn of(view: &View<'_>, hosts: &[Spot], relax: &[Relax], honesty: &mut Honesty) -> Self {
        let mut plant = Self::default();
        let estate = view.estate;
        let more = |what: Relax| if relax.contains(&what) { 2.0 } else { 1.0 };
        let mut feed_at: BTreeMap<FeedId, usize> = BTreeMap::new();
        for room in estate.room_ids() {
            let at = plant.rooms.len();
            let row = estate.room(room);
            let here = view.relations.likes.feeds_of_room.get(room.index());
            let mut feeds = Vec::new();
            for feed in here.into_iter().flatten() {
                feed_at.insert(*feed, plant.feeds.len());
                feeds.push(plant.feeds.len());
                plant.feeds.push(feed_state(view, *feed, at, more(Relax::Feeds)));
            }
            let units: Vec<Option<f64>> = row.cooling.iter().map(|unit| middle(unit.power)).collect();
            let known: Option<Vec<f64>> = units.into_iter().collect();
            let known = known.filter(|units| !units.is_empty());
            let units: Vec<f64> = known
                .iter()
                .flatten()
                .map(|unit| unit * more(Relax::Cooling))
                .collect();
            let heat = known.map(|_| {
                let racks = estate.racks.iter().filter(|rack| rack.room == Some(room)).count();
                let air = middle(row.facts.get(key::Air).bounds()).unwrap_or_else(|| {
                    let air = assume::AIR_PER_RACK * racks.max(1) as f64;
                    honesty.assume(format!("{air:.0} m³ of air in {}", row.name.value), "air");
                    air
                });
                let supply = celsius(row.facts.get(key::Supply)).unwrap_or_else(|| {
                    honesty.assume(format!("cooling of {} supplies 20 °C", row.name.value), "supply");
                    assume::SUPPLY
                });
                Heat::new(HeatSpec {
                    capacity: air * assume::AIR_HEAT,
                    cooling: units.iter().sum(),
                    supply,
                })
            });
            if heat.is_none() {
                honesty.leave_out(format!("heat in {}: its cooling is not stated", row.name.value));
            }
            plant.rooms.push(RoomState {
                room,
                heat,
                units,
                warmest: heat.map_or(f64::NEG_INFINITY, |heat| heat.temperature()),
                feeds,
            });
        }
        if plant.rooms.is_empty() {
            return plant;
        }
        plant.add_ups(view, &feed_at);
        plant.add_machines(view, hosts, &feed_at, honesty);
        if plant.feeds.iter().any(|feed| feed.rating.is_some()) {
            honesty.assume("breakers trip in the middle of their band", "curve");
        }
        plant
    }

    fn add_ups(&mut self, view: &View<'_>, feed_at: &BTreeMap<FeedId, usize>) {
        for id in view.estate.ups_ids() {
            let row = view.estate.one_ups(id);
            let at = self.ups.len();
            for feed in row.feeds.iter().filter_map(|feed| feed_at.get(feed)) {
                self.feeds[*feed].ups = Some(at);
            }
            let fact = |bounds: Bounds| middle(bounds).filter(|value| *value > 0.0);
            let lasts = fact(row.facts.get(key::Runtime).bounds());
            let load = fact(row.facts.get(key::RuntimeAt).bounds());
            let battery = lasts.zip(load).map(|(lasts, at)| {
                let exponent = fact(row.facts.get(key::Peukert).bounds()).unwrap_or(assume::PEUKERT);
                Battery::new(BatterySpec { lasts, at, exponent })
            });
            let rated = fact(row.facts.get(key::UpsWatts).bounds());
            self.ups.push(UpsState {
                ups: id,
                battery,
                watts: rated.or_else(|| fact(row.facts.get(key::UpsRating).bounds())),
                most: 0.0,
                empty: None,
            });
        }
    }

    fn add_machines(
        &mut self,
        view: &View<'_>,
        hosts: &[Spot],
        feed_at: &BTreeMap<FeedId, usize>,
        honesty: &mut Honesty,
    ) {
        let likes = &view.relations.likes;
        let like_of = |device: DeviceId| likes.of_device.get(device.index()).copied().flatten();
        let mut left: BTreeMap<u32, i64> = BTreeMap::new();
        for at in 0..likes.all.len() as u32 {
            left.insert(at, view.of_like(at));
        }
        for (host, spot) in hosts.iter().enumerate() {
            if let Some(like) = like_of(spot.device) {
                if let Some(left) = left.get_mut(&like) {
                    *left -= 1;
                }
                self.add_machine(view, like, spot.device, 1.0, Some(host), feed_at, honesty);
            }
        }
        for (like, count) in left.into_iter().filter(|(_, count)| *count > 0) {
            let first = likes.all[like as usize].first;
            self.add_machine(view, like, first, count as f64, None, feed_at, honesty);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each is a different thing, and there is one caller"
    )]
    fn add_machine(
        &mut self,
        view: &View<'_>,
        like: u32,
        device: DeviceId,
        count: f64,
        host: Option<usize>,
        feed_at: &BTreeMap<FeedId, usize>,
        honesty: &mut Honesty,
    ) {
        let row = &view.relations.likes.all[like as usize];
        let Some(room) = self.rooms.iter().position(|state| state.room == row.room) else {
            return;
        };
        let name = view.estate.device_name(device);
        let Some(full) = middle(row.draw) else {
            honesty.leave_out(format!("heat and power of {name}: what it draws is not known"));
            return;
        };
        if full == 0.0 {
            return;
        }
        let idle = middle(view.estate.device_fact(device, key::Idle).bounds());
        if host.is_some() && idle.is_none() {
            honesty.assume(format!("{name} draws as much idle as at work"), "idle");
        }
        let max_inlet = celsius(view.estate.device_fact(device, key::MaxInlet));
        if max_inlet.is_none() && self.rooms[room].heat.is_some() {
            honesty.assume("devices throttle at 35 °C unless they say otherwise", "max_inlet");
        }
        let max_inlet = max_inlet.unwrap_or(assume::MAX_INLET);
        let shutdown = celsius(view.estate.device_fact(device, key::ShutdownInlet));
        if shutdown.is_none() && self.rooms[room].heat.is_some() {
            honesty.assume(
                "devices shut down 8 K above that, within a minute",
                "shutdown_inlet",
            );
        }
        self.machines.push(Machine {
            device,
            count,
            host,
            room,
            feeds: row
                .feeds
                .iter()
                .filter_map(|used| feed_at.get(&used.feed).copied())
                .collect(),
            each: Each::new(spec(
                idle.unwrap_or(full).min(full),
                full,
                max_inlet,
                shutdown
                    .unwrap_or(max_inlet + assume::SHUTDOWN_ABOVE)
                    .max(max_inlet),
            )),
            off: None,
            runaway: 0.0,
            draws: 0.0,
        });
    }
}

/// A machine that draws and minds this, and behaves as assumed otherwise.
pub(super) fn spec(idle: f64, full: f64, throttles: f64, stops: f64) -> MachineSpec {
    MachineSpec {
        idle,
        full,
        throttles,
        stops,
        stopping: assume::SHUTDOWN_TAKES,
        throttled: assume::THROTTLED,
        hysteresis: assume::HYSTERESIS,
    }
}

fn feed_state(view: &View<'_>, feed: FeedId, room: usize, more: f64) -> FeedState {
    let row = view.estate.feed(feed);
    let volts = middle(row.facts.get(key::Voltage).bounds());
    let amps = middle(row.facts.get(key::Current).bounds());
    let phases = if row.three_phase { 3.0_f64.sqrt() } else { 1.0 };
    let curve = row.curve.as_ref().map_or('C', |curve| curve.value);
    let rating = volts.zip(amps).map(|(volts, amps)| volts * amps * phases * more);
    FeedState::new(feed, room, rating, curve)
}

impl FeedState {
    /// A feed that carries nothing yet, with a breaker of this curve.
    pub(super) fn new(feed: FeedId, room: usize, rating: Option<f64>, curve: char) -> Self {
        let breaker = |share| Trip::new(TripSpec::within_band(share, curve));
        Self {
            feed,
            room,
            rating,
            trip: breaker(assume::BAND),
            band: [breaker(0.0), breaker(1.0)],
            alive: true,
            lost: false,
            ups: None,
            watts: 0.0,
            most: 0.0,
            warmth: [0.0; 2],
            tripped: None,
            tripped_with: 0.0,
            undisturbed: None,
        }
    }
}
