//! The few numerical tools that the models share: Poisson sums that neither overflow nor underflow, and the point at
//! which a falling function reaches a level.

/// P(N < count) for N Poisson with this mean. Each term is made from its logarithm, so a mean of thousands is no
/// problem.
pub(crate) fn poisson_below(count: usize, mean: f64) -> f64 {
    if count == 0 {
        return 0.0;
    }
    if mean == 0.0 {
        return 1.0;
    }
    let log_mean = mean.ln();
    let mut log_term = -mean;
    let mut sum = log_term.exp();
    for n in 1..count {
        log_term += log_mean - (n as f64).ln();
        sum += log_term.exp();
    }
    sum.min(1.0)
}

/// The time at which a tail, which falls from at least `target` towards 0, comes down to `target`. `scale` is a
/// first guess of any quality. Halves the interval until two neighboring floats are left.
pub(crate) fn where_falls_to(target: f64, scale: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let mut high = scale;
    while tail(high) > target && high.is_finite() {
        high *= 2.0;
    }
    let mut low = 0.0;
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return high;
        }
        if tail(middle) > target {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// ln(exp(a) + exp(b)).
pub(crate) fn log_add(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large == f64::NEG_INFINITY {
        large
    } else {
        large + (small - large).exp().ln_1p()
    }
}
