//! The run: takes the earliest event, moves the request it concerns as far as it goes, and again.

use super::controls::Controls;
use super::outcome::{End, Outcome};
use super::program::{CallOp, Program};
use super::source::{Rhythm, Source, sources};
use super::watch::Watch;
use crate::element::adaptive::Adaptive;
use crate::element::balancer::Balancer;
use crate::element::breaker::Breaker;
use crate::element::budget::Budget;
use crate::element::cache::Cache;
use crate::element::limiter::Limiter;
use crate::element::pool::Pool;
use crate::element::station::Station;
use crate::events::agenda::Agenda;
use crate::events::key::{Key, MAX_PAYLOAD, MAX_SEQUENCE, NEVER, is_never, moment, pack, payload, time};
use crate::events::lane::Lane;
use crate::jobs::frame::{Doing, Frames, From};
use crate::jobs::line::Line;
use crate::jobs::record::{Attempts, Limited, Lookups, Requests, Spawned};
use crate::model::Model;
use crate::random::{Law, Stream, stream};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A law and the stream it is drawn from.
#[derive(Clone, Debug)]
pub(super) struct Draw {
    pub law: Law,
    pub stream: Stream,
}

impl Draw {
    #[inline(always)]
    pub fn sample(&mut self) -> f64 {
        self.law.sample(&mut self.stream)
    }
}

/// What stands between the caller and the callee of one call, and what happened there.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub counted: Attempts,
    pub budget: Option<Budget>,
    pub breaker: Option<Breaker>,
    pub adaptive: Option<Adaptive>,
    /// Attempts under way.
    pub inside: u32,
}

impl Guard {
    fn of(call: &CallOp) -> Self {
        Self {
            counted: Attempts::default(),
            budget: call.budget.map(Budget::new),
            breaker: call.breaker.map(Breaker::new),
            adaptive: call.adaptive.map(Adaptive::new),
            inside: 0,
        }
    }
}

/// A cache, and who waits for a key that another loads.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub cache: Cache,
    pub line: Line,
    /// Who has joined the line since the beginning, and who has left it.
    pub joined: u64,
    pub released: u64,
}

impl Store {
    /// Whether everyone who joined another's load is accounted for.
    fn conserves(&self) -> bool {
        self.joined == self.released + u64::from(self.line.len())
    }
}

/// Where in the agenda sources begin, then stations, then lanes, then one place for all other delays and the controls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaves {
    pub sources: u32,
    pub stations: u32,
    pub lanes: u32,
    pub delays: u32,
}

/// Payloads of the heap of delays from here on are controls, below it frames.
pub(super) const CONTROLS: u32 = MAX_PAYLOAD / 2;

/// Events between two looks whether the run must be cut.
const LOOK: u64 = 64;
/// Keys and frames that so many events take, and many more.
const MARGIN: u64 = 1 << 22;

#[derive(Clone, Debug)]
pub(super) struct Engine<'a, W> {
    pub program: &'a Program,
    /// Who watches; `()` for nobody, which costs nothing.
    pub watch: W,
    pub agenda: Agenda,
    pub leaves: Leaves,
    pub sources: Vec<Source>,
    pub stations: Vec<Station>,
    pub pools: Vec<Pool>,
    pub balancers: Vec<Balancer>,
    pub limiters: Vec<Limiter>,
    pub stores: Vec<Store>,
    pub guards: Vec<Guard>,
    pub lanes: Vec<Lane>,
    /// Delays that are drawn, and controls.
    pub delays: BinaryHeap<Reverse<Key>>,
    pub controls: Controls,
    pub frames: Frames,
    /// Frames that go on in the same moment, after the one that moves.
    pub ready: VecDeque<Next>,
    /// Jobs that a station has dropped or lost, and that must hear of it.
    pub dropped: Vec<u32>,
    pub draws: Vec<Draw>,
    pub spawned: Vec<Spawned>,
    pub limited: Vec<Limited>,
    pub lookups: Vec<Lookups>,
    pub now: f64,
    pub since: f64,
    pub sequence: u64,
    pub events: u64,
}

/// How a frame goes on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    /// It waits for an event.
    Wait,
    /// This frame goes on.
    Go(u32),
    /// This frame ends, well or not.
    End(u32, bool),
    /// The attempt that this caller's own frame makes ends, well or not.
    Answer(u32, bool),
}

impl<'a, W: Watch> Engine<'a, W> {
    /// At time 0, with every first arrival on the agenda.
    pub fn new(model: &Model, program: &'a Program, seed: u64, replication: u64, watch: W) -> Self {
        let sources = sources(model, program, seed, replication);
        let places = [sources.len(), model.stations.len(), program.lanes.len()];
        let agenda = Agenda::new(places.iter().sum::<usize>() + 1);
        let mut place = agenda.leaves();
        let [stations, lanes, delays] = places.map(|many| {
            place += many as u32;
            place
        });
        let leaves = Leaves {
            sources: agenda.leaves(),
            stations,
            lanes,
            delays,
        };
        let classes = model.sources.iter().map(|source| source.spec.class);
        let classes = classes.max().unwrap_or(0).saturating_add(1);
        let balancer = |spec: &crate::model::Named<crate::model::BalancerSpec>| {
            let own = Stream::new(
                seed,
                stream::name(&spec.name),
                stream::name("balancer"),
                replication,
            );
            Balancer::new(&spec.spec, own)
        };
        let mut engine = Self {
            program,
            watch,
            agenda,
            leaves,
            stations: model
                .stations
                .iter()
                .map(|station| Station::new(&station.spec, classes))
                .collect(),
            pools: model
                .pools
                .iter()
                .map(|pool| Pool::new(pool.spec.size, pool.spec.room))
                .collect(),
            balancers: model.balancers.iter().map(balancer).collect(),
            limiters: model
                .limiters
                .iter()
                .map(|limiter| Limiter::new(limiter.spec))
                .collect(),
            stores: model
                .caches
                .iter()
                .map(|cache| Store {
                    cache: Cache::new(&cache.spec),
                    line: Line::default(),
                    joined: 0,
                    released: 0,
                })
                .collect(),
            guards: program.calls.iter().map(Guard::of).collect(),
            lanes: program.lanes.iter().map(|delay| Lane::new(*delay)).collect(),
            delays: BinaryHeap::new(),
            controls: Controls::new(model, seed, replication),
            frames: Frames::default(),
            ready: VecDeque::new(),
            dropped: Vec::new(),
            draws: program
                .draws
                .iter()
                .map(|(law, a, b)| Draw {
                    law: law.clone(),
                    stream: Stream::new(seed, *a, *b, replication),
                })
                .collect(),
            spawned: vec![Spawned::default(); program.spawns as usize],
            limited: vec![Limited::default(); model.limiters.len()],
            lookups: vec![Lookups::default(); model.caches.len()],
            sources,
            now: 0.0,
            since: 0.0,
            sequence: 0,
            events: 0,
        };
        for station in &model.waits {
            engine.stations[station.index()].keep_waits();
        }
        for source in 0..engine.sources.len() as u32 {
            engine.open(source);
        }
        engine.open_controls();
        engine
    }

    /// Everything that happens up to a time, at most until so many events have happened since the beginning.
    pub fn advance(&mut self, until: f64, events: u64) -> End {
        // Before the beginning nothing happens, nor at what is not a time. A negative zero has other bits than zero.
        if until.is_nan() || until < 0.0 {
            return End::Time;
        }
        let last = (until + 0.0).to_bits();
        loop {
            let key = self.agenda.first();
            if moment(key) > last {
                if until.is_finite() {
                    self.now = self.now.max(until);
                }
                return if is_never(key) { End::Empty } else { End::Time };
            }
            if self.events >= events || (self.events.is_multiple_of(LOOK) && self.is_full()) {
                return End::Cut;
            }
            let (at, leaf) = (time(key), payload(key));
            // A station's clock rounds: what is due may lie a last bit before what has happened.
            if at >= self.now {
                self.now = at;
            } else {
                rounded();
            }
            self.events += 1;
            // One place where frames begin their steps, so that these are laid out where most of them begin.
            if let Some((frame, at)) = self.happen(leaf) {
                let next = self.step(frame, at);
                self.go_on(next);
            }
        }
    }

    /// Whether the keys or the frames come to an end.
    #[cold]
    fn is_full(&self) -> bool {
        self.sequence >= MAX_SEQUENCE - MARGIN || self.frames.all.len() as u64 >= u64::from(CONTROLS) - MARGIN
    }

    /// What was counted up to now.
    pub fn outcome(&self, end: End) -> Outcome {
        debug_assert!(self.conserves(), "an element lost a job");
        let asked = self.sources.len() - self.program.probes.len();
        let now = self.now;
        Outcome {
            requests: self
                .sources
                .iter()
                .take(asked)
                .map(|source| source.requests.clone())
                .collect(),
            visits: self.stations.iter().map(|station| station.visits(now)).collect(),
            waits: self
                .stations
                .iter()
                .map(|station| station.waits().cloned())
                .collect(),
            holds: self.pools.iter().map(|pool| pool.holds(now)).collect(),
            attempts: self.guards.iter().map(|guard| guard.counted).collect(),
            spawned: self.spawned.clone(),
            limited: self.limited.clone(),
            lookups: self.lookups.clone(),
            sent: self
                .balancers
                .iter()
                .map(|balancer| balancer.sent().collect())
                .collect(),
            since: self.since,
            events: self.events,
            now,
            end,
            most: self.frames.most(),
            live: self.frames.live(),
        }
    }

    /// Whether every element accounts for all that came to it, and all requests for all frames.
    fn conserves(&self) -> bool {
        self.stations.iter().all(Station::conserves)
            && self.pools.iter().all(Pool::conserves)
            && self.balancers.iter().all(Balancer::conserves)
            && self.stores.iter().all(Store::conserves)
            && self
                .sources
                .iter()
                .map(|source| &source.requests)
                .all(|requests| {
                    requests.arrived >= requests.done + requests.failed
                        && requests.sojourn.count == requests.done
                        && requests.sojourns.count() == requests.done
                })
    }

    /// The first arrival, or the first thoughts of the users.
    fn open(&mut self, source: u32) {
        let Rhythm::Closed(users, _) = self.sources[source as usize].rhythm else {
            let sequence = self.tick();
            let key = self.sources[source as usize].next(self.now, sequence);
            self.agenda.set(self.leaves.sources + source, key);
            return;
        };
        for _ in 0..users {
            let from = &self.sources[source as usize];
            let origin = From::outside(source, from.class, 0);
            let frame = self.frames.take(from.entry, self.now, origin);
            self.think(frame);
        }
    }

    /// Forgets what was counted, but for what is under way.
    pub fn restart(&mut self, at: f64) {
        self.since = at;
        self.controls.restart(&self.stations, at);
        self.stations.iter_mut().for_each(|station| station.restart(at));
        self.pools.iter_mut().for_each(|pool| pool.restart(at));
        self.guards
            .iter_mut()
            .for_each(|guard| guard.counted = Attempts::default());
        self.spawned.fill(Spawned::default());
        self.limited.fill(Limited::default());
        self.lookups.fill(Lookups::default());
        for requests in self.sources.iter_mut().map(|source| &mut source.requests) {
            let arrived = requests.arrived - requests.done - requests.failed;
            *requests = Requests {
                arrived,
                carried: arrived,
                ..Requests::default()
            };
        }
    }

    #[inline]
    pub fn tick(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// A source's request comes: its frame, and where it begins.
    #[inline(always)]
    fn arrive(&mut self, source: u32, leaf: u32) -> (u32, u32) {
        let trace = self.watch.begins(source, self.now);
        let sequence = self.tick();
        let from = &mut self.sources[source as usize];
        from.requests.arrived += 1;
        let next = from.next(self.now, sequence);
        let (entry, origin) = (from.entry, From::outside(source, from.class, trace));
        self.agenda.set(leaf, next);
        (self.frames.take(entry, self.now, origin), entry)
    }

    pub fn think(&mut self, frame: u32) {
        let from = &mut self.sources[self.frames.all[frame as usize].source as usize];
        if let Rhythm::Closed(_, law) = &from.rhythm {
            let pause = law.sample(&mut from.stream);
            self.delay(frame, pause, Doing::Think);
        }
    }

    /// The event of a leaf; the frame that goes on with its next step, if any, and where that is.
    #[inline(always)]
    fn happen(&mut self, leaf: u32) -> Option<(u32, u32)> {
        let leaves = self.leaves;
        if leaf < leaves.stations {
            return Some(self.arrive(leaf - leaves.sources, leaf));
        }
        if leaf < leaves.lanes {
            return self.complete(leaf - leaves.stations, leaf);
        }
        if leaf < leaves.delays {
            self.lane(leaf - leaves.lanes, leaf);
        } else {
            let first = self.delays.pop();
            self.agenda.set(leaf, self.next_delay());
            match first {
                Some(Reverse(key)) if payload(key) < CONTROLS => self.fire(key),
                Some(Reverse(key)) => self.control(payload(key) - CONTROLS),
                None => {}
            }
        }
        None
    }

    /// A station has served a job: the frame that goes on, and where.
    #[inline(always)]
    fn complete(&mut self, station: u32, leaf: u32) -> Option<(u32, u32)> {
        let sequence = self.tick();
        let at = &mut self.stations[station as usize];
        let job = at.complete(self.now, sequence, &mut self.frames, &mut self.dropped);
        let next = at.next();
        self.agenda.set(leaf, next);
        if !self.dropped.is_empty() {
            self.fail_dropped();
        }
        let job = job?;
        let frame = &mut self.frames.all[job as usize];
        match frame.doing {
            Doing::Direct => {
                let at = frame.goes_on();
                self.frames.exit();
                Some((job, at))
            }
            Doing::Inline => {
                let next = self.answered(job, true);
                self.go(next);
                None
            }
            _ => {
                frame.at += 1;
                Some((job, frame.at))
            }
        }
    }

    /// Those that a station dropped hear of it, after whoever moves now.
    pub fn fail_dropped(&mut self) {
        let frames = &self.frames;
        let fails = |job| match frames.all[job as usize].doing {
            Doing::Inline | Doing::Direct => Next::Answer(job, false),
            _ => Next::End(job, false),
        };
        self.ready.extend(self.dropped.drain(..).map(fails));
    }

    fn lane(&mut self, lane: u32, leaf: u32) {
        let (now, frames) = (self.now, &self.frames);
        let ring = &mut self.lanes[lane as usize];
        let dead = |key| frames.is_dead(key);
        let due = ring.skip(dead).is_some_and(|head| time(head) <= now);
        let fired = if due { ring.pop() } else { None };
        let head = ring.skip(dead);
        self.agenda.set(leaf, head.unwrap_or(NEVER));
        if let Some(key) = fired {
            self.fire(key);
        }
    }

    /// A delay that only this frame's timer cancels.
    pub fn delay(&mut self, frame: u32, pause: f64, doing: Doing) {
        let sequence = self.tick();
        let waiter = &mut self.frames.all[frame as usize];
        (waiter.timer, waiter.doing) = (sequence, doing);
        self.later(pack(self.now + pause, sequence, frame));
    }

    /// Something happens at a drawn time: a frame's delay ends, or a control happens.
    pub fn later(&mut self, key: Key) {
        self.delays.push(Reverse(key));
        self.agenda.set(self.leaves.delays, self.next_delay());
    }

    fn next_delay(&self) -> Key {
        self.delays.peek().map_or(NEVER, |Reverse(key)| *key)
    }

    /// A delay of the length of this lane.
    #[inline]
    pub fn constant_delay(&mut self, frame: u32, lane: u32, doing: Doing) {
        let at = self.tick();
        let waiter = &mut self.frames.all[frame as usize];
        (waiter.timer, waiter.doing) = (at, doing);
        self.queue_timer(frame, lane, at);
    }

    /// A frame's timer, which has its number already, queues behind the others of this lane.
    #[inline(always)]
    pub fn queue_timer(&mut self, frame: u32, lane: u32, timer: u64) {
        let frames = &self.frames;
        let ring = &mut self.lanes[lane as usize];
        let key = pack(self.now + ring.delay, timer, frame);
        if ring.push(key, |key| frames.is_dead(key)) {
            self.agenda.set(self.leaves.lanes + lane, key);
        }
    }

    /// A timer fires; those of frames that wait for something else by now are dead.
    fn fire(&mut self, key: Key) {
        if self.frames.is_dead(key) {
            return;
        }
        let index = payload(key);
        let frame = &mut self.frames.all[index as usize];
        frame.timer = 0;
        let next = match frame.doing {
            Doing::Run => Next::Wait,
            Doing::Think => {
                let source = frame.source as usize;
                (frame.at, frame.started) = (self.sources[source].entry, self.now);
                frame.trace = self.watch.begins(frame.source, self.now);
                self.sources[source].requests.arrived += 1;
                Next::Go(index)
            }
            Doing::Sleep => {
                frame.at += 1;
                Next::Go(index)
            }
            Doing::Pause => Next::Go(index),
            Doing::Queue => self.impatient(index),
            Doing::Await => self.timed_out(index),
            Doing::Inline | Doing::Direct => self.parted(index),
        };
        self.go(next);
    }

    /// Most steps end in a wait, and nobody else goes on in the same moment.
    #[inline(always)]
    fn go_on(&mut self, next: Next) {
        if !matches!(next, Next::Wait) || !self.ready.is_empty() {
            self.go(next);
        }
    }

    #[inline(never)]
    pub fn go(&mut self, mut next: Next) {
        loop {
            next = match next {
                Next::Wait => match self.ready.pop_front() {
                    Some(next) => next,
                    None => return,
                },
                Next::Go(frame) => self.step(frame, self.frames.all[frame as usize].at),
                Next::End(frame, well) => self.end(frame, well),
                Next::Answer(frame, well) => self.answered(frame, well),
            };
        }
    }
}

/// Nothing: it tells the compiler which way events rarely go, so that none waits for the last one's time.
#[cold]
fn rounded() {}
