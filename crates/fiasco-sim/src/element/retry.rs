//! How a caller repeats a failed call.
//!
//! With failures independent of probability p and r retries, a call makes (1 − p^(r+1)) / (1 − p) attempts on
//! average: 1.111, 1.875 and 4 for r = 3 and p = 0.1, 0.5 and 1.

use crate::random::{Law, Stream};

/// The pause before a retry.
#[derive(Clone, Debug, PartialEq)]
pub enum Backoff {
    /// None.
    Immediate,
    /// Drawn from a law.
    Drawn(Law),
    /// `base` · 2^(retry − 1), at most `cap`; with `jitter`, even between 0 and that.
    Exponential {
        /// The pause before the first retry.
        base: f64,
        /// The longest pause.
        cap: f64,
        /// Whether to draw evenly below it ("full jitter").
        jitter: bool,
    },
    /// Even between `base` and three times the pause before ("decorrelated jitter"), at most `cap`.
    Decorrelated {
        /// The shortest pause.
        base: f64,
        /// The longest pause.
        cap: f64,
    },
}

impl Backoff {
    /// The pause before retry `retry` (from 1), after one that waited for `previous` (0 before the first).
    pub fn pause(&self, retry: u32, previous: f64, stream: &mut Stream) -> f64 {
        match self {
            Self::Immediate => 0.0,
            Self::Drawn(law) => law.sample(stream),
            Self::Exponential { base, cap, jitter } => {
                let step = i32::try_from(retry.saturating_sub(1)).unwrap_or(i32::MAX);
                let pause = (base * 2.0_f64.powi(step)).min(*cap);
                if *jitter { pause * stream.unit() } else { pause }
            }
            Self::Decorrelated { base, cap } => {
                let longest = 3.0 * previous.max(*base);
                (base + (longest - base) * stream.unit()).min(*cap)
            }
        }
    }
}
