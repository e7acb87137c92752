//! A retry budget: retries are paid for by first attempts, so they stay a share of the load however much fails.
//!
//! Each first attempt pays in `ratio`, each retry takes 1: where everything fails, a call makes 1 + ratio attempts in
//! the long run, instead of all it is allowed.

/// How many retries there may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BudgetSpec {
    /// Retries for each first attempt.
    pub ratio: f64,
    /// The most retries that can be saved up; there at the beginning.
    pub burst: f64,
}

impl BudgetSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        for (what, value) in [("retry budget", self.ratio), ("retry budget burst", self.burst)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err((what, value, "0 or more and finite"));
            }
        }
        Ok(())
    }
}

/// The state of a budget.
#[derive(Clone, Debug)]
pub struct Budget {
    spec: BudgetSpec,
    saved: f64,
}

impl Budget {
    /// A full budget.
    #[must_use]
    pub fn new(spec: BudgetSpec) -> Self {
        let saved = spec.burst;
        Self { spec, saved }
    }

    /// A first attempt pays in.
    pub fn first(&mut self) {
        self.saved = (self.saved + self.spec.ratio).min(self.spec.burst);
    }

    /// Whether a retry can be paid for; it then is.
    pub fn retry(&mut self) -> bool {
        let paid = self.saved >= 1.0;
        if paid {
            self.saved -= 1.0;
        }
        paid
    }
}
