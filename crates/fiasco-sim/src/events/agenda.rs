//! The next event of every source, in a tournament: each node holds the next events of four, and its own is the earliest.
//!
//! An update walks one path to the root, and there are no stale entries to skip. The four children of a node are a line
//! of the cache, so a level of the walk is one look at one place. Nothing on the way is a branch that nobody can predict:
//! stopping where nothing changes would save levels, and cost more in wrong guesses.

use super::key::{Key, NEVER, with_payload};

/// The earlier of two, without a branch: which one it is is what nobody can predict.
#[inline(always)]
fn earlier(one: Key, other: Key) -> Key {
    std::hint::select_unpredictable(one < other, one, other)
}

/// The next events of four children: a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Node([Key; 4]);

/// The tournament.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The root is the node 1; the parent of what is numbered n is n / 4. Half of the numbers of a level stay unused.
    nodes: Vec<Node>,
    /// The earliest of all.
    first: Key,
    /// Where the leaves begin.
    leaves: u32,
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
            first: NEVER,
            leaves: leaves as u32,
        }
    }

    /// Where the first source stands; the others follow.
    #[must_use]
    pub fn leaves(&self) -> u32 {
        self.leaves
    }

    /// Sets the next event of the source at this place; [`NEVER`] for none. The key's payload becomes the place.
    #[inline(always)]
    pub fn set(&mut self, place: u32, key: Key) {
        // Few sources need no call.
        if let Some((at, winner)) = self.climb(2, place as usize, with_payload(key, place)) {
            self.climb_far(at, winner);
        }
    }

    /// The same where no other source ever had an event: nothing to compare, and nothing kept but what comes first.
    #[inline(always)]
    pub fn set_alone(&mut self, place: u32, key: Key) {
        self.first = with_payload(key, place);
    }

    #[inline(never)]
    fn climb_far(&mut self, at: usize, winner: Key) {
        let mut left = self.climb(5, at, winner);
        while let Some((at, winner)) = left {
            left = self.climb(1, at, winner);
        }
    }

    /// So many levels up from a place: where that is and who has won so far, unless it is the root. When compiled they are
    /// no loop: in loops the compiler makes branches of choices.
    #[inline(always)]
    fn climb(&mut self, levels: u32, mut at: usize, mut winner: Key) -> Option<(usize, Key)> {
        for _ in 0..levels {
            winner = self.level(at, winner);
            at /= 4;
            if at == 1 {
                self.first = winner;
                return None;
            }
        }
        Some((at, winner))
    }

    /// Puts an event at a place; the earliest of its node. Only the others are read: nothing waits for what was stored.
    #[inline(always)]
    fn level(&mut self, at: usize, key: Key) -> Key {
        let Node(keys) = &mut self.nodes[at / 4];
        let own = at % 4;
        keys[own] = key;
        earlier(key, earlier(earlier(keys[own ^ 1], keys[own ^ 2]), keys[own ^ 3]))
    }

    /// The next event at a place.
    #[must_use]
    pub fn of(&self, place: u32) -> Key {
        self.nodes[place as usize / 4].0[place as usize % 4]
    }

    /// The earliest event, its payload the place of its source: [`NEVER`] but for the payload when there is none.
    #[inline(always)]
    #[must_use]
    pub fn first(&self) -> Key {
        self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::key::pack;
    use crate::random::Stream;

    #[test]
    fn the_first_is_the_earliest_after_any_updates() {
        let mut stream = Stream::new(1, 2, 3, 4);
        for sources in [1_u32, 2, 4, 5, 11, 16, 17, 64, 100, 1_000, 20_000] {
            let mut agenda = Agenda::new(sources as usize);
            let mut plain = vec![NEVER; sources as usize];
            for step in 0..2000 {
                let source = stream.below(sources);
                let key = if stream.happens(0.2) {
                    NEVER
                } else {
                    pack(stream.unit(), step, source)
                };
                let place = agenda.leaves() + source;
                agenda.set(place, key);
                plain[source as usize] = with_payload(key, place);
                assert_eq!(agenda.of(place), plain[source as usize]);
                let first = plain.iter().copied().min();
                assert_eq!(Some(agenda.first()), first);
            }
        }
    }
}
