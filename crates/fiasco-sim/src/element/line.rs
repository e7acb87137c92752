//! A queue of frames: linked through the frames themselves, so that joining, leaving at either end and giving up in
//! the middle cost the same and allocate nothing.

use crate::kernel::frame::{Frames, NONE};

/// A queue.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    head: u32,
    tail: u32,
    len: u32,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            head: NONE,
            tail: NONE,
            len: 0,
        }
    }
}

impl Line {
    /// How many wait.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether nobody waits.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Joins behind all others.
    #[inline]
    pub fn push_back(&mut self, job: u32, frames: &mut Frames) {
        let frame = &mut frames.all[job as usize];
        (frame.prev, frame.next) = (self.tail, NONE);
        match self.tail {
            NONE => self.head = job,
            tail => frames.all[tail as usize].next = job,
        }
        self.tail = job;
        self.len += 1;
    }

    /// Joins before all others.
    pub fn push_front(&mut self, job: u32, frames: &mut Frames) {
        let frame = &mut frames.all[job as usize];
        (frame.prev, frame.next) = (NONE, self.head);
        match self.head {
            NONE => self.tail = job,
            head => frames.all[head as usize].prev = job,
        }
        self.head = job;
        self.len += 1;
    }

    /// Takes the first.
    #[inline]
    pub fn pop_front(&mut self, frames: &mut Frames) -> Option<u32> {
        let job = self.head;
        if job == NONE {
            return None;
        }
        self.head = frames.all[job as usize].next;
        match self.head {
            NONE => self.tail = NONE,
            head => frames.all[head as usize].prev = NONE,
        }
        self.len -= 1;
        Some(job)
    }

    /// Takes the last.
    pub fn pop_back(&mut self, frames: &mut Frames) -> Option<u32> {
        let job = self.tail;
        (job != NONE).then(|| {
            self.remove(job, frames);
            job
        })
    }

    /// Takes this one out; it must be in this line.
    pub fn remove(&mut self, job: u32, frames: &mut Frames) {
        let (prev, next) = (frames.all[job as usize].prev, frames.all[job as usize].next);
        match prev {
            NONE => self.head = next,
            prev => frames.all[prev as usize].next = next,
        }
        match next {
            NONE => self.tail = prev,
            next => frames.all[next as usize].prev = prev,
        }
        self.len -= 1;
    }

    /// The first that this holds for, from the front.
    pub fn find(&self, frames: &Frames, holds: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = self.head;
        while at != NONE {
            if holds(at) {
                return Some(at);
            }
            at = frames.all[at as usize].next;
        }
        None
    }
}
