//! A binary heap of keys: the jobs in service at a station, and delays that are not constant.
//!
//! Unlike the standard library's it can replace its head in one pass, and take out a key that is not the head.

use super::key::{Key, NEVER, payload};

/// A heap whose head is the earliest key.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    keys: Vec<Key>,
}

impl Heap {
    /// Adds a key.
    #[inline]
    pub fn push(&mut self, key: Key) {
        self.keys.push(key);
        self.rise(self.keys.len() - 1, key);
    }

    /// The earliest key.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<Key> {
        self.keys.first().copied()
    }

    /// Takes the earliest key.
    #[inline]
    pub fn pop(&mut self) -> Option<Key> {
        let last = self.keys.pop()?;
        let Some(&first) = self.keys.first() else {
            return Some(last);
        };
        self.sink(0, last);
        Some(first)
    }

    /// Takes the earliest key and adds another, which is cheaper than one after the other.
    #[inline]
    pub fn replace_first(&mut self, key: Key) {
        if !self.keys.is_empty() {
            self.sink(0, key);
        }
    }

    /// Takes out the key with this payload, wherever it is.
    pub fn remove(&mut self, of: u32) -> Option<Key> {
        let at = self.keys.iter().position(|key| payload(*key) == of)?;
        let key = self.keys.swap_remove(at);
        if at < self.keys.len() {
            let moved = self.keys[at];
            self.sink(at, moved);
            let there = self.keys[at];
            self.rise(at, there);
        }
        Some(key)
    }

    /// Takes all keys, in no order that means anything, but always the same.
    pub fn drain(&mut self) -> impl Iterator<Item = Key> + '_ {
        self.keys.drain(..)
    }

    /// All keys.
    pub fn iter(&self) -> impl Iterator<Item = Key> + '_ {
        self.keys.iter().copied()
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

    /// Puts a key at a place or above it. Keys move into the hole it leaves: none is written before its place is known.
    #[inline]
    fn rise(&mut self, mut at: usize, key: Key) {
        while at > 0 {
            let parent = (at - 1) / 2;
            let above = self.keys[parent];
            if above <= key {
                break;
            }
            self.keys[at] = above;
            at = parent;
        }
        self.keys[at] = key;
    }

    /// Puts a key at a place or below it.
    #[inline]
    fn sink(&mut self, mut at: usize, key: Key) {
        let keys = self.keys.as_mut_slice();
        loop {
            let left = 2 * at + 1;
            let Some(&first) = keys.get(left) else {
                break;
            };
            let second = keys.get(left + 1).copied().unwrap_or(NEVER);
            let least = first.min(second);
            if key <= least {
                break;
            }
            keys[at] = least;
            at = left + usize::from(second < first);
        }
        keys[at] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::key::pack;
    use crate::random::Stream;

    #[test]
    fn does_what_a_sorted_list_does() {
        let mut stream = Stream::new(1, 2, 3, 4);
        let (mut heap, mut plain) = (Heap::default(), Vec::new());
        for step in 0..20_000_u32 {
            let key = pack(stream.unit(), u64::from(step), step);
            match stream.below(5) {
                0 | 1 => {
                    heap.push(key);
                    plain.push(key);
                }
                2 if !plain.is_empty() => {
                    heap.replace_first(key);
                    plain.remove(0);
                    plain.push(key);
                }
                3 if !plain.is_empty() => {
                    let gone = plain.remove(stream.below(plain.len() as u32) as usize);
                    assert_eq!(heap.remove(payload(gone)), Some(gone));
                }
                _ => assert_eq!(heap.pop(), (!plain.is_empty()).then(|| plain.remove(0))),
            }
            plain.sort_unstable();
            assert_eq!((heap.first(), heap.len()), (plain.first().copied(), plain.len()));
        }
    }
}
