//! Means and variances in one pass.

/// Count, mean and variance of numbers, by Welford's recurrence (Technometrics 4, 1962), which loses no digits to
/// large means; two of them merge by Chan's formula.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mean {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Mean {
    /// Adds a number.
    #[inline]
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let off = value - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (value - self.mean);
    }

    /// Adds all that another has seen.
    pub fn merge(&mut self, other: &Self) {
        let (own, others) = (self.count as f64, other.count as f64);
        let all = own + others;
        if all > 0.0 {
            let off = other.mean - self.mean;
            self.mean += off * (others / all);
            self.squares += other.squares + off * off * (own * others / all);
            self.count += other.count;
        }
    }

    /// How many.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; 0 of none.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// Their unbiased variance; 0 of fewer than two.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        self.squares / (self.count - 1) as f64
    }
}

impl FromIterator<f64> for Mean {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut mean = Self::default();
        values.into_iter().for_each(|value| mean.add(value));
        mean
    }
}

/// The mean over time of something that keeps a value until it changes: a queue's length, busy servers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeMean {
    since: f64,
    start: f64,
    value: f64,
    area: f64,
}

impl TimeMean {
    /// It has `value` from time `start` on.
    #[must_use]
    pub const fn from(start: f64, value: f64) -> Self {
        Self {
            since: start,
            start,
            value,
            area: 0.0,
        }
    }

    /// It has `value` from `now` on. Times never go back.
    #[inline]
    pub fn set(&mut self, now: f64, value: f64) {
        self.area += self.value * (now - self.since);
        self.since = now;
        self.value = value;
    }

    /// Forgets what was before `now`, and keeps the value: the end of a warm-up.
    pub fn restart(&mut self, now: f64) {
        *self = Self::from(now, self.value);
    }

    /// The value it has.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// The mean up to `now`; the value itself where no time has passed.
    #[must_use]
    pub fn mean(&self, now: f64) -> f64 {
        let time = now - self.start;
        if time <= 0.0 {
            return self.value;
        }
        (self.area + self.value * (now - self.since)) / time
    }
}
