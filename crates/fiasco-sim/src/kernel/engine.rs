//! The run: takes the earliest event, moves the request it concerns as far as it goes, and again.

use super::agenda::Agenda;
use super::controls::Controls;
use super::frame::{Doing, Frames, From, NONE};
use super::heap::Heap;
use super::key::{Key, MAX_PAYLOAD, MAX_SEQUENCE, NEVER, pack, payload, sequence, time};
use super::lane::Lane;
use super::program::{CallOp, Program};
use super::record::{Attempts, Holds, Limited, Lookups, Requests, Spawned, Visits};
use super::watch::Watch;
use crate::element::adaptive::Adaptive;
use crate::element::arrivals::Process;
use crate::element::balancer::Balancer;
use crate::element::breaker::Breaker;
use crate::element::budget::Budget;
use crate::element::cache::Cache;
use crate::element::limiter::Limiter;
use crate::element::line::Line;
use crate::element::pool::Pool;
use crate::element::station::Station;
use crate::model::{Arrivals, Model};
use crate::random::{Law, Stream, stream};
use crate::stats::Histogram;
use std::collections::VecDeque;

/// How long a run lasts.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Counting begins at this time.
    pub warmup: f64,
    /// The run ends at this time.
    pub until: f64,
    /// The run is cut after this many events.
    pub events: u64,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its time was over.
    Time,
    /// It was cut: too many events, or too many requests at once.
    Cut,
    /// Nothing was left to happen.
    Empty,
}

/// What a run counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// For each arrival process.
    pub requests: Vec<Requests>,
    /// For each station.
    pub visits: Vec<Visits>,
    /// For each station the waits until service began, s, where [`Model::keep_waits`] asked for them.
    pub waits: Vec<Option<Histogram>>,
    /// For each pool.
    pub holds: Vec<Holds>,
    /// For each call, in the order of services and steps; a call that hedges comes after its two attempts.
    pub attempts: Vec<Attempts>,
    /// For each step that spawns, in the order of services and steps.
    pub spawned: Vec<Spawned>,
    /// For each limiter.
    pub limited: Vec<Limited>,
    /// For each cache.
    pub lookups: Vec<Lookups>,
    /// For each balancer, the attempts that each member was sent.
    pub sent: Vec<Vec<u64>>,
    /// When counting began.
    pub since: f64,
    /// Events that happened.
    pub events: u64,
    /// The time at the end.
    pub now: f64,
    /// Why it ended.
    pub end: End,
    /// The most requests and attempts that were under way at once.
    pub most: usize,
    /// Requests and attempts under way at the end.
    pub live: usize,
}

impl Outcome {
    /// What happened since an earlier reading of the same run, what was under way then carried over.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        macro_rules! each {
            ($($list:ident),+) => {
                Self {
                    $($list: self.$list.iter().zip(&before.$list).map(|(now, then)| now.since(then)).collect(),)+
                    waits: self
                        .waits
                        .iter()
                        .zip(&before.waits)
                        .map(|(now, then)| now.as_ref().zip(then.as_ref()).map(|(now, then)| now.since(then)))
                        .collect(),
                    sent: self
                        .sent
                        .iter()
                        .zip(&before.sent)
                        .map(|(now, then)| now.iter().zip(then).map(|(now, then)| now - then).collect())
                        .collect(),
                    since: before.now,
                    events: self.events - before.events,
                    ..*self
                }
            };
        }
        each!(requests, visits, holds, attempts, spawned, limited, lookups)
    }
}

/// When a source's next request comes.
#[derive(Clone, Debug)]
pub(super) enum Rhythm {
    /// After a gap of this law.
    Gaps(Law),
    /// When this many users have thought.
    Closed(u32, Law),
    /// When this process says.
    Process(Process),
}

/// An arrival process in a run, or the questions of a balancer.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub rhythm: Rhythm,
    pub stream: Stream,
    pub entry: u32,
    pub class: u8,
}

/// What stands between the caller and the callee of one call.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    pub budget: Option<Budget>,
    pub breaker: Option<Breaker>,
    pub adaptive: Option<Adaptive>,
    /// Attempts under way.
    pub inside: u32,
}

impl Guard {
    fn of(call: &CallOp) -> Self {
        Self {
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

/// The leaves of the agenda: sources, then stations, then lanes, then one for all other delays and the controls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaves {
    pub stations: u32,
    pub lanes: u32,
    pub delays: u32,
}

/// Payloads of the heap of delays from here on are controls, below it frames.
pub(super) const CONTROLS: u32 = MAX_PAYLOAD / 2;

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
    pub delays: Heap,
    pub controls: Controls,
    pub frames: Frames,
    /// Frames that go on in the same moment, after the one that moves.
    pub ready: VecDeque<Next>,
    /// Jobs that a station has dropped or lost, and that must hear of it.
    pub dropped: Vec<u32>,
    pub streams: Vec<Stream>,
    pub requests: Vec<Requests>,
    pub attempts: Vec<Attempts>,
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
        let streams = program.draws.iter();
        let stations = sources.len() as u32;
        let lanes = stations + model.stations.len() as u32;
        let delays = lanes + program.lanes.len() as u32;
        let leaves = Leaves {
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
            agenda: Agenda::new(delays as usize + 1),
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
            delays: Heap::default(),
            controls: Controls::new(model, seed, replication),
            frames: Frames::default(),
            ready: VecDeque::new(),
            dropped: Vec::new(),
            streams: streams
                .map(|(_, a, b)| Stream::new(seed, *a, *b, replication))
                .collect(),
            requests: vec![Requests::default(); sources.len()],
            attempts: vec![Attempts::default(); program.calls.len()],
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
        loop {
            let Some((key, leaf)) = self.agenda.first() else {
                if until.is_finite() {
                    self.now = self.now.max(until);
                }
                return End::Empty;
            };
            let at = time(key);
            if at > until {
                self.now = self.now.max(until);
                return End::Time;
            }
            if self.events >= events
                || self.sequence >= MAX_SEQUENCE - 64
                || self.frames.all.len() >= CONTROLS as usize
            {
                return End::Cut;
            }
            // A station's clock rounds: what is due may lie a last bit before what has happened.
            if at >= self.now {
                self.now = at;
            } else {
                rounded();
            }
            self.events += 1;
            // One place where frames begin their steps, so that these are laid out where most of them begin.
            let moves = self.happen(leaf);
            if moves != NONE {
                self.proceed(moves);
            }
        }
    }

    /// What was counted up to now.
    pub fn outcome(&self, end: End) -> Outcome {
        debug_assert!(self.conserves(), "an element lost a job");
        let asked = self.sources.len() - self.program.probes.len();
        let now = self.now;
        Outcome {
            requests: self.requests.iter().take(asked).cloned().collect(),
            visits: self.stations.iter().map(|station| station.visits(now)).collect(),
            waits: self
                .stations
                .iter()
                .map(|station| station.waits().cloned())
                .collect(),
            holds: self.pools.iter().map(|pool| pool.holds(now)).collect(),
            attempts: self.attempts.clone(),
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
            && self.requests.iter().all(|requests| {
                requests.arrived >= requests.done + requests.failed
                    && requests.sojourn.count == requests.done
                    && requests.sojourns.count() == requests.done
            })
    }

    /// The first arrival, or the first thoughts of the users.
    fn open(&mut self, source: u32) {
        let Rhythm::Closed(users, _) = self.sources[source as usize].rhythm else {
            self.arm(source);
            return;
        };
        for _ in 0..users {
            let frame = self.begin(source);
            self.think(frame);
        }
    }

    /// Forgets what was counted, but for what is under way.
    pub fn restart(&mut self, at: f64) {
        self.since = at;
        self.controls.restart(&self.stations, at);
        self.stations.iter_mut().for_each(|station| station.restart(at));
        self.pools.iter_mut().for_each(|pool| pool.restart(at));
        self.attempts.fill(Attempts::default());
        self.spawned.fill(Spawned::default());
        self.limited.fill(Limited::default());
        self.lookups.fill(Lookups::default());
        for requests in &mut self.requests {
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

    /// The source's next arrival.
    #[inline(always)]
    fn arm(&mut self, source: u32) {
        let sequence = self.tick();
        let now = self.now;
        let from = &mut self.sources[source as usize];
        let next = match &mut from.rhythm {
            Rhythm::Gaps(law) => Some(now + law.sample(&mut from.stream)),
            Rhythm::Process(process) => process.next(now, &mut from.stream).map(|next| next.max(now)),
            Rhythm::Closed(..) => None,
        };
        let key = next.map_or(NEVER, |next| pack(next, sequence, 0));
        self.agenda.set(source, key);
    }

    pub fn think(&mut self, frame: u32) {
        let from = &mut self.sources[self.frames.all[frame as usize].source as usize];
        if let Rhythm::Closed(_, law) = &from.rhythm {
            let pause = law.sample(&mut from.stream);
            self.delay(frame, pause, Doing::Think);
        }
    }

    #[inline(always)]
    fn begin(&mut self, source: u32) -> u32 {
        let from = &self.sources[source as usize];
        self.frames
            .take(from.entry, self.now, From::outside(source, from.class))
    }

    /// The event of a leaf, and the frame that goes on with its next step, or [`NONE`].
    #[inline(always)]
    fn happen(&mut self, leaf: u32) -> u32 {
        let leaves = self.leaves;
        if leaf < leaves.stations {
            self.arm(leaf);
            self.requests[leaf as usize].arrived += 1;
            let frame = self.begin(leaf);
            self.frames.all[frame as usize].trace = self.watch.begins(leaf, self.now);
            return frame;
        }
        if leaf < leaves.lanes {
            return self.complete(leaf - leaves.stations, leaf);
        }
        if leaf < leaves.delays {
            self.lane(leaf - leaves.lanes, leaf);
        } else {
            let key = self.delays.pop();
            self.agenda.set(leaf, self.delays.first().unwrap_or(NEVER));
            match key {
                Some(key) if payload(key) < CONTROLS => self.fire(key),
                Some(key) => self.control(payload(key) - CONTROLS),
                None => {}
            }
        }
        NONE
    }

    /// A station has served a job: the frame that goes on, or [`NONE`].
    #[inline(always)]
    fn complete(&mut self, station: u32, leaf: u32) -> u32 {
        let sequence = self.tick();
        let at = &mut self.stations[station as usize];
        let (job, _) = at.complete(self.now, sequence, &mut self.frames, &mut self.dropped);
        let next = at.next();
        self.agenda.set(leaf, next);
        if !self.dropped.is_empty() {
            self.fail_dropped();
        }
        if job == NONE {
            return NONE;
        }
        let served = &mut self.frames.all[job as usize];
        if W::INLINES && served.doing == Doing::Inline {
            match self.answered(job, true) {
                Next::Go(caller) if caller == job => {}
                next => {
                    self.go_on(next);
                    return NONE;
                }
            }
        } else {
            served.at += 1;
        }
        job
    }

    /// Those that a station dropped hear of it, after whoever moves now.
    pub fn fail_dropped(&mut self) {
        let frames = &self.frames;
        let fails = |job| match frames.all[job as usize].doing {
            Doing::Inline => Next::Answer(job, false),
            _ => Next::End(job, false),
        };
        self.ready.extend(self.dropped.drain(..).map(fails));
    }

    fn lane(&mut self, lane: u32, leaf: u32) {
        let (now, frames) = (self.now, &self.frames);
        let ring = &mut self.lanes[lane as usize];
        let dead = |key| frames.all[payload(key) as usize].timer != sequence(key);
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
        self.delays.push(pack(self.now + pause, sequence, frame));
        let first = self.delays.first().unwrap_or(NEVER);
        self.agenda.set(self.leaves.delays, first);
    }

    /// A delay of the length of this lane.
    #[inline]
    pub fn constant_delay(&mut self, frame: u32, lane: u32, doing: Doing) {
        let at = self.tick();
        let waiter = &mut self.frames.all[frame as usize];
        (waiter.timer, waiter.doing) = (at, doing);
        let frames = &self.frames;
        let ring = &mut self.lanes[lane as usize];
        let key = pack(self.now + ring.delay, at, frame);
        let dead = |key| frames.all[payload(key) as usize].timer != sequence(key);
        if ring.push(key, dead) {
            self.agenda.set(self.leaves.lanes + lane, key);
        }
    }

    /// A timer fires; those of frames that wait for something else by now are dead.
    fn fire(&mut self, key: Key) {
        let index = payload(key);
        let frame = &mut self.frames.all[index as usize];
        if frame.timer != sequence(key) {
            return;
        }
        frame.timer = 0;
        let next = match frame.doing {
            Doing::Run => Next::Wait,
            Doing::Think => {
                let source = frame.source as usize;
                (frame.at, frame.started) = (self.sources[source].entry, self.now);
                frame.trace = self.watch.begins(frame.source, self.now);
                self.requests[source].arrived += 1;
                Next::Go(index)
            }
            Doing::Sleep => {
                frame.at += 1;
                Next::Go(index)
            }
            Doing::Pause => Next::Go(index),
            Doing::Queue => self.impatient(index),
            Doing::Await => self.timed_out(index),
            Doing::Inline => self.parted(index),
        };
        self.go(next);
    }

    /// A frame does its next step, and whatever follows from it.
    #[inline(always)]
    fn proceed(&mut self, frame: u32) {
        let next = self.step(frame);
        self.go_on(next);
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
                Next::Go(frame) => self.step(frame),
                Next::End(frame, well) => self.end(frame, well),
                Next::Answer(frame, well) => self.answered(frame, well),
            };
        }
    }
}

/// Nothing: it tells the compiler which way events rarely go, so that none waits for the last one's time.
#[cold]
fn rounded() {}

fn sources(model: &Model, program: &Program, seed: u64, replication: u64) -> Vec<Source> {
    let asked = model.sources.iter().map(|source| {
        let rhythm = match &source.spec.arrivals {
            Arrivals::Gaps(law) => Rhythm::Gaps(law.clone()),
            Arrivals::Closed(users, law) => Rhythm::Closed(*users, law.clone()),
            Arrivals::Process(spec) => Rhythm::Process(Process::new(spec)),
        };
        Source {
            rhythm,
            stream: Stream::new(
                seed,
                stream::name(&source.name),
                stream::name("arrivals"),
                replication,
            ),
            entry: program.entry[source.spec.service.index()],
            class: source.spec.class,
        }
    });
    let probes = program.probes.iter().map(|probe| Source {
        rhythm: Rhythm::Gaps(Law::Constant(probe.interval)),
        stream: Stream::new(seed, 0, 0, replication),
        entry: probe.entry,
        class: 0,
    });
    asked.chain(probes).collect()
}
