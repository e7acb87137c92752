//! The next event of every source, in a tournament: each inner node holds the earlier of its two children.
//!
//! An update walks one path to the root, and there are no stale entries to skip. The two children of a node lie side by
//! side, so a level of the walk is one look at one place. Stopping where nothing changes would save levels and cost a
//! branch that nobody can predict.

use super::key::{Key, NEVER, payload, with_payload};

/// The tournament.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// Of each node the two children; the root is the node 1.
    pairs: Vec<[Key; 2]>,
    first: Key,
    leaves: usize,
}

impl Agenda {
    /// An agenda of this many sources, none of which has an event.
    #[must_use]
    pub fn new(sources: usize) -> Self {
        let leaves = sources.next_power_of_two().max(2);
        Self {
            pairs: vec![[NEVER; 2]; leaves],
            first: NEVER,
            leaves,
        }
    }

    /// Sets the next event of a source; [`NEVER`] for none. The key's payload becomes the source.
    #[inline]
    pub fn set(&mut self, source: u32, key: Key) {
        let mut winner = if key == NEVER {
            NEVER
        } else {
            with_payload(key, source)
        };
        let mut at = self.leaves + source as usize;
        while at > 1 {
            let pair = &mut self.pairs[at >> 1];
            pair[at & 1] = winner;
            winner = pair[0].min(pair[1]);
            at >>= 1;
        }
        self.first = winner;
    }

    /// The earliest event: its key and its source.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<(Key, u32)> {
        let key = self.first;
        if key == NEVER {
            None
        } else {
            Some((key, payload(key)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::key::pack;
    use crate::random::Stream;

    #[test]
    fn the_first_is_the_earliest_after_any_updates() {
        let mut stream = Stream::new(1, 2, 3, 4);
        for sources in [1_u32, 2, 3, 11, 64, 100] {
            let mut agenda = Agenda::new(sources as usize);
            let mut plain = vec![NEVER; sources as usize];
            for step in 0..2000 {
                let source = stream.below(sources);
                let key = if stream.happens(0.2) {
                    NEVER
                } else {
                    pack(stream.unit(), step, source)
                };
                agenda.set(source, key);
                plain[source as usize] = key;
                let first = plain.iter().copied().min().filter(|key| *key != NEVER);
                assert_eq!(agenda.first().map(|(key, _)| key), first);
            }
        }
    }
}
