//! Contention and coherency: how much of a machine is left when n work on it at once.
//!
//! Gunther's Universal Scalability Law: n workers do C(n) = n / (1 + α(n − 1) + βn(n − 1)) times the work of one; α is
//! the share that must be done alone, β what each pair costs to agree. The peak lies at √((1 − α)/β). Each worker
//! thus goes at C(n)/n of its own speed, and that is the term a station multiplies its speed with.

/// The two terms of the law; both 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contention {
    /// α, the share done alone.
    pub alone: f64,
    /// β, the cost of agreement between pairs.
    pub pairs: f64,
}

impl Contention {
    /// The speed of each of `n` workers, as a share of the speed of one alone.
    #[inline]
    #[must_use]
    pub fn share(&self, n: f64) -> f64 {
        let others = (n - 1.0).max(0.0);
        1.0 / (1.0 + self.alone * others + self.pairs * n * others)
    }

    /// Whether both terms are 0.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.alone == 0.0 && self.pairs == 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_where_the_law_says() {
        let law = Contention {
            alone: 0.05,
            pairs: 0.0005,
        };
        let capacity = |n: f64| n * law.share(n);
        assert!((capacity(44.0) - 10.7422).abs() < 5e-5);
        let best = (1..100).max_by(|a, b| capacity(f64::from(*a)).total_cmp(&capacity(f64::from(*b))));
        assert_eq!(best, Some(44));
        assert!((Contention::default().share(1000.0) - 1.0).abs() < 1e-15);
    }
}
