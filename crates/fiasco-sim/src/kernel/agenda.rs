//! The next event of every source, in a tournament: each node holds the next events of four, and its own is the earliest.
//!
//! An update walks one path towards the root, and there are no stale entries to skip. The four children of a node are a
//! line of the cache, so a level of the walk is one look at one place. Those of the root are compared when somebody asks
//! which is first: an event often updates more than one source. Stopping where nothing changes would save levels and
//! cost a branch that nobody can predict.

use super::key::{Key, NEVER, payload, with_payload};

/// The next events of four children.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Node([Key; 4]);

impl Node {
    #[inline(always)]
    fn first(&self) -> Key {
        let [a, b, c, d] = self.0;
        a.min(b).min(c.min(d))
    }
}

/// The tournament.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The root is the node 1; the parent of what is numbered n is n / 4. Half of the numbers of a level stay unused.
    nodes: Vec<Node>,
    leaves: usize,
}

impl Agenda {
    /// An agenda of this many sources, none of which has an event.
    #[must_use]
    pub fn new(sources: usize) -> Self {
        let mut leaves = 4;
        while leaves < sources {
            leaves *= 4;
        }
        Self {
            nodes: vec![Node([NEVER; 4]); leaves / 2],
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
        loop {
            let node = &mut self.nodes[at / 4];
            node.0[at % 4] = winner;
            at /= 4;
            if at == 1 {
                return;
            }
            winner = node.first();
        }
    }

    /// The earliest event: its key and its source.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<(Key, u32)> {
        let key = self.nodes[1].first();
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
        for sources in [1_u32, 2, 4, 5, 11, 16, 17, 64, 100] {
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
