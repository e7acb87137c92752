//! Delays of one constant length: they end in the order in which they began, so a ring buffer replaces the heap.

use super::key::Key;
use std::collections::VecDeque;

/// The least that a ring holds.
const LEAST: usize = 32;

/// One constant delay and what waits for its end.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The length of the delay.
    pub delay: f64,
    keys: VecDeque<Key>,
}

impl Lane {
    /// An empty lane.
    #[must_use]
    pub fn new(delay: f64) -> Self {
        Self {
            delay,
            keys: VecDeque::new(),
        }
    }

    /// Adds a key behind all others; true when it is alone. A full ring first loses the heads that `dead` recognizes,
    /// and grows where that leaves more than half of it: so it stays about as long as what is under way, and not as long
    /// as the delay. Most keys are never looked at while they might still be alive, which nobody could predict.
    #[inline]
    pub fn push(&mut self, key: Key, dead: impl Fn(Key) -> bool) -> bool {
        if self.keys.len() == self.keys.capacity() {
            self.make_room(dead);
        }
        let alone = self.keys.is_empty();
        self.keys.push_back(key);
        alone
    }

    #[cold]
    fn make_room(&mut self, dead: impl Fn(Key) -> bool) {
        self.skip(dead);
        if self.keys.len() * 2 >= self.keys.capacity() {
            self.keys.reserve(self.keys.len().max(LEAST));
        }
    }

    /// Drops dead heads; the first live key.
    #[inline]
    pub fn skip(&mut self, dead: impl Fn(Key) -> bool) -> Option<Key> {
        while let Some(&head) = self.keys.front() {
            if !dead(head) {
                return Some(head);
            }
            self.keys.pop_front();
        }
        None
    }

    /// Takes the head.
    #[inline]
    pub fn pop(&mut self) -> Option<Key> {
        self.keys.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::key::{pack, payload};

    #[test]
    fn what_is_dead_at_the_head_goes_and_the_rest_keeps_its_order() {
        let mut lane = Lane::new(1e6);
        let key = |at: u32| pack(f64::from(at), u64::from(at), at);
        assert!(lane.push(key(1), |_| false), "alone");
        // Each is dead when the next but one comes: two are kept, however many come.
        for at in 2..1000 {
            assert!(!lane.push(key(at), |key| payload(key) + 2 <= at));
            assert!(lane.keys.len() <= 2 * LEAST, "{}", lane.keys.len());
        }
        assert_eq!(lane.skip(|key| payload(key) < 998), Some(key(998)));
        assert_eq!(
            (lane.pop(), lane.pop(), lane.pop()),
            (Some(key(998)), Some(key(999)), None)
        );
        assert!(lane.push(key(1000), |_| false));
    }
}
