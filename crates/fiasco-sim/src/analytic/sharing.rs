//! Processor sharing: all requests are served at once, each at its share of the speed, as threads are on a CPU. Means do
//! not depend on the law of the service times, only on its mean.

use super::error::{Result, not_negative, positive};
use super::mmc::Mmc;

const MODEL: &str = "M/G/R-PS";

/// Requests at random that share `R` units of speed; one request can use one unit at most. With R = 1 it is M/G/1-PS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sharing {
    service: f64,
    units: u32,
    /// The queue whose numbers have the same law.
    alike: Mmc,
}

impl Sharing {
    /// Requests at this rate, whose work takes 1/`service` on average when alone, and `units` that can each serve one
    /// request at full speed. With n requests, each is served at speed min(1, R/n).
    ///
    /// The number of requests has the law of M/M/R, whatever the law of the work. Source: J. W. Cohen, *The multiple phase
    /// service network with generalized processor sharing*, Acta Informatica 12, 1979.
    ///
    /// # Errors
    /// For rates that are not above 0, no units, or more work than they can do.
    pub fn new(arrival: f64, service: f64, units: u32) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        let alike = Mmc::new(arrival, service, units)?;
        Ok(Self {
            service,
            units,
            alike,
        })
    }

    /// The share of time with `count` requests: C (1 − ρ) ρ^(n−R) from R requests on; below, p(n) = p(n+1) (n+1) / a.
    #[must_use]
    pub fn share(&self, count: u32) -> f64 {
        let load = self.alike.utilization();
        let full = self.alike.wait_probability() * (1.0 - load);
        if count >= self.units {
            return full * load.powf(f64::from(count - self.units));
        }
        let offered = self.alike.arrival() / self.service;
        (count + 1..=self.units).fold(full, |share, n| share * f64::from(n) / offered)
    }

    /// L, the mean number of requests in service.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.alike.mean_in_system()
    }

    /// W, the mean time from arrival to end; 1/(μ − λ) with one unit. Source: L. Kleinrock 1967.
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        self.alike.mean_sojourn()
    }

    /// E\[W | x\], the mean time of a request that would take `work` when alone: proportional to it, x W μ, which is
    /// x / (1 − ρ) with one unit. Sources: Kleinrock 1967, Cohen 1979.
    ///
    /// # Errors
    /// For work below 0.
    pub fn mean_sojourn_of(&self, work: f64) -> Result<f64> {
        not_negative(MODEL, "work", work)?;
        Ok(work * self.mean_sojourn() * self.service)
    }
}
