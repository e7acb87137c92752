//! The run: simulation and machine room go on side by side, second by second. What the processors did in a second is
//! what the machines drew in it; what heat and power do to machines holds for services from the next second on.

use crate::assume::{self, WELL};
use crate::faults::{Deed, Planned};
use crate::lower::Lowered;
use crate::plant::{Happening, Plant, What};
use fiasco_sim::kernel::{End, Outcome, Run, Simulation, Watch};
use fiasco_sim::model::Effect;

/// Windows that a run is cut into at the most; a long one has longer windows.
const WINDOWS: f64 = 900.0;

/// How long a calm run lasts at the most, s.
const CALM: f64 = 60.0;
/// The shortest stretch after everything that says anything, s.
const AFTER: f64 = 10.0;

/// How a run is made.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The seed of all random streams.
    pub seed: u64,
    /// Which replication.
    pub replication: u64,
    /// Events after which it is cut.
    pub events: u64,
    /// Whether the room goes on when services end: with the load of the hold, up to this time, s.
    pub room_until: f64,
}

/// What one door saw in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DoorTide {
    /// Requests a second that came.
    pub rate: f64,
    /// Ended well.
    pub done: u64,
    /// Of these, in time.
    pub in_time: f64,
    /// Failed.
    pub failed: u64,
    /// The 99th percentile of those that ended well, s.
    pub p99: Option<f64>,
    /// Under way at its end.
    pub under_way: u64,
}

/// What one service saw in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TierTide {
    /// The share of its processors at work.
    pub busy: f64,
    /// Requests inside its stations, on the average.
    pub inside: f64,
    /// Those that wait for a worker, on the average.
    pub waiting: f64,
    /// Turned away because it accepts no more connections.
    pub refused: u64,
}

/// What one call saw in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EdgeTide {
    /// Calls.
    pub calls: u64,
    /// Attempts.
    pub attempts: u64,
    /// Attempts given up.
    pub timeouts: u64,
    /// Those that wait for a connection of the pool, on the average.
    pub waiting: f64,
    /// Connections in use, on the average.
    pub held: f64,
}

/// A window.
#[derive(Clone, Debug, PartialEq)]
pub struct Tide {
    /// Its end, s.
    pub at: f64,
    /// Doors.
    pub doors: Vec<DoorTide>,
    /// Services.
    pub tiers: Vec<TierTide>,
    /// Calls.
    pub edges: Vec<EdgeTide>,
    /// Temperature of each room at its end, °C.
    pub rooms: Vec<Option<f64>>,
    /// What each feed carries at its end, W.
    pub feeds: Vec<f64>,
    /// What each UPS has left.
    pub charge: Vec<f64>,
}

/// A run.
#[derive(Clone, Debug)]
pub struct Play {
    /// Windows, in order.
    pub tides: Vec<Tide>,
    /// What happened in the room.
    pub happened: Vec<Happening>,
    /// What the script did.
    pub done: Vec<Planned>,
    /// The room at the end.
    pub plant: Plant,
    /// What was counted in all.
    pub all: Option<Outcome>,
    /// What was counted in the second half of the hold.
    pub hold: Option<Outcome>,
    /// What came of it after all was over, where the machines still stood.
    pub after: Option<After>,
    /// The share that is answered in time had nothing happened; only where things do not come back.
    pub calm: Option<f64>,
    /// Events that it took.
    pub events: u64,
    /// Whether it was cut.
    pub cut: bool,
    /// The length of a window, s.
    pub window: f64,
}

/// What came of it after all was over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct After {
    /// The share of requests that were answered well and in time, in the second half of the stretch that was left.
    pub share: f64,
    /// The begin of that half, s.
    pub from: f64,
    /// The end of the stretch, s: that of the script, or when the first machine went off.
    pub at: f64,
}

/// A run under way.
struct Under<'a, W> {
    low: &'a Lowered,
    run: Option<Run<'a, W>>,
    plant: Plant,
    before: Option<Outcome>,
    /// The share of its processors that each host kept busy in the last window.
    busy: Vec<f64>,
    later: Vec<(f64, Effect)>,
    planned: std::collections::VecDeque<Planned>,
    tides: Vec<Tide>,
    happened: Vec<Happening>,
    done: Vec<Planned>,
    cut: bool,
    now: f64,
}

/// Makes a run.
#[must_use]
pub fn play(low: &Lowered, planned: &[Planned], limits: Limits) -> Play {
    play_watched(low, planned, limits, |_| ()).0
}

/// Makes a run that is watched, where anything flows.
pub fn play_watched<W: Watch>(
    low: &Lowered,
    planned: &[Planned],
    limits: Limits,
    watch: impl FnOnce(&Simulation) -> W,
) -> (Play, Option<W>) {
    let stage = &low.stage;
    let window = (stage.end.max(limits.room_until) / WINDOWS).max(1.0);
    let mut under = Under {
        low,
        run: low
            .sim
            .as_ref()
            .map(|sim| sim.watched(limits.seed, limits.replication, watch(sim))),
        plant: low.plant.clone(),
        before: None,
        busy: vec![0.0; low.hosts.len()],
        later: Vec::new(),
        planned: planned.iter().cloned().collect(),
        tides: Vec::new(),
        happened: Vec::new(),
        done: Vec::new(),
        cut: false,
        now: 0.0,
    };
    under.before = under.run.as_ref().map(|run| run.outcome(End::Time));
    let (from, to) = stage.hold;
    let middle = f64::midpoint(from, to);
    under.go(middle, window, limits.events);
    let began = under.counted();
    under.go(to, window, limits.events);
    let hold = under.counted().zip(began).map(|(now, then)| now.since(&then));
    let busy_in_hold = under.busy.clone();
    under.go(stage.end, window, limits.events);
    let all = under.counted();
    let mut events = all.as_ref().map_or(0, |counted| counted.events);
    let after = under.after();
    let stays_bad = after.is_some_and(|after| after.share < WELL);
    let mut calm = None;
    if let Some(sim) = low.calm.as_ref().filter(|_| stays_bad) {
        let mut run = sim.start(limits.seed, limits.replication);
        let until = CALM.min(stage.end);
        run.advance(until / 2.0, limits.events);
        let began = run.outcome(End::Time);
        under.cut |= run.advance(until, limits.events) == End::Cut;
        let ended = run.outcome(End::Time);
        events += ended.events;
        calm = in_time_share(low, &ended.since(&began));
    }
    if limits.room_until > under.now {
        under.busy = busy_in_hold;
        under.room_alone(limits.room_until, window);
    }
    let watch = under.run.map(Run::into_watch);
    let play = Play {
        tides: under.tides,
        happened: under.happened,
        done: under.done,
        plant: under.plant,
        all,
        hold,
        after,
        calm,
        events,
        cut: under.cut,
        window,
    };
    (play, watch)
}

/// The share of requests that came in a stretch and were answered well and in time in it; `None` where none came.
#[must_use]
pub fn in_time_share(low: &Lowered, counted: &Outcome) -> Option<f64> {
    let (mut came, mut in_time) = (0.0, 0.0);
    for door in &low.doors {
        // A calm run has no spikes.
        let sources = door
            .sources
            .iter()
            .filter_map(|source| counted.requests.get(source.index()));
        for requests in sources {
            came += (requests.arrived - requests.carried) as f64;
            in_time += requests.done as f64 * (1.0 - requests.sojourns.share_above(assume::IN_TIME));
        }
    }
    (came > 0.0).then(|| (in_time / came).min(1.0))
}

impl<W: Watch> Under<'_, W> {
    fn counted(&self) -> Option<Outcome> {
        self.run.as_ref().map(|run| run.outcome(End::Time))
    }

    /// What came of it after all was over: whether services come back can only be said while the machines stand.
    fn after(&self) -> Option<After> {
        let over = self.low.stage.over?;
        let off = self
            .happened
            .iter()
            .find(|happening| matches!(happening.what, What::Off(..)));
        let at = off.map_or(self.low.stage.end, |off| off.at).min(self.now);
        if self.cut || at - over < AFTER {
            return None;
        }
        let from = f64::midpoint(over, at);
        let (mut came, mut in_time, mut before) = (0.0, 0.0, from);
        for tide in self
            .tides
            .iter()
            .filter(|tide| tide.at > from && tide.at <= at + 1e-9)
        {
            for door in &tide.doors {
                came += door.rate * (tide.at - before).min(tide.at);
                in_time += door.in_time;
            }
            before = tide.at;
        }
        (came > 0.0).then(|| After {
            share: (in_time / came).min(1.0),
            from,
            at,
        })
    }

    /// Goes on to a time, window by window.
    fn go(&mut self, until: f64, window: f64, events: u64) {
        while self.now < until && !self.cut {
            let mut next = (self.now + window).min(until);
            // What the script does happens at its time.
            if let Some(planned) = self.planned.front() {
                next = next.min(planned.at.max(self.now));
            }
            if next <= self.now {
                self.deeds();
                continue;
            }
            if let Some(run) = &mut self.run {
                self.cut = run.advance(next, events) == End::Cut;
            }
            let past = next - self.now;
            self.now = next;
            self.look(past);
            let happened = self.plant.advance(next, &self.busy);
            self.obey(&happened);
            self.happened.extend(happened);
            self.deeds();
        }
    }

    /// The room goes on by itself, with the load that it has.
    fn room_alone(&mut self, until: f64, window: f64) {
        while self.now < until {
            self.now = (self.now + window).min(until);
            let happened = self.plant.advance(self.now, &self.busy);
            self.happened.extend(happened);
        }
    }

    /// What was seen in the window that ends now.
    fn look(&mut self, past: f64) {
        let low = self.low;
        let (mut doors, mut tiers, mut edges) = (Vec::new(), Vec::new(), Vec::new());
        if let (Some(run), Some(before)) = (&self.run, &self.before) {
            let counted = run.outcome(End::Time);
            let seen = counted.since(before);
            doors = low
                .doors
                .iter()
                .map(|door| door_tide(&seen, &door.sources, past))
                .collect();
            for tier in &low.tiers {
                let mut tide = TierTide::default();
                let (mut busy, mut there) = (0.0, 0.0);
                for station in &tier.stations {
                    let visits = &seen.visits[station.index()];
                    busy += visits.busy_time;
                    there += visits.server_time;
                    tide.inside += visits.inside_time / past;
                }
                tide.busy = if there > 0.0 { busy / there } else { 0.0 };
                for pool in &tier.workers {
                    tide.waiting += seen.holds[pool.index()].waiting_time / past;
                }
                tide.refused = tier
                    .connections
                    .iter()
                    .map(|pool| seen.holds[pool.index()].refused)
                    .sum();
                tiers.push(tide);
            }
            for edge in &low.edges {
                let mut tide = EdgeTide::default();
                for at in &edge.attempts {
                    let attempts = &seen.attempts[*at];
                    tide.calls += attempts.calls;
                    tide.attempts += attempts.attempts;
                    tide.timeouts += attempts.timeouts;
                }
                for pool in &edge.pools {
                    let holds = &seen.holds[pool.index()];
                    tide.waiting += holds.waiting_time / past;
                    tide.held += holds.held_time / past;
                }
                edges.push(tide);
            }
            for (share, spot) in self.busy.iter_mut().zip(&low.hosts) {
                *share = seen.visits[spot.station.index()].utilization();
            }
            self.before = Some(counted);
        }
        self.tides.push(Tide {
            at: self.now,
            doors,
            tiers,
            edges,
            rooms: self.plant.rooms.iter().map(|room| room.temperature()).collect(),
            feeds: self.plant.feeds.iter().map(|feed| feed.watts()).collect(),
            charge: self.plant.ups.iter().map(|ups| ups.charge()).collect(),
        });
    }

    fn apply(&mut self, effect: Effect) {
        if let Some(run) = &mut self.run {
            run.apply(effect);
        }
    }

    /// Services feel what happened to the machines they run on.
    fn obey(&mut self, happened: &[Happening]) {
        for happening in happened {
            match happening.what {
                What::Throttles(at) | What::Recovers(at) | What::ShutsDown(at) => {
                    let machine = &self.plant.machines[at];
                    if let Some(host) = machine.host {
                        let speed = machine.speed();
                        self.apply(Effect::Speed(self.low.hosts[host].station, speed));
                    }
                }
                What::Off(at, _) => {
                    if let Some(host) = self.plant.machines[at].host {
                        self.host(host, false);
                    }
                }
                What::Trips(_) | What::Empty(_) | What::Overloaded(_) => {}
            }
        }
    }

    /// A host is gone, or back: who spreads the load notices a while later.
    fn host(&mut self, host: usize, up: bool) {
        let station = self.low.hosts[host].station;
        self.apply(Effect::Refuses(station, !up));
        if up {
            self.apply(Effect::Speed(station, 1.0));
        } else {
            self.apply(Effect::Lose(station));
        }
        for tier in &self.low.tiers {
            if let Some((balancer, hosts)) = &tier.balancer {
                for (member, stands) in hosts.iter().enumerate() {
                    if *stands == Some(host) {
                        let effect = Effect::Out(*balancer, member as u32, !up);
                        self.later.push((self.now + assume::DETECTION, effect));
                    }
                }
            }
        }
    }

    /// Does what is due.
    fn deeds(&mut self) {
        let now = self.now;
        let due: Vec<Effect> = self
            .later
            .iter()
            .filter(|(at, _)| *at <= now)
            .map(|(_, effect)| *effect)
            .collect();
        self.later.retain(|(at, _)| *at > now);
        for effect in due {
            self.apply(effect);
        }
        while self.planned.front().is_some_and(|planned| planned.at <= now) {
            let Some(planned) = self.planned.pop_front() else {
                break;
            };
            self.deed(&planned);
            self.done.push(planned);
        }
    }

    fn deed(&mut self, planned: &Planned) {
        let begins = planned.begins;
        match &planned.deed {
            Deed::Machines(machines, hosts) => {
                for machine in machines {
                    self.plant.switch(*machine, !begins);
                }
                for host in hosts {
                    self.host(*host, !begins);
                }
            }
            Deed::Feed(feed) => self.plant.lose_feed(*feed, begins),
            Deed::Cooling(room, unit, watts) => {
                self.plant
                    .set_cooling(*room, *unit, if begins { 0.0 } else { *watts });
            }
            Deed::Slow(stations, speed) => {
                for station in stations {
                    self.apply(Effect::Speed(*station, if begins { *speed } else { 1.0 }));
                }
            }
            Deed::Runaway(host, cores) => {
                let spot = self.low.hosts[*host];
                let all = spot.cores.ceil();
                let left = if begins { all - cores.min(all) } else { all };
                // A loop shares the processors like everybody else: of a single core it takes a half.
                let (servers, speed) = if left >= 1.0 { (left, 1.0) } else { (all, 0.5) };
                self.apply(Effect::Servers(spot.station, servers as u32));
                self.apply(Effect::Speed(spot.station, speed));
                let share = if begins {
                    (cores / spot.cores).min(1.0)
                } else {
                    0.0
                };
                for machine in self
                    .plant
                    .machines
                    .iter_mut()
                    .filter(|machine| machine.host == Some(*host))
                {
                    machine.runaway = share;
                }
            }
            Deed::Forget(caches) => {
                for cache in caches.iter().filter(|_| begins) {
                    self.apply(Effect::Clear(*cache));
                }
            }
        }
    }
}

fn door_tide(seen: &Outcome, sources: &[fiasco_sim::model::SourceId], past: f64) -> DoorTide {
    let mut tide = DoorTide::default();
    let mut came = 0;
    for source in sources {
        let requests = &seen.requests[source.index()];
        came += requests.arrived - requests.carried;
        tide.done += requests.done;
        tide.in_time += requests.done as f64 * (1.0 - requests.sojourns.share_above(assume::IN_TIME));
        tide.failed += requests.failed;
        tide.under_way += requests.under_way();
    }
    tide.rate = came as f64 / past;
    tide.p99 = sources
        .first()
        .and_then(|source| seen.requests[source.index()].sojourns.quantile(0.99));
    tide
}
