//! Bounds and approximations for GI/G/m from two moments of each law: the mean and the squared coefficient of variation (scv:
//! variance over squared mean; 0 for a constant, 1 for an exponential law).
//!
//! Bounds hold; approximations are usually within some percent at high load, and say nothing about how far off they are.

use super::erlang::erlang_c;
use super::error::{Result, not_negative, positive, probability, servers as check_servers, stable};

const MODEL: &str = "GI/G/m";

/// A GI/G/m queue by its moments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoMoments {
    arrival: f64,
    arrival_scv: f64,
    mean: f64,
    service_scv: f64,
    servers: u32,
}

impl TwoMoments {
    /// A queue with this arrival rate, the scv of the gaps, the mean service time, its scv, and this many servers.
    ///
    /// # Errors
    /// For numbers out of range, or more work than the servers can do.
    pub fn new(arrival: f64, arrival_scv: f64, mean: f64, service_scv: f64, servers: u32) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        not_negative(MODEL, "scv of the gaps", arrival_scv)?;
        positive(MODEL, "mean service time", mean)?;
        not_negative(MODEL, "scv of the service time", service_scv)?;
        let count = check_servers(MODEL, servers)?;
        stable(MODEL, arrival * mean, count)?;
        Ok(Self {
            arrival,
            arrival_scv,
            mean,
            service_scv,
            servers,
        })
    }

    /// ρ = λ E\[S\] / m.
    #[must_use]
    pub fn utilization(&self) -> f64 {
        self.arrival * self.mean / f64::from(self.servers)
    }

    /// An upper bound of the mean wait: λ (Var gaps + Var S / m + (m−1)/m² E\[S\]²) / (2 (1 − ρ)). With one server, J. F. C.
    /// Kingman 1962; with several, Kingman's conjecture of 1970, proved by J. Kollerström 1974.
    #[must_use]
    pub fn wait_bound(&self) -> f64 {
        let count = f64::from(self.servers);
        let gaps = self.arrival_scv / (self.arrival * self.arrival);
        let squared = self.mean * self.mean;
        let service = squared * (self.service_scv / count + (count - 1.0) / (count * count));
        self.arrival * (gaps + service) / (2.0 * (1.0 - self.utilization()))
    }

    /// A tighter upper bound for one server: λ (ρ (2 − ρ) Var gaps + Var S) / (2 (1 − ρ)). None with several servers. Source:
    /// D. J. Daley 1977.
    #[must_use]
    pub fn tight_wait_bound(&self) -> Option<f64> {
        let load = self.utilization();
        let gaps = self.arrival_scv / (self.arrival * self.arrival);
        let service = self.mean * self.mean * self.service_scv;
        let bound = self.arrival * (load * (2.0 - load) * gaps + service) / (2.0 * (1.0 - load));
        (self.servers == 1).then_some(bound)
    }

    /// The mean wait by A. O. Allen and J. Cunneen (Allen, *Probability, Statistics, and Queueing Theory*, 1990): that of
    /// M/M/m times (ca² + cs²) / 2. Exact for M/M/m and M/G/1.
    ///
    /// # Errors
    /// Never for a queue that could be built; passes on what [`erlang_c`] says.
    pub fn mean_wait(&self) -> Result<f64> {
        let offered = self.arrival * self.mean;
        let waits = erlang_c(self.servers, offered)?;
        let random = waits * self.mean / (f64::from(self.servers) - offered);
        Ok(random * (self.arrival_scv + self.service_scv) / 2.0)
    }

    /// The scv of the gaps of what leaves: 1 + (1 − ρ²)(ca² − 1) + ρ² (max(cs², 0.2) − 1) / √m. Source: W. Whitt, *The Queueing
    /// Network Analyzer*, Bell System Technical Journal 62, 1983.
    #[must_use]
    pub fn departure_scv(&self) -> f64 {
        let load = self.utilization() * self.utilization();
        let service = self.service_scv.max(0.2) - 1.0;
        1.0 + (1.0 - load) * (self.arrival_scv - 1.0) + load * service / f64::from(self.servers).sqrt()
    }
}

/// The scv of a stream from which each request is kept with probability `kept`: p c² + 1 − p. Source: Whitt 1983.
///
/// # Errors
/// Unless `kept` is a probability and `scv` at least 0.
pub fn split_scv(scv: f64, kept: f64) -> Result<f64> {
    not_negative(MODEL, "scv", scv)?;
    probability(MODEL, "share kept", kept)?;
    Ok(kept * scv + 1.0 - kept)
}

/// The scv of several streams together, given as (rate, scv), before a queue with this utilization: w Σ pᵢ cᵢ² + 1 − w, with
/// w = 1 / (1 + 4 (1 − ρ)² (v − 1)) and v = 1 / Σ pᵢ². Source: Whitt 1983, the hybrid of the asymptotic and the
/// stationary-interval method.
///
/// # Errors
/// For rates or scv below 0, none above 0, or a utilization that is no probability.
pub fn merged_scv(streams: &[(f64, f64)], utilization: f64) -> Result<f64> {
    probability(MODEL, "utilization", utilization)?;
    for (rate, scv) in streams {
        not_negative(MODEL, "rate of a stream", *rate)?;
        not_negative(MODEL, "scv of a stream", *scv)?;
    }
    let total: f64 = streams.iter().map(|(rate, _)| rate).sum();
    positive(MODEL, "rate of all streams", total)?;
    let squares: f64 = streams
        .iter()
        .map(|(rate, _)| (rate / total) * (rate / total))
        .sum();
    let mixed: f64 = streams.iter().map(|(rate, scv)| rate / total * scv).sum();
    let idle = 1.0 - utilization;
    let weight = 1.0 / (1.0 + 4.0 * idle * idle * (1.0 / squares - 1.0));
    Ok(weight * mixed + 1.0 - weight)
}
