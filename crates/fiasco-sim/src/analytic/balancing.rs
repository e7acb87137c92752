//! What a load balancer gains by looking before it sends.

use super::ctmc::{Chain, size};
use super::error::{Result, positive, stable, wrong};

/// The mean time in the system when each request is sent to the shortest of `choices` queues picked at random, among very
/// many M/M/1 queues, each with this arrival rate and service rate: Σ ρ^((d^i − d)/(d − 1)) / μ over i ≥ 1. With one choice
/// it is M/M/1. The limit of many servers; with some dozens it is close. Sources: N. D. Vvedenskaya, R. L. Dobrushin and
/// F. I. Karpelevich 1996; M. Mitzenmacher, *The Power of Two Choices in Randomized Load Balancing*, 1996.
///
/// # Errors
/// For rates that are not above 0, no choices, or more work than the servers can do.
pub fn power_of_choices(arrival: f64, service: f64, choices: u32) -> Result<f64> {
    let model = "power of choices";
    positive(model, "arrival rate", arrival)?;
    positive(model, "service rate", service)?;
    let load = arrival / service;
    stable(model, load, 1.0)?;
    if choices == 0 {
        return Err(wrong(model, "choices", 0.0, "at least 1"));
    }
    if choices == 1 {
        return Ok(1.0 / (service - arrival));
    }
    // The exponents are 0, d, d + d², …: each is d times the one before, plus d. The terms soon vanish.
    let mut exponent = 0.0;
    let mut sum = 0.0;
    loop {
        let term = load.powf(exponent);
        sum += term;
        if term < 1e-18 * sum {
            return Ok(sum / service);
        }
        exponent = f64::from(choices) * (exponent + 1.0);
    }
}

/// Queues that differ by more than this are as good as never seen: the chance falls by at least three per step.
const APART: usize = 34;

/// The mean time in the system when requests join the shorter of two M/M/1 queues. `arrival` is the rate of all requests,
/// `service` that of each server. No closed form: solved as a Markov chain of the shorter queue and the difference, cut where
/// the chance is below 1e-15. The model: F. A. Haight 1958, J. F. C. Kingman 1961.
///
/// # Errors
/// For rates that are not above 0, more work than two servers can do, and so near to it (about 0.4 %) that the chain grows
/// too large.
pub fn shortest_of_two(arrival: f64, service: f64) -> Result<f64> {
    let model = "join the shortest of two";
    positive(model, "arrival rate", arrival)?;
    positive(model, "service rate", service)?;
    let load = arrival / service;
    stable(model, load, 2.0)?;
    // The longer both queues, the rarer: by ρ² per step of both.
    let steps = (1e-17_f64.ln() / (2.0 * (load / 2.0).ln())).min(1e9);
    let last = 16 + steps as usize;
    let row = APART + 1;
    size(model, (last + 1).saturating_mul(row), row)?;
    let shares = shortest_chain(arrival, service, last).stationary()?;
    let jobs = shares
        .iter()
        .enumerate()
        .rev()
        .map(|(state, share)| (2 * (state / row) + state % row) as f64 * share);
    Ok(jobs.sum::<f64>() / arrival)
}

/// State m (D+1) + d: m in the shorter queue, m + d in the longer.
fn shortest_chain(arrival: f64, service: f64, last: usize) -> Chain {
    let row = APART + 1;
    let mut chain = Chain::new((last + 1) * row);
    for m in 0..=last {
        for d in 0..=APART {
            let state = m * row + d;
            if d == 0 {
                chain.add(state, state + 1, arrival);
                if m > 0 {
                    chain.add(state, state - row + 1, 2.0 * service);
                }
                continue;
            }
            if m < last {
                chain.add(state, state + row - 1, arrival);
            }
            chain.add(state, state - 1, service);
            if m > 0 && d < APART {
                chain.add(state, state - row + 1, service);
            }
        }
    }
    chain
}
