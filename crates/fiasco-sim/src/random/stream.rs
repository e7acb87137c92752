//! xoshiro256++ and how its streams are seeded.
//!
//! The generator is that of Blackman and Vigna, "Scrambled linear pseudorandom number generators", TOMS 47 (2021):
//! 256 bits of state, period 2²⁵⁶−1. Each stream belongs to one purpose of one entity in one replication. Its state
//! is hashed from these four, so an entity added to a model leaves the numbers of all others as they were: two
//! models differ by what was changed in them and not by luck (common random numbers).

/// The increment of `SplitMix64`: 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// One stream of random numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    state: [u64; 4],
}

/// The finalizer of `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014): every bit of the input moves every bit of the
/// output.
#[must_use]
pub const fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A name as a number: FNV-1a over its bytes, then [`mix`].
#[must_use]
pub const fn name(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    mix(hash)
}

impl Stream {
    /// The stream of `purpose` of `entity` (both from [`name`]) in a replication under a seed.
    #[must_use]
    pub fn new(seed: u64, entity: u64, purpose: u64, replication: u64) -> Self {
        let mut hash = mix(seed.wrapping_add(GOLDEN));
        for part in [entity, purpose, replication] {
            hash = mix(hash.rotate_left(23) ^ part.wrapping_add(GOLDEN)).wrapping_add(GOLDEN);
        }
        let mut state = [0; 4];
        for word in &mut state {
            hash = hash.wrapping_add(GOLDEN);
            *word = mix(hash);
        }
        Self::from_state(state)
    }

    /// A stream with this state. A state of zeros, from which the generator never leaves, is replaced.
    #[must_use]
    pub const fn from_state(state: [u64; 4]) -> Self {
        if state[0] | state[1] | state[2] | state[3] == 0 {
            return Self {
                state: [GOLDEN, 1, 2, 3],
            };
        }
        Self { state }
    }

    /// The next 64 bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number uniform on [0, 1): a multiple of 2⁻⁵³.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A number uniform on (0, 1]: its logarithm is finite.
    #[inline]
    pub fn positive_unit(&mut self) -> f64 {
        1.0 - self.unit()
    }

    /// A whole number below `bound` (0 when the bound is 0), by Lemire's multiplication; the bias is below
    /// `bound` / 2⁶⁴.
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u32
    }

    /// Whether something of this probability happens.
    #[inline]
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The generator written a second time, word by word as in the authors' C.
    fn reference(s: &mut [u64; 4]) -> u64 {
        let rotl = u64::rotate_left;
        let result = rotl(s[0].wrapping_add(s[3]), 23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = rotl(s[3], 45);
        result
    }

    #[test]
    fn first_outputs_are_the_published_ones() {
        // State 1, 2, 3, 4: the vector that the authors' C prints, and that other libraries test against.
        let published: [u64; 10] = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
            14_011_001_112_246_962_877,
            12_406_186_145_184_390_807,
            15_849_039_046_786_891_736,
            10_450_023_813_501_588_000,
        ];
        let mut stream = Stream::from_state([1, 2, 3, 4]);
        assert_eq!(published, std::array::from_fn(|_| stream.bits()));
    }

    #[test]
    fn agrees_with_a_second_writing() {
        let mut stream = Stream::new(7, name("a"), name("b"), 3);
        let mut state = stream.state;
        for _ in 0..10_000 {
            assert_eq!(stream.bits(), reference(&mut state));
        }
    }

    #[test]
    fn streams_differ_in_each_of_their_four_parts() {
        let first = |a, b, c, d| Stream::new(a, b, c, d).bits();
        let mut seen: Vec<u64> = Vec::new();
        for a in 0..8 {
            for b in 0..8 {
                for c in 0..8 {
                    seen.extend((0..8).map(|d| first(a, b, c, d)));
                }
            }
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4096);
    }

    /// A change of these numbers changes every result of every user: the seeding is part of the format.
    #[test]
    fn seeding_never_changes() {
        assert_eq!(Stream::new(0, 0, 0, 0).bits(), SEED_ZERO);
        assert_eq!(Stream::new(1, name("db"), name("service"), 2).bits(), SEED_DB);
    }

    const SEED_ZERO: u64 = 13_346_248_923_332_297_979;
    const SEED_DB: u64 = 3_968_779_671_748_800_681;

    #[test]
    fn neighboring_streams_do_not_correlate() {
        let draws = 100_000;
        for replication in 0..4 {
            let mut a = Stream::new(1, 1, 1, replication);
            let mut b = Stream::new(1, 1, 1, replication + 1);
            let sum: f64 = (0..draws)
                .map(|_| (a.unit() - 0.5) * (b.unit() - 0.5) * 12.0)
                .sum();
            let z = sum / f64::from(draws).sqrt();
            assert!(z.abs() < 5.0, "{z}");
        }
    }

    #[test]
    fn below_covers_its_range_evenly() {
        let mut stream = Stream::new(5, 0, 0, 0);
        let mut counts = [0_i32; 7];
        for _ in 0..70_000 {
            counts[stream.below(7) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (count - 10_000).abs() < 500),
            "{counts:?}"
        );
        assert_eq!(stream.below(0), 0);
    }
}
