//! The machine room in a rehearsal: what machines draw, how warm it gets, which breaker trips, how long a battery holds.
//!
//! Between two changes every power is constant, so a temperature is a straight line, the warmth of a breaker an
//! exponential and the charge of a battery a straight line; what happens next is found in closed form, by the elements
//! of `fiasco_sim`, and everything goes on from there. What a machine draws follows the share of its processors that
//! was at work in the second before.

mod build;

pub(crate) use build::middle;

use fiasco_estate::{DeviceId, FeedId, RoomId, UpsId};
use fiasco_sim::element::battery::Battery;
use fiasco_sim::element::failover::shares;
use fiasco_sim::element::heat::Heat;
use fiasco_sim::element::machine::{Machine as Each, Running};
use fiasco_sim::element::trip::Trip;

/// Times closer than this are the same, s.
const SAME: f64 = 1e-9;

/// Something that happens in the room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// When, s.
    pub at: f64,
    /// What.
    pub what: What,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Machines begin to throttle: the warmest that one of this kind takes in is reached.
    Throttles(usize),
    /// Machines go back to full speed.
    Recovers(usize),
    /// Machines begin to shut down.
    ShutsDown(usize),
    /// Machines are off.
    Off(usize, Why),
    /// A breaker trips.
    Trips(usize),
    /// The battery of a UPS is empty.
    Empty(usize),
    /// A UPS carries more than it can from its battery.
    Overloaded(usize),
}

/// Why a machine is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was too warm.
    Heat,
    /// It has no power.
    Power,
    /// A script says so.
    Script,
}

/// Machines that are alike, or a single one that runs services.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The device they are, or are like.
    pub device: DeviceId,
    /// How many.
    pub count: f64,
    /// The host they are, as a position in the list of hosts.
    pub host: Option<usize>,
    room: usize,
    /// The feeds they hang on; none is all of the room, in full.
    feeds: Vec<usize>,
    /// Each of them, and why it is off, where it is.
    each: Each,
    off: Option<Why>,
    /// Cores that a loop without end takes, as a share of all.
    pub runaway: f64,
    /// Watts at the moment.
    draws: f64,
}

/// A room.
#[derive(Clone, Debug)]
pub struct RoomState {
    /// Which.
    pub room: RoomId,
    heat: Option<Heat>,
    /// What its cooling units take out, W.
    units: Vec<f64>,
    /// The warmest it got, °C.
    pub warmest: f64,
    feeds: Vec<usize>,
}

/// A feed.
#[derive(Clone, Debug)]
pub struct FeedState {
    /// Which.
    pub feed: FeedId,
    room: usize,
    rating: Option<f64>,
    trip: Trip,
    /// The breakers at both ends of the band: the first that may trip, and the last.
    band: [Trip; 2],
    /// Whether it carries anything.
    pub alive: bool,
    /// Whether what comes before it is gone, and a UPS carries it.
    lost: bool,
    ups: Option<usize>,
    watts: f64,
    /// The most it carried, W.
    pub most: f64,
    /// The warmest the breakers of the band got, as shares of where each trips.
    pub warmth: [f64; 2],
    /// When it tripped, s.
    pub tripped: Option<f64>,
    /// What it carried then, W.
    pub tripped_with: f64,
    /// What it carried before the first breaker of its room tripped, W.
    undisturbed: Option<f64>,
}

/// A UPS.
#[derive(Clone, Debug)]
pub struct UpsState {
    /// Which.
    pub ups: UpsId,
    battery: Option<Battery>,
    watts: Option<f64>,
    /// The most it carried from its battery, W.
    pub most: f64,
    /// When it was empty, s.
    pub empty: Option<f64>,
}

/// The whole plant.
#[derive(Clone, Debug, Default)]
pub struct Plant {
    /// The time, s.
    pub now: f64,
    /// Machines.
    pub machines: Vec<Machine>,
    /// Rooms with machines in them.
    pub rooms: Vec<RoomState>,
    /// Feeds.
    pub feeds: Vec<FeedState>,
    /// UPSs.
    pub ups: Vec<UpsState>,
}

impl Machine {
    /// The share of its speed that it runs at.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.each.speed()
    }

    /// Whether it is off.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.each.running() == Running::Off
    }

    fn watts(&self, busy: f64) -> f64 {
        self.count * self.each.watts(busy + self.runaway)
    }
}

impl RoomState {
    /// The temperature that machines take in, °C; `None` where it is not followed.
    #[must_use]
    pub fn temperature(&self) -> Option<f64> {
        self.heat.map(|heat| heat.temperature())
    }

    /// A cooling unit takes out nothing from now on, or again what it can.
    fn set_cooling(&mut self, unit: usize, watts: f64) {
        if let Some(power) = self.units.get_mut(unit) {
            *power = watts;
        }
        let all = self.units.iter().sum();
        if let Some(heat) = &mut self.heat {
            heat.set_cooling(all);
        }
    }
}

impl FeedState {
    /// What it carries, W.
    #[must_use]
    pub fn watts(&self) -> f64 {
        self.watts
    }

    /// Its rating, W.
    #[must_use]
    pub fn rating(&self) -> Option<f64> {
        self.rating
    }

    fn multiple(&self) -> f64 {
        self.rating.map_or(0.0, |rating| self.watts / rating)
    }
}

impl UpsState {
    /// The share of its charge that is left.
    #[must_use]
    pub fn charge(&self) -> f64 {
        self.battery.map_or(1.0, |battery| battery.charge())
    }
}

impl Plant {
    /// Goes on to a time, while each host keeps this share of its processors busy. What happened on the way, in order.
    pub fn advance(&mut self, until: f64, busy: &[f64]) -> Vec<Happening> {
        let mut happened = Vec::new();
        if self.machines.is_empty() {
            self.now = until;
            return happened;
        }
        // Every machine changes its state a few times at most: the bound is for numbers that round.
        let mut steps_left = 16 + 8 * (self.machines.len() + self.feeds.len() + self.ups.len());
        loop {
            self.distribute(busy);
            let next = self.next(until);
            self.pass(next - self.now);
            self.now = next;
            let before = happened.len();
            self.change(&mut happened);
            steps_left -= 1;
            if happened.len() == before && next >= until - SAME || steps_left == 0 {
                return happened;
            }
        }
    }

    /// What everything draws, and where from.
    fn distribute(&mut self, busy: &[f64]) {
        for feed in &mut self.feeds {
            feed.watts = 0.0;
        }
        for at in 0..self.machines.len() {
            let machine = &self.machines[at];
            let share = machine.host.and_then(|host| busy.get(host)).copied();
            let watts = machine.watts(share.unwrap_or(0.0));
            let all = &self.rooms[machine.room].feeds;
            let alive = |feed: usize| self.feeds[feed].alive;
            let shares: Vec<(usize, f64)> = shares(&machine.feeds, all, &alive).collect();
            for (feed, share) in shares {
                self.feeds[feed].watts += watts * share;
            }
            self.machines[at].draws = watts;
        }
        for feed in &mut self.feeds {
            feed.most = feed.most.max(feed.watts);
        }
    }

    fn heat_of(&self, room: usize) -> f64 {
        let here = self.machines.iter().filter(|machine| machine.room == room);
        here.map(|machine| machine.draws).sum()
    }

    fn battery_load(&self, ups: usize) -> f64 {
        let carried = self
            .feeds
            .iter()
            .filter(|feed| feed.alive && feed.lost && feed.ups == Some(ups));
        carried.map(|feed| feed.watts).sum()
    }

    /// When something happens next, `until` at the latest.
    fn next(&self, until: f64) -> f64 {
        let mut next = until;
        for (at, room) in self.rooms.iter().enumerate() {
            let Some(heat) = &room.heat else { continue };
            let watts = self.heat_of(at);
            for machine in self.machines.iter().filter(|machine| machine.room == at) {
                let Some(goal) = machine.each.minds() else {
                    continue;
                };
                if let Some(wait) = heat.until(goal, watts) {
                    next = next.min(self.now + wait);
                }
            }
        }
        for machine in &self.machines {
            if let Running::Stopping(at) = machine.each.running() {
                next = next.min(at);
            }
        }
        for feed in self.feeds.iter().filter(|feed| feed.alive) {
            if let Some(wait) = feed.trip.until(feed.multiple()) {
                next = next.min(self.now + wait);
            }
        }
        for (at, ups) in self.ups.iter().enumerate() {
            let load = self.battery_load(at);
            if let Some(wait) = ups.battery.as_ref().and_then(|battery| battery.until(load)) {
                next = next.min(self.now + wait);
            }
        }
        next.max(self.now)
    }

    /// Time passes in which nothing changes.
    fn pass(&mut self, past: f64) {
        let heats: Vec<f64> = (0..self.rooms.len()).map(|room| self.heat_of(room)).collect();
        for (room, watts) in self.rooms.iter_mut().zip(heats) {
            if let Some(heat) = &mut room.heat {
                heat.advance(past, watts);
                room.warmest = room.warmest.max(heat.temperature());
            }
        }
        let loads: Vec<f64> = (0..self.ups.len()).map(|ups| self.battery_load(ups)).collect();
        for (ups, load) in self.ups.iter_mut().zip(loads) {
            ups.most = ups.most.max(load);
            if let (Some(battery), true) = (&mut ups.battery, load > 0.0) {
                battery.advance(past, load);
            }
        }
        for at in 0..self.feeds.len() {
            let ambient = self.rooms[self.feeds[at].room].temperature();
            let feed = &mut self.feeds[at];
            let multiple = if feed.alive { feed.multiple() } else { 0.0 };
            // The first of the band is asked with all that it was asked for; the last as if every breaker had held,
            // since nobody knows that another trips.
            let over = |watts: f64| feed.rating.map_or(0.0, |rating| watts / rating);
            let first = if feed.tripped.is_some() {
                over(feed.tripped_with)
            } else {
                multiple
            };
            let last = feed.undisturbed.map_or(multiple, over);
            let [of_first, of_last] = &mut feed.band;
            for (trip, multiple) in [(of_first, first), (of_last, last), (&mut feed.trip, multiple)] {
                trip.advance(past, multiple);
                if let Some(ambient) = ambient {
                    trip.set_ambient(ambient);
                }
            }
            for (warmest, trip) in feed.warmth.iter_mut().zip(&feed.band) {
                *warmest = warmest.max(trip.warmth());
            }
        }
    }

    /// Everything that is due changes.
    fn change(&mut self, happened: &mut Vec<Happening>) {
        let now = self.now;
        let mut say = |what| happened.push(Happening { at: now, what });
        for at in 0..self.feeds.len() {
            let feed = &self.feeds[at];
            if feed.alive && feed.trip.until(feed.multiple()).is_some_and(|wait| wait <= SAME) {
                let room = feed.room;
                for other in self.feeds.iter_mut().filter(|other| other.room == room) {
                    other.undisturbed = other.undisturbed.or(Some(other.watts));
                }
                let feed = &mut self.feeds[at];
                (feed.alive, feed.tripped, feed.tripped_with) = (false, Some(now), feed.watts);
                say(What::Trips(at));
                // The others carry more from now on: what that does is seen next.
                return;
            }
        }
        for at in 0..self.ups.len() {
            let load = self.battery_load(at);
            let ups = &mut self.ups[at];
            if load <= 0.0 {
                continue;
            }
            let over = ups.watts.is_some_and(|most| load > most);
            if over || ups.charge() <= SAME {
                ups.empty = ups.empty.or(Some(now));
                say(if over {
                    What::Overloaded(at)
                } else {
                    What::Empty(at)
                });
                for feed in self
                    .feeds
                    .iter_mut()
                    .filter(|feed| feed.lost && feed.ups == Some(at))
                {
                    feed.alive = false;
                }
            }
        }
        for at in 0..self.machines.len() {
            let machine = &self.machines[at];
            let room = &self.rooms[machine.room];
            let hangs_on = if machine.feeds.is_empty() {
                &room.feeds
            } else {
                &machine.feeds
            };
            let dark = !hangs_on.is_empty() && hangs_on.iter().all(|feed| !self.feeds[*feed].alive);
            let inlet = room.temperature().unwrap_or(f64::NEG_INFINITY);
            let machine = &mut self.machines[at];
            if machine.is_off() {
                continue;
            }
            if dark {
                machine.each.switch(false);
                machine.off = Some(Why::Power);
                say(What::Off(at, Why::Power));
                continue;
            }
            match machine.each.feel(now, inlet, SAME) {
                None => {}
                Some(Running::On) => say(What::Recovers(at)),
                Some(Running::Throttled) => say(What::Throttles(at)),
                Some(Running::Stopping(_)) => say(What::ShutsDown(at)),
                Some(Running::Off) => {
                    machine.off = Some(Why::Heat);
                    say(What::Off(at, Why::Heat));
                }
            }
        }
    }

    /// A script switches machines off, or on again.
    pub fn switch(&mut self, at: usize, on: bool) {
        if let Some(machine) = self.machines.get_mut(at) {
            // What went off by itself is not switched on by the end of a script's fault.
            if !on || machine.off == Some(Why::Script) {
                machine.each.switch(on);
                machine.off = (!on).then_some(Why::Script);
            }
        }
    }

    /// What comes before a feed is lost, or there again: a UPS carries it as long as it can.
    pub fn lose_feed(&mut self, feed: FeedId, lost: bool) {
        for state in self.feeds.iter_mut().filter(|state| state.feed == feed) {
            state.lost = lost;
            state.alive = (!lost || state.ups.is_some()) && state.tripped.is_none();
        }
    }

    /// A cooling unit of a room, by its place, is lost, or takes out `watts` again.
    pub fn set_cooling(&mut self, room: RoomId, unit: usize, watts: f64) {
        for state in self.rooms.iter_mut().filter(|state| state.room == room) {
            state.set_cooling(unit, watts);
        }
    }

    /// The least temperatures at which a machine of a room throttles and shuts down, °C.
    #[must_use]
    pub fn limits(&self, room: usize) -> (f64, f64) {
        let here = self
            .machines
            .iter()
            .filter(|machine| machine.room == room && machine.each.spec().full > 0.0);
        here.fold((f64::INFINITY, f64::INFINITY), |(inlet, off), machine| {
            (
                inlet.min(machine.each.spec().throttles),
                off.min(machine.each.spec().stops),
            )
        })
    }

    /// Whether something happened in a room.
    #[must_use]
    pub fn in_room(&self, what: What, room: usize) -> bool {
        match what {
            What::Throttles(at) | What::Recovers(at) | What::ShutsDown(at) | What::Off(at, _) => {
                self.machines[at].room == room
            }
            What::Trips(at) => self.feeds[at].room == room,
            What::Empty(at) | What::Overloaded(at) => self
                .feeds
                .iter()
                .any(|feed| feed.ups == Some(at) && feed.room == room),
        }
    }

    /// Feeds of a room.
    #[must_use]
    pub fn feeds_of(&self, room: usize) -> &[usize] {
        &self.rooms[room].feeds
    }
}

#[cfg(test)]
mod tests;
