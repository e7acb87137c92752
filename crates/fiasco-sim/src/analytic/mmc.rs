//! M/M/c: requests at random, exponential service, `c` servers, one queue without limit, first come first served.
//!
//! ```text
//!   λ  ──▶ ▯▯▯▯▯ ──┬─▶ (μ) ──▶
//!          queue   ├─▶ (μ) ──▶      c servers of rate μ
//!                  └─▶ (μ) ──▶
//! ```

use super::erlang::erlang_c;
use super::error::{Result, level, not_negative, positive, servers as check_servers, stable};
use super::numeric::where_falls_to;

const MODEL: &str = "M/M/c";

/// An M/M/c queue in its steady state. Times are in the unit whose inverse the rates are in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mmc {
    arrival: f64,
    service: f64,
    servers: f64,
    waits: f64,
}

impl Mmc {
    /// A queue with this arrival rate, this service rate of one server, and this many servers.
    ///
    /// # Errors
    /// For a negative arrival rate, a service rate that is not above 0, no servers, or more work than they can do.
    pub fn new(arrival: f64, service: f64, servers: u32) -> Result<Self> {
        not_negative(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "service rate", service)?;
        let count = check_servers(MODEL, servers)?;
        stable(MODEL, arrival / service, count)?;
        let waits = erlang_c(servers, arrival / service)?;
        Ok(Self {
            arrival,
            service,
            servers: count,
            waits,
        })
    }

    /// The rate at which requests come.
    #[must_use]
    pub fn arrival(&self) -> f64 {
        self.arrival
    }

    /// The rate by which the servers could do more: c μ − λ.
    fn spare(&self) -> f64 {
        self.servers * self.service - self.arrival
    }

    /// The share of the time that a server is busy: ρ = λ / (c μ).
    #[must_use]
    pub fn utilization(&self) -> f64 {
        self.arrival / (self.servers * self.service)
    }

    /// The share of requests that wait (Erlang C).
    #[must_use]
    pub fn wait_probability(&self) -> f64 {
        self.waits
    }

    /// Wq, the mean wait before service: C / (c μ − λ).
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.waits / self.spare()
    }

    /// W, the mean time from arrival to end of service: Wq + 1/μ.
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_wait() + 1.0 / self.service
    }

    /// Lq, the mean number that wait: λ Wq (J. D. C. Little 1961).
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        self.arrival * self.mean_wait()
    }

    /// L, the mean number that wait or are served: λ W.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.arrival * self.mean_sojourn()
    }

    /// P(wait > t) = C exp(−(c μ − λ) t). Source: Gross and Harris, M/M/c.
    ///
    /// # Errors
    /// For a time below 0.
    pub fn wait_tail(&self, time: f64) -> Result<f64> {
        not_negative(MODEL, "time", time)?;
        Ok(self.waits * (-self.spare() * time).exp())
    }

    /// The time within which the share `p` of requests get a server: ln(C / (1−p)) / (c μ − λ), or 0 where more than
    /// that share need not wait.
    ///
    /// # Errors
    /// Unless 0 ≤ p < 1.
    pub fn wait_quantile(&self, p: f64) -> Result<f64> {
        level(MODEL, p)?;
        if self.waits <= 1.0 - p {
            return Ok(0.0);
        }
        Ok((self.waits / (1.0 - p)).ln() / self.spare())
    }

    /// P(sojourn > t) = e^(−μt) + C (e^(−μt) − e^(−(cμ−λ)t)) / (c − 1 − a), the sum of an exponential service and a wait
    /// that is 0 or exponential; with one server e^(−(μ−λ)t). Source: Gross and Harris, M/M/c.
    ///
    /// # Errors
    /// For a time below 0.
    pub fn sojourn_tail(&self, time: f64) -> Result<f64> {
        not_negative(MODEL, "time", time)?;
        let served = self.service * time;
        let rest = self.spare() * time;
        // The difference of two exponentials over the difference of their rates, written so that nothing overflows
        // and nothing cancels where the rates meet.
        let apart = rest - served;
        let slope = if apart == 0.0 {
            1.0
        } else {
            -(-apart.abs()).exp_m1() / apart.abs()
        };
        let both = served * (-served.min(rest)).exp() * slope;
        Ok((-served).exp() + self.waits * both)
    }

    /// The time within which the share `p` of requests are done; in closed form −ln(1−p) / (μ − λ) for one server, else
    /// found in [`sojourn_tail`](Self::sojourn_tail) by halving.
    ///
    /// # Errors
    /// Unless 0 ≤ p < 1.
    pub fn sojourn_quantile(&self, p: f64) -> Result<f64> {
        level(MODEL, p)?;
        if self.servers == 1.0 {
            return Ok(-(-p).ln_1p() / self.spare());
        }
        let tail = |time| self.sojourn_tail(time).unwrap_or(0.0);
        Ok(where_falls_to(1.0 - p, self.mean_sojourn(), tail))
    }
}
