//! Erlang-A, M/M/c+M: who waits gives up after a patience that is exponential. A timeout on a queue, in its gentlest form;
//! there is a steady state at any load.

use super::birth_death::{endless, mean_above};
use super::error::{Result, positive, servers as check_servers};

const MODEL: &str = "Erlang A";

/// An M/M/c+M queue in its steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct ErlangA {
    arrival: f64,
    impatience: f64,
    servers: usize,
    shares: Vec<f64>,
}

impl ErlangA {
    /// A queue with this arrival rate, this service rate of one server, this many servers, and waiting requests that
    /// each give up at rate `impatience` (1 / mean patience).
    ///
    /// p(n+1) = p(n) λ / (min(n+1, c) μ + max(0, n+1−c) θ). Source: C. Palm 1957; O. Garnett, A. Mandelbaum and M. Reiman,
    /// *Designing a Call Center with Impatient Customers*, 2002.
    ///
    /// # Errors
    /// For rates that are not above 0, no servers, or a queue of millions.
    pub fn new(arrival: f64, service: f64, servers: u32, impatience: f64) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "service rate", service)?;
        positive(MODEL, "impatience", impatience)?;
        check_servers(MODEL, servers)?;
        let most = servers as usize;
        let shares = endless(MODEL, |n| {
            let next = n + 1;
            let busy = next.min(most) as f64;
            arrival / (busy * service + next.saturating_sub(most) as f64 * impatience)
        })?;
        Ok(Self {
            arrival,
            impatience,
            servers: most,
            shares,
        })
    }

    /// The share of requests that find all servers busy.
    #[must_use]
    pub fn wait_probability(&self) -> f64 {
        self.shares.iter().skip(self.servers).rev().sum()
    }

    /// Lq, the mean number that wait.
    #[must_use]
    pub fn mean_queue(&self) -> f64 {
        mean_above(&self.shares, self.servers)
    }

    /// The share of requests that give up: θ Lq / λ, as each of those who wait does so at rate θ.
    #[must_use]
    pub fn abandonment(&self) -> f64 {
        self.impatience * self.mean_queue() / self.arrival
    }

    /// The mean wait of all, served or not: Lq / λ.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.mean_queue() / self.arrival
    }
}
