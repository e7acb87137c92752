//! Running a model: all at once, in many replications, or piece by piece.

use super::engine::Engine;
use super::outcome::{Bounds, End, Outcome};
use super::program::Program;
use super::watch::Watch;
use crate::model::{Effect, Model, ModelError};
use rayon::prelude::*;

/// A model that was checked, ready to run as often as one likes.
#[derive(Clone, Debug)]
pub struct Simulation {
    model: Model,
    program: Program,
}

impl Simulation {
    /// Checks a model.
    ///
    /// # Errors
    /// What is wrong with the model.
    pub fn of(model: Model) -> Result<Self, ModelError> {
        model.check()?;
        let program = Program::of(&model);
        Ok(Self { model, program })
    }

    /// Its model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What it executes.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Begins a replication.
    #[must_use]
    pub fn start(&self, seed: u64, replication: u64) -> Run<'_> {
        self.watched(seed, replication, ())
    }

    /// Begins a replication that is watched.
    pub fn watched<W: Watch>(&self, seed: u64, replication: u64, watch: W) -> Run<'_, W> {
        Run {
            engine: Engine::new(&self.model, &self.program, seed, replication, watch),
        }
    }

    /// One replication from begin to end.
    #[must_use]
    pub fn run(&self, seed: u64, replication: u64, bounds: Bounds) -> Outcome {
        // A copy made by the thread that runs it: what threads share may lie beside what one of them writes, in one line
        // of the cache, and then each waits for the other.
        let program = self.program.clone();
        let engine = Engine::new(&self.model, &program, seed, replication, ());
        let mut run = Run { engine };
        if bounds.warmup > 0.0 {
            let end = run.advance(bounds.warmup.min(bounds.until), bounds.events);
            if end == End::Cut || bounds.warmup >= bounds.until {
                return run.outcome(end);
            }
            run.restart();
        }
        let end = run.advance(bounds.until, bounds.events);
        run.outcome(end)
    }

    /// Replications 0 to `count` on the threads of the current `rayon` pool; the result is in their order and does not
    /// depend on the number of threads.
    #[must_use]
    pub fn replicate(&self, seed: u64, count: u64, bounds: Bounds) -> Vec<Outcome> {
        let one = |replication| self.run(seed, replication, bounds);
        (0..count).into_par_iter().map(one).collect()
    }
}

/// A replication under way. A clone goes on by itself with the same random numbers: what differs between the two is
/// what was done to one of them.
#[derive(Clone, Debug)]
pub struct Run<'a, W = ()> {
    engine: Engine<'a, W>,
}

impl<W: Watch> Run<'_, W> {
    /// Lets happen what happens up to this time, at most until so many events have happened since the beginning.
    pub fn advance(&mut self, until: f64, events: u64) -> End {
        self.engine.advance(until, events)
    }

    /// The time, s.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.engine.now
    }

    /// Something changes now; what it names must be of this simulation.
    pub fn apply(&mut self, effect: Effect) {
        self.engine.change(effect);
    }

    /// Forgets what was counted, but for what is under way.
    pub fn restart(&mut self) {
        self.engine.restart(self.engine.now);
    }

    /// What was counted up to now; `end` is what the last [`Self::advance`] said.
    #[must_use]
    pub fn outcome(&self, end: End) -> Outcome {
        self.engine.outcome(end)
    }

    /// Goes on to `until` and gives, for each `interval`, what `read` makes of what happened in it alone.
    pub fn every<T>(
        &mut self,
        interval: f64,
        until: f64,
        events: u64,
        mut read: impl FnMut(&Outcome) -> T,
    ) -> Vec<T> {
        let begin = self.now();
        let mut before = self.outcome(End::Time);
        let mut points = Vec::new();
        let mut number = 1.0;
        while self.now() < until {
            let end = self.advance((begin + number * interval).min(until), events);
            let after = self.outcome(end);
            points.push(read(&after.since(&before)));
            if end == End::Cut || (end == End::Empty && until == f64::INFINITY) {
                break;
            }
            before = after;
            number += 1.0;
        }
        points
    }

    /// Who watched, with what was seen.
    pub fn into_watch(self) -> W {
        self.engine.watch
    }
}

/// Runs one replication of a model.
///
/// # Errors
/// What is wrong with the model.
pub fn run(model: &Model, seed: u64, replication: u64, bounds: Bounds) -> Result<Outcome, ModelError> {
    Ok(Simulation::of(model.clone())?.run(seed, replication, bounds))
}

/// Runs replications 0 to `count` on the threads of the current `rayon` pool; see [`Simulation::replicate`].
///
/// # Errors
/// What is wrong with the model.
pub fn replicate(model: &Model, seed: u64, count: u64, bounds: Bounds) -> Result<Vec<Outcome>, ModelError> {
    Ok(Simulation::of(model.clone())?.replicate(seed, count, bounds))
}
