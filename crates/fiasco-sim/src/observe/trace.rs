//! Chosen requests, step by step.
//!
//! A request, each attempt at a call that it makes and each branch of it is a span; within it lie the spans of its
//! steps, and within a call or a fork those of the attempts and branches. Work that goes on after its request has
//! ended is followed to that moment.

use crate::jobs::frame::{DETACHED, Frame, NONE};
use crate::kernel::Simulation;
use crate::kernel::program::Op;
use crate::kernel::watch::Watch;
use std::collections::BTreeMap;

/// What a span is about; numbers are places in the lists of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A service at work: the request itself, or an attempt at a call.
    Service(u32),
    /// A branch, the load of a cache, or work that nobody waits for.
    Branch,
    /// At a station: in the queue, then served.
    Station(u32),
    /// Waiting for one of a pool.
    Pool(u32),
    /// A sleep.
    Sleep,
    /// A call, with the pause after an attempt that failed.
    Call,
    /// Until enough branches have ended.
    Fork,
    /// Until a cache has the key.
    Cache(u32),
}

/// A stretch of time in a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The span it lies in, by its place in [`Trace::spans`].
    pub parent: Option<usize>,
    /// What it is about.
    pub what: What,
    /// From when, s.
    pub begin: f64,
    /// At a station, when service began; otherwise `begin`.
    pub served: f64,
    /// Until when; where the request ended first, that moment.
    pub end: f64,
    /// Whether it ended well; spans of steps whose frame failed did not, nor what was still going on at the end.
    pub well: bool,
    /// Of a call, a fork or a cache: what ended last within it until it ended itself, by its place in
    /// [`Trace::spans`].
    pub last: Option<usize>,
}

/// What happened to one request.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The arrival process it came from.
    pub source: usize,
    /// Its number among all that were followed, from 1.
    pub number: u32,
    /// Its spans; the first is the request itself, and every other comes after the one it lies in.
    pub spans: Vec<Span>,
}

impl Trace {
    /// From begin to end, s.
    #[must_use]
    pub fn sojourn(&self) -> f64 {
        self.spans[0].end - self.spans[0].begin
    }

    /// Whether it ended well.
    #[must_use]
    pub fn well(&self) -> bool {
        self.spans[0].well
    }
}

/// Where a frame is: the request, and the spans of the frame and of its step.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    number: u32,
    frame: usize,
    step: Option<usize>,
}

/// Follows requests and keeps the slowest, whether they ended well or not.
#[derive(Clone, Debug)]
pub struct Tracer {
    keep: usize,
    source: Option<u32>,
    during: (f64, f64),
    /// Where each service begins.
    entries: Vec<u32>,
    /// The pool of each hold.
    pools: Vec<u32>,
    last: u32,
    live: BTreeMap<u32, Trace>,
    places: Vec<Place>,
    kept: Vec<Trace>,
}

impl Tracer {
    /// Keeps this many.
    #[must_use]
    pub fn slowest(simulation: &Simulation, keep: usize) -> Self {
        Self {
            keep,
            source: None,
            during: (0.0, f64::INFINITY),
            entries: simulation.program().entry.clone(),
            pools: simulation.program().holds.iter().map(|hold| hold.pool).collect(),
            last: 0,
            live: BTreeMap::new(),
            places: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Follows only requests of this arrival process.
    #[must_use]
    pub fn of(mut self, source: crate::model::SourceId) -> Self {
        self.source = Some(source.0);
        self
    }

    /// Follows only requests that begin in this stretch of time.
    #[must_use]
    pub fn during(mut self, from: f64, to: f64) -> Self {
        self.during = (from, to);
        self
    }

    /// Those it kept, the slowest first.
    #[must_use]
    pub fn traces(mut self) -> Vec<Trace> {
        self.kept
            .sort_by(|a, b| b.sojourn().total_cmp(&a.sojourn()).then(a.number.cmp(&b.number)));
        self.kept
    }

    /// A request has ended: kept if it was slow.
    fn keep(&mut self, trace: Trace) {
        if self.kept.len() < self.keep {
            self.kept.push(trace);
            return;
        }
        let fastest = self
            .kept
            .iter_mut()
            .min_by(|a, b| a.sojourn().total_cmp(&b.sojourn()));
        if let Some(fastest) = fastest
            && trace.sojourn() > fastest.sojourn()
        {
            *fastest = trace;
        }
    }

    /// What a frame that begins here does.
    fn begins_at(&self, at: u32) -> What {
        let service = self.entries.iter().position(|entry| *entry == at);
        service.map_or(What::Branch, |service| What::Service(service as u32))
    }
}

/// A span that has only begun.
fn open(parent: Option<usize>, what: What, now: f64) -> Span {
    Span {
        parent,
        what,
        begin: now,
        served: now,
        end: f64::NAN,
        well: false,
        last: None,
    }
}

/// Ends the step that a frame was at.
fn close(trace: &mut Trace, step: Option<usize>, frame: &Frame, now: f64, well: bool) {
    let Some(step) = step else { return };
    let span = &mut trace.spans[step];
    (span.end, span.well) = (now, well);
    if let What::Station(_) = span.what {
        span.served = if well { frame.queued } else { now };
    }
}

impl Watch for Tracer {
    fn begins(&mut self, source: u32, now: f64) -> u32 {
        let wanted = self.source.is_none_or(|own| own == source);
        if !wanted || now < self.during.0 || now >= self.during.1 {
            return 0;
        }
        self.last += 1;
        let trace = Trace {
            source: source as usize,
            number: self.last,
            spans: Vec::new(),
        };
        self.live.insert(self.last, trace);
        self.last
    }

    fn steps(&mut self, index: u32, frame: &Frame, op: Op, now: f64) {
        let Some(trace) = self.live.get(&frame.trace) else {
            return;
        };
        let fresh = self
            .places
            .get(index as usize)
            .is_none_or(|place| place.number != frame.trace);
        if fresh {
            // A branch may begin in the moment in which its parent ends: then it lies in the request.
            let around = match self.places.get(frame.parent as usize) {
                Some(place) if place.number == frame.trace => place.step,
                _ if trace.spans.is_empty() => None,
                _ => Some(0),
            };
            let what = self.begins_at(frame.at);
            let span = open(around, what, now);
            if self.places.len() <= index as usize {
                self.places.resize(index as usize + 1, Place::default());
            }
            if let Some(trace) = self.live.get_mut(&frame.trace) {
                trace.spans.push(span);
                self.places[index as usize] = Place {
                    number: frame.trace,
                    frame: trace.spans.len() - 1,
                    step: None,
                };
            }
        }
        let Some(trace) = self.live.get_mut(&frame.trace) else {
            return;
        };
        let place = &mut self.places[index as usize];
        close(trace, place.step, frame, now, true);
        let what = match op {
            Op::Use(station, _) | Op::UseWithin(station, ..) => What::Station(station),
            Op::Sleep(_) => What::Sleep,
            Op::Call(_) | Op::Direct(..) => What::Call,
            Op::Acquire(hold) => What::Pool(self.pools[hold as usize]),
            Op::Fork(_) => What::Fork,
            Op::Cached(cache, ..) => What::Cache(cache),
            _ => {
                place.step = None;
                return;
            }
        };
        trace.spans.push(open(Some(place.frame), what, now));
        place.step = Some(trace.spans.len() - 1);
    }

    fn ends(&mut self, index: u32, frame: &Frame, well: bool, now: f64) {
        let Some(place) = self.places.get_mut(index as usize) else {
            return;
        };
        let place = std::mem::take(place);
        if place.number == 0 {
            return;
        }
        let Some(trace) = self.live.get_mut(&place.number) else {
            return;
        };
        close(trace, place.step, frame, now, well);
        let own = &mut trace.spans[place.frame];
        (own.end, own.well) = (now, well);
        // What ends in the same moment, but after the step that it lies in, did not end that step.
        if let Some(around) = own.parent
            && trace.spans[around].end.is_nan()
        {
            trace.spans[around].last = Some(place.frame);
        }
        if frame.parent != NONE || frame.call == DETACHED {
            return;
        }
        if let Some(mut trace) = self.live.remove(&place.number) {
            for span in trace.spans.iter_mut().filter(|span| span.end.is_nan()) {
                span.end = now;
            }
            self.keep(trace);
        }
    }
}
