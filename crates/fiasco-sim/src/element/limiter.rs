//! A rate limiter: a bucket of tokens that fills at a rate; who finds no token is turned away.
//!
//! In any stretch of time t at most burst + rate · t pass.

/// What a limiter lets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimiterSpec {
    /// Tokens a second.
    pub rate: f64,
    /// The most tokens it keeps.
    pub burst: f64,
}

impl LimiterSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        if !(self.rate > 0.0 && self.rate.is_finite()) {
            return Err(("rate", self.rate, "above 0 and finite"));
        }
        if !(self.burst >= 1.0 && self.burst.is_finite()) {
            return Err(("burst", self.burst, "1 or more and finite"));
        }
        Ok(())
    }
}

/// The state of a limiter.
#[derive(Clone, Debug)]
pub struct Limiter {
    spec: LimiterSpec,
    tokens: f64,
    since: f64,
}

impl Limiter {
    /// A full bucket.
    #[must_use]
    pub fn new(spec: LimiterSpec) -> Self {
        Self {
            spec,
            tokens: spec.burst,
            since: 0.0,
        }
    }

    /// Whether one passes now.
    pub fn admits(&mut self, now: f64) -> bool {
        let grown = self.tokens + (now - self.since) * self.spec.rate;
        (self.tokens, self.since) = (grown.min(self.spec.burst), now);
        let passes = self.tokens >= 1.0;
        if passes {
            self.tokens -= 1.0;
        }
        passes
    }
}
