//! A queue of frames: linked through the frames themselves, so that joining, leaving at either end and giving up in
//! the middle cost the same and allocate nothing.

use super::frame::{Frames, NONE};

/// A queue.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The first, or [`NONE`].
    head: u32,
    /// The last; in an empty line, whoever was it.
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
        // Whether somebody waits is what nobody can predict, so it decides about values and not about what is done: who
        // comes first is for a moment its own neighbor.
        let empty = self.len == 0;
        let before = if empty { job } else { self.tail };
        self.head = if empty { job } else { self.head };
        frames.all[before as usize].next = job;
        let frame = &mut frames.all[job as usize];
        (frame.prev, frame.next) = (self.tail, NONE);
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
        // The new head keeps an old neighbor behind it; [`Self::remove`] knows the head by itself.
        self.head = frames.all[job as usize].next;
        self.len -= 1;
        Some(job)
    }

    /// Takes the last.
    pub fn pop_back(&mut self, frames: &mut Frames) -> Option<u32> {
        let job = self.tail;
        (self.len > 0).then(|| {
            self.remove(job, frames);
            job
        })
    }

    /// Takes this one out; it must be in this line.
    pub fn remove(&mut self, job: u32, frames: &mut Frames) {
        let (prev, next) = (frames.all[job as usize].prev, frames.all[job as usize].next);
        let first = self.head == job;
        if first {
            self.head = next;
        } else {
            frames.all[prev as usize].next = next;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::frame::From;
    use crate::random::Stream;

    #[test]
    fn does_what_a_list_does() {
        let mut frames = Frames::default();
        let from = From::outside(0, 0, 0);
        let mut free: Vec<u32> = (0..20).map(|_| frames.take(0, 0.0, from)).collect();
        let (mut line, mut plain, mut stream) = (Line::default(), Vec::new(), Stream::new(1, 2, 3, 4));
        for _ in 0..20_000 {
            match stream.below(6) {
                0 | 1 if !free.is_empty() => {
                    let job = free.remove(stream.below(free.len() as u32) as usize);
                    line.push_back(job, &mut frames);
                    plain.push(job);
                }
                2 if !free.is_empty() => {
                    let job = free.remove(0);
                    line.push_front(job, &mut frames);
                    plain.insert(0, job);
                }
                3 if !plain.is_empty() => {
                    let job = plain.remove(stream.below(plain.len() as u32) as usize);
                    line.remove(job, &mut frames);
                    free.push(job);
                }
                4 => {
                    let job = plain.pop();
                    assert_eq!(line.pop_back(&mut frames), job);
                    free.extend(job);
                }
                _ => {
                    let job = (!plain.is_empty()).then(|| plain.remove(0));
                    assert_eq!(line.pop_front(&mut frames), job);
                    free.extend(job);
                }
            }
            assert_eq!(line.len() as usize, plain.len());
            let last = plain.last().copied();
            assert_eq!(line.find(&frames, |job| Some(job) == last), last);
        }
    }
}
