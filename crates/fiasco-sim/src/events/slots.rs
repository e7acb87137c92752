//! The jobs in service at a station, by what ends first: a tournament of slots, each of which holds a job or nothing.
//!
//! A heap would walk as far as it has to, which nobody can predict, and each wrong guess costs the processor as much as
//! the whole walk. Here every change walks one path to the root, and compares without a branch.

use super::agenda::Agenda;
use super::key::{Key, NEVER, is_never, payload};

/// Slots, and the key and the job of each that is taken.
#[derive(Clone, Debug)]
pub struct Slots {
    /// What ends when; a slot is a place in it.
    agenda: Agenda,
    /// By slot.
    jobs: Vec<u32>,
    /// Slots that were taken and are free.
    free: Vec<u32>,
    /// Slots that were ever taken.
    used: u32,
}

impl Default for Slots {
    fn default() -> Self {
        let agenda = Agenda::new(1);
        Self {
            jobs: vec![0; 2 * agenda.leaves() as usize],
            agenda,
            free: Vec::new(),
            used: 0,
        }
    }
}

impl Slots {
    /// How many slots are taken.
    #[inline(always)]
    #[must_use]
    pub fn len(&self) -> u32 {
        self.used - self.free.len() as u32
    }

    /// Whether none is.
    #[inline(always)]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The earliest key; its payload means nothing outside. [`NEVER`] but for the payload when no slot is taken.
    #[inline(always)]
    #[must_use]
    pub fn first(&self) -> Key {
        self.agenda.first()
    }

    /// The job of the earliest key.
    #[inline(always)]
    #[must_use]
    pub fn first_job(&self) -> Option<u32> {
        (!self.is_empty()).then(|| self.jobs[payload(self.first()) as usize])
    }

    /// A job takes a slot until this key.
    #[inline(always)]
    pub fn push(&mut self, key: Key, job: u32) {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => self.grow(),
        };
        self.jobs[slot as usize] = job;
        self.set(slot, key);
    }

    /// The slot that ends first goes over to another job.
    #[inline(always)]
    pub fn replace_first(&mut self, key: Key, job: u32) {
        let slot = payload(self.first());
        self.jobs[slot as usize] = job;
        self.set(slot, key);
    }

    /// The slot that ends first is free.
    #[inline(always)]
    pub fn pop(&mut self) {
        if !self.is_empty() {
            self.release(payload(self.first()));
        }
    }

    /// The slot of this job is free.
    pub fn remove(&mut self, job: u32) {
        let slot = self.iter().find(|(_, taken)| *taken == job);
        if let Some((key, _)) = slot {
            self.release(payload(key));
        }
    }

    /// The keys of those taken, and their jobs.
    pub fn iter(&self) -> impl Iterator<Item = (Key, u32)> + '_ {
        let slots = self.agenda.leaves()..self.agenda.leaves() + self.used;
        let taken = |slot| {
            let key = if self.used == 1 {
                self.first()
            } else {
                self.agenda.of(slot)
            };
            (!is_never(key)).then(|| (key, self.jobs[slot as usize]))
        };
        slots.filter_map(taken)
    }

    /// Frees all slots.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    #[inline(always)]
    fn release(&mut self, slot: u32) {
        self.free.push(slot);
        self.set(slot, NEVER);
    }

    #[inline(always)]
    fn set(&mut self, slot: u32, key: Key) {
        if self.used == 1 {
            self.agenda.set_alone(slot, key);
        } else {
            self.agenda.set(slot, key);
        }
    }

    /// A slot that was never taken.
    #[cold]
    fn grow(&mut self) -> u32 {
        let (old, used) = (self.agenda.leaves(), self.used);
        if used == 1 {
            self.agenda.set(old, self.first());
        }
        if used == old {
            let mut agenda = Agenda::new(used as usize + 1);
            let new = agenda.leaves();
            let mut jobs = vec![0; 2 * new as usize];
            for slot in 0..used {
                agenda.set(new + slot, self.agenda.of(old + slot));
                jobs[(new + slot) as usize] = self.jobs[(old + slot) as usize];
            }
            (self.agenda, self.jobs) = (agenda, jobs);
        }
        self.used += 1;
        self.agenda.leaves() + used
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::key::{pack, sequence, time, with_payload};
    use crate::random::Stream;

    #[test]
    fn does_what_a_sorted_list_does() {
        // At most one, as in a station of one server; up to four, in one node; and many.
        for most in [1, 4, 5, 300] {
            let mut stream = Stream::new(1, 2, 3, most);
            let (mut slots, mut plain) = (Slots::default(), Vec::<(Key, u32)>::new());
            for step in 0..10_000_u32 {
                let key = pack(stream.unit(), u64::from(step), 0);
                let room = plain.len() < most as usize;
                match stream.below(1000) {
                    0 => {
                        slots.clear();
                        plain.clear();
                    }
                    1..500 if room => {
                        slots.push(key, step);
                        plain.push((key, step));
                    }
                    500..700 if !plain.is_empty() => {
                        slots.replace_first(key, step);
                        plain[0] = (key, step);
                    }
                    700..800 if !plain.is_empty() => {
                        let (_, gone) = plain.remove(stream.below(plain.len() as u32) as usize);
                        slots.remove(gone);
                        slots.remove(gone);
                    }
                    _ => {
                        slots.pop();
                        plain.drain(..plain.len().min(1));
                    }
                }
                plain.sort_unstable();
                assert!(u64::from(slots.used) <= most, "free slots are taken again");
                let first = plain.first().copied();
                assert_eq!(slots.first_job(), first.map(|(_, job)| job));
                assert_eq!(
                    with_payload(slots.first(), 0),
                    first.map_or(with_payload(NEVER, 0), |(key, _)| key)
                );
                assert_eq!(
                    (slots.len() as usize, slots.is_empty()),
                    (plain.len(), plain.is_empty())
                );
                let mut all: Vec<_> = slots
                    .iter()
                    .map(|(key, job)| (time(key), sequence(key), job))
                    .collect();
                all.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
                let expected = plain.iter().map(|(key, job)| (time(*key), sequence(*key), *job));
                assert_eq!(all, expected.collect::<Vec<_>>());
            }
        }
    }
}
