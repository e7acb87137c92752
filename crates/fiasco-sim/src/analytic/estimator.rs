//! How long a simulation has to run: the noise of the mean wait in a long run of M/M/1, which bounds from below what any
//! queue near saturation needs.

use super::error::{Result, positive, stable, wrong};

const MODEL: &str = "mean wait of a simulated M/M/1";

/// σ², such that the mean of n successive waits has variance near σ²/n: ρ (2 + 5ρ − 4ρ² + ρ³) / ((1 − ρ)⁴ μ²). Waits follow each
/// other closely, so it is far above the variance of one wait. Sources: D. J. Daley 1968; W. Whitt, *Planning Queueing
/// Simulations*, Management Science 35, 1989.
///
/// # Errors
/// For rates that are not above 0, or more work than the server can do.
pub fn wait_noise(arrival: f64, service: f64) -> Result<f64> {
    positive(MODEL, "arrival rate", arrival)?;
    positive(MODEL, "service rate", service)?;
    let load = arrival / service;
    stable(MODEL, load, 1.0)?;
    let polynomial = 2.0 + load * (5.0 + load * (load - 4.0));
    Ok(load * polynomial / (1.0 - load).powi(4) / (service * service))
}

/// Requests that have to be simulated until the mean wait is known to this relative precision (0.01 for ±1 %). `deviations` is
/// the normal quantile of the confidence, 1.96 for 95 %: n = (z σ / (precision Wq))².
///
/// # Errors
/// As [`wait_noise`], and for a precision outside of 0 to 1 or deviations not above 0.
pub fn requests_needed(arrival: f64, service: f64, precision: f64, deviations: f64) -> Result<f64> {
    let noise = wait_noise(arrival, service)?;
    positive(MODEL, "precision", precision)?;
    positive(MODEL, "deviations", deviations)?;
    if precision >= 1.0 {
        return Err(wrong(MODEL, "precision", precision, "below 1"));
    }
    let wait = arrival / service / (service - arrival);
    Ok(noise * (deviations / (precision * wait)).powi(2))
}
