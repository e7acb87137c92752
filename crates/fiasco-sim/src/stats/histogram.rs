//! A histogram of positive numbers with buckets that grow with them: a fixed share of error at any size, in fixed
//! memory.

/// Buckets in each octave: the middle of one is off by at most 1/256 of what it holds.
const IN_OCTAVE: usize = 128;
/// The least exponent that is told apart: 2⁻⁴⁰, below a picosecond of seconds.
const LEAST: i32 = -40;
/// Octaves up to 2⁴⁰, beyond ten thousand years of seconds.
const OCTAVES: usize = 80;

/// How often which number came up. Numbers below 2⁻⁴⁰ count as 0, those above 2⁴⁰ as the largest bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    buckets: Vec<u64>,
    /// Numbers too small for a bucket, and 0 itself.
    zero: u64,
    count: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl Histogram {
    /// An empty one; it takes 80 KiB, whatever comes.
    #[must_use]
    pub fn new() -> Self {
        Self {
            buckets: vec![0; IN_OCTAVE * OCTAVES],
            zero: 0,
            count: 0,
        }
    }

    /// Counts a number. What is not a number, or below 0, counts as 0.
    #[inline]
    pub fn record(&mut self, value: f64) {
        self.count += 1;
        // Exponent and first 7 bits of the fraction of a double stand side by side: together they are the bucket.
        let bits = value.to_bits() >> (52 - 7);
        let first = ((1023 + LEAST) as u64) << 7;
        let at = bits.wrapping_sub(first) as usize;
        if value >= LEAST_VALUE {
            let last = self.buckets.len() - 1;
            if let Some(bucket) = self.buckets.get_mut(at.min(last)) {
                *bucket += 1;
            }
        } else {
            self.zero += 1;
        }
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: &Self) {
        for (own, others) in self.buckets.iter_mut().zip(&other.buckets) {
            *own += others;
        }
        self.zero += other.zero;
        self.count += other.count;
    }

    /// What was counted since an earlier state of the same histogram.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let pairs = self.buckets.iter().zip(&before.buckets);
        Self {
            buckets: pairs.map(|(now, then)| now - then).collect(),
            zero: self.zero - before.zero,
            count: self.count - before.count,
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.buckets.fill(0);
        self.zero = 0;
        self.count = 0;
    }

    /// How many numbers.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The number that a share `q` of all do not exceed, off by at most 0.4 %; `None` of none.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let rank = ((q.clamp(0.0, 1.0) * self.count as f64).ceil() as u64).max(1);
        let mut seen = self.zero;
        if rank <= seen {
            return Some(0.0);
        }
        let found = self.buckets.iter().position(|count| {
            seen += count;
            rank <= seen
        });
        found.map(|at| f64::midpoint(lower(at), lower(at + 1)))
    }

    /// The share of all that exceed `value`, as far as buckets tell; 0 of none.
    #[must_use]
    pub fn share_above(&self, value: f64) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        // The first bucket that begins at or above it: halving, since ends of buckets are in order.
        let (mut low, mut high) = (0, self.buckets.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if lower(middle) >= value {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        self.buckets[low..].iter().sum::<u64>() as f64 / self.count as f64
    }

    /// Every bucket that holds something: its lower end, its upper end, its count; 0 first.
    pub fn filled(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        let zero = (self.zero > 0).then_some((0.0, LEAST_VALUE, self.zero));
        let filled = self.buckets.iter().enumerate().filter(|(_, count)| **count > 0);
        zero.into_iter()
            .chain(filled.map(|(at, count)| (lower(at), lower(at + 1), *count)))
    }
}

/// 2⁻⁴⁰.
const LEAST_VALUE: f64 = 1.0 / (1_u64 << 40) as f64;

/// The lower end of a bucket.
fn lower(at: usize) -> f64 {
    let (octave, part) = (at / IN_OCTAVE, at % IN_OCTAVE);
    let octave = i32::try_from(octave).unwrap_or(i32::MAX);
    (1.0 + part as f64 / IN_OCTAVE as f64) * f64::from(2.0_f32).powi(LEAST + octave)
}
