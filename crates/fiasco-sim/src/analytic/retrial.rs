//! Retrial queues: who is turned away comes back after a random pause, and knows nothing of any order. The pauses' rate is
//! what backoff sets: the slower, the more requests are under way in vain.
//!
//! ```text
//!   λ ──▶ [queue of K] ──▶ (μ) ──▶
//!           │ full  ▲
//!           ▼       │ ν each
//!          ( orbit )
//! ```

use super::ctmc::{Chain, size};
use super::error::{Result, positive, stable, wrong};

const MODEL: &str = "retrial queue";
/// The share of time at the edge of a cut chain that is as good as none.
const NOTHING: f64 = 1e-15;

/// What holds in the steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retrial {
    /// The mean number in the queue, with the one in service.
    pub mean_in_system: f64,
    /// The mean number between two tries.
    pub mean_orbit: f64,
    /// The mean time a request spends between tries in all: mean orbit / λ.
    pub mean_orbit_time: f64,
    /// The share of time in which a request would be turned away.
    pub full: f64,
}

/// M/M/1/1 with retrials: one server, no queue. In closed form: P(busy) = ρ, and the mean orbit is
/// ρ (λ + ρ ν) / ((1 − ρ) ν). Source: G. I. Falin and J. G. C. Templeton, *Retrial Queues*, 1997.
///
/// # Errors
/// For rates that are not above 0, or more work than the server can do.
pub fn retrial_single(arrival: f64, service: f64, retry: f64) -> Result<Retrial> {
    check(arrival, service, retry)?;
    let load = arrival / service;
    let mean_orbit = load * (arrival + load * retry) / ((1.0 - load) * retry);
    Ok(Retrial {
        mean_in_system: load,
        mean_orbit,
        mean_orbit_time: mean_orbit / arrival,
        full: load,
    })
}

/// M/M/1/K with retrials: one server with room for `places` requests in all; who finds it full tries again after an
/// exponential pause of rate `retry`, any number of times. Solved as a Markov chain, cut where the orbit is so large that
/// less than 1e-15 of the time is spent there.
///
/// # Errors
/// As [`retrial_single`], and so near to saturation that the chain grows too large.
pub fn retrial_queue(arrival: f64, service: f64, places: u32, retry: f64) -> Result<Retrial> {
    check(arrival, service, retry)?;
    if places == 0 {
        return Err(wrong(MODEL, "places", 0.0, "at least 1"));
    }
    let places = places as usize;
    let mut orbit = 64;
    loop {
        size(MODEL, (places + 1).saturating_mul(orbit + 1), places + 1)?;
        let shares = chain(arrival, service, places, retry, orbit).stationary()?;
        let edge: f64 = shares[orbit * (places + 1)..].iter().sum();
        if edge < NOTHING {
            return Ok(measures(&shares, places, arrival));
        }
        orbit *= 2;
    }
}

fn check(arrival: f64, service: f64, retry: f64) -> Result<()> {
    positive(MODEL, "arrival rate", arrival)?;
    positive(MODEL, "service rate", service)?;
    positive(MODEL, "retry rate", retry)?;
    stable(MODEL, arrival / service, 1.0)
}

/// State o (K+1) + q: q in the queue, o in orbit.
fn chain(arrival: f64, service: f64, places: usize, retry: f64, orbit: usize) -> Chain {
    let row = places + 1;
    let mut chain = Chain::new((orbit + 1) * row);
    for o in 0..=orbit {
        for q in 0..=places {
            let state = o * row + q;
            if q < places {
                chain.add(state, state + 1, arrival);
            } else if o < orbit {
                chain.add(state, state + row, arrival);
            }
            if q > 0 {
                chain.add(state, state - 1, service);
            }
            if o > 0 && q < places {
                chain.add(state, state + 1 - row, o as f64 * retry);
            }
        }
    }
    chain
}

fn measures(shares: &[f64], places: usize, arrival: f64) -> Retrial {
    let row = places + 1;
    let mean = |of: &dyn Fn(usize) -> f64| -> f64 {
        let terms = shares.iter().enumerate().rev();
        terms.map(|(state, share)| of(state) * share).sum()
    };
    let mean_orbit = mean(&|state| (state / row) as f64);
    Retrial {
        mean_in_system: mean(&|state| (state % row) as f64),
        mean_orbit,
        mean_orbit_time: mean_orbit / arrival,
        full: mean(&|state| f64::from(u8::from(state % row == places))),
    }
}
