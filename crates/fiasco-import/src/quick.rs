//! A hash for texts that are looked up by the hundred thousand: two multiplications for sixteen bytes. Nobody can make
//! texts collide on purpose, since the numbers it starts from are drawn anew for each table; and nobody may ask such a
//! table for its order.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

/// A table by such a hash.
pub(crate) type QuickMap<K, V> = HashMap<K, V, Quick>;

/// What hashers start from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quick {
    start: u64,
    /// An odd number: what each step multiplies by.
    factor: u64,
}

impl Default for Quick {
    fn default() -> Self {
        let drawn = RandomState::new();
        Self {
            start: drawn.hash_one(0_u8),
            factor: drawn.hash_one(1_u8) | 1,
        }
    }
}

impl BuildHasher for Quick {
    type Hasher = QuickHasher;

    fn build_hasher(&self) -> QuickHasher {
        QuickHasher {
            state: self.start,
            factor: self.factor,
        }
    }
}

/// A text that is being hashed.
pub(crate) struct QuickHasher {
    state: u64,
    factor: u64,
}

impl QuickHasher {
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.factor);
        // Both halves, so that every bit of the word reaches every bit of the state.
        self.state = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        // The number of bytes, so that a text is not one with zeros at its end.
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64).rotate_left(56));
    }

    fn write_u8(&mut self, byte: u8) {
        self.state = self.state.rotate_left(23) ^ u64::from(byte);
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    fn finish(&self) -> u64 {
        let product = u128::from(self.state) * u128::from(self.factor);
        (product as u64) ^ ((product >> 64) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn texts_spread_over_the_table() {
        let quick = Quick::default();
        let texts: Vec<String> = (0..100_000)
            .map(|n| format!("srv-{:04}-{:03}", n / 100, n % 100))
            .collect();
        let all: HashSet<u64> = texts.iter().map(|text| quick.hash_one(text)).collect();
        assert_eq!(all.len(), texts.len());
        // Both the low bits, which choose a place, and the high ones, which tell neighbors apart.
        for shift in [0, 48] {
            let places: HashSet<u64> = texts
                .iter()
                .map(|text| (quick.hash_one(text) >> shift) & 0xffff)
                .collect();
            assert!(places.len() > 45_000, "{} of 51,000", places.len());
        }
        assert_ne!(quick.hash_one("a"), quick.hash_one("a\0"));
        assert_ne!(quick.hash_one(("a", "b")), quick.hash_one(("ab", "")));
    }
}
