//! An adaptive limit of concurrency: it grows while answers come in time and shrinks when they do not.
//!
//! Additive increase, multiplicative decrease (Chiu and Jain, Computer Networks 17, 1989): each answer in time adds
//! 1/limit, so a limit's worth of them adds 1; a slow or failed one multiplies by `decrease`, once in a limit's worth of
//! answers. Between a ceiling C, where answers become slow, and decrease · C the limit draws a saw-tooth, whose mean
//! over its answers is 2/3 · C · (1 − d³)/(1 − d²), d the decrease.

/// How a limit moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptiveSpec {
    /// The smallest limit.
    pub least: u32,
    /// The largest limit.
    pub most: u32,
    /// The limit at the beginning.
    pub start: u32,
    /// The latency that is in time, s.
    pub target: f64,
    /// What a slow answer multiplies the limit with.
    pub decrease: f64,
}

impl AdaptiveSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        if self.least == 0 {
            return Err(("least concurrency", 0.0, "1 or more"));
        }
        if self.most < self.least {
            let most = f64::from(self.most);
            return Err(("most concurrency", most, "at least the least concurrency"));
        }
        if !(self.target > 0.0 && self.target.is_finite()) {
            return Err(("target latency", self.target, "above 0 and finite"));
        }
        if !(self.decrease > 0.0 && self.decrease < 1.0) {
            return Err(("decrease", self.decrease, "between 0 and 1"));
        }
        Ok(())
    }
}

/// The state of a limit.
#[derive(Clone, Debug)]
pub struct Adaptive {
    spec: AdaptiveSpec,
    limit: f64,
    /// Answers until it may shrink again.
    rests: f64,
}

impl Adaptive {
    /// The limit at the beginning.
    #[must_use]
    pub fn new(spec: AdaptiveSpec) -> Self {
        let limit = f64::from(spec.start.clamp(spec.least, spec.most));
        Self {
            spec,
            limit,
            rests: 0.0,
        }
    }

    /// Attempts that may be under way at once.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit as u32
    }

    /// An answer came after this long.
    pub fn record(&mut self, latency: f64, well: bool) {
        self.rests -= 1.0;
        if well && latency <= self.spec.target {
            self.limit = (self.limit + 1.0 / self.limit).min(f64::from(self.spec.most));
        } else if self.rests <= 0.0 {
            self.rests = self.limit;
            self.limit = (self.limit * self.spec.decrease).max(f64::from(self.spec.least));
        }
    }
}
