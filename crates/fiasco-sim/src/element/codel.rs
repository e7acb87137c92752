//! CoDel: a queue that stands longer than a moment is drained by dropping, ever faster (RFC 8289).
//!
//! Once every job has waited longer than `target` for a whole `interval`, one is dropped; while that lasts, the next
//! follows after interval / √n, n the drops so far. Bursts that drain in time lose nothing.

/// When a queue drops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CodelSpec {
    /// The wait that is fine, s.
    pub target: f64,
    /// How long it may be exceeded, s.
    pub interval: f64,
}

impl CodelSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        for (what, value) in [("target", self.target), ("interval", self.interval)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err((what, value, "above 0 and finite"));
            }
        }
        Ok(())
    }
}

/// The state of a queue that drops.
#[derive(Clone, Debug)]
pub struct Codel {
    spec: CodelSpec,
    /// When the wait will have been too long for an interval.
    standing_at: Option<f64>,
    dropping: bool,
    next: f64,
    count: u32,
}

impl Codel {
    /// A queue that does not drop yet.
    #[must_use]
    pub fn new(spec: CodelSpec) -> Self {
        Self {
            spec,
            standing_at: None,
            dropping: false,
            next: 0.0,
            count: 0,
        }
    }

    /// Whether the job that leaves the queue now, having waited this long, is dropped.
    pub fn drops(&mut self, now: f64, waited: f64) -> bool {
        if waited < self.spec.target || waited.is_nan() {
            (self.standing_at, self.dropping) = (None, false);
            return false;
        }
        let standing_at = *self.standing_at.get_or_insert(now + self.spec.interval);
        if self.dropping {
            if now < self.next {
                return false;
            }
            self.count += 1;
            self.next += self.spec.interval / f64::from(self.count).sqrt();
            return true;
        }
        if now < standing_at {
            return false;
        }
        // Not long after the last time it goes on where it was.
        let recent = now - self.next < 16.0 * self.spec.interval;
        self.count = if recent && self.count > 2 {
            self.count - 2
        } else {
            1
        };
        self.dropping = true;
        self.next = now + self.spec.interval / f64::from(self.count).sqrt();
        true
    }
}
