//! Queues as water: what overloads of minutes do, where the luck of single requests no longer matters.
//!
//! ```text
//!  requests      arrived ╱╱ served        the vertical distance is the backlog,
//!     │               ╱ ╱ ╱               the horizontal one how long a request waits
//!     │            ╱ ╱__╱
//!     │         ╱_╱
//!     └────────┴──────┴──────▶ time
//!          overload   new capacity
//! ```
//!
//! Source: G. F. Newell, *Applications of Queueing Theory*, 1971.

use super::error::{Result, not_negative};

const MODEL: &str = "fluid queue";

/// A stretch of time with constant rates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// How long it lasts.
    pub duration: f64,
    /// The rate at which requests come.
    pub arrival: f64,
    /// The rate at which they can be served.
    pub capacity: f64,
}

/// What a course of phases does to a queue that starts empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The backlog at the end of each phase.
    pub backlogs: Vec<f64>,
    /// The largest backlog.
    pub largest: f64,
    /// The longest time that a request waits, first come first served. What is still queued at the end is taken to be
    /// served at the last capacity; infinite if that is 0.
    pub longest_wait: f64,
}

/// Follows a queue through phases. The backlog grows at arrival − capacity and stops at 0.
///
/// # Errors
/// For a duration or a rate below 0.
pub fn course(phases: &[Phase]) -> Result<Course> {
    // Corners of the two curves: (time, requests so far).
    let mut arrived = vec![(0.0, 0.0)];
    let mut served = vec![(0.0, 0.0)];
    let mut backlogs = Vec::with_capacity(phases.len());
    let (mut time, mut backlog, mut total) = (0.0, 0.0, 0.0);
    for phase in phases {
        not_negative(MODEL, "duration", phase.duration)?;
        not_negative(MODEL, "arrival rate", phase.arrival)?;
        not_negative(MODEL, "capacity", phase.capacity)?;
        let shrinks = phase.capacity - phase.arrival;
        if backlog > 0.0 && shrinks > 0.0 && backlog / shrinks < phase.duration {
            let empty = backlog / shrinks;
            served.push((time + empty, total + phase.arrival * empty));
        }
        time += phase.duration;
        total += phase.arrival * phase.duration;
        backlog = f64::max(0.0, backlog - shrinks * phase.duration);
        backlogs.push(backlog);
        arrived.push((time, total));
        served.push((time, total - backlog));
    }
    if backlog > 0.0 {
        let capacity = phases.last().map_or(0.0, |phase| phase.capacity);
        served.push((time + backlog / capacity, total));
    }
    Ok(Course {
        largest: backlogs.iter().copied().fold(0.0, f64::max),
        longest_wait: widest(&arrived, &served),
        backlogs,
    })
}

/// The largest horizontal distance between two rising curves of straight pieces: it is at a corner of one of them.
fn widest(arrived: &[(f64, f64)], served: &[(f64, f64)]) -> f64 {
    let from_served = served
        .iter()
        .map(|&(time, count)| time - when(arrived, count, true));
    let from_arrived = arrived
        .iter()
        .map(|&(time, count)| when(served, count, false) - time);
    from_served.chain(from_arrived).fold(0.0, f64::max)
}

/// When a curve reaches a count. Where it rests there, the end of the rest if `last`, else the start.
fn when(curve: &[(f64, f64)], count: f64, last: bool) -> f64 {
    let mut found = curve.first().map_or(0.0, |corner| corner.0);
    for pair in curve.windows(2) {
        let ((from, low), (to, high)) = (pair[0], pair[1]);
        if count < low || (!last && count <= low) {
            break;
        }
        found = if count >= high {
            to
        } else {
            from + (to - from) * (count - low) / (high - low)
        };
    }
    found
}

/// What an autoscaler that is late does, as water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lag {
    /// The backlog when the new capacity comes: (λ − c₀) T. It is the largest.
    pub backlog: f64,
    /// How long a request waits that arrives at that moment: backlog / c₁.
    pub wait_at_growth: f64,
    /// The longest wait of all, of the request that is next in line at that moment: T (1 − c₀/λ).
    pub longest_wait: f64,
    /// How long the backlog takes from then on to be gone: backlog / (c₁ − λ); infinite if the new capacity does not
    /// suffice.
    pub drain: f64,
}

/// Requests come at rate `arrival` to a queue, empty before, that can serve `before` of them, until after `lag` the
/// capacity grows to `after`.
///
/// # Errors
/// For rates or times below 0.
pub fn autoscaler_lag(arrival: f64, before: f64, after: f64, lag: f64) -> Result<Lag> {
    not_negative(MODEL, "arrival rate", arrival)?;
    not_negative(MODEL, "capacity before", before)?;
    not_negative(MODEL, "capacity after", after)?;
    not_negative(MODEL, "lag", lag)?;
    let backlog = f64::max(0.0, arrival - before) * lag;
    if backlog == 0.0 {
        return Ok(Lag {
            backlog,
            wait_at_growth: 0.0,
            longest_wait: 0.0,
            drain: 0.0,
        });
    }
    let suffices = after > arrival;
    Ok(Lag {
        backlog,
        wait_at_growth: backlog / after,
        longest_wait: if after >= arrival {
            lag * (1.0 - before / arrival)
        } else {
            f64::INFINITY
        },
        drain: if suffices {
            backlog / (after - arrival)
        } else {
            f64::INFINITY
        },
    })
}
