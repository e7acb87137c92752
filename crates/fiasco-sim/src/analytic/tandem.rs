//! A chain of single servers, each after the other: the time through all of them.

use super::error::{Result, level, not_negative, positive, stable, wrong};
use super::numeric::{poisson_below, where_falls_to};

const MODEL: &str = "tandem of M/M/1";

/// `stages` M/M/1 queues in a row with the same service rate. What leaves one is again arrivals at random, and the times in
/// the stages are independent: the time through all is an Erlang law. Sources: P. J. Burke 1956; E. Reich 1957.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tandem {
    stages: u32,
    spare: f64,
}

impl Tandem {
    /// A row of this many stages with this arrival rate and this service rate of each.
    ///
    /// # Errors
    /// For rates out of range, no stages or more than 100000, or more work than a stage can do.
    pub fn new(arrival: f64, service: f64, stages: u32) -> Result<Self> {
        not_negative(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "service rate", service)?;
        stable(MODEL, arrival / service, 1.0)?;
        if !(1..=100_000).contains(&stages) {
            return Err(wrong(MODEL, "stages", f64::from(stages), "from 1 to 100000"));
        }
        Ok(Self {
            stages,
            spare: service - arrival,
        })
    }

    /// W = k / (μ − λ).
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        f64::from(self.stages) / self.spare
    }

    /// The variance of the time through: k / (μ − λ)².
    #[must_use]
    pub fn variance(&self) -> f64 {
        f64::from(self.stages) / (self.spare * self.spare)
    }

    /// P(time > t): fewer than k events of a Poisson stream of rate μ − λ within t.
    ///
    /// # Errors
    /// For a time below 0.
    pub fn sojourn_tail(&self, time: f64) -> Result<f64> {
        not_negative(MODEL, "time", time)?;
        Ok(poisson_below(self.stages as usize, self.spare * time))
    }

    /// The time within which the share `p` of requests are through.
    ///
    /// # Errors
    /// Unless 0 ≤ p < 1.
    pub fn sojourn_quantile(&self, p: f64) -> Result<f64> {
        level(MODEL, p)?;
        let stages = self.stages as usize;
        let tail = |time| poisson_below(stages, self.spare * time);
        Ok(where_falls_to(1.0 - p, self.mean_sojourn(), tail))
    }
}
