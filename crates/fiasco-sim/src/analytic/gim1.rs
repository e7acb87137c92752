//! GI/M/1: one exponential server, gaps between requests independent of each other with any law. What an arrival finds
//! is geometric with a ratio σ that solves one equation.

use super::error::{Result, level, not_negative, positive, stable, wrong};

const MODEL: &str = "GI/M/1";

/// The law of the gaps between requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Always the same: a clock, a poller.
    Constant,
    /// The sum of this many exponentials: 1 is arrivals at random, many is nearly a clock.
    Erlang(u32),
}

/// A GI/M/1 queue in its steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GiM1 {
    arrival: f64,
    service: f64,
    /// 1 − σ, which keeps its digits where σ is near 1.
    gap: f64,
}

impl GiM1 {
    /// A queue with this arrival rate, this law of the gaps and this service rate.
    ///
    /// # Errors
    /// For rates that are not above 0, an Erlang law of no phases, or more work than the server can do.
    pub fn new(arrival: f64, gaps: Gaps, service: f64) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        match gaps {
            Gaps::Constant => Self::with_transform(arrival, service, |s| (-s / arrival).exp_m1()),
            Gaps::Erlang(0) => Err(wrong(MODEL, "phases", 0.0, "at least 1")),
            Gaps::Erlang(phases) => {
                let phases = f64::from(phases);
                let transform = |s: f64| (-phases * (s / (phases * arrival)).ln_1p()).exp_m1();
                Self::with_transform(arrival, service, transform)
            }
        }
    }

    /// A queue whose gaps have the mean 1/`arrival` and the Laplace transform A(s) = E\[e^(−s gap)\], given as
    /// `transform_less_one`, s ↦ A(s) − 1 (`exp_m1` and `ln_1p` give that without loss).
    ///
    /// σ is the root below 1 of σ = A(μ (1 − σ)). With δ = 1 − σ, A(μ δ) − 1 + δ is convex, 0 at 0, falls first, as
    /// λ < μ, and is positive at 1: one root lies inside and halving finds it. Source: D. G. Kendall 1953.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_transform(
        arrival: f64,
        service: f64,
        transform_less_one: impl Fn(f64) -> f64,
    ) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "service rate", service)?;
        stable(MODEL, arrival / service, 1.0)?;
        let (mut low, mut high) = (0.0, 1.0);
        loop {
            let middle: f64 = (low + high) / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if transform_less_one(service * middle) + middle < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(Self {
            arrival,
            service,
            gap: high,
        })
    }

    /// σ, the share of requests that wait.
    #[must_use]
    pub fn wait_probability(&self) -> f64 {
        1.0 - self.gap
    }

    /// ρ = λ / μ.
    #[must_use]
    pub fn utilization(&self) -> f64 {
        self.arrival / self.service
    }

    /// W = 1 / (μ (1 − σ)).
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        1.0 / (self.service * self.gap)
    }

    /// Wq = σ / (μ (1 − σ)).
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.wait_probability() * self.mean_sojourn()
    }

    /// L = λ W.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.arrival * self.mean_sojourn()
    }

    /// P(wait > t) = σ e^(−μ (1−σ) t).
    ///
    /// # Errors
    /// For a time below 0.
    pub fn wait_tail(&self, time: f64) -> Result<f64> {
        not_negative(MODEL, "time", time)?;
        Ok(self.wait_probability() * (-self.service * self.gap * time).exp())
    }

    /// The time within which the share `p` of requests are done: the sojourn is exponential with mean W.
    ///
    /// # Errors
    /// Unless 0 ≤ p < 1.
    pub fn sojourn_quantile(&self, p: f64) -> Result<f64> {
        level(MODEL, p)?;
        Ok(-(-p).ln_1p() * self.mean_sojourn())
    }
}
