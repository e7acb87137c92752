//! Chains that go up or down by one: the shares of time in each state, from the rates.
//!
//! ```text
//!   0 ──b0──▶ 1 ──b1──▶ 2 ──b2──▶ …
//!     ◀──d1──   ◀──d2──   ◀──d3──
//! ```
//!
//! In the steady state as many steps go up from n as go down from n+1: p(n+1) = p(n) b(n) / d(n+1). Source: any text
//! on queues, e.g. Gross and Harris on birth–death processes.

use super::error::{AnalyticError, MAX_STATES, Result};

/// Shrinks all weights when the last one grows beyond what leaves room for sums.
const LARGE: f64 = 1e200;

fn too_large(model: &'static str, size: usize) -> AnalyticError {
    AnalyticError::TooLarge {
        model,
        size,
        most: MAX_STATES,
    }
}

/// Adds the weight of the next state.
fn push(weights: &mut Vec<f64>, sum: &mut f64, ratio: f64) -> f64 {
    let mut weight = weights.last().copied().unwrap_or(1.0) * ratio;
    if weight > LARGE {
        for earlier in weights.iter_mut() {
            *earlier /= weight;
        }
        *sum /= weight;
        weight = 1.0;
    }
    weights.push(weight);
    *sum += weight;
    weight
}

/// Shares of time in states 0 to `last`. `ratio(n)` is b(n) / d(n+1); it must not rise with n, as is so in queues.
pub(crate) fn finite(model: &'static str, last: usize, ratio: impl Fn(usize) -> f64) -> Result<Vec<f64>> {
    if last >= MAX_STATES {
        return Err(too_large(model, last));
    }
    let mut weights = Vec::with_capacity(last + 1);
    weights.push(1.0);
    let mut sum = 1.0;
    for n in 0..last {
        push(&mut weights, &mut sum, ratio(n));
    }
    Ok(scaled(weights))
}

/// As [`finite`], for a chain without end: stops where all further states together are below 1e-18 of the whole.
pub(crate) fn endless(model: &'static str, ratio: impl Fn(usize) -> f64) -> Result<Vec<f64>> {
    let mut weights = vec![1.0];
    let mut sum = 1.0;
    for n in 0..MAX_STATES {
        let ratio = ratio(n);
        let weight = push(&mut weights, &mut sum, ratio);
        if ratio < 1.0 && weight * ratio < 1e-18 * sum * (1.0 - ratio) {
            return Ok(scaled(weights));
        }
    }
    Err(too_large(model, MAX_STATES))
}

/// Weights to shares. Summed from the end, where the small ones usually are, so that they count.
fn scaled(mut weights: Vec<f64>) -> Vec<f64> {
    let sum: f64 = weights.iter().rev().sum();
    for weight in &mut weights {
        *weight /= sum;
    }
    weights
}

/// The mean of max(0, n − from) over states n.
pub(crate) fn mean_above(shares: &[f64], from: usize) -> f64 {
    let counted = shares.iter().enumerate().skip(from).rev();
    counted.map(|(n, share)| (n - from) as f64 * share).sum()
}
