//! The laws of service times, gaps, delays and patience: built only with parameters that make sense, drawn from a
//! [`Stream`], with their first two moments.

use super::stream::Stream;
use super::ziggurat::{exponential, normal};
use std::sync::Arc;

/// The 99th percentile of the standard normal law.
const NORMAL_P99: f64 = 2.326_347_874_040_841;
/// Phases above which an Erlang law is drawn as a gamma law.
const ERLANG_SUMMED: u32 = 16;

/// A parameter that makes no law.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{law}: {parameter} is {value}, but must be {must}")]
pub struct LawError {
    /// The law that was to be built.
    pub law: &'static str,
    /// The parameter at fault.
    pub parameter: &'static str,
    /// What it was.
    pub value: f64,
    /// What it must be.
    pub must: &'static str,
}

/// A law of non-negative numbers. Build it with the functions named after the laws: they check.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same.
    Constant(f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// The sum of `phases` exponentials.
    Erlang {
        /// How many.
        phases: u32,
        /// The mean of each.
        phase_mean: f64,
    },
    /// One of two exponentials.
    HyperExponential {
        /// The probability of the first.
        first: f64,
        /// The means of the two.
        means: [f64; 2],
    },
    /// The exponential of a normal number.
    LogNormal {
        /// The mean of the logarithm.
        mu: f64,
        /// The deviation of the logarithm.
        sigma: f64,
    },
    /// Gamma: mean `shape` · `scale`.
    Gamma {
        /// The shape k.
        shape: f64,
        /// The scale θ.
        scale: f64,
    },
    /// Weibull: P(X > x) = exp(−(x/scale)^shape).
    Weibull {
        /// The shape k.
        shape: f64,
        /// The scale λ.
        scale: f64,
    },
    /// Pareto between two bounds.
    TruncatedPareto {
        /// The exponent of the tail.
        alpha: f64,
        /// The smallest value.
        low: f64,
        /// The largest value.
        high: f64,
    },
    /// Even between two bounds.
    Uniform {
        /// The smallest value.
        low: f64,
        /// The largest value.
        high: f64,
    },
    /// A histogram that was measured.
    Empirical(Arc<Histogram>),
}

/// Buckets with weights: even within each bucket. Drawn by Walker's alias method, in constant time.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    edges: Vec<f64>,
    weights: Vec<f64>,
    /// For each bucket, the share of draws that stay in it and the bucket that takes the others.
    alias: Vec<(f64, u32)>,
}

fn check(
    law: &'static str,
    parameter: &'static str,
    value: f64,
    holds: bool,
    must: &'static str,
) -> Result<(), LawError> {
    if holds && value.is_finite() {
        return Ok(());
    }
    Err(LawError {
        law,
        parameter,
        value,
        must,
    })
}

fn positive(law: &'static str, parameter: &'static str, value: f64) -> Result<(), LawError> {
    check(law, parameter, value, value > 0.0, "above 0 and finite")
}

/// The constructors. Each refuses parameters that make no law, and names the one at fault.
impl Law {
    /// Always `value` ≥ 0.
    ///
    /// # Errors
    /// A negative or infinite value.
    pub fn constant(value: f64) -> Result<Self, LawError> {
        check("constant", "value", value, value >= 0.0, "0 or more and finite")?;
        Ok(Self::Constant(value))
    }

    /// Exponential, mean > 0.
    ///
    /// # Errors
    /// A mean of 0 or less.
    pub fn exponential(mean: f64) -> Result<Self, LawError> {
        positive("exponential", "mean", mean)?;
        Ok(Self::Exponential(mean))
    }

    /// Erlang: `phases` ≥ 1 exponentials in a row, `mean` > 0 in all; cv² = 1/phases.
    ///
    /// # Errors
    /// No phases, or a mean of 0 or less.
    pub fn erlang(phases: u32, mean: f64) -> Result<Self, LawError> {
        check("Erlang", "phases", f64::from(phases), phases > 0, "1 or more")?;
        positive("Erlang", "mean", mean)?;
        Ok(Self::Erlang {
            phases,
            phase_mean: mean / f64::from(phases),
        })
    }

    /// One of two exponentials: the first with probability `first`.
    ///
    /// # Errors
    /// A probability outside 0..1, a mean of 0 or less.
    pub fn hyper_exponential(first: f64, means: [f64; 2]) -> Result<Self, LawError> {
        let law = "hyper-exponential";
        check(
            law,
            "probability",
            first,
            (0.0..=1.0).contains(&first),
            "between 0 and 1",
        )?;
        positive(law, "first mean", means[0])?;
        positive(law, "second mean", means[1])?;
        Ok(Self::HyperExponential { first, means })
    }

    /// The hyper-exponential law of this mean and cv² ≥ 1 whose two branches carry the same load (balanced means:
    /// p = (1 + √((cv²−1)/(cv²+1)))/2; Whitt, "The queueing network analyzer", BSTJ 62(9), 1983).
    ///
    /// # Errors
    /// A mean of 0 or less, a cv² below 1.
    pub fn hyper_exponential_cv2(mean: f64, cv2: f64) -> Result<Self, LawError> {
        positive("hyper-exponential", "mean", mean)?;
        check(
            "hyper-exponential",
            "cv²",
            cv2,
            cv2 >= 1.0,
            "1 or more and finite",
        )?;
        let first = 0.5 * (1.0 + ((cv2 - 1.0) / (cv2 + 1.0)).sqrt());
        Self::hyper_exponential(first, [0.5 * mean / first, 0.5 * mean / (1.0 - first)])
    }

    /// Log-normal by mean and cv²: σ² = ln(1 + cv²), μ = ln mean − σ²/2.
    ///
    /// # Errors
    /// A mean of 0 or less, a negative cv².
    pub fn log_normal(mean: f64, cv2: f64) -> Result<Self, LawError> {
        positive("log-normal", "mean", mean)?;
        check("log-normal", "cv²", cv2, cv2 >= 0.0, "0 or more and finite")?;
        let variance = cv2.ln_1p();
        Ok(Self::LogNormal {
            mu: mean.ln() - 0.5 * variance,
            sigma: variance.sqrt(),
        })
    }

    /// Log-normal by mean and 99th percentile: σ = z − √(z² − 2 ln(p99/mean)) with z = 2.3263, the smaller of the
    /// two roots. No log-normal law has a p99 above 14.97 means.
    ///
    /// # Errors
    /// A mean of 0 or less, a p99 that no log-normal law of this mean has.
    pub fn log_normal_p99(mean: f64, p99: f64) -> Result<Self, LawError> {
        positive("log-normal", "mean", mean)?;
        let gap = NORMAL_P99 * NORMAL_P99 - 2.0 * (p99 / mean).ln();
        let holds = p99 >= mean && gap >= 0.0;
        check(
            "log-normal",
            "p99",
            p99,
            holds,
            "between 1 and 14.97 times the mean",
        )?;
        let sigma = NORMAL_P99 - gap.sqrt();
        Ok(Self::LogNormal {
            mu: mean.ln() - 0.5 * sigma * sigma,
            sigma,
        })
    }

    /// Gamma by mean and shape, both > 0; cv² = 1/shape.
    ///
    /// # Errors
    /// A mean or shape of 0 or less.
    pub fn gamma(mean: f64, shape: f64) -> Result<Self, LawError> {
        positive("gamma", "mean", mean)?;
        positive("gamma", "shape", shape)?;
        Ok(Self::Gamma {
            shape,
            scale: mean / shape,
        })
    }

    /// Weibull by shape and scale, both > 0.
    ///
    /// # Errors
    /// A shape or scale of 0 or less.
    pub fn weibull(shape: f64, scale: f64) -> Result<Self, LawError> {
        positive("Weibull", "shape", shape)?;
        positive("Weibull", "scale", scale)?;
        Ok(Self::Weibull { shape, scale })
    }

    /// Pareto with exponent `alpha` > 0 between `low` > 0 and `high` > `low`.
    ///
    /// # Errors
    /// An exponent or lower bound of 0 or less, bounds out of order.
    pub fn truncated_pareto(alpha: f64, low: f64, high: f64) -> Result<Self, LawError> {
        positive("truncated Pareto", "alpha", alpha)?;
        positive("truncated Pareto", "low", low)?;
        check(
            "truncated Pareto",
            "high",
            high,
            high > low,
            "above the lower bound and finite",
        )?;
        Ok(Self::TruncatedPareto { alpha, low, high })
    }

    /// Even between `low` ≥ 0 and `high` ≥ `low`.
    ///
    /// # Errors
    /// A negative lower bound, bounds out of order.
    pub fn uniform(low: f64, high: f64) -> Result<Self, LawError> {
        check("uniform", "low", low, low >= 0.0, "0 or more and finite")?;
        check(
            "uniform",
            "high",
            high,
            high >= low,
            "at least the lower bound and finite",
        )?;
        Ok(Self::Uniform { low, high })
    }

    /// A measured histogram: `edges` rise from 0 or more, `weights` lie between them (one fewer), and count
    /// something.
    ///
    /// # Errors
    /// Edges that fall, weights that are negative, too few of either.
    pub fn empirical(edges: &[f64], weights: &[f64]) -> Result<Self, LawError> {
        let law = "empirical";
        let many = weights.len() as f64;
        check(law, "number of weights", many, !weights.is_empty(), "1 or more")?;
        let fits = edges.len() == weights.len() + 1;
        check(
            law,
            "number of edges",
            edges.len() as f64,
            fits,
            "one more than the weights",
        )?;
        let mut before = 0.0;
        for &edge in edges {
            check(
                law,
                "edge",
                edge,
                edge >= before,
                "0 or more, finite and not below the one before",
            )?;
            before = edge;
        }
        for &weight in weights {
            check(law, "weight", weight, weight >= 0.0, "0 or more and finite")?;
        }
        let total: f64 = weights.iter().sum();
        positive(law, "sum of the weights", total)?;
        let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let alias = alias(&weights);
        Ok(Self::Empirical(Arc::new(Histogram {
            edges: edges.to_vec(),
            weights,
            alias,
        })))
    }
}

/// Walker's alias table, built as by Vose, "A linear algorithm for generating random numbers with a given
/// distribution" (1991).
fn alias(weights: &[f64]) -> Vec<(f64, u32)> {
    let many = weights.len() as f64;
    let mut share: Vec<f64> = weights.iter().map(|weight| weight * many).collect();
    let mut table: Vec<(f64, u32)> = (0..weights.len()).map(|at| (1.0, at as u32)).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) =
        (0..weights.len()).partition(|&at| share[at] < 1.0);
    while let (Some(&low), Some(&high)) = (small.last(), large.last()) {
        small.pop();
        table[low] = (share[low], high as u32);
        share[high] -= 1.0 - share[low];
        if share[high] < 1.0 {
            large.pop();
            small.push(high);
        }
    }
    table
}

/// Drawing, and moments.
impl Law {
    /// One number of this law.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Exponential(mean) => mean * exponential(stream),
            Self::Constant(value) => *value,
            _ => self.sample_other(stream),
        }
    }

    fn sample_other(&self, stream: &mut Stream) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Exponential(mean) => mean * exponential(stream),
            Self::Erlang { phases, phase_mean } if phases <= ERLANG_SUMMED => {
                phase_mean * (0..phases).map(|_| exponential(stream)).sum::<f64>()
            }
            Self::Erlang { phases, phase_mean } => phase_mean * standard_gamma(f64::from(phases), stream),
            Self::HyperExponential { first, means } => {
                let branch = usize::from(!stream.happens(first));
                means[branch] * exponential(stream)
            }
            Self::LogNormal { mu, sigma } => (mu + sigma * normal(stream)).exp(),
            Self::Gamma { shape, scale } => scale * standard_gamma(shape, stream),
            Self::Weibull { shape, scale } => scale * exponential(stream).powf(1.0 / shape),
            Self::TruncatedPareto { alpha, low, high } => {
                let rest = (low / high).powf(alpha);
                let tail = 1.0 - stream.unit() * (1.0 - rest);
                (low * tail.powf(-1.0 / alpha)).min(high)
            }
            Self::Uniform { low, high } => low + (high - low) * stream.unit(),
            Self::Empirical(ref histogram) => histogram.sample(stream),
        }
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.moment(1)
    }

    /// The mean of the square.
    #[must_use]
    pub fn second_moment(&self) -> f64 {
        self.moment(2)
    }

    /// The squared coefficient of variation: variance / mean²; 0 for a mean of 0.
    #[must_use]
    pub fn cv2(&self) -> f64 {
        let mean = self.mean();
        if mean == 0.0 {
            return 0.0;
        }
        (self.second_moment() / (mean * mean) - 1.0).max(0.0)
    }

    /// The mean of the first or second power.
    fn moment(&self, power: i32) -> f64 {
        let p = f64::from(power);
        match *self {
            Self::Constant(value) => value.powi(power),
            Self::Exponential(mean) => p * mean.powi(power),
            Self::Erlang { phases, phase_mean } => gamma_moment(f64::from(phases), phase_mean, power),
            Self::HyperExponential { first, means } => {
                p * (first * means[0].powi(power) + (1.0 - first) * means[1].powi(power))
            }
            Self::LogNormal { mu, sigma } => (p * mu + 0.5 * p * p * sigma * sigma).exp(),
            Self::Gamma { shape, scale } => gamma_moment(shape, scale, power),
            Self::Weibull { shape, scale } => scale.powi(power) * ln_gamma(1.0 + p / shape).exp(),
            Self::TruncatedPareto { alpha, low, high } => pareto_moment(alpha, low, high, p),
            Self::Uniform { low, high } if power == 1 => 0.5 * (low + high),
            Self::Uniform { low, high } => (low * low + low * high + high * high) / 3.0,
            Self::Empirical(ref histogram) => histogram.moment(power),
        }
    }

    /// Whether every draw is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.mean() == 0.0
    }
}

impl Histogram {
    fn sample(&self, stream: &mut Stream) -> f64 {
        let spot = stream.unit() * self.alias.len() as f64;
        let at = (spot as usize).min(self.alias.len() - 1);
        let (stay, other) = self.alias[at];
        let bucket = if spot - at as f64 <= stay {
            at
        } else {
            other as usize
        };
        let (low, high) = (self.edges[bucket], self.edges[bucket + 1]);
        low + (high - low) * stream.unit()
    }

    fn moment(&self, power: i32) -> f64 {
        let buckets = self.edges.windows(2).zip(&self.weights);
        buckets
            .map(|(edge, weight)| {
                let (low, high) = (edge[0], edge[1]);
                let inside = if power == 1 {
                    0.5 * (low + high)
                } else {
                    (low * low + low * high + high * high) / 3.0
                };
                weight * inside
            })
            .sum()
    }
}

/// Gamma of scale 1: Marsaglia and Tsang, "A simple method for generating gamma variables", TOMS 26(3) (2000);
/// shapes below 1 by their boost.
fn standard_gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        let boost = stream.positive_unit().powf(1.0 / shape);
        return standard_gamma(shape + 1.0, stream) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(stream);
        let v = 1.0 + c * x;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        let u = stream.positive_unit();
        if u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

fn gamma_moment(shape: f64, scale: f64, power: i32) -> f64 {
    let first = shape * scale;
    if power == 1 {
        first
    } else {
        first * (shape + 1.0) * scale
    }
}

/// α·low^α / (1 − (low/high)^α) · ∫ x^(p−α−1) dx from low to high.
fn pareto_moment(alpha: f64, low: f64, high: f64, p: f64) -> f64 {
    let ratio = low / high;
    let norm = alpha / (1.0 - ratio.powf(alpha));
    let gap = alpha - p;
    let integral = if gap.abs() < 1e-9 {
        -ratio.ln()
    } else {
        (1.0 - ratio.powf(gap)) / gap
    };
    norm * low.powf(p) * integral
}

/// ln Γ(x) for x > 0: Stirling's series at x + 8, stepped down.
fn ln_gamma(x: f64) -> f64 {
    let mut shift = 0.0;
    let mut at = x;
    while at < 8.0 {
        shift += at.ln();
        at += 1.0;
    }
    let inverse = 1.0 / (at * at);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / at;
    (at - 0.5) * at.ln() - at + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

#[cfg(test)]
#[path = "law_tests.rs"]
mod tests;
