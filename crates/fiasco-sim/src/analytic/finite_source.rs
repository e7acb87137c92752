//! Machine repair, M/M/c//N: `N` machines that run and fail, or users that think and ask, and `c` who serve them. With few
//! sources the queue slows its own arrivals, which M/M/c does not know.

use super::birth_death::{finite, mean_above};
use super::error::{Result, positive, servers as check_servers, wrong};

const MODEL: &str = "M/M/c//N";

/// A finite-source queue in its steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct FiniteSource {
    service: f64,
    servers: u32,
    shares: Vec<f64>,
}

impl FiniteSource {
    /// `sources`, each of which asks at this rate while it does not wait for an answer (1 / think time), and `servers` of
    /// this service rate.
    ///
    /// p(n+1) = p(n) (N − n) λ / (min(n+1, c) μ). Source: Gross and Harris, finite-source queues.
    ///
    /// # Errors
    /// For rates that are not above 0, no sources or no servers.
    pub fn new(sources: u32, arrival: f64, service: f64, servers: u32) -> Result<Self> {
        positive(MODEL, "arrival rate of a source", arrival)?;
        positive(MODEL, "service rate", service)?;
        check_servers(MODEL, servers)?;
        if sources == 0 {
            return Err(wrong(MODEL, "sources", 0.0, "at least 1"));
        }
        let last = sources as usize;
        let most = servers as usize;
        let shares = finite(MODEL, last, |n| {
            (last - n) as f64 * arrival / ((n + 1).min(most) as f64 * service)
        })?;
        Ok(Self {
            service,
            servers,
            shares,
        })
    }

    /// The shares of time with 0, 1, … N sources waiting or served.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// X, answers per unit of time: μ times the mean number of busy servers.
    #[must_use]
    pub fn throughput(&self) -> f64 {
        let most = self.servers as usize;
        let busy = self.shares.iter().enumerate().rev();
        self.service * busy.map(|(n, share)| n.min(most) as f64 * share).sum::<f64>()
    }

    /// The share of the time that a server is busy.
    #[must_use]
    pub fn utilization(&self) -> f64 {
        self.throughput() / (f64::from(self.servers) * self.service)
    }

    /// L, the mean number that wait or are served.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        mean_above(&self.shares, 0)
    }

    /// R, the mean time from question to answer: L / X.
    #[must_use]
    pub fn mean_response(&self) -> f64 {
        self.mean_in_system() / self.throughput()
    }
}
