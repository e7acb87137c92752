//! The run: takes the earliest event, moves the request it concerns as far as it goes, and again.

use super::agenda::Agenda;
use super::frame::{Doing, Frames, NONE};
use super::heap::Heap;
use super::key::{Key, MAX_PAYLOAD, MAX_SEQUENCE, NEVER, pack, payload, sequence, time};
use super::lane::Lane;
use super::program::{Op, Program};
use super::record::{Attempts, Requests, Visits};
use crate::element::station::Station;
use crate::model::{Arrivals, Model, ModelError};
use crate::random::{Law, Stream, stream};
use rayon::prelude::*;

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
    /// For each call, in the order of services and steps.
    pub attempts: Vec<Attempts>,
    /// Events that happened.
    pub events: u64,
    /// The time at the end.
    pub now: f64,
    /// Why it ended.
    pub end: End,
    /// Frames in the slab: the most requests and attempts that were under way at once.
    pub most: usize,
}

/// Runs one replication of a model.
///
/// # Errors
/// What is wrong with the model.
pub fn run(model: &Model, seed: u64, replication: u64, bounds: Bounds) -> Result<Outcome, ModelError> {
    model.check()?;
    Ok(Engine::new(model, &Program::of(model), seed, replication).run(bounds))
}

/// Runs replications 0 to `count` on the threads of the current `rayon` pool; the result is in their order and does
/// not depend on the number of threads.
///
/// # Errors
/// What is wrong with the model.
pub fn replicate(model: &Model, seed: u64, count: u64, bounds: Bounds) -> Result<Vec<Outcome>, ModelError> {
    model.check()?;
    let program = Program::of(model);
    let one = |replication| Engine::new(model, &program, seed, replication).run(bounds);
    Ok((0..count).into_par_iter().map(one).collect())
}

/// An arrival process in a run.
struct Source {
    law: Law,
    stream: Stream,
    users: u32,
    entry: u32,
}

struct Engine<'a> {
    program: &'a Program,
    agenda: Agenda,
    sources: Vec<Source>,
    stations: Vec<Station>,
    lanes: Vec<Lane>,
    delays: Heap,
    frames: Frames,
    streams: Vec<Stream>,
    requests: Vec<Requests>,
    attempts: Vec<Attempts>,
    now: f64,
    sequence: u64,
}

/// How a frame goes on.
enum Next {
    /// It waits for an event.
    Wait,
    /// This frame goes on.
    Go(u32),
    /// This frame ends, well or not.
    End(u32, bool),
}

impl<'a> Engine<'a> {
    fn new(model: &Model, program: &'a Program, seed: u64, replication: u64) -> Self {
        let source = |spec: &crate::model::SourceSpec| {
            let (law, users) = match &spec.arrivals {
                Arrivals::Gaps(law) => (law.clone(), 0),
                Arrivals::Closed(users, law) => (law.clone(), *users),
            };
            let stream = Stream::new(
                seed,
                stream::name(&spec.name),
                stream::name("arrivals"),
                replication,
            );
            Source {
                law,
                stream,
                users,
                entry: program.entry[spec.service.0 as usize],
            }
        };
        let streams = program.draws.iter();
        let leaves = model.sources.len() + model.stations.len() + program.lanes.len() + 1;
        Self {
            program,
            agenda: Agenda::new(leaves),
            sources: model.sources.iter().map(source).collect(),
            stations: model
                .stations
                .iter()
                .map(|spec| Station::new(spec.servers, spec.room))
                .collect(),
            lanes: program.lanes.iter().map(|delay| Lane::new(*delay)).collect(),
            delays: Heap::default(),
            frames: Frames::default(),
            streams: streams
                .map(|(_, a, b)| Stream::new(seed, *a, *b, replication))
                .collect(),
            requests: vec![Requests::default(); model.sources.len()],
            attempts: vec![Attempts::default(); program.calls.len()],
            now: 0.0,
            sequence: 0,
        }
    }

    fn run(mut self, bounds: Bounds) -> Outcome {
        for source in 0..self.sources.len() as u32 {
            self.open(source);
        }
        let (mut events, mut warm) = (0, bounds.warmup <= 0.0);
        let end = loop {
            let Some((key, source)) = self.agenda.first() else {
                break End::Empty;
            };
            let at = time(key);
            if at > bounds.until {
                self.now = bounds.until;
                break End::Time;
            }
            if events >= bounds.events
                || self.sequence >= MAX_SEQUENCE - 8
                || self.frames.all.len() >= MAX_PAYLOAD as usize - 1
            {
                break End::Cut;
            }
            self.now = at;
            if !warm && at >= bounds.warmup {
                warm = true;
                self.restart();
            }
            events += 1;
            self.happen(source);
        };
        debug_assert!(
            self.stations.iter().all(Station::conserves),
            "a station lost a job"
        );
        Outcome {
            requests: self.requests,
            visits: self.stations.iter().map(|station| station.visits).collect(),
            attempts: self.attempts,
            events,
            now: self.now,
            end,
            most: self.frames.all.len(),
        }
    }

    /// The first arrival, or the first thoughts of the users.
    fn open(&mut self, source: u32) {
        let users = self.sources[source as usize].users;
        if users == 0 {
            self.arm(source);
        }
        for _ in 0..users {
            let frame = self.frames.take(source, 0, 0.0, (NONE, 0));
            self.think(frame);
        }
    }

    /// Forgets what was counted before the warm-up's end.
    fn restart(&mut self) {
        self.stations.iter_mut().for_each(Station::restart);
        self.attempts.fill(Attempts::default());
        for requests in &mut self.requests {
            let arrived = requests.arrived - requests.done - requests.failed;
            *requests = Requests {
                arrived,
                ..Requests::default()
            };
        }
    }

    #[inline]
    fn tick(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// The source's next arrival.
    #[inline]
    fn arm(&mut self, source: u32) {
        let sequence = self.tick();
        let from = &mut self.sources[source as usize];
        let gap = from.law.sample(&mut from.stream);
        self.agenda.set(source, pack(self.now + gap, sequence, 0));
    }

    fn think(&mut self, frame: u32) {
        let from = &mut self.sources[self.frames.all[frame as usize].source as usize];
        let pause = from.law.sample(&mut from.stream);
        self.delay(frame, pause, Doing::Think);
    }

    #[inline]
    fn happen(&mut self, leaf: u32) {
        let (sources, stations) = (self.sources.len() as u32, self.stations.len() as u32);
        if leaf < sources {
            self.arm(leaf);
            let entry = self.sources[leaf as usize].entry;
            self.requests[leaf as usize].arrived += 1;
            let frame = self.frames.take(leaf, entry, self.now, (NONE, 0));
            self.go(Next::Go(frame));
        } else if leaf < sources + stations {
            self.complete(leaf - sources, leaf);
        } else if ((leaf - sources - stations) as usize) < self.lanes.len() {
            self.lane(leaf - sources - stations, leaf);
        } else {
            let key = self.delays.pop();
            self.agenda.set(leaf, self.delays.first().unwrap_or(NEVER));
            if let Some(key) = key {
                self.fire(key);
            }
        }
    }

    #[inline]
    fn complete(&mut self, station: u32, leaf: u32) {
        let sequence = self.tick();
        let at = &mut self.stations[station as usize];
        let job = at.complete(self.now, sequence, &mut self.frames);
        self.agenda.set(leaf, at.next().unwrap_or(NEVER));
        if let Some(job) = job {
            self.frames.all[job as usize].at += 1;
            self.go(Next::Go(job));
        }
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

    /// A delay that only this frame's epoch cancels.
    fn delay(&mut self, frame: u32, pause: f64, doing: Doing) {
        let sequence = self.tick();
        let waiter = &mut self.frames.all[frame as usize];
        (waiter.timer, waiter.doing) = (sequence, doing);
        self.delays.push(pack(self.now + pause, sequence, frame));
        let leaf = self.sources.len() + self.stations.len() + self.lanes.len();
        self.agenda.set(leaf as u32, self.delays.first().unwrap_or(NEVER));
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
                self.requests[source].arrived += 1;
                Next::Go(index)
            }
            Doing::Sleep => {
                frame.at += 1;
                Next::Go(index)
            }
            Doing::Pause => Next::Go(index),
            Doing::Await => {
                frame.epoch = frame.epoch.wrapping_add(1);
                if let Op::Call(call) = self.program.ops[frame.at as usize] {
                    self.attempts[call as usize].timeouts += 1;
                }
                self.failed(index)
            }
        };
        self.go(next);
    }

    fn go(&mut self, mut next: Next) {
        loop {
            next = match next {
                Next::Wait => return,
                Next::Go(frame) => self.step(frame),
                Next::End(frame, well) => self.end(frame, well),
            };
        }
    }

    #[inline]
    fn step(&mut self, frame: u32) -> Next {
        match self.program.ops[self.frames.all[frame as usize].at as usize] {
            Op::Use(station, draw) => self.visit(frame, station, draw),
            Op::End => Next::End(frame, true),
            Op::Call(call) => self.call(frame, call),
            Op::Sleep(draw) => {
                let law = &self.program.draws[draw as usize].0;
                let pause = law.sample(&mut self.streams[draw as usize]);
                self.delay(frame, pause, Doing::Sleep);
                Next::Wait
            }
            Op::Branch(probability, draw, otherwise) => {
                let goes_on = self.streams[draw as usize].happens(probability);
                let at = &mut self.frames.all[frame as usize].at;
                *at = if goes_on { *at + 1 } else { otherwise };
                Next::Go(frame)
            }
            Op::Goto(to) => {
                self.frames.all[frame as usize].at = to;
                Next::Go(frame)
            }
        }
    }

    #[inline]
    fn visit(&mut self, frame: u32, station: u32, draw: u32) -> Next {
        let law = &self.program.draws[draw as usize].0;
        self.frames.all[frame as usize].demand = law.sample(&mut self.streams[draw as usize]);
        let sequence = self.tick();
        let at = &mut self.stations[station as usize];
        let before = at.next();
        if !at.arrive(frame, self.now, sequence, &mut self.frames) {
            return Next::End(frame, false);
        }
        let after = at.next();
        if after != before {
            self.agenda
                .set(self.sources.len() as u32 + station, after.unwrap_or(NEVER));
        }
        Next::Wait
    }

    /// An attempt begins: a frame of its own for the work, a timer for the patience.
    fn call(&mut self, caller: u32, call: u32) -> Next {
        let program = self.program;
        let what = &program.calls[call as usize];
        self.attempts[call as usize].attempts += 1;
        let waiter = &mut self.frames.all[caller as usize];
        waiter.attempt += 1;
        waiter.doing = Doing::Await;
        let (source, parent) = (waiter.source, (caller, waiter.epoch));
        if let Some(lane) = what.lane {
            self.patience(caller, lane);
        }
        let work = self
            .frames
            .take(source, program.entry[what.service as usize], self.now, parent);
        self.frames.all[work as usize].call = call;
        Next::Go(work)
    }

    #[inline]
    fn patience(&mut self, caller: u32, lane: u32) {
        let sequence_now = self.tick();
        self.frames.all[caller as usize].timer = sequence_now;
        let frames = &self.frames;
        let ring = &mut self.lanes[lane as usize];
        let key = pack(self.now + ring.delay, sequence_now, caller);
        let dead = |key| frames.all[payload(key) as usize].timer != sequence(key);
        if ring.push(key, dead) {
            let leaf = self.sources.len() + self.stations.len() + lane as usize;
            self.agenda.set(leaf as u32, key);
        }
    }

    /// An attempt failed for its caller: again, or the caller fails too.
    fn failed(&mut self, caller: u32) -> Next {
        let frame = &self.frames.all[caller as usize];
        let Op::Call(call) = self.program.ops[frame.at as usize] else {
            return Next::End(caller, false);
        };
        let what = &self.program.calls[call as usize];
        if frame.attempt >= what.attempts {
            return Next::End(caller, false);
        }
        let pause = what
            .backoff
            .pause(frame.attempt, &mut self.streams[what.draw as usize]);
        self.delay(caller, pause, Doing::Pause);
        Next::Wait
    }

    /// A frame ends: its caller hears it, if it still waits.
    #[inline]
    fn end(&mut self, index: u32, well: bool) -> Next {
        let frame = self.frames.all[index as usize];
        if frame.parent == NONE {
            self.leave(index, well);
            return Next::Wait;
        }
        self.frames.release(index);
        let caller = &mut self.frames.all[frame.parent as usize];
        if caller.epoch != frame.parent_epoch {
            self.attempts[frame.call as usize].late += 1;
            return Next::Wait;
        }
        caller.epoch = caller.epoch.wrapping_add(1);
        caller.timer = 0;
        if !well {
            return self.failed(frame.parent);
        }
        caller.attempt = 0;
        caller.at += 1;
        Next::Go(frame.parent)
    }

    /// A request ends; a closed user thinks again.
    #[inline]
    fn leave(&mut self, index: u32, well: bool) {
        let frame = &mut self.frames.all[index as usize];
        let source = frame.source as usize;
        let requests = &mut self.requests[source];
        if well {
            requests.done += 1;
            requests.sojourn.record(self.now - frame.started);
        } else {
            requests.failed += 1;
        }
        if self.sources[source].users > 0 {
            frame.attempt = 0;
            self.think(index);
        } else {
            self.frames.release(index);
        }
    }
}
