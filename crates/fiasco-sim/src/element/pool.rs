//! A pool of things that work holds while it goes on: threads, connections, permits; a lock is a pool of one, and a
//! bulkhead a pool without a queue.
//!
//! With holding times of mean h and no queue the share refused is Erlang's B(size, λh), whatever the law of h; with
//! exponential holding and a queue the wait is that of M/M/size (Erlang C).
//!
//! Conservation: asked = holding + returned + waiting + refused + gave up.

use crate::jobs::frame::Frames;
use crate::jobs::line::Line;
use crate::jobs::record::Holds;

/// What happens to one who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Goes on at once.
    Started,
    /// Waits.
    Queued,
    /// Found no room.
    Refused,
}

/// The state of a pool in a run.
#[derive(Clone, Debug)]
pub struct Pool {
    size: u32,
    room: u32,
    used: u32,
    line: Line,
    since: f64,
    /// What was counted.
    pub holds: Holds,
}

impl Pool {
    /// A pool of which nothing is held; at most `room` wait.
    #[must_use]
    pub fn new(size: u32, room: Option<u32>) -> Self {
        Self {
            size,
            room: room.unwrap_or(u32::MAX),
            used: 0,
            line: Line::default(),
            since: 0.0,
            holds: Holds::default(),
        }
    }

    fn account(&mut self, now: f64) {
        let past = now - self.since;
        self.since = now;
        self.holds.held_time += f64::from(self.used) * past;
        self.holds.waiting_time += f64::from(self.line.len()) * past;
    }

    /// One comes for a thing.
    pub fn acquire(&mut self, job: u32, now: f64, frames: &mut Frames) -> Admission {
        self.account(now);
        self.holds.asked += 1;
        if self.used < self.size {
            self.used += 1;
            self.holds.wait.record(0.0);
            return Admission::Started;
        }
        if self.line.len() >= self.room {
            self.holds.refused += 1;
            return Admission::Refused;
        }
        frames.all[job as usize].queued = now;
        self.line.push_back(job, frames);
        Admission::Queued
    }

    /// One gives it back: the one who gets it now.
    pub fn release(&mut self, now: f64, frames: &mut Frames) -> Option<u32> {
        self.account(now);
        self.holds.returned += 1;
        self.used -= 1;
        self.next(now, frames)
    }

    fn next(&mut self, now: f64, frames: &mut Frames) -> Option<u32> {
        if self.used >= self.size {
            return None;
        }
        let next = self.line.pop_front(frames)?;
        self.used += 1;
        let frame = &mut frames.all[next as usize];
        frame.timer = 0;
        self.holds.wait.record(now - frame.queued);
        Some(next)
    }

    /// Another size; those beyond it give back when they are done. Call [`Self::grant`] until it gives nobody.
    pub fn resize(&mut self, now: f64, size: u32) {
        self.account(now);
        self.size = size;
    }

    /// One who waits and can have a thing now.
    pub fn grant(&mut self, now: f64, frames: &mut Frames) -> Option<u32> {
        self.account(now);
        self.next(now, frames)
    }

    /// One who waits gives up.
    pub fn leave(&mut self, job: u32, now: f64, frames: &mut Frames) {
        self.account(now);
        self.line.remove(job, frames);
        self.holds.gave_up += 1;
    }

    /// Forgets what was counted, but for those inside.
    pub fn restart(&mut self, now: f64) {
        self.account(now);
        self.holds = Holds {
            asked: u64::from(self.used + self.line.len()),
            ..Holds::default()
        };
    }

    /// The counts up to now.
    #[must_use]
    pub fn holds(&self, now: f64) -> Holds {
        let mut at = self.clone();
        at.account(now);
        at.holds
    }

    /// Whether everyone who asked is accounted for.
    #[must_use]
    pub fn conserves(&self) -> bool {
        let inside = u64::from(self.used + self.line.len());
        let holds = &self.holds;
        holds.asked == inside + holds.returned + holds.refused + holds.gave_up
    }
}
