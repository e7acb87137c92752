//! Independent replications, in parallel, with the same result on any number of threads.

use super::estimate::Estimate;
use rayon::prelude::*;

/// Runs replications 0 to `count - 1` on as many threads as there are; their results in the order of their numbers. A
/// replication gets only its number, so that nothing depends on which thread runs it, or when.
pub fn replicate<T: Send>(count: u64, run: impl Fn(u64) -> T + Sync + Send) -> Vec<T> {
    (0..count).into_par_iter().map(run).collect()
}

/// How sure an answer has to be, and what it may cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Half of the interval as a share of the mean: 0.01 for ±1 %.
    pub relative: f64,
    /// The share of cases in which the interval holds the truth.
    pub level: f64,
    /// Replications before the first look; at least 2.
    pub least: u64,
    /// Replications at most.
    pub most: u64,
}

/// The answer of [`until`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopped {
    /// What came out.
    pub estimate: Estimate,
    /// Whether it is as sure as was asked; otherwise the replications ran out.
    pub reached: bool,
}

/// Replicates until the interval is as narrow as asked, or until there were `most`. Looks after `least`, then each time
/// there are half as many again, so that what comes out does not depend on the number of threads. Looking often and
/// stopping at the first narrow interval makes it hold the truth a little less often than it says; with ten replications
/// or more before the first look that is within a percent (Law and Kelton, Operations Research 30, 1982).
///
/// `None` where fewer than two replications gave a finite number.
pub fn until(precision: Precision, run: impl Fn(u64) -> f64 + Sync + Send) -> Option<Stopped> {
    let mut values: Vec<f64> = Vec::new();
    let mut next = precision.least.clamp(2, precision.most.max(2));
    loop {
        let done = values.len() as u64;
        values.extend(replicate(next - done, |index| run(done + index)));
        let estimate = Estimate::of(&values, precision.level)?;
        let reached = estimate.relative() <= precision.relative;
        if reached || next >= precision.most {
            return Some(Stopped { estimate, reached });
        }
        next = (next + next.div_ceil(2)).min(precision.most);
    }
}
