//! M/G/1: one server, requests at random, any law of service times. Only the mean and the spread of the service matter
//! for the mean wait.

use super::error::{Result, not_negative, positive, stable, wrong};

const MODEL: &str = "M/G/1";

/// An M/G/1 queue, first come first served, in its steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mg1 {
    arrival: f64,
    mean: f64,
    second_moment: f64,
}

impl Mg1 {
    /// A queue with this arrival rate and these first two moments of the service time, E\[S\] and E\[S²\].
    ///
    /// # Errors
    /// For moments that no law has, and when the server cannot do the work.
    pub fn new(arrival: f64, mean: f64, second_moment: f64) -> Result<Self> {
        not_negative(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "mean service time", mean)?;
        positive(MODEL, "second moment of the service time", second_moment)?;
        // A constant service may come out a rounding error below its square.
        if second_moment < mean * mean * (1.0 - 1e-12) {
            let must = "at least the square of the mean";
            return Err(wrong(
                MODEL,
                "second moment of the service time",
                second_moment,
                must,
            ));
        }
        stable(MODEL, arrival * mean, 1.0)?;
        Ok(Self {
            arrival,
            mean,
            second_moment,
        })
    }

    /// As [`new`](Self::new), from the squared coefficient of variation of the service time: variance over squared
    /// mean, 0 for a constant, 1 for an exponential law.
    ///
    /// # Errors
    /// As [`new`](Self::new), and for a negative coefficient.
    pub fn with_variation(arrival: f64, mean: f64, scv: f64) -> Result<Self> {
        not_negative(MODEL, "squared coefficient of variation", scv)?;
        Self::new(arrival, mean, mean * mean * (1.0 + scv))
    }

    /// ρ = λ E\[S\].
    #[must_use]
    pub fn utilization(&self) -> f64 {
        self.arrival * self.mean
    }

    /// Wq = λ E\[S²\] / (2 (1 − ρ)). Source: F. Pollaczek 1930, A. Y. Khinchine 1932.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.arrival * self.second_moment / (2.0 * (1.0 - self.utilization()))
    }

    /// W = Wq + E\[S\].
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_wait() + self.mean
    }

    /// Lq = λ Wq.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.arrival * self.mean_wait()
    }

    /// L = λ W.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.arrival * self.mean_sojourn()
    }
}
