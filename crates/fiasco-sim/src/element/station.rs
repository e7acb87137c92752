//! A station: `servers` alike, one queue, first come first served.
//!
//! M/M/c (Erlang C): P(wait) = B / (1 − ρ(1 − B)) with B the Erlang-B loss, mean wait P(wait) / (cμ − λ). The
//! service time of a job is drawn when it arrives, so the n-th job keeps its own when servers are added.
//!
//! Conservation: arrived = waiting + in service + served + refused.

use crate::kernel::frame::{Frames, NONE};
use crate::kernel::heap::Heap;
use crate::kernel::key::{Key, pack, payload};
use crate::kernel::record::Visits;

/// The state of a station in a run.
#[derive(Clone, Debug)]
pub struct Station {
    servers: u32,
    room: u32,
    busy: Heap,
    head: u32,
    tail: u32,
    waiting: u32,
    /// What was counted.
    pub visits: Visits,
}

impl Station {
    /// An idle station; at most `room` jobs wait.
    #[must_use]
    pub fn new(servers: u32, room: Option<u32>) -> Self {
        let (head, tail, waiting) = (NONE, NONE, 0);
        let room = room.unwrap_or(u32::MAX);
        Self {
            servers,
            room,
            busy: Heap::default(),
            head,
            tail,
            waiting,
            visits: Visits::default(),
        }
    }

    /// A job comes, its demand drawn; false when it is refused.
    #[inline]
    pub fn arrive(&mut self, job: u32, now: f64, sequence: u64, frames: &mut Frames) -> bool {
        self.visits.arrived += 1;
        if self.busy.len() < self.servers as usize {
            self.visits.wait.record(0.0);
            self.busy
                .push(pack(now + frames.all[job as usize].demand, sequence, job));
        } else if self.waiting < self.room {
            let frame = &mut frames.all[job as usize];
            (frame.queued, frame.next) = (now, NONE);
            if self.head == NONE {
                self.head = job;
            } else {
                frames.all[self.tail as usize].next = job;
            }
            self.tail = job;
            self.waiting += 1;
        } else {
            self.visits.refused += 1;
            return false;
        }
        true
    }

    /// The next completion happens: the job that is served, and the next one starts.
    #[inline]
    pub fn complete(&mut self, now: f64, sequence: u64, frames: &mut Frames) -> Option<u32> {
        let job = payload(self.busy.pop()?);
        self.visits.served += 1;
        if self.head != NONE {
            let next = self.head;
            let frame = &frames.all[next as usize];
            self.head = frame.next;
            self.waiting -= 1;
            self.visits.wait.record(now - frame.queued);
            self.busy.push(pack(now + frame.demand, sequence, next));
        }
        Some(job)
    }

    /// The key of the next completion.
    #[inline]
    #[must_use]
    pub fn next(&self) -> Option<Key> {
        self.busy.first()
    }

    /// Forgets what was counted, but for the jobs inside.
    pub fn restart(&mut self) {
        let arrived = u64::from(self.waiting) + self.busy.len() as u64;
        self.visits = Visits {
            arrived,
            ..Visits::default()
        };
    }

    /// Whether every job that came is accounted for.
    #[must_use]
    pub fn conserves(&self) -> bool {
        let inside = u64::from(self.waiting) + self.busy.len() as u64;
        self.visits.arrived == inside + self.visits.served + self.visits.refused
    }
}
