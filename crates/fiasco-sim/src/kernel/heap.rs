//! A binary heap of keys: the jobs in service at a station, and delays that are not constant.

use super::key::Key;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A heap whose head is the earliest key.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    keys: BinaryHeap<Reverse<Key>>,
}

impl Heap {
    /// Adds a key.
    #[inline]
    pub fn push(&mut self, key: Key) {
        self.keys.push(Reverse(key));
    }

    /// The earliest key.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<Key> {
        self.keys.peek().map(|key| key.0)
    }

    /// Takes the earliest key.
    #[inline]
    pub fn pop(&mut self) -> Option<Key> {
        self.keys.pop().map(|key| key.0)
    }

    /// How many keys wait.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}
