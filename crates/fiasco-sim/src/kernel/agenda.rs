//! The next event of every source, in a tournament: each inner node holds the earlier of its two children.
//!
//! An update walks one path to the root and stops where nothing changes; there are no stale entries to skip.

use super::key::{Key, NEVER, payload, with_payload};

/// The tournament.
#[derive(Clone, Debug)]
pub struct Agenda {
    nodes: Vec<Key>,
    leaves: usize,
}

impl Agenda {
    /// An agenda of this many sources, none of which has an event.
    #[must_use]
    pub fn new(sources: usize) -> Self {
        let leaves = sources.next_power_of_two().max(2);
        Self {
            nodes: vec![NEVER; 2 * leaves],
            leaves,
        }
    }

    /// Sets the next event of a source; [`NEVER`] for none. The key's payload becomes the source.
    #[inline]
    pub fn set(&mut self, source: u32, key: Key) {
        let key = if key == NEVER {
            NEVER
        } else {
            with_payload(key, source)
        };
        let mut at = self.leaves + source as usize;
        self.nodes[at] = key;
        while at > 1 {
            let winner = self.nodes[at].min(self.nodes[at ^ 1]);
            at >>= 1;
            if self.nodes[at] == winner {
                return;
            }
            self.nodes[at] = winner;
        }
    }

    /// The earliest event: its key and its source.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<(Key, u32)> {
        let key = self.nodes[1];
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
