//! Numbers with their intervals.

use super::mean::Mean;
use super::quantile::{normal, student};

/// A mean of independent replications, and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half of the interval's width: the true mean lies within `mean ± half_width` in a share `level` of all cases.
    pub half_width: f64,
    /// The share.
    pub level: f64,
    /// How many replications it rests on.
    pub replications: u64,
}

impl Estimate {
    /// Of replications that are independent of each other, by Student's t; `None` of fewer than two, which give no
    /// interval, and where one is not a finite number.
    #[must_use]
    pub fn of(values: &[f64], level: f64) -> Option<Self> {
        if values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        Self::of_mean(&values.iter().copied().collect(), level)
    }

    /// The same of numbers that were only summed up.
    #[must_use]
    pub fn of_mean(mean: &Mean, level: f64) -> Option<Self> {
        let count = mean.count();
        let t = student(
            f64::midpoint(1.0, level),
            count.checked_sub(1).filter(|freedom| *freedom > 0)?,
        );
        Some(Self {
            mean: mean.mean(),
            half_width: t * (mean.variance() / count as f64).sqrt(),
            level,
            replications: count,
        })
    }

    /// Whether a number lies in the interval.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        (value - self.mean).abs() <= self.half_width
    }

    /// Half of the width as a share of the mean; infinite where the mean is 0.
    #[must_use]
    pub fn relative(&self) -> f64 {
        if self.half_width == 0.0 {
            return 0.0;
        }
        self.half_width / self.mean.abs()
    }
}

/// The mean difference `b - a` of pairs that were run on the same streams (common random numbers): what both have in
/// common cancels, and the interval is that of the difference alone.
#[must_use]
pub fn paired(a: &[f64], b: &[f64], level: f64) -> Option<Estimate> {
    if a.len() != b.len() {
        return None;
    }
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
    Estimate::of(&differences, level)
}

/// A mean corrected by a control variate, and what that was worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Controlled {
    /// The corrected mean.
    pub estimate: Estimate,
    /// The variance without the control over the variance with it.
    pub gain: f64,
}

/// Corrects replications by a second number of each of them whose true mean is known: the sampled load against the
/// asked one, say. The coefficient is the regression's, estimated of the same replications, which costs one degree of
/// freedom (Lavenberg and Welch, Management Science 27, 1981). `None` of fewer than three, or of a control that never
/// moves.
#[must_use]
pub fn controlled(values: &[f64], controls: &[f64], known: f64, level: f64) -> Option<Controlled> {
    let n = values.len();
    if n < 3 || controls.len() != n || values.iter().chain(controls).any(|value| !value.is_finite()) {
        return None;
    }
    let y: Mean = values.iter().copied().collect();
    let x: Mean = controls.iter().copied().collect();
    let pairs = values.iter().zip(controls);
    let cross: f64 = pairs
        .clone()
        .map(|(value, control)| (value - y.mean()) * (control - x.mean()))
        .sum();
    let spread = x.variance() * (n - 1) as f64;
    if spread <= 0.0 {
        return None;
    }
    let slope = cross / spread;
    let mean = y.mean() - slope * (x.mean() - known);
    let left: f64 = pairs
        .map(|(value, control)| {
            let off = value - y.mean() - slope * (control - x.mean());
            off * off
        })
        .sum();
    let residual = left / (n - 2) as f64;
    let off = x.mean() - known;
    let variance = residual * (1.0 / n as f64 + off * off / spread);
    Some(Controlled {
        estimate: Estimate {
            mean,
            half_width: student(f64::midpoint(1.0, level), (n - 2) as u64) * variance.sqrt(),
            level,
            replications: n as u64,
        },
        gain: y.variance() / n as f64 / variance,
    })
}

/// A share of yes among questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share seen.
    pub share: f64,
    /// The least it may be.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
}

impl Share {
    /// Of `yes` among `all`, by Wilson's interval (JASA 22, 1927), which stays between 0 and 1; `None` of no question.
    #[must_use]
    pub fn of(yes: u64, all: u64, level: f64) -> Option<Self> {
        if all == 0 || yes > all {
            return None;
        }
        let (n, share) = (all as f64, yes as f64 / all as f64);
        let z = normal(f64::midpoint(1.0, level));
        let square = z * z;
        let middle = (share + square / (2.0 * n)) / (1.0 + square / n);
        let half = z / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
        Some(Self {
            share,
            low: if yes == 0 { 0.0 } else { middle - half },
            high: if yes == all { 1.0 } else { middle + half },
        })
    }
}
