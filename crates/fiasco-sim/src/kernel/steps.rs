//! What a frame does at one operation: be served, sleep, hold, fork, look up.

use super::engine::{Engine, Next};
use super::program::{Delay, Op};
use super::watch::Watch;
use crate::element::cache::Look;
use crate::element::pool::Admission;
use crate::jobs::frame::{DETACHED, Doing, NONE};

impl<W: Watch> Engine<'_, W> {
    #[inline(always)]
    pub(super) fn step(&mut self, frame: u32, at: u32) -> Next {
        let op = &self.program.ops[at as usize];
        if !W::INLINES {
            self.watch
                .steps(frame, &self.frames.all[frame as usize], *op, self.now);
        }
        match op {
            Op::Use(station, draw) => self.visit(frame, *station, *draw, None),
            Op::End => self.end(frame, true),
            Op::Direct(call, station, draw, lane) if W::INLINES => {
                self.direct(frame, *call, (*station, *draw), *lane)
            }
            op => self.rarer(frame, op),
        }
    }

    #[inline(never)]
    fn rarer(&mut self, frame: u32, op: &Op) -> Next {
        match *op {
            Op::Use(..) | Op::End => Next::Wait,
            Op::Call(call) | Op::Direct(call, ..) => self.call(frame, call),
            Op::UseWithin(station, draw, patience) => self.visit(frame, station, draw, Some(patience)),
            Op::Sleep(delay) => {
                self.wait(frame, delay, Doing::Sleep);
                Next::Wait
            }
            Op::Branch(probability, draw, otherwise) => {
                let goes_on = self.draws[draw as usize].stream.happens(probability);
                let at = &mut self.frames.all[frame as usize].at;
                *at = if goes_on { *at + 1 } else { otherwise };
                Next::Go(frame)
            }
            Op::Goto(to) => {
                self.frames.all[frame as usize].at = to;
                Next::Go(frame)
            }
            Op::Acquire(hold) => self.acquire(frame, hold),
            Op::Release(hold) => {
                self.release(self.program.holds[hold as usize].pool);
                self.on(frame)
            }
            Op::Fork(fork) => self.fork(frame, fork),
            Op::Spawn(spawn, after) => self.spawn(frame, spawn, after),
            Op::Limit(limiter) => self.limit(frame, limiter),
            Op::Cached(cache, draw, after) => self.look_up(frame, cache, draw, after),
            Op::Waited => self.waited(frame),
            Op::Fail => Next::End(frame, false),
        }
    }

    /// The next operation.
    #[inline]
    fn on(&mut self, frame: u32) -> Next {
        self.frames.all[frame as usize].at += 1;
        Next::Go(frame)
    }

    fn wait(&mut self, frame: u32, delay: Delay, doing: Doing) {
        match delay {
            Delay::Lane(lane) => self.constant_delay(frame, lane, doing),
            Delay::Drawn(draw) => {
                let pause = self.draws[draw as usize].sample();
                self.delay(frame, pause, doing);
            }
        }
    }

    #[inline(always)]
    fn visit(&mut self, frame: u32, station: u32, draw: u32, patience: Option<Delay>) -> Next {
        self.frames.all[frame as usize].demand = self.draws[draw as usize].sample();
        match self.arrives(frame, station) {
            Admission::Refused if self.stations[station as usize].is_silent() => self.vanish(frame),
            Admission::Refused => Next::End(frame, false),
            Admission::Queued => {
                if let Some(patience) = patience {
                    self.wait(frame, patience, Doing::Queue);
                }
                Next::Wait
            }
            Admission::Started => Next::Wait,
        }
    }

    /// A job comes to a station, which may have another next completion then.
    #[inline(always)]
    pub(super) fn arrives(&mut self, frame: u32, station: u32) -> Admission {
        let sequence = self.tick();
        let at = &mut self.stations[station as usize];
        let admission = at.arrive(frame, self.now, sequence, &mut self.frames);
        if admission == Admission::Started {
            let next = at.next();
            self.agenda.set(self.leaves.stations + station, next);
        }
        admission
    }

    /// One who queues at a station or for a pool has no patience left.
    pub(super) fn impatient(&mut self, frame: u32) -> Next {
        match self.program.ops[self.frames.all[frame as usize].at as usize] {
            Op::UseWithin(station, ..) => {
                self.stations[station as usize].leave(frame, self.now, &mut self.frames);
            }
            Op::Acquire(hold) => {
                let pool = self.program.holds[hold as usize].pool;
                self.pools[pool as usize].leave(frame, self.now, &mut self.frames);
            }
            _ => {}
        }
        Next::End(frame, false)
    }

    fn acquire(&mut self, frame: u32, hold: u32) -> Next {
        let what = self.program.holds[hold as usize];
        let pool = &mut self.pools[what.pool as usize];
        match pool.acquire(frame, self.now, &mut self.frames) {
            Admission::Started => self.on(frame),
            Admission::Refused => Next::End(frame, false),
            Admission::Queued => {
                if let Some(lane) = what.lane {
                    self.constant_delay(frame, lane, Doing::Queue);
                }
                Next::Wait
            }
        }
    }

    /// Gives back; whoever gets it goes on in this moment.
    fn release(&mut self, pool: u32) {
        if let Some(next) = self.pools[pool as usize].release(self.now, &mut self.frames) {
            self.granted(next);
        }
    }

    /// One who waited for a pool has what it waited for.
    pub(super) fn granted(&mut self, frame: u32) {
        self.frames.all[frame as usize].at += 1;
        self.ready.push_back(Next::Go(frame));
    }

    /// A frame that fails gives back all it holds, the innermost first.
    pub(super) fn unwind(&mut self, frame: u32) {
        let mut hold = self.program.held[self.frames.all[frame as usize].at as usize];
        while hold != NONE {
            let what = self.program.holds[hold as usize];
            self.release(what.pool);
            hold = what.outer;
        }
    }

    /// Every branch begins in this moment, the first one first.
    fn fork(&mut self, frame: u32, fork: u32) -> Next {
        let program = self.program;
        let what = &program.forks[fork as usize];
        let parent = &mut self.frames.all[frame as usize];
        parent.pending = what.need;
        parent.attempt = what.branches.len() as u32 - what.need;
        let from = parent.child(frame, NONE);
        for &branch in &what.branches {
            let child = self.frames.take(branch, self.now, from);
            self.ready.push_back(Next::Go(child));
        }
        Next::Wait
    }

    /// A branch has ended, and its parent still waits.
    pub(super) fn joined(&mut self, parent: u32, fork: u32, well: bool) -> Next {
        let frame = &mut self.frames.all[parent as usize];
        let left = if well {
            &mut frame.pending
        } else {
            &mut frame.attempt
        };
        if well {
            *left -= 1;
            if *left > 0 {
                return Next::Wait;
            }
            frame.at = self.program.forks[fork as usize].after;
        } else if *left > 0 {
            *left -= 1;
            return Next::Wait;
        }
        frame.epoch = frame.epoch.wrapping_add(1);
        frame.attempt = 0;
        if well {
            Next::Go(parent)
        } else {
            Next::End(parent, false)
        }
    }

    fn spawn(&mut self, frame: u32, spawn: u32, after: u32) -> Next {
        let parent = &mut self.frames.all[frame as usize];
        let (begins, mut from) = (parent.at + 1, parent.child(NONE, DETACHED));
        parent.at = after;
        // Nobody waits for it, so its parent's epoch is free to say where it was spawned.
        from.epoch = spawn;
        self.spawned[spawn as usize].begun += 1;
        let child = self.frames.take(begins, self.now, from);
        self.ready.push_back(Next::Go(child));
        Next::Go(frame)
    }

    fn limit(&mut self, frame: u32, limiter: u32) -> Next {
        let counted = &mut self.limited[limiter as usize];
        if self.limiters[limiter as usize].admits(self.now) {
            counted.admitted += 1;
            self.on(frame)
        } else {
            counted.refused += 1;
            Next::End(frame, false)
        }
    }

    fn look_up(&mut self, frame: u32, cache: u32, draw: u32, after: u32) -> Next {
        let store = &mut self.stores[cache as usize];
        let counted = &mut self.lookups[cache as usize];
        let key = store.cache.draw_key(&mut self.draws[draw as usize].stream);
        let reader = &mut self.frames.all[frame as usize];
        reader.pending = key;
        match store.cache.lookup(self.now, key) {
            Look::Hit => {
                counted.hits += 1;
                reader.at = after;
                Next::Go(frame)
            }
            Look::Join => {
                counted.joined += 1;
                store.joined += 1;
                store.line.push_back(frame, &mut self.frames);
                Next::Wait
            }
            Look::Miss => {
                counted.misses += 1;
                let (begins, from) = (reader.at + 1, reader.child(frame, NONE));
                Next::Go(self.frames.take(begins, self.now, from))
            }
        }
    }

    /// A load has ended: its reader, and all who joined it, go on or fail.
    pub(super) fn loaded(&mut self, reader: u32, cache: u32, after: u32, well: bool) -> Next {
        let store = &mut self.stores[cache as usize];
        let key = self.frames.all[reader as usize].pending;
        if well {
            store.cache.fill(self.now, key);
        } else {
            store.cache.abandon(key);
        }
        let frames = &mut self.frames;
        while let Some(joined) = store
            .line
            .find(frames, |at| frames.all[at as usize].pending == key)
        {
            store.line.remove(joined, frames);
            store.released += 1;
            // Another step may have looked the same key up: each goes on behind its own.
            let at = &mut frames.all[joined as usize].at;
            let next = match self.program.ops[*at as usize] {
                Op::Cached(_, _, behind) if well => {
                    *at = behind;
                    Next::Go(joined)
                }
                _ => Next::End(joined, false),
            };
            self.ready.push_back(next);
        }
        let frame = &mut self.frames.all[reader as usize];
        frame.epoch = frame.epoch.wrapping_add(1);
        if well {
            frame.at = after;
            Next::Go(reader)
        } else {
            Next::End(reader, false)
        }
    }

    fn waited(&mut self, frame: u32) -> Next {
        let own = &self.frames.all[frame as usize];
        let parent = &self.frames.all[own.parent as usize];
        if parent.epoch == own.parent_epoch {
            self.on(frame)
        } else {
            Next::End(frame, true)
        }
    }
}
