//! M/M/1 whose server fails and is repaired: faults, but also pauses of a garbage collector.

use super::error::{Result, not_negative, positive, stable};

const MODEL: &str = "M/M/1 with breakdowns";

/// An M/M/1 queue with breakdowns in its steady state. The server fails at a constant rate, whether it serves or not; the
/// work under way stays and goes on after repair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breakdown {
    arrival: f64,
    service: f64,
    failure: f64,
    repair: f64,
}

impl Breakdown {
    /// A queue with these rates: of requests, of service, of failures while up, of repairs while down.
    ///
    /// # Errors
    /// For rates that are not above 0 (no failures are allowed), or more work than the server can do while it is up.
    pub fn new(arrival: f64, service: f64, failure: f64, repair: f64) -> Result<Self> {
        positive(MODEL, "arrival rate", arrival)?;
        positive(MODEL, "service rate", service)?;
        not_negative(MODEL, "failure rate", failure)?;
        positive(MODEL, "repair rate", repair)?;
        let queue = Self {
            arrival,
            service,
            failure,
            repair,
        };
        stable(MODEL, arrival / service, queue.availability())?;
        Ok(queue)
    }

    /// The share of time the server is up: β / (α + β).
    #[must_use]
    pub fn availability(&self) -> f64 {
        self.repair / (self.failure + self.repair)
    }

    /// L = (ρ + λ α / (β (α + β))) / (1 − ρ), with ρ = λ / (μ availability), failures at rate α and repairs at rate β.
    /// From the generating functions of the two states of the server. Source: B. Avi-Itzhak and P. Naor, *Some Queuing
    /// Problems with the Service Station Subject to Breakdown*, Operations Research 11, 1963.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        let load = self.arrival / (self.service * self.availability());
        let piled_up = self.arrival * self.failure / (self.repair * (self.failure + self.repair));
        (load + piled_up) / (1.0 - load)
    }

    /// W = L / λ.
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_in_system() / self.arrival
    }
}
