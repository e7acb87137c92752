//! What a run counts: plain arrays, nothing per request.

use crate::stats::Histogram;

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

    /// The variance; 0 of nothing.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let mean = self.mean();
        (self.squares / self.count as f64 - mean * mean).max(0.0)
    }
}

/// What happened to the requests of one arrival process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requests {
    /// Begun, and under way when counting began.
    pub arrived: u64,
    /// Under way when counting began.
    pub carried: u64,
    /// Ended well.
    pub done: u64,
    /// Ended with a failure.
    pub failed: u64,
    /// Times from begin to end of those that ended well, s.
    pub sojourn: Sums,
    /// The same, for percentiles.
    pub sojourns: Histogram,
}

/// What happened at one station.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Visits {
    /// Came, and were inside when counting began.
    pub arrived: u64,
    /// Served.
    pub served: u64,
    /// Found the queue full, or the station refusing.
    pub refused: u64,
    /// Left the queue because their patience was over.
    pub gave_up: u64,
    /// Dropped by the station because the queue was slow.
    pub shed: u64,
    /// Lost when the station failed.
    pub lost: u64,
    /// Waits in the queue of those whose service began, s.
    pub wait: Sums,
    /// Time integral of those inside, s.
    pub inside_time: f64,
    /// Time integral of the servers at work, s.
    pub busy_time: f64,
    /// Time integral of the servers there are, s.
    pub server_time: f64,
}

impl Visits {
    /// Time integral of those inside for whom there is no server, s.
    #[must_use]
    pub fn waiting_time(&self) -> f64 {
        self.inside_time - self.busy_time
    }

    /// The share of its servers that is at work, on average.
    #[must_use]
    pub fn utilization(&self) -> f64 {
        if self.server_time > 0.0 {
            self.busy_time / self.server_time
        } else {
            0.0
        }
    }
}

/// What happened at one pool.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Holds {
    /// Asked, and were inside when counting began.
    pub asked: u64,
    /// Gave back what they held.
    pub returned: u64,
    /// Found the queue full.
    pub refused: u64,
    /// Left the queue because their patience was over.
    pub gave_up: u64,
    /// Waits of those who got something, s.
    pub wait: Sums,
    /// Time integral of what is held, s.
    pub held_time: f64,
    /// Time integral of those who wait, s.
    pub waiting_time: f64,
}

/// What happened at one call.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attempts {
    /// Calls begun.
    pub calls: u64,
    /// Attempts, first and repeated.
    pub attempts: u64,
    /// Attempts given up because the time was over.
    pub timeouts: u64,
    /// Attempts not made because the breaker was open.
    pub broken: u64,
    /// Attempts not made because no member of the balancer was well.
    pub nowhere: u64,
    /// Retries not made because the budget was spent.
    pub unpaid: u64,
    /// Answers that came after their caller had given up.
    pub late: u64,
}

/// What happened to work that nobody waits for, begun at one step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spawned {
    /// Begun.
    pub begun: u64,
    /// Ended well.
    pub done: u64,
    /// Failed.
    pub failed: u64,
    /// From begin to end of those that ended well, s.
    pub sojourn: Sums,
}

/// What happened at one limiter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limited {
    /// Let through.
    pub admitted: u64,
    /// Turned away.
    pub refused: u64,
}

/// What happened at one cache.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lookups {
    /// Found.
    pub hits: u64,
    /// Not found; loaded.
    pub misses: u64,
    /// Not found; waited for another's load.
    pub joined: u64,
}

/// What happened between two readings of the same counter.
macro_rules! since {
    ($($name:ident { $($field:ident),+ })+) => {$(
        impl $name {
            pub(crate) fn since(&self, before: &Self) -> Self {
                Self { $($field: self.$field - before.$field),+ }
            }
        }
    )+};
}

since! {
    Sums { count, sum, squares }
    Attempts { calls, attempts, timeouts, broken, nowhere, unpaid, late }
    Limited { admitted, refused }
    Lookups { hits, misses, joined }
}

impl Requests {
    /// Requests under way.
    #[must_use]
    pub fn under_way(&self) -> u64 {
        self.arrived - self.done - self.failed
    }

    pub(crate) fn since(&self, before: &Self) -> Self {
        let carried = before.under_way();
        Self {
            arrived: self.arrived - before.arrived + carried,
            carried,
            done: self.done - before.done,
            failed: self.failed - before.failed,
            sojourn: self.sojourn.since(&before.sojourn),
            sojourns: self.sojourns.since(&before.sojourns),
        }
    }
}

impl Visits {
    /// Those inside, if counting began with those who were inside then.
    #[must_use]
    pub fn inside(&self) -> u64 {
        self.arrived - self.served - self.refused - self.gave_up - self.shed - self.lost
    }

    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            arrived: self.arrived - before.arrived + before.inside(),
            served: self.served - before.served,
            refused: self.refused - before.refused,
            gave_up: self.gave_up - before.gave_up,
            shed: self.shed - before.shed,
            lost: self.lost - before.lost,
            wait: self.wait.since(&before.wait),
            inside_time: self.inside_time - before.inside_time,
            busy_time: self.busy_time - before.busy_time,
            server_time: self.server_time - before.server_time,
        }
    }
}

impl Holds {
    /// Those inside, if counting began with those who were inside then.
    #[must_use]
    pub fn inside(&self) -> u64 {
        self.asked - self.returned - self.refused - self.gave_up
    }

    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            asked: self.asked - before.asked + before.inside(),
            returned: self.returned - before.returned,
            refused: self.refused - before.refused,
            gave_up: self.gave_up - before.gave_up,
            wait: self.wait.since(&before.wait),
            held_time: self.held_time - before.held_time,
            waiting_time: self.waiting_time - before.waiting_time,
        }
    }
}

impl Spawned {
    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            begun: self.begun - before.begun,
            done: self.done - before.done,
            failed: self.failed - before.failed,
            sojourn: self.sojourn.since(&before.sojourn),
        }
    }
}
