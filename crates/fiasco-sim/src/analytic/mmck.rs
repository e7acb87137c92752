//! M/M/c/K: as M/M/c, but with room for only `K` requests in all, waiting and in service. Whoever finds it full is
//! lost, so there is a steady state at any load.

use super::birth_death::{finite, mean_above};
use super::error::{Result, level, not_negative, positive, servers as check_servers, wrong};
use super::numeric::where_falls_to;

const MODEL: &str = "M/M/c/K";

/// An M/M/c/K queue in its steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct Mmck {
    arrival: f64,
    service: f64,
    servers: u32,
    shares: Vec<f64>,
}

impl Mmck {
    /// A queue with this arrival rate, this service rate of one server, this many servers, and `places` for requests
    /// that wait or are served.
    ///
    /// p(n+1) = p(n) λ / (min(n+1, c) μ), n < K. Source: Gross and Harris, M/M/c/K.
    ///
    /// # Errors
    /// For rates that are not above 0, no servers, fewer places than servers, or millions of places.
    pub fn new(arrival: f64, service: f64, servers: u32, places: u32) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "service rate", service)?;
        check_servers(MODEL, servers)?;
        if places < servers {
            let must = "at least the number of servers";
            return Err(wrong(MODEL, "places", f64::from(places), must));
        }
        let most = servers as usize;
        let shares = finite(MODEL, places as usize, |n| {
            arrival / ((n + 1).min(most) as f64 * service)
        })?;
        Ok(Self {
            arrival,
            service,
            servers,
            shares,
        })
    }

    /// The shares of time with 0, 1, … K requests.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// The share of requests that find it full and are lost: p(K), as arrivals at random see the shares of time.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.shares.last().copied().unwrap_or(0.0)
    }

    /// Requests served per unit of time: λ (1 − loss), summed over the states that let requests in.
    #[must_use]
    pub fn throughput(&self) -> f64 {
        self.arrival * self.shares.iter().rev().skip(1).sum::<f64>()
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

    /// Lq, the mean number that wait.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        mean_above(&self.shares, self.servers as usize)
    }

    /// W, the mean time in the system of those let in (Little's law).
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_in_system() / self.throughput()
    }

    /// Wq, the mean wait of those let in.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.mean_queue() / self.throughput()
    }

    /// P(wait > t) of those let in. Who finds n ≥ c requests waits for n − c + 1 departures, which come at rate c μ:
    /// Σ p(n)/(1−p(K)) P(Poisson(c μ t) ≤ n − c). Source: Gross and Harris, M/M/c/K.
    ///
    /// # Errors
    /// For a time below 0.
    pub fn wait_tail(&self, time: f64) -> Result<f64> {
        not_negative(MODEL, "time", time)?;
        let inside = self.shares.len() - 1;
        let from = self.servers as usize;
        let let_in: f64 = self.shares[..inside].iter().rev().sum();
        // Let j departures come within t: whoever finds at least c + j still waits. Starting from the largest j,
        // their share is a running sum; the Poisson terms come from their logarithms.
        let mean = f64::from(self.servers) * self.service * time;
        let mut log_term = -mean;
        let mut terms = vec![log_term.exp()];
        for j in 1..inside.saturating_sub(from) {
            log_term += mean.ln() - (j as f64).ln();
            terms.push(log_term.exp());
        }
        let mut still = 0.0;
        let mut sum = 0.0;
        for n in (from..inside).rev() {
            still += self.shares[n];
            sum += still * terms[n - from];
        }
        Ok(sum / let_in)
    }

    /// The time within which the share `p` of those let in get a server.
    ///
    /// # Errors
    /// Unless 0 ≤ p < 1.
    pub fn wait_quantile(&self, p: f64) -> Result<f64> {
        level(MODEL, p)?;
        if self.wait_tail(0.0)? <= 1.0 - p {
            return Ok(0.0);
        }
        let tail = |time| self.wait_tail(time).unwrap_or(0.0);
        Ok(where_falls_to(1.0 - p, self.mean_wait(), tail))
    }
}
