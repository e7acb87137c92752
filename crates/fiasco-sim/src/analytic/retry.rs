//! Retries: how much load they add, and when they can hold an overload in place after its cause is gone.

use super::error::{Result, not_negative, positive, probability};

const MODEL: &str = "retries";

/// Tries per request, when each try fails with probability `failure` and up to `retries` follow the first:
/// 1 + p + … + p^r = (1 − p^(r+1)) / (1 − p).
///
/// ```
/// let tries = fiasco_sim::analytic::retry_amplification(0.5, 3).expect("a probability");
/// assert_eq!(tries, 1.875);
/// ```
///
/// # Errors
/// Unless `failure` is a probability.
pub fn retry_amplification(failure: f64, retries: u32) -> Result<f64> {
    probability(MODEL, "share of tries that fail", failure)?;
    let tries = f64::from(retries) + 1.0;
    if failure == 1.0 {
        return Ok(tries);
    }
    if failure == 0.0 {
        return Ok(1.0);
    }
    // Both differences by exp_m1, which does not lose digits where tries almost always fail.
    Ok((tries * failure.ln()).exp_m1() / failure.ln().exp_m1())
}

/// Whether an overload can hold itself: if everything failed, each request would become 1 + r tries, and if that is more
/// than the servers can do, then everything goes on failing: λ (1 + r) > μ. `service` is the rate of all servers together.
///
/// Source: N. Bronson et al., *Metastable Failures in Distributed Systems*, HotOS 2021.
///
/// # Errors
/// For an arrival rate below 0 or a service rate that is not above 0.
pub fn can_stay_stuck(arrival: f64, service: f64, retries: u32) -> Result<bool> {
    Ok(stuck_margin(arrival, service, retries)? > 1.0)
}

/// How far beyond that point: λ (1 + r) / μ. Above 1 a stuck state exists.
///
/// # Errors
/// As [`can_stay_stuck`].
pub fn stuck_margin(arrival: f64, service: f64, retries: u32) -> Result<f64> {
    not_negative(MODEL, "arrival rate", arrival)?;
    positive(MODEL, "service rate", service)?;
    Ok(arrival * (1.0 + f64::from(retries)) / service)
}
