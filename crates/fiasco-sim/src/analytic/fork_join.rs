//! Requests that ask several at once and wait for the slowest: the more are asked, the more the rare slow answer becomes
//! the rule.

use super::error::{Result, level, not_negative, positive, probability, wrong};

/// The mean time until both parts are done, when each request sends one part to each of two M/M/1 queues of this service
/// rate: (12 − ρ) / 8 · 1/(μ − λ). Exact. Source: L. Flatto and S. Hahn, *Two Parallel Queues Created by Arrivals with Two
/// Demands*, SIAM J. Appl. Math. 44, 1984.
///
/// # Errors
/// For rates that are not above 0, or more work than a queue can do.
pub fn fork_join_two(arrival: f64, service: f64) -> Result<f64> {
    let model = "fork-join";
    positive(model, "arrival rate", arrival)?;
    positive(model, "service rate", service)?;
    super::error::stable(model, arrival / service, 1.0)?;
    Ok((12.0 - arrival / service) / 8.0 / (service - arrival))
}

const MAXIMUM: &str = "slowest of n";

/// The mean of the largest of `count` independent exponential times with this mean: mean · (1 + 1/2 + … + 1/n).
///
/// # Errors
/// For a mean that is not above 0, or a count of 0 or above ten million.
pub fn slowest_mean(count: u32, mean: f64) -> Result<f64> {
    positive(MAXIMUM, "mean", mean)?;
    if !(1..=10_000_000).contains(&count) {
        return Err(wrong(MAXIMUM, "count", f64::from(count), "from 1 to 10000000"));
    }
    Ok(mean * (1..=count).rev().map(|k| 1.0 / f64::from(k)).sum::<f64>())
}

/// The time within which the largest of `count` independent exponential times with this mean stays with probability `p`:
/// −mean ln(1 − p^(1/n)).
///
/// # Errors
/// For a mean that is not above 0, a count of 0, or unless 0 ≤ p < 1.
pub fn slowest_quantile(count: u32, mean: f64, p: f64) -> Result<f64> {
    positive(MAXIMUM, "mean", mean)?;
    level(MAXIMUM, p)?;
    if count == 0 {
        return Err(wrong(MAXIMUM, "count", 0.0, "at least 1"));
    }
    // 1 − p^(1/n), without loss where many are asked and the power is near 1.
    let exceeds = -(p.ln() / f64::from(count)).exp_m1();
    Ok(-mean * exceeds.ln())
}

/// The chance that at least one of `count` independent answers is slow, if each is with probability `slow`:
/// 1 − (1 − slow)^n. Source: J. Dean and L. A. Barroso, *The Tail at Scale*, Comm. ACM 56, 2013.
///
/// # Errors
/// Unless `slow` is a probability and `count` at least 0.
pub fn any_slow(count: f64, slow: f64) -> Result<f64> {
    not_negative("tail at scale", "count", count)?;
    probability("tail at scale", "share of slow answers", slow)?;
    if count == 0.0 {
        return Ok(0.0);
    }
    Ok(-(count * (-slow).ln_1p()).exp_m1())
}
