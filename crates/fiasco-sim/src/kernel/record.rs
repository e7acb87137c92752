//! What a run counts: plain arrays, nothing per request.

/// Sums over values: count, mean, variance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl Sums {
    /// Adds a value.
    #[inline]
    pub fn record(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.squares += value * value;
    }

    /// The mean; 0 of nothing.
    #[must_use]
    pub fn mean(&self) -> f64 {
        if self.count == 0 {
            0.0
        } else {
            self.sum / self.count as f64
        }
    }
}

/// What happened to the requests of one arrival process.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Requests {
    /// Begun.
    pub arrived: u64,
    /// Ended well.
    pub done: u64,
    /// Ended with a failure.
    pub failed: u64,
    /// Times from begin to end of those that ended well.
    pub sojourn: Sums,
}

/// What happened at one station.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Visits {
    /// Came.
    pub arrived: u64,
    /// Served.
    pub served: u64,
    /// Found the queue full.
    pub refused: u64,
    /// Waits in the queue of those whose service began.
    pub wait: Sums,
}

/// What happened at one call.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attempts {
    /// Attempts, first and repeated.
    pub attempts: u64,
    /// Attempts given up because the time was over.
    pub timeouts: u64,
    /// Answers that came after their caller had given up.
    pub late: u64,
}
