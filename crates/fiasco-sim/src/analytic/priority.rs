//! Priorities at one server: what the important gain and the rest pay.
//!
//! Source of both formulas: A. Cobham, *Priority Assignment in Waiting Line Problems*, 1954; L. Kleinrock, *Queueing
//! Systems* vol. 2, on head-of-the-line and preemptive-resume priorities.

use super::error::{Result, not_negative, positive, stable};

const MODEL: &str = "M/G/1 with priorities";

/// Requests of one importance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// The rate at which they come, at random.
    pub arrival: f64,
    /// The mean service time.
    pub mean: f64,
    /// The mean square of the service time.
    pub second_moment: f64,
}

impl Class {
    /// A class with exponential service times of this rate.
    #[must_use]
    pub fn exponential(arrival: f64, service: f64) -> Self {
        Self {
            arrival,
            mean: 1.0 / service,
            second_moment: 2.0 / (service * service),
        }
    }
}

/// What a class sees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    /// The mean time not being served: before service and, if preempted, during it.
    pub mean_wait: f64,
    /// The mean time from arrival to end of service.
    pub mean_sojourn: f64,
}

fn check(classes: &[Class]) -> Result<()> {
    for class in classes {
        not_negative(MODEL, "arrival rate", class.arrival)?;
        positive(MODEL, "mean service time", class.mean)?;
        positive(MODEL, "second moment of the service time", class.second_moment)?;
    }
    let load = classes.iter().map(|class| class.arrival * class.mean).sum();
    stable(MODEL, load, 1.0)
}

/// The mean work left in the service that an arrival finds under way: Σ λ E\[S²\] / 2.
fn residual(classes: &[Class]) -> f64 {
    classes
        .iter()
        .map(|class| class.arrival * class.second_moment / 2.0)
        .sum()
}

/// The share of time the server is free of the first `count` classes.
fn free(classes: &[Class], count: usize) -> f64 {
    1.0 - classes[..count]
        .iter()
        .map(|class| class.arrival * class.mean)
        .sum::<f64>()
}

/// Who is in service stays; the next is the most important that waits. `classes[0]` is the most important.
///
/// Wq of class k = W0 / ((1 − σ(k−1)) (1 − σ(k))), where W0 is the mean rest of a service under way and σ(k) the load of
/// the classes up to k.
///
/// # Errors
/// For rates or moments out of range, and when all classes together are more than the server can do.
pub fn non_preemptive(classes: &[Class]) -> Result<Vec<Served>> {
    check(classes)?;
    let rest = residual(classes);
    let served = classes.iter().enumerate().map(|(k, class)| {
        let mean_wait = rest / (free(classes, k) * free(classes, k + 1));
        Served {
            mean_wait,
            mean_sojourn: mean_wait + class.mean,
        }
    });
    Ok(served.collect())
}

/// Who is more important takes the server at once; the work that was interrupted goes on later where it stopped.
/// `classes[0]` is the most important and never notices the others.
///
/// W of class k = E\[S\] / (1 − σ(k−1)) + W0(k) / ((1 − σ(k−1)) (1 − σ(k))), where W0(k) counts only classes up to k.
///
/// # Errors
/// As [`non_preemptive`]. To see what is left for the important in an overload, leave out the classes that starve.
pub fn preemptive_resume(classes: &[Class]) -> Result<Vec<Served>> {
    check(classes)?;
    let served = classes.iter().enumerate().map(|(k, class)| {
        let before = free(classes, k);
        let rest = residual(&classes[..=k]);
        let mean_sojourn = class.mean / before + rest / (before * free(classes, k + 1));
        Served {
            mean_wait: mean_sojourn - class.mean,
            mean_sojourn,
        }
    });
    Ok(served.collect())
}
